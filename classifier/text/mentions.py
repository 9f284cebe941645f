"""What is known of the parties of a text once it is read: where they are named, and who a source is."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field

from classifier.text import actor_words as lex
from classifier.text.passages import Passages

BEFORE_SUBJECTS = lex.word_set('that but and , while as though yet now only even neither nor both not ; ” "')

Span = tuple[int, int]
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
        ``name``, ``demonym``, ``capital``, ``seat``, ``leader``, ``person``, ``title``, ``pronoun``, ``group``, ``abbreviation``
        or ``institution``.
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


@dataclass(frozen=True, slots=True)
class Turn:
    """A stretch of an interview or transcript that is one person's words though nothing there says so.

    Attributes
    ----------
    first, last : int
        The token range, half open, without the label.
    person : str or None
    party : str or None
    """

    first: int
    last: int
    person: str | None
    party: str | None


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
    turns : list of Turn
        Of an interview or transcript: whose words stand where without being said to be.
    """

    mentions: list[Mention]
    actors: list[Actor]
    passages: Passages
    turns: list[Turn] = field(default_factory=list)
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
        >>> from classifier.text.parties import PartyResolver
        >>> from classifier.text.passages import read_passages
        >>> text = "Icelandic Fisheries Minister Jon Arnason spoke first. The minister would not sign."
        >>> reading = PartyResolver().read(read_passages(text))
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
            after = [
                actor
                for actor in inside
                if actor.first >= best.last and actor.party is not None and actor.kind in ("title", "institution", "group")
            ]
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
        >>> from classifier.text.parties import PartyResolver
        >>> from classifier.text.passages import read_passages
        >>> reading = PartyResolver().read(read_passages("Norway had accepted the plan, a Swedish diplomat said."))
        >>> reading.holder((0, 5), (6, 9))
        'Norway'
        """
        words, quotation_of = self.passages.words, self.passages.quotation_of
        first, last = content
        said = self.resolve(source)[1] if source is not None else self._turn_party(first)
        inside = quotation_of[first] >= 0 if first < len(quotation_of) else False
        if not inside:
            subject = self._subject(first, last, source)
            if subject is not None:
                return subject
            if first < last and (words[first].lower() in lex.SPEECH or words[first].lower() in ("not", "never")):
                # the subject stands before the evidence
                begin = self.passages.sentences[self.passages.sentence_of[first]][0]
                before = [
                    m
                    for m in self._between(begin, first)
                    if m.certainty > VENUE and not (m.first > 0 and words[m.first - 1].lower() in lex.PREPOSITIONS)
                ]
                if before:
                    return (
                        before[-1].party if before[-1].kind == "pronoun" else before[0].party if source is None else said or before[0].party
                    )
        return said

    def _turn_party(self, i: int) -> str | None:
        """The party of the interview turn that token `i` stands in."""
        return next((turn.party for turn in self.turns if turn.first <= i < turn.last), None)

    def _between(self, first: int, last: int) -> list[Mention]:
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
            if k >= first and (words[k].lower() in lex.PREPOSITIONS or words[k].lower() not in BEFORE_SUBJECTS):
                return None
            return mention.party
        return None

    def _near(self, first: int, last: int) -> list[Actor]:
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
