"""The picture of a network, its names placed so that they cover each other least."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from classifier.analysis.marked_text import COLOURS
from classifier.analysis.plots import new_axes, short, stance_colours
from classifier.codebook import Codebook

if TYPE_CHECKING:
    import networkx as nx
    from matplotlib.axes import Axes


def plot_network(
    graph: nx.Graph[str], codebook: Codebook | None = None, most: int = 40, strongest: int = 4, ax: Axes | None = None
) -> Axes:
    """A network from `actor_concept_network` or `congruence_network`.

    Parameters
    ----------
    graph : networkx.Graph
        The network. Nodes without a tie are left out.
    codebook : Codebook, optional
        Gives the issues' labels.
    most : int, default=40
        Nodes shown, those with most statements.
    strongest : int, default=4
        A tie is drawn if it is as strong as the fourth strongest of one of its ends: where everybody is tied to everybody, all ties
        together show nothing.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
        A tie's width is its weight. In a two-mode network its colour is the mean stance and issues are squares.
    """
    import networkx

    ax = new_axes(ax, 9, 6.5)
    ax.set_axis_off()
    strength = {node: sum(abs(float(data.get("weight", 1))) for data in graph[node].values()) for node in graph}
    rank = {node: float(graph.nodes[node].get("statements", strength[node])) for node in graph}
    kept = [node for node in sorted(graph, key=lambda node: (-rank[node], str(node))) if strength[node] > 0][:most]
    shown = graph.subgraph(kept)
    if not kept:
        ax.text(0.5, 0.5, "no ties", ha="center", va="center", transform=ax.transAxes, color="#555555")
        return ax
    floor = {node: _nth([abs(float(data.get("weight", 1))) for data in shown[node].values()], strongest) for node in kept}
    edges = [(a, b, data) for a, b, data in shown.edges(data=True) if abs(float(data.get("weight", 1))) >= min(floor[a], floor[b])]
    # A graph built in one order gives one layout.
    plain: nx.Graph[str] = networkx.Graph()
    plain.add_nodes_from(sorted(kept))
    plain.add_edges_from(sorted(tuple(sorted((a, b))) for a, b, _ in edges))
    place = _layout(plain)
    weights = np.array([abs(float(data.get("weight", 1))) for *_, data in edges])
    top = float(weights.max()) if len(weights) else 1.0
    colours = stance_colours()
    conflict = graph.graph.get("tie") == "conflict"
    for (a, b, data), weight in zip(edges, weights, strict=True):
        if "score" in data:
            score = float(data["score"])
            # The middle of the scale is as pale as the page.
            colour: Any = "#9a9a9a" if abs(score) < 0.25 else colours(0.5 + 0.5 * score)
        else:
            colour = COLOURS["oppose"] if conflict or float(data.get("weight", 1)) < 0 else COLOURS["support"]
        (x0, y0), (x1, y1) = place[a], place[b]
        share = float(weight) / top
        ax.plot([x0, x1], [y0, y1], color=colour, linewidth=0.6 + 3.4 * share, alpha=0.35 + 0.5 * share, zorder=1, solid_capstyle="round")
    biggest = max(strength[node] for node in kept)
    for kind, marker, colour in (("party", "o", "#333333"), ("issue", "s", "#8a6d00")):
        names = [node for node in kept if shown.nodes[node].get("mode", "party") == kind]
        x, y = [place[node][0] for node in names], [place[node][1] for node in names]
        area = [40 + 220 * strength[node] / biggest for node in names]
        ax.scatter(x, y, s=area, marker=marker, color=colour, edgecolors="white", linewidths=1, zorder=2)
    titles = {issue.key: issue.label for issue in codebook.issues} if codebook else {}
    labels = {node: str(shown.nodes[node].get("label", node)) for node in kept}
    labels = {node: titles.get(label, label) if shown.nodes[node].get("mode") == "issue" else label for node, label in labels.items()}
    _name_nodes(ax, {node: (float(place[node][0]), float(place[node][1])) for node in kept}, labels, strength)
    ax.margins(0.12)
    return ax


def _nth(weights: list[float], n: int) -> float:
    return sorted(weights, reverse=True)[n - 1] if 0 < n <= len(weights) else 0.0


def _layout(graph: nx.Graph[str]) -> dict[str, tuple[float, float]]:
    """Each connected part by the Kamada-Kawai layout, the parts side by side."""
    import networkx

    place: dict[str, tuple[float, float]] = {}
    left = 0.0
    for part in sorted(networkx.connected_components(graph), key=lambda part: (-len(part), min(part))):
        size = len(part) ** 0.5
        own = networkx.kamada_kawai_layout(graph.subgraph(sorted(part)))
        for node, (x, y) in own.items():
            place[node] = (left + size * (float(x) + 1), size * float(y))
        left += 2.3 * size
    return place


def _name_nodes(ax: Axes, place: Mapping[str, tuple[float, float]], labels: Mapping[str, str], strength: Mapping[str, float]) -> None:
    """Write the names, each where it covers the fewest nodes and names: above, below, or at a side of its node."""
    from matplotlib.patheffects import withStroke

    points = np.array(list(place.values()))
    low, high = points.min(axis=0), points.max(axis=0)
    span = np.where(high - low > 0, high - low, 1.0)
    box = ax.get_window_extent()
    # Characters of eight-point type in units of the drawing.
    per_x, per_y = span[0] * 1.24 / max(box.width, 1), span[1] * 1.24 / max(box.height, 1)
    dpi = ax.figure.dpi if ax.figure is not None else 100
    wide, tall = 4.6 * dpi / 72 * per_x, 10.5 * dpi / 72 * per_y
    taken: list[tuple[float, float, float, float]] = []
    for node in sorted(place, key=lambda node: (-strength[node], str(node))):
        x, y = place[node]
        text = "\n".join(textwrap.wrap(short(labels[node], 40), 22, break_long_words=False)) or "?"
        lines = text.split("\n")
        w, h = wide * max(map(len, lines)), tall * len(lines)
        gap_x, gap_y = 9 * dpi / 72 * per_x, 9 * dpi / 72 * per_y
        spots = [
            (x, y + gap_y, "center", "bottom", (x - w / 2, y + gap_y, x + w / 2, y + gap_y + h)),
            (x, y - gap_y, "center", "top", (x - w / 2, y - gap_y - h, x + w / 2, y - gap_y)),
            (x + gap_x, y, "left", "center", (x + gap_x, y - h / 2, x + gap_x + w, y + h / 2)),
            (x - gap_x, y, "right", "center", (x - gap_x - w, y - h / 2, x - gap_x, y + h / 2)),
        ]

        def crowded(area: tuple[float, float, float, float]) -> float:
            inside = ((points >= area[:2]) & (points <= area[2:])).all(axis=1).sum()
            covered = sum(
                max(0.0, min(area[2], b[2]) - max(area[0], b[0])) * max(0.0, min(area[3], b[3]) - max(area[1], b[1])) for b in taken
            )
            return float(inside) + 8 * covered / max((area[2] - area[0]) * (area[3] - area[1]), 1e-9)

        at_x, at_y, ha, va, area = min(spots, key=lambda spot: crowded(spot[4]))
        taken.append(area)
        ax.text(
            at_x, at_y, text, ha=ha, va=va, fontsize=8, color="#111111", zorder=4, linespacing=1.05,
            path_effects=[withStroke(linewidth=2.5, foreground="white")],
        )  # fmt: skip
