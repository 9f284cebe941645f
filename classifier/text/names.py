"""The actors a text names, before it is known who is meant: names of parties and people, offices, bodies, kinds of groups, pronouns.

One pass over the tokens; what a word can be is looked up once a word type and kept.
"""

from __future__ import annotations

from dataclasses import dataclass

from classifier.text import actor_words as lex
from classifier.text.aliases import fold
from classifier.text.gazetteer import Alias, Gazetteer
from classifier.text.passages import Passages
from classifier.text.word_types import VOCABULARY_LIMIT, Vocabulary, Word

SURNAMES_LIKE_OFFICES = lex.word_set("king prince pope bishop cook baker cardinal farmer carter parson")
ABBREVIATIONS_LIKE_WORDS = lex.word_set("US WHO IT AID CAR AU PA ISA NAM ALBA PACE ITU CIS MAY WILL CAN")
LAST_NAMES_LIKE_OFFICES = lex.word_set("King Prince Pope Bishop Chief Head Leader Coach Deputy Speaker")

PORTFOLIO_TAILS = lex.PORTFOLIOS | lex.word_set(
    "affairs resources relations cooperation defence planning regions provinces investment services mines works ports shipping forests oceans "
    "ecology forestry mining petroleum irrigation railways roads maritime emergencies religious universities food nature islands antiquities"
)
NATIONAL_BODIES = frozenset(
    (
        "National Security Council",
        "Security Council",
        "Supreme Court",
        "Constitutional Court",
        "Central Bank",
        "National Assembly",
        "Federal Council",
        "Council of State",
        "Council of Ministers",
        "Court of Appeal",
        "High Court",
        "Federal Court",
        "Court of Auditors",
        "Electoral Commission",
        "Election Commission",
        "National Guard",
        "Air Force",
        "Privy Council",
        "State Council",
        "Armed Forces",
        "Coast Guard",
        "Border Guard",
        "Revolutionary Guard",
    )
)
HONORIFICS = lex.word_set(
    "mr mrs ms miss mx dr prof professor sir dame lord lady baroness hon rev col maj capt lt sgt cmdr adm brig gen supt "
    "insp msgr fr sr don doña engineer highness excellency majesty eminence holiness h.e."
)
PERSON_MAX = 6
AFTER_GROUPS = lex.word_set(
    "Center Centre Institute Institution School Academy Plan Act Bill Amendment Survey Agenda Awards Treaty Agreement"
)
GATHERINGS = lex.word_set("association council union federation confederation forum league congress network alliance society")


@dataclass(slots=True)
class Item:
    """An actor named at tokens ``first:last``; `kind` is party, person, office, outsider, body, group, pronoun, name (unknown),
    or nothing (known to be no party).
    """

    first: int
    last: int
    kind: str
    party: str | None = None
    how: str = ""
    certainty: float = 0.0
    possessive: bool = False
    own: bool = False
    title: bool = False
    gender: str | None = None
    name: str = ""
    weak: bool = False
    verb: bool = False


@dataclass(slots=True)
class Scan:
    """The items of a text, in order, and the word types of its tokens."""

    words: list[Word]
    items: list[Item]
    capitals: list[bool]
    orgs: dict[str, str]


class Scanner:
    """Finds the items of texts.

    Parameters
    ----------
    gazetteer : Gazetteer
    starts : dict
        As `alias_starts` gives them.
    """

    def __init__(self, gazetteer: Gazetteer, starts: dict[str, list[tuple[Alias, tuple[str, ...]]]]) -> None:
        """Keep what every text is searched with."""
        self.gazetteer = gazetteer
        self.vocabulary = Vocabulary(starts)

    def scan(self, passages: Passages) -> Scan:
        """Find the items of a text.

        Parameters
        ----------
        passages : Passages

        Returns
        -------
        Scan
        """
        if len(self.vocabulary) > VOCABULARY_LIMIT:
            self.vocabulary.clear()
        return _TextScan(self, passages).run()


class _TextScan:
    """The scan of one text."""

    def __init__(self, scanner: Scanner, passages: Passages) -> None:
        vocabulary = scanner.vocabulary
        self.gazetteer = scanner.gazetteer
        self.passages = passages
        self.texts = passages.words
        self.words = [vocabulary[text] for text in passages.words]
        self.size = len(self.words)
        self.items: list[Item] = []
        self.readings: dict[str, str | None] = {}
        self.types: set[str] | None = None
        self.small: set[str] | None = None
        self.orgs: dict[str, str] = {}
        self.capitals = self._capital_sentences()
        self.headlines = self._headlines()

    def _capital_sentences(self) -> list[bool]:
        """For each sentence whether it is all in capitals."""
        flags = [False] * len(self.passages.sentences)
        counts: dict[int, int] = {}
        sentence_of = self.passages.sentence_of
        for i, word in enumerate(self.words):
            if word.caps:
                counts[sentence_of[i]] = counts.get(sentence_of[i], 0) + 1
        for number, count in counts.items():
            if count >= 3:
                first, last = self.passages.sentences[number]
                small = sum(1 for word in self.words[first:last] if word.base.isalpha() and not word.base.isupper())
                flags[number] = small * 3 < count
        return flags

    def _headlines(self) -> set[int]:
        """The sentences that are written like headlines, with a capital on every word of weight."""
        counts: dict[int, int] = {}
        sentence_of = self.passages.sentence_of
        for i, word in enumerate(self.words):
            if word.cap and word.ordinary and not word.caps:
                counts[sentence_of[i]] = counts.get(sentence_of[i], 0) + 1
        found: set[int] = set()
        for number, count in counts.items():
            if count >= 4:
                first, last = self.passages.sentences[number]
                small = sum(1 for word in self.words[first:last] if len(word.base) > 3 and word.base.islower())
                begins = self.passages.paragraphs[self.passages.paragraph_of[first]][0] == first
                if small * 4 <= count and begins and not {",", ";", ":", "("} & set(self.texts[first:last]):
                    found.add(number)
        return found

    def vocabulary_of_text(self) -> set[str]:
        """The word forms of the text."""
        if self.types is None:
            self.types = {word.base for word in self.words}
        return self.types

    def small_words(self) -> set[str]:
        """The words of the text that occur in small letters."""
        if self.small is None:
            self.small = {base for base in self.vocabulary_of_text() if base.islower()}
        return self.small

    def run(self) -> Scan:
        """Find the items."""
        words = self.words
        hot = [i for i, word in enumerate(words) if word.hot]
        items = self.items
        done = 0
        sentence_of = self.passages.sentence_of
        for i in hot:
            if i < done:
                continue
            word = words[i]
            if word.cap and not (word.common and self._opens(i)) and not self.capitals[sentence_of[i]]:
                done = self._chunk(i)
                continue
            if word.aliases:
                found = self._alias(i)
                if found is not None:
                    alias, last = found
                    if not word.cap and last < self.size and alias.kind == "office":
                        pass
                    self._add_alias(alias, i, last)
                    done = last
                    continue
            if word.pronoun is not None:
                items.append(Item(i, i + 1, "pronoun", how=word.pronoun, possessive=word.lower in lex.POSSESSIVES))
            elif word.office or word.outsider:
                done = self._office(i)
            elif word.body:
                items.append(Item(i, i + 1, "body", how=word.lower, possessive=word.possessive))
            elif word.group is not None:
                items.append(Item(i, i + 1, "group", how=word.lower, possessive=word.possessive))
        self._plural_possessives()
        return Scan(words, items, self.capitals, self.orgs)

    def _plural_possessives(self) -> None:
        """Take in the apostrophe of "the Social Democrats' leader"."""
        texts, starts, ends, quotation_of = self.texts, self.passages.starts, self.passages.ends, self.passages.quotation_of
        for item in self.items:
            k = item.last
            if (
                (
                    k + 1 < self.size
                    and texts[k] in "'’"
                    and not item.possessive
                    and texts[k - 1][-1] == "s"
                    and starts[k] == ends[k - 1]
                    and item.kind != "pronoun"
                )
                and quotation_of[k - 1] == quotation_of[k + 1]
                and texts[k + 1][0].isalpha()
            ):
                item.possessive, item.last = True, k + 1

    def _opens(self, i: int) -> bool:
        """Whether token `i` opens a sentence, a quotation or a line."""
        if i == 0 or self.passages.sentences[self.passages.sentence_of[i]][0] == i:
            return True
        before = self.texts[i - 1]
        return before in "\"“‘'—–-:•*(«„" or (before.isdigit()) or self.passages.quotation_of[i] != self.passages.quotation_of[i - 1]

    def _office(self, i: int) -> int:
        """An office at token `i`: the last of the office words that follow one another is its head. Returns where to go on."""
        words = self.words
        last = i + 1
        head = words[i]
        outsider = head.outsider
        gender = head.gender
        if not head.possessive:
            while (
                last < self.size
                and (words[last].office or words[last].outsider)
                and (self.texts[last - 1] != "," and words[last].cap == words[i].cap)
            ):
                head = words[last]
                outsider = head.outsider
                gender = head.gender or gender
                last += 1
                if head.possessive:
                    break
        how = head.lower
        if (
            not head.possessive
            and last + 1 < self.size
            and self.texts[last].lower() == "of"
            and words[last + 1].lower in ("state", "staff", "government", "mission", "delegation")
            and not (last + 2 < self.size and words[last + 2].lower in ("affairs", "relations"))
        ):
            last += 2
            if words[last - 1].possessive:
                head = words[last - 1]
        self.items.append(Item(i, last, "outsider" if outsider else "office", how=how, possessive=head.possessive, gender=gender))
        return last

    def _alias(self, i: int) -> tuple[Alias, int] | None:
        """The longest alias at token `i`, with the token after it."""
        words = self.words
        sentence_of = self.passages.sentence_of
        longer = words[i].longer
        found = longer.get(words[i + 1].fold) if i + 1 < self.size else None
        for alias, folded in longer.get("", ()) if found is None else found:
            count = len(folded)
            last = i + count
            if last > self.size:
                continue
            if count > 2 and any(words[i + k].fold != folded[k] for k in range(2, count)):
                continue
            if count > 1 and sentence_of[last - 1] != sentence_of[i] and folded[1] != ".":
                continue
            if self._fits(alias, i, last):
                return alias, last
        return None

    def _fits(self, alias: Alias, i: int, last: int) -> bool:
        """Whether the letters' case at ``i:last`` is that of the alias."""
        words = self.words
        shouting = self.capitals[self.passages.sentence_of[i]]
        low = 0
        for k, token in enumerate(alias.words):
            word = words[i + k]
            if word.base == token or word.base.replace("’", "'") == token.replace("’", "'"):
                if word.caps and shouting and len(alias.words) == 1 and alias.kind == "abbreviation" and token in ABBREVIATIONS_LIKE_WORDS:
                    return self._capital_abbreviation(i)
                continue
            if k + 1 == len(alias.words) and (word.base + "'s" == token or word.lower + "s" == token.lower()) and token.endswith("'s"):
                continue
            if word.lower == token.lower():
                if token.islower() or (word.caps and not token.isupper()) or (shouting and word.caps):
                    continue
                if token.isupper() and len(token) >= 4 and word.cap:
                    continue
                if (
                    word.base.islower()
                    and len(alias.words) > 1
                    and (alias.own or alias.words[-1] == "Department" or token in ("The", "Of", "And"))
                ):
                    low += 1
                    continue
            elif word.fold == fold(token):
                continue
            return False
        if low and low < len(alias.words) - 1 and not words[i].cap:
            return all(words[i + k].base.islower() for k in range(len(alias.words)))
        return True

    def _capital_abbreviation(self, i: int) -> bool:
        """Whether a word such as US or WHO in a passage of capitals is the abbreviation and not the word."""
        before = self.texts[i - 1] if i else ""
        after = self.words[i + 1] if i + 1 < self.size else None
        return before in ("THE", "BY") or (
            self.texts[i] == "US"
            and after is not None
            and (after.office or after.body or after.lower in ("troops", "forces", "says", "and"))
        )

    def _reading(self, alias: Alias) -> str | None:
        """The party of an alias in this text, by what the text speaks of where the name is ambiguous."""
        name = " ".join(alias.words)
        options = None if alias.own else self.gazetteer.ambiguous.get(name)
        if options is None:
            return alias.party
        if name not in self.readings:
            types = self.vocabulary_of_text()
            best = max(options, key=lambda option: (len(option.context & types), option.usual))
            self.readings[name] = best.party
        return self.readings[name]

    def _add_alias(self, alias: Alias, first: int, last: int) -> Item:
        """Add the item of an alias found at ``first:last``."""
        party = self._reading(alias)
        possessive = self.words[last - 1].possessive
        if alias.kind == "party word" and not self._beside_office(first, last):
            item = Item(first, last, "name", name=self.name_of(first, last), possessive=possessive)
        elif party is None:
            item = Item(first, last, "nothing", how=alias.kind, possessive=possessive)
        elif alias.kind == "leader":
            item = Item(first, last, "person", party, "leader", 0.9, possessive, alias.own, name=self.name_of(first, last), weak=alias.weak)
        elif alias.kind == "office":
            head = self.words[last - 1] if self.words[last - 1].office else self.words[first]
            item = Item(first, last, "office", party, head.lower, 0.8, possessive, alias.own, gender=head.gender)
        else:
            item = Item(first, last, "party", party, alias.kind, 0.9, possessive, alias.own)
        self.items.append(item)
        return item

    def _beside_office(self, first: int, last: int) -> bool:
        """Whether an office, a group word or brackets stand beside the range."""
        after = self.words[last] if last < self.size else None
        if after is not None and (
            after.office or after.group is not None or after.lower in ("mp", "benches", "vote", "votes", "side", "members", "group")
        ):
            return True
        return first > 0 and self.texts[first - 1] in "([" and after is not None and self.texts[last] in ")],"

    def name_of(self, first: int, last: int) -> str:
        """The text of the tokens, without a possessive ending."""
        start, end = self.passages.span(first, last)
        text = self.passages.text[start:end]
        if self.words[last - 1].possessive:
            text = text[:-2]
        return " ".join(text.split())

    # --- runs of capitalised words -------------------------------------------------------------------------------------------------------

    def _chunk_end(self, i: int) -> int:
        """The token after the run of capitalised words that begins at `i`."""
        words, texts = self.words, self.texts
        end = self.passages.sentences[self.passages.sentence_of[i]][1]
        starts, ends = self.passages.starts, self.passages.ends
        j = i
        while j + 1 < end:
            word = words[j]
            following = words[j + 1]
            if word.possessive and not (
                (word.lower in ("people", "children") or word.lower.endswith("men")) and following.type is not None
            ):
                break
            if following.cap and texts[j + 1] not in ("I",):
                if word.caps != following.caps and "\n" in self.passages.text[ends[j] : starts[j + 1]]:
                    break
                j += 1
            elif (
                texts[j + 1] == "."
                and (word.dotted or (len(word.base) == 1 and word.cap))
                and j + 2 < end
                and words[j + 2].cap
                or texts[j + 1] in "'’"
                and j + 2 < end
                and starts[j + 1] == ends[j]
                and words[j + 2].cap
                and word.base[-1] == "s"
                and word.cap
                or texts[j + 1] == "&"
                and j + 2 < end
                and words[j + 2].cap
            ):
                j += 2
            elif following.particle and j + 2 < end and (words[j + 2].cap or (words[j + 2].particle and j + 3 < end and words[j + 3].cap)):
                j += 2 if words[j + 2].cap else 3
            else:
                break
        return j + 1

    def _chunk(self, i: int) -> int:
        """Find the items in the run of capitalised words at `i`. Returns where to go on."""
        end = self._chunk_end(i)
        words = self.words
        headline = self.passages.sentence_of[i] in self.headlines
        p = i
        while p < end:
            word = words[p]
            if self.texts[p] in ".'’&":
                p += 1
                continue
            if len(word.base) > 2 and word.base[1] in "-–" and word.base[0] in "DRI" and word.base[2].isupper():
                # "R-Utah", "D-Minn.": whom a member of a congress sits for
                self.items.append(Item(p, p + 1, "nothing", how="tag", possessive=word.possessive))
                p += 1
                continue
            found = self._alias(p) if word.aliases else None
            if headline and found is None and word.ordinary and not word.office:
                p += 1
                continue
            type_end = p if headline else self._named_group(p, end)
            if found is not None and found[1] >= type_end:
                p = self._alias_in_chunk(found[0], p, found[1], i, end)
                continue
            if type_end > p:
                p = self._add_group(p, type_end)
                continue
            if word.lower in HONORIFICS and p + 1 < end:
                q = p + 2 if self.texts[p + 1] == "." else p + 1
                q = self._name(q, end, title=True, gender=word.gender)
                self.items[-1].first = p
                p = q
                continue
            if word.office or word.outsider:
                if word.dotted and p + 1 < end and self.texts[p + 1] == ".":
                    self.items.append(Item(p, p + 2, "office", how=word.lower, gender=word.gender))
                    p += 2
                elif (
                    p + 1 == end
                    and p > i
                    and self.items[-1].kind != "office"
                    and self.items
                    and self.items[-1].kind == "name"
                    and self.items[-1].last == p
                    and word.base in LAST_NAMES_LIKE_OFFICES
                ):
                    p = self._name(p, end)
                else:
                    p = self._office(p)
                continue
            if word.base in ("Department", "Ministry", "Secretariat") and not word.possessive:
                q = self._charge(p)
                if q > p:
                    self.items.append(Item(p, q, "body", how="ministry", possessive=words[q - 1].possessive))
                    return max(q, end)
            if word.body and (p > i or (p + 1 < end and words[p + 1].office)):
                self.items.append(Item(p, p + 1, "body", how=word.lower, possessive=word.possessive))
                p += 1
                continue
            if word.body and (p + 1 == end):
                if p + 2 < self.size and self.texts[p + 1] == "of" and words[p + 2].cap and word.lower in ("ministry", "government"):
                    q = self._chunk_end(p + 2)
                    if not words[p + 2].aliases:
                        self.items.append(Item(p, q, "body", how=word.lower, possessive=words[q - 1].possessive))
                        return q
                self.items.append(Item(p, p + 1, "body", how=word.lower, possessive=word.possessive))
                p += 1
                continue
            if (
                (word.group is not None or word.type is not None)
                and p + 1 == end
                and p == i
                and p > 0
                and not (word.base == "University" and self._of_name(end))
                and (
                    self.texts[p - 1].lower() in ("the", "this", "that", "its", "his", "her", "their")
                    or (end < self.size and (words[end].office or words[end].group is not None))
                )
            ):
                self.items.append(Item(p, p + 1, "group", how=word.lower, possessive=word.possessive))
                p += 1
                continue
            if word.pronoun is not None and p == i and p + 1 == end:
                self.items.append(Item(p, p + 1, "pronoun", how=word.pronoun, possessive=word.lower in lex.POSSESSIVES))
                p += 1
                continue
            p = self._name(p, end)
        return max(end, p)

    def _charge(self, p: int) -> int:
        """The end of "Department of Trade and Industry" that begins at `p`, or `p`."""
        words, texts = self.words, self.texts
        if p + 2 >= self.size or texts[p + 1] not in ("of", "for") or not words[p + 2].cap or words[p + 2].lower not in PORTFOLIO_TAILS:
            return p
        k = p + 2
        while k < self.size and (
            (words[k].cap and words[k].lower in PORTFOLIO_TAILS)
            or (texts[k] in ("and", "&", ",", "the") and k + 1 < self.size and words[k + 1].cap and words[k + 1].lower in PORTFOLIO_TAILS)
        ):
            k += 1
            if words[k - 1].possessive:
                break
        return k

    def _alias_in_chunk(self, alias: Alias, p: int, last: int, begin: int, end: int) -> int:
        """An alias inside a run of capitalised words: a name for itself, or part of a longer name. Returns where to go on."""
        words = self.words
        first_names = self.gazetteer.first_names
        before = self.items[-1] if self.items and self.items[-1].last == p and p > begin else None
        unknown_after = last < end and self._plain_name(last) and not words[last - 1].possessive
        if alias.kind == "leader":
            if before is not None and before.kind == "name" and not alias.own:
                # another bearer of the surname: "Melania Trump"
                before.last = last
                before.kind = "person" if before.name in first_names or before.last - before.first > 1 else "name"
                before.name = self.name_of(before.first, last)
                before.possessive = words[last - 1].possessive
                return last
            if before is not None and before.kind == "name":
                before.last, before.kind, before.party, before.how, before.own = last, "person", alias.party, "leader", True
                before.name = self.name_of(before.first, last)
                before.certainty = 0.9
                before.possessive = words[last - 1].possessive
                return last
            if unknown_after and len(alias.words) == 1 and not alias.own:
                return self._name(p, end)
            item = self._add_alias(alias, p, last)
            if last < end and unknown_after and words[last].base in ("Jr", "Sr"):
                item.last = min(end, last + (2 if last + 1 < self.size and self.texts[last + 1] == "." else 1))
                return item.last
            return last
        if (
            before is not None
            and before.kind == "party"
            and before.how == "demonym"
            and self.gazetteer.kinds.get(before.party or "") == "region"
            and self.gazetteer.kinds.get(alias.party or "") == "party"
            and not alias.own
        ):
            before.last, before.how, before.party = last, "group", self.name_of(before.first, last)
            before.possessive = words[last - 1].possessive
            self.orgs.setdefault(before.party, "party")
            return last
        if (
            before is not None
            and before.kind == "name"
            and alias.kind in ("name", "capital", "abbreviation", "people", "demonym", "seat", "geography")
            and not alias.own
        ):
            if (
                before.name.lower() in lex.GEO_MODIFIERS
                or before.name in lex.PLACES
                or before.name in ("Greater", "New", "Lake", "Gulf", "Fort", "Port", "Saint", "San", "Radio", "Camp")
            ):
                before.kind, before.how, before.last = "nothing", "geography", last
                before.possessive = words[last - 1].possessive
                return last
            bearer = before.name in first_names or (alias.words[0] in lex.PLACES_AS_SURNAMES and not before.name.isupper())
            if bearer and len(alias.words) == 1 and alias.kind in ("name", "capital"):
                before.kind, before.last, before.name = "person", last, self.name_of(before.first, last)
                before.possessive = words[last - 1].possessive
                return last
            if (
                alias.kind in ("name", "demonym", "geography")
                and not words[p - 1].possessive
                and before.name.lower() not in self.small_words()
                and not before.name.endswith("ly")
                and before.name.lower() not in lex.PORTFOLIOS
                and not (alias.kind == "demonym" and words[before.first].ordinary and self._opens(before.first))
            ):
                titled = len(self.items) > 1 and self.items[-2].kind == "office" and self.items[-2].last == before.first
                before.last, before.name = last, self.name_of(before.first, last)
                if titled or alias.words[0] in lex.PLACES_AS_SURNAMES:
                    before.kind = "person"
                else:
                    before.how = "longer"
                before.possessive = words[last - 1].possessive
                return last
        elif (
            before is not None
            and before.kind == "name"
            and alias.own
            and alias.kind == "name"
            and len(alias.words) == 1
            and before.name in first_names
        ):
            before.last, before.kind, before.party, before.how, before.own, before.certainty = (
                last,
                "person",
                alias.party,
                "leader",
                True,
                0.9,
            )
            before.name = self.name_of(before.first, last)
            before.possessive = words[last - 1].possessive
            return last
        if unknown_after and alias.kind == "geography" and len(alias.words) == 1 and alias.words[0] in first_names:
            return self._name(p, end)
        if unknown_after and alias.kind in ("name", "capital", "demonym", "abbreviation", "people") and not words[last].office:
            follower = words[last]
            run = self._run_end(last, end)
            first_after = follower.base
            if follower.base in lex.MEDIA or words[run - 1].base in lex.MEDIA:
                self.items.append(Item(p, run, "nothing", how="media", possessive=words[run - 1].possessive))
                return run
            if words[run - 1].base in lex.ACADEMIC:
                self.items.append(Item(p, run, "nothing", how="academic", possessive=words[run - 1].possessive))
                return run
            if words[run - 1].base in lex.PLACES or follower.base in lex.PLACES:
                self.items.append(Item(p, run, "nothing", how="geography", possessive=words[run - 1].possessive))
                return run
            if follower.lower in lex.PORTFOLIOS or follower.lower in ("jr", "sr"):
                self._add_alias(alias, p, last)
                return last
            if first_after in first_names:
                item = self._add_alias(alias, p, last)
                if item.how in ("name", "capital"):
                    item.certainty = 0.6
                return self._name(last, end)
            if len(alias.words) == 1 and alias.words[0] in first_names and not alias.own:
                return self._name(p, end)
            if alias.own and alias.kind == "name":
                self._add_alias(alias, p, last)
                return last
            if alias.kind in ("name", "capital", "demonym") and not alias.own and follower.base not in lex.MONTHS:
                # "American Airlines", "Vodafone Germany": a longer name of something else
                self.items.append(Item(p, run, "name", name=self.name_of(p, run), possessive=words[run - 1].possessive))
                return run
        self._add_alias(alias, p, last)
        return last

    def _plain_name(self, p: int) -> bool:
        """Whether token `p` is a capitalised word that is known for nothing."""
        word = self.words[p]
        return (
            word.cap
            and not word.office
            and not word.outsider
            and not word.body
            and word.base not in lex.MONTHS
            and word.group is None
            and not (word.aliases and self._alias(p))
        )

    def _run_end(self, p: int, end: int) -> int:
        """The end of the run of plain names from `p`."""
        while p < end and (self._plain_name(p) or self.texts[p] in ".&" or self.words[p].particle):
            p += 1
            if self.words[p - 1].possessive:
                break
        return p

    def _named_group(self, p: int, end: int) -> int:
        """The end of a group's own name that begins at `p` ("Federation of Miners"), or `p` if there is none."""
        words, texts = self.words, self.texts
        best = p
        q = p
        seen_plain = False
        while q < end:
            word = words[q]
            if (
                (word.office or word.outsider)
                and word.type is None
                and not (q + 2 < end and texts[q + 1] in "'’" and words[q + 2].type is not None)
                and not (q > p and q + 1 < end and words[q + 1].type in GATHERINGS and not word.possessive)
                and not (q + 1 < end and word.lower == "people" and word.possessive and words[q + 1].type is not None)
                and not (q == p and word.lower in ("general", "queen", "king", "prince", "princess", "chief", "governor", "people"))
            ):
                break
            if word.type is not None and (q > p or self._followed_by_of(q)):
                if word.type == "club" and q == p:
                    break
                if word.type == "company" and q == p:
                    break
                if (
                    q == p + 1
                    and word.type in ("agency", "armed group", "office", "court", "bank", "board", "committee", "commission")
                    and self._state_at(p)
                    and word.lower in lex.STATE_BODIES
                ):
                    return p
                if word.lower in lex.PORTFOLIOS and q + 1 < end and (words[q + 1].office or words[q + 1].body):
                    return p
                best = q + 1
                if self._followed_by_of(q):
                    return self._of_complement(q)
            elif not word.common:
                seen_plain = True
            if word.possessive and not (word.lower in ("people", "children") or word.lower.endswith("men")):
                break
            q += 1
        if best > p and not seen_plain and best - p == 1:
            return p
        # "Party Congress": a type word alone before another
        if best - p == 1:
            return p if not self._followed_by_of(best - 1) else best
        if best > p and texts[p] in ("The",) and best - p == 2:
            return p
        return best

    def _state_at(self, p: int) -> bool:
        found = self._alias(p) if self.words[p].aliases else None
        return found is not None and self.gazetteer.kinds.get(found[0].party or "") == "state"

    def _followed_by_of(self, q: int) -> bool:
        """Whether "of", "for" or "against" and a capitalised word follow token `q`."""
        texts, words = self.texts, self.words
        if words[q].possessive or q + 2 >= self.size or texts[q + 1] not in ("of", "for", "against", "on"):
            return False
        if texts[q + 1] == "on" and words[q].base == "Pact":
            return False
        if texts[q + 1] == "on" and words[q].type not in ("council", "coalition", "network", "forum", "group", "federation"):
            return False
        if self.passages.sentence_of[q + 2] != self.passages.sentence_of[q]:
            return False
        if words[q].type in ("company", "club", "party", "court") and words[q].base != "Group" and texts[q + 1] != "of":
            return False
        return words[q + 2].cap or (texts[q + 2] in ("the", "a", "an") and q + 3 < self.size and words[q + 3].cap)

    def _of_complement(self, q: int) -> int:
        """The end of a name that goes on after its type word at `q` with "of ..."."""
        texts, words = self.texts, self.words
        p = q + 2 if words[q + 2].cap else q + 3
        whole = self._alias(p) if words[p].aliases else None
        if whole is not None and whole[0].own and self.gazetteer.kinds.get(whole[0].party or "") not in ("state", "region"):
            return q + 1
        end = self._chunk_end(p)
        for k in range(p, end):
            if words[k].office and k > p and not (k + 1 == end and words[k].lower.endswith("s")):
                return k
        stateful = self._state_at(p)
        if not stateful and not words[end - 1].possessive:
            # "... of Rail, Maritime and Transport Workers"
            k = end
            hops = 0
            while k + 1 < self.size and hops < 3 and ((texts[k] == "," and words[k + 1].cap) or (texts[k] == "and" and words[k + 1].cap)):
                joined = texts[k] == "and"
                follow = self._chunk_end(k + 1)
                if words[k + 1].aliases and self._alias(k + 1):
                    break
                k = follow
                hops += 1
                if joined:
                    if hops == 1 or words[k - 1].type in ("union", "residents"):
                        end = k
                    break
        return end

    def _of_name(self, k: int) -> bool:
        """Whether "of" and a capitalised word begin at token `k`."""
        return k + 1 < self.size and self.texts[k] == "of" and self.words[k + 1].cap

    def _add_group(self, first: int, last: int) -> int:
        """Add the group with a name of its own at ``first:last``. Returns where to go on."""
        words = self.words
        name = self.name_of(first, last)
        kind = next((words[k].type for k in range(last - 1, first - 1, -1) if words[k].type), None) or "organisation"
        head = next((k for k in range(first, last) if words[k].type), last - 1)
        if all(words[k].caps for k in range(first, last) if words[k].base[0].isalpha()) or words[first].base in lex.SHIPS:
            self.items.append(Item(first, last, "nothing", how="heading", possessive=words[last - 1].possessive))
            return last
        if (
            last - first > 1
            and all(words[k].lower in PORTFOLIO_TAILS for k in range(first, last))
            and words[last - 1].type in ("company", "campaign")
        ):
            self.items.append(Item(first, last, "nothing", how="heading", possessive=words[last - 1].possessive))
            return last
        if words[last - 1].base in ("Committee", "Subcommittee", "Convention") and (
            words[last - 1].base == "Convention"
            or all(words[k].lower in lex.PORTFOLIOS | lex.CHAMBERS or words[k].common for k in range(first, last - 1))
        ):
            # a committee of some house, a treaty
            self.items.append(Item(first, last, "nothing", how="heading", possessive=words[last - 1].possessive))
            return last
        if last < self.size and words[last].cap and not words[last - 1].possessive and words[last].base in AFTER_GROUPS:
            # "Tax Policy Center", "Clean Power Plan"
            how = "academic" if words[last].base in lex.ACADEMIC else "heading"
            self.items.append(Item(first, last + 1, "nothing", how=how, possessive=words[last].possessive))
            return last + 1
        if any(words[k].base in lex.ACADEMIC and words[k].type is None for k in range(first, min(head + 1, last))) and kind not in (
            "union",
            "residents",
            "college",
        ):
            self.items.append(Item(first, last, "nothing", how="academic", possessive=words[last - 1].possessive))
            return last
        if words[head].base == "Office" or (
            words[head].base in ("Army", "Forces", "Guard", "Council", "Court", "Bank")
            and self._state_at(first)
            and first < head <= first + (2 if words[head].base == "Forces" else 1)
        ):
            # an army, a court, a national council of a state
            found = self._alias(first)
            if found is not None and found[1] <= head:
                item = self._add_alias(found[0], first, found[1])
                item.last, item.how, item.possessive = last, "institution", words[last - 1].possessive
                return last
            self.items.append(Item(first, last, "body", how=words[head].lower, possessive=words[last - 1].possessive))
            return last
        if words[head].base == "Bank" and head == first and head + 2 < last and self._state_at(head + 2):
            found = self._alias(head + 2)
            assert found is not None
            item = self._add_alias(found[0], head + 2, found[1])
            item.first, item.last, item.how, item.possessive = first, last, "institution", words[last - 1].possessive
            return last
        if name in NATIONAL_BODIES:
            self.items.append(Item(first, last, "body", how=words[last - 1].lower, possessive=words[last - 1].possessive))
            return last
        if words[first].base in ("House", "Senate", "Congressional", "State", "Parliamentary") and last - first >= 2:
            found = self._alias(first + 1)
            if found is not None and found[1] == last:
                self._add_alias(found[0], first + 1, last).first = first
                return last
        canonical = name.replace("’", "'")
        for prefix in ("The ",):
            canonical = canonical.removeprefix(prefix)
        before = self.items[-1] if self.items else None
        if (
            before is not None
            and before.kind == "office"
            and before.last >= first - 1
            and all(w.lower in PORTFOLIO_TAILS for w in words[first:last])
        ):
            if before.last == first or self.texts[first - 1].lower() in ("of", "for", "and", ",", "&"):
                # "minister of state for Water Resources"
                before.last, before.possessive = last, words[last - 1].possessive
                return last
        if (
            (
                before is not None
                and before.last == first - 1
                and self.texts[first - 1] == "and"
                and before.kind in ("name", "party")
                and before.how in ("", "group")
                and not before.own
            )
            and before.first
            and self.texts[before.first - 1].lower() == "the"
            and not before.possessive
        ):
            # "the Hospital Consultants and Specialists Association"
            self.items.pop()
            if before.party in self.orgs:
                del self.orgs[before.party]
            first = before.first
            canonical = self.name_of(first, last).replace("’", "'")
        self.orgs.setdefault(canonical, kind)
        self.items.append(Item(first, last, "party", canonical, "group", 0.8, words[last - 1].possessive))
        return last

    def _name(self, p: int, end: int, title: bool = False, gender: str | None = None) -> int:
        """A run of names that are known for nothing: a person, or something unknown. Returns where to go on."""
        words, texts = self.words, self.texts
        first = p
        first_names = self.gazetteer.first_names
        q = p
        base_first = words[first].base
        while q < end:
            word = words[q]
            if q > first:
                if (word.office or word.outsider) and word.lower not in SURNAMES_LIKE_OFFICES:
                    break
                if word.body and word.type is None and word.lower in ("government", "ministry", "parliament", "embassy"):
                    break
                found = self._alias(q) if word.aliases and not title else None
                if found is not None and texts[first] not in first_names:
                    break
                if found is not None and found[0].kind == "leader" and not found[0].weak and base_first not in first_names:
                    break
                if found is not None and len(found[0].words) > 1:
                    break
                if found is not None and found[0].own:
                    break
                if word.ordinary and self.passages.sentence_of[q] in self.headlines:
                    break
            q += 1
            if word.possessive:
                break
        if q == first:
            q = first + 1
        last = q
        before = self.items[-1] if self.items else None
        if (
            not title
            and before is not None
            and before.kind in ("office", "body")
            and first > 1
            and texts[first - 1].lower() in ("of", "for", "and", ",", "&")
        ):
            # "Undersecretary of Defense Ana Ruiz": the office goes on
            k = first
            while k < last and words[k].lower in PORTFOLIO_TAILS:
                k += 1
            if k > first and before.last >= first - 4:
                before.last = k
                before.possessive = words[k - 1].possessive
                if k == last:
                    return last
                first = k
        base = words[first].base
        count = sum(1 for k in range(first, last) if words[k].cap)
        name = self.name_of(first, last)
        kind = "name"
        if title or (count >= 2 and base in first_names) or (count >= 2 and len(base) == 1):
            kind = "person"
        if words[last - 1].base in ("Jr", "Sr") and last < self.size and texts[last] == ".":
            last += 1
        item = Item(first, last, kind, title=title, gender=gender, name=name, possessive=words[last - 1].possessive)
        tail = words[last - 1].base
        numbered = (
            last < self.size
            and len(texts[last]) == 2
            and texts[last].isdigit()
            and not words[last - 1].possessive
            and base not in lex.MONTHS
        )
        if kind == "name" and (
            (numbered and count == 1 and not self._opens(first) and texts[first - 1].lower() not in lex.VENUES | {"from", "along", "on"})
            or (count >= 2 and base in lex.FOREIGN_HEADS)
        ):
            # "Neustadt 04", "Partido Nuevo"
            last += numbered
            canonical = self.name_of(first, last).replace("’", "'")
            self.orgs.setdefault(canonical, "organisation")
            self.items.append(Item(first, last, "party", canonical, "group", 0.6, words[last - 1].possessive))
            return last
        if (
            kind == "name"
            and count >= 2
            and first == p
            and sum(letter.isupper() for letter in base) >= 2
            and len(base) <= 6
            and base.isalpha()
            and base.upper() not in lex.NOT_ACRONYMS
            and base not in lex.SHIPS
            and not all(words[k].caps for k in range(first, last) if words[k].cap)
            and not self.capitals[self.passages.sentence_of[first]]
        ):
            # "VfB Neustadt", "SK Hynd": a name that an abbreviation leads
            if first > 1 and texts[first - 1] == "." and texts[first - 2] == "1":
                first -= 2
                name = self.name_of(first, last)
            canonical = name.replace("’", "'")
            self.orgs.setdefault(canonical, "organisation")
            self.items.append(Item(first, last, "party", canonical, "group", 0.75, item.possessive))
            return last
        if count >= 2 and base in lex.SHIPS:
            item.kind, item.how = "nothing", "ship"
        elif kind == "name":
            if tail in lex.ACADEMIC or base in lex.ACADEMIC:
                item.how = "academic"
                if base == "University" and self._of_name(last):
                    item.last = last = self._chunk_end(last + 1)
                    item.name = self.name_of(first, last)
                    item.possessive = words[last - 1].possessive
            elif count >= 2 and tail in lex.PLACES:
                item.kind, item.how = "nothing", "geography"
            elif count >= 2 and tail in lex.MEDIA:
                item.kind, item.how = "nothing", "media"
            elif base in lex.MONTHS and count == 1:
                return last
        if base in first_names and gender is None:
            sex = first_names[base]
            item.gender = sex if sex != "?" else None
        self.items.append(item)
        return last
