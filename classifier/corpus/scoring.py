"""Scoring: predicted positions against gold ones, by the coding guidelines.

Per article, gold and prediction are sets of triples (party, issue, stance); the figures are micro-averages over all articles.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from classifier.corpus.gold import GoldArticle
from classifier.position import STANCES, party_key

Triple = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class ArticleCounts:
    """What one article adds to the sums.

    Attributes
    ----------
    triples, pairs : (int, int, int)
        Right, predicted and gold.
    agree, shared : int
        Pairs that both have with and without the same stance.
    hits : int
        Right triples whose evidence overlaps the gold one by half of the shorter.
    by_stance : dict of str to (int, int, int)
        Triples by stance.
    party_errors : int
        Predicted triples with a gold issue and stance but no such party.
    """

    triples: tuple[int, int, int]
    pairs: tuple[int, int, int]
    agree: int
    shared: int
    hits: int
    by_stance: dict[str, tuple[int, int, int]]
    party_errors: int


def overlaps(a: tuple[int, int], b: tuple[int, int]) -> bool:
    """Whether two spans share at least half of the shorter one.

    Examples
    --------
    >>> overlaps((0, 10), (5, 30)), overlaps((0, 10), (6, 30))
    (True, False)
    """
    shared = min(a[1], b[1]) - max(a[0], b[0])
    return shared * 2 >= min(a[1] - a[0], b[1] - b[0]) > 0


def count_article(article: GoldArticle, predicted: pd.DataFrame) -> ArticleCounts:
    """Compare one article's codes with the predicted rows.

    Parameters
    ----------
    article : GoldArticle
        Text and codes.
    predicted : DataFrame
        The article's rows of a table of positions.

    Returns
    -------
    ArticleCounts
    """
    gold: dict[Triple, list[tuple[int, int]]] = {}
    for code in article.positions:
        start = article.document.text.find(code.evidence)
        gold.setdefault((party_key(code.party), code.issue, code.stance), []).append((start, start + len(code.evidence)))
    found: dict[Triple, list[tuple[int, int]]] = {}
    for party, issue, stance, start, end in zip(*(predicted[name] for name in ("party", "issue", "stance", "start", "end")), strict=True):
        found.setdefault((party_key(party), issue, stance), []).append((int(start), int(end)))
    both = gold.keys() & found.keys()
    gold_pairs, found_pairs = {t[:2] for t in gold}, {t[:2] for t in found}
    shared = gold_pairs & found_pairs
    agree = sum(any(t in found for t in gold if t[:2] == pair) for pair in shared)
    hits = sum(any(overlaps(a, b) for a in gold[t] for b in found[t]) for t in both)
    issue_stance = {t[1:] for t in gold}
    wrong_party = sum(t[1:] in issue_stance and t[:2] not in gold_pairs for t in found)
    by_stance = {
        name: (sum(t[2] == name for t in both), sum(t[2] == name for t in found), sum(t[2] == name for t in gold)) for name in STANCES
    }
    return ArticleCounts(
        (len(both), len(found), len(gold)), (len(shared), len(found_pairs), len(gold_pairs)), agree, len(shared), hits, by_stance, wrong_party
    )


def f1(right: float, predicted: float, gold: float) -> float:
    """Harmonic mean of precision and recall.

    Examples
    --------
    >>> f1(1, 2, 2)
    0.5
    """
    return 2 * right / (predicted + gold) if predicted + gold else 0.0


def summarise(counts: Sequence[ArticleCounts]) -> dict[str, Any]:
    """The metrics of the guidelines over articles.

    Parameters
    ----------
    counts : sequence of ArticleCounts
        One an article.

    Returns
    -------
    dict
        ``triple``, ``pair`` (precision, recall, f1), ``stance_accuracy``, ``evidence_hit_rate``, ``party_error_rate``, ``f1_by_stance``, counts.
    """

    def total(rows: Sequence[tuple[int, int, int]]) -> dict[str, float]:
        right, predicted, gold = (sum(row[n] for row in rows) for n in range(3))
        return {
            "precision": right / predicted if predicted else 0.0, "recall": right / gold if gold else 0.0, "f1": f1(right, predicted, gold),
        }  # fmt: skip

    shared = sum(c.shared for c in counts)
    right = sum(c.triples[0] for c in counts)
    predicted = sum(c.triples[1] for c in counts)
    return {
        "articles": len(counts),
        "gold": sum(c.triples[2] for c in counts),
        "predicted": predicted,
        "triple": total([c.triples for c in counts]),
        "pair": total([c.pairs for c in counts]),
        "stance_accuracy": sum(c.agree for c in counts) / shared if shared else 0.0,
        "evidence_hit_rate": sum(c.hits for c in counts) / right if right else 0.0,
        "party_error_rate": sum(c.party_errors for c in counts) / predicted if predicted else 0.0,
        "f1_by_stance": {name: total([c.by_stance[name] for c in counts])["f1"] for name in STANCES},
    }


def bootstrap(counts: Sequence[ArticleCounts], n: int = 1000, seed: int = 0, field: str = "triples") -> tuple[float, float]:
    """The middle 95 % of F1 over resampled articles.

    Parameters
    ----------
    counts : sequence of ArticleCounts
        One an article.
    n : int
        Resamples.
    seed : int
        Seed of the generator.
    field : {'triples', 'pairs'}
        What F1 is of.

    Returns
    -------
    (float, float)
        Lower and upper bound (percentile bootstrap, Efron and Tibshirani 1993).
    """
    if not counts:
        return (0.0, 0.0)
    table = np.array([getattr(c, field) for c in counts], dtype=float)
    picks = np.random.default_rng(seed).integers(0, len(table), (n, len(table)))
    sums = table[picks].sum(axis=1)
    scores: NDArray[np.float64] = 2 * sums[:, 0] / np.maximum(sums[:, 1] + sums[:, 2], 1)
    low, high = np.percentile(scores, [2.5, 97.5])
    return float(low), float(high)


def calibration_error(probability: NDArray[np.float64], right: NDArray[np.bool_], bins: int = 10) -> tuple[float, pd.DataFrame]:
    """Expected calibration error, with its reliability curve.

    Parameters
    ----------
    probability : ndarray, shape (n,)
        Reported probabilities.
    right : ndarray of bool, shape (n,)
        Whether the position is in the gold.
    bins : int
        Bins of equal width (Naeini et al. 2015).

    Returns
    -------
    error : float
        Mean distance of probability and share of right ones, weighted by the bins' sizes.
    curve : DataFrame
        ``probability``, ``right``, ``count`` a bin.
    """
    number = np.minimum((probability * bins).astype(int), bins - 1)
    rows = []
    for n in range(bins):
        inside = number == n
        if inside.any():
            rows.append((float(probability[inside].mean()), float(right[inside].mean()), int(inside.sum())))
    curve = pd.DataFrame(rows, columns=["probability", "right", "count"])
    if curve.empty:
        return 0.0, curve
    return float(((curve["probability"] - curve["right"]).abs() * curve["count"]).sum() / curve["count"].sum()), curve
