"""Train the model that ships in the package, from the packaged corpus and, where they are present, the coded real articles."""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np

from classifier.coding.model import PositionClassifier, Unseen
from classifier.coding.persistence import save_model
from classifier.corpus.cases import Case, survey_articles
from classifier.corpus.copies import copies_of
from classifier.corpus.evaluation import groups_of
from classifier.corpus.gold import GoldArticle
from classifier.corpus.judges import learn_judges
from classifier.corpus.packaged import corpus_names, packaged_articles, packaged_codebook
from classifier.corpus.standoff import real_domains
from classifier.text.name_judge import NameJudge

OUTPUT = Path(__file__).parent.parent / "classifier" / "data" / "models" / "default.stance"
NAMES = OUTPUT.with_name("names.npz")
GROUPS, SEED = 4, 7
"""Domains are left out in so many groups, dealt by this seed, by all scripts that train."""


def articles_by_domain(shared: Path) -> dict[str, list[GoldArticle]]:
    """All coded articles."""
    return {name: list(packaged_articles(name)) for name in corpus_names()} | {name: list(found) for name, found in real_domains(shared).items()}


def read_corpus(articles: dict[str, list[GoldArticle]], judges: dict[str, NameJudge]) -> dict[str, list[Case]]:
    """All coded articles by domain, read against their codebooks; a name is a party's if a judge thinks so that has not seen the domain."""
    return {name: survey_articles(found, packaged_codebook(name), judges[name]) for name, found in articles.items()}


def with_copies(domains: dict[str, list[Case]], judges: dict[str, NameJudge]) -> dict[str, list[Case]]:
    """Copies of the articles, by domain: with few issues, with a codebook of the same group that they have nothing to do with, in part, in other words."""
    found: dict[str, list[Case]] = {}
    for n, group in enumerate(groups_of(sorted(domains), GROUPS, SEED)):
        found |= copies_of({name: domains[name] for name in group}, 1000 * n, judges[group[0]])
    return found


def group_numbers(domains: dict[str, list[Case]]) -> list[int]:
    """The group of each article, in order."""
    number = {name: k for k, group in enumerate(groups_of(sorted(domains), GROUPS, SEED)) for name in group}
    return [number[name] for name, cases in domains.items() for _ in cases]


def fit_stages(model: PositionClassifier, domains: dict[str, list[Case]], judges: dict[str, NameJudge]) -> tuple[Unseen, list[Case], list[int]]:
    """Fit the fast model's stages: what they say of left-out groups, the articles with copies behind them, and the group of each."""
    copies = with_copies(domains, judges)
    cases = [case for group in (domains, copies) for part in group.values() for case in part]
    groups = [*group_numbers(domains), *group_numbers(copies)]
    first = model.fit_stages(
        [case.survey for case in cases], [case.article.positions for case in cases], [case.codebook for case in cases], groups, sum(map(len, copies.values())),
        np.array([case.reworded for case in cases]),
    )  # fmt: skip
    return first, cases, groups


def save_fast(model: PositionClassifier, first: Unseen, cases: list[Case], output: Path) -> None:
    """Learn the decision over fitted stages, and save the model."""
    model.fit_decision(first, [case.article.positions for case in cases], [case.codebook for case in cases])
    names = list(dict.fromkeys(case.codebook.name for case in cases))
    card = {
        "data": f"{model.n_documents_} articles, {model.n_positions_} positions in {len(names)} domains: {', '.join(names)}",
        "threshold": round(model.threshold_, 4),
        "triple F1 on unseen groups of domains while training": round(model.training_f1_, 4),
    }
    save_model(model, output, card)
    print(f"{output}: {output.stat().st_size / 1e6:.2f} MB, F1 {model.training_f1_:.4f}", flush=True)


def main() -> None:
    """Read, train, save."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"), help="folder with data/polnear")
    parser.add_argument("--output", type=Path, default=OUTPUT)
    arguments = parser.parse_args()
    began = time.perf_counter()
    articles = articles_by_domain(arguments.shared)
    judge, judges = learn_judges(articles, groups_of(sorted(articles), GROUPS, SEED))
    judge.save(NAMES)
    domains = read_corpus(articles, judges)
    print(f"training on {sum(map(len, domains.values()))} articles in {len(domains)} domains", flush=True)
    model = PositionClassifier(n_folds=GROUPS)
    first, cases, _ = fit_stages(model, domains, judges)
    save_fast(model, first, cases, arguments.output)
    print(f"{time.perf_counter() - began:.0f} s", flush=True)


if __name__ == "__main__":
    main()
