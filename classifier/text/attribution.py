"""Who says what: sources, cues and contents of the speech and thought that a text reports.

A linear chain labels the tokens, a second one that sees the first one's labels corrects it, and two small scorers join sources and cues to contents.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from classifier.text.attribution_chain import PAIRS, SLOTS, Chain, WordCache, best_labels, emissions
from classifier.text.attribution_features import (
    CONTENT,
    CUE,
    LABELS,
    SOURCE,
    IntArray,
    Layout,
    Lexicon,
    label_columns,
    place_columns,
    sequences_of,
    slot_masks,
)
from classifier.text.attribution_linking import Scorer, SpanMap, best_partner, spans_of
from classifier.text.passages import Passages

Span = tuple[int, int]
"""Half-open range of tokens of a `Passages`."""

MODEL = "data/models/attribution.npz"
FORMAT = 1
LEAST = -3.0
"""Log odds that a content and its cue or source must exceed to be joined."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """One piece of reported speech, thought or writing.

    Parameters
    ----------
    source : (int, int) or None
        Tokens that name who says it; None where the text names nobody.
    cue : (int, int) or None
        Tokens that say that it is said ("said", "according to", "the claim").
    content : tuple of (int, int)
        Tokens of what is said, in text order: several ranges where the source stands in between.
    """

    source: Span | None
    cue: Span | None
    content: tuple[Span, ...]


class AttributionTagger:
    """Finds the attributions of a text.

    Parameters
    ----------
    lexicon : Lexicon
    chains : list of Chain
        The first labels the tokens; each further one corrects the labels of the one before.
    cue_scorer, source_scorer : Scorer
        They join cues and sources to contents.

    Examples
    --------
    >>> from classifier.text.passages import read_passages
    >>> passages = read_passages("The harbour will close, Ms. Oduya said on Monday.")
    >>> [found] = AttributionTagger.load().tag(passages)
    >>> [passages.text[slice(*passages.span(*span))] for span in (found.source, found.cue, *found.content)]
    ['Ms. Oduya', 'said', 'The harbour will close']
    """

    def __init__(self, lexicon: Lexicon, chains: list[Chain], cue_scorer: Scorer, source_scorer: Scorer) -> None:
        self.lexicon = lexicon
        self.chains = chains
        self.cue_scorer = cue_scorer
        self.source_scorer = source_scorer
        self._cache = WordCache(lexicon, chains)

    def label(self, passages: Passages, passes: int | None = None) -> IntArray:
        """Label each token.

        Parameters
        ----------
        passages : Passages
        passes : int, optional
            How many of the chains to use, by default all.

        Returns
        -------
        ndarray of int32, shape (n_tokens,)
            Numbers in `LABELS`.
        """
        if not len(passages):
            return np.zeros(0, dtype=np.int32)
        row, words, vocabulary = self._cache.look_up(passages.words)
        layout = Layout.of(passages)
        masks = slot_masks(layout, words)
        cue_count = len(self.lexicon.cues) + 1
        place = place_columns(layout, words, cue_count)
        sequences = sequences_of(passages)
        labels = np.zeros(len(passages), dtype=np.int32)
        for number, chain in enumerate(self.chains[:passes]):
            columns = place if number == 0 else place + label_columns(layout, words, labels, cue_count)
            scores = emissions(chain, row, self._cache.scores(number), masks, vocabulary, len(self.lexicon.vocabulary), columns)
            labels = best_labels(scores, chain.transitions, sequences)
        return labels

    def tag(self, passages: Passages) -> list[Attribution]:
        """Find the attributions.

        Parameters
        ----------
        passages : Passages

        Returns
        -------
        list of Attribution
            In the order of their contents. Each content span belongs to one attribution.
        """
        return self.link(passages, spans_of(self.label(passages), passages))

    def link(self, passages: Passages, spans: dict[int, list[Span]]) -> list[Attribution]:
        """Join spans to attributions.

        Parameters
        ----------
        passages : Passages
        spans : dict of int to list of (int, int)
            Spans of the roles SOURCE, CUE and CONTENT, in text order.

        Returns
        -------
        list of Attribution
        """
        spoken = SpanMap(passages, spans)
        joined: dict[tuple[Span | None, Span | None, int], list[Span]] = {}
        last_source: Span | None = None
        last_content: Span | None = None
        for number, content in enumerate(spans[CONTENT]):
            cue = best_partner(spoken, self.cue_scorer, content, CUE, LEAST)
            source = best_partner(spoken, self.source_scorer, content, SOURCE, LEAST, cue)
            if source is None and cue is None and last_content is not None and spoken.goes_on(last_content, content):
                source = last_source
            key = (source, cue, number if source is None and cue is None else -1)
            joined.setdefault(key, []).append(content)
            last_source, last_content = source, content
        return [Attribution(source, cue, tuple(contents)) for (source, cue, _), contents in joined.items()]

    def save(self, path: str | Path) -> None:
        """Write the tagger to a file, as plain arrays."""
        arrays = _lexicon_arrays(self.lexicon)
        for number, chain in enumerate(self.chains):
            arrays |= {f"chain{number}.{name}": values for name, values in _chain_arrays(chain).items()}
        for name, scorer in (("cue", self.cue_scorer), ("source", self.source_scorer)):
            names = sorted(scorer.weights)
            arrays[f"{name}.names"] = _pack(names)
            arrays[f"{name}.weights"] = np.array([scorer.weights[key] for key in names] + [scorer.bias], dtype=np.float32)
        header = {"format": FORMAT, "labels": LABELS, "slots": SLOTS, "pairs": PAIRS, "chains": len(self.chains)}
        arrays["header"] = np.frombuffer(json.dumps(header).encode(), dtype=np.uint8)
        with open(path, "wb") as stream:
            np.savez_compressed(stream, **arrays)  # type: ignore[arg-type]

    @classmethod
    def load(cls, path: str | Path | None = None) -> AttributionTagger:
        """Read a tagger from a file.

        Parameters
        ----------
        path : str or Path, optional
            By default the tagger that comes with the package.

        Returns
        -------
        AttributionTagger

        Raises
        ------
        ValueError
            If the file is no tagger of this version's format.
        OSError
            If the file cannot be read.
        """
        source = files("classifier").joinpath(MODEL) if path is None else Path(path)
        try:
            with source.open("rb") as stream, np.load(stream, allow_pickle=False) as arrays:
                tables = {name: arrays[name] for name in arrays.files}
            header = json.loads(tables["header"].tobytes())
            if header["format"] != FORMAT or tuple(header["labels"]) != LABELS or tuple(header["slots"]) != SLOTS:
                raise ValueError(f"format {header['format']}, this version reads {FORMAT}")
            chains = [_chain(tables, f"chain{number}.") for number in range(header["chains"])]
            scorers = []
            for name in ("cue", "source"):
                weights = tables[f"{name}.weights"].tolist()
                scorers.append(Scorer(dict(zip(_unpack(tables[f"{name}.names"]), weights[:-1], strict=True)), weights[-1]))
            return cls(_lexicon(tables), chains, scorers[0], scorers[1])
        except OSError:
            raise
        except Exception as error:
            raise ValueError(f"{source}: not an attribution tagger ({error})") from error


def _pack(names: list[str]) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(names).encode(), dtype=np.uint8)


def _unpack(packed: NDArray[np.uint8]) -> list[str]:
    return packed.tobytes().decode().split("\n") if len(packed) else []


def _lexicon_arrays(lexicon: Lexicon) -> dict[str, NDArray[np.generic]]:
    arrays: dict[str, NDArray[np.generic]] = {}
    for name in ("vocabulary", "clusters", "topics", "cues", "cue_strength", "source_strength"):
        table: dict[str, int] = getattr(lexicon, name)
        words = sorted(table)
        arrays[f"lexicon.{name}.words"] = _pack(words)
        arrays[f"lexicon.{name}.numbers"] = np.array([table[word] for word in words], dtype=np.int32)
    return arrays


def _lexicon(tables: dict[str, NDArray[np.generic]]) -> Lexicon:
    lexicon = Lexicon()
    for name in ("vocabulary", "clusters", "topics", "cues", "cue_strength", "source_strength"):
        words = _unpack(tables[f"lexicon.{name}.words"])  # type: ignore[arg-type]
        setattr(lexicon, name, dict(zip(words, tables[f"lexicon.{name}.numbers"].tolist(), strict=True)))
    return lexicon


def _sparse(values: NDArray[np.float32]) -> tuple[NDArray[np.int32], NDArray[np.float16]]:
    """Steps from one non-zero entry to the next, and the entries."""
    flat = values.ravel().astype(np.float16)
    places = np.flatnonzero(flat)
    return np.diff(places, prepend=0).astype(np.int32), flat[places]


def _dense(steps: NDArray[np.int32], values: NDArray[np.float16], shape: tuple[int, ...]) -> NDArray[np.float32]:
    table = np.zeros(int(np.prod(shape)), dtype=np.float32)
    table[np.cumsum(steps)] = values
    return table.reshape(shape)


def _chain_arrays(chain: Chain) -> dict[str, NDArray[np.generic]]:
    names = sorted(chain.columns)
    stacked = np.concatenate([chain.columns[name] for name in names]) if names else np.zeros((0, len(LABELS)), dtype=np.float32)
    atoms = sorted(chain.atoms, key=chain.atoms.__getitem__)
    arrays: dict[str, NDArray[np.generic]] = {
        "transitions": chain.transitions.astype(np.float32),
        "atoms": _pack(atoms),
        "columns": _pack(names),
        "column_sizes": np.array([len(chain.columns[name]) for name in names], dtype=np.int32),
        "pair_keys": np.diff(chain.pair_keys, prepend=0),
    }
    for name, values in (("atom_weights", chain.atom_weights), ("column_weights", stacked), ("pair_weights", chain.pair_weights)):
        arrays[f"{name}.steps"], arrays[f"{name}.values"] = _sparse(values)
    return arrays


def _chain(tables: dict[str, NDArray[np.generic]], prefix: str) -> Chain:
    own = {name.removeprefix(prefix): values for name, values in tables.items() if name.startswith(prefix)}
    width = len(LABELS)
    atoms = {atom: row for row, atom in enumerate(_unpack(own["atoms"]))}  # type: ignore[arg-type]
    sizes = own["column_sizes"].tolist()
    keys = np.cumsum(own["pair_keys"]).astype(np.int64)

    def dense(name: str, *shape: int) -> NDArray[np.float32]:
        return _dense(own[f"{name}.steps"], own[f"{name}.values"], shape)  # type: ignore[arg-type]

    stacked = dense("column_weights", sum(sizes), width)
    edges = np.cumsum([0, *sizes]).tolist()
    columns = {name: stacked[edges[n] : edges[n + 1]] for n, name in enumerate(_unpack(own["columns"]))}  # type: ignore[arg-type]
    return Chain(
        LABELS,
        own["transitions"].astype(np.float32),
        atoms,
        dense("atom_weights", len(atoms), len(SLOTS) * width),
        columns,
        keys,
        dense("pair_weights", len(keys) + 1, width),
    )
