import pickle
from collections.abc import Iterator
from functools import partial

import pandas as pd
import pyarrow as pa
import pytest
from harbour_talks import BOOK, Spotter, news
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import classifier
from classifier.batch import SPARK_SCHEMA, rejected_rows, score_frame, score_frames
from classifier.batch.columns import Columns
from classifier.document import Document
from classifier.errors import InputError
from classifier.position import COLUMNS


def frame(count: int, begin: int = 0) -> pd.DataFrame:
    numbers = range(begin, begin + count)
    return pd.DataFrame(
        {"id": [f"n{n}" for n in numbers], "text": [news(n) for n in numbers], "date": ["2025-03-17"] * count}, index=[0] * count
    )


def test_a_frame_gives_what_the_model_predicts() -> None:
    table = score_frame(frame(4), BOOK)
    documents = [Document(row.id, row.text, None, row.date) for row in frame(4).itertuples()]
    predicted = classifier.load_model().predict(documents, BOOK)
    assert len(table) >= 4
    pd.testing.assert_frame_equal(table, predicted, check_dtype=False)


def test_bad_rows_raise_or_are_skipped_and_listed() -> None:
    bad = pd.DataFrame({"url": ["a", "b", None, "a", "e"], "body": ["A truce.", None, "No name.", "Again.", "COLLAPSE"]})
    with pytest.raises(InputError, match="data frame, row 2: no text"):
        score_frame(bad, BOOK, Spotter())  # type: ignore[arg-type]
    table = score_frame(bad, BOOK, Spotter(), errors="skip")  # type: ignore[arg-type]
    assert table["document_id"].tolist() == ["a"]
    reasons = [(reject["row"], reject["reason"].partition(":")[0]) for reject in table.attrs["rejects"]]
    assert reasons == [(2, "no text"), (3, "no id"), (4, "duplicate id"), (5, "the model failed on it")]
    assert rejected_rows(bad)["row"].tolist() == [2, 3, 4]


def test_columns_can_be_named_and_must_be_there() -> None:
    odd = pd.DataFrame({"k": [1], "lead": ["A truce."]})
    assert score_frame(odd, BOOK, Spotter(), columns=Columns(text="lead", id="k"))["document_id"].tolist() == ["1"]  # type: ignore[arg-type]
    with pytest.raises(InputError, match="no column looks like the id"):
        score_frame(odd, BOOK, columns=Columns(text="lead"))
    with pytest.raises(InputError, match="no column looks like the text"):
        score_frame(odd, BOOK)


def test_types_do_not_depend_on_the_rows() -> None:
    some, none = (score_frame(pd.DataFrame({"id": ["a"], "text": [text]}), BOOK, Spotter()) for text in ("A truce.", "Nothing."))  # type: ignore[arg-type]
    assert len(some) == 1 and none.empty
    assert some.dtypes.to_dict() == none.dtypes.to_dict()


def spark_map_in_pandas(function: object, partitions: list[list[pd.DataFrame]], schema: str) -> list[list[dict[str, object]]]:
    """What Spark does with a function for ``mapInPandas``.

    It is pickled, gets an iterator of frames for each partition, which is read once and lazily, and each frame that it yields is turned to
    Arrow by the schema's names and types.
    """
    names_types = [part.split() for part in schema.split(", ")]
    arrow = pa.schema([(name, {"string": pa.string(), "bigint": pa.int64(), "double": pa.float64()}[kind]) for name, kind in names_types])
    results = []
    for partition in partitions:
        copy = pickle.loads(pickle.dumps(function))
        given = (pd.DataFrame(part.to_dict("list")) for part in partition)
        outcome = copy(given)
        assert isinstance(outcome, Iterator)
        for table in outcome:
            assert list(table.columns) == [name for name, _ in names_types]
            results.append(pa.Table.from_pandas(table, schema=arrow, preserve_index=False).to_pylist())
    return results


def test_spark_map_in_pandas() -> None:
    function = partial(score_frames, codebook=BOOK)
    results = spark_map_in_pandas(function, [[frame(2), frame(1, 2)], [], [frame(0)], [frame(1, 3)]], SPARK_SCHEMA)
    assert len(results) == 3
    assert [row for part in results for row in part] == score_frame(frame(4), BOOK).to_dict("records")


WORDS = st.sampled_from(
    ["Norway", "Kari Solheim", "said", "“", "”", '"', "'", "the truce", "opposes", "would accept", "only if", ".", "\n\n",
     "\u202e", "روسيا", "😀", "\0", "e\u0301",
     "(", ")", "U.S.", "…", "ceasefire", "\u2028", "ﬁ", "İ", "not"]
)  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(st.one_of(WORDS, st.text(max_size=4)), min_size=1, max_size=60).map(" ".join), min_size=1, max_size=3))
def test_evidence_is_always_what_stands_there(texts: list[str]) -> None:
    table = score_frame(pd.DataFrame({"id": [f"{n}" for n in range(len(texts))], "text": texts}), BOOK, errors="skip")
    for row in table.itertuples():
        assert texts[int(row.document_id)][row.start : row.end] == row.evidence != ""
    assert tuple(table.columns) == COLUMNS
    assert not any("model failed" in reject["reason"] for reject in table.attrs.get("rejects", []))
