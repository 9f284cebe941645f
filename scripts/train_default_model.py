"""Train the model that ships in the package, from the packaged corpus and, where they are present, the coded real articles."""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from classifier.coding.model import PositionClassifier
from classifier.coding.persistence import save_model
from classifier.corpus.packaged import corpus_names, packaged_articles, packaged_codebook
from classifier.corpus.standoff import real_domains

OUTPUT = Path(__file__).parent.parent / "classifier" / "data" / "models" / "default.stance"


def main() -> None:
    """Read, train, save."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"), help="folder with data/polnear")
    parser.add_argument("--output", type=Path, default=OUTPUT)
    arguments = parser.parse_args()
    real = real_domains(arguments.shared)
    articles = [article for name in corpus_names() for article in packaged_articles(name)] + [article for name in real for article in real[name]]
    books = {name: packaged_codebook(name) for name in (*corpus_names(), *real)}
    began = time.perf_counter()
    print(f"training on {len(articles)} articles in {len(books)} domains", flush=True)
    model = PositionClassifier().fit(
        [article.document for article in articles], [article.positions for article in articles], [books[article.domain] for article in articles]
    )
    card = {
        "data": f"{len(articles)} articles, {model.n_positions_} positions in {len(books)} domains: {', '.join(books)}",
        "threshold": round(model.threshold_, 4),
        "triple F1 on unseen folds of domains while training": round(model.training_f1_, 4),
    }
    save_model(model, arguments.output, card)
    print(f"{arguments.output}: {arguments.output.stat().st_size / 1e6:.2f} MB, {time.perf_counter() - began:.0f} s", flush=True)


if __name__ == "__main__":
    main()
