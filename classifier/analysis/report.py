"""The report: positions and their articles as one HTML page that needs nothing beside itself.

The page's text is data, a JSON island that the script puts into the page as text only; its policy lets no script or style run but the two
that came with it, named by their hashes, and nothing be loaded from anywhere.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from bisect import bisect_left
from collections.abc import Iterable
from html import escape
from importlib import resources
from pathlib import Path
from typing import Any

import pandas as pd

from classifier.analysis.scores import SCORES
from classifier.analysis.table import checked
from classifier.codebook import Codebook
from classifier.document import Document
from classifier.errors import InputError
from classifier.position import STANCES
from classifier.version import __version__

SURROGATES = re.compile("[\ud800-\udfff]")
UNSAFE = re.compile(r"[&<>\u2028\u2029]")
ASTRAL = re.compile("[\U00010000-\U0010ffff]")


def _part(name: str) -> str:
    return resources.files("classifier").joinpath("data", "report", name).read_text(encoding="utf-8")


def _hash(content: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode() + "'"


def _island(record: Any) -> str:
    """JSON that no HTML parser takes for markup."""
    text = json.dumps(record, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _sound(text: str) -> str:
    """The text with each half of a broken surrogate pair replaced, as UTF-8 cannot hold one."""
    return SURROGATES.sub("\N{REPLACEMENT CHARACTER}", text)


def _utf16(offset: int, astral: list[int]) -> int:
    """An offset as the browser counts it: characters beyond the first 65,536 are two long."""
    return offset + bisect_left(astral, offset)


def _numbered(values: Iterable[str]) -> dict[str, int]:
    return {value: n for n, value in enumerate(dict.fromkeys(values))}


def report_html(
    positions: pd.DataFrame, documents: Iterable[Document] = (), codebook: Codebook | None = None, title: str = "Positions of parties"
) -> str:
    """The page.

    Parameters
    ----------
    positions : DataFrame
        A table of positions with the columns of `classifier.position.COLUMNS`.
    documents : iterable of Document
        The articles, in any order; those without a position are left out. Where an article is missing its evidences are shown alone.
    codebook : Codebook, optional
        Gives the issues' labels and propositions.
    title : str
        The headline.

    Returns
    -------
    str
        HTML; the same table, articles and codebook give the same page.

    Raises
    ------
    InputError
        If the table is not one of positions, or an evidence is not at its place in its article.

    Examples
    --------
    >>> from classifier.position import COLUMNS
    >>> table = pd.DataFrame([("a", "Norland", "tolls", "oppose", 0.9, None, "No tolls.", 0, 9, "direct", None)], columns=list(COLUMNS))
    >>> page = report_html(table, [Document("a", "No tolls.", title="</script><script>alert(1)</script>")])
    >>> "<script>alert" in page
    False
    """
    table = checked(positions, "document_id", "evidence", "start", "end", "date")
    needed = set(table["document_id"])
    articles: dict[str, Document] = {}
    for document in documents:
        if document.id in needed:
            articles.setdefault(document.id, document)
    known = {issue.key: issue for issue in codebook.issues} if codebook else {}
    names = {name: _numbered(_sound(str(value)) for value in table[name]) for name in ("party", "issue", "document_id")}
    speakers = table["speaker"] if "speaker" in table else pd.Series([None] * len(table), dtype=object)
    spoken = _numbered(_sound(value) for value in speakers if isinstance(value, str) and value)
    columns: dict[str, list[Any]] = {
        "document": [names["document_id"][_sound(str(value))] for value in table["document_id"]],
        "party": [names["party"][_sound(str(value))] for value in table["party"]],
        "issue": [names["issue"][_sound(str(value))] for value in table["issue"]],
        "stance": [STANCES.index(value) for value in table["stance"]],
        "probability": [round(float(value), 4) for value in table["probability"]],
        "speaker": [spoken[_sound(value)] if isinstance(value, str) and value else None for value in speakers],
        "evidence": [_sound(str(value)) for value in table["evidence"]],
        "start": [], "end": [],
    }  # fmt: skip
    wide = {name: [found.start() for found in ASTRAL.finditer(document.text)] for name, document in articles.items()}
    dates: dict[str, str] = {}
    for n, (name, evidence, start, end, date) in enumerate(
        zip(table["document_id"], table["evidence"], table["start"], table["end"], table["date"], strict=True), 1
    ):
        if isinstance(date, str):
            dates.setdefault(name, date)
        found = articles.get(name)
        if found is None:
            columns["start"].append(0)
            columns["end"].append(0)
            continue
        if found.text[int(start) : int(end)] != evidence or int(start) < 0:
            fault = f"the evidence is not at {start}..{end} in the text of {name!r}; these are not the texts that were scored"
            raise InputError("positions", fault, f"row {n}")
        columns["start"].append(_utf16(int(start), wide[name]))
        columns["end"].append(_utf16(int(end), wide[name]))
    shown = []
    for name in dict.fromkeys(table["document_id"]):
        article = articles.get(name)
        date = (article.date if article else None) or dates.get(name)
        shown.append(
            {
                "id": _sound(str(name)), "title": _sound(article.title) if article and article.title else None,
                "date": _sound(date) if date else None, "text": _sound(article.text) if article else None,
            }
        )  # fmt: skip
    issues = [
        {"key": key, "label": known[key].label if key in known else key, "proposition": known[key].proposition if key in known else ""}
        for key in names["issue"]
    ]
    record = {
        "stances": list(STANCES), "scores": [SCORES[name] for name in STANCES], "parties": list(names["party"]), "issues": issues,
        "speakers": list(spoken), "documents": shown, "positions": columns,
    }  # fmt: skip
    style, script = _part("style.css"), _part("report.js")
    policy = (
        f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}; img-src data:; base-uri 'none'; form-action 'none'"
    )
    parts = {
        "policy": escape(policy), "version": escape(__version__), "title": escape(_sound(title)), "style": style, "script": script,
        "data": _island(record),
    }  # fmt: skip
    # In one pass: a title that looks like a place to fill stays a title.
    return re.sub(r"\{\{(\w+)\}\}", lambda found: parts[found[1]], _part("page.html"))


def write_report(
    positions: pd.DataFrame,
    path: str | Path,
    documents: Iterable[Document] = (),
    codebook: Codebook | None = None,
    title: str = "Positions of parties",
) -> None:
    """Write the page to a file.

    Parameters
    ----------
    positions, documents, codebook, title
        As in `report_html`.
    path : str or Path
        The file; it is replaced in one step.

    Raises
    ------
    InputError
        As in `report_html`, or if the file cannot be written.
    """
    page = report_html(positions, documents, codebook, title)
    path = Path(path)
    temporary = path.with_name(path.name + ".part")
    try:
        temporary.write_text(page, encoding="utf-8", newline="\n")
        temporary.replace(path)
    except OSError as error:
        raise InputError(str(path), f"cannot be written ({error.strerror})") from None
