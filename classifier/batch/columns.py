"""Which columns of a table, or fields of a JSON object, hold the text, the id, the title and the date."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from classifier.errors import InputError

GUESSES = {
    "text": (
        "text", "body", "content", "article", "article_text", "full_text", "fulltext", "maintext", "main_text", "article_body",
        "articlebody", "story",
    ),
    "id": ("id", "document_id", "doc_id", "docid", "article_id", "articleid", "uuid", "guid", "url", "link"),
    "title": ("title", "headline"),
    "date": (
        "date", "published", "publication_date", "published_at", "publish_date", "date_published", "pub_date", "pubdate", "datetime",
        "timestamp", "created_at",
    ),
}  # fmt: skip
"""For each role the names that are taken for it, best first."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Names of columns; None where there is none, or it is to be guessed.

    Parameters
    ----------
    text, id, title, date : str, optional
        The column of each role.
    """

    text: str | None = None
    id: str | None = None
    title: str | None = None
    date: str | None = None

    def __str__(self) -> str:
        return ", ".join(f"{role} from {name!r}" for role, name in self.by_role() if name is not None)

    def by_role(self) -> tuple[tuple[str, str | None], ...]:
        """Role and column, in order."""
        return (("text", self.text), ("id", self.id), ("title", self.title), ("date", self.date))


def _plain(name: str) -> str:
    return re.sub(r"[\s\-]+", "_", name.strip().casefold())


def choose_columns(present: Sequence[str], wanted: Columns, source: str) -> Columns:
    """Take the wanted columns, and guess the others from the names that are there.

    Parameters
    ----------
    present : sequence of str
        The names that the table has.
    wanted : Columns
        What the user named.
    source : str
        The file, for messages.

    Returns
    -------
    Columns
        `text` is always set.

    Raises
    ------
    InputError
        If a wanted column is not there, or none looks like the text.

    Examples
    --------
    >>> print(choose_columns(["URL", "Body", "Published"], Columns(), "news.csv"))
    text from 'Body', id from 'URL', date from 'Published'
    """
    by_plain: dict[str, str] = {}
    for name in present:
        by_plain.setdefault(_plain(name), name)
    chosen: dict[str, str | None] = {}
    listed = ", ".join(repr(name) for name in present[:20]) or "none"
    for role, named in wanted.by_role():
        if named is None:
            chosen[role] = next((by_plain[guess] for guess in GUESSES[role] if guess in by_plain), None)
        elif named in present:
            chosen[role] = named
        else:
            raise InputError(source, f"no column {named!r} for the {role}; its columns are {listed}")
    if chosen["text"] is None:
        raise InputError(source, f"no column looks like the text; name it with --text-column; its columns are {listed}")
    return Columns(**chosen)
