"""The people of one article: who is named, by which names they return, and for whom they speak."""

from __future__ import annotations

from dataclasses import dataclass, field

from classifier.text import actor_words as lex

SUFFIXES = lex.word_set("Jr Jr. Sr Sr. II III")

# how firmly a person is tied to a party: the firmer tie stays
GUESSED, LISTED, STATED, OWN = 1, 2, 3, 4


@dataclass(slots=True)
class Person:
    """Somebody an article names.

    Attributes
    ----------
    name : str
        The fullest name in the text.
    party : str or None
    tie : int
        How firm the tie to the party is; 0 for none.
    gender : str or None
        ``m`` or ``f`` where known.
    outsider : bool
        Whether he or she speaks for nobody else: an analyst, a resident, a journalist.
    offices : set of str
    """

    name: str
    party: str | None = None
    tie: int = 0
    gender: str | None = None
    outsider: bool = False
    offices: set[str] = field(default_factory=set)

    def bind(self, party: str | None, tie: int) -> None:
        """Tie the person to a party, unless a firmer tie is there."""
        if party is not None and tie > self.tie and not (self.outsider and tie <= GUESSED):
            self.party, self.tie = party, tie


class People:
    """The people of one article, by full name, last name and first name.

    Examples
    --------
    >>> people = People()
    >>> people.meet("Ana Ruiz").bind("Spain", STATED)
    >>> people.find("Ruiz").party
    'Spain'
    """

    def __init__(self) -> None:
        """Begin with nobody."""
        self.full: dict[str, Person] = {}
        self.last: dict[str, Person] = {}
        self.first: dict[str, Person] = {}

    def find(self, name: str) -> Person | None:
        """The person whom a full name, a last name or, failing these, a first name stands for.

        Parameters
        ----------
        name : str

        Returns
        -------
        Person or None
        """
        found = self.full.get(name)
        if found is not None:
            return found
        words = [word for word in name.split() if word not in SUFFIXES]
        if not words:
            return None
        if len(words) == 1:
            return self.last.get(words[0]) or self.first.get(words[0])
        found = self.last.get(" ".join(words)) or self.last.get(words[-1])
        if found is not None:
            known = found.name.split()
            if len(known) == 1 or known[0] == words[0] or set(words) <= set(known):
                return found
        return None

    def meet(self, name: str, gender: str | None = None) -> Person:
        """The person of a name, made known if new.

        Parameters
        ----------
        name : str
        gender : str, optional

        Returns
        -------
        Person
        """
        person = self.find(name)
        if person is None:
            person = Person(name, gender=gender)
        words = [word for word in name.split() if word not in SUFFIXES] or [name]
        if len(name) > len(person.name):
            person.name = name
        if gender and not person.gender:
            person.gender = gender
        self.full[name] = person
        self.last[words[-1]] = person
        if len(words) > 2:
            self.last[" ".join(words[1:])] = person
        if len(words) > 1:
            self.first.setdefault(words[0], person)
        return person
