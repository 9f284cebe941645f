"""Items: the actors a text names, before it is known who is meant, and the scan that found them."""

from __future__ import annotations

from dataclasses import dataclass

from classifier.text.word_types import Word


@dataclass(slots=True)
class Item:
    """An actor named at tokens ``first:last``; `kind` is party, person, office, outsider, body, group, pronoun, name (unknown),
    or nothing (known to be no party).
    """

    first: int
    last: int
    kind: str
    party: str | None = None
    how: str = ""
    certainty: float = 0.0
    possessive: bool = False
    own: bool = False
    title: bool = False
    gender: str | None = None
    name: str = ""
    weak: bool = False
    verb: bool = False


@dataclass(slots=True)
class Scan:
    """The items of a text, in order, and the word types of its tokens."""

    words: list[Word]
    items: list[Item]
    capitals: list[bool]
    orgs: dict[str, str]
