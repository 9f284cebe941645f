"""A small network of dilated convolutions: the tagger's first look at a text.

What goes in is what the chain sees too, word forms and places, as sums of looked-up rows; each layer then lets a token hear from
others further off. A handful
of matrix products do it for a whole text.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classifier.text.attribution_features import IntArray

FloatArray = NDArray[np.float32]

DILATIONS = (1, 2, 4, 8, 1)
"""How far to either side each layer listens."""
COLUMNS = [
    "size",
    "quote_from",
    "quote_to",
    "quote_before",
    "quote_after",
    "quotes_near",
    "from_start",
    "to_end",
    "any_left",
    "any_right",
    "out_left",
    "out_right",
    "left_frame",
    "right_frame",
    "neighbours",
    "paragraphs",
    "commas",
    "runs_on",
    "left_cue",
    "right_cue",
    "quote_edges",
    "sentence_tail",
]
"""The features of place that go in."""


@dataclass
class Network:
    """Weights of the network.

    Attributes
    ----------
    atoms : dict of str to int
        Row of each feature of a word form.
    atom_weights : ndarray of float32, shape (n_atoms, width)
    columns : dict of str to ndarray of float32, shape (n_values, width)
        Rows of the features of place.
    bias : ndarray of float32, shape (width,)
    layers : list of (ndarray of float32, ndarray of float32)
        Weights, shape (3 * width, width), for the tokens before, at and after, and bias of each layer.
    output, output_bias : ndarray of float32, shapes (width, n_labels) and (n_labels,)
    """

    atoms: dict[str, int]
    atom_weights: FloatArray
    columns: dict[str, FloatArray]
    bias: FloatArray
    layers: list[tuple[FloatArray, FloatArray]]
    output: FloatArray
    output_bias: FloatArray

    def probabilities(self, forms: FloatArray, columns: list[tuple[str, IntArray, int]]) -> FloatArray:
        """Probability of each label at each token.

        Parameters
        ----------
        forms : ndarray of float32, shape (n_tokens, width)
            Sum of the rows of each token's form.
        columns : list of (str, ndarray of int32, int)
            Features of place.

        Returns
        -------
        ndarray of float32, shape (n_tokens, n_labels)
            Rows add up to 1.
        """
        hidden = forms + self.bias
        for name, values, _ in columns:
            weights = self.columns.get(name)
            if weights is not None:
                hidden += weights.take(values, axis=0)
        np.maximum(hidden, 0, out=hidden)
        count, width = hidden.shape
        for (weights, bias), distance in zip(self.layers, DILATIONS, strict=True):
            heard = np.zeros((count, 3 * width), dtype=np.float32)
            heard[:, width : 2 * width] = hidden
            if distance < count:
                heard[distance:, :width] = hidden[:-distance]
                heard[:-distance, 2 * width :] = hidden[distance:]
            added = heard @ weights
            added += bias
            np.maximum(added, 0, out=added)
            hidden += added
        scores: FloatArray = np.matmul(hidden, self.output, dtype=np.float32)
        scores += self.output_bias
        scores -= scores.max(axis=1, keepdims=True)
        np.exp(scores, out=scores)
        scores /= scores.sum(axis=1, keepdims=True)
        return scores
