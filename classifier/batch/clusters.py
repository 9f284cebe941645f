"""Scoring where one machine is too small: on the workers of a Dask cluster."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from classifier.batch.articles import MAX_CHARS
from classifier.batch.chunks import Chunk
from classifier.batch.columns import Columns
from classifier.batch.run import Pool
from classifier.batch.scorer import Recipe, Scored, model_bytes, model_path
from classifier.errors import InputError

if TYPE_CHECKING:
    import dask.dataframe as dd
    import pandas as pd

    from classifier.batch.frames import Errors
    from classifier.codebook import Codebook

PATIENCE = 20
"""Seconds to wait for a scheduler and its first worker."""


def _needs_dask(source: str) -> None:
    try:
        import dask.dataframe  # noqa: F401
        import distributed  # noqa: F401
    except ImportError:
        raise InputError(source, "this needs Dask: pip install 'party-stance[dask]'") from None


def on_cluster(recipe: Recipe, address: str) -> Pool:
    """Score chunks on the workers of a cluster; a chunk whose worker dies is given to another.

    Parameters
    ----------
    recipe : Recipe
        What to score with; each worker is sent the model once.
    address : str
        The scheduler, as ``tcp://host:8786``.

    Returns
    -------
    callable
        A pool for `classifier.batch.run.Run`.
    """

    def score(chunks: Iterator[Chunk]) -> Iterator[tuple[Chunk, Scored]]:
        _needs_dask(address)
        import distributed

        from classifier.batch.worker import ModelOnWorker, score_on_worker

        try:
            client: Any = distributed.Client(address, timeout=PATIENCE, set_as_default=False)  # type: ignore[no-untyped-call, unused-ignore]
        except (OSError, ValueError, TypeError) as error:
            raise InputError(address, f"no Dask scheduler answers here ({' '.join(str(error).split())[:120]})") from None
        waiting: deque[tuple[Chunk, Any]] = deque()
        try:
            try:
                client.wait_for_workers(1, timeout=PATIENCE)
            except TimeoutError:
                raise InputError(address, f"the cluster has no workers; start some: dask worker {address}") from None
            plugin = ModelOnWorker(model_bytes(recipe.model), recipe.model_sha256)
            client.register_plugin(plugin)
            for chunk in chunks:
                # A few tasks more than there are threads keep all of them at work, and the memory flat.
                while len(waiting) >= 2 * max(1, sum(client.nthreads().values())) + 2:
                    first, future = waiting.popleft()
                    yield first, future.result()
                future = client.submit(
                    score_on_worker, recipe.model, recipe.model_sha256, recipe.codebook, recipe.form, chunk.documents, pure=False, retries=2
                )  # fmt: skip
                waiting.append((chunk, future))
            while waiting:
                first, future = waiting.popleft()
                yield first, future.result()
        except distributed.KilledWorker as error:
            raise InputError(address, f"workers died over and over on the same chunk ({error}); go on with --resume") from None
        except (distributed.client.FutureCancelledError, OSError, TimeoutError) as error:
            fault = ' '.join(f"{type(error).__name__}: {error}".split())[:160]
            raise InputError(address, f"the cluster was lost ({fault}); go on with --resume") from None
        finally:
            client.cancel([future for _, future in waiting], force=True)
            client.close()

    return score


def _score_partition(
    frame: pd.DataFrame, path: str | None, sha256: str, codebook: Codebook, columns: Columns | None, errors: Errors, max_chars: int
) -> pd.DataFrame:
    from classifier.batch.frames import positions_table, score_frame
    from classifier.batch.worker import model_here

    if not len(frame):
        return positions_table([])
    table = score_frame(frame, codebook, model_here(path, sha256), columns=columns, errors=errors, max_chars=max_chars)
    table.attrs = {}
    return table


def score_dask(
    ddf: dd.DataFrame,
    codebook: Codebook,
    model: str | Path | None = None,
    *,
    columns: Columns | None = None,
    errors: Errors = "raise",
    max_chars: int = MAX_CHARS,
) -> dd.DataFrame:
    """The positions in the documents of a Dask data frame.

    If a cluster's client is active, each worker is sent the model once, those that join later too; otherwise each process reads it
    from its file.

    Parameters
    ----------
    ddf : dask.dataframe.DataFrame
        A document a row, with columns for text and id, and perhaps title and date.
    codebook : Codebook
        The issues.
    model : str or Path, optional
        "fast" (the default), "accurate" or a model file.
    columns : Columns, optional
        Names of the columns; those that are not named are guessed.
    errors : {'raise', 'skip'}, default='raise'
        What to do with rows that cannot be scored; ``ddf.map_partitions(rejected_rows)`` lists them. Ids are compared within a
        partition only.
    max_chars : int, default=1_000_000
        Longer texts cannot be scored; 0 for no limit.

    Returns
    -------
    dask.dataframe.DataFrame
        The rows that `score_frame` gives, partition by partition.

    Raises
    ------
    InputError
        If Dask is not installed.
    """
    _needs_dask("score_dask")
    import distributed

    from classifier.batch.frames import positions_table
    from classifier.batch.worker import ModelOnWorker

    content = model_bytes(model)
    sha256 = hashlib.sha256(content).hexdigest()
    try:
        client = distributed.get_client()
    except ValueError:
        client = None
    if client is not None:
        client.register_plugin(ModelOnWorker(content, sha256))
    path = model_path(model)
    frame: Any = ddf
    table: dd.DataFrame = frame.map_partitions(
        _score_partition, path, sha256, codebook, columns, errors, max_chars, meta=positions_table([]), enforce_metadata=False
    )
    return table
