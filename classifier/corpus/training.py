"""Training on one's own codes: with the packaged corpus or alone, cross-validated by article, with a card that says what was done."""

from __future__ import annotations

import datetime
import hashlib
import os
import platform
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import sklearn
from joblib import Parallel, delayed
from sklearn.model_selection import GroupKFold

from classifier.codebook import Codebook
from classifier.coding.candidates import Survey, Surveyor
from classifier.coding.model import PositionClassifier
from classifier.corpus.cases import Case
from classifier.corpus.copies import fit_with_copies
from classifier.corpus.gold import GoldArticle, read_gold
from classifier.corpus.packaged import corpus_names, packaged_articles, packaged_codebook
from classifier.corpus.scoring import count_article, summarise
from classifier.errors import InputError
from classifier.position import STANCES
from classifier.version import __version__

Tell = Callable[[str], None]
FEWEST = 6
"""Articles without which there is nothing to cross-validate."""
TOGETHER, FEWEST_PACKAGED = 450, 150
"""Packaged articles fill one's own up to so many, but there are so many of them at least; more take longer than they are worth."""


@dataclass(frozen=True)
class CodedArticle:
    """An article with its codes, and the codebook they are by.

    Parameters
    ----------
    article : GoldArticle
        Text and codes.
    codebook : Codebook
        The issues.
    """

    article: GoldArticle
    codebook: Codebook


def read_own(paths: Sequence[str | Path], codebook: Codebook) -> list[CodedArticle]:
    """Read gold files coded by one codebook.

    Parameters
    ----------
    paths : sequence of str or Path
        Gold files.
    codebook : Codebook
        The issues; a code on any other is a fault.

    Returns
    -------
    list of CodedArticle

    Raises
    ------
    InputError
        If a file is no gold file, an issue is not in the codebook, an id occurs twice, or there is no code at all.
    """
    own: list[CodedArticle] = []
    seen: set[str] = set()
    for path in paths:
        for article in read_gold(path, codebook.name):
            name = article.document.id
            if name in seen:
                raise InputError(str(path), f"the id {name!r} occurs twice; every article needs its own")
            seen.add(name)
            for position in article.positions:
                if position.issue not in codebook.keys:
                    known = ", ".join(codebook.keys)
                    raise InputError(str(path), f"article {name!r} has a code on {position.issue!r}; the codebook has {known}")
            own.append(CodedArticle(article, codebook))
    if not any(coded.article.positions for coded in own):
        raise InputError(", ".join(map(str, paths)), "no codes to learn from")
    return own


def packaged_corpus(own: Sequence[CodedArticle] = ()) -> list[CodedArticle]:
    """The packaged corpus, without texts that are among one's own."""
    texts = {coded.article.document.text for coded in own}
    corpus = []
    for name in corpus_names():
        book = packaged_codebook(name)
        corpus += [CodedArticle(article, book) for article in packaged_articles(name) if article.document.text not in texts]
    return corpus


def evenly(coded: Sequence[CodedArticle], most: int) -> list[CodedArticle]:
    """So many articles, spread evenly over the domains.

    Examples
    --------
    >>> evenly(list("aaabbbccc"), 3)
    ['a', 'b', 'c']
    """
    if len(coded) <= most:
        return list(coded)
    if most < 1:
        return []
    return [coded[(2 * n + 1) * len(coded) // (2 * most)] for n in range(most)]


def survey(coded: Sequence[CodedArticle]) -> list[Survey]:
    """Read the articles, each against its codebook."""
    surveyors: dict[int, Surveyor] = {}
    surveys = []
    for one in coded:
        if id(one.codebook) not in surveyors:
            surveyors[id(one.codebook)] = Surveyor(one.codebook)
        surveys.append(surveyors[id(one.codebook)](one.article.document))
    return surveys


def _survey_parts(coded: Sequence[CodedArticle], jobs: int) -> list[Survey]:
    if jobs == 1 or len(coded) < 40:
        return survey(coded)
    parts = Parallel(n_jobs=jobs, idle_worker_timeout=3600)(delayed(survey)(list(part)) for part in _slices(coded, 2 * jobs))
    return [one for part in parts for one in part]


def _slices(items: Sequence[Any], n: int) -> list[Sequence[Any]]:
    edges = np.linspace(0, len(items), n + 1).astype(int).tolist()
    return [items[a:b] for a, b in zip(edges, edges[1:], strict=False) if a < b]


def _fit(model: PositionClassifier, coded: Sequence[CodedArticle], surveys: Sequence[Survey]) -> PositionClassifier:
    return fit_with_copies(model, [Case(one.article, one.codebook, survey) for one, survey in zip(coded, surveys, strict=True)])


def _fold_figures(model: PositionClassifier, coded: Sequence[CodedArticle], surveys: Sequence[Survey], test: Sequence[int]) -> list[tuple[int, pd.DataFrame]]:
    """Train without the numbered articles and label them."""
    held_out = set(test)
    kept = [n for n in range(len(coded)) if n not in held_out]
    fitted = _fit(model, [coded[n] for n in kept], [surveys[n] for n in kept])
    return [(n, fitted.predict([coded[n].article.document], coded[n].codebook)) for n in test]


def _parts(model: PositionClassifier, n_own: int, coded: Sequence[CodedArticle], surveys: Sequence[Survey], folds: int) -> list[Any]:
    """The tasks of a cross-validation, one a fold."""
    splits = GroupKFold(n_splits=folds).split(np.zeros(n_own), groups=np.arange(n_own))
    return [delayed(_fold_figures)(sklearn.clone(model), coded, surveys, test.tolist()) for _, test in splits]


def _figures(coded: Sequence[CodedArticle], results: Sequence[list[tuple[int, pd.DataFrame]]]) -> dict[str, Any]:
    return summarise([count_article(coded[n].article, table) for part in results for n, table in part])


def train(
    own: Sequence[CodedArticle],
    alone: bool = False,
    folds: int = 3,
    jobs: int = 1,
    seed: int = 0,
    tell: Tell = lambda line: None,
    corpus_articles: int | None = None,
    **parameters: Any,
) -> tuple[PositionClassifier, dict[str, Any]]:
    """Train a classifier on one's own codes.

    Parameters
    ----------
    own : sequence of CodedArticle
        From `read_own`.
    alone : bool
        Learn from these alone; by default the packaged corpus is learned from as well.
    folds : int
        Parts of the cross-validation; 0 for none.
    jobs : int
        Processes; the result does not depend on it.
    seed : int
        Seed.
    tell : callable
        Gets a line at each step.
    corpus_articles : int, optional
        Most articles of the packaged corpus to learn from, spread evenly over its domains; by default they fill one's own up to 450, and are 150
        at least.
    **parameters
        Of `PositionClassifier`.

    Returns
    -------
    model : PositionClassifier
        With the codebook of `own`.
    card : dict
        What it was trained on and how well that went.
    """
    most = max(FEWEST_PACKAGED, TOGETHER - len(own)) if corpus_articles is None else corpus_articles
    corpus = [] if alone else evenly(packaged_corpus(own), most)
    coded = [*own, *corpus]
    tell(f"reading {len(coded)} articles ({len(own)} of your own)")
    surveys = _survey_parts(coded, jobs)
    model = PositionClassifier(random_state=seed, **parameters)
    card = card_of(own, corpus)
    folds = min(folds, len(own))
    if folds >= 2 and len(own) >= FEWEST:
        tell(f"training the model, and cross-validating it in {folds} parts")
        tasks = [delayed(_fit)(model, coded, surveys), *_parts(model, len(own), coded, surveys, folds)]
        model, *results = Parallel(n_jobs=jobs, idle_worker_timeout=3600)(tasks)
        figures = _figures(coded, results)
        card["cross_validation"] = {"folds": folds, "grouped_by": "article", **rounded(figures)}
        tell(f"on articles it had not seen: triple F1 {figures['triple']['f1']:.2f}, pair F1 {figures['pair']['f1']:.2f}")
    else:
        card["cross_validation"] = None
        tell("training the model")
        _fit(model, coded, surveys)
    model.codebook = own[0].codebook
    card["threshold"] = round(float(model.threshold_), 4)
    return model, card


def rounded(figures: dict[str, Any]) -> dict[str, Any]:
    """Figures to four places, for a card."""
    return {name: rounded(value) if isinstance(value, dict) else round(value, 4) if isinstance(value, float) else value for name, value in figures.items()}


def today() -> str:
    """The date for a card; SOURCE_DATE_EPOCH, where it is set, makes it repeatable."""
    stamp = os.environ.get("SOURCE_DATE_EPOCH", "")
    day = datetime.datetime.fromtimestamp(int(stamp), datetime.UTC) if stamp.isdigit() else datetime.datetime.now(datetime.UTC)
    return day.date().isoformat()


def card_of(own: Sequence[CodedArticle], corpus: Sequence[CodedArticle]) -> dict[str, Any]:
    """What a model was trained on: names, counts, hashes, versions, date."""
    codes = [position for coded in own for position in coded.article.positions]
    digest = hashlib.sha256()
    for coded in own:
        document = coded.article.document
        digest.update(repr((document.id, document.text, [(p.party, p.issue, p.stance, p.evidence, p.speaker) for p in coded.article.positions])).encode())
    return {
        "data": f"{len(own)} articles of one's own, {len(codes)} positions"
        + (f"; the packaged corpus, {len(corpus)} articles in {len({c.codebook.name for c in corpus})} domains" if corpus else "; nothing else"),
        "codebook": own[0].codebook.name,
        "articles": len(own),
        "positions": len(codes),
        "by_stance": {name: Counter(code.stance for code in codes)[name] for name in STANCES},
        "by_issue": dict(sorted(Counter(code.issue for code in codes).items())),
        "corpus_articles": len(corpus),
        "sha256_of_articles": digest.hexdigest(),
        "sha256_of_codebook": hashlib.sha256(own[0].codebook.model_dump_json().encode()).hexdigest(),
        "date": today(),
        "versions": {
            "stance": __version__,
            "python": platform.python_version(),
            "scikit-learn": sklearn.__version__,
            "numpy": np.__version__,
        },
    }


def card_text(card: dict[str, Any], title: str = "Model card") -> str:
    """A card as Markdown.

    Examples
    --------
    >>> print(card_text({"data": "3 articles", "by_stance": {"support": 2}}))
    # Model card
    <BLANKLINE>
    - data: 3 articles
    - by stance:
      - support: 2
    <BLANKLINE>
    """

    def lines(record: dict[str, Any], depth: int) -> list[str]:
        found = []
        for name, value in record.items():
            label = f"{'  ' * depth}- {str(name) if depth else str(name).replace('_', ' ')}:"
            if isinstance(value, dict):
                found += [label, *lines(value, depth + 1)]
            else:
                found.append(f"{label} {'none' if value is None else value}")
        return found

    return "\n".join([f"# {title}", "", *lines(card, 0), ""])


def triple_f1_scorer(estimator: PositionClassifier, X: Sequence[Any], y: Sequence[Any]) -> float:
    """Triple F1 of a classifier with a codebook, for ``GridSearchCV(..., scoring=triple_f1_scorer)``.

    Parameters
    ----------
    estimator : PositionClassifier
        Fitted, with its `codebook`.
    X : sequence of Document
        Articles.
    y : sequence of sequence of Position
        Their codes.

    Returns
    -------
    float
    """
    found = estimator.predict(X)
    groups = dict(list(found.groupby("document_id", sort=False)))
    empty = found.iloc[:0]
    counts = [count_article(GoldArticle(document, tuple(codes)), groups.get(document.id, empty)) for document, codes in zip(X, y, strict=True)]
    return float(summarise(counts)["triple"]["f1"])
