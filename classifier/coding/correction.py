"""Corrections: what people said about shown positions, learned as a small layer over a trained classifier.

The layer belongs to one codebook. It shifts, in log odds, how likely a party's position on an issue is at all and which stance it takes: by
party and issue, by issue, and by the words of the evidence. All shifts are drawn to zero, so that few corrections change little,
and texts coded by any other codebook are labelled exactly as before.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from sklearn.base import BaseEstimator

from classifier.codebook import Codebook
from classifier.coding.candidates import Candidates, Survey, Surveyor
from classifier.coding.evidence import evidence_span
from classifier.coding.linking import content_words
from classifier.coding.model import PositionClassifier
from classifier.document import Document
from classifier.position import STANCES, party_key
from classifier.text.vectors import stem

Floats = NDArray[np.float64]
CHOICES = ("none", *STANCES)
"""What can be said of a shown position: that there is none, or which stance it is."""
LEAST = 1e-4
PENALTY = {"pair": 2.0, "word": 8.0, "issue stance": 8.0, "pair stance": 0.4}
"""How strongly the shifts of each kind are drawn to zero. What a party thinks of an issue is what carries over best to other articles."""


@dataclass(frozen=True)
class Example:
    """A shown position, with what was said of it.

    Parameters
    ----------
    party, issue : str
        Party and key of the issue.
    evidence : str
        The words that were shown.
    chances : tuple of float
        How likely the classifier held each of `CHOICES`.
    choice : str
        One of `CHOICES`.
    """

    party: str
    issue: str
    evidence: str
    chances: tuple[float, ...]
    choice: str


def _words(evidence: str) -> list[str]:
    return sorted({stem(word) for word in content_words(evidence)})


def _position_features(party: str, issue: str, evidence: str) -> Iterator[tuple[str, str]]:
    """The features that shift whether there is a position, each with its kind."""
    yield "pair", f"pair|{party_key(party)}|{issue}"
    for word in _words(evidence):
        yield "word", f"word|{issue}|{word}"


def _stance_features(party: str, issue: str) -> Iterator[tuple[str, str]]:
    """The features that shift the stances."""
    yield "issue stance", f"stance|{issue}"
    yield "pair stance", f"stance|{party_key(party)}|{issue}"


class Corrections(BaseEstimator):
    """Learned shifts of log odds for the positions of one codebook.

    Parameters
    ----------
    codebook : str
        Its name.
    strength : float, default=1.0
        Divides all penalties: above 1 corrections count for more.

    Attributes
    ----------
    position_names_, stance_names_ : list of str
        Names of the shifts.
    position_shifts_ : ndarray, shape (n,)
        Shifts of whether there is a position.
    stance_shifts_ : ndarray, shape (m, 4)
        Shifts of each stance.
    n_corrections_ : int
        How many examples it was fitted to.

    Examples
    --------
    >>> likely = (0.4, 0.5, 0.1, 0.0, 0.0)
    >>> examples = [Example("Norland", "tolls", "backs the tolls", likely, "none")] * 8
    >>> corrections = Corrections("demo").fit(examples)
    >>> bool(corrections.shift("Norland", "tolls", "backs the tolls", likely)[0] > 0.6)
    True
    """

    def __init__(self, codebook: str = "", strength: float = 1.0) -> None:
        """Keep the settings."""
        self.codebook = codebook
        self.strength = strength

    def fit(self, X: Sequence[Example], y: None = None) -> Corrections:
        """Learn from corrections.

        Parameters
        ----------
        X : sequence of Example
            What was shown and what was said of it.
        y : ignored
            The choices are in the examples.

        Returns
        -------
        Corrections
            Itself.
        """
        position = [list(_position_features(e.party, e.issue, e.evidence)) for e in X]
        stance = [list(_stance_features(e.party, e.issue)) for e in X]
        self.position_names_ = sorted({name for row in position for _, name in row})
        self.stance_names_ = sorted({name for row in stance for _, name in row})
        kind_of = {name: kind for row in (*position, *stance) for kind, name in row}
        first, second = _matrix(position, self.position_names_), _matrix(stance, self.stance_names_)
        base = np.log(np.clip(np.array([e.chances for e in X], dtype=float).reshape(-1, len(CHOICES)), LEAST, 1.0))
        target = np.array([CHOICES.index(e.choice) for e in X], dtype=np.intp)
        n, m = len(self.position_names_), len(self.stance_names_)
        of_stance = np.repeat([PENALTY[kind_of[name]] for name in self.stance_names_], len(STANCES))
        penalty = np.concatenate([[PENALTY[kind_of[name]] for name in self.position_names_], of_stance]).astype(float) / self.strength
        hits = np.zeros_like(base)
        hits[np.arange(len(target)), target] = 1.0

        def loss(weights: Floats) -> tuple[float, Floats]:
            chances = _shifted(base, first @ weights[:n], second @ weights[n:].reshape(m, len(STANCES)))
            error = chances - hits
            gradient = np.concatenate([first.T @ error[:, 1:].sum(axis=1), (second.T @ error[:, 1:]).ravel()]) + penalty * weights
            value = -np.log(np.clip(chances[hits > 0], LEAST**3, 1)).sum() + 0.5 * float(penalty @ weights**2)
            return float(value), gradient

        found = minimize(loss, np.zeros(n + m * len(STANCES)), jac=True, method="L-BFGS-B", options={"maxiter": 300})
        self.position_shifts_ = found.x[:n]
        self.stance_shifts_ = found.x[n:].reshape(m, len(STANCES))
        self.n_corrections_ = len(X)
        return self

    def shift(self, party: str, issue: str, evidence: str, chances: Sequence[float]) -> Floats:
        """The chances of each of `CHOICES` after what was learned.

        Parameters
        ----------
        party, issue, evidence
            As in `Example`.
        chances : sequence of float
            What the classifier says.

        Returns
        -------
        ndarray, shape (5,)
        """
        place, stances = self._places()
        base = np.log(np.clip(np.asarray(chances, dtype=float), LEAST, 1.0))[None, :]
        position = sum(float(self.position_shifts_[place[name]]) for _, name in _position_features(party, issue, evidence) if name in place)
        stance = np.zeros((1, len(STANCES)))
        for _, name in _stance_features(party, issue):
            if name in stances:
                stance += self.stance_shifts_[stances[name]]
        return _shifted(base, np.array([position]), stance).ravel()

    def _places(self) -> tuple[dict[str, int], dict[str, int]]:
        found: tuple[dict[str, int], dict[str, int]] | None = self.__dict__.get("_column")
        if found is None:
            found = ({name: n for n, name in enumerate(self.position_names_)}, {name: n for n, name in enumerate(self.stance_names_)})
            self._column = found
        return found


def _matrix(rows: list[list[tuple[str, str]]], names: list[str]) -> csr_matrix:
    column = {name: n for n, name in enumerate(names)}
    indices = [column[name] for row in rows for _, name in row]
    pointers = np.cumsum([0, *(len(row) for row in rows)])
    return csr_matrix((np.ones(len(indices)), indices, pointers), shape=(len(rows), len(names)))


def _shifted(base: Floats, position: Floats, stance: Floats) -> Floats:
    """Chances from log chances and shifts; each row sums to 1."""
    logits = base.copy()
    logits[:, 1:] += position[:, None] + stance
    logits -= logits.max(axis=1, keepdims=True)
    chances: Floats = np.exp(logits)
    return np.asarray(chances / chances.sum(axis=1, keepdims=True), dtype=np.float64)


def choice_chances(model: PositionClassifier, candidates: Candidates, decided: pd.DataFrame) -> Floats:
    """How likely each of `CHOICES` is for the rows that a classifier decided.

    Parameters
    ----------
    model : PositionClassifier
        The classifier.
    candidates : Candidates
        Its candidates.
    decided : DataFrame
        What it decided on them.

    Returns
    -------
    ndarray, shape (n_rows, 5)
    """
    table = np.zeros((len(decided), len(CHOICES)))
    if not len(decided):
        return table
    stances = model.stance_chances(candidates, decided["row"].tolist())
    own = np.array([STANCES.index(name) for name in decided["stance"]])
    rows = np.arange(len(own))
    table[rows, 1:] = stances
    table[rows, 1 + own] = 0.0
    there = np.clip(decided["pair_probability"].to_numpy(), LEAST, 1 - LEAST)
    said = np.minimum(decided["probability"].to_numpy(), there)
    table *= ((there - said) / np.maximum(table.sum(axis=1), LEAST))[:, None]
    table[rows, 1 + own] = said
    table[:, 0] = 1 - there
    return table


class CorrectedClassifier(PositionClassifier):
    """A trained classifier with corrections over it.

    Examples
    --------
    >>> CorrectedClassifier(threshold=0.5).get_params()["threshold"]
    0.5
    """

    def _label(self, documents: list[Document], surveyor: Surveyor) -> list[list[dict[str, Any]]]:
        # A copy carries the codebook, as two threads may use one classifier with two codebooks.
        bound = copy.copy(self)
        bound._bound_codebook = surveyor.codebook
        return super(CorrectedClassifier, bound)._label(documents, surveyor)

    def decide_surveys(self, surveys: Sequence[Survey]) -> tuple[Candidates, pd.DataFrame]:
        """As in `PositionClassifier`; while documents are labelled, with the corrections."""
        book = self.__dict__.get("_bound_codebook")
        return super().decide_surveys(surveys) if book is None else self.corrected(surveys, book)

    def corrected(self, surveys: Sequence[Survey], codebook: Codebook) -> tuple[Candidates, pd.DataFrame]:
        """What is decided with the corrections, if they are of this codebook.

        Parameters
        ----------
        surveys : sequence of Survey
            Documents, surveyed for the codebook.
        codebook : Codebook
            The issues.

        Returns
        -------
        candidates : Candidates
        decided : DataFrame
            As of `PositionClassifier.decide_surveys`.
        """
        candidates, decided = super().decide_surveys(surveys)
        corrections = self.__dict__.get("corrections_")
        if corrections is None or codebook.name != corrections.codebook or not len(decided):
            return candidates, decided
        return candidates, _corrected(self, corrections, codebook, candidates, decided, surveys)


def _corrected(
    model: PositionClassifier,
    corrections: Corrections,
    book: Codebook,
    candidates: Candidates,
    decided: pd.DataFrame,
    surveys: Sequence[Survey],
) -> pd.DataFrame:
    """The decided rows with shifted stances and probabilities."""
    chances = choice_chances(model, candidates, decided)
    rows: list[dict[str, Any]] = []
    records = [{str(name): value for name, value in row.items()} for row in decided.to_dict("records")]
    groups: dict[tuple[int, str, int], list[int]] = {}
    for n, row in enumerate(records):
        groups.setdefault((row["document"], row["party"], row["issue"]), []).append(n)
    for (document, party, issue), members in groups.items():
        taken: set[int] = set()
        reading = surveys[document].reading
        for n in sorted(members, key=lambda m: (-records[m]["probability"], m)):
            start, end = evidence_span(reading, records[n]["clause"], records[n]["anchor"], records[n]["statement"])
            shifted = corrections.shift(party, book.keys[issue], reading.document.text[start:end], chances[n].tolist())[1:]
            own = STANCES.index(records[n]["stance"])
            best = int(shifted.argmax()) if shifted.max() > shifted[own] else own
            if best not in taken:
                taken.add(best)
                rows.append({**records[n], "stance": STANCES[best], "probability": float(shifted[best])})
    return pd.DataFrame(rows, columns=list(decided.columns))


def with_corrections(model: PositionClassifier, corrections: Corrections) -> CorrectedClassifier:
    """A copy of a trained classifier that applies corrections.

    Parameters
    ----------
    model : PositionClassifier
        A fitted classifier.
    corrections : Corrections
        Fitted to what was said of its positions.

    Returns
    -------
    CorrectedClassifier
    """
    corrected = CorrectedClassifier(**model.get_params(deep=False))
    corrected.__dict__.update({name: value for name, value in vars(model).items() if name not in corrected.get_params(deep=False)})
    corrected.corrections_ = corrections
    return corrected
