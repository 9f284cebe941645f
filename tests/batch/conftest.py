"""What the tests of batch scoring share."""

import json
import os
from pathlib import Path

import pytest
from harbour_talks import CODEBOOK, news


@pytest.fixture(autouse=True)
def no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """A killed process loses nothing that it wrote; only a machine that stops needs the disk to be waited for."""
    monkeypatch.setattr(os, "fsync", lambda handle: None)


@pytest.fixture
def codebook_file(tmp_path: Path) -> Path:
    path = tmp_path / "harbour.yaml"
    path.write_text(CODEBOOK, encoding="utf-8")
    return path


@pytest.fixture
def news_file(tmp_path: Path) -> Path:
    path = tmp_path / "news.jsonl"
    records = ({"id": f"n{n}", "text": news(n), "date": "2025-03-17"} for n in range(12))
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path
