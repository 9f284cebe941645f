"""`stance score` as a user types it, with the packaged model."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest
from harbour_talks import digest, lines_of
from typer.testing import CliRunner

from classifier.cli import _register, app
from classifier.position import COLUMNS

COMMAND = [sys.executable, "-c", "from classifier.cli import main; main()", "score"]
_register()


def score(*arguments: object) -> tuple[int, str, str]:
    """Run the command in this process: exit code, standard output, standard error with the line of an error."""
    result = CliRunner().invoke(app, ["score", *map(str, arguments)])
    told = result.stderr + (str(result.exception) if result.exception and not isinstance(result.exception, SystemExit) else "")
    return result.exit_code, result.stdout, told


def test_gold_files_are_input_and_every_evidence_is_exact(tmp_path: Path, news_file: Path, codebook_file: Path) -> None:
    records = lines_of(news_file)
    gold = tmp_path / "gold.jsonl"
    gold.write_text("".join(json.dumps(record | {"positions": [{"party": "Norway"}]}) + "\n" for record in records), encoding="utf-8")
    tables = {}
    for suffix in ("jsonl", "csv", "parquet"):
        code, told, notes = score(gold, "--codebook", codebook_file, "--output", tmp_path / f"out.{suffix}")
        assert (code, told.startswith("12 rows in = 12 scored + 0 rejected")) == (0, True)
        assert f"{gold}: text from 'text', id from 'id', date from 'date'" in notes
        path = tmp_path / f"out.{suffix}"
        tables[suffix] = {"jsonl": lambda p: pd.DataFrame(lines_of(p)), "csv": pd.read_csv, "parquet": pd.read_parquet}[suffix](path)
        assert tuple(tables[suffix].columns) == COLUMNS
    found = tables["jsonl"]
    assert len(found) > 12 and len(found) == len(tables["csv"]) == len(tables["parquet"])
    texts = {record["id"]: record["text"] for record in records}
    assert all(texts[row.document_id][row.start : row.end] == row.evidence for row in found.itertuples())
    assert {"Norway", "Austria"} <= set(found["party"]) and set(found["issue"]) <= {"truce", "toll"}


def test_the_bytes_are_the_same_however_many_processes_and_whatever_the_chunks(
    tmp_path: Path, news_file: Path, codebook_file: Path
) -> None:
    hashes = set()
    for name, options in (("one", []), ("two", ["--jobs", 2, "--chunk-rows", 5]), ("small", ["--chunk-rows", 1])):
        assert score(news_file, "-c", codebook_file, "-o", tmp_path / f"{name}.parquet", *options)[0] == 0
        hashes.add(digest(tmp_path / f"{name}.parquet"))
    assert len(hashes) == 1


def test_rejects_give_exit_code_3_and_nothing_scored_1(tmp_path: Path, codebook_file: Path) -> None:
    source = tmp_path / "a.csv"
    source.write_text("id,text\na,The truce holds.\na,Again.\n", encoding="utf-8")
    code, told, _ = score(source, "-c", codebook_file, "-o", tmp_path / "out.csv", "-q")
    assert code == 3
    assert told.startswith(f"2 rows in = 1 scored + 1 rejected (in {tmp_path}/out.csv.rejects.jsonl)")
    source.write_text("id,text\na,\n", encoding="utf-8")
    code, _, fault = score(source, "-c", codebook_file, "-o", tmp_path / "out.csv", "-q")
    assert code == 1
    assert fault == f"{source}, row 1: nothing could be scored; the first reason: no text: the field is empty"


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["news.jsonl", "-o", "out.xlsx"], 2, "ends in .parquet, .csv, .jsonl"),
        (["news.jsonl", "-o", "out.csv", "--jobs", "0"], 2, "at least one process"),
        (["news.jsonl", "-o", "out.csv", "--resume", "--overwrite"], 2, "either"),
        (["news.jsonl", "-o", "out.csv", "--dask", "tcp://x", "-j", "2"], 2, "the cluster says"),
        (["gone.jsonl", "-o", "out.csv"], 1, "gone.jsonl: no such file or folder"),
        (["news.jsonl", "-o", "out.csv", "-m", "gone.stance"], 1, "gone.stance: no such file"),
        (["table.csv", "-o", "out.csv", "--text-column", "body"], 1, "table.csv: no column 'body' for the text"),
        (["table.csv", "-o", "out.csv"], 1, "table.csv: no column looks like the text"),
    ],
)
def test_wrong_usage_is_2_and_wrong_input_1(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, news_file: Path, arguments: list[str], code: int, words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "table.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    found, _, told = score(*arguments)
    assert found == code
    assert words in " ".join(told.replace("│", " ").split())


@pytest.mark.skipif(os.name != "posix", reason="signals are sent as POSIX has them")
@pytest.mark.parametrize(("number", "jobs"), [(signal.SIGTERM, "1"), (signal.SIGKILL, "2")])
def test_a_stopped_run_is_resumed_to_the_same_bytes(
    tmp_path: Path, news_file: Path, codebook_file: Path, number: signal.Signals, jobs: str
) -> None:
    arguments = [str(news_file), "--codebook", str(codebook_file), "--chunk-rows", "1", "--quiet"]
    output = tmp_path / "out.parquet"
    process = subprocess.Popen(
        [*COMMAND, *arguments, "--jobs", jobs, "--output", str(output)], stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    manifest = tmp_path / "out.parquet.parts/manifest.jsonl"
    while process.poll() is None and (not manifest.exists() or manifest.read_bytes().count(b"\n") < 3):
        time.sleep(0.005)
    process.send_signal(number)
    told = process.communicate()[1]
    if number == signal.SIGTERM:
        assert process.returncode == 143
        assert told.strip() == "stance: stopped; finished chunks are safe, go on with --resume"
    assert not output.exists()
    code, summary, _ = score(*arguments, "--output", output, "--resume")
    assert code == 0
    assert "of them by the earlier run" in summary
    assert score(*arguments, "--output", tmp_path / "calm.parquet")[::2] == (0, "")
    assert digest(output) == digest(tmp_path / "calm.parquet")
    until = time.monotonic() + 20
    while (left := _running(process.pid)) and time.monotonic() < until:
        time.sleep(0.1)
    assert not left


def _running(session: int) -> list[str]:
    """Processes of a session that still run."""
    if not Path("/proc").is_dir():
        return []
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == session and fields[0] != "Z":
            found.append(path.parent.name)
    return found


def test_a_full_disk_gives_one_line(tmp_path: Path, news_file: Path, codebook_file: Path) -> None:
    limits = (
        "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000)); "
    )
    command = [
        sys.executable,
        "-c",
        limits + COMMAND[2],
        "score",
        str(news_file),
        "-c",
        str(codebook_file),
        "-o",
        str(tmp_path / "out.jsonl"),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].endswith("File too large; finished chunks are safe, go on with --resume")
    assert "Traceback" not in done.stderr
    assert score(news_file, "-c", codebook_file, "-o", tmp_path / "out.jsonl", "--resume")[0] == 0
