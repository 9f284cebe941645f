"""Runs: masked words and stance classes side by side, written as text features."""

from __future__ import annotations


def clause_runs(tokens: list[str], classes: list[str]) -> list[str]:
    """The text features of a masked clause.

    Parameters
    ----------
    tokens : list of str
        Its masked words.
    classes : list of str
        Its stance classes and masks alone.

    Returns
    -------
    list of str
        ``w:`` runs of up to three words, ``k:`` runs of up to four classes, what stands around the masks by place, ``r:`` all of it where
        the issue is reversed.

    Examples
    --------
    >>> clause_runs(["HOLDER", "rejects"], ["HOLDER", "reject"])
    ['w:HOLDER', 'w:rejects', 'w:HOLDER rejects', 'k:HOLDER', 'k:reject', 'k:HOLDER>reject', 'HOLDER+1:rejects']
    """
    second, third = tokens[1:], tokens[2:]
    features = [f"w:{token}" for token in tokens]
    features += [f"w:{a} {b}" for a, b in zip(tokens, second, strict=False)]
    features += [f"w:{a} {b} {c}" for a, b, c in zip(tokens, second, third, strict=False)]
    after, later = classes[1:], classes[2:]
    features += [f"k:{token}" for token in classes]
    features += [f"k:{a}>{b}" for a, b in zip(classes, after, strict=False)]
    features += [f"k:{a}>{b}>{c}" for a, b, c in zip(classes, after, later, strict=False)]
    features += [f"k:{a}>{b}>{c}>{d}" for a, b, c, d in zip(classes, after, later, classes[3:], strict=False)]
    features += _around(tokens)
    if "REVERSED" in tokens:
        features += [f"r:{token}" for token in classes]
        features += [f"r:{token}" for token in tokens]
    return features


def rest_runs(tokens: list[str], classes: list[str]) -> list[str]:
    """The text features of the rest of a clause's sentence: ``s:`` its words, ``S:`` its pairs of classes.

    Examples
    --------
    >>> rest_runs(["but", "OTHER"], ["OTHER", "report"])
    ['s:but', 's:OTHER', 'S:OTHER>report']
    """
    return [*(f"s:{token}" for token in tokens), *(f"S:{a}>{b}" for a, b in zip(classes, classes[1:], strict=False))]


def _around(tokens: list[str]) -> list[str]:
    """What stands just before and behind the issue, and just behind the holder, by place."""
    features = []
    for mark, before, behind in (("ISSUE", 3, 2), ("REVERSED", 3, 2), ("HOLDER", 0, 3)):
        if mark in tokens:
            at = tokens.index(mark)
            features += [f"{mark}-{d}:{tokens[at - d]}" for d in range(1, before + 1) if at >= d]
            features += [f"{mark}+{d}:{tokens[at + d]}" for d in range(1, behind + 1) if at + d < len(tokens)]
    return features
