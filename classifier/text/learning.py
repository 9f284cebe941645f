"""What an article teaches before it is walked through: its groups, their acronyms and short names, its people."""

from __future__ import annotations

from collections.abc import Sequence

from classifier.text import actor_words as lex
from classifier.text.gazetteer import load_common_words
from classifier.text.items import Item
from classifier.text.persons import LISTED, OWN
from classifier.text.walk import Walk

PLAIN_KINDS = lex.word_set("party union club company movement federation association league council coalition alliance partner")

PEOPLE_TOO = lex.word_set(
    "developer landlord broadcaster producer manufacturer maker partner operator supplier utility campaign lender giant"
)
"""Words for companies that stand for people as well."""

PARTISAN = lex.word_set(
    "opposition ruling governing left-wing right-wing far-right far-left hard-right hard-left centrist centre-left centre-right liberal "
    "conservative nationalist separatist pro-independence populist smaller rival nearby neighbouring state-owned"
)
"""Words before the names of groups, never of people."""
COMMON_IN_NAMES = lex.word_set(
    "national united general royal city free central joint people's democratic republican american british german french "
    "european african asian international world workers socialist christian liberal green social peace"
)


class Learning(Walk):
    """Learns groups and people of the article."""

    def _strong_parties(self) -> None:
        """Common surnames of office holders count only where their party is spoken of otherwise."""
        strong = {item.party for item in self.items if item.kind == "party" or (item.kind == "person" and not item.weak and item.party)}
        for item in self.items:
            if item.kind == "person" and item.weak and item.party not in strong:
                item.kind, item.party, item.how = "name", None, ""

    def _learn_groups(self) -> None:
        """Names that the text itself makes known as groups: acronyms in brackets, "X, the far-right party", "the X union"."""
        texts, words, at = self.texts, self.words, self.at
        begins = {first for first, _ in self.passages.sentences}
        for item in self.items:
            last = item.last
            described = item.kind == "nothing" and item.how == "geography" and last < self.size and texts[last] == ","
            if item.kind not in ("name", "person", "party") and not described or item.own and item.kind == "person":
                continue
            if item.kind == "party":
                if not item.own and self.known.get(item.party or "") == "party" and item.how == "name":
                    longer = [name for name in (*self.own, *self.orgs) if name.startswith(self._phrase(item.first, item.last) + " of ")]
                    if len(longer) == 1:
                        item.party = longer[0]
                if item.how == "group" or item.how == "name":
                    self._learn_acronym(item)
                continue
            if item.party or item.title:
                continue
            # "X, the far-right party", "X, an opposition group"; "the X union"
            kind = None
            if (
                last < self.size
                and words[last].group
                and not item.possessive
                and not words[last].cap
                and not (at.get(last) and at[last].kind == "office")
            ):
                opens = self.passages.sentences[self.passages.sentence_of[item.first]][0] == item.first and item.last - item.first == 1
                beyond = at.get(last + 1)
                descriptive = words[item.first].lower.endswith(("ic", "ist", "ish", "ese")) or item.name in lex.MONTHS
                if (
                    words[last].lower not in ("partner", "ally", "state", "body", "campaign", "camp", "team", "office", "board", "service")
                    and not (item.last - item.first == 1 and (descriptive or texts[item.first - 1].lower() in ("a", "an")))
                    and not (opens and item.name.lower() in lex.OPENERS)
                    and not (opens and words[item.first].ordinary and words[last].lower not in PLAIN_KINDS)
                    and not (beyond is not None and beyond.kind == "name" and beyond.first == last + 1)
                ):
                    kind = words[last].lower
            elif last + 1 < self.size and texts[last] == "," and texts[last + 1].lower() in ("a", "an", "the", "one"):
                for k in range(last + 2, min(last + 9, self.size)):
                    if words[k].group is not None and not words[k].possessive and words[k].lower not in ("state", "ally", "partner"):
                        held = k + 1 < self.size and (words[k + 1].office or words[k + 1].outsider)
                        human = item.kind == "person" and words[k].lower in PEOPLE_TOO
                        if (
                            not held
                            and not human
                            and not (words[item.first].ordinary and item.last - item.first == 1 and item.first in begins)
                        ):
                            kind = words[k].lower
                        break
                    if (
                        words[k].office
                        or words[k].outsider
                        or texts[k] in ",.;:()"
                        or texts[k].lower() in lex.PREPOSITIONS
                        or texts[k].lower() in ("who", "whose")
                    ):
                        break
            if item.how == "academic":
                continue
            if kind is None and item.kind == "name":
                n = item.first - 1
                if (
                    n >= 1
                    and not (texts[n - 1] == "told" or (n > 1 and texts[n - 2] == "told"))
                    and words[n].group
                    and not words[n].possessive
                    and not words[n].cap
                    and words[n].lower not in ("country", "state", "nation", "republic", "ally", "partner", "kingdom")
                ):
                    kind = words[n].lower
            if kind is None and item.last - item.first == 1 and item.kind == "name" and item.first > 2 and last < self.size:
                # "the railwaymen's union, SMART,"; "a local party, the Left,"
                n = item.first - 2 if texts[item.first - 1] == "the" else item.first - 1
                capitals = sum(letter.isupper() for letter in words[item.first].base) >= 2
                apart = texts[n] in ",(" and texts[last] in ",.)—–" and (capitals or n < item.first - 1)
                if (
                    apart
                    and words[n - 1].group
                    and not words[n - 1].cap
                    and words[n - 1].lower not in ("state", "country", "ally", "partner", "team")
                ):
                    kind = words[n - 1].lower
            if kind is not None:
                self._make_group(item, kind)
            elif item.kind == "name" and item.last - item.first == 1:
                word = words[item.first]
                if (
                    (word.caps or sum(letter.isupper() for letter in word.base) >= 2 and word.base.isalpha() and len(word.base) <= 6)
                    and 2 <= len(word.base) <= 7
                    and word.base not in lex.NOT_ACRONYMS
                    and not self._shouting(item.first)
                ):
                    if word.base in self.acronyms:
                        item.kind, item.party, item.how, item.certainty = "party", self.acronyms[word.base], "abbreviation", 0.85
                    else:
                        item.how = "acronym"
        self._learn_halves()
        self._rename(())

    def _rename(self, groups: Sequence[Item]) -> None:
        """Give names that stand for a group the text makes known to that group; `groups` are such as it has made known since."""
        for item in groups:
            self._learn_acronym(item)
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
        for name in [*self.orgs, *self.own]:
            if self.kinds.get(name) in ("state", "region"):
                continue
            for word in name.split():
                if (
                    len(word) > 3
                    and word[0].isupper()
                    and word.isalpha()
                    and word not in lex.TYPES
                    and word.lower() not in COMMON_IN_NAMES
                    and word.lower() not in lex.PORTFOLIOS
                ):
                    owners.setdefault(word, set()).add(name)
        for word, names in owners.items():
            if len(names) == 1 and word not in self.first_names:
                self.short.setdefault(word, next(iter(names)))

    def _learn_halves(self) -> None:
        """ "The North" and "the South" are the parties of the text that begin so."""
        halves = [item for item in self.items if item.kind == "name" and item.name in ("North", "South") and self._after_the(item.first)]
        if not halves:
            return
        spoken = {item.party for item in self.items if item.kind == "party" and item.party} | set(self.own)
        for item in halves:
            meant = [party for party in spoken if party.startswith(item.name + " ") and self.kinds.get(party) == "state"]
            if len(meant) == 1:
                item.kind, item.party, item.how, item.certainty = "party", meant[0], "name", 0.8

    def _make_group(self, item: Item, word: str) -> None:
        wanted = lex.GROUPS.get(word) or frozenset()
        kind = next(iter(sorted(wanted)), "organisation").replace("-", " ")
        if word in PLAIN_KINDS:
            kind = "party" if word == "partner" else word
        name = (item.name or self._phrase(item.first, item.last)).removeprefix("The ")
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

    def _learn_people(self) -> None:
        """Make the people of the article known before it is read: surnames may come before full names."""
        words = self.words
        for item in self.items:
            if item.kind == "name" and item.how not in ("acronym", "longer", "academic", "compound"):
                count = sum(1 for k in range(item.first, item.last) if words[k].cap)
                before = self.at.get(item.first - 1)
                office_before = (
                    before is not None and before.kind in ("office", "outsider") and before.last == item.first and not before.possessive
                )
                if item.name.lower() in lex.PORTFOLIOS:
                    continue
                if office_before and (count >= 2 or item.last - item.first == 1) and not self._plural_office(before):
                    item.kind = "person"
                elif count >= 2 and not self._after_the(item.first):
                    item.kind = "person" if self._person_like(item) and not self._thing_like(item) else "name"
        bearers = {item.name.split()[-1] for item in self.items if item.kind == "person" and item.party is None and " " in item.name}
        for item in self.items:
            if item.kind == "person" and item.how == "leader" and not item.own and item.name in bearers:
                item.party, item.how = None, ""
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

    def _thing_like(self, item: Item) -> bool:
        """Whether the words beside a name say that it is no person's: "Inuit Sila, which left the cabinet", "the ruling Kosova Lirë"."""
        texts, first, last = self.texts, item.first, item.last
        if item.title or item.name.split()[0] in self.first_names:
            return False
        if last + 1 < self.size and texts[last] == "," and texts[last + 1] == "which":
            return True
        return first > 1 and texts[first - 1] in PARTISAN and texts[first - 2].lower() in ("the", "a", "an")

    def _plural_office(self, item: Item | None) -> bool:
        return item is not None and item.how in ("officials", "members", "leaders", "ministers", "lawmakers", "deputies", "negotiators")

    def _person_like(self, item: Item) -> bool:
        """Whether an unknown name of two and more words is a person's: by what follows, or by its form."""
        words, texts = self.words, self.texts
        name = item.name.split()
        if name[-1] in ("Republic", "Kingdom", "Emirate") or name[0] == "Republic":
            return False
        if any(word in lex.TYPES or word in lex.ACADEMIC or word in lex.PLACES for word in name):
            return False
        if any(word.lower() in lex.FUNCTION_WORDS and not self.words[item.first].particle for word in name[:1]):
            return False
        if len(name) > 4 or "&" in name:
            return False
        own = words[item.first : item.last]
        if name[0] not in self.first_names and not item.title:
            # "Harbour Dairies", "Hosts United": plurals of things
            common = load_common_words()
            plural = [
                word.ordinary and word.lower[-1] == "s" and (word.lower[:-1] in common or word.lower[:-3] + "y" in common) for word in own
            ]
            if (all(word.ordinary for word in own) and any(plural)) or (plural[-1] and len(own[-1].base) > 5):
                return False
        last = item.last
        if last < self.size:
            following = texts[last]
            if following == "," or words[last].lower in lex.SPEECH or following in (".", "”", "’", "(", "—", "–") or item.possessive:
                return True
            if words[last].lower in ("and", "who", "told", "of", "for", "in", "at", "on", "to", "from", "with"):
                return True
        return len(name) in (2, 3)
