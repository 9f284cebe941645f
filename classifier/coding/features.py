"""Features of a candidate: its clause with party and issue masked, and counts that hold in any domain.

The masks are what lets a model trained on one conflict read another: the party is HOLDER, other parties are OTHER, words of the issue are
ISSUE or, where they name its opposite, REVERSED, words of other issues are TOPIC. What is left is the language of accepting, refusing and making conditions.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_matrix
from sklearn.base import BaseEstimator, TransformerMixin

from classifier.codebook import Issue
from classifier.coding.evidence import evidence_tokens
from classifier.coding.lexicon import CLASSES, StanceLexicon, load_lexicon
from classifier.coding.linking import Links
from classifier.text.clauses import RELATIVES
from classifier.text.passages import TOKEN
from classifier.text.reading import Reading

ISSUE_LEAST = 0.42
"""How much a token must speak for the issue to be masked."""

TOPIC_LEAST = 0.55
"""How much a token must speak for another issue to be masked as TOPIC."""

SILENT = frozenset(",.()[]\"'“”‘’«»*")
ONE = {name: n for n, name in enumerate(CLASSES)}

OPERATORS = ("accept", "reject", "start", "end", "demand", "undecided")
SIGN = {"accept": 1, "start": 1, "demand": 1, "must": 1, "reject": -1, "end": -1, "negation": -1}

DENSE_FEATURES = (
    *(f"clause_{name}" for name in CLASSES), *(f"sentence_{name}" for name in CLASSES),
    "polarity", "polarity_between", "negations_before_issue", *(f"last_class_{name}" for name in OPERATORS), "composed", "composed_before",
    "reversed_in_clause", "reversed_strength", "issue_in_clause", "issue_tokens", "holder_before_issue", "holder_issue_gap", "others_between",
    "holder_in_clause", "does_away", "question", "clause_starts_sentence", "condition_after_issue", "condition_in_next", "statement_length", "exclaims",
)  # fmt: skip


def does_away(issue: Issue, lexicon: StanceLexicon | None = None) -> bool:
    """Whether a proposition is that something ends: words of ending then speak for it, words of keeping against it.

    Examples
    --------
    >>> from classifier.codebook import Issue
    >>> does_away(Issue(key="a", label="A", proposition="Short lets are banned."))
    True
    >>> does_away(Issue(key="b", label="B", proposition="Sanctions are kept."))
    False
    """
    words = [word.lower() for word in TOKEN.findall(issue.proposition)]
    classes = list((lexicon or load_lexicon()).read(words).values())
    ends = classes.count("end") > 0 and classes.count("start") == 0
    return ends != (classes.count("negation") % 2 == 1)


class DocumentMasker:
    """Masks the clauses of one document, sharing what all its candidates have in common.

    Parameters
    ----------
    reading : Reading
        The text as read.
    links : Links
        Which tokens speak for which issues.
    directions : sequence of bool
        For each issue whether its proposition does away with something, from `does_away`.
    lexicon : StanceLexicon, optional
        The words of stance; the packaged ones by default.
    """

    def __init__(self, reading: Reading, links: Links, directions: Sequence[bool], lexicon: StanceLexicon | None = None) -> None:
        passages = reading.passages
        self._reading = reading
        self._links = links
        self._sentence_of = passages.sentence_of
        self._sentences = passages.sentences
        lowered = [word.lower() for word in passages.words]
        self._classes = (lexicon or load_lexicon()).read(lowered)
        starts = {first for first, _ in passages.sentences}
        base: list[str] = []
        for i, word in enumerate(passages.words):
            if word[0].isdigit():
                base.append("NUM")
            elif word[0].isupper() and i not in starts and not word.isupper() and passages.quotation_of[i] == passages.quotation_of[i - 1]:
                base.append("NAME")
            else:
                base.append(lowered[i])
        self._base = base
        self._party: list[str | None] = [None] * len(base)
        for mention in reading.mentions:
            for i in range(mention.first, mention.last):
                self._party[i] = mention.party
        self._persons: dict[str, set[str]] = {}
        for statement in reading.statements:
            if statement.party and statement.speaker:
                self._persons.setdefault(statement.party, set()).update(statement.speaker.split())
        issue_fit, reversed_fit = links.issue_tokens.copy(), links.reversed_tokens.copy()
        carrying = list(self._classes)
        issue_fit[carrying] = links.issue_letters[carrying]
        reversed_fit[carrying] = links.reversed_letters[carrying]
        self._issue = issue_fit >= ISSUE_LEAST
        self._reversed = reversed_fit >= np.maximum(ISSUE_LEAST, issue_fit)
        fit = np.maximum(issue_fit, reversed_fit)
        best = fit.argmax(axis=1)
        rows = np.arange(len(fit))
        top = fit[rows, best]
        self._topic = np.broadcast_to((top >= TOPIC_LEAST)[:, None], fit.shape) & (fit < top[:, None])
        self._away = directions

    def _masked(self, first: int, last: int, party: str, issue: int) -> tuple[list[str], list[str]]:
        """The masked tokens of a range, and its classes and masks alone."""
        tokens: list[str] = []
        classes: list[str] = []
        names = self._persons.get(party, ())
        away = self._away[issue]
        words = self._reading.passages.words
        is_issue, is_reversed = self._issue[first:last, issue].tolist(), self._reversed[first:last, issue].tolist()
        is_topic = self._topic[first:last, issue].tolist()
        for n, i in enumerate(range(first, last)):
            holder = self._party[i]
            if is_reversed[n]:
                token = "REVERSED"
            elif is_issue[n]:
                token = "ISSUE"
            elif holder is not None:
                token = "HOLDER" if holder == party else "OTHER"
            elif is_topic[n]:
                token = "TOPIC"
            elif self._base[i] == "NAME" and words[i] in names:
                token = "HOLDER"
            else:
                token = self._base[i]
                if token not in SILENT and not (token == "NAME" and tokens and tokens[-1] == "NAME"):
                    tokens.append(token)
                kind = self._classes.get(i)
                if kind is not None:
                    classes.append(kind if kind not in ("start", "end") else "same" if (kind == "end") == away else "counter")
                continue
            if not tokens or tokens[-1] != token:
                tokens.append(token)
            if not classes or classes[-1] != token:
                classes.append(token)
            kind = self._classes.get(i)
            if kind in {"negation", "condition", "reject", "end"} and token != "ISSUE":
                classes.append(kind)
        return tokens, classes

    def words(self, clause: int, party: str, issue: int, anchor: int, statement: int) -> list[str]:
        """The text features of a candidate.

        Parameters
        ----------
        clause : int
            Number of the clause.
        party : str
            The possible holder.
        issue : int
            Number of the issue in the codebook.
        anchor : int
            The token that speaks most for the issue.
        statement : int
            Number of the statement by which the party speaks in the clause, -1 if none.

        Returns
        -------
        list of str
            ``w:`` runs of up to three masked words of the clause, ``k:`` runs of stance classes, ``s:`` and ``S:`` the same for the rest of the sentence.
        """
        first, last = evidence_tokens(self._reading, clause, anchor, statement)
        begin, end = self._sentences[self._sentence_of[first]]
        tokens, classes = self._masked(first, last, party, issue)
        if tokens and tokens[0] in RELATIVES and first > begin:
            before = self._masked(max(begin, first - 6), first, party, issue)[0]
            subject = [token for token in before if token in {"HOLDER", "OTHER"}][-1:]
            tokens, classes = [*subject, *tokens], [*subject, *classes]
        if statement >= 0:
            tokens = ["HOLDER:", *tokens]
            classes = ["HOLDER:", *classes]
        features = [f"w:{token}" for token in tokens]
        features += [f"w:{a} {b}" for a, b in zip(tokens, tokens[1:], strict=False)]
        features += [f"w:{a} {b} {c}" for a, b, c in zip(tokens, tokens[1:], tokens[2:], strict=False)]
        features += [f"k:{token}" for token in classes]
        features += [f"k:{a}>{b}" for a, b in zip(classes, classes[1:], strict=False)]
        features += [f"k:{a}>{b}>{c}" for a, b, c in zip(classes, classes[1:], classes[2:], strict=False)]
        features += [f"k:{a}>{b}>{c}>{d}" for a, b, c, d in zip(classes, classes[1:], classes[2:], classes[3:], strict=False)]
        features += self._around(tokens)
        if "REVERSED" in tokens:
            features += [f"r:{token}" for token in classes]
            features += [f"r:{token}" for token in tokens]
        for a, b in ((begin, first), (last, end)):
            if a < b:
                tokens, classes = self._masked(a, b, party, issue)
                features += [f"s:{token}" for token in tokens]
                features += [f"S:{x}>{y}" for x, y in zip(classes, classes[1:], strict=False)]
        return features

    @staticmethod
    def _around(tokens: list[str]) -> list[str]:
        """What stands just before and behind the issue, and just behind the holder, by place."""
        features = []
        for mark, before, behind in (("ISSUE", 3, 2), ("REVERSED", 3, 2), ("HOLDER", 0, 3)):
            if mark in tokens:
                at = tokens.index(mark)
                features += [f"{mark}-{d}:{tokens[at - d]}" for d in range(1, before + 1) if at >= d]
                features += [f"{mark}+{d}:{tokens[at + d]}" for d in range(1, behind + 1) if at + d < len(tokens)]
        return features

    def dense(self, clause: int, party: str, issue: int, at: int, anchor: int, statement: int) -> list[float]:
        """The counted features of a candidate, in the order of `DENSE_FEATURES`."""
        passages = self._reading.passages
        first, last = self._reading.clauses[clause]
        begin, end = self._sentences[self._sentence_of[first]]
        here = [0.0] * len(CLASSES)
        wide = [0.0] * len(CLASSES)
        classes = self._classes
        last_class, negations, polarity, between = "", 0, 0, 0
        composed, composed_before = 1, 1
        low, high = (min(at, anchor), max(at, anchor)) if first <= at < last else (first, anchor)
        condition_after = 0.0
        for i in range(begin, end):
            kind = classes.get(i)
            if kind is None:
                continue
            number = ONE[kind]
            wide[number] += 1
            away = self._away[issue]
            if first <= i < last:
                here[number] += 1
                if kind in ("start", "end"):
                    kind = "start" if (kind == "end") == away else "end"
                sign = SIGN.get(kind, 0)
                polarity += sign
                if low <= i <= high:
                    between += sign
                if sign < 0:
                    composed = -composed
                    if i <= anchor:
                        composed_before = -composed_before
                if i <= anchor:
                    if kind in {"accept", "reject", "start", "end", "demand", "undecided"}:
                        last_class = kind
                    negations += kind == "negation"
            if kind == "condition" and i > anchor:
                condition_after = 1.0
        clauses = self._reading.clauses
        following = clauses[clause + 1] if clause + 1 < len(clauses) else (0, 0)
        is_reversed = self._reversed[first:last, issue]
        is_issue = self._issue[first:last, issue]
        length = 0
        if statement >= 0:
            length = sum(b - a for a, b in self._reading.statements[statement].attribution.content)
        return [
            *here, *wide, polarity, between, negations, *(last_class == name for name in OPERATORS), composed, composed_before,
            is_reversed.any(), self._links.reversed_tokens[first:last, issue].max(initial=0.0), is_issue.any(), is_issue.sum(),
            first <= at < anchor, min(abs(anchor - at), 40) if at >= 0 else 60,
            sum(1 for p in {self._party[i] for i in range(low, high)} if p is not None and p != party), first <= at < last, self._away[issue],
            passages.words[end - 1] == "?" or (end >= 2 and passages.words[end - 2] == "?"), first == begin, condition_after,
            any(classes.get(i) == "condition" for i in range(*following)), min(length, 100), passages.words[end - 1] == "!",
        ]  # fmt: skip


class MaskedWords(TransformerMixin, BaseEstimator):
    """Turns lists of text features into a sparse matrix of ones.

    Parameters
    ----------
    min_count : int, default=3
        Rows in which a feature must occur to get a column.
    max_features : int, default=60000
        Most columns; the most frequent features are kept.

    Attributes
    ----------
    vocabulary_ : list of str
        The features, by column.

    Examples
    --------
    >>> words = MaskedWords(min_count=1).fit([["w:HOLDER", "w:rejects"], ["w:HOLDER"]])
    >>> words.vocabulary_
    ['w:HOLDER', 'w:rejects']
    >>> words.transform([["w:rejects", "w:unseen"]]).toarray().tolist()
    [[0.0, 1.0]]
    """

    def __init__(self, min_count: int = 3, max_features: int = 60_000) -> None:
        self.min_count = min_count
        self.max_features = max_features

    def fit(self, X: Sequence[Sequence[str]], y: ArrayLike | None = None) -> MaskedWords:
        """Choose the columns.

        Parameters
        ----------
        X : sequence of sequences of str
            The text features of each row.
        y : ignored
            For the convention's sake.

        Returns
        -------
        MaskedWords
            Itself.
        """
        counts: dict[str, int] = {}
        for row in X:
            for feature in set(row):
                counts[feature] = counts.get(feature, 0) + 1
        kept = sorted((feature for feature, count in counts.items() if count >= self.min_count), key=lambda f: (-counts[f], f))
        self.vocabulary_ = sorted(kept[: self.max_features])
        return self

    def transform(self, X: Iterable[Sequence[str]]) -> csr_matrix:
        """The matrix of ones, shape (n_rows, n_columns)."""
        column = self.__dict__.get("_column")
        if column is None or len(column) != len(self.vocabulary_):
            column = {feature: n for n, feature in enumerate(self.vocabulary_)}
            self._column = column
        indices: list[int] = []
        pointers = [0]
        find = column.get
        for row in X:
            indices += sorted({n for n in map(find, row) if n is not None})
            pointers.append(len(indices))
        data = np.ones(len(indices), dtype=np.float32)
        return csr_matrix((data, np.array(indices, dtype=np.int32), np.array(pointers, dtype=np.int32)), shape=(len(pointers) - 1, len(column)))

    def get_feature_names_out(self, input_features: ArrayLike | None = None) -> NDArray[np.object_]:
        """The features, by column."""
        return np.array(self.vocabulary_, dtype=object)
