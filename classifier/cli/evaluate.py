"""``stance evaluate``: the figures of the packaged corpus, and of gold files of your own."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from classifier.cli import app


@app.command(epilog="Example:  stance evaluate --output docs/evaluation.md --jobs 2")
def evaluate(
    output: Annotated[Path | None, typer.Option("--output", "-o", help="A Markdown page to put the figures into; printed otherwise.", metavar="FILE")] = None,
    shared: Annotated[Path, typer.Option("--shared", help="Folder with development data, used where it is there.", metavar="FOLDER")] = Path("../shared"),
    domain: Annotated[list[str] | None, typer.Option("--domain", help="Leave out only this domain; may be repeated.", metavar="NAME")] = None,
    groups: Annotated[
        int, typer.Option("--groups", help="Leave the domains out in so many groups, each together; 0 for one at a time.", min=0, metavar="N")
    ] = 6,
    jobs: Annotated[int, typer.Option("--jobs", "-j", help="Processes.", min=1)] = 1,
) -> None:
    """Leave domains out, cross-validate within Ukraine by article, and code the development sets."""
    from classifier.codebook import read_codebook
    from classifier.coding.model import PositionClassifier
    from classifier.coding.persistence import load_model
    from classifier.corpus.cases import survey_articles
    from classifier.corpus.evaluation import groups_of, judge, leave_domains_out, within_domain
    from classifier.corpus.evaluation_page import figures_page, into_page
    from classifier.corpus.gold import read_gold
    from classifier.corpus.packaged import DEFAULT, corpus_names, packaged_articles, packaged_codebook
    from classifier.corpus.scoring import summarise
    from classifier.corpus.standoff import real_domains
    from classifier.errors import InputError

    def say(text: str) -> None:
        print(text, file=sys.stderr, flush=True)

    began = time.perf_counter()
    domains = {name: survey_articles(packaged_articles(name), packaged_codebook(name)) for name in corpus_names()}
    for name, articles in real_domains(shared).items():
        domains[name] = survey_articles(articles, packaged_codebook(name))
    for name in domain or ():
        if name not in domains:
            raise InputError(name, f"no such domain; there are {', '.join(domains)}")
    say(f"read {sum(map(len, domains.values()))} articles in {len(domains)} domains, {time.perf_counter() - began:.0f} s")
    model = PositionClassifier()
    left_out = {}
    parts = [[name] for name in domain] if domain else groups_of(list(domains), groups or len(domains))
    for name, outcome in leave_domains_out(model, domains, parts, jobs):
        left_out[name] = outcome
        say(f"without {name}: triple F1 {summarise(outcome.counts)['triple']['f1']:.3f}, {time.perf_counter() - began:.0f} s")
    within = {}
    if not domain:
        within[DEFAULT] = within_domain(model, domains, DEFAULT, n_jobs=jobs)
        say(f"{DEFAULT} by article: triple F1 {summarise(within[DEFAULT].counts)['triple']['f1']:.3f}, {time.perf_counter() - began:.0f} s")
    development = {}
    for folder in sorted((shared / "dev").glob("*/articles.jsonl")):
        cases = survey_articles(read_gold(folder, folder.parent.name), read_codebook(folder.parent / "codebook.yaml"))
        development[f"{folder.parent.name} (development)"] = judge(load_model(), cases)
    left_out = {name: left_out[name] for name in sorted(left_out)}
    part = figures_page(left_out, within, development)
    if output is None:
        print(part)
    else:
        output.write_text(into_page(output.read_text(encoding="utf-8") if output.exists() else "# Evaluation\n", part), encoding="utf-8")
        say(f"{output} written, {time.perf_counter() - began:.0f} s")
