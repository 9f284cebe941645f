"""Linking: a clause finds its issue by stem, by beginning, by meaning - and names only by their letters."""

import numpy as np
import pytest

from classifier.codebook import Codebook, Issue
from classifier.coding import linking
from classifier.coding.linking import ENOUGH, LINK_FEATURES, IssueLinker
from classifier.text.clauses import find_clauses
from classifier.text.passages import read_passages

BOOK = Codebook(
    name="river",
    issues=(
        Issue(key="dam", label="Dam", proposition="The dam at Strelsau is built.", keywords=("dam", "reservoir"), reversed=("free-flowing river",)),
        Issue(key="hostages", label="Hostages", proposition="The hostages are released.", keywords=("hostages",)),
        Issue(key="tariffs", label="Tariffs", proposition="Tariffs on grain are raised.", keywords=("grain tariffs", "duties")),
    ),
)
KEYS = BOOK.keys


def read(text, title=None, linker=None):
    passages = read_passages(text)
    return (linker or IssueLinker(BOOK)).read(passages, find_clauses(passages), title)


def best(text):
    return KEYS[int(read(text).features[0, :, LINK_FEATURES.index("best")].argmax())]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("The dams will be finished in May.", "dam"),
        ("All captives must come home.", "hostages"),
        ("A levy on cereals is not on offer.", "tariffs"),
        ("It wants a free-flowing river.", "dam"),
    ],
)
def test_a_clause_finds_its_issue(text, key):
    assert best(text) == key


def test_a_place_is_not_matched_by_its_nearness_to_another():
    links = read("They met in Vienna and in Prague.")
    assert links.features[:, :, LINK_FEATURES.index("keyword")].max() < 0.3


def test_reversed_words_are_told_from_the_issue_s_own():
    links = read("They want a free-flowing river instead of a dam.")
    passages = read_passages("They want a free-flowing river instead of a dam.")
    dam, flowing = passages.words.index("dam"), passages.words.index("free-flowing")
    assert links.issue_tokens[dam, 0] > links.reversed_tokens[dam, 0]
    assert links.reversed_tokens[flowing, 0] > links.issue_tokens[flowing, 0]


@pytest.mark.parametrize("limit", [5, 12])
def test_what_was_read_before_changes_nothing(monkeypatch, limit):
    text = "The dam is popular. Captives wait. Duties rise."
    alone = read(text).features
    monkeypatch.setattr(linking, "CACHE_LIMIT", limit)
    linker = IssueLinker(BOOK)
    for other in ("Quite another text about grain and rivers.", "The rivers, the captives.", "A third one about the price of rice in spring.", "And rice."):
        read(other, linker=linker)
    assert np.array_equal(read(text, linker=linker).features, alone)


def test_words_met_in_several_documents_stay_known(monkeypatch):
    monkeypatch.setattr(linking, "CACHE_LIMIT", 12)
    linker = IssueLinker(BOOK)
    learned = []
    monkeypatch.setattr(linker, "_learn", lambda words, learn=linker._learn: (learned.extend(words), learn(words)))
    for text in ("Duties on grain rise.", "Grain duties fall.", "Another text, about the price of rice in spring.", "Grain duties."):
        read(text, linker=linker)
    assert learned.count("duties") == 1 and learned.count("fall") == 1
    read("Duties fall.", linker=linker)
    assert learned.count("duties") == 1 and learned.count("fall") == 2


def test_an_empty_text_has_no_links():
    assert read("").features.shape == (0, 3, len(LINK_FEATURES))


def test_how_many_issues_a_codebook_has_counts_only_while_they_are_few():
    # Real articles were coded with the longest codebooks and show few positions: a model that sees the length learns that long ones have none.
    longer = Codebook(
        name="river2",
        issues=(*BOOK.issues, *(Issue(key=f"x{n}", label="Opera", proposition="The opera is rebuilt.", keywords=("opera",)) for n in range(9))),
    )
    text = "The dams will be finished in May. A levy on cereals is not on offer."
    short, long = read(text).features[:, :3], read(text, linker=IssueLinker(longer)).features[:, :3]
    told = [name for n, name in enumerate(LINK_FEATURES) if (short[..., n] == 3).all() and (long[..., n] == 12).all()]
    assert told == []
    assert short[..., LINK_FEATURES.index("rivals")].max() == 3
    assert long[..., LINK_FEATURES.index("rivals")].min() == long[..., LINK_FEATURES.index("rivals")].max() == ENOUGH
