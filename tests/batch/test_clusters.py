"""Scoring on a cluster of several processes on this machine."""

import json
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from harbour_talks import BOOK, digest, news

pytest.importorskip("distributed", reason="Dask is not installed")
pytest.importorskip("dask.dataframe", reason="Dask is not installed")

import cloudpickle
import dask.dataframe as dd
import distributed

from classifier.batch import rejected_rows, score_dask, score_files, score_frame
from classifier.errors import InputError

# Workers cannot import this module: what it sends them travels by value.
cloudpickle.register_pickle_by_value(sys.modules[__name__])


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50) as running:
        yield running


def readings(dask_worker: Any) -> list[int]:
    return [plugin.readings for name, plugin in dask_worker.plugins.items() if name.startswith("party-stance-model-")]


def articles(path: Path, count: int) -> Path:
    path.write_text("".join(json.dumps({"id": f"n{n}", "text": news(n)}) + "\n" for n in range(count)), encoding="utf-8")
    return path


def test_files_scored_on_the_cluster_with_a_worker_killed_midway(cluster: Any, tmp_path: Path) -> None:
    source = articles(tmp_path / "a.jsonl", 30)
    score_files([source], tmp_path / "local.parquet", BOOK)
    victims = list(cluster.scheduler_info["workers"])
    with distributed.Client(cluster) as client:
        victim = client.run(os.getpid, workers=victims[:1])[victims[0]]
    manifest = tmp_path / "cluster.parquet.parts/manifest.jsonl"
    killed = threading.Event()

    def kill() -> None:
        while not manifest.exists() or manifest.read_bytes().count(b"\n") < 4:
            time.sleep(0.002)
        os.kill(victim, signal.SIGKILL)
        killed.set()

    threading.Thread(target=kill, daemon=True).start()
    summary = score_files([source], tmp_path / "cluster.parquet", BOOK, dask=cluster.scheduler_address, chunk_rows=1)
    assert killed.is_set()
    assert (summary.rows, summary.rejected) == (30, 0)
    assert digest(tmp_path / "cluster.parquet") == digest(tmp_path / "local.parquet")


def test_a_dask_frame_gives_what_pandas_gives_and_each_worker_reads_the_model_once(cluster: Any) -> None:
    frame = pd.DataFrame({"id": [f"n{n}" for n in range(12)], "text": [news(n) for n in range(12)]})
    with distributed.Client(cluster) as client:
        client.wait_for_workers(2)
        table = score_dask(dd.from_pandas(frame, npartitions=6), BOOK).compute()
        counts = client.run(readings)
    pd.testing.assert_frame_equal(table.reset_index(drop=True), score_frame(frame, BOOK), check_dtype=False)
    assert len(counts) == 2
    assert all(count in ([0], [1]) for count in counts.values()) and [1] in counts.values()


def test_without_a_cluster_threads_do_the_same() -> None:
    frame = pd.DataFrame({"id": ["a", "b", "c"], "text": [news(1), "", news(2)]})
    ddf = dd.from_pandas(frame, npartitions=2)
    table = score_dask(ddf, BOOK, errors="skip").compute(scheduler="threads")
    assert table["document_id"].unique().tolist() == ["a", "c"]
    assert ddf.map_partitions(rejected_rows, meta=rejected_rows(frame)).compute()["id"].tolist() == ["b"]
    with pytest.raises(InputError, match="no text"):
        score_dask(ddf, BOOK).compute(scheduler="sync")


def test_a_scheduler_that_is_not_there_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("classifier.batch.clusters.PATIENCE", 1)
    with pytest.raises(InputError, match=r"tcp://127.0.0.1:9: no Dask scheduler answers here"):
        score_files([articles(tmp_path / "a.jsonl", 2)], tmp_path / "out.csv", BOOK, dask="tcp://127.0.0.1:9")
