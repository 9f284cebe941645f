"""How well the packaged models code domains that they, and everybody who set them up, had not seen.

    python benchmarks/unseen.py [--write docs/evaluation.md] [--models fast,accurate]

codes the articles of ``benchmarks/unseen`` from their codebooks alone, and once more from the same codebooks in other words, two issues in three
turned into their opposite, and prints, or writes into a page, the figures by domain.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from classifier.codebook import read_codebook
from classifier.coding.persistence import load_model
from classifier.corpus.cases import Case, survey_articles
from classifier.corpus.copies import reworded
from classifier.corpus.evaluation import judge, merge
from classifier.corpus.evaluation_page import domains_page, into_page
from classifier.corpus.gold import read_gold

FOLDER = Path(__file__).parent / "unseen"


def unseen_domains(folder: Path = FOLDER) -> dict[str, list[Case]]:
    """The articles by domain, read against their codebooks."""
    found = {}
    for path in sorted(folder.glob("*.yaml")):
        articles = read_gold(path.with_suffix(".jsonl"), path.stem)
        found[path.stem] = survey_articles(articles, read_codebook(path))
    return found


def in_other_words(domains: dict[str, list[Case]], folder: Path = FOLDER / "wordings") -> dict[str, list[Case]]:
    """The same articles, to be coded by the second wording of their codebooks."""
    return {name: reworded(cases, read_codebook(folder / f"{name}.yaml"), 1.0, 0) for name, cases in domains.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--models", type=lambda text: text.split(","), default=["fast", "accurate"], help="fast, accurate or both")
    parser.add_argument("--write", type=Path, help="put the figures into this Markdown file")
    arguments = parser.parse_args()
    domains = unseen_domains()
    otherwise = in_other_words(domains)
    tiers, turned = {}, {}
    for name in arguments.models:
        model = load_model(name)
        tiers[name] = {domain: judge(model, cases) for domain, cases in domains.items()}
        turned[name] = merge([judge(model, cases) for cases in otherwise.values()])
    part = domains_page(tiers, turned)
    if arguments.write:
        arguments.write.write_text(into_page(arguments.write.read_text(encoding="utf-8"), part), encoding="utf-8")
    else:
        print(part)


if __name__ == "__main__":
    main()
