"""Plots: each takes a table and returns the matplotlib Axes it drew on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from classifier.analysis.marked_text import COLOURS
from classifier.analysis.scores import MEASURES
from classifier.codebook import Codebook

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.colors import Colormap

LINES = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000")
"""Okabe and Ito's colour-blind safe palette, in an order whose neighbours differ in lightness too."""
MARKERS = "os^DvP*"


def new_axes(ax: Axes | None, width: float, height: float) -> Axes:
    """The axes given, or those of a new figure of `width` by `height` inches."""
    if ax is not None:
        return ax
    try:
        import matplotlib.pyplot as plt
        from matplotlib.layout_engine import ConstrainedLayoutEngine
    except ImportError:
        raise ImportError("plots need matplotlib: pip install 'party-stance[plots]'") from None
    return plt.subplots(figsize=(width, height), layout=ConstrainedLayoutEngine(w_pad=0.1, h_pad=0.1))[1]


def stance_colours() -> Colormap:
    """The colours of the stance score: orange for -1, pale grey for 0, blue for 1."""
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list("stance", ["#b34d00", "#f0a868", "#f2f0ec", "#7fb8dc", "#005a92"])


def short(text: object, width: int) -> str:
    """A name as one line of at most `width` characters that matplotlib does not take for mathematics."""
    line = " ".join(str(text).split())
    return (line if len(line) <= width else line[: width - 1].rstrip() + "…").replace("$", r"\$")


def _labels(codebook: Codebook | None) -> Mapping[str, str]:
    return {issue.key: issue.label for issue in codebook.issues} if codebook else {}


def plot_matrix(matrix: pd.DataFrame, codebook: Codebook | None = None, most: int = 20, ax: Axes | None = None) -> Axes:
    """Heat map of a position matrix.

    Parameters
    ----------
    matrix : DataFrame
        From `position_matrix`.
    codebook : Codebook, optional
        Gives the issues' labels.
    most : int, default=20
        Parties and issues shown, the first of each.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
        A cell's colour is the score, its number the statements; it is bold
        where the interval leaves out 0.
    """
    parts: dict[str, pd.DataFrame] = {}
    for name in MEASURES:
        part = pd.DataFrame(matrix.xs(name, axis=1, level="measure"))
        parts[name] = part.loc[part.index[:most], part.columns[:most]]
    scores, number = parts["score"], parts["statements"].to_numpy()
    low, high = (parts[name].to_numpy(dtype=float) for name in ("low", "high"))
    rows, columns = scores.shape
    names = _labels(codebook)
    headings = [short(names.get(str(issue), issue), 28) for issue in scores.columns]
    parties = [short(party, 34) for party in scores.index]
    # Inches: a character of a name is about 0.075 wide, and headings lean out at the top and the right.
    beside, above = 0.075 * max(map(len, parties), default=0), 0.06 * max(map(len, headings), default=0)
    ax = new_axes(ax, beside + 0.46 * max(columns, 4) + above + 1.6, 0.34 * max(rows, 3) + above + 0.5)
    values = np.ma.masked_invalid(scores.to_numpy(dtype=float))
    for y, x in np.argwhere(number == 0).tolist():
        ax.plot(x + 0.5, y + 0.5, marker="o", markersize=1.6, color="#cccccc")
    image = ax.pcolormesh(values, cmap=stance_colours(), vmin=-1, vmax=1, edgecolors="white", linewidth=1.5)
    ax.set_xticks(np.arange(columns) + 0.5, headings, rotation=40, ha="left", rotation_mode="anchor")
    ax.set_yticks(np.arange(rows) + 0.5, parties)
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    ax.invert_yaxis()
    ax.set_frame_on(False)
    for y, x in np.argwhere(number > 0).tolist():
        clear = low[y, x] > 0 or high[y, x] < 0
        dark = abs(float(values[y, x])) > 0.7
        ax.text(
            x + 0.5, y + 0.5, str(number[y, x]), ha="center", va="center", fontsize=8, color="white" if dark else "#222222",
            fontweight="bold" if clear else "normal",
        )  # fmt: skip
    if ax.figure is not None:
        bar = ax.figure.colorbar(image, ax=ax, shrink=min(1.0, 4 / (0.34 * max(rows, 3) + 1)), aspect=16, pad=0.02)
        bar.set_ticks([-1, 0, 0.5, 1], labels=["oppose  −1", "neutral  0", "conditional  0.5", "support  1"])
        bar.outline.set_visible(False)
    return ax


def plot_timeline(table: pd.DataFrame, parties: Sequence[str] | None = None, most: int = 6, ax: Axes | None = None) -> Axes:
    """Lines of the stance score over time.

    Parameters
    ----------
    table : DataFrame
        From `timeline`.
    parties : sequence of str, optional
        The parties shown; those with most statements by default.
    most : int, default=6
        Parties shown where none are named; at most seven can be told apart.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
        A marker's area is the number of statements.
    """
    ax = new_axes(ax, 8, 3.8)
    if parties is None:
        sums = table.groupby("party")["statements"].sum()
        parties = sorted(sums.index, key=lambda name: (-int(sums[name]), str(name)))[:most]
    n = len(parties)
    for k, party in enumerate(parties):
        own = table[table["party"] == party].sort_values("period")
        # Lines on the same score would hide each other.
        lift = (k - (n - 1) / 2) * 0.03
        colour = LINES[k % len(LINES)]
        ax.plot(own["period"], own["score"] + lift, color=colour, linewidth=1.6, alpha=0.8, label="_")
        area = 28 + 16 * own["statements"].to_numpy(dtype=float)
        ax.scatter(
            own["period"], own["score"] + lift, s=area, color=colour, marker=MARKERS[k % len(MARKERS)],
            edgecolors="white", linewidths=0.8, zorder=3, label=short(party, 32),
        )  # fmt: skip
    ax.set_ylim(-1.2, 1.2)
    ax.set_yticks([-1, 0, 0.5, 1], ["oppose", "neutral", "conditional", "support"])
    ax.grid(axis="y", color="#dddddd", linewidth=0.8)
    ax.set_axisbelow(True)
    ax.spines[["top", "right", "left"]].set_visible(False)
    ax.tick_params(axis="y", length=0)
    _date_axis(ax)
    if n:
        legend = ax.legend(loc="center left", bbox_to_anchor=(1.01, 0.5), frameon=False)
        for handle in legend.legend_handles:
            handle.set_sizes([45.0])  # type: ignore[union-attr]
    return ax


def _date_axis(ax: Axes) -> None:
    import matplotlib.dates as mdates

    locator = mdates.AutoDateLocator(minticks=3, maxticks=8)  # type: ignore[no-untyped-call]
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(mdates.ConciseDateFormatter(locator))  # type: ignore[no-untyped-call]


def plot_reliability(curve: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Whether probabilities mean what they say.

    Parameters
    ----------
    curve : DataFrame
        `probability`, `right` and `count` a bin, from `classifier.corpus.scoring.calibration_error`.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
        On the diagonal, of the positions given 0.7 seven in ten are right; a marker's area is the bin's size.
    """
    ax = new_axes(ax, 4.6, 4.4)
    ax.plot([0, 1], [0, 1], color="#999999", linewidth=1, linestyle="--", zorder=1)
    ax.plot(curve["probability"], curve["right"], color=COLOURS["support"], linewidth=1.6, zorder=2)
    count = curve["count"].to_numpy(dtype=float)
    area = 25 + 200 * count / (float(count.max()) if len(count) else 1.0)
    ax.scatter(curve["probability"], curve["right"], s=area, color=COLOURS["support"], edgecolors="white", linewidths=1, zorder=3)
    for x, y, n in zip(curve["probability"], curve["right"], curve["count"], strict=True):
        away = (-11, 11) if y > x else (11, -11)
        ax.annotate(str(int(n)), (x, y), xytext=away, textcoords="offset points", ha="center", va="center", fontsize=8, color="#444444")
    ax.set(xlim=(-0.02, 1.02), ylim=(-0.04, 1.06), xlabel="probability reported", ylabel="share that is right")
    ax.set_aspect("equal")
    ax.grid(color="#e6e6e6", linewidth=0.8)
    ax.set_axisbelow(True)
    ax.spines[["top", "right"]].set_visible(False)
    return ax


def plot_losses(remaining: Mapping[str, float], ax: Axes | None = None) -> Axes:
    """Where positions are lost between the text and the table.

    Parameters
    ----------
    remaining : mapping of str to number
        Positions that are still right after each stage, in order; the first entry is all of them. `Outcome.kept` of
        `classifier.corpus.evaluation` is such a mapping.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
        A bar a stage, with what it kept and what it lost.
    """
    names = list(remaining)
    kept = np.array([float(remaining[name]) for name in names])
    ax = new_axes(ax, 7.2, 0.9 + 0.42 * max(len(names), 1))
    whole = kept[0] if len(kept) and kept[0] > 0 else 1.0
    before = np.concatenate([kept[:1], kept[:-1]])
    rows = np.arange(len(names))
    ax.barh(rows, kept, color=COLOURS["support"], height=0.66)
    # A later stage may mend what an earlier one spoilt.
    losses = np.maximum(before - kept, 0)
    ax.barh(rows, losses, left=kept, color="#e7c3a8", height=0.66, hatch="////", edgecolor="white", linewidth=0)
    for y, value, lost in zip(rows.tolist(), kept, losses, strict=True):
        tail = f"   −{lost:g}" if lost > 0 else ""
        ax.text(value + lost + whole * 0.012, y, f"{value:g}  ({value / whole:.0%}){tail}", va="center", fontsize=9, color="#222222")
    ax.set_yticks(rows, [short(name, 60) for name in names])
    ax.invert_yaxis()
    ax.set_xlim(0, whole * 1.32)
    ax.set_xticks([])
    ax.tick_params(length=0)
    ax.spines[["top", "right", "bottom", "left"]].set_visible(False)
    return ax
