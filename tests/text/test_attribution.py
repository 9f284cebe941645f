import io
import lzma
import pickle
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.text.attribution import AttributionTagger
from classifier.text.passages import Passages, read_passages

POLNEAR = Path(__file__).parents[2].parent / "shared" / "data" / "polnear"

# A frame around the sentence of interest, so that it is read as what it is: part of an article.
BEFORE = "The harbour of Velmar has been at the centre of a dispute since the spring.\n\n"
AFTER = "\n\nThe talks go on next week. Ships have been diverted to the north since June."


@pytest.fixture(scope="module")
def tagger() -> AttributionTagger:
    return AttributionTagger.load()


def words(passages: Passages, span: tuple[int, int] | None) -> str | None:
    return None if span is None else passages.text[slice(*passages.span(*span))]


def found(tagger: AttributionTagger, text: str) -> list[tuple[str | None, str | None, list[str | None]]]:
    passages = read_passages(BEFORE + text + AFTER)
    return [
        (words(passages, a.source), words(passages, a.cue), [words(passages, span) for span in a.content]) for a in tagger.tag(passages)
    ]


@pytest.mark.parametrize(
    ("text", "source", "cue", "content"),
    [
        ("“The port will close in May,” Ms. Oduya said on Monday.", "Ms. Oduya", "said", "The port will close in May"),
        ("“The port will close in May,” he said.", "he", "said", "The port will close in May"),
        ("‘The port will close in May,’ Ms Oduya said on Monday.", "Ms Oduya", "said", "The port will close in May"),
        ('"The port will close in May," Ms. Oduya said on Monday.', "Ms. Oduya", "said", "The port will close in May"),
        ("''The port will close in May,'' Ms. Oduya said on Monday.", "Ms. Oduya", "said", "The port will close in May"),
        ("A spokesman for the union said the members would not accept the deal.", "A spokesman for the union", "said", "would not accept"),
        ("The ministry said that the port would close in May.", "The ministry", "said", "that the port would close in May"),
        ("The port will close in May, according to a government report.", "a government report", "according to", "The port will close"),
    ],
)
def test_who_says_what(tagger: AttributionTagger, text: str, source: str, cue: str, content: str) -> None:
    rows = [row for row in found(tagger, text) if any(content in (piece or "") for piece in row[2])]
    assert [(row[0], row[1]) for row in rows] == [(source, cue)]


def test_a_quotation_around_its_speaker_is_one_attribution(tagger: AttributionTagger) -> None:
    [row] = found(tagger, "“We will not sign,” Ms. Oduya said. “We have waited for two years and we can wait longer.”")
    assert row[0] == "Ms. Oduya"
    assert [piece.strip("“”.,") for piece in row[2] if piece] == ["We will not sign", "We have waited for two years and we can wait longer"]


def test_a_quotation_that_goes_on_in_the_next_paragraph_keeps_its_speaker(tagger: AttributionTagger) -> None:
    rows = found(
        tagger,
        "“We will not sign this deal,” Ms. Oduya said. “We have waited for two years.\n\n“We can wait for two more years if we have to.”",
    )
    speakers = {row[0] for row in rows for piece in row[2] if piece and "two more years" in piece}
    assert speakers == {"Ms. Oduya"}


def test_two_speakers_are_kept_apart(tagger: AttributionTagger) -> None:
    rows = found(tagger, "Mr. Tarn said the port would close. But Ms. Oduya said the port would stay open until winter.")
    assert [(row[0], row[1]) for row in rows] == [("Mr. Tarn", "said"), ("Ms. Oduya", "said")]
    assert "stay open" in str(rows[1][2])


def test_plain_narrative_has_no_attribution(tagger: AttributionTagger) -> None:
    assert found(tagger, "Two ships lay at anchor in the bay on Sunday. The road to the harbour was closed by snow.") == []


def test_what_a_text_yields_does_not_depend_on_what_was_read_before() -> None:
    first, second = "“No,” the envoy of Velmar said.", "The Tarnish union rejected it, its leader said."
    alone = AttributionTagger.load().tag(read_passages(second))
    after = AttributionTagger.load()
    after.tag(read_passages(first))
    assert after.tag(read_passages(second)) == alone


def test_probabilities_add_up_to_one(tagger: AttributionTagger) -> None:
    chances = tagger.probabilities(read_passages(BEFORE + "“No,” she said." + AFTER))
    assert np.allclose(chances.sum(axis=1), 1, atol=1e-4)


@pytest.mark.parametrize(
    "text", ["", " \n\n ", "“", "”", "'''''''", ":", "said", "\x00\ud800 said", "“" * 3000, "a, said " * 2000, "x\n" * 2000]
)
def test_odd_input_is_no_trouble(tagger: AttributionTagger, text: str) -> None:
    passages = read_passages(text)
    for item in tagger.tag(passages):
        assert all(0 <= first < last <= len(passages) for first, last in item.content)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(["“", "”", "'", '"', "said", "She", "told", "the minister", ",", ".", "\n\n", "according to", "that", "№5", "we"]),
        max_size=60,
    )
)
def test_spans_are_in_order_and_apart(parts: list[str]) -> None:
    passages = read_passages(" ".join(parts))
    items = SHARED.tag(passages)
    contents = [span for item in items for span in item.content]
    assert len(set(contents)) == len(contents)
    assert all(item.content and list(item.content) == sorted(item.content) for item in items)
    ordered = sorted(contents)
    assert all(left[1] <= right[0] for left, right in zip(ordered, ordered[1:], strict=False))
    assert all(0 <= first < last <= len(passages) for first, last in contents)


SHARED = AttributionTagger.load()


def test_saving_and_loading_changes_nothing(tagger: AttributionTagger, tmp_path: Path) -> None:
    once, twice = tmp_path / "once.npz", tmp_path / "twice.npz"
    tagger.save(once)
    again = AttributionTagger.load(once)
    again.save(twice)
    assert once.read_bytes() == twice.read_bytes()
    passages = read_passages(BEFORE + "“No,” Ms. Oduya said. The union rejected it, its leader told reporters." + AFTER)
    assert again.tag(passages) == tagger.tag(passages)


def test_a_file_that_is_no_tagger_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "model.npz"
    path.write_bytes(b"no tagger at all")
    with pytest.raises(ValueError, match="not an attribution tagger"):
        AttributionTagger.load(path)
    with pytest.raises(FileNotFoundError):
        AttributionTagger.load(tmp_path / "absent.npz")


def test_nothing_is_unpickled(tmp_path: Path) -> None:
    class Bomb:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return (pytest.fail, ("unpickled",))

    path = tmp_path / "model.npz"
    stream = io.BytesIO()
    np.savez(stream, header=np.array([Bomb()], dtype=object), allow_pickle=True)
    path.write_bytes(stream.getvalue())
    with pytest.raises(ValueError, match="not an attribution tagger"):
        AttributionTagger.load(path)
    path.write_bytes(pickle.dumps({"a": 1}))
    with pytest.raises(ValueError, match="not an attribution tagger"):
        AttributionTagger.load(path)


def test_the_model_file_is_small() -> None:
    path = Path(__file__).parents[2] / "classifier" / "data" / "models" / "attribution.npz"
    assert path.stat().st_size < 8 * 2**20


def test_polnear_dev_stays_where_it_is(tagger: AttributionTagger) -> None:
    path = POLNEAR / "dev.jsonl.xz"
    if not path.exists():
        pytest.skip("PolNeAR is not there")
    import json

    with lzma.open(path, "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines][:30]
    both = guessed = gold = 0
    for record in records:
        passages = read_passages(record["text"])
        true, guess = np.zeros(len(record["text"]), dtype=bool), np.zeros(len(record["text"]), dtype=bool)
        for item in record["attributions"]:
            for first, last in item["content"]:
                true[first:last] = True
        for item in tagger.tag(passages):
            for span in item.content:
                guess[slice(*passages.span(*span))] = True
        both, guessed, gold = both + int((true & guess).sum()), guessed + int(guess.sum()), gold + int(true.sum())
    assert 2 * both / (guessed + gold) > 0.83


def test_single_marks_left_open_go_on_in_the_next_paragraph() -> None:
    passages = read_passages(
        "'We were never asked,' she said. 'We will not go.\n\n'We'll be at the quay,' she added. The users' boats lay idle."
    )
    assert [words(passages, span) for span in passages.quotations] == ["We were never asked,", "We will not go.", "We'll be at the quay,"]


@pytest.mark.parametrize(
    ("text", "quotations"),
    [
        ("''So it goes,'' she said.", ["So it goes,"]),
        ("``So it goes,'' she said.", ["So it goes,"]),
        ('A plank of 5\'11" and then "so it goes," she said.', ["so it goes,"]),
        ("The boats' owners and the users' leader left.", []),
    ],
)
def test_quotation_marks_of_several_styles(text: str, quotations: list[str]) -> None:
    passages = read_passages(text)
    assert [words(passages, span) for span in passages.quotations] == quotations
