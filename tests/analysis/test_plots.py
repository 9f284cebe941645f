import matplotlib
import matplotlib.pyplot as plt
import networkx as nx
import pandas as pd
import pytest

from classifier import Codebook, Issue
from classifier.analysis import (
    actor_concept_network,
    congruence_network,
    plot_losses,
    plot_matrix,
    plot_network,
    plot_reliability,
    plot_timeline,
    position_matrix,
    timeline,
)

matplotlib.use("Agg")

PARTIES, ISSUES = [f"Party of the {n}. hill" for n in range(30)], [f"issue_{n}" for n in range(30)]
STANCES = ("support", "oppose", "conditional", "neutral")
STATEMENTS = pd.DataFrame(
    [
        (PARTIES[a], ISSUES[i], STANCES[(a + i) % 4], 0.5 + (a * i % 5) / 10, f"2025-{1 + (a + i) % 12:02d}-15")
        for a in range(30) for i in range(30) if (a * 7 + i * 3) % 5 < 2
    ],
    columns=["party", "issue", "stance", "probability", "date"],
)  # fmt: skip


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def overlapping(texts):
    """Pairs of texts whose boxes on the drawn figure share more than a sliver."""
    shown = [text for text in texts if text.get_text().strip()]
    boxes = [text.get_window_extent() for text in shown]
    pairs = []
    for n, a in enumerate(boxes):
        for k, b in enumerate(boxes[:n]):
            width, height = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)
            if width > 2 and height > 2:
                pairs.append((shown[n].get_text(), shown[k].get_text()))
    return pairs


def inside_figure(ax):
    page = ax.figure.bbox
    boxes = [text.get_window_extent() for text in (*ax.get_xticklabels(), *ax.get_yticklabels())]
    return all(page.x0 <= box.x0 and box.x1 <= page.x1 and page.y0 <= box.y0 and box.y1 <= page.y1 for box in boxes)


def test_a_heat_map_of_twenty_by_twenty_is_legible():
    matrix = position_matrix(STATEMENTS)
    book = Codebook(name="demo", issues=[Issue(key=key, label=f"Question no. {key[6:]}", proposition="It is so.") for key in ISSUES])
    ax = plot_matrix(matrix, book)
    ax.figure.canvas.draw()
    assert [len(ax.get_xticklabels()), len(ax.get_yticklabels())] == [20, 20]
    assert ax.get_xticklabels()[0].get_text().startswith("Question no. ")
    assert not overlapping(ax.get_yticklabels()) and inside_figure(ax)
    numbers = [text.get_text() for text in ax.texts]
    assert sorted(map(int, numbers)) == sorted(n for n in matrix["statements"].iloc[:20, :20].to_numpy().ravel().tolist() if n)
    assert not overlapping(ax.texts)


def test_a_colour_is_the_score():
    table = pd.DataFrame({"party": ["A", "B"], "issue": ["x", "x"], "stance": ["support", "oppose"]})
    mesh = plot_matrix(position_matrix(table)).collections[0]
    assert mesh.get_array().ravel().tolist() == [1, -1] and mesh.get_clim() == (-1, 1)


def test_plots_draw_on_the_axes_given():
    _, ax = plt.subplots()
    assert plot_matrix(position_matrix(STATEMENTS), ax=ax) is ax


def test_a_timeline_names_its_parties_and_spans_its_dates():
    table = timeline(STATEMENTS, "issue_3", "M")
    ax = plot_timeline(table, most=5)
    ax.figure.canvas.draw()
    assert len(ax.get_legend().get_texts()) == 5 and not overlapping(ax.get_xticklabels())
    assert [label.get_text() for label in ax.get_yticklabels()] == ["oppose", "neutral", "conditional", "support"]
    chosen = plot_timeline(table, parties=[PARTIES[4]])
    assert [text.get_text() for text in chosen.get_legend().get_texts()] == [PARTIES[4]]


def test_networks_show_all_names_they_draw():
    graph = actor_concept_network(STATEMENTS[STATEMENTS["party"].isin(PARTIES[:20]) & STATEMENTS["issue"].isin(ISSUES[:20])])
    ax = plot_network(graph)
    ax.figure.canvas.draw()
    assert {text.get_text().replace("\n", " ") for text in ax.texts} == {node for node in graph if graph.degree(node)}
    assert len(overlapping(ax.texts)) <= 4


def test_a_network_is_drawn_the_same_each_time():
    graph = congruence_network(STATEMENTS)
    first, second = plot_network(graph), plot_network(graph)
    assert [t.get_position() for t in first.texts] == [t.get_position() for t in second.texts]


def test_a_network_without_ties_says_so():
    assert plot_network(nx.Graph()).texts[0].get_text() == "no ties"


def test_a_dollar_in_a_name_is_no_mathematics():
    table = pd.DataFrame({"party": ["$\\frac{$ Bank", "B"], "issue": "a$b$", "stance": ["support", "oppose"], "date": "2025-01-01"})
    for ax in (plot_matrix(position_matrix(table)), plot_timeline(timeline(table)), plot_network(actor_concept_network(table))):
        ax.figure.canvas.draw()


def test_reliability_shows_each_bin_with_its_size():
    curve = pd.DataFrame({"probability": [0.2, 0.8], "right": [0.1, 0.9], "count": [7, 30]})
    ax = plot_reliability(curve)
    assert [text.get_text() for text in ax.texts] == ["7", "30"]
    assert ax.collections[0].get_offsets().tolist() == [[0.2, 0.1], [0.8, 0.9]]


def test_losses_show_what_each_stage_kept_and_lost():
    ax = plot_losses({"gold": 80, "candidates": 60, "positions": 40})
    assert [text.get_text() for text in ax.texts] == ["80  (100%)", "60  (75%)   −20", "40  (50%)   −20"]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["gold", "candidates", "positions"]


def test_a_stage_that_mends_loses_nothing():
    ax = plot_losses({"gold": 80, "candidates": 60, "positions": 62})
    assert ax.texts[2].get_text() == "62  (78%)"
