"""Saving and loading models: one archive, a manifest of versions and hashes, nothing that runs code.

The archive is a zip file of `manifest.json`, `classifier.skops` (the estimators), arrays that skops would read one by one
(`classifier.coding.flattening`), `attribution.npz` (the tagger that the model was trained with) and `codebook.json` where it has one.
A model is a file from a stranger until its names, sizes, hashes, types and trees are checked.
"""

from __future__ import annotations

import copy
import hashlib
import io
import json
import platform
import re
import tempfile
import warnings
import zipfile
import zlib
from functools import cache
from importlib import resources
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
import sklearn
from pydantic import ValidationError
from sklearn.exceptions import InconsistentVersionWarning

from classifier.codebook import Codebook
from classifier.coding import decision, features, holders, linking
from classifier.coding.cascade import CascadeClassifier
from classifier.coding.cross_encoder import network_hashes, require
from classifier.coding.flattening import Arrays, Flattener, restore
from classifier.coding.model import STAGES, PositionClassifier
from classifier.errors import InputError
from classifier.text.attribution import AttributionTagger
from classifier.version import __version__

MANIFEST, WEIGHTS, TAGGER, CODEBOOK, ARRAYS = "manifest.json", "classifier.skops", "attribution.npz", "codebook.json", ".npy"
SCHEMA = "schema.json"
PACKAGED = {"fast": "data/models/default.stance", "accurate": "data/models/accurate.stance"}
"""The models that ship in the package; `fast` is the default, `accurate` reads doubtful candidates a second time."""
BESIDE = re.compile(r"[\w-]+\.stance")
"""How the file may be called whose stages a model takes: it lies in the same folder."""
FORMAT = 2
MAX_BYTES = 300_000_000
"""Largest unpacked size of all members together; the packaged model has a few megabytes."""
MAX_MEMBERS = 2_000
PICKLES = (b"\x80", b"\x78", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"\x5d\x00\x00")
"""How pickles begin, plain or compressed by joblib."""
TRUSTED = (
    "classifier.coding.model.PositionClassifier",
    "classifier.coding.cascade.CascadeClassifier",
    "classifier.coding.features.MaskedWords",
    "classifier.coding.correction.CorrectedClassifier",
    "classifier.coding.correction.Corrections",
)
"""Types beyond skops's own list that a model may hold."""
NOT_PLAIN = (LookupError, ValueError, TypeError, AttributeError, EOFError, OSError, MemoryError, RuntimeError, ImportError, ArithmeticError)
"""What reading a crafted file can raise; RecursionError is a RuntimeError, a bad JSON or UTF-8 a ValueError."""


def save_model(model: PositionClassifier, path: str | Path, card: dict[str, Any] | None = None, base: str | Path | None = None) -> None:
    """Write a fitted model.

    Parameters
    ----------
    model : PositionClassifier
        A fitted classifier.
    path : str or Path
        The archive; it is replaced in one step. The attribution tagger goes into it, unless it lies beside it as in the package.
    card : dict, optional
        What to say about the model in the manifest: data, counts, figures.
    base : str or Path, optional
        The file, in the same folder, of the model whose stages a `CascadeClassifier` has taken; they are not written again.

    Raises
    ------
    TypeError
        If the model holds a type that loading would refuse.
    InputError
        If the file cannot be written, or `base` is no model file beside it.
    """
    import skops.io

    path = Path(path)
    named = None if base is None else _base_of(model, path, Path(base))
    flattener = Flattener()
    bare = flattener.flatten(model if named is None else _without_stages(model))
    bare.codebook = None
    weights = skops.io.dumps(bare)
    unknown = sorted(set(skops.io.get_untrusted_types(data=weights)) - set(TRUSTED))
    if unknown:
        raise TypeError(f"the model holds {', '.join(unknown)}, which loading refuses; if it is safe, name it in {__name__}.TRUSTED")
    members = {WEIGHTS: _same_bytes(weights)}
    if not path.with_name(TAGGER).exists():
        members[TAGGER] = _tagger_bytes(model)
    for name, values in flattener.arrays.items():
        buffer = io.BytesIO()
        np.lib.format.write_array(buffer, values, allow_pickle=False)
        members[name + ARRAYS] = buffer.getvalue()
    if isinstance(model.codebook, Codebook):
        members[CODEBOOK] = json.dumps(model.codebook.model_dump(mode="json"), ensure_ascii=False).encode()
    manifest = {
        "format": FORMAT,
        "package": __version__,
        "scikit-learn": sklearn.__version__,
        "python": platform.python_version(),
        "features": _features(),
        "sha256": {name: hashlib.sha256(content).hexdigest() for name, content in members.items()},
        "card": card or {},
    }
    if isinstance(model, CascadeClassifier):
        manifest["network"] = network_hashes()
    if named is not None:
        manifest["base"] = named
    temporary = path.with_name(path.name + ".part")
    try:
        temporary.write_bytes(_archive({MANIFEST: json.dumps(manifest, indent=1, sort_keys=True).encode(), **members}))
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise InputError(str(path), f"cannot be written ({error.strerror})") from None


def _without_stages(model: PositionClassifier) -> PositionClassifier:
    """A copy without what another file keeps."""
    bare = copy.copy(model)
    for name in STAGES:
        delattr(bare, name)
    return bare


def _content(manifest: dict[str, Any]) -> str:
    """What a model holds, whoever wrote the file and with what: a hash of its members' hashes."""
    return hashlib.sha256(json.dumps(manifest["sha256"], sort_keys=True).encode()).hexdigest()


def _base_of(model: PositionClassifier, path: Path, base: Path) -> dict[str, str]:
    """How a manifest names the file whose stages a model has taken."""
    if not isinstance(model, CascadeClassifier):
        raise InputError(str(path), "only a CascadeClassifier is saved over the stages of another model")
    if base.resolve().parent != path.resolve().parent or base.name == path.name or not BESIDE.fullmatch(base.name):
        raise InputError(str(path), f"{base} does not lie beside it under a name of its own; save it there, or without a base")
    return {"file": base.name, "sha256": _content(read_manifest(base))}


def _base_stages(model: PositionClassifier, named: Any, path: Path, source: str) -> None:
    """Give a model the stages of the one beside it, if that is the one it was trained over."""
    name, digest = (named.get("file"), named.get("sha256")) if isinstance(named, dict) else (None, None)
    if not isinstance(model, CascadeClassifier) or not isinstance(name, str) or not BESIDE.fullmatch(name) or name == path.name:
        raise InputError(source, "no stance model: it names no file beside it whose stages it takes")
    file = path.with_name(name)
    if not file.is_file():
        raise InputError(source, f"it takes the stages of {name}, which does not lie beside it")
    manifest = read_manifest(file)
    if "base" in manifest or "network" in manifest:
        raise InputError(source, f"it takes the stages of {name}, which is no fast model")
    if _content(manifest) != digest:
        raise InputError(source, f"it takes the stages of another {name} than the one beside it; train it again")
    model.take_stages(_packaged(str(file)) if file == packaged_model(None) else read_model(file))


def _check_fitted(model: PositionClassifier, source: str) -> None:
    """Refuse a model that lacks what it needs to label anything."""
    needed = [*STAGES, "decision_", "threshold_", "calibration_"]
    if isinstance(model, CascadeClassifier):
        needed += ["second_position_", "second_stance_"]
    missing = [name for name in needed if not hasattr(model, name)]
    if missing:
        raise InputError(source, f"no stance model: it lacks {', '.join(missing)}")
    calibration = model.calibration_
    numbers = [*calibration, model.threshold_] if isinstance(calibration, tuple | list) and len(calibration) == 2 else [None]
    if not all(isinstance(number, int | float) and np.isfinite(number) for number in numbers) or calibration[0] <= 0:
        raise InputError(source, "no stance model: its threshold or calibration is no number")


def _archive(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


@cache
def _features() -> str:
    """A fingerprint of the features that this version counts; a model knows its own by their order alone."""
    names = [
        (module.__name__, name, getattr(module, name))
        for module in (holders, linking, features, decision)
        for name in sorted(vars(module))
        if name.endswith("_FEATURES")
    ]
    return hashlib.sha256(json.dumps(names).encode()).hexdigest()


def _same_bytes(weights: bytes) -> bytes:
    """The skops file with objects numbered in order, in place of their addresses, and without the time of its making."""
    with zipfile.ZipFile(io.BytesIO(weights)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    schema = json.loads(members.pop(SCHEMA))
    numbers: dict[str, str] = {}

    def renumber(node: Any) -> Any:
        if isinstance(node, dict):
            if "__id__" in node:
                node["__id__"] = int(numbers.setdefault(str(node["__id__"]), str(len(numbers) + 1)))
            if isinstance(node.get("file"), str):
                stem, dot, suffix = node["file"].partition(".")
                node["file"] = numbers.setdefault(stem, str(len(numbers) + 1)) + dot + suffix
            for value in node.values():
                renumber(value)
        elif isinstance(node, list):
            for value in node:
                renumber(value)
        return node

    schema = renumber(schema)
    renamed = {}
    for name, content in members.items():
        stem, dot, suffix = name.partition(".")
        renamed[numbers.get(stem, stem) + dot + suffix] = content
    return _archive({SCHEMA: json.dumps(schema, separators=(",", ":")).encode(), **dict(sorted(renamed.items()))})


@cache
def _packaged_tagger() -> bytes:
    return resources.files("classifier").joinpath("data/models", TAGGER).read_bytes()


def _tagger_bytes(model: PositionClassifier) -> bytes:
    tagger = getattr(model, "tagger_", None)
    if not isinstance(tagger, AttributionTagger):
        return _packaged_tagger()
    with tempfile.TemporaryDirectory() as folder:
        tagger.save(Path(folder) / TAGGER)
        return (Path(folder) / TAGGER).read_bytes()


def _check_names(archive: zipfile.ZipFile, source: str) -> None:
    """Refuse what no archive of ours holds, before a byte of it is unpacked."""
    names = [info.filename for info in archive.infolist()]
    for name in names:
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name or "\0" in name:
            raise InputError(source, f"refused: the member {name!r} points outside the archive")
    if len(names) > MAX_MEMBERS or len(set(names)) < len(names):
        raise InputError(source, "refused: too many members, or two of one name")
    size = sum(info.file_size for info in archive.infolist())
    if size > MAX_BYTES:
        raise InputError(source, f"refused: it unpacks to {size:,} bytes, more than {MAX_BYTES:,}")


def _members(path: str | Path, wanted: tuple[str, ...] | None = None) -> dict[str, bytes]:
    """The unpacked members of an archive; all of them by default."""
    source = str(path)
    try:
        with open(path, "rb") as file:
            start = file.read(8)
            if start.startswith(PICKLES):
                raise InputError(
                    source, "refused: a pickle or joblib file can run code as it is read; if you made it, read_model(..., trust=True)"
                )
            file.seek(0)
            with zipfile.ZipFile(file) as archive:
                _check_names(archive, source)
                names = archive.namelist() if wanted is None else [name for name in wanted if name in archive.namelist()]
                return {name: archive.read(name) for name in names}
    except FileNotFoundError:
        raise InputError(source, "no such file") from None
    except IsADirectoryError:
        raise InputError(source, "this is a folder, no model file") from None
    except (zipfile.BadZipFile, zlib.error, OSError, NotImplementedError, EOFError, RuntimeError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(source, f"no stance model, or one cut short ({error})") from None


def _parse_manifest(members: dict[str, bytes], source: str) -> dict[str, Any]:
    try:
        manifest = json.loads(members[MANIFEST])
    except KeyError:
        raise InputError(source, f"no stance model: {MANIFEST} is missing") from None
    except (ValueError, RecursionError):
        raise InputError(source, f"no stance model: {MANIFEST} is no JSON") from None
    hashes = manifest.get("sha256") if isinstance(manifest, dict) else None
    if not isinstance(hashes, dict) or not isinstance(manifest.get("card"), dict):
        raise InputError(source, "no stance model: its manifest is of another form")
    if manifest.get("format") != FORMAT:
        raise InputError(source, f"a model of format {manifest.get('format')!r}, this version reads format {FORMAT}; train it again")
    return dict(manifest)


def packaged_model(path: str | Path | None) -> Path | None:
    """The file of a packaged model, by its name; None if `path` names a file of one's own.

    Examples
    --------
    >>> packaged_model("accurate").name, packaged_model("my.stance") is None
    ('accurate.stance', True)
    """
    name = "fast" if path is None else str(path)
    return Path(str(resources.files("classifier").joinpath(PACKAGED[name]))) if name in PACKAGED else None


def read_manifest(path: str | Path | None = None) -> dict[str, Any]:
    """The manifest of a model file: versions, hashes, card.

    Parameters
    ----------
    path : str or Path, optional
        The archive, or the name of a packaged model; the packaged fast model by default.

    Returns
    -------
    dict
        ``format``, ``package``, ``scikit-learn``, ``python``, ``sha256`` by member, ``card``.

    Raises
    ------
    InputError
        If it is no stance model.
    """
    packaged = packaged_model(path)
    if packaged is not None:
        return _parse_manifest(_members(packaged, (MANIFEST,)), str(packaged))
    return _parse_manifest(_members(str(path), (MANIFEST,)), str(path))


def _check_hashes(members: dict[str, bytes], manifest: dict[str, Any], source: str) -> None:
    named = set(manifest["sha256"])
    held = set(members) - {MANIFEST}
    if named != held:
        odd = sorted(named ^ held)
        raise InputError(source, f"its manifest and its members differ: {', '.join(map(repr, odd[:5]))}")
    if WEIGHTS not in held:
        raise InputError(source, f"no stance model: {WEIGHTS} is missing")
    for name in sorted(held):
        if hashlib.sha256(members[name]).hexdigest() != manifest["sha256"][name]:
            raise InputError(source, f"{name} does not match its hash; the file was changed or cut short")


def _check_version(manifest: dict[str, Any]) -> None:
    trained = str(manifest.get("scikit-learn"))
    if trained != sklearn.__version__:
        warnings.warn(
            InconsistentVersionWarning(
                estimator_name="PositionClassifier", current_sklearn_version=sklearn.__version__, original_sklearn_version=trained
            ),
            stacklevel=4,
        )


def _estimators(weights: bytes, source: str) -> Any:
    """What the skops file holds, if it holds trusted types alone."""
    import skops.io

    try:
        with zipfile.ZipFile(io.BytesIO(weights)) as archive:
            _check_names(archive, f"{source}, {WEIGHTS}")
        unknown = sorted(set(skops.io.get_untrusted_types(data=weights)) - set(TRUSTED))
        if unknown:
            raise InputError(source, f"refused: unknown type {', '.join(unknown)}; a model holds estimators of scikit-learn alone")
        with warnings.catch_warnings():
            # The manifest's version was compared already; each estimator in the file would say the same again.
            warnings.simplefilter("ignore", InconsistentVersionWarning)
            return skops.io.loads(weights, trusted=list(TRUSTED))
    except InputError:
        raise
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, *NOT_PLAIN) as error:
        raise InputError(source, f"{WEIGHTS} cannot be read ({type(error).__name__}: {str(error)[:200]})") from None


def _arrays(members: dict[str, bytes], source: str) -> Arrays:
    arrays: Arrays = {}
    for name, content in members.items():
        if name.endswith(ARRAYS):
            try:
                arrays[name.removesuffix(ARRAYS)] = np.lib.format.read_array(io.BytesIO(content), allow_pickle=False)
            except NOT_PLAIN as error:
                raise InputError(source, f"{name} is no plain array ({str(error)[:200]})") from None
    return arrays


def _tagger(content: bytes, source: str) -> AttributionTagger | None:
    """The model's own tagger, or None where it is the packaged one."""
    if content == _packaged_tagger():
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_names(archive, f"{source}, {TAGGER}")
    except (zipfile.BadZipFile, *NOT_PLAIN) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(source, f"{TAGGER} cannot be read ({error})") from None
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / TAGGER
        file.write_bytes(content)
        try:
            return AttributionTagger.load(file)
        except (ValueError, OSError):
            warnings.warn(f"{source}: its attribution tagger is of another version; the packaged one takes its place", stacklevel=4)
            return None


def read_model(path: str | Path, trust: bool = False) -> PositionClassifier:
    """Read a model file without running anything from it.

    Parameters
    ----------
    path : str or Path
        An archive that `save_model` wrote; with `trust`, also a joblib file.
    trust : bool, default=False
        Also read joblib files. They can run any code as they are read: only for files that you made.

    Returns
    -------
    PositionClassifier

    Raises
    ------
    InputError
        If it is no model, was changed, is too large, or holds a type that is not trusted; the message names it.

    Warns
    -----
    InconsistentVersionWarning
        If it was made with another version of scikit-learn.
    """
    source = str(path)
    if trust and Path(path).is_file() and not zipfile.is_zipfile(path):
        return _read_joblib(path)
    members = _members(path)
    manifest = _parse_manifest(members, source)
    _check_hashes(members, manifest, source)
    if manifest.get("features", _features()) != _features():
        raise InputError(
            source, f"it counts other features than this version (it was made by stance {manifest.get('package')}); train it again"
        )
    _check_version(manifest)
    model = _estimators(members[WEIGHTS], source)
    if not isinstance(model, PositionClassifier):
        raise InputError(source, f"holds a {type(model).__name__}, no PositionClassifier")
    try:
        restore(model, _arrays(members, source))
        if CODEBOOK in members:
            model.codebook = Codebook.model_validate(json.loads(members[CODEBOOK]))
    except ValidationError:
        raise InputError(source, f"{CODEBOOK} is no codebook") from None
    except InputError:
        raise
    except NOT_PLAIN as error:
        raise InputError(source, f"no stance model: {str(error)[:200]}") from None
    if isinstance(model, CascadeClassifier):
        if manifest.get("network") != network_hashes():
            raise InputError(source, "it weighs another cross-encoder than the one in this package; train it again")
        require()
    if "base" in manifest:
        _base_stages(model, manifest["base"], Path(path), source)
    _check_fitted(model, source)
    tagger = _tagger(members[TAGGER], source) if TAGGER in members else None
    if tagger is not None:
        model.tagger_ = tagger
    return model


def _read_joblib(path: str | Path) -> PositionClassifier:
    import joblib

    try:
        model = joblib.load(path)
    except Exception as error:
        raise InputError(str(path), f"no joblib file of this version ({type(error).__name__}: {str(error)[:200]})") from None
    if not isinstance(model, PositionClassifier):
        raise InputError(str(path), f"holds a {type(model).__name__}, no PositionClassifier")
    return model


@cache
def _packaged(path: str) -> PositionClassifier:
    return read_model(path)


def load_model(path: str | Path | None = None, trust: bool = False) -> PositionClassifier:
    """The trained model that ships in the package, or one from a file.

    Parameters
    ----------
    path : str or Path, optional
        ``"fast"`` (the default) or ``"accurate"`` for a packaged model, or a model file. The accurate one needs the extra ``[neural]``.
    trust : bool, default=False
        Also read joblib files, which can run any code: only for files that you made.

    Returns
    -------
    PositionClassifier
    """
    packaged = packaged_model(path)
    return _packaged(str(packaged)) if packaged is not None else read_model(str(path), trust)
