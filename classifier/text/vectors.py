"""Word vectors: what a word means and how common it is, from one small table in the package.

The vectors are static: each word of the vocabulary was encoded alone by the sentence encoder all-MiniLM-L6-v2 (Wang et al. 2020,
Apache 2.0), centred and cut to its first principal components by ``scripts/build_words.py``.
"""

from __future__ import annotations

import math
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

SUFFIXES = (
    "ational", "isation", "ization", "ements", "ations", "ement", "ation", "ments", "ingly", "ment", "ness", "ions", "ings", "edly",
    "ies", "ied", "ing", "ers", "ors", "ion", "ism", "ist", "ity", "ive", "ful", "ous", "ed", "es", "er", "or", "ly", "al", "s", "e", "y",
)  # fmt: skip


@cache
def stem(word: str) -> str:
    """Cut the inflection off a word, roughly: one pass, the longest suffix that leaves four letters.

    Examples
    --------
    >>> stem("disarmament"), stem("disarming"), stem("hostages")
    ('disarma', 'disarm', 'hostag')
    """
    for suffix in SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 4:
            return word[: -len(suffix)]
    return word


class WordVectors:
    """A table of unit vectors and document frequencies.

    Parameters
    ----------
    words : list of str
        The vocabulary, lower case.
    vectors : ndarray of int8, shape (n_words, n_dimensions)
        One row a word, scaled; rows are normalised on use.
    frequency : ndarray of int32, shape (n_words,)
        In how many of `n_documents` the word occurs.
    n_documents : int
        Size of the collection that was counted.

    Examples
    --------
    >>> vectors = load_vectors()
    >>> float(vectors("captives") @ vectors("hostages")) > float(vectors("captives") @ vectors("tariffs"))
    True
    """

    def __init__(self, words: list[str], vectors: NDArray[np.int8], frequency: NDArray[np.int32], n_documents: int) -> None:
        self._row = dict(zip(words, range(len(words)), strict=True))
        self._vectors = vectors
        self._frequency = frequency
        self._n_documents = n_documents
        self._zero = np.zeros(vectors.shape[1], dtype=np.float32)

    @property
    def n_dimensions(self) -> int:
        """Length of a vector."""
        return int(self._vectors.shape[1])

    def __call__(self, word: str) -> NDArray[np.float32]:
        """The unit vector of a lower-case word, zeros if it is not known."""
        row = self._row.get(word)
        if row is None and word.endswith(("'s", "’s")):
            row = self._row.get(word[:-2])
        if row is None and "-" in word:
            parts = [self(part) for part in word.split("-") if part]
            total = np.sum(parts, axis=0) if parts else self._zero
            norm = float(np.linalg.norm(total))
            return (total / norm).astype(np.float32) if norm else self._zero
        if row is None:
            return self._zero
        vector = self._vectors[row].astype(np.float32)
        return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)

    def idf(self, word: str) -> float:
        """Inverse document frequency of a lower-case word, natural logarithm; unknown words count as seen once."""
        row = self._row.get(word)
        seen = int(self._frequency[row]) if row is not None else 1
        return math.log((self._n_documents + 1) / (seen + 1))


@cache
def load_vectors() -> WordVectors:
    """The table that ships in the package."""
    with resources.files("classifier").joinpath("data/models/words.npz").open("rb") as file:
        table = np.load(file, allow_pickle=False)
        words = bytes(table["words"]).decode("utf-8").split("\n")
        return WordVectors(words, table["vectors"], table["frequency"], int(table["n_documents"]))
