"""Scoring some documents: the model, the codebook and the format together, as each worker process has them."""

from __future__ import annotations

import hashlib
import os
import tempfile
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from classifier.batch.tables import encode_part
from classifier.codebook import Codebook
from classifier.document import Document
from classifier.errors import InputError

if TYPE_CHECKING:
    from classifier.coding.model import PositionClassifier


@dataclass(frozen=True)
class Scored:
    """What became of the documents of a chunk.

    Parameters
    ----------
    part : bytes
        Their positions, encoded.
    positions : int
        How many.
    failures : dict of int to str
        Number of a document to why it could not be scored.
    """

    part: bytes
    positions: int
    failures: dict[int, str]


@dataclass(frozen=True)
class Recipe:
    """What a worker needs to score: small, sent with every task; the model itself is read once a process.

    Parameters
    ----------
    model : str or None
        Path of the model file; None for the packaged one.
    model_sha256 : str
        Hash of the model file.
    codebook : Codebook
        The issues.
    form : str
        The format of the parts.
    """

    model: str | None
    model_sha256: str
    codebook: Codebook
    form: str


# Several threads of a Dask worker share one model; the interpreter runs one of them at a time anyway.
_LOCK = threading.Lock()


def scored(model: PositionClassifier, codebook: Codebook, form: str, documents: Sequence[Document]) -> Scored:
    """Score documents.

    Parameters
    ----------
    model : PositionClassifier
        A fitted model.
    codebook : Codebook
        The issues.
    form : str
        The format of the part.
    documents : sequence of Document
        What to score.

    Returns
    -------
    Scored
    """
    with _LOCK:
        records, failures = positions_of(model, documents, codebook)
    return Scored(encode_part(records, form), len(records), failures)


def positions_of(
    model: PositionClassifier, documents: Sequence[Document], codebook: Codebook
) -> tuple[list[dict[str, Any]], dict[int, str]]:
    """The positions in documents; a document on which the model fails is named and the others are scored all the same.

    Returns
    -------
    records : list of dict
        Positions, in the order of the documents.
    failures : dict of int to str
        Number of a document to why it could not be scored.
    """
    try:
        return [record for part in model.iterate(documents, codebook) for record in part], {}
    except InputError:
        # the fault of the installation or of the model, not of a document
        raise
    except Exception:
        records: list[dict[str, Any]] = []
        failures: dict[int, str] = {}
        for number, document in enumerate(documents):
            try:
                records.extend(record for part in model.iterate([document], codebook) for record in part)
            except Exception as error:
                failures[number] = f"the model failed on it: {type(error).__name__}: {' '.join(str(error).split())[:200]}"
        return records, failures


def model_path(model: str | Path | None) -> str | None:
    """What a process started elsewhere finds the model by: a packaged model's name, or the whole path of a file; None for the packaged fast one.

    Examples
    --------
    >>> model_path("accurate"), model_path(None)
    ('accurate', None)
    """
    from classifier.coding.persistence import packaged_model

    if model is None:
        return None
    return str(model) if packaged_model(model) is not None else os.path.abspath(model)


def model_hash(path: str | Path | None) -> str:
    """SHA-256 of a model file or of a packaged model, the fast one by default."""
    from classifier.coding.persistence import packaged_model

    try:
        with open(packaged_model(path) or str(path), "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        raise InputError(str(path), "no such file") from None
    except OSError as error:
        raise InputError(str(path), f"cannot be read ({error.strerror})") from None


def codebook_hash(codebook: Codebook) -> str:
    """SHA-256 of a codebook's content; comments and layout of its file do not count."""
    return hashlib.sha256(codebook.model_dump_json().encode()).hexdigest()


@lru_cache(maxsize=4)
def loaded_model(path: str | None, sha256: str) -> PositionClassifier:
    """The model of this process, read when it is first needed."""
    from classifier.coding.persistence import load_model

    if model_hash(path) != sha256:
        raise InputError(path or "the packaged model", "it is not the model that the run began with")
    return load_model(path)


def score_documents(recipe: Recipe, documents: Sequence[Document]) -> Scored:
    """Score documents in whichever process this is called."""
    return scored(loaded_model(recipe.model, recipe.model_sha256), recipe.codebook, recipe.form, documents)


def model_bytes(model: PositionClassifier | str | Path | None) -> bytes:
    """The content of a model file: of that path, of the packaged one, or as a model in memory would be saved."""
    from classifier.coding.persistence import packaged_model, save_model

    if model is None or isinstance(model, (str, Path)):
        model_hash(model)
        return (packaged_model(model) or Path(str(model))).read_bytes()
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "model.stance")
        save_model(model, path)
        return Path(path).read_bytes()


def model_from_bytes(content: bytes) -> PositionClassifier:
    """The model in the content of a model file."""
    from classifier.coding.persistence import read_model

    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "model.stance")
        Path(path).write_bytes(content)
        return read_model(path)
