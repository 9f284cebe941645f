"""``stance codebook``: write, check and show codebooks."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from classifier.cli import app

codebook = typer.Typer(name="codebook", help="Write, check and show codebooks.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(codebook)


@codebook.command(epilog="Example:  stance codebook new my-codebook.yaml")
def new(
    file: Annotated[Path | None, typer.Argument(help="The file to write; printed where there is none.", metavar="FILE")] = None,
) -> None:
    """Write a commented template to fill in."""
    from classifier.corpus.codebook_checks import TEMPLATE
    from classifier.errors import InputError

    if file is None:
        print(TEMPLATE, end="")
        return
    try:
        with open(file, "x", encoding="utf-8") as stream:
            stream.write(TEMPLATE)
    except FileExistsError:
        raise InputError(str(file), "it exists already and is left as it is; choose another name") from None
    except OSError as error:
        raise InputError(str(file), f"cannot be written ({error.strerror})") from None
    print(f"{file}: fill it in, then run: stance codebook check {file}")


def _text(file: str) -> tuple[str, str]:
    """The text of a codebook file, or of a packaged codebook, and its name."""
    from classifier.batch.articles import decode
    from classifier.codebook import MAX_BYTES
    from classifier.corpus.packaged import codebook_names, packaged_codebook
    from classifier.errors import InputError

    if not Path(file).exists() and file in codebook_names():
        from classifier.analysis.coded_files import codebook_text

        return codebook_text(packaged_codebook(file)), file
    try:
        raw = Path(file).read_bytes() if Path(file).stat().st_size <= MAX_BYTES else None
    except FileNotFoundError:
        raise InputError(file, f"no such file, and no packaged codebook; those are {', '.join(codebook_names())}") from None
    except OSError as error:
        raise InputError(file, f"cannot be read ({error.strerror})") from None
    if raw is None:
        raise InputError(file, f"larger than {MAX_BYTES} bytes; this is no codebook")
    return decode(raw, file), file


@codebook.command(epilog="Example:  stance codebook check my-codebook.yaml --texts articles/")
def check(
    file: Annotated[str, typer.Argument(help="A codebook.", metavar="FILE")],
    texts: Annotated[list[Path] | None, typer.Option("--texts", "-t", help="A few articles to try it on.", metavar="INPUT")] = None,
) -> None:
    """Say what is wrong in a codebook, line by line; with --texts also what it does not find, and what it may lack."""
    from classifier.corpus.codebook_checks import check_codebook, dry_run

    text, source = _text(file)
    book, findings = check_codebook(text, source)
    for finding in findings:
        print(f"{source}, {finding}")
    if book is None:
        raise typer.Exit(1)
    warnings = len(findings)
    print(f"{source}: {len(book.issues)} issues, {len(book.parties)} parties, {warnings} warning{'' if warnings == 1 else 's'}")
    if not texts:
        return
    from classifier.batch.documents import read_documents

    run = dry_run(book, read_documents(texts))
    print(f"\ntried on {run.documents} article{'' if run.documents == 1 else 's'}")
    for key, count in run.found.items():
        rest = run.missing.get(key, [])
        never = f"; never: {', '.join(rest)}" if rest else ""
        print(f"  {key}: keywords in {count}{never}")
    if run.uncovered:
        print("frequent phrases that no issue covers: " + ", ".join(f"{phrase} ({count})" for phrase, count in run.uncovered))


@codebook.command(epilog="Example:  stance codebook show ukraine-peace")
def show(file: Annotated[str, typer.Argument(help="A codebook, or the name of a packaged one.", metavar="FILE")]) -> None:
    """Print the issues and parties of a codebook."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from classifier.cli.read import printable
    from classifier.codebook import parse_codebook

    text, source = _text(file)
    book = parse_codebook(text, source)
    console = Console()
    if not console.is_terminal:
        console = Console(width=140)
    console.print(Text(printable(f"{book.name}: {book.title or 'no title'}"), style="bold"))
    issues = Table(box=None, pad_edge=False, header_style="bold")
    for name, ratio in (("issue", 2), ("proposition", 4), ("keywords", 5)):
        issues.add_column(name, ratio=ratio)
    for issue in book.issues:
        opposite = {keyword.casefold() for keyword in issue.reversed}
        keywords = ", ".join(f"{keyword} (reversed)" if keyword.casefold() in opposite else keyword for keyword in issue.keywords)
        issues.add_row(Text(printable(issue.key)), Text(printable(issue.proposition)), Text(printable(keywords)))
    console.print(issues)
    if book.parties:
        parties = Table(box=None, pad_edge=False, header_style="bold")
        for name, ratio in (("party", 2), ("aliases", 9)):
            parties.add_column(name, ratio=ratio)
        for party in book.parties:
            parties.add_row(Text(printable(party.name)), Text(printable(", ".join(party.aliases))))
        console.print(parties)
