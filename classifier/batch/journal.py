"""The record of a run: which chunks are done, and of what input, codebook and model.

Beside the output stands the folder ``OUTPUT.parts`` as long as the run is not finished. It holds ``manifest.jsonl`` - a head that says
what is scored with what, then a line for each finished chunk - and the part of the table and the rejects of each. A part is written
under another name, brought to the disk and renamed before its line is added; so whatever has a line is whole. A line that a crash cut
short does not count.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

from classifier.errors import InputError

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """A finished chunk.

    Parameters
    ----------
    chunk : int
        Its number.
    rows, scored, rejected, positions : int
        Counts; ``rows == scored + rejected``.
    fingerprint : str
        Which rows it has.
    part_sha256, rejects_sha256 : str
        Hashes of its files; that of the rejects is empty where there are none.
    """

    chunk: int
    rows: int
    scored: int
    rejected: int
    positions: int
    fingerprint: str
    part_sha256: str
    rejects_sha256: str


def _sync_folder(path: Path) -> None:
    if os.name == "posix":
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file in one step: whoever opens it sees all of it or what was there before."""
    temporary = path.with_name(path.name + ".tmp")
    try:
        with open(temporary, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def difference(then: dict[str, Any], now: dict[str, Any]) -> str | None:
    """In what two heads differ, in words; None if in nothing.

    Examples
    --------
    >>> difference({"model": "ab"}, {"model": "cd"})
    'another model'
    """
    if then.get("format") != now.get("format") or then.get("package") != now.get("package"):
        return f"another version of this package ({then.get('package')}, now {now.get('package')})"
    before, after = then.get("input"), now.get("input")
    if before != after:
        old, new = (part.get("listing", {}) if isinstance(part, dict) else {} for part in (before, after))
        changed = [name for name in {**old, **new} if old.get(name) != new.get(name)] if old and new else []
        named = f" ({', '.join(changed[:3])}{' and more' if len(changed) > 3 else ''} differ)" if changed else ""
        return f"another input{named}"
    for name, words in (("codebook", "another codebook"), ("model", "another model"), ("reading", "another version of the package's data")):
        if then.get(name) != now.get(name):
            return words
    old, new = then.get("settings") or {}, now.get("settings") or {}
    changed = [name for name in {**old, **new} if old.get(name) != new.get(name)]
    if changed:
        return "other settings (" + ", ".join(f"{name} was {old.get(name)!r}, now {new.get(name)!r}" for name in changed) + ")"
    return None if then == now else "another run"


class Journal:
    """The folder of an unfinished run.

    Parameters
    ----------
    folder : Path
        ``OUTPUT.parts``.
    head : dict
        What is scored with what: hashes and settings.

    Attributes
    ----------
    entries : dict of int to Entry
        The finished chunks.
    """

    def __init__(self, folder: Path, head: dict[str, Any]) -> None:
        self.folder, self.head = folder, head
        self.entries: dict[int, Entry] = {}
        self._manifest = folder / "manifest.jsonl"
        self._log: BinaryIO | None = None

    def part(self, chunk: int) -> Path:
        """Where a chunk's part of the table is."""
        return self.folder / f"{chunk:08d}.part"

    def rejects(self, chunk: int) -> Path:
        """Where a chunk's rejects are, if it has any."""
        return self.folder / f"{chunk:08d}.rejects.jsonl"

    @contextmanager
    def opened(self, resume: bool, overwrite: bool) -> Iterator[Journal]:
        """Begin, or go on with what is there.

        Parameters
        ----------
        resume : bool
            Keep the chunks that are done.
        overwrite : bool
            Throw them away.

        Raises
        ------
        InputError
            If there are finished chunks and neither is said, or they are of another run, or a run is still going on.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with self._locked():
            head, entries = (None, {}) if overwrite else self._read()
            if head is not None and resume:
                other = difference(head, self.head)
                if other:
                    fault = f"the unfinished run is of {other}; give what it was begun with, or begin anew with --overwrite"
                    raise InputError(str(self.folder), fault)
                self.entries = {number: entry for number, entry in entries.items() if self._whole(entry)}
            elif entries:
                fault = f"an unfinished run is here ({len(entries)} finished chunks); go on with --resume, or begin anew with --overwrite"
                raise InputError(str(self.folder), fault)
            self._begin()
            try:
                yield self
            finally:
                if self._log is not None:
                    self._log.close()
                    self._log = None

    @contextmanager
    def _locked(self) -> Iterator[None]:
        try:
            import fcntl
        except ImportError:
            yield
            return
        with open(self.folder / "lock", "wb") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise InputError(str(self.folder), "another process is writing this output; wait for it, or stop it") from None
            yield

    def _read(self) -> tuple[dict[str, Any] | None, dict[int, Entry]]:
        try:
            lines = self._manifest.read_bytes().split(b"\n")
        except FileNotFoundError:
            return None, {}
        try:
            head = json.loads(lines[0])
            entries = [Entry(**json.loads(line)) for line in lines[1:-1]]
        except (ValueError, TypeError):
            raise InputError(str(self._manifest), "no manifest of a run; remove the folder, or begin anew with --overwrite") from None
        return head, {entry.chunk: entry for entry in entries}

    def _files(self, entry: Entry) -> list[tuple[Path, str]]:
        files = [(self.part(entry.chunk), entry.part_sha256)]
        return [*files, (self.rejects(entry.chunk), entry.rejects_sha256)] if entry.rejects_sha256 else files

    def _whole(self, entry: Entry) -> bool:
        for path, digest in self._files(entry):
            try:
                if hashlib.sha256(path.read_bytes()).hexdigest() != digest:
                    return False
            except OSError:
                return False
        return True

    def _begin(self) -> None:
        """Write the manifest of what is kept in one step, and remove what is in no entry."""
        kept = {"manifest.jsonl", "lock"}
        for entry in self.entries.values():
            kept.update(path.name for path, _ in self._files(entry))
        lines = [self.head, *(asdict(self.entries[number]) for number in sorted(self.entries))]
        write_whole(self._manifest, "".join(json.dumps(line) + "\n" for line in lines).encode())
        for path in list(self.folder.iterdir()):
            if path.name not in kept:
                shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
        self._log = open(self._manifest, "ab")  # noqa: SIM115 - closed by `opened`

    def add(self, entry: Entry, part: bytes, rejects: bytes) -> None:
        """Write the files of a finished chunk, then its line."""
        assert self._log is not None
        write_whole(self.part(entry.chunk), part)
        if rejects:
            write_whole(self.rejects(entry.chunk), rejects)
        self._log.write((json.dumps(asdict(entry)) + "\n").encode())
        self._log.flush()
        os.fsync(self._log.fileno())
        self.entries[entry.chunk] = entry

    def remove(self) -> None:
        """Remove the folder: the output is finished."""
        shutil.rmtree(self.folder, ignore_errors=True)
