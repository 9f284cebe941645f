import json
import re

import pandas as pd
import pytest
from typer.testing import CliRunner

from classifier import Codebook, Document, Issue
from classifier.analysis.report import report_html, write_report
from classifier.cli import _register, app
from classifier.errors import InputError
from classifier.position import COLUMNS

TEXT = "Bonjour \N{GRINNING FACE} all. Norland will not pay tolls."
POSITIONS = pd.DataFrame(
    [("a", "Norland", "tolls", "oppose", 0.91, "Ada Brook", TEXT[15:41], 15, 41, "direct", "2025-03-02")], columns=list(COLUMNS)
)
BOOK = Codebook(name="demo", issues=[Issue(key="tolls", label="Bridge tolls", proposition="There are tolls.")])


def island(page):
    return json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)[1])


def test_the_page_holds_positions_and_their_articles():
    data = island(report_html(POSITIONS, [Document("a", TEXT, "Tolls", "2025-03-02"), Document("b", "Unused.")], BOOK))
    assert data["parties"] == ["Norland"] and data["speakers"] == ["Ada Brook"]
    assert data["issues"] == [{"key": "tolls", "label": "Bridge tolls", "proposition": "There are tolls."}]
    assert data["documents"] == [{"id": "a", "title": "Tolls", "date": "2025-03-02", "text": TEXT}]


def test_offsets_count_as_browsers_count():
    data = island(report_html(POSITIONS, [Document("a", TEXT)]))
    units = TEXT.encode("utf-16-le")
    start, end = data["positions"]["start"][0], data["positions"]["end"][0]
    assert units[2 * start : 2 * end].decode("utf-16-le") == "Norland will not pay tolls"


def test_an_article_that_is_missing_leaves_its_evidence():
    data = island(report_html(POSITIONS))
    assert data["documents"] == [{"id": "a", "title": None, "date": "2025-03-02", "text": None}]
    assert data["positions"]["evidence"] == ["Norland will not pay tolls"]


def test_other_texts_than_those_scored_are_refused():
    with pytest.raises(InputError, match="row 1: the evidence is not at 15..41 in the text of 'a'"):
        report_html(POSITIONS, [Document("a", "Something else altogether, and longer than that.")])


def test_markup_stays_data():
    evil = "</script><script>alert(1)</script><!--{{script}}"
    table = POSITIONS.assign(party=evil, issue=evil, speaker=evil, evidence=evil, start=0, end=len(evil))
    page = report_html(table, [Document("a", evil, evil)], title=evil)
    assert page.count("<script") == 2 and page.count("</script") == 2
    assert island(page)["parties"] == [evil] and island(page)["documents"][0]["title"] == evil
    assert "<h1>&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;!--{{script}}</h1>" in page


def test_broken_surrogates_do_not_break_the_page():
    row = ("a", "N\ud800", "tolls", "oppose", 0.9, "\ud801", "\udfff", 0, 1, "direct", None)
    table = pd.DataFrame([row], columns=list(COLUMNS), dtype=object)
    page = report_html(table, [Document("a", "\udfff!")], title="\ud800")
    assert island(page)["documents"][0]["text"] == "\N{REPLACEMENT CHARACTER}!" and page.encode()


def test_the_same_input_gives_the_same_page():
    assert report_html(POSITIONS, [Document("a", TEXT)], BOOK) == report_html(POSITIONS.copy(), [Document("a", TEXT)], BOOK)


def test_a_page_that_cannot_be_written_is_told(tmp_path):
    with pytest.raises(InputError, match="cannot be written"):
        write_report(POSITIONS, tmp_path / "no" / "report.html")


@pytest.fixture
def stance():
    _register()
    return lambda *arguments: CliRunner().invoke(app, ["report", *map(str, arguments)])


def test_the_command_writes_the_page(tmp_path, stance):
    POSITIONS.to_csv(tmp_path / "positions.csv", index=False)
    (tmp_path / "articles.jsonl").write_text(json.dumps({"id": "a", "text": TEXT, "title": "Tolls"}) + "\n")
    files = tmp_path / "positions.csv", "--texts", tmp_path / "articles.jsonl", "--output", tmp_path / "report.html"
    done = stance(*files, "--title", "Tolls in March")
    assert done.exit_code == 0, done.output
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "<h1>Tolls in March</h1>" in page and island(page)["documents"][0]["text"] == TEXT


def test_the_command_refuses_articles_that_do_not_belong(tmp_path, stance):
    POSITIONS.to_csv(tmp_path / "positions.csv", index=False)
    (tmp_path / "articles.jsonl").write_text(json.dumps({"id": "z", "text": TEXT}) + "\n")
    done = stance(tmp_path / "positions.csv", "--texts", tmp_path / "articles.jsonl", "--output", tmp_path / "report.html")
    assert isinstance(done.exception, InputError) and "none of these articles" in str(done.exception)
    assert not (tmp_path / "report.html").exists()


def test_the_command_wants_a_page(tmp_path, stance):
    assert stance(tmp_path / "positions.csv", "--output", tmp_path / "report.pdf").exit_code == 2
