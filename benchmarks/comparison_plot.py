"""The comparison as a picture: quality against throughput, one dot a system."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from systems import OURS, SYSTEMS


def crowded(dot: tuple[float, float], others: Sequence[tuple[float, float]]) -> bool:
    """Whether another dot is where the label to the right of this one would be."""
    return any(1 <= x / dot[0] < 30 and abs(y - dot[1]) < 0.04 for x, y in others)


def draw(results: Mapping[str, Mapping[str, Any]], path: Path) -> None:
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(figsize=(7.2, 4.2), layout="constrained")
    dots = {name: (found["speed"], found["triple"]) for name, found in results.items() if "missing" not in found}
    for name, dot in dots.items():
        colour = "#b3261e" if name == OURS else "#44546a"
        left = crowded(dot, [other for known, other in dots.items() if known != name])
        axes.plot([dot[0]] * 2, results[name]["interval"], color=colour, alpha=0.35, linewidth=2, zorder=1)
        axes.scatter(*dot, s=60, color=colour, zorder=2)
        axes.annotate(
            SYSTEMS[name].short, dot, xytext=(-9 if left else 9, 0), textcoords="offset points", ha="right" if left else "left", va="center", color=colour
        )
    axes.set_xscale("log")
    speeds = [speed for speed, _ in dots.values()]
    axes.set_xlim(min(speeds) / 2, max(speeds) * 12)  # room for the labels
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    axes.set_ylim(bottom=-0.02)
    axes.set_xlabel("throughput, tokens a second in one thread (logarithmic)")
    axes.set_ylabel("quality, triple F1 on domains left out")
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(alpha=0.25)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=130, metadata={"Software": None})
    plt.close(figure)
