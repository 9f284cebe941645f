"""Telling how far a run is: a bar on a terminal, a line now and then elsewhere, or nothing."""

from __future__ import annotations

import sys
import time
from typing import TextIO

INTERVAL = 10.0
"""Seconds between two lines."""


def _duration(seconds: float) -> str:
    """A time as people say it.

    Examples
    --------
    >>> _duration(4000)
    '1 h 06 min'
    """
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02d} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02d} min"


def _plain(line: str) -> str:
    # A file's name or a column's must not steer the terminal.
    return "".join(c if c.isprintable() else " " for c in line)


class Silence:
    """Tells nothing; the base of what tells more."""

    def begin(self, total: int) -> None:
        """Take note of the bytes there are to read."""

    def advance(self, rows: int, position: int, fresh: bool) -> None:
        """Take note that so many rows are done, up to this byte; `fresh` unless they were done before."""

    def note(self, line: str) -> None:
        """Tell something else."""

    def end(self) -> None:
        """Stop."""


class Lines(Silence):
    """A line of plain text every ten seconds.

    Parameters
    ----------
    stream : text file, optional
        Where to; standard error by default.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._total = self._position = self._begun_at = self._rows = self._fresh = 0
        self._begin = self._last = time.monotonic()

    def begin(self, total: int) -> None:
        """Take note of the bytes there are to read."""
        self._total = total
        self._begin = self._last = time.monotonic()

    def advance(self, rows: int, position: int, fresh: bool) -> None:
        """Take note of rows; tell it when the last line is old enough."""
        self._rows += rows
        self._position = position
        if fresh:
            self._fresh += rows
        else:
            self._begun_at = position
        now = time.monotonic()
        if now - self._last >= INTERVAL:
            self._last = now
            self.note(self.line(now - self._begin))

    def line(self, elapsed: float) -> str:
        """Rows, share, rate and time left."""
        done = self._position - self._begun_at
        left = f", about {_duration((self._total - self._position) * elapsed / done)} left" if done > 0 else ""
        share = f" ({min(100, 100 * self._position // self._total)} %)" if self._total else ""
        return f"{self._rows:,} articles{share}, {self._fresh / max(elapsed, 1e-9):,.1f} a second{left}"

    def note(self, line: str) -> None:
        """Write a line."""
        print(_plain(line), file=self._stream, flush=True)


class Bar(Silence):
    """A progress bar with the rate and the time left."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn

        self._progress = Progress(
            BarColumn(), TaskProgressColumn(), TextColumn("{task.fields[rows]:,} articles"), TextColumn("{task.fields[rate]:,.1f}/s"),
            TimeElapsedColumn(), TextColumn("left"), TimeRemainingColumn(), console=Console(stderr=True),
        )  # fmt: skip
        self._rows = self._fresh = 0
        self._begin = time.monotonic()

    def begin(self, total: int) -> None:
        """Show the bar."""
        self._begin = time.monotonic()
        self._task = self._progress.add_task("", total=total, rows=0, rate=0.0)
        self._progress.start()

    def advance(self, rows: int, position: int, fresh: bool) -> None:
        """Move the bar."""
        self._rows += rows
        self._fresh += rows if fresh else 0
        rate = self._fresh / max(time.monotonic() - self._begin, 1e-9)
        self._progress.update(self._task, completed=position, rows=self._rows, rate=rate)

    def note(self, line: str) -> None:
        """Write a line above the bar."""
        self._progress.console.print(_plain(line), markup=False, highlight=False)

    def end(self) -> None:
        """Leave the bar as it is."""
        self._progress.stop()


def progress(quiet: bool = False) -> Silence:
    """What fits where standard error goes."""
    if quiet:
        return Silence()
    return Bar() if sys.stderr.isatty() else Lines()
