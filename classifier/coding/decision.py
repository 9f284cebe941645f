"""The decision: from what is said of single candidates to one row per document, party, issue and stance.

All candidates of a party on an issue are weighed together, against their rivals - other parties in the same words, other issues in the same
words - and against what the document holds in all. Each of the two likeliest stances is weighed by itself, so that a second one is reported
where the text shows it as well, and a stance that the candidates disagree on is less sure than one that they share.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from classifier.coding.candidates import Candidates
from classifier.position import STANCES

Floats = NDArray[np.float64]
Numbers = NDArray[np.intp]

PAIR_FEATURES = (
    "best", "second", "rows", "any", "rival_party", "rival_issue", "holder", "link", "stance_best", "stance_share", "party_best", "issue_best",
    "party_rank", "issue_rank", "n_parties", "n_issues", "speaks", "rival_party_pair", "rival_issue_pair", "clause",
    "document_sum", "document_best", "document_link", "issue_sum",
)  # fmt: skip
"""Of a party and an issue, whatever the stance."""
WEIGHINGS = ("largest", "any", "share", "square_share", "of_best", "issue_others", "party_others")
"""How strong a stance is: for each, this stance and the strongest other one."""
STANCE_FEATURES = (*(f"{name}_{whose}" for name in WEIGHINGS for whose in ("own", "other")), *STANCES, "place", "square_share_opposite", "behind_first")
DECISION_FEATURES = (*PAIR_FEATURES, *STANCE_FEATURES)
MOST_STANCES = 2
"""Stances that a party may take on an issue in one article; three were right too seldom."""
OPPOSITE = np.array([1, 0, 2, 3])
"""Support and oppose are each other's opposite; the others have none."""
LEAST = 1e-12


def _numbered(*keys: NDArray[np.integer]) -> tuple[Numbers, Numbers]:
    """The number of each combination of keys, in sorted order, and the first row of each."""
    number = np.asarray(keys[0], dtype=np.int64)
    for key in keys[1:]:
        number = np.unique(number * (int(key.max(initial=0)) + 1) + key, return_inverse=True)[1]
    _, first, number = np.unique(number, return_index=True, return_inverse=True)
    return number, first


def _largest(values: Floats, number: Numbers) -> Floats:
    """For each number the largest of its values."""
    found = np.full(int(number.max(initial=-1)) + 1, -np.inf)
    np.maximum.at(found, number, values)
    return found


def _sums(values: Floats, number: Numbers, n: int) -> Floats:
    """For each number the sums of its rows, shape (n, n_columns)."""
    return np.stack([np.bincount(number, weights=column, minlength=n) for column in values.T], axis=1)


def _rival(values: Floats, own: Numbers, *keys: NDArray[np.integer]) -> Floats:
    """For each row the largest value among rows with the same keys and another `own`; 0 where there is none."""
    group, _ = _numbered(*keys)
    part, first = _numbered(group, own)
    best, holder, whose = _largest(values, part), group[first], own[first]
    order = np.lexsort((whose, -best, holder))
    place = np.arange(len(order)) - np.searchsorted(holder[order], holder[order])
    top, second = np.zeros((2, int(group.max(initial=-1)) + 1))
    leader = np.full(len(top), -1)
    leads, follows = order[place == 0], order[place == 1]
    top[holder[leads]], leader[holder[leads]], second[holder[follows]] = best[leads], whose[leads], best[follows]
    return np.where(leader[group] == own, second[group], top[group])


def _rank(values: Floats, number: Numbers) -> Floats:
    """The place of each row among those with its number, from 1 for the largest; the earlier row first where two are alike."""
    order = np.lexsort((-values, number))
    place = np.empty(len(values))
    place[order] = np.arange(len(values)) - np.searchsorted(number[order], number[order]) + 1
    return place


def _distinct(number: Numbers, what: Numbers) -> NDArray[np.int64]:
    """For each row how many different things the rows with its number have."""
    _, first = _numbered(number, what)
    return np.bincount(number[first], minlength=int(number.max(initial=-1)) + 1)[number]


def decision_table(candidates: Candidates, position: Floats, stance: Floats) -> tuple[pd.DataFrame, NDArray[np.float32]]:
    """Weigh the candidates of each (document, party, issue) together, for each of their likeliest stances.

    Parameters
    ----------
    candidates : Candidates
        The rows.
    position : ndarray, shape (n_rows,)
        How likely each row is a position.
    stance : ndarray, shape (n_rows, 4)
        How likely each stance is if it is one.

    Returns
    -------
    choices : DataFrame
        One row a document, party, issue and stance: ``document``, ``party``, ``issue``, ``stance``, and ``row``, the candidate that shows it best, with its
        ``clause``, ``statement`` and ``anchor``.
    features : ndarray of float32, shape (n_choices, len(DECISION_FEATURES))
    """
    frame = candidates.frame
    document, clause, issue = (frame[name].to_numpy(dtype=np.int64) for name in ("document", "clause", "issue"))
    # Sorted, so that the order of a document's pairs does not depend on what else is decided with it.
    party, _ = pd.factorize(frame["party"], sort=True)
    pair, first = _numbered(document, party, issue)
    n = len(first)
    order = np.lexsort((-position, pair))
    begins = np.searchsorted(pair[order], np.arange(n))
    top = order[begins]
    best, d, p, i = position[top], document[top], party[top], issue[top]

    rows = np.bincount(pair, minlength=n)
    second = np.where(rows > 1, position[order[np.minimum(begins + 1, len(order) - 1)]], 0.0) if n else best
    nothing = np.exp(np.bincount(pair, weights=np.log1p(-np.clip(position, 0, 0.999)), minlength=n))
    strength = position[:, None] * stance
    sums = _sums(strength, pair, n)
    squares = _sums(strength * position[:, None], pair, n)
    largest = np.stack([_largest(column, pair) for column in strength.T], axis=1)
    share = sums / np.maximum(sums.sum(axis=1, keepdims=True), LEAST)
    square_share = squares / np.maximum(squares.sum(axis=1, keepdims=True), LEAST)
    of_document, of_issue, of_party = _numbered(d)[0], _numbered(d, i)[0], _numbered(d, p)[0]
    of_pair = [
        best, second, rows, 1 - nothing, _rival(position, party, document, clause, issue)[top], _rival(position, issue, document, clause, party)[top],
        frame["holder_probability"].to_numpy()[top], frame["link_probability"].to_numpy()[top], stance.max(axis=1)[top], share.max(axis=1, initial=0.0),
        _largest(best, of_party)[of_party], _largest(best, of_issue)[of_issue], _rank(best, of_party), _rank(best, of_issue),
        _distinct(of_document, p), _distinct(of_document, i), frame["statement"].to_numpy()[top] >= 0,
        _rival(best, p, d, i), _rival(best, i, d, p), clause[top],
        np.bincount(of_document, weights=best)[of_document], _largest(best, of_document)[of_document],
        _largest(frame["link_probability"].to_numpy(dtype=np.float64), _numbered(document)[0])[of_document], np.bincount(of_issue, weights=best)[of_issue],
    ]  # fmt: skip
    weighed = square_share * best[:, None]
    others = [_sums(weighed, number, int(number.max(initial=-1)) + 1)[number] - weighed for number in (of_issue, of_party)]
    anything = 1 - np.exp(_sums(np.log1p(-np.clip(strength, 0, 0.999)), pair, n))

    chosen = np.argsort(-squares, axis=1, kind="stable")[:, :MOST_STANCES]
    which, what, place = np.repeat(np.arange(n), MOST_STANCES), chosen.ravel(), np.tile(np.arange(MOST_STANCES), n)
    columns = [np.stack(of_pair, axis=1).astype(np.float64)[which]]
    for values in (largest, anything, share, square_share, stance[top], *others):
        rest = values[which]
        rest[np.arange(len(which)), what] = -1.0
        columns.append(np.stack([values[which, what], rest.max(axis=1, initial=-1.0)], axis=1))
    behind = squares[which, what] / np.maximum(squares[which].max(axis=1, initial=0.0), LEAST)
    columns += [np.eye(len(STANCES))[what], np.stack([place, square_share[which, OPPOSITE[what]], behind], axis=1)]
    shows = np.stack([np.lexsort((-column, pair))[begins] for column in strength.T], axis=1)[which, what]
    choices = pd.DataFrame({name: frame[name].to_numpy()[shows] for name in ("document", "party", "issue")})
    choices["stance"] = np.array(STANCES, dtype=object)[what]
    choices["row"] = shows
    for name in ("clause", "statement", "anchor"):
        choices[name] = frame[name].to_numpy()[shows]
    return choices, np.concatenate(columns, axis=1, dtype=np.float32)
