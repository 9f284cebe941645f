import gzip
import json
import lzma
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from classifier.batch.columns import Columns
from classifier.batch.readers import Reader
from classifier.batch.rows import Row, without_duplicates
from classifier.batch.sources import InputFiles


def read(path: Path, *, columns: Columns | None = None, max_chars: int = 1_000) -> list[Row]:
    rows = Reader(columns or Columns(), max_chars).rows(InputFiles([path]))
    return list(without_duplicates(row for row, _ in rows))


def good(rows: list[Row]) -> list[tuple[str, str]]:
    return [(row.document.id, row.document.text) for row in rows if row.document]


def reasons(rows: list[Row]) -> list[tuple[int, str]]:
    return [(row.number, row.reason) for row in rows if row.reason]


def zstd(content: bytes) -> bytes:
    return bytes(pa.compress(content, codec="zstd", asbytes=True))


@pytest.mark.parametrize(("suffix", "pack"), [("", bytes), (".gz", gzip.compress), (".xz", lzma.compress), (".zst", None)])
def test_jsonl_is_read_packed_or_not(tmp_path: Path, suffix: str, pack: Any) -> None:
    content = (
        b"\xef\xbb\xbf" + "".join(json.dumps({"id": n, "text": f"Tag {n}: café"}, ensure_ascii=False) + "\r\n\n" for n in range(3)).encode()
    )
    path = tmp_path / f"a.jsonl{suffix}"
    if pack is None:
        with pa.output_stream(str(path), compression="zstd") as file:
            file.write(content)
    else:
        path.write_bytes(pack(content))
    rows = read(path)
    assert good(rows) == [("0", "Tag 0: café"), ("1", "Tag 1: café"), ("2", "Tag 2: café")]
    assert [row.number for row in rows] == [1, 3, 5]


def test_each_bad_line_says_what_is_wrong_and_the_rest_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(
        b'{"id": "good", "text": "It holds."}\n'
        b'{"id": "none"}\n'
        b'{"id": "blank", "text": " \\n"}\n{"id": "list", "text": ["a"]}\n{"id": 1.5, "text": "a"}\n{"id": true, "text": "a"}\n'
        b'{"id": "when", "text": "a", "date": 2025}\n'
        b'{"id": "bytes", "text": "caf\xe9"}\n'
        b'{"id": "half", "text": "a\\ud800"}\n{"id": "good", "text": "again"}\n{"id": "cut", "te\n[1, 2]\n'
        + b'{"id": "long", "text": "' + b"a" * 1001 + b'"}\n' + b"[" * 100_000 + b"\n" + b'{"id": "last", "text": "It ends."}'
    )  # fmt: skip
    rows = read(path)
    assert good(rows) == [("good", "It holds."), ("last", "It ends.")]
    found = dict(reasons(rows))
    assert found[2].startswith("no text: the field is missing")
    assert found[3] == "no text: the field is empty"
    assert found[4] == "wrong type: the text is of type list, no string"
    assert found[5].startswith("wrong type: the id is of type float") and found[6].startswith("wrong type: the id is of type bool")
    assert found[7] == "wrong type: the date is of type int, no string"
    assert found[8] == "broken encoding: not UTF-8 at byte 28 of the line"
    assert found[9] == "broken encoding: the lone surrogate U+D800 at character 1 of the text"
    assert found[10] == "duplicate id: 'good' occurred before"
    assert found[11].startswith("no valid JSON") and found[12].startswith("no JSON object")
    assert found[13] == "too long: 1001 characters, at most 1000 are scored (--max-chars)"
    assert found[14] == "no valid JSON: nested too deeply"
    assert len(rows) == 15


def test_a_line_without_end_is_measured_and_not_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"id": "x", "text": "' + b"a" * 17_000_000 + b'"}\n{"id": "y", "text": "b"}\n')
    rows = read(path)
    assert reasons(rows) == [(1, "too long: a line of 17000024 bytes")]
    assert good(rows) == [("y", "b")]


def test_rows_without_an_id_are_named_by_their_place(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "One."}\n\n{"id": null, "text": "Two."}\n', encoding="utf-8")
    assert good(read(path)) == [("a.jsonl:1", "One."), ("a.jsonl:3", "Two.")]


def test_csv_with_quoted_line_ends_other_delimiters_and_guessed_columns(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('\ufeffurl;Body;published\nu1;"They said ""no"";\nthen left.";2025-01-02\n\nu2;Yes.;\n', encoding="utf-8")
    rows = read(path)
    assert good(rows) == [("u1", 'They said "no";\nthen left.'), ("u2", "Yes.")]
    assert [row.document.date for row in rows if row.document] == ["2025-01-02", None]


def test_bad_csv_rows_are_rejected_one_by_one(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b'id,text\na,One.\nb,caf\xe9\nc,too,many\nd,"Four"s\n,Five.\nf,Six.\ng,"never closed\nh,Eight.\n')
    rows = read(path)
    assert good(rows) == [("a", "One."), ("a.csv:5", "Five."), ("f", "Six.")]
    found = dict(reasons(rows))
    assert found[2] == "broken encoding: a byte that is no UTF-8 at character 3 of the text"
    assert found[3] == "no valid CSV: 3 cells, the header has 2"
    assert found[4].startswith("no valid CSV") and found[7].startswith("no valid CSV: unexpected end")


def test_parquet_with_dates_numbers_nulls_and_dictionaries(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    table = pa.table({
        "doc_id": pa.array([7, 8, None]), "content": pa.array(["One.", None, "Three."]).dictionary_encode(),
        "date": pa.array([date(2025, 1, 2), None, date(2025, 1, 3)]), "other": [1.0, 2.0, 3.0],
    })  # fmt: skip
    pq.write_table(table, path)
    rows = read(path)
    assert good(rows) == [("7", "One."), ("a.parquet:3", "Three.")]
    assert rows[0].document and rows[0].document.date == "2025-01-02"
    assert reasons(rows) == [(2, "no text: the field is missing or null")]


def test_parquet_strings_that_are_no_utf8_are_rejected_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    raw = pa.array([b"One.", b"caf\xe9", b"Three."]).cast(pa.binary())
    text = pa.Array.from_buffers(pa.string(), 3, raw.buffers())
    pq.write_table(pa.table({"id": ["a", "b", "c"], "text": text}), path)
    rows = read(path)
    assert good(rows) == [("a", "One."), ("c", "Three.")]
    assert reasons(rows) == [(2, "broken encoding: a byte that is no UTF-8 at character 3 of the text")]


def test_a_pandas_timestamp_at_midnight_is_a_date(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pd.DataFrame({"id": ["a", "b"], "text": ["One.", "Two."], "date": [datetime(2025, 1, 2), datetime(2025, 1, 2, 13, 30)]}).to_parquet(
        path
    )
    assert [row.document.date for row in read(path) if row.document] == ["2025-01-02", "2025-01-02T13:30:00"]


@pytest.mark.parametrize("name", ["cut.jsonl.gz", "cut.jsonl.xz", "cut.jsonl.zst", "no.parquet", "no.jsonl.gz"])
def test_a_damaged_file_gives_what_is_readable_and_one_reject(tmp_path: Path, name: str) -> None:
    content = "".join(json.dumps({"id": n, "text": f"{n} " * 40}) + "\n" for n in range(20_000)).encode()
    path = tmp_path / name
    pack = {"cut.jsonl.gz": gzip.compress, "cut.jsonl.xz": lzma.compress, "cut.jsonl.zst": zstd}.get(name)
    packed = pack(content) if pack else b"PAR1 nothing"
    path.write_bytes(packed[: len(packed) // 2])
    rows = read(path)
    assert len(reasons(rows)) == 1
    assert reasons(rows)[0][1].startswith("the file cannot be read further" if name.startswith("cut") else "the file cannot be read at all")
    assert (len(good(rows)) > 100) is name.startswith("cut")


def test_text_and_html_are_an_article_a_file_and_unknown_files_are_told_by_their_first_bytes(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The ferry runs again.", encoding="utf-8")
    paragraph = "The ferry between the two harbour towns runs again after a pause of three weeks, the operator said on Monday. "
    (tmp_path / "b.html").write_text(f"<html><body><article><p>{paragraph * 3}</p></article></body></html>", encoding="utf-8")
    (tmp_path / "c.txt").write_bytes(b"")
    (tmp_path / "d.txt").write_bytes(b"caf\xe9")
    (tmp_path / "e.txt").write_bytes(b"\0\0")
    rows = read(tmp_path)
    assert [name for name, _ in good(rows)] == ["a.txt", "b.html"]
    assert [(row.id, row.reason) for row in rows if row.reason] == [
        ("c.txt", "no text: the file is empty"),
        ("d.txt", "line 1: not UTF-8 at byte 3; save the file as UTF-8"),
        ("e.txt", "binary content, no text; give a text or HTML file"),
    ]
    (tmp_path / "dump").write_text('{"id": "x", "text": "It holds."}\n', encoding="utf-8")
    assert good(read(tmp_path / "dump")) == [("x", "It holds.")]
