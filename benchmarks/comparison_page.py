"""The comparison as Markdown."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from systems import NOT_BUILT, OURS, SYSTEMS

BEGIN, END = "<!-- peers: benchmarks/peers.py -->", "<!-- end of peers -->"
QUALITY = ("system", "triple F1 (95 %)", "relative", "pair F1", "stance accuracy", "evidence", "attribution F1: content", "source", "cue")
COST = ("system", "tokens/s", "relative", "peak memory", "start-up", "installed", "training")
COMPARED = (("triple", "triple F1", 1), ("pair", "pair F1", 1), ("stance", "stance accuracy", 1), ("evidence", "evidence", 1),
            ("speed", "throughput", 1), ("memory", "peak memory", -1), ("start", "start-up", -1), ("size", "installed size", -1))  # fmt: skip
Found = Mapping[str, Any]


def processor() -> str:
    """What the machine calls its processor."""
    known = Path("/proc/cpuinfo")
    lines = known.read_text(encoding="utf-8").splitlines() if known.exists() else []
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.processor() or platform.machine())


def ratio(value: float, ours: float | None) -> str:
    if not ours:
        return "-"
    times = value / ours
    return f"{times:,.0f}x" if times >= 10 else f"{times:.2f}x"


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    lines = [header, ["---", *["---:"] * (len(header) - 1)], *([*row, *[""] * (len(header) - len(row))] for row in rows)]
    return [f"| {' | '.join(line)} |" for line in lines]


def quality(found: Found, ours: Found) -> list[str]:
    low, high = found["interval"]
    roles = found.get("attribution") or {}
    return [
        f"{found['triple']:.3f} ({low:.2f}-{high:.2f})", ratio(found["triple"], ours.get("triple")), f"{found['pair']:.3f}", f"{found['stance']:.3f}",
        f"{found['evidence']:.3f}", *(f"{roles[role]:.3f}" if role in roles else "-" for role in ("content", "source", "cue")),
    ]  # fmt: skip


def cost(found: Found, ours: Found) -> list[str]:
    return [
        f"{found['speed']:,.0f}", ratio(found["speed"], ours.get("speed")), f"{found['memory']:,.0f} MB", f"{found['start']:.1f} s",
        f"{found['size']:,.1f} MB", f"{found['trained']:,.0f} s",
    ]  # fmt: skip


def ahead(ran: Mapping[str, Found]) -> list[str]:
    """Where each peer is better than this package."""
    ours = ran.get(OURS)
    if ours is None:
        return ["This package itself was not part of this run, so nothing here compares it with the peers.", ""]
    lines = []
    for name, found in ran.items():
        if name != OURS:
            better = [label for key, label, sign in COMPARED if sign * found[key] > sign * ours[key]]
            lines.append(f"- {SYSTEMS[name].title} is better than this package in: {', '.join(better) if better else 'nothing measured here'}.")
    return [*lines, ""]


def page(results: Mapping[str, Found], domains: Sequence[str], picture: str) -> str:
    """The comparison as Markdown; `picture` is where the page finds the plot."""
    ran = {name: found for name, found in results.items() if "missing" not in found}
    ours = ran.get(OURS, {})
    some = next(iter(ran.values()))
    left_out = [[SYSTEMS[name].title, f"left out: {found['missing']}"] for name, found in results.items() if "missing" in found]
    left_out += [[title, f"left out: {reason}"] for title, reason in NOT_BUILT.items()]
    versions = sorted({text for found in ran.values() for text in found["versions"]})
    return "\n".join(
        [
            f"Tested on {some['articles']} articles with {some['gold']} positions of {len(domains)} domains ({', '.join(domains)}), all of which were "
            f"left out of training together: whatever learns was trained on the same {some['training']:,} articles of the other domains of the packaged "
            "corpus. The articles are synthetic; see the [corpus card](corpus.md). The accurate model is not trained in this run; its figures are in the "
            "[evaluation](evaluation.md).",
            "",
            *table(QUALITY, [[SYSTEMS[name].title, *quality(found, ours)] for name, found in ran.items()] + left_out),
            "",
            *table(COST, [[SYSTEMS[name].title, *cost(found, ours)] for name, found in ran.items()]),
            "",
            f"![Triple F1 against tokens a second, one dot a system]({picture})",
            "",
            *ahead(ran),
            "*Relative* is a system's figure divided by this package's. The peers get parties by the codebook's names and aliases and sentences by "
            "punctuation. With new issues there is nothing to train a classifier per issue on, so the learning peers learn stance, and find the issue by "
            "keyword (TF-IDF) or by nearest embedding (MiniLM). Stance accuracy and evidence are shares of what a system found, so one that finds little "
            "can do well in them. Attribution is token F1 on the development part of PolNeAR, of the tagger that ships in the package; - where a peer finds "
            "no attributions, or the data are not there.",
            "",
            "Tokens per second are counted from text to positions, in processor time of one thread, the best of three rounds. Each system is trained in one "
            "process and measured in another that loads what was learned; MiniLM has an environment of its own, as torch slows the others' start. Peak memory "
            "is that of coding the articles. The vertical lines in the picture are the 95 % intervals. Start-up is the time from the start of Python until "
            "the trained system is loaded, processor time again, the best of three. Installed is what a system's packages add to those that this package "
            f"requires ({some['shared']:,.0f} MB, scikit-learn, pandas and pyarrow among them); for this package it is its own folder, corpus and models "
            "included.",
            "",
            f"Versions: {', '.join(versions)}. Machine: {platform.system()}, {processor()}, {os.cpu_count()} cores shared with other work, "
            f"Python {platform.python_version()}.",
        ]
    )


def write(path: Path, text: str) -> None:
    """Put the comparison between its marks, at the head of the page where there are none yet."""
    old = path.read_text(encoding="utf-8") if path.exists() else "# Benchmarks\n"
    if BEGIN in old:
        head, rest = old.split(BEGIN, 1)
        tail = rest.split(END, 1)[1]
    else:
        head, _, tail = old.partition("\n")
        head, tail = head + "\n\n## Against other systems\n\n", "\n" + tail
    path.write_text(f"{head}{BEGIN}\n\n{text}\n\n{END}{tail}", encoding="utf-8")
