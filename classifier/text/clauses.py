"""Clauses: the stretches of a sentence that can each carry a statement, found by punctuation and conjunctions.

No parser: a boundary is a semicolon, a dash, a relative pronoun behind a comma, or a conjunction behind a comma or before a new subject.
A clause that opens with a condition stays with the one it limits, and subjects joined by "and" or "nor" stay together.
"""

from __future__ import annotations

from collections.abc import Collection

from classifier.text.passages import Passages

BREAKS = frozenset({";", "—", "–"})
CONJUNCTIONS = frozenset("and but while whereas although though yet nor so".split())
JOINING = frozenset({"and", "nor", "or"})
LEAST = 4
"""Fewest tokens of a clause."""
RELATIVES = frozenset("which who whose whom where".split())
CONDITIONS = frozenset("only unless until once provided if when before after without except till pending subject".split())
SUBJECTS = frozenset("he she they it we i its their his her the this that these those".split())
AUXILIARIES = frozenset("must will would shall should can could may might is are was were has have had does did cannot won't won’t".split())
REACH = 5
"""How far behind a conjunction an auxiliary shows that a new subject has begun."""


def _new_subject(words: list[str], begin: int, i: int, last: int) -> bool:
    """Whether a subject with its auxiliary follows the conjunction at `i`, and another auxiliary went before."""
    for j in range(i + 1, min(i + 1 + REACH, last)):
        word = words[j]
        if not word[0].isalnum():
            return False
        if word.lower() in AUXILIARIES:
            return j >= i + 2 and any(words[k].lower() in AUXILIARIES for k in range(begin, i))
    return False


def find_clauses(passages: Passages, subject_starts: Collection[int] = ()) -> list[tuple[int, int]]:
    """Cut every sentence into clauses.

    Parameters
    ----------
    passages : Passages
        The text's parts.
    subject_starts : collection of int
        Tokens at which the mention of a party begins; "and" or "but" before one opens a clause.

    Returns
    -------
    list of (int, int)
        Token ranges that tile the sentences, in order.

    Examples
    --------
    >>> from classifier.text.passages import read_passages
    >>> passages = read_passages("Ruritania signed the pact, but Graustark will not, unless the river is cleaned.")
    >>> [passages.text[slice(*passages.span(*c))] for c in find_clauses(passages)]
    ['Ruritania signed the pact,', 'but Graustark will not, unless the river is cleaned.']
    """
    words = passages.words
    subjects = set(subject_starts)
    clauses: list[tuple[int, int]] = []
    for first, last in passages.sentences:
        begin = first
        for i in range(first + 1, last - 1):
            word = words[i].lower()
            if word in BREAKS or (word == "-" and passages.starts[i] > passages.ends[i - 1]):
                cut = i + 1
            elif word in CONJUNCTIONS:
                following = words[i + 1].lower()
                if following in CONDITIONS or (following == "not" and i + 2 < last and words[i + 2].lower() in CONDITIONS):
                    continue
                opens = _new_subject(words, begin, i, last)
                fresh = opens or i + 1 in subjects or (i + 2 in subjects and following in {"the", "in", "even"})
                if word in JOINING and not opens and i - begin < LEAST + (1 if words[i - 1] == "," else 2):
                    continue
                if word == "so" and following not in SUBJECTS and not fresh:
                    continue
                if not (words[i - 1] == "," or fresh or (following in SUBJECTS and word in {"but", "while", "whereas", "although", "though"})):
                    continue
                cut = i
            elif word in RELATIVES and words[i - 1] == ",":
                if i - begin < LEAST:
                    continue
                cut = i
            else:
                continue
            if cut - begin >= LEAST and last - cut >= LEAST:
                clauses.append((begin, cut))
                begin = cut
        clauses.append((begin, last))
    return clauses
