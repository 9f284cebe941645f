"""Lexicon, network, chain and scorers as plain arrays, and back."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifier.text.attribution_chain import SLOTS, Chain
from classifier.text.attribution_features import LABELS, Lexicon
from classifier.text.attribution_linking import Scorer
from classifier.text.attribution_network import COLUMNS, DILATIONS, FloatArray, Network

Array = NDArray[Any]
Arrays = dict[str, Array]

TABLES = ("vocabulary", "clusters", "topics", "cues", "cue_strength", "source_strength", "stem_strength")


def pack(names: list[str]) -> NDArray[np.uint8]:
    """Strings without line ends as one array of bytes."""
    return np.frombuffer("\n".join(names).encode(), dtype=np.uint8)


def unpack(packed: Array) -> list[str]:
    """The strings of `pack`."""
    return packed.tobytes().decode().split("\n") if len(packed) else []


def quantise(rows: FloatArray) -> tuple[NDArray[np.int8], FloatArray]:
    """Rows in eight bits, each with its own scale.

    Examples
    --------
    >>> steps, scales = quantise(np.array([[0.5, -1.0], [0.0, 0.0]], dtype=np.float32))
    >>> steps.tolist()
    [[64, -127], [0, 0]]
    """
    scales = np.abs(rows).max(axis=1, keepdims=True).astype(np.float32) / np.float32(127)
    safe = np.where(scales > 0, scales, np.float32(1))
    return np.rint(rows / safe).astype(np.int8), scales


def restore(steps: Array, scales: Array) -> FloatArray:
    """The rows of `quantise`, rounded."""
    restored: FloatArray = steps.astype(np.float32) * scales
    return restored


def lexicon_arrays(lexicon: Lexicon) -> Arrays:
    """A lexicon as arrays."""
    arrays: Arrays = {}
    for name in TABLES:
        table: dict[str, int] = getattr(lexicon, name)
        words = sorted(table)
        arrays[f"{name}.words"] = pack(words)
        arrays[f"{name}.numbers"] = np.array([table[word] for word in words], dtype=np.int32)
    return arrays


def read_lexicon(arrays: Arrays) -> Lexicon:
    """The lexicon of `lexicon_arrays`."""
    lexicon = Lexicon()
    for name in TABLES:
        setattr(lexicon, name, dict(zip(unpack(arrays[f"{name}.words"]), arrays[f"{name}.numbers"].tolist(), strict=True)))
    return lexicon


def _sparse(values: FloatArray) -> tuple[NDArray[np.int32], NDArray[np.float16]]:
    """Steps from one non-zero entry to the next, and the entries."""
    flat = values.ravel().astype(np.float16)
    places = np.flatnonzero(flat)
    return np.diff(places, prepend=0).astype(np.int32), flat[places]


def _dense(steps: Array, values: Array, shape: tuple[int, ...]) -> FloatArray:
    table = np.zeros(int(np.prod(shape)), dtype=np.float32)
    table[np.cumsum(steps)] = values
    return table.reshape(shape)


def chain_arrays(chain: Chain) -> Arrays:
    """A chain as arrays."""
    names = sorted(chain.columns)
    stacked = np.concatenate([chain.columns[name] for name in names])
    arrays: Arrays = {
        "transitions": chain.transitions,
        "atoms": pack(sorted(chain.atoms, key=chain.atoms.__getitem__)),
        "columns": pack(names),
        "column_sizes": np.array([len(chain.columns[name]) for name in names], dtype=np.int32),
        "pair_keys": np.diff(chain.pair_keys, prepend=0),
    }
    for name, values in (("atom_weights", chain.atom_weights), ("column_weights", stacked), ("pair_weights", chain.pair_weights)):
        arrays[f"{name}.steps"], arrays[f"{name}.values"] = _sparse(values)
    return arrays


def read_chain(arrays: Arrays) -> Chain:
    """The chain of `chain_arrays`."""
    width = len(LABELS)
    atoms = {atom: row for row, atom in enumerate(unpack(arrays["atoms"]))}
    sizes = arrays["column_sizes"].tolist()
    keys = np.cumsum(arrays["pair_keys"]).astype(np.int64)

    def dense(name: str, *shape: int) -> FloatArray:
        return _dense(arrays[f"{name}.steps"], arrays[f"{name}.values"], shape)

    stacked = dense("column_weights", sum(sizes), width)
    edges = np.cumsum([0, *sizes]).tolist()
    columns = {name: stacked[edges[n] : edges[n + 1]] for n, name in enumerate(unpack(arrays["columns"]))}
    atom_weights, pair_weights = dense("atom_weights", len(atoms), len(SLOTS) * width), dense("pair_weights", len(keys) + 1, width)
    return Chain(LABELS, arrays["transitions"], atoms, atom_weights, columns, keys, pair_weights)


def network_arrays(network: Network) -> Arrays:
    """A network as arrays."""
    arrays: Arrays = {
        "atoms": pack(sorted(network.atoms, key=network.atoms.__getitem__)),
        "column_sizes": np.array([len(network.columns[name]) for name in COLUMNS], dtype=np.int32),
        "bias": network.bias.astype(np.float16),
        "output": network.output.astype(np.float16),
        "output_bias": network.output_bias.astype(np.float16),
    }
    arrays["rows.steps"], arrays["rows.scales"] = quantise(
        np.concatenate([network.atom_weights, *(network.columns[name] for name in COLUMNS)])
    )
    for n, (weights, bias) in enumerate(network.layers):
        arrays[f"layer{n}"], arrays[f"layer_bias{n}"] = weights.astype(np.float16), bias.astype(np.float16)
    return arrays


def read_network(arrays: Arrays) -> Network:
    """The network of `network_arrays`."""
    single = {name: values.astype(np.float32) for name, values in arrays.items() if values.dtype == np.float16}
    atoms = {atom: row for row, atom in enumerate(unpack(arrays["atoms"]))}
    rows = restore(arrays["rows.steps"], arrays["rows.scales"])
    edges = np.cumsum([len(atoms), *arrays["column_sizes"].tolist()]).tolist()
    columns = {name: rows[edges[n] : edges[n + 1]] for n, name in enumerate(COLUMNS)}
    layers = [(single[f"layer{n}"], single[f"layer_bias{n}"]) for n in range(len(DILATIONS))]
    return Network(atoms, rows[: edges[0]], columns, single["bias"], layers, single["output"], single["output_bias"])


def scorer_arrays(scorer: Scorer) -> Arrays:
    """A scorer as arrays, its bias last."""
    names = sorted(scorer.weights)
    return {"names": pack(names), "weights": np.array([*(scorer.weights[name] for name in names), scorer.bias], dtype=np.float32)}


def read_scorer(arrays: Arrays) -> Scorer:
    """The scorer of `scorer_arrays`."""
    weights = arrays["weights"].tolist()
    return Scorer(dict(zip(unpack(arrays["names"]), weights[:-1], strict=True)), weights[-1])
