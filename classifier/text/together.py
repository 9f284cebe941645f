"""Words that stand for several parties at once: "both", "the two", "all three", "neither", and "the former" and "the latter".

They stand for the parties that the sentence before names, or the same sentence before them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from classifier.text import actor_words as lex
from classifier.text.mentions import VENUE, Mention
from classifier.text.passages import Passages

NUMBERS = {"two": 2, "three": 3, "four": 4, "pair": 2, "trio": 3}
SIDES = lex.word_set(
    "sides parties governments countries groups unions states capitals companies clubs neighbours neighbors delegations organisations "
    "organizations nations allies leaders ministers factions federations associations firms chambers bodies blocs of"
)
"""Nouns that may follow the number without naming something else than the parties ("the two roads")."""

PLURAL_VERBS = lex.word_set(
    "call want say reject back agree urge ask demand support oppose prefer insist accept refuse promise favour favor expect hope plan "
    "intend "
    "share see stand welcome regret deny signed met see hold"
)
TRIGGERS = lex.word_set("both Both neither Neither the The all All")
CERTAINTY = 0.45
LOOK_BACK = 12
"""How many mentions are looked back at."""


def _counted(passages: Passages, i: int) -> tuple[int, int, int] | None:
    """How many parties the words at `i` stand for, which of these (-1 all, else the place), and the token after the words."""
    words = passages.words
    size = len(words)
    lower = words[i].lower()
    after = words[i + 1].lower() if i + 1 < size else "."
    if lower == "both":
        if after in SIDES or after in PLURAL_VERBS or after in lex.SPEECH or after in lex.PAST_VERBS or after in (",", "."):
            return 2, -1, i + 1
        return None
    if lower == "neither" and (after in lex.SPEECH or after in (",", ".", "of")) and "nor" not in words[i + 2 : i + 6]:
        return 2, -1, i + 1
    if lower == "the" and after in ("former", "latter") and i + 2 < size:
        follows = words[i + 2].lower()
        if follows in lex.SPEECH or follows in lex.PAST_VERBS or follows in ",.'" or follows in ("only", "also"):
            return 2, 0 if after == "former" else 1, i + 2
        return None
    if (lower in ("the", "all") and after in NUMBERS) and i + 2 < size:
        follows = words[i + 2].lower()
        if (
            follows in SIDES
            or follows in PLURAL_VERBS
            or follows in lex.SPEECH
            or follows in lex.PAST_VERBS
            or follows in (",", ".", "also", "both", "together")
        ):
            return NUMBERS[after], -1, i + 2
    return None


def joint_mentions(passages: Passages, mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions of parties by words that stand for several.

    Parameters
    ----------
    passages : Passages
    mentions : sequence of Mention
        Those by name and the like, in text order.

    Returns
    -------
    list of Mention
        Of kind ``pronoun``, one for each party meant.
    """
    starts = [mention.first for mention in mentions]
    sentence_of, quotation_of = passages.sentence_of, passages.quotation_of
    found: list[Mention] = []
    for i, word in enumerate(passages.words):
        if word not in TRIGGERS or quotation_of[i] >= 0:
            continue
        counted = _counted(passages, i)
        if counted is None:
            continue
        wanted, which, end = counted
        high = bisect_left(starts, i)
        by_sentence: dict[int, list[str]] = {}
        for mention in mentions[max(0, high - LOOK_BACK) : high]:
            near = sentence_of[i] - sentence_of[mention.first]
            if near <= 1 and mention.certainty > VENUE and mention.kind != "pronoun" and quotation_of[mention.first] < 0:
                parties = by_sentence.setdefault(near, [])
                if mention.party not in parties:
                    parties.append(mention.party)
        for near in (0, 1):
            parties = by_sentence.get(near, [])
            if len(parties) == wanted or (len(parties) > wanted and near == 0):
                meant = parties[-wanted:] if which < 0 else [parties[-wanted:][which]]
                found += [Mention(i, end, party, "pronoun", None, CERTAINTY) for party in meant]
                break
    return found
