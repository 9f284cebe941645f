"""Counts: the numbers that a candidate's clause gives, split into those that all its holders share and those of one holder."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from classifier.coding.lexicon import CLASSES
from classifier.coding.linking import Links
from classifier.text.reading import Reading

ONE = {name: n for n, name in enumerate(CLASSES)}

OPERATORS = ("accept", "reject", "start", "end", "demand", "undecided")
SIGN = {"accept": 1, "start": 1, "demand": 1, "must": 1, "reject": -1, "end": -1, "negation": -1}

DENSE_FEATURES = (
    *(f"clause_{name}" for name in CLASSES), *(f"sentence_{name}" for name in CLASSES),
    "polarity", "polarity_between", "negations_before_issue", *(f"last_class_{name}" for name in OPERATORS), "composed", "composed_before",
    "reversed_in_clause", "reversed_strength", "issue_in_clause", "issue_tokens", "holder_before_issue", "holder_issue_gap", "others_between",
    "holder_in_clause", "does_away", "question", "clause_starts_sentence", "condition_after_issue", "condition_in_next", "statement_length", "exclaims",
)  # fmt: skip
OWN_FEATURES = ("polarity_between", "holder_before_issue", "holder_issue_gap", "others_between", "holder_in_clause", "statement_length")
"""Those that differ between the holders of one clause and issue."""
OWN_COLUMNS = [DENSE_FEATURES.index(name) for name in OWN_FEATURES]

Kinds = list[tuple[int, str]]


class DocumentCounter:
    """Counts what stands in the clauses of one document, sharing what all its candidates have in common.

    Parameters
    ----------
    reading : Reading
        The text as read.
    links : Links
        Which tokens speak for which issues.
    directions : sequence of bool
        For each issue whether its proposition does away with something.
    classes : dict of int to str
        Stance class of each token that has one, in the order of the tokens.
    party : list of (str or None)
        The party that each token names.
    is_issue, is_reversed : ndarray of bool, shape (n_tokens, n_issues)
        Tokens that name an issue, or its opposite.
    """

    def __init__(
        self,
        reading: Reading,
        links: Links,
        directions: Sequence[bool],
        classes: dict[int, str],
        party: list[str | None],
        is_issue: NDArray[np.bool_],
        is_reversed: NDArray[np.bool_],
    ) -> None:
        self._reading = reading
        self._away = directions
        self._party = party
        passages = reading.passages
        self._kinds: list[Kinds] = [[] for _ in passages.sentences]
        for i, kind in classes.items():
            self._kinds[passages.sentence_of[i]].append((i, kind))
        begins = np.array([first for first, _ in reading.clauses], dtype=np.intp)
        self._reversed_in: list[list[bool]] = np.logical_or.reduceat(is_reversed, begins).tolist()
        self._strength: list[list[float]] = np.maximum.reduceat(links.reversed_tokens, begins).tolist()
        self._issue_count: list[list[int]] = np.add.reduceat(is_issue, begins, dtype=np.intp).tolist()
        self._clauses: dict[int, tuple[list[float], list[float], Kinds]] = {}
        self._stretches: dict[tuple[int, int, int, bool], tuple[int, set[str]]] = {}
        self._lengths = [sum(b - a for a, b in statement.attribution.content) for statement in reading.statements]

    def _clause(self, clause: int) -> tuple[list[float], list[float], Kinds]:
        """What no issue changes: counts of the classes in the clause and the sentence, the beginnings and ends; and its tokens with a class."""
        found = self._clauses.get(clause)
        if found is not None:
            return found
        passages, clauses = self._reading.passages, self._reading.clauses
        words = passages.words
        first, last = clauses[clause]
        begin, end = passages.sentences[passages.sentence_of[first]]
        here, wide = [0.0] * len(CLASSES), [0.0] * len(CLASSES)
        inside: Kinds = []
        for i, kind in self._kinds[passages.sentence_of[first]]:
            wide[ONE[kind]] += 1
            if first <= i < last:
                here[ONE[kind]] += 1
                inside.append((i, kind))
        condition_next = False
        if clause + 1 < len(clauses):
            following = clauses[clause + 1]
            condition_next = any(kind == "condition" and following[0] <= i < following[1] for i, kind in self._kinds[passages.sentence_of[following[0]]])
        question = words[end - 1] == "?" or (end >= 2 and words[end - 2] == "?")
        found = ([*here, *wide], [question, first == begin, condition_next, words[end - 1] == "!"], inside)
        self._clauses[clause] = found
        return found

    def shared(self, clause: int, issue: int, anchor: int) -> list[float]:
        """The counts of a clause and an issue in the order of `DENSE_FEATURES`, with zeros in `OWN_COLUMNS`."""
        counts, (question, opens, condition_next, exclaims), inside = self._clause(clause)
        away = self._away[issue]
        polarity, composed, composed_before, negations, last_class = 0, 1, 1, 0, ""
        for i, kind in inside:
            if kind in ("start", "end"):
                kind = "start" if (kind == "end") == away else "end"
            sign = SIGN.get(kind, 0)
            polarity += sign
            if sign < 0:
                composed = -composed
            if i <= anchor:
                if sign < 0:
                    composed_before = -composed_before
                if kind in OPERATORS:
                    last_class = kind
                negations += kind == "negation"
        sentence = self._reading.passages.sentence_of[self._reading.clauses[clause][0]]
        condition_after = any(kind == "condition" and i > anchor for i, kind in self._kinds[sentence])
        issue_count = self._issue_count[clause][issue]
        return [
            *counts, polarity, 0.0, negations, *(last_class == name for name in OPERATORS), composed, composed_before,
            self._reversed_in[clause][issue], self._strength[clause][issue], issue_count > 0, issue_count, 0.0, 0.0, 0.0, 0.0, away,
            question, opens, condition_after, condition_next, 0.0, exclaims,
        ]  # fmt: skip

    def own(self, clause: int, party: str, issue: int, at: int, anchor: int, statement: int) -> tuple[float, ...]:
        """The counts of one holder in the order of `OWN_FEATURES`."""
        first, last = self._reading.clauses[clause]
        inside = first <= at < last
        low, high = (min(at, anchor), max(at, anchor)) if inside else (first, anchor)
        key = (clause, low, high, self._away[issue])
        found = self._stretches.get(key)
        if found is None:
            found = self._stretches[key] = self._stretch(*key)
        between, named = found
        others = len(named) - (party in named)
        length = min(self._lengths[statement], 100) if statement >= 0 else 0
        return between, first <= at < anchor, min(abs(anchor - at), 40) if at >= 0 else 60, others, inside, length

    def _stretch(self, clause: int, low: int, high: int, away: bool) -> tuple[int, set[str]]:
        """The sum of signs in a stretch of a clause, and the parties that it names."""
        between = 0
        for i, kind in self._clause(clause)[2]:
            if low <= i <= high:
                if kind in ("start", "end"):
                    kind = "start" if (kind == "end") == away else "end"
                between += SIGN.get(kind, 0)
        return between, {party for party in self._party[low:high] if party is not None}
