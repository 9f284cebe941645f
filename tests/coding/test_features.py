"""Masked features: what a model sees of a candidate holds in any domain."""

from classifier.codebook import Codebook, Issue
from classifier.coding.candidates import Surveyor, evidence_clauses, label_candidates, pair_up
from classifier.coding.evidence import evidence_span
from classifier.coding.features import DENSE_FEATURES, DocumentMasker, MaskedWords, does_away
from classifier.document import Document
from classifier.position import Position

BOOK = Codebook(
    name="x",
    issues=(
        Issue(key="observers", label="Observers", proposition="Observers are sent.", keywords=("observers",)),
        Issue(key="ban", label="Short lets", proposition="Short lets are banned.", keywords=("short lets",)),
    ),
)
TEXT = "Norway will never accept observers, Foreign Minister Kari Solheim said. Sweden wants short lets scrapped."


def survey(text=TEXT):
    return Surveyor(BOOK)(Document("a", text))


def test_party_and_issue_are_masked():
    seen = survey()
    masker = DocumentMasker(seen.reading, seen.links, seen.directions)
    words = masker.words(0, "Norway", 0, int(seen.links.anchors[0, 0]), -1)
    assert "w:HOLDER" in words
    assert "w:ISSUE" in words
    assert not any("norway" in word.lower() or "observers" in word for word in words)
    assert "w:never accept ISSUE" in words
    assert "k:HOLDER>modal>reject>ISSUE" in words


def test_another_party_is_other():
    seen = survey()
    words = DocumentMasker(seen.reading, seen.links, seen.directions).words(0, "Sweden", 0, int(seen.links.anchors[0, 0]), -1)
    assert "w:OTHER" in words
    assert "w:HOLDER" not in words


def test_words_of_ending_speak_for_a_proposition_that_ends_something():
    assert [does_away(issue) for issue in BOOK.issues] == [False, True]
    seen = survey()
    clause = len(seen.reading.clauses) - 1
    words = DocumentMasker(seen.reading, seen.links, seen.directions).words(clause, "Sweden", 1, int(seen.links.anchors[clause, 1]), -1)
    assert "k:same" in words
    assert "k:counter" not in words


def test_dense_features_have_their_names():
    seen = survey()
    row = DocumentMasker(seen.reading, seen.links, seen.directions).dense(0, "Norway", 0, 0, int(seen.links.anchors[0, 0]), -1)
    assert len(row) == len(DENSE_FEATURES)
    assert row[DENSE_FEATURES.index("holder_before_issue")] == 1
    assert row[DENSE_FEATURES.index("composed")] == -1


def test_the_vocabulary_keeps_what_recurs():
    words = MaskedWords(min_count=2).fit([["a", "b"], ["a"], ["a", "a"]])
    assert words.get_feature_names_out().tolist() == ["a"]
    assert words.transform([["a", "a"], ["b"]]).toarray().tolist() == [[1.0], [0.0]]


def test_candidates_carry_the_label_of_the_gold():
    seen = survey()
    gold = [(Position("Norway", "observers", "oppose", "Norway will never accept observers"),)]
    holders = [(seen.holders.features[:, 0] * 0 + 1).astype(float)]
    links = [(seen.links.issue_tokens[seen.links.anchors[:, 0]] * 0 + 1).astype(float)]
    candidates = pair_up([seen], holders, links, 0.5, 0.5)
    labels = label_candidates(candidates, [seen], gold, [BOOK.keys])
    rows = candidates.frame.assign(label=labels)
    assert set(rows[(rows["party"] == "Norway") & (rows["issue"] == 0) & (rows["clause"] == 0)]["label"]) == {2}
    assert set(rows[rows["party"] == "Sweden"]["label"]) == {0}


def test_evidence_leaves_out_who_said_it():
    seen = survey()
    statement = next(n for n, s in enumerate(seen.reading.statements) if s.party == "Norway")
    start, end = evidence_span(seen.reading, 0, int(seen.links.anchors[0, 0]), statement)
    assert TEXT[start:end].startswith("Norway will never accept observers")
    assert "said" not in TEXT[start:end]
    assert evidence_clauses(seen.reading, "Norway will never accept observers") == [0]
    assert evidence_clauses(seen.reading, "not in the text") == []
