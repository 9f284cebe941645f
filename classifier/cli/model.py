"""``stance model``: what is in a model file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from classifier.cli import app

model = typer.Typer(name="model", help="Look into model files.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(model)


@model.callback()
def _root() -> None:
    """Look into model files."""


@model.command(epilog="Example:  stance model info my.stance")
def info(
    file: Annotated[Path | None, typer.Argument(help="A model file, or accurate; the packaged fast one by default.", metavar="MODEL")] = None,
    json_: Annotated[bool, typer.Option("--json", help="Print JSON for machines.")] = False,
    verify: Annotated[bool, typer.Option("--verify", help="Check hashes, types and trees too, as loading does.")] = False,
) -> None:
    """Print what a model was trained on, its figures and its versions; nothing in it is run."""
    from classifier.cli.read import printable
    from classifier.coding.persistence import load_model, read_manifest
    from classifier.corpus.training import card_text

    manifest = read_manifest(file)
    if verify:
        load_model(file)
    if json_:
        print(json.dumps(manifest, ensure_ascii=False, indent=1))
        return
    name = str(file) if file else "the packaged model"
    versions = {key: manifest.get(key) for key in ("format", "package", "scikit-learn", "python")}
    text = card_text({**manifest["card"], "made with": versions, "members": len(manifest["sha256"])}, name)
    print("\n".join(line[: len(line) - len(line.lstrip())] + printable(line) for line in text.rstrip("\n").split("\n")))
    if verify:
        print("\nverified: names, sizes, hashes, types and trees are as they should be")
