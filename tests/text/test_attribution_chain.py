from itertools import product

import numpy as np
import pytest

from classifier.text.attribution_chain import marginals, pair_keys
from classifier.text.attribution_decision import complete, decide
from classifier.text.attribution_features import LABELS, Layout, last_before, next_after, sequences_of
from classifier.text.attribution_linking import spans_of
from classifier.text.passages import read_passages


def paths(scores: np.ndarray, transitions: np.ndarray) -> dict[tuple[int, ...], float]:
    """Every path through a sequence with its score, by brute force."""
    count, width = scores.shape
    return {
        path: float(
            sum(scores[n, label] for n, label in enumerate(path)) + sum(transitions[a, b] for a, b in zip(path, path[1:], strict=False))
        )
        for path in product(range(width), repeat=count)
    }


@pytest.mark.parametrize("seed", range(5))
def test_side_by_side_is_the_same_as_brute_force(seed: int) -> None:
    random = np.random.default_rng(seed)
    sequences = [(0, 4), (4, 5), (5, 11), (11, 13)]
    scores = random.normal(size=(13, 3)).astype(np.float32)
    transitions = random.normal(size=(3, 3)).astype(np.float32)
    chances = marginals(scores, transitions, sequences)
    for first, last in sequences:
        every = paths(scores[first:last], transitions)
        weight = {path: np.exp(score) for path, score in every.items()}
        total = sum(weight.values())
        for n in range(last - first):
            for label in range(3):
                share = sum(value for path, value in weight.items() if path[n] == label) / total
                assert chances[first + n, label] == pytest.approx(share, abs=1e-4)


def test_very_unlike_scores_stay_finite() -> None:
    scores = np.array([[900, -900], [-900, 900], [900, -900]], dtype=np.float32)
    chances = marginals(scores, np.array([[0, -30], [-30, 0]], dtype=np.float32), [(0, 3)])
    assert np.isfinite(chances).all()
    assert chances.argmax(axis=1).tolist() == [0, 1, 0]


def test_pairs_with_an_unknown_word_have_no_key() -> None:
    keys = pair_keys(np.array([1, 2, -1, 0], dtype=np.int32), 10)
    assert keys[0][1].tolist() == [12, -1, -1]
    assert len({shift for shift, _ in keys}) == len(keys)


def test_sequences_tile_even_a_paragraph_without_end() -> None:
    passages = read_passages("word " * 5000 + "\n\nShort one. Another.\n\n" + "A sentence of six words here. " * 200)
    sequences = sequences_of(passages)
    assert sequences[0][0] == 0 and sequences[-1][1] == len(passages)
    assert all(left[1] == right[0] for left, right in zip(sequences, sequences[1:], strict=False))
    assert max(last - first for first, last in sequences) <= 1200


def test_spans_end_where_a_paragraph_ends() -> None:
    passages = read_passages("One two.\n\nThree four.")
    inside = LABELS.index("I-content")
    assert spans_of(np.full(len(passages), inside, dtype=np.int32), passages)[3] == [(0, 3), (3, 6)]


def test_nearest_tokens_to_either_side() -> None:
    mask = np.array([False, True, False, False, True])
    index = np.arange(5, dtype=np.int32)
    assert last_before(mask, index).tolist() == [-1, -1, 1, 1, 1]
    assert next_after(mask, index).tolist() == [1, 4, 4, 4, 5]


def test_layout_spreads_quotations() -> None:
    layout = Layout.of(read_passages("He said: “We go now.” Then he left."))
    assert layout.quoted.tolist() == [False] * 4 + [True] * 4 + [False] * 5
    assert set(layout.quote_start[layout.quoted].tolist()) == {4}


def test_a_sentence_that_says_something_gets_its_likely_speaker() -> None:
    layout = Layout.of(read_passages("Critics warned of a long dark winter."))
    chances = np.zeros((8, len(LABELS)), dtype=np.float32)
    chances[:, 0] = 1
    chances[0, [0, 1]] = 0.75, 0.25
    chances[1, [0, 3]] = 0.1, 0.9
    chances[2:7, [0, 6]] = 0.1, 0.9
    assert decide(chances, (1.0, 1.0, 1.0, 1.0))[0] == 0
    assert complete(chances, layout, (0.9, 1.0, 1.0, 1.0)).tolist()[:2] == [LABELS.index("B-source"), LABELS.index("B-cue")]
    assert complete(np.where(chances == 0.9, 0, chances), layout).max() <= 1
