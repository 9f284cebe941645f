"""Training on one's own codes."""

import json

import joblib
import pytest
from sklearn.base import clone
from sklearn.model_selection import GridSearchCV, GroupKFold

from classifier.coding.model import PositionClassifier
from classifier.corpus import training
from classifier.corpus.gold import gold_lines
from classifier.corpus.packaged import packaged_articles, packaged_codebook
from classifier.corpus.training import CodedArticle, card_text, packaged_corpus, read_own, train, triple_f1_scorer
from classifier.errors import InputError

BOOK = packaged_codebook("cyprus")
ARTICLES = packaged_articles("cyprus")[:8]
SMALL = {"tree_iterations": 6, "n_folds": 2}


@pytest.fixture
def gold(tmp_path):
    path = tmp_path / "gold.jsonl"
    path.write_text("".join(gold_lines(ARTICLES)), encoding="utf-8")
    return path


def test_gold_files_are_read_with_their_codebook(gold):
    own = read_own([gold], BOOK)
    assert [coded.article.document.id for coded in own] == [article.document.id for article in ARTICLES]
    assert {coded.article.domain for coded in own} == {"cyprus"}


def test_faults_of_gold_files(tmp_path, gold):
    with pytest.raises(InputError, match="occurs twice"):
        read_own([gold, gold], BOOK)
    other = packaged_codebook("sudan")
    with pytest.raises(InputError, match="has a code on '.*'; the codebook has"):
        read_own([gold], other)
    (tmp_path / "none.jsonl").write_text(json.dumps({"id": "a", "text": "Nothing.", "positions": []}))
    with pytest.raises(InputError, match="no codes to learn from"):
        read_own([tmp_path / "none.jsonl"], BOOK)


def test_own_articles_are_not_learned_from_twice(gold):
    own = read_own([gold], BOOK)
    assert len(packaged_corpus()) - len(packaged_corpus(own)) == len(own)


def test_training_alone_gives_a_model_and_a_card(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1715904000")
    own = [CodedArticle(article, BOOK) for article in ARTICLES]
    said = []
    model, card = train(own, alone=True, folds=2, tell=said.append, **SMALL)
    assert model.codebook == BOOK and model.n_documents_ == 8
    assert card["articles"] == 8 and card["date"] == "2024-05-17" and card["corpus_articles"] == 0
    assert sum(card["by_stance"].values()) == sum(card["by_issue"].values()) == card["positions"] == sum(len(a.positions) for a in ARTICLES)
    assert card["cross_validation"]["articles"] == 8 and 0 <= card["cross_validation"]["triple"]["f1"] <= 1
    assert {"stance", "scikit-learn"} <= card["versions"].keys() and len(card["sha256_of_articles"]) == 64
    assert "training the model, and cross-validating it in 2 parts" in said
    assert set(model.predict([ARTICLES[0].document]).columns) >= {"party", "stance"}
    assert "triple:" in card_text(card) and json.dumps(card)


def test_the_packaged_corpus_is_learned_from_unless_alone(monkeypatch):
    extra = [CodedArticle(article, packaged_codebook("sudan")) for article in packaged_articles("sudan")[:4]]
    monkeypatch.setattr(training, "packaged_corpus", lambda own: extra)
    own = [CodedArticle(article, BOOK) for article in ARTICLES[:4]]
    model, card = train(own, folds=0, **SMALL)
    assert model.n_documents_ == 8 and card["corpus_articles"] == 4 and card["cross_validation"] is None
    assert "4 articles in 1 domains" in card["data"]


def test_no_more_of_the_packaged_corpus_than_asked_for(monkeypatch):
    extra = [CodedArticle(article, packaged_codebook("sudan")) for article in packaged_articles("sudan")[:6]]
    monkeypatch.setattr(training, "packaged_corpus", lambda own: extra)
    own = [CodedArticle(article, BOOK) for article in ARTICLES[:4]]
    assert train(own, folds=0, corpus_articles=2, **SMALL)[0].n_documents_ == 6
    assert train(own, folds=0, corpus_articles=0, **SMALL)[1]["corpus_articles"] == 0


def test_grid_search_clone_and_joblib():
    documents, codes = [a.document for a in ARTICLES[:4]], [a.positions for a in ARTICLES[:4]]
    model = PositionClassifier(codebook=BOOK, **SMALL)
    assert clone(model).get_params() == model.get_params()
    grid = {"C_position": [0.05]}
    groups = [document.id for document in documents]
    search = GridSearchCV(model, grid, scoring=triple_f1_scorer, cv=GroupKFold(2), refit=False, error_score="raise").fit(documents, codes, groups=groups)
    assert all(0 <= score <= 1 for score in search.cv_results_["mean_test_score"])
    with joblib.parallel_backend("threading", n_jobs=2):
        again = GridSearchCV(model, grid, cv=GroupKFold(2), refit=False, error_score="raise").fit(documents, codes, groups=groups)
    assert again.cv_results_["mean_test_score"] == pytest.approx(search.cv_results_["mean_test_score"])
