"""Ties of people to parties by what stands beside their names."""

from __future__ import annotations

from classifier.text import actor_words as lex
from classifier.text.items import Item
from classifier.text.naming import Naming
from classifier.text.persons import GUESSED, STATED, Person
from classifier.text.walk import OWN_GROUPS

AFTER_ADHERENT = frozenset({",", ".", ";", "—", "–", "from", "of", "who", "whose", "and"})
MEMBERS = lex.word_set("deputy mep lawmaker legislator parliamentarian whip")
GOVERNING = lex.word_set("minister president chancellor premier secretary ambassador envoy undersecretary mayor governor")


class Ties(Naming):
    """Binds people to parties."""

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
        if last >= self.size or not (
            self.words[last].lower in lex.SPEECH or (item.first and self.words[item.first - 1].lower in lex.SPEECH)
        ):
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
        if (
            before is not None
            and before.kind in ("office", "outsider")
            and before.first > 0
            and self.words[before.first - 1].lower in lex.SPEECH
        ):
            return True
        if last < self.size and self.texts[last] in (",", ":", "(", "—"):
            begin = self.passages.sentences[self.passages.sentence_of[first]][0]
            k = first - 1
            return k < begin or self.texts[k].lower() not in lex.PREPOSITIONS
        return False

    def _bind_by_neighbours(self, item: Item, person: Person) -> None:
        """Bind a person by what stands right beside the name."""
        at, texts, words = self.at, self.texts, self.words
        first, last = item.first, item.last
        before = at.get(first - 1)
        if before is not None and before.last == first and before.kind == "party":
            kind = self.kinds.get(before.party or "")
            if before.possessive or (before.how in ("name", "abbreviation", "group") and kind in OWN_GROUPS):
                person.bind(before.party, STATED)
        if (
            before is not None
            and before.last == first
            and before.kind == "name"
            and before.possessive
            and before.name not in self.first_names
        ):
            self._adopt(before)
            person.bind(before.party, STATED)
        if before is not None and before.last == first and before.kind == "person" and before.possessive and not before.title:
            bearer = self.person_of.get(before.first)
            unknown_owner = bearer is not None and bearer.party is None and not bearer.offices and not bearer.gender
            if unknown_owner and before.name.split()[0] not in self.first_names:
                # "Reform Korea's Ana Ruiz": people do not own people
                self.person_of.pop(before.first, None)
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
            if (
                beside is not None
                and beside.kind == "party"
                and beside.last < self.size
                and texts[beside.last] in ",.;:"
                and self.kinds.get(beside.party or "") in OWN_GROUPS
                and beside.how in ("abbreviation", "name", "group")
            ):
                person.bind(beside.party, STATED)
            elif beside is not None and beside.kind == "name" and beside.last < self.size and texts[beside.last] == ":":
                # a transcript's "Ms Ana Ruiz, Quillon: ..."
                self._adopt(beside)
                person.bind(beside.party, STATED)
        if first > start + 3 and texts[first - 1] == "," and [t.lower() for t in texts[first - 4 : first - 1]] == ["one", "of", "them"]:
            person.bind(self.focus.recent[-1][0] if self.focus.recent else None, STATED)
        self._bind_by_tribe(item, person)
        noun = words[first - 1] if first > start + 1 else None
        if noun is not None and noun.base.islower() and noun.base.isalpha() and not noun.office and not noun.outsider:
            # "BKG firebrand Moira Tunstall"
            owner = at.get(first - 2)
            plain = noun.lower not in lex.FUNCTION_WORDS and noun.lower not in lex.SPEECH
            collective = owner is not None and owner.kind == "party" and self.kinds.get(owner.party or "") in OWN_GROUPS
            if plain and owner is not None and collective and (owner.possessive or owner.how in ("abbreviation", "name")):
                person.bind(owner.party, STATED)
        if first > start and texts[first - 1] == "whose":
            for m in range(first - 2, max(start - 1, first - 9), -1):
                owner = at.get(m)
                if owner is not None and owner.kind in ("party", "body"):
                    meant = self.focus.body(owner.how, *self._place(m)) if owner.kind == "body" else owner.party
                    person.bind(meant, STATED)
                    break
        if (
            first > start + 1
            and texts[first - 1] == "by"
            and words[first - 2].lower in ("represented", "led", "headed", "chaired", "fronted")
        ):
            person.bind(self.focus.recent[-1][0] if self.focus.recent else None, STATED)
        if not item.possessive and last + 1 < stop_at:
            self._bind_by_heading(last, stop_at, person)
            for m in range(last, min(last + 12, stop_at - 1)):
                if texts[m] == "for" and m > last and words[m - 1].lower in lex.RISING:
                    near = at.get(m + 1) or at.get(m + 2)
                    if near is not None and near.kind == "party":
                        person.bind(near.party, STATED)
                    break
        if (
            first - start >= 3
            and texts[first - 1] == ","
            and (texts[start].lower() == "for" or (texts[start].lower() == "speaking" and texts[start + 1] == "for"))
        ):
            leading = at.get(first - 2)
            if (
                leading is not None
                and leading.kind in ("name", "person")
                and leading.last == first - 1
                and leading.first - start <= 2
                and leading.party is None
                and (leading.last - leading.first > 1 or leading.how == "acronym")
                and leading.name.split()[0] not in self.first_names
                and texts[start].lower() == "for"
            ):
                # "For Comisiones del Mar, Ana Ruiz said ..."
                self._adopt(leading)
                self.person_of.pop(leading.first, None)
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
                    if (
                        kind in OWN_GROUPS
                        or (kind not in ("state", "region") and near.how in ("name", "abbreviation", "institution", "group"))
                        or near.how == "institution"
                    ):
                        person.bind(near.party, STATED if texts[k].lower() in ("of", "from") or comma or kind in OWN_GROUPS else GUESSED)
                    elif near.how in ("demonym", "name"):
                        follows = at.get(near.last)
                        direct = near.how == "name" and texts[k].lower() in ("of", "for") and m == k + 1 and kind == "state"
                        if direct or (follows is not None and follows.kind == "body"):
                            person.bind(near.party, STATED)
                    break
                if near is not None and near.how == "academic":
                    person.outsider = True
                    break
                if near is not None and near.kind == "body" and (comma or texts[k].lower() in ("of", "from", "at")):
                    person.bind(self.focus.body(near.how, *self._place(near.first)), STATED)
                    break
                if (
                    near is not None
                    and near.kind in ("name", "person")
                    and near is not item
                    and texts[k].lower() in ("of", "for")
                    and near.last - near.first <= 4
                ):
                    described = near.last + 1 < self.size and texts[near.last] == "," and texts[near.last + 1].lower() in ("a", "an", "the")
                    grouped = words[near.first - 1].group is not None
                    member = texts[k].lower() == "of" and not comma and bool(person.offices & MEMBERS) and near.first == k + 1
                    lettered = member or sum(letter.isupper() for letter in words[near.first].base) >= 2 and not words[near.first].ordinary
                    bearer = self.person_of.get(near.first)
                    unknown = near.kind == "name" or not near.title and (
                        bearer is None or bearer.party is None and not bearer.offices and not bearer.gender and not bearer.outsider
                    )
                    if unknown and (
                        described
                        or grouped
                        or (near.how in ("compound", "longer") or near.last - near.first > 1 and not self._is_place(near))
                        and texts[k].lower() == "of"
                        and near.first <= k + 2
                        and near.name.split()[0] not in self.first_names
                        or (comma or lettered or self._after_the(near.first))
                        and near.last < self.size
                        and (texts[near.last] == "," or self._verb_follows(near.last))
                    ):
                        self._adopt(near)
                        self.person_of.pop(near.first, None)
                        person.bind(near.party, STATED)
                    break
                if near is not None and near.kind == "group" and at.get(near.last) is not None and at[near.last].kind in ("party", "name"):
                    continue
                if near is not None and near.kind == "group" and texts[k].lower() in ("of", "from", "for"):
                    person.bind(
                        self.focus.group(near.how)
                        or (
                            self.focus.home
                            if near.how in ("authority", "agency", "department", "bureau", "service", "commission")
                            else None
                        ),
                        STATED,
                    )
                    break
                if (
                    texts[m] not in "'’"
                    and words[m].lower not in lex.DETERMINERS
                    and (words[m].lower in lex.FUNCTION_WORDS or not words[m].base[0].isalpha())
                ):
                    break
        if comma and k + 1 < self.size and texts[k].lower() in ("who", "whose"):
            verb = words[k + 1].lower
            if verb in ("has", "had", "also", "now", "have") and k + 2 < self.size:
                verb = words[k + 2].lower
            if verb in lex.OUTSIDE_VERBS:
                person.outsider = True
            elif verb in lex.LEADING and texts[k].lower() == "who":
                for m in range(k + 2, min(k + 14, self.size)):
                    if texts[m] in ',.;—–"“':
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

    def _bind_by_heading(self, last: int, stop_at: int, person: Person) -> None:
        """Bind a person by what he or she heads: "Ana Ruiz runs ...", "she now leads ...", "he joined ...", "who sits for ..."."""
        at, texts, words = self.at, self.texts, self.words
        k = last
        while k + 1 < stop_at and words[k].lower in ("has", "had", "also", "now", "who", "still", "currently", "since", "then", "once"):
            k += 1
        joined = words[k].lower in lex.JOINING and k + 1 < stop_at
        if joined and texts[k + 1].lower() not in ("for", "to", "with") and words[k].lower != "joined":
            return
        if not joined and words[k].lower not in lex.HEADING:
            return
        unknown: Item | None = None
        for m in range(k + 1, min(k + 12, stop_at)):
            near = at.get(m)
            if texts[m] in ",.;":
                break
            if near is None or near.first < m:
                continue
            if near.kind == "party":
                if texts[m - 1].lower() in ("in", "at", "near", "from", "against") and near.how in ("name", "capital"):
                    break
                if near.how in ("demonym", "people") and self._group_within(near.last, stop_at):
                    continue
                person.bind(near.party, STATED)
                unknown = None
                break
            if near.kind in ("group", "body") and unknown is None and not (near.last in at and at[near.last].kind in ("party", "name")):
                person.bind(self.focus.group(near.how), GUESSED)
            if near.kind == "name" and near.first > k and texts[near.first - 1].lower() not in lex.VENUES:
                unknown = near
        if unknown is not None:
            self._adopt(unknown)
            person.bind(unknown.party, STATED)

    def _group_within(self, k: int, stop_at: int) -> bool:
        """Whether a group with a name of its own follows within four words: "the Dutch growers' union LTO"."""
        for m in range(k, min(k + 5, stop_at)):
            near = self.at.get(m)
            if near is not None and near.kind in ("party", "name") and near.first == m:
                return True
            if self.texts[m] in ",.;":
                break
        return False

    def _bind_by_tribe(self, item: Item, person: Person) -> None:
        """Bind a person by a party's adherent beside the name: ", a Republican from ...", "D-Minn.", "a farm-state Democrat, Sen. ..."."""
        texts, at, first, last = self.texts, self.at, item.first, item.last
        if last + 2 < self.size and texts[last] in ",(":
            mark = texts[last + 1]
            if len(mark) > 2 and mark[1] in "-–" and mark[0] in "DR" and mark[2].isupper():
                stem = "Democrat" if mark[0] == "D" else "Republican"
                person.bind(next((name for name in self.own if name.startswith(stem)), f"{stem.replace('crat', 'cratic')} Party"), STATED)
                return
        if last + 2 < self.size and texts[last] == ",":
            k = last + 2 if texts[last + 1] in ("a", "an") else last + 1
            place = at.get(k)
            if place is not None and place.kind == "party" and self.kinds.get(place.party or "") == "region":
                k = place.last
            tribe = at.get(k)
            adherent = tribe is not None and tribe.kind == "party" and self.kinds.get(tribe.party or "") == "party"
            if k > last + 1 and tribe is not None and adherent and texts[min(tribe.last, self.size - 1)] in AFTER_ADHERENT:
                person.bind(tribe.party, STATED)
        before = at.get(first - 2) if first > 2 and texts[first - 1] == "," else None
        if before is not None and before.kind == "office" and before.last == first:
            before = None
        if before is not None and before.kind == "party" and before.last == first - 1 and self.kinds.get(before.party or "") == "party":
            label = texts[before.last - 1]
            described = self.words[before.first - 1].base.islower() and texts[before.first - 1] not in lex.PREPOSITIONS
            if described and label[-1] != "s" and not label.isupper() and label != "Party":
                person.bind(before.party, STATED)

    def _bind_by_brackets(self, first: int, person: Person) -> None:
        """Bind a person by the party in brackets after the name: "(Greens)", "(Lib. Dem.)"."""
        texts, words = self.texts, self.words
        close = first
        while close < min(first + 6, self.size) and texts[close] not in "),":
            close += 1
        if close >= self.size or texts[close] not in ")," or close == first:
            return
        inner = self.at.get(first)
        if inner is not None and inner.kind == "party":
            person.bind(inner.party, STATED)
            return
        heads = [words[k].lower for k in range(first, close) if words[k].base[0].isalpha()]
        if (
            not heads
            or not words[first].cap
            or heads[0] in ("ind", "independent", "pictured", "left", "right", "above", "centre", "m", "f")
            or any(texts[k].isdigit() for k in range(first, close))
        ):
            return
        for name in [*self.own, *(name for name, kind in self.kinds.items() if kind == "party")]:
            parts = name.lower().split()
            if (
                len(parts) >= len(heads)
                and all(part.startswith(head) for part, head in zip(parts, heads, strict=False))
                and min(map(len, heads)) >= 3
            ):
                person.bind(name, STATED)
                return
        if (heads[0] == "the" and len(heads) > 1 and words[first + 1].cap) or (inner is not None and inner.kind == "body"):
            name = self._phrase(first, close)
            self.orgs.setdefault(name, "party")
            person.bind(name, STATED)
            return
        if inner is not None and inner.kind in ("name", "person") and inner.last == close and len(inner.name) > 1:
            if inner.kind == "person" and self.person_of.get(first) is not None and self.person_of[first].offices:
                return
            self._adopt(inner)
            self.person_of.pop(first, None)
            person.bind(inner.party, STATED)
