"""Names of groups that are put together from names of other things: "PGA of Norland", "City of Hafn", "Jubilee Norland", "CSM Ferries".

Their parts are no actors: who reads "Norland" in them gives the words of a club to a state.
"""

from __future__ import annotations

from classifier.text import actor_words as lex
from classifier.text.gazetteer import Alias
from classifier.text.group_names import GroupScan
from classifier.text.items import Item

BRANCHED = frozenset(("ngo", "union", "company", "association", "movement"))
"""Kinds of parties that have branches of their own: "Save the Children Norway"."""
NO_HEADS = lex.word_set(
    "North South East West Middle Battle Siege Fall Book Duke Earl Year Rule Rights Kingdom Republic State Gulf Isle Cape Horn Head Heads "
    "Prime Foreign High Holy Sons Fourth Number Plenty Most Many None One Two Three All Both Each Some Others Copies Freedom Right Victims"
) | lex.MONTHS
"""Words with a capital before "of" that begin no name of a group."""
SEATS_OF_GROUPS = lex.word_set("Port Airport Church Hospital Harbour Harbor County District Region Province Games")
"""Words for places whose owners or authorities go by the same name."""


class CompoundScan(GroupScan):
    """Names of groups that are put together from others."""

    def _with_complement(self, p: int, end: int) -> int:
        """The end of a name such as "Men of Dignity" whose first words are ``p:end``, or `p` if there is none."""
        words, texts = self.words, self.texts
        head = words[end - 1]
        if end + 1 >= self.size or texts[end] not in ("of", "for", "against") or not words[end + 1].cap or head.possessive:
            return p
        if self.passages.sentence_of[end + 1] != self.passages.sentence_of[p] or head.base in NO_HEADS:
            return p
        if head.base in lex.PLACES and head.base not in SEATS_OF_GROUPS or head.base in lex.ACADEMIC and head.base != "Museum":
            return p
        lettered = head.caps and end - p == 1 and len(head.base) >= 3 and head.base not in lex.NOT_ACRONYMS
        named = p > 0 and texts[p - 1].lower() == "the"
        if not (lettered or named and head.ordinary) or any(words[k].office or words[k].body for k in range(p, end)):
            return p
        last = self._chunk_end(end + 1)
        stop = next((k for k in range(end + 1, last) if words[k].office or words[k].outsider and not words[k].ordinary), last)
        return stop if stop > end + 1 else p

    def _branch(self, alias: Alias, before: Item, last: int) -> bool:
        """Make one name of a group and the state whose branch of it is meant: "Save the Children Norway"."""
        kind = self.gazetteer.kinds.get(before.party or "", "")
        if (
            before.kind != "party"
            or before.own
            or before.possessive
            or before.how not in ("name", "abbreviation")
            or kind not in BRANCHED
            or alias.kind not in ("name", "abbreviation")
            or self.gazetteer.kinds.get(alias.party or "") not in ("state", "region")
        ):
            return False
        before.last, before.how, before.certainty = last, "group", 0.8
        before.party = self.name_of(before.first, last).replace("’", "'")
        before.possessive = self.words[last - 1].possessive
        self.orgs.setdefault(before.party, kind)
        return True

    def _leads_longer_name(self, alias: Alias, last: int, run: int) -> bool:
        """Whether a known name begins the name of something else that ends before token `run`: "CSM Ferries", "Norland Sosialista"."""
        words = self.words
        kind = self.gazetteer.kinds.get(alias.party or "")
        tail = words[run - 1]
        if run < self.size and (words[run].office or words[run].body) or tail.base in lex.MONTHS:
            return False
        if alias.kind == "geography":
            return alias.words[-1] != "European" and last < run and words[last].base not in self.gazetteer.first_names
        if alias.kind == "abbreviation" and not alias.own and kind in BRANCHED | {"organisation"}:
            plural = tail.ordinary and tail.lower.endswith("s") and not tail.lower.endswith("ss")
            return run - last == 1 and plural and not (run < self.size and words[run].cap)
        if alias.own and alias.kind == "name" and kind == "state":
            return run - last > 1 and not any(words[k].ordinary for k in range(last, run))
        return False
