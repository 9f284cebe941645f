"""Agreement: how near each two parties stand on the issues that both speak of."""

from __future__ import annotations

import numpy as np
import pandas as pd

from classifier.analysis.matrix import position_matrix


def agreement(positions: pd.DataFrame, least_issues: int = 1) -> pd.DataFrame:
    """Who stands near whom: party by party.

    Parameters
    ----------
    positions : DataFrame
        A table of positions with the columns of `classifier.position.COLUMNS`.
    least_issues : int, default=1
        Two parties with fewer issues in common are not compared.

    Returns
    -------
    DataFrame, shape (n_parties, 2 * n_parties)
        The columns have two levels, measure and party:

        - ``agreement``: mean of ``1 - |score - score|`` over the issues that both have statements on, from -1 (opposite on all) to 1 (the
          same on all); NaN with fewer than `least_issues` of them
        - ``issues``: the number of issues in common

    Raises
    ------
    InputError
        If the table is not one of positions.

    Examples
    --------
    >>> table = pd.DataFrame(
    ...     [("Norland", "tolls", "oppose"), ("Sudria", "tolls", "support"),
    ...      ("Sudria", "ferry", "support"), ("Westmark", "ferry", "conditional")],
    ...     columns=["party", "issue", "stance"],
    ... )
    >>> agreement(table)["agreement"].loc["Sudria"].to_dict()
    {'Sudria': 1.0, 'Norland': -1.0, 'Westmark': 0.5}
    """
    scores = position_matrix(positions)["score"]
    values = scores.to_numpy(dtype=float)
    known = ~np.isnan(values)
    common = known.astype(int) @ known.T.astype(int)
    total = np.zeros(common.shape)
    for column, has in zip(values.T, known.T, strict=True):
        apart = np.abs(column[:, None] - column[None, :])
        total += np.where(has[:, None] & has[None, :], 1 - apart, 0)
    mean = np.divide(total, common, out=np.full(common.shape, np.nan), where=common >= max(least_issues, 1))
    names = scores.index
    parts = {
        "agreement": pd.DataFrame(mean, index=names, columns=list(names)),
        "issues": pd.DataFrame(common, index=names, columns=list(names)),
    }
    return pd.concat(parts, axis=1, names=["measure", "other"])
