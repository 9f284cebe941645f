"""The walk over the items of one text: what every part of it shares."""

from __future__ import annotations

from itertools import islice

from classifier.text import actor_words as lex
from classifier.text.items import Item, Scan
from classifier.text.passages import Passages
from classifier.text.persons import People, Person
from classifier.text.references import Focus
from classifier.text.word_types import Word

OWN_GROUPS = lex.word_set(
    "party union movement association federation confederation company club council league ngo alliance committee "
    "organisation coalition forum society residents bank agency court front network campaign chamber commission board "
    "authority guild college trust foundation bloc government congress church fund"
) | {"armed group"}


class Walk:
    """The state of a walk, and the questions every part of it asks of the tokens.

    Parameters
    ----------
    passages : Passages
    scan : Scan
        The items of the text.
    kinds : dict of str to str
        Kind of each party.
    known : dict of str to str
        The kinds of the gazetteer's parties alone.
    first_names : dict of str to str
    own : tuple of str
        The codebook's parties.
    """

    def __init__(
        self,
        passages: Passages,
        scan: Scan,
        kinds: dict[str, str],
        known: dict[str, str],
        first_names: dict[str, str],
        own: tuple[str, ...],
    ) -> None:
        """Begin before the first item."""
        self.passages = passages
        self.texts = passages.words
        self.words: list[Word] = scan.words
        self.items = scan.items
        self.size = len(self.words)
        self.first_names = first_names
        self.known = known
        self.departments = self._departments(own)
        self.orgs = scan.orgs
        self.kinds = {**scan.orgs, **kinds}
        self.own = own
        self.people = People()
        self.at: dict[int, Item] = {i: item for item in self.items for i in range(item.first, item.last)}
        self.person_of: dict[int, Person] = {}
        self.resolved: list[tuple[Item, str, Person | None, str | None, float]] = []
        self.acronyms: dict[str, str] = {}
        self.short: dict[str, str] = {}
        self.focus = Focus(self.kinds, own, self._home(own))
        self.focus.known = known
        self._small: set[str] | None = None
        self._begins: dict[str, list[str]] = {}
        self._indexed = -1

    @staticmethod
    def _departments(own: tuple[str, ...]) -> dict[str, str]:
        """The codebook's ministries by the words for what they are in charge of."""
        found: dict[str, str] = {}
        for name in own:
            words = name.split()
            if any(word in ("Department", "Ministry") for word in words):
                for word in words:
                    if word.lower() in lex.PORTFOLIOS:
                        found.setdefault(word.lower(), name)
        return found

    def _home(self, own: tuple[str, ...]) -> str | None:
        """The state that the article is at home in: the one most spoken of, in doubt the codebook's first."""
        counts: dict[str, int] = {}
        for item in self.items:
            if item.party is not None and self.kinds.get(item.party) == "state":
                # a dateline says where the article was written, and most often whose officials it hears
                dateline = item.how == "capital" and item.first == 0 and item.last < self.size and self.texts[item.last] in ",(—–-:"
                counts[item.party] = counts.get(item.party, 0) + (4 if dateline else 1)
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

    def _quoted(self, i: int) -> bool:
        return self.passages.quotation_of[i] >= 0

    def _shouting(self, i: int) -> bool:
        number = self.passages.sentence_of[i]
        first, last = self.passages.sentences[number]
        return sum(1 for word in self.words[first:last] if word.caps) * 2 > last - first

    def _after_the(self, first: int) -> bool:
        return first > 0 and self.texts[first - 1].lower() == "the"

    def _verb_follows(self, i: int) -> bool:
        """Whether the word at `i` can be a finite verb."""
        if i >= self.size:
            return False
        word = self.words[i]
        lower = word.lower
        if word.cap:
            return False
        if (
            lower in lex.SPEECH
            or lower in lex.PAST_VERBS
            or (lower.endswith("ed") and len(lower) > 4)
            or lower in ("also", "never", "still", "now", "then", "itself", "himself", "herself", "alone", "yesterday")
        ):
            return True
        return (
            lower.endswith("s")
            and len(lower) > 4
            and not lower.endswith("ss")
            and lower[-2] in "tkdpnlmrewhgcv"
            and word.group is None
            and i + 1 < self.size
            and self.texts[i + 1].lower()
            in ("the", "a", "an", "to", "that", "it", "its", "for", "no", "his", "her", "on", "as", "all", "any", "in", "nothing", "both")
        )

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
        if (
            last < self.size
            and self.texts[last] in (",", "and", "or", "which", "who", "(", "—", "–")
            and (
                k < begin
                or self.texts[k] in ",—–;\"“”'‘"
                or self.texts[k].lower() in ("that", "but", "and", "while", "as", "nor", "neither")
            )
        ):
            return True
        return k < begin and last < self.size and not self.words[last].cap and self.texts[last] not in ".:"

    def _record(self, item: Item, kind: str, person: Person | None, party: str | None, certainty: float) -> None:
        self.resolved.append((item, kind, person, party, certainty))

    def _longer(self, name: str) -> list[str]:
        """The names of the codebook's parties and of the text's groups that begin with a name and go on."""
        for full in self.own if self._indexed < 0 else ():
            self._index(full)
        self._indexed = max(self._indexed, 0)
        # groups are only ever added in a walk: the new ones stand last
        for full in list(islice(reversed(self.orgs), len(self.orgs) - self._indexed)):
            self._index(full)
        self._indexed = len(self.orgs)
        return self._begins.get(name, [])

    def _index(self, full: str) -> None:
        space = full.find(" ")
        while space >= 0:
            self._begins.setdefault(full[:space], []).append(full)
            space = full.find(" ", space + 1)

    def _adopt(self, item: Item, certainty: float = 0.6) -> None:
        """An unknown name is used as a group's: make it one."""
        name = item.name.removeprefix("The ").replace("’", "'")
        longer = self._longer(name)
        if len(longer) == 1:
            name = longer[0]
        self.kinds.setdefault(name, "organisation")
        item.kind, item.party, item.how, item.certainty = "party", name, "group", 0.7
        self.orgs.setdefault(name, "organisation")
        self._record(item, "name", None, name, certainty)

    def _phrase(self, first: int, last: int) -> str:
        start, end = self.passages.span(first, last)
        return " ".join(self.passages.text[start:end].split())

    def _party_of(self, item: Item) -> str | None:
        """The party of a party, person or already resolved item."""
        if item.kind == "party":
            return item.party
        if item.kind == "person":
            person = self.person_of.get(item.first)
            return person.party if person else item.party
        return None

    def lower_types(self) -> set[str]:
        """The words of the text that occur in small letters."""
        if self._small is None:
            self._small = {word.base for word in self.words if word.base.islower()}
        return self._small

    def _office_party(self, item: Item) -> tuple[str | None, bool, bool, int, int, bool]:
        raise NotImplementedError

    def _group_party(self, item: Item) -> str | None:
        raise NotImplementedError

    def _pronoun_party(self, item: Item) -> str | None:
        raise NotImplementedError
