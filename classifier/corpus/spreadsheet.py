"""CSV files that people open in Excel and save again: nothing runs, nothing is turned into a date or a number, nothing is lost.

A cell that a spreadsheet would take for a formula, a number or a date gets an apostrophe in front, which reading takes away again.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from classifier.errors import InputError

MAX_BYTES = 500_000_000
MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
TOUCHY = re.compile(
    rf"[=+\-@\t\r\n＝＋－＠]|[\s\d.,:/+\-eE%$€£()]*\d[\s\d.,:/+\-eE%$€£()]*$|true$|false$|(?:\d+[\s.\-/]*{MONTH}|{MONTH}[\s\-/]*\d+)[\s\d.,\-/]*$",
    re.IGNORECASE,
)
"""What a spreadsheet does something to: formulas, numbers, dates, truth values."""


def harmless(cell: str) -> str:
    """A cell that stays as it is in a spreadsheet.

    Examples
    --------
    >>> harmless('=HYPERLINK("http://x")'), harmless("007"), harmless("Norland")
    ('\\'=HYPERLINK("http://x")', "'007", 'Norland')
    """
    return f"'{cell}" if TOUCHY.match(cell.lstrip("'")) else cell


def original(cell: str) -> str:
    """What the cell was before `harmless`.

    Examples
    --------
    >>> original(harmless("-1")), original("'quoted'")
    ('-1', "'quoted'")
    """
    return cell[1:] if cell.startswith("'") and TOUCHY.match(cell.lstrip("'")) else cell


def write_spreadsheet(rows: Iterable[Mapping[str, Any]], columns: Sequence[str], path: str | Path, numbers: Sequence[str] = ()) -> None:
    """Write a CSV file that Excel opens as it is.

    Parameters
    ----------
    rows : iterable of mapping
        Cells by column; None is an empty cell.
    columns : sequence of str
        The columns, in order.
    path : str or Path
        The file; UTF-8 with a byte order mark, by which Excel knows it.
    numbers : sequence of str
        Columns of numbers, which stay numbers.

    Raises
    ------
    InputError
        If it cannot be written.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        cells = ["" if row.get(name) is None else row[name] for name in columns]
        writer.writerow([cell if name in numbers else harmless(str(cell)) for name, cell in zip(columns, cells, strict=True)])
    try:
        Path(path).write_bytes(stream.getvalue().encode("utf-8-sig", "replace"))
    except OSError as error:
        raise InputError(str(path), f"cannot be written ({error.strerror})") from None


def read_spreadsheet(path: str | Path, needed: Sequence[str]) -> list[dict[str, str]]:
    """Read a CSV file as spreadsheets save it.

    Parameters
    ----------
    path : str or Path
        Separated by commas, semicolons or tabs; UTF-8 or UTF-16.
    needed : sequence of str
        Columns that must be there.

    Returns
    -------
    list of dict
        The cells by column, without apostrophes; rows that are wholly empty are left out.

    Raises
    ------
    InputError
        If there is no such file, it is no text, or a column is missing.
    """
    source = str(path)
    try:
        raw = Path(path).read_bytes()
    except FileNotFoundError:
        raise InputError(source, "no such file") from None
    except OSError as error:
        raise InputError(source, f"cannot be read ({error.strerror})") from None
    try:
        text = raw.decode("utf-16" if raw[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(source, f"neither UTF-8 nor UTF-16 at byte {error.start}; save it as 'CSV UTF-8'") from None
    head = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=head.count)
    limit = csv.field_size_limit(2**31 - 1)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise InputError(source, f"no valid CSV ({error})") from None
    finally:
        csv.field_size_limit(limit)
    columns = [cell.strip() for cell in rows[0]] if rows else []
    missing = [name for name in needed if name not in columns]
    if missing:
        raise InputError(source, f"column {missing[0]!r} is missing; keep the columns as they were written")
    return [
        {name: original(cell) for name, cell in zip(columns, [*row, *[""] * len(columns)], strict=False)}
        for row in rows[1:]
        if any(map(str.strip, row))
    ]
