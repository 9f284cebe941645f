"""Packaged models go by their names in batch as elsewhere."""

from __future__ import annotations

import pandas as pd
import pytest

from classifier import load_model, packaged_codebook
from classifier.batch import score_frame
from classifier.batch.scorer import model_bytes, model_hash, model_path
from classifier.coding.persistence import packaged_model
from classifier.errors import InputError

FRAME = pd.DataFrame({"id": ["a"], "text": ["Hungary would veto any new package of sanctions, its foreign ministry said."]})
BOOK = packaged_codebook("ukraine-peace")


@pytest.mark.parametrize("name", ["fast", "accurate"])
def test_a_frame_is_scored_by_the_model_of_that_name(name: str) -> None:
    table = score_frame(FRAME, BOOK, name)
    assert table[["party", "issue", "stance"]].to_numpy().tolist() == [["Hungary", "sanctions", "oppose"]]
    assert table.equals(score_frame(FRAME, BOOK, load_model(name)))


def test_hash_bytes_and_path_are_those_of_the_packaged_file() -> None:
    file = packaged_model("accurate")
    assert file is not None
    assert model_bytes("accurate") == file.read_bytes()
    assert model_hash("accurate") == model_hash(file) != model_hash(None) == model_hash("fast")
    assert model_path("accurate") == "accurate"


def test_dask_takes_the_name_of_a_packaged_model() -> None:
    dd = pytest.importorskip("dask.dataframe")
    import dask

    from classifier.batch import score_dask

    with dask.config.set(scheduler="synchronous"):
        table = score_dask(dd.from_pandas(FRAME, npartitions=1), BOOK, "fast").compute()
    assert table["party"].tolist() == ["Hungary"]


def test_a_name_that_is_no_model_is_a_missing_file() -> None:
    with pytest.raises(InputError, match="no such file"):
        model_hash("precise")
