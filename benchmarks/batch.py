"""How fast many articles are scored, end to end: text in, Parquet out.

    python benchmarks/batch.py --polnear DIR [--articles 20000] [--spacy-python PYTHON] [--write docs/benchmarks.md]

makes articles from PolNeAR's training part (each repeated, paragraphs turned round and names changed), scores them with ``stance score``
in processes of their own, and prints a table: tokens a second of one process against spaCy's small English model alone on a sample of the
same texts, two processes against one, time and memory at ten times the articles, and the time of hostile texts of doubled length.
"""

from __future__ import annotations

import argparse
import json
import lzma
import os
import random
import re
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

from attribution import SMALL_ENGLISH

TOKEN = re.compile(r"\w+(?:['-]\w+)*|[^\w\s]")
NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{4,}")
SYLLABLES = ("ba", "ko", "ri", "ven", "dal", "mo", "sta", "lin", "fer", "ul", "gra", "tho", "nes", "pi", "cor", "wen", "ja", "lo", "mer")
BEGIN, END = "<!-- batch: begin -->", "<!-- batch: end -->"
SPACY = """
import json, sys, time
import spacy
names = sys.argv[2:]
nlp = spacy.load(next((name for name in names if spacy.util.is_package(name)), names[0]))
texts = [json.loads(line)["text"] for line in open(sys.argv[1], encoding="utf-8")]
list(nlp.pipe(texts[:5]))
begin = time.perf_counter()
for _ in nlp.pipe(texts):
    pass
print(time.perf_counter() - begin)
"""
HOSTILE = """
import sys, time
import classifier
from classifier.corpus.packaged import packaged_codebook
model, book = classifier.load_model(), packaged_codebook("ukraine-peace")
text, count = sys.argv[1].encode().decode("unicode_escape"), int(sys.argv[2])
list(model.iterate([classifier.Document("w", "Norway said no.")], book))
begin = time.process_time()
list(model.iterate([classifier.Document("h", text * count)], book))
print(time.process_time() - begin)
"""
HOSTILE_TEXTS = {
    "one line of news": ("Norway supports the ceasefire, Foreign Minister Kari Solheim said. ", 1_500),
    "quotation marks": ('"', 100_000),
    "open quotation marks": (r"\u201c", 100_000),
    "brackets": ("(a ", 30_000),
    "emoji": (r"\U0001f600 ", 50_000),
    "right to left": (r"\u0631\u0648\u0633\u064a\u0627 \u202e", 15_000),
    "NULs": (r"\0a ", 30_000),
    "surrogates": (r"\ud800", 100_000),
}


def articles(polnear: Path, count: int) -> Iterator[dict[str, str]]:
    """So many articles, no two the same."""
    with lzma.open(polnear / "train.jsonl.xz", "rt", encoding="utf-8") as lines:
        originals = [json.loads(line) for line in lines]
    for number in range(count):
        record, copy = originals[number % len(originals)], number // len(originals)
        paragraphs = record["text"].split("\n\n")
        turned = paragraphs[copy % len(paragraphs) :] + paragraphs[: copy % len(paragraphs)]

        def renamed(match: re.Match[str], copy: int = copy) -> str:
            seed = zlib.crc32(f"{match.group()} {copy}".encode())
            return match.group() if copy == 0 or seed % 5 else "".join(random.Random(seed).choices(SYLLABLES, k=3)).title()

        yield {
            "id": f"{record['id']}-{copy}",
            "title": record["title"],
            "date": record["date"],
            "text": NAME.sub(renamed, "\n\n".join(turned)),
        }


def write(path: Path, records: Iterator[dict[str, str]]) -> int:
    """Write a JSONL file; the tokens in it."""
    tokens = 0
    with open(path, "w", encoding="utf-8") as file:
        for record in records:
            tokens += sum(1 for _ in TOKEN.finditer(record["text"]))
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
    return tokens


def score(source: Path, output: Path, jobs: int = 1) -> tuple[float, float]:
    """Seconds and peak megabytes of a run of its own."""
    command = [
        sys.executable,
        "-c",
        "from classifier.cli import main; main()",
        "score",
        str(source),
        "-o",
        str(output),
        "-q",
        "-j",
        str(jobs),
        "--overwrite",
    ]
    begin = time.perf_counter()
    process = subprocess.Popen(command, env={**os.environ, "OMP_NUM_THREADS": "1"})
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"stance score ended with {process.returncode}")
    return time.perf_counter() - begin, usage.ru_maxrss / 1024


def output_of(command: list[str], patience: float | None = None) -> float:
    """The number that a program prints."""
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, env={**os.environ, "OMP_NUM_THREADS": "1"}, timeout=patience
        )
    except subprocess.TimeoutExpired:
        raise RuntimeError(f"not done in {patience} s") from None
    if done.returncode:
        raise RuntimeError((done.stderr.strip().splitlines() or ["it failed"])[-1])
    return float(done.stdout.split()[-1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--polnear", type=Path, required=True, help="folder with train.jsonl.xz")
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--sample", type=int, default=300, help="articles for spaCy")
    parser.add_argument("--spacy-python", default=sys.executable, help="a Python that has spaCy and en_core_web_sm")
    parser.add_argument("--write", type=Path, help="put the table into this Markdown file")
    arguments = parser.parse_args()
    count, few = arguments.articles, max(1, arguments.articles // 10)
    rows: list[tuple[str, str, str, str]] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        many_tokens = write(folder / "many.jsonl", articles(arguments.polnear, count))
        few_tokens = write(folder / "few.jsonl", articles(arguments.polnear, few))
        sample_tokens = write(folder / "sample.jsonl", articles(arguments.polnear, min(arguments.sample, few)))
        few_seconds, few_memory = score(folder / "few.jsonl", folder / "few.parquet")
        rows.append(
            (f"one process, {few:,} articles", f"{few_seconds:.1f} s", f"{few_tokens / few_seconds:,.0f} tokens/s, {few_memory:.0f} MB", "")
        )
        try:
            spacy = sample_tokens / output_of([arguments.spacy_python, "-c", SPACY, str(folder / "sample.jsonl"), *SMALL_ENGLISH])
        except (RuntimeError, OSError) as error:
            spacy = 0.0
            rows.append(("spaCy en_core_web_sm", f"skipped: {error}", "", ""))
        one, memory = score(folder / "many.jsonl", folder / "one.parquet")
        speed = many_tokens / one
        rows.append((f"one process, {count:,} articles", f"{one:.1f} s", f"{speed:,.0f} tokens/s, {memory:.0f} MB", ""))
        if spacy:
            rows.append(("spaCy en_core_web_sm, nlp.pipe", "", f"{spacy:,.0f} tokens/s", f"{speed / spacy:.2f} times spaCy (goal 8)"))
        growth = (one / count) / (few_seconds / few)
        rows.append(
            (
                f"time an article, {count:,} to {few:,}",
                f"{1000 * one / count:.1f} ms",
                f"{1000 * few_seconds / few:.1f} ms",
                f"{growth:.2f} (goal 1.1)",
            )
        )
        rows.append(
            (f"peak memory, {count:,} to {few:,}", f"{memory:.0f} MB", f"{few_memory:.0f} MB", f"{memory / few_memory:.2f} (goal 1.15)")
        )
        two, _ = score(folder / "many.jsonl", folder / "two.parquet", jobs=2)
        same = (folder / "one.parquet").read_bytes() == (folder / "two.parquet").read_bytes()
        bytes_ = "same bytes" if same else "OTHER BYTES"
        rows.append(
            ("two processes", f"{two:.1f} s", f"{many_tokens / two:,.0f} tokens/s, {bytes_}", f"{one / two:.2f} times one (goal 1.8)")
        )
    for kind, (text, number) in HOSTILE_TEXTS.items():
        try:
            command = [sys.executable, "-c", HOSTILE, text]
            # One after the other, again and again: a machine that others share changes its speed for seconds at a time.
            timed = [[output_of([*command, str(n)], 120) for n in (number // 2, number)] for _ in range(3)]
            half, whole = (min(times) for times in zip(*timed, strict=True))
        except RuntimeError as error:
            rows.append((f"hostile: {kind}, {number:,} times", str(error), "", ""))
            continue
        rows.append((f"hostile: {kind}, {number:,} times", f"{whole:.2f} s", f"half of it {half:.2f} s", f"{whole / half:.2f} (goal 2.3)"))
    lines = ["| what | measured | | ratio |", "| --- | --- | --- | --- |", *("| " + " | ".join(row) + " |" for row in rows)]
    table = "\n".join(lines)
    print(table)
    if arguments.write:
        before = arguments.write.read_text(encoding="utf-8") if arguments.write.exists() else "# Benchmarks\n"
        section = f"{BEGIN}\n## Batch scoring (`make bench-batch`)\n\n{table}\n{END}"
        if BEGIN in before:
            start, end = before.index(BEGIN), before.index(END) + len(END)
            after = before[:start] + section + before[end:]
        else:
            after = f"{before.rstrip()}\n\n{section}\n"
        arguments.write.write_text(after, encoding="utf-8")


if __name__ == "__main__":
    main()
