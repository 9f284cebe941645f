"""Interviews and transcripts: whose words a turn is, where nobody is said to say them.

Turns are found by labels at the head of lines ("Q:", "A:", "Ms Ruiz (Harbour Party):") or, without labels, by questions that answers in the
first person follow. "I", "we" and "our" in an answer stand for whoever is interviewed, "you" and "your" in a question too.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

from classifier.text import actor_words as lex
from classifier.text.items import Item
from classifier.text.mentions import Turn
from classifier.text.persons import GUESSED, STATED, Person
from classifier.text.walk import Walk

FIRST_PERSON = lex.word_set("i we my our us me mine ours myself ourselves")
SECOND_PERSON = lex.word_set("you your yours yourself yourselves")
QUESTION_LABELS = lex.word_set("q question moderator host interviewer presenter reporter")
ANSWER_LABELS = lex.word_set("a answer")
LABEL_REACH = 16
"""Most tokens of a label with its brackets."""


@dataclass(slots=True)
class _Stretch:
    """A stretch between labels: whether it asks or answers, and by whom if the label says so."""

    first: int
    last: int
    asks: bool
    person: Person | None = None


class Interviews(Walk):
    """Finds the turns of interviews, once the people of the text are known."""

    def _interview(self) -> list[Turn]:
        """The turns; also records who "we" and "you" are in them."""
        lines = self._lines()
        stretches = self._marked(lines)
        if stretches:
            person, party = self._interviewee(stretches[0].first)
        else:
            stretches = self._named(lines)
            person, party = None, None
            if len({id(stretch.person) for stretch in stretches if stretch.person}) < 2 and not any(s.asks for s in stretches):
                stretches = []
            elif len({id(stretch.person) for stretch in stretches if stretch.person}) == 1:
                person = next(stretch.person for stretch in stretches if stretch.person)
                party = person.party if person is not None else None
        if not stretches or (person is not None and sum(1 for stretch in stretches if not stretch.asks) < 2):
            stretches = self._unmarked(person)
            if stretches and person is None:
                person, party = self._interviewee(stretches[0].first)
        if not stretches:
            return []
        if person is not None and (person.party is None or person.tie <= GUESSED):
            self._told_by_questions(stretches, person)
            party = person.party or party
        turns = []
        for stretch in stretches:
            who = stretch.person or person
            whose = who.party if who is not None else party
            if whose is None:
                continue
            if not stretch.asks:
                turns.append(Turn(stretch.first, stretch.last, who.name if who is not None else None, whose))
            elif stretch.person is None:
                whose = person.party if person is not None else party
            self._refer(stretch, who, whose)
        return turns

    def _lines(self) -> list[int]:
        """The tokens that begin lines."""
        text, starts = self.passages.text, self.passages.starts
        heads = [0] if self.size else []
        at = text.find("\n")
        while at >= 0:
            i = bisect_left(starts, at)
            if 0 < i < self.size and heads[-1] != i:
                heads.append(i)
            at = text.find("\n", at + 1)
        return heads

    def _after_brackets(self, k: int) -> int:
        """The token after brackets that open at `k`, or `k`."""
        if k < self.size and self.texts[k] == "(":
            for m in range(k + 1, min(k + LABEL_REACH, self.size)):
                if self.texts[m] == ")":
                    return m + 1
        return k

    def _marked(self, lines: list[int]) -> list[_Stretch]:
        """Stretches marked as questions and answers."""
        found: list[_Stretch] = []
        answers = 0
        for head in lines:
            k = head + 1 if self.texts[head] in "*–—-" and head + 1 < self.size else head
            lower = self.texts[k].lower()
            asks = lower in QUESTION_LABELS
            if not asks and lower not in ANSWER_LABELS:
                continue
            after = self._after_brackets(k + 1)
            if after < self.size and (self.texts[after] == ":" or (self.texts[after] == "." and len(lower) == 1)):
                if found:
                    found[-1].last = head
                found.append(_Stretch(after + 1, self.size, asks))
                answers += not asks
        return found if answers > 1 else []

    def _named(self, lines: list[int]) -> list[_Stretch]:
        """Stretches that begin with the name of who speaks and a colon; each ends with its paragraph."""
        found: list[_Stretch] = []
        for head in lines:
            k = head
            item = self.at.get(k)
            while item is not None and item.kind in ("office", "outsider") and item.first == k and not item.possessive:
                k = item.last
                nearer = self.at.get(k)
                if nearer is None or nearer.kind not in ("office", "person", "name") or nearer.first != k:
                    break
                item = nearer
            asks = self.texts[head].lower() in QUESTION_LABELS
            if (item is None or item.first > head + 3) and not asks:
                continue
            after = self._after_brackets(item.last if item is not None and not asks else head + 1)
            if after >= self.size or self.texts[after] != ":" or after - head > LABEL_REACH:
                continue
            person = None if item is None or asks else self.person_of.get(item.first)
            if not asks and person is None and (item is None or item.kind not in ("name", "nothing")):
                continue
            end = self.passages.paragraphs[self.passages.paragraph_of[head]][1]
            if found and found[-1].last > head:
                found[-1].last = head
            found.append(_Stretch(after + 1, end, person is None, person))
        return found

    def _person_words(self, first: int, last: int, wanted: frozenset[str], quoted: bool) -> int:
        """How many words of a person ("I", "we") stand in a range, those in quotations only if `quoted`."""
        return sum(1 for i in range(first, last) if self._voice(i) in wanted and (quoted or self.passages.quotation_of[i] < 0))

    def _voice(self, i: int) -> str:
        """The word at `i` without what is contracted to it: "we" for "We've"."""
        return self.words[i].voice

    def _unmarked(self, person: Person | None) -> list[_Stretch]:
        """Paragraphs of questions and of answers in the first person, in turn."""
        paragraphs = self.passages.paragraphs
        if len(paragraphs) < 5 or self.texts.count("?") < 3:
            return []
        asking, telling = [], []
        for first, last in paragraphs:
            whole = self.passages.quotation_of[min(first + 1, last - 1)] >= 0 and self.texts[first] not in "*"
            k = last - 1
            while k > first and self.texts[k] in "*\"'’”":
                k -= 1
            question = self.texts[k] == "?" or (self.texts[first] == "*" and self.texts[last - 1] == "*")
            asking.append(question and not whole)
            telling.append(self._person_words(first, last, FIRST_PERSON, whole) > 0 and not (question and not whole and last - first < 12))
        if sum(asking) < 3 or sum(telling) < 3:
            return []
        start = next((n for n, asks in enumerate(asking) if asks), 0)
        while start > 1 and self._person_words(*paragraphs[start - 1], SECOND_PERSON, False) and not telling[start - 1]:
            start -= 1
        while start > 2 and telling[start - 1] and not telling[start - 2]:
            # questions that ask without a question mark
            start -= 2
        follows = sum(1 for n in range(start, len(paragraphs) - 1) if asking[n] and not asking[n + 1])
        if start > 4 or follows < 3 or sum(telling[start:]) * 4 < len(paragraphs) - start:
            return []
        found: list[_Stretch] = []
        asks = True
        for n in range(start, len(paragraphs)):
            first, last = paragraphs[n]
            if n > start:
                before = found[-1].asks
                second = self._person_words(first, last, SECOND_PERSON, False) > 0
                asks = not before
                if not before and telling[n] and not asking[n] and not second:
                    asks = False
                elif before and asking[n] and not telling[n] and (second or self.texts[first] == "*"):
                    asks = True
            found.append(_Stretch(first, last, asks))
        return found

    def _interviewee(self, start: int) -> tuple[Person | None, str | None]:
        """Who is interviewed: whom the words before the first question name first, best with a party."""
        office: str | None = None
        known: Person | None = None
        for item, kind, person, party, _ in self.resolved:
            if item.first >= max(start, 12):
                continue
            if person is not None and kind != "outsider":
                if person.party is not None and not person.outsider:
                    return person, person.party
                known = known or person
            elif kind == "title" and party is not None and office is None:
                office = party
        return known, office

    def _told_by_questions(self, stretches: list[_Stretch], person: Person) -> None:
        """Bind who is interviewed by a question's "your group, the Harbour Party" or an answer's "my party, the Greens"."""
        words, at = self.words, self.at
        for stretch in stretches:
            wanted = SECOND_PERSON if stretch.asks else FIRST_PERSON
            for i in range(stretch.first, min(stretch.last, self.size) - 3):
                if self._voice(i) not in wanted or words[i + 1].group is None or self.texts[i + 2] != ",":
                    continue
                near = at.get(i + 3) or at.get(i + 4)
                if near is not None and near.kind == "name":
                    self._adopt(near)
                if near is not None and near.kind == "party":
                    person.bind(near.party, STATED)
                    return

    def _refer(self, stretch: _Stretch, person: Person | None, party: str | None) -> None:
        """Record the words that stand for the speaker in an answer, for the interviewed in a question."""
        wanted = SECOND_PERSON if stretch.asks else FIRST_PERSON
        last = min(stretch.last, self.size)
        quotation_of = self.passages.quotation_of
        whole = stretch.first + 1 < last and quotation_of[stretch.first + 1] >= 0
        owned: set[int] = set()
        for i in range(stretch.first, last):
            if self._voice(i) in wanted and (whole or quotation_of[i] < 0):
                item = Item(i, i + 1, "pronoun", how="they", possessive=self.words[i].fold in ("my", "our", "your"))
                self._record(item, "pronoun", person, party, 0.5 if stretch.asks else 0.7)
                if item.possessive:
                    owned.update((i + 1, i + 2))
        if owned and not stretch.asks:
            for n, (item, kind, who, whose, certainty) in enumerate(self.resolved):
                if item.first in owned and kind in ("group", "institution", "title") and who is None and whose != party:
                    self.resolved[n] = (item, kind, None, party, certainty)
