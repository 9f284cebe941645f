"""What DNA and this package say differently, and how each is carried over: offsets, line ends, dates, names, stances.

DNA counts offsets as Java does, in UTF-16 units over text whose line ends are single characters; it has a date for every document and no
name longer than 190 characters; and its agreement is yes or no. What does not fit is cut and kept whole beside it, so that coming back
loses nothing.
"""

from __future__ import annotations

import hashlib
import json
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from classifier.analysis.dna_schema import LIMIT
from classifier.document import Document
from classifier.position import STANCES

CODER, COLOUR = "stance (machine)", (148, 103, 189)
"""The coder whose statements are the machine's, and its colour."""
AGREES = {"support": 1, "conditional": 1, "neutral": 1, "oppose": 0}
"""DNA's agreement for each stance; the variable `stance` says the rest."""
STANCE, PROBABILITY, DETAIL = "stance", "probability", "stance detail"
"""The variables that a statement type gets beside DNA's own: short text, integer (per cent) and long text (JSON)."""
EXTRA = ((STANCE, "short text"), (PROBABILITY, "integer"), (DETAIL, "long text"))
NOTE = "stance: "
"""How the line of a document's notes begins that keeps what DNA's fields cannot hold."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
UNWRITABLE = re.compile("[\ud800-\udfff\0]")


@dataclass(frozen=True)
class Code:
    """A coded statement on its way between gold files, tables of positions and DNA.

    Parameters
    ----------
    document_id : str
        The document it stands in.
    start, end : int
        Characters of the text.
    party, issue, stance, speaker
        As in `classifier.position.Position`.
    coder : str or None
        Who coded it; None where it is not said.
    statement : int or None
        Its number in the DNA database that it comes from.
    detail : dict
        Further fields: probability, attribution.
    """

    document_id: str
    start: int
    end: int
    party: str
    issue: str
    stance: str
    speaker: str | None = None
    coder: str | None = None
    statement: int | None = None
    detail: dict[str, Any] = field(default_factory=dict)


def plain_text(text: str) -> str:
    """A text as DNA shows it: line ends as one character, and no character that SQLite cannot hold.

    Examples
    --------
    >>> plain_text("one\\r\\ntwo\\rthree")
    'one\\ntwo\\nthree'
    """
    return UNWRITABLE.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


class Offsets:
    """Turns offsets of a text into DNA's and back.

    Parameters
    ----------
    text : str
        The text as it stands in the document.

    Examples
    --------
    >>> offsets = Offsets("A\\r\\n\U0001f600 is here")
    >>> offsets.to_dna(3), offsets.to_dna(4)
    (2, 4)
    >>> Offsets("A\\n\U0001f600 is here").from_dna(4)
    3
    """

    def __init__(self, text: str) -> None:
        """Find the characters that count differently."""
        self._wide = [n for n, c in enumerate(text) if c > "\uffff"]
        self._returns = [match.start() for match in re.finditer("\r\n", text)]
        # In UTF-16 units, where each wide character ends; texts that come from DNA have no carriage returns.
        self._ends = [n + k + 2 for k, n in enumerate(self._wide)]

    def to_dna(self, offset: int) -> int:
        """The offset in UTF-16 units after line ends became one character."""
        return offset + bisect_right(self._wide, offset - 1) - bisect_right(self._returns, offset - 1)

    def from_dna(self, offset: int) -> int:
        """The offset in characters; one inside a pair of units moves to the pair's begin."""
        return offset - bisect_right(self._ends, offset) - (offset + 1 in self._ends)


def cut(name: str) -> str:
    """A name that DNA can hold; a longer one ends in a mark that tells it from others with the same beginning.

    Examples
    --------
    >>> cut("Norland"), len(cut("x" * 500))
    ('Norland', 190)
    """
    name = plain_text(name)
    if len(name) <= LIMIT:
        return name
    mark = f"… [{hashlib.sha256(name.encode()).hexdigest()[:8]}]"
    return name[: LIMIT - len(mark)] + mark


def seconds(date: str | None) -> int | None:
    """A date as DNA keeps it, in seconds since 1970 (UTC); None if it is none.

    Examples
    --------
    >>> seconds("2005-01-26"), seconds("last week")
    (1106697600, None)
    """
    if date is None:
        return None
    try:
        moment = datetime.fromisoformat(date.strip())
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
        return int((moment - EPOCH).total_seconds())
    except (ValueError, OverflowError):
        return None


def iso_date(stamp: int) -> str | None:
    """A date of DNA's in ISO 8601, with its time where it has one; None where there is no such date.

    Examples
    --------
    >>> iso_date(1106697600), iso_date(1106697660)
    ('2005-01-26', '2005-01-26T00:01:00')
    """
    try:
        moment = (EPOCH + timedelta(seconds=stamp)).replace(tzinfo=None)
    except OverflowError:
        return None
    return moment.date().isoformat() if (moment.hour, moment.minute, moment.second) == (0, 0, 0) else moment.isoformat()


def note_of(document: Document, title: str, stamp: int) -> str:
    """The line for a document's notes: its id, and what `title` and `stamp` do not keep."""
    kept: dict[str, Any] = {"id": document.id}
    if document.title != title:
        kept["title"] = document.title
    if document.date != iso_date(stamp):
        kept["date"] = document.date
    return NOTE + json.dumps(kept)


def read_note(notes: str) -> tuple[str, dict[str, Any]]:
    """A document's notes without that line, and what the line keeps.

    Examples
    --------
    >>> read_note('seen twice\\nstance: {"id": "a1"}')
    ('seen twice', {'id': 'a1'})
    """
    lines = notes.split("\n")
    for n, line in enumerate(lines):
        if line.startswith(NOTE):
            try:
                kept = json.loads(line.removeprefix(NOTE))
            except (ValueError, RecursionError):
                continue
            if isinstance(kept, dict) and all(value is None or isinstance(value, str) for value in kept.values()):
                return "\n".join(lines[:n] + lines[n + 1 :]), kept
    return notes, {}


def read_stance(agreement: int, stance: str, detail: dict[str, Any]) -> str:
    """The stance that agreement and the variable `stance` mean together, also where a person has corrected one of the two.

    Parameters
    ----------
    agreement : int
        DNA's 1 or 0.
    stance : str
        The value of the variable, empty where there is none.
    detail : dict
        What the machine had said, under ``stance``.

    Examples
    --------
    >>> read_stance(1, "", {}), read_stance(1, "conditional", {})
    ('support', 'conditional')
    >>> read_stance(0, "support", {"stance": "support"}), read_stance(1, "oppose", {"stance": "support"})
    ('oppose', 'oppose')
    """
    by_agreement = "support" if agreement else "oppose"
    if stance not in STANCES:
        return by_agreement
    if AGREES[stance] == int(bool(agreement)) or stance != detail.get("stance", stance):
        return stance
    return by_agreement


def slug(concept: str, taken: Sequence[str] | set[str] | dict[str, Any]) -> str:
    """A key for an issue, made from its name, that is not taken yet.

    Examples
    --------
    >>> slug("Cap and trade is the solution.", set())
    'cap_and_trade_is_the_solution'
    """
    words = re.findall(r"\w+", concept.casefold())
    key = ""
    for word in words:
        if key and len(key) + len(word) > 40:
            break
        key = f"{key}_{word[:40]}" if key else word[:40]
    key = base = key or "issue"
    n = 2
    while key in taken:
        key, n = f"{base}_{n}", n + 1
    return key
