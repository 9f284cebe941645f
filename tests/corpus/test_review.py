"""Review: what is shown, in which order, and what is read back."""

import pandas as pd
import pytest

from classifier.codebook import Codebook, Issue
from classifier.coding.correction import CHOICES
from classifier.coding.persistence import load_model
from classifier.corpus.review import (
    CHANCES,
    REVIEW_COLUMNS,
    in_context,
    mark_reported,
    read_review,
    review_order,
    shown_statements,
    worth_showing,
    write_review,
)
from classifier.document import Document
from classifier.errors import InputError

BOOK = Codebook(
    name="quay",
    issues=[
        Issue(key="quay", label="New quay", proposition="The new quay is built.", keywords=("new quay",)),
        Issue(key="toll", label="Bridge toll", proposition="The bridge toll is kept.", keywords=("bridge toll",)),
    ],
)
DOCUMENTS = [
    Document("a", "France rejects the new quay. Spain supports the bridge toll, its foreign minister said.", date="2024-05-17"),
    Document("b", "France supports the new quay. Portugal opposes the bridge toll."),
]


def statement(party="France", issue="quay", stance="oppose", chances=(0.2, 0.1, 0.6, 0.05, 0.05), **more):
    row = dict.fromkeys(REVIEW_COLUMNS, "")
    row.update(party=party, issue=issue, stance=stance, evidence="the words", probability=chances[CHOICES.index(stance)], document_id="a", start=0, end=9)
    return {**row, **dict(zip(CHANCES, chances, strict=True)), **more}


def written(tmp_path, *rows):
    path = tmp_path / "review.csv"
    write_review(pd.DataFrame(rows), path)
    return path


def test_a_second_stance_is_shown_only_where_it_is_reported():
    rows = [("France", "support", 0.6), ("France", "oppose", 0.2), ("Spain", "support", 0.2), ("Spain", "oppose", 0.1), ("Chile", "neutral", 0.1)]
    decided = pd.DataFrame(rows, columns=["party", "stance", "probability"]).assign(document=0, issue=0)
    assert worth_showing(decided, threshold=0.3).tolist() == [True, False, True, False, False]
    assert worth_showing(decided, threshold=0.15).tolist() == [True, True, True, False, True]


def test_statements_are_shown_in_context_with_their_chances():
    shown = shown_statements(load_model(), DOCUMENTS, BOOK)
    assert set(REVIEW_COLUMNS) == set(shown.columns) and len(shown) > 0
    texts = {document.id: document.text for document in DOCUMENTS}
    for row in shown.itertuples():
        assert texts[row.document_id][row.start : row.end] == row.evidence
        assert f"»{row.evidence}«" in row.context
    assert (shown[list(CHANCES)].sum(axis=1) - 1).abs().max() < 0.03
    reported = load_model().predict(DOCUMENTS, BOOK)
    assert (shown["reported"] == "yes").sum() == len(reported)


def test_context_is_cut_to_one_line():
    text = "x" * 500 + "\n\nthe words\n" + "y" * 500
    context = in_context(text, 502, 511)
    assert context.startswith("… x") and context.endswith("y …") and "»the words«" in context and "\n" not in context
    assert in_context("the words", 0, 9) == "»the words«"


def test_doubtful_and_contradicting_statements_come_first():
    sure = statement("Spain", "toll", "support", (0.02, 0.95, 0.01, 0.01, 0.01))
    doubtful = statement("Norland", "toll", "support", (0.45, 0.4, 0.1, 0.03, 0.02))
    rows = [sure, sure, doubtful, statement(), statement(stance="support", chances=(0.1, 0.7, 0.1, 0.05, 0.05))]
    ordered = review_order(pd.DataFrame(rows), 0.3)
    assert ordered["party"].tolist().index("Spain") >= 3
    why = dict(zip(ordered["party"], ordered["why"], strict=True))
    assert "contradicts 1 other statement" in why["France"]
    assert "the model is in doubt" in why["Norland"] and "the only statement of this party" in why["Norland"]


def test_one_party_s_statements_on_one_issue_are_spread_out():
    rows = [statement() for _ in range(3)] + [statement("Spain")]
    assert review_order(pd.DataFrame(rows), 0.3)["party"].tolist().index("Spain") <= 1


def test_positions_that_the_model_does_not_find_again_are_added():
    shown = shown_statements(load_model(), DOCUMENTS, BOOK)
    odd = {"document_id": "b", "party": "Norland", "issue": "toll", "stance": "neutral", "probability": 0.6, "evidence": "France", "start": 0, "end": 6}
    lost = {**odd, "stance": "oppose", "evidence": "other words"}
    positions = pd.DataFrame([{**odd, "speaker": None, "date": None}, {**lost, "speaker": None, "date": None}])
    marked = mark_reported(shown, positions, BOOK, DOCUMENTS)
    assert (marked["reported"] == "yes").tolist() == [False] * len(shown) + [True]
    added = marked.iloc[-1]
    assert (added["party"], added["context"], added["chance_none"]) == ("Norland", "»France« supports the new quay. Portugal opposes the bridge toll.", 0.4)


@pytest.mark.parametrize(
    ("said", "choice"), [("ok", "oppose"), ("OK ", "oppose"), ("none", "none"), ("no position", "none"), ("support", "support"), ("Conditional", "conditional")]
)
def test_corrections_are_read(tmp_path, said, choice):
    [example] = read_review(written(tmp_path, statement(correction=said), statement()), BOOK)
    assert (example.party, example.issue, example.choice) == ("France", "quay", choice)
    assert example.chances == (0.2, 0.1, 0.6, 0.05, 0.05)


def test_another_party_or_issue_makes_two_examples(tmp_path):
    path = written(tmp_path, statement(correct_party="Spain"), statement(correction="support", correct_issue="toll"), statement(correct_party="the france"))
    found = [(e.party, e.issue, e.choice) for e in read_review(path, BOOK)]
    assert found == [
        ("France", "quay", "none"),
        ("Spain", "quay", "oppose"),
        ("France", "quay", "none"),
        ("France", "toll", "support"),
        ("France", "quay", "oppose"),
    ]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"correction": "perhaps"}, "row 3: 'perhaps' is no correction; write ok, none, support"),
        ({"correction": "ok", "correct_issue": "ferry"}, "row 3: issue 'ferry' is not in the codebook"),
        ({"correction": "ok", "stance": "maybe"}, "row 3: 'maybe' is no stance"),
        ({"correction": "ok", "chance_none": 7}, "row 3: chance_none '7.*' is no number from 0 to 1"),
    ],
)
def test_wrong_corrections_name_their_row(tmp_path, change, fault):
    path = written(tmp_path, statement(), {**statement(), **{k: v for k, v in change.items() if k != "stance"}})
    if "stance" in change:
        path.write_text(path.read_text(encoding="utf-8").replace("France,quay,oppose", "France,quay,maybe"), encoding="utf-8")
        path.write_text(path.read_text(encoding="utf-8").replace("maybe", "oppose", 1), encoding="utf-8")
    with pytest.raises(InputError, match=fault):
        read_review(path, BOOK)


def test_decimal_commas_and_semicolons_of_other_countries(tmp_path):
    path = written(tmp_path, statement(correction="ok"))
    rows = [line.split(",") for line in path.read_text(encoding="utf-8-sig").splitlines()]
    path.write_text("\n".join(";".join(cell.replace(".", ",") for cell in row) for row in rows), encoding="utf-8")
    assert read_review(path, BOOK)[0].chances == (0.2, 0.1, 0.6, 0.05, 0.05)
