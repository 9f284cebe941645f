"""The stance lexicon: domain-free words for accepting, refusing, conditions and the like, found in one pass over the tokens."""

from __future__ import annotations

from functools import cache
from importlib import resources

import yaml

CLASSES = (
    "accept", "reject", "start", "end", "demand", "must", "negation", "condition", "undecided", "modal", "report", "hedge", "past", "first_person",
)  # fmt: skip


class StanceLexicon:
    """Words and phrases by class.

    Parameters
    ----------
    entries : dict of str to list of str
        For each class its words; ``reject*`` stands for all words with that beginning, several words for a phrase.

    Examples
    --------
    >>> lexicon = StanceLexicon({"reject": ["reject*", "rule out"], "negation": ["not"]})
    >>> lexicon.read(["it", "did", "not", "rule", "out", "rejecting", "it"])
    {2: 'negation', 3: 'reject', 5: 'reject'}
    """

    def __init__(self, entries: dict[str, list[str]]) -> None:
        self._words: dict[str, str] = {}
        self._beginnings: dict[str, str] = {}
        self._phrases: dict[str, list[tuple[list[str], str]]] = {}
        for name, words in entries.items():
            for entry in words:
                parts = entry.split()
                if len(parts) > 1:
                    self._phrases.setdefault(parts[0], []).append((parts, name))
                elif entry.endswith("*"):
                    self._beginnings.setdefault(entry[:-1], name)
                else:
                    self._words.setdefault(entry, name)
        for phrases in self._phrases.values():
            phrases.sort(key=lambda item: -len(item[0]))
        self._seen: dict[str, str | None] = {}
        self._silent: set[str] = set()

    def _class_of(self, word: str) -> str | None:
        found = self._words.get(word)
        if found is None:
            for size in range(len(word), 2, -1):
                found = self._beginnings.get(word[:size])
                if found:
                    break
        if len(self._seen) < 200_000:
            self._seen[word] = found
            if found is None and word not in self._phrases:
                self._silent.add(word)
        return found

    def read(self, lowered: list[str]) -> dict[int, str]:
        """The class of each token that has one.

        Parameters
        ----------
        lowered : list of str
            The tokens, lower case.

        Returns
        -------
        dict of int to str
            Token number to class; a phrase stands at its first token.
        """
        found: dict[int, str] = {}
        seen, phrases = self._seen, self._phrases
        skip = -1
        silent = self._silent
        # Most words have no class and begin no phrase: those are passed over at once.
        for i in [i for i, word in enumerate(lowered) if word not in silent]:
            if i < skip:
                continue
            word = lowered[i]
            if word in phrases:
                for parts, name in phrases[word]:
                    if lowered[i : i + len(parts)] == parts:
                        found[i] = name
                        skip = i + len(parts)
                        break
                if skip > i:
                    continue
            kind = seen[word] if word in seen else self._class_of(word)
            if kind is not None:
                found[i] = kind
        return found


@cache
def load_lexicon() -> StanceLexicon:
    """The lexicon that ships in the package."""
    text = resources.files("classifier").joinpath("data/lexicon/stance_words.yaml").read_text(encoding="utf-8")
    return StanceLexicon({name: [str(word) for word in words] for name, words in yaml.load(text, Loader=yaml.CBaseLoader).items()})
