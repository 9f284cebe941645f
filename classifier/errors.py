"""The one error that users see: it names the file, the place, the fault and the remedy in one line."""

from __future__ import annotations


class InputError(ValueError):
    """Something from outside is not as it should be.

    Parameters
    ----------
    source : str
        The file (or the name of the object) at fault.
    fault : str
        What is wrong, with the remedy where there is one.
    place : str, optional
        Where in the source: ``line 3``, ``row 17``.

    Examples
    --------
    >>> print(InputError("codes.yaml", "duplicate key 'ceasefire'; rename one", "line 9"))
    codes.yaml, line 9: duplicate key 'ceasefire'; rename one
    """

    def __init__(self, source: str, fault: str, place: str | None = None) -> None:
        self.source, self.fault, self.place = source, fault, place
        where = f"{source}, {place}" if place else source
        super().__init__(" ".join(f"{where}: {fault}".split()))

    def __reduce__(self) -> tuple[type[InputError], tuple[str, str, str | None]]:
        return InputError, (self.source, self.fault, self.place)
