import pandas as pd
import pytest

from classifier.analysis import shifts, timeline
from classifier.errors import InputError

STATEMENTS = pd.DataFrame(
    [
        ("a", "Norland", "tolls", "oppose", 0.8, None, "No tolls.", "2025-01-30"),
        ("b", "Norland", "tolls", "oppose", 0.6, "Ada Brook", "Never.", "2025-03-02"),
        ("c", "Norland", "tolls", "support", 0.3, "Ada Brook", "Well.", "2025-03-20"),
        ("d", "Sudria", "tolls", "conditional", 0.9, None, "If they are low.", "2025-03-20"),
        ("e", "Sudria", "tolls", "support", 0.9, None, "They are fair.", None),
        ("f", "Sudria", "ferry", "support", 0.9, None, "A ferry!", "2025-03-21"),
    ],
    columns=["document_id", "party", "issue", "stance", "probability", "speaker", "evidence", "date"],
)


def test_a_timeline_has_a_row_a_period_and_party():
    found = timeline(STATEMENTS, "tolls", "M")
    assert found["period"].dt.strftime("%Y-%m-%d").tolist() == ["2025-01-01", "2025-03-01", "2025-03-01"]
    assert found["party"].tolist() == ["Norland", "Norland", "Sudria"] and found["statements"].tolist() == [1, 2, 1]
    # March, Norland: (0.6 * -1 + 0.3 * 1) / 0.9
    assert found["score"].tolist() == pytest.approx([-1, -1 / 3, 0.5])


@pytest.mark.parametrize(("freq", "periods"), [("D", 3), ("W", 3), ("Q", 1), ("Y", 1)])
def test_periods_are_those_of_pandas(freq, periods):
    assert timeline(STATEMENTS, "tolls", freq)["period"].nunique() == periods


def test_an_unknown_issue_or_period_is_refused():
    with pytest.raises(InputError, match="no statement on issue 'bridge'; there are some on ferry, tolls"):
        timeline(STATEMENTS, "bridge")
    with pytest.raises(InputError, match="'fortnight' is no period"):
        timeline(STATEMENTS, "tolls", "fortnight")


def test_statements_without_dates_make_an_empty_timeline():
    assert timeline(STATEMENTS.assign(date=None)).empty


def test_a_shift_tells_both_stances_days_and_evidences():
    found = shifts(STATEMENTS).to_dict("records")
    assert len(found) == 1
    assert found[0]["party"] == "Norland" and found[0]["issue"] == "tolls"
    assert (found[0]["from_stance"], found[0]["to_stance"], found[0]["change"]) == ("oppose", "support", 2.0)
    assert (str(found[0]["from_date"].date()), str(found[0]["to_date"].date())) == ("2025-03-02", "2025-03-20")
    assert (found[0]["from_evidence"], found[0]["to_evidence"]) == ("Never.", "Well.")
    assert found[0]["to_speaker"] == "Ada Brook" and found[0]["probability"] == pytest.approx(0.18)


def test_improbable_statements_can_be_left_out():
    assert shifts(STATEMENTS, least=0.5).empty


def test_a_day_has_the_stance_with_most_behind_it():
    rows = [
        ("a", "Norland", "tolls", "oppose", 0.9, None, "x", "2025-01-01"),
        ("b", "Norland", "tolls", "support", 0.5, None, "y", "2025-01-02"),
        ("c", "Norland", "tolls", "oppose", 0.9, None, "z", "2025-01-02"),
        ("d", "Norland", "tolls", "support", 0.6, None, "best", "2025-01-02"),
    ]
    found = shifts(pd.DataFrame(rows, columns=STATEMENTS.columns))
    # Two of 0.5 and 0.6 outweigh one of 0.9; the surer of the two is shown.
    assert found["to_stance"].tolist() == ["support"] and found["to_evidence"].tolist() == ["best"]


def test_there_and_back_is_two_shifts_the_newest_first():
    days = {"2025-01-01": "oppose", "2025-02-01": "support", "2025-03-01": "oppose"}
    rows = [("a", "Norland", "tolls", stance, 0.9, None, stance, day) for day, stance in days.items()]
    assert shifts(pd.DataFrame(rows, columns=STATEMENTS.columns))["to_stance"].tolist() == ["oppose", "support"]
