"""``stance review``: the statements most worth a human look."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from classifier.cli import app


@app.command(epilog="Example:  stance review positions.csv --texts articles.jsonl --codebook my-codebook.yaml --output review.csv")
def review(
    positions: Annotated[Path, typer.Argument(help="A table of positions.", metavar="POSITIONS")],
    texts: Annotated[list[Path], typer.Option("--texts", "-t", help="The texts of the positions.", metavar="INPUT")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The CSV file to write.", metavar="REVIEW.csv")],
    codebook: Annotated[
        Path | None, typer.Option("--codebook", "-c", help="The codebook; the model's own, or ukraine-peace.", metavar="FILE")
    ] = None,
    model: Annotated[
        Path | None, typer.Option("--model", "-m", help="The model that labelled them: fast (the default), accurate, or a file.", metavar="FILE")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", "-n", help="Most statements; 0 for all.", min=0)] = 200,
) -> None:
    """Write the statements most worth a human look, each in its context, with columns to correct them."""
    from classifier.analysis.table import read_positions
    from classifier.batch.documents import read_documents
    from classifier.codebook import read_codebook
    from classifier.coding.persistence import load_model
    from classifier.corpus import review as reviews
    from classifier.corpus.packaged import default_codebook
    from classifier.errors import InputError

    labelled = read_positions(positions)
    trained = load_model(model)
    book = read_codebook(codebook) if codebook else trained.codebook or default_codebook()
    wanted = set(labelled["document_id"])
    documents = [document for document in read_documents(texts) if document.id in wanted]
    if not documents:
        raise InputError(str(positions), "none of its documents is among the texts; their ids differ")
    shown = reviews.mark_reported(reviews.shown_statements(trained, documents, book), labelled, book, documents)
    ordered = reviews.review_order(shown, trained.threshold_)
    chosen = ordered.head(limit) if limit else ordered
    reviews.write_review(chosen, output)
    print(f"{output}: {len(chosen)} of {len(ordered)} statements in {len(documents)} articles")
    print("fill in 'correction' with ok, none or the right stance (and correct_party, correct_issue), then:")
    print(f"  stance train --review {output} --output corrected.stance")
