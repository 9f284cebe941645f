"""The decision: from what is said of candidates to one row per document, party, issue and stance, with the best evidence."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from classifier.coding.candidates import Candidates
from classifier.position import STANCES


def decide(candidates: Candidates, position: NDArray[np.float64], stance: NDArray[np.float64]) -> pd.DataFrame:
    """Choose the best candidate for each (document, party, issue) and stance.

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
    DataFrame
        ``document``, ``party``, ``issue``, ``stance``, ``probability``, ``row`` (the best candidate), ``clause``, ``statement``, ``anchor``.
    """
    frame = candidates.frame[["document", "party", "issue", "clause", "statement", "anchor"]].copy()
    frame["row"] = np.arange(len(frame))
    frame["stance"] = [STANCES[n] for n in stance.argmax(axis=1)] if len(frame) else []
    frame["probability"] = position * stance.max(axis=1) if len(frame) else []
    frame = frame.sort_values(["document", "party", "issue", "stance", "probability", "row"], ascending=[True, True, True, True, False, True], kind="stable")
    best = frame.drop_duplicates(["document", "party", "issue", "stance"])
    return best.reset_index(drop=True)
