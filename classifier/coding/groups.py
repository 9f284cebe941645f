"""Groups: the best score among the columns of each issue, for all issues at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


class Members:
    """The columns of each issue among scores.

    Parameters
    ----------
    members : sequence of sequence of int
        Numbers of each issue's columns; an issue may have none.

    Examples
    --------
    >>> scores = np.array([[0.5, 0.25, 0.75, 0.125]], dtype=np.float32)
    >>> [part.tolist() for part in Members([[0, 1, 2], [], [3]]).best_two(scores)]
    [[[0.75, 0.0, 0.125]], [[0.5, 0.0, 0.0]]]
    """

    def __init__(self, members: Sequence[Sequence[int]]) -> None:
        width = max(2, *map(len, members)) if members else 2
        # A row of places for each rank; those that an issue does not fill point behind the last column.
        self._places = np.full((width, len(members)), -1, dtype=np.intp)
        for issue, own in enumerate(members):
            self._places[: len(own), issue] = own

    def _spread(self, scores: Floats) -> Floats:
        """Scores by place, shape (n_places, n_rows, n_issues); less than any score where there is none."""
        padded = np.concatenate([scores, np.full((len(scores), 1), -np.inf, dtype=np.float32)], axis=1)
        # Laid out as it is read: in another layout a later mean would add up in another order.
        return np.ascontiguousarray(padded.T[self._places].transpose(0, 2, 1))

    def best(self, scores: Floats) -> Floats:
        """The best score of each issue, 0 where it has no column, shape (n_rows, n_issues)."""
        best = self._spread(scores).max(axis=0)
        return np.asarray(np.where(best == -np.inf, np.float32(0.0), best))

    def best_two(self, scores: Floats) -> tuple[Floats, Floats]:
        """The best and the second best score of each issue, 0 where there is none."""
        ranked = np.partition(self._spread(scores), -2, axis=0)[-2:]
        second, best = np.where(ranked == -np.inf, np.float32(0.0), ranked)
        return best, second


class Naming:
    """How much words name issues, by their similarity to the columns that do.

    Parameters
    ----------
    table : ndarray of float32, shape (n_columns, n_issues)
        How much each column names each issue; mostly zeros.
    """

    def __init__(self, table: Floats) -> None:
        self._n_issues = table.shape[1]
        issue, self._column = np.nonzero(table.T)
        self._weight = table[self._column, issue]
        self._issues, self._begins = np.unique(issue, return_index=True)

    def __call__(self, similarity: Floats) -> Floats:
        """The most that a column similar to a word names each issue, shape (n_words, n_issues)."""
        named = np.zeros((len(similarity), self._n_issues), dtype=np.float32)
        if len(self._begins) and len(similarity):
            named[:, self._issues] = np.maximum.reduceat(similarity[:, self._column] * self._weight, self._begins, axis=1)
        return named
