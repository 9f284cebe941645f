"""Gold files: articles with their hand-coded positions, one JSON object a line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from classifier.document import Document
from classifier.errors import InputError
from classifier.position import STANCES, Position


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """A document with the positions that a person coded in it.

    Parameters
    ----------
    document : Document
        The article.
    positions : tuple of Position
        Its codes; each evidence is a substring of the text.
    domain : str
        The codebook they were coded by.

    Examples
    --------
    >>> GoldArticle(Document("a", "No."), (), "demo").domain
    'demo'
    """

    document: Document
    positions: tuple[Position, ...]
    domain: str = ""


def _text(record: dict[str, Any], field: str, source: str, place: str, *, required: bool) -> str | None:
    value = record.get(field)
    if value is None and not required:
        return None
    if not isinstance(value, str):
        raise InputError(source, f"field {field!r} must be a string" + (", it is missing" if value is None else ""), place)
    return value


def parse_article(line: str, source: str, number: int, domain: str = "") -> GoldArticle:
    """Read one line of a gold file.

    Parameters
    ----------
    line : str
        A JSON object with ``id``, ``text`` and ``positions``, optionally ``title`` and ``date``.
    source : str
        Name of the file, for messages.
    number : int
        Number of the line, from 1.
    domain : str
        Name of the codebook.

    Returns
    -------
    GoldArticle

    Raises
    ------
    InputError
        If the line is no article with well-formed codes.

    Examples
    --------
    >>> parse_article('{"id": "a", "text": 3}', "gold.jsonl", 7)
    Traceback (most recent call last):
    classifier.errors.InputError: gold.jsonl, line 7: field 'text' must be a string
    """
    place = f"line {number}"
    try:
        record = json.loads(line)
    except (json.JSONDecodeError, RecursionError) as error:
        raise InputError(source, f"no valid JSON ({getattr(error, 'msg', 'nested too deeply')})", place) from None
    if not isinstance(record, dict):
        raise InputError(source, "an article is a JSON object with the fields id, text, positions", place)
    name = _text(record, "id", source, place, required=True) or ""
    text = _text(record, "text", source, place, required=True) or ""
    codes = record.get("positions")
    if not isinstance(codes, list):
        raise InputError(source, "field 'positions' must be a list", place)
    positions = []
    for n, code in enumerate(codes, 1):
        where = f"{place}, position {n}"
        if not isinstance(code, dict):
            raise InputError(source, "a position is a JSON object", where)
        party = _text(code, "party", source, where, required=True) or ""
        issue = _text(code, "issue", source, where, required=True) or ""
        stance = _text(code, "stance", source, where, required=True) or ""
        evidence = _text(code, "evidence", source, where, required=True) or ""
        if stance not in STANCES:
            raise InputError(source, f"{stance!r} is no stance; one of {', '.join(STANCES)}", where)
        if not evidence or evidence not in text:
            raise InputError(source, f"the evidence is no substring of the text: {evidence[:60]!r}", where)
        positions.append(Position(party, issue, stance, evidence, _text(code, "speaker", source, where, required=False)))
    title = _text(record, "title", source, place, required=False)
    date = _text(record, "date", source, place, required=False)
    return GoldArticle(Document(name, text, title, date), tuple(positions), domain)


def read_gold(path: str | Path, domain: str | None = None) -> list[GoldArticle]:
    """Read a gold file.

    Parameters
    ----------
    path : str or Path
        JSON Lines, UTF-8.
    domain : str, optional
        Name of the codebook; the file's name without suffix by default.

    Returns
    -------
    list of GoldArticle

    Raises
    ------
    InputError
        If the file cannot be read or a line is no article.
    """
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise InputError(str(path), "no such file") from None
    except UnicodeDecodeError as error:
        raise InputError(str(path), f"not UTF-8 at byte {error.start}; save it as UTF-8") from None
    except OSError as error:
        raise InputError(str(path), f"cannot be read ({error.strerror})") from None
    lines = text.split("\n")
    return [parse_article(line, str(path), n, domain or path.stem) for n, line in enumerate(lines, 1) if line.strip()]


def write_gold(articles: Iterable[GoldArticle], path: str | Path) -> None:
    """Write articles and codes as a gold file that `read_gold` reads back equal.

    Parameters
    ----------
    articles : iterable of GoldArticle
        What to write, in order.
    path : str or Path
        The file; it is replaced.
    """
    Path(path).write_text("".join(gold_lines(articles)), encoding="utf-8")


def gold_lines(articles: Iterable[GoldArticle]) -> Iterator[str]:
    """The lines of a gold file, each with its line end."""
    for article in articles:
        document = article.document
        codes = [
            {"party": p.party, "issue": p.issue, "stance": p.stance, "speaker": p.speaker, "evidence": p.evidence} for p in article.positions
        ]
        record = {"id": document.id, "title": document.title, "date": document.date, "text": document.text, "positions": codes}
        yield json.dumps(record, ensure_ascii=False) + "\n"
