"""The document: a text with a name, the thing everything else points into."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Document:
    """One article.

    Offsets everywhere in the package count characters of `text`, which is never changed.

    Parameters
    ----------
    id : str
        The name of the document, unique in its collection.
    text : str
        The article's text, paragraphs set apart by blank lines.
    title : str, optional
        The headline. It gives context; no evidence is taken from it.
    date : str, optional
        Date of publication, ISO 8601 (``2025-03-17``) where known.

    Raises
    ------
    TypeError
        If `id` or `text` is no string, or `title` or `date` neither a string nor None.

    Examples
    --------
    >>> Document(id="a1", text="Canberra is open to the plan.").id
    'a1'
    """

    id: str
    text: str
    title: str | None = None
    date: str | None = None

    def __post_init__(self) -> None:
        for field in ("id", "text"):
            value = getattr(self, field)
            if not isinstance(value, str):
                raise TypeError(f"document {field} must be a string, not {type(value).__name__}")
        for field in ("title", "date"):
            value = getattr(self, field)
            if value is not None and not isinstance(value, str):
                raise TypeError(f"document {field} must be a string or None, not {type(value).__name__}")
