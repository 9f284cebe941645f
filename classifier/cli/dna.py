"""``stance dna``: codes from and to the Discourse Network Analyzer."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from classifier.cli import app

dna = typer.Typer(
    name="dna", help="Exchange codes with the Discourse Network Analyzer (DNA 3).", no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(dna)

Variable = Annotated[str, typer.Option(metavar="NAME", show_default=True)]


def counted(n: int, noun: str) -> str:
    """A number with its noun.

    Examples
    --------
    >>> counted(1, "document"), counted(2, "document")
    ('1 document', '2 documents')
    """
    return f"{n} {noun}{'' if n == 1 else 's'}"


@dna.command("import", epilog="Example:  stance dna import project.dna --output project")
def import_(
    file: Annotated[Path, typer.Argument(help="A DNA 3 database.", metavar="X.dna")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The folder to write to.", metavar="DIR")],
    statement_type: Annotated[
        str | None, typer.Option("--type", help="The statement type; DNA Statement by default.", metavar="LABEL")
    ] = None,
    person: Variable = "person",
    organization: Variable = "organization",
    concept: Variable = "concept",
    agreement: Variable = "agreement",
) -> None:
    """Write a database's articles and codes as DIR/gold.jsonl, and the draft of a codebook as DIR/codebook.yaml."""
    from classifier.analysis.coded_files import write_project
    from classifier.analysis.dna_import import Mapping, read_dna

    project = read_dna(file, Mapping(statement_type, person, organization, concept, agreement))
    written = write_project(project, output)
    issues = len(project.codebook.issues) if project.codebook else 0
    print(f"{counted(len(project.documents), 'document')}, {counted(len(project.codes), 'statement')}, {counted(issues, 'concept')}")
    for remark in project.remarks:
        print(f"  {remark}")
    print("\n".join(map(str, written)))


@dna.command(epilog="Example:  stance dna export positions.csv --texts articles.jsonl --codebook my-codebook.yaml --output project.dna")
def export(
    positions: Annotated[Path, typer.Argument(help="A table of positions, or a gold file, which holds its texts.", metavar="POSITIONS")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The database; if it exists, the codes are added to it.", metavar="X.dna")],
    texts: Annotated[list[Path] | None, typer.Option("--texts", "-t", help="The texts of the positions.", metavar="INPUT")] = None,
    codebook: Annotated[Path | None, typer.Option("--codebook", "-c", help="Its labels become concepts.", metavar="FILE")] = None,
    coder: Annotated[str | None, typer.Option(help="Whose codes they are; 'stance (machine)' by default.", metavar="NAME")] = None,
    statement_type: Annotated[
        str | None, typer.Option("--type", help="The statement type; DNA Statement by default.", metavar="LABEL")
    ] = None,
    neutral: Annotated[bool, typer.Option("--neutral/--without-neutral", help="Write neutral positions too.")] = True,
    password: Annotated[str, typer.Option(help="Password of new coders, asked for by DNA.", metavar="WORD")] = "stance",
) -> None:
    """Write codes as a DNA database, or add them to one, under a coder of their own."""
    from classifier.analysis import coded_files
    from classifier.analysis.dna_export import write_dna
    from classifier.analysis.dna_import import Mapping
    from classifier.analysis.exchange import CODER
    from classifier.analysis.table import read_positions
    from classifier.batch.documents import read_documents
    from classifier.codebook import read_codebook
    from classifier.errors import InputError

    book = read_codebook(codebook) if codebook else None
    rows = None
    lost = 0
    if coded_files.is_gold(positions):
        documents, codes = coded_files.read_gold_codes(positions)
        beside, drafted = positions.with_name(coded_files.ROWS), positions.with_name(coded_files.CODEBOOK)
        rows = coded_files.read_rows(beside) if beside.exists() and not output.exists() else None
        book = read_codebook(drafted) if book is None and drafted.exists() else book
    elif not texts:
        raise InputError(str(positions), "a table of positions holds no texts; name them with --texts")
    else:
        documents = read_documents(texts)
        codes, lost = coded_files.table_codes(read_positions(positions), coded_files.by_id(documents))
    skipped = 0 if neutral else sum(code.stance == "neutral" for code in codes)
    codes = codes if neutral else [code for code in codes if code.stance != "neutral"]
    former = output.exists()
    done = write_dna(output, documents, codes, book, coder or CODER, rows, Mapping(statement_type), password)
    kept = "" if rows is None else f" (beside {counted(len(codes) - done.statements, 'statement')} as imported)"
    print(
        f"{output}: {counted(done.documents, 'document')} and {counted(done.statements, 'statement')} {'added' if former else 'written'}{kept}"
    )
    for remark in done.remarks:
        print(f"  {remark}")
    if skipped:
        print(f"  {counted(skipped, 'neutral position')} left out")
    if lost:
        print(f"  {counted(lost, 'position')} left out: no text of that id, or other words at the offsets")
    if not former and rows is None:
        print(f"  in DNA, log in as Admin with the password {password!r}")
