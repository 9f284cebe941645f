"""Parties: who is meant by the names, titles, seats, bodies and pronouns of a text.

A codebook's own names win over the gazetteer. What the article itself says ("Kestrel spokesman Dov Marek", "Ana Ruiz, who leads the union") binds a person
or a group to a party for that article only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from classifier.text import actor_words as lex
from classifier.text.gazetteer import Gazetteer, PartyLike, load_gazetteer
from classifier.text.names import Item, Scan, Scanner, Word, alias_starts
from classifier.text.passages import Passages
from classifier.text.persons import GUESSED, LISTED, OWN, STATED, People, Person
from classifier.text.references import STATE_OFFICE_KINDS, Focus

Span = tuple[int, int]

OWN_GROUPS = frozenset({"party", "union", "movement", "association", "federation", "confederation", "company", "club", "council", "league", "ngo", "alliance", "committee",
                        "organisation", "armed group", "coalition", "forum", "society", "residents", "bank", "agency", "court", "front", "network", "campaign", "chamber",
                        "commission", "board", "authority", "guild", "college", "trust", "foundation", "bloc", "government", "congress", "church", "fund"})  # fmt: skip
STATE_OFFICES = frozenset(
    "minister premier president chancellor ambassador envoy king queen prince princess emir sultan consul attaché diplomat diplomats ministers "
    "taoiseach governor undersecretary vice-president general commander admiral colonel ambassadors envoys".split()
)
TRANSPARENT = frozenset("of one two three several some members a an the another any many both most all".split())
COMMON_IN_NAMES = frozenset("national united general royal city free central joint people's democratic republican american british german french european african asian international world workers socialist christian liberal green social peace".split())
BODY_WORDS = frozenset("office team camp wing branch committee board council commission department bureau campaign group headquarters caucus service agency".split())
MANAGING = frozenset("executive ceo treasurer chairman chairwoman chair coach manager captain director boss founder co-founder convener convenor whip".split())
GOVERNING = frozenset("minister president chancellor premier secretary ambassador envoy undersecretary mayor governor".split())
INDEFINITE = frozenset("a an one another some several two three many any few four five six most no".split())
REMOTE = 0.2
VENUE = 0.25


@dataclass(frozen=True, slots=True)
class Mention:
    """A place in the text that stands for a party.

    Attributes
    ----------
    first, last : int
        The token range, half open.
    party : str
        The canonical name.
    kind : str
        ``name``, ``demonym``, ``capital``, ``seat``, ``leader``, ``person``, ``title``, ``pronoun``, ``group``, ``abbreviation`` or ``institution``.
    person : str or None
        The full name of the person, where the mention is one.
    certainty : float
        From 0 to 1; a capital that is only a venue has little.
    """

    first: int
    last: int
    party: str
    kind: str
    person: str | None
    certainty: float


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever a place in the text names, with or without a party: what a source span is resolved by."""

    first: int
    last: int
    kind: str
    party: str | None
    person: str | None
    certainty: float
    possessive: bool


@dataclass(slots=True)
class PartyReading:
    """The parties of one text.

    Attributes
    ----------
    mentions : list of Mention
        In text order, pronouns and titles resolved.
    actors : list of Actor
        All actors in text order, also those who stand for no party.
    passages : Passages
    """

    mentions: list[Mention]
    actors: list[Actor]
    passages: Passages
    _starts: list[int] = field(default_factory=list)

    def resolve(self, span: Span) -> tuple[str | None, str | None]:
        """Who speaks, and for which party.

        Parameters
        ----------
        span : (int, int)
            The token range of a source ("a spokesman for the ministry", "she", "Ruiz").

        Returns
        -------
        speaker : str or None
            As named in full in the text; None for an empty span.
        party : str or None

        Examples
        --------
        >>> from classifier.text.passages import read_passages
        >>> reading = PartyResolver().read(read_passages("Icelandic Fisheries Minister Jon Arnason spoke first. The minister would not sign."))
        >>> reading.resolve((8, 10))
        ('Jon Arnason', 'Iceland')
        """
        first, last = span
        if first >= last:
            return None, None
        start, end = self.passages.span(first, last)
        text = " ".join(self.passages.text[start:end].split())
        inside = [actor for actor in self._near(first, last) if actor.first < last and actor.last > first]
        if not inside:
            return text, None
        best = max(inside, key=lambda actor: _rank(actor, first, last))
        if best.person is not None and not (best.possessive and best.last < last):
            return best.person, best.party
        if best.possessive and best.last < last:
            after = [actor for actor in inside if actor.first >= best.last and actor.party is not None and actor.kind in ("title", "institution", "group")]
            if after:
                return text, after[0].party
        return text, best.party

    def holder(self, content: Span, source: Span | None = None) -> str | None:
        """Whose position a clause is: that of the subject it names, else that of its source.

        Parameters
        ----------
        content : (int, int)
            The token range of the clause ("Malta has not decided").
        source : (int, int), optional
            The token range of its source ("two officials").

        Returns
        -------
        str or None

        Examples
        --------
        >>> from classifier.text.passages import read_passages
        >>> reading = PartyResolver().read(read_passages("Norway had accepted the plan, a Swedish diplomat said."))
        >>> reading.holder((0, 5), (6, 9))
        'Norway'
        """
        words, quotation_of = self.passages.words, self.passages.quotation_of
        first, last = content
        said = self.resolve(source)[1] if source is not None else None
        inside = quotation_of[first] >= 0 if first < len(quotation_of) else False
        if not inside:
            subject = self._subject(first, last, source)
            if subject is not None:
                return subject
            if first < last and (words[first].lower() in lex.SPEECH or words[first].lower() in ("not", "never")):
                # the subject stands before the evidence
                begin = self.passages.sentences[self.passages.sentence_of[first]][0]
                before = [m for m in self._between(begin, first) if m.certainty > VENUE and not (m.first > 0 and words[m.first - 1].lower() in lex.PREPOSITIONS)]
                if before:
                    return before[-1].party if before[-1].kind == "pronoun" else before[0].party if source is None else said or before[0].party
        return said

    def _between(self, first: int, last: int) -> list[Mention]:
        from bisect import bisect_left

        low = bisect_left(self.mentions, first, key=lambda mention: mention.first)
        high = bisect_left(self.mentions, last, key=lambda mention: mention.first)
        return self.mentions[low:high]

    def _subject(self, first: int, last: int, source: Span | None) -> str | None:
        """The party at the head of a clause, if it names one there."""
        words = self.passages.words
        for mention in self._between(first, min(last, first + 8)):
            if source is not None and mention.first < source[1] and mention.last > source[0]:
                continue
            if mention.certainty <= VENUE or mention.kind == "demonym" and mention.certainty < 0.5:
                continue
            k = mention.first - 1
            while k >= first and words[k].lower() in lex.DETERMINERS:
                k -= 1
            if k >= first and (words[k].lower() in lex.PREPOSITIONS or words[k].lower() not in ("that", "but", "and", ",", "while", "as", "though", "yet", "now", "only", "even", "neither", "nor", "both", "not", ";", "”", '"')):
                return None
            return mention.party
        return None

    def _near(self, first: int, last: int) -> list[Actor]:
        from bisect import bisect_left

        if len(self._starts) != len(self.actors):
            self._starts = [actor.first for actor in self.actors]
        low = max(0, bisect_left(self._starts, first) - 12)
        high = bisect_left(self._starts, last)
        return self.actors[low:high]


def _rank(actor: Actor, first: int, last: int) -> tuple[int, float, int]:
    """How well an actor inside a source span says who the source is."""
    if actor.kind == "outsider":
        score = 7
    elif actor.kind in ("person", "leader"):
        score = 8 if not actor.possessive or actor.last >= last else 5
    elif actor.kind == "title":
        score = 6
    elif actor.kind in ("institution", "group"):
        score = 5
    elif actor.kind == "pronoun":
        score = 2
    else:
        score = 4 if actor.certainty > VENUE else 1
    if actor.party is None and actor.kind not in ("outsider", "person", "leader"):
        score = 0
    return score, actor.certainty, -actor.first


class PartyResolver:
    """Finds the parties of texts.

    Parameters
    ----------
    gazetteer : Gazetteer, optional
        What is known beforehand; the package's own by default.
    parties : sequence of PartyLike
        A codebook's parties, with ``name`` and ``aliases``; they win over the gazetteer.

    Examples
    --------
    >>> from classifier.text.passages import read_passages
    >>> reading = PartyResolver().read(read_passages("Reykjavik rejected the plan. It wants a vote."))
    >>> [(mention.party, mention.kind) for mention in reading.mentions]
    [('Iceland', 'capital'), ('Iceland', 'pronoun')]
    """

    def __init__(self, gazetteer: Gazetteer | None = None, parties: Sequence[PartyLike] = ()) -> None:
        self.gazetteer = gazetteer if gazetteer is not None else load_gazetteer()
        self.own = tuple(party.name for party in parties)
        starts, self.kinds = alias_starts(self.gazetteer, parties)
        self.scanner = Scanner(self.gazetteer, starts)

    def read(self, passages: Passages, title: str | None = None) -> PartyReading:
        """Find the parties of a text.

        Parameters
        ----------
        passages : Passages
        title : str, optional
            The headline, for context.

        Returns
        -------
        PartyReading
        """
        scan = self.scanner.scan(passages)
        return _Reader(self, passages, scan).read()


class _Reader:
    """The reading of one text: one walk over its items."""

    def __init__(self, resolver: PartyResolver, passages: Passages, scan: Scan) -> None:
        self.passages = passages
        self.texts = passages.words
        self.words: list[Word] = scan.words
        self.items = scan.items
        self.size = len(self.words)
        self.first_names = resolver.gazetteer.first_names
        self.kinds = resolver.kinds
        self.own_order = resolver.own
        self.own = frozenset(resolver.own)
        self.people = People()
        self.at: dict[int, Item] = {}
        self.person_of: dict[int, Person] = {}
        self.resolved: list[tuple[Item, str, Person | None, str | None, float]] = []
        self.acronyms: dict[str, str] = {}
        self.short: dict[str, str] = {}
        local = dict(scan.orgs)
        if local:
            self.kinds = {**local, **self.kinds}
        self.orgs = scan.orgs
        self.focus = Focus(self.kinds, resolver.own, self._home(resolver.own))
        self.focus.known = resolver.gazetteer.kinds

    # --- preparation ---------------------------------------------------------------------------------------------------------------------

    def read(self) -> PartyReading:
        self._index()
        self._strong_parties()
        self._learn_groups()
        self._learn_people()
        self.focus.union = any(item.party == "European Union" for item in self.items)
        for n, item in enumerate(self.items):
            self._visit(n, item)
        return self._finish()

    def _home(self, own: tuple[str, ...]) -> str | None:
        """The state that the article is at home in: the one most spoken of, in doubt the codebook's first."""
        counts: dict[str, int] = {}
        for item in self.items:
            if item.party is not None and self.kinds.get(item.party) == "state":
                counts[item.party] = counts.get(item.party, 0) + 1
        listed = [name for name in own if self.kinds.get(name) == "state"]
        for name in listed:
            counts[name] = counts.get(name, 0) + 1
        if 0 < len(listed) <= 3 and listed[0] == own[0]:
            # a codebook of few states is about the first one's affairs
            counts[listed[0]] += 2
        if not counts:
            return None
        order = {name: n for n, name in enumerate(reversed(listed))}
        return max(counts, key=lambda name: (counts[name], order.get(name, -1), name))

    def _place(self, i: int) -> tuple[int, int]:
        """The sentence and paragraph of a token."""
        return self.passages.sentence_of[i], self.passages.paragraph_of[i]

    def _index(self) -> None:
        for item in self.items:
            for i in range(item.first, item.last):
                self.at[i] = item

    def _strong_parties(self) -> None:
        """Common surnames of office holders count only where their party is spoken of otherwise."""
        strong = {item.party for item in self.items if item.kind == "party" or (item.kind == "person" and not item.weak and item.party)}
        for item in self.items:
            if item.kind == "person" and item.weak and item.party not in strong:
                item.kind, item.party, item.how = "name", None, ""

    def _learn_groups(self) -> None:
        """Names that the text itself makes known as groups: acronyms in brackets, "X, the far-right party", "the X union"."""
        texts, words, at = self.texts, self.words, self.at
        for item in self.items:
            if item.kind not in ("name", "person", "party") or item.own and item.kind == "person":
                continue
            last = item.last
            if item.kind == "party":
                if item.how == "group" or item.how == "name":
                    self._learn_acronym(item)
                continue
            if item.party or item.title:
                continue
            # "X, the far-right party", "X, an opposition group"; "the X union"
            kind = None
            if last < self.size and words[last].group and not item.possessive and not words[last].cap and not (at.get(last) and at[last].kind == "office"):
                opens = self.passages.sentences[self.passages.sentence_of[item.first]][0] == item.first and item.last - item.first == 1
                beyond = at.get(last + 1)
                if words[last].lower not in ("partner", "ally", "state", "body") and not (opens and item.name.lower() in lex.OPENERS) and not (beyond is not None and beyond.kind == "name" and beyond.first == last + 1):
                    kind = words[last].lower
            elif last + 1 < self.size and texts[last] == "," and texts[last + 1].lower() in ("a", "an", "the", "one"):
                for k in range(last + 2, min(last + 9, self.size)):
                    if words[k].group is not None and not words[k].possessive:
                        kind = words[k].lower
                        break
                    if words[k].office or words[k].outsider or texts[k] in ",.;:()" or texts[k].lower() in lex.PREPOSITIONS or texts[k].lower() in ("who", "whose"):
                        break
            if item.how == "academic":
                continue
            if kind is None and item.kind == "name":
                n = item.first - 1
                if n >= 1 and words[n].group and not words[n].possessive and not words[n].cap and words[n].lower not in ("country", "state", "nation", "republic", "ally", "partner", "kingdom"):
                    kind = words[n].lower
            if kind is not None:
                self._make_group(item, kind)
            elif item.kind == "name" and item.last - item.first == 1:
                word = words[item.first]
                if (word.caps or sum(letter.isupper() for letter in word.base) >= 2 and word.base.isalpha() and len(word.base) <= 6) and 2 <= len(word.base) <= 7 and word.base.upper() not in lex.NOT_ACRONYMS and not self._shouting(item.first):
                    if word.base in self.acronyms:
                        item.kind, item.party, item.how, item.certainty = "party", self.acronyms[word.base], "abbreviation", 0.85
                    else:
                        item.how = "acronym"
        self._learn_short_names()
        for item in self.items:
            if item.kind == "name":
                name = item.name.replace("’", "'").removeprefix("The ")
                if name in self.orgs:
                    item.kind, item.party, item.how, item.certainty = "party", name, "name", 0.8
                elif name in self.acronyms:
                    item.kind, item.party, item.how, item.certainty = "party", self.acronyms[name], "abbreviation", 0.85
                elif name in self.short:
                    item.kind, item.party, item.how, item.certainty = "party", self.short[name], "name", 0.75

    def _learn_short_names(self) -> None:
        """A word of its own in the name of one group only stands for the group: "Kestrel" for "Kestrel Land"."""
        owners: dict[str, set[str]] = {}
        for name in [*self.orgs, *self.own_order]:
            if self.kinds.get(name) in ("state", "region"):
                continue
            for word in name.split():
                if len(word) > 3 and word[0].isupper() and word.isalpha() and word not in lex.TYPES and word.lower() not in COMMON_IN_NAMES and word.lower() not in lex.PORTFOLIOS:
                    owners.setdefault(word, set()).add(name)
        for word, names in owners.items():
            if len(names) == 1 and word not in self.first_names:
                self.short.setdefault(word, next(iter(names)))

    def _make_group(self, item: Item, word: str) -> None:
        wanted = lex.GROUPS.get(word) or frozenset()
        kind = next(iter(sorted(wanted)), "organisation").replace("-", " ")
        if word in ("party", "union", "club", "company", "movement", "federation", "association", "league", "council", "coalition", "alliance", "partner"):
            kind = "party" if word == "partner" else word
        name = item.name.removeprefix("The ")
        self.orgs.setdefault(name, kind)
        self.kinds.setdefault(name, kind)
        item.kind, item.party, item.how, item.certainty = "party", name, "group", 0.8

    def _learn_acronym(self, item: Item) -> None:
        texts, words = self.texts, self.words
        last = item.last
        if last + 2 < self.size and texts[last] == "(" and words[last + 1].cap and texts[last + 2] == ")":
            short = texts[last + 1]
        elif last + 2 < self.size and texts[last] == "," and texts[last + 1] == "or" and words[last + 2].caps:
            short = texts[last + 2]
        else:
            if item.how == "group" and item.party:
                initials = "".join(word[0] for word in item.party.replace("-", " ").split() if word[0].isupper())
                if len(initials) >= 3:
                    self.acronyms.setdefault(initials, item.party)
            return
        if item.party and 2 <= len(short) <= 9 and short[0].isupper() and sum(letter.isupper() for letter in short) >= 2:
            self.acronyms[short] = item.party

    def _shouting(self, i: int) -> bool:
        number = self.passages.sentence_of[i]
        first, last = self.passages.sentences[number]
        return sum(1 for word in self.words[first:last] if word.caps) * 2 > last - first

    def _learn_people(self) -> None:
        """Make the people of the article known before it is read: surnames may come before full names."""
        words = self.words
        for item in self.items:
            if item.kind == "name" and item.how not in ("acronym", "longer", "academic"):
                count = sum(1 for k in range(item.first, item.last) if words[k].cap)
                before = self.at.get(item.first - 1)
                office_before = before is not None and before.kind in ("office", "outsider") and before.last == item.first and not before.possessive
                if office_before and (count >= 2 or item.last - item.first == 1) and not self._plural_office(before):
                    item.kind = "person"
                elif count >= 2 and not self._after_the(item.first):
                    item.kind = "person" if self._person_like(item) else "name"
        for item in self.items:
            if item.kind == "person":
                person = self.people.meet(item.name, item.gender) if len(item.name.split()) > 1 or item.title or item.party else None
                if person is not None and item.party:
                    tie = OWN if item.own else LISTED
                    person.bind(item.party, tie)
        for item in self.items:
            if item.kind == "name" and item.last - item.first <= 2:
                person = self.people.find(item.name)
                if person is not None:
                    item.kind = "person"
            elif item.kind == "person" and self.people.find(item.name) is None:
                self.people.meet(item.name, item.gender)
            if item.kind == "person":
                found = self.people.meet(item.name, item.gender)
                self.person_of[item.first] = found
                if found.gender is None:
                    sex = self.first_names.get(found.name.split()[0])
                    found.gender = sex if sex in ("m", "f") else None

    def _plural_office(self, item: Item | None) -> bool:
        return item is not None and item.how in ("officials", "members", "leaders", "ministers", "lawmakers", "deputies", "negotiators")

    def _after_the(self, first: int) -> bool:
        return first > 0 and self.texts[first - 1].lower() == "the"

    def _person_like(self, item: Item) -> bool:
        """Whether an unknown name of two and more words is a person's: by what follows, or by its form."""
        words, texts = self.words, self.texts
        name = item.name.split()
        if any(word in lex.TYPES or word in lex.ACADEMIC or word in lex.PLACES for word in name):
            return False
        if any(word.lower() in lex.FUNCTION_WORDS and not self.words[item.first].particle for word in name[:1]):
            return False
        if len(name) > 4:
            return False
        last = item.last
        if last < self.size:
            following = texts[last]
            if following == "," or words[last].lower in lex.SPEECH or following in (".", "”", "’", "(", "—", "–") or item.possessive:
                return True
            if words[last].lower in ("and", "who", "told", "of", "for", "in", "at", "on", "to", "from", "with"):
                return True
        return len(name) in (2, 3)

    # --- the walk ------------------------------------------------------------------------------------------------------------------------

    def _quoted(self, i: int) -> bool:
        return self.passages.quotation_of[i] >= 0

    def _verb_follows(self, i: int) -> bool:
        """Whether the word at `i` can be a finite verb."""
        if i >= self.size:
            return False
        word = self.words[i]
        lower = word.lower
        if word.cap:
            return False
        if lower in lex.SPEECH or (lower.endswith("ed") and len(lower) > 4) or lower in ("also", "never", "still", "now", "then", "itself", "himself", "herself", "alone", "yesterday"):
            return True
        return lower.endswith("s") and len(lower) > 4 and not lower.endswith("ss") and lower[-2] in "tkdpnlmrewhgcv" and word.group is None and i + 1 < self.size and self.texts[i + 1].lower() in ("the", "a", "an", "to", "that", "it", "its", "for", "no", "his", "her", "on", "as", "all", "any", "in", "nothing", "both")

    def _subject_at(self, first: int, last: int) -> bool:
        """Whether the range can be the subject of a clause."""
        begin = self.passages.sentences[self.passages.sentence_of[first]][0]
        k = first - 1
        if k >= begin and self.texts[k].lower() in lex.DETERMINERS:
            k -= 1
        if k >= begin:
            before = self.texts[k].lower()
            if before in lex.PREPOSITIONS and before not in ("after", "before", "since", "until", "like", "unlike"):
                return False
            if self.words[k].possessive:
                return False
        if self._verb_follows(last):
            return True
        if last < self.size and self.texts[last] in (",", "and", "or", "which", "who", "(", "—", "–") and (k < begin or self.texts[k] in ",—–;\"“”'‘" or self.texts[k].lower() in ("that", "but", "and", "while", "as", "nor", "neither")):
            return True
        return k < begin and last < self.size and not self.words[last].cap and self.texts[last] not in ".:"

    def _visit(self, n: int, item: Item) -> None:
        kind = item.kind
        if kind == "party":
            self._visit_party(item)
        elif kind == "person":
            self._visit_person(item)
        elif kind in ("office", "outsider"):
            self._visit_office(item)
        elif kind == "pronoun":
            self._visit_pronoun(item)
        elif kind == "body":
            self._visit_body(item)
        elif kind == "group":
            self._visit_group(item)
        elif kind == "name":
            self._visit_name(item)

    def _record(self, item: Item, kind: str, person: Person | None, party: str | None, certainty: float) -> None:
        self.resolved.append((item, kind, person, party, certainty))

    def _visit_party(self, item: Item) -> None:
        party = item.party
        assert party is not None
        certainty, subject = self._party_certainty(item)
        how = item.how
        kind = {"people": "demonym", "office": "title"}.get(how, how)
        self._record(item, kind, None, party, certainty)
        if certainty >= REMOTE and self.kinds.get(party) in STATE_OFFICE_KINDS and not self._quoted(item.first):
            self.focus.see_sentence(party, *self._place(item.first))
        sentence_begin, sentence_end = self.passages.sentences[self.passages.sentence_of[item.first]]
        if certainty > REMOTE / 2 and self.texts[item.first - 1].lower() in ("in", "from") and (item.first - 1 - sentence_begin <= 3 or sentence_end - sentence_begin <= 9) and how in ("capital", "name"):
            self.focus.see_scene(party, self.passages.sentence_of[item.first], self.passages.paragraph_of[item.first])
        if how == "people" and self.texts[item.first - 1].lower() == "the":
            subject = True
        if sentence_end - sentence_begin <= (6 if self.texts[sentence_end - 1] in "?.:" else 3) or (item.first - sentence_begin <= 4 and item.last < self.size and self.texts[item.last] == ":"):
            subject = True
            if self.texts[sentence_end - 1] in ".:?" and certainty > VENUE:
                self.focus.heading, self.focus.heading_paragraph = party, self.passages.paragraph_of[item.first]
        if certainty > VENUE and not self._quoted(item.first):
            self.focus.see_party(party, self.passages.sentence_of[item.first], self.passages.paragraph_of[item.first], subject)
        elif certainty > VENUE:
            self.focus.see_party(party, self.passages.sentence_of[item.first], self.passages.paragraph_of[item.first], False)

    def _party_certainty(self, item: Item) -> tuple[float, bool]:
        """How surely the name stands for the party as an actor, and whether it is a subject."""
        first, last, how = item.first, item.last, item.how
        words, texts = self.words, self.texts
        base = item.certainty or 0.9
        following = words[last] if last < self.size else None
        quoted_subject = self._subject_at(first, last)
        if how == "demonym":
            if item.possessive:
                return 0.5, False
            if following is None:
                return 0.4, False
            if following.office or following.body or (self.at.get(last) is not None and self.at[last].kind in ("body", "office")):
                return 0.8, self._subject_at(first, last + 1)
            if following.outsider or following.group:
                return 0.1, False
            # "Israeli foreign ministry": a body within a few words
            for k in range(last, min(last + 4, self.size)):
                near = self.at.get(k)
                if near is not None and near.kind in ("body", "office"):
                    return 0.8, self._subject_at(first, near.last)
                if words[k].lower in lex.FUNCTION_WORDS or not words[k].base.isalpha():
                    break
            return 0.35 if not self._verb_follows(last) else 0.6, False
        if how == "capital" and not item.own or how == "capital":
            before = texts[first - 1].lower() if first else ""
            if self._dateline(first, last):
                return 0.03, False
            if item.possessive:
                return 0.85, False
            if before in lex.VENUES:
                return 0.15 if not self._governed(first) else 0.5, False
            if before in ("from", "to", "of", "outside"):
                return 0.35, False
            if quoted_subject and self._verb_follows(last):
                return 0.95, True
            if following is not None and texts[last] == "," and last + 1 < self.size and words[last + 1].cap and before in lex.PREPOSITIONS:
                return 0.15, False
            if before in lex.PREPOSITIONS:
                return 0.6, False
            return (0.8, quoted_subject) if quoted_subject else (0.6, False)
        before = texts[first - 1].lower() if first else ""
        if how == "name" and self.kinds.get(item.party or "") in ("state", "region"):
            if self._dateline(first, last):
                return 0.05, False
            if before in lex.VENUES and not item.possessive:
                return 0.25, False
            if before in lex.PREPOSITIONS and not item.possessive:
                return 0.55, False
            if self.kinds.get(item.party or "") == "region" and not item.own:
                base = min(base, 0.7)
        subject = quoted_subject or (item.possessive and last < self.size and (words[last].body or words[last].office))
        return (min(base + 0.05, 0.99) if quoted_subject else base - 0.1), subject

    def _governed(self, first: int) -> bool:
        """Whether a capital after "in" follows a body or an office: "the government in Berlin"."""
        before = self.at.get(first - 2)
        return before is not None and before.kind in ("body", "office") and before.last == first - 1

    def _dateline(self, first: int, last: int) -> bool:
        """Whether a place opens a paragraph as its dateline: "DOHA, Jan 12 (Agency) -"."""
        paragraph = self.passages.paragraphs[self.passages.paragraph_of[first]][0]
        if first - paragraph > (6 if self.words[paragraph].caps else 1):
            return False
        for k in range(last, min(last + 12, self.size)):
            if self.texts[k] in ("-", "—", "–", "--") or (self.texts[k] == "(" and k + 2 < self.size and self.texts[k + 2] == ")" and self.words[k + 1].cap):
                head = self.texts[last]
                return head in (",", "(", "-", "—", "–") and self.words[first].caps or head == "," and last + 1 < self.size and self.texts[last + 1] in lex.MONTHS
            if self.words[k].lower in lex.SPEECH or self.texts[k] in ".;":
                return False
        return False

    def _visit_person(self, item: Item) -> None:
        person = self.person_of.get(item.first)
        if person is None:
            person = self.people.meet(item.name, item.gender)
            self.person_of[item.first] = person
        if item.gender and not person.gender:
            person.gender = item.gender
        self._bind_by_neighbours(item, person)
        sentence = self.passages.sentence_of[item.first]
        quoted = self._quoted(item.first)
        self._record(item, "leader" if item.how == "leader" else "person", person, None, 0.9)
        if not quoted and person.party is None and not person.outsider and not person.offices and not item.possessive:
            self._guess_by_speech(item, person)
        if not quoted:
            self.focus.see_person(person, sentence, not item.possessive and self._actor_subject(item))
            if person.party is not None and self._subject_at(item.first, item.last):
                self.focus.see_party(person.party, sentence, self.passages.paragraph_of[item.first], True)

    def _guess_by_speech(self, item: Item, person: Person) -> None:
        """Who speaks without any office most often speaks for the subject of what is reported, else of the paragraph."""
        last = item.last
        if self.focus.heading_paragraph == self.passages.paragraph_of[item.first]:
            person.bind(self.focus.heading, GUESSED)
        if last >= self.size or not (self.words[last].lower in lex.SPEECH or (item.first and self.words[item.first - 1].lower in lex.SPEECH)):
            return
        if self.texts[last] == "," and last + 1 < self.size and self.texts[last + 1].isdigit():
            return
        sentence, paragraph = self._place(item.first)
        end = self.passages.sentences[sentence][1]
        for k in range(last + 1, min(last + 5, end)):
            near = self.at.get(k)
            if near is not None and near.kind == "party" and self._subject_at(near.first, near.last):
                person.bind(near.party, GUESSED)
                return
        if self.focus.subject_paragraph == paragraph and sentence - self.focus.subject_sentence <= 2:
            person.bind(self.focus.subject, GUESSED)

    def _actor_subject(self, item: Item) -> bool:
        """Whether a person is where subjects and speakers stand: beside a verb, or before an apposition."""
        first, last = item.first, item.last
        if self._verb_follows(last):
            return True
        if first and self.words[first - 1].lower in lex.SPEECH:
            return True
        before = self.at.get(first - 1)
        if before is not None and before.kind in ("office", "outsider") and before.first > 0 and self.words[before.first - 1].lower in lex.SPEECH:
            return True
        if last < self.size and self.texts[last] in (",", ":", "(", "—"):
            begin = self.passages.sentences[self.passages.sentence_of[first]][0]
            k = first - 1
            return k < begin or self.texts[k].lower() not in lex.PREPOSITIONS
        return False

    def _party_of(self, item: Item) -> str | None:
        """The party of a party, person or already resolved item."""
        if item.kind == "party":
            return item.party
        if item.kind == "person":
            person = self.person_of.get(item.first)
            return person.party if person else item.party
        return None

    def _bind_by_neighbours(self, item: Item, person: Person) -> None:
        """Bind a person by what stands right beside the name."""
        at, texts, words = self.at, self.texts, self.words
        first, last = item.first, item.last
        before = at.get(first - 1)
        if before is not None and before.last == first and before.kind == "party":
            kind = self.kinds.get(before.party or "")
            if before.possessive or (before.how in ("name", "abbreviation", "group") and kind in OWN_GROUPS):
                person.bind(before.party, STATED)
        if before is not None and before.last == first and before.kind == "name" and before.possessive and before.name not in self.first_names:
            self._adopt(before)
            person.bind(before.party, STATED)
        if before is not None and before.last == first and before.kind == "body" and before.possessive:
            known = next((entry[3] for entry in reversed(self.resolved) if entry[0].last == before.last), None)
            person.bind(known or self.focus.body(before.how, *self._place(first)), STATED)
        if last + 2 < self.size and texts[last] == "(" and not person.offices & GOVERNING:
            self._bind_by_brackets(last + 1, person)
        start, stop_at = self.passages.sentences[self.passages.sentence_of[first]]
        if last + 2 < self.size and texts[last] == ",":
            beside = at.get(last + 1)
            if beside is not None and beside.kind == "party" and beside.last < self.size and texts[beside.last] in ",.;" and self.kinds.get(beside.party or "") in OWN_GROUPS and beside.how in ("abbreviation", "name", "group"):
                person.bind(beside.party, STATED)
        if first > start + 1 and texts[first - 1] == "by" and words[first - 2].lower in ("represented", "led", "headed", "chaired", "fronted"):
            person.bind(self.focus.recent[-1][0] if self.focus.recent else None, STATED)
        if not item.possessive and last + 1 < stop_at:
            k = last + 1 if words[last].lower in ("has", "had", "also") else last
            if words[k].lower in lex.HEADING:
                unknown: Item | None = None
                for m in range(k + 1, min(k + 12, stop_at)):
                    near = at.get(m)
                    if texts[m] in ",.;":
                        break
                    if near is None:
                        continue
                    if near.kind == "party":
                        person.bind(near.party, STATED)
                        unknown = None
                        break
                    if near.kind in ("group", "body") and unknown is None and not (near.last in at and at[near.last].kind in ("party", "name")):
                        person.bind(self.focus.group(near.how), GUESSED)
                    if near.kind == "name" and near.first > k:
                        unknown = near
                if unknown is not None:
                    self._adopt(unknown)
                    person.bind(unknown.party, STATED)
            for m in range(last, min(last + 12, stop_at - 1)):
                if texts[m] == "for" and m > last and words[m - 1].lower in lex.RISING:
                    near = at.get(m + 1) or at.get(m + 2)
                    if near is not None and near.kind == "party":
                        person.bind(near.party, STATED)
                    break
        if first - start >= 3 and texts[first - 1] == "," and (texts[start].lower() == "for" or (texts[start].lower() == "speaking" and texts[start + 1] == "for")):
            leading = at.get(first - 2)
            if leading is not None and leading.kind == "party" and leading.last == first - 1 and leading.first - start <= 3:
                person.bind(leading.party, STATED)
        k = last
        comma = False
        if k < self.size and texts[k] in ",—–":
            comma = True
            k += 1
        if k + 1 < self.size and texts[k].lower() in ("of", "from", "for", "at", "with") and not item.possessive:
            stop = min(k + 7, self.size)
            for m in range(k + 1, stop):
                near = at.get(m)
                if near is not None and near.kind == "party":
                    kind = self.kinds.get(near.party or "")
                    if kind in OWN_GROUPS or (kind not in ("state", "region") and near.how in ("name", "abbreviation", "institution", "group")) or near.how == "institution":
                        person.bind(near.party, STATED if texts[k].lower() in ("of", "from") or comma or kind in OWN_GROUPS else GUESSED)
                    elif near.how in ("demonym", "name") and near.last < self.size and at.get(near.last) is not None and at[near.last].kind == "body":
                        person.bind(near.party, STATED)
                    break
                if near is not None and near.how == "academic":
                    person.outsider = True
                    break
                if near is not None and near.kind == "body" and texts[k].lower() in ("of", "from", "at"):
                    person.bind(self.focus.body(near.how, *self._place(near.first)), STATED)
                    break
                if near is not None and near.kind in ("name", "person") and near is not item and texts[k].lower() in ("of", "for") and near.last - near.first <= 4:
                    described = near.last + 1 < self.size and texts[near.last] == "," and texts[near.last + 1].lower() in ("a", "an", "the")
                    grouped = words[near.first - 1].group is not None
                    if near.kind == "name" and (described or grouped or (comma or self._after_the(near.first)) and near.last < self.size and (texts[near.last] == "," or self._verb_follows(near.last))):
                        self._adopt(near)
                        person.bind(near.party, STATED)
                    break
                if near is not None and near.kind == "group" and at.get(near.last) is not None and at[near.last].kind in ("party", "name"):
                    continue
                if near is not None and near.kind == "group" and texts[k].lower() in ("of", "from", "for"):
                    person.bind(self.focus.group(near.how) or (self.focus.home if near.how in ("authority", "agency", "department", "bureau", "service", "commission") else None), STATED)
                    break
                if texts[m] not in "'’" and words[m].lower not in lex.DETERMINERS and (words[m].lower in lex.FUNCTION_WORDS or not words[m].base[0].isalpha()):
                    break
        if comma and k + 1 < self.size and texts[k].lower() in ("who", "whose"):
            verb = words[k + 1].lower
            if verb in ("has", "had", "also", "now", "have") and k + 2 < self.size:
                verb = words[k + 2].lower
            if verb in lex.OUTSIDE_VERBS:
                person.outsider = True
            elif verb in lex.LEADING and texts[k].lower() == "who":
                for m in range(k + 2, min(k + 14, self.size)):
                    if texts[m] in ",.;—–\"“":
                        break
                    near = at.get(m)
                    if near is None:
                        continue
                    if near.kind == "party" and near.how != "capital":
                        if near.how == "demonym" and near.last < self.size and words[near.last].group and not words[near.last].body:
                            continue
                        person.bind(near.party, STATED)
                        break
                    if near.kind == "name" and verb not in ("is", "was", "works", "worked"):
                        self._adopt(near)
                        person.bind(near.party, STATED)
                        break
                    if near.kind == "pronoun" and not near.possessive and near.how in ("it", "they") and self.focus.subject:
                        person.bind(self.focus.subject, STATED)
                        break
                    if near.kind == "group" and verb not in ("is", "was"):
                        person.bind(self.focus.group(near.how), STATED)
                        break
                    if near.kind == "pronoun" and near.possessive and near.how in ("it", "they") and self.focus.subject:
                        person.bind(self.focus.subject, STATED)
                        break
                    if near.kind in ("office", "outsider") and verb in ("is", "was"):
                        break

    def _bind_by_brackets(self, first: int, person: Person) -> None:
        """Bind a person by the party in brackets after the name: "(Greens)", "(Lib. Dem.)"."""
        texts, words = self.texts, self.words
        close = first
        while close < min(first + 6, self.size) and texts[close] != ")":
            close += 1
        if close >= self.size or texts[close] != ")" or close == first:
            return
        inner = self.at.get(first)
        if inner is not None and inner.kind == "party":
            person.bind(inner.party, STATED)
            return
        heads = [words[k].lower for k in range(first, close) if words[k].base[0].isalpha()]
        if not heads or not words[first].cap or heads[0] in ("ind", "independent", "pictured", "left", "right", "above", "centre", "m", "f") or any(texts[k].isdigit() for k in range(first, close)):
            return
        for name in [*self.own_order, *(name for name, kind in self.kinds.items() if kind == "party")]:
            parts = name.lower().split()
            if len(parts) >= len(heads) and all(part.startswith(head) for part, head in zip(parts, heads, strict=False)) and min(map(len, heads)) >= 3:
                person.bind(name, STATED)
                return
        if inner is not None and inner.kind in ("name", "person") and inner.last == close and len(inner.name) > 1:
            if inner.kind == "person" and self.person_of.get(first) is not None and self.person_of[first].offices:
                return
            self._adopt(inner)
            self.person_of.pop(first, None)
            person.bind(inner.party, STATED)

    # --- offices -------------------------------------------------------------------------------------------------------------------------

    def _office_party(self, item: Item) -> tuple[str | None, bool, bool, int, int, bool]:
        """The party an office belongs to by its own words.

        Returns the party, whether the words name one, whether they say that the holder speaks for none ("former", "opposition"), the token range of the phrase,
        and whether it is indefinite.
        """
        at, texts, words = self.at, self.texts, self.words
        begin = self.passages.sentences[self.passages.sentence_of[item.first]][0]
        party: str | None = item.party
        named = party is not None
        blocked = indefinite = False
        weak_body: str | None = None
        k = item.first - 1
        steps = 0
        while k >= begin and steps < 7:
            near = at.get(k)
            word = words[k]
            lower = word.lower
            if near is not None:
                if near.kind == "party" and near.how == "office":
                    party, named = near.party, True
                    k = near.first - 1
                    break
                if near.kind == "party":
                    if not item.own or near.possessive or near.how == "demonym":
                        party, named = near.party, True
                    k = near.first - 1
                    owner = at.get(k)
                    if owner is not None and owner.possessive and owner.kind in ("pronoun", "party") and not near.possessive and self.kinds.get(near.party or "") in ("state", "region", "bloc", "organisation", "alliance"):
                        found_owner = self._pronoun_party(owner) if owner.kind == "pronoun" else owner.party
                        if found_owner is not None:
                            party = found_owner
                        k = owner.first - 1
                    break
                if near.kind == "person":
                    if near.possessive:
                        found = self.person_of.get(near.first)
                        party, named = (found.party if found else near.party), True
                        k = near.first - 1
                    break
                if near.kind == "body":
                    weak_body = near.how
                    if near.possessive and near.first > begin and not self._noun_before(near.first, begin):
                        party, named = self.focus.body(near.how, *self._place(near.first)), True
                    k = near.first - 1
                    steps += 1
                    continue
                if near.kind == "group" and near.last <= item.first:
                    if near.how in ("country", "state", "nation") and not near.possessive:
                        k = near.first - 1
                        steps += 1
                        continue
                    found_party = self._group_party(near)
                    if found_party is not None:
                        party, named = found_party, True
                        k = near.first - 1
                        break
                    k = near.first - 1
                    steps += 1
                    continue
                if near.kind == "pronoun":
                    if near.possessive:
                        party = self._pronoun_party(near)
                        if near.how in ("it", "they") and item.how in ("minister", "ambassador", "ministers", "premier") and self.kinds.get(party or "", "state") not in STATE_OFFICE_KINDS:
                            party = self.focus.last_of(STATE_OFFICE_KINDS) or party
                        named = party is not None
                        k -= 1
                    break
                if near.kind in ("office", "outsider"):
                    if near.possessive:
                        found_person = self.focus.by_office.get(near.how)
                        own = self._office_party(near)
                        party = own[0] or (found_person.party if found_person else None)
                        named = party is not None
                        k = own[3] - 1
                        break
                    if near.kind == "office" and (near.last == item.first or near.how in ("deputy", "chief", "general", "head", "senior", "executive", "counsellor")):
                        k = near.first - 1
                        steps += 1
                        continue
                    break
                if near.kind == "name":
                    if near.name.lower() in lex.BLOCKING:
                        blocked = True
                        k = near.first - 1
                        continue
                    if near.how == "acronym" or (near.last == item.first and (item.how in ("spokesman", "spokeswoman", "spokesperson", "ceo", "chief", "executive", "boss", "chairman", "founder", "secretary", "president", "leader", "director", "manager", "owner", "coach", "lawyer")) and near.last - near.first <= 3):
                        if near.name.split()[0].lower() in lex.PORTFOLIOS:
                            k = near.first - 1
                            steps += 1
                            continue
                        name = near.name
                        if near.last - near.first == 1 and words[near.first].lower.endswith("ly"):
                            break
                        party, named = name, True
                        self._adopt(near)
                        k = near.first - 1
                        break
                    if near.possessive:
                        self._adopt(near)
                        party, named = near.party, True
                        k = near.first - 1
                        break
                    k = near.first - 1
                    steps += 1
                    continue
                if near.kind == "nothing":
                    blocked = blocked or near.how in ("academic", "media")
                    k = near.first - 1
                    break
            if lower == "whose":
                for m in range(k - 1, max(begin - 1, k - 8), -1):
                    owner = at.get(m)
                    if owner is not None and owner.kind in ("party", "person"):
                        party, named = self._party_of(owner), True
                        break
                    if owner is not None and owner.kind == "group":
                        party = self.focus.group(owner.how)
                        named = party is not None
                        break
                break
            if lower in lex.BLOCKING or lower.startswith("ex-"):
                blocked = True
                k -= 1
                continue
            if lower in lex.DETERMINERS:
                indefinite = lower in INDEFINITE
                break
            if lower in lex.FUNCTION_WORDS or not word.base[0].isalpha() or lower in lex.SPEECH:
                break
            k -= 1
            steps += 1
        left = k + 1
        # "one of Hamas's negotiators", "the former Spanish minister"
        while k >= begin and texts[k].lower() in TRANSPARENT | lex.BLOCKING | {"its", "his"} and item.first - k < 10:
            if texts[k].lower() in lex.BLOCKING:
                blocked = True
            if texts[k].lower() in INDEFINITE:
                indefinite = True
            left = k
            k -= 1
        # to the right: "for the Israeli defence ministry", "of the union"
        right = item.last
        if right + 1 < self.size and texts[right] in ("there", "here") and not item.possessive:
            right += 1
        if not item.possessive and right + 1 < self.size and texts[right].lower() in ("of", "for", "at", "to", "from", "in", "with", "on"):
            preposition = texts[right].lower()
            party_right, right_end = self._complement(right + 1, preposition)
            if right_end > right:
                right = right_end
            sent_to = item.how in ("ambassador", "envoy", "ambassadors", "emissary", "consul", "attaché", "observer", "observers") and preposition in ("to", "in", "for", "at")
            if party_right is not None and not sent_to:
                stronger = not named or (preposition in ("of", "for") and self.kinds.get(party_right) not in ("state", None) and self.kinds.get(party or "") in ("state", "region", None))
                if preposition in ("in", "on", "with") and named:
                    stronger = False
                if preposition in ("to",) and named:
                    stronger = False
                if stronger:
                    party, named = party_right, True
        if not named and weak_body is not None:
            party = self.focus.body(weak_body, *self._place(item.first)) if weak_body not in ("leadership", "side") else None
        if blocked and not (named and self.kinds.get(party or "") in OWN_GROUPS):
            return None, named, True, left, right, indefinite
        return party, named, False, left, right, indefinite

    def _noun_before(self, first: int, begin: int) -> bool:
        k = first - 1
        return k >= begin and self.at.get(k) is not None and self.at[k].kind == "party"

    def _adopt(self, item: Item) -> None:
        """An unknown name is used as a group's: make it one."""
        name = item.name.removeprefix("The ")
        self.kinds = self.kinds if name in self.kinds else {**self.kinds, name: "organisation"}
        self.focus.kinds = self.kinds
        item.kind, item.party, item.how, item.certainty = "party", name, "group", 0.7
        self.orgs.setdefault(name, "organisation")
        self._record(item, "name", None, name, 0.6)

    def _complement(self, start: int, preposition: str) -> tuple[str | None, int]:
        """The party of an office's complement that begins at `start`, and the token after what was read of it."""
        at, texts, words = self.at, self.texts, self.words
        end = self.passages.sentences[self.passages.sentence_of[start]][1]
        k = start
        weak: str | None = None
        body_end = start - 1
        while k < end and k < start + 8:
            near = at.get(k)
            lower = words[k].lower
            if near is not None:
                if near.kind == "party":
                    if near.how == "capital" and preposition not in ("of", "from"):
                        return None, near.last
                    if near.how == "demonym":
                        tail = at.get(near.last)
                        if tail is not None and tail.kind == "group" and not words[near.last].body:
                            return self._group_party(tail), tail.last
                    last = near.last
                    while last < end and at.get(last) is not None and at[last].kind in ("body", "office", "group") and not words[last - 1].possessive:
                        last = at[last].last
                    if not words[last - 1].possessive and near.how in ("name", "abbreviation", "demonym"):
                        last = self._noun_end(last, end)
                    return near.party, last
                if near.kind == "person":
                    person = self.person_of.get(near.first)
                    return (person.party if person else near.party), near.last
                if near.kind == "pronoun" and near.possessive:
                    return self._pronoun_party(near), self._noun_end(near.last, end)
                if near.kind == "group":
                    found = self._group_party(near)
                    if found is not None:
                        return found, near.last
                    return None, near.last
                if near.kind == "body":
                    if weak is None:
                        weak = self.focus.body(near.how, *self._place(near.first))
                    body_end = near.last
                    k = near.last
                    continue
                if near.kind == "nothing":
                    return None, near.last
                if near.kind == "name":
                    k = near.last
                    continue
                if near.kind == "office" and near.how == "secretary-general":
                    return "United Nations", near.last
                if near.kind == "office":
                    # "an aide to the Qatari prime minister": the words before it count; "to the president": its own party
                    weak = weak or (self.focus.by_office[near.how].party if near.how in self.focus.by_office else None)
                    k = near.last
                    body_end = k
                    continue
                break
            if lower in lex.DETERMINERS or (word_ok := (words[k].base[0].isalpha() and lower not in lex.FUNCTION_WORDS and lower not in lex.SPEECH)):
                k += 1
                continue
            if word_ok is False and lower == "of" and weak is None:
                k += 1
                continue
            break
        return weak, max(k if k > start else start - 1, body_end)

    def _noun_end(self, k: int, end: int) -> int:
        """Skip the nouns from `k`."""
        limit = k + 4
        while k < end and k < limit and self.words[k].base[0].isalpha() and self.words[k].lower not in lex.FUNCTION_WORDS and self.words[k].lower not in lex.SPEECH:
            k += 1
        return k

    def _visit_office(self, item: Item) -> None:
        outside = item.kind == "outsider"
        before = self.at.get(item.first - 1)
        if item.how in ("man", "woman", "people") and not (before is not None and (before.possessive or before.kind == "party" and before.how in ("abbreviation", "name", "party word"))):
            return
        party, named, blocked, left, right, indefinite = self._office_party(item)
        person, person_item = self._named_person(item, left, right)
        sentence = self.passages.sentence_of[item.first]
        paragraph = self.passages.paragraph_of[item.first]
        if outside:
            chief = item.first > 0 and self.words[item.first - 1].lower in ("chief", "lead")
            if person is not None and not (chief and named):
                if person.offices and person.party is not None:
                    return
                if person.tie < LISTED and not (named and self.kinds.get(party or "") in ("union", "association", "party", "residents")):
                    person.outsider = True
                    if person.tie <= GUESSED:
                        person.party, person.tie = None, 0
                else:
                    person.bind(party, STATED)
                if person.outsider is False and named:
                    person.offices.add(item.how)
                self._office_gender(item, person)
                return
            if not (chief and named):
                if person is None:
                    self._record(item, "outsider", None, None, 0.6)
                return
        if person is not None:
            if blocked:
                if person.tie < LISTED:
                    person.outsider = True
                    person.party, person.tie = None, 0
            elif named:
                person.bind(party, STATED)
            elif party is not None:
                person.bind(party, GUESSED)
            elif not indefinite and item.how in self.focus.office_party and person_item is not None and person_item.first > item.last:
                person.bind(self.focus.office_party[item.how], STATED)
            elif item.how in MANAGING and self.kinds.get(self.focus.subject or "", "state") == "state" and self.focus.last_of(OWN_GROUPS) is not None:
                person.bind(self.focus.last_of(OWN_GROUPS), GUESSED)
            elif not self._quoted(item.first) and item.how not in ("member", "members", "figure", "owner", "lawyer", "officer", "attorney", "counsel"):
                person.bind(self.focus.context(sentence, paragraph, item.how in STATE_OFFICES), GUESSED)
            person.offices.add(item.how)
            self._office_gender(item, person)
            if not self._quoted(item.first):
                self.focus.by_office[item.how] = person
                if person_item is not None and person_item.first < item.first:
                    self.focus.see_person(person, sentence, True)
            if person_item is not None and person_item.first >= item.last:
                # the name itself follows and speaks for itself
                return
            self._record(item, "title", person, None, 0.6)
            return
        if blocked:
            self._record(item, "outsider", None, None, 0.5)
            return
        # nobody is named: "the minister", "a foreign ministry official", "officials"
        plural = item.how.endswith("s") and item.how not in ("boss",)
        known = self.focus.by_office.get(item.how)
        if not named and not indefinite and known is not None and not plural and self.texts[item.first - 1].lower() != "a":
            if party is None or party == known.party or known.tie >= STATED:
                self._record(item, "title", known, None, 0.7)
                if not self._quoted(item.first) and not item.possessive:
                    self.focus.see_person(known, sentence, True)
                return
        if named and known is not None and known.party == party and not indefinite and not plural:
            self._record(item, "title", known, None, 0.75)
            if not self._quoted(item.first) and not item.possessive:
                self.focus.see_person(known, sentence, True)
            return
        if not named and (plural or item.how in ("diplomat", "official", "member", "figure", "lawyer", "officer", "observer", "general", "head", "owner", "chief", "lead", "captain", "coach", "manager")):
            guess = None
            if party is not None:
                guess = party
            elif not plural and self.words[item.first - 1].lower in ("the", "an", "a") and item.how in ("official",):
                guess = None
            self._record(item, "title", None, guess, 0.4)
            return
        if party is None and not named:
            party = self.focus.context(sentence, paragraph, item.how in STATE_OFFICES)
            self._record(item, "title", None, party, 0.45)
        else:
            self._record(item, "title", None, party, 0.8 if named else 0.5)
            if named and party is not None:
                self.focus.office_party[item.how] = party
            if named and party is not None and not self._quoted(item.first):
                holder = Person(self._phrase(left, item.last), party, STATED, item.gender, False, {item.how})
                if not plural:
                    self.focus.see_person(holder, sentence, True)
        if item.gender and not named:
            holder = Person(self._phrase(left, item.last), party, GUESSED, item.gender, False, {item.how})
            if not self._quoted(item.first) and not plural:
                self.focus.see_person(holder, sentence, True)

    def _phrase(self, first: int, last: int) -> str:
        start, end = self.passages.span(first, last)
        return " ".join(self.passages.text[start:end].split())

    def _office_gender(self, item: Item, person: Person) -> None:
        if item.gender and not person.gender:
            person.gender = item.gender

    def _person_from(self, k: int) -> Item | None:
        """The person whose name begins at token `k`, titles before it left aside."""
        near = self.at.get(k)
        while near is not None and near.kind in ("office", "outsider") and near.first == k and not near.possessive:
            k = near.last
            near = self.at.get(k)
        return near if near is not None and near.kind == "person" and near.first == k else None

    def _named_person(self, item: Item, left: int, right: int) -> tuple[Person | None, Item | None]:
        """The person whose office it is: the name beside it, or across a comma."""
        at, texts = self.at, self.texts
        if item.possessive:
            return None, None
        after = self._person_from(item.last)
        if after is not None:
            return self.person_of.get(after.first), after
        # "the EU's aid commissioner, Ana Ruiz,"
        if right + 1 < self.size and texts[right] in ",—–":
            after = self._person_from(right + 1)
            if after is not None and not after.possessive:
                follow = texts[after.last] if after.last < self.size else "."
                if follow in ",.;:”\"’'—–" or self._verb_follows(after.last):
                    previous = at.get(left - 2)
                    if not (previous is not None and previous.kind == "person" and previous.last == left - 1 and texts[left - 1] == ","):
                        return self.person_of.get(after.first), after
        # "Ana Ruiz, the EU's aid commissioner"
        k = left - 1
        begin = self.passages.sentences[self.passages.sentence_of[item.first]][0]
        if k > begin and texts[k] in (",", "(", "—", "–", "-"):
            before = at.get(k - 1)
            if before is not None and before.kind == "person" and before.last == k:
                return self.person_of.get(before.first), before
            # an age or another apposition in between: "Ana Ruiz, 58, the ..."
            if k - 2 > begin and texts[k - 1].isdigit() and texts[k - 2] == ",":
                before = at.get(k - 3)
                if before is not None and before.kind == "person" and before.last == k - 2:
                    return self.person_of.get(before.first), before
        # "Ana Ruiz, 44, has been the union's leader", "before she became mayor", "..., who is its leader"
        if k > begin and texts[k].lower() in ("is", "was", "been", "became", "remains", "as"):
            m = k - 1
            while m > begin and m > k - 8 and (texts[m].lower() in ("has", "had", "who", "now", "also", "currently", "serves", "served", "acts", "works", "sits", "since", ",") or texts[m].isdigit()):
                m -= 1
            before = at.get(m)
            if before is not None and before.kind == "person" and before.last == m + 1 and not before.possessive:
                return self.person_of.get(before.first), before
            if before is not None and before.kind == "pronoun" and before.how in ("m", "f") and not before.possessive:
                return self.focus.pronoun(before.how, self.passages.sentence_of[m]), None
        # offices in a row: "Ana Ruiz, chair of the board and its spokeswoman"
        if k > begin and texts[k] in ("and", ",") and self.focus.person is not None:
            before_office = at.get(k - 1)
            if before_office is not None and before_office.kind == "office" and texts[k] == "and" and before_office.how in self.focus.person.offices and self.focus.person_sentence == self.passages.sentence_of[item.first]:
                return self.focus.person, None
        return None, None

    # --- bodies, groups, pronouns, unknown names --------------------------------------------------------------------------------------------

    def _visit_body(self, item: Item) -> None:
        texts, words, at = self.texts, self.words, self.at
        begin = self.passages.sentences[self.passages.sentence_of[item.first]][0]
        party: str | None = None
        named = False
        k = item.first - 1
        steps = 0
        first = item.first
        indefinite = False
        while k >= begin and steps < 5:
            near = at.get(k)
            lower = words[k].lower
            if near is not None:
                if near.kind == "party":
                    party, named, first = near.party, True, near.first
                    break
                if near.kind == "pronoun" and near.possessive:
                    party = self._pronoun_party(near)
                    named, first = party is not None, near.first
                    break
                if near.kind == "person" and near.possessive:
                    party, named, first = self._party_of(near), True, near.first
                    break
                if near.kind == "office":
                    if near.possessive:
                        known = self.focus.by_office.get(near.how)
                        own = self._office_party(near)
                        party = own[0] or (known.party if known else self.focus.context(*self._place(k), True))
                        named, first = party is not None, own[3]
                        break
                    k = near.first - 1
                    steps += 1
                    continue
                if near.kind == "group" and near.possessive:
                    party = self._group_party(near)
                    named, first = party is not None, near.first
                    break
                if near.kind in ("body", "group", "name"):
                    k = near.first - 1
                    steps += 1
                    continue
                break
            if lower in lex.DETERMINERS:
                indefinite = lower in INDEFINITE
                break
            if lower in lex.FUNCTION_WORDS or not words[k].base[0].isalpha() or lower in lex.SPEECH:
                break
            k -= 1
            steps += 1
        last = item.last
        if not named and not item.possessive and last + 1 < self.size and texts[last].lower() in ("in", "of"):
            near = at.get(last + 1) or (at.get(last + 2) if texts[last + 1].lower() == "the" else None)
            if near is not None and near.kind == "party" and (near.how == "capital" or texts[last].lower() == "of" or self.kinds.get(near.party or "") == "state"):
                party, named = near.party, True
        if not named:
            if indefinite or (item.how in ("forces", "troops", "congress", "senate", "administration", "mission", "side", "palace", "delegation", "leadership", "diplomacy", "regime", "authorities", "executive", "governments", "ministries") and k < begin + 1 and item.how not in ("congress", "senate", "administration", "delegation", "leadership")):
                party = None
            elif item.how == "administration" and "United States" in (*self.own_order, *(other.party for other in self.items)):
                party = "United States"
            else:
                party = self.focus.body(item.how, *self._place(item.first))
        if party is None:
            return
        if named:
            self.focus.bodies[item.how] = party
        merged = Item(first, item.last, "body", how=item.how, possessive=item.possessive)
        self._record(merged if named else item, "institution", None, party, 0.9 if named else 0.55)
        if not self._quoted(item.first):
            self.focus.see_party(party, self.passages.sentence_of[item.first], self.passages.paragraph_of[item.first], self._subject_at(first, item.last))

    def _group_party(self, item: Item) -> str | None:
        """The party of "the movement", "Mara's party", "its country"."""
        at, words = self.at, self.words
        k = item.first - 1
        for _ in range(4):
            near = at.get(k)
            if near is not None:
                if near.kind == "party" and near.last == k + 1:
                    kind = self.kinds.get(near.party or "", "")
                    if near.how in ("name", "abbreviation", "group") and kind.replace(" ", "-") in (lex.GROUPS.get(item.how) or ()) and not near.possessive:
                        return near.party
                    if near.how in ("name", "abbreviation", "group") and kind not in ("state", "region") and not near.possessive:
                        return near.party
                    break
                if near.kind == "person" and near.possessive:
                    return self._party_of(near)
                if near.kind == "pronoun" and near.possessive:
                    return self._pronoun_party(near)
                break
            if k < 0 or words[k].lower in lex.FUNCTION_WORDS or not words[k].base[0].isalpha():
                break
            k -= 1
        return self.focus.group(item.how)

    def _visit_group(self, item: Item) -> None:
        words = self.words
        k = item.first - 1
        definite = False
        for _ in range(4):
            if k < 0:
                break
            near = self.at.get(k)
            lower = words[k].lower
            if lower in lex.DEFINITE or (near is not None and (near.kind == "pronoun" and near.possessive or near.kind == "party" and not (near.how == "demonym") or near.kind == "person" and near.possessive)):
                definite = True
                break
            if lower in lex.FUNCTION_WORDS or not words[k].base[0].isalpha():
                break
            k -= 1
        party = None
        if item.how in BODY_WORDS:
            found = self._office_party(item)
            if found[1] and found[0] is not None:
                party = found[0]
                self._record(Item(found[3], item.last, "group", how=item.how, possessive=item.possessive), "institution", None, party, 0.8)
                if not self._quoted(item.first):
                    self.focus.see_party(party, *self._place(item.first), self._subject_at(found[3], item.last))
                return
        if not definite:
            return
        party = self._group_party(item)
        if party is None:
            return
        self._record(item, "group", None, party, 0.65)
        self.focus.groups[item.how] = party
        if not self._quoted(item.first):
            self.focus.see_party(party, self.passages.sentence_of[item.first], self.passages.paragraph_of[item.first], self._subject_at(item.first, item.last))

    def _pronoun_party(self, item: Item) -> str | None:
        sentence = self.passages.sentence_of[item.first]
        if item.how in ("m", "f"):
            person = self.focus.pronoun(item.how, sentence)
            return person.party if person else None
        return self.focus.thing(sentence)

    def _visit_pronoun(self, item: Item) -> None:
        if self._quoted(item.first):
            return
        sentence = self.passages.sentence_of[item.first]
        if item.how in ("m", "f"):
            person = self.focus.pronoun(item.how, sentence)
            if person is not None:
                self._record(item, "pronoun", person, None, 0.75)
                if not item.possessive and self._verb_follows(item.last):
                    self.focus.see_person(person, sentence, True)
            return
        focus = self.focus
        if focus.subject is None:
            return
        near = sentence - focus.subject_sentence <= 1
        party = focus.thing(sentence)
        certainty = 0.55 if near else 0.35
        if item.how == "they":
            certainty -= 0.1
        if item.how == "it" and item.last < self.size and words_pleonastic(self.words, item.last):
            certainty = 0.2
        self._record(item, "pronoun", None, party, certainty)

    def _visit_name(self, item: Item) -> None:
        """An unknown name where an actor acts is an actor's."""
        words = self.words
        sentence = self.passages.sentence_of[item.first]
        acronym = item.how == "acronym"
        the = self._after_the(item.first)
        multi = item.last - item.first > 1
        opens = self.passages.sentences[sentence][0] == item.first
        following = words[item.last] if item.last < self.size else None
        if following is not None and following.lower == "and" and self.at.get(item.last + 1) is not None and self.at[item.last + 1].kind in ("name", "party") and self.at[item.last + 1].last < self.size:
            following = words[self.at[item.last + 1].last]
        speaks = following is not None and following.lower in lex.SPEECH and following.lower not in ("is", "was", "are", "were")
        before_speaks = item.first > 0 and words[item.first - 1].lower in lex.SPEECH and words[item.first - 1].lower in ("said", "says")
        if opens and not multi and not acronym and words[item.first].lower in self.lower_types():
            return
        if item.how == "academic":
            if speaks and (the or opens) and self._subject_at(item.first, item.last):
                self._adopt(item)
            return
        if multi and all(word.caps for word in words[item.first : item.last]):
            return
        if acronym and len(item.name) >= 3 and not any(letter.isdigit() for letter in item.name):
            self._adopt(item)
        elif (acronym or the or multi) and (speaks or item.possessive or before_speaks):
            self._adopt(item)
        elif speaks and not opens and len(item.name) > 2:
            self._adopt(item)
        elif speaks and opens and not words[item.first].lower.endswith(("ly", "ing", "s")):
            self._adopt(item)
        elif item.name in self.orgs:
            self._adopt(item)

    def lower_types(self) -> set[str]:
        """The words of the text that occur in small letters."""
        if not hasattr(self, "_lower"):
            self._lower = {word.base for word in self.words if word.base.islower()}
        return self._lower

    # --- the end -------------------------------------------------------------------------------------------------------------------------

    def _finish(self) -> PartyReading:
        self._shorten()
        mentions: list[Mention] = []
        actors: list[Actor] = []
        for item, kind, person, party, certainty in self.resolved:
            if person is not None:
                party = person.party
                if person.tie <= GUESSED:
                    certainty = min(certainty, 0.6 if person.offices else 0.4)
            name = person.name if person is not None else None
            actors.append(Actor(item.first, item.last, kind, party, name, certainty, item.possessive))
            if party is not None and kind != "outsider":
                mentions.append(Mention(item.first, item.last, party, kind, name, certainty))
        actors.sort(key=lambda actor: (actor.first, actor.last))
        mentions.sort(key=lambda mention: (mention.first, mention.last, mention.party))
        return PartyReading(mentions, actors, self.passages)


    def _shorten(self) -> None:
        """Parties, unions and companies of the gazetteer go by the name that the text gives them, where it never gives the full one."""
        used: dict[str, set[str]] = {}
        for item in self.items:
            if item.kind == "party" and item.party is not None and not item.own and self.kinds.get(item.party) in ("party", "union", "company", "association"):
                start, end = self.passages.span(item.first, item.last)
                text = self.passages.text[start:end]
                used.setdefault(item.party, set()).add(text[:-2] if item.possessive else text)
        short: dict[str, str] = {}
        for party, forms in used.items():
            if party not in forms and party not in self.own:
                acronyms = [form for form in forms if sum(letter.isupper() for letter in form) >= 2 and " " not in form]
                if acronyms:
                    short[party] = min(acronyms)
        if not short:
            return
        for n, (item, kind, person, party, certainty) in enumerate(self.resolved):
            if party in short:
                self.resolved[n] = (item, kind, person, short[party], certainty)
            if person is not None and person.party in short:
                person.party = short[person.party]


def words_pleonastic(words: list[Word], i: int) -> bool:
    """Whether "it" before token `i` stands for nothing: "it is clear that", "it was unclear"."""
    return words[i].lower in ("is", "was", "has", "would", "will", "may", "might", "seems", "remains", "comes", "came", "takes", "took", "emerged", "appears") and i + 1 < len(words) and words[i + 1].lower in (
        "clear", "unclear", "not", "likely", "unlikely", "possible", "too", "time", "hard", "important", "been", "be", "a", "the", "an", "to", "that", "as", "what", "up"
    )  # fmt: skip
