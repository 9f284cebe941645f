"""``stance report``: positions and their articles as one HTML page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from classifier.cli import app

if TYPE_CHECKING:
    from classifier.batch.columns import Columns
    from classifier.codebook import Codebook
    from classifier.document import Document


@app.command(epilog="Example:  stance report positions.parquet --texts articles.jsonl --output report.html")
def report(
    positions: Annotated[Path, typer.Argument(help="What 'stance score' wrote: .parquet, .csv, .jsonl, or a folder.", metavar="POSITIONS")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The page.", metavar="OUT.html")],
    texts: Annotated[
        list[str] | None,
        typer.Option("--texts", "-t", help="The articles, as they were given to 'stance score'; may be repeated.", metavar="INPUT"),
    ] = None,
    codebook: Annotated[Path | None, typer.Option("--codebook", "-c", help="Gives the issues' labels.", metavar="FILE")] = None,
    title: Annotated[str, typer.Option("--title", help="The headline.")] = "Positions of parties",
    text_column: Annotated[str | None, typer.Option(help="Column or field of the text; guessed by default.", metavar="NAME")] = None,
    id_column: Annotated[str | None, typer.Option(help="Column or field of the id.", metavar="NAME")] = None,
    title_column: Annotated[str | None, typer.Option(help="Column or field of the headline.", metavar="NAME")] = None,
    date_column: Annotated[str | None, typer.Option(help="Column or field of the date.", metavar="NAME")] = None,
) -> None:
    """Write a page that shows who stands where, over time, and each evidence in its article; it works without a network."""
    from classifier.analysis.report import write_report
    from classifier.analysis.table import read_positions
    from classifier.batch.columns import Columns
    from classifier.codebook import read_codebook
    from classifier.errors import InputError

    if output.suffix.lower() not in (".html", ".htm"):
        raise typer.BadParameter("the page is an .html file", param_hint="--output")
    table = read_positions(positions)
    book = read_codebook(codebook) if codebook else _fitting(table["issue"].unique())
    columns = Columns(text_column, id_column, title_column, date_column)
    wanted = set(table["document_id"])
    found = {document.id: document for document in _documents(texts, columns) if document.id in wanted} if texts else {}
    if texts and wanted and not found:
        raise InputError(texts[0], f"none of these articles is in {positions}; give the inputs that were scored")
    write_report(table, output, found.values(), book, title)
    missing = len(wanted) - len(found)
    print(f"{len(table)} positions in {len(wanted)} articles{f', {missing} of them without their text' if missing else ''}: {output}")


def _documents(inputs: list[str], columns: Columns) -> Iterator[Document]:
    from classifier.batch.readers import Reader
    from classifier.batch.sources import InputFiles

    files, reader = InputFiles(inputs), Reader(columns, 0)
    for source in files:
        reader.check(source)
    for row, _ in reader.rows(files):
        if row.document is not None:
            yield row.document


def _fitting(issues: Iterable[str]) -> Codebook | None:
    """The packaged codebook that has all these issues, if just one has."""
    from classifier.corpus.packaged import codebook_names, packaged_codebook

    wanted = set(issues)
    books = [book for book in map(packaged_codebook, codebook_names()) if wanted and wanted <= set(book.keys)]
    return books[0] if len(books) == 1 else None
