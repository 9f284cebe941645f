"""A linear chain whose scores are sums of table rows: quick to evaluate over all tokens of a text at once, small to store.

The weights of a conditional random field are linear in its features, and every feature here is a function of one word form at a fixed
offset, of a pair of
neighbours, or of a small number. So the scores of a token are rows looked up and added; only the best path needs a loop, and that loop
runs over all
paragraphs side by side.
"""

from __future__ import annotations

from collections.abc import Sequence as Sequence_
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from classifier.text.attribution_features import NEAR, IntArray, Lexicon, WordColumns, kind_of, plain, speech_class
from classifier.text.attribution_network import Network

FloatArray = NDArray[np.float32]

SLOTS = ("-3", "-2", "-1", "0", "1", "2", "3", "q", "l", "r")
"""Where a word form counts: at an offset, or at the token if it is quoted, has a word of saying to its left, to its right."""
OWN_SLOTS = (2, 3, 4, 7)
PAIRS = ((-2, -1), (-1, 0), (0, 1), (1, 2))
CACHE_LIMIT = 200_000
Sequence = tuple[int, int]


@dataclass
class Chain:
    """Weights of a linear chain.

    Attributes
    ----------
    labels : tuple of str
    transitions : ndarray of float32, shape (n_labels, n_labels)
        Score of passing from a label (row) to the next (column).
    atoms : dict of str to int
        Row of each feature of a word form.
    atom_weights : ndarray of float32, shape (n_atoms, n_slots * n_labels)
    columns : dict of str to ndarray of float32, shape (n_values, n_labels)
        Weights of the features of place.
    pair_keys : ndarray of int64, shape (n_pairs,)
        Sorted keys of neighbouring forms.
    pair_weights : ndarray of float32, shape (n_pairs + 1, n_labels)
        The last row is that of an unknown pair: zero.
    """

    labels: tuple[str, ...]
    transitions: FloatArray
    atoms: dict[str, int]
    atom_weights: FloatArray
    columns: dict[str, FloatArray]
    pair_keys: NDArray[np.int64]
    pair_weights: FloatArray


@dataclass
class WordCache:
    """Rows and classes of the word forms seen so far.

    Parameters
    ----------
    lexicon : Lexicon
    chains : sequence of Chain or Network
        Those whose rows are kept.
    """

    lexicon: Lexicon
    chains: Sequence_[Chain | Network]
    rows: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Begin with an empty table."""
        self._clear()

    def _clear(self) -> None:
        self.rows.clear()
        self._forms = np.zeros((1024, 6), dtype=np.int32)
        self._scores = [np.zeros((1024, chain.atom_weights.shape[1]), dtype=np.float32) for chain in self.chains]

    def look_up(self, words: list[str]) -> tuple[IntArray, WordColumns, IntArray]:
        """Rows, classes and vocabulary numbers of words."""
        if len(self.rows) > CACHE_LIMIT:
            self._clear()
        rows = self.rows
        try:
            found = [rows[word] for word in words]
        except KeyError:
            for word in words:
                if word not in rows:
                    self._add(word)
            found = [rows[word] for word in words]
        row = np.array(found, dtype=np.int32)
        forms = self._forms[row]
        return row, WordColumns(*(np.ascontiguousarray(forms[:, n]) for n in range(5))), np.ascontiguousarray(forms[:, 5])

    def scores(self, chain: int) -> FloatArray:
        """Scores of the forms seen so far in a chain, shape (n_rows, n_slots * n_labels)."""
        return self._scores[chain]

    def _add(self, word: str) -> None:
        row = len(self.rows)
        if row >= len(self._forms):
            self._forms = np.concatenate([self._forms, np.zeros_like(self._forms)])
            self._scores = [np.concatenate([scores, np.zeros_like(scores)]) for scores in self._scores]
        lexicon = self.lexicon
        self._forms[row] = form_columns(word, lexicon)
        atoms = lexicon.near_atoms(word) + lexicon.own_atoms(word)
        for chain, scores in zip(self.chains, self._scores, strict=True):
            known = [chain.atoms[atom] for atom in atoms if atom in chain.atoms]
            if known:
                scores[row] = chain.atom_weights[known].sum(axis=0)
        self.rows[word] = row


def form_columns(word: str, lexicon: Lexicon) -> tuple[int, int, int, int, int, int]:
    """Kind, word of saying, strength as a cue, strength as a source, class of speech, and vocabulary number of a form."""
    lower = plain(word)
    return (
        kind_of(word),
        lexicon.cues.get(lower, 0),
        lexicon.cue_strength_of(lower),
        lexicon.source_strength.get(lower, 0),
        speech_class(lower),
        lexicon.vocabulary.get(lower, -1),
    )


def pair_keys(vocabulary: IntArray, size: int) -> list[tuple[int, NDArray[np.int64]]]:
    """For each kind of pair the first token it holds for and the keys from there on, -1 where a form is not in the vocabulary."""
    numbers = vocabulary.astype(np.int64)
    left, right = numbers[:-1], numbers[1:]
    joined = np.where((left >= 0) & (right >= 0), left * size + right, -1)
    return [(-first, np.where(joined >= 0, joined + n * size * size, -1)) for n, (first, _) in enumerate(PAIRS)]


def emissions(
    chain: Chain,
    row: IntArray,
    form_scores: FloatArray,
    masks: tuple[NDArray[np.bool_], ...],
    vocabulary: IntArray,
    vocabulary_size: int,
    columns: list[tuple[str, IntArray, int]],
) -> FloatArray:
    """Score of each label at each token.

    Parameters
    ----------
    chain : Chain
    row : ndarray of int32, shape (n_tokens,)
        Row of each token's form in `form_scores`.
    form_scores : ndarray of float32, shape (n_rows, n_slots * n_labels)
    masks : tuple of ndarray of bool, shape (n_tokens,)
        Where the slots after the offsets hold.
    vocabulary : ndarray of int32, shape (n_tokens,)
    vocabulary_size : int
    columns : list of (str, ndarray of int32, int)
        Features of place.

    Returns
    -------
    ndarray of float32, shape (n_tokens, n_labels)
    """
    count, width = len(row), len(chain.labels)
    table = form_scores[row]
    scores = np.zeros((count, width), dtype=np.float32)
    for slot in range(2 * NEAR + 1):
        offset = slot - NEAR
        part = table[:, slot * width : (slot + 1) * width]
        if offset < 0:
            scores[-offset:] += part[:offset]
        elif offset > 0:
            scores[:-offset] += part[offset:]
        else:
            scores += part
    for n, mask in enumerate(masks, start=2 * NEAR + 1):
        scores += table[:, n * width : (n + 1) * width] * mask[:, None]
    for name, values, _ in columns:
        weights = chain.columns.get(name)
        if weights is not None:
            scores += weights.take(values, axis=0)
    if len(chain.pair_keys) and count > 1:
        unknown = len(chain.pair_keys)
        for shift, keys in pair_keys(vocabulary, vocabulary_size):
            place = np.minimum(np.searchsorted(chain.pair_keys, keys), unknown - 1)
            found = chain.pair_weights[np.where(chain.pair_keys[place] == keys, place, unknown)]
            # keys[j] joins tokens j and j + 1; the pair holds for token j + shift.
            low, high = max(0, -shift), min(len(keys), count - shift)
            if low < high:
                scores[low + shift : high + shift] += found[low:high]
    return scores


def marginals(scores: FloatArray, transitions: FloatArray, sequences: list[Sequence]) -> FloatArray:
    """Probability of each label at each token, all sequences side by side.

    Parameters
    ----------
    scores : ndarray of float32, shape (n_tokens, n_labels)
    transitions : ndarray of float32, shape (n_labels, n_labels)
    sequences : list of (int, int)
        Token ranges; they tile the tokens.

    Returns
    -------
    ndarray of float32, shape (n_tokens, n_labels)
        Rows add up to 1.

    Examples
    --------
    >>> scores = np.log(np.array([[3, 1], [1, 1]], dtype=np.float32))
    >>> marginals(scores, np.zeros((2, 2), dtype=np.float32), [(0, 2)]).round(2).tolist()
    [[0.75, 0.25], [0.5, 0.5]]
    """
    if not sequences:
        return np.zeros_like(scores)
    bounds = np.array(sequences, dtype=np.int64)
    lengths = bounds[:, 1] - bounds[:, 0]
    order = np.argsort(-lengths, kind="stable")
    begins, lengths = bounds[order, 0], lengths[order]
    longest = int(lengths[0])
    going = np.searchsorted(-lengths, -np.arange(longest), side="left").tolist()
    # Tokens laid out step by step, so that each step is one slice.
    steps = np.concatenate([begins[:live] + step for step, live in enumerate(going)])
    edges = np.cumsum([0, *going]).tolist()
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))[steps]
    passing = np.exp(transitions - transitions.max())
    forward = weights
    live = going[0]
    forward[:live] /= forward[:live].sum(axis=1, keepdims=True)
    local = weights.copy()
    # The loops take a step of a few tokens at a time: what counts in them is the calls.
    add, most = np.add.reduce, np.maximum.reduce
    for step in range(1, longest):
        live = going[step]
        before = edges[step - 1]
        part = forward[edges[step] : edges[step + 1]]
        part *= np.matmul(forward[before : before + live], passing)
        part /= add(part, axis=1, keepdims=True)
    backward = np.ones_like(forward)
    passing_back = np.ascontiguousarray(passing.T)
    for step in range(longest - 1, 0, -1):
        live = going[step]
        here = slice(edges[step], edges[step + 1])
        message = np.matmul(backward[here] * local[here], passing_back)
        np.divide(message, most(message, axis=1, keepdims=True), out=backward[edges[step - 1] : edges[step - 1] + live])
    forward *= backward
    forward /= forward.sum(axis=1, keepdims=True)
    result: FloatArray = np.empty_like(forward)
    result[steps] = forward
    return result
