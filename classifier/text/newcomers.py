"""Newcomers: which names that nothing is known of are those of parties.

A town, a ship, a headline or a word that only opens its sentence must never become a party; a name that speaks, decides or is described
as a group does.
"""

from __future__ import annotations

from classifier.text import actor_words as lex
from classifier.text.items import Item
from classifier.text.learning import Learning

WEAK_VERBS = lex.word_set(
    "is was are were be has had have will would could can may might must should does did do makes made takes took gives gave comes came "
    "goes "
    "went puts put sets set begins began starts started stays stayed keeps kept holds held stands stood remains remained feels felt "
    "sees saw "
    "finds found needs needed wants wanted"
)
"""Verbs that a thing or a place has as often as an actor."""

VENUE_WORDS = lex.word_set("in near outside around across through into via throughout")
PLACE_NOUNS = lex.word_set(
    "city town village capital river port harbour harbor province district valley island islet reef shoal lake dam canal barrage bridge "
    "airport road street square hill mountain neighbourhood neighborhood suburb quarter estate crossing camp hospital basin delta coast "
    "region area pipeline mine field fields border corridor prison base station launcher missile missiles tank tanks howitzers ship ships "
    "boat boats vessel aircraft jets drones language"
)
CEREMONIAL = lex.word_set(
    "House Senate Chamber Committee Excellency Excellencies Majesty Majesties Highness Honour Honor Lordship Grace Holiness Eminence Court "
    "Motion Item Article Paragraph Annex Section Chapter Clause Treaty Agreement Protocol Minister Members Party Government State Union "
    "Congress Parliament Assembly Commission Council Board Budget Speaker Question Answer Point Exchange Summary Contact Number Chart"
)
"""Words that are written with a capital without being a name: forms of address, parts of papers, the house one speaks in."""

UNNAMED_BODIES = lex.word_set(
    "Committee Subcommittee Commission Council Chamber Board Panel Office Court Service Group Department Agency Bureau"
)
WANTS = lex.word_set("wants wanted would will needs")
"""Weak verbs that a place has only where its people or its council is meant."""
MINDED = lex.word_set(
    "against willing ready opposed prepared open happy unhappy keen examining considering weighing studying undecided reluctant unwilling"
)
"""What only somebody with a mind can be."""
ADVOCACY = lex.word_set(
    "rejects rejected welcomes welcomed backs backed opposes opposed supports supported proposes proposed wants wanted demands demanded urges "
    "urged favours favors favoured favored condemns condemned endorses endorsed threatens threatened lobbies lobbied campaigns campaigned "
    "objects objected thinks accepts accepted refuses refused would"
)
"""Verbs by which an institute takes a side, where others only say what they found."""
NO_ACTORS = lex.word_set(
    "Europe Africa Asia East Balkans Caucasus Sahel Maghreb Levant Baltic Arctic Antarctic Mediterranean Pacific Atlantic Gulf Gaza Crimea Donbas "
    "Donbass Darfur Kashmir America Treaty Agreement Accord Accords Act Pact Deal Protocol Plan Declaration Convention Charter Law Bill Directive "
    "Regulation Constitution Award Resolution Memorandum Statute Street War Wars Day Week Sea Ocean"
)
"""Last words of names of places and papers that never stand for an authority, or for more than one."""
OWNED_PLACES = lex.word_set("County District Province Port Airport Harbour Harbor Hospital Park Hotel Cathedral Church Region")
DASHES = frozenset(("-", "—", "–", "--"))


class Newcomers(Learning):
    """Weighs names that nothing is known of."""

    shown: frozenset[str] | set[str] = frozenset()
    _places: set[str] | None = None
    _inner: set[str] | None = None

    def _survey(self) -> None:
        """Where the text has its unknown names: after "in" and "near", and with a capital inside a sentence."""
        places: set[str] = set()
        inner: set[str] = set()
        texts, words = self.texts, self.words
        for item in self.items:
            if item.kind in ("name", "person") and item.first:
                before = texts[item.first - 1].lower()
                if (
                    before in VENUE_WORDS
                    or (before == "at" and item.last - item.first == 1)
                    or (before == "of" and item.first > 1 and texts[item.first - 2].lower() in PLACE_NOUNS)
                    or (item.last < self.size and texts[item.last] in PLACE_NOUNS)
                ):
                    places.add(item.name)
                elif item.last + 2 < self.size and texts[item.last] == "," and texts[item.last + 1] in ("a", "an", "the"):
                    for k in range(item.last + 2, min(item.last + 6, self.size)):
                        if texts[k] in PLACE_NOUNS:
                            places.add(item.name)
                        if texts[k] in PLACE_NOUNS or not texts[k][0].isalnum() or texts[k].lower() in lex.PREPOSITIONS:
                            break
        previous = "."
        for i, word in enumerate(words):
            if word.cap and word.ordinary and (previous.isalpha() or previous == ",") and not word.caps and not self._opens_clause(i):
                alone = not words[i - 1].cap and not (i + 1 < self.size and words[i + 1].cap)
                if alone or (i > 0 and words[i - 1].lower in ("the", "and", "neither", "nor")):
                    inner.add(word.base)
            previous = texts[i]
        self._places, self._inner = places, inner

    def _is_place(self, item: Item) -> bool:
        """Whether the text speaks of the name as of a place."""
        if self._places is None:
            self._survey()
        return item.name in (self._places or ())

    def _inside(self, word: str) -> bool:
        """Whether the text has the ordinary word with a capital inside a sentence too."""
        if self._inner is None:
            self._survey()
        return word in (self._inner or ())

    def _opens_clause(self, first: int) -> bool:
        """Whether a capital is due at the token whatever the word: it opens a sentence, a quotation, a line or what follows a colon."""
        passages = self.passages
        if first == 0 or passages.sentences[passages.sentence_of[first]][0] == first:
            return True
        return (
            not self.texts[first - 1][0].isalpha()
            and self.texts[first - 1] not in ",;&"
            or passages.quotation_of[first] != passages.quotation_of[first - 1]
            or "\n" in passages.text[passages.ends[first - 1] : passages.starts[first]]
        )

    def _heads_paragraph(self, item: Item) -> bool:
        """Whether the name is a dateline, a crosshead or a label at the head of a paragraph or in the brackets of a dateline."""
        begin = self.passages.paragraphs[self.passages.paragraph_of[item.first]][0]
        texts, last = self.texts, item.last
        after = texts[last] if last < self.size else "."
        if item.first == begin and self.words[item.first].caps and not texts[min(last, self.size - 1)].isalpha():
            return not self._described(item)
        if item.first == begin and last + 1 < self.size and after in ",(":
            # "Harwick, 26 October", "Harwick (NPA)."
            beyond = texts[last + 1]
            if (
                beyond[0].isdigit()
                or beyond in lex.MONTHS
                or (after == "(" and self.words[last + 1].caps and last + 2 < self.size and texts[last + 2] == ")")
            ):
                return True
        if item.first - begin <= 14 and item.first and texts[item.first - 1] in "(/" and after in ")/":
            beyond = texts[last + 1] if last + 1 < self.size else "."
            return beyond in DASHES or beyond in (".", ":")
        return False

    def _no_party(self, item: Item) -> bool:
        """Whether the form of the name or its place rules out a party."""
        words, texts = self.words, self.texts
        first, last = item.first, item.last
        own = words[first:last]
        if item.name in self.orgs:
            return False
        if item.name in self.first_names or texts[first] in lex.SHIPS and last - first > 1:
            return True
        if self._heads_paragraph(item):
            return True
        plain = [word for word in own if word.base[0].isalpha()]
        before = texts[first - 1] if first else ""
        if len(plain) == 1:
            word = plain[0]
            if word.base in lex.MONTHS or (last + 1 < self.size and texts[last] == "," and texts[last + 1][0].isdigit()):
                return True
            if word.base in CEREMONIAL or word.lower in lex.PORTFOLIOS or word.lower in lex.FUNCTION_WORDS:
                return True
            if any(letter.isdigit() for letter in word.base) and item.how != "acronym":
                return True
            if word.ordinary and (
                self._opens_clause(first)
                and not self._inside(word.base)
                or word.caps
                and not self._named_by(item)
                or before.lower() in ("his", "her", "your", "our", "my", "this", "their", "every", "no")
            ):
                return True
        elif all(word.caps for word in plain) and any(word.ordinary or word.common for word in plain):
            return True
        elif all(word.ordinary or word.lower in lex.PORTFOLIOS or len(word.base) == 1 for word in plain):
            multi_acts = self._verb_follows(last) and plain[-1].base not in UNNAMED_BODIES and not plain[0].caps
            # "Education Department", "Old Town", "Happy Friday": ordinary words with capitals name a group only where they are said to
            if self._opens_clause(first) or plain[-1].base in UNNAMED_BODIES or plain[-1].base in lex.PLACES:
                return not (self._named_by(item) or "&" in texts[first:last] or (multi_acts and plain[-1].base not in lex.PLACES))
        return before.lower() == "told" or (
            before.lower() == "the" and first > 1 and texts[first - 2].lower() == "told" and item.how == "acronym"
        )

    def _acts(self, item: Item, governed: bool) -> bool:
        """Whether an acronym stands where a group does: before a verb, in brackets after a name, as an apposition, as an owner."""
        texts, first, last = self.texts, item.first, item.last
        after = texts[last] if last < self.size else "."
        if self._described(item) or (item.possessive and not governed) or (first and texts[first - 1] in "(," and after in "),"):
            return True
        if after in DASHES and last + 1 < self.size and texts[last + 1] in ("which", "whose", "the", "a", "an"):
            return True
        if not governed and (self._verb_follows(last) or self._subject_at(first, last)):
            return True
        near = self.at.get(last)
        return near is not None and near.first == last and near.kind in ("office", "person", "group")

    def _named_by(self, item: Item) -> bool:
        """Whether a group word, an article with a verb, or an apposition shows the name to be a group's."""
        if self._described(item):
            return True
        opens = self._opens_clause(item.first)
        return (self._after_the(item.first) or not opens) and self._verb_follows(item.last) and not self._shouting(item.first)

    def _described(self, item: Item) -> bool:
        """Whether a name is followed or led by what it is: "Quillon, a maker of ...", "called Quillon", "neither Quillon nor"."""
        texts, last = self.texts, item.last
        before = texts[item.first - 1].lower() if item.first else ""
        if before in ("nor", "neither"):
            return True
        return last + 1 < self.size and texts[last] == "," and texts[last + 1].lower() in ("which", "whose", "a", "an", "the")

    def _beyond_apposition(self, last: int) -> int:
        """The token after a short apposition in commas that begins at `last`, or `last` if there is none."""
        if last >= self.size or self.texts[last] != ",":
            return last
        stop = min(last + 14, self.passages.sentences[self.passages.sentence_of[last]][1] - 1)
        for k in range(last + 2, stop):
            if self.texts[k] == ",":
                return k + 1
            if not self.texts[k][0].isalnum() and self.texts[k] not in "'’-":
                break
        return last

    def _visit_place(self, item: Item) -> None:
        """A place that speaks or decides is its authority: "Kent County rejected the plan", "Nice, which sees few ships, welcomed it"."""
        words, first, last = self.words, item.first, item.last
        if item.possessive or words[first].caps or self.texts[last - 1] in NO_ACTORS or self._heads_paragraph(item):
            return
        begin = self.passages.sentences[self.passages.sentence_of[first]][0]
        k = first - 2 if self._after_the(first) else first - 1
        if k >= begin and (self.texts[k] == "," or self.texts[k].lower() in lex.PREPOSITIONS or words[k].cap or self.texts[k].lower() in lex.DETERMINERS):
            return
        beyond = self._beyond_apposition(last)
        verb = words[beyond].lower if beyond < self.size else ""
        minded = verb in ("is", "was") and beyond + 1 < self.size and self.texts[beyond + 1] in MINDED
        firm = verb in lex.SPEECH and (verb not in WEAK_VERBS or verb in WANTS or minded)
        owned = last - first > 1 and self.texts[last - 1] in OWNED_PLACES and verb in lex.SPEECH
        if not words[min(beyond, self.size - 1)].cap and (firm or owned):
            item.name = self._phrase(first, last)
            self._adopt(item, 0.4)

    def _visit_institute(self, item: Item) -> None:
        """An institute that takes a side is an advocate: "The Norland Petroleum Institute opposes the levy"."""
        if item.possessive or not self._after_the(item.first) or item.last >= self.size:
            return
        if self.words[item.last].lower in ADVOCACY and self._subject_at(item.first, item.last):
            item.name = self._phrase(item.first, item.last)
            self._adopt(item, 0.4)

    def _visit_name(self, item: Item) -> None:
        """An unknown name where an actor acts is an actor's."""
        self._weigh_name(item)
        if item.kind == "party" and item.party is not None and not self._quoted(item.first):
            self.focus.see_party(item.party, *self._place(item.first), self._subject_at(item.first, item.last))

    def _weigh_name(self, item: Item) -> None:
        words = self.words
        acronym = item.how == "acronym"
        the = self._after_the(item.first)
        multi = item.last - item.first > 1
        opens = self._opens_clause(item.first)
        if self._no_party(item):
            return
        following = words[item.last] if item.last < self.size else None
        beyond = self._beyond_apposition(item.last)
        if beyond < self.size and beyond > item.last and words[beyond].lower in lex.SPEECH and (multi or acronym or not opens):
            following = words[beyond]
        if (
            following is not None
            and following.lower == "and"
            and self.at.get(item.last + 1) is not None
            and self.at[item.last + 1].kind in ("name", "party")
            and self.at[item.last + 1].last < self.size
        ):
            following = words[self.at[item.last + 1].last]
        k = item.first - 2 if the else item.first - 1
        governed = k >= 0 and self.texts[k].lower() in lex.PREPOSITIONS
        speaks = following is not None and following.lower in lex.SPEECH and not governed and not following.cap
        firmly = speaks and following is not None and following.lower not in WEAK_VERBS
        if following is not None and following.lower in ("is", "was", "are", "were"):
            speaks = False
        before_speaks = item.first > 0 and words[item.first - 1].lower in lex.SPEECH and words[item.first - 1].lower in ("said", "says")
        joined = self.at.get(item.first - 2) if item.first > 1 and self.texts[item.first - 1] == "and" else None
        if joined is not None and joined.kind == "nothing" and joined.how == "geography":
            return
        if item.how == "academic":
            if speaks and (the or opens) and self._subject_at(item.first, item.last):
                self._adopt(item)
            return
        if item.how in ("compound", "longer") and not governed and item.possessive:
            self._adopt(item)
            return
        if multi and all(word.caps for word in words[item.first : item.last]):
            return
        if item.name not in self.orgs and not acronym and self._is_place(item):
            if firmly and not the:
                self._adopt(item, 0.4)
            return
        if (
            acronym
            and len(item.name) >= 3
            and not any(letter.isdigit() for letter in item.name)
            and (self._acts(item, governed) or item.name in self.shown)
            or (acronym or the or multi)
            and (speaks or item.possessive and not governed or before_speaks)
            or speaks
            and len(item.name) > 2
            or item.name in self.orgs
        ):
            self._adopt(item)
        elif len(item.name) > 3 and (self._described(item) or self._subject_at(item.first, item.last)):
            self._adopt(item, 0.4)
