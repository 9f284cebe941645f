"""Marked text: an article with each evidence in its stance's colour, for notebooks."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

import pandas as pd

from classifier.analysis.table import checked
from classifier.codebook import Codebook
from classifier.document import Document
from classifier.errors import InputError
from classifier.position import STANCES

COLOURS = {"support": "#0072b2", "oppose": "#d55e00", "conditional": "#56b4e9", "neutral": "#808080"}
"""From Okabe and Ito's colour-blind safe palette; a conditional yes is a paler yes."""

SIGNS = {"support": "+", "oppose": "\N{MINUS SIGN}", "conditional": "\N{PLUS-MINUS SIGN}", "neutral": "\N{WHITE CIRCLE}"}
"""So that no stance is told by its colour alone."""

TINTS = {"support": "0,114,178", "oppose": "213,94,0", "conditional": "86,180,233", "neutral": "128,128,128"}
LINES = {"support": "solid", "oppose": "double", "conditional": "dashed", "neutral": "dotted"}


@dataclass(frozen=True, slots=True)
class Mark:
    """One position's evidence in a text.

    Parameters
    ----------
    start, end : int
        Characters of the text.
    row : int
        Number of the position in the table.
    """

    start: int
    end: int
    row: int


def segments(length: int, marks: list[Mark]) -> list[tuple[int, int, tuple[int, ...], tuple[int, ...]]]:
    """Cut a text where evidences begin and end, so that they may overlap.

    Parameters
    ----------
    length : int
        Characters in the text.
    marks : list of Mark
        Evidences, in any order.

    Returns
    -------
    list of (start, end, rows, ending)
        Stretches that follow each other without gaps, the positions that each belongs to, and those whose evidence ends with it.

    Examples
    --------
    >>> segments(9, [Mark(2, 6, 0), Mark(4, 8, 1)])
    [(0, 2, (), ()), (2, 4, (0,), ()), (4, 6, (0, 1), (0,)), (6, 8, (1,), (1,)), (8, 9, (), ())]
    """
    begins: dict[int, list[int]] = {}
    ends: dict[int, list[int]] = {}
    for mark in marks:
        begins.setdefault(mark.start, []).append(mark.row)
        ends.setdefault(mark.end, []).append(mark.row)
    cuts = sorted({0, length, *begins, *ends})
    inside: dict[int, None] = {}
    parts = []
    for start, end in zip(cuts, cuts[1:], strict=False):
        inside.update(dict.fromkeys(begins.get(start, [])))
        parts.append((start, end, tuple(inside), tuple(row for row in inside if row in ends.get(end, ()))))
        for row in ends.get(end, []):
            inside.pop(row, None)
    return parts


class MarkedDocument:
    """A document with its positions, shown in a notebook as text with every evidence marked.

    Each evidence has its stance's colour and line, party and issue follow it, and the pointer over it tells the probability and the
    speaker. Everything from the document is escaped.

    Parameters
    ----------
    document : Document
        The article.
    positions : DataFrame
        A table of positions; rows of other documents are left out.
    codebook : Codebook, optional
        Gives the issues' labels; keys are shown without it.

    Raises
    ------
    InputError
        If the table is not one of positions, or an evidence lies outside the text.

    Examples
    --------
    >>> table = pd.DataFrame([("a", "Norland", "tolls", "oppose", 0.9, None, 0, 7)],
    ...     columns=["document_id", "party", "issue", "stance", "probability", "speaker", "start", "end"])
    >>> page = MarkedDocument(Document("a", "Norland <b>will not</b> pay."), table)._repr_html_()
    >>> "&lt;b&gt;will not&lt;/b&gt; pay." in page, "<b>will" in page
    (True, False)
    """

    def __init__(self, document: Document, positions: pd.DataFrame, codebook: Codebook | None = None) -> None:
        """Keep the document's own positions, in the order of the text."""
        table = checked(positions, "document_id", "start", "end")
        own = table[table["document_id"] == document.id]
        outside = own.index[(own["start"] < 0) | (own["end"] > len(document.text)) | (own["start"] >= own["end"])]
        if len(outside):
            raise InputError("positions", f"the evidence lies outside the text of {document.id!r}", f"row {outside[0] + 1}")
        self.document = document
        self.positions = own.sort_values(["start", "end", "party", "issue", "stance"], kind="stable").reset_index(drop=True)
        self.labels = {issue.key: issue.label for issue in codebook.issues} if codebook else {}

    def __repr__(self) -> str:
        """The document's name and its number of positions."""
        return f"MarkedDocument({self.document.id!r}, {len(self.positions)} positions)"

    def _repr_html_(self) -> str:
        rows: list[dict[str, object]] = [{str(k): v for k, v in row.items()} for row in self.positions.to_dict("records")]
        text = self.document.text
        spans = zip(self.positions["start"].tolist(), self.positions["end"].tolist(), strict=True)
        marks = [Mark(int(start), int(end), n) for n, (start, end) in enumerate(spans)]
        body = "".join(
            self._stretch(text[start:end], [rows[n] for n in inside], [rows[n] for n in ending])
            for start, end, inside, ending in segments(len(text), marks)
        )
        head = _line(self.document.title, "font-weight:600;font-size:1.15em") + _line(self.document.date, "opacity:.7;margin-bottom:.8em")
        legend = " ".join(f'<span style="{_mark_style(name)};padding:0 .35em">{SIGNS[name]} {name}</span>' for name in STANCES)
        return (
            '<div style="max-width:46em;line-height:1.7;font-family:system-ui,sans-serif">'
            f'{head}<div style="white-space:pre-wrap;overflow-wrap:anywhere">{body}</div>'
            f'<div style="margin-top:1em;font-size:.85em">{legend}</div></div>'
        )

    def _stretch(self, text: str, inside: list[dict[str, object]], ending: list[dict[str, object]]) -> str:
        if not inside:
            return escape(text)
        # Where evidences overlap, the one that began last is on top.
        top = inside[-1]
        hint = "\n".join(self._hint(row) for row in inside)
        mark = f'<mark title="{escape(hint)}" style="{_mark_style(str(top["stance"]))}">{escape(text)}</mark>'
        return mark + "".join(self._tag(row) for row in ending)

    def _label(self, row: dict[str, object]) -> str:
        return self.labels.get(str(row["issue"]), str(row["issue"]))

    def _hint(self, row: dict[str, object]) -> str:
        speaker = row.get("speaker")
        who = f"speaker: {speaker}" if isinstance(speaker, str) and speaker else "no speaker named"
        return f"{row['party']}: {row['stance']} \u2013 {self._label(row)}\nprobability {row['probability']:.2f}, {who}"

    def _tag(self, row: dict[str, object]) -> str:
        stance = str(row["stance"])
        return (
            f'<span title="{escape(self._hint(row))}" style="font-size:.72em;line-height:1;white-space:nowrap;'
            f'border:1px solid {COLOURS[stance]};border-radius:.6em;padding:.1em .45em;margin:0 .25em;vertical-align:.15em">'
            f'<b>{SIGNS[stance]} {escape(str(row["party"]))}</b> {escape(self._label(row))}</span>'
        )


def _line(text: str | None, style: str) -> str:
    return f'<div style="{style}">{escape(text)}</div>' if text else ""


def _mark_style(stance: str) -> str:
    return (
        f"color:inherit;background:rgba({TINTS[stance]},.22);text-decoration:underline {LINES[stance]} {COLOURS[stance]};"
        "text-decoration-thickness:2px;text-underline-offset:.2em;border-radius:2px"
    )
