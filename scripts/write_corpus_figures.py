"""Bring the counts in docs/corpus.md up to date: ``python scripts/write_corpus_figures.py``."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT / "classifier" / "data" / "corpus"
CARD = ROOT / "docs" / "corpus.md"
BEGIN, END = "<!-- counts: scripts/write_corpus_figures.py -->", "<!-- end -->"
REPORT = "parliamentary report or transcript summary"
GENRES = {
    "interview (Q and A)": "interview",
    "analysis": "news analysis",
    "editorial-like news analysis": "news analysis",
    "newsletter/briefing": "newsletter",
    "briefing": "newsletter",
    "feature with a reported start": "feature",
    "transcript summary": REPORT,
    "parliamentary report": REPORT,
    "transcript summary / parliamentary report": REPORT,
}
"""Names of one genre that differ between writers."""
FEWEST = 8
"""Genres of fewer articles are counted together."""


def records(path: Path) -> list[dict[str, Any]]:
    """The lines of a gold file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]


def genre_of(name: str) -> str:
    """One name for each genre."""
    name = " ".join(name.lower().replace("-", " ").split())
    for word, genre in (
        ("interview", "interview"), ("live blog", "live blog"), ("liveblog", "live blog"), ("press release", "press release"), ("state agency", "state agency"),
        ("parliament", REPORT), ("transcript", REPORT), ("newsletter", "newsletter"), ("briefing", "newsletter"), ("local paper", "local paper"),
        ("wire", "wire"), ("agency", "wire"), ("broadcaster", "broadcaster's site"), ("broadsheet", "broadsheet"), ("communique", "communique round-up"),
        ("round up", "communique round-up"), ("roundup", "communique round-up"), ("summit", "communique round-up"), ("analysis", "news analysis"),
        ("feature", "feature"), ("tabloid", "tabloid"), ("news site", "news site"), ("explainer", "explainer"),
    ):  # fmt: skip
        if word in name:
            return genre
    return GENRES.get(name, name)


def figures(folder: Path) -> str:
    """The tables of a corpus, as Markdown."""
    genres: Counter[str] = Counter()
    stances: Counter[str] = Counter()
    rows, real = [], []
    told = 0
    for path in sorted(folder.glob("*.jsonl")):
        articles = records(path)
        codes = [code for article in articles for code in article["positions"]]
        if ".standoff" in path.name:
            real.append(f"| {path.name.removesuffix('.standoff.jsonl')} | {len(articles)} | {len(codes)} |")
            continue
        words = sum(len(str(article["text"]).split()) for article in articles)
        rows.append((path.stem, len(articles), len(codes), words))
        genres.update(genre_of(str(article["genre"])) for article in articles)
        stances.update(code["stance"] for code in codes)
        told += sum(code["speaker"] is None for code in codes)
    total = sum(stances.values())
    shares = ", ".join(f"{name} {count:,} ({count / total:.0%})" for name, count in stances.most_common())
    lines = ["| domain | articles | positions | words |", "| --- | --- | --- | --- |"]
    lines += [f"| {name} | {articles} | {codes} | {words:,} |" for name, articles, codes, words in rows]
    sums = [sum(int(row[n]) for row in rows) for n in (1, 2, 3)]
    lines.append(f"| **all {len(rows)}** | **{sums[0]}** | **{sums[1]:,}** | **{sums[2]:,}** |")
    lines += ["", f"Stances: {shares}. {told:,} positions ({told / total:.0%}) are told by the reporter and have no speaker.", ""]
    rare = sum(count for count in genres.values() if count < FEWEST)
    by_count = [*sorted((item for item in genres.items() if item[1] >= FEWEST), key=lambda item: (-item[1], item[0])), ("others", rare)]
    lines += ["Genres: " + ", ".join(f"{name} {count}" for name, count in by_count) + ".", ""]
    lines += ["Stand-off codes of real articles:", "", "| set | articles | positions |", "| --- | --- | --- |", *real]
    return "\n".join(lines)


def main() -> None:
    """Replace what stands between the marks."""
    text = CARD.read_text(encoding="utf-8")
    head, rest = text.split(BEGIN, 1)
    tail = rest.split(END, 1)[1]
    CARD.write_text(f"{head}{BEGIN}\n\n{figures(CORPUS)}\n\n{END}{tail}", encoding="utf-8")


if __name__ == "__main__":
    main()
