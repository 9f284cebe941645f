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
from classifier.coding.candidate_text import LONGEST, PAD, CandidateText
from classifier.errors import InputError
from classifier.text.reading import Reading

if TYPE_CHECKING:
    import pandas as pd
    from tokenizers import Tokenizer

NETWORK, PIECES = "data/models/cross_encoder.onnx", "data/models/word_pieces.json"
CLASSES = 5
"""None, and the four stances."""
BATCH = 16
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
        rows = zip(*(frame[name].tolist() for name in ("clause", "party", "issue", "statement")), strict=True)
        return log_probabilities(self._text(reading, list(rows)))
