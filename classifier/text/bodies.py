"""Bodies, groups and pronouns: whose ministry, which movement, what "it" is."""

from __future__ import annotations

from classifier.text import actor_words as lex
from classifier.text.items import Item
from classifier.text.offices import INDEFINITE, Offices
from classifier.text.word_types import Word

PLEONASTIC_VERBS = lex.word_set("is was has would will may might seems remains comes came takes took emerged appears")
PLEONASTIC_WORDS = lex.word_set("clear unclear not likely unlikely possible too time hard important been be a the an to that as what up")
VAGUE_BODIES = lex.word_set(
    "forces troops congress senate administration mission side palace delegation leadership diplomacy regime authorities "
    "executive governments ministries"
)

LOWER_GROUPS = lex.word_set(
    "association guild federation union council assembly board commission chamber league society coalition committee"
)
LOCAL_GROUPS = lex.word_set("council assembly board commission")
LOCAL_WORDS = lex.word_set("district town city county parish village municipal regional provincial harbour harbor port island borough")

BODY_WORDS = lex.word_set(
    "office team camp wing branch committee board council commission department bureau campaign group headquarters caucus service agency"
)


class Bodies(Offices):
    """Resolves bodies, groups and pronouns."""

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
                if near.kind == "nothing" and near.how == "geography" and near.possessive and item.how in ("government", "administration"):
                    party, named, first = self._phrase(near.first, near.last)[:-2], True, near.first
                break
            if lower in lex.DETERMINERS:
                indefinite = lower in INDEFINITE
                break
            if lower in lex.FUNCTION_WORDS or not words[k].base[0].isalpha() or lower in lex.SPEECH:
                break
            k -= 1
            steps += 1
        last = item.last
        if (
            not named
            and not item.possessive
            and last + 1 < self.size
            and (
                texts[last].lower() == "of"
                or texts[last].lower() == "in"
                and item.how not in ("embassy", "consulate", "mission", "delegation")
            )
        ):
            near = at.get(last + 1) or (at.get(last + 2) if texts[last + 1].lower() == "the" else None)
            if (
                near is not None
                and near.kind == "party"
                and (near.how == "capital" or texts[last].lower() == "of" or self.kinds.get(near.party or "") == "state")
            ):
                party, named = near.party, True
        if not named:
            if indefinite or (
                item.how in VAGUE_BODIES
                and k < begin + 1
                and item.how not in ("congress", "senate", "administration", "delegation", "leadership")
            ):
                party = None
            elif item.how == "administration" and "United States" in (*self.own, *(other.party for other in self.items)):
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
            self.focus.see_party(
                party, self.passages.sentence_of[item.first], self.passages.paragraph_of[item.first], self._subject_at(first, item.last)
            )

    def _group_party(self, item: Item) -> str | None:
        """The party of "the movement", "Mara's party", "its country"."""
        at, words = self.at, self.words
        k = item.first - 1
        for _ in range(4):
            near = at.get(k)
            if near is not None:
                if near.kind == "party" and near.last == k + 1:
                    kind = self.kinds.get(near.party or "", "")
                    if (
                        near.how in ("name", "abbreviation", "group")
                        and kind.replace(" ", "-") in (lex.GROUPS.get(item.how) or ())
                        and not near.possessive
                    ):
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

    def _lower_group(self, item: Item) -> str | None:
        """The name in small letters of a group that speaks: "the bakers' guild said", "the district assembly has resolved"."""
        texts, words, first = self.texts, self.words, item.first
        if item.how not in LOWER_GROUPS or words[first].cap or not self._verb_follows(item.last):
            return None
        if first > 2 and texts[first - 1] in "'’" and texts[first - 2].endswith("s") and texts[first - 2].islower():
            start = first - 2
        elif (
            first > 1
            and texts[first - 1].endswith(("s’", "s'"))
            and texts[first - 1].islower()
            or first > 1
            and texts[first - 1] in LOCAL_WORDS
            and item.how in LOCAL_GROUPS
        ):
            start = first - 1
        else:
            return None
        if texts[start - 1].lower() not in ("the", "its", "his", "her", "their", "local"):
            return None
        name = self._phrase(start, item.last).replace("’", "'")
        self.kinds.setdefault(name, item.how)
        return name

    def _visit_group(self, item: Item) -> None:
        words = self.words
        named = self._lower_group(item)
        if named is not None and self._group_party(item) is None:
            self._record(item, "group", None, named, 0.45)
            self.focus.groups[item.how] = named
            if not self._quoted(item.first):
                self.focus.see_party(named, *self._place(item.first), True)
            return
        k = item.first - 1
        definite = False
        for _ in range(4):
            if k < 0:
                break
            near = self.at.get(k)
            lower = words[k].lower
            if lower in lex.DEFINITE or (
                near is not None
                and (
                    near.kind == "pronoun"
                    and near.possessive
                    or near.kind == "party"
                    and near.how != "demonym"
                    or near.kind == "person"
                    and near.possessive
                )
            ):
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
        word = words[item.first]
        if party is None and word.type == "party" and word.cap and word.lower.endswith("s"):
            # "the Socialists"
            party = word.base
            self.orgs.setdefault(party, "party")
        if party is None:
            return
        self._record(item, "group", None, party, 0.65)
        self.focus.groups[item.how] = party
        if not self._quoted(item.first):
            self.focus.see_party(
                party,
                self.passages.sentence_of[item.first],
                self.passages.paragraph_of[item.first],
                self._subject_at(item.first, item.last),
            )

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
                    self._bind_by_heading(item.last, self.passages.sentences[sentence][1], person)
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


def words_pleonastic(words: list[Word], i: int) -> bool:
    """Whether "it" before token `i` stands for nothing: "it is clear that", "it was unclear"."""
    return words[i].lower in PLEONASTIC_VERBS and i + 1 < len(words) and words[i + 1].lower in PLEONASTIC_WORDS  # fmt: skip
