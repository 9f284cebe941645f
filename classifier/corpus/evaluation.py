"""Evaluation: how well positions are coded in articles, and in domains, that the model has not seen.

Leave one domain out: train on the other domains, code the left-out one from its codebook alone. Within a domain: folds that keep articles
whole. Each prediction comes with what every stage kept of the gold, so that a loss can be traced to where it happened.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from joblib import Parallel, delayed
from numpy.typing import NDArray
from sklearn.base import clone

from classifier.coding.candidates import Candidates, evidence_clauses
from classifier.coding.evidence import evidence_span
from classifier.coding.model import PositionClassifier
from classifier.corpus.cases import Case
from classifier.corpus.copies import fit_with_copies
from classifier.corpus.scoring import ArticleCounts, bootstrap, calibration_error, count_article, summarise
from classifier.position import STANCES, party_key

STAGES = ("party in document", "party at clause", "holder kept", "issue kept", "candidate", "pair predicted", "triple predicted")


@dataclass(frozen=True)
class Outcome:
    """What came of coding some articles.

    Attributes
    ----------
    counts : list of ArticleCounts
        One an article.
    kept : dict of str to int
        How many gold positions each stage kept.
    probability : ndarray of float
        Of every reported position.
    right : ndarray of bool
        Whether it is in the gold.
    confusion : ndarray of int, shape (4, 4)
        Gold stance by predicted stance, over pairs that both have.
    """

    counts: list[ArticleCounts]
    kept: dict[str, int]
    probability: NDArray[np.float64]
    right: NDArray[np.bool_]
    confusion: NDArray[np.int64] = field(default_factory=lambda: np.zeros((4, 4), dtype=np.int64))


def train(model: PositionClassifier, cases: Sequence[Case]) -> PositionClassifier:
    """Fit a clone of the model to cases and their copies."""
    return fit_with_copies(clone(model), cases)


def judge(model: PositionClassifier, cases: Sequence[Case]) -> Outcome:
    """Code cases with a fitted model and compare with the gold.

    Parameters
    ----------
    model : PositionClassifier
        Fitted.
    cases : sequence of Case
        Articles it was not trained on.

    Returns
    -------
    Outcome
    """
    candidates, decided = model.decide_surveys([case.survey for case in cases])
    return compare(candidates, decided[decided["probability"] >= model.threshold_], cases)


def compare(candidates: Candidates, reported: pd.DataFrame, cases: Sequence[Case]) -> Outcome:
    """Compare what was reported with the gold.

    Parameters
    ----------
    candidates : Candidates
        What there was to choose from.
    reported : DataFrame
        What was reported, as `classifier.coding.decision.decide` has it; both number the documents as `cases` does.
    cases : sequence of Case
        The articles.

    Returns
    -------
    Outcome
    """
    frame = candidates.frame
    parties = [party_key(party) for party in frame["party"]]
    pairs_at = set(zip(frame["document"], frame["clause"], parties, frame["issue"], strict=True))
    holders_at = set(zip(frame["document"], frame["clause"], parties, strict=True))
    issues_at = set(zip(frame["document"], frame["clause"], frame["issue"], strict=True))
    said = {(d, party_key(p), i, s) for d, p, i, s in zip(reported["document"], reported["party"], reported["issue"], reported["stance"], strict=True)}
    said_pairs = {key[:3] for key in said}
    kept = dict.fromkeys(("gold", *STAGES), 0)
    counts, right = [], []
    probability: list[float] = []
    confusion = np.zeros((4, 4), dtype=np.int64)
    for number, case in enumerate(cases):
        keys = case.codebook.keys
        rows = reported[reported["document"] == number]
        spans = [
            evidence_span(case.survey.reading, clause, anchor, statement)
            for clause, anchor, statement in zip(rows["clause"], rows["anchor"], rows["statement"], strict=True)
        ]
        table = pd.DataFrame(
            {
                "party": rows["party"].to_numpy(), "issue": [keys[i] for i in rows["issue"]], "stance": rows["stance"].to_numpy(),
                "start": [s for s, _ in spans], "end": [e for _, e in spans],
            }
        )  # fmt: skip
        counts.append(count_article(case.article, table))
        gold = {(party_key(p.party), p.issue, p.stance) for p in case.article.positions}
        stances: dict[tuple[str, str], list[str]] = {}
        for party, issue, stance in gold:
            stances.setdefault((party, issue), []).append(stance)
        for party, issue, stance, chance in zip(table["party"], table["issue"], table["stance"], rows["probability"], strict=True):
            key = party_key(party)
            right.append((key, issue, stance) in gold)
            probability.append(float(chance))
            held = stances.get((key, issue))
            if held:
                known = stance if stance in held else min(held, key=STANCES.index)
                confusion[STANCES.index(known), STANCES.index(stance)] += 1
        holders = case.survey.holders
        near: dict[int, set[str]] = {}
        for clause, party in zip(holders.clause.tolist(), holders.party, strict=True):
            near.setdefault(clause, set()).add(party_key(party))
        everyone = set().union(*near.values()) if near else set()
        for position in case.article.positions:
            party = party_key(position.party)
            clauses = evidence_clauses(case.survey.reading, position.evidence)
            issue_number = keys.index(position.issue)
            kept["gold"] += 1
            for stage, holds in zip(
                STAGES,
                (
                    party in everyone,
                    any(party in near.get(c, ()) for c in clauses),
                    any((number, c, party) in holders_at for c in clauses),
                    any((number, c, issue_number) in issues_at for c in clauses),
                    any((number, c, party, issue_number) in pairs_at for c in clauses),
                    (number, party, issue_number) in said_pairs,
                    (number, party, issue_number, position.stance) in said,
                ),
                strict=True,
            ):
                kept[stage] += holds
    return Outcome(counts, kept, np.array(probability), np.array(right, dtype=bool), confusion)


def merge(outcomes: Sequence[Outcome]) -> Outcome:
    """Several outcomes as one."""
    return Outcome(
        [count for outcome in outcomes for count in outcome.counts],
        {stage: sum(outcome.kept[stage] for outcome in outcomes) for stage in ("gold", *STAGES)},
        np.concatenate([outcome.probability for outcome in outcomes]),
        np.concatenate([outcome.right for outcome in outcomes]),
        np.sum([outcome.confusion for outcome in outcomes], axis=0),
    )


def groups_of(names: Sequence[str], n_groups: int, random_state: int = 0) -> list[list[str]]:
    """Deal domains into groups that are left out together.

    Examples
    --------
    >>> sorted(sum(groups_of(["a", "b", "c"], 2), []))
    ['a', 'b', 'c']
    """
    order = np.random.default_rng(random_state).permutation(len(names))
    return [[names[i] for i in sorted(order[k::n_groups].tolist())] for k in range(min(n_groups, len(names)))]


def leave_domains_out(
    model: PositionClassifier, domains: dict[str, list[Case]], groups: Sequence[Sequence[str]], n_jobs: int = 1
) -> Iterator[tuple[str, Outcome]]:
    """Train without some domains and code those, for each group in turn.

    Leaving several out at once trains on less than leaving out one, so the figures err on the low side.

    Parameters
    ----------
    model : PositionClassifier
        Its parameters are used; it is not changed.
    domains : dict of str to list of Case
        The articles by domain.
    groups : sequence of sequence of str
        The domains to leave out together.
    n_jobs : int
        Processes; the result does not depend on it.

    Yields
    ------
    str, Outcome
        A left-out domain and what came of it.
    """

    def one(group: Sequence[str]) -> list[Outcome]:
        fitted = train(model, [case for other, cases in domains.items() if other not in group for case in cases])
        return [judge(fitted, domains[name]) for name in group]

    for group, outcomes in zip(groups, Parallel(n_jobs=n_jobs, return_as="generator")(delayed(one)(group) for group in groups), strict=True):
        yield from zip(group, outcomes, strict=True)


def within_domain(model: PositionClassifier, domains: dict[str, list[Case]], name: str, n_folds: int = 5, n_jobs: int = 1) -> Outcome:
    """Cross-validate within one domain by article, the other domains always among the training articles.

    Parameters
    ----------
    model : PositionClassifier
        Its parameters are used.
    domains : dict of str to list of Case
        The articles by domain.
    name : str
        The domain to test on.
    n_folds : int
        Folds of its articles.
    n_jobs : int
        Processes.

    Returns
    -------
    Outcome
    """
    others = [case for other, cases in domains.items() if other != name for case in cases]
    own = domains[name]

    def one(fold: int) -> Outcome:
        fitted = train(model, others + [case for n, case in enumerate(own) if n % n_folds != fold])
        return judge(fitted, [case for n, case in enumerate(own) if n % n_folds == fold])

    return merge(list(Parallel(n_jobs=n_jobs)(delayed(one)(fold) for fold in range(n_folds))))


def figures(outcome: Outcome) -> dict[str, Any]:
    """The metrics of an outcome with intervals, calibration and stage losses."""
    summary = summarise(outcome.counts)
    error, curve = calibration_error(outcome.probability, outcome.right)
    return {
        **summary,
        "triple_interval": bootstrap(outcome.counts),
        "pair_interval": bootstrap(outcome.counts, field="pairs"),
        "calibration_error": error,
        "reliability": curve,
        "stages": {stage: outcome.kept[stage] / max(1, outcome.kept["gold"]) for stage in STAGES},
        "confusion": outcome.confusion,
    }
