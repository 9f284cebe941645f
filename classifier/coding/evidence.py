"""The evidence of a position: the clause that shows it, without the words that only say who said it."""

from __future__ import annotations

from classifier.text.reading import Reading, Span

LEADING = frozenset("and but while whereas although though yet that so nor which who , ; : . – — - \" ' “ ” ‘ ’ « » ) *".split())
TRAILING = frozenset(", ; : – — - \" ' “ ‘ ’ ” « » ( and but".split())


def _common(a: Span, b: Span) -> Span:
    return max(a[0], b[0]), min(a[1], b[1])


def evidence_span(reading: Reading, clause: int, anchor: int, statement: int) -> tuple[int, int]:
    """Character offsets of the evidence of a candidate.

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

    Returns
    -------
    (int, int)
        ``text[start:end]`` is the evidence.
    """
    passages, words = reading.passages, reading.passages.words
    whole = reading.clauses[clause]
    best = whole
    pieces = [reading.statements[statement].attribution.content] if statement >= 0 else [s.attribution.content for s in reading.statements]
    sizes = []
    for content in pieces:
        for piece in content:
            first, last = _common(piece, whole)
            if last - first >= max(4, 0.4 * (whole[1] - whole[0])) and (statement >= 0 or first <= anchor < last):
                sizes.append((last - first, first, last))
    if sizes:
        _, first, last = max(sizes)
        best = (first, last)
    first, last = best
    while last - first > 2 and words[first].lower() in LEADING:
        first += 1
    while last - first > 2 and words[last - 1].lower() in TRAILING:
        last -= 1
    return passages.span(first, last)
