"""Passages: the tokens, sentences, paragraphs and quotations of a text, by offsets into it.

One pass of one compiled pattern finds the tokens; everything else is read off them, so the time is linear in the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

TOKEN = re.compile(r"(?:[A-Z]\.){2,}|''|``|\w+(?:['’\-‑]\w+)*|[^\w\s]")
BLANK_LINE = re.compile(r"\n[ \t\r\f\v]*\n\s*")
LINE_END = re.compile(r"(?<=[.!?…”\"’'»)\]:])[ \t\r]*\n\s*")

ENDERS = frozenset(".!?…")
CLOSERS = frozenset([*"\"'”’»)]“", "''"])
OPENERS = frozenset("\"'“‘«([—–-•*`")


def _forms(text: str) -> frozenset[str]:
    return frozenset(text.split())


ABBREVIATIONS = _forms(
    """
    mr mrs ms dr prof gen col lt maj capt sgt sen rep gov pres hon rev st ste jr sr vs inc ltd co corp bros jan feb mar apr jun jul
    aug sept sep oct nov dec no nos vol art arts fig approx dept est min e.g i.e cf al ave blvd adm cmdr brig sec supt insp amb pp
    """
)
SENTENCE_STARTERS = _forms(
    """
    The A An He She It They We I You This That These Those But And In On At For From With As If When While After Before Since Its
    His Her Their Our There Here Not No Yet Nor Both Neither Some Many Most Asked However Meanwhile
    """
)
OPEN_QUOTES = {"“": "”", "«": "»", "„": "“", "‘": "’", "``": "''"}
STRAIGHT_QUOTES = frozenset(['"', "''"])


@dataclass(frozen=True, slots=True)
class Passages:
    """The parts of a text.

    All token ranges are half open. ``text[starts[i]:ends[i]]`` is token ``i``.

    Attributes
    ----------
    text : str
        The text, untouched.
    words : list of str
        The tokens, in order.
    starts, ends : list of int
        Character offsets of the tokens.
    sentences, paragraphs, quotations : list of (int, int)
        Token ranges. Sentences tile the tokens, so do paragraphs; a quotation's range is what stands between its marks.
    sentence_of, paragraph_of : list of int
        For each token the number of its sentence and paragraph.
    quotation_of : list of int
        For each token the number of its quotation, -1 outside.
    """

    text: str
    words: list[str]
    starts: list[int]
    ends: list[int]
    sentences: list[tuple[int, int]]
    paragraphs: list[tuple[int, int]]
    quotations: list[tuple[int, int]]
    sentence_of: list[int]
    paragraph_of: list[int]
    quotation_of: list[int]

    def __len__(self) -> int:
        """Number of tokens."""
        return len(self.words)

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Character offsets of the tokens from `first` up to, without, `last`."""
        if first >= last:
            return (0, 0)
        return self.starts[first], self.ends[last - 1]


def _paragraph_breaks(text: str) -> list[int]:
    """Offsets at which a new paragraph begins."""
    if BLANK_LINE.search(text):
        return [match.end() for match in BLANK_LINE.finditer(text)]
    return [match.end() for match in LINE_END.finditer(text)]


def _ends_sentence(words: list[str], starts: list[int], ends: list[int], i: int, close: int) -> bool:
    """Whether the full stop (or the like) at token `i`, with closers up to `close`, ends a sentence before token `close`."""
    word, following = words[i], words[close]
    if starts[close] == ends[close - 1]:
        return False
    initial = following[0]
    if not (initial.isupper() or initial.isdigit() or initial in OPENERS):
        return False
    if len(word) > 1 and word[-1] == ".":
        return close > i + 1 or following in SENTENCE_STARTERS or initial in OPENERS
    if word == "." and i and ends[i - 1] == starts[i] and close == i + 1:
        before = words[i - 1]
        if len(before) == 1 and before.isalpha() and before.isupper():
            return False
        if before.lower() in ABBREVIATIONS and (before[0].isupper() or not initial.isupper()):
            return before == "No" and not initial.isdigit()
    return True


def _sentences(words: list[str], starts: list[int], ends: list[int], paragraphs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    sentences: list[tuple[int, int]] = []
    for first, last in paragraphs:
        begin = first
        i = first
        while i < last:
            word = words[i]
            if word[-1] in ENDERS:
                close = i + 1
                while close < last and words[close] in CLOSERS and starts[close] == ends[close - 1]:
                    close += 1
                while close < last and words[close] in ENDERS and starts[close] == ends[close - 1]:
                    close += 1
                if close >= last:
                    break
                if _ends_sentence(words, starts, ends, i, close):
                    sentences.append((begin, close))
                    begin = close
                i = close
            else:
                i += 1
        if begin < last:
            sentences.append((begin, last))
    return sentences


def _quotations(
    text: str, words: list[str], starts: list[int], ends: list[int], paragraphs: list[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Token ranges between quotation marks.

    A quotation that its paragraph leaves open ends with the paragraph; by the convention of print the next paragraph then opens it anew.
    """
    quotations: list[tuple[int, int]] = []
    size = len(text)
    for first, last in paragraphs:
        open_at, closer = -1, ""
        # A single mark left open is a quotation only if the next paragraph opens with one too; otherwise it is an apostrophe.
        goes_on = last < len(words) and words[last] == "'"
        for i in range(first, last):
            word = words[i]
            if word.isalnum() or (len(word) != 1 and word not in ("''", "``")):
                continue
            if open_at < 0:
                if word in OPEN_QUOTES:
                    open_at, closer = i + 1, OPEN_QUOTES[word]
                elif word in STRAIGHT_QUOTES:
                    if not _only_closes(text, starts[i], ends[i]):
                        open_at, closer = i + 1, word
                elif word == "'":
                    before = text[starts[i] - 1] if starts[i] else " "
                    after = text[ends[i]] if ends[i] < size else " "
                    opens = not before.isalnum() and not after.isspace() and (after.isalpha() or after in '“"…[')
                    if opens and (goes_on or _has_closing(words, text, ends, i, last)):
                        open_at, closer = i + 1, "'"
            elif word == closer:
                if closer in "'’":
                    before = text[starts[i] - 1]
                    after = text[ends[i]] if ends[i] < size else " "
                    if before.isspace() or after.isalnum():
                        continue
                    if before == "s" and after.isspace() and _has_closing(words, text, ends, i, last, closer):
                        continue
                elif closer in STRAIGHT_QUOTES and _only_opens(text, starts[i], ends[i]):
                    # The mark before it was never closed (an inch, a slip): begin anew rather than turn the paragraph inside out.
                    if open_at < i:
                        quotations.append((open_at, i))
                    open_at = i + 1
                    continue
                if open_at < i:
                    quotations.append((open_at, i))
                open_at = -1
        if open_at >= 0 and open_at < last and (closer != "'" or goes_on):
            quotations.append((open_at, last))
    return quotations


def _only_closes(text: str, start: int, end: int) -> bool:
    """Whether a straight mark stands right behind a word and before a space: it can open nothing."""
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    return not before.isspace() and before not in "([—–-:," and (after.isspace() or after in ".,;:!?)")


def _only_opens(text: str, start: int, end: int) -> bool:
    """Whether a straight mark stands behind a space and right before a word: it can close nothing."""
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    return before.isspace() and (after.isalnum() or after in "[($…")


def _has_closing(words: list[str], text: str, ends: list[int], i: int, last: int, mark: str = "'") -> bool:
    """Whether a closing single mark follows token `i` within 120 tokens: else it is an apostrophe."""
    size = len(text)
    for j in range(i + 1, min(last, i + 120)):
        word = words[j]
        if word == mark:
            after = text[ends[j]] if ends[j] < size else " "
            before = words[j - 1][-1]
            if not after.isalnum() and (before in ".,!?…" or not text[ends[j] - 2].isspace()):
                return True
        elif word == "‘":
            return False
    return False


def read_passages(text: str) -> Passages:
    """Find the passages of a text.

    Parameters
    ----------
    text : str
        Any text; nothing is normalised.

    Returns
    -------
    Passages

    Examples
    --------
    >>> passages = read_passages('“We will not leave,” he said. U.S. officials shrugged.')
    >>> [passages.text[slice(*passages.span(*s))] for s in passages.sentences]
    ['“We will not leave,” he said.', 'U.S. officials shrugged.']
    >>> [passages.text[slice(*passages.span(*q))] for q in passages.quotations]
    ['We will not leave,']
    """
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for match in TOKEN.finditer(text):
        words.append(match.group())
        start, end = match.span()
        starts.append(start)
        ends.append(end)
    breaks = _paragraph_breaks(text)
    paragraphs: list[tuple[int, int]] = []
    begin = 0
    token = 0
    count = len(words)
    for offset in breaks:
        while token < count and starts[token] < offset:
            token += 1
        if begin < token:
            paragraphs.append((begin, token))
        begin = token
    if begin < count:
        paragraphs.append((begin, count))
    sentences = _sentences(words, starts, ends, paragraphs)
    quotations = _quotations(text, words, starts, ends, paragraphs)
    sentence_of = [n for n, (first, last) in enumerate(sentences) for _ in range(first, last)]
    paragraph_of = [n for n, (first, last) in enumerate(paragraphs) for _ in range(first, last)]
    quotation_of = [-1] * count
    for n, (first, last) in enumerate(quotations):
        quotation_of[first:last] = [n] * (last - first)
    return Passages(text, words, starts, ends, sentences, paragraphs, quotations, sentence_of, paragraph_of, quotation_of)
