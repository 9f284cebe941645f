"""Tables of positions as files: a part of the table for each chunk, and the parts joined to what the user asked for."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from classifier.errors import InputError
from classifier.position import COLUMNS

if TYPE_CHECKING:
    import pyarrow as pa

SUFFIXES = (".parquet", ".csv", ".jsonl")
GROUP_ROWS = 65_536
"""Rows of a Parquet row group."""
FILE_ROWS = 16 * GROUP_ROWS
"""Rows of a file in a Parquet folder."""


def table_format(output: str | Path) -> str:
    """The format that a path asks for.

    Parameters
    ----------
    output : str or Path
        A file ending in .parquet, .csv or .jsonl; or a folder: one that exists, or a path that ends in a slash.

    Returns
    -------
    {'parquet', 'csv', 'jsonl', 'folder'}

    Raises
    ------
    InputError
        If it is none of these.

    Examples
    --------
    >>> table_format("positions.csv"), table_format("positions/")
    ('csv', 'folder')
    """
    given = os.fspath(output)
    suffix = os.path.splitext(given.rstrip("/" + os.sep))[1].lower()
    if given.endswith(("/", os.sep)) or os.path.isdir(given):
        if suffix in (".csv", ".jsonl"):
            raise InputError(given, "only Parquet is written into a folder; name a file")
        return "folder"
    if suffix not in SUFFIXES:
        raise InputError(given, f"the output ends in {', '.join(SUFFIXES)}, or in / for a folder of Parquet files")
    return suffix[1:]


def schema() -> pa.Schema:
    """The Arrow schema of a table of positions."""
    import pyarrow as pa

    types = {"start": pa.int64(), "end": pa.int64(), "probability": pa.float64()}
    return pa.schema([(name, types.get(name, pa.string())) for name in COLUMNS])


def encode_part(records: Sequence[dict[str, Any]], form: str) -> bytes:
    """The part of a table that some records make.

    Parameters
    ----------
    records : sequence of dict
        Positions, with the keys `classifier.position.COLUMNS`.
    form : {'parquet', 'csv', 'jsonl', 'folder'}
        As `table_format` tells.

    Returns
    -------
    bytes
        Lines without a header, or a Parquet file.
    """
    if form == "jsonl":
        return "".join(json.dumps({name: record[name] for name in COLUMNS}, ensure_ascii=False) + "\n" for record in records).encode()
    if form == "csv":
        lines = io.StringIO()
        csv.writer(lines, lineterminator="\n").writerows([record[name] for name in COLUMNS] for record in records)
        return lines.getvalue().encode()
    import pyarrow as pa
    import pyarrow.parquet as pq

    sink = pa.BufferOutputStream()
    columns = [pa.array([record[name] for record in records], field.type) for name, field in zip(COLUMNS, schema(), strict=True)]
    pq.write_table(pa.Table.from_arrays(columns, schema=schema()), sink, compression="zstd")
    return bytes(sink.getvalue().to_pybytes())


def join_parts(parts: Iterable[Path], form: str, target: Path) -> None:
    """Write the parts of a table, in order, as one.

    Parameters
    ----------
    parts : iterable of Path
        What `encode_part` made, each in a file.
    form : {'parquet', 'csv', 'jsonl', 'folder'}
        The format.
    target : Path
        A new file, or a new folder. What is in it does not depend on how the rows were spread over the parts.
    """
    if form == "folder":
        target.mkdir()
        for number, groups in enumerate(_files(_groups(parts))):
            _write_parquet(groups, target / f"part-{number:05d}.parquet")
    elif form == "parquet":
        _write_parquet(_groups(parts), target)
    else:
        with open(target, "wb") as file:
            if form == "csv":
                file.write((",".join(COLUMNS) + "\n").encode())
            append_files(parts, file)
            _to_disk(file)


def append_files(paths: Iterable[Path], file: io.BufferedWriter) -> None:
    """Append the content of files, a megabyte at a time."""
    for path in paths:
        with open(path, "rb") as part:
            while block := part.read(1 << 20):
                file.write(block)


def _to_disk(file: io.BufferedWriter) -> None:
    file.flush()
    os.fsync(file.fileno())


def _groups(parts: Iterable[Path]) -> Iterator[pa.Table]:
    """The rows of all parts in tables of `GROUP_ROWS`, the last one shorter."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    waiting: list[pa.Table] = []
    rows = 0
    for path in parts:
        table = pq.read_table(path, partitioning=None)
        waiting.append(table)
        rows += table.num_rows
        while rows >= GROUP_ROWS:
            everything = pa.concat_tables(waiting)
            yield everything.slice(0, GROUP_ROWS).combine_chunks()
            waiting, rows = [everything.slice(GROUP_ROWS)], rows - GROUP_ROWS
    if rows:
        yield pa.concat_tables(waiting).combine_chunks()


def _files(groups: Iterator[pa.Table]) -> Iterator[list[pa.Table]]:
    """The groups by file; one empty file where there are none."""
    some: list[pa.Table] = []
    empty = True
    for group in groups:
        some.append(group)
        if len(some) == FILE_ROWS // GROUP_ROWS:
            yield some
            some, empty = [], False
    if some or empty:
        yield some


def _write_parquet(groups: Iterable[pa.Table], target: Path) -> None:
    import pyarrow.parquet as pq

    with open(target, "wb") as file:
        with pq.ParquetWriter(file, schema(), compression="zstd") as writer:
            for group in groups:
                writer.write_table(group, row_group_size=GROUP_ROWS)
        _to_disk(file)
