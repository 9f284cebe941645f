"""``stance read``: one article, its positions as a table."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from classifier.cli import app

if TYPE_CHECKING:
    import pandas as pd

COLOURS = {"support": "green", "oppose": "red", "conditional": "yellow", "neutral": "cyan"}


def as_json(table: pd.DataFrame) -> str:
    """The rows as one JSON array, a row a line."""
    rows = table.astype(object).where(table.notna(), None).to_dict("records")
    return "[" + ",\n ".join(json.dumps(row, ensure_ascii=False) for row in rows) + "]"


def printable(text: object) -> str:
    """A text as one line without control characters, so that no article can steer the terminal."""
    return "".join(c if c.isprintable() else " " for c in " ".join(str(text).split()))


def _print_table(columns: list[tuple[str, dict[str, object]]], rows: list[list[str]], styles: list[str | None]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console()
    if not console.is_terminal:
        console = Console(width=140)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name, options in columns:
        table.add_column(name, **options)  # type: ignore[arg-type]
    for row, style in zip(rows, styles, strict=True):
        table.add_row(*(Text(cell, style=style or "") if n == 1 else Text(cell) for n, cell in enumerate(row)))
    console.print(table)


@app.command(epilog="Example:  stance read article.txt --codebook my-codebook.yaml --json")
def read(
    file: Annotated[str, typer.Argument(help="The article: a text or HTML file, - for standard input.", metavar="FILE")],
    codebook: Annotated[str | None, typer.Option("--codebook", "-c", help="The codebook, a YAML file; ukraine-peace by default.", metavar="FILE")] = None,
    model: Annotated[str | None, typer.Option("--model", "-m", help="fast (the default), accurate, or a model file.", metavar="FILE")] = None,
    json_: Annotated[bool, typer.Option("--json", help="Print JSON for machines.")] = False,
    who: Annotated[bool, typer.Option("--who", help="Print the attributions alone: who says what.")] = False,
    max_chars: Annotated[int, typer.Option(min=0, help="A longer text is refused; 0 for no limit.", metavar="N")] = 1_000_000,
) -> None:
    """Print the positions in one article, each with the words that show it."""
    from classifier.batch.articles import read_article
    from classifier.corpus.packaged import default_codebook

    document = read_article(file, max_chars)
    if who:
        from classifier.codebook import read_codebook
        from classifier.text.attributions import attributions

        parties = read_codebook(codebook).parties if codebook else ()
        table = attributions(document, parties)
        if json_:
            print(as_json(table))
            return
        shown = table[["party", "speaker", "cue", "content"]].fillna("-").to_numpy().tolist()
        rows = [[printable(value) for value in row] for row in shown]
        _print_table([("party", {}), ("speaker", {}), ("cue", {}), ("content", {"ratio": 1})], rows, [None] * len(rows))
        return
    from classifier.codebook import read_codebook
    from classifier.coding.persistence import load_model

    book = read_codebook(codebook) if codebook else default_codebook()
    table = load_model(model).predict([document], book)
    if json_:
        print(as_json(table))
        return
    if table.empty:
        print(f"no positions on the {len(book.issues)} issues of {book.name} in {document.id}")
        return
    labels = {issue.key: issue.label for issue in book.issues}
    order = {issue.key: n for n, issue in enumerate(book.issues)}
    table = table.sort_values("issue", key=lambda keys: keys.map(order), kind="stable")
    rows = []
    for r in table.to_dict("records"):
        speaker = r["speaker"] if isinstance(r["speaker"], str) else "-"
        label = printable(labels[str(r["issue"])])
        rows.append([printable(r["party"]), str(r["stance"]), label, f"{r['probability']:.2f}", printable(speaker), printable(r["evidence"])])
    columns: list[tuple[str, dict[str, object]]] = [
        ("party", {}), ("stance", {}), ("issue", {}), ("p", {"justify": "right"}), ("speaker", {"max_width": 26}), ("evidence", {"ratio": 1}),
    ]  # fmt: skip
    _print_table(columns, rows, [COLOURS[stance] for stance in table["stance"]])
