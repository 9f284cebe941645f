"""The codebooks and the training corpus that ship in the package."""

from __future__ import annotations

from importlib import resources

from classifier.codebook import Codebook, parse_codebook
from classifier.corpus.gold import GoldArticle, parse_article
from classifier.errors import InputError

DEFAULT = "ukraine-peace"


def _folder(name: str) -> resources.abc.Traversable:
    return resources.files("classifier").joinpath("data", name)


def codebook_names() -> list[str]:
    """Names of the packaged codebooks, in order.

    Examples
    --------
    >>> "ukraine-peace" in codebook_names()
    True
    """
    return sorted(file.name.removesuffix(".yaml") for file in _folder("codebooks").iterdir() if file.name.endswith(".yaml"))


def packaged_codebook(name: str) -> Codebook:
    """A packaged codebook by its name.

    Parameters
    ----------
    name : str
        One of `codebook_names`.

    Returns
    -------
    Codebook

    Raises
    ------
    InputError
        If there is none of that name.
    """
    file = _folder("codebooks").joinpath(f"{name}.yaml")
    if name not in codebook_names():
        raise InputError(name, f"no packaged codebook of this name; there are {', '.join(codebook_names())}")
    return parse_codebook(file.read_text(encoding="utf-8"), f"{name}.yaml")


def packaged_wording(book: Codebook) -> Codebook | None:
    """A packaged codebook in other words, some of its issues turned into their opposite.

    Parameters
    ----------
    book : Codebook

    Returns
    -------
    Codebook or None
        With the same issues in the same order, without parties; the key of a turned one has ``not_`` before it. None where the codebook is not one that
        ships in the package, with all its issues as they are there.

    Examples
    --------
    >>> packaged_wording(packaged_codebook("cyprus").model_copy(update={"name": "of my own"})) is None
    True
    """
    file = _folder("wordings").joinpath(f"{book.name}.yaml")
    if book.name not in codebook_names() or packaged_codebook(book.name).issues != book.issues or not file.is_file():
        return None
    return parse_codebook(file.read_text(encoding="utf-8"), f"wordings/{book.name}.yaml")


def default_codebook() -> Codebook:
    """The codebook of the Ukraine peace negotiations, used where none is named."""
    return packaged_codebook(DEFAULT)


def corpus_names() -> list[str]:
    """Names of the domains that have packaged articles, in order."""
    return sorted(file.name.removesuffix(".jsonl") for file in _folder("corpus").iterdir() if file.name.endswith(".jsonl") and ".standoff" not in file.name)


def packaged_articles(name: str) -> list[GoldArticle]:
    """The coded articles of a domain.

    Parameters
    ----------
    name : str
        One of `corpus_names`.

    Returns
    -------
    list of GoldArticle
    """
    file = _folder("corpus").joinpath(f"{name}.jsonl")
    lines = file.read_text(encoding="utf-8").split("\n")
    return [parse_article(line, file.name, n, name) for n, line in enumerate(lines, 1) if line.strip()]
