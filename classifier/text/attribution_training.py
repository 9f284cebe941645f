"""Training of the attribution tagger on PolNeAR.

    python -m classifier.text.attribution_training --polnear DIR --output FILE

The network is trained first, on parts of the articles, so that each article is looked at by a network that never saw it; on these
first looks the chain is
trained; on the spans that the two find in articles held out, and on the gold ones, the scorers. Everything is seeded.
"""

from __future__ import annotations

import argparse
import json
import lzma
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pycrfsuite
from numpy.typing import NDArray
from scipy.sparse import coo_matrix, csr_matrix
from sklearn.cluster import MiniBatchKMeans
from sklearn.linear_model import LogisticRegression
from sklearn.utils.extmath import randomized_svd

from classifier.text.attribution import AttributionTagger
from classifier.text.attribution_chain import OWN_SLOTS, SLOTS, Chain, WordCache, form_columns, pair_keys
from classifier.text.attribution_decision import FIRST_WEIGHTS, decide
from classifier.text.attribution_features import (
    AUXILIARIES,
    CONJUNCTIONS,
    CONTENT,
    CUE,
    DETERMINERS,
    LABELS,
    NEAR,
    PREPOSITIONS,
    SOURCE,
    IntArray,
    Layout,
    Lexicon,
    WordColumns,
    place_columns,
    plain,
    plain_words,
    sequences_of,
    slot_masks,
)
from classifier.text.attribution_linking import Scorer, SpanMap, best_partner, spans_of
from classifier.text.attribution_network import Network
from classifier.text.attribution_network_training import NetworkTrainer
from classifier.text.attribution_second_look import label_columns, probability_columns
from classifier.text.passages import Passages, read_passages
from classifier.text.speech_words import stem

ROLES = ("source", "cue", "content")
SEED = 0


@dataclass
class Example:
    """An article with its gold attributions, as token ranges."""

    id: str
    passages: Passages
    attributions: list[dict[str, list[tuple[int, int]]]]
    labels: IntArray


def read_examples(path: Path) -> list[Example]:
    """Read articles with hand-coded attributions (JSON Lines, xz-compressed)."""
    examples = []
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            examples.append(_example(record))
    return examples


def _example(record: dict[str, object]) -> Example:
    passages = read_passages(str(record["text"]))
    starts, ends = np.array(passages.starts), np.array(passages.ends)
    labels = np.zeros(len(passages), dtype=np.int32)
    attributions = []
    for gold in record["attributions"]:  # type: ignore[attr-defined]
        ranges: dict[str, list[tuple[int, int]]] = {}
        for role in ROLES:
            spans = []
            for start, end in gold[role]:
                first, last = int(np.searchsorted(ends, start, side="right")), int(np.searchsorted(starts, end, side="left"))
                if first < last:
                    spans.append((first, last))
            ranges[role] = spans
        attributions.append(ranges)
    for number in (2, 1, 0):
        for ranges in attributions:
            for first, last in ranges[ROLES[number]]:
                labels[first:last] = 2 * number + 2
                labels[first] = 2 * number + 1
    return Example(str(record["id"]), passages, attributions, labels)


FUNCTION_WORDS = AUXILIARIES | DETERMINERS | PREPOSITIONS | CONJUNCTIONS | {"that", "it", "i", "you", "we", "'s", "’s"}


STRENGTHS = (0.06, 0.2, 0.45, 0.7)


def learn_lexicon(examples: Iterable[Example], fine: int = 200, coarse: int = 40) -> Lexicon:
    """Learn the word classes: words of saying, words for speakers, distributional clusters."""
    total: Counter[str] = Counter()
    by_role = {1: Counter[str](), 2: Counter[str]()}
    streams = []
    for example in examples:
        lower = [plain(word) for word in plain_words(example.passages)]
        streams.append(lower)
        total.update(lower)
        for word, label in zip(lower, example.labels.tolist(), strict=True):
            role = (label + 1) // 2
            if role in by_role:
                by_role[role][word] += 1
    lexicon = Lexicon()
    frequent = sorted(word for word, count in total.items() if count >= 4)
    lexicon.vocabulary = {word: n for n, word in enumerate(frequent)}
    for role, table in ((2, lexicon.cue_strength), (1, lexicon.source_strength)):
        for word, count in sorted(by_role[role].items()):
            if count < 4 or not word[0].isalpha() or word in FUNCTION_WORDS:
                continue
            rate = count / (total[word] + 4)
            strength = int(np.searchsorted(STRENGTHS, rate))
            if strength:
                table[word] = strength
    stems: dict[str, list[int]] = {}
    for word, count in total.items():
        if word[0].isalpha() and word not in FUNCTION_WORDS:
            both = stems.setdefault(stem(word), [0, 0])
            both[0] += by_role[2][word]
            both[1] += count
    for base, (hits, count) in sorted(stems.items()):
        strength = int(np.searchsorted(STRENGTHS, hits / (count + 4)))
        if strength and hits >= 4:
            lexicon.stem_strength[base] = strength
    lexicon.cues = {word: n for n, word in enumerate(sorted(w for w, s in lexicon.cue_strength.items() if s >= 2), start=1)}
    lexicon.clusters, lexicon.topics = _clusters(streams, total, fine, coarse)
    return lexicon


def _clusters(streams: list[list[str]], total: Counter[str], fine: int, coarse: int) -> tuple[dict[str, int], dict[str, int]]:
    """Cluster word forms by the words that stand next to them."""

    forms = sorted(word for word, count in total.items() if count >= 5)
    number = {word: n for n, word in enumerate(forms)}
    contexts = {word: n for n, (word, _) in enumerate(sorted(total.items(), key=lambda item: (-item[1], item[0]))[:1500])}
    width = len(contexts)
    flat = [word for stream in streams for word in [*stream, "", "", ""]]
    own = np.array([number.get(word, -1) for word in flat])
    near = np.array([contexts.get(word, -1) for word in flat])
    parts = []
    for n, offset in enumerate((-2, -1, 1, 2)):
        here, there = (own[-offset:], near[:offset]) if offset < 0 else (own[:-offset], near[offset:])
        keep = (here >= 0) & (there >= 0)
        parts.append((here[keep], there[keep] + n * width))
    rows, cols = np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts])
    counts = coo_matrix((np.ones(len(rows)), (rows, cols)), shape=(len(forms), 4 * width)).tocsr()
    counts.sum_duplicates()
    row_sum, col_sum = np.asarray(counts.sum(axis=1)).ravel(), np.asarray(counts.sum(axis=0)).ravel()
    entries = counts.tocoo()
    association = np.log(
        entries.data * counts.sum() / (row_sum[entries.row] * np.maximum(col_sum[entries.col], 1) ** 0.75 * col_sum.sum() ** 0.25)
    )
    positive = coo_matrix((np.maximum(association, 0), (entries.row, entries.col)), shape=counts.shape).tocsr()
    left, values, _ = randomized_svd(positive, n_components=min(64, len(forms) - 1), random_state=SEED)
    vectors = left * np.sqrt(values)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9
    tables = []
    for size in (fine, coarse):
        groups = MiniBatchKMeans(n_clusters=min(size, len(forms)), random_state=SEED, n_init=3, batch_size=4096).fit_predict(vectors)
        tables.append({word: int(group) for word, group in zip(forms, groups, strict=True)})
    return tables[0], tables[1]


class FeatureWriter:
    """Writes the tagger's features as names for the trainer."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Begin with no form seen."""
        self.lexicon = lexicon
        self._forms: dict[str, tuple[int, int, int, int, int, int]] = {}
        self._slots: dict[str, list[list[str]]] = {}

    def words(self, passages: Passages) -> tuple[WordColumns, IntArray]:
        """Classes and vocabulary numbers of the tokens."""
        forms = self._forms
        words = plain_words(passages)
        for word in words:
            if word not in forms:
                forms[word] = form_columns(word, self.lexicon)
        table = np.array([forms[word] for word in words], dtype=np.int32).reshape(-1, 6)
        return WordColumns(*(np.ascontiguousarray(table[:, n]) for n in range(5))), np.ascontiguousarray(table[:, 5])

    def _form_names(self, word: str) -> list[list[str]]:
        names = self._slots.get(word)
        if names is None:
            near, own = self.lexicon.near_atoms(word), self.lexicon.own_atoms(word)
            names = [[f"{slot}|{atom}" for atom in (near + own if n in OWN_SLOTS else near)] for n, slot in enumerate(SLOTS)]
            self._slots[word] = names
        return names

    def features(
        self, passages: Passages, masks: tuple[NDArray[np.bool_], ...], columns: list[tuple[str, IntArray, int]], vocabulary: IntArray
    ) -> list[list[str]]:
        """Feature names of each token."""
        count = len(passages)
        forms = [self._form_names(word) for word in plain_words(passages)]
        rows: list[list[str]] = []
        for i in range(count):
            row: list[str] = []
            for slot in range(2 * NEAR + 1):
                j = i + slot - NEAR
                if 0 <= j < count:
                    row += forms[j][slot]
            rows.append(row)
        for n, mask in enumerate(masks, start=2 * NEAR + 1):
            for i in np.flatnonzero(mask).tolist():
                rows[i] += forms[i][n]
        for name, values, _ in columns:
            for row, value in zip(rows, values.tolist(), strict=True):
                row.append(f"{name}={value}")
        if count > 1:
            for shift, keys in pair_keys(vocabulary, len(self.lexicon.vocabulary)):
                for j, key in enumerate(keys.tolist()):
                    if key >= 0 and 0 <= j + shift < count:
                        rows[j + shift].append(f"pair={key}")
        return rows


def export_chain(model: str, sizes: dict[str, int]) -> Chain:
    """Turn a trained conditional random field into tables."""
    tagger = pycrfsuite.Tagger()
    tagger.open(model)
    info = tagger.info()
    width = len(LABELS)
    label = {name: n for n, name in enumerate(LABELS)}
    transitions = np.zeros((width, width), dtype=np.float32)
    for (left, right), weight in info.transitions.items():
        transitions[label[left], label[right]] = weight
    slot_number = {slot: n for n, slot in enumerate(SLOTS)}
    atoms: dict[str, int] = {}
    atom_entries: list[tuple[int, int, float]] = []
    columns = {name: np.zeros((size, width), dtype=np.float32) for name, size in sizes.items()}
    pairs: dict[int, dict[int, float]] = {}
    for (name, target), weight in sorted(info.state_features.items()):
        slot, bar, atom = name.partition("|")
        if bar and slot in slot_number:
            row = atoms.setdefault(atom, len(atoms))
            atom_entries.append((row, slot_number[slot] * width + label[target], weight))
        elif name.startswith("pair="):
            pairs.setdefault(int(name[5:]), {})[label[target]] = weight
        else:
            column, _, value = name.partition("=")
            columns[column][int(value), label[target]] = weight
    weights = np.zeros((len(atoms), len(SLOTS) * width), dtype=np.float32)
    for row, place, weight in atom_entries:
        weights[row, place] = weight
    keys = sorted(pairs)
    pair_weights = np.zeros((len(keys) + 1, width), dtype=np.float32)
    for row, key in enumerate(keys):
        for place, weight in pairs[key].items():
            pair_weights[row, place] = weight
    return Chain(LABELS, transitions, atoms, weights, columns, np.array(keys, dtype=np.int64), pair_weights)


def halves(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether two ranges overlap by half of the shorter of them."""
    common = min(one[1], other[1]) - max(one[0], other[0])
    return common > 0 and 2 * common >= min(one[1] - one[0], other[1] - other[0])


def gold_spans(example: Example) -> dict[int, list[tuple[int, int]]]:
    """The gold spans by role, in text order, each once."""
    return {number: sorted({span for gold in example.attributions for span in gold[role]}) for number, role in enumerate(ROLES, start=1)}


class LinkTrainer:
    """Collects pairs of spans and fits the two scorers."""

    def __init__(self) -> None:
        """Begin with no pair."""
        self._rows: dict[int, list[list[str]]] = {SOURCE: [], CUE: []}
        self._truth: dict[int, list[bool]] = {SOURCE: [], CUE: []}

    def add(self, example: Example, spans: dict[int, list[tuple[int, int]]], scorer: Scorer | None = None) -> None:
        """Add the pairs of a text; with a cue scorer the source pairs see its choice, otherwise the cue pairs are added."""
        spoken = SpanMap(example.passages, spans)
        by_content = []
        for gold in example.attributions:
            by_content += [(piece, gold) for piece in gold["content"]]
        for content in spans[CONTENT]:
            owners = [gold for piece, gold in by_content if halves(piece, content)]
            if not owners:
                continue
            role, cue = CUE, None
            if scorer is not None:
                role, cue = SOURCE, best_partner(spoken, scorer, content, CUE, -3.0)
            name = ROLES[role - 1]
            for other in spoken.near(role, content):
                self._rows[role].append(spoken.features(content, other, role, cue))
                self._truth[role].append(any(halves(span, other) for gold in owners for span in gold[name]))

    def fit(self, role: int, regularisation: float = 0.3) -> Scorer:
        """Fit the scorer of a role."""
        rows = self._rows[role]
        counts = Counter(feature for row in rows for feature in row)
        names = sorted(feature for feature, count in counts.items() if count >= 5)
        number = {name: n for n, name in enumerate(names)}
        columns = [number[feature] for row in rows for feature in row if feature in number]
        lengths = [sum(feature in number for feature in row) for row in rows]
        matrix = csr_matrix((np.ones(len(columns)), columns, np.concatenate([[0], np.cumsum(lengths)])), shape=(len(rows), len(names)))
        model = LogisticRegression(C=regularisation, max_iter=300)
        model.fit(matrix, self._truth[role])
        return Scorer(dict(zip(names, model.coef_[0].tolist(), strict=True)), float(model.intercept_[0]))


FOLDS = 4
PENALTIES = {"c1": 1.0, "c2": 4.0, "max_iterations": 60, "feature.minfreq": 3, "feature.possible_transitions": True}


def first_looks(examples: list[Example]) -> list[NDArray[np.float32]]:
    """For each article the first look of a network that was trained on other articles."""
    looks: dict[int, NDArray[np.float32]] = {}
    for fold in range(FOLDS):
        others = [example for n, example in enumerate(examples) if n % FOLDS != fold]
        lexicon = learn_lexicon(others)
        network = NetworkTrainer(lexicon, seed=SEED).fit([(example.passages, example.labels) for example in others])
        cache = WordCache(lexicon, [network])
        for n in range(fold, len(examples), FOLDS):
            looks[n] = first_look(network, cache, examples[n].passages)
    return [looks[n] for n in range(len(examples))]


def first_look(network: Network, cache: WordCache, passages: Passages) -> NDArray[np.float32]:
    """Probabilities that a network gives the labels of a text's tokens."""
    row, words, _ = cache.look_up(plain_words(passages))
    place = place_columns(Layout.of(passages), words, len(cache.lexicon.cues) + 1)
    return network.probabilities(cache.scores(0)[row], place)


def fit_chain(examples: list[Example], lexicon: Lexicon, looks: list[NDArray[np.float32]]) -> Chain:
    """Train the chain on articles and the first looks at them."""
    writer = FeatureWriter(lexicon)
    trainer = pycrfsuite.Trainer(verbose=False)
    sizes: dict[str, int] = {}
    cue_count = len(lexicon.cues) + 1
    for example, look in zip(examples, looks, strict=True):
        passages = example.passages
        words, vocabulary = writer.words(passages)
        layout = Layout.of(passages)
        columns = place_columns(layout, words, cue_count) + probability_columns(layout, words, look)
        columns += label_columns(layout, words, decide(look, FIRST_WEIGHTS), cue_count)
        sizes |= {name: size for name, _, size in columns}
        features = writer.features(passages, slot_masks(layout, words), columns, vocabulary)
        names = [LABELS[label] for label in example.labels]
        for first, last in sequences_of(passages):
            trainer.append(features[first:last], names[first:last])
    trainer.select("lbfgs")
    trainer.set_params(PENALTIES)
    with TemporaryDirectory() as folder:
        model = str(Path(folder) / "chain.crf")
        trainer.train(model)
        return export_chain(model, sizes)


def fit_scorers(examples: list[Example], found: list[dict[int, list[tuple[int, int]]]]) -> tuple[Scorer, Scorer]:
    """Train the cue and the source scorer on gold spans and on spans found."""
    trainer = LinkTrainer()
    for example, spans in zip(examples, found, strict=True):
        trainer.add(example, gold_spans(example))
        trainer.add(example, spans)
    cue = trainer.fit(CUE)
    for example, spans in zip(examples, found, strict=True):
        trainer.add(example, gold_spans(example), cue)
        trainer.add(example, spans, cue)
    return cue, trainer.fit(SOURCE)


def train(examples: list[Example]) -> AttributionTagger:
    """Train a tagger.

    Parameters
    ----------
    examples : list of Example

    Returns
    -------
    AttributionTagger
    """
    looks = first_looks(examples)
    lexicon = learn_lexicon(examples)
    network = NetworkTrainer(lexicon, seed=SEED).fit([(example.passages, example.labels) for example in examples])
    chain = fit_chain(examples, lexicon, looks)
    found = [spans_of(decide(look, FIRST_WEIGHTS), example.passages) for example, look in zip(examples, looks, strict=True)]
    return AttributionTagger(lexicon, network, chain, *fit_scorers(examples, found))


def main() -> None:
    """Train on PolNeAR's training part and write the tagger."""
    parser = argparse.ArgumentParser(description="Train the attribution tagger on PolNeAR.")
    parser.add_argument("--polnear", type=Path, required=True, help="folder with train.jsonl.xz")
    parser.add_argument("--output", type=Path, required=True, help="file to write")
    parser.add_argument("--every", type=int, default=1, help="train on every n-th article only, for a quick trial")
    arguments = parser.parse_args()
    train(read_examples(arguments.polnear / "train.jsonl.xz")[:: arguments.every]).save(arguments.output)


if __name__ == "__main__":
    main()
