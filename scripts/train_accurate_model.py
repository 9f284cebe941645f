"""Train the accurate model that ships in the package: the fast model's stages, and what the cross-encoder adds to them.

The cross-encoder itself is trained by ``scripts/train_cross_encoder.py``, which writes what networks that had not seen a domain say of its
candidates. This script learns from that how to weigh both, measures it on domains left out, and saves the model over the stages of the packaged
fast one, which are trained in the same way (``make model``, or here with ``--fast``) and ship once.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from train_default_model import GROUPS, NAMES, SEED, articles_by_domain, fit_stages, read_corpus, save_fast

from classifier.codebook import Codebook, Issue, read_codebook
from classifier.coding.calibration import learn_calibration
from classifier.coding.cascade import CascadeClassifier
from classifier.coding.decision import decision_table
from classifier.coding.model import PositionClassifier, Unseen
from classifier.coding.persistence import load_model, packaged_model, save_model
from classifier.coding.stages import Floats, decision_trees, folds, out_of_fold
from classifier.corpus.cases import Case, survey_articles
from classifier.corpus.copies import excerpt_of
from classifier.corpus.evaluation import Outcome, compare, groups_of, judge
from classifier.corpus.evaluation_page import ACCURATE, FAST, figures_page, into_page
from classifier.corpus.gold import read_gold
from classifier.corpus.judges import learn_judges
from classifier.corpus.packaged import packaged_codebook
from classifier.position import party_key

OUTPUT = Path(__file__).parent.parent / "classifier" / "data" / "models" / "accurate.stance"


def _number(issue: Issue, packaged: Sequence[Issue]) -> str:
    """The place of an issue in its packaged codebook; one in other words goes by its key with a mark."""
    return str(packaged.index(issue)) if issue in packaged else f"{issue.key}!"


def row_keys(first: Unseen, cases: Sequence[Case]) -> list[str]:
    """A name for each candidate that stays the same when the corpus grows; one of an excerpt has that of the same clause in the article."""
    ids = [f"{case.codebook.name}/{case.article.document.id}" for case in cases]
    whole = {name: packaged_codebook(name).issues for name in {case.codebook.name for case in cases}}
    number = [[_number(issue, whole[case.codebook.name]) for issue in case.codebook.issues] for case in cases]
    starts: list[list[int]] = []
    for n, case in enumerate(cases):
        reading, part = case.survey.reading, excerpt_of(case)
        begin = 0
        if part is not None:
            ids[n], begin = f"{case.codebook.name}/{part[0]}", part[1]
        starts.append([begin + reading.passages.span(*clause)[0] for clause in reading.clauses])
    frame = first.candidates.frame
    rows = zip(frame["document"], frame["clause"], frame["party"], frame["issue"], strict=True)
    return [f"{ids[document]}/{starts[document][clause]}/{party}/{number[document][issue]}" for document, clause, party, issue in rows]


def opinions(path: Path, keys: Sequence[str]) -> NDArray[np.float32]:
    """What the networks said of candidates, NaN for those that they did not see."""
    with np.load(path) as saved:
        place = {key: n for n, key in enumerate(saved["keys"].tolist())}
        said = saved["said"].astype(np.float32)
    at = np.array([place.get(key, -1) for key in keys])
    print(f"{(at >= 0).mean():.3%} of {len(at):,} candidates have an opinion of a cross-encoder", flush=True)
    return np.where((at >= 0)[:, None], said[at], np.float32(np.nan))


FEW, OTHER, SHORT = "1 to 5 issues of the codebook (left out)", "codebook of another domain (left out)", "1 to 4 paragraphs (left out)"
OTHERWISE = "codebook in other words (left out)"


def kind_of(case: Case, book: Codebook) -> str | None:
    """Which of the other conditions a copy of an article stands for, by the packaged codebook of its own; None for those of two at once."""
    if case.codebook.name != case.article.domain:
        return OTHER
    if case.reworded:
        return OTHERWISE
    if excerpt_of(case) is None:
        return FEW
    return SHORT if len(case.codebook.issues) == len(book.issues) else None


def left_out(
    model: CascadeClassifier, first: Unseen, position: Floats, stance: Floats, cases: Sequence[Case], groups: Sequence[int]
) -> tuple[dict[str, Outcome], dict[str, Outcome]]:
    """The figures by domain, and those of copies, each coded by stages, and with a threshold, that were learned on other groups."""
    candidates = first.candidates
    decided, features = decision_table(candidates, position, stance)
    gold = {(n, party_key(p.party), case.codebook.keys.index(p.issue), p.stance) for n, case in enumerate(cases) for p in case.article.positions}
    said = zip(decided["document"], decided["party"], decided["issue"], decided["stance"], strict=True)
    right = np.array([(d, party_key(p), i, s) in gold for d, p, i, s in said])
    document = decided["document"].to_numpy()
    group = np.array(groups)
    splits = folds(group[document].tolist(), GROUPS, document.tolist())
    decide = decision_trees(model.tree_iterations, model.random_state)
    taught = ~first.reworded[document]
    chance = out_of_fold(decide, features, right.astype(np.int8), taught, splits, (1,))[:, 0]
    decided["probability"] = chance
    of_group = group[decided["document"].to_numpy()]
    original = decided["document"].to_numpy() < len(cases) - first.copies
    wanted = np.array([len(case.article.positions) if n < len(cases) - first.copies else 0 for n, case in enumerate(cases)])
    reported = np.zeros(len(decided), dtype=bool)
    for k in range(GROUPS):
        others, own = of_group != k, of_group == k
        calibration = learn_calibration(chance[others & taught], right[others & taught])
        rows = np.flatnonzero(others & original)
        order = rows[np.argsort(-chance[rows], kind="stable")]
        f1 = 2 * np.cumsum(right[order]) / (np.arange(1, len(order) + 1) + wanted[group != k].sum())
        reported[own] = chance[own] >= chance[order[int(f1.argmax())]]
        decided.loc[own, "probability"] = calibration(chance[own])
    decided = decided[reported]

    def outcome(chosen: Sequence[int]) -> Outcome:
        place = {n: k for k, n in enumerate(chosen)}
        frame = candidates.frame[candidates.frame["document"].isin(chosen)]
        part = type(candidates)(frame.assign(document=frame["document"].map(place)), candidates.dense[:0], [])
        rows = decided[decided["document"].isin(chosen)]
        return compare(part, rows.assign(document=rows["document"].map(place)), [cases[n] for n in chosen])

    whole = {name: packaged_codebook(name) for name in {case.codebook.name for case in cases}}
    by_domain: dict[str, list[int]] = {}
    by_kind: dict[str, list[int]] = {}
    for n, case in enumerate(cases):
        if n < len(cases) - first.copies:
            by_domain.setdefault(case.codebook.name, []).append(n)
        else:
            kind = kind_of(case, whole[case.codebook.name])
            if kind is not None:
                by_kind.setdefault(kind, []).append(n)
    return {name: outcome(by_domain[name]) for name in sorted(by_domain)}, {name: outcome(chosen) for name, chosen in by_kind.items()}


def main() -> None:
    """Read, train, measure, save."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"), help="folder with data/polnear")
    parser.add_argument("--opinions", type=Path, required=True, help="what train_cross_encoder.py wrote")
    parser.add_argument("--output", type=Path, default=OUTPUT)
    parser.add_argument("--fast", action="store_true", help="write the fast model too: the same as `make model` writes, without training it again")
    parser.add_argument("--page", type=Path, help="a Markdown page to put the figures into")
    arguments = parser.parse_args()
    began = time.perf_counter()
    articles = articles_by_domain(arguments.shared)
    names, judges = learn_judges(articles, groups_of(sorted(articles), GROUPS, SEED))
    if arguments.fast:
        names.save(NAMES)
    domains = read_corpus(articles, judges)
    model = CascadeClassifier(n_folds=GROUPS)
    first, cases, groups = fit_stages(model, domains, judges)
    print(f"stages trained on {model.n_documents_} articles and {first.copies} copies, {time.perf_counter() - began:.0f} s", flush=True)
    y, books = [case.article.positions for case in cases], [case.codebook for case in cases]
    said = opinions(arguments.opinions, row_keys(first, cases))
    position, stance = model.fit_second(first, said, y, books)
    card = {
        "data": f"{model.n_documents_} articles, {model.n_positions_} positions in {len(domains)} domains",
        "second reading": f"a cross-encoder of six layers, for candidates of at least {model.least_doubt}",
        "threshold": round(model.threshold_, 4),
        "triple F1 on unseen groups of domains while training": round(model.training_f1_, 4),
    }
    pages = {
        FAST: left_out(model, first, first.position, first.stance, cases, groups),
        ACCURATE: left_out(model, first, position, stance, cases, groups),
    }
    base = packaged_model("fast")
    assert base is not None
    if arguments.fast:
        fast = PositionClassifier(n_folds=GROUPS)
        fast.take_stages(model)
        save_fast(fast, first, cases, base)
    packaged = load_model("fast")
    if (packaged.n_documents_, packaged.n_positions_) != (model.n_documents_, model.n_positions_):
        raise SystemExit("the packaged fast model was trained on other articles; run `make model` first, or this script with --fast")
    if arguments.output.resolve().parent == base.resolve().parent:
        model.take_stages(packaged)
        save_model(model, arguments.output, card, base)
    else:
        save_model(model, arguments.output, card)
    print(f"{arguments.output}: {arguments.output.stat().st_size / 1e6:.2f} MB, F1 {model.training_f1_:.4f}, {time.perf_counter() - began:.0f} s", flush=True)
    for mark, (found, copies) in pages.items():
        # The cross-encoder did not read the copies in other words, so the accurate model has no figure for them.
        development = {name: copies[name] for name in ((FEW, SHORT, OTHERWISE) if mark == FAST else (FEW, SHORT))}
        nonsense = sum(counts.triples[1] for counts in copies[OTHER].counts)
        print(f"{nonsense} positions in {len(copies[OTHER].counts)} articles coded by a {OTHER}", flush=True)
        for folder in sorted((arguments.shared / "dev").glob("*/articles.jsonl")):
            unseen = survey_articles(read_gold(folder, folder.parent.name), read_codebook(folder.parent / "codebook.yaml"))
            development[f"{folder.parent.name} (development)"] = judge(model if mark == ACCURATE else load_model("fast"), unseen)
        part = figures_page(found, {}, development, mark)
        if arguments.page:
            arguments.page.write_text(into_page(arguments.page.read_text(encoding="utf-8"), part), encoding="utf-8")
        else:
            print(part)


if __name__ == "__main__":
    main()
