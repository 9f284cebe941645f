"""What the tests share: where the development data lie, and the packaged model."""

from __future__ import annotations

from pathlib import Path

import pytest

from classifier.coding.model import PositionClassifier
from classifier.coding.persistence import load_model

SHARED = Path(__file__).parent.parent.parent / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of development data; tests that need it are skipped where it is absent."""
    if not (SHARED / "seed").is_dir():
        pytest.skip("the development data (../shared) are not here")
    return SHARED


@pytest.fixture(scope="session")
def model() -> PositionClassifier:
    """The model that ships in the package."""
    return load_model()
