"""Explanations: features for and against, in words, that add up."""

import numpy as np
import pandas as pd
import pytest
from sklearn.ensemble import HistGradientBoostingClassifier

from classifier.codebook import Codebook, Issue
from classifier.coding.candidates import Surveyor
from classifier.coding.correction import Corrections, Example, with_corrections
from classifier.coding.cross_encoder import CrossEncoder
from classifier.coding.explanation import column_names, explain, masked_phrase, path_weights
from classifier.coding.persistence import load_model
from classifier.document import Document
from classifier.position import STANCES

BOOK = Codebook(name="quay", issues=[Issue(key="quay", label="New quay", proposition="The new quay is built.", keywords=("new quay",))])
DOCUMENT = Document("a", "France rejects the new quay. “We will never accept the new quay,” French Foreign Minister Odile Marchetaux said.")


@pytest.mark.parametrize("classes", [2, 3])
def test_weights_add_up_to_the_raw_output(classes):
    rng = np.random.default_rng(0)
    X = rng.normal(size=(300, 4))
    X[::7, 1] = np.nan
    y = (np.nan_to_num(X[:, 0]) + X[:, 2] > 0).astype(int) + (X[:, 3] > 1) * (classes - 2)
    model = HistGradientBoostingClassifier(max_iter=20, random_state=0).fit(X, y)
    raw = model._raw_predict(X[:5])
    for k in range(raw.shape[1]):
        rest = [raw[n, k] - path_weights(model, X[n], k).sum() for n in range(5)]
        assert np.allclose(rest, rest[0])
    used = path_weights(model, X[0], 0)
    assert abs(used[0]) + abs(used[2]) > abs(used[1])


def test_every_position_is_explained():
    model = load_model()
    table, found = model.predict([DOCUMENT], BOOK), explain(model, DOCUMENT, BOOK)
    assert len(found) == len(table) > 0
    assert [(e.party, e.issue, e.stance, e.start, e.end) for e in found] == [tuple(r) for r in table[["party", "issue", "stance", "start", "end"]].to_numpy()]
    for one in found:
        assert any(reason.weight > 0 for reason in one.position) and any(reason.weight > 0 for reason in one.direction)
        assert len(one.position) <= 8 and one.note == ""
        weights = [reason.weight for reason in one.position if reason.weight > 0]
        assert weights == sorted(weights, reverse=True)


def test_every_column_has_a_name_in_words():
    model = load_model()
    width = model.position_.n_features_in_
    names = column_names(width - 5)
    assert len(names) == width and len(set(names)) > 0.9 * width
    assert not any("_" in name for name in names)


def test_what_corrections_changed_is_said():
    model = load_model()
    sure = Corrections("quay", strength=50).fit([Example("France", "quay", "", (0.3, 0.0, 0.7, 0.0, 0.0), "oppose")] * 20)
    notes = [one.note for one in explain(with_corrections(model, sure), DOCUMENT, BOOK) if one.party == "France"]
    assert notes and all(note.startswith("without corrections: ") for note in notes)


def test_masks_are_read_out():
    assert masked_phrase("s:OTHER NUM") == "“[another party] [number]” elsewhere in the sentence"
    assert masked_phrase("r:REVERSED") == "“[its opposite]” beside the opposite"
    assert masked_phrase("k:reject>ISSUE") == "reject, [issue] in this order"


def test_the_accurate_model_is_explained_by_what_its_network_read():
    model = load_model("accurate")
    found = explain(model, DOCUMENT, BOOK)
    table = model.predict([DOCUMENT], BOOK)
    assert [(e.party, e.stance, e.probability) for e in found] == [tuple(r) for r in table[["party", "stance", "probability"]].to_numpy()]
    assert {one.stance for one in found} == {"oppose"}
    read = {reason.text for one in found for reason in one.direction if reason.weight > 0.5}
    assert read & {"the network read “never”", "the network read “rejects”"}


def test_a_word_that_says_it_all_weighs_most():
    encoder = CrossEncoder(BOOK)
    reading = Surveyor(BOOK)(Document("a", "Norway rejects the new quay.")).reading
    frame = pd.DataFrame({"clause": [0], "party": ["Norway"], "issue": [0], "statement": [-1]})
    weights = encoder.word_weights(reading, frame)
    assert [word for word, _ in weights] == ["norway", "rejects", "the", "new", "quay"]
    oppose = 1 + STANCES.index("oppose")
    assert max(weights, key=lambda pair: pair[1][oppose])[0] == "rejects"
