"""Side by side with what users would pick instead: quality on domains left out of training, attribution, throughput, memory, start-up, installed size.

    python benchmarks/peers.py [--write docs/benchmarks.md] [--polnear DIR] [--systems stance,vader,tfidf,spacy,minilm] [--python minilm=PYTHON]

Each system is trained and measured in processes of its own, with one thread, on the same articles; one whose packages are missing is left out, and
the table says why. All that learn are trained on the articles of the domains that are not tested. A heavy peer belongs in an environment of its own,
given by `--python`: where torch is installed, the others load it too, through scikit-learn. For a quick try, take few training domains and few
articles of each tested one: `--training 4 --articles 2`.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from systems import SYSTEMS, Missing, System

from classifier.corpus.gold import GoldArticle
from classifier.corpus.packaged import corpus_names, packaged_articles, packaged_codebook

TESTED = ("armenia-azerbaijan", "city-housing", "pandemic-treaty", "us-budget")
"""A conflict, a city, a treaty and a budget."""
HERE = Path(__file__).resolve().parent
ENVIRONMENT = {**os.environ, "OMP_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false", "PYTHONPATH": f"{HERE.parent}{os.pathsep}{HERE}"}
TOKEN = re.compile(r"\w+(?:['-]\w+)*|[^\w\s]")
ROUNDS = 3


def train(name: str, system: System, options: argparse.Namespace) -> dict[str, Any]:
    """Train a system on the domains that are not tested, and say what it takes to install."""
    from footprint import installed_size, shared_size, version

    domains = [domain for domain in corpus_names() if domain not in options.domains][: options.training]
    articles = [article for domain in domains for article in packaged_articles(domain)]
    begun = time.perf_counter()
    system.fit(articles)
    trained = time.perf_counter() - begun
    packages = SYSTEMS[name].packages
    return {
        "trained": trained, "training": len(articles), "size": installed_size(packages), "shared": shared_size(),
        "versions": [version(package) for package in packages],
    }  # fmt: skip


def tested(options: argparse.Namespace) -> dict[str, list[GoldArticle]]:
    return {domain: packaged_articles(domain)[: options.articles] for domain in options.domains}


def predict(name: str, system: System, options: argparse.Namespace) -> dict[str, Any]:
    """Code the tested articles: the rows, tokens a second and peak memory of a process that does nothing else."""
    from footprint import peak_memory

    system.load()
    rows, seconds, tokens = [], 0.0, 0
    for domain, articles in tested(options).items():
        codebook, documents = packaged_codebook(domain), [article.document for article in articles]
        system.predict(documents[:1], codebook)  # what is made once a codebook is not part of the throughput
        best = float("inf")
        for _ in range(ROUNDS):
            begun, busy = time.perf_counter(), time.process_time()
            found = system.predict(documents, codebook)
            best = min(best, time.perf_counter() - begun, time.process_time() - busy)
        rows += found
        seconds += best
        tokens += sum(len(TOKEN.findall(document.text)) for document in documents)
    return {"rows": rows, "speed": tokens / seconds, "memory": peak_memory()}


def attribute(name: str, system: System, options: argparse.Namespace) -> dict[str, Any]:
    """Token F1 of the attributions that a system finds, where it finds any."""
    from attribution import read, token_scores

    find = system.attribute()
    if find is None or options.polnear is None or not (file := options.polnear / "dev.jsonl.xz").exists():
        return {}
    articles = read(file)
    return {"attribution": {role: f1 for role, (_, _, f1) in token_scores(articles, [find(text) for text, _ in articles]).items()}}


STEPS = {"train": train, "predict": predict, "attribute": attribute}


def scored(rows: Sequence[Sequence[Sequence[Any]]], options: argparse.Namespace) -> dict[str, Any]:
    """The figures of the rows that a system found."""
    import pandas as pd

    from classifier.corpus.scoring import bootstrap, count_article, summarise

    articles = [article for found in tested(options).values() for article in found]
    columns = ["party", "issue", "stance", "start", "end"]
    counts = [count_article(article, pd.DataFrame(found, columns=columns)) for article, found in zip(articles, rows, strict=True)]
    figures = summarise(counts)
    return {
        "triple": figures["triple"]["f1"], "interval": bootstrap(counts), "pair": figures["pair"]["f1"], "stance": figures["stance_accuracy"],
        "evidence": figures["evidence_hit_rate"], "articles": figures["articles"], "gold": figures["gold"],
    }  # fmt: skip


def child(python: str, step: str, name: str, folder: Path) -> dict[str, Any]:
    """One step in a process of its own, with the options of this one."""
    command = [python, __file__, *sys.argv[1:], "--step", step, "--systems", name, "--folder", str(folder)]
    done = subprocess.run(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, env=ENVIRONMENT, check=False)
    if done.returncode:
        return {"missing": (done.stderr.strip().splitlines() or ["it failed"])[-1]}
    found: dict[str, Any] = json.loads((folder / f"{step}.json").read_text(encoding="utf-8"))
    return found


def measure(name: str, options: argparse.Namespace) -> dict[str, Any]:
    """All figures of one system, or why there are none."""
    from footprint import start_up

    python = dict(options.python).get(name, sys.executable)
    with tempfile.TemporaryDirectory() as folder:
        found: dict[str, Any] = {}
        for step in STEPS:
            found |= child(python, step, name, Path(folder))
            if "missing" in found:
                return {"missing": found["missing"]}
        rows = found.pop("rows")
        return {**found, **scored(rows, options), "start": start_up(python, name, Path(folder), ENVIRONMENT)}


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--systems", type=lambda text: text.split(",") if text else [], default=list(SYSTEMS))
    parser.add_argument(
        "--python", type=lambda text: text.split("=", 1), action="append", default=[], metavar="SYSTEM=PYTHON", help="the Python that a system runs in"
    )
    parser.add_argument("--domains", type=lambda text: text.split(","), default=list(TESTED), help="tested, and left out of training")
    parser.add_argument("--training", type=int, help="train on so many other domains only")
    parser.add_argument("--articles", type=int, help="test on so many articles of each domain only")
    parser.add_argument("--polnear", type=Path, help="folder with dev.jsonl.xz; without it attribution is not measured")
    parser.add_argument("--results", type=Path, help="keep the figures here as JSON; systems not run now are taken from it")
    parser.add_argument("--write", type=Path, help="write the comparison into this Markdown file, and the picture into images/ beside it")
    parser.add_argument("--step", choices=STEPS, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def main() -> None:
    options = parse()
    if options.step:
        (name,) = options.systems
        try:
            found = STEPS[options.step](name, SYSTEMS[name].kind(options.folder), options)
        except Missing as reason:
            found = {"missing": str(reason)}
        (options.folder / f"{options.step}.json").write_text(json.dumps(found), encoding="utf-8")
        return
    results: dict[str, dict[str, Any]] = {}
    if options.results and options.results.exists():
        results = json.loads(options.results.read_text(encoding="utf-8"))
    for name in options.systems:
        results[name] = measure(name, options)
        print(name, json.dumps(results[name]), flush=True)
        if options.results:
            options.results.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    results = {name: results[name] for name in SYSTEMS if name in results}
    if options.write:
        from comparison_page import page, write
        from comparison_plot import draw

        picture = "images/benchmark.png"
        draw(results, options.write.parent / picture)
        write(options.write, page(results, options.domains, picture))


if __name__ == "__main__":
    main()
