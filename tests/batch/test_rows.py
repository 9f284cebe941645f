from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from classifier.batch.chunks import chunked
from classifier.batch.rows import Row, make_row, without_duplicates

VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20),
    st.text(st.characters(exclude_categories=()), max_size=20), st.binary(max_size=5),
    st.lists(st.integers(), max_size=2),
)  # fmt: skip


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.fixed_dictionaries({}, optional=dict.fromkeys(("text", "id", "title", "date"), VALUES)))
def test_a_row_is_a_document_or_a_reason_and_never_both(fields: dict[str, object]) -> None:
    row = make_row("f.jsonl", 3, fields, "f.jsonl:3", 15)
    assert (row.document is None) != (row.reason is None)
    if row.document is not None:
        assert row.document.text == fields["text"] and 0 < len(row.document.text) <= 15
        (row.document.id + row.document.text + (row.document.title or "") + (row.document.date or "")).encode("utf-8")


@given(st.lists(st.sampled_from("abcde")))
def test_the_first_of_equal_ids_stays(names: list[str]) -> None:
    rows = list(without_duplicates(make_row("f", n, {"text": "x", "id": name}, "", 0) for n, name in enumerate(names)))
    kept = [row.id for row in rows if row.document]
    assert kept == list(dict.fromkeys(names))
    assert len(rows) == len(names)


def test_a_rejected_row_does_not_take_an_id_away() -> None:
    rows = [make_row("f", 1, {"text": "", "id": "a"}, "", 0), make_row("f", 2, {"text": "It holds.", "id": "a"}, "", 0)]
    assert [row.document is not None for row in without_duplicates(iter(rows))] == [False, True]


@given(st.lists(st.integers(0, 30), max_size=40), st.integers(1, 7), st.integers(1, 60))
def test_chunks_hold_all_rows_in_order_within_their_bounds(lengths: list[int], most_rows: int, most_characters: int) -> None:
    rows = [make_row("f", n, {"text": "x" * length, "id": str(n)}, "", 0) for n, length in enumerate(lengths)]
    chunks = list(chunked(((row, n) for n, row in enumerate(rows)), most_rows, most_characters))
    assert [row for chunk in chunks for row in chunk.rows] == rows
    assert [chunk.number for chunk in chunks] == list(range(len(chunks)))
    for chunk in chunks:
        assert 1 <= len(chunk.rows) <= most_rows
        assert sum(len(document.text) for document in chunk.documents[:-1]) < most_characters


def test_a_chunks_fingerprint_tells_its_rows() -> None:
    one, other = (Row("f", 1, name, None, "no text") for name in "ab")
    chunks = [next(chunked([(row, 0)])).fingerprint() for row in (one, other, one)]
    assert chunks[0] == chunks[2] != chunks[1]
