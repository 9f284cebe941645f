"""What a hundred corrections gain: in the order of `stance review` against a hundred picked at random.

For each domain a model is trained on all the others. Half of the domain's articles are labelled and their statements reviewed, each correction
taken from the gold codes (the right stance, or that there is no position); the other half is labelled before and after. One run a seed, which
deals the articles. Two further domains, which the corrections are not about, are labelled before and after as well.

    python benchmarks/review_loop.py cyprus football-league --output docs/review-gain.md
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from classifier.codebook import Codebook
from classifier.coding.correction import CHOICES, Corrections, Example, with_corrections
from classifier.coding.model import PositionClassifier
from classifier.corpus.cases import Case
from classifier.corpus.copies import fit_with_copies
from classifier.corpus.gold import GoldArticle
from classifier.corpus.packaged import packaged_codebook
from classifier.corpus.review import CHANCES, review_order, shown_statements
from classifier.corpus.scoring import count_article, summarise
from classifier.corpus.training import packaged_corpus, survey
from classifier.position import party_key

CORRECTIONS = 100
READING = """
How to read it: the corrections teach what parties think of issues, so they pay where the same party speaks on the same issue again, and cost a
little where it does not. The gain of one run varies about as much as its mean (s.d.). The order of review asks about what the model is most in
doubt of; over all domains it gains as much as a random choice and not more, so its use is that people see the doubtful labels first. The
corrections cannot change other codebooks, by construction.
"""


def triple_f1(model: PositionClassifier, articles: Sequence[GoldArticle], book: Codebook) -> float:
    table = model.predict([article.document for article in articles], book)
    return float(summarise([count_article(article, table[table["document_id"] == article.document.id]) for article in articles])["triple"]["f1"])


def corrected(rows: pd.DataFrame, articles: Sequence[GoldArticle]) -> list[Example]:
    """What a person who knows the gold codes would say of the rows."""
    gold: dict[tuple[str, str, str], set[str]] = {}
    for article in articles:
        for code in article.positions:
            gold.setdefault((article.document.id, party_key(code.party), code.issue), set()).add(code.stance)
    examples = []
    for row in rows.to_dict("records"):
        right = gold.get((row["document_id"], party_key(row["party"]), row["issue"]), set())
        choice = row["stance"] if row["stance"] in right else min(right, key=CHOICES.index) if right else "none"
        examples.append(Example(row["party"], row["issue"], row["evidence"], tuple(row[name] for name in CHANCES), choice))
    return examples


def measure(name: str, others: Sequence[str], seeds: int) -> list[dict[str, float]]:
    coded = [one for one in packaged_corpus() if one.codebook.name != name]
    model = fit_with_copies(PositionClassifier(), [Case(one.article, one.codebook, read) for one, read in zip(coded, survey(coded), strict=True)])
    book = packaged_codebook(name)
    articles = [one.article for one in packaged_corpus() if one.codebook.name == name]
    elsewhere = [(packaged_codebook(other), [one.article for one in coded if one.codebook.name == other]) for other in others if other != name]
    untouched = [triple_f1(model, texts, other) for other, texts in elsewhere]
    runs = []
    for seed in range(seeds):
        dealt = np.random.default_rng(seed).permutation(len(articles)).tolist()
        pool, test = ([articles[n] for n in part] for part in (dealt[: len(dealt) // 2], dealt[len(dealt) // 2 :]))
        shown = shown_statements(model, [article.document for article in pool], book)
        number = min(CORRECTIONS, len(shown))
        random = shown.sample(number, random_state=seed)
        reported = shown[shown["reported"] == "yes"]
        run = {"shown": len(shown), "corrections": number, "before": triple_f1(model, test, book)}
        for order, rows in (
            ("review", review_order(shown, model.threshold_).head(number)),
            ("random", random),
            ("random reported", reported.sample(min(number, len(reported)), random_state=seed)),
        ):
            better = with_corrections(model, Corrections(book.name).fit(corrected(rows, pool)))
            run[order] = triple_f1(better, test, book)
            if order == "review" and seed == 0:
                after = [triple_f1(better, texts, other) for other, texts in elsewhere]
                run["untouched"] = max((abs(a - b) for a, b in zip(after, untouched, strict=True)), default=0.0)
        runs.append(run)
    return runs


def table(results: dict[str, list[dict[str, float]]]) -> str:
    head = ["domain", "corrections", "before", "after, review order", "after, random", "after, random of the reported", "gain", "s.d.", "untouched domains"]
    lines = ["| " + " | ".join(head) + " |", "| --- " * len(head) + "|"]
    for name, runs in results.items():
        mean = {key: statistics.fmean(run[key] for run in runs) for key in ("corrections", "before", "review", "random", "random reported")}
        gains = [run["review"] - run["before"] for run in runs]
        cells = [name, f"{mean['corrections']:.0f}", *(f"{mean[key]:.3f}" for key in ("before", "review", "random", "random reported"))]
        cells += [f"{statistics.fmean(gains):+.3f}", f"{statistics.stdev(gains):.3f}", f"{runs[0]['untouched']:.3f}"]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("domains", nargs="*", default=["cyprus"])
    parser.add_argument("--seeds", type=int, default=6)
    parser.add_argument("--untouched", nargs="*", default=["sudan", "us-budget"])
    parser.add_argument("--output", type=Path)
    arguments = parser.parse_args()
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    results = {}
    for name in arguments.domains:
        begin = time.perf_counter()
        results[name] = measure(name, arguments.untouched, arguments.seeds)
        print(table({name: results[name]}).splitlines()[-1], f"({time.perf_counter() - begin:.0f} s)", flush=True)
    text = table(results)
    print(text)
    if arguments.output:
        arguments.output.write_text(
            f"# What corrections gain\n\n{__doc__.split('    python')[0].strip()}\n\n"
            f"Triple F1, mean of {arguments.seeds} seeds; the last column is the largest change in "
            f"{' and '.join(arguments.untouched)}.\n\n{text}\n{READING}",
            encoding="utf-8",
        )


if __name__ == "__main__":
    main()
