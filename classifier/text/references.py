"""What a text speaks of at a place in it: the parties and people to whom "it", "he", "the ministry" or "the movement" can refer.

Antecedents are kept as the text goes by: the last ones come first, those outside quotations only, subjects before the rest.
"""

from __future__ import annotations

from classifier.text import actor_words as lex
from classifier.text.persons import Person

MEMORY = 16
STATE_OFFICE_KINDS = lex.word_set("state region government authority")
STATE_LIKE = lex.word_set("state region government authority bloc")


class Focus:
    """The antecedents at a place of the text.

    Parameters
    ----------
    kinds : dict of str to str
        Kind of each party.
    """

    def __init__(self, kinds: dict[str, str], own: tuple[str, ...] = (), home: str | None = None) -> None:
        """Begin without antecedents."""
        self.kinds = kinds
        self.own = own
        self.home = home
        self.union = False
        self.heading: str | None = None
        self.heading_paragraph = -1
        self.known: frozenset[str] | dict[str, str] = frozenset()
        self.sentence = self.paragraph = -1
        self.sentence_first: str | None = None
        self.paragraph_first: str | None = None
        self.paragraph_last: str | None = None
        self.scene: str | None = None
        self.scene_sentence = -1
        self.scene_paragraph = -1
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
            if label in party.split() or self.kinds.get(party, "").replace(" ", "-") in wanted:
                return party
        if wanted and not wanted & {"state", "bloc"}:
            for party, _ in reversed(self.recent):
                if party != exclude and self.kinds.get(party) == "organisation" and party not in self.known:
                    return party
        return None

    def thing(self, sentence: int) -> str | None:
        """The party of "it" and "they": the last subject if it is near, else whoever the sentence before names first."""
        if self.subject_sentence >= sentence - 1:
            return self.subject
        for party, seen in self.recent:
            if seen >= sentence - 1:
                return party
        return self.subject

    def last_of(self, kinds: frozenset[str]) -> str | None:
        """The last party of the kinds."""
        for party, _ in reversed(self.recent):
            if self.kinds.get(party) in kinds:
                return party
        return None

    def see_scene(self, party: str, sentence: int, paragraph: int) -> None:
        """A sentence opens with "In Oslo": those who hold office there speak."""
        self.scene, self.scene_sentence, self.scene_paragraph = party, sentence, paragraph

    def see_sentence(self, party: str, sentence: int, paragraph: int) -> None:
        """A state is spoken of, in whatever place: a sentence and a paragraph remember the first and the last."""
        if sentence != self.sentence:
            self.sentence, self.sentence_first = sentence, party
        if paragraph != self.paragraph:
            self.paragraph, self.paragraph_first = paragraph, party
        self.paragraph_last = party

    def body(self, word: str, sentence: int, paragraph: int) -> str | None:
        """The party whose ministry, government or army is meant."""
        if self.scene_sentence == sentence:
            return self.scene
        if self.subject_paragraph == paragraph and self.kinds.get(self.subject or "") in STATE_LIKE:
            return self.subject
        if self.paragraph == paragraph and self.bodies.get(word) is None:
            return self.context(sentence, paragraph, True)
        found = self.bodies.get(word)
        if found is not None:
            return found
        return self.context(sentence, paragraph, True)

    def context(self, sentence: int, paragraph: int, state: bool) -> str | None:
        """The party an office without further words belongs to: the scene's, the subject of the paragraph, else the last one in focus."""
        if self.scene_sentence == sentence or (self.scene_paragraph == paragraph and self.subject_sentence < self.scene_sentence):
            return self.scene
        subject = self.subject
        if not state:
            if subject is not None and (self.subject_paragraph >= paragraph - 1 or self.home is None):
                return subject
            return self.home
        if self.subject_sentence == sentence and self.kinds.get(subject or "") in STATE_OFFICE_KINDS:
            return subject
        if self.sentence == sentence:
            return self.sentence_first
        if self.subject_paragraph == paragraph and self.kinds.get(subject or "") in STATE_OFFICE_KINDS:
            return subject
        if self.scene_paragraph == paragraph:
            return self.scene
        if self.paragraph == paragraph:
            return self.paragraph_last
        return self.home or self.state

    def group(self, word: str) -> str | None:
        """The party that "the movement", "the union" or "the country" stands for."""
        wanted = lex.GROUPS.get(word)
        if not wanted:
            return None
        if wanted == frozenset({"state"}):
            if self.subject is not None and self.kinds.get(self.subject) == "state":
                return self.subject
            return self.state
        found = self.fitting(wanted, word) or self.groups.get(word)
        if found is None:
            # a codebook's only council, department or league is meant though the text never names it in full
            label = word.capitalize()
            listed = [name for name in self.own if label in name.split()]
            if len(listed) == 1:
                found = listed[0]
            elif word == "commission" and self.union:
                found = "European Union"
        return found
