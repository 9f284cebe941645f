"""The learned stages between candidates and positions, each trained on what the one before says of documents it has not seen.

Holder and link models are boosted trees over counted features; two linear models read the masked words; boosted trees over all of it decide
whether a candidate is a position, and which stance it takes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, clone
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.multiclass import OneVsRestClassifier
from threadpoolctl import threadpool_limits

Floats = NDArray[np.float64]


def folds(groups: Sequence[Any], n_splits: int, fallback: Sequence[Any]) -> list[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Splits that keep groups together: by domain where there are several, else by document.

    Parameters
    ----------
    groups : sequence
        The domain of each row.
    n_splits : int
        Most splits.
    fallback : sequence
        The document of each row, used if there are fewer than three domains.
    """
    chosen = np.asarray(groups) if len(set(groups)) >= 3 else np.asarray(fallback)
    n = min(n_splits, len(set(chosen.tolist())))
    if n < 2:
        everything = np.arange(len(chosen))
        return [(everything, everything)]
    return list(GroupKFold(n_splits=n).split(np.zeros(len(chosen)), groups=chosen))


def trees(max_iter: int, random_state: int | None, leaves: int = 63, least: int = 30, rate: float = 0.05) -> HistGradientBoostingClassifier:
    """Boosted trees with the settings that all stages share: large ones, as there are a hundred thousand rows and more to learn from."""
    return HistGradientBoostingClassifier(
        max_iter=max_iter, learning_rate=rate, max_leaf_nodes=leaves, min_samples_leaf=least, l2_regularization=2.0,
        max_features=0.5, early_stopping=False, random_state=random_state,
    )  # fmt: skip


def stance_trees(max_iter: int, random_state: int | None) -> HistGradientBoostingClassifier:
    """Smaller trees for the stance: only gold positions teach it, a tenth of the rows."""
    return trees(max_iter // 2, random_state, leaves=8, rate=0.06)


def second_trees(max_iter: int, random_state: int | None) -> HistGradientBoostingClassifier:
    """Smaller trees where a cross-encoder has spoken: its word weighs most, and large trees fit the rest too closely."""
    return trees(max_iter, random_state, leaves=15)


def decision_trees(max_iter: int, random_state: int | None) -> HistGradientBoostingClassifier:
    """The trees that decide what is reported, from fewer columns than the others have."""
    return trees(max_iter * 3 // 4, random_state, leaves=31)


def fit_trees(model: BaseEstimator, X: NDArray[np.float32], y: NDArray[np.int8]) -> BaseEstimator:
    """Fit on one thread: small tables gain nothing from more, and the sums stay the same on every machine."""
    with threadpool_limits(1):
        return model.fit(X, y)


def chances(model: Any, X: Any, classes: Sequence[int]) -> Floats:
    """Probabilities in the order of `classes`, zeros for those the model never saw, shape (n_rows, n_classes)."""
    table = np.zeros((X.shape[0], len(classes)))
    if X.shape[0]:
        with threadpool_limits(1):
            found = model.predict_proba(X)
        for n, name in enumerate(model.classes_.tolist()):
            if name in classes:
                table[:, list(classes).index(name)] = found[:, n]
    return table


def out_of_fold(
    model: BaseEstimator,
    X: Any,
    y: NDArray[np.int8],
    rows: NDArray[np.bool_],
    splits: Sequence[tuple[NDArray[np.intp], NDArray[np.intp]]],
    classes: Sequence[int],
) -> Floats:
    """What the model says of every row when trained on the other folds' rows that count.

    Parameters
    ----------
    model : estimator
        Cloned for each fold.
    X : array or sparse matrix, shape (n_rows, n_columns)
        Features.
    y : ndarray of int8, shape (n_rows,)
        Labels.
    rows : ndarray of bool, shape (n_rows,)
        Which rows may be learned from.
    splits : sequence of (train, test)
        Row numbers.
    classes : sequence of int
        Order of the columns returned.

    Returns
    -------
    ndarray, shape (n_rows, n_classes)
    """
    table = np.zeros((X.shape[0], len(classes)))
    for train, test in splits:
        train = train[rows[train]]
        if len(set(y[train].tolist())) < 2:
            continue
        fitted = clone(model)
        with threadpool_limits(1):
            fitted.fit(X[train], y[train])
        table[test] = chances(fitted, X[test], classes)
    return table


def linear(C: float, *, binary: bool, random_state: int | None) -> BaseEstimator:
    """Logistic regression over masked words, one class against the rest."""
    model = LogisticRegression(C=C, solver="liblinear", random_state=random_state, max_iter=200)
    return model if binary else OneVsRestClassifier(model)


def rounded(model: Any) -> Any:
    """A fitted linear model with its weights to seven digits, which is more than they are good for: a third of the model's file."""
    for part in getattr(model, "estimators_", [model]):
        part.coef_ = part.coef_.astype(np.float32).astype(np.float64)
    return model


def stack(dense: NDArray[np.float32], position: Floats, stance: Floats) -> NDArray[np.float32]:
    """The table that the last stages see: counted features beside what the linear models say."""
    return np.concatenate([dense, position, stance], axis=1, dtype=np.float32)
