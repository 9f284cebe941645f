"""The page of figures that ``stance evaluate`` writes: Markdown with what was measured and nothing else."""

from __future__ import annotations

from typing import Any

import pandas as pd

from classifier.corpus.evaluation import STAGES, Outcome, figures, merge
from classifier.position import STANCES

BEGIN, END = "<!-- figures: written by stance evaluate -->", "<!-- end of figures -->"
ACCURATE = "<!-- figures: written by scripts/train_accurate_model.py, both tiers -->"
FAST = "<!-- figures: written by scripts/train_accurate_model.py, fast tier -->"
UNSEEN = "<!-- figures: written by benchmarks/unseen.py -->"
"""Where the figures of a page begin, by who writes them."""
HEADER = (
    "| | articles | gold | predicted | precision | recall | triple F1 (95 % interval) | pair F1 | stance accuracy | evidence hits "
    "| wrong party | calibration error |",
    "| --- |" + " ---: |" * 11,
)


def _row(name: str, found: dict[str, Any]) -> str:
    low, high = found["triple_interval"]
    return (
        f"| {name} | {found['articles']} | {found['gold']} | {found['predicted']} | {found['triple']['precision']:.3f} | {found['triple']['recall']:.3f} "
        f"| **{found['triple']['f1']:.3f}** ({low:.3f}-{high:.3f}) | {found['pair']['f1']:.3f} | {found['stance_accuracy']:.3f} "
        f"| {found['evidence_hit_rate']:.3f} | {found['party_error_rate']:.3f} | {found['calibration_error']:.3f} |"
    )


def _stages(name: str, found: dict[str, Any]) -> str:
    return f"| {name} | " + " | ".join(f"{found['stages'][stage]:.3f}" for stage in STAGES) + " |"


def _confusion(outcome: Outcome) -> list[str]:
    lines = ["| gold \\ predicted | " + " | ".join(STANCES) + " |", "| --- |" + " ---: |" * len(STANCES)]
    for name, row in zip(STANCES, outcome.confusion.tolist(), strict=True):
        lines.append(f"| {name} | " + " | ".join(str(value) for value in row) + " |")
    return lines


def _reliability(curve: pd.DataFrame) -> list[str]:
    lines = ["| mean probability | share right | positions |", "| ---: | ---: | ---: |"]
    lines += [f"| {row.probability:.2f} | {row.right:.2f} | {row.count_} |" for row in curve.rename(columns={"count": "count_"}).itertuples()]
    return lines


def figures_page(left_out: dict[str, Outcome], within: dict[str, Outcome], development: dict[str, Outcome], begin: str = BEGIN) -> str:
    """All figures as Markdown.

    Parameters
    ----------
    left_out : dict of str to Outcome
        By left-out domain.
    within : dict of str to Outcome
        By domain, cross-validated by article.
    development : dict of str to Outcome
        By name of a development set, coded by the model trained on everything.
    begin : str
        The mark before the figures.

    Returns
    -------
    str
        Lines between two marks, so that the page around them stays.
    """
    lines = [begin, "", "### Domains left out", "", *HEADER]
    lines += [_row(name, figures(outcome)) for name, outcome in left_out.items()]
    whole = merge(list(left_out.values()))
    found = figures(whole)
    each = [figures(outcome) for outcome in left_out.values()]
    mean = sum(f["triple"]["f1"] for f in each) / len(each)
    pair = sum(f["pair"]["f1"] for f in each) / len(each)
    lines += [_row("all articles", found), "", f"Mean over domains: triple F1 {mean:.3f}, pair F1 {pair:.3f}.", ""]
    if within or development:
        lines += ["### Other conditions", "", *HEADER]
        lines += [_row(f"{name} by article", figures(outcome)) for name, outcome in within.items()]
        lines += [_row(name, figures(outcome)) for name, outcome in development.items()]
        lines += [""]
    lines += [
        "### What each stage keeps", "", "Share of the gold positions that still had what they need after each stage.", "",
        "| | " + " | ".join(STAGES) + " |", "| --- |" + " ---: |" * len(STAGES),
    ]  # fmt: skip
    lines += [_stages("left-out domains", found)]
    lines += [_stages(name, figures(outcome)) for name, outcome in (within | development).items()]
    by_stance = ", ".join(f"{name} {value:.3f}" for name, value in found["f1_by_stance"].items())
    lines += ["", f"Triple F1 by stance, left-out domains: {by_stance}.", "", "### Stances confused (left-out domains)", "", *_confusion(whole), ""]
    lines += ["### Calibration (left-out domains)", "", *_reliability(found["reliability"]), ""]
    lines += [f"Expected calibration error {found['calibration_error']:.3f}.", "", END]
    return "\n".join(lines)


def domains_page(tiers: dict[str, dict[str, Outcome]], reworded: dict[str, Outcome] | None = None) -> str:
    """The figures of domains that models coded, by model, as Markdown.

    Parameters
    ----------
    tiers : dict of str to dict of str to Outcome
        By name of the model, then by domain.
    reworded : dict of str to Outcome, optional
        By name of the model: the same articles, coded by their codebooks in other words.

    Returns
    -------
    str
        Lines between two marks, so that the page around them stays.
    """
    lines = [UNSEEN]
    for name, found in tiers.items():
        lines += ["", f"### The {name} model", "", *HEADER, *(_row(domain, figures(outcome)) for domain, outcome in found.items())]
        lines += [_row("all articles", figures(merge(list(found.values()))))]
        if reworded is not None:
            lines += [_row("all, codebooks in other words", figures(reworded[name]))]
    stages = {name: figures(merge(list(found.values()))) for name, found in tiers.items()}
    lines += ["", "### What each stage keeps", "", "| | " + " | ".join(STAGES) + " |", "| --- |" + " ---: |" * len(STAGES)]
    lines += [_stages(f"the {name} model", found) for name, found in stages.items()]
    return "\n".join([*lines, "", END])


def into_page(page: str, part: str) -> str:
    """Put the figures in the place of those that a page holds, or at its end.

    Examples
    --------
    >>> into_page(f"Before\\n{BEGIN}\\nold\\n{END}\\nafter\\n", f"{BEGIN}\\nnew\\n{END}").splitlines()[2]
    'new'
    """
    begin = page.find(part.split("\n", 1)[0])
    end = page.find(END, max(begin, 0))
    if begin < 0 or end < 0:
        return page.rstrip("\n") + "\n\n" + part + "\n"
    return page[:begin] + part + page[end + len(END) :]
