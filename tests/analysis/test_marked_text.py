from html.parser import HTMLParser

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier import Codebook, Document, Issue
from classifier.analysis.marked_text import COLOURS, Mark, MarkedDocument, segments
from classifier.errors import InputError

TEXT = "Norland will not pay tolls, and Sudria may."
COLUMNS = ["document_id", "party", "issue", "stance", "probability", "speaker", "start", "end"]
POSITIONS = pd.DataFrame(
    [
        ("a", "Norland", "tolls", "oppose", 0.91, "Ada Brook", 0, 26),
        ("a", "Sudria", "tolls", "conditional", 0.5, None, 32, 42),
        ("b", "X", "y", "neutral", 1, None, 0, 1),
    ],
    columns=COLUMNS,
)


class Page(HTMLParser):
    """The text of a page, its marks and the tags it is made of."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.marks, self.hints, self.text, self.inside = set(), [], [], "", False
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        if tag == "mark":
            self.inside = True
            self.marks.append("")
            self.hints.append(dict(attributes)["title"])

    def handle_endtag(self, tag):
        if tag == "mark":
            self.inside = False

    def handle_data(self, data):
        self.text += data
        if self.inside:
            self.marks[-1] += data


def shown(document, positions=POSITIONS, codebook=None):
    return MarkedDocument(document, positions, codebook)._repr_html_()


def test_each_evidence_is_marked_in_its_stances_colour_with_party_and_issue_beside_it():
    html = shown(Document("a", TEXT))
    page = Page(html)
    assert page.marks == ["Norland will not pay tolls", "Sudria may"]
    assert COLOURS["oppose"] in html and COLOURS["conditional"] in html
    assert "Norland tolls" in page.text and "Sudria tolls" in page.text


def test_the_pointer_tells_probability_and_speaker():
    assert Page(shown(Document("a", TEXT))).hints == [
        "Norland: oppose – tolls\nprobability 0.91, speaker: Ada Brook",
        "Sudria: conditional – tolls\nprobability 0.50, no speaker named",
    ]


def test_a_codebook_gives_the_issues_labels():
    book = Codebook(name="demo", issues=[Issue(key="tolls", label="Bridge tolls", proposition="There are tolls.")])
    assert "Bridge tolls" in shown(Document("a", TEXT), codebook=book)


def test_markup_in_title_text_party_and_speaker_is_shown_as_text():
    evil = '<script>alert(1)</script><img src=x onerror="alert(2)">'
    table = pd.DataFrame([("a", evil, evil, "support", 0.9, evil, 0, len(evil))], columns=COLUMNS)
    page = Page(shown(Document("a", evil, title=evil, date=evil), table))
    assert not page.tags & {"script", "img"} and page.text.count(evil) == 5


def test_evidence_outside_the_text_is_refused():
    with pytest.raises(InputError, match="outside the text of 'a'"):
        MarkedDocument(Document("a", "Short."), POSITIONS)


def test_a_document_without_positions_shows_its_text():
    assert Page(shown(Document("c", TEXT))).marks == []


@given(st.integers(1, 40), st.lists(st.tuples(st.integers(0, 39), st.integers(1, 40)), max_size=6))
def test_cut_stretches_make_the_text_again_and_hold_just_their_marks(length, spans):
    marks = [Mark(min(a, b), min(max(a, b), length), n) for n, (a, b) in enumerate(spans) if min(a, b) < min(max(a, b), length)]
    parts = segments(length, marks)
    assert [p[0] for p in parts] == [0, *[p[1] for p in parts[:-1]]] and parts[-1][1] == length
    for start, end, inside, ending in parts:
        assert set(inside) == {m.row for m in marks if m.start <= start and m.end >= end}
        assert set(ending) == {m.row for m in marks if m.end == end}
