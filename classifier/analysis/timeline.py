"""The timeline: each party's stance score on an issue, period by period."""

from __future__ import annotations

import pandas as pd

from classifier.analysis.scores import score_groups
from classifier.analysis.table import checked, dates
from classifier.errors import InputError

COLUMNS = ["period", "party", "score", "statements", "low", "high"]


def timeline(positions: pd.DataFrame, issue: str | None = None, freq: str = "M") -> pd.DataFrame:
    """How each party's stance score moves over time.

    Parameters
    ----------
    positions : DataFrame
        A table of positions with the columns of `classifier.position.COLUMNS`.
    issue : str, optional
        Key of the issue; all issues together by default, which makes sense only for issues that point the same way.
    freq : str, default='M'
        The period, as pandas names it: ``D``, ``W``, ``M``, ``Q``, ``Y``.

    Returns
    -------
    DataFrame
        A row a period and party that has statements, in order: `period` (its first day), `party`, `score`, `statements`, `low`, `high`
        as in `position_matrix`. Statements without a date are left out.

    Raises
    ------
    InputError
        If the table is not one of positions, or no statement is on the issue, or `freq` is no period.

    Examples
    --------
    >>> table = pd.DataFrame(
    ...     [("Norland", "tolls", "oppose", 0.8, "2025-03-02"), ("Norland", "tolls", "support", 0.8, "2025-04-30")],
    ...     columns=["party", "issue", "stance", "probability", "date"],
    ... )
    >>> timeline(table, "tolls")[["period", "party", "score"]]
          period    party  score
    0 2025-03-01  Norland   -1.0
    1 2025-04-01  Norland    1.0
    """
    table = checked(positions, "date")
    if issue is not None:
        known = table["issue"].unique()
        if len(known) and issue not in known:
            raise InputError("positions", f"no statement on issue {issue!r}; there are some on {', '.join(map(str, sorted(known)))}")
        table = table[table["issue"] == issue]
    day = dates(table)
    table, day = table[day.notna()], day[day.notna()]
    try:
        period = day.dt.to_period(freq).dt.start_time
    except (ValueError, AttributeError):
        raise InputError("freq", f"{freq!r} is no period; one of D, W, M, Q, Y") from None
    return score_groups(table.assign(period=period), ["period", "party"]).reset_index()[COLUMNS]
