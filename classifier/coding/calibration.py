"""Calibration: a reported probability is how often such a position is right, measured on documents that the stages had not seen.

The stages are trained one after the other, and each trusts what it says of hard documents a little too much; their product does so more.
One slope and one shift of its log odds set that right and put nothing before what it stood behind, so that no label changes.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

Floats = NDArray[np.float64]

EDGE = 1e-4
"""Chances nearer to 0 or 1 count as this."""
FEWEST = 200
"""With fewer decisions, or fewer than a tenth as many right or wrong ones, nothing is learned from them."""


def _log_odds(chance: Floats) -> Floats:
    clipped = np.clip(chance, EDGE, 1 - EDGE)
    return np.asarray(np.log(clipped / (1 - clipped)), dtype=np.float64)


class Calibration(NamedTuple):
    """A line over log odds.

    Attributes
    ----------
    slope : float
        Above 0; below 1 where the stages are too sure of themselves.
    shift : float
        Added to the log odds.

    Examples
    --------
    >>> Calibration()(np.array([0.2, 0.8])).round(3).tolist()
    [0.2, 0.8]
    >>> Calibration(slope=0.5, shift=-1.0)(np.array([0.2, 0.8])).round(3).tolist()
    [0.155, 0.424]
    """

    slope: float = 1.0
    shift: float = 0.0

    def __call__(self, chance: Floats) -> Floats:
        """Calibrated chances, in the same order."""
        return np.asarray(1 / (1 + np.exp(-(self.slope * _log_odds(chance) + self.shift))), dtype=np.float64)


def learn_calibration(chance: Floats, right: NDArray[np.bool_]) -> Calibration:
    """Fit a calibration by Platt's method [1]_.

    Parameters
    ----------
    chance : ndarray, shape (n_decisions,)
        What the stages say of positions in documents that they were not trained on.
    right : ndarray of bool, shape (n_decisions,)
        Which of them are gold.

    Returns
    -------
    Calibration
        One that changes nothing if there are too few decisions, or if the stages' order is no better than chance.

    References
    ----------
    .. [1] J. Platt, "Probabilistic outputs for support vector machines", Advances in Large Margin Classifiers, 1999.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> said = rng.uniform(0.05, 0.95, 5000)
    >>> true = rng.uniform(size=5000) < said / 2
    >>> bool(learn_calibration(said, true)(np.array([0.8]))[0] < 0.5)
    True
    """
    if len(right) < FEWEST or min(right.sum(), (~right).sum()) < FEWEST / 10:
        return Calibration()
    line = LogisticRegression(C=1e4).fit(_log_odds(chance)[:, None], right)
    slope, shift = float(line.coef_[0, 0]), float(line.intercept_[0])
    return Calibration(slope, shift) if slope > 0 else Calibration()
