import errno
import json
import os
import random
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from harbour_talks import BOOK, digest, lines_of, rejects_of, score_with_spotter, write_articles
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from classifier.batch import journal
from classifier.errors import InputError

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="the platform cannot fork")


def in_child(work: Callable[[], object]) -> int:
    """Run something in a copy of this process; its process id."""
    child = os.fork()
    if child == 0:
        try:
            work()
            os._exit(0)
        except BaseException:
            os._exit(70)
    return child


def test_positions_rejects_and_manifest_stand_beside_each_other(tmp_path: Path) -> None:
    source = tmp_path / "a.jsonl"
    source.write_text(
        '{"id": "a", "text": "A truce, a truce."}\n{"id": "b"}\n{"id": "c", "text": "Nothing."}\n{"id": "d", "text": "COLLAPSE"}\n',
        encoding="utf-8",
    )
    summary = score_with_spotter([source], tmp_path / "out.jsonl")
    assert (summary.rows, summary.scored, summary.rejected, summary.positions, summary.exit_code) == (4, 2, 2, 2, 3)
    assert [(row["document_id"], row["start"], row["end"]) for row in lines_of(tmp_path / "out.jsonl")] == [("a", 2, 7), ("a", 11, 16)]
    assert rejects_of(summary) == [
        {"file": str(source), "row": 2, "id": "b", "reason": "no text: the field is missing or null"},
        {"file": str(source), "row": 4, "id": "d", "reason": "the model failed on it: RuntimeError: the roof fell in"},
    ]
    manifest = json.loads((tmp_path / "out.jsonl.manifest.json").read_text())
    assert manifest["counts"] == {"rows": 4, "scored": 2, "rejected": 2, "positions": 2}
    assert manifest["run"]["input"]["listing"].keys() == {"a.jsonl"}
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "a.jsonl",
        "out.jsonl",
        "out.jsonl.manifest.json",
        "out.jsonl.rejects.jsonl",
    ]
    assert str(summary).startswith("4 rows in = 2 scored + 2 rejected")


def test_a_later_run_without_rejects_leaves_no_old_ones(tmp_path: Path) -> None:
    source = tmp_path / "a.jsonl"
    source.write_text('{"text": "Truce."}\n{}\n', encoding="utf-8")
    assert score_with_spotter([source], tmp_path / "out.csv").exit_code == 3
    source.write_text('{"text": "Truce."}\n', encoding="utf-8")
    assert score_with_spotter([source], tmp_path / "out.csv").exit_code == 0
    assert not (tmp_path / "out.csv.rejects.jsonl").exists()


def test_a_folder_of_parquet_is_written_whole_and_replaced_whole(tmp_path: Path) -> None:
    source = write_articles(tmp_path / "a.jsonl", 10)
    for _ in range(2):
        score_with_spotter([source], f"{tmp_path}/out.parquet/", chunk_rows=3)
        assert len(pd.read_parquet(tmp_path / "out.parquet")) == 20
    (tmp_path / "out.parquet/notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="holds other files"):
        score_with_spotter([source], tmp_path / "out.parquet")


def test_inputs_of_all_kinds_in_one_run(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    write_articles(folder / "a.jsonl", 3)
    (folder / "b.csv").write_text("key,text\n1,No truce.\n", encoding="utf-8")
    pd.DataFrame({"id": ["p"], "text": ["One truce."]}).to_parquet(folder / "c.parquet")
    (folder / "d.txt").write_text("The truce.", encoding="utf-8")
    summary = score_with_spotter([folder], tmp_path / "out.jsonl")
    found = list(dict.fromkeys(row["document_id"] for row in lines_of(tmp_path / "out.jsonl")))
    assert found == ["a0", "a1", "a2", "b.csv:1", "p", "d.txt"]
    assert summary.rows == summary.scored == 6


def test_columns_that_were_guessed_are_told_once(tmp_path: Path) -> None:
    notes: list[str] = []

    class Notes:
        def note(self, line: str) -> None:
            notes.append(line)

        def begin(self, total: int) -> None: ...
        def advance(self, rows: int, position: int, fresh: bool) -> None: ...
        def end(self) -> None: ...

    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text(f"url,body\n{name},Truce.\n", encoding="utf-8")
    (tmp_path / "photo.png").write_bytes(b"")
    summary = score_with_spotter([tmp_path], tmp_path / "out.jsonl", progress=Notes())
    assert summary.scored == 2
    assert notes == ["files of other kinds are left out: 1 .png", f"{tmp_path}/a.csv: text from 'body', id from 'url'"]


def test_nothing_to_score_is_an_error_that_leaves_the_old_output(tmp_path: Path) -> None:
    (tmp_path / "out.jsonl").write_text("old", encoding="utf-8")
    (tmp_path / "a.jsonl").write_text("\n\n", encoding="utf-8")
    with pytest.raises(InputError, match="a.jsonl: nothing to score"):
        score_with_spotter([tmp_path / "a.jsonl"], tmp_path / "out.jsonl")
    assert (tmp_path / "out.jsonl").read_text() == "old"
    with pytest.raises(InputError, match="there is no folder"):
        score_with_spotter([tmp_path / "a.jsonl"], tmp_path / "no/out.jsonl")


LINES = st.lists(
    st.one_of(
        st.builds(lambda name, text: json.dumps({"id": name, "text": text}).encode(), st.sampled_from("abcdefgh"), st.text(max_size=12)),
        st.builds(lambda value: json.dumps({"text": value}).encode(), st.sampled_from([1, None, [], "", "a truce", "COLLAPSE"])),
        st.binary(max_size=12).map(lambda line: line.replace(b"\n", b"")),
    ),
    max_size=25,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(LINES, st.integers(1, 9))
def test_every_row_is_scored_or_rejected(tmp_path_factory: pytest.TempPathFactory, lines: list[bytes], chunk_rows: int) -> None:
    folder = tmp_path_factory.mktemp("rows")
    (folder / "a.jsonl").write_bytes(b"\n".join([b'{"id": "first", "text": "A truce."}', *lines]))
    summary = score_with_spotter([folder / "a.jsonl"], folder / "out.jsonl", chunk_rows=chunk_rows)
    rejects = rejects_of(summary)
    assert summary.rows == 1 + sum(bool(line.strip()) for line in lines) == summary.scored + len(rejects)
    numbers = [reject["row"] for reject in rejects]
    assert numbers == sorted(set(numbers))
    assert all(reject["reason"] for reject in rejects)


def finish(source: Path, output: Path, **options: Any) -> str:
    score_with_spotter([source], output, resume=True, **options)
    assert not output.with_name(output.name + ".parts").exists()
    return digest(output)


@needs_fork
def test_killed_at_ten_random_moments_and_resumed_it_ends_the_same(tmp_path: Path) -> None:
    source = write_articles(tmp_path / "a.jsonl", 120)
    score_with_spotter([source], tmp_path / "calm.jsonl", chunk_rows=4)
    output = tmp_path / "out.jsonl"
    moments = random.Random(5)
    for _ in range(10):
        child = in_child(lambda: score_with_spotter([source], output, resume=True, chunk_rows=4, seconds=0.004))
        time.sleep(moments.uniform(0.0, 0.12))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    assert finish(source, output, chunk_rows=4) == digest(tmp_path / "calm.jsonl")
    assert len(lines_of(output)) == 240


@needs_fork
def test_killed_at_each_step_on_the_disk_it_ends_the_same(tmp_path: Path) -> None:
    form = "csv"
    source = tmp_path / "a.jsonl"
    rows = [{"id": f"a{n}", "text": "A truce." if n % 3 else ""} for n in range(6)]
    source.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    calm = tmp_path / f"calm.{form}"
    score_with_spotter([source], calm, chunk_rows=2)
    expected = digest(calm), digest(tmp_path / f"calm.{form}.rejects.jsonl")

    def killed_at(step: int, output: Path) -> None:
        steps = 0

        def counted(function: Callable[..., Any]) -> Callable[..., Any]:
            def call(*args: Any, **options: Any) -> Any:
                nonlocal steps
                steps += 1
                if steps == step:
                    os._exit(9)
                return function(*args, **options)

            return call

        for owner, name in (
            (os, "fsync"),
            (os, "rename"),
            (Path, "replace"),
            (Path, "rename"),
            (Path, "unlink"),
            (os, "unlink"),
            (os, "rmdir"),
        ):
            setattr(owner, name, counted(getattr(owner, name)))
        score_with_spotter([source], output, resume=True, chunk_rows=2)

    for step in range(1, 200):
        output = tmp_path / f"{step}.{form}"
        _, status = os.waitpid(in_child(lambda step=step, output=output: killed_at(step, output)), 0)  # type: ignore[misc]
        score_with_spotter([source], output, resume=True, chunk_rows=2)
        assert (digest(output), digest(tmp_path / f"{step}.{form}.rejects.jsonl")) == expected, step
        if os.waitstatus_to_exitcode(status) == 0:
            break
    assert 15 < step < 199


def test_a_full_disk_keeps_what_is_finished(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = write_articles(tmp_path / "a.jsonl", 12)
    score_with_spotter([source], tmp_path / "calm.parquet", chunk_rows=3)
    written = 0
    whole = journal.write_whole

    def full(path: Path, content: bytes) -> None:
        nonlocal written
        written += 1
        if written == 4:
            raise OSError(errno.ENOSPC, "No space left on device", str(path))
        whole(path, content)

    monkeypatch.setattr(journal, "write_whole", full)
    with pytest.raises(OSError, match="No space left"):
        score_with_spotter([source], tmp_path / "out.parquet", chunk_rows=3)
    monkeypatch.undo()
    assert not (tmp_path / "out.parquet").exists()
    with pytest.raises(InputError, match=r"an unfinished run is here \(2 finished chunks\); go on with --resume"):
        score_with_spotter([source], tmp_path / "out.parquet", chunk_rows=3)
    summary = score_with_spotter([source], tmp_path / "out.parquet", chunk_rows=3, resume=True)
    assert (summary.rows, summary.resumed) == (12, 6)
    assert digest(tmp_path / "out.parquet") == digest(tmp_path / "calm.parquet")


def unfinished(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A run that stopped after two of four chunks; its input."""
    source = write_articles(folder / "a.jsonl", 12)
    added = 0
    add = journal.Journal.add

    def stop(self: journal.Journal, *rest: Any) -> None:
        nonlocal added
        added += 1
        if added == 3:
            raise KeyboardInterrupt
        add(self, *rest)

    monkeypatch.setattr(journal.Journal, "add", stop)
    with pytest.raises(KeyboardInterrupt):
        score_with_spotter([source], folder / "out.jsonl", chunk_rows=3)
    monkeypatch.undo()
    return source


def test_another_input_codebook_model_or_setting_is_not_resumed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = unfinished(tmp_path, monkeypatch)
    output = tmp_path / "out.jsonl"

    def refused(words: str, **options: Any) -> None:
        with pytest.raises(InputError, match=f"out.jsonl.parts: the unfinished run is of {words}"):
            score_with_spotter([source], output, resume=True, **{"chunk_rows": 3, **options})

    refused("another model", model_sha256="other")
    refused("another codebook", codebook=BOOK.model_copy(update={"title": "Other"}))
    refused(r"other settings \(chunk_rows was 3, now 4\)", chunk_rows=4)
    before = source.read_bytes()
    source.write_bytes(before + b'{"id": "new", "text": "A truce."}\n')
    refused(r"another input \(a.jsonl differ\)")
    source.write_bytes(before)
    assert score_with_spotter([source], output, resume=True, chunk_rows=3).resumed == 6


def test_overwrite_throws_an_unfinished_run_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = unfinished(tmp_path, monkeypatch)
    summary = score_with_spotter([source], tmp_path / "out.jsonl", overwrite=True, chunk_rows=5)
    assert (summary.rows, summary.resumed) == (12, 0)


def test_a_damaged_part_is_scored_again_and_a_cut_line_of_the_manifest_does_not_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = unfinished(tmp_path, monkeypatch)
    parts = tmp_path / "out.jsonl.parts"
    (parts / "00000000.part").write_bytes(b"rot")
    with open(parts / "manifest.jsonl", "ab") as file:
        file.write(b'{"chunk": 2, "rows"')
    assert score_with_spotter([source], tmp_path / "out.jsonl", resume=True, chunk_rows=3).resumed == 3
    score_with_spotter([source], tmp_path / "calm.jsonl", chunk_rows=3)
    assert digest(tmp_path / "out.jsonl") == digest(tmp_path / "calm.jsonl")


def test_a_manifest_that_is_none_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = unfinished(tmp_path, monkeypatch)
    (tmp_path / "out.jsonl.parts/manifest.jsonl").write_bytes(b"not JSON\n")
    with pytest.raises(InputError, match="manifest.jsonl: no manifest of a run"):
        score_with_spotter([source], tmp_path / "out.jsonl", resume=True)
    assert score_with_spotter([source], tmp_path / "out.jsonl", overwrite=True).rows == 12


def test_resuming_what_is_finished_does_nothing_and_refuses_another_model(tmp_path: Path) -> None:
    source = write_articles(tmp_path / "a.jsonl", 4)
    score_with_spotter([source], tmp_path / "out.jsonl")
    before = (tmp_path / "out.jsonl").stat().st_mtime_ns
    assert score_with_spotter([source], tmp_path / "out.jsonl", resume=True).resumed == 4
    assert (tmp_path / "out.jsonl").stat().st_mtime_ns == before
    with pytest.raises(InputError, match="the finished run is of another model"):
        score_with_spotter([source], tmp_path / "out.jsonl", resume=True, model_sha256="other")


@needs_fork
def test_two_runs_do_not_write_one_output(tmp_path: Path) -> None:
    source = write_articles(tmp_path / "a.jsonl", 40)
    child = in_child(lambda: score_with_spotter([source], tmp_path / "out.jsonl", seconds=0.05))
    try:
        while not (tmp_path / "out.jsonl.parts/manifest.jsonl").exists():
            time.sleep(0.01)
        with pytest.raises(InputError, match="another process is writing this output"):
            score_with_spotter([source], tmp_path / "out.jsonl", resume=True)
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
