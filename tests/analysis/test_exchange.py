"""What DNA and this package say differently: offsets, names, dates, stances."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.analysis.exchange import AGREES, Offsets, cut, iso_date, note_of, plain_text, read_note, read_stance, seconds, slug
from classifier.document import Document
from classifier.position import STANCES

TEXTS = st.text(st.sampled_from("ab \r\n\U0001f600\U0001f1f3é–"), max_size=40)


@given(TEXTS)
def test_offsets_count_utf16_units_of_the_plain_text(text):
    offsets = Offsets(text)
    for n in range(len(text) + 1):
        if text[n - 1 : n + 1] != "\r\n":
            assert offsets.to_dna(n) == len(plain_text(text[:n]).encode("utf-16-le")) // 2


@given(TEXTS.map(plain_text))
def test_offsets_come_back(text):
    offsets = Offsets(text)
    assert [offsets.from_dna(offsets.to_dna(n)) for n in range(len(text) + 1)] == list(range(len(text) + 1))


def test_a_half_of_a_wide_character_is_its_begin():
    assert [Offsets("a\U0001f600b").from_dna(n) for n in range(5)] == [0, 1, 1, 2, 3]


@given(st.text(max_size=500))
def test_cut_names_fit_and_stay_apart(name):
    assert len(cut(name)) <= 190
    assert cut(cut(name)) == cut(name)
    assert cut(name + "x" * 200) != cut(name + "x" * 200 + "y")


def test_dates():
    assert seconds("2005-01-26") == 1106697600
    assert iso_date(1106697600) == "2005-01-26"
    assert iso_date(seconds("1962-10-16")) == "1962-10-16"
    assert iso_date(seconds("2005-01-26T10:30:00")) == "2005-01-26T10:30:00"
    assert seconds("2005-01-26T10:30:00+01:00") == seconds("2005-01-26T09:30:00")
    assert seconds("soon") is None
    assert seconds(None) is None
    assert iso_date(10**18) is None


@pytest.mark.parametrize(
    "document", [Document("a", "x"), Document("b\n", "x", "T" * 500, "soon"), Document("c", "x", "", "2020-01-01T00:00:01")]
)
def test_a_note_keeps_what_the_fields_do_not(document):
    title = cut(document.title or document.id)
    stamp = seconds(document.date) or 0
    rest, kept = read_note("first\n" + note_of(document, title, stamp) + "\nlast")
    assert rest == "first\nlast"
    whole = Document(kept["id"], "x", kept.get("title", title), kept["date"] if "date" in kept else iso_date(stamp))
    assert whole == document


@pytest.mark.parametrize("note", ["stance: {", "stance: []", 'stance: {"id": 3}', "stance: " + "[" * 100_000])
def test_a_note_that_a_person_broke_is_left_alone(note):
    assert read_note(note) == (note, {})


@pytest.mark.parametrize("stance", STANCES)
def test_a_stance_comes_back(stance):
    assert read_stance(AGREES[stance], stance, {"stance": stance}) == stance


def test_the_one_that_a_person_changed_counts():
    said = {"stance": "conditional"}
    assert read_stance(0, "conditional", said) == "oppose"
    assert read_stance(1, "neutral", said) == "neutral"
    assert read_stance(1, "oppose", said) == "oppose"
    assert read_stance(0, "", {}) == "oppose"
    assert read_stance(1, "gibberish", {}) == "support"


def test_slugs_differ():
    taken: set[str] = set()
    for concept in ("The quay is built.", "The quay is built!", "", "—", "Ünterhändler"):
        key = slug(concept, taken)
        assert key and key not in taken
        taken.add(key)
    assert taken >= {"the_quay_is_built", "the_quay_is_built_2", "issue", "issue_2"}
