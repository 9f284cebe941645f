"""Who stands where, read from the news: positions of parties on the issues of a codebook.

The public names; each is imported when it is first used, so that ``import classifier`` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from classifier.document import Document
from classifier.version import __version__

if TYPE_CHECKING:
    from classifier.codebook import Codebook, Issue, Party, read_codebook
    from classifier.coding.model import PositionClassifier
    from classifier.coding.persistence import load_model, save_model
    from classifier.corpus.packaged import packaged_codebook
    from classifier.position import Position
    from classifier.text.attributions import attributions

_HOMES = {
    "Codebook": "classifier.codebook",
    "Issue": "classifier.codebook",
    "Party": "classifier.codebook",
    "Position": "classifier.position",
    "PositionClassifier": "classifier.coding.model",
    "attributions": "classifier.text.attributions",
    "load_model": "classifier.coding.persistence",
    "packaged_codebook": "classifier.corpus.packaged",
    "read_codebook": "classifier.codebook",
    "save_model": "classifier.coding.persistence",
}

__all__ = [
    "Codebook", "Document", "Issue", "Party", "Position", "PositionClassifier", "__version__", "attributions", "load_model", "packaged_codebook",
    "read_codebook", "save_model",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'classifier' has no attribute {name!r}")
