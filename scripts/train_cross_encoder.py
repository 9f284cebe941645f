"""Train the cross-encoder of the accurate model, and what networks that had not seen a group of domains say of its candidates.

Needs the extra ``[neural-training]`` and is meant for a graphics processor: five networks take some four minutes on one, many hours without.
Writes ``cross_encoder.onnx``, ``word_pieces.json`` and ``opinions.npz``; ``scripts/train_accurate_model.py`` goes on from the last one.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from pathlib import Path

import numpy as np
import torch
from cross_encoder_network import Part, Recipe, export, minilm, predict, train
from tokenizers import Tokenizer
from train_accurate_model import row_keys
from train_default_model import GROUPS, SEED, articles_by_domain, fit_stages, read_corpus

from classifier.coding.candidate_text import CandidateText
from classifier.coding.candidates import IGNORED
from classifier.coding.model import PositionClassifier
from classifier.corpus.evaluation import groups_of
from classifier.corpus.judges import learn_judges

FIXED = 104
"""The vocabulary begins with so many marks and unused pieces."""


def candidate_parts(first: object, cases: list, tokenizer: Tokenizer) -> list[Part]:  # type: ignore[type-arg]
    """The word pieces of every candidate."""
    frame = first.candidates.frame  # type: ignore[attr-defined]
    texts: dict[int, CandidateText] = {}
    parts: list[Part] = []
    for number, rows in frame.groupby("document", sort=False):
        case = cases[number]
        text = texts.setdefault(id(case.codebook), CandidateText(case.codebook, tokenizer))
        parts += text(case.survey.reading, list(zip(rows["clause"], rows["party"], rows["issue"], rows["statement"], strict=True)))
    return parts


def kept_pieces(parts: list[Part], tokenizer: Tokenizer, cases: list, most: int) -> list[int]:  # type: ignore[type-arg]
    """The most frequent word pieces, with all single letters, so that every word can be spelt."""
    counts = Counter(piece for case in cases for piece in tokenizer.encode(case.article.document.text, add_special_tokens=False).ids)
    for first, last in parts[::100]:
        counts.update((*first, *last))
    letters = {number for piece, number in tokenizer.get_vocab().items() if len(piece.removeprefix("##")) == 1}
    kept = set(range(FIXED)) | letters
    for piece, _ in counts.most_common():
        if len(kept) >= most:
            break
        kept.add(piece)
    return sorted(kept)


def main() -> None:
    """Prepare, train a network for each left-out group and one on everything, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"), help="folder with data/polnear")
    parser.add_argument("--output", type=Path, required=True, help="folder for what is written")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--epochs", type=int, default=Recipe.epochs)
    parser.add_argument("--pieces", type=int, default=12_000, help="word pieces to keep")
    parser.add_argument("--domains", type=int, help="only the first so many domains, to try it out")
    arguments = parser.parse_args()
    arguments.output.mkdir(parents=True, exist_ok=True)
    began = time.perf_counter()
    articles = articles_by_domain(arguments.shared)
    _, judges = learn_judges(articles, groups_of(sorted(articles), GROUPS, SEED))
    domains = read_corpus(articles, judges)
    if arguments.domains:
        domains = dict(list(domains.items())[: arguments.domains])
    first, cases, groups = fit_stages(PositionClassifier(n_folds=GROUPS, least_holder=0.02, least_link=0.006), domains, judges)
    vocabulary = json.loads(minilm().read("tokenizer.json"))
    vocabulary["truncation"] = vocabulary["padding"] = None
    tokenizer = Tokenizer.from_str(json.dumps(vocabulary))
    parts = candidate_parts(first, cases, tokenizer)
    print(f"{len(parts):,} candidates, {time.perf_counter() - began:.0f} s", flush=True)
    labels = first.labels
    frame = first.candidates.frame
    weight = (frame["holder_probability"] * frame["link_probability"]).to_numpy()
    group = np.array(groups)[frame["document"].to_numpy()]
    usable = labels != IGNORED
    recipe = Recipe(epochs=arguments.epochs)
    said = np.zeros((len(parts), 5), dtype=np.float16)
    for k in range(GROUPS):
        rows = np.flatnonzero(group == k)
        if len(rows):
            network = train(parts, labels, weight, np.flatnonzero(usable & (group != k)), recipe, arguments.device, seed=0)
            said[rows] = predict(network, [parts[n] for n in rows], arguments.device)
            print(f"group {k}: {len(rows):,} candidates read, {time.perf_counter() - began:.0f} s", flush=True)
    np.savez_compressed(arguments.output / "opinions.npz", keys=np.array(row_keys(first, cases)), said=said)
    network = train(parts, labels, weight, np.flatnonzero(usable), recipe, arguments.device, seed=0)
    export(network, kept_pieces(parts, tokenizer, cases, arguments.pieces), vocabulary, arguments.output)
    print(f"written to {arguments.output}, {time.perf_counter() - began:.0f} s", flush=True)


if __name__ == "__main__":
    main()
