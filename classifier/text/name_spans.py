"""Spans of capitalised words: everything in a text that could be the whole of a name, without a judgement which is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from classifier.text.mentions import Span
from classifier.text.passages import Passages
from classifier.text.word_types import Word

LONGEST = 10
"""Most tokens of a name."""
LINKS = frozenset("of for and the in on to with against at & de la du des del der das dos da di und e y ng mga ' ’ . - – / + !".split())
"""What may stand between two capitalised words of one name; two of them in a row at most."""
PLURALS = frozenset(("people", "children", "men", "women", "workers", "taxpayers"))
"""Words whose possessive may stand inside a name: "People's Party"."""
LARGEST_NUMBER = 3
"""Digits that a number in a name has at most: "Local 729"."""


def name_spans(passages: Passages, words: Sequence[Word], capitals: Sequence[bool]) -> Iterator[tuple[Span, Span]]:
    """All spans of capitalised words, each with the run of such words that it stands in.

    Parameters
    ----------
    passages : Passages
    words : sequence of Word
        The types of the tokens.
    capitals : sequence of bool
        For each sentence whether all of it is in capitals; such are left out.

    Yields
    ------
    (span, run) : tuple of (int, int)
        Token ranges, half open.

    Examples
    --------
    >>> from classifier.text.passages import read_passages
    >>> passages = read_passages("The Bakers of Hafn agree.")
    >>> words = [Word(text) for text in passages.words]
    >>> [" ".join(passages.words[first:last]) for (first, last), _ in name_spans(passages, words, [False])]
    ['Bakers', 'Bakers of Hafn', 'Hafn']
    """
    for number, (begin, end) in enumerate(passages.sentences):
        if capitals[number]:
            continue
        i = begin
        while i < end:
            if not words[i].cap or words[i].lower == "the":
                i += 1
                continue
            tops, after = _run(passages, words, i, end)
            for n, first in enumerate(tops):
                if not words[first].cap:
                    continue
                for last in tops[n:]:
                    if last + 1 - first > LONGEST:
                        break
                    yield (first, last + 1), (i, tops[-1] + 1)
            i = after


def _run(passages: Passages, words: Sequence[Word], i: int, end: int) -> tuple[list[int], int]:
    """The capitalised words and numbers of the run that begins at `i`, and the token to go on from."""
    texts = passages.words
    tops: list[int] = []
    k = i
    while k < end:
        word = words[k]
        if word.cap or (tops and texts[k][0].isdigit() and len(texts[k]) <= LARGEST_NUMBER):
            tops.append(k)
            k += 1
            if word.possessive and not (k < end and words[k].cap and word.lower in PLURALS):
                break
            continue
        if texts[k].lower() not in LINKS or (texts[k] == "." and passages.starts[k] != passages.ends[k - 1]):
            break
        following = k + 1
        while following < min(end, k + 3) and texts[following].lower() in LINKS:
            following += 1
        if following >= end or not words[following].cap:
            break
        k = following
    return tops, max(k, i + 1)
