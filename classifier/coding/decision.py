"""The decision: from what is said of single candidates to one row per document, party, issue and stance.

All candidates of a party on an issue are weighed together, and against their rivals: other parties in the same words, other issues in the
same words. A second stance is reported only where the text shows it about as clearly as the first.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from classifier.coding.candidates import Candidates
from classifier.position import STANCES

Floats = NDArray[np.float64]

PAIR_FEATURES = (
    "best", "second", "rows", "any", "rival_party", "rival_issue", "holder", "link", "stance_best", "stance_share", "party_best", "issue_best",
    "party_rank", "issue_rank", "n_parties", "n_issues", "speaks", "rival_party_pair", "rival_issue_pair", "clause",
)  # fmt: skip
SECOND_STANCE = 0.75
"""How strong, beside the first, a second stance must be to be reported as well."""


MOST_STANCES = 2
"""Stances that a party may take on an issue in one article; three were right too seldom."""


def _group_max(values: Floats, *keys: NDArray[np.generic]) -> Floats:
    """For each row the largest value among the rows with the same keys."""
    frame = pd.DataFrame({str(n): key for n, key in enumerate(keys)})
    return np.asarray(pd.Series(values).groupby([frame[name] for name in frame], sort=False).transform("max"), dtype=float)


def _rival(values: Floats, own: NDArray[np.generic], *keys: NDArray[np.generic]) -> Floats:
    """For each row the largest value among rows with the same keys and another `own`."""
    frame = pd.DataFrame({"value": values, "own": own, **{str(n): key for n, key in enumerate(keys)}})
    names = [str(n) for n in range(len(keys))]
    top = frame.groupby([*names, "own"], sort=False)["value"].max().reset_index()
    top = top.sort_values("value", ascending=False, kind="stable")
    top["place"] = top.groupby(names, sort=False).cumcount()
    first = top[top["place"] == 0].set_index(names)
    second = top[top["place"] == 1].set_index(names)["value"]
    index = pd.MultiIndex.from_frame(frame[names]) if len(names) > 1 else pd.Index(frame[names[0]])
    best_own = first["own"].reindex(index).to_numpy()
    best = first["value"].reindex(index).to_numpy()
    other = second.reindex(index).fillna(0.0).to_numpy()
    return np.where(best_own == frame["own"].to_numpy(), other, best).astype(float)


def pair_table(candidates: Candidates, position: Floats, stance: Floats) -> tuple[pd.DataFrame, NDArray[np.float32]]:
    """Weigh the candidates of each (document, party, issue) together.

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
    pairs : DataFrame
        One row a pair: ``document``, ``party``, ``issue``, ``row`` (its best candidate).
    features : ndarray of float32, shape (n_pairs, len(PAIR_FEATURES))
    """
    frame = candidates.frame
    document, clause, issue = (frame[name].to_numpy() for name in ("document", "clause", "issue"))
    party = frame["party"].to_numpy()
    table = pd.DataFrame({"document": document, "party": party, "issue": issue, "row": np.arange(len(frame)), "position": position})
    table["rival_party"] = _rival(position, party, document, clause, issue)
    table["rival_issue"] = _rival(position, issue, document, clause, party)
    table["stance_best"] = stance.max(axis=1)
    table = table.sort_values(["document", "party", "issue", "position", "row"], ascending=[True, True, True, False, True], kind="stable")
    groups = table.groupby(["document", "party", "issue"], sort=False)
    pairs = groups.head(1).reset_index(drop=True)
    grouped = np.asarray(groups.ngroup())
    n = len(pairs)
    order = table["row"].to_numpy()
    probability = position[order]
    second = np.zeros(n)
    place = np.asarray(groups.cumcount())
    second[grouped[place == 1]] = probability[place == 1]
    rows = np.bincount(grouped, minlength=n).astype(float)
    nothing = np.exp(np.bincount(grouped, weights=np.log1p(-np.clip(probability, 0, 0.999)), minlength=n))
    weighed = np.stack([np.bincount(grouped, weights=probability * stance[order, k], minlength=n) for k in range(4)], axis=1)
    share = weighed.max(axis=1) / np.maximum(weighed.sum(axis=1), 1e-9)
    best = pairs["position"].to_numpy()
    d, p, i = (pairs[name].to_numpy() for name in ("document", "party", "issue"))
    top = pairs["row"].to_numpy()
    ranks = pd.DataFrame({"d": d, "p": p, "i": i, "b": best})
    features = np.stack(
        [
            best, second, rows, 1 - nothing, pairs["rival_party"], pairs["rival_issue"],
            frame["holder_probability"].to_numpy()[top], frame["link_probability"].to_numpy()[top], pairs["stance_best"], share,
            _group_max(best, d, p), _group_max(best, d, i),
            ranks.groupby(["d", "p"], sort=False)["b"].rank(ascending=False, method="first"),
            ranks.groupby(["d", "i"], sort=False)["b"].rank(ascending=False, method="first"),
            ranks.groupby("d", sort=False)["p"].transform("nunique"), ranks.groupby("d", sort=False)["i"].transform("nunique"),
            (frame["statement"].to_numpy()[top] >= 0).astype(float), _rival(best, p, d, i), _rival(best, i, d, p), frame["clause"].to_numpy()[top],
        ],
        axis=1,
    ).astype(np.float32)  # fmt: skip
    return pairs[["document", "party", "issue", "row"]], features


def decide(candidates: Candidates, position: Floats, stance: Floats, pairs: pd.DataFrame, pair: Floats) -> pd.DataFrame:
    """Give every pair its stance or stances, each with the candidate that shows it best.

    Parameters
    ----------
    candidates : Candidates
        The rows.
    position : ndarray, shape (n_rows,)
        How likely each row is a position.
    stance : ndarray, shape (n_rows, 4)
        How likely each stance is if it is one.
    pairs : DataFrame
        From `pair_table`.
    pair : ndarray, shape (n_pairs,)
        How likely each pair is in the text at all.

    Returns
    -------
    DataFrame
        ``document``, ``party``, ``issue``, ``stance``, ``probability``, ``row``, ``clause``, ``statement``, ``anchor``.
    """
    frame = candidates.frame[["document", "party", "issue", "clause", "statement", "anchor"]].copy()
    frame["row"] = np.arange(len(frame))
    if not len(frame):
        frame["stance"], frame["probability"] = [], []
        return frame
    chosen = stance.argmax(axis=1)
    strength = position * stance.max(axis=1)
    frame["stance"] = [STANCES[n] for n in chosen]
    frame["strength"] = strength
    frame["sure"] = stance.max(axis=1)
    frame = frame.merge(pairs.assign(pair=pair)[["document", "party", "issue", "pair"]], on=["document", "party", "issue"], how="left", sort=False)
    frame = frame.sort_values(["document", "party", "issue", "strength", "row"], ascending=[True, True, True, False, True], kind="stable")
    best = frame.drop_duplicates(["document", "party", "issue", "stance"]).copy()
    lead = best.groupby(["document", "party", "issue"], sort=False)["strength"].transform("max")
    best = best[best["strength"] >= SECOND_STANCE * lead]
    best = best.groupby(["document", "party", "issue"], sort=False).head(MOST_STANCES)
    best["probability"] = best["pair"] * best["sure"]
    return best.drop(columns=["strength", "sure", "pair"]).reset_index(drop=True)
