"""Canonical names: one name for all the names that people give a party.

Two coders write "AfD" and "Alternative for Germany", "Greens" and "the Green Party"; before their codes are compared both are
brought to the name that the resolver itself gives. A codebook's names come first, then the gazetteer's; what neither knows stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from classifier.text.gazetteer import Alias, split_words

NAMING_KINDS = ("name", "abbreviation", "institution", "seat", "capital", "party word")
"""Kinds of aliases that name a party by themselves; a demonym or the name of who leads it does not."""

Starts = Mapping[str, Sequence[tuple[Alias, tuple[str, ...]]]]


def _plain(name: str) -> tuple[str, ...]:
    """The words of a name in small letters, without an article and without marks."""
    words = split_words(name.replace("’", "'").replace("‑", "-"))
    kept = tuple(word.lower() for word in words if word[0].isalnum() or word == "&")
    return kept[1:] if len(kept) > 1 and kept[0] == "the" else kept


def _bare(words: tuple[str, ...]) -> tuple[str, ...]:
    """Plain words without "party" and without plurals: "greens" and "green party" come to the same."""
    kept = tuple(word for word in words if word not in ("party", "the", "of"))
    return tuple(word[:-1] if len(word) > 4 and word.endswith("s") and not word.endswith("ss") else word for word in kept)


class CanonicalNames:
    """Looks up canonical names.

    Parameters
    ----------
    starts : mapping
        All aliases, as `alias_starts` gives them.
    own : iterable of str
        A codebook's parties.

    Examples
    --------
    >>> from classifier.text.aliases import alias_starts
    >>> from classifier.text.gazetteer import load_gazetteer
    >>> names = CanonicalNames(alias_starts(load_gazetteer(), ())[0], ())
    >>> names.find("AfD"), names.find("the Harbour Party")
    ('Alternative for Germany', 'the Harbour Party')
    """

    def __init__(self, starts: Starts, own: Iterable[str]) -> None:
        """Index the aliases by their words; exact letters come before small ones."""
        self.exact: dict[str, str] = {}
        self.plain: dict[tuple[str, ...], str] = {}
        self.bare: dict[tuple[str, ...], str | None] = {}
        names = list(own)
        for name in names:
            self.exact[name] = name
            self.plain.setdefault(_plain(name), name)
        aliases = [alias for found in starts.values() for alias, _ in found if alias.party is not None and alias.kind in NAMING_KINDS]
        aliases.sort(key=lambda alias: (not alias.own, NAMING_KINDS.index(alias.kind), alias.words))
        for alias in aliases:
            party = alias.party
            assert party is not None
            text = " ".join(alias.words)
            self.exact.setdefault(text, party)
            words = _plain(text)
            if len(words) > 1 or len(words[0] if words else "") > 3:
                # "us" is not "US", "who" not "WHO"
                self.plain.setdefault(words, party)
            if alias.own:
                self._add_bare(words, party)
        for name in names:
            self._add_bare(_plain(name), name)

    def _add_bare(self, words: tuple[str, ...], party: str) -> None:
        """Index an own name without "party"; two that come to the same are none's."""
        bare = _bare(words)
        if bare:
            self.bare[bare] = party if self.bare.get(bare, party) == party else None

    def find(self, name: str) -> str:
        """The canonical name, or the name itself where none is known.

        Parameters
        ----------
        name : str

        Returns
        -------
        str
        """
        name = " ".join(name.split())
        if not name:
            return name
        words = _plain(name)
        found = self.exact.get(name) or self.plain.get(words) or self.bare.get(_bare(words))
        if found is None and words:
            joined = " ".join(split_words(name.removeprefix("The ").removeprefix("the ")))
            found = self.exact.get(joined)
        return found or name
