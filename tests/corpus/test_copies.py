"""Copies of articles with few issues, and with a codebook that they have nothing to do with."""

import numpy as np
import pytest

from classifier.coding.candidates import label_links
from classifier.corpus.cases import survey_articles
from classifier.corpus.copies import FEWEST, SIZES, foreign, narrowed, with_issues, without_near
from classifier.corpus.packaged import packaged_articles, packaged_codebook


@pytest.fixture(scope="module")
def cyprus():
    return survey_articles(packaged_articles("cyprus")[:8], packaged_codebook("cyprus"))


def test_a_narrowed_copy_keeps_the_text_and_the_codes_on_its_issues(cyprus):
    copies = narrowed(cyprus, 1.0, 3)
    assert len(copies) == 8
    assert {len(copy.codebook.issues) for copy in copies} == set(SIZES)
    whole = {case.article.document.id: case for case in cyprus}
    for copy in copies:
        case = whole[copy.article.document.id]
        assert copy.survey.reading is case.survey.reading
        assert copy.article.positions == tuple(p for p in case.article.positions if p.issue in copy.codebook.keys)
        assert copy.survey.links.features.shape[:2] == (len(case.survey.reading.clauses), len(copy.codebook.issues))
        assert label_links(copy.survey, copy.article.positions, copy.codebook.keys).any() == bool(copy.article.positions)


def test_a_foreign_copy_has_no_positions_and_no_issue_of_its_own_matter(cyprus):
    copies = foreign(cyprus, [packaged_codebook(name) for name in ("cyprus", "city-housing")], 0.5, 0)
    assert len(copies) == 4
    for copy in copies:
        assert copy.codebook.name == "city-housing" and copy.article.positions == () and len(copy.codebook.issues) >= FEWEST


def test_the_same_seed_gives_the_same_copies(cyprus):
    one, other = narrowed(cyprus, 0.5, 1), narrowed(cyprus, 0.5, 1)
    assert [(c.article.document.id, c.codebook.keys) for c in one] == [(c.article.document.id, c.codebook.keys) for c in other]
    assert all(np.array_equal(a.survey.links.features, b.survey.links.features) for a, b in zip(one, other, strict=True))


def test_a_codebook_is_not_foreign_to_its_own_domain():
    book = packaged_codebook("cyprus")
    assert without_near(book, book) is None
    assert foreign(survey_articles(packaged_articles("cyprus")[:1], book), [book], 1.0, 0) == []


def test_a_part_of_a_codebook_keeps_its_name_and_order():
    book = packaged_codebook("cyprus")
    part = with_issues(book, book.keys[::-2])
    assert part.name == book.name and list(part.keys) == [key for key in book.keys if key in book.keys[::-2]]
