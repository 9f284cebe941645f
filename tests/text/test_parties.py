"""Who is meant, by the rules alone: names decided by context, offices, bodies, pronouns, groups of the article's own.

What the judge of names adds where no rule knows a name is tested in ``test_name_judge.py``.
"""

import random
import time
from types import SimpleNamespace

import pytest

from classifier.text.name_judge import SILENT
from classifier.text.parties import PartyResolver
from classifier.text.passages import read_passages

RESOLVER = PartyResolver(judge=SILENT)


def read(text, *parties):
    resolver = PartyResolver(parties=[SimpleNamespace(name=name, aliases=aliases) for name, aliases in parties], judge=SILENT) if parties else RESOLVER
    return resolver.read(read_passages(text))


def actors(text, least=0.3, parties=()):
    """The parties that the text names as actors, in order, once each."""
    return list(dict.fromkeys(mention.party for mention in read(text, *parties).mentions if mention.certainty >= least))


def source(text, words, *parties):
    """Who a source is: the last place where the text has these words."""
    reading = read(text, *parties)
    passages = reading.passages
    start = text.rindex(words)
    first = next(i for i, end in enumerate(passages.ends) if end > start)
    last = next((i for i, begin in enumerate(passages.starts) if begin >= start + len(words)), len(passages))
    return reading.resolve((first, last))


@pytest.mark.parametrize(
    ("text", "parties"),
    [
        ("Georgia will not join the sanctions, Tbilisi said.", ["Georgia"]),
        ("In Atlanta, lawmakers argued over the county vote while Georgia waited for its county courts.", []),
        ("Jordan rejected the plan and Amman recalled its envoy.", ["Jordan"]),
        ("Ellis Jordan told the committee that Jordan Whitby had resigned.", []),
        ("Chad closed its border.", ["Chad"]),
        ("Chad Brockway told the town meeting that he would sue.", []),
        ("Turkey vetoed the text in the council.", ["Turkey"]),
        ("Turkey should rest before you carve it, whatever the oven says; roast the stuffing apart.", []),
        ("Washington wants a truce.", ["United States"]),
        ("Officials in Seattle and Spokane say Washington needs a new ferry.", []),
        ("Brussels opposes the tariffs.", ["European Union"]),
        ("Flemish and Walloon ministers met; Brussels, they said, must pay as Belgium does.", ["Flanders", "Wallonia", "Belgium"]),
        ("Congo accused Kigali of arming M23.", ["Democratic Republic of the Congo", "Rwanda", "M23"]),
        ("Brazzaville spoke for Congo.", ["Republic of the Congo"]),
        ("Papua New Guinea and Guinea-Bissau signed.", ["Papua New Guinea", "Guinea-Bissau"]),
        ("South Sudan asked Sudan for fuel.", ["South Sudan", "Sudan"]),
        ("Northern Ireland and Ireland share a grid.", ["Northern Ireland", "Ireland"]),
        ("Ships crossed the South China Sea.", []),
        ("A flotilla sailed the Niger Delta.", []),
        ("American Airlines raised fares.", ["American Airlines"]),
        ("The New York Times carried the Paris agreement in full, and the Geneva talks, and the Minsk process.", []),
        ("The Korean War ended long ago.", []),
    ],
)
def test_ambiguous_names_are_decided_by_context(text, parties):
    assert [party for party in actors(text) if party != "Chad Brockway"] == parties


@pytest.mark.parametrize(
    ("text", "parties"),
    [
        ("The PGA of Australia is unhappy. Its secretary, Ana Ruiz, wants a vote.", ["PGA of Australia"]),
        ("A rival body, the Men of Dignity, is opposed to that.", ["Men of Dignity"]),
        ("The City of Hafn has begun to buy nurseries back.", ["City of Hafn"]),
        ("Save the Children Norway, one of the six, proposes a rule.", ["Save the Children Norway"]),
        ("Jubilee USA, the network of churches, wants a debate.", ["Jubilee USA"]),
        ('"It is late," said Ana Ruiz of Airlines UK.', ["Airlines UK"]),
        ("MSC Cruises would sign, its officer, Katrin Sommer, wrote.", ["MSC Cruises"]),
        ("Refugees International has not taken a side.", ["Refugees International"]),
        ("The Centre Party wants a state grant.", ["Centre Party"]),
        ("The R&A would support points.", ["R&A"]),
        ("Inuit Sila, which leads the outgoing government, is against the base.", ["Inuit Sila"]),
        ("The opposition Kosova Lirë wants the ban.", ["Kosova Lirë"]),
        ("For Comisiones del Mar, Ana Ruiz said the duty must rise.", ["Comisiones del Mar"]),
        ("Ana Ruiz, vice-president of Foment del Mar, refused.", ["Foment del Mar"]),
        ("Senator Ana Ruiz of Norda Viva contradicted him.", ["Norda Viva"]),
        ("The Tasmanian Aboriginal Centre rejected it.", ["Tasmanian Aboriginal Centre"]),
    ],
)
def test_a_group_whose_name_is_made_of_other_names_is_one_party(text, parties):
    assert actors(text) == parties


@pytest.mark.parametrize(
    ("text", "parties"),
    [
        ("Kent County rejected the plan.", ["Kent County"]),
        ("Barcelona, needing the money, would not be talked out of it.", ["Barcelona"]),
        ("New South Wales is examining the proposal.", ["New South Wales"]),
        ("Tensions rose in Hebron, Jenin and Nablus. The West Coast was calm.", []),
        ("Europe wants a truce, and the Hormuz Strait was calm.", []),
        ("The Norwegian Petroleum Institute, an analyst there said, had found that prices rose.", []),
    ],
)
def test_a_place_or_an_institute_is_a_party_only_where_it_takes_a_side(text, parties):
    assert actors(text) == parties


def test_central_bank_of_a_state_stands_for_the_state():
    assert actors("The Bank of England kept rates.") == ["United Kingdom"]


def certainty(text, name):
    return next(
        mention.certainty for mention in read(text).mentions if text[slice(*read_passages(text).span(mention.first, mention.last))] == name
    )


def test_a_capital_is_sure_as_a_subject_and_not_as_a_venue():
    subject = certainty("Cairo rejects the map.", "Cairo")
    assert subject > 0.9
    assert certainty("Ministers arrived in Cairo on Monday.", "Cairo") < 0.3
    assert certainty("A summit in Paris ended late.", "Paris") < 0.3
    assert certainty("DOHA, Jan 12 (Meridian) - Talks went on.", "DOHA") < 0.1


def test_capitals_only_text_is_read_without_taking_words_for_names():
    assert actors("RUSSIA REJECTS THE MAP THAT NORWAY DREW") == ["Russia", "Norway"]
    assert actors("WHO TOLD US IT WAS OVER AND WHY DID THEY TELL US") == []
    assert "United States" in actors("THE US AND NORWAY WALK OUT OF THE ROOM")


def test_who_and_us_as_words_and_as_abbreviations():
    assert actors("They told us who it was.") == []
    assert actors("The WHO wrote to the US.") == ["World Health Organization", "United States"]


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ('Kremlin spokesman Arkady Belov was brief. "No," Belov said.', "Belov", ("Arkady Belov", "Russia")),
        ("Portuguese foreign ministry spokesman Rui Calado spoke. He would not sign, he said.", "he", ("Rui Calado", "Portugal")),
        ('"No," said Ilze Kalnina, a spokeswoman for the Latvian defence ministry.', "Ilze Kalnina", ("Ilze Kalnina", "Latvia")),
        ("Bautista Jr., the Philippine vice-president, said no. Mr Bautista left.", "Mr Bautista", ("Bautista Jr", "Philippines")),
        ("BKG general secretary Moira Tunstall called the offer thin.", "Moira Tunstall", ("Moira Tunstall", "BKG")),
        ("Samir Toufic, one of Hezbollah's negotiators, refused.", "Samir Toufic", ("Samir Toufic", "Hezbollah")),
        ("Mr. Adel Mansouri, Secretary-General of the Arab League, agreed.", "Mr. Adel Mansouri", ("Adel Mansouri", "Arab League")),
        (
            'The World Food Programme is short of trucks. "We need them," said Astrid Holm, its coordinator for the valley.',
            "Astrid Holm",
            ("Astrid Holm", "World Food Programme"),
        ),
        ("Lena Hofer, deputy state department spokeswoman, declined.", "Lena Hofer", ("Lena Hofer", "United States")),
        (
            "The EU's aid commissioner, Bram Verstappen, flew in. The commissioner said no.",
            "The commissioner",
            ("Bram Verstappen", "European Union"),
        ),
        ("Belgian Justice Minister An Daems spoke. The minister agreed to it.", "The minister", ("An Daems", "Belgium")),
        ("Dr. Mara Silic (Green Party) said no. Silic left.", "Silic", ("Mara Silic", "Green Party")),
        ("Speaking for the Teamsters, Bo Larkin refused.", "Bo Larkin", ("Bo Larkin", "Teamsters")),
        ("Tove Lindahl, who leads the Teamsters, refused.", "Tove Lindahl", ("Tove Lindahl", "Teamsters")),
        ("Tove Lindahl has been Iceland's trade envoy for ten years. She refused.", "She", ("Tove Lindahl", "Iceland")),
        (
            "Iceland will veto it, the Icelandic premier's office said.",
            "the Icelandic premier's office",
            ("the Icelandic premier's office", "Iceland"),
        ),
        ("Turkey's defence ministry is open to it. The ministry sent a note.", "The ministry", ("The ministry", "Turkey")),
        (
            "Azerbaijan has not decided, an aide to its president said.",
            "an aide to its president",
            ("an aide to its president", "Azerbaijan"),
        ),
        ("In Oslo the foreign minister refused.", "the foreign minister", ("the foreign minister", "Norway")),
        ("Italy objects, the government in Madrid said.", "the government in Madrid", ("the government in Madrid", "Spain")),
    ],
)
def test_an_article_binds_people_and_titles_to_parties(text, words, expected):
    assert source(text, words) == expected


@pytest.mark.parametrize(
    ("text", "words", "name"),
    [
        ("Israel will sign, said Dov Ariel, an analyst at a think-tank in Haifa.", "Dov Ariel", "Dov Ariel"),
        ("Norway lost, says Professor Kari Moen, who teaches in Oslo.", "Kari Moen", "Kari Moen"),
        ("Former Spanish minister Pau Ferrer disagreed.", "Pau Ferrer", "Pau Ferrer"),
        ("The farm is lost, said Olena Hnatiuk, a farmer near Kyiv.", "Olena Hnatiuk", "Olena Hnatiuk"),
    ],
)
def test_those_who_speak_for_themselves_have_no_party(text, words, name):
    assert source(text, words) == (name, None)


def test_officials_without_more_stand_for_nobody():
    assert source("Talks went on in Vienna. Officials said they were hopeful.", "Officials") == ("Officials", None)


def test_groups_are_discovered_with_their_short_names():
    text = (
        "The National Union of Ferry Crews (NUFC) rejected the offer. NUFC members will walk out, said the union. "
        "Kestrel Ferries wants talks; Kestrel owns nine ships."
    )
    reading = read(text)
    found = {text[slice(*reading.passages.span(m.first, m.last))]: m.party for m in reading.mentions}
    assert found["NUFC"] == "National Union of Ferry Crews"
    assert found["the union" if "the union" in found else "union"] == "National Union of Ferry Crews"
    assert found["Kestrel"] == "Kestrel Ferries"


@pytest.mark.parametrize(
    ("text", "party"),
    [
        ("Nova Lumina, the far-right party, will vote against.", "Nova Lumina"),
        ("Dawn Covenant, a hard-line partner in the coalition, is a party that wants it closed.", "Dawn Covenant"),
        ("The Harbour Residents' Association objects.", "Harbour Residents' Association"),
        ("Brackwater City Council refused.", "Brackwater City Council"),
        ("The Federation of Small Dairies wants more time.", "Federation of Small Dairies"),
        ("The chipmaker Quillon opposes the curbs.", "Quillon"),
    ],
)
def test_unknown_groups_are_parties(text, party):
    assert party in actors(text)


def test_a_common_noun_stands_for_the_last_fitting_group_and_its_demonym_for_no_state():
    reading = read("Hamas studied the draft while Egypt waited. The Palestinian movement would free two men.")
    last = [mention for mention in reading.mentions if mention.certainty > 0.3][-1]
    assert (last.party, last.kind) == ("Hamas", "group")


def test_it_and_they_follow_the_subject():
    reading = read("Norway welcomed the text. It will sign.")
    assert [(m.party, m.kind) for m in reading.mentions] == [("Norway", "name"), ("Norway", "pronoun")]


def test_a_codebooks_names_win():
    council = ("Brackwater City Council", ["City Hall", "the mayor", "Washington"])
    assert actors("Washington backed the rent cap.", parties=[council]) == ["Brackwater City Council"]
    assert source("City Hall said no.", "City Hall", council) == ("City Hall", "Brackwater City Council")


def test_a_codebook_may_call_a_known_party_otherwise():
    assert actors("The ICRC refused, and the Red Cross left.", parties=[("ICRC", ["Red Cross"])]) == ["ICRC"]


def test_a_codebooks_offices_bind_their_holders():
    department = ("Department of Health", ["health secretary"])
    assert source("Health Secretary Nell Farrow refused. Farrow left.", "Farrow", department) == ("Nell Farrow", "Department of Health")


def test_an_invented_bearer_of_a_known_surname_is_somebody_else():
    assert source("Belgian trade envoy Mieke Putin refused. Putin left.", "Putin") == ("Mieke Putin", "Belgium")


def test_the_subject_of_what_is_said_holds_the_position():
    text = "Norway had accepted the plan, a Swedish diplomat said."
    reading = read(text)
    assert reading.holder((0, 5), (6, 9)) == "Norway"
    quoted = read('"We accept the plan," a Swedish diplomat said.')
    assert quoted.holder((1, 5), (7, 10)) == "Sweden"


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n\n",
        "'",
        "’s",
        "Mr.",
        "(",
        "The",
        "US",
        "of the of the",
        "A" * 5000,
        "X's " * 50,
        "\ud7ff \u202e Łódź",
        "Mr. Mr. Mr. (",
        "said," * 40,
    ],
)
def test_odd_text_is_read_without_complaint(text):
    reading = read(text)
    assert all(0 <= mention.first < mention.last <= len(reading.passages) for mention in reading.mentions)
    assert reading.resolve((0, len(reading.passages))) is not None


def test_reading_takes_time_in_proportion_to_the_text():
    text = "Kremlin spokesman Arkady Belov said Norway's foreign ministry, the union and its chair would not sign. He left for Oslo. "
    short, long = read_passages(text * 200), read_passages(text * 1600)
    RESOLVER.read(short)

    def seconds(passages):
        best = []
        for _ in range(3):
            begin = time.perf_counter()
            RESOLVER.read(passages)
            best.append(time.perf_counter() - begin)
        return min(best)

    assert seconds(long) < 30 * seconds(short)


def test_the_same_text_gives_the_same_reading():
    text = "The Harbour Residents' Association and Kestrel Ferries met Norway's envoy, Kari Moen. She refused."
    assert read(text).mentions == PartyResolver(judge=SILENT).read(read_passages(text)).mentions


@pytest.mark.parametrize(
    "text",
    [
        "Whoever builds the gate should carry the key. Eleven people came. Attendance was given as 400. Nor did it rain.",
        "“I’d put one in every town,” she said. ‘We’ve sat in their office.’ They're staying. Don't mistake it. It'll be sunny.",
        "OUT OF THE BOX\n\nThe talks went on, and there was MORE to come. NO, UNLESS it rains. THE BIG THING - a free lunch.",
        "Rents in Harwick will rise next month. Harwick has 4,000 people. A bus left for Tarn, the river port.",
        "“Lunch is lentils,” a visitor wrote. Compulsory service? No. Twenty-two wagons arrived. Rust comes off.",
        "His Excellency affirmed that this House would sit. Our Party reaffirms it. Item 3, draft plan: approved.",
        "The patrol vessel HMS Teal will sail. USS Harlan Pike followed. She told broadcaster RQV of it.",
        "HARWICK, June 19 (NQP) - The lagoon was calm.\n\nHarwick (NQP). The lagoon was calm.",
        "Prayers were said at Tolle. The banks of the Oder Mere have been raised. Pollsters say so; Optimists agree.",
    ],
)
def test_ordinary_words_headings_towns_and_ships_are_no_parties(text):
    assert actors(text, 0.0) == []


def test_names_of_ordinary_words_are_parties_where_they_act_as_such():
    assert "Revival" in actors("The opposition parties Revival and Reform met. Revival also wants a vote.")
    assert "SMART" in actors("The signalmen's union, SMART, has written to both.")
    assert "Harbour Dairies" in actors("Harbour Dairies would take the deal, its manager said.")


INTERVIEW = (
    "Ana Ruiz leads the Harbour Party. We met her on a pier.\n\n{}\n\nWill you vote for the tunnel?\n\n{}\n\n"
    "And for the bridge?\n\n{}\n\nIs that final?\n\n{}"
)


def test_answers_of_an_interview_are_those_of_who_is_interviewed():
    text = INTERVIEW.format("You look tired.", "I am. We have sat all night.", "No. We want a ferry.", "That is what I said to my group.")
    reading = read(text)
    assert {(turn.person, turn.party) for turn in reading.turns} == {("Ana Ruiz", "Harbour Party")}
    passages = read_passages(text)
    spoken = {passages.words[m.first] for m in reading.mentions if m.party == "Harbour Party" and m.kind == "pronoun"}
    assert {"We", "I", "my", "you"} <= spoken


def test_marked_questions_and_answers():
    text = "Bo Larkin, who chairs the Teamsters, sat down.\n\nQ: Will they strike?\nA: We will, on Monday.\n\nQ: And you?\nA: I march."
    turns = read(text).turns
    passages = read_passages(text)
    assert [(passages.text[slice(*passages.span(turn.first, turn.last))], turn.party) for turn in turns] == [
        ("We will, on Monday.", "Teamsters"),
        ("I march.", "Teamsters"),
    ]


def test_an_ordinary_article_has_no_turns():
    assert read("Ana Ruiz leads the Harbour Party. “We want a ferry,” she said. Will it come? Nobody knows.").turns == []


def test_words_for_several_parties_stand_for_each():
    reading = read("Norway and Iceland met in Bergen. Both want a pause. Norway, Iceland and Japan wrote later. The three call for talks.")
    joint = [(m.first, m.party) for m in reading.mentions if m.kind == "pronoun"]
    assert [party for _, party in joint] == ["Iceland", "Norway", "Iceland", "Japan", "Norway"]


def test_the_latter_is_the_last_named():
    reading = read("Neither Norway nor Iceland signed. The latter wants more time.")
    assert [m.party for m in reading.mentions if m.kind == "pronoun"] == ["Iceland"]


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        (
            "Ana Ruiz sat on the court for years. She now leads Quillon, a party with two seats. Ruiz said no.",
            "Ruiz",
            ("Ana Ruiz", "Quillon"),
        ),
        ("Bo Larkin joined the Teamsters in May. Larkin said no.", "Larkin", ("Bo Larkin", "Teamsters")),
        ("Tove Lindahl belongs to the Teamsters. Lindahl said no.", "Lindahl", ("Tove Lindahl", "Teamsters")),
        ("Salzburg's mayor, Jutta Reil, refused. Reil left.", "Reil", ("Jutta Reil", "Salzburg")),
        ("The chairman of the Teamsters, Mr. Tredley of Alabama, rose. Tredley said no.", "Tredley", ("Tredley", "Teamsters")),
    ],
)
def test_people_are_bound_by_what_they_head_join_or_hold(text, words, expected):
    assert source(text, words) == expected


def test_groups_in_small_letters_speak_for_themselves():
    assert "bakers' guild" in actors("The bakers' guild said it would close. The guild wants less rain.")


def test_a_codebooks_ministry_wins_over_the_state():
    text = "Britain will not pay, Health Secretary Mara Dunn said."
    assert source(text, "Mara Dunn", ("Department of Health", []))[1] == "Department of Health"
    assert (
        source("Britain will not pay, Transport Secretary Mara Dunn said.", "Mara Dunn", ("Department of Health", []))[1]
        == "United Kingdom"
    )


def test_canonical_names_bring_two_names_of_a_party_together():
    resolver = PartyResolver(
        parties=[SimpleNamespace(name="Green Party", aliases=["Greens"]), SimpleNamespace(name="Harbour Union", aliases=["HU"])]
    )
    pairs = [
        ("AfD", "Alternative for Germany"),
        ("SPD", "Social Democratic Party of Germany"),
        ("Verdi", "ver.di"),
        ("Doctors Without Borders", "Médecins Sans Frontières"),
        ("the Greens", "Green Party"),
        ("HU", "Harbour Union"),
        ("The Netherlands", "Netherlands"),
    ]
    for one, other in pairs:
        assert resolver.canonical(one) == resolver.canonical(other)
    assert resolver.canonical("the Greens") == "Green Party"
    assert resolver.canonical("Quillon Growers") == "Quillon Growers"
    assert resolver.canonical("us") == "us" and resolver.canonical("") == ""


def test_scrambled_words_are_read_without_a_fault():
    words = [
        "The",
        "the",
        "I",
        "Q:",
        "A:",
        "(",
        ")",
        ",",
        ".",
        "?",
        "\n\n",
        "\n",
        "'",
        "’",
        "“",
        "”",
        "both",
        "Neither",
        "nor",
        "of",
        "for",
        "on",
        "Party",
        "Union",
        "People’s",
        "Ana",
        "Ruiz",
        "Norway",
        "North",
        "we",
        "I've",
        "said",
        "her",
        "Minister",
        "Department",
        "Energy",
        "-",
        "—",
        ":",
        "*",
        "&",
        "Mr.",
        "HMS",
        "R-Utah",
        "26",
        "June",
        "House",
        "his",
        "Excellency",
        "group,",
        "whose",
        "leads",
        "King",
        "Council",
        "University",
        "04",
        "VfB",
    ]
    draw = random.Random(7)
    for _ in range(400):
        reading = read(" ".join(draw.choice(words) for _ in range(draw.randint(0, 60))))
        assert all(0 <= m.first < m.last <= len(reading.passages) and m.party for m in reading.mentions)
        reading.resolve((0, len(reading.passages)))


@pytest.mark.parametrize(
    ("text", "party"),
    [
        ("The African Union met in Tunis. The Union wants a ballot.", "African Union"),
        ("The European Union met in Tunis. The Union wants a ballot.", "European Union"),
        ("The African Union wrote to the European Union. The Union answered.", "European Union"),
        ("The ministers met in Tunis. The Union wants a ballot.", "European Union"),
        ("The African Union met. The EU objected. The Union wants a ballot.", "European Union"),
    ],
)
@pytest.mark.parametrize("own", [(), ("African Union",), ("European Union",)])
def test_the_union_is_the_one_named_last(text, party, own):
    passages = read_passages(text)
    found = PartyResolver(parties=[SimpleNamespace(name=name, aliases=()) for name in own], judge=SILENT).read(passages).mentions
    at = [n for n, word in enumerate(passages.words) if word == "Union"][-1]
    assert [mention.party for mention in found if mention.first <= at < mention.last] == [party]


def test_what_one_text_makes_known_is_forgotten_with_the_next():
    """Else the result for an article would depend on those read before it, and so on how many processes share them."""
    resolver = PartyResolver(judge=SILENT)
    before = dict(resolver.kinds)
    for text in (
        "Members of the Harbour Workers Union voted on Monday. The union rejected the offer.",
        "The campaign group Clean Tyne wants the plant closed. Clean Tyne said so on Friday.",
        "The city council of Velmar refused. The council was clear, and so was Velden Residents Association.",
    ):
        resolver.read(read_passages(text))
    assert resolver.kinds == before
