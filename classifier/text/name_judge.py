"""Which names that the rules make nothing of are those of parties, and how far they reach: a small linear model over their signs.

The rules know a group by its own words or by what the text says of it. Much else acts in the news: companies that are a single word, towns,
campaigns whose name is a sentence, and bodies whose name is longer than the rules see. The model weighs all spans of capitalised words of a text
and takes the likeliest that do not overlap.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import IO

import numpy as np

from classifier.position import party_key
from classifier.text.actor_words import MONTHS
from classifier.text.items import Item
from classifier.text.mentions import Span
from classifier.text.name_signs import FUNCTION, ROLES, NameSigns, name_key
from classifier.text.name_spans import name_spans
from classifier.text.passages import Passages
from classifier.text.word_types import VOCABULARY_LIMIT, Word

LEAST = 0.15
"""What is less likely the name of a party is none. With domains left out, a third of the names above it hold a coded position."""
LEAST_OVER_KNOWN = 0.5
"""The same for names that hold one that is known."""
LEAST_FORM = -3.5
"""What the words of a name must say for it at least; it spares looking around a third of the names, and a hundredth of those that would be taken."""
KNOWN = frozenset(("name", "abbreviation", "demonym", "capital", "seat", "institution", "group"))
"""Ways in which the rules know a party well."""


@dataclass(frozen=True, slots=True)
class JudgedName:
    """The name of a party.

    Attributes
    ----------
    name : str
    places : tuple of (int, int)
        Token ranges, half open.
    probability : float
        That it is the name of a party that takes a position.
    """

    name: str
    places: tuple[Span, ...]
    probability: float


@dataclass(frozen=True)
class NamesOfText:
    """The names of a text that the rules do not know as parties.

    Attributes
    ----------
    places : dict of str to list of (span, run)
        Where each stands, and in which run of capitalised words.
    looked : NameSigns
        Finds their signs.
    over_known : set of str
        Those that hold a name that is known.
    """

    places: dict[str, list[tuple[Span, Span]]]
    looked: NameSigns
    over_known: set[str]


def _out_of_question(words: Sequence[Word], first: int, last: int, run: Span) -> bool:
    """Whether a span is no name: a small word, a month, what ends in a small word, or the middle of a run."""
    only, tail = words[first], words[last - 1]
    if tail.lower in FUNCTION or tail.pronoun is not None or (last - first == 1 and only.base in MONTHS):
        return True
    return first > run[0] and last < run[1] and words[first - 1].cap and words[last].cap


def names_of_text(
    passages: Passages, words: Sequence[Word], capitals: Sequence[bool], at: Mapping[int, Item], first_names: Mapping[str, str], own: Sequence[str]
) -> NamesOfText:
    """The names of a text that are not known.

    Parameters
    ----------
    passages : Passages
    words : sequence of Word
        The types of the tokens.
    capitals : sequence of bool
        For each sentence whether all of it is in capitals.
    at : mapping of int to Item
        Who stands at each token by the rules.
    first_names : mapping of str to str
    own : sequence of str
        The codebook's parties.

    Returns
    -------
    NamesOfText
    """
    places: dict[str, list[tuple[Span, Span]]] = {}
    settled: set[str] = set()
    over_known: set[str] = set()
    starts, ends, text = passages.starts, passages.ends, passages.text
    for (first, last), run in name_spans(passages, words, capitals):
        here = at.get(first)
        if _out_of_question(words, first, last, run) or here is not None and here.kind == "person" and here.last > last + 1:
            continue
        name = name_key(text[starts[first] : ends[last - 1]])
        if name in settled:
            continue
        if here is not None and here.kind == "office" and (here.first, here.last) == (first, last):
            settled.add(name)
        i = first
        while i < last:
            if here is None:
                i += 1
            else:
                if here.kind == "party" and here.first == first and here.last - last in (0, 1):
                    settled.add(name)
                elif here.kind == "party" and (here.own or here.how in KNOWN) or here.kind == "person" and (here.own or here.title):
                    if here.last - here.first >= last - first - (here.kind == "person"):
                        settled.add(name)
                    else:
                        over_known.add(name)
                i = here.last
            here = at.get(i)
        places.setdefault(name, []).append(((first, last), run))
    for name in settled:
        places.pop(name, None)
    return NamesOfText(places, NameSigns(passages, words, at, first_names, own), over_known)


def _logistic(total: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(-50.0, min(50.0, total))))


class NameJudge:
    """A linear model over the signs of names.

    Parameters
    ----------
    weights : mapping of str to float
        Of each sign.
    intercept : float

    Examples
    --------
    >>> sorted(NameJudge({}, 0.0).weights)
    []
    """

    def __init__(self, weights: Mapping[str, float], intercept: float) -> None:
        self.weights = dict(weights)
        self.intercept = intercept
        self._scores: dict[Word, tuple[float, ...]] = {}

    def probability(self, signs: set[str]) -> float:
        """How likely a name with these signs is that of a party that takes a position.

        Examples
        --------
        >>> NameJudge({"after would": 2.0}, 0.0).probability({"after would", "twice"}) > 0.8
        True
        """
        return _logistic(self.intercept + self._sum(signs))

    def _sum(self, signs: Collection[str]) -> float:
        # in order, so that the sum is the same to the last bit
        get = self.weights.get
        return sum(sorted(get(sign, 0.0) for sign in signs))

    def _form(self, looked: NameSigns, name: str, first: int, last: int) -> float:
        """What the words of a name say for its being a party's."""
        total = self._sum(looked.shape(name, first, last))
        for role, word in enumerate(looked.roles(first, last)):
            scores = self._scores.get(word)
            if scores is None:
                if len(self._scores) >= VOCABULARY_LIMIT:
                    self._scores.clear()
                signs = looked.word(word)
                scores = self._scores[word] = tuple(self._sum([f"{name}:{sign}" for sign in signs]) for name in ROLES)
            total += scores[role]
        return total

    def judge(self, names: NamesOfText) -> list[JudgedName]:
        """The likeliest names of parties that do not overlap.

        Parameters
        ----------
        names : NamesOfText

        Returns
        -------
        list of JudgedName
            The likeliest first.
        """
        looked = names.looked
        likely: dict[str, float] = {}
        for name, places in names.places.items():
            form = self._form(looked, name, *places[0][0])
            if form >= LEAST_FORM:
                chance = _logistic(self.intercept + form + self._sum(looked.context(places)))
                if chance >= (LEAST_OVER_KNOWN if name in names.over_known else LEAST):
                    likely[name] = chance
        taken: set[int] = set()
        found: list[JudgedName] = []
        for name in sorted(likely, key=lambda name: (-likely[name], name)):
            free = [span for span, _ in names.places[name] if taken.isdisjoint(range(*span))]
            if free:
                taken.update(i for span in free for i in range(*span))
                found.append(JudgedName(name, tuple(free), likely[name]))
        return found

    def save(self, path: Path | IO[bytes]) -> None:
        """Write the model; the same weights give the same bytes."""
        signs = sorted(self.weights)
        np.savez_compressed(
            path,
            signs=np.frombuffer("\n".join(signs).encode("utf-8"), dtype=np.uint8),
            weights=np.array([self.weights[sign] for sign in signs], dtype=np.float32),
            intercept=np.float32(self.intercept),
        )

    @classmethod
    def read(cls, path: Path | IO[bytes]) -> NameJudge:
        """Read a model; nothing in the file is run."""
        with np.load(path, allow_pickle=False) as table:
            signs = bytes(table["signs"]).decode("utf-8").split("\n")
            return cls(dict(zip(signs, table["weights"].tolist(), strict=True)), float(table["intercept"]))


@cache
def load_name_judge() -> NameJudge:
    """The model that ships in the package."""
    with resources.files("classifier").joinpath("data/models/names.npz").open("rb") as file:
        return NameJudge.read(file)


SILENT = NameJudge({"": 0.0}, -50.0)
"""Takes no name for a party's: what the rules alone find."""


def missed_names(names: NamesOfText, found: set[str], gold: set[str]) -> list[tuple[set[str], bool]]:
    """Training rows of one text: the signs of each name, and whether it is that of a party with a coded position.

    Parameters
    ----------
    names : NamesOfText
    found : set of str
        Keys (`party_key`) of the parties that the rules find; their names are left out.
    gold : set of str
        Keys of the parties that hold the coded positions.

    Returns
    -------
    list of (set of str, bool)
    """
    looked = names.looked
    return [(looked.signs(name, places), party_key(name) in gold) for name, places in names.places.items() if party_key(name) not in found]
