"""Rows: the units that are counted. Each is a document to score, or the reason why it is none."""

from __future__ import annotations

import datetime
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from classifier.document import Document

SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the input.

    Parameters
    ----------
    file : str
        The file it stands in.
    number : int
        Its number there, from 1: line of a JSONL file, row of a table (the header not counted), 1 of a text.
    id : str or None
        The document's id where it is known.
    document : Document or None
        What to score; None if it is rejected.
    reason : str or None
        Why it is rejected; None if it is not.
    """

    file: str
    number: int
    id: str | None
    document: Document | None
    reason: str | None


def _identifier(value: Any) -> str | None:
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return None


def _moment(value: Any) -> Any:
    if isinstance(value, datetime.datetime) and not (value.hour or value.minute or value.second or value.microsecond):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, datetime.date) else value


def make_row(file: str, number: int, fields: dict[str, Any], fallback: str, max_chars: int) -> Row:
    """Check the fields of a row.

    Parameters
    ----------
    file : str
        The file it stands in.
    number : int
        Its number there.
    fields : dict
        ``text``, ``id``, ``title``, ``date`` as the file has them; those that are absent may be missing.
    fallback : str
        The id of a row without one.
    max_chars : int
        Longest text that is scored; 0 for no limit.

    Returns
    -------
    Row

    Examples
    --------
    >>> make_row("a.csv", 3, {"text": "  "}, "a.csv:3", 0).reason
    'no text: the field is empty'
    """
    given = fields.get("id")
    name = _identifier(given)

    def rejected(reason: str) -> Row:
        return Row(file, number, name, None, reason)

    if name is None and given is not None and not isinstance(given, str):
        return rejected(f"wrong type: the id is of type {type(given).__name__}, no string or whole number")
    text = fields.get("text")
    if text is None:
        return rejected("no text: the field is missing or null")
    if not isinstance(text, str):
        return rejected(f"wrong type: the text is of type {type(text).__name__}, no string")
    if not text.strip():
        return rejected("no text: the field is empty")
    if max_chars and len(text) > max_chars:
        return rejected(f"too long: {len(text)} characters, at most {max_chars} are scored (--max-chars)")
    title, date = fields.get("title"), _moment(fields.get("date"))
    for role, value in (("title", title), ("date", date)):
        if value is not None and not isinstance(value, str):
            return rejected(f"wrong type: the {role} is of type {type(value).__name__}, no string")
    for role, value in (("text", text), ("id", name), ("title", title), ("date", date)):
        if value is not None and not value.isascii():
            found = SURROGATE.search(value)
            if found:
                code = ord(found.group())
                kind = "a byte that is no UTF-8" if 0xDC80 <= code <= 0xDCFF else f"the lone surrogate U+{code:04X}"
                return rejected(f"broken encoding: {kind} at character {found.start()} of the {role}")
    return Row(file, number, name or fallback, Document(name or fallback, text, title or None, date or None), None)


class Seen:
    """The ids that were there before; kept on disk beyond a few megabytes, so that memory stays flat.

    Examples
    --------
    >>> seen = Seen()
    >>> seen.add("a"), seen.add("a")
    (True, False)
    """

    def __init__(self) -> None:
        # An empty name is a private database that SQLite writes to a temporary file once it outgrows its cache.
        self._base = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        for setting in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-8000"):
            self._base.execute(f"PRAGMA {setting}")
        self._base.execute("CREATE TABLE ids (id BLOB PRIMARY KEY) WITHOUT ROWID")
        self._base.execute("BEGIN")

    def add(self, name: str) -> bool:
        """Whether the name is new; it is not new any more."""
        return self._base.execute("INSERT OR IGNORE INTO ids VALUES (?)", (name.encode("utf-8", "surrogatepass"),)).rowcount == 1

    def close(self) -> None:
        """Give the memory and the disk back."""
        self._base.close()


def without_duplicates(rows: Iterator[Row]) -> Iterator[Row]:
    """The rows, those rejected whose id an earlier document had."""
    seen = Seen()
    try:
        for row in rows:
            if row.document is not None and not seen.add(row.document.id):
                yield replace(row, document=None, reason=f"duplicate id: {row.document.id!r} occurred before")
            else:
                yield row
    finally:
        seen.close()
