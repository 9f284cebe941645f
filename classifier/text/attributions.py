"""The attributions of a document as a table."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from classifier.codebook import Party
from classifier.document import Document
from classifier.text.passages import Passages
from classifier.text.reading import Reading, Span, TextReader

COLUMNS = (
    "source_start", "source_end", "cue_start", "cue_end", "content_start", "content_end", "source", "cue", "content", "speaker", "party",
)  # fmt: skip
OFFSETS = COLUMNS[:6]


def _span(passages: Passages, span: Span | None) -> tuple[int | None, int | None, str | None]:
    if span is None:
        return None, None, None
    start, end = passages.span(*span)
    return start, end, passages.text[start:end]


def attribution_table(reading: Reading) -> pd.DataFrame:
    """The attributions of a reading, one row a piece of content.

    Parameters
    ----------
    reading : Reading
        The text as read.

    Returns
    -------
    DataFrame
        With the columns of `COLUMNS`; offsets are nullable integers.
    """
    rows = []
    passages = reading.passages
    for statement in reading.statements:
        source = _span(passages, statement.attribution.source)
        cue = _span(passages, statement.attribution.cue)
        for piece in statement.attribution.content or (None,):
            content = _span(passages, piece)
            rows.append((*source[:2], *cue[:2], *content[:2], source[2], cue[2], content[2], statement.speaker, statement.party))
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    return table.astype(dict.fromkeys(OFFSETS, "Int64")).astype(dict.fromkeys(COLUMNS[6:], object))


def attributions(document: Document, parties: Sequence[Party] = ()) -> pd.DataFrame:
    """Who says what in a document.

    Parameters
    ----------
    document : Document
        The article.
    parties : sequence of Party, optional
        Parties with aliases that win over the gazetteer, as in a codebook.

    Returns
    -------
    DataFrame
        A row a piece of content: ``source_start, source_end, cue_start, cue_end, content_start, content_end`` (null where the part is
        missing), ``source, cue, content`` (the words), ``speaker`` (named most fully) and ``party``.

    Examples
    --------
    >>> table = attributions(Document("a", "Norway will send observers, Foreign Minister Kari Solheim said."))
    >>> table[["content", "speaker", "party"]].to_numpy().tolist()
    [['Norway will send observers,', 'Kari Solheim', 'Norway']]
    """
    return attribution_table(TextReader(parties).read(document))
