"""Compile the list of ordinary English words, by which a capital at the head of a sentence is told from a name.

Run it from the root of the project::

    python scripts/build_common_words.py

It writes ``classifier/data/gazetteer/common_words.txt`` and needs ``pip install pyspellchecker english-words``; the package itself
needs neither.
A word is ordinary if it is frequent and the dictionary has it, or the word it is inflected from, in small letters.
"""

from __future__ import annotations

import csv
import gzip
import json
from importlib.resources import files
from pathlib import Path

from english_words import get_english_words_set

FOLDER = Path(__file__).resolve().parents[1] / "classifier" / "data" / "gazetteer"
LEAST = 120
"""Least frequency in the subtitles that pyspellchecker counted: about 45 000 words of them are that frequent."""

ENDINGS = (
    ("ies", "y"), ("ied", "y"), ("ier", "y"), ("iest", "y"), ("ily", "y"), ("es", ""), ("s", ""), ("ed", ""), ("ed", "e"), ("d", ""),
    ("ing", ""), ("ing", "e"), ("er", ""), ("er", "e"), ("ers", ""), ("ers", "e"), ("est", ""), ("ly", ""), ("men", "man"),
    ("isation", "ization"),
    ("ise", "ize"), ("ised", "ize"), ("ising", "ize"), ("our", "or"), ("ours", "or"), ("tre", "ter"), ("ence", "ense"),
)  # fmt: skip


def ordinary(word: str, dictionary: set[str]) -> bool:
    """Whether the dictionary has a word in small letters, as it stands or without its ending."""
    if word in dictionary:
        return True
    for ending, instead in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            stem = word[: len(word) - len(ending)] + instead
            if stem in dictionary or (len(stem) > 3 and stem[-1] == stem[-2] and stem[:-1] in dictionary):
                return True
    return False


def main() -> None:
    """Write the list."""
    dictionary = {word for word in get_english_words_set(["web2"]) if word.islower()}
    frequencies = json.loads(gzip.decompress((files("spellchecker") / "resources" / "en.json.gz").read_bytes()))
    with (FOLDER / "first_names.csv").open(encoding="utf-8", newline="") as file:
        names = {name.lower() for row in csv.DictReader(file) for name in row["names"].split()}
    words = sorted(
        word
        for word, count in frequencies.items()
        if count >= LEAST and len(word) > 2 and word.isalpha() and word.isascii() and word not in names and ordinary(word, dictionary)
    )
    (FOLDER / "common_words.txt").write_text("\n".join(words) + "\n", encoding="utf-8")
    print(f"{len(words)} ordinary words")


if __name__ == "__main__":
    main()
