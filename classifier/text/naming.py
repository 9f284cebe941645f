"""Names of parties in a text: how surely each stands for the party as an actor."""

from __future__ import annotations

from classifier.text import actor_words as lex
from classifier.text.items import Item
from classifier.text.mentions import VENUE
from classifier.text.newcomers import Newcomers
from classifier.text.references import STATE_OFFICE_KINDS

REMOTE = 0.2


class Naming(Newcomers):
    """Weighs the names of parties."""

    _union: str | None = None

    def _short_union(self, item: Item) -> None:
        """Give "the Union" the party of that word that the text named in full last; where it named none, it stays the European one."""
        if item.party is None or not item.party.endswith(" Union"):
            return
        if item.last - item.first > 1 or self.texts[item.first] != "Union":
            self._union = item.party
        elif not item.own and self._union is not None:
            item.party = self._union

    def _visit_party(self, item: Item) -> None:
        self._short_union(item)
        party = item.party
        assert party is not None
        certainty, subject = self._party_certainty(item)
        how = item.how
        kind = {"people": "demonym", "office": "title"}.get(how, how)
        self._record(item, kind, None, party, certainty)
        begin = self.passages.paragraphs[self.passages.paragraph_of[item.first]][0]
        opens = how == "capital" and item.first == begin and item.last < self.size
        if opens and (self.texts[item.last] in ("-", "—", "–", ":", ".") or (self.texts[item.last] == "," and certainty < REMOTE)):
            # a dateline or a heading sets the scene of its paragraph
            self.focus.see_scene(party, *self._place(item.first))
        if certainty >= REMOTE and self.kinds.get(party) in STATE_OFFICE_KINDS and not self._quoted(item.first):
            self.focus.see_sentence(party, *self._place(item.first))
        sentence_begin, sentence_end = self.passages.sentences[self.passages.sentence_of[item.first]]
        if (
            certainty > REMOTE / 2
            and self.texts[item.first - 1].lower() in ("in", "from")
            and (item.first - 1 - sentence_begin <= 3 or sentence_end - sentence_begin <= 9)
            and how in ("capital", "name")
        ):
            self.focus.see_scene(party, self.passages.sentence_of[item.first], self.passages.paragraph_of[item.first])
        if how == "people" and self.texts[item.first - 1].lower() == "the":
            subject = True
        if sentence_end - sentence_begin <= (6 if self.texts[sentence_end - 1] in "?.:" else 3) or (
            item.first - sentence_begin <= 4 and item.last < self.size and self.texts[item.last] == ":"
        ):
            subject = True
            if self.texts[sentence_end - 1] in ".:?" and certainty > VENUE:
                self.focus.heading, self.focus.heading_paragraph = party, self.passages.paragraph_of[item.first]
        if certainty > VENUE and not self._quoted(item.first):
            self.focus.see_party(party, self.passages.sentence_of[item.first], self.passages.paragraph_of[item.first], subject)
        elif certainty > VENUE:
            self.focus.see_party(party, self.passages.sentence_of[item.first], self.passages.paragraph_of[item.first], False)

    def _party_certainty(self, item: Item) -> tuple[float, bool]:
        """How surely the name stands for the party as an actor, and whether it is a subject."""
        first, last, how = item.first, item.last, item.how
        words, texts = self.words, self.texts
        base = item.certainty or 0.9
        following = words[last] if last < self.size else None
        quoted_subject = self._subject_at(first, last)
        if how == "demonym":
            if item.possessive:
                return 0.5, False
            if following is None:
                return 0.4, False
            if following.office or following.body or (self.at.get(last) is not None and self.at[last].kind in ("body", "office")):
                return 0.8, self._subject_at(first, last + 1)
            if following.outsider or following.group:
                return 0.1, False
            # "Israeli foreign ministry": a body within a few words
            for k in range(last, min(last + 4, self.size)):
                near = self.at.get(k)
                if near is not None and near.kind in ("body", "office"):
                    return 0.8, self._subject_at(first, near.last)
                if words[k].lower in lex.FUNCTION_WORDS or not words[k].base.isalpha():
                    break
            return 0.35 if not self._verb_follows(last) else 0.6, False
        if how == "capital" and not item.own or how == "capital":
            before = texts[first - 1].lower() if first else ""
            if self._dateline(first, last):
                return 0.03, False
            if item.possessive:
                return 0.85, False
            if before in lex.VENUES:
                return 0.15 if not self._governed(first) else 0.5, False
            if before in ("from", "to", "of", "outside"):
                return 0.35, False
            if quoted_subject and self._verb_follows(last):
                return 0.95, True
            if following is not None and texts[last] == "," and last + 1 < self.size and words[last + 1].cap and before in lex.PREPOSITIONS:
                return 0.15, False
            if before in lex.PREPOSITIONS:
                return 0.6, False
            return (0.8, quoted_subject) if quoted_subject else (0.6, False)
        before = texts[first - 1].lower() if first else ""
        if how == "name" and self.kinds.get(item.party or "") in ("state", "region"):
            if self._dateline(first, last):
                return 0.05, False
            if before in lex.VENUES and not item.possessive:
                return 0.25, False
            if before in lex.PREPOSITIONS and not item.possessive:
                return 0.55, False
            if self.kinds.get(item.party or "") == "region" and not item.own:
                base = min(base, 0.7)
        subject = quoted_subject or (item.possessive and last < self.size and (words[last].body or words[last].office))
        return (min(base + 0.05, 0.99) if quoted_subject else base - 0.1), subject

    def _governed(self, first: int) -> bool:
        """Whether a capital after "in" follows a body or an office: "the government in Berlin"."""
        before = self.at.get(first - 2)
        return before is not None and before.kind in ("body", "office") and before.last == first - 1

    def _dateline(self, first: int, last: int) -> bool:
        """Whether a place opens a paragraph as its dateline: "DOHA, Jan 12 (Agency) -"."""
        paragraph = self.passages.paragraphs[self.passages.paragraph_of[first]][0]
        if first - paragraph > (6 if self.words[paragraph].caps else 1) and not (
            first - paragraph <= 5 and all(self.words[k].cap or self.texts[k] in ",-" for k in range(paragraph, first))
        ):
            return False
        for k in range(last, min(last + 12, self.size)):
            if self.texts[k] in ("-", "—", "–", "--") or (
                self.texts[k] == "(" and k + 2 < self.size and self.texts[k + 2] == ")" and self.words[k + 1].cap
            ):
                head = self.texts[last]
                return (
                    head in (",", "(", "-", "—", "–")
                    and self.words[first].caps
                    or head == ","
                    and last + 1 < self.size
                    and self.texts[last + 1] in lex.MONTHS
                )
            if self.words[k].lower in lex.SPEECH or self.texts[k] in ".;":
                return False
        return False
