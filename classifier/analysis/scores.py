"""The stance score: stances as numbers from -1 to 1, averaged with their probability, with an interval."""

from __future__ import annotations

import numpy as np
import pandas as pd

SCORES = {"support": 1.0, "conditional": 0.5, "neutral": 0.0, "oppose": -1.0}
"""A yes with terms counts half a yes; taking an issue up without a side counts nothing either way."""

Z = 1.959963984540054
"""Quantile of the normal distribution for 95 %."""

MEASURES = ("score", "statements", "low", "high")
"""What is known of a group of statements."""


def score_groups(positions: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """The stance score of each group of statements.

    Parameters
    ----------
    positions : DataFrame
        A checked table of positions.
    by : list of str
        The columns that make a group.

    Returns
    -------
    DataFrame
        A row a group: `score`, the mean of `SCORES` weighted by probability; `statements`, their number; `low` and `high`, a 95 % interval.
        Statements of probability 0 are left out.

    Notes
    -----
    The interval is Wilson's (1927) for a share, taken of the score moved to 0..1, with Kish's (1965) effective number of statements
    ``sum(w) ** 2 / sum(w ** 2)``. It stays inside -1..1 and stays wide for a single statement; where statements are
    conditional or neutral it is on the wide side. Statements of one article or one speaker are taken as independent, which they rarely are.

    Examples
    --------
    >>> table = pd.DataFrame({"party": ["Norland"] * 2, "stance": ["support", "oppose"], "probability": [0.9, 0.3]})
    >>> score_groups(table, ["party"]).round(2).values.tolist()
    [[0.5, 2.0, -0.66, 0.96]]
    """
    counted = positions[positions["probability"] > 0]
    weight = counted["probability"].astype(float)
    frame = counted[by].assign(
        weight=weight,
        product=weight * counted["stance"].map(SCORES).astype(float),
        square=weight**2,
        statements=np.ones(len(counted), dtype="int64"),
    )
    sums = frame.groupby(by, sort=True, observed=True)[["weight", "product", "square", "statements"]].sum()
    score = sums["product"] / sums["weight"]
    share = (score.clip(-1, 1) + 1) / 2
    n = sums["weight"] ** 2 / sums["square"]
    centre = (share + Z**2 / (2 * n)) / (1 + Z**2 / n)
    half = Z / (1 + Z**2 / n) * np.sqrt(share * (1 - share) / n + Z**2 / (4 * n**2))
    low = (2 * (centre - half) - 1).clip(-1, 1)
    high = (2 * (centre + half) - 1).clip(-1, 1)
    return pd.DataFrame({"score": score.clip(-1, 1), "statements": sums["statements"], "low": low, "high": high})
