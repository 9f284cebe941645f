"""A small codebook, a model that costs nothing, and runs over files with them."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from classifier.batch.run import Pool, Summary, plan
from classifier.batch.scorer import scored
from classifier.codebook import Codebook, Issue
from classifier.document import Document

BOOK = Codebook(
    name="harbour",
    title="Harbour talks",
    issues=(
        Issue(key="truce", label="Truce", proposition="There is a truce.", keywords=("truce", "ceasefire")),
        Issue(key="toll", label="Toll", proposition="Ships pay a toll.", keywords=("toll", "harbour fee")),
    ),
)


class Spotter:
    """Finds a position wherever a text says "truce": a stand-in that gives as many rows as there are such words."""

    def __init__(self, seconds: float = 0.0) -> None:
        self.seconds = seconds

    def iterate(self, documents: Iterable[Document], codebook: Codebook) -> Iterator[list[dict[str, Any]]]:
        for document in documents:
            time.sleep(self.seconds)
            if "COLLAPSE" in document.text:
                raise RuntimeError("the roof\nfell in")
            records = []
            start = document.text.find("truce")
            while start >= 0:
                records.append(
                    {
                        "document_id": document.id, "party": "Norway", "issue": codebook.keys[0], "stance": "support",
                        "probability": 0.5, "speaker": None, "evidence": "truce", "start": start, "end": start + 5,
                        "attribution": "narrator", "date": document.date,
                    }
                )  # fmt: skip
                start = document.text.find("truce", start + 1)
            yield records


def spotting(form: str, seconds: float = 0.0) -> Pool:
    model: Any = Spotter(seconds)
    return lambda chunks: ((chunk, scored(model, BOOK, form, chunk.documents)) for chunk in chunks)


def score_with_spotter(
    inputs: Iterable[Path | str],
    output: Path | str,
    *,
    resume: bool = False,
    overwrite: bool = False,
    seconds: float = 0.0,
    model_sha256: str = "spotter",
    codebook: Codebook = BOOK,
    **options: Any,
) -> Summary:
    run = plan(list(inputs), output, codebook, model_sha256=model_sha256, **options)
    return run(spotting(run.form, seconds), resume, overwrite)


def lines_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


def rejects_of(summary: Summary) -> list[dict[str, Any]]:
    return lines_of(Path(summary.rejects)) if summary.rejects else []


def digest(path: Path) -> str:
    if path.is_dir():
        return " ".join(f"{part.name}:{digest(part)}" for part in sorted(path.iterdir()))
    return hashlib.sha256(path.read_bytes()).hexdigest()


def write_articles(path: Path, count: int, text: str = "The truce of day {n} holds, and the next truce is far.") -> Path:
    records = ({"id": f"a{n}", "text": text.format(n=n), "date": f"2025-03-{n % 28 + 1:02d}"} for n in range(count))
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


SENTENCES = (
    "Norway supports the {issue} without conditions, Foreign Minister Kari Solheim said on Monday.",
    "“We will never accept the {issue},” said Prime Minister Jonas Weber of Austria.",
    "The government of Chile would agree to the {issue} only if the other side moved first, its spokeswoman said.",
    "Reporters waited for hours in the rain outside the hall, and the harbour was quiet.",
)


def news(n: int) -> str:
    """A short article, another one for each number."""
    issues = ("truce", "toll", "ceasefire", "harbour fee")
    return (
        "\n\n".join(sentence.format(issue=issues[(n + place) % len(issues)]) for place, sentence in enumerate(SENTENCES))
        + f"\n\nDay {n} ended."
    )


CODEBOOK = """
name: harbour
title: Harbour talks
issues:
- {key: truce, label: Truce, proposition: There is a truce., keywords: [truce, ceasefire]}
- {key: toll, label: Toll, proposition: Ships pay a toll., keywords: [toll, harbour fee]}
"""
