"""The decision: what is weighed for each stance that a party may take on an issue."""

import numpy as np
import pandas as pd
import pytest

from classifier.coding.candidates import Candidates
from classifier.coding.decision import DECISION_FEATURES, MOST_STANCES, decision_table
from classifier.position import STANCES

SURE = [0.97, 0.01, 0.01, 0.01]
AGAINST = [0.2, 0.7, 0.05, 0.05]
COLUMNS = {"statement": -1, "at": 0, "anchor": 0, "holder_probability": 0.9, "link_probability": 0.8}


def candidates(*rows: tuple[int, int, str, int]) -> Candidates:
    """Candidates by document, clause, party and issue."""
    frame = pd.DataFrame(rows, columns=["document", "clause", "party", "issue"]).assign(**COLUMNS)
    return Candidates(frame, np.zeros((len(rows), 1), dtype=np.float32), [[] for _ in rows])


def weighed(found: Candidates, position: list[float], stance: list[list[float]]) -> pd.DataFrame:
    """Choices and their features in one table."""
    choices, features = decision_table(found, np.array(position), np.array(stance).reshape(-1, 4))
    assert features.shape == (len(choices), len(DECISION_FEATURES)) and features.dtype == np.float32
    return pd.concat([choices, pd.DataFrame(features, columns=list(DECISION_FEATURES)).add_prefix("f_")], axis=1)


TWO_CLAUSES = candidates((0, 1, "Norway", 0), (0, 4, "Norway", 0), (0, 4, "Chile", 0), (0, 4, "Chile", 2))


def test_each_pair_has_its_two_likeliest_stances_each_with_the_candidate_that_shows_it_best():
    table = weighed(TWO_CLAUSES, [0.8, 0.6, 0.3, 0.1], [SURE, AGAINST, SURE, SURE])
    norway = table[table["party"] == "Norway"]
    assert norway["stance"].tolist() == ["support", "oppose"] and norway["row"].tolist() == [0, 1] and norway["clause"].tolist() == [1, 4]
    assert table.groupby(["document", "party", "issue"]).size().eq(MOST_STANCES).all() and len(table) == 2 * 3


def test_features_of_a_pair_by_hand():
    table = weighed(TWO_CLAUSES, [0.8, 0.6, 0.3, 0.1], [SURE, AGAINST, SURE, SURE])
    norway, chile = table[(table["issue"] == 0) & (table["f_place"] == 0)].sort_values("party", ascending=False).to_dict("records")
    assert [norway[f"f_{name}"] for name in ("best", "second", "rows")] == pytest.approx([0.8, 0.6, 2])
    assert norway["f_any"] == pytest.approx(1 - 0.2 * 0.4)
    # Norway's best clause has no other party; Chile's has Norway, and the same words may be about issue 2 as well.
    assert norway["f_rival_party"] == 0 and chile["f_rival_party"] == pytest.approx(0.6) and chile["f_rival_issue"] == pytest.approx(0.1)
    assert (norway["f_issue_rank"], chile["f_issue_rank"], chile["f_party_rank"]) == (1, 2, 1)
    assert norway["f_rival_party_pair"] == pytest.approx(0.3) and chile["f_rival_issue_pair"] == pytest.approx(0.1)
    assert norway["f_document_sum"] == pytest.approx(0.8 + 0.3 + 0.1) and norway["f_issue_sum"] == pytest.approx(1.1)
    assert norway["f_n_parties"] == 2 and norway["f_n_issues"] == 2


def test_features_of_a_stance_by_hand():
    table = weighed(TWO_CLAUSES, [0.8, 0.6, 0.3, 0.1], [SURE, AGAINST, SURE, SURE]).set_index(["party", "issue", "stance"])
    support, oppose = table.loc[("Norway", 0, "support")], table.loc[("Norway", 0, "oppose")]
    assert support["f_largest_own"] == pytest.approx(0.8 * 0.97) and support["f_largest_other"] == pytest.approx(0.6 * 0.7)
    squares = {"support": 0.64 * 0.97 + 0.36 * 0.2, "oppose": 0.64 * 0.01 + 0.36 * 0.7}
    assert oppose["f_behind_first"] == pytest.approx(squares["oppose"] / squares["support"])
    assert support["f_square_share_own"] == pytest.approx(squares["support"])
    assert support["f_square_share_opposite"] == pytest.approx(squares["oppose"]) == oppose["f_square_share_own"]
    assert support[[f"f_{name}" for name in STANCES]].tolist() == [1, 0, 0, 0]
    # What others say on the issue, and what the party says on others.
    assert support["f_issue_others_own"] == pytest.approx(0.3 * 0.97) and support["f_party_others_own"] == 0
    assert table.loc[("Chile", 2, "support")]["f_party_others_own"] == pytest.approx(0.3 * 0.97)


def test_a_document_is_weighed_alike_whatever_is_decided_with_it():
    alone = weighed(TWO_CLAUSES, [0.8, 0.6, 0.3, 0.3], [SURE, AGAINST, SURE, SURE])
    rows = [(0, 0, "Zambia", 1), (0, 1, "Albania", 2), *((2, *row) for row in TWO_CLAUSES.frame[["clause", "party", "issue"]].itertuples(index=False))]
    beside = weighed(candidates(*rows), [0.9, 0.2, 0.8, 0.6, 0.3, 0.3], [SURE, SURE, SURE, AGAINST, SURE, SURE])
    second = beside[beside["document"] == 2].assign(document=0, row=lambda table: table["row"] - 2)
    pd.testing.assert_frame_equal(second.reset_index(drop=True), alone)


def test_nothing_to_decide():
    choices, features = decision_table(candidates(), np.zeros(0), np.zeros((0, 4)))
    assert not len(choices) and features.shape == (0, len(DECISION_FEATURES))
    assert {"document", "party", "issue", "stance", "row", "clause", "statement", "anchor"} <= set(choices.columns)
