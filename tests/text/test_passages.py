"""Passages: every part of a text by its offsets, whatever the text."""

import pytest
from growth import assert_linear, seconds
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.text.clauses import find_clauses
from classifier.text.passages import read_passages


def sentences(text: str) -> list[str]:
    passages = read_passages(text)
    return [text[slice(*passages.span(*span))] for span in passages.sentences]


def quotations(text: str) -> list[str]:
    passages = read_passages(text)
    return [text[slice(*passages.span(*span))] for span in passages.quotations]


def clauses(text: str) -> list[str]:
    passages = read_passages(text)
    return [text[slice(*passages.span(*span))] for span in find_clauses(passages)]


@given(st.text(alphabet=st.sampled_from("aB .!?\"'“”‘’,;—-\n\u200f😀1"), max_size=200) | st.text(max_size=200))
@settings(max_examples=150, deadline=None)
def test_tokens_are_where_they_say_and_sentences_and_clauses_tile_them(text):
    passages = read_passages(text)
    for word, start, end in zip(passages.words, passages.starts, passages.ends, strict=True):
        assert text[start:end] == word
    for spans in (passages.sentences, passages.paragraphs, find_clauses(passages)):
        covered = [i for first, last in spans for i in range(first, last)]
        assert covered == list(range(len(passages)))
    for number, (first, last) in enumerate(passages.quotations):
        assert set(passages.quotation_of[first:last]) == {number}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mr. Brandreth met Gen. Osei. They talked.", ["Mr. Brandreth met Gen. Osei.", "They talked."]),
        ("The U.S. envoy left. The U.N. stayed.", ["The U.S. envoy left.", "The U.N. stayed."]),
        ("“We will not leave.” He sat down.", ["“We will not leave.”", "He sat down."]),
        ("It rose 3.5 percent. Nobody cheered!", ["It rose 3.5 percent.", "Nobody cheered!"]),
        ("No. 10 said no. Then it left.", ["No. 10 said no.", "Then it left."]),
    ],
)
def test_a_full_stop_is_not_always_the_end(text, expected):
    assert sentences(text) == expected


def test_blank_lines_part_paragraphs_and_single_breaks_do_not():
    passages = read_passages("One line\nwraps here.\n\nSecond paragraph.")
    assert len(passages.paragraphs) == 2
    assert len(read_passages("First one.\nSecond one.").paragraphs) == 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"Never," she said, "and that is all."', ["Never,", "and that is all."]),
        ("“Never,” she said.", ["Never,"]),
        ("'We can't wait,' the mayor said. It's over.", ["We can't wait,"]),
        ("‘The workers’ council agreed,’ he said.", ["The workers’ council agreed,"]),
        ("The workers' council didn't agree.", []),
        ("«Nunca», dijo.", ["Nunca"]),
    ],
)
def test_quotation_marks_of_every_style_open_and_close(text, expected):
    assert quotations(text) == expected


def test_a_quotation_left_open_ends_with_its_paragraph():
    assert quotations("“It is late.\n\n“It is dark,” he said.") == ["It is late.", "It is dark,"]


def test_clauses_part_at_a_new_subject_and_keep_their_condition():
    assert clauses("Ruritania must stay out and foreign troops must not come.") == ["Ruritania must stay out", "and foreign troops must not come."]
    assert len(clauses("It could be discussed, but only once a treaty is in place.")) == 1


@pytest.mark.parametrize("piece", ["'a ", "“", "(((", "😀", "No. ", "a\n", '"' * 3])
def test_time_is_linear_in_the_text(piece):
    assert_linear(lambda n: seconds(lambda: find_clauses(read_passages(piece * n))), 20_000, slack=0.02)
