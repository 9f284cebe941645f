"""CSV files for spreadsheets: nothing runs, nothing is lost."""

import csv

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.corpus.spreadsheet import harmless, original, read_spreadsheet, write_spreadsheet
from classifier.errors import InputError

TOUCHY = [
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "007",
    "1-2",
    "3/4",
    "12:30",
    "1e5",
    "TRUE",
    "Mar 3",
    "3. March",
    "'=1",
    "''-1",
    "=",
    "5 %",
]
PLAIN = ["Norland", "G7", "COP30 deal", "'quoted'", "the 1995 treaty", "", "a=b", "Marching 3 by 3 abreast", "’=1"]


@pytest.mark.parametrize("cell", TOUCHY)
def test_what_a_spreadsheet_would_change_gets_an_apostrophe(cell):
    assert harmless(cell) == "'" + cell
    assert original(harmless(cell)) == cell


@pytest.mark.parametrize("cell", PLAIN)
def test_plain_words_stay_as_they_are(cell):
    assert harmless(cell) == cell == original(cell)


@given(st.text(st.sampled_from("'=+-@ \t\r\n0aé,;\"mar/"), max_size=12))
def test_every_cell_comes_back(cell):
    assert original(harmless(cell)) == cell
    assert not harmless(cell).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


@settings(deadline=None, max_examples=40)
@given(st.lists(st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\0"), max_size=20), min_size=1, max_size=5))
def test_every_file_comes_back(tmp_path_factory, cells):
    path = tmp_path_factory.mktemp("s") / "a.csv"
    write_spreadsheet([{"name": cell, "fixed": "x"} for cell in cells], ("fixed", "name"), path)
    assert [row["name"] for row in read_spreadsheet(path, ("name",))] == cells


def test_excel_knows_the_encoding_and_numbers_stay_numbers(tmp_path):
    path = tmp_path / "a.csv"
    write_spreadsheet([{"party": "Curaçao", "probability": 0.25}], ("party", "probability"), path, ("probability",))
    assert path.read_bytes() == b"\xef\xbb\xbfparty,probability\r\nCura\xc3\xa7ao,0.25\r\n"


@pytest.mark.parametrize(("delimiter", "encoding"), [(";", "utf-8-sig"), ("\t", "utf-16"), (",", "utf-8")])
def test_files_as_spreadsheets_save_them(tmp_path, delimiter, encoding):
    with open(tmp_path / "a.csv", "w", encoding=encoding, newline="") as stream:
        csv.writer(stream, delimiter=delimiter).writerows([["party", "note"], ["Türkiye", "a, b; c"], ["", ""], ["'=x", "two\nlines"]])
    rows = read_spreadsheet(tmp_path / "a.csv", ("party", "note"))
    assert rows == [{"party": "Türkiye", "note": "a, b; c"}, {"party": "=x", "note": "two\nlines"}]


@pytest.mark.parametrize(
    ("content", "fault"), [(b"", "column 'party' is missing"), (b"name\nx\n", "column 'party' is missing"), (b"party\nT\xfcrkiye\n", "CSV UTF-8")]
)
def test_what_cannot_be_read(tmp_path, content, fault):
    (tmp_path / "a.csv").write_bytes(content)
    with pytest.raises(InputError, match=fault):
        read_spreadsheet(tmp_path / "a.csv", ("party",))
    with pytest.raises(InputError, match="no such file"):
        read_spreadsheet(tmp_path / "b.csv", ("party",))
