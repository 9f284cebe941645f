"""``stance explain``: why each position was reported."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from classifier.cli import app


@app.command(epilog="Example:  stance explain article.txt --codebook my-codebook.yaml")
def explain(
    file: Annotated[str, typer.Argument(help="The article: a text or HTML file, - for standard input.", metavar="FILE")],
    codebook: Annotated[Path | None, typer.Option("--codebook", "-c", help="The codebook; ukraine-peace by default.", metavar="FILE")] = None,
    model: Annotated[Path | None, typer.Option("--model", "-m", help="fast (the default), accurate, or a model file.", metavar="FILE")] = None,
    most: Annotated[int, typer.Option(help="Most features on each side.", min=1, max=50)] = 4,
    json_: Annotated[bool, typer.Option("--json", help="Print JSON for machines.")] = False,
    max_chars: Annotated[int, typer.Option(min=0, help="A longer text is refused; 0 for no limit.", metavar="N")] = 1_000_000,
) -> None:
    """Print for each position in an article the features that spoke for it and against it."""
    from dataclasses import asdict

    from classifier.batch.articles import read_article
    from classifier.cli.read import printable
    from classifier.codebook import read_codebook
    from classifier.coding.explanation import Reason
    from classifier.coding.explanation import explain as reasons_for
    from classifier.coding.persistence import load_model
    from classifier.corpus.packaged import default_codebook

    document = read_article(file, max_chars)
    trained = load_model(model)
    book = read_codebook(codebook) if codebook else trained.codebook or default_codebook()
    found = reasons_for(trained, document, book, most)
    if json_:
        print(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=1))
        return
    if not found:
        print(f"no positions on the {len(book.issues)} issues of {book.name} in {document.id}")
        return

    def line(reasons: tuple[Reason, ...], sign: int) -> str:
        return "; ".join(f"{reason.text} ({reason.weight:+.2f})" for reason in reasons if reason.weight * sign > 0) or "nothing of weight"

    for one in found:
        print(printable(f"{one.party} | {one.stance} | {one.issue} | {one.probability:.2f} | {document.text[one.start : one.end]}"))
        print("  " + printable(f"a position, since: {line(one.position, 1)}"))
        print("    " + printable(f"against it: {line(one.position, -1)}"))
        print("  " + printable(f"{one.stance}, since: {line(one.direction, 1)}"))
        print("    " + printable(f"against it: {line(one.direction, -1)}"))
        if one.note:
            print(f"  {one.note}")
