"""From chances to labels: what a token is called, and a second chance for the part that a sentence is short of."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from classifier.text.attribution_features import CONTENT, CUE, LABELS, ROLE_OF_LABEL, SOURCE, IntArray, Layout
from classifier.text.attribution_second_look import role_probabilities

Weights = tuple[float, float, float, float]

FIRST_WEIGHTS: Weights = (0.8, 1.0, 1.0, 1.0)
"""What the chances of no role, source, cue and content count for in a first look."""
WEIGHTS: Weights = (0.45, 1.0, 1.1, 0.9)
"""The same in the end. Below 1 for no role: token F1 asks for a role that is less than even money."""
MISSING_SOURCE, MISSING_CUE, MISSING_CONTENT = 3.0, 2.0, 2.0
"""How much more the chances of a part count in a sentence that has the others without it."""


def decide(probabilities: NDArray[np.float32], weights: Weights) -> IntArray:
    """The label that each token's role and its chances of a beginning call for.

    Parameters
    ----------
    probabilities : ndarray of float32, shape (n_tokens, n_labels)
    weights : tuple of 4 floats
        What the chances of no role, source, cue and content count for.

    Returns
    -------
    ndarray of int32, shape (n_tokens,)

    Examples
    --------
    >>> chances = np.array([[0.5, 0.45, 0.05, 0, 0, 0, 0], [0.9, 0, 0.1, 0, 0, 0, 0]], dtype=np.float32)
    >>> decide(chances, (0.8, 1.0, 1.0, 1.0)).tolist()
    [1, 0]
    """
    roles = np.concatenate([probabilities[:, :1], role_probabilities(probabilities)], axis=1) * np.array(weights, dtype=np.float32)
    role = roles.argmax(axis=1).astype(np.int32)
    index = np.arange(len(role))
    earlier = np.concatenate([[0], role[:-1]])
    begins = (role > 0) & ((earlier != role) | (probabilities[index, np.maximum(2 * role - 1, 0)] > probabilities[index, 2 * role]))
    labels: IntArray = 2 * role - begins.astype(np.int32)
    return labels


def complete(probabilities: NDArray[np.float32], layout: Layout, weights: Weights = WEIGHTS) -> IntArray:
    """Labels, decided twice: where a sentence says something but nobody says it, a likely source is taken after all.

    Parameters
    ----------
    probabilities : ndarray of float32, shape (n_tokens, n_labels)
    layout : Layout
    weights : tuple of 4 floats, optional

    Returns
    -------
    ndarray of int32, shape (n_tokens,)
    """
    labels = decide(probabilities, weights)
    if not len(labels):
        return labels
    sentence = layout.sentence
    role = ROLE_OF_LABEL[labels]
    count = int(sentence[-1]) + 1
    source, cue, content = (np.bincount(sentence[role == number], minlength=count) for number in (SOURCE, CUE, CONTENT))
    # A sentence that is content from end to end is the middle of a quotation: its speaker stands elsewhere.
    told = (content > 0) & (content < np.bincount(sentence, minlength=count) - 2)
    factors = np.ones((count, len(LABELS)), dtype=np.float32)
    factors[told & (source == 0), 1:3] = MISSING_SOURCE
    factors[told & (cue == 0), 3:5] = MISSING_CUE
    factors[(source > 0) & (content == 0), 5:7] = MISSING_CONTENT
    return decide(probabilities * factors[sentence], weights)
