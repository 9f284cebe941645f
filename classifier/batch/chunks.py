"""Chunks: the units of work that are scored, written and recorded in one step."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from classifier.batch.rows import Row
from classifier.document import Document

CHUNK_ROWS = 256
CHUNK_CHARACTERS = 500_000
"""A chunk ends when it has so many characters, so that long texts do not fill the memory."""


@dataclass(frozen=True)
class Chunk:
    """Some rows in the order of the input.

    Parameters
    ----------
    number : int
        From 0.
    rows : tuple of Row
        Good and bad ones.
    position : int
        Bytes of all inputs that were read by its end.
    """

    number: int
    rows: tuple[Row, ...]
    position: int

    @property
    def documents(self) -> list[Document]:
        """What there is to score in it."""
        return [row.document for row in self.rows if row.document is not None]

    def fingerprint(self) -> str:
        """Which rows of which files these are, as a hash."""
        digest = hashlib.sha256()
        for row in self.rows:
            digest.update(f"{row.number}\0{row.id}\0{row.reason}\n".encode("utf-8", "backslashreplace"))
        return digest.hexdigest()[:16]


def chunked(rows: Iterable[tuple[Row, int]], most_rows: int = CHUNK_ROWS, most_characters: int = CHUNK_CHARACTERS) -> Iterator[Chunk]:
    """Cut a stream of rows into chunks; where they are cut depends on the rows alone.

    Parameters
    ----------
    rows : iterable of (Row, int)
        Rows with the bytes read by then.
    most_rows, most_characters : int
        A chunk has at most so many rows; it ends at the row with which it reaches so many characters of text.

    Yields
    ------
    Chunk

    Examples
    --------
    >>> rows = [(Row("a.csv", n, None, None, "no text"), 10 * n) for n in (1, 2, 3)]
    >>> [(chunk.number, len(chunk.rows), chunk.position) for chunk in chunked(rows, 2)]
    [(0, 2, 20), (1, 1, 30)]
    """
    part: list[Row] = []
    number = characters = position = 0
    for row, position in rows:
        part.append(row)
        characters += len(row.document.text) if row.document is not None else 0
        if len(part) >= most_rows or characters >= most_characters:
            yield Chunk(number, tuple(part), position)
            part, characters, number = [], 0, number + 1
    if part:
        yield Chunk(number, tuple(part), position)
