"""Copies of coded articles that teach what the articles alone cannot: codebooks of one issue, codebooks about something else, codebooks that
put the same matter the other way round, short texts.

Every article of the corpus was coded with a codebook made for its domain, so nearly every clause that takes a position takes it on one of the
issues. A model that knows nothing else gives each position to the issue that fits best, however badly it fits. And every article is long enough
to take ten positions; a model that knows nothing else finds a paragraph suspicious that takes one. And every issue is put in one way, where another
author would have put it in another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from classifier.codebook import Codebook
from classifier.coding.candidates import Surveyor
from classifier.coding.linking import IssueLinker
from classifier.coding.model import PositionClassifier
from classifier.corpus.cases import Case, survey_articles
from classifier.corpus.packaged import packaged_wording
from classifier.text.name_judge import NameJudge

SIZES = (1, 2, 3, 5)
"""Numbers of issues of the narrowed codebooks of a domain."""
NEAR = 0.6
"""Cosine from which two issues are too near for one to be foreign to the other's articles."""
FEWEST = 8
"""Issues that a foreign codebook keeps at least; with fewer it is not used."""
NARROWED, FOREIGN, EXCERPTS = 0.5, 0.3, 0.5
"""Shares of the articles of a domain that are copied with few issues, with none that is theirs, and in part; of the parts, some with few issues again."""
PARAGRAPHS = (1, 1, 2, 3, 4)
"""Numbers of paragraphs of an excerpt."""
FROM = "@"
"""Stands in the id of an excerpt before the offset at which it begins."""
REWORDED = 1.0
"""Share of the articles of a domain that are copied with its codebook in other words."""
OPPOSITE = "not_"
"""Stands before the key of an issue whose other wording says the opposite."""
TURNED = {"support": "oppose", "oppose": "support"}
"""The stance on the opposite of a proposition; a condition, and no side, stay what they are."""


def with_issues(book: Codebook, keys: Sequence[str]) -> Codebook:
    """A codebook with some of its issues, in its order.

    Parameters
    ----------
    book : Codebook
    keys : sequence of str
        Keys of the issues that are kept.

    Returns
    -------
    Codebook
        Of the same name.

    Examples
    --------
    >>> from classifier.corpus.packaged import packaged_codebook
    >>> with_issues(packaged_codebook("cyprus"), packaged_codebook("cyprus").keys[1:3]).keys == packaged_codebook("cyprus").keys[1:3]
    True
    """
    return book.model_copy(update={"issues": tuple(issue for issue in book.issues if issue.key in set(keys))})


def narrowed(cases: Sequence[Case], share: float, seed: int) -> list[Case]:
    """Articles of one domain once more, coded with a few of its issues.

    Parameters
    ----------
    cases : sequence of Case
        The domain.
    share : float
        Share of the articles to copy, 0 to 1.
    seed : int
        Which articles and issues.

    Returns
    -------
    list of Case
        With the positions on the issues that are left, often none.
    """
    rng = np.random.default_rng(seed)
    book = cases[0].codebook
    order = rng.permutation(len(cases))[: round(share * len(cases))]
    found = []
    for n, size in enumerate(SIZES):
        narrow = with_issues(book, rng.choice(list(book.keys), size=min(size, len(book.keys)), replace=False).tolist())
        surveyor = Surveyor(narrow)
        for case in (cases[k] for k in order[n :: len(SIZES)]):
            reading = case.survey.reading
            links = surveyor.linker.read(reading.passages, reading.clauses, case.article.document.title)
            survey = replace(case.survey, links=links, directions=surveyor.directions, codebook=narrow)
            positions = tuple(position for position in case.article.positions if position.issue in narrow.keys)
            found.append(Case(replace(case.article, positions=positions), narrow, survey))
    return found


def excerpts(cases: Sequence[Case], share: float, seed: int, judge: NameJudge | None = None) -> list[Case]:
    """A few paragraphs in a row of articles of one domain, with the positions whose evidence they hold.

    Parameters
    ----------
    cases : sequence of Case
        The domain.
    share : float
        Share of the articles to take from, 0 to 1.
    seed : int
        Which articles and paragraphs.
    judge : NameJudge, optional
        One that has not seen the articles; the packaged one by default.

    Returns
    -------
    list of Case
        With the headline where they are the article's first paragraphs. The id says where in the article they begin.
    """
    rng = np.random.default_rng(seed)
    book = cases[0].codebook
    found = []
    for case in (cases[k] for k in rng.permutation(len(cases))[: round(share * len(cases))]):
        document, passages = case.article.document, case.survey.reading.passages
        size = min(int(rng.choice(PARAGRAPHS)), len(passages.paragraphs))
        first = int(rng.integers(len(passages.paragraphs) - size + 1))
        start, _ = passages.span(*passages.paragraphs[first])
        _, end = passages.span(*passages.paragraphs[first + size - 1])
        text = document.text[start:end]
        part = replace(document, id=f"{document.id}{FROM}{start}", text=text, title=document.title if first == 0 else None)
        positions = tuple(position for position in case.article.positions if position.evidence in text)
        found.append(replace(case.article, document=part, positions=positions))
    return survey_articles(found, book, judge)


def excerpt_of(case: Case) -> tuple[str, int] | None:
    """The id of the article that an excerpt is of and the offset at which it begins, or None if it is none."""
    whole, mark, start = case.article.document.id.rpartition(FROM)
    return (whole, int(start)) if mark and start.isdecimal() else None


def without_near(book: Codebook, other: Codebook) -> Codebook | None:
    """A codebook without the issues that are near in meaning to one of another's, or None if too few are left.

    Parameters
    ----------
    book, other : Codebook

    Returns
    -------
    Codebook or None
    """
    near = IssueLinker(book).issue_vectors @ IssueLinker(other).issue_vectors.T
    kept = [key for key, row in zip(book.keys, near, strict=True) if row.max() < NEAR]
    return with_issues(book, kept) if len(kept) >= FEWEST else None


def foreign(cases: Sequence[Case], books: Sequence[Codebook], share: float, seed: int, judge: NameJudge | None = None) -> list[Case]:
    """Articles of one domain once more, with a codebook that they have nothing to do with, and so without positions.

    Parameters
    ----------
    cases : sequence of Case
        The domain.
    books : sequence of Codebook
        Codebooks of other domains.
    share : float
        Share of the articles to copy, 0 to 1.
    seed : int
        Which articles and which codebook.
    judge : NameJudge, optional
        One that has not seen the articles; the packaged one by default.

    Returns
    -------
    list of Case
        Empty if no codebook is foreign enough.
    """
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(cases))[: round(share * len(cases))]
    for n in rng.permutation(len(books)):
        book = without_near(books[n], cases[0].codebook)
        if book is not None:
            return survey_articles([replace(cases[k].article, positions=()) for k in order], book, judge)
    return []


def reworded(cases: Sequence[Case], wording: Codebook, share: float, seed: int) -> list[Case]:
    """Articles of one domain once more, coded with its codebook in other words.

    Parameters
    ----------
    cases : sequence of Case
        The domain.
    wording : Codebook
        The same issues put otherwise; one that says the opposite has `OPPOSITE` before its key.
    share : float
        Share of the articles to copy, 0 to 1.
    seed : int
        Which articles.

    Returns
    -------
    list of Case
        With the stances on opposites turned round.
    """
    rng = np.random.default_rng(seed)
    book = wording.model_copy(update={"name": cases[0].codebook.name, "parties": cases[0].codebook.parties})
    key_of = {key.removeprefix(OPPOSITE) if key not in cases[0].codebook.keys else key: key for key in book.keys}
    surveyor = Surveyor(book)
    found = []
    for case in (cases[k] for k in rng.permutation(len(cases))[: round(share * len(cases))]):
        reading = case.survey.reading
        links = surveyor.linker.read(reading.passages, reading.clauses, case.article.document.title)
        survey = replace(case.survey, links=links, directions=surveyor.directions, codebook=book)
        positions = tuple(
            replace(position, issue=key, stance=position.stance if key == position.issue else TURNED.get(position.stance, position.stance))
            for position in case.article.positions
            if (key := key_of.get(position.issue)) is not None
        )
        found.append(Case(replace(case.article, positions=positions), book, survey, reworded=True))
    return found


def copies_of(domains: Mapping[str, Sequence[Case]], seed: int = 0, judge: NameJudge | None = None) -> dict[str, list[Case]]:
    """All kinds of copies of articles.

    Parameters
    ----------
    domains : mapping of str to sequence of Case
        The articles by domain; the foreign codebooks are those of the other ones.
    seed : int, default=0
        Which articles, issues and codebooks.
    judge : NameJudge, optional
        One that has not seen the articles; the packaged one by default.

    Returns
    -------
    dict of str to list of Case
        By the domain of the article.
    """
    found: dict[str, list[Case]] = {}
    for n, (name, cases) in enumerate(domains.items()):
        others = [domains[other][0].codebook for other in domains if other != name]
        parts = excerpts(cases, EXCERPTS, seed + n, judge)
        found[name] = [*narrowed(cases, NARROWED, seed + n), *foreign(cases, others, FOREIGN, seed + n, judge), *parts]
        if parts:
            found[name] += narrowed(parts, NARROWED, seed + n)
        wording = packaged_wording(cases[0].codebook)
        if wording is not None:
            found[name] += reworded(cases, wording, REWORDED, seed + n)
    return found


def fit_with_copies(model: PositionClassifier, cases: Sequence[Case], judge: NameJudge | None = None) -> PositionClassifier:
    """Fit a model to coded articles and to copies of them.

    Parameters
    ----------
    model : PositionClassifier
        It is changed.
    cases : sequence of Case
        The articles.
    judge : NameJudge, optional
        What the copies are read with; the packaged one by default.

    Returns
    -------
    PositionClassifier
        The same.
    """
    domains: dict[str, list[Case]] = {}
    for case in cases:
        domains.setdefault(case.codebook.name, []).append(case)
    copies = copies_of(domains, judge=judge)
    every = [*cases, *(copy for group in copies.values() for copy in group)]
    groups = [case.codebook.name for case in cases] + [name for name, group in copies.items() for _ in group]
    y, books = [case.article.positions for case in every], [case.codebook for case in every]
    other_words = np.array([case.reworded for case in every])
    first = model.fit_stages([case.survey for case in every], y, books, groups, len(every) - len(cases), other_words)
    model.fit_decision(first, y, books)
    return model
