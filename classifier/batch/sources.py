"""Which files are read: the files, folders and globs that the user named, in a fixed order, with what identifies their content."""

from __future__ import annotations

import glob
import hashlib
import os
import stat
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from classifier.errors import InputError

KINDS = {
    ".txt": "text", ".text": "text", ".html": "html", ".htm": "html", ".xhtml": "html", ".jsonl": "jsonl", ".ndjson": "jsonl",
    ".csv": "csv", ".tsv": "csv", ".parquet": "parquet", ".pq": "parquet",
}  # fmt: skip
PACKED = (".gz", ".xz", ".zst")
LISTED = 1_000
"""Up to so many files each is listed by itself in a fingerprint, so that a change can be named."""


@dataclass(frozen=True, slots=True)
class Source:
    """One input file.

    Parameters
    ----------
    path : str
        Where it is.
    name : str
        Its path below the deepest folder that all inputs share; texts get it as their id.
    kind : {'text', 'html', 'jsonl', 'csv', 'parquet', 'unknown'}
        By its suffix; an unknown one is told by its first bytes when it is opened.
    size : int
        Bytes.
    """

    path: str
    name: str
    kind: str
    size: int


@dataclass(frozen=True)
class Fingerprint:
    """What identifies the content of all inputs.

    Parameters
    ----------
    sha256 : str
        Hash over names and contents, in order.
    files : int
        How many files.
    size : int
        Bytes altogether.
    listing : dict of str to str
        Name to hash of each file, where there are at most `LISTED`.
    """

    sha256: str
    files: int
    size: int
    listing: dict[str, str] = field(default_factory=dict)


def kind_of(path: str) -> str:
    """The kind of file that a path's suffix tells, packed or not.

    Examples
    --------
    >>> kind_of("news/2024.jsonl.xz"), kind_of("notes.pdf")
    ('jsonl', 'unknown')
    """
    lower = path.lower()
    for suffix in PACKED:
        lower = lower.removesuffix(suffix)
    return KINDS.get(os.path.splitext(lower)[1], "unknown")


def readable(name: str) -> str:
    """A file name that can be written as UTF-8, whatever bytes it has on disk."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


class InputFiles:
    """The files behind the inputs that a user named; each iteration walks them anew, so that a million files need no memory.

    Parameters
    ----------
    inputs : sequence of str or Path
        Files, folders (searched through, hidden files and folders left out) and globs.
    excluded : iterable of str or Path
        Files and folders that are never read: the outputs.

    Raises
    ------
    InputError
        If an input does not exist, is no file or folder, or a glob fits nothing.

    Examples
    --------
    >>> InputFiles(["missing.jsonl"])
    Traceback (most recent call last):
    classifier.errors.InputError: missing.jsonl: no such file or folder
    """

    def __init__(self, inputs: Sequence[str | Path], excluded: Iterable[str | Path] = ()) -> None:
        self.roots = [root for given in inputs for root in self._expand(os.fspath(given))]
        self.skipped: Counter[str] = Counter()
        self._excluded = {os.path.abspath(path) for path in excluded}
        folders = [os.path.abspath(root) if os.path.isdir(root) else os.path.dirname(os.path.abspath(root)) for root in self.roots]
        try:
            self._base = os.path.commonpath(folders) if folders else os.getcwd()
        except ValueError:
            self._base = ""

    @staticmethod
    def _expand(given: str) -> list[str]:
        if not os.path.lexists(given) and glob.has_magic(given):
            found = sorted(glob.glob(given, recursive=True))
            if not found:
                raise InputError(given, "no file fits this pattern")
            return found
        try:
            mode = os.stat(given).st_mode
        except FileNotFoundError:
            raise InputError(given, "no such file or folder") from None
        except (OSError, ValueError) as error:
            raise InputError(given, f"cannot be read ({getattr(error, 'strerror', None) or error})") from None
        if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
            raise InputError(given, "neither a file nor a folder; write its content to a file first, it is read more than once")
        return [given]

    def __iter__(self) -> Iterator[Source]:
        self.skipped = Counter()
        for root in self.roots:
            if os.path.isdir(root):
                yield from self._walk(root)
            else:
                yield self._source(root)

    def _source(self, path: str) -> Source:
        try:
            size = os.stat(path).st_size
        except OSError as error:
            raise InputError(path, f"cannot be read ({error.strerror})") from None
        name = os.path.relpath(os.path.abspath(path), self._base) if self._base else os.path.abspath(path)
        return Source(path, readable(name.replace(os.sep, "/")), kind_of(path), size)

    def _walk(self, root: str) -> Iterator[Source]:
        stack = [root]
        while stack:
            path = stack.pop()
            if os.path.abspath(path) in self._excluded:
                continue
            if os.path.isdir(path):
                try:
                    names = sorted((name for name in os.listdir(path) if not name.startswith(".")), reverse=True)
                except OSError as error:
                    raise InputError(path, f"cannot be read ({error.strerror})") from None
                children = [os.path.join(path, name) for name in names]
                stack.extend(child for child in children if not (os.path.islink(child) and os.path.isdir(child)))
            elif os.path.isfile(path) and kind_of(path) != "unknown":
                yield self._source(path)
            else:
                self.skipped[os.path.splitext(path)[1] or "no suffix"] += 1

    def fingerprint(self) -> Fingerprint:
        """Read every file once and hash it.

        Returns
        -------
        Fingerprint

        Raises
        ------
        InputError
            If a file cannot be read, or there is none.
        """
        total, files, size = hashlib.sha256(), 0, 0
        listing: dict[str, str] = {}
        for source in self:
            try:
                with open(source.path, "rb") as file:
                    digest = hashlib.file_digest(file, "sha256").hexdigest()
            except OSError as error:
                raise InputError(source.path, f"cannot be read ({error.strerror})") from None
            total.update(f"{source.name}\0{digest}\n".encode())
            files += 1
            size += source.size
            if files <= LISTED:
                listing[source.name] = digest
        if not files:
            kinds = ", ".join(sorted(KINDS))
            fault = f"no file to score in there; files ending in {kinds} are read, also with {', '.join(PACKED)}"
            raise InputError(", ".join(self.roots[:3]), fault)
        return Fingerprint(total.hexdigest(), files, size, listing if files <= LISTED else {})
