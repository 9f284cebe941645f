"""``stance read``: a table, JSON, or one clear line about what is wrong."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).parent.parent.parent / "examples" / "harbour-town-talks.txt"
CODEBOOK = "name: x\nissues:\n  - {key: truce, label: Truce, proposition: There is a truce., keywords: [truce]}\n"


def stance(*arguments: str | Path, stdin: bytes | None = None) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-c", "from classifier.cli import main; main()", *map(str, arguments)], input=stdin, capture_output=True, timeout=120
    )
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


def test_json_rows_point_at_their_evidence():
    done = stance("read", EXAMPLE, "--json")
    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout)
    text = EXAMPLE.read_text(encoding="utf-8")
    assert rows
    assert all(text[row["start"] : row["end"]] == row["evidence"] for row in rows)
    said = {(row["party"], row["issue"], row["stance"]) for row in rows}
    assert {("Russia", "peacekeepers", "oppose"), ("Russia", "observers", "conditional"), ("Hungary", "sanctions", "oppose")} <= said


def test_the_table_has_a_line_for_each_position_and_no_colour_off_a_terminal():
    done = stance("read", EXAMPLE)
    assert "party" in done.stdout.splitlines()[0]
    assert "Australia" in done.stdout
    assert "\x1b" not in done.stdout


def test_standard_input_and_an_own_codebook(tmp_path):
    book = tmp_path / "book.yaml"
    book.write_text(CODEBOOK)
    done = stance("read", "-", "--codebook", book, "--json", stdin=b"Ruritania rejected the truce, Foreign Minister Anna Zenda said.")
    assert done.returncode == 0, done.stderr
    assert isinstance(json.loads(done.stdout), list)


def test_who_says_what():
    done = stance("read", EXAMPLE, "--who")
    assert done.returncode == 0
    assert "Oksana Verbytska" in done.stdout


@pytest.mark.parametrize(
    ("name", "content", "line"),
    [
        ("missing.txt", None, "missing.txt: no such file"),
        ("empty.txt", b"", "empty.txt: the file is empty"),
        ("blank.txt", b" \n\n", "blank.txt: the file is empty"),
        ("picture.png", b"\x89PNG\r\n\x1a\n\0\0\0", "picture.png: binary content, no text"),
        ("latin.txt", "First.\nSeñor.".encode("latin-1"), "latin.txt, line 2: not UTF-8 at byte 9"),
        ("dump.txt", b"A truce. " * 200_000, "dump.txt: too long: 1800000 characters, at most 1000000 are read; split it into articles, or raise --max-chars"),
    ],
)
def test_a_bad_article_gets_one_line(tmp_path, name, content, line):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    done = stance("read", path)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert line in done.stderr
    assert "Traceback" not in done.stderr


def test_a_longer_text_is_read_when_that_is_asked_for(tmp_path):
    path = tmp_path / "short.txt"
    path.write_text("Ruritania rejected the truce.")
    assert "at most 5 are read" in stance("read", path, "--max-chars", "5").stderr
    assert stance("read", path, "--max-chars", "0").returncode == stance("read", path, "--who", "--max-chars", "29").returncode == 0


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (CODEBOOK + "  - {key: truce, label: T, proposition: Again.}\n", "line 4: duplicate key 'truce'"),
        (CODEBOOK + "colour: red\n", "line 4: unknown field 'colour'"),
        ("name: x\nissues: []\n", "line 2: no issues"),
        ("", "the file is empty"),
    ],
)
def test_a_bad_codebook_gets_one_line_with_its_place(tmp_path, content, line):
    path = tmp_path / "book.yaml"
    path.write_text(content)
    done = stance("read", EXAMPLE, "--codebook", path)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "book.yaml" in done.stderr
    assert line in done.stderr


def test_wrong_usage_is_exit_code_2():
    assert stance("read").returncode == 2
    assert stance("read", EXAMPLE, "--colour").returncode == 2


def test_control_characters_of_an_article_never_reach_the_terminal(tmp_path):
    path = tmp_path / "evil.txt"
    path.write_text("Russia rejected the ceas\x1b[2Jefire and the ceasefire, its spokesman Ivan Belov said.")
    done = stance("read", path)
    assert "\x1b" not in done.stdout
