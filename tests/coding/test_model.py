"""The classifier: scikit-learn's conventions, the same bytes each time, evidence that is where it says."""

import copy

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

from classifier import Document, PositionClassifier, packaged_codebook
from classifier.coding.candidates import Surveyor
from classifier.coding.model import LEAST_ASKED
from classifier.coding.persistence import read_model, save_model
from classifier.coding.stages import folds, out_of_fold, trees
from classifier.corpus.packaged import packaged_articles
from classifier.position import COLUMNS, STANCES

DOMAINS = ("cyprus", "sudan")


@pytest.fixture(scope="module")
def coded():
    articles = [article for name in DOMAINS for article in packaged_articles(name)[:8]]
    books = {name: packaged_codebook(name) for name in DOMAINS}
    return [a.document for a in articles], [a.positions for a in articles], [books[a.domain] for a in articles]


@pytest.fixture(scope="module")
def fitted(coded):
    return PositionClassifier(tree_iterations=20, n_folds=2).fit(*coded)


def test_parameters_are_kept_untouched_and_cloned():
    model = PositionClassifier(C_stance=0.7, threshold=0.2)
    assert clone(model).get_params() == model.get_params()
    assert model.set_params(C_stance=0.1).C_stance == 0.1


def test_unfitted_and_without_codebook_it_says_so():
    with pytest.raises(ValueError, match="no codebook"):
        PositionClassifier().predict([Document("a", "Text.")])
    with pytest.raises(NotFittedError, match="load_model"):
        PositionClassifier().predict([Document("a", "Text.")], packaged_codebook("sudan"))
    with pytest.raises(ValueError, match="no positions"):
        PositionClassifier(codebook=packaged_codebook("sudan")).fit([Document("a", "Text.")], [()])


def test_it_learns(fitted, coded):
    documents, gold, books = coded
    assert fitted.n_documents_ == 16
    assert fitted.score(documents, gold, books) > 0.5


def test_training_again_gives_the_same_predictions(fitted, coded):
    again = clone(fitted).fit(*coded)
    documents = [article.document for article in packaged_articles("korea")[:3]]
    book = packaged_codebook("korea")
    assert fitted.threshold_ == again.threshold_
    assert fitted.predict(documents, book).equals(again.predict(documents, book))


def test_the_company_of_a_document_changes_nothing(model):
    documents = [article.document for article in packaged_articles("korea")[:5]]
    book = packaged_codebook("korea")
    together = model.predict(documents, book)
    apart = [model.predict([document], book) for document in documents]
    assert together.to_dict("records") == [row for table in apart for row in table.to_dict("records")]


def test_rows_have_the_contract_s_columns_and_point_at_their_evidence(model):
    documents = {article.document.id: article.document for article in packaged_articles("ukraine-peace")[:5]}
    table = model.predict(documents.values(), packaged_codebook("ukraine-peace"))
    assert tuple(table.columns) == COLUMNS
    assert len(table) > 10
    assert table["probability"].between(0, 1).all()
    assert set(table["attribution"]) <= {"direct", "indirect", "mixed", "narrator"}
    for row in table.to_dict("records"):
        assert documents[row["document_id"]].text[row["start"] : row["end"]] == row["evidence"]
        assert row["speaker"] is None or isinstance(row["speaker"], str)


@given(st.text(alphabet=st.sampled_from("Russia truce NATO said. “”\"'\n—,\u200f😀\0"), max_size=300) | st.text(max_size=200))
@settings(max_examples=40, deadline=None)
def test_no_text_breaks_it_and_evidence_is_always_exact(model, text):
    table = model.predict([Document("a", text)], packaged_codebook("ukraine-peace"))
    for row in table.to_dict("records"):
        assert text[row["start"] : row["end"]] == row["evidence"]


def test_links_that_a_few_trees_rule_out_are_none_that_count(model, monkeypatch):
    documents, book = [article.document for article in packaged_articles("korea")[:6]], packaged_codebook("korea")
    screened = model.predict(documents, book)
    monkeypatch.setattr("classifier.coding.model.LEAST_SCREENED", 0.0)
    assert len(screened) > 20 and screened.equals(model.predict(documents, book))


def test_a_stance_is_asked_only_of_what_may_be_a_position(model):
    surveyor = Surveyor(packaged_codebook("korea"))
    surveys = [surveyor(article.document) for article in packaged_articles("korea")[:2]]
    candidates, _ = model.decide_surveys(surveys)
    position, stance = model.opinions(surveys, candidates)
    unlikely = position < LEAST_ASKED
    assert 0 < unlikely.sum() < len(position) and np.allclose(stance.sum(axis=1), 1)
    assert (stance[unlikely] == 1 / len(STANCES)).all() and (stance[~unlikely].max(axis=1) > 1 / len(STANCES)).all()


def test_less_likely_holders_and_links_make_fewer_candidates(model):
    surveys = [Surveyor(packaged_codebook("korea"))(packaged_articles("korea")[0].document)]
    kept, _ = model.decide_surveys(surveys)
    lenient = copy.copy(model)
    lenient.least_both = 0.0
    every, _ = lenient.decide_surveys(surveys)
    product = every.frame["holder_probability"] * every.frame["link_probability"]
    assert len(kept.frame) == (product >= model.least_both).sum() < len(every.frame)
    columns = ["clause", "party", "issue"]
    assert kept.frame[columns].to_numpy().tolist() == every.frame.loc[product >= model.least_both, columns].to_numpy().tolist()
    assert np.array_equal(kept.dense, every.dense[(product >= model.least_both).to_numpy()])


def test_without_any_least_every_holder_meets_every_issue(model):
    surveys = [Surveyor(packaged_codebook("korea"))(packaged_articles("korea")[0].document)]
    lenient = copy.copy(model)
    lenient.least_holder = lenient.least_link = lenient.least_both = 0.0
    frame = lenient.decide_surveys(surveys)[0].frame
    assert (frame["link_probability"] == 0).any() and len(frame) == 8 * len(surveys[0].holders.party)


def test_folds_keep_domains_whole():
    splits = folds(["a", "a", "b", "b", "c", "c"], 3, list(range(6)))
    for train, test in splits:
        assert not set(np.array(list("aabbcc"))[train]) & set(np.array(list("aabbcc"))[test])
    assert len(folds(["a"] * 4, 2, [1, 1, 2, 2])) == 2


def test_out_of_fold_never_learns_from_what_it_predicts():
    X = np.arange(40, dtype=np.float32)[:, None]
    y = (np.arange(40) % 2).astype(np.int8)
    table = out_of_fold(trees(5, 0, least=2), X, y, np.ones(40, dtype=bool), [(np.arange(20), np.arange(20, 40))], (1,))
    assert (table[:20] == 0).all()
    assert (table[20:] > 0).all()


def test_a_model_that_has_predicted_is_saved_and_read_back_the_same(fitted, tmp_path):
    documents = [article.document for article in packaged_articles("korea")[:2]]
    book = packaged_codebook("korea")
    before = fitted.predict(documents, book)
    save_model(fitted, tmp_path / "own.stance")
    assert read_model(tmp_path / "own.stance").predict(documents, book).equals(before)
