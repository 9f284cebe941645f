"""The two networks of discourse network analysis: actors with concepts, and actors with actors (Leifeld 2017).

Counting follows the Discourse Network Analyzer: a two-mode tie counts statements; a congruence tie sums, over the issues, the products of
both parties' counts weighted by the nearness of their stances, a conflict tie the same weighted by their distance. With support and oppose
alone, nearness is 1 for the same stance and 0 for the other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from classifier.analysis.scores import SCORES
from classifier.analysis.table import checked
from classifier.errors import InputError
from classifier.position import STANCES

if TYPE_CHECKING:
    import networkx as nx

TIES = ("congruence", "conflict", "subtract")
SIDES = ("support", "oppose", "conditional")
"""The stances that tie parties: who takes an issue up without a side agrees with nobody on it."""

UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no way to write, and names from a file may hold."""

Duplicates = Literal["include", "document", "acrossrange"]
Tie = Literal["congruence", "conflict", "subtract"]
Normalization = Literal["no", "average"]


def _counted(positions: pd.DataFrame, duplicates: str) -> pd.DataFrame:
    table = checked(positions, *(["document_id"] if duplicates == "document" else []))
    keys = {"include": None, "document": ["document_id", "party", "issue", "stance"], "acrossrange": ["party", "issue", "stance"]}
    if duplicates not in keys:
        raise ValueError(f"duplicates is one of {', '.join(keys)}, not {duplicates!r}")
    return table if duplicates == "include" else table.drop_duplicates(keys[duplicates])


def two_mode_matrix(positions: pd.DataFrame, stance: str | None = None, duplicates: Duplicates = "include") -> pd.DataFrame:
    """How many statements each party makes on each issue.

    Parameters
    ----------
    positions : DataFrame
        A table of positions with the columns of `classifier.position.COLUMNS`.
    stance : str, optional
        Count this stance alone.
    duplicates : {'include', 'document', 'acrossrange'}, default='include'
        Count every statement, or equal ones (party, issue, stance) once a document, or once at all.

    Returns
    -------
    DataFrame of int, shape (n_parties, n_issues)
        Parties and issues by name.

    Raises
    ------
    InputError
        If the table is not one of positions.

    Examples
    --------
    >>> table = pd.DataFrame({"party": ["Norland"] * 2, "issue": ["tolls"] * 2, "stance": ["oppose", "support"]})
    >>> two_mode_matrix(table, stance="oppose").loc["Norland", "tolls"].item()
    1
    """
    if stance is not None and stance not in STANCES:
        raise InputError("stance", f"{stance!r} is no stance; one of {', '.join(STANCES)}")
    table = _counted(positions, duplicates)
    parties, issues = sorted(table["party"].unique()), sorted(table["issue"].unique())
    counted = table if stance is None else table[table["stance"] == stance]
    counts = counted.groupby(["party", "issue"]).size().unstack("issue", fill_value=0)
    return counts.reindex(index=pd.Index(parties, name="party"), columns=pd.Index(issues, name="issue"), fill_value=0).astype("int64")


def one_mode_matrix(
    positions: pd.DataFrame,
    tie: Tie = "congruence",
    stances: Sequence[str] = SIDES,
    duplicates: Duplicates = "include",
    normalization: Normalization = "no",
) -> pd.DataFrame:
    """How strongly each two parties are tied by what they say on the same issues.

    Parameters
    ----------
    positions : DataFrame
        A table of positions with the columns of `classifier.position.COLUMNS`.
    tie : {'congruence', 'conflict', 'subtract'}, default='congruence'
        Sum nearness, or distance, of stances, or the first less the second.
    stances : sequence of str
        The stances that count; neutral ones do not by default.
    duplicates : {'include', 'document', 'acrossrange'}, default='include'
        As in `two_mode_matrix`.
    normalization : {'no', 'average'}, default='no'
        With 'average', each tie is divided by the mean number of statements of its two parties, so that those who talk most do not
        seem to agree most.

    Returns
    -------
    DataFrame of float, shape (n_parties, n_parties)
        Symmetric, zeros on the diagonal, parties by name; parties without a counted statement have zeros.

    Raises
    ------
    InputError
        If the table is not one of positions.

    Examples
    --------
    >>> table = pd.DataFrame({"party": ["Norland", "Sudria", "Sudria"], "issue": ["tolls"] * 3, "stance": ["oppose", "oppose", "support"]})
    >>> one_mode_matrix(table).loc["Norland", "Sudria"].item(), one_mode_matrix(table, "conflict").loc["Norland", "Sudria"].item()
    (1.0, 1.0)
    """
    if tie not in TIES:
        raise ValueError(f"tie is one of {', '.join(TIES)}, not {tie!r}")
    if normalization not in ("no", "average"):
        raise ValueError(f"normalization is 'no' or 'average', not {normalization!r}")
    counts = [two_mode_matrix(positions, stance, duplicates) for stance in stances]
    names = two_mode_matrix(positions).index
    stack = np.stack([part.to_numpy(dtype=float) for part in counts]) if counts else np.zeros((0, len(names), 0))
    score = np.array([SCORES[stance] for stance in stances])
    apart = np.abs(score[:, None] - score[None, :]) / 2
    weight = {"congruence": 1 - apart, "conflict": apart, "subtract": 1 - 2 * apart}[tie]
    matrix = np.einsum("kai,kl,lbi->ab", stack, weight, stack, optimize=True)
    np.fill_diagonal(matrix, 0)
    if normalization == "average":
        activity = stack.sum(axis=(0, 2))
        mean = (activity[:, None] + activity[None, :]) / 2
        matrix = np.divide(matrix, mean, out=np.zeros_like(matrix), where=mean > 0)
    return pd.DataFrame(matrix, index=names, columns=list(names))


def actor_concept_network(positions: pd.DataFrame, duplicates: Duplicates = "include") -> nx.Graph[str]:
    """The two-mode network: parties, issues, and who speaks of what.

    Parameters
    ----------
    positions : DataFrame
        A table of positions with the columns of `classifier.position.COLUMNS`.
    duplicates : {'include', 'document', 'acrossrange'}, default='include'
        As in `two_mode_matrix`.

    Returns
    -------
    networkx.Graph
        Nodes have `label`, `mode` (``party`` or ``issue``) and `bipartite` (0 or 1); edges have `weight` (statements), `score` (their
        mean stance) and the number of each stance.

    Examples
    --------
    >>> table = pd.DataFrame({"party": ["Norland"] * 2, "issue": ["tolls"] * 2, "stance": ["oppose", "support"]})
    >>> actor_concept_network(table).edges["Norland", "tolls"]
    {'weight': 2, 'score': 0.0, 'support': 1, 'oppose': 1, 'conditional': 0, 'neutral': 0}
    """
    networkx = _networkx()
    parts = {stance: two_mode_matrix(positions, stance, duplicates) for stance in STANCES}
    counts = {stance: part.to_numpy() for stance, part in parts.items()}
    total = sum(counts.values())
    parties, issues = parts["support"].index, parts["support"].columns
    graph = networkx.Graph()
    for party in parties:
        graph.add_node(party, label=party, mode="party", bipartite=0)
    names = {issue: f"{issue} (issue)" if issue in set(parties) else issue for issue in issues}
    for issue in issues:
        graph.add_node(names[issue], label=issue, mode="issue", bipartite=1)
    for a, i in np.argwhere(total > 0):
        party, issue = parties[a], issues[i]
        each = {stance: int(part[a, i]) for stance, part in counts.items()}
        weight = sum(each.values())
        score = sum(SCORES[stance] * n for stance, n in each.items()) / weight
        graph.add_edge(party, names[issue], weight=weight, score=score, **each)
    return graph


def congruence_network(
    positions: pd.DataFrame,
    tie: Tie = "congruence",
    stances: Sequence[str] = SIDES,
    duplicates: Duplicates = "include",
    normalization: Normalization = "average",
) -> nx.Graph[str]:
    """The one-mode network: parties tied by what they say on the same issues.

    Parameters
    ----------
    positions, tie, stances, duplicates, normalization
        As in `one_mode_matrix`.

    Returns
    -------
    networkx.Graph
        Nodes have `label` and `statements`; edges have `weight`, and are left out where it is 0.

    Examples
    --------
    >>> table = pd.DataFrame({"party": ["Norland", "Sudria"], "issue": ["tolls"] * 2, "stance": ["oppose", "support"]})
    >>> congruence_network(table, "conflict").edges["Norland", "Sudria"]
    {'weight': 1.0}
    """
    networkx = _networkx()
    matrix = one_mode_matrix(positions, tie, stances, duplicates, normalization)
    counts = two_mode_matrix(positions, duplicates=duplicates).to_numpy().sum(axis=1)
    graph = networkx.Graph(tie=tie)
    for party, n in zip(matrix.index, counts.tolist(), strict=True):
        graph.add_node(party, label=party, statements=n)
    values = matrix.to_numpy()
    for a, b in np.argwhere(np.triu(values) != 0):
        graph.add_edge(matrix.index[a], matrix.index[b], weight=float(values[a, b]))
    return graph


def write_graphml(graph: nx.Graph[str], path: str | Path) -> None:
    """Write a network for visone, Gephi or R.

    Parameters
    ----------
    graph : networkx.Graph
        The network.
    path : str or Path
        The file, ``.graphml``; it is replaced.
    """
    networkx = _networkx()
    copy = networkx.relabel_nodes(graph, {node: _writable(node) for node in graph})
    for _, attributes in copy.nodes(data=True):
        attributes["label"] = _writable(attributes["label"])
    networkx.write_graphml_xml(copy, str(path), named_key_ids=True)


def _writable(name: str) -> str:
    return UNWRITABLE.sub("\ufffd", name)


def _networkx() -> Any:
    try:
        import networkx
    except ImportError:
        raise ImportError("networks need networkx: pip install 'party-stance[network]'") from None
    return networkx
