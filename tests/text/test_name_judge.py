"""Names that no rule knows: which are those of parties, and how far they reach."""

import io

import pytest
from growth import assert_linear, seconds
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.text.name_judge import SILENT, NameJudge, load_name_judge
from classifier.text.name_signs import NameSigns, name_key
from classifier.text.name_spans import LONGEST, name_spans
from classifier.text.name_training import learn_name_judge
from classifier.text.parties import PartyResolver
from classifier.text.passages import read_passages
from classifier.text.word_types import Word


def spans_of(text: str) -> list[str]:
    passages = read_passages(text)
    words = [Word(token) for token in passages.words]
    found = name_spans(passages, words, [False] * len(passages.sentences))
    return [" ".join(passages.words[first:last]) for (first, last), _ in found]


def parties_of(text: str, judge: NameJudge | None = None) -> set[str]:
    return {mention.party for mention in PartyResolver(judge=judge).read(read_passages(text)).mentions}


def test_a_name_may_be_any_part_of_a_run_of_capitalised_words() -> None:
    assert spans_of("They asked the League of Small Ports for help.")[1:] == [
        "League", "League of Small", "League of Small Ports", "Small", "Small Ports", "Ports",
    ]  # fmt: skip


def test_a_number_belongs_to_a_name_and_a_possessive_ends_it() -> None:
    assert "Local 729" in spans_of("Members of Local 729 agreed.")
    assert "Velmar" in [name_key(span) for span in spans_of("Then Velmar's Director Ana Ruiz left.")]
    assert not any("Director" in span and "Velmar" in span for span in spans_of("Then Velmar's Director Ana Ruiz left."))


def test_a_name_does_not_cross_a_sentence_and_text_in_capitals_has_none() -> None:
    assert not any("Bakers" in span and "Hafn" in span for span in spans_of("We met the Bakers. Hafn was quiet."))
    passages = read_passages("BAKERS AGREE")
    assert not list(name_spans(passages, [Word(token) for token in passages.words], [True]))


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="Ab c.’'&of\n", max_size=200))
def test_spans_lie_in_their_run_and_in_one_sentence(text: str) -> None:
    passages = read_passages(text)
    words = [Word(token) for token in passages.words]
    for (first, last), (run_first, run_last) in name_spans(passages, words, [False] * len(passages.sentences)):
        assert run_first <= first < last <= run_last and last - first <= LONGEST
        assert passages.sentence_of[first] == passages.sentence_of[last - 1]


def test_the_words_around_a_name_are_its_signs() -> None:
    passages = read_passages("Still Velmar, a maker of pumps, would sign.")
    words = [Word(token) for token in passages.words]
    signs = NameSigns(passages, words, {}, {}, ()).signs("Velmar", [((1, 2), (0, 2))])
    assert {"apposition a", "apposition group", "beyond would", "after ,", "left CAP", "ends run"} <= signs
    assert "twice" not in signs


def test_a_town_is_no_party_and_a_town_that_would_do_something_is() -> None:
    assert "Tolvik" not in parties_of("The meeting was held in Tolvik. It rained in Tolvik all day.", SILENT)
    judge = NameJudge({"after would": 6.0}, -4.0)
    assert "Tolvik" in parties_of("On the levy, Tolvik would rather wait.", judge)
    assert "Tolvik" not in parties_of("The meeting was held in Tolvik.", judge)


def test_a_name_judged_to_be_longer_replaces_its_parts() -> None:
    text = "The Federation of Bakers of Hafn rejected the levy. Its chair, Ana Ruiz, said so."
    whole = NameJudge({"whole run": 8.0, "twice": 0.0}, -4.0)
    found = PartyResolver(judge=whole).read(read_passages(text))
    assert "Federation of Bakers of Hafn" in {mention.party for mention in found.mentions}
    assert "Federation of Bakers" not in {mention.party for mention in found.mentions}


def test_a_party_of_the_codebook_is_never_taken_for_another() -> None:
    class Harwick:
        name = "City of Harwick"
        aliases = ("Harwick",)

    eager = NameJudge({"": 0.0}, 4.0)
    mentions = PartyResolver(parties=[Harwick()], judge=eager).read(read_passages("Harwick would sign. City of Harwick said so.")).mentions
    assert {mention.party for mention in mentions} == {"City of Harwick"}


def test_the_same_weights_make_the_same_file_and_come_back() -> None:
    rows = [({"after would", "n1"}, True), ({"before in", "n1"}, False)] * 30
    files = []
    for _ in range(2):
        file = io.BytesIO()
        learn_name_judge(rows).save(file)
        files.append(file.getvalue())
    assert files[0] == files[1]
    again = NameJudge.read(io.BytesIO(files[0]))
    assert again.probability({"after would"}) == pytest.approx(learn_name_judge(rows).probability({"after would"}), abs=1e-6)


def test_nothing_is_learned_from_names_of_one_kind() -> None:
    with pytest.raises(ValueError, match="both"):
        learn_name_judge([({"n1"}, True)] * 30)


def test_the_packaged_judge_tells_who_acts_from_where_it_is() -> None:
    judge = load_name_judge()
    signs = {"n1", "first:ordinary"}
    assert judge.probability(signs | {"after would", "article none"}) > judge.probability(signs | {"before in", "after ."})


@pytest.mark.parametrize(
    ("text", "party"),
    [
        ("Velmar, which makes pumps, would have nothing against a levy, its director, Ana Ruiz, said. Velmar's rivals want none.", "Velmar"),
        ("Neither Toldon nor Harbour Dairies would accept a levy. Toldon said it would go to court.", "Toldon"),
        ("The Association of Relatives of the Missing wants the files opened, its chair, Ana Ruiz, said.", "Association of Relatives of the Missing"),
        ("Save Our Bay would not hear of dredging, said its founder, Ana Ruiz. Save Our Bay's members agree.", "Save Our Bay"),
    ],
)
def test_the_packaged_judge_finds_who_takes_a_side(text: str, party: str) -> None:
    assert party in parties_of(text)


@pytest.mark.parametrize(
    "text",
    [
        "The meeting was held in Tolvik on Monday. It rained in Tolvik all day, and the road to Tolvik was closed.",
        "On Monday the ferry left for Port Ellery. In December it will be mended.",
        "Ana Ruiz, who teaches at a school in Marlow Bay, read a book about the Third Punic War.",
    ],
)
def test_the_packaged_judge_leaves_places_days_and_wars_alone(text: str) -> None:
    assert {mention.party for mention in PartyResolver().read(read_passages(text)).mentions if mention.certainty >= 0.5} == set()


def test_reading_stays_linear_in_a_run_of_names() -> None:
    passages = [read_passages("Alpha Beta of Gamma " * n) for n in (200, 400)]
    counts = []
    for one in passages:
        words = [Word(token) for token in one.words]
        counts.append(sum(1 for _ in name_spans(one, words, [False] * len(one.sentences))))
    assert counts[1] <= 2.1 * counts[0]


def test_reading_stays_linear_in_different_names() -> None:
    resolver = PartyResolver()

    def cost(n: int) -> float:
        names = (f"Q{chr(97 + i % 26)}{chr(97 + i // 26 % 26)}{chr(97 + i // 676 % 26)}" for i in range(n))
        passages = read_passages(" ".join(f"{name} said no." for name in names))
        return seconds(lambda: resolver.read(passages))

    cost(3000)
    assert_linear(cost, 3000)
