"""Opening files, packed or not, with how far in the file on disk one is; and lines of bounded length."""

from __future__ import annotations

import gzip
import io
import lzma
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import BinaryIO, cast

DECODING_ERRORS = (OSError, EOFError, lzma.LZMAError, zlib.error, NotImplementedError)
"""What a damaged or truncated file raises while it is read."""


@contextmanager
def open_stream(path: str) -> Iterator[tuple[BinaryIO, Callable[[], int]]]:
    """Open a file for reading bytes, unpacked by its suffix.

    Parameters
    ----------
    path : str
        A file, also .gz, .xz or .zst.

    Yields
    ------
    stream : binary file
        Its content, unpacked.
    position : callable
        The bytes of the file on disk that were read so far.
    """
    with open(path, "rb") as raw:
        lower = path.lower()
        if lower.endswith(".gz"):
            stream: BinaryIO = cast(BinaryIO, io.BufferedReader(cast(io.RawIOBase, gzip.GzipFile(fileobj=raw))))
        elif lower.endswith(".xz"):
            unpacked = lzma.LZMAFile(raw)  # noqa: SIM115 - it owns nothing but `raw`, which is closed here
            stream = cast(BinaryIO, io.BufferedReader(cast(io.RawIOBase, unpacked)))
        elif lower.endswith(".zst"):
            import pyarrow as pa

            stream = cast(BinaryIO, io.BufferedReader(pa.CompressedInputStream(pa.PythonFile(raw, "rb"), "zstd")))
        else:
            stream = raw
        yield stream, raw.tell


def bounded_lines(stream: BinaryIO, limit: int) -> Iterator[bytes | int]:
    """The lines of a stream; of a line longer than `limit` only its length, so that no line can fill the memory.

    Examples
    --------
    >>> list(bounded_lines(io.BytesIO(b"one\\nthirteen\\nten"), 6))
    [b'one\\n', 9, b'ten']
    """
    while line := stream.readline(limit):
        if len(line) < limit or line.endswith(b"\n"):
            yield line
            continue
        length = len(line)
        while not line.endswith(b"\n"):
            line = stream.readline(min(limit, 1 << 20))
            if not line:
                break
            length += len(line)
        yield length
