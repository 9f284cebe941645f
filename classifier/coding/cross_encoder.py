"""The cross-encoder: a small network that reads a candidate's clause in context beside the issue and says what stance it shows.

It runs through onnxruntime on one thread, from a file in the package; nothing is downloaded. Candidates of one document go through it in
batches of their own, so that what it says does not depend on which other documents are scored beside it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from classifier.codebook import Codebook
from classifier.coding.candidate_text import CLAUSE, CLAUSE_END, FIXED, LONGEST, MASK, PAD, CandidateText
from classifier.errors import InputError
from classifier.text.reading import Reading

if TYPE_CHECKING:
    import pandas as pd
    from tokenizers import Tokenizer

NETWORK, PIECES = "data/models/cross_encoder.onnx", "data/models/word_pieces.json"
CLASSES = 5
"""None, and the four stances."""
BATCH = 16
MOST_WEIGHED = 40
"""Words of a clause that are weighed one by one."""
MISSING = "the accurate model needs onnxruntime and tokenizers; install them with: pip install 'party-stance[neural]'"


@cache
def load_tokenizer() -> Tokenizer:
    """What cuts words into pieces.

    Raises
    ------
    InputError
        If the extra is not installed.
    """
    try:
        from tokenizers import Tokenizer
    except ImportError:
        raise InputError("tokenizers", MISSING) from None
    return Tokenizer.from_str(resources.files("classifier").joinpath(PIECES).read_text(encoding="utf-8"))


@cache
def _session() -> Any:
    try:
        import onnxruntime
    except ImportError:
        raise InputError("onnxruntime", MISSING) from None
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    content = resources.files("classifier").joinpath(NETWORK).read_bytes()
    return onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])


def network_hashes() -> dict[str, str]:
    """SHA-256 of the network and of its word pieces: a model that weighs them is of no use with others."""
    return {name: hashlib.sha256(resources.files("classifier").joinpath(name).read_bytes()).hexdigest() for name in (NETWORK, PIECES)}


def require() -> None:
    """Load what the cross-encoder needs.

    Raises
    ------
    InputError
        If the extra is not installed.
    """
    load_tokenizer()
    _session()


def log_probabilities(parts: Sequence[tuple[list[int], list[int]]]) -> NDArray[np.float32]:
    """What the network says of candidates of one document.

    Parameters
    ----------
    parts : sequence of (list of int, list of int)
        From `CandidateText`.

    Returns
    -------
    ndarray of float32, shape (n_parts, 5)
        Log probabilities of no position and of each stance, in the order of `STANCES`.
    """
    result = np.zeros((len(parts), CLASSES), dtype=np.float32)
    order = sorted(range(len(parts)), key=lambda n: (len(parts[n][0]) + len(parts[n][1]), n))
    session = _session()
    for begin in range(0, len(order), BATCH):
        rows = order[begin : begin + BATCH]
        width = min(LONGEST, max(len(parts[n][0]) + len(parts[n][1]) for n in rows))
        pieces = np.full((len(rows), width), PAD, dtype=np.int64)
        second = np.zeros_like(pieces)
        filled = np.zeros_like(pieces)
        for k, n in enumerate(rows):
            first, last = parts[n]
            both = [*first, *last][:width]
            pieces[k, : len(both)] = both
            second[k, len(first) : len(both)] = 1
            filled[k, : len(both)] = 1
        scores = session.run(None, {"pieces": pieces, "second": second, "filled": filled})[0].astype(np.float64)
        scores -= scores.max(axis=1, keepdims=True)
        result[rows] = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
    return result


def word_weights(part: tuple[list[int], list[int]], tokenizer: Tokenizer) -> list[tuple[str, NDArray[np.float64]]]:
    """How much each word of a candidate's clause moves the network: its say with the word, less its say with the word hidden.

    Parameters
    ----------
    part : (list of int, list of int)
        One of the rows of `CandidateText`.
    tokenizer : tokenizers.Tokenizer
        What cut it into pieces.

    Returns
    -------
    list of (str, ndarray of shape (5,))
        For each of the first `MOST_WEIGHED` words: the log odds that there is a position at all, and of each stance if there is one.
        Occlusion (Zeiler and Fergus 2014).
    """
    first, last = part
    begin = first.index(CLAUSE)
    end = first.index(CLAUSE_END, begin) if CLAUSE_END in first[begin:] else len(first)
    words: list[tuple[str, list[int]]] = []
    for at in range(begin, end):
        piece = tokenizer.id_to_token(first[at]) or ""
        if first[at] < FIXED:
            continue
        if piece.startswith("##") and words and words[-1][1][-1] == at - 1:
            words[-1] = (words[-1][0] + piece[2:], [*words[-1][1], at])
        elif piece[:1].isalnum():
            words.append((piece, [at]))
    words = words[:MOST_WEIGHED]
    hidden = [([MASK if n in places else piece for n, piece in enumerate(first)], last) for _, places in ((word, set(at)) for word, at in words)]
    said = log_probabilities([part, *hidden]).astype(np.float64)
    shown = np.log1p(-np.exp(np.minimum(said[:, 0], -1e-9)))
    odds = np.concatenate([(shown - said[:, 0])[:, None], said[:, 1:] - shown[:, None]], axis=1)
    return [(word, odds[0] - other) for (word, _), other in zip(words, odds[1:], strict=True)]


class CrossEncoder:
    """Reads candidates on the issues of one codebook.

    Parameters
    ----------
    codebook : Codebook
        The issues.
    """

    def __init__(self, codebook: Codebook) -> None:
        self.codebook = codebook
        self._text = CandidateText(codebook, load_tokenizer())

    def __call__(self, reading: Reading, frame: pd.DataFrame) -> NDArray[np.float32]:
        """What the network says of candidates of one document.

        Parameters
        ----------
        reading : Reading
            The document.
        frame : DataFrame
            Its candidates: ``clause``, ``party``, ``issue``, ``statement``.

        Returns
        -------
        ndarray of float32, shape (n_rows, 5)
        """
        return log_probabilities(self.parts(reading, frame))

    def parts(self, reading: Reading, frame: pd.DataFrame) -> list[tuple[list[int], list[int]]]:
        """The word pieces of candidates of one document; the frame as above."""
        return self._text(reading, list(zip(*(frame[name].tolist() for name in ("clause", "party", "issue", "statement")), strict=True)))

    def word_weights(self, reading: Reading, frame: pd.DataFrame) -> list[tuple[str, NDArray[np.float64]]]:
        """How much each word of the clause of one candidate moves the network; the frame has one row."""
        return word_weights(self.parts(reading, frame)[0], self._text.tokenizer)
