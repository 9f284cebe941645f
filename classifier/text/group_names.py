"""Names of groups that their own words show to be such: "Federation of Miners", "Department of Trade and Industry"."""

from __future__ import annotations

from classifier.text import actor_words as lex
from classifier.text.alias_scan import AliasScan
from classifier.text.items import Item

PORTFOLIO_TAILS = lex.PORTFOLIOS | lex.word_set(
    "affairs resources relations cooperation defence planning regions provinces investment services mines works ports shipping forests "
    "oceans "
    "ecology forestry mining petroleum irrigation railways roads maritime emergencies religious universities food nature islands "
    "antiquities"
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
AFTER_GROUPS = lex.word_set(
    "Center Centre Institute Institution School Academy Plan Act Bill Amendment Survey Agenda Awards Treaty Agreement"
)
GATHERINGS = lex.word_set("association council union federation confederation forum league congress network alliance society")


class GroupScan(AliasScan):
    """Names of groups that their own words show."""

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
                (word.lower in ("people", "children") or word.lower.endswith("men"))
                and (following.type is not None or following.cap and following.ordinary and j + 2 < end and words[j + 2].type is not None)
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
            "party",
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
            and (before.last == first or self.texts[first - 1].lower() in ("of", "for", "and", ",", "&"))
        ):
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
