"""Which source, and which cue, a content belongs to.

Spans found by the chain are joined by two small linear scorers, one for (content, cue) and one for (content, source): each content
takes its best partner
near it. A quotation that goes on in the next paragraph with nobody named there keeps the speaker it had.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from classifier.text.attribution_features import CONTENT, CUE, KINDS, QUOTE_MARKS, ROLE_OF_LABEL, SINGLE_MARKS, SOURCE, IntArray, kind_of
from classifier.text.passages import Passages

Span = tuple[int, int]
REACH = 4
"""How many spans of a role to either side of a content are looked at."""
_GAPS = (0, 1, 2, 3, 5, 8, 13, 21, 34, 55)
_LETTERS = {SOURCE: "S", CUE: "C", CONTENT: "T"}


@dataclass
class Scorer:
    """A linear scorer of pairs of spans.

    Attributes
    ----------
    weights : dict of str to float
    bias : float
    """

    weights: dict[str, float] = field(default_factory=dict)
    bias: float = 0.0

    def score(self, features: list[str]) -> float:
        """Log odds that the pair belongs together."""
        weights = self.weights
        total = self.bias
        for feature in features:
            total += weights.get(feature, 0.0)
        return total


@lru_cache(maxsize=50_000)
def _kind_name(word: str) -> str:
    return KINDS[kind_of(word)]


def spans_of(labels: IntArray, passages: Passages) -> dict[int, list[Span]]:
    """The spans of each role in a labelling; none runs across a paragraph's end."""
    found: dict[int, list[Span]] = {SOURCE: [], CUE: [], CONTENT: []}
    count = len(labels)
    if not count:
        return found
    roles = ROLE_OF_LABEL[labels]
    breaks = np.zeros(count + 1, dtype=bool)
    breaks[[0, count]] = True
    breaks[1:count] = (roles[1:] != roles[:-1]) | ((labels[1:] % 2 == 1) & (labels[1:] > 0))
    breaks[[first for first, _ in passages.paragraphs]] = True
    edges = np.flatnonzero(breaks).tolist()
    held = roles[edges[:-1]].tolist()
    for first, last, role in zip(edges, edges[1:], held, strict=False):
        if role:
            found[role].append((first, last))
    return found


class SpanMap:
    """The spans of a text, asked for what lies between two of them.

    Parameters
    ----------
    passages : Passages
    spans : dict of int to list of (int, int)
        Spans of each role, in text order.
    """

    def __init__(self, passages: Passages, spans: dict[int, list[Span]]) -> None:
        """Sort the spans by place."""
        self.passages = passages
        self.spans = spans
        self.starts = {role: [first for first, _ in listed] for role, listed in spans.items()}
        merged = sorted((first, last, _LETTERS[role]) for role, listed in spans.items() for first, last in listed)
        self._begins = [first for first, _, _ in merged]
        self._letters = "".join(letter for _, _, letter in merged)
        self._words = passages.words

    def between(self, first: int, last: int) -> str:
        """Roles of the spans that begin in a token range, a letter each."""
        if first >= last:
            return ""
        return self._letters[bisect_left(self._begins, first) : bisect_left(self._begins, last)][:5]

    def near(self, role: int, content: Span) -> list[Span]:
        """Spans of a role close to a content: those of its paragraph, else the last before it and the next after it."""
        passages = self.passages
        listed, starts = self.spans[role], self.starts[role]
        middle = bisect_left(starts, content[0])
        first, last = passages.paragraphs[passages.paragraph_of[content[0]]]
        close = [span for span in listed[max(0, middle - REACH) : middle + REACH] if first <= span[0] < last]
        return close or [
            span
            for span in listed[max(0, middle - 1) : middle + 1]
            if abs(passages.paragraph_of[span[0]] - passages.paragraph_of[content[0]]) == 1
        ]

    def goes_on(self, earlier: Span, content: Span) -> bool:
        """Whether a content carries a quotation on from the paragraph before."""
        passages = self.passages
        paragraph = passages.paragraph_of[content[0]]
        if passages.paragraph_of[earlier[1] - 1] != paragraph - 1 or not self.quoted(content) or not self.quoted(earlier):
            return False
        first, last = passages.paragraphs[paragraph]
        starts = self.starts[SOURCE]
        return content[0] <= first + 1 and bisect_left(starts, first) == bisect_left(starts, last)

    def quoted(self, span: Span) -> bool:
        """Whether a span begins in a quotation or with its mark."""
        first = self._words[span[0]]
        return self.passages.quotation_of[span[0]] >= 0 or first in QUOTE_MARKS or first in SINGLE_MARKS

    def edge(self, token: int) -> str:
        """Kind of the token, as a short name."""
        if token < 0 or token >= len(self._words):
            return "none"
        return _kind_name(self._words[token])

    def features(self, content: Span, other: Span, role: int, cue: Span | None = None) -> list[str]:
        """Features of a content and a source or cue.

        Parameters
        ----------
        content, other : (int, int)
            Token ranges.
        role : int
            Role of `other`.
        cue : (int, int), optional
            The cue the content has been given, when `other` is a source.

        Returns
        -------
        list of str
        """
        passages = self.passages
        sentence_of, paragraph_of, quotation_of = passages.sentence_of, passages.paragraph_of, passages.quotation_of
        ahead = other[0] < content[0]
        if ahead:
            gap = content[0] - other[1]
            pattern = self.between(other[1], content[0])
            sentences = sentence_of[content[0]] - sentence_of[other[1] - 1]
            own_sentences = sentence_of[content[1] - 1] - sentence_of[content[0]]
        else:
            gap = other[0] - content[1]
            pattern = self.between(content[1], other[0])
            sentences = sentence_of[other[0]] - sentence_of[content[1] - 1]
            own_sentences = sentence_of[content[1] - 1] - sentence_of[content[0]]
        side = ">" if ahead else "<"
        sentences = min(sentences, 3)
        paragraphs = paragraph_of[other[0]] - paragraph_of[content[0]]
        step = bisect_left(_GAPS, max(gap, 0))
        quoted = int(self.quoted(content))
        other_quoted = quotation_of[other[0]]
        inside = 0 if other_quoted < 0 else 2 if other_quoted == quotation_of[content[0]] else 1
        rank = pattern.count(_LETTERS[role])
        contents = pattern.count("T")
        key = f"{side}{sentences}"
        features = [
            f"pattern{side}{pattern}",
            f"pattern{key}{pattern}",
            f"rank{key}{rank}",
            f"contents{key}{contents}",
            f"paragraphs{paragraphs}{side}",
            f"gap{side}{step}",
            f"gap{key}{step}{quoted}",
            f"quoted{side}{quoted}{inside}{sentences}",
            f"long{side}{min(own_sentences, 3)}{sentences}{quoted}",
            f"before{side}{self.edge(other[0] - 1)}",
            f"after{side}{self.edge(other[1])}",
            f"first{side}{self.edge(other[0])}{min(other[1] - other[0], 4)}",
            f"content{key}{self.edge(content[0] - 1)}",
            f"ends{key}{self.edge(content[1])}",
            f"opens{key}{self.edge(content[0])}{int(content[0] == passages.sentences[sentence_of[content[0]]][0])}",
        ]
        following, previous = self.between(other[1], other[1] + 12)[:2], self.between(max(other[0] - 12, 0), other[0])[-2:]
        features += [f"around{side}{previous}.{following}", f"around{key}{previous}.{following}.{pattern}"]
        if role == SOURCE:
            if cue is None:
                features.append(f"nocue{key}")
            else:
                left = other[0] < cue[0]
                distance = cue[0] - other[1] if left else other[0] - cue[1]
                order = f"{int(left)}{int(cue[0] < content[0])}{side}"
                inner = self.between(min(other[1], cue[1]), max(cue[0], other[0]))
                apart = min(abs(sentence_of[cue[0]] - sentence_of[other[0]]), 2)
                features += [
                    f"cue{order}{inner}",
                    f"cuegap{order}{bisect_left(_GAPS, max(distance, 0))}",
                    f"cueapart{order}{apart}",
                    f"cuegap{apart}{bisect_left(_GAPS, max(distance, 0))}{inner[:2]}",
                ]
        return features


def best_partner(spans: SpanMap, scorer: Scorer, content: Span, role: int, least: float, cue: Span | None = None) -> Span | None:
    """The span of a role that goes best with a content, None if none scores `least` or more."""
    near = spans.near(role, content)
    sentence_of = spans.passages.sentence_of
    if len(near) == 1 and sentence_of[near[0][0]] in (sentence_of[content[0]], sentence_of[content[1] - 1]):
        # The only one there is, in the same sentence: scoring would hardly ever say no.
        return near[0]
    best: Span | None = None
    highest = least
    for other in near:
        score = scorer.score(spans.features(content, other, role, cue))
        if score > highest:
            best, highest = other, score
    return best
