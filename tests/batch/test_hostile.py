"""Texts that are made to hurt: each is read, and in time that grows with its length and not faster."""

from collections.abc import Callable
from pathlib import Path

import pytest
from growth import assert_linear, seconds
from harbour_talks import BOOK, news, score_with_spotter

import classifier
from classifier.coding.model import PositionClassifier
from classifier.document import Document

LINE = " ".join(news(1).split())
TEXTS: dict[str, Callable[[int], str]] = {
    "one line": lambda n: LINE * (n // len(LINE)),
    "one word": lambda n: "a" * n,
    "straight quotes": lambda n: '"' * n,
    "open quotes": lambda n: "“" * n,
    "single quotes": lambda n: " 'a" * (n // 3),
    "nested brackets": lambda n: "(" * (n // 2) + ")" * (n // 2),
    "emoji": lambda n: "😀👩\u200d👩\u200d👧 " * (n // 7),
    "right to left": lambda n: "قال الوزير إن النرويج ترفض. \u202e" * (n // 29),
    "NULs": lambda n: "\0a " * (n // 3),
    "surrogates": lambda n: "\ud800\udfff" * (n // 2),
    "full stops": lambda n: "." * n,
    "blank lines": lambda n: "a\n \n" * (n // 4),
    "names": lambda n: " ".join(f"Kari Sol{chr(97 + k % 26)}{chr(97 + k // 26 % 26)}heim of Norway said no." for k in range(n // 37)),
}


@pytest.fixture(scope="module")
def packaged() -> PositionClassifier:
    model = classifier.load_model()
    cost(model, LINE)
    return model


def cost(model: PositionClassifier, text: str) -> float:
    return seconds(lambda: list(model.iterate([Document("x", text)], BOOK)))


@pytest.mark.parametrize("kind", TEXTS)
def test_twice_the_length_takes_at_most_2_3_times_as_long(packaged: PositionClassifier, kind: str) -> None:
    assert_linear(lambda n: cost(packaged, TEXTS[kind](n)), 8_000)


def test_a_line_of_many_megabytes_is_rejected_and_the_next_ones_are_scored(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    with open(path, "w", encoding="utf-8") as file:
        file.write('{"id": "long", "text": "' + "truce " * 1_500_000 + '"}\n{"id": "next", "text": "A truce."}\n')
    summary = score_with_spotter([path], tmp_path / "out.jsonl")
    assert (summary.scored, summary.rejected, summary.positions) == (1, 1, 1)
    assert summary.first_reject is not None
    assert summary.first_reject["reason"] == "too long: 9000000 characters, at most 1000000 are scored (--max-chars)"
