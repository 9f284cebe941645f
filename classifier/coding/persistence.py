"""Saving and loading models: one archive, a manifest of versions and hashes, nothing that runs code.

The archive is a zip file of `manifest.json` and `classifier.skops`. Loading checks the manifest, the hash, the sizes and every type in
the file before anything is built; a model is a file from a stranger until then.
"""

from __future__ import annotations

import hashlib
import io
import json
import platform
import warnings
import zipfile
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import sklearn
from sklearn.exceptions import InconsistentVersionWarning

from classifier.coding.model import PositionClassifier
from classifier.errors import InputError
from classifier.version import __version__

MANIFEST, WEIGHTS = "manifest.json", "classifier.skops"
MAX_BYTES = 200_000_000
"""Largest unpacked size of a member that is read."""
TRUSTED = (
    "classifier.coding.model.PositionClassifier",
    "classifier.coding.features.MaskedWords",
    "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
)
"""Types beyond skops's own list that a model may hold."""


def save_model(model: PositionClassifier, path: str | Path, card: dict[str, Any] | None = None) -> None:
    """Write a fitted model.

    Parameters
    ----------
    model : PositionClassifier
        A fitted classifier; its codebook is not saved.
    path : str or Path
        The archive; it is replaced in one step.
    card : dict, optional
        What to say about the model in the manifest: data, counts, figures.
    """
    import skops.io

    codebook, model.codebook = model.codebook, None
    column = model.words_.__dict__.pop("_column", None)
    try:
        weights = skops.io.dumps(model)
    finally:
        model.codebook = codebook
        if column is not None:
            model.words_.__dict__["_column"] = column
    manifest = {
        "format": 1,
        "package": __version__,
        "scikit-learn": sklearn.__version__,
        "python": platform.python_version(),
        "sha256": {WEIGHTS: hashlib.sha256(weights).hexdigest()},
        "card": card or {},
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in ((MANIFEST, json.dumps(manifest, indent=1, sort_keys=True).encode()), (WEIGHTS, weights)):
            archive.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    path = Path(path)
    temporary = path.with_name(path.name + ".part")
    temporary.write_bytes(buffer.getvalue())
    temporary.replace(path)


def _member(archive: zipfile.ZipFile, name: str, source: str) -> bytes:
    try:
        size = archive.getinfo(name).file_size
    except KeyError:
        raise InputError(source, f"no stance model: {name} is missing") from None
    if size > MAX_BYTES:
        raise InputError(source, f"{name} is larger than {MAX_BYTES} bytes; refused")
    with archive.open(name) as file:
        content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise InputError(source, f"{name} is larger than it says; refused")
    return content


def read_manifest(path: str | Path) -> dict[str, Any]:
    """The manifest of a model file: versions, hashes, card.

    Parameters
    ----------
    path : str or Path
        The archive.

    Returns
    -------
    dict

    Raises
    ------
    InputError
        If it is no stance model.
    """
    source = str(path)
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = json.loads(_member(archive, MANIFEST, source))
    except FileNotFoundError:
        raise InputError(source, "no such file") from None
    except (zipfile.BadZipFile, json.JSONDecodeError, OSError, NotImplementedError, EOFError) as error:
        raise InputError(source, f"no stance model ({error})") from None
    if not isinstance(manifest, dict) or manifest.get("format") != 1 or not isinstance(manifest.get("sha256"), dict):
        raise InputError(source, "no stance model: its manifest is of another form")
    return manifest


def read_model(path: str | Path) -> PositionClassifier:
    """Read a model file without running anything from it.

    Parameters
    ----------
    path : str or Path
        An archive that `save_model` wrote.

    Returns
    -------
    PositionClassifier

    Raises
    ------
    InputError
        If it is no model, was changed, or holds a type that is not trusted.
    """
    import skops.io
    from skops.io.exceptions import UntrustedTypesFoundException

    source = str(path)
    manifest = read_manifest(path)
    with zipfile.ZipFile(path) as archive:
        weights = _member(archive, WEIGHTS, source)
    if hashlib.sha256(weights).hexdigest() != manifest["sha256"].get(WEIGHTS):
        raise InputError(source, f"{WEIGHTS} does not match its hash; the file was changed or cut short")
    trained = str(manifest.get("scikit-learn"))
    if trained.split(".")[:2] != sklearn.__version__.split(".")[:2]:
        warnings.warn(
            InconsistentVersionWarning(estimator_name="PositionClassifier", current_sklearn_version=sklearn.__version__, original_sklearn_version=trained),
            stacklevel=2,
        )
    try:
        model = skops.io.loads(weights, trusted=list(TRUSTED))
    except UntrustedTypesFoundException as error:
        raise InputError(source, f"refused: {error}") from None
    except Exception as error:
        raise InputError(source, f"no stance model ({type(error).__name__}: {error})") from None
    if not isinstance(model, PositionClassifier):
        raise InputError(source, f"holds a {type(model).__name__}, no PositionClassifier")
    return model


@cache
def _default() -> PositionClassifier:
    with resources.as_file(resources.files("classifier").joinpath("data/models/default.stance")) as path:
        return read_model(path)


def load_model(path: str | Path | None = None) -> PositionClassifier:
    """The trained model that ships in the package, or one from a file.

    Parameters
    ----------
    path : str or Path, optional
        A model file; the packaged one by default.

    Returns
    -------
    PositionClassifier
    """
    return _default() if path is None else read_model(path)
