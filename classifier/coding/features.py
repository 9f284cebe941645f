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
from classifier.coding.counts import DENSE_FEATURES, OWN_COLUMNS, DocumentCounter
from classifier.coding.evidence import evidence_tokens
from classifier.coding.lexicon import StanceLexicon, load_lexicon
from classifier.coding.linking import Links
from classifier.coding.runs import clause_runs, rest_runs
from classifier.text.clauses import RELATIVES
from classifier.text.passages import TOKEN, Passages
from classifier.text.reading import Reading, Span

__all__ = ["DENSE_FEATURES", "DocumentMasker", "MaskedWords", "does_away"]

ISSUE_LEAST = 0.42
"""How much a token must speak for the issue to be masked."""

TOPIC_LEAST = 0.55
"""How much a token must speak for another issue to be masked as TOPIC."""

SILENT = frozenset(",.()[]\"'“”‘’«»*")
PLAIN, ISSUE, REVERSED, TOPIC = range(4)
"""What a token is to an issue."""


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


Masked = tuple[list[str], list[str]]
"""Masked words, and stance classes and masks alone."""


class DocumentMasker:
    """Masks the clauses of one document, sharing what all its candidates have in common.

    Most holders of a clause are not named in it, and most issues have no word in it: what is masked for one then holds for the others.

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

    Attributes
    ----------
    counter : DocumentCounter
        Counts what stands in the clauses.
    """

    def __init__(self, reading: Reading, links: Links, directions: Sequence[bool], lexicon: StanceLexicon | None = None) -> None:
        passages = reading.passages
        self._reading = reading
        self._sentence_of = passages.sentence_of
        self._sentences = passages.sentences
        lowered = [word.lower() for word in passages.words]
        self._classes = (lexicon or load_lexicon()).read(lowered)
        self._base = self._base_words(passages, lowered)
        self._party: list[str | None] = [None] * len(lowered)
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
        is_issue = issue_fit >= ISSUE_LEAST
        is_reversed = reversed_fit >= np.maximum(ISSUE_LEAST, issue_fit)
        fit = np.maximum(issue_fit, reversed_fit)
        top = fit.max(axis=1, keepdims=True, initial=0.0)
        is_topic = (top >= TOPIC_LEAST) & (fit < top)
        self._marks = np.where(is_reversed, REVERSED, np.where(is_issue, ISSUE, np.where(is_topic, TOPIC, PLAIN))).astype(np.uint8)
        self._marks_of: dict[int, bytes] = {}
        self._away = directions
        self.counter = DocumentCounter(reading, links, directions, self._classes, self._party, is_issue, is_reversed)
        self._named_in: dict[Span, tuple[set[str], set[str]]] = {}
        self._evidence: dict[tuple[int, int, int], Span] = {}
        self._masked_as: dict[tuple[Span, str | None, bytes, bool], Masked] = {}
        self._clause_runs: dict[tuple[Span, str | None, bytes, bool, bool, str], list[str]] = {}
        self._rest_runs: dict[tuple[Span, str | None, bytes, bool], list[str]] = {}
        self._rows: dict[tuple[Span, str | None, bytes, bool, bool], list[str]] = {}

    @staticmethod
    def _base_words(passages: Passages, lowered: list[str]) -> list[str]:
        """The tokens without digits and names."""
        starts = {first for first, _ in passages.sentences}
        quotation_of = passages.quotation_of
        base = lowered.copy()
        for i, word in enumerate(passages.words):
            initial = word[0]
            if initial.isdigit():
                base[i] = "NUM"
            elif initial.isupper() and i not in starts and not word.isupper() and quotation_of[i] == quotation_of[i - 1]:
                base[i] = "NAME"
        return base

    def _view(self, span: Span, party: str) -> str | None:
        """The party if the masks of a range depend on it, None if they are those of any party that is not there."""
        found = self._named_in.get(span)
        if found is None:
            places = range(*span)
            words = self._reading.passages.words
            parties = {party for party in self._party[span[0] : span[1]] if party is not None}
            found = self._named_in[span] = (parties, {words[i] for i in places if self._base[i] == "NAME"})
        parties, names = found
        if party in parties:
            return party
        persons = self._persons.get(party)
        return None if persons is None or names.isdisjoint(persons) else party

    def _marks_for(self, issue: int) -> bytes:
        """What each token is to an issue."""
        found = self._marks_of.get(issue)
        if found is None:
            found = self._marks_of[issue] = self._marks[:, issue].tobytes()
        return found

    def _masked(self, span: Span, party: str, issue: int) -> Masked:
        """The masked tokens of a range, and its classes and masks alone."""
        key = (span, self._view(span, party), self._marks_for(issue)[span[0] : span[1]], self._away[issue])
        found = self._masked_as.get(key)
        if found is None:
            found = self._masked_as[key] = self._mask(*key)
        return found

    def _mask(self, span: Span, party: str | None, marks: bytes, away: bool) -> Masked:
        tokens: list[str] = []
        classes: list[str] = []
        names = self._persons.get(party, ()) if party is not None else ()
        words = self._reading.passages.words
        holders, base, kinds = self._party, self._base, self._classes
        before = ""
        for i, mark in enumerate(marks, span[0]):
            holder = holders[i]
            if mark == REVERSED:
                token = "REVERSED"
            elif mark == ISSUE:
                token = "ISSUE"
            elif holder is not None:
                token = "HOLDER" if holder == party else "OTHER"
            elif mark == TOPIC:
                token = "TOPIC"
            elif (token := base[i]) == "NAME" and words[i] in names:
                token = "HOLDER"
            else:
                if token not in SILENT and not (token == "NAME" and before == "NAME"):
                    tokens.append(token)
                    before = token
                if i in kinds:
                    kind = kinds[i]
                    classes.append(kind if kind not in ("start", "end") else "same" if (kind == "end") == away else "counter")
                continue
            if before != token:
                tokens.append(token)
                before = token
            if not classes or classes[-1] != token:
                classes.append(token)
            if i in kinds and token != "ISSUE" and kinds[i] in {"negation", "condition", "reject", "end"}:
                classes.append(kinds[i])
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
            Candidates that read the same share one list: leave it as it is.
        """
        place = (clause, anchor, statement)
        span = self._evidence.get(place)
        if span is None:
            span = self._evidence[place] = evidence_tokens(self._reading, *place)
        sentence = self._sentences[self._sentence_of[span[0]]]
        key = (span, self._view(sentence, party), self._marks_for(issue)[sentence[0] : sentence[1]], self._away[issue], statement >= 0)
        found = self._rows.get(key)
        if found is None:
            found = self._rows[key] = self._clause_features(span, sentence, party, issue, statement >= 0)
            for rest in ((sentence[0], span[0]), (span[1], sentence[1])):
                if rest[0] < rest[1]:
                    found += self._rest_features(rest, party, issue)
        return found

    def _clause_features(self, span: Span, sentence: Span, party: str, issue: int, speaks: bool) -> list[str]:
        """A new list of the text features of a clause's evidence."""
        tokens, classes = self._masked(span, party, issue)
        subject = ""
        if tokens and tokens[0] in RELATIVES and span[0] > sentence[0]:
            before = self._masked((max(sentence[0], span[0] - 6), span[0]), party, issue)[0]
            subject = next((token for token in reversed(before) if token in {"HOLDER", "OTHER"}), "")
        key = (span, self._view(span, party), self._marks_for(issue)[span[0] : span[1]], self._away[issue], speaks, subject)
        found = self._clause_runs.get(key)
        if found is None:
            opening = [*(["HOLDER:"] if speaks else []), *([subject] if subject else [])]
            found = self._clause_runs[key] = clause_runs([*opening, *tokens], [*opening, *classes])
        return found.copy()

    def _rest_features(self, span: Span, party: str, issue: int) -> list[str]:
        """The text features of a part of the sentence before or behind the evidence."""
        key = (span, self._view(span, party), self._marks_for(issue)[span[0] : span[1]], self._away[issue])
        found = self._rest_runs.get(key)
        if found is None:
            found = self._rest_runs[key] = rest_runs(*self._masked(span, party, issue))
        return found

    def dense(self, clause: int, party: str, issue: int, at: int, anchor: int, statement: int) -> list[float]:
        """The counted features of a candidate, in the order of `DENSE_FEATURES`."""
        row = self.counter.shared(clause, issue, anchor)
        for column, value in zip(OWN_COLUMNS, self.counter.own(clause, party, issue, at, anchor, statement), strict=True):
            row[column] = value
        return row


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
        # Candidates that read the same share one list; the row is kept with its columns, so that no other gets its id.
        known: dict[int, tuple[Sequence[str], list[int]]] = {}
        for row in X:
            found = known.get(id(row))
            if found is None:
                found = known[id(row)] = (row, sorted({n for n in map(find, row) if n is not None}))
            indices += found[1]
            pointers.append(len(indices))
        data = np.ones(len(indices), dtype=np.float32)
        return csr_matrix((data, np.array(indices, dtype=np.int32), np.array(pointers, dtype=np.int32)), shape=(len(pointers) - 1, len(column)))

    def get_feature_names_out(self, input_features: ArrayLike | None = None) -> NDArray[np.object_]:
        """The features, by column."""
        return np.array(self.vocabulary_, dtype=object)
