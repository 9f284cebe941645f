"""Signs of an actor's name: what its own words and the words around it say for and against a name being that of a party.

The signs are classes of words, never names, so that what is learned of them holds for subjects that nobody has seen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from classifier.text import actor_words as lex
from classifier.text.items import Item
from classifier.text.mentions import Span
from classifier.text.newcomers import ADVOCACY, CEREMONIAL, PLACE_NOUNS, WEAK_VERBS
from classifier.text.passages import Passages
from classifier.text.word_types import Word

MOST_PLACES = 6
"""So many places of a name are looked at."""
FUNCTION = lex.FUNCTION_WORDS | lex.PREPOSITIONS | lex.DETERMINERS
MARKS = frozenset(", ( ) . \" ” “ : — – - ' ’ ? ; / !".split())
TELLING_VERBS = lex.word_set("said says would will wants wanted has had is was are were have")
AFTER = lex.word_set("and or nor for of in on at to who which with by from as that not also too but while if")
BEFORE = lex.word_set(
    "said says told by of for from at in to with against the a an and nor neither but or that as on near between its his their both while when "
    "called if what like where asked urged"
)
ROLES = ("head", "tail", "first")
COMPLEMENTS = frozenset("of for on to in against de du des".split())
APPOSITIONS = frozenset("a an the one which whose who".split())


def name_key(text: str) -> str:
    """A name as it stands in a text, without article and possessive.

    Examples
    --------
    >>> name_key("The Bakers’ Guild's"), name_key("Hafn Dockers'")
    ("Bakers' Guild", 'Hafn Dockers')
    """
    name = " ".join(text.replace("’", "'").replace("‘", "'").split())
    name = name.removesuffix("'s").removesuffix("'")
    return name[4:] if name[:4].lower() == "the " else name


class NameSigns:
    """The signs of the names of one text.

    Parameters
    ----------
    passages : Passages
    words : sequence of Word
        The types of the tokens.
    at : mapping of int to Item
        Who stands at each token by the rules.
    first_names : collection of str
    own : sequence of str
        The codebook's parties.
    """

    def __init__(self, passages: Passages, words: Sequence[Word], at: Mapping[int, Item], first_names: Mapping[str, str], own: Sequence[str]) -> None:
        self.passages, self.words, self.at, self.first_names, self.own = passages, words, at, first_names, own
        self.texts, self.size = passages.words, len(words)
        self._afters: dict[int, str] = {}
        self._befores: dict[int, str] = {}

    def signs(self, name: str, places: Sequence[tuple[Span, Span]]) -> set[str]:
        """All signs of one name.

        Parameters
        ----------
        name : str
            As `name_key` gives it.
        places : sequence of (span, run)
            Where it stands, and in which run of capitalised words.

        Returns
        -------
        set of str
        """
        first, last = places[0][0]
        own = {f"{role}:{sign}" for role, word in zip(ROLES, self.roles(first, last), strict=True) for sign in self.word(word)}
        return own | set(self.shape(name, first, last)) | self.context(places)

    def roles(self, first: int, last: int) -> tuple[Word, Word, Word]:
        """The head of a name, the word before its first complement; its last and its first word."""
        texts, words = self.texts, self.words
        head = next((k for k in range(first + 1, last) if texts[k].lower() in COMPLEMENTS), last) - 1
        return words[head], words[last - 1], words[first]

    def shape(self, name: str, first: int, last: int) -> list[str]:
        """What the words of a name are together."""
        words, texts = self.words, self.texts
        own = words[first:last]
        capped = [word for word in own if word.cap]
        found = [f"n{min(len(capped), 5)}"]
        if len(capped) < len(own):
            links = (text for text, word in zip(texts[first:last], own, strict=True) if not word.cap)
            found += sorted({f"link:{text.lower() if not text[0].isdigit() else 'number'}" for text in links})
        if all(word.ordinary for word in capped):
            found.append("ordinary")
        if any(word.type for word in own):
            found.append("type")
        if all(word.caps for word in capped):
            found.append(f"caps{len(capped) > 1}")
        if any(other in name and other != name for other in self.own):
            found.append("holds own")
        if last - first > 1 and any(word.possessive for word in own[:-1]):
            found.append("possessive within")
        return found

    def context(self, places: Sequence[tuple[Span, Span]]) -> set[str]:
        """What stands around a name wherever it stands."""
        found: set[str] = set()
        for span, run in places[:MOST_PLACES]:
            found.update(self._context(*span, *run))
        if len(places) > 1:
            found.add("twice")
        if len(places) > 3:
            found.add("four")
        return found

    def word(self, word: Word) -> set[str]:
        """The classes of one word of a name."""
        base, lower = word.base, word.lower
        found = {str(word.type)}
        classes = (
            (base in lex.PLACES, "place"), (base in lex.MEDIA, "media"), (base in lex.ACADEMIC, "academic"), (word.ordinary, "ordinary"),
            (word.office, "office"), (word.outsider, "outsider"), (word.body, "body"), (base in self.first_names, "first name"),
            (base in lex.MONTHS, "month"), (base in CEREMONIAL, "ceremonial"), (lower in lex.PORTFOLIOS, "portfolio"), (word.caps, "caps"),
            (word.pronoun is not None, "pronoun"), (lower in FUNCTION, "function"), (base in lex.SHIPS, "ship"), (base in lex.FOREIGN_HEADS, "foreign"),
            (len(base) <= 2, "short"), (word.ordinary and base.endswith("s"), "plural"), (any(letter.isdigit() for letter in base), "digit"),
            (not word.caps and sum(letter.isupper() for letter in base) > 1, "camel"),
        )  # fmt: skip
        found.update(name for holds, name in classes if holds)
        if word.group is not None:
            found.add(f"group {lower}")
        found.update(f"alias {alias.kind}" for alias, _ in word.aliases[:3] if len(alias.words) == 1)
        return found

    def _after(self, i: int) -> str:
        """The class of the word that follows, worked out once."""
        found = self._afters.get(i)
        if found is None:
            found = self._afters[i] = self._following(i)
        return found

    def _following(self, i: int) -> str:
        if i >= self.size:
            return "END"
        word, text = self.words[i], self.texts[i]
        lower = word.lower
        if lower in TELLING_VERBS or text in MARKS:
            return lower if lower in TELLING_VERBS else text
        if lower in ADVOCACY:
            return "ADVOCACY"
        if lower in lex.SPEECH:
            return "WEAK" if lower in WEAK_VERBS else "SPEECH"
        if lower in FUNCTION:
            return lower if lower in AFTER else "FUNCTION"
        if word.office:
            return "Office" if word.cap else "office"
        for holds, name in (
            (word.outsider, "outsider"), (word.group is not None, "group"), (word.body, "body"), (lower in PLACE_NOUNS, "place"), (word.cap, "CAP"),
            (lower.endswith("ed") or lower in lex.PAST_VERBS, "-ed"), (lower.endswith("ly"), "-ly"), (lower.endswith("s"), "-s"),
        ):  # fmt: skip
            if holds:
                return name
        return "word"

    def _before(self, i: int, start: int) -> str:
        """The class of the word that goes before, worked out once."""
        if i < start:
            return "START"
        found = self._befores.get(i)
        if found is None:
            found = self._befores[i] = self._preceding(i)
        return found

    def _preceding(self, i: int) -> str:
        word, text = self.words[i], self.texts[i]
        lower = word.lower
        if lower in BEFORE or text in MARKS:
            return lower if lower in BEFORE else text
        for holds, name in (
            (word.office, "office"), (word.outsider, "outsider"), (word.group is not None, "group"), (word.body, "body"), (lower in lex.SPEECH, "SPEECH"),
            (lower in FUNCTION, "FUNCTION"), (word.cap, "CAP"), (lower.endswith("ing"), "-ing"), (lower.endswith("ed"), "-ed"),
        ):  # fmt: skip
            if holds:
                return name
        return "word"

    def _context(self, first: int, last: int, run_first: int, run_last: int) -> list[str]:
        """What stands around one place of the name."""
        words, texts, passages = self.words, self.texts, self.passages
        start, stop = passages.sentences[passages.sentence_of[first]]
        k, article = first - 1, "none"
        if k >= start and texts[k].lower() in ("the", "a", "an"):
            article = texts[k].lower()
            k -= 1
        before = self._before(k, start)
        possessive, follows = words[last - 1].possessive, last
        if self._plural_possessive(last):
            possessive, follows = True, last + 1
        after = self._after(follows)
        opens = before in ("START", ".", ":", '"', "“", "”", "—")
        found = [
            f"before {before}", f"after {after}", f"before {self._before(k - 1, start) if before != 'START' else 'START'} {before}",
            f"after {after} {self._after(follows + 1) if after != 'END' else 'END'}", f"article {article}",
            f"possessive {possessive}", f"possessive {possessive} {after}", f"article {article} {after}", f"opens {opens} {article} {after}",
        ]  # fmt: skip
        if opens and last - first == 1:
            found.append(f"opens alone {words[first].ordinary}")
        found += self._in_run(first, last, run_first, run_last)
        if passages.quotation_of[first] >= 0:
            found.append("quoted")
        if after == ",":
            found += self._apposition(follows, stop)
        found += self._neighbours(first, last, follows, k, before, possessive)
        return found

    def _plural_possessive(self, last: int) -> bool:
        """Whether an apostrophe after the name is a possessive's and no closing quotation mark."""
        passages, texts = self.passages, self.texts
        return (
            last + 1 < self.size
            and texts[last] in "'’"
            and texts[last - 1].endswith("s")
            and passages.starts[last] == passages.ends[last - 1]
            and texts[last + 1][0].isalpha()
            and passages.quotation_of[last - 1] == passages.quotation_of[last + 1]
        )

    def _in_run(self, first: int, last: int, run_first: int, run_last: int) -> list[str]:
        """Whether the run of capitalised words goes on to the left or right, and by what."""
        found = []
        if first == run_first:
            found.append("begins run")
        else:
            found.append(f"left {'CAP' if self.words[first - 1].cap else self.texts[first - 1].lower()}")
        if last == run_last:
            found.append("ends run")
        else:
            found.append(f"right {'CAP' if self.words[last].cap else self.texts[last].lower()}")
        if first == run_first and last == run_last:
            found.append("whole run")
        return found

    def _apposition(self, comma: int, stop: int) -> list[str]:
        """What is said between commas after the name, and what comes after it."""
        words, texts = self.words, self.texts
        found: list[str] = []
        opener = texts[comma + 1].lower() if comma + 1 < self.size else ""
        if opener not in APPOSITIONS:
            return found
        found.append(f"apposition {opener}")
        if opener in ("a", "an", "the", "one"):
            for k in range(comma + 2, min(comma + 9, self.size)):
                word = words[k]
                if texts[k] in ",.;":
                    break
                if word.group is not None or word.office or word.outsider or word.lower in PLACE_NOUNS:
                    found.append(f"apposition {'group' if word.group is not None else 'office' if word.office else 'outsider' if word.outsider else 'place'}")
                    break
        for k in range(comma + 2, min(comma + 14, stop - 1)):
            if texts[k] == ",":
                found.append(f"beyond {self._after(k + 1)}")
                break
        return found

    def _neighbours(self, first: int, last: int, follows: int, k: int, before: str, possessive: bool) -> list[str]:
        """Who stands beside the name, and within it, by the rules."""
        at = self.at
        found = []
        following, preceding, farther = at.get(follows), at.get(k), at.get(k - 1)
        if following is not None and following.first == follows:
            found.append(f"next {following.kind} {possessive}")
        if preceding is not None:
            found.append(f"previous {preceding.kind}")
        elif before in ("of", "for", "from", "at") and farther is not None:
            found.append(f"previous {before} {farther.kind}")
        if before == "," and farther is not None:
            found.append(f"previous , {farther.kind}")
        inside = {(item.kind, item.own, item.how if item.kind == "nothing" else "") for item in (at.get(i) for i in range(first, last)) if item is not None}
        found += [f"within {kind} {own} {how}" for kind, own, how in inside]
        here = at.get(first)
        if here is not None and here.first == first and here.last in (last, follows):
            found.append(f"is {here.kind} {here.how if here.kind in ('nothing', 'name') else ''}")
        elif here is not None and (here.first < first or here.last > last):
            found.append(f"part of {here.kind}")
        return found
