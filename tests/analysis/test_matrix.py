import math

import pandas as pd
import pytest

from classifier.analysis import agreement, position_matrix
from classifier.errors import InputError

STATEMENTS = pd.DataFrame(
    [
        ("Norland", "tolls", "oppose", 0.8),
        ("Norland", "tolls", "conditional", 0.4),
        ("Norland", "ferry", "support", 1.0),
        ("Sudria", "tolls", "support", 0.5),
        ("Sudria", "ferry", "support", 0.9),
        ("Westmark", "bridge", "neutral", 0.6),
    ],
    columns=["party", "issue", "stance", "probability"],
)


def test_each_cell_is_the_weighted_mean_with_its_number_of_statements():
    matrix = position_matrix(STATEMENTS)
    # Norland on tolls: (0.8 * -1 + 0.4 * 0.5) / 1.2
    assert matrix["score"].loc["Norland", "tolls"] == pytest.approx(-0.5)
    assert matrix["score"].loc["Sudria", "tolls"] == 1.0
    assert matrix["score"].loc["Westmark", "bridge"] == 0.0
    assert math.isnan(matrix["score"].loc["Westmark", "tolls"])
    assert matrix["statements"].loc["Norland"].to_dict() == {"tolls": 2, "ferry": 1, "bridge": 0}


def test_the_interval_holds_the_score():
    matrix = position_matrix(STATEMENTS)
    low, score, high = (matrix[name].stack().dropna() for name in ("low", "score", "high"))
    assert len(low) == 5
    assert ((low <= score + 1e-12) & (score <= high + 1e-12)).all() and (low >= -1).all() and (high <= 1).all()


def test_those_most_spoken_of_come_first_and_equals_by_name():
    matrix = position_matrix(STATEMENTS)
    assert matrix.index.tolist() == ["Norland", "Sudria", "Westmark"]
    assert matrix["score"].columns.tolist() == ["tolls", "ferry", "bridge"]


def test_rows_and_columns_can_be_chosen_also_empty_ones():
    matrix = position_matrix(STATEMENTS, parties=["Sudria", "Estland"], issues=["bridge", "ferry"])
    assert matrix["statements"].to_numpy().tolist() == [[0, 1], [0, 0]]
    assert matrix["score"].isna().to_numpy().tolist() == [[True, False], [True, True]]


def test_no_statements_are_no_matrix():
    with pytest.raises(InputError, match="no statements"):
        position_matrix(STATEMENTS.iloc[:0])
    assert position_matrix(STATEMENTS.iloc[:0], issues=["tolls"])["score"].shape == (0, 1)


def test_the_order_of_the_statements_does_not_matter():
    pd.testing.assert_frame_equal(position_matrix(STATEMENTS), position_matrix(STATEMENTS.iloc[::-1]))


def test_what_is_no_table_of_positions_is_refused():
    with pytest.raises(InputError, match="column 'party' is missing"):
        position_matrix(pd.DataFrame({"issue": [], "stance": []}))


def test_agreement_is_the_mean_nearness_on_common_issues():
    found = agreement(STATEMENTS)
    # tolls: 1 - |-0.5 - 1| = -0.5; ferry: 1 - 0 = 1
    assert found["agreement"].loc["Norland", "Sudria"] == pytest.approx(0.25)
    assert found["agreement"].loc["Sudria", "Norland"] == pytest.approx(0.25)
    assert found["issues"].loc["Norland", "Sudria"] == 2
    assert found["issues"].loc["Norland", "Westmark"] == 0 and math.isnan(found["agreement"].loc["Norland", "Westmark"])
    assert found["agreement"].loc["Norland", "Norland"] == 1


def test_too_few_common_issues_are_no_agreement():
    assert math.isnan(agreement(STATEMENTS, least_issues=3)["agreement"].loc["Norland", "Sudria"])
