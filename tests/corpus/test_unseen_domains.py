"""The domains that no packaged model was trained on: well coded, and still unseen."""

from pathlib import Path

import pytest

from classifier.codebook import read_codebook
from classifier.corpus.checks import check_articles, shared_runs
from classifier.corpus.gold import read_gold
from classifier.corpus.packaged import corpus_names, packaged_articles

FOLDER = Path(__file__).parents[2] / "benchmarks" / "unseen"
NAMES = sorted(path.stem for path in FOLDER.glob("*.yaml"))


@pytest.mark.parametrize("name", NAMES)
def test_every_code_is_in_order(name: str) -> None:
    articles = read_gold(FOLDER / f"{name}.jsonl", name)
    assert len(articles) == 14
    assert check_articles(articles, read_codebook(FOLDER / f"{name}.yaml")) == []


def test_nothing_of_them_is_in_the_training_corpus() -> None:
    assert NAMES and not set(NAMES) & set(corpus_names())
    texts = {article.document.text for name in corpus_names() for article in packaged_articles(name)}
    assert not any(article.document.text in texts for name in NAMES for article in read_gold(FOLDER / f"{name}.jsonl", name))


def test_no_two_of_them_share_a_frame() -> None:
    assert shared_runs([article for name in NAMES for article in read_gold(FOLDER / f"{name}.jsonl", name)]) == []
