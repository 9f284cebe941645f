"""The gazetteer: which names stand for which parties.

Names of states with their demonyms, capitals and seats of government, organisations with their bodies, and who holds office. It
is one JSON file compiled
from the tables beside it (see ``data/gazetteer/README.md``), read once a process.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Protocol


class PartyLike(Protocol):
    """A party of a codebook."""

    @property
    def name(self) -> str:
        """The canonical name."""

    @property
    def aliases(self) -> Iterable[str]:
        """Other names."""


@dataclass(frozen=True, slots=True)
class Alias:
    """A name that stands for a party.

    Attributes
    ----------
    words : tuple of str
        The tokens of the name.
    party : str or None
        The canonical name of the party; None for a name that is known to be none ("South China Sea").
    kind : str
        ``name``, ``abbreviation``, ``demonym``, ``people``, ``capital``, ``seat``, ``institution``, ``leader``, or, of what is no
        party, ``geography``,
        ``media``, ``company``, ``agreement``, ``phrase``, ``academic``.
    weak : bool
        Whether the name tells little alone (a common surname): it counts only beside another mention of its party.
    own : bool
        Whether it comes from a codebook and so wins over the rest.
    """

    words: tuple[str, ...]
    party: str | None
    kind: str
    weak: bool = False
    own: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of an ambiguous name: the party (None for none), whether it is the usual one, and the words that speak for it."""

    party: str | None
    usual: bool
    context: frozenset[str]


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """What is known of parties before a text is read.

    Attributes
    ----------
    kinds : dict of str to str
        The kind of each party: ``state``, ``region``, ``organisation``, ``bloc``, ``alliance``, ``armed group``, ``party``,
        ``union``, ``company`` and so on.
    aliases : list of Alias
    ambiguous : dict of str to list of Reading
    first_names : dict of str to str
        Given names with the usual gender of their bearers: ``m``, ``f`` or ``?``.
    as_of : str
        Month up to which the office holders were brought.

    Examples
    --------
    >>> gazetteer = load_gazetteer()
    >>> gazetteer.find("Foggy Bottom")
    'United States'
    >>> gazetteer.find("South China Sea") is None
    True
    """

    kinds: dict[str, str]
    aliases: list[Alias]
    ambiguous: dict[str, list[Reading]]
    first_names: dict[str, str]
    as_of: str

    def find(self, name: str) -> str | None:
        """The party of a name taken by itself, or None.

        Parameters
        ----------
        name : str

        Returns
        -------
        str or None
        """
        words = tuple(name.split())
        for alias in self.aliases:
            if alias.words == words:
                return alias.party
        return None


@lru_cache(maxsize=1)
def load_common_words() -> frozenset[str]:
    """The ordinary words of English: a capital at the head of a sentence makes no name of them.

    Returns
    -------
    frozenset of str

    Examples
    --------
    >>> {"salmon", "reciprocity"} <= load_common_words()
    True
    >>> "norway" in load_common_words()
    False
    """
    text = (files("classifier") / "data" / "gazetteer" / "common_words.txt").read_text(encoding="utf-8")
    return frozenset(text.split())


def split_words(name: str) -> tuple[str, ...]:
    """The tokens of a name, as `read_passages` would make them.

    Parameters
    ----------
    name : str

    Returns
    -------
    tuple of str

    Examples
    --------
    >>> split_words("St. John's")
    ('St', '.', "John's")
    """
    from classifier.text.passages import TOKEN

    return tuple(TOKEN.findall(name))


@lru_cache(maxsize=1)
def load_gazetteer() -> Gazetteer:
    """The gazetteer of the package.

    Returns
    -------
    Gazetteer

    Examples
    --------
    >>> load_gazetteer().kinds["Iceland"]
    'state'
    """
    raw = json.loads((files("classifier") / "data" / "gazetteer" / "gazetteer.json").read_text(encoding="utf-8"))
    plain = str.isalpha
    aliases = [Alias((name,) if plain(name) else split_words(name), party, kind) for name, party, kind in raw["aliases"]]
    taken = {alias.words for alias in aliases}
    for full, last, party, weak in raw["holders"]:
        words, surname = split_words(full), split_words(last)
        aliases.append(Alias(words, party, "leader"))
        if surname not in taken and surname != words:
            taken.add(surname)
            aliases.append(Alias(surname, party, "leader", weak))
    aliases += [Alias(split_words(phrase), None, kind) for phrase, kind in raw["not_parties"]]
    ambiguous = {
        name: [Reading(party, usual, frozenset(context)) for party, usual, context in readings]
        for name, readings in raw["ambiguous"].items()
    }
    return Gazetteer(raw["kinds"], aliases, ambiguous, raw["first_names"], raw["as_of"])
