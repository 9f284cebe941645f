"""What a Dask worker has of this package: the model, sent to it once and read when its first task needs it."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from distributed import WorkerPlugin, get_worker

from classifier.batch.scorer import Scored, loaded_model, model_from_bytes, scored
from classifier.document import Document

if TYPE_CHECKING:
    from classifier.codebook import Codebook
    from classifier.coding.model import PositionClassifier


def plugin_name(sha256: str) -> str:
    """The name under which workers keep the model with this hash."""
    return f"party-stance-model-{sha256}"


class ModelOnWorker(WorkerPlugin):
    """Brings a model to each worker, those that come later too.

    Parameters
    ----------
    content : bytes
        Content of the model file.
    sha256 : str
        Its hash.
    """

    def __init__(self, content: bytes, sha256: str) -> None:
        self.content = content
        self.name = plugin_name(sha256)

    def setup(self, worker: Any) -> None:
        """Called once on each worker, when the model arrives there."""
        self._lock = threading.Lock()
        self._model: PositionClassifier | None = None
        self.readings = 0

    def model(self) -> PositionClassifier:
        """The model, read from the content at the first call."""
        with self._lock:
            if self._model is None:
                self.readings += 1
                self._model = model_from_bytes(self.content)
            return self._model


def model_here(path: str | None, sha256: str) -> PositionClassifier:
    """The model with this hash: the worker's if it was sent one, else read from the file in this process."""
    try:
        plugin = get_worker().plugins.get(plugin_name(sha256))
    except ValueError:
        plugin = None
    return plugin.model() if isinstance(plugin, ModelOnWorker) else loaded_model(path, sha256)


def score_on_worker(path: str | None, sha256: str, codebook: Codebook, form: str, documents: Sequence[Document]) -> Scored:
    """Score the documents of a chunk on a worker."""
    return scored(model_here(path, sha256), codebook, form, documents)
