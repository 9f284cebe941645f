"""The command ``stance``: arguments in, one call, rendering out."""

from __future__ import annotations

import os
import pkgutil
import sys
from importlib import import_module

import typer

from classifier.errors import InputError
from classifier.version import __version__

app = typer.Typer(
    name="stance",
    help="Who stands where, read from the news: positions of parties on the issues of a codebook.",
    epilog="Example:  stance read article.txt --codebook my-codebook.yaml",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(value: bool) -> None:
    if value:
        print(f"stance {__version__}")
        raise typer.Exit


@app.callback()
def _root(version: bool = typer.Option(False, "--version", help="Print the version and stop.", callback=_version, is_eager=True)) -> None:
    """Who stands where, read from the news: positions of parties on the issues of a codebook."""


def _register() -> None:
    """Import every module beside this one: each adds its commands to `app`, and imports what they need when they run."""
    for module in sorted(found.name for found in pkgutil.iter_modules(__path__)):
        import_module(f"{__name__}.{module}")


def main() -> None:
    """Run the command line; faults of input end in one line on standard error and exit code 1."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    _register()
    try:
        app()
    except InputError as error:
        print(f"stance: {error}", file=sys.stderr)
        sys.exit(1)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except KeyboardInterrupt:
        print("stance: interrupted", file=sys.stderr)
        sys.exit(130)
