"""Known names in a text: the longest alias at a token, in fitting letters, read by what the text speaks of."""

from __future__ import annotations

from classifier.text import actor_words as lex
from classifier.text.aliases import fold
from classifier.text.gazetteer import Alias, Gazetteer
from classifier.text.items import Item
from classifier.text.passages import Passages
from classifier.text.word_types import Vocabulary

ABBREVIATIONS_LIKE_WORDS = lex.word_set("US WHO IT AID CAR AU PA ISA NAM ALBA PACE ITU CIS MAY WILL CAN")


class AliasScan:
    """The state of a scan, and the known names in it."""

    def __init__(self, gazetteer: Gazetteer, vocabulary: Vocabulary, passages: Passages, renamed: dict[str, str]) -> None:
        """Look the words of a text up."""
        self.gazetteer = gazetteer
        self.renamed = renamed
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

    def _opens(self, i: int) -> bool:
        """Whether token `i` opens a sentence, a quotation or a line."""
        if i == 0 or self.passages.sentences[self.passages.sentence_of[i]][0] == i:
            return True
        before = self.texts[i - 1]
        return before in "\"“‘'—–-:•*(«„" or (before.isdigit()) or self.passages.quotation_of[i] != self.passages.quotation_of[i - 1]

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
            self.readings[name] = self.renamed.get(best.party, best.party) if best.party is not None else None
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

    def _state_at(self, p: int) -> bool:
        found = self._alias(p) if self.words[p].aliases else None
        return found is not None and self.gazetteer.kinds.get(found[0].party or "") == "state"
