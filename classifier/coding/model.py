"""The classifier: from documents and a codebook to positions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.base import BaseEstimator
from sklearn.exceptions import NotFittedError

from classifier.codebook import Codebook
from classifier.coding.calibration import Calibration, learn_calibration
from classifier.coding.candidates import IGNORED, NONE, Candidates, Survey, Surveyor, label_candidates, label_holders, label_links, pair_up
from classifier.coding.decision import decision_table
from classifier.coding.evidence import evidence_span
from classifier.coding.features import MaskedWords
from classifier.coding.stages import Floats, chances, decision_trees, fit_trees, folds, linear, out_of_fold, rounded, stack, stance_trees, trees
from classifier.document import Document
from classifier.position import COLUMNS, STANCES, Position, party_key

STANCE_CODES = tuple(range(1, len(STANCES) + 1))
CHUNK = 64
CHUNK_CHARACTERS = 250_000
"""So many documents, and so much text, are labelled together."""
LEAST_ASKED = 0.02
"""Candidates less likely to be a position than this are not asked for their stance."""
SCREENING, LEAST_SCREENED = 20, 0.005
"""Rounds of boosting of the trees that rule links out, and what they must give one: of the links that matter, three in ten thousand are lost."""
STAGES = ("holder_", "screen_", "link_", "words_", "position_text_", "stance_text_", "position_", "stance_")
"""What `PositionClassifier.fit_stages` learns."""
NO_WORSE = 0.985
"""The curve of F1 is flat at its top: of the thresholds within this share of the best one the highest is taken, which errs least."""


def no_stance(n_rows: int) -> Floats:
    """What is said of the stance of candidates that were not asked for it: all are alike, shape (n_rows, 4)."""
    return np.full((n_rows, len(STANCES)), 1 / len(STANCES))


@dataclass(frozen=True)
class Unseen:
    """What fitted stages say of training documents when those were left out.

    Attributes
    ----------
    candidates : Candidates
        Their rows.
    labels : ndarray of int8, shape (n_rows,)
        From `label_candidates`.
    table : ndarray of float32, shape (n_rows, n_columns)
        What the boosted trees saw.
    position : ndarray, shape (n_rows,)
        How likely each row is a position.
    stance : ndarray, shape (n_rows, 4)
        How likely each stance is if it is one.
    splits : list of (ndarray, ndarray)
        The folds, by row.
    copies : int
        How many of the last documents are copies of others.
    reworded : ndarray of bool, shape (n_documents,)
        Which of them have their codebook in other words.
    """

    candidates: Candidates
    labels: NDArray[np.int8]
    table: NDArray[np.float32]
    position: Floats
    stance: Floats
    splits: list[tuple[NDArray[np.intp], NDArray[np.intp]]]
    copies: int
    reworded: NDArray[np.bool_]


class PositionClassifier(BaseEstimator):
    """Labels the position of each party on each issue of a codebook.

    Parameters
    ----------
    codebook : Codebook, optional
        The issues, where `fit` and `predict` are not given any.
    least_holder, least_link : float, default=0.04, 0.02
        Holders and issues less likely than this make no candidate.
    least_both : float, default=0.01
        Nor do those whose product is less.
    n_folds : int, default=5
        Folds in which a stage is trained on what the one before says of unseen documents.
    C_position, C_stance : float, default=0.05, 0.3
        Inverse regularisation of the linear models over masked words.
    tree_iterations : int, default=200
        Rounds of boosting.
    threshold : float or None, default=None
        Least probability of a position that is reported; None takes the one that was best on unseen training documents.
    random_state : int, default=0
        Seed.

    Attributes
    ----------
    threshold_ : float
        The least probability in use.
    calibration_ : tuple of float
        Slope and shift of a `Calibration`.
    n_documents_, n_positions_ : int
        What it was trained on.

    Examples
    --------
    >>> PositionClassifier(threshold=0.5).get_params()["threshold"]
    0.5
    """

    def __init__(
        self,
        codebook: Codebook | None = None,
        least_holder: float = 0.04,
        least_link: float = 0.02,
        least_both: float = 0.01,
        n_folds: int = 5,
        C_position: float = 0.05,
        C_stance: float = 0.3,
        tree_iterations: int = 200,
        threshold: float | None = None,
        random_state: int | None = 0,
    ) -> None:
        self.codebook = codebook
        self.least_holder = least_holder
        self.least_link = least_link
        self.least_both = least_both
        self.n_folds = n_folds
        self.C_position = C_position
        self.C_stance = C_stance
        self.tree_iterations = tree_iterations
        self.threshold = threshold
        self.random_state = random_state

    def fit(self, X: Sequence[Document], y: Sequence[Sequence[Position]], codebooks: Sequence[Codebook] | None = None) -> PositionClassifier:
        """Learn from coded documents.

        Parameters
        ----------
        X : sequence of Document
            The articles.
        y : sequence of sequence of Position
            The codes of each.
        codebooks : sequence of Codebook, optional
            The codebook of each; `codebook` for all by default.

        Returns
        -------
        PositionClassifier
            Itself.

        Raises
        ------
        ValueError
            If there is no codebook, or no position at all.
        """
        books = self._books(len(X), codebooks)
        surveyors: dict[int, Surveyor] = {}

        def surveyor_of(book: Codebook) -> Surveyor:
            if id(book) not in surveyors:
                surveyors[id(book)] = Surveyor(book, getattr(self, "tagger_", None), getattr(self, "judge_", None))
            return surveyors[id(book)]

        surveys = [surveyor_of(book)(document) for document, book in zip(X, books, strict=True)]
        return self.fit_surveys(surveys, y, books)

    def _books(self, n: int, codebooks: Sequence[Codebook] | None) -> list[Codebook]:
        if codebooks is not None:
            if len(codebooks) != n:
                raise ValueError(f"{len(codebooks)} codebooks for {n} documents; one each")
            return list(codebooks)
        if self.codebook is None:
            raise ValueError("no codebook: give one to PositionClassifier or to the call")
        return [self.codebook] * n

    def fit_surveys(self, surveys: Sequence[Survey], y: Sequence[Sequence[Position]], books: Sequence[Codebook]) -> PositionClassifier:
        """Learn from documents that are already surveyed; `fit` does both."""
        first = self.fit_stages(surveys, y, books, [book.name for book in books])
        self.fit_decision(first, y, books)
        return self

    def fit_stages(
        self,
        surveys: Sequence[Survey],
        y: Sequence[Sequence[Position]],
        books: Sequence[Codebook],
        groups: Sequence[Any],
        copies: int = 0,
        reworded: NDArray[np.bool_] | None = None,
    ) -> Unseen:
        """Fit all stages but the decision.

        Parameters
        ----------
        surveys : sequence of Survey
            The documents.
        y : sequence of sequence of Position
            Their codes.
        books : sequence of Codebook
            The codebook of each.
        groups : sequence
            What each document belongs to; folds keep the documents of a group together.
        copies : int, default=0
            How many of the last documents are copies of others, with other codebooks: they are learned from, but no threshold is chosen by them.
        reworded : ndarray of bool, shape (n_documents,), optional
            Which of the copies have their codebook in other words: they teach which clauses take a position on which issue, but no stances and no
            decision.

        Returns
        -------
        Unseen
            What the stages say of documents that they were not trained on.

        Raises
        ------
        ValueError
            If there is no position at all.
        """
        if not any(y):
            raise ValueError("no positions to learn from")
        seed = self.random_state
        document_rows = [np.full(len(survey.holders.party), n) for n, survey in enumerate(surveys)]
        at = np.concatenate(document_rows)
        held = np.concatenate([label_holders(survey, codes) for survey, codes in zip(surveys, y, strict=True)])
        shown = held != IGNORED
        features = np.concatenate([survey.holders.features for survey in surveys])
        self.holder_ = fit_trees(trees(self.tree_iterations, seed), features[shown], held[shown])
        splits = folds([groups[n] for n in at], self.n_folds, at.tolist())
        holder_oof = out_of_fold(trees(self.tree_iterations, seed), features, held, shown, splits, (1,))[:, 0]
        bounds = np.cumsum([len(rows) for rows in document_rows])[:-1]
        holder_probability = np.split(holder_oof, bounds)

        linked = [label_links(survey, codes, book.keys) for survey, codes, book in zip(surveys, y, books, strict=True)]
        features = np.concatenate([survey.links.features.reshape(-1, survey.links.features.shape[2]) for survey in surveys])
        labels = np.concatenate([table.ravel() for table in linked])
        at = np.concatenate([np.full(table.size, n) for n, table in enumerate(linked)])
        self.screen_ = fit_trees(trees(SCREENING, seed, leaves=15, rate=0.2), features, labels)
        self.link_ = fit_trees(trees(self.tree_iterations, seed), features, labels)
        splits = folds([groups[n] for n in at], self.n_folds, at.tolist())
        link_oof = out_of_fold(trees(self.tree_iterations, seed), features, labels, np.ones(len(labels), dtype=bool), splits, (1,))[:, 0]
        bounds = np.cumsum([table.size for table in linked])[:-1]
        link_probability = [part.reshape(table.shape) for part, table in zip(np.split(link_oof, bounds), linked, strict=True)]

        candidates = pair_up(surveys, holder_probability, link_probability, self.least_holder, self.least_link, self.least_both)
        labels = label_candidates(candidates, surveys, y, [book.keys for book in books])
        document = candidates.frame["document"].to_numpy()
        splits = folds([groups[n] for n in document], self.n_folds, document.tolist())
        counted = labels != IGNORED
        is_position = (labels > NONE).astype(np.int8)
        other_words = np.zeros(len(surveys), dtype=bool) if reworded is None else reworded
        takes = (labels > NONE) & ~other_words[document]
        self.words_ = MaskedWords().fit([words for words, keep in zip(candidates.words, counted, strict=True) if keep])
        sparse = self.words_.transform(candidates.words)
        position_text = linear(self.C_position, binary=True, random_state=seed)
        stance_text = linear(self.C_stance, binary=False, random_state=seed)
        position_oof = out_of_fold(position_text, sparse, is_position, counted, splits, (1,))
        stance_oof = out_of_fold(stance_text, sparse, labels, takes, splits, STANCE_CODES)
        self.position_text_ = rounded(position_text.fit(sparse[counted], is_position[counted]))
        self.stance_text_ = rounded(stance_text.fit(sparse[takes], labels[takes]))
        table = stack(candidates.dense, position_oof, stance_oof)
        self.position_ = fit_trees(trees(self.tree_iterations, seed), table[counted], is_position[counted])
        self.stance_ = fit_trees(stance_trees(self.tree_iterations, seed), table[takes], labels[takes])
        position = out_of_fold(trees(self.tree_iterations, seed), table, is_position, counted, splits, (1,))[:, 0]
        stance = out_of_fold(stance_trees(self.tree_iterations, seed), table, labels, takes, splits, STANCE_CODES)
        stance[position < LEAST_ASKED] = no_stance(1)
        self.n_documents_ = len(surveys) - copies
        self.n_positions_ = sum(map(len, y[: self.n_documents_]))
        return Unseen(candidates, labels, table, position, stance, splits, copies, other_words)

    def fit_decision(self, first: Unseen, y: Sequence[Sequence[Position]], books: Sequence[Codebook]) -> None:
        """Learn to decide from what fitted stages say of documents that they had not seen.

        Parameters
        ----------
        first : Unseen
            From `fit_stages`.
        y : sequence of sequence of Position
            The codes of each document.
        books : sequence of Codebook
            The codebook of each.
        """
        self._learn_decision(first, first.position, first.stance, y, books)

    def take_stages(self, other: PositionClassifier) -> None:
        """Take the fitted stages of another model, so that both are kept once.

        Parameters
        ----------
        other : PositionClassifier
            Fitted on the same articles.
        """
        for name in (*STAGES, "n_documents_", "n_positions_"):
            setattr(self, name, getattr(other, name))

    def _learn_decision(
        self, first: Unseen, position: Floats, stance: Floats, y: Sequence[Sequence[Position]], books: Sequence[Codebook]
    ) -> None:
        """Learn to weigh candidates together, and choose the threshold that is best on original documents that the stages had not seen."""
        taught = ~first.reworded[first.candidates.frame["document"].to_numpy()]
        candidates = Candidates(first.candidates.frame[taught], first.candidates.dense[:0], [])
        choices, features = decision_table(candidates, position[taught], stance[taught])
        originals = len(y) - first.copies
        gold = {
            (n, party_key(code.party), books[n].keys.index(code.issue), code.stance)
            for n, codes in enumerate(y)
            for code in codes
            if code.issue in books[n].keys
        }
        said = zip(choices["document"], choices["party"], choices["issue"], choices["stance"], strict=True)
        right = np.array([(d, party_key(p), i, s) in gold for d, p, i, s in said], dtype=bool)
        document = choices["document"].to_numpy()
        splits = folds([books[n].name for n in document], self.n_folds, document.tolist())
        model = decision_trees(self.tree_iterations, self.random_state)
        labels = right.astype(np.int8)
        chance = out_of_fold(model, features, labels, np.ones(len(labels), dtype=bool), splits, (1,))[:, 0]
        self.decision_ = fit_trees(model, features, labels)
        self.calibration_ = tuple(learn_calibration(chance, right))
        original = document < originals
        right, probability = right[original], Calibration(*self.calibration_)(chance[original])
        wanted = sum(number < originals for number, _, _, _ in gold)
        order = np.argsort(-probability, kind="stable")
        hits = np.cumsum(right[order])
        f1 = 2 * hits / (np.arange(1, len(order) + 1) + wanted)
        self.training_f1_ = float(f1.max()) if len(order) else 0.0
        level = np.flatnonzero(f1 >= NO_WORSE * self.training_f1_)
        self.threshold_ = self.threshold if self.threshold is not None else float(probability[order[level[0]]]) if len(order) else 0.5

    def stance_chances(self, candidates: Candidates, rows: Sequence[int]) -> Floats:
        """How likely each stance is at candidates, by their numbers, shape (n_rows, 4), in the order of `STANCES`."""
        sparse = self.words_.transform([candidates.words[n] for n in rows])
        table = stack(candidates.dense[list(rows)], chances(self.position_text_, sparse, (1,)), chances(self.stance_text_, sparse, STANCE_CODES))
        return chances(self.stance_, table, STANCE_CODES)

    def score(self, X: Sequence[Document], y: Sequence[Sequence[Position]], codebooks: Sequence[Codebook] | None = None) -> float:
        """Triple F1 on coded documents, so that searches over parameters need no scorer.

        Parameters
        ----------
        X : sequence of Document
            The articles.
        y : sequence of sequence of Position
            The codes of each.
        codebooks : sequence of Codebook, optional
            The codebook of each; `codebook` for all by default.

        Returns
        -------
        float
            Between 0 and 1.
        """
        right = found = wanted = 0
        for document, codes, book in zip(X, y, self._books(len(X), codebooks), strict=True):
            gold = {(party_key(code.party), code.issue, code.stance) for code in codes}
            said = {(party_key(r["party"]), r["issue"], r["stance"]) for part in self.iterate([document], book) for r in part}
            right, found, wanted = right + len(gold & said), found + len(said), wanted + len(gold)
        return 2 * right / (found + wanted) if found + wanted else 0.0

    def decide_surveys(self, surveys: Sequence[Survey]) -> tuple[Candidates, pd.DataFrame]:
        """Decide on surveyed documents.

        Parameters
        ----------
        surveys : sequence of Survey
            The documents.

        Returns
        -------
        candidates : Candidates
            What there was to choose from.
        decided : DataFrame
            Two likely stances of each party on each issue, also below the threshold: the columns of `decision_table`, ``probability``, and
            ``pair_probability`` that the party takes a position on the issue at all.
        """
        if not hasattr(self, "position_"):
            raise NotFittedError("this PositionClassifier is not fitted yet; call fit, or take classifier.load_model()")
        features = [survey.holders.features for survey in surveys]
        bounds = np.cumsum([len(part) for part in features])[:-1]
        holder = np.split(chances(self.holder_, np.concatenate(features), (1,))[:, 0], bounds)
        shapes = [survey.links.features.shape for survey in surveys]
        flat = np.concatenate([survey.links.features.reshape(-1, shape[2]) for survey, shape in zip(surveys, shapes, strict=True)])
        bounds = np.cumsum([a * b for a, b, _ in shapes])[:-1]
        parts = np.split(self._link_chances(flat), bounds)
        link = [part.reshape(shape[:2]) for part, shape in zip(parts, shapes, strict=True)]
        candidates = pair_up(surveys, holder, link, self.least_holder, self.least_link, self.least_both)
        position, stance = self.opinions(surveys, candidates) if len(candidates.frame) else (np.zeros(0), np.zeros((0, len(STANCES))))
        decided, weighed = decision_table(candidates, position, stance)
        decided["probability"] = Calibration(*self.calibration_)(chances(self.decision_, weighed, (1,))[:, 0])
        decided["pair_probability"] = decided.groupby(["document", "party", "issue"], sort=False)["probability"].transform("sum").clip(upper=1.0)
        return candidates, decided

    def _link_chances(self, features: NDArray[np.float32]) -> Floats:
        """How likely each clause states something on each issue; 0 where a few trees rule it out, as they do two times in three."""
        found = np.zeros(len(features))
        likely = np.flatnonzero(chances(self.screen_, features, (1,))[:, 0] >= LEAST_SCREENED)
        found[likely] = chances(self.link_, features[likely], (1,))[:, 0]
        return found

    def opinions(self, surveys: Sequence[Survey], candidates: Candidates) -> tuple[Floats, Floats]:
        """How likely each candidate is a position, shape (n_rows,), and how likely each stance is if it is one, shape (n_rows, 4).

        Parameters
        ----------
        surveys : sequence of Survey
            The documents that the candidates number.
        candidates : Candidates
            The rows.
        """
        return self._first_opinions(self._table(candidates))

    def _first_opinions(self, table: NDArray[np.float32]) -> tuple[Floats, Floats]:
        """What the first trees say of candidates; the stance is asked only of those that may be positions."""
        position = chances(self.position_, table, (1,))[:, 0]
        stance = no_stance(len(table))
        asked = np.flatnonzero(position >= LEAST_ASKED)
        stance[asked] = chances(self.stance_, table[asked], STANCE_CODES)
        return position, stance

    def _table(self, candidates: Candidates) -> NDArray[np.float32]:
        """What the boosted trees see of candidates: counted features, and what the linear models say of the words."""
        sparse = self.words_.transform(candidates.words)
        return stack(candidates.dense, chances(self.position_text_, sparse, (1,)), chances(self.stance_text_, sparse, STANCE_CODES))

    def iterate(self, documents: Iterable[Document], codebook: Codebook | None = None) -> Iterator[list[dict[str, Any]]]:
        """The positions of each document in turn, as records; memory stays flat however many documents there are."""
        book = codebook or self.codebook
        if book is None:
            raise ValueError("no codebook: give one to PositionClassifier or to the call")
        surveyor = self._surveyor_of(book)
        chunk: list[Document] = []
        size = 0
        for document in documents:
            if chunk and (len(chunk) == CHUNK or size + len(document.text) > CHUNK_CHARACTERS):
                yield from self._label(chunk, surveyor)
                chunk, size = [], 0
            chunk.append(document)
            size += len(document.text)
        if chunk:
            yield from self._label(chunk, surveyor)

    def _surveyor_of(self, book: Codebook) -> Surveyor:
        """The surveyor of a codebook; the last one is kept, as compiling a codebook takes as long as reading an article."""
        kept: Surveyor | None = self.__dict__.get("_surveyor")
        if kept is None or kept.codebook != book:
            kept = Surveyor(book, getattr(self, "tagger_", None), getattr(self, "judge_", None))
            self._surveyor = kept
        return kept

    def __getstate__(self) -> dict[str, Any]:
        state: dict[str, Any] = dict(super().__getstate__())
        state.pop("_surveyor", None)
        return state

    def _label(self, documents: list[Document], surveyor: Surveyor) -> list[list[dict[str, Any]]]:
        surveys = [surveyor(document) for document in documents]
        _, decided = self.decide_surveys(surveys)
        records: list[list[dict[str, Any]]] = [[] for _ in documents]
        kept = decided[decided["probability"] >= self.threshold_]
        for row in kept.to_dict("records"):
            survey = surveys[row["document"]]
            document = documents[row["document"]]
            start, end = evidence_span(survey.reading, row["clause"], row["anchor"], row["statement"])
            statement = survey.reading.statements[row["statement"]] if row["statement"] >= 0 else None
            records[row["document"]].append(
                {
                    "document_id": document.id, "party": row["party"], "issue": surveyor.codebook.keys[row["issue"]], "stance": row["stance"],
                    "probability": round(float(row["probability"]), 4), "speaker": statement.speaker if statement else None,
                    "evidence": document.text[start:end], "start": start, "end": end,
                    "attribution": statement.kind if statement else "narrator", "date": document.date,
                }
            )  # fmt: skip
        for part in records:
            part.sort(key=lambda record: (record["start"], record["end"], record["party"], record["issue"], record["stance"]))
        return records

    def predict(self, X: Iterable[Document], codebook: Codebook | None = None) -> pd.DataFrame:
        """The positions in documents.

        Parameters
        ----------
        X : iterable of Document
            The articles.
        codebook : Codebook, optional
            The issues; `codebook` by default.

        Returns
        -------
        DataFrame
            One row a position, with the columns of `classifier.position.COLUMNS`; ``text[start:end] == evidence``.
        """
        records = [record for part in self.iterate(X, codebook) for record in part]
        table = pd.DataFrame(records, columns=list(COLUMNS), dtype=object)
        return table.astype({"start": "int64", "end": "int64", "probability": "float64"})
