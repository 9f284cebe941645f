import math

import pandas as pd
import pytest

from classifier.analysis.scores import Z, score_groups


def group(*statements):
    table = pd.DataFrame(statements, columns=["stance", "probability"]).assign(party="Norland")
    return score_groups(table, ["party"]).loc["Norland"]


def test_a_score_is_the_mean_weighted_by_probability():
    # (0.9 * 1 + 0.3 * -1 + 0.6 * 0.5 + 0.2 * 0) / 2.0
    assert group(("support", 0.9), ("oppose", 0.3), ("conditional", 0.6), ("neutral", 0.2))["score"] == pytest.approx(0.45)


def test_the_interval_is_wilsons():
    # Four equal statements, three for: a share of 3/4 with n = 4.
    found = group(*[("support", 0.7)] * 3, ("oppose", 0.7))
    centre = (0.75 + Z**2 / 8) / (1 + Z**2 / 4)
    half = Z * math.sqrt(0.75 * 0.25 / 4 + Z**2 / 64) / (1 + Z**2 / 4)
    assert found["low"] == pytest.approx(2 * (centre - half) - 1)
    assert found["high"] == pytest.approx(2 * (centre + half) - 1)


def test_one_statement_proves_little_and_many_prove_much():
    one, many = group(("support", 0.9)), group(*[("support", 0.9)] * 40)
    assert one["low"] < 0 < many["low"] and one["high"] == many["high"] == pytest.approx(1)


def test_unequal_probabilities_count_as_fewer_statements():
    even, uneven = group(*[("support", 0.5)] * 2), group(("support", 0.9), ("support", 0.1))
    assert uneven["low"] < even["low"]


def test_a_statement_of_probability_nought_is_none():
    assert group(("support", 0.5), ("oppose", 0.0)).to_dict()["score"] == 1.0
    assert group(("support", 0.5), ("oppose", 0.0))["statements"] == 1
