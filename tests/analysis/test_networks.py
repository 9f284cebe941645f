import sqlite3
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from classifier.analysis import actor_concept_network, congruence_network, one_mode_matrix, two_mode_matrix, write_graphml

SAMPLE = Path(__file__).parents[3] / "shared" / "data" / "sample.dna"

STATEMENTS = pd.DataFrame(
    [
        ("a", "Norland", "tolls", "oppose"),
        ("a", "Norland", "tolls", "oppose"),
        ("b", "Norland", "tolls", "oppose"),
        ("a", "Norland", "ferry", "support"),
        ("a", "Sudria", "tolls", "oppose"),
        ("b", "Sudria", "tolls", "support"),
        ("b", "Sudria", "ferry", "conditional"),
        ("b", "Westmark", "ferry", "oppose"),
        ("b", "Westmark", "bridge", "neutral"),
    ],
    columns=["document_id", "party", "issue", "stance"],
)


def test_two_mode_counts_statements():
    assert two_mode_matrix(STATEMENTS).loc["Norland"].to_dict() == {"bridge": 0, "ferry": 1, "tolls": 3}
    assert two_mode_matrix(STATEMENTS, "oppose").loc["Sudria"].to_dict() == {"bridge": 0, "ferry": 0, "tolls": 1}


@pytest.mark.parametrize(("duplicates", "count"), [("include", 3), ("document", 2), ("acrossrange", 1)])
def test_equal_statements_may_count_once(duplicates, count):
    assert two_mode_matrix(STATEMENTS, duplicates=duplicates).loc["Norland", "tolls"] == count


def test_congruence_and_conflict_worked_out_by_hand():
    congruence, conflict = one_mode_matrix(STATEMENTS), one_mode_matrix(STATEMENTS, "conflict")
    # Tolls: Norland opposes three times; Sudria opposes once, supports once. Ferry: support meets conditional, a quarter apart.
    assert congruence.loc["Norland", "Sudria"] == pytest.approx(3 * 1 * 1 + 3 * 1 * 0 + 1 * 1 * 0.75)
    assert conflict.loc["Norland", "Sudria"] == pytest.approx(3 * 1 * 0 + 3 * 1 * 1 + 1 * 1 * 0.25)
    # Ferry: conditional and oppose are three quarters apart, support and oppose the whole; neutral ties nobody.
    assert congruence.loc["Sudria", "Westmark"] == pytest.approx(0.25)
    assert conflict.loc["Norland", "Westmark"] == pytest.approx(1)
    subtract = one_mode_matrix(STATEMENTS, "subtract")
    pd.testing.assert_frame_equal(subtract, congruence - conflict)
    assert (np.diag(congruence) == 0).all() and np.allclose(congruence, congruence.T)


def test_average_activity_divides_by_the_mean_number_of_statements():
    plain, divided = one_mode_matrix(STATEMENTS), one_mode_matrix(STATEMENTS, normalization="average")
    # Norland makes four statements, Sudria three.
    assert divided.loc["Norland", "Sudria"] == pytest.approx(plain.loc["Norland", "Sudria"] / 3.5)


def test_unknown_ways_of_counting_are_refused():
    with pytest.raises(ValueError, match="tie is one of"):
        one_mode_matrix(STATEMENTS, "friendship")
    with pytest.raises(ValueError, match="duplicates is one of"):
        two_mode_matrix(STATEMENTS, duplicates="some")
    with pytest.raises(ValueError, match="normalization is"):
        one_mode_matrix(STATEMENTS, normalization="most")


def test_networks_carry_what_the_matrices_say():
    two, one = actor_concept_network(STATEMENTS), congruence_network(STATEMENTS, normalization="no")
    assert nx.is_bipartite(two) and two.nodes["Norland"]["mode"] == "party" and two.nodes["tolls"]["mode"] == "issue"
    assert two.edges["Sudria", "tolls"]["weight"] == 2 and two.edges["Sudria", "tolls"]["score"] == 0
    assert one.edges["Norland", "Sudria"]["weight"] == pytest.approx(3.75)
    assert one.nodes["Norland"]["statements"] == 4 and not one.has_edge("Norland", "Westmark")


def test_a_party_and_an_issue_of_one_name_stay_two_nodes():
    table = pd.DataFrame({"party": ["Ferry"], "issue": ["Ferry"], "stance": ["support"]})
    graph = actor_concept_network(table)
    assert sorted(graph) == ["Ferry", "Ferry (issue)"] and graph.nodes["Ferry (issue)"]["label"] == "Ferry"


def test_graphml_is_read_back(tmp_path):
    table = STATEMENTS.replace({"party": {"Norland": 'N & <"\x07é'}})
    for graph in (actor_concept_network(table), congruence_network(table)):
        write_graphml(graph, tmp_path / "net.graphml")
        back = nx.read_graphml(tmp_path / "net.graphml")
        assert 'N & <"\ufffdé' in back and back.number_of_edges() == graph.number_of_edges()
        assert sum(nx.get_edge_attributes(back, "weight").values()) == pytest.approx(sum(nx.get_edge_attributes(graph, "weight").values()))


STATEMENTS_SQL = """
    SELECT s.ID AS id, s.DocumentId AS document_id, a.Value AS party, c.Value AS issue, b.Value AS agreement
    FROM STATEMENTS s
    JOIN DATASHORTTEXT da ON da.StatementId = s.ID JOIN VARIABLES va ON va.ID = da.VariableId AND va.Variable = 'organization'
    JOIN ENTITIES a ON a.ID = da.Entity
    JOIN DATASHORTTEXT dc ON dc.StatementId = s.ID JOIN VARIABLES vc ON vc.ID = dc.VariableId AND vc.Variable = 'concept'
    JOIN ENTITIES c ON c.ID = dc.Entity
    JOIN DATABOOLEAN b ON b.StatementId = s.ID
"""
PAIRS_SQL = f"""
    WITH coded AS ({STATEMENTS_SQL})
    SELECT x.party, y.party, COUNT(*) FROM coded x JOIN coded y
    ON x.issue = y.issue AND x.party <> y.party AND (x.agreement = y.agreement) = ? GROUP BY x.party, y.party
"""


@pytest.fixture(scope="module")
def hand_coded():
    if not SAMPLE.exists():
        pytest.skip("the sample of hand-coded statements, ../shared/data/sample.dna, is not here")
    base = sqlite3.connect(f"file:{SAMPLE}?mode=ro", uri=True)
    yield base
    base.close()


@pytest.fixture(scope="module")
def hand_coded_positions(hand_coded):
    table = pd.read_sql(STATEMENTS_SQL, hand_coded)
    assert len(table) == 40
    return table.assign(stance=table["agreement"].map({1: "support", 0: "oppose"}))


@pytest.mark.parametrize(("stance", "agreement"), [("support", 1), ("oppose", 0), (None, None)])
def test_two_mode_matrix_of_hand_coded_statements_is_what_sql_counts(hand_coded, hand_coded_positions, stance, agreement):
    where = "" if agreement is None else f"WHERE agreement = {agreement}"
    rows = hand_coded.execute(f"SELECT party, issue, COUNT(*) FROM ({STATEMENTS_SQL}) {where} GROUP BY party, issue").fetchall()
    matrix = two_mode_matrix(hand_coded_positions, stance)
    assert matrix.shape == (7, 6)
    assert {(party, issue): n for party, issue, n in rows} == {key: n for key, n in matrix.stack().items() if n}


@pytest.mark.parametrize(("tie", "same"), [("congruence", 1), ("conflict", 0)])
def test_one_mode_matrices_of_hand_coded_statements_are_what_sql_counts(hand_coded, hand_coded_positions, tie, same):
    counted = {(a, b): n for a, b, n in hand_coded.execute(PAIRS_SQL, (same,))}
    matrix = one_mode_matrix(hand_coded_positions, tie)
    assert sum(counted.values()) > 0
    assert counted == {key: n for key, n in matrix.stack().items() if n}
