"""Gold files: what is read is what was written, and a fault is named with its line."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.corpus.checks import check_articles, shared_runs
from classifier.corpus.gold import GoldArticle, parse_article, read_gold, write_gold
from classifier.corpus.packaged import corpus_names, packaged_articles, packaged_codebook
from classifier.corpus.standoff import real_domains
from classifier.document import Document
from classifier.errors import InputError
from classifier.position import STANCES, Position

CODE = {"party": "Ruritania", "issue": "dam", "stance": "support", "speaker": None, "evidence": "accepts"}


def line(**changes):
    return json.dumps({"id": "a", "text": "Ruritania accepts.", "positions": [CODE], **changes})


@given(st.text(min_size=1, max_size=60).filter(str.strip), st.sampled_from(STANCES), st.none() | st.text(max_size=10))
def test_a_gold_file_is_read_back_equal(tmp_path_factory, text, stance, speaker):
    article = GoldArticle(Document("a", text, None, "2024-01-01"), (Position("P", "i", stance, text, speaker),), "gold")
    path = tmp_path_factory.mktemp("gold") / "gold.jsonl"
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return
    write_gold([article], path)
    assert read_gold(path) == [article]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "gold.jsonl, line 3: no valid JSON"),
        ("[]", "gold.jsonl, line 3: an article is a JSON object"),
        (line(id=7), "gold.jsonl, line 3: field 'id' must be a string"),
        (line(text=None), "gold.jsonl, line 3: field 'text' must be a string, it is missing"),
        (line(positions=None), "gold.jsonl, line 3: field 'positions' must be a list"),
        (line(positions=[{**CODE, "stance": "pro"}]), "gold.jsonl, line 3, position 1: 'pro' is no stance"),
        (line(positions=[{**CODE, "evidence": "rejects"}]), "gold.jsonl, line 3, position 1: the evidence is no substring of the text"),
    ],
)
def test_a_faulty_line_is_named(content, message):
    with pytest.raises(InputError) as caught:
        parse_article(content, "gold.jsonl", 3)
    assert str(caught.value).startswith(message)


def test_the_packaged_corpus_is_large_and_without_fault():
    articles = [article for name in corpus_names() for article in packaged_articles(name)]
    assert len(articles) >= 400
    assert len(corpus_names()) >= 16
    assert sum(len(article.positions) for article in articles) >= 4_000
    assert len(packaged_articles("ukraine-peace")) >= 40
    for name in corpus_names():
        assert check_articles(packaged_articles(name), packaged_codebook(name)) == []
    assert shared_runs(articles) == []


def test_near_duplicates_and_shared_frames_are_found():
    words = "the council of the town met on the hill to talk about the bridge that fell into the river last winter".split()
    articles = [GoldArticle(Document(str(n), " ".join(words[: 19 - n])), (), "x") for n in range(4)]
    faults = [finding.fault for finding in shared_runs(articles)]
    assert any(fault.startswith("4 articles share") for fault in faults)
    assert any(fault.startswith("near-duplicate of 1") for fault in faults)


def test_real_articles_are_joined_to_their_codes(shared):
    domains = real_domains(shared)
    assert len(domains["us-campaign-2016"]) >= 60
    for name, articles in domains.items():
        assert all(position.evidence in article.document.text for article in articles for position in article.positions)
        assert {position.issue for article in articles for position in article.positions} <= set(packaged_codebook(name).keys)


def test_without_their_texts_there_are_no_real_articles(tmp_path):
    assert real_domains(tmp_path) == {}
