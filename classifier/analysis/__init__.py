"""From labels to insight: matrix, timeline, shifts, agreement, networks, plots, marked text and a report, over a table of positions.

Everything takes a table with the columns of `classifier.position.COLUMNS`, as `PositionClassifier.predict`, `read_positions` and, for coded
articles, `gold_table` give it. Plots need matplotlib and networks networkx; both are imported where they are first used.
"""

from classifier.analysis.agreement import agreement
from classifier.analysis.marked_text import MarkedDocument
from classifier.analysis.matrix import position_matrix
from classifier.analysis.network_plot import plot_network
from classifier.analysis.networks import actor_concept_network, congruence_network, one_mode_matrix, two_mode_matrix, write_graphml
from classifier.analysis.plots import plot_losses, plot_matrix, plot_reliability, plot_timeline
from classifier.analysis.report import write_report
from classifier.analysis.shifts import shifts
from classifier.analysis.table import gold_table, read_positions
from classifier.analysis.timeline import timeline

__all__ = [
    "MarkedDocument", "actor_concept_network", "agreement", "congruence_network", "gold_table", "one_mode_matrix", "plot_losses",
    "plot_matrix", "plot_network", "plot_reliability", "plot_timeline", "position_matrix", "read_positions", "shifts", "timeline",
    "two_mode_matrix", "write_graphml", "write_report",
]  # fmt: skip
