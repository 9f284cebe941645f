"""Copies of articles: with few issues, with a codebook that they have nothing to do with or that puts things the other way round, in part."""

import numpy as np
import pytest

from classifier.coding.candidates import label_links
from classifier.corpus.cases import survey_articles
from classifier.corpus.copies import FEWEST, PARAGRAPHS, SIZES, copies_of, excerpt_of, excerpts, foreign, narrowed, reworded, with_issues, without_near
from classifier.corpus.packaged import codebook_names, packaged_articles, packaged_codebook, packaged_wording


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


def test_an_excerpt_is_a_few_paragraphs_with_the_codes_that_they_show(cyprus):
    whole = {case.article.document.id: case.article for case in cyprus}
    parts = excerpts(cyprus, 1.0, 2)
    assert len(parts) == len(cyprus) and all(excerpt_of(case) is None for case in cyprus)
    for part in parts:
        place = excerpt_of(part)
        assert place is not None
        article, text = whole[place[0]], part.article.document.text
        assert article.document.text[place[1] :].startswith(text) and 1 <= len(part.survey.reading.passages.paragraphs) <= max(PARAGRAPHS)
        assert part.article.positions == tuple(p for p in article.positions if p.evidence in text)
        assert part.article.document.title == (article.document.title if article.document.text.startswith(text) else None)
    assert any(part.article.positions for part in parts)


def test_a_copy_in_other_words_has_the_same_positions_turned_with_their_issues(cyprus):
    book = packaged_codebook("cyprus")
    wording = packaged_wording(book)
    assert wording is not None
    copies = reworded(cyprus, wording, 1.0, 5)
    assert len(copies) == len(cyprus)
    whole = {case.article.document.id: case for case in cyprus}
    turned = same = 0
    for copy in copies:
        case = whole[copy.article.document.id]
        assert copy.codebook.name == "cyprus" and copy.codebook.parties == book.parties and copy.survey.reading is case.survey.reading
        assert len(copy.article.positions) == len(case.article.positions)
        for new, old in zip(copy.article.positions, case.article.positions, strict=True):
            assert (new.party, new.evidence, new.speaker) == (old.party, old.evidence, old.speaker)
            if new.issue == old.issue:
                same += 1
                assert new.stance == old.stance
            else:
                turned += 1
                assert new.issue == "not_" + old.issue
                assert new.stance == {"support": "oppose", "oppose": "support"}.get(old.stance, old.stance)
    assert turned > same > 0


@pytest.mark.parametrize("name", codebook_names())
def test_every_codebook_has_a_second_wording_of_the_same_issues(name):
    book = packaged_codebook(name)
    wording = packaged_wording(book)
    assert wording is not None and not wording.parties
    assert tuple(new if new == old else new.removeprefix("not_") for new, old in zip(wording.keys, book.keys, strict=True)) == book.keys
    assert any(new != old for new, old in zip(wording.keys, book.keys, strict=True))
    assert not {issue.proposition for issue in wording.issues} & {issue.proposition for issue in book.issues}


def test_a_codebook_of_that_name_with_other_issues_has_no_second_wording():
    book = packaged_codebook("cyprus")
    assert packaged_wording(with_issues(book, book.keys[:3])) is None


def test_a_domain_is_copied_in_five_ways(cyprus):
    copies = copies_of({"cyprus": cyprus, "city-housing": survey_articles(packaged_articles("city-housing")[:2], packaged_codebook("city-housing"))})["cyprus"]
    few = [len(copy.codebook.keys) < FEWEST for copy in copies]
    kinds = [(copy.codebook.name == "cyprus", excerpt_of(copy) is not None, narrow) for copy, narrow in zip(copies, few, strict=True)]
    assert {kind: kinds.count(kind) for kind in dict.fromkeys(kinds)} == {
        (True, False, True): 4, (False, False, False): 2, (True, True, False): 4, (True, True, True): 2, (True, False, False): 8
    }  # fmt: skip
    assert all(any(key.startswith("not_") for key in copy.codebook.keys) for copy, kind in zip(copies, kinds, strict=True) if kind == (True, False, False))
