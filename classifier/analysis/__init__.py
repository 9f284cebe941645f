"""From positions to insight: matrices, networks, plots, reports, exchange."""
