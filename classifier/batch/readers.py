"""Reading rows from files of every kind: JSONL, CSV, Parquet, text, HTML."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from classifier.batch.articles import HTML, MAX_BYTES, article_document
from classifier.batch.columns import Columns, choose_columns
from classifier.batch.rows import Row, make_row
from classifier.batch.sources import Source
from classifier.batch.streams import DECODING_ERRORS, bounded_lines, open_stream
from classifier.errors import InputError

HEAD_LINES, HEAD_BYTES = 50, 1_000_000
"""So much of a JSONL file is looked at to tell its fields."""
PARQUET_ROWS = 128
DELIMITERS = ",;\t|"

Position = Callable[[], int]
Read = Iterator[tuple[Row, int]]
"""Rows, each with the bytes of its file that were read by then."""


@dataclass(frozen=True)
class Reader:
    """Reads the rows of files.

    Parameters
    ----------
    wanted : Columns
        The columns that the user named; the others are guessed.
    max_chars : int
        Longest text that is scored; 0 for no limit.
    """

    wanted: Columns
    max_chars: int

    @property
    def _line_limit(self) -> int:
        # Twelve bytes are the most that JSON can make of one character; titles and further fields come on top.
        return 12 * self.max_chars + 16_000_000 if self.max_chars else (1 << 31) - 1

    def check(self, source: Source) -> str | None:
        """Find the columns of a table before anything is scored.

        Returns
        -------
        str or None
            What is taken from where; None for texts, and for files that cannot be read, whose rows are rejected later.

        Raises
        ------
        InputError
            If a column that is needed is missing.
        """
        kind = told_kind(source)
        try:
            if kind == "jsonl":
                return f"{source.path}: {self._json_columns(source)}"
            if kind == "csv":
                with open_stream(source.path) as (stream, _):
                    header, _ = self._table(_text(stream))
                return f"{source.path}: {choose_columns(header, self.wanted, source.path)}" if header else None
            if kind == "parquet":
                import pyarrow.parquet as pq

                with pq.ParquetFile(source.path) as file:
                    return f"{source.path}: {self._parquet_columns(file, source)}"
        except InputError:
            raise
        except (*DECODING_ERRORS, ValueError, csv.Error):
            return None
        return None

    def rows(self, sources: Iterable[Source]) -> Read:
        """All rows of all files in order, with the bytes of all files that were read by then."""
        before = 0
        for source in sources:
            count = 0
            try:
                for row, position in self._file(source):
                    count += 1
                    yield row, before + min(position, source.size)
            except (*DECODING_ERRORS, ValueError, csv.Error) as error:
                if isinstance(error, InputError):
                    raise
                fault = " ".join(str(error).split()) or type(error).__name__
                reason = f"the file cannot be read {'further' if count else 'at all'}: {fault}"
                yield Row(source.path, count + 1, None, None, reason), before + source.size
            before += source.size

    def _file(self, source: Source) -> Read:
        kind = told_kind(source)
        if kind == "parquet":
            yield from self._parquet(source)
            return
        with open_stream(source.path) as (stream, position):
            if kind == "jsonl":
                yield from self._jsonl(source, stream, position)
            elif kind == "csv":
                yield from self._csv(source, stream, position)
            else:
                yield self._article(source, stream.read(MAX_BYTES + 1), kind == "html"), source.size

    def _article(self, source: Source, raw: bytes, html: bool) -> Row:
        try:
            document = article_document(raw, source.path, source.name, html)
        except InputError as error:
            reason = f"{error.place}: {error.fault}" if error.place else error.fault
            return Row(source.path, 1, source.name, None, f"no text: {reason}" if "empty" in reason else reason)
        fields = {"text": document.text, "id": document.id, "title": document.title, "date": document.date}
        return make_row(source.path, 1, fields, source.name, self.max_chars)

    def _json_columns(self, source: Source) -> Columns:
        names: dict[str, None] = {}
        with open_stream(source.path) as (stream, _):
            size = 0
            for _, line in zip(range(HEAD_LINES), bounded_lines(stream, HEAD_BYTES), strict=False):
                record = _parsed(line) if isinstance(line, bytes) else None
                if isinstance(record, dict):
                    names.update(dict.fromkeys(record))
                size += len(line) if isinstance(line, bytes) else 0
                if size > HEAD_BYTES:
                    break
        if self.wanted.text is None and not names:
            names = {"text": None}
        fallback = {name: None for _, name in self.wanted.by_role() if name is not None}
        try:
            return choose_columns([*names, *(name for name in fallback if name not in names)], self.wanted, source.path)
        except InputError:
            # Each line says for itself what it lacks.
            return Columns("text", self.wanted.id, self.wanted.title, self.wanted.date)

    def _jsonl(self, source: Source, stream: BinaryIO, position: Position) -> Read:
        # A field that the head does not show may come later under its own name.
        columns = {role: name or role for role, name in self._json_columns(source).by_role()}
        for number, line in enumerate(bounded_lines(stream, self._line_limit), 1):
            if isinstance(line, int):
                yield Row(source.path, number, None, None, f"too long: a line of {line} bytes"), position()
                continue
            if number == 1:
                line = line.removeprefix(b"\xef\xbb\xbf")
            if not line.strip():
                continue
            record = _parsed(line)
            if isinstance(record, dict):
                fields = {role: record.get(name) for role, name in columns.items()}
                yield make_row(source.path, number, fields, f"{source.name}:{number}", self.max_chars), position()
            else:
                yield Row(source.path, number, None, None, record if isinstance(record, str) else "no JSON object"), position()

    def _table(self, text: io.TextIOWrapper) -> tuple[list[str], Iterator[list[str]]]:
        """The header of a CSV file, and its rows."""
        limit = self._line_limit
        csv.field_size_limit(limit)
        first = text.readline(HEAD_BYTES)
        if first.count("\0") > 3:
            raise ValueError("binary content")
        delimiter = max(DELIMITERS, key=first.count)
        rest = iter(lambda: text.readline(limit), "")

        def lines() -> Iterator[str]:
            if first:
                yield first
            yield from rest

        table = csv.reader(lines(), delimiter=delimiter, strict=True)
        return next(table, []), table

    def _csv(self, source: Source, stream: BinaryIO, position: Position) -> Read:
        # Whoever lets go of `text` closes the file, so it is kept to the end.
        text = _text(stream)
        header, table = self._table(text)
        if not header:
            return
        columns = choose_columns(header, self.wanted, source.path)
        places = {role: header.index(name) for role, name in columns.by_role() if name is not None}
        number = 0
        while True:
            number += 1
            try:
                cells = next(table)
            except StopIteration:
                return
            except csv.Error as error:
                yield Row(source.path, number, None, None, f"no valid CSV: {error}"), position()
                continue
            if not cells:
                number -= 1
                continue
            if len(cells) != len(header):
                name = cells[places["id"]] if places.get("id", len(cells)) < len(cells) else None
                reason = f"no valid CSV: {len(cells)} cells, the header has {len(header)}"
                yield Row(source.path, number, name, None, reason), position()
                continue
            fields = {role: cells[place] for role, place in places.items()}
            yield make_row(source.path, number, fields, f"{source.name}:{number}", self.max_chars), position()

    def _parquet_columns(self, file: Any, source: Source) -> Columns:
        import pyarrow.types as types

        schema = file.schema_arrow
        columns = choose_columns(schema.names, self.wanted, source.path)
        kind = schema.field(columns.text).type
        kind = kind.value_type if types.is_dictionary(kind) else kind
        if not (types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind) or types.is_null(kind)):
            raise InputError(source.path, f"column {columns.text!r} holds {kind}, no strings")
        return columns

    def _parquet(self, source: Source) -> Read:
        import pyarrow.parquet as pq

        number = 0
        with pq.ParquetFile(source.path, memory_map=False, buffer_size=1 << 20) as file:
            columns = self._parquet_columns(file, source)
            total = max(1, file.metadata.num_rows)
            names = [name for _, name in columns.by_role() if name is not None]
            for batch in file.iter_batches(batch_size=PARQUET_ROWS, columns=list(dict.fromkeys(names))):
                for place in range(batch.num_rows):
                    number += 1
                    fields = {role: _cell(batch.column(name)[place]) for role, name in columns.by_role() if name is not None}
                    yield make_row(source.path, number, fields, f"{source.name}:{number}", self.max_chars), source.size * number // total


def _text(stream: BinaryIO) -> io.TextIOWrapper:
    return io.TextIOWrapper(stream, encoding="utf-8-sig", errors="surrogateescape", newline="")


def _cell(scalar: Any) -> Any:
    """An Arrow value as a Python one; a string that is no UTF-8 keeps its bytes as surrogates, by which it is rejected."""
    try:
        return scalar.as_py()
    except UnicodeDecodeError:
        return scalar.as_buffer().to_pybytes().decode("utf-8", "surrogateescape")


def _parsed(line: bytes) -> Any:
    """The JSON value of a line; as a string, why there is none."""
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError as error:
        return f"broken encoding: not UTF-8 at byte {error.start} of the line"
    try:
        record = json.loads(text)
    except RecursionError:
        return "no valid JSON: nested too deeply"
    except ValueError as error:
        return f"no valid JSON: {getattr(error, 'msg', None) or error}"
    return record if isinstance(record, dict) else "no JSON object: each line is one, with the fields of an article"


def told_kind(source: Source) -> str:
    """The kind of a file; of one with an unknown suffix by its first bytes."""
    if source.kind != "unknown":
        return source.kind
    try:
        with open_stream(source.path) as (stream, _):
            head = stream.read(65_536)
    except (*DECODING_ERRORS, ValueError):
        return "text"
    if head.startswith(b"PAR1"):
        return "parquet"
    if HTML.match(head[:4096]):
        return "html"
    return "jsonl" if head.lstrip().startswith(b"{") else "text"
