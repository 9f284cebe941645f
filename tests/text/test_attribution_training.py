import json
import lzma
from pathlib import Path

import numpy as np

from classifier.text.attribution_chain import WordCache
from classifier.text.attribution_features import CONTENT, CUE, LABELS, SOURCE
from classifier.text.attribution_linking import SpanMap, best_partner
from classifier.text.attribution_network import COLUMNS, DILATIONS, Network
from classifier.text.attribution_network_training import NetworkTrainer, Settings
from classifier.text.attribution_training import LinkTrainer, first_look, gold_spans, halves, learn_lexicon, read_examples, train

NAMES = ["Ms. Oduya", "Mr. Tarn", "the envoy", "a union leader", "the ministry", "officials in Velmar"]
CONTENTS = [
    "the port would close in May",
    "the talks were over",
    "no ship had left the bay",
    "the deal was dead",
    "snow had blocked the road",
]
VERBS = ["said", "argued", "insisted", "claimed"]


def corpus(path: Path, articles: int = 24) -> Path:
    """Articles made of one pattern each way round: who says what, and what, says who."""
    random = np.random.default_rng(0)
    with lzma.open(path, "wt", encoding="utf-8") as stream:
        for n in range(articles):
            text, attributions = "", []
            for number in range(6):
                name, verb, content = (str(random.choice(options)) for options in (NAMES, VERBS, CONTENTS))
                parts = [("source", name), ("cue", verb), ("content", "that " + content)]
                if random.random() < 0.5:
                    parts = [("content", "“" + content + ",”"), ("source", name), ("cue", verb)]
                item: dict[str, list[list[int]]] = {"source": [], "cue": [], "content": []}
                for role, part in parts:
                    item[role] = [[len(text), len(text) + len(part)]]
                    text += part + " "
                attributions.append(item)
                text = text.rstrip() + (". " if number % 2 == 0 else ".\n\nThe bay was quiet on Sunday.\n\n")
            stream.write(json.dumps({"id": str(n), "text": text, "attributions": attributions}) + "\n")
    return path


def test_labels_stand_where_the_coded_spans_stand(tmp_path: Path) -> None:
    [example] = read_examples(corpus(tmp_path / "a.jsonl.xz", 1))
    spans = gold_spans(example)
    assert {len(spans[role]) for role in (SOURCE, CUE, CONTENT)} == {6}
    for role in (SOURCE, CUE, CONTENT):
        for first, last in spans[role]:
            assert LABELS[example.labels[first]].startswith("B-")
            assert set((example.labels[first + 1 : last] + 1) // 2) <= {role}


def test_the_lexicon_learns_the_verbs_of_saying(tmp_path: Path) -> None:
    lexicon = learn_lexicon(read_examples(corpus(tmp_path / "a.jsonl.xz")), fine=4, coarse=2)
    assert {"said", "argued", "insisted", "claimed"} <= set(lexicon.cues)
    assert "quiet" not in lexicon.cues
    assert lexicon.source_strength["envoy"] >= 3


def test_the_linker_learns_to_keep_speakers_apart(tmp_path: Path) -> None:
    examples = read_examples(corpus(tmp_path / "a.jsonl.xz"))
    trainer = LinkTrainer()
    for example in examples:
        trainer.add(example, gold_spans(example))
    scorer = trainer.fit(CUE)
    spoken = SpanMap(examples[0].passages, gold_spans(examples[0]))
    pairs = [(item["content"][0], item["cue"][0]) for item in examples[0].attributions]
    assert [best_partner(spoken, scorer, content, CUE, -3.0) for content, _ in pairs] == [cue for _, cue in pairs]


def test_halves() -> None:
    assert halves((0, 10), (5, 30))
    assert not halves((0, 10), (6, 30))
    assert halves((0, 10), (3, 5))
    assert not halves((0, 2), (2, 4))


def test_the_networks_gradients_are_the_slopes_of_its_loss(tmp_path: Path) -> None:
    [example] = read_examples(corpus(tmp_path / "a.jsonl.xz", 1))
    lexicon = learn_lexicon([example], fine=4, coarse=2)
    still = Settings(width=6, dropout=0.0, feature_dropout=0.0, layer_dropout=0.0, least_count=1)
    trainer = NetworkTrainer(lexicon, still)
    [data] = trainer._encode([(example.passages, example.labels)])
    weights = trainer._start()
    edges = np.cumsum([0, *(trainer._sizes[name] for name in COLUMNS)]).tolist()

    def loss() -> float:
        columns = {name: weights["rows"][edges[n] : edges[n + 1]] for n, name in enumerate(COLUMNS)}
        layers = [(weights[f"layer{n}"], weights[f"layer_bias{n}"]) for n in range(len(DILATIONS))]
        atoms = weights["rows"][edges[-1] :]
        network = Network(trainer._atoms, atoms, columns, weights["bias"], layers, weights["output"], weights["output_bias"])
        chances = first_look(network, WordCache(lexicon, [network]), example.passages)
        return float(-np.log(chances[np.arange(len(chances)), example.labels].astype(np.float64)).mean())

    gradients = trainer._gradients(weights, [data])
    random = np.random.default_rng(1)
    for name in ("output", "output_bias", "layer0", "layer3", "layer_bias2", "bias", "rows"):
        slopes = gradients[name]
        place = np.unravel_index(int(np.abs(slopes).argmax()), slopes.shape) if name == "rows" else tuple(random.integers(slopes.shape))
        before = weights[name][place]
        weights[name][place] = before + 0.01
        above = loss()
        weights[name][place] = before - 0.01
        below = loss()
        weights[name][place] = before
        assert abs((above - below) / 0.02 - slopes[place]) < 2e-3 + 0.05 * abs(slopes[place])


def test_training_twice_gives_the_same_file(tmp_path: Path) -> None:
    examples = read_examples(corpus(tmp_path / "a.jsonl.xz"))
    files = [tmp_path / "one.npz", tmp_path / "two.npz"]
    for path in files:
        train(examples).save(path)
    assert files[0].read_bytes() == files[1].read_bytes()
    items = train(examples).tag(examples[0].passages)
    assert len(items) >= 5
    assert all(item.source is not None and item.cue is not None for item in items)
