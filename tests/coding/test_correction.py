"""Corrections: a small layer over a trained classifier, for one codebook alone."""

import numpy as np
import pytest
from sklearn.base import clone

from classifier.codebook import Codebook, Issue
from classifier.coding.candidates import Surveyor
from classifier.coding.correction import CHOICES, CorrectedClassifier, Corrections, Example, choice_chances, with_corrections
from classifier.coding.persistence import load_model, read_model, save_model
from classifier.document import Document

BOOK = Codebook(
    name="quay",
    issues=[
        Issue(key="quay", label="New quay", proposition="The new quay is built.", keywords=("new quay", "quay")),
        Issue(key="toll", label="Bridge toll", proposition="The bridge toll is kept.", keywords=("bridge toll", "toll")),
    ],
)
OTHER = BOOK.model_copy(update={"name": "another"})
DOCUMENT = Document("a", "France rejects the new quay. Spain supports the bridge toll and said it would vote for it. France supports the bridge toll.")
LIKELY = (0.3, 0.1, 0.5, 0.05, 0.05)


def example(choice, party="France", issue="quay", evidence="rejects the new quay", chances=LIKELY):
    return Example(party, issue, evidence, chances, choice)


def test_without_corrections_nothing_is_shifted():
    shifted = Corrections("quay").fit([example("oppose", chances=(0.0, 0.0, 1.0, 0.0, 0.0))]).shift("Spain", "toll", "backs it", LIKELY)
    assert np.allclose(shifted, LIKELY, atol=0.01)


@pytest.mark.parametrize("choice", CHOICES)
def test_what_was_said_becomes_likelier(choice):
    corrections = Corrections("quay").fit([example(choice)] * 5)
    n = CHOICES.index(choice)
    shifted = corrections.shift("France", "quay", "rejects the new quay", LIKELY)
    assert shifted[n] > LIKELY[n]
    assert shifted.sum() == pytest.approx(1)


def test_more_corrections_shift_more_and_other_pairs_little():
    few, many = (Corrections("quay").fit([example("none")] * n) for n in (1, 10))
    here = [c.shift("France", "quay", "rejects the new quay", LIKELY)[0] for c in (few, many)]
    assert LIKELY[0] < here[0] < here[1]
    assert abs(many.shift("Spain", "toll", "backs it", LIKELY)[0] - LIKELY[0]) < 0.01


def test_the_way_a_party_is_written_does_not_matter():
    corrections = Corrections("quay").fit([example("none", party="The France")] * 5)
    assert corrections.shift("france", "quay", "x", LIKELY)[0] > LIKELY[0]


def test_the_order_of_corrections_does_not_matter():
    examples = [example("none"), example("support", "Spain", "toll", "supports it"), example("oppose")]
    a, b = (Corrections("quay").fit(order) for order in (examples, examples[::-1]))
    assert np.allclose(a.shift("France", "quay", "x", LIKELY), b.shift("France", "quay", "x", LIKELY), atol=1e-4)


def test_it_is_an_estimator():
    corrections = Corrections("quay", strength=2.0)
    assert clone(corrections).get_params() == {"codebook": "quay", "strength": 2.0}


def shown(model, book=BOOK):
    survey = Surveyor(book)(DOCUMENT)
    candidates, decided = model.decide_surveys([survey])
    return decided, choice_chances(model, candidates, decided)


def test_the_chances_of_choices_add_up_to_one():
    decided, chances = shown(load_model())
    assert len(decided) and np.allclose(chances.sum(axis=1), 1, atol=0.02)
    own = [CHOICES.index(stance) for stance in decided["stance"]]
    assert np.allclose(chances[np.arange(len(own)), own], decided["probability"], atol=0.02)


def corrected_model(choice="none"):
    model = load_model()
    decided, chances = shown(model)
    examples = [
        Example(party, BOOK.keys[issue], "", tuple(row), choice) for party, issue, row in zip(decided["party"], decided["issue"], chances.tolist(), strict=True)
    ]
    return with_corrections(model, Corrections("quay", strength=20).fit(examples * 10))


def test_corrected_positions_vanish_for_this_codebook_alone():
    model, corrected = load_model(), corrected_model()
    assert len(model.predict([DOCUMENT], BOOK)) > 0
    assert len(corrected.predict([DOCUMENT], BOOK)) == 0
    assert corrected.predict([DOCUMENT], OTHER).equals(model.predict([DOCUMENT], OTHER))


def test_without_anything_learned_the_labels_stay():
    model = load_model()
    same = with_corrections(model, Corrections("quay").fit([]))
    a, b = model.predict([DOCUMENT], BOOK), same.predict([DOCUMENT], BOOK)
    assert a.drop(columns="probability").equals(b.drop(columns="probability"))
    assert np.allclose(a["probability"], b["probability"], atol=0.01)


def test_a_stance_is_turned():
    turned = corrected_model("neutral").predict([DOCUMENT], BOOK)
    assert len(turned) and set(turned["stance"]) == {"neutral"}
    assert all(DOCUMENT.text[row.start : row.end] == row.evidence for row in turned.itertuples())


def test_corrections_are_saved_with_the_model(tmp_path):
    corrected = corrected_model("neutral")
    save_model(corrected, tmp_path / "c.stance")
    again = read_model(tmp_path / "c.stance")
    assert isinstance(again, CorrectedClassifier)
    assert again.predict([DOCUMENT], BOOK).equals(corrected.predict([DOCUMENT], BOOK))
    assert again.corrections_.n_corrections_ == corrected.corrections_.n_corrections_
