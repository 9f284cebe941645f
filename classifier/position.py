"""The position: one party taking one stance on one issue, with the words that show it."""

from __future__ import annotations

from dataclasses import dataclass

STANCES = ("support", "oppose", "conditional", "neutral")
"""The four stances, always towards the issue's proposition."""

COLUMNS = ("document_id", "party", "issue", "stance", "probability", "speaker", "evidence", "start", "end", "attribution", "date")
"""The columns of every table of positions, in order."""


@dataclass(frozen=True, slots=True)
class Position:
    """A coded statement.

    Parameters
    ----------
    party : str
        Canonical name of the party that holds the position.
    issue : str
        Key of an issue of the codebook.
    stance : {'support', 'oppose', 'conditional', 'neutral'}
        The stance towards the issue's proposition.
    evidence : str
        The exact words of the text that show it.
    speaker : str, optional
        Whose words show it, as named in the text; None where the narrator reports.

    Raises
    ------
    ValueError
        If `stance` is none of the four.

    Examples
    --------
    >>> Position("Australia", "peacekeepers", "support", "his country was also open to this").stance
    'support'
    """

    party: str
    issue: str
    stance: str
    evidence: str
    speaker: str | None = None

    def __post_init__(self) -> None:
        if self.stance not in STANCES:
            raise ValueError(f"{self.stance!r} is no stance; one of {', '.join(STANCES)}")


def party_key(name: str) -> str:
    """The form of a party's name by which two spellings are compared.

    Examples
    --------
    >>> party_key("The  United Kingdom") == party_key("united kingdom")
    True
    """
    key = " ".join(name.replace("’", "'").split()).casefold()
    return key.removeprefix("the ")
