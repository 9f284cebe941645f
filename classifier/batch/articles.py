"""Reading one article from a file: text or HTML, or from standard input."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from classifier.document import Document
from classifier.errors import InputError

MAX_BYTES = 100_000_000
"""Largest file that is read as one article."""
MAX_CHARS = 1_000_000
"""Longest text that is scored unless a caller says otherwise: some 160,000 words."""

HTML = re.compile(rb"\s*(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html|head|body|article)\b", re.IGNORECASE | re.DOTALL)


def decode(raw: bytes, source: str) -> str:
    """The text of a file's bytes.

    Parameters
    ----------
    raw : bytes
        Content, UTF-8 with or without byte order mark.
    source : str
        The name for messages.

    Returns
    -------
    str

    Raises
    ------
    InputError
        If the content is binary or no UTF-8.

    Examples
    --------
    >>> decode(b"caf\\xe9", "a.txt")
    Traceback (most recent call last):
    classifier.errors.InputError: a.txt, line 1: not UTF-8 at byte 3; save the file as UTF-8
    """
    if b"\0" in raw[:65536]:
        raise InputError(source, "binary content, no text; give a text or HTML file")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise InputError(source, f"not UTF-8 at byte {error.start}; save the file as UTF-8", f"line {line}") from None


def html_document(raw: bytes, source: str, name: str) -> Document:
    """The article in an HTML page, its navigation and advertisements left out.

    Parameters
    ----------
    raw : bytes
        The page.
    source : str
        The name for messages.
    name : str
        The document's id.

    Returns
    -------
    Document

    Raises
    ------
    InputError
        If there is no article in it, or trafilatura is not installed.
    """
    try:
        import trafilatura
    except ImportError:
        raise InputError(source, "HTML needs trafilatura: pip install 'party-stance[html]'") from None
    page = decode(raw, source)
    try:
        found = trafilatura.bare_extraction(page, include_comments=False, include_tables=False, with_metadata=True)
    except Exception as error:
        raise InputError(source, f"this page cannot be read as HTML ({type(error).__name__})") from None
    record = found if isinstance(found, dict) else found.as_dict() if found is not None else {}
    text = record.get("text") or ""
    if not text.strip():
        raise InputError(source, "no article text was found in this page")
    text = re.sub(r"\n+", "\n\n", text)
    return Document(name, text, record.get("title"), record.get("date"))


def article_document(raw: bytes, source: str, name: str, html: bool = False) -> Document:
    """The article in a file's bytes, text or HTML.

    Parameters
    ----------
    raw : bytes
        Content of the file.
    source : str
        The name for messages.
    name : str
        The document's id.
    html : bool, default=False
        Whether it is known to be HTML; otherwise its first bytes tell.

    Returns
    -------
    Document

    Raises
    ------
    InputError
        If the content is empty, binary, no UTF-8, or too large.
    """
    if len(raw) > MAX_BYTES:
        raise InputError(source, f"larger than {MAX_BYTES} bytes; no article is")
    if not raw.strip():
        raise InputError(source, "the file is empty")
    if html or HTML.match(raw[:4096]):
        return html_document(raw, source, name)
    text = decode(raw, source)
    if not text.strip():
        raise InputError(source, "the file is empty")
    return Document(name, text)


def read_article(path: str, max_chars: int = MAX_CHARS) -> Document:
    """Read one article.

    Parameters
    ----------
    path : str
        A text or HTML file, ``-`` for standard input.
    max_chars : int, default=1_000_000
        Longest text that is taken; 0 for no limit.

    Returns
    -------
    Document
        Its id is the file's name.

    Raises
    ------
    InputError
        If there is no such file, or it is empty, binary, no UTF-8 or too long.
    """
    if path == "-":
        return _short_enough(article_document(sys.stdin.buffer.read(MAX_BYTES + 1), "standard input", "stdin"), "standard input", max_chars)
    try:
        with open(path, "rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise InputError(path, "no such file") from None
    except IsADirectoryError:
        raise InputError(path, "this is a folder; 'stance score' reads folders") from None
    except OSError as error:
        raise InputError(path, f"cannot be read ({error.strerror})") from None
    return _short_enough(article_document(raw, path, Path(path).name, path.lower().endswith((".html", ".htm", ".xhtml"))), path, max_chars)


def _short_enough(document: Document, source: str, max_chars: int) -> Document:
    if max_chars and len(document.text) > max_chars:
        fault = f"too long: {len(document.text)} characters, at most {max_chars} are read; split it into articles, or raise --max-chars"
        raise InputError(source, fault)
    return document
