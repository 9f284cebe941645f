"""Many documents: reading and writing files, parallel and resumable; data frames, Dask, Spark.

The public names; each is imported when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from classifier.batch.clusters import score_dask
    from classifier.batch.frames import SPARK_SCHEMA, rejected_rows, score_frame, score_frames
    from classifier.batch.run import Summary, score_files

_HOMES = {
    "SPARK_SCHEMA": "classifier.batch.frames",
    "Summary": "classifier.batch.run",
    "rejected_rows": "classifier.batch.frames",
    "score_dask": "classifier.batch.clusters",
    "score_files": "classifier.batch.run",
    "score_frame": "classifier.batch.frames",
    "score_frames": "classifier.batch.frames",
}

__all__ = ["SPARK_SCHEMA", "Summary", "rejected_rows", "score_dask", "score_files", "score_frame", "score_frames"]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'classifier.batch' has no attribute {name!r}")
