"""Flattening: the many small arrays of a fitted model as a few large ones, and back, checked.

A boosted model holds a thousand trees, each an array of its own; read one by one they cost most of the time of loading. Flattening puts
them end to end and leaves a mark in their place. Putting them back checks what the compiled tree walker trusts blindly: that every branch
leads forward to a node of its own tree and asks for a feature that there is.
"""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.ensemble._hist_gradient_boosting.binning import _BinMapper
from sklearn.ensemble._hist_gradient_boosting.common import PREDICTOR_RECORD_DTYPE, X_BITSET_INNER_DTYPE
from sklearn.ensemble._hist_gradient_boosting.predictor import TreePredictor

Array = NDArray[Any]
Arrays = dict[str, Array]
BOOSTED = (HistGradientBoostingClassifier, HistGradientBoostingRegressor)
MARK = "@flattened:"
"""What stands in the place of flattened values; no parameter of an estimator begins like it."""
MANY = 16
"""Shorter lists are left as they are."""
TRANSIENT = frozenset({"_column", "_surveyor", "_encoders", "tagger_", "judge_"})
"""Attributes that are caches, or are saved beside the model."""


class Flattener:
    """Takes models apart.

    Attributes
    ----------
    arrays : dict of str to ndarray
        What was taken out, by name.

    Examples
    --------
    >>> flattener = Flattener()
    >>> flat = flattener.flatten({"words": [f"w{n}" for n in range(20)], "depth": 3})
    >>> flat["depth"], flat["words"].startswith(MARK), len(flattener.arrays)
    (3, True, 1)
    >>> restore(flat, flattener.arrays)["words"][:2]
    ['w0', 'w1']
    """

    def __init__(self) -> None:
        """Begin with nothing taken out."""
        self.arrays: Arrays = {}

    def _mark(self, kind: str, **arrays: Array) -> str:
        name = f"{kind}-{sum(key.startswith(kind) for key in self.arrays)}" if len(arrays) == 1 else f"{kind}-{len(self.arrays)}"
        for part, values in arrays.items():
            self.arrays[f"{name}.{part}"] = values
        return f"{MARK}{kind}:{name}"

    def flatten(self, value: Any) -> Any:
        """A copy of a value without its many small arrays; the value itself is left as it is."""
        if isinstance(value, list | tuple):
            if isinstance(value, list) and len(value) >= MANY:
                if all(type(item) is str and "\n" not in item for item in value):
                    return self._mark("words", text=np.frombuffer("\n".join(value).encode("utf-8", "surrogatepass"), dtype=np.uint8))
                if all(isinstance(item, np.ndarray) and item.ndim == 1 and item.dtype == np.float64 for item in value):
                    return self._mark("lists", values=np.concatenate(value), sizes=np.array([len(item) for item in value], dtype=np.int64))
            return type(value)(self.flatten(item) for item in value)
        if isinstance(value, dict):
            return {key: self.flatten(item) for key, item in value.items()}
        if isinstance(value, BaseEstimator | _BinMapper):
            bare = copy.copy(value)
            for name, item in list(vars(bare).items()):
                if name in TRANSIENT:
                    delattr(bare, name)
                elif name == "_predictors" and isinstance(value, BOOSTED):
                    setattr(bare, name, self._trees(item))
                else:
                    setattr(bare, name, self.flatten(item))
            return bare
        return value

    def _trees(self, rounds: list[list[TreePredictor]]) -> str:
        trees = [tree for group in rounds for tree in group]
        nodes = np.concatenate([tree.nodes for tree in trees]) if trees else np.zeros(0, dtype=PREDICTOR_RECORD_DTYPE)
        nodes["gain"] = 0.0  # Only growing asks for it, and it is a third of the file.
        return self._mark(
            "trees",
            nodes=nodes,
            sizes=np.array([len(tree.nodes) for tree in trees], dtype=np.int64),
            rounds=np.array([len(group) for group in rounds], dtype=np.int64),
            binned=_bitsets([tree.binned_left_cat_bitsets for tree in trees]),
            raw=_bitsets([tree.raw_left_cat_bitsets for tree in trees]),
            bitset_sizes=np.array([len(tree.raw_left_cat_bitsets) for tree in trees], dtype=np.int64),
        )


def _bitsets(tables: list[Array]) -> Array:
    return np.concatenate([np.zeros((0, 8), dtype=X_BITSET_INNER_DTYPE), *tables])


def restore(value: Any, arrays: Arrays) -> Any:
    """Put back what a `Flattener` took out, in place.

    Parameters
    ----------
    value : object
        What `Flattener.flatten` returned.
    arrays : dict of str to ndarray
        What it took out.

    Returns
    -------
    object

    Raises
    ------
    ValueError
        If an array is missing, of another form, or a tree leads out of itself.
    """
    if isinstance(value, str) and value.startswith(MARK):
        kind, _, name = value.removeprefix(MARK).partition(":")
        if kind == "words":
            return _array(arrays, f"{name}.text", np.dtype(np.uint8)).tobytes().decode("utf-8", "surrogatepass").split("\n")
        if kind == "lists":
            return _pieces(_array(arrays, f"{name}.values", np.dtype(np.float64)), _array(arrays, f"{name}.sizes", np.dtype(np.int64)))
        raise ValueError(f"flattened values of an unknown kind: {kind!r}")
    if isinstance(value, list):
        return [restore(item, arrays) for item in value]
    if isinstance(value, tuple):
        return tuple(restore(item, arrays) for item in value)
    if isinstance(value, dict):
        return {key: restore(item, arrays) for key, item in value.items()}
    if isinstance(value, BaseEstimator | _BinMapper):
        for name, item in list(vars(value).items()):
            if name == "_predictors" and isinstance(value, BOOSTED):
                setattr(value, name, _rounds(item, arrays, value))
            else:
                setattr(value, name, restore(item, arrays))
    return value


def _array(arrays: Arrays, name: str, dtype: np.dtype[Any], dimensions: int = 1) -> Array:
    found = arrays.get(name)
    if found is None:
        raise ValueError(f"{name} is missing")
    if found.dtype != dtype or found.ndim != dimensions:
        raise ValueError(f"{name} is of another form; it was made by another version of scikit-learn")
    return found


def _pieces(values: Array, sizes: Array) -> list[Array]:
    if (sizes < 0).any() or int(sizes.sum()) != len(values):
        raise ValueError("sizes that do not add up")
    return np.split(values, np.cumsum(sizes)[:-1]) if len(sizes) else []


def _rounds(mark: Any, arrays: Arrays, model: Any) -> list[list[TreePredictor]]:
    """The trees of a boosted model, each checked before the compiled code may walk it."""
    if not isinstance(mark, str) or not mark.startswith(f"{MARK}trees:"):
        raise ValueError("a boosted model without its trees")
    name = mark.removeprefix(f"{MARK}trees:")
    nodes = _array(arrays, f"{name}.nodes", np.dtype(PREDICTOR_RECORD_DTYPE))
    sizes, rounds, counts = (_array(arrays, f"{name}.{part}", np.dtype(np.int64)) for part in ("sizes", "rounds", "bitset_sizes"))
    binned, raw = (_array(arrays, f"{name}.{part}", np.dtype(X_BITSET_INNER_DTYPE), 2) for part in ("binned", "raw"))
    if (sizes < 1).any() or int(sizes.sum()) != len(nodes) or int(rounds.sum()) != len(sizes):
        raise ValueError("trees whose sizes do not add up")
    if len(counts) != len(sizes) or (counts < 0).any() or raw.shape != binned.shape or raw.shape[1] != 8 or int(counts.sum()) != len(raw):
        raise ValueError("bit sets whose sizes do not add up")
    features, outputs = vars(model).get("n_features_in_"), vars(model).get("n_trees_per_iteration_")
    if type(features) is not int or type(outputs) is not int or (rounds != outputs).any():
        raise ValueError("a boosted model whose rounds differ from what it says")
    own = np.concatenate([np.zeros(0, dtype=np.int64), *(np.arange(size) for size in sizes.tolist())])
    size, bitsets = np.repeat(sizes, sizes), np.repeat(counts, sizes)
    inner = nodes["is_leaf"] == 0
    forward = all(bool(((nodes[side][inner] > own[inner]) & (nodes[side][inner] < size[inner])).all()) for side in ("left", "right"))
    asks = nodes["feature_idx"][inner]
    grouped = inner & (nodes["is_categorical"] != 0)
    if not forward or (asks < 0).any() or (asks >= features).any() or (nodes["bitset_idx"][grouped] >= bitsets[grouped]).any():
        raise ValueError("a tree leads out of itself")
    ends = np.cumsum(counts)
    trees = [
        TreePredictor(part, binned[end - count : end], raw[end - count : end])
        for part, end, count in zip(_pieces(nodes, sizes), ends.tolist(), counts.tolist(), strict=True)
    ]
    edges = np.cumsum([0, *rounds.tolist()]).tolist()
    return [trees[a:b] for a, b in zip(edges, edges[1:], strict=False)]
