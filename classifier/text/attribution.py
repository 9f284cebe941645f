"""Who says what: sources, cues and contents of the speech and thought that a text reports.

A small network takes a first look at the tokens, a linear chain that sees what it found labels them, and two scorers join sources and
cues to contents.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from classifier.text.attribution_chain import PAIRS, SLOTS, Chain, WordCache, emissions, marginals
from classifier.text.attribution_decision import FIRST_WEIGHTS, complete, decide
from classifier.text.attribution_features import (
    CONTENT,
    CUE,
    LABELS,
    SOURCE,
    IntArray,
    Layout,
    Lexicon,
    place_columns,
    plain_words,
    sequences_of,
    slot_masks,
)
from classifier.text.attribution_linking import Scorer, SpanMap, best_partner, spans_of
from classifier.text.attribution_network import DILATIONS, FloatArray, Network
from classifier.text.attribution_second_look import label_columns, probability_columns
from classifier.text.attribution_storage import (
    chain_arrays,
    lexicon_arrays,
    network_arrays,
    read_chain,
    read_lexicon,
    read_network,
    read_scorer,
    scorer_arrays,
)
from classifier.text.passages import Passages

Span = tuple[int, int]
"""Half-open range of tokens of a `Passages`."""

MODEL = "data/models/attribution.npz"
FORMAT = 2
LEAST = -3.0
"""Log odds that a content and its cue or source must exceed to be joined."""
FIRST_LOOK_SHARE = 0.15
"""How much of the network's own log probabilities goes into the chain's scores."""


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
    network : Network
        Takes the first look.
    chain : Chain
        Labels the tokens, given the first look.
    cue_scorer, source_scorer : Scorer
        They join cues and sources to contents.

    Examples
    --------
    >>> from classifier.text.passages import read_passages
    >>> passages = read_passages("“The harbour will close,” Ms. Oduya said on Monday.")
    >>> [found] = AttributionTagger.load().tag(passages)
    >>> [passages.text[slice(*passages.span(*span))] for span in (found.source, found.cue, *found.content)]
    ['Ms. Oduya', 'said', '“The harbour will close,”']
    """

    def __init__(self, lexicon: Lexicon, network: Network, chain: Chain, cue_scorer: Scorer, source_scorer: Scorer) -> None:
        """Put a tagger together from its parts."""
        self.lexicon = lexicon
        self.network = network
        self.chain = chain
        self.cue_scorer = cue_scorer
        self.source_scorer = source_scorer
        self._cache = WordCache(lexicon, [network, chain])

    def probabilities(self, passages: Passages) -> FloatArray:
        """Probability of each label at each token.

        Parameters
        ----------
        passages : Passages

        Returns
        -------
        ndarray of float32, shape (n_tokens, n_labels)
            In the order of `LABELS`; rows add up to 1.
        """
        if not len(passages):
            return np.zeros((0, len(LABELS)), dtype=np.float32)
        row, words, vocabulary = self._cache.look_up(plain_words(passages))
        layout = Layout.of(passages)
        cue_count = len(self.lexicon.cues) + 1
        place = place_columns(layout, words, cue_count)
        first = self.network.probabilities(self._cache.scores(0)[row], place)
        columns = [
            *place,
            *probability_columns(layout, words, first),
            *label_columns(layout, words, decide(first, FIRST_WEIGHTS), cue_count),
        ]
        masks = slot_masks(layout, words)
        scores = emissions(self.chain, row, self._cache.scores(1), masks, vocabulary, len(self.lexicon.vocabulary), columns)
        scores = (1 - FIRST_LOOK_SHARE / 2) * scores + FIRST_LOOK_SHARE * np.log(first + np.float32(1e-6))
        return marginals(scores, self.chain.transitions, sequences_of(passages))

    def label(self, passages: Passages) -> IntArray:
        """Label each token.

        Parameters
        ----------
        passages : Passages

        Returns
        -------
        ndarray of int32, shape (n_tokens,)
            Numbers in `LABELS`.
        """
        return complete(self.probabilities(passages), Layout.of(passages))

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
        parts: dict[str, dict[str, Any]] = {
            "lexicon": lexicon_arrays(self.lexicon),
            "network": network_arrays(self.network),
            "chain": chain_arrays(self.chain),
            "cue": scorer_arrays(self.cue_scorer),
            "source": scorer_arrays(self.source_scorer),
        }
        arrays = {f"{part}/{name}": values for part, named in parts.items() for name, values in named.items()}
        arrays["header"] = np.frombuffer(json.dumps(_header()).encode(), dtype=np.uint8)
        with open(path, "wb") as stream:
            np.savez_compressed(stream, **arrays)

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
            with source.open("rb") as stream, np.load(stream, allow_pickle=False) as stored:
                arrays = {name: stored[name] for name in stored.files}
            header = json.loads(arrays.pop("header").tobytes())
            if header != json.loads(json.dumps(_header())):
                raise ValueError("it was written by another version")
            parts: dict[str, dict[str, Any]] = {}
            for name, values in arrays.items():
                part, _, own = name.partition("/")
                parts.setdefault(part, {})[own] = values
            return cls(
                read_lexicon(parts["lexicon"]),
                read_network(parts["network"]),
                read_chain(parts["chain"]),
                read_scorer(parts["cue"]),
                read_scorer(parts["source"]),
            )
        except OSError:
            raise
        except Exception as error:
            raise ValueError(f"{source}: not an attribution tagger ({error})") from error


def _header() -> dict[str, Any]:
    return {"format": FORMAT, "labels": LABELS, "slots": SLOTS, "pairs": PAIRS, "dilations": DILATIONS}
