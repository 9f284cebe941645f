"""Parties: who is meant by the names, titles, seats, bodies and pronouns of a text.

A codebook's own names win over the gazetteer. What the article itself says ("Kestrel spokesman Dov Marek", "Ana Ruiz, who leads
the union") binds a person
or a group to a party for that article only.
"""

from __future__ import annotations

from collections.abc import Sequence

from classifier.text.aliases import alias_starts
from classifier.text.bodies import Bodies
from classifier.text.canonical import CanonicalNames
from classifier.text.gazetteer import Gazetteer, PartyLike, load_gazetteer
from classifier.text.interviews import Interviews
from classifier.text.items import Item
from classifier.text.mentions import Actor, Mention, PartyReading, Span, Turn
from classifier.text.name_judge import NameJudge, NamesOfText, load_name_judge, names_of_text
from classifier.text.names import Scanner
from classifier.text.passages import Passages
from classifier.text.persons import GUESSED
from classifier.text.together import joint_mentions
from classifier.text.word_types import Vocabulary

__all__ = ["Actor", "Mention", "PartyReading", "PartyResolver", "Span", "Turn"]


class PartyResolver:
    """Finds the parties of texts.

    Parameters
    ----------
    gazetteer : Gazetteer, optional
        What is known beforehand; the package's own by default.
    parties : sequence of PartyLike
        A codebook's parties, with ``name`` and ``aliases``; they win over the gazetteer.
    judge : NameJudge, optional
        What decides on names that the rules make nothing of; the packaged one by default.

    Examples
    --------
    >>> from classifier.text.passages import read_passages
    >>> reading = PartyResolver().read(read_passages("Reykjavik rejected the plan. It wants a vote."))
    >>> [(mention.party, mention.kind) for mention in reading.mentions]
    [('Iceland', 'capital'), ('Iceland', 'pronoun')]
    """

    def __init__(self, gazetteer: Gazetteer | None = None, parties: Sequence[PartyLike] = (), judge: NameJudge | None = None) -> None:
        """Gather the aliases."""
        self.judge = judge if judge is not None else load_name_judge()
        self.gazetteer = gazetteer if gazetteer is not None else load_gazetteer()
        self.own = tuple(party.name for party in parties)
        starts, self.kinds, renamed = alias_starts(self.gazetteer, parties)
        self.scanner = Scanner(self.gazetteer, starts, renamed)
        self._starts = starts
        self._canonical: CanonicalNames | None = None

    def canonical(self, name: str) -> str:
        """The one name of a party that somebody names, so that two people's names for it compare equal.

        Parameters
        ----------
        name : str
            As a coder wrote it ("SPD", "the Greens").

        Returns
        -------
        str
            The codebook's name, else the gazetteer's, else the name unchanged.

        Examples
        --------
        >>> resolver = PartyResolver()
        >>> resolver.canonical("Doctors Without Borders"), resolver.canonical("Hill Farmers' Union")
        ('Médecins Sans Frontières', "Hill Farmers' Union")
        """
        if self._canonical is None:
            self._canonical = CanonicalNames(self._starts, self.own)
        return self._canonical.find(name)

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
        return self._reader(passages).read(self.judge)

    def names(self, passages: Passages) -> NamesOfText:
        """The names of a text that the rules do not know as parties: what a `NameJudge` learns from and decides on.

        Parameters
        ----------
        passages : Passages

        Returns
        -------
        NamesOfText
        """
        reader = self._reader(passages)
        reader.learn()
        return reader.names()

    def _reader(self, passages: Passages) -> _Reader:
        scan = self.scanner.scan(passages)
        reader = _Reader(passages, scan, self.kinds, self.gazetteer.kinds, self.gazetteer.first_names, self.own)
        reader.vocabulary = self.scanner.vocabulary
        reader.capitals = scan.capitals
        return reader


class _Reader(Bodies, Interviews):
    """The reading of one text: one walk over its items."""

    vocabulary: Vocabulary
    capitals: list[bool]

    def learn(self) -> None:
        """Learn from the text what it makes known of its groups and people."""
        self._strong_parties()
        self._learn_groups()
        self._learn_people()

    def names(self) -> NamesOfText:
        """The names that are not known as parties, once the text has been learned from."""
        return names_of_text(self.passages, self.words, self.capitals, self.at, self.first_names, self.own)

    def read(self, judge: NameJudge) -> PartyReading:
        """Walk over the items."""
        self.learn()
        self._take_judged(judge)
        self.focus.union = any(item.party == "European Union" for item in self.items)
        for item in self.items:
            self._visit(item)
        return self._finish()

    def _take_judged(self, judge: NameJudge) -> None:
        """Put parties in the place of what the rules made of names that are judged to be a party's."""
        judged = judge.judge(self.names())
        if not judged:
            return
        dropped: set[int] = set()
        for one in judged:
            self.orgs.setdefault(one.name, "organisation")
            for first, last in one.places:
                for item in {id(item): item for item in (self.at.get(i) for i in range(first, last)) if item is not None}.values():
                    dropped.add(id(item))
                    if item.kind == "person":
                        self.person_of.pop(item.first, None)
        self.items[:] = [item for item in self.items if id(item) not in dropped]
        new = [
            Item(first, last, "party", one.name, "group", one.probability, self.words[last - 1].possessive) for one in judged for first, last in one.places
        ]
        self.items += new
        self.items.sort(key=lambda item: (item.first, item.last))
        for name, kind in self.orgs.items():
            self.kinds.setdefault(name, kind)
        self._rename(new)
        self.at = {i: item for item in self.items for i in range(item.first, item.last)}

    def _visit(self, item: Item) -> None:
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
        elif kind == "nothing" and item.how == "geography":
            self._visit_place(item)
        elif kind == "nothing" and item.how == "academic":
            self._visit_institute(item)

    def _finish(self) -> PartyReading:
        self._shorten()
        self._people_or_groups()
        turns = self._interview()
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
        mentions.sort(key=lambda mention: (mention.first, mention.last, mention.party))
        joint = joint_mentions(self.passages, mentions)
        mentions += joint
        actors += [Actor(mention.first, mention.last, "pronoun", mention.party, None, mention.certainty, False) for mention in joint]
        actors.sort(key=lambda actor: (actor.first, actor.last))
        mentions.sort(key=lambda mention: (mention.first, mention.last, mention.party))
        return PartyReading(mentions, actors, self.passages, turns)

    def _people_or_groups(self) -> None:
        """Names of two words that nothing shows to be a person's, and that act, may be a group's."""
        shown = {item.name for item in self.items if item.kind == "person" and " " not in item.name}
        for n, (item, kind, person, party, certainty) in enumerate(self.resolved):
            if person is None or kind != "person" or party is not None or person.party is not None or person.outsider or person.offices:
                continue
            words = person.name.split()
            if len(words) < 2 or item.title or person.gender or words[0] in self.first_names or words[-1] in shown or words[0] in shown:
                continue
            caps = all(word.caps for word in self.words[item.first : item.last])
            if caps or (len(words) < 4 and "-" in words[-1] and words[-1].split("-")[-1].islower()):
                # a crosshead; "Park Min-ah"
                continue
            if self.texts[min(item.last, self.size - 1)] in ("told", "added", "recalled", "sighed", "joked", "shrugged"):
                continue
            told = any(word.ordinary or word.caps or self._geographic(word.base) for word in self.words[item.first : item.last])
            if (told or self._after_the(item.first)) and (self._subject_at(item.first, item.last) or self._described(item)):
                self.resolved[n] = (item, "name", None, person.name, min(certainty, 0.35))

    def _geographic(self, word: str) -> bool:
        """Whether a word is the name of a place known to be no party: "Bremen" in the name of a club."""
        return any(alias.kind in ("geography", "capital", "name") and len(alias.words) == 1 for alias, _ in self.vocabulary[word].aliases)

    def _shorten(self) -> None:
        """Parties, unions and companies of the gazetteer go by the name that the text gives them, where it never gives the full one."""
        used: dict[str, set[str]] = {}
        for item in self.items:
            if (
                item.kind == "party"
                and item.party is not None
                and not item.own
                and self.kinds.get(item.party) in ("party", "union", "company", "association", "ngo")
            ):
                start, end = self.passages.span(item.first, item.last)
                text = self.passages.text[start:end]
                used.setdefault(item.party, set()).add(text[:-2] if item.possessive else text)
        short: dict[str, str] = {}
        for party, forms in used.items():
            if party not in forms and party not in self.own:
                form = max(sorted(forms), key=len)
                if self.kinds.get(party) != "party" or form[:4].lower() != party[:4].lower() or form.isupper():
                    short[party] = form
        if not short:
            return
        for n, (item, kind, person, named, certainty) in enumerate(self.resolved):
            if named in short:
                self.resolved[n] = (item, kind, person, short[named], certainty)
            if person is not None and person.party in short:
                person.party = short[person.party]
