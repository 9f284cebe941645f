"""All aliases that a text is searched for: those of a codebook and, where these leave room, those of the gazetteer."""

from __future__ import annotations

from collections.abc import Iterable

from classifier.text import actor_words as lex
from classifier.text.gazetteer import Alias, Gazetteer, PartyLike, split_words


def fold(token: str) -> str:
    """A token in small letters, without a possessive ending."""
    token = token.lower().replace("’", "'")
    return token[:-2] if len(token) > 2 and token.endswith("'s") else token


def alias_starts(
    gazetteer: Gazetteer, parties: Iterable[PartyLike]
) -> tuple[dict[str, list[tuple[Alias, tuple[str, ...]]]], dict[str, str], dict[str, str]]:
    """All aliases by the folded first token, longest first, those of the codebook before the rest.

    Parameters
    ----------
    gazetteer : Gazetteer
    parties : iterable of PartyLike
        The parties of a codebook.

    Returns
    -------
    starts : dict of str to list of (Alias, tuple of str)
        With the folded tokens of each alias.
    kinds : dict of str to str
        Kind of each party.
    renamed : dict of str to str
        Parties of the gazetteer that go by a codebook's name.
    """
    known = {alias.words: alias for alias in gazetteer.aliases}
    kinds = dict(gazetteer.kinds)
    own: dict[tuple[str, ...], Alias] = {}
    renamed: dict[str, str] = {}
    listed = [(party.name, [party.name, *party.aliases]) for party in parties]
    names = {name for name, _ in listed}
    for name, entries in listed:
        kind = gazetteer.kinds.get(name)
        for entry in entries:
            words = split_words(entry)
            if words and words[0] in ("The", "the") and len(words) > 1 and (entry == name or words[1][0].isupper()) and words[1:] in known:
                words = words[1:]
            if not words:
                continue
            old = known.get(words)
            if (
                old is not None
                and old.party is not None
                and old.party not in names
                and old.kind in ("name", "abbreviation")
                and (entry in (name, old.party) or gazetteer.kinds.get(old.party) == "state")
            ):
                renamed[old.party] = name
                kind = kind or gazetteer.kinds.get(old.party)
            if old is not None:
                word_kind = old.kind if old.party is not None else "name"
            elif len(words) == 1 and words[0].isupper() and len(words[0]) > 1:
                word_kind = "abbreviation"
            elif words[-1].lower() in lex.OFFICES or (words[0].islower() and words[0] in lex.OFFICES):
                word_kind = "office"
            else:
                word_kind = "name"
            own.setdefault(words, Alias(words, name, word_kind, False, True))
        if kind is None:
            last = split_words(name)[-1:]
            kind = lex.TYPES.get(last[0]) if last else None
            kind = kind or next((lex.TYPES[word] for word in split_words(name) if word in lex.TYPES), None) or "organisation"
        kinds[name] = kind
        for entry in entries:
            plural = split_words(entry)
            if plural and plural[-1].endswith(("crats", "ists", "rals", "tives", "icans", "eens")) and plural[-1][0].isupper():
                single = (*plural[:-1], plural[-1][:-1])
                if single not in known:
                    own.setdefault(single, Alias(single, name, "name", False, True))
                if plural[-1].endswith("crats"):
                    adjective = (*plural[:-1], plural[-1][:-1] + "ic")
                    own.setdefault(adjective, Alias(adjective, name, "party word", False, True))
        words = split_words(name)
        if "of" in words and words.index("of") > 1 and words[words.index("of") - 1] in lex.TYPES:
            own.setdefault(words[: words.index("of")], Alias(words[: words.index("of")], name, "name", False, True))
        if len(words) > 1 and words[-1] == "Party":
            # "Green" in "Green councillors", "(Green)": it needs an office, a person or brackets beside it
            for short in (words[:-1], (*words[:-2], words[-2] + "s")):
                if short not in own and (short not in known or known[short].party in (name, None)):
                    own.setdefault(short, Alias(short, name, "party word" if short == words[:-1] else "name", False, True))
        if len(words) == 2 and words[1] in ("Government", "government", "Executive"):
            state = known.get(words[:1])
            if state is not None and state.party is not None and state.party not in names and state.kind in ("demonym", "name"):
                renamed[state.party] = name
    starts: dict[str, list[tuple[Alias, tuple[str, ...]]]] = {}
    for alias in [*own.values(), *(alias for words, alias in known.items() if words not in own)]:
        if not alias.own and alias.party in renamed:
            alias = Alias(alias.words, renamed[alias.party], alias.kind, alias.weak, False)
        folded = tuple(fold(word) for word in alias.words)
        starts.setdefault(folded[0], []).append((alias, folded))
    for found in starts.values():
        found.sort(key=lambda entry: (-len(entry[1]), not entry[0].own, entry[0].words))
    return starts, kinds, renamed
