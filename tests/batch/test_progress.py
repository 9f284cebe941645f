import io
import sys

import pytest

from classifier.batch import progress
from classifier.batch.progress import Bar, Lines, Silence


def test_lines_tell_rows_share_rate_and_time_left() -> None:
    lines = Lines(io.StringIO())
    lines.begin(1_000)
    lines.advance(100, 200, False)
    lines.advance(50, 400, True)
    assert lines.line(10.0) == "150 articles (40 %), 5.0 a second, about 30 s left"


def test_a_line_comes_only_now_and_then_and_without_control_characters(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    lines = Lines(stream)
    lines.begin(10)
    lines.advance(1, 1, True)
    assert stream.getvalue() == ""
    monkeypatch.setattr(progress, "INTERVAL", 0.0)
    lines.advance(1, 2, True)
    lines.note("\x1b[31mred")
    assert stream.getvalue().startswith("2 articles (20 %)") and stream.getvalue().endswith("\n [31mred\n")


def test_a_bar_only_on_a_terminal_and_nothing_when_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    assert type(progress.progress()) is Lines
    assert type(progress.progress(quiet=True)) is Silence
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    bar = progress.progress()
    assert type(bar) is Bar
    bar.begin(100)
    bar.advance(7, 50, True)
    bar.note("[bold]as it is[/bold]")
    bar.end()
    assert bar._progress.tasks[0].completed == 50 and bar._progress.tasks[0].fields["rows"] == 7
