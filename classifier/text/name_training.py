"""Learning which names are those of parties, from coded articles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from classifier.text.name_judge import NameJudge

LEAST_OFTEN = 20
"""Names that a sign must have to be learned from."""
STRENGTH = 0.3
"""Inverse strength of the penalty; with domains left out, 0.1 and 1 find eleven names and one less among the likeliest thousand."""


def learn_name_judge(rows: Sequence[tuple[set[str], bool]]) -> NameJudge:
    """Learn from names with their signs.

    Parameters
    ----------
    rows : sequence of (set of str, bool)
        The signs of a name, and whether it is that of a party with a coded position.

    Returns
    -------
    NameJudge

    Raises
    ------
    ValueError
        If all names are of one kind.

    Examples
    --------
    >>> judge = learn_name_judge([({"after would"}, True), ({"before in"}, False)] * 20)
    >>> judge.probability({"after would"}) > 0.5 > judge.probability({"before in"})
    True
    """
    if len({party for _, party in rows}) < 2:
        raise ValueError("names of parties and others are needed, both")
    often = Counter(sign for signs, _ in rows for sign in signs)
    column = {sign: n for n, sign in enumerate(sorted(sign for sign, count in often.items() if count >= LEAST_OFTEN))}
    rows_of = [sorted(column[sign] for sign in signs if sign in column) for signs, _ in rows]
    ends = np.cumsum([0, *map(len, rows_of)])
    columns = np.array([k for row in rows_of for k in row], dtype=np.int64)
    table = sparse.csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(rows), len(column)))
    answers = np.array([party for _, party in rows], dtype=np.int8)
    model = LogisticRegression(C=STRENGTH, solver="liblinear", max_iter=500, random_state=0).fit(table, answers)
    return NameJudge(dict(zip(column, model.coef_[0].astype(np.float32).tolist(), strict=True)), float(np.float32(model.intercept_[0])))
