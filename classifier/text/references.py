"""What a text speaks of at a place in it: the parties and people to whom "it", "he", "the ministry" or "the movement" can refer.

Antecedents are kept as the text goes by: the last ones come first, those outside quotations only, subjects before the rest.
"""

from __future__ import annotations

from classifier.text import actor_words as lex
from classifier.text.persons import Person

MEMORY = 16
STATE_LIKE = frozenset({"state", "region", "government", "authority", "bloc"})


class Focus:
    """The antecedents at a place of the text.

    Parameters
    ----------
    kinds : dict of str to str
        Kind of each party.
    """

    def __init__(self, kinds: dict[str, str]) -> None:
        self.kinds = kinds
        self.recent: list[tuple[str, int]] = []
        self.subject: str | None = None
        self.subject_paragraph = -1
        self.subject_sentence = -1
        self.state: str | None = None
        self.bodies: dict[str, str] = {}
        self.groups: dict[str, str] = {}
        self.person: Person | None = None
        self.person_sentence = -1
        self.speaker: Person | None = None
        self.speaker_sentence = -1
        self.by_gender: dict[str, Person] = {}
        self.by_office: dict[str, Person] = {}
        self.office_party: dict[str, str] = {}

    def see_party(self, party: str, sentence: int, paragraph: int, subject: bool) -> None:
        """A party is named."""
        recent = self.recent
        recent.append((party, sentence))
        if len(recent) > MEMORY:
            del recent[0]
        if self.kinds.get(party) == "state":
            self.state = party
        if subject or self.subject is None:
            self.subject, self.subject_paragraph, self.subject_sentence = party, paragraph, sentence

    def see_person(self, person: Person, sentence: int, subject: bool) -> None:
        """A person is named."""
        self.person, self.person_sentence = person, sentence
        if subject:
            self.speaker, self.speaker_sentence = person, sentence
        if person.gender:
            self.by_gender[person.gender] = person
        for office in person.offices:
            self.by_office[office] = person

    def pronoun(self, gender: str, sentence: int) -> Person | None:
        """The person of "he" (m) or "she" (f)."""
        for candidate, seen in ((self.speaker, self.speaker_sentence), (self.person, self.person_sentence)):
            if candidate is not None and candidate.gender == gender and sentence - seen <= 4:
                return candidate
        for candidate, seen in ((self.speaker, self.speaker_sentence), (self.person, self.person_sentence)):
            if candidate is not None and candidate.gender is None and sentence - seen <= 2:
                candidate.gender = gender
                self.by_gender[gender] = candidate
                return candidate
        return self.by_gender.get(gender)

    def fitting(self, wanted: frozenset[str], word: str, exclude: str | None = None) -> str | None:
        """The last party of one of the wanted kinds, or with the word in its name."""
        label = word.capitalize()
        for party, _ in reversed(self.recent):
            if party == exclude:
                continue
            if label in party.split() or self.kinds.get(party, "") .replace(" ", "-") in wanted:
                return party
        return None

    def body(self, word: str) -> str | None:
        """The party whose ministry, government or army was last spoken of, else the last state in focus."""
        found = self.bodies.get(word)
        if found is not None:
            return found
        if self.subject is not None and self.kinds.get(self.subject) in STATE_LIKE:
            return self.subject
        return self.state

    def context(self, paragraph: int, state: bool) -> str | None:
        """The party an office without further words belongs to: the subject of the paragraph, else the last one in focus."""
        if self.subject is None:
            return None
        if state and self.kinds.get(self.subject, "state") not in STATE_LIKE:
            return self.state
        return self.subject

    def group(self, word: str) -> str | None:
        """The party that "the movement", "the union" or "the country" stands for."""
        wanted = lex.GROUPS.get(word)
        if not wanted:
            return None
        if wanted == frozenset({"state"}):
            if self.subject is not None and self.kinds.get(self.subject) == "state":
                return self.subject
            return self.state
        return self.fitting(wanted, word) or self.groups.get(word)
