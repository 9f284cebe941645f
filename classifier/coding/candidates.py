"""Candidates: every (clause, party, issue) of a document that could be a position, as rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from classifier.codebook import Codebook
from classifier.coding.features import DocumentMasker, does_away
from classifier.coding.holders import Holders, find_holders
from classifier.coding.linking import IssueLinker, Links
from classifier.document import Document
from classifier.position import STANCES, Position, party_key
from classifier.text.attribution import AttributionTagger
from classifier.text.reading import Reading, TextReader

NONE, IGNORED = 0, -1
"""Labels of rows that are no position, and of rows that repeat one whose evidence stands elsewhere. Stances count from 1."""


@dataclass(frozen=True)
class Survey:
    """One document as read against one codebook, before anything is decided.

    Attributes
    ----------
    reading : Reading
        The text.
    links : Links
        Clauses against issues.
    holders : Holders
        Clauses against parties.
    directions : tuple of bool
        For each issue whether its proposition does away with something.
    codebook : Codebook
        What it was read against.
    """

    reading: Reading
    links: Links
    holders: Holders
    directions: tuple[bool, ...]
    codebook: Codebook


class Surveyor:
    """Surveys documents for one codebook.

    Parameters
    ----------
    codebook : Codebook
        Issues and parties.
    tagger : AttributionTagger, optional
        The packaged one by default.
    """

    def __init__(self, codebook: Codebook, tagger: AttributionTagger | None = None) -> None:
        self.codebook = codebook
        self._reader = TextReader(codebook.parties, tagger)
        self._linker = IssueLinker(codebook)
        self._directions = tuple(does_away(issue) for issue in codebook.issues)
        self._listed = frozenset(party.name for party in codebook.parties)

    def __call__(self, document: Document) -> Survey:
        """Survey one document."""
        reading = self._reader.read(document)
        links = self._linker.read(reading.passages, reading.clauses, document.title)
        return Survey(reading, links, find_holders(reading, self._listed), self._directions, self.codebook)


def evidence_clauses(reading: Reading, evidence: str) -> list[int]:
    """The clauses that an evidence covers by half of the shorter of the two; the best one at least.

    Parameters
    ----------
    reading : Reading
        The text as read.
    evidence : str
        A substring of the text.

    Returns
    -------
    list of int
        Numbers of clauses; empty if the evidence is not in the text.
    """
    start = reading.document.text.find(evidence)
    if start < 0 or not evidence.strip():
        return []
    end = start + len(evidence)
    passages = reading.passages
    shared = []
    for number, (first, last) in enumerate(reading.clauses):
        low, high = passages.span(first, last)
        common = min(high, end) - max(low, start)
        if common > 0:
            shared.append((common, min(high - low, end - start), number))
    hits = [number for common, shorter, number in shared if 2 * common >= shorter]
    if not hits and shared:
        hits = [max(shared)[2]]
    return hits


def label_holders(survey: Survey, positions: Sequence[Position]) -> NDArray[np.int8]:
    """For each row of the holders: 1 if it holds a position shown in its clause, 0 if another does, -1 if none is shown there."""
    holds: dict[int, set[str]] = {}
    for position in positions:
        for clause in evidence_clauses(survey.reading, position.evidence):
            holds.setdefault(clause, set()).add(party_key(position.party))
    holders = survey.holders
    labels = np.full(len(holders.party), IGNORED, dtype=np.int8)
    for row, (clause, party) in enumerate(zip(holders.clause.tolist(), holders.party, strict=True)):
        if clause in holds:
            labels[row] = party_key(party) in holds[clause]
    return labels


def label_links(survey: Survey, positions: Sequence[Position], keys: Sequence[str]) -> NDArray[np.int8]:
    """For each clause and issue whether a position on the issue is shown there, shape (n_clauses, n_issues)."""
    labels = np.zeros((len(survey.reading.clauses), len(keys)), dtype=np.int8)
    column = {key: n for n, key in enumerate(keys)}
    for position in positions:
        for clause in evidence_clauses(survey.reading, position.evidence):
            if position.issue in column:
                labels[clause, column[position.issue]] = 1
    return labels


@dataclass(frozen=True)
class Candidates:
    """Rows of possible positions.

    Attributes
    ----------
    frame : DataFrame
        ``document`` (number), ``clause``, ``party``, ``issue`` (number), ``statement``, ``at``, ``anchor``, ``holder_probability``, ``link_probability``.
    dense : ndarray of float32, shape (n_rows, n_dense)
        Counted features: holder's, link's, clause's.
    words : list of list of str
        Masked text features of each row.
    """

    frame: pd.DataFrame
    dense: NDArray[np.float32]
    words: list[list[str]]


def pair_up(
    surveys: Sequence[Survey],
    holder_probability: Sequence[NDArray[np.float64]],
    link_probability: Sequence[NDArray[np.float64]],
    least_holder: float,
    least_link: float,
    most: int = 8,
) -> Candidates:
    """Combine likely holders and likely issues of each clause.

    Parameters
    ----------
    surveys : sequence of Survey
        One a document.
    holder_probability : sequence of ndarray, shape (n_holder_rows,)
        For each document how likely each possible holder is.
    link_probability : sequence of ndarray, shape (n_clauses, n_issues)
        For each document how likely each clause states something on each issue.
    least_holder, least_link : float
        What is less likely is left out.
    most : int
        Most issues of a clause.

    Returns
    -------
    Candidates
    """
    numbers = ("document", "clause", "issue", "statement", "at", "anchor", "holder_probability", "link_probability")
    columns: dict[str, list[float]] = {name: [] for name in numbers}
    parties: list[str] = []
    dense: list[NDArray[np.float32]] = []
    counted: list[list[float]] = []
    words: list[list[str]] = []
    for number, survey in enumerate(surveys):
        likely = link_probability[number]
        if not likely.size:
            continue
        masker: DocumentMasker | None = None
        rows_of: dict[int, list[int]] = {}
        chances = holder_probability[number]
        for row in np.flatnonzero(chances >= least_holder).tolist():
            rows_of.setdefault(int(survey.holders.clause[row]), []).append(row)
        for clause in np.flatnonzero((likely >= least_link).any(axis=1)).tolist():
            issues = [i for i in np.argsort(-likely[clause], kind="stable")[:most].tolist() if likely[clause, i] >= least_link]
            best_issue = float(likely[clause].max())
            rows = rows_of.get(clause, ())
            best_holder = max((float(chances[row]) for row in rows), default=0.0)
            for row in rows:
                party, at, statement = survey.holders.party[row], int(survey.holders.at[row]), int(survey.holders.statement[row])
                for issue in issues:
                    masker = masker or DocumentMasker(survey.reading, survey.links, survey.directions)
                    anchor = int(survey.links.anchors[clause, issue])
                    parties.append(party)
                    for name, value in (
                        ("document", number), ("clause", clause), ("issue", issue), ("statement", statement), ("at", at), ("anchor", anchor),
                        ("holder_probability", float(chances[row])), ("link_probability", float(likely[clause, issue])),
                    ):  # fmt: skip
                        columns[name].append(value)
                    dense.append(survey.holders.features[row])
                    dense.append(survey.links.features[clause, issue])
                    counted.append(
                        [
                            *masker.dense(clause, party, issue, at, anchor, statement),
                            float(chances[row]), best_holder - float(chances[row]), len(rows),
                            float(likely[clause, issue]), best_issue - float(likely[clause, issue]), len(issues),
                        ]  # fmt: skip
                    )
                    words.append(masker.words(clause, party, issue, anchor, statement))
    frame = pd.DataFrame({"party": parties, **columns})
    whole = list(numbers[:6])
    frame[whole] = frame[whole].astype("int64")
    if not counted:
        return Candidates(frame, np.zeros((0, 0), dtype=np.float32), words)
    table = np.concatenate(
        [np.stack(dense[0::2]), np.stack(dense[1::2]), np.array(counted, dtype=np.float32)], axis=1, dtype=np.float32
    )
    return Candidates(frame, table, words)


def label_candidates(candidates: Candidates, surveys: Sequence[Survey], gold: Sequence[Sequence[Position]], keys: Sequence[Sequence[str]]) -> NDArray[np.int8]:
    """The gold label of each candidate: 0 for none, 1 to 4 for a stance, -1 for one that repeats a position shown better elsewhere.

    Parameters
    ----------
    candidates : Candidates
        The rows.
    surveys : sequence of Survey
        The documents they number.
    gold : sequence of sequence of Position
        The codes of each document.
    keys : sequence of sequence of str
        The issue keys of each document's codebook.
    """
    shown: dict[tuple[int, int, str, int], int] = {}
    known: set[tuple[int, str, int]] = set()
    for number, (survey, positions) in enumerate(zip(surveys, gold, strict=True)):
        column = {key: n for n, key in enumerate(keys[number])}
        for position in positions:
            if position.issue not in column:
                continue
            issue, party = column[position.issue], party_key(position.party)
            known.add((number, party, issue))
            for clause in evidence_clauses(survey.reading, position.evidence):
                shown[number, clause, party, issue] = 1 + STANCES.index(position.stance)
    labels = np.zeros(len(candidates.frame), dtype=np.int8)
    frame = candidates.frame
    for row, (number, clause, party, issue) in enumerate(zip(frame["document"], frame["clause"], frame["party"], frame["issue"], strict=True)):
        key = party_key(party)
        label = shown.get((number, clause, key, issue))
        labels[row] = label if label is not None else (IGNORED if (number, key, issue) in known else NONE)
    return labels
