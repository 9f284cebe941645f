"""The evidence of a position: the clause that shows it, without the words that only say who said it."""

from __future__ import annotations

from classifier.coding.lexicon import load_lexicon
from classifier.text.reading import Reading, Span, Statement

PLAIN = frozenset({"report", "hedge", "past", "modal", "first_person"})
"""Classes of words that a cue may hold and still say no more than that something is said."""

LEADING = frozenset("and but while whereas although though yet that so nor which who , ; : . – — - \" ' “ ” ‘ ’ « » ) *".split())
TRAILING = frozenset(", ; : – — - \" ' “ ‘ ’ ” « » ( and but".split())


def _common(a: Span, b: Span) -> Span:
    return max(a[0], b[0]), min(a[1], b[1])


def is_plain(reading: Reading, statement: Statement) -> bool:
    """Whether a cue only reports ("said"), rather than taking a stance itself ("demands", "refused")."""
    cue = statement.attribution.cue
    if cue is None:
        return True
    words = [word.lower() for word in reading.passages.words[cue[0] : cue[1]]]
    return set(load_lexicon().read(words).values()) <= PLAIN


def evidence_tokens(reading: Reading, clause: int, anchor: int, statement: int, *, keep_cue: bool = False) -> Span:
    """The tokens of a clause that are the statement itself, without source and cue.

    Parameters
    ----------
    reading : Reading
        The text as read.
    clause : int
        Number of the clause.
    anchor : int
        The token that speaks most for the issue.
    statement : int
        Number of the statement by which the holder speaks, -1 if none.
    keep_cue : bool
        Whether a cue that takes a stance itself ("demands", "refused") is part of it.

    Returns
    -------
    (int, int)
        A token range inside the clause.
    """
    whole = reading.clauses[clause]
    length = whole[1] - whole[0]
    best = whole
    found = 0
    if statement >= 0:
        if keep_cue and not is_plain(reading, reading.statements[statement]):
            return whole
        for piece in reading.statements[statement].attribution.content:
            first, last = _common(piece, whole)
            if last - first > found and last - first >= max(3, 0.3 * length):
                found, best = last - first, (first, last)
        return best
    for number in reading.spoken[reading.passages.sentence_of[whole[0]]]:
        other = reading.statements[number]
        if other.attribution.source is None or (keep_cue and not is_plain(reading, other)):
            continue
        for piece in other.attribution.content:
            first, last = _common(piece, whole)
            if last - first > found and last - first >= max(4, 0.4 * length) and first <= anchor < last:
                found, best = last - first, (first, last)
    return best


def evidence_span(reading: Reading, clause: int, anchor: int, statement: int) -> tuple[int, int]:
    """Character offsets of the evidence of a candidate.

    Parameters
    ----------
    reading : Reading
        The text as read.
    clause, anchor, statement : int
        As for `evidence_tokens`.

    Returns
    -------
    (int, int)
        ``text[start:end]`` is the evidence.
    """
    words = reading.passages.words
    first, last = evidence_tokens(reading, clause, anchor, statement, keep_cue=True)
    while last - first > 2 and words[first].lower() in LEADING:
        first += 1
    while last - first > 2 and words[last - 1].lower() in TRAILING:
        last -= 1
    return reading.passages.span(first, last)
