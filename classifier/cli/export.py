"""``stance export``: codes for other tools."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from classifier.cli import app


class Form(StrEnum):
    """Where the codes go."""

    labelstudio = "labelstudio"
    excel = "excel"


@app.command(epilog="Example:  stance export positions.parquet --texts articles.jsonl --to labelstudio --output tasks.json")
def export(
    positions: Annotated[Path, typer.Argument(help="A table of positions, or a gold file, which holds its texts.", metavar="POSITIONS")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The file to write.", metavar="FILE")],
    to: Annotated[Form, typer.Option("--to", help="labelstudio: tasks as JSON, and their configuration; excel: CSV with harmless cells.")] = Form.excel,
    texts: Annotated[list[Path] | None, typer.Option("--texts", "-t", help="For labelstudio: the texts.", metavar="INPUT")] = None,
    codebook: Annotated[Path | None, typer.Option("--codebook", "-c", help="For labelstudio: issues as choices.", metavar="FILE")] = None,
) -> None:
    """Write codes for Label Studio, or as a CSV file that Excel opens and saves without loss."""
    from classifier.analysis import coded_files
    from classifier.analysis.label_studio import configuration, tasks
    from classifier.analysis.table import gold_table, read_positions
    from classifier.batch.documents import read_documents
    from classifier.codebook import read_codebook
    from classifier.corpus.gold import read_gold
    from classifier.corpus.spreadsheet import write_spreadsheet
    from classifier.errors import InputError
    from classifier.position import COLUMNS

    gold = coded_files.is_gold(positions)
    if to is Form.excel:
        table = gold_table(read_gold(positions)) if gold else read_positions(positions)
        rows = [{str(name): value if value == value else None for name, value in row.items()} for row in table.to_dict("records")]
        write_spreadsheet(rows, COLUMNS, output, ("probability", "start", "end"))
        print(f"{output}: {len(rows)} positions")
        return
    lost = 0
    if gold:
        documents, codes = coded_files.read_gold_codes(positions)
    elif texts:
        documents = read_documents(texts)
        codes, lost = coded_files.table_codes(read_positions(positions), coded_files.by_id(documents))
    else:
        raise InputError(str(positions), "a table of positions holds no texts; name them with --texts")
    book = read_codebook(codebook) if codebook else None
    beside = output.with_name(output.stem + ".config.xml")
    try:
        output.write_text(json.dumps(tasks(documents, codes, book), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        beside.write_text(configuration(book), encoding="utf-8")
    except OSError as error:
        raise InputError(str(output), f"cannot be written ({error.strerror})") from None
    print(f"{output}: {len(documents)} tasks, {len(codes)} statements; configuration in {beside}")
    if lost:
        print(f"  {lost} positions left out: no text of that id, or other words at the offsets")
