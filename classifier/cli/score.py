"""``stance score``: many documents, their positions as a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from classifier.cli import app


@app.command(epilog="Example:  stance score articles.jsonl --codebook my-codebook.yaml --output positions.parquet")
def score(
    inputs: Annotated[list[Path], typer.Argument(help="JSONL files, an article a line.", metavar="INPUT...")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The table of positions: .parquet, .csv or .jsonl.", metavar="FILE")],
    codebook: Annotated[Path | None, typer.Option("--codebook", "-c", help="The codebook, a YAML file; ukraine-peace by default.", metavar="FILE")] = None,
    model: Annotated[Path | None, typer.Option("--model", "-m", help="A model file; the packaged one by default.", metavar="FILE")] = None,
) -> None:
    """Label the positions in many articles."""
    from classifier.codebook import read_codebook
    from classifier.coding.persistence import load_model
    from classifier.corpus.packaged import default_codebook
    from classifier.document import Document
    from classifier.errors import InputError

    book = read_codebook(codebook) if codebook else default_codebook()
    documents = []
    for path in inputs:
        try:
            lines = path.read_text(encoding="utf-8-sig").split("\n")
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(str(path), f"cannot be read ({error})") from None
        for number, line in enumerate(lines, 1):
            if line.strip():
                try:
                    record = json.loads(line)
                    documents.append(Document(str(record["id"]), record["text"], record.get("title"), record.get("date")))
                except (ValueError, TypeError, KeyError) as error:
                    raise InputError(str(path), f"no article ({error})", f"line {number}") from None
    table = load_model(model).predict(documents, book)
    if output.suffix == ".jsonl":
        output.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in table.to_dict("records")), encoding="utf-8")
    elif output.suffix == ".csv":
        table.to_csv(output, index=False)
    elif output.suffix == ".parquet":
        table.to_parquet(output, index=False)
    else:
        raise typer.BadParameter("the output's suffix must be .parquet, .csv or .jsonl", param_hint="--output")
    print(f"{len(documents)} articles, {len(table)} positions in {output}")
