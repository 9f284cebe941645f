"""The actors a text names, before it is known who is meant: names of parties and people, offices, bodies, kinds of groups, pronouns.

One pass over the tokens; what a word can be is looked up once a word type and kept.
"""

from __future__ import annotations

from classifier.text import actor_words as lex
from classifier.text.compound_names import CompoundScan
from classifier.text.gazetteer import Alias, Gazetteer
from classifier.text.group_names import PORTFOLIO_TAILS
from classifier.text.items import Item, Scan
from classifier.text.passages import Passages
from classifier.text.word_types import VOCABULARY_LIMIT, Vocabulary

SURNAMES_LIKE_OFFICES = lex.word_set("king prince pope bishop cook baker cardinal farmer carter parson")
LAST_NAMES_LIKE_OFFICES = lex.word_set("King Prince Pope Bishop Chief Head Leader Coach Deputy Speaker")
HONORIFICS = lex.word_set(
    "mr mrs ms miss mx dr prof professor sir dame lord lady baroness hon rev col maj capt lt sgt cmdr adm brig gen supt "
    "insp msgr fr sr don doña engineer highness excellency majesty eminence holiness h.e."
)


class Scanner:
    """Finds the items of texts.

    Parameters
    ----------
    gazetteer : Gazetteer
    starts, renamed : dict
        As `alias_starts` gives them.
    """

    def __init__(self, gazetteer: Gazetteer, starts: dict[str, list[tuple[Alias, tuple[str, ...]]]], renamed: dict[str, str] | None = None) -> None:
        """Keep what every text is searched with."""
        self.gazetteer = gazetteer
        self.vocabulary = Vocabulary(starts)
        self.renamed = renamed or {}

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
        return _TextScan(self.gazetteer, self.vocabulary, passages, self.renamed).run()


class _TextScan(CompoundScan):
    """The scan of one text."""

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
        self._bearers()
        return Scan(words, items, self.capitals, self.orgs)

    def _bearers(self) -> None:
        """A codebook's alias that the text shows to be a person's last name is that person wherever it stands alone."""
        shown = {(self.texts[item.last - 1].lower(), item.party) for item in self.items if item.kind == "person" and item.own and item.last - item.first > 1}
        for before, item in zip([None, *self.items], self.items, strict=False):
            if item.kind != "party" or not item.own or item.how != "name" or item.last - item.first > 1:
                continue
            titled = before is not None and before.kind == "office" and before.last == item.first and not before.possessive
            if titled or (self.name_of(item.first, item.last).lower(), item.party) in shown:
                item.kind, item.how, item.name = "person", "leader", self.name_of(item.first, item.last)

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
            if word.outsider and not word.office and p == i and p + 1 < end and word.lower[-1] == "s" and self._plain_name(p + 1) and words[p + 1].ordinary:
                # "Refugees International"
                p = self._name(p, end)
                continue
            if word.office or word.outsider:
                if word.dotted and p + 1 < end and self.texts[p + 1] == ".":
                    self.items.append(Item(p, p + 2, "office", how=word.lower, gender=word.gender))
                    p += 2
                elif (
                    p + 1 == end
                    and p > i
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
            compound = self._with_complement(p, end) if p == i else p
            if compound > p:
                self.items.append(Item(p, compound, "name", how="compound", name=self.name_of(p, compound), possessive=words[compound - 1].possessive))
                return compound
            p = self._name(p, end)
        return max(end, p)

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
            plain_bearer = not before.name.isupper() and not (" " in before.name and words[p - 1].ordinary)
            bearer = before.name in first_names or (alias.words[0] in lex.PLACES_AS_SURNAMES and plain_bearer)
            if bearer and len(alias.words) == 1 and alias.kind in ("name", "capital"):
                before.kind, before.last, before.name = "person", last, self.name_of(before.first, last)
                before.possessive = words[last - 1].possessive
                return last
            abbreviated = alias.kind == "abbreviation" and self.gazetteer.kinds.get(alias.party or "") == "state"
            if (
                (alias.kind in ("name", "demonym", "geography") or abbreviated)
                and not words[p - 1].possessive
                and before.name.lower() not in self.small_words()
                and not before.name.endswith("ly")
                and before.name.lower() not in lex.PORTFOLIOS
                and not (
                    (abbreviated or alias.kind == "demonym" or alias.words == ("European",))
                    and words[before.first].ordinary
                    and self._opens(before.first)
                    and not (abbreviated and last < self.size and (self.texts[last] == "," or words[last].lower in lex.SPEECH))
                )
            ):
                titled = len(self.items) > 1 and self.items[-2].kind == "office" and self.items[-2].last == before.first
                before.last, before.name = last, self.name_of(before.first, last)
                if titled or alias.words[0] in lex.PLACES_AS_SURNAMES and plain_bearer:
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
        if self.items and self.items[-1].last == p and self._branch(alias, self.items[-1], last):
            return last
        if unknown_after and alias.kind == "geography" and len(alias.words) == 1 and alias.words[0] in first_names:
            return self._name(p, end)
        if unknown_after and alias.kind in ("name", "capital", "demonym", "abbreviation", "people", "geography") and not words[last].office:
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
            if self._leads_longer_name(alias, last, run):
                self.items.append(Item(p, run, "name", how="compound", name=self.name_of(p, run), possessive=words[run - 1].possessive))
                return run
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
                ends_name = word.outsider and not word.office and q + 1 == end and q == first + 1 and words[first].ordinary and not words[first].office
                if (word.office or word.outsider) and word.lower not in SURNAMES_LIKE_OFFICES and not ends_name:
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
        if title or (count >= 2 and base in first_names) or (count >= 2 and len(base) == 1 and "&" not in name):
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
