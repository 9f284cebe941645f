"""``stance score``: many documents, their positions as a file."""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from classifier.cli import app

if TYPE_CHECKING:
    from types import FrameType

INPUTS = "Text, HTML, JSONL, CSV or Parquet files, folders or globs of them; also .gz, .xz, .zst"
OUTPUTS = "The table of positions: .parquet, .csv, .jsonl, or a folder/ of Parquet files"


def _terminated(number: int, frame: FrameType | None) -> NoReturn:
    raise SystemExit(128 + number)


@app.command(epilog="Example:  stance score articles.jsonl --codebook my-codebook.yaml --output positions.parquet")
def score(
    inputs: Annotated[list[str], typer.Argument(help=f"{INPUTS}.", metavar="INPUT...")],
    output: Annotated[str, typer.Option("--output", "-o", help=f"{OUTPUTS}.", metavar="OUT")],
    codebook: Annotated[Path | None, typer.Option("--codebook", "-c", help="YAML file; ukraine-peace by default.", metavar="FILE")] = None,
    model: Annotated[Path | None, typer.Option("--model", "-m", help="fast (the default), accurate, or a model file.", metavar="FILE")] = None,
    text_column: Annotated[str | None, typer.Option(help="Column or field of the text; guessed by default.", metavar="NAME")] = None,
    id_column: Annotated[str | None, typer.Option(help="Column or field of the id.", metavar="NAME")] = None,
    title_column: Annotated[str | None, typer.Option(help="Column or field of the headline.", metavar="NAME")] = None,
    date_column: Annotated[str | None, typer.Option(help="Column or field of the date.", metavar="NAME")] = None,
    jobs: Annotated[int, typer.Option("--jobs", "-j", help="Processes; -1 for one a core. The result is the same.", metavar="N")] = 1,
    dask: Annotated[str | None, typer.Option(help="Score on the workers of this Dask scheduler.", metavar="tcp://HOST:8786")] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with a run that was stopped.")] = False,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Throw away a run that was stopped and begin anew.")] = False,
    max_chars: Annotated[int, typer.Option(min=0, help="Longer texts are rejected; 0 for no limit.", metavar="N")] = 1_000_000,
    chunk_rows: Annotated[int, typer.Option(min=1, help="Rows that are scored, written and recorded in one step.", metavar="N")] = 256,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress, only the closing line.")] = False,
) -> None:
    """Label the positions in many articles; rows that cannot be scored go to OUT.rejects.jsonl."""
    if jobs == 0:
        raise typer.BadParameter("there must be at least one process", param_hint="--jobs")
    if dask is not None and jobs != 1:
        raise typer.BadParameter("with --dask the cluster says how many processes there are", param_hint="--jobs")
    if resume and overwrite:
        raise typer.BadParameter("either --resume or --overwrite", param_hint="--resume")
    from classifier.batch.columns import Columns
    from classifier.batch.progress import progress
    from classifier.batch.run import score_files
    from classifier.batch.tables import table_format
    from classifier.codebook import read_codebook
    from classifier.corpus.packaged import default_codebook
    from classifier.errors import InputError

    try:
        table_format(output)
    except InputError as error:
        raise typer.BadParameter(error.fault, param_hint="--output") from None
    book = read_codebook(codebook) if codebook else default_codebook()
    previous = signal.signal(signal.SIGTERM, _terminated)
    try:
        summary = score_files(
            inputs, output, book, model, columns=Columns(text_column, id_column, title_column, date_column), jobs=jobs, dask=dask,
            resume=resume, overwrite=overwrite, max_chars=max_chars, chunk_rows=chunk_rows, progress=progress(quiet),
        )  # fmt: skip
    except OSError as error:
        raise InputError(error.filename or output, f"{error.strerror or error}; finished chunks are safe, go on with --resume") from None
    except (SystemExit, KeyboardInterrupt):
        print("stance: stopped; finished chunks are safe, go on with --resume", file=sys.stderr)
        raise
    finally:
        signal.signal(signal.SIGTERM, previous)
    print(summary)
    if not summary.scored and summary.first_reject:
        first = summary.first_reject
        raise InputError(first["file"], f"nothing could be scored; the first reason: {first['reason']}", f"row {first['row']}")
    raise typer.Exit(summary.exit_code)
