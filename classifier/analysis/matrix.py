"""The position matrix: each party's stance score on each issue."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from classifier.analysis.scores import MEASURES, score_groups
from classifier.analysis.table import checked
from classifier.errors import InputError


def position_matrix(positions: pd.DataFrame, parties: Sequence[str] | None = None, issues: Sequence[str] | None = None) -> pd.DataFrame:
    """Who stands where: party by issue.

    Parameters
    ----------
    positions : DataFrame
        A table of positions with the columns of `classifier.position.COLUMNS`.
    parties, issues : sequence of str, optional
        The rows and columns wanted, in their order; all by default, the most spoken of first, then by name.

    Returns
    -------
    DataFrame, shape (n_parties, 4 * n_issues)
        A row a party. The columns have two levels, measure and issue, so that ``matrix["score"]`` is the table of scores:

        - ``score``: mean of the stances (support 1, conditional 0.5, neutral 0, oppose -1), weighted by probability; NaN without statements
        - ``statements``: their number
        - ``low``, ``high``: a 95 % interval of the score, see `classifier.analysis.scores.score_groups`

    Raises
    ------
    InputError
        If the table is not one of positions, or has no statements and no issues are named.

    See Also
    --------
    classifier.analysis.timeline : The same over time.
    classifier.analysis.agreement : Party by party.

    Examples
    --------
    >>> table = pd.DataFrame(
    ...     [("Norland", "tolls", "oppose", 0.8), ("Norland", "tolls", "oppose", 0.8), ("Sudria", "tolls", "conditional", 0.6)],
    ...     columns=["party", "issue", "stance", "probability"],
    ... )
    >>> matrix = position_matrix(table)
    >>> matrix["score"]["tolls"].to_dict()
    {'Norland': -1.0, 'Sudria': 0.5}
    >>> int(matrix["statements"].loc["Norland", "tolls"])
    2
    """
    table = checked(positions)
    cells = score_groups(table, ["party", "issue"])
    counts = cells["statements"]

    def ranked(level: str) -> list[str]:
        sums = counts.groupby(level=level).sum()
        return [str(name) for name in sorted(sums.index, key=lambda name: (-int(sums[name]), str(name)))]

    rows = list(parties) if parties is not None else ranked("party")
    columns = list(issues) if issues is not None else ranked("issue")
    if not columns:
        raise InputError("positions", "no statements in this table; there is nothing to show")
    parts = {}
    for measure in MEASURES:
        part = cells[measure].unstack("issue").reindex(index=rows, columns=columns)
        parts[measure] = part.fillna(0).astype("int64") if measure == "statements" else part.astype(float)
    matrix = pd.concat(parts, axis=1, names=["measure", "issue"])
    matrix.index.name = "party"
    return matrix
