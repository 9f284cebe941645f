"""Candidates: every (clause, party, issue) of a document that could be a position, as rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from classifier.codebook import Codebook
from classifier.coding.counts import DENSE_FEATURES, OWN_COLUMNS
from classifier.coding.features import DocumentMasker, does_away
from classifier.coding.holders import Holders, find_holders
from classifier.coding.linking import IssueLinker, Links
from classifier.document import Document
from classifier.position import STANCES, Position, party_key
from classifier.text.attribution import AttributionTagger
from classifier.text.name_judge import NameJudge
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
    judge : NameJudge, optional
        The packaged one by default.
    """

    def __init__(self, codebook: Codebook, tagger: AttributionTagger | None = None, judge: NameJudge | None = None) -> None:
        self.codebook = codebook
        self._reader = TextReader(codebook.parties, tagger, judge)
        self.linker = IssueLinker(codebook)
        self.directions = tuple(does_away(issue) for issue in codebook.issues)
        self._listed = frozenset(party.name for party in codebook.parties)

    def __call__(self, document: Document) -> Survey:
        """Survey one document."""
        reading = self._reader.read(document)
        links = self.linker.read(reading.passages, reading.clauses, document.title)
        return Survey(reading, links, find_holders(reading, self._listed), self.directions, self.codebook)


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
    least_both: float = 0.0,
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
    least_both : float
        Holders with issues of which the product is less are left out as well.
    most : int
        Most issues of a clause.

    Returns
    -------
    Candidates
    """
    likely_somewhere = [n for n, likely in enumerate(link_probability) if likely.size]
    parts = [_pairs(surveys[n], holder_probability[n], link_probability[n], least_holder, least_link, least_both, most) for n in likely_somewhere]
    lengths = [len(part.words) for part in parts]
    columns: dict[str, NDArray[np.generic]] = {"document": np.repeat(np.array(likely_somewhere, dtype=np.int64), lengths)}
    for name in ("clause", "issue", "statement", "at", "anchor"):
        columns[name] = np.concatenate([np.zeros(0, dtype=np.int64), *(part.numbers[name] for part in parts)], dtype=np.int64)
    for name in ("holder_probability", "link_probability"):
        columns[name] = np.concatenate([np.zeros(0), *(part.numbers[name] for part in parts)])
    frame = pd.DataFrame({"party": [party for part in parts for party in part.parties], **columns})
    tables = [part.dense for part in parts if len(part.dense)]
    dense = np.concatenate(tables) if tables else np.zeros((0, 0), dtype=np.float32)
    return Candidates(frame, dense, [row for part in parts for row in part.words])


@dataclass(frozen=True)
class _Pairs:
    """The candidates of one document: columns of numbers by name, and the rest as in `Candidates`."""

    parties: list[str]
    numbers: dict[str, NDArray[np.generic]]
    dense: NDArray[np.float32]
    words: list[list[str]]


def _pairs(
    survey: Survey,
    chances: NDArray[np.float64],
    likely: NDArray[np.float64],
    least_holder: float,
    least_link: float,
    least_both: float,
    most: int,
) -> _Pairs:
    """Combine likely holders and likely issues of each clause of one document.

    A group is a clause with one of its issues: what does not depend on the holder is worked out once a group and then spread over its rows.
    """
    holders, links = survey.holders, survey.links
    rows_of: dict[int, list[int]] = {}
    kept = np.flatnonzero(chances >= least_holder)
    for row, clause in zip(kept.tolist(), holders.clause[kept].tolist(), strict=True):
        rows_of.setdefault(clause, []).append(row)
    linked = likely >= least_link
    clauses = [clause for clause in np.flatnonzero(linked.any(axis=1)).tolist() if clause in rows_of]
    ranked = (-likely[clauses]).argsort(axis=1, kind="stable")[:, :most].tolist()
    best_holder = np.zeros(len(likely))
    np.maximum.at(best_holder, holders.clause[kept], chances[kept])
    best, n_linked, chance = best_holder.tolist(), np.minimum(linked.sum(axis=1), most).tolist(), chances.tolist()
    groups: list[tuple[int, int, int, int]] = []
    shared: list[list[float]] = []
    group_of: list[int] = []
    row_of: list[int] = []
    own: list[tuple[float, ...]] = []
    words: list[list[str]] = []
    at, statement, party = holders.at.tolist(), holders.statement.tolist(), holders.party
    masker = DocumentMasker(survey.reading, links, survey.directions) if clauses else None
    for clause, order in zip(clauses, ranked, strict=True):
        assert masker is not None
        rows = rows_of[clause]
        first = len(groups)
        issues = [
            (issue, anchor, link)
            for issue, anchor, link in zip(order, links.anchors[clause, order].tolist(), likely[clause, order].tolist(), strict=True)
            if link >= least_link and best[clause] * link >= least_both
        ]
        groups += [(clause, issue, anchor, n_linked[clause]) for issue, anchor, _ in issues]
        shared += [masker.counter.shared(clause, issue, anchor) for issue, anchor, _ in issues]
        for row in rows:
            for n, (issue, anchor, link) in enumerate(issues, first):
                if chance[row] * link >= least_both:
                    row_of.append(row)
                    group_of.append(n)
                    own.append(masker.counter.own(clause, party[row], issue, at[row], anchor, statement[row]))
                    words.append(masker.words(clause, party[row], issue, anchor, statement[row]))
    held, group = np.array(row_of, dtype=np.intp), np.array(group_of, dtype=np.intp)
    where, what, anchors, n_issues = np.array(groups, dtype=np.int64).reshape(-1, 4)[group].T
    holds = np.asarray(chances, dtype=np.float64)[held]
    links_up = np.asarray(likely, dtype=np.float64)[where, what]
    n_holders = np.bincount(holders.clause[kept], minlength=len(likely))[where]
    counts = np.array(shared, dtype=np.float32).reshape(-1, len(DENSE_FEATURES))[group]
    counts[:, OWN_COLUMNS] = np.array(own, dtype=np.float32).reshape(-1, len(OWN_COLUMNS))
    weights = [holds, best_holder[where] - holds, n_holders, links_up, likely.max(axis=1)[where] - links_up, n_issues]
    dense = np.concatenate([holders.features[held], links.features[where, what], counts, np.stack(weights, axis=1)], axis=1, dtype=np.float32)
    table = {
        "clause": where, "issue": what, "statement": holders.statement[held], "at": holders.at[held], "anchor": anchors,
        "holder_probability": holds, "link_probability": links_up,
    }  # fmt: skip
    return _Pairs([party[n] for n in row_of], table, dense, words)


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
