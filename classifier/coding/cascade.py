"""The accurate tier: candidates that the fast model does not rule out are read by the cross-encoder, and boosted trees weigh both.

The cross-encoder costs some hundred times what the fast model does for a candidate, so it sees only those that may be positions at all.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.exceptions import NotFittedError

from classifier.codebook import Codebook
from classifier.coding.candidates import IGNORED, NONE, Candidates, Survey
from classifier.coding.cross_encoder import CrossEncoder
from classifier.coding.model import STANCE_CODES, PositionClassifier, Unseen
from classifier.coding.stages import Floats, chances, fit_trees, out_of_fold, second_trees, stance_trees
from classifier.position import Position

MOST_READ = 400
"""Candidates of one document that are read, those that the first trees give most: no text may cost more than some ten seconds."""
ENCODERS = 4
"""Codebooks whose issues are kept as word pieces."""


def _behind(values: Floats, frame: pd.DataFrame, keys: list[str]) -> Floats:
    """How far each value is behind the largest among the rows with the same keys."""
    best = pd.Series(values).groupby([frame[key].to_numpy() for key in keys], sort=False).transform("max")
    return np.asarray(best.to_numpy() - values, dtype=np.float64)


def second_table(table: NDArray[np.float32], position: Floats, stance: Floats, said: NDArray[np.float32], frame: pd.DataFrame) -> NDArray[np.float32]:
    """What the second trees see of the candidates that were read.

    Parameters
    ----------
    table : ndarray of float32, shape (n_rows, n_columns)
        What the first trees saw.
    position : ndarray, shape (n_rows,)
        What they said.
    stance : ndarray, shape (n_rows, 4)
        Likewise.
    said : ndarray of float32, shape (n_rows, 5)
        What the cross-encoder says, as log probabilities.
    frame : DataFrame
        The candidates.

    Returns
    -------
    ndarray of float32, shape (n_rows, n_columns + 13)
        With how far each is behind its rivals: other issues and parties of the clause, other clauses of the pair.
    """
    shown = 1.0 - np.exp(said[:, 0].astype(np.float64))
    rivals = [_behind(shown, frame, keys) for keys in (["document", "clause", "issue"], ["document", "clause", "party"], ["document", "party", "issue"])]
    return np.concatenate([table, position[:, None], stance, said, np.stack(rivals, axis=1)], axis=1, dtype=np.float32)


class CascadeClassifier(PositionClassifier):
    """A `PositionClassifier` whose doubtful candidates are read a second time.

    Parameters are those of `PositionClassifier` and

    Parameters
    ----------
    least_doubt : float, default=0.02
        Candidates that the first trees give less are not read.

    Examples
    --------
    >>> CascadeClassifier(least_doubt=0.1).get_params()["least_doubt"]
    0.1
    """

    def __init__(
        self,
        codebook: Codebook | None = None,
        least_holder: float = 0.04,
        least_link: float = 0.02,
        least_both: float = 0.01,
        n_folds: int = 5,
        C_position: float = 0.05,
        C_stance: float = 0.3,
        tree_iterations: int = 200,
        threshold: float | None = None,
        random_state: int | None = 0,
        least_doubt: float = 0.02,
    ) -> None:
        super().__init__(codebook, least_holder, least_link, least_both, n_folds, C_position, C_stance, tree_iterations, threshold, random_state)
        self.least_doubt = least_doubt

    def fit_surveys(self, surveys: Sequence[Survey], y: Sequence[Sequence[Position]], books: Sequence[Codebook]) -> CascadeClassifier:
        """Not for this classifier: its second stage learns from networks that are trained apart, by scripts/train_cross_encoder.py."""
        raise NotImplementedError("a CascadeClassifier is trained by fit_stages and fit_second; to learn from your own codes, fit a PositionClassifier")

    def fit_second(
        self, first: Unseen, said: NDArray[np.float32], y: Sequence[Sequence[Position]], books: Sequence[Codebook]
    ) -> tuple[Floats, Floats]:
        """Learn to weigh what both tiers say of candidates that neither had seen.

        Parameters
        ----------
        first : Unseen
            What the first tier says; from `fit_stages`.
        said : ndarray of float32, shape (n_rows, 5)
            What cross-encoders trained without a row's group say of it, as log probabilities; NaN where none read it, which leaves it to the first tier.
        y : sequence of sequence of Position
            The codes of each document.
        books : sequence of Codebook
            The codebook of each.

        Returns
        -------
        (ndarray, ndarray)
            What both tiers together say of each row when its group is left out: position and stance.
        """
        read = (first.position >= self.least_doubt) & ~np.isnan(said).any(axis=1)
        place = np.full(len(read), -1)
        place[read] = np.arange(int(read.sum()))
        inner = [(place[train][read[train]], place[test][read[test]]) for train, test in first.splits]
        seen = second_table(first.table[read], first.position[read], first.stance[read], said[read], first.candidates.frame[read])
        labels, reworded = first.labels[read], first.reworded[first.candidates.frame["document"].to_numpy()[read]]
        counted, is_position = labels != IGNORED, (labels > NONE).astype(np.int8)
        takes = (labels > NONE) & ~reworded
        seed, rounds = self.random_state, self.tree_iterations
        position, stance = first.position.copy(), first.stance.copy()
        position[read] = out_of_fold(second_trees(rounds, seed), seen, is_position, counted, inner, (1,))[:, 0]
        stance[read] = out_of_fold(stance_trees(rounds, seed), seen, labels, takes, inner, STANCE_CODES)
        self.second_position_ = fit_trees(second_trees(rounds, seed), seen[counted], is_position[counted])
        self.second_stance_ = fit_trees(stance_trees(rounds, seed), seen[takes], labels[takes])
        self._learn_decision(first, position, stance, y, books)
        return position, stance

    def opinions(self, surveys: Sequence[Survey], candidates: Candidates) -> tuple[Floats, Floats]:
        """As in `PositionClassifier`, after the second reading."""
        position, stance, read, seen = self._readings(surveys, candidates)
        if len(read):
            position[read] = chances(self.second_position_, seen, (1,))[:, 0]
            stance[read] = chances(self.second_stance_, seen, STANCE_CODES)
        return position, stance

    def second_readings(self, surveys: Sequence[Survey], candidates: Candidates) -> dict[int, NDArray[np.float32]]:
        """What the second trees see, by the number of the candidate, for those that were read a second time.

        Parameters
        ----------
        surveys : sequence of Survey
            The documents that the candidates number.
        candidates : Candidates
            The rows.

        Returns
        -------
        dict of int to ndarray of float32, shape (n_columns,)
            Rows of `second_table`.
        """
        _, _, read, seen = self._readings(surveys, candidates)
        return dict(zip(read.tolist(), seen, strict=True))

    def _readings(self, surveys: Sequence[Survey], candidates: Candidates) -> tuple[Floats, Floats, NDArray[np.intp], NDArray[np.float32]]:
        """What the first trees say of all candidates, the numbers of those that are read again, and what the second trees see of them."""
        if not hasattr(self, "second_position_"):
            raise NotFittedError("this CascadeClassifier has no second stage yet; take classifier.load_model('accurate')")
        table = self._table(candidates)
        position, stance = self._first_opinions(table)
        read = self._doubtful(position, candidates.frame["document"].to_numpy())
        if not len(read):
            return position, stance, read, np.zeros((0, 0), dtype=np.float32)
        frame = candidates.frame.iloc[read]
        return position, stance, read, second_table(table[read], position[read], stance[read], self._read(surveys, frame), frame)

    def _doubtful(self, position: Floats, document: NDArray[np.int64]) -> NDArray[np.intp]:
        """Numbers of the candidates to read, in order."""
        likely = np.flatnonzero(position >= self.least_doubt)
        likely = likely[np.lexsort((likely, -position[likely], document[likely]))]
        place = np.arange(len(likely)) - np.searchsorted(document[likely], document[likely])
        return np.sort(likely[place < MOST_READ])

    def _read(self, surveys: Sequence[Survey], frame: pd.DataFrame) -> NDArray[np.float32]:
        """What the cross-encoder says of candidates."""
        said = np.zeros((len(frame), 1 + len(STANCE_CODES)), dtype=np.float32)
        documents = frame["document"].to_numpy()
        for number in dict.fromkeys(documents.tolist()):
            rows = np.flatnonzero(documents == number)
            said[rows] = self.encoder_of(surveys[number].codebook)(surveys[number].reading, frame.iloc[rows])
        return said

    def encoder_of(self, book: Codebook) -> CrossEncoder:
        """The cross-encoder of a codebook; the last few are kept."""
        encoders: dict[int, tuple[Codebook, CrossEncoder]] = self.__dict__.setdefault("_encoders", {})
        if id(book) not in encoders:
            if len(encoders) >= ENCODERS:
                encoders.clear()
            encoders[id(book)] = (book, CrossEncoder(book))
        return encoders[id(book)][1]

    def __getstate__(self) -> dict[str, object]:
        state: dict[str, object] = dict(super().__getstate__())
        state.pop("_encoders", None)
        return state
