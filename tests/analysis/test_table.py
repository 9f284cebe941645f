import pandas as pd
import pytest

from classifier import Document, Position
from classifier.analysis.table import checked, dates, gold_table, read_positions
from classifier.corpus.gold import GoldArticle
from classifier.errors import InputError
from classifier.position import COLUMNS

TEXT = "The tolls must go, said Ada Brook."
ARTICLE = GoldArticle(
    Document("a", TEXT, date="2025-03-02"),
    (Position("Norland", "tolls", "oppose", "The tolls must go", "Ada Brook"), Position("NA", "ferry", "neutral", "said")),
)


def test_codes_become_a_table_of_positions_with_their_places():
    table = gold_table([ARTICLE])
    assert tuple(table.columns) == COLUMNS
    assert [TEXT[start:end] for start, end in zip(table["start"], table["end"], strict=True)] == table["evidence"].tolist()
    assert table["probability"].tolist() == [1.0, 1.0]
    assert table["speaker"].tolist() == ["Ada Brook", None]


def test_no_articles_make_an_empty_table():
    assert gold_table([]).empty and tuple(gold_table([]).columns) == COLUMNS


@pytest.mark.parametrize("suffix", ["parquet", "csv", "jsonl"])
def test_a_written_table_is_read_back_equal(tmp_path, suffix):
    table, path = gold_table([ARTICLE]), tmp_path / f"positions.{suffix}"
    if suffix == "parquet":
        table.to_parquet(path)
    elif suffix == "csv":
        table.to_csv(path, index=False)
    else:
        table.to_json(path, orient="records", lines=True)
    pd.testing.assert_frame_equal(read_positions(path), table)


def test_a_folder_of_parquet_files_is_read(tmp_path):
    table = gold_table([ARTICLE])
    table.iloc[:1].to_parquet(tmp_path / "part-0.parquet")
    table.iloc[1:].to_parquet(tmp_path / "part-1.parquet")
    assert read_positions(tmp_path)["party"].tolist() == ["Norland", "NA"]


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("a.csv", "party,issue\nx,y\n", "column 'stance' is missing"),
        ("a.csv", "document_id,party,issue,stance,evidence,start,end\na,,tolls,oppose,x,0,1\n", "row 1: party is empty"),
        ("a.csv", "document_id,party,issue,stance,evidence,start,end\na,x,tolls,against,x,0,1\n", "row 1: 'against' is no stance"),
        ("a.csv", "document_id,party,issue,stance,evidence,start,end\na,x,tolls,oppose,x,zero,1\n", "row 1: start 'zero' is no offset"),
        ("a.csv", "document_id,party,issue,stance,evidence,start,end,probability\na,x,tolls,oppose,x,0,1,7\n", "row 1: probability"),
        ("a.jsonl", '{"party": \n', "line 1: no valid JSON"),
        ("a.jsonl", "[1]\n", "line 1: a position is a JSON object"),
        ("a.jsonl", '{"party": "\\ud800"}\n', "line 1: broken encoding"),
        ("a.parquet", "no parquet", "cannot be read as parquet"),
        ("a.xlsx", "", "a table of positions is a folder of Parquet files or one of .parquet, .csv, .jsonl"),
        ("a.csv", "", "cannot be read as csv"),
    ],
)
def test_what_is_no_table_is_refused_in_one_line(tmp_path, name, content, fault):
    (tmp_path / name).write_text(content)
    with pytest.raises(InputError) as error:
        read_positions(tmp_path / name)
    assert fault in str(error.value) and "\n" not in str(error.value)


def test_a_missing_probability_counts_as_one():
    table = pd.DataFrame({"party": ["x", "y"], "issue": ["i", "i"], "stance": ["oppose", "support"], "probability": [None, 0.4]})
    assert checked(table)["probability"].tolist() == [1.0, 0.4]


def test_dates_of_all_precisions_become_days():
    found = dates(pd.DataFrame({"date": ["2025-03-17", "2025-03-17T23:59:00Z", "2025-03", "yesterday", None]}))
    assert [None if pd.isna(day) else str(day.date()) for day in found] == ["2025-03-17", "2025-03-17", "2025-03-01", None, None]
