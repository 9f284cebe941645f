"""``stance corpus``: check gold files."""

from __future__ import annotations

from typing import Annotated

import typer

from classifier.cli import app

corpus = typer.Typer(help="Check gold files: articles with their hand-coded positions.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(corpus, name="corpus")


@corpus.command(epilog="Example:  stance corpus check my-gold.jsonl --codebook my-codebook.yaml")
def check(
    files: Annotated[list[str] | None, typer.Argument(help="Gold files; the packaged corpus where none is given.", metavar="[GOLD]...")] = None,
    codebook: Annotated[str | None, typer.Option("--codebook", "-c", help="The codebook that they are coded by.", metavar="FILE")] = None,
) -> None:
    """Check offsets, keys, stances, duplicates, near-duplicate articles and issues outside the codebook."""
    from classifier.codebook import read_codebook
    from classifier.corpus.checks import check_articles, shared_runs
    from classifier.corpus.gold import read_gold
    from classifier.corpus.packaged import corpus_names, packaged_articles, packaged_codebook

    book = read_codebook(codebook) if codebook else None
    if files:
        parts = [(file, read_gold(file), book) for file in files]
    else:
        parts = [(name, packaged_articles(name), packaged_codebook(name)) for name in corpus_names()]
    faults = 0
    everything = []
    for name, articles, own in parts:
        findings = check_articles(articles, own)
        everything += articles
        print(f"{name}: {len(articles)} articles, {sum(len(a.positions) for a in articles)} positions, {len(findings) or 'no'} faults")
        for finding in findings:
            print(f"  {finding.article}: {finding.fault}")
        faults += len(findings)
    findings = shared_runs(everything)
    for finding in findings:
        print(f"  {finding.article}: {finding.fault}")
    faults += len(findings)
    print(f"{len(everything)} articles, {faults or 'no'} faults")
    if faults:
        raise typer.Exit(1)
