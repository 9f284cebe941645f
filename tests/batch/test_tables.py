import csv
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.batch import tables
from classifier.batch.tables import encode_part, join_parts, schema, table_format
from classifier.errors import InputError
from classifier.position import COLUMNS


def record(n: int, evidence: str = 'a, "b"\nc') -> dict[str, Any]:
    values = (f"d{n}", "Norway", "truce", "support", 0.25, None, evidence, n, n + len(evidence), "narrator", "2025-03-17")
    return dict(zip(COLUMNS, values, strict=True))


def join(folder: Path, parts: list[list[dict[str, Any]]], form: str) -> Path:
    folder.mkdir(parents=True)
    for n, part in enumerate(parts):
        (folder / f"{n}.part").write_bytes(encode_part(part, form))
    join_parts((folder / f"{n}.part" for n in range(len(parts))), form, folder / "joined")
    return folder / "joined"


@pytest.mark.parametrize(
    ("output", "form"), [("a.parquet", "parquet"), ("A.CSV", "csv"), ("a.jsonl", "jsonl"), ("a/", "folder"), ("a.parquet/", "folder")]
)
def test_the_suffix_or_a_slash_tells_the_format(output: str, form: str) -> None:
    assert table_format(output) == form


def test_a_folder_that_exists_is_written_into_and_an_unknown_suffix_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out.parquet").mkdir()
    assert table_format(tmp_path / "out.parquet") == "folder"
    for bad in ("a.xlsx", "a", "a.csv/"):
        with pytest.raises(InputError):
            table_format(bad)


def test_each_format_holds_the_same_rows(tmp_path: Path) -> None:
    records = [record(n) for n in range(5)]
    found = {form: join(tmp_path / form, [records[:2], [], records[2:]], form) for form in ("jsonl", "csv", "parquet", "folder")}
    assert [json.loads(line) for line in found["jsonl"].read_text().splitlines()] == records
    with open(found["csv"], newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows == [{name: "" if value is None else str(value) for name, value in part.items()} for part in records]
    assert pq.read_table(found["parquet"]).to_pylist() == pq.read_table(found["folder"]).to_pylist() == records
    assert pq.read_schema(found["parquet"]).equals(schema())
    assert pd.read_parquet(found["parquet"])["start"].dtype == "int64"


@pytest.mark.parametrize("form", ["jsonl", "csv", "parquet", "folder"])
def test_a_table_without_rows_still_has_its_columns(tmp_path: Path, form: str) -> None:
    found = join(tmp_path / form, [[]], form)
    if form == "jsonl":
        assert found.read_bytes() == b""
    else:
        table = pd.read_csv(found) if form == "csv" else pd.read_parquet(found)
        assert tuple(table.columns) == COLUMNS and table.empty


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(0, 6), min_size=1, max_size=6), st.sampled_from(["jsonl", "csv", "parquet", "folder"]))
def test_the_bytes_do_not_depend_on_how_rows_are_spread(tmp_path_factory: pytest.TempPathFactory, sizes: list[int], form: str) -> None:
    records = [record(n) for n in range(sum(sizes))]
    parts, rest = [], records
    for size in sizes:
        parts.append(rest[:size])
        rest = rest[size:]
    folder = tmp_path_factory.mktemp("join")
    one, several = join(folder / "one", [records], form), join(folder / "several", parts, form)
    if form == "folder":
        one, several = one / "part-00000.parquet", several / "part-00000.parquet"
    assert one.read_bytes() == several.read_bytes()


def test_large_tables_are_cut_into_groups_and_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "GROUP_ROWS", 10)
    monkeypatch.setattr(tables, "FILE_ROWS", 20)
    records = [record(n) for n in range(47)]
    parts = [records[:3], records[3:40], records[40:]]
    groups = pq.read_metadata(join(tmp_path / "p", parts, "parquet"))
    assert [groups.row_group(n).num_rows for n in range(groups.num_row_groups)] == [10, 10, 10, 10, 7]
    folder = join(tmp_path / "f", parts, "folder")
    assert [pq.read_metadata(path).num_rows for path in sorted(folder.iterdir())] == [20, 20, 7]
    assert pq.read_table(folder).to_pylist() == records
