"""Offices: whose minister, spokeswoman or chair somebody is, and who it is."""

from __future__ import annotations

from classifier.text import actor_words as lex
from classifier.text.items import Item
from classifier.text.persons import GUESSED, LISTED, STATED, Person
from classifier.text.references import STATE_OFFICE_KINDS
from classifier.text.ties import Ties
from classifier.text.walk import OWN_GROUPS

SENT = lex.word_set("ambassador envoy ambassadors emissary consul attaché observer observers")
ANYBODY = lex.word_set("diplomat official member figure lawyer officer observer general head owner chief lead captain coach manager")
BETWEEN_NAME_AND_OFFICE = lex.word_set("has had who now also currently serves served acts works sits since was been , re")
SPEAKING_FOR = lex.word_set(
    "spokesman spokeswoman spokesperson ceo chief executive boss chairman founder secretary president leader director "
    "manager owner coach lawyer"
)
LOOSE = lex.word_set("member members figure owner lawyer officer attorney counsel")

STATE_OFFICES = lex.word_set(
    "minister premier president chancellor ambassador envoy king queen prince princess emir sultan consul attaché diplomat "
    "diplomats ministers taoiseach governor undersecretary vice-president general commander admiral colonel ambassadors "
    "envoys"
)
TRANSPARENT = lex.word_set("of one two three several some members a an the another any many both most all")
MANAGING = lex.word_set(
    "executive ceo treasurer chairman chairwoman chair coach manager captain director boss founder co-founder convener convenor whip"
)
DEPARTMENTAL = lex.word_set("minister secretary chief boss spokesman spokeswoman spokesperson official officials undersecretary ministers")
LOCAL_OFFICES = lex.word_set("mayor governor senator councillor alderman mayoress")
HEADS_OF_GROUPS = lex.word_set(
    "president vice-president secretary secretary-general chair chairman chairwoman chairperson director director-general head leader spokesman "
    "spokeswoman spokesperson whip ceo founder co-founder treasurer deputy member organiser organizer coordinator convener convenor counsel"
)
"""Offices that groups have, and towns and ministries seldom."""
CLERGY = lex.word_set("bishop archbishop cardinal canon dean archdeacon patriarch prelate nuncio pastor pope")
CHURCHES = frozenset({"church"})
APPOINTED = ("became", "become", "elected", "appointed", "named")
INDEFINITE = lex.word_set("a an one another some several two three many any few four five six most no")


class Offices(Ties):
    """Resolves offices."""

    def _office_party(self, item: Item) -> tuple[str | None, bool, bool, int, int, bool]:
        """The party an office belongs to by its own words.

        Returns the party, whether the words name one, whether they say that the holder speaks for none ("former", "opposition"),
        the token range of the phrase,
        and whether it is indefinite.
        """
        at, texts, words = self.at, self.texts, self.words
        begin = self.passages.sentences[self.passages.sentence_of[item.first]][0]
        party: str | None = item.party
        named = party is not None
        blocked = indefinite = collective = False
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
                    if (
                        owner is not None
                        and owner.possessive
                        and owner.kind in ("pronoun", "party")
                        and not near.possessive
                        and self.kinds.get(near.party or "") in ("state", "region", "bloc", "organisation", "alliance")
                    ):
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
                    collective = collective or near.how in ("faction", "party", "group", "union", "club", "caucus", "movement", "company")
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
                        if (
                            near.how in ("it", "they")
                            and item.how in ("minister", "ambassador", "ministers", "premier")
                            and self.kinds.get(party or "", "state") not in STATE_OFFICE_KINDS
                        ):
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
                    if near.kind == "office" and (
                        near.last == item.first or near.how in ("deputy", "chief", "general", "head", "senior", "executive", "counsellor")
                    ):
                        k = near.first - 1
                        steps += 1
                        continue
                    break
                if near.kind == "name":
                    if near.name.lower() in lex.BLOCKING:
                        blocked = True
                        k = near.first - 1
                        continue
                    if near.how == "acronym" or (near.last == item.first and (item.how in SPEAKING_FOR) and near.last - near.first <= 3):
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
                    if near.how == "geography" and near.possessive and item.how in LOCAL_OFFICES:
                        party, named = self._phrase(near.first, near.last)[:-2], True
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
            if lower in APPOINTED:
                break
            if lower in lex.FUNCTION_WORDS or not word.base[0].isalpha() or lower in lex.SPEECH:
                break
            k -= 1
            steps += 1
        left = k + 1
        # "one of Hamas's negotiators", "the former Spanish minister"
        while (
            k >= begin
            and (texts[k].lower() in TRANSPARENT or texts[k].lower() in lex.BLOCKING or texts[k].lower() in lex.PORTFOLIOS)
            and item.first - k < 10
        ):
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
            sent_to = item.how in SENT and preposition in ("to", "in", "for", "at")
            if party_right == "United Nations" and item.how in ("secretary", "head", "deputy", "chief") and texts[right - 2] == "Security":
                # a national security council, unless the text says otherwise
                party_right = None
            if party_right is not None and not sent_to:
                stronger = not named or (
                    preposition in ("of", "for")
                    and self.kinds.get(party_right) not in ("state", None)
                    and self.kinds.get(party or "") in ("state", "region", None)
                )
                if preposition in ("in", "on", "with") and named:
                    stronger = False
                if preposition in ("to",) and named:
                    stronger = False
                if stronger:
                    party, named = party_right, True
        if not named and self.departments and item.how in DEPARTMENTAL:
            owners = {self.departments.get(self.words[m].lower) for m in range(left, item.last)} - {None}
            if len(owners) == 1:
                party, named = owners.pop(), True
        if not named and collective and weak_body is None:
            party = self.focus.last_of(OWN_GROUPS)
        if not named and party is None and item.how in ("commissioner", "commissioners") and self.focus.union:
            party = "European Union"
        if not named and weak_body is not None:
            party = self.focus.body(weak_body, *self._place(item.first)) if weak_body not in ("leadership", "side") else None
        if blocked and not (named and self.kinds.get(party or "") in OWN_GROUPS):
            return None, named, True, left, right, indefinite
        return party, named, False, left, right, indefinite

    def _noun_before(self, first: int, begin: int) -> bool:
        k = first - 1
        return k >= begin and self.at.get(k) is not None and self.at[k].kind == "party"

    def _complement(self, start: int, preposition: str) -> tuple[str | None, int]:
        """The party of an office's complement that begins at `start`, and the token after what was read of it."""
        at, _texts, words = self.at, self.texts, self.words
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
                    while (
                        last < end
                        and at.get(last) is not None
                        and at[last].kind in ("body", "office", "group")
                        and not words[last - 1].possessive
                    ):
                        last = at[last].last
                    if not words[last - 1].possessive and near.how in ("name", "abbreviation", "demonym"):
                        last = self._noun_end(last, end)
                    return near.party, last
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
                    local = near.how == "geography" and preposition == "of" and self.words[start - 2].lower in LOCAL_OFFICES
                    return self._phrase(near.first, near.last) if local and near.first == start else None, near.last
                if near.kind in ("name", "person") and preposition == "of" and self._group_headed(near, start):
                    self._adopt(near)
                    self.person_of.pop(near.first, None)
                    return near.party, near.last
                if near.kind == "person":
                    person = self.person_of.get(near.first)
                    return (person.party if person else near.party), near.last
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
            if lower in lex.DETERMINERS or (
                word_ok := (words[k].base[0].isalpha() and lower not in lex.FUNCTION_WORDS and lower not in lex.SPEECH)
            ):
                k += 1
                continue
            if word_ok is False and lower == "of" and weak is None:
                k += 1
                continue
            break
        return weak, max(k if k > start else start - 1, body_end)

    def _group_headed(self, near: Item, start: int) -> bool:
        """Whether the unknown name after an office and "of" is that of the group it heads: "vice-president of Foment del Mar"."""
        if near.first > start + 1 or near.possessive or near.title or near.party is not None or self.words[near.first].caps and near.last - near.first > 1:
            return False
        office = self.words[start - 2].lower
        local = office in ("mayor", "mayoress", "councillor")
        if not (office in HEADS_OF_GROUPS or local and near.how != "acronym"):
            return False
        if near.how in ("compound", "longer", "acronym"):
            return True
        known = self.people.find(near.name)
        if near.name.split()[0] in self.first_names or known is not None and (known.party is not None or known.offices or known.gender):
            return False
        return near.last - near.first > 1 or local or self._after_the(near.first)

    def _noun_end(self, k: int, end: int) -> int:
        """Skip the nouns from `k`."""
        limit = k + 4
        while (
            k < end
            and k < limit
            and self.words[k].base[0].isalpha()
            and self.words[k].lower not in lex.FUNCTION_WORDS
            and self.words[k].lower not in lex.SPEECH
        ):
            k += 1
        return k

    def _visit_office(self, item: Item) -> None:
        outside = item.kind == "outsider"
        before = self.at.get(item.first - 1)
        if item.how in ("man", "woman", "people") and not (
            before is not None and (before.possessive or before.kind == "party" and before.how in ("abbreviation", "name", "party word"))
        ):
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
            elif (
                item.how in MANAGING
                and self.kinds.get(self.focus.subject or "", "state") == "state"
                and self.focus.last_of(OWN_GROUPS) is not None
            ):
                person.bind(self.focus.last_of(OWN_GROUPS), GUESSED)
            elif item.how in CLERGY and self.focus.last_of(CHURCHES) is not None:
                person.bind(self.focus.last_of(CHURCHES), GUESSED)
            elif not self._quoted(item.first) and item.how not in LOOSE:
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
        definite = not named and not indefinite and not plural
        if known is not None and definite and (party is None or party == known.party or known.tie >= STATED):
            self._record(item, "title", known, None, 0.7)
            if not self._quoted(item.first) and not item.possessive:
                self.focus.see_person(known, sentence, True)
            return
        if named and known is not None and known.party == party and not indefinite and not plural:
            self._record(item, "title", known, None, 0.75)
            if not self._quoted(item.first) and not item.possessive:
                self.focus.see_person(known, sentence, True)
            return
        if not named and (plural or item.how in ANYBODY):
            guess = None
            if party is not None:
                guess = party
            elif not plural and indefinite and self.focus.subject_paragraph == paragraph and sentence - self.focus.subject_sentence <= 1:
                guess = self.focus.subject
            self._record(item, "title", None, guess, 0.4)
            return
        if party is None and not named and item.how in CLERGY:
            party = self.focus.last_of(CHURCHES)
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
            after = self._person_from(right + 2 if texts[right + 1].lower() == "the" else right + 1)
            if after is not None and not after.possessive:
                follow = texts[after.last] if after.last < self.size else "."
                if follow in "(,.;:”\"’'—–" or (follow == "of" and after.title) or self._verb_follows(after.last):
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
        if k > begin and texts[k].lower() in ("is", "was", "been", "remains", "as", *APPOINTED):
            m = k - 1
            while m > begin and m > k - 8 and (texts[m].lower() in BETWEEN_NAME_AND_OFFICE or texts[m].isdigit()):
                m -= 1
            before = at.get(m)
            if before is not None and before.kind == "person" and before.last == m + 1 and not before.possessive:
                return self.person_of.get(before.first), before
            if before is not None and before.kind == "pronoun" and before.how in ("m", "f") and not before.possessive:
                return self.focus.pronoun(before.how, self.passages.sentence_of[m]), None
        # offices in a row: "Ana Ruiz, chair of the board and its spokeswoman"
        if k > begin and texts[k] in ("and", ",") and self.focus.person is not None:
            before_office = at.get(k - 1)
            if (
                before_office is not None
                and before_office.kind == "office"
                and texts[k] == "and"
                and before_office.how in self.focus.person.offices
                and self.focus.person_sentence == self.passages.sentence_of[item.first]
            ):
                return self.focus.person, None
        return None, None
