"""``stance train``: a model from one's own codes, or from corrections."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from classifier.cli import app


@app.command(epilog="Example:  stance train gold.jsonl --codebook my-codebook.yaml --output my.stance")
def train(
    gold: Annotated[list[Path] | None, typer.Argument(help="Gold files: articles with their codes, as JSON Lines.", metavar="GOLD...")] = None,
    output: Annotated[Path, typer.Option("--output", "-o", help="The model file to write.", metavar="MODEL")] = Path("model.stance"),
    codebook: Annotated[Path | None, typer.Option("--codebook", "-c", help="The codebook of the codes.", metavar="FILE")] = None,
    alone: Annotated[bool, typer.Option("--alone", help="Learn from GOLD alone, not from the packaged corpus too.")] = False,
    corpus: Annotated[
        int | None, typer.Option("--corpus", help="Packaged articles to learn from beside GOLD; by default up to 450 in all, 150 at least.", min=0, metavar="N")
    ] = None,
    review: Annotated[list[Path] | None, typer.Option("--review", help="A corrected file of 'stance review'.", metavar="REVIEW.csv")] = None,
    model: Annotated[
        Path | None, typer.Option("--model", "-m", help="With --review: the model to correct; the packaged fast one by default.", metavar="FILE")
    ] = None,
    folds: Annotated[int, typer.Option(help="Parts of the cross-validation; 0 for none.", min=0, max=20)] = 3,
    jobs: Annotated[int, typer.Option("--jobs", "-j", help="Processes.", min=1)] = min(2, os.cpu_count() or 1),
    seed: Annotated[int, typer.Option(help="Seed.", min=0, max=2**32 - 1)] = 0,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing on the way.")] = False,
) -> None:
    """Train a model on your own codes, from corrections, or both; a model card is written beside it."""
    from classifier.codebook import read_codebook
    from classifier.coding.cascade import CascadeClassifier
    from classifier.coding.correction import Corrections, with_corrections
    from classifier.coding.persistence import load_model, read_manifest, save_model
    from classifier.corpus.packaged import default_codebook
    from classifier.corpus.review import read_review
    from classifier.corpus.training import card_text, read_own, today
    from classifier.corpus.training import train as run
    from classifier.errors import InputError

    def tell(line: str) -> None:
        if not quiet:
            print(line, file=sys.stderr, flush=True)

    if not gold and not review:
        raise typer.BadParameter("nothing to learn from: give GOLD files, or --review REVIEW.csv")
    if gold and model is not None:
        raise typer.BadParameter("--model is for --review without GOLD; with GOLD a new model is trained")
    if gold and codebook is None:
        raise InputError(str(gold[0]), "whose codebook? name it with --codebook")
    if not output.absolute().parent.is_dir():
        raise InputError(str(output), "its folder does not exist")
    former = load_model(model) if not gold else None
    if isinstance(former, CascadeClassifier):
        raise InputError(str(model), "corrections go over the fast model or one that was trained on your codes; leave out --model")
    book = read_codebook(codebook) if codebook else (former.codebook if former and former.codebook else default_codebook())
    examples = [example for path in review or () for example in read_review(path, book)]
    if review and not examples:
        raise InputError(str(review[0]), "no corrections in it; fill in the column 'correction'")
    if gold:
        trained, card = run(read_own(gold, book), alone, folds, jobs, seed, tell, corpus)
    else:
        assert former is not None
        trained, card = former, dict(read_manifest(model)["card"])
    if examples:
        tell(f"learning from {len(examples)} corrections")
        trained = with_corrections(trained, Corrections(book.name).fit(examples))
        trained.codebook = book
        wrong = sum(example.choice != "none" for example in examples)
        card["corrections"] = {
            "codebook": book.name,
            "number": len(examples),
            "of them no position": len(examples) - wrong,
            "date": today(),
        }
    save_model(trained, output, card)
    beside = output.with_name(output.name + ".card.md")
    beside.write_text(card_text(card, f"Model card of {output.name}"), encoding="utf-8")
    print(f"{output}: {card['data']}" + (f"; {len(examples)} corrections" if examples else ""))
    print(f"{beside}")
