"""Training of the first look: the network of dilated convolutions, by Adam with dropout, in plain numpy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from classifier.text.attribution_chain import form_columns
from classifier.text.attribution_features import (
    LABELS,
    IntArray,
    Layout,
    Lexicon,
    WordColumns,
    place_columns,
    plain_words,
)
from classifier.text.attribution_network import COLUMNS, DILATIONS, FloatArray, Network
from classifier.text.attribution_storage import quantise, restore
from classifier.text.passages import Passages

APART = 2 * max(DILATIONS)
"""Empty tokens between the texts of a batch, so that they do not hear each other."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How the network is trained."""

    width: int = 64
    epochs: int = 9
    batch: int = 8
    rate: float = 3e-3
    dropout: float = 0.45
    feature_dropout: float = 0.35
    layer_dropout: float = 0.1
    decay: float = 0.1
    least_count: int = 3


@dataclass(frozen=True, slots=True)
class _Text:
    """The features of a text's tokens, end to end, with their number for each token, and the labels."""

    features: IntArray
    lengths: IntArray
    labels: IntArray


class NetworkTrainer:
    """Trains a `Network`.

    Parameters
    ----------
    lexicon : Lexicon
    settings : Settings, optional
    seed : int, default=0
    """

    def __init__(self, lexicon: Lexicon, settings: Settings | None = None, seed: int = 0) -> None:
        """Set up; nothing is drawn yet."""
        self.lexicon = lexicon
        self.settings = settings or Settings()
        self._random = np.random.default_rng(seed)
        self._atoms: dict[str, int] = {}
        self._sizes: dict[str, int] = {}

    def fit(self, texts: Sequence[tuple[Passages, IntArray]]) -> Network:
        """Train on texts with the labels of their tokens."""
        data = self._encode(texts)
        settings = self.settings
        weights = self._start()
        mean = {name: np.zeros_like(values) for name, values in weights.items()}
        spread = {name: np.zeros_like(values) for name, values in weights.items()}
        batches = -(-len(data) // settings.batch)
        total = settings.epochs * batches
        step = 0
        for _ in range(settings.epochs):
            order = self._random.permutation(len(data))
            for begin in range(0, len(data), settings.batch):
                chosen = [data[n] for n in order[begin : begin + settings.batch]]
                gradients = self._gradients(weights, chosen)
                rate = np.float32(settings.rate * min(1.0, (step + 1) / 50) * 0.5 * (1 + np.cos(np.pi * step / total)))
                step += 1
                for name, gradient in gradients.items():
                    mean[name] += 0.1 * (gradient - mean[name])
                    spread[name] += 0.001 * (gradient**2 - spread[name])
                    own_mean = mean[name] / np.float32(1 - 0.9**step)
                    own_spread = spread[name] / np.float32(1 - 0.999**step)
                    weights[name] -= rate * own_mean / (np.sqrt(own_spread) + np.float32(1e-8))
                weights["rows"] *= np.float32(1 - rate * settings.decay)
        return self._network(weights)

    def _encode(self, texts: Sequence[tuple[Passages, IntArray]]) -> list[_Text]:
        lexicon = self.lexicon
        words_of = [plain_words(passages) for passages, _ in texts]
        forms = Counter(word for words in words_of for word in words)
        counts: Counter[str] = Counter()
        names = {word: lexicon.near_atoms(word) + lexicon.own_atoms(word) for word in forms}
        for word, count in forms.items():
            for atom in names[word]:
                counts[atom] += count
        kept = sorted(atom for atom, count in counts.items() if count >= self.settings.least_count)
        table = {word: form_columns(word, lexicon) for word in forms}
        places = []
        for (passages, _), words in zip(texts, words_of, strict=True):
            classes = np.array([table[word] for word in words], dtype=np.int32).reshape(-1, 6)
            columns = place_columns(Layout.of(passages), WordColumns(*(classes[:, n] for n in range(5))), len(lexicon.cues) + 1)
            self._sizes = {name: size for name, _, size in columns if name in COLUMNS}
            places.append({name: values for name, values, _ in columns if name in COLUMNS})
        edges = dict(zip(COLUMNS, np.cumsum([0, *(self._sizes[name] for name in COLUMNS)]).tolist(), strict=False))
        first = sum(self._sizes.values())
        self._atoms = {atom: n for n, atom in enumerate(kept)}
        rows = {word: [self._atoms[atom] + first for atom in names[word] if atom in self._atoms] for word in forms}
        data = []
        for (_, labels), words, place in zip(texts, words_of, places, strict=True):
            stacked = np.stack([place[name] + edges[name] for name in COLUMNS], axis=1).tolist()
            tokens = [own + rows[word] for own, word in zip(stacked, words, strict=True)]
            features = np.array([number for token in tokens for number in token], dtype=np.int32)
            data.append(_Text(features, np.array([len(token) for token in tokens], dtype=np.int32), labels))
        return data

    def _start(self) -> dict[str, FloatArray]:
        width = self.settings.width

        def draw(rows: int, columns: int, scale: float) -> FloatArray:
            return (self._random.standard_normal((rows, columns)) * scale).astype(np.float32)

        weights = {"rows": draw(sum(self._sizes.values()) + len(self._atoms), width, 0.1), "bias": np.zeros(width, dtype=np.float32)}
        for n in range(len(DILATIONS)):
            weights[f"layer{n}"] = draw(3 * width, width, float(np.sqrt(1 / (3 * width))))
            weights[f"layer_bias{n}"] = np.zeros(width, dtype=np.float32)
        weights["output"] = draw(width, len(LABELS), 0.1)
        weights["output_bias"] = np.zeros(len(LABELS), dtype=np.float32)
        return weights

    def _kept(self, shape: tuple[int, ...], share: float) -> FloatArray:
        """A mask that drops a share and scales up the rest."""
        kept: FloatArray = (self._random.random(shape, dtype=np.float32) > share).astype(np.float32)
        kept /= np.float32(1 - share)
        return kept

    def _gradients(self, weights: dict[str, FloatArray], texts: list[_Text]) -> dict[str, FloatArray]:
        settings = self.settings
        gap = np.zeros(APART, dtype=np.int32)
        features = np.concatenate([text.features for text in texts])
        lengths = np.concatenate([part for text in texts for part in (gap, text.lengths)])
        labels = np.concatenate([part for text in texts for part in (gap, text.labels)])
        here = np.concatenate([part for text in texts for part in (gap, np.ones_like(text.labels))]).astype(np.float32)[:, None]
        pointers = np.concatenate([[0], np.cumsum(lengths)])
        rows = weights["rows"]
        inputs = csr_matrix((self._kept(features.shape, settings.feature_dropout), features, pointers), shape=(len(lengths), len(rows)))

        opened = inputs @ rows + weights["bias"]
        gate = (opened > 0) * here * self._kept(opened.shape, settings.dropout)
        hidden = opened * gate
        kept = []
        for n, distance in enumerate(DILATIONS):
            heard = np.concatenate([_moved(hidden, distance), hidden, _moved(hidden, -distance)], axis=1)
            added = heard @ weights[f"layer{n}"] + weights[f"layer_bias{n}"]
            open_ = (added > 0) * here * self._kept(added.shape, settings.layer_dropout)
            hidden = hidden + added * open_
            kept.append((heard, open_))
        last = self._kept(hidden.shape, settings.dropout)
        dropped = hidden * last
        scores = dropped @ weights["output"] + weights["output_bias"]
        scores -= scores.max(axis=1, keepdims=True)
        np.exp(scores, out=scores)
        scores /= scores.sum(axis=1, keepdims=True)

        scores[np.arange(len(labels)), labels] -= 1
        scores *= here / here.sum()
        gradients = {"output": dropped.T @ scores, "output_bias": scores.sum(axis=0)}
        back = (scores @ weights["output"].T) * last
        width = back.shape[1]
        for n in reversed(range(len(DILATIONS))):
            heard, open_ = kept[n]
            inner = back * open_
            gradients[f"layer{n}"] = heard.T @ inner
            gradients[f"layer_bias{n}"] = inner.sum(axis=0)
            outer = inner @ weights[f"layer{n}"].T
            distance = DILATIONS[n]
            back = back + _moved(outer[:, :width], -distance) + outer[:, width : 2 * width] + _moved(outer[:, 2 * width :], distance)
        back = back * gate
        gradients["bias"] = back.sum(axis=0)
        gradients["rows"] = inputs.T @ back
        return gradients

    def _network(self, weights: dict[str, FloatArray]) -> Network:
        edges = np.cumsum([0, *(self._sizes[name] for name in COLUMNS)]).tolist()
        atoms = rounded(weights["rows"][edges[-1] :])
        columns = {name: rounded(weights["rows"][edges[n] : edges[n + 1]]) for n, name in enumerate(COLUMNS)}
        small = {name: values.astype(np.float16).astype(np.float32) for name, values in weights.items() if name != "rows"}
        layers = [(small[f"layer{n}"], small[f"layer_bias{n}"]) for n in range(len(DILATIONS))]
        return Network(dict(self._atoms), atoms, columns, small["bias"], layers, small["output"], small["output_bias"])


def rounded(rows: FloatArray) -> FloatArray:
    """Rows as they come back from storage, so that the trained and the loaded network are the same."""
    return restore(*quantise(rows))


def _moved(values: FloatArray, distance: int) -> NDArray[np.float32]:
    """Rows moved down by a distance (up if it is negative), zeros coming in."""
    moved = np.zeros_like(values)
    if distance > 0:
        moved[distance:] = values[:-distance]
    elif distance < 0:
        moved[:distance] = values[-distance:]
    return moved
