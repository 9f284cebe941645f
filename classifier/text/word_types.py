"""What a word type can be: an office, a body, a part of a name, the beginning of an alias; looked up once and kept."""

from __future__ import annotations

from classifier.text import actor_words as lex
from classifier.text.gazetteer import Alias, load_common_words

VOCABULARY_LIMIT = 200_000
COMPOUNDED = ("-based", "-led", "-backed", "-born", "-run", "-style", "-area", "-era", "-owned", "-controlled", "-funded", "-made", "-wide")
CONTRACTED = ("'ve", "'ll", "'re", "'d", "'m", "n't")


class Word:
    """What a word type can be."""

    __slots__ = (
        "aliases", "base", "body", "cap", "caps", "common", "dotted", "fold", "gender", "group", "hot", "longer", "lower", "office",
        "ordinary", "outsider", "particle", "possessive", "pronoun", "type", "voice",
    )  # fmt: skip

    def __init__(self, text: str) -> None:
        """Look a word up in the closed lists; `aliases`, and `longer` by the second token, are the vocabulary's to fill in."""
        base = text
        self.possessive = False
        if len(text) > 2 and text[-2] in "'’" and text[-1] in "sS":
            base = text[:-2]
            self.possessive = True
        self.base = base
        self.lower = base.lower()
        self.fold = self.lower.replace("’", "'")
        self.voice = self.fold.partition("'")[0]
        first = base[0] if base else ""
        letters = base.replace(".", "").replace("-", "")
        self.cap = (
            first.isupper()
            or (not first.islower() and first.isalpha())
            or (base[:3] in ("al-", "el-", "as-", "ad-", "an-", "ar-", "ez-") and len(base) > 4)
        )
        if not self.cap and len(base) > 2 and first.islower() and base[1].isupper():
            self.cap = True  # eBay, xAI, uMkhonto
        self.caps = len(letters) > 1 and letters.isupper()
        self.ordinary = self._is_ordinary()
        self.pronoun = lex.PRONOUNS.get(self.lower)
        if self.fold.endswith(CONTRACTED):
            # "They've" is "they", "I'd" and "Don't" name nobody
            self.cap = False
            self.pronoun = lex.PRONOUNS.get(self.fold.partition("'")[0])
        elif base == "I" or self.fold.endswith(COMPOUNDED):
            self.cap = False
        self.office = self.lower in lex.OFFICES
        if "-" in base:
            prefix, _, rest = self.lower.partition("-")
            self.office = self.office or (prefix in ("vice", "deputy", "co", "under", "chief") and rest in lex.OFFICES)
        self.outsider = self.lower in lex.OUTSIDERS or (self.lower.startswith("ex-") and self.lower[3:] in lex.OFFICES)
        self.body = self.lower in lex.STATE_BODIES
        self.group = lex.GROUPS.get(self.lower)
        self.type = lex.TYPES.get(base) or (lex.TYPES.get(base.capitalize()) if self.caps else None)
        self.gender = "m" if self.lower in lex.MALE_TITLES else "f" if self.lower in lex.FEMALE_TITLES else None
        self.particle = base in lex.NAME_PARTICLES
        self.dotted = self.cap and self.lower in lex.TITLE_DOTTED
        self.common = self.lower in lex.OPENERS
        self.aliases: tuple[tuple[Alias, tuple[str, ...]], ...] = ()
        self.longer: dict[str, tuple[tuple[Alias, tuple[str, ...]], ...]] = {}
        self.hot = self.cap or self.office or self.outsider or self.body or self.group is not None or self.pronoun is not None

    def _is_ordinary(self) -> bool:
        """Whether the word is one of the language and not of names: "Salmon", "Twenty-two"."""
        common = load_common_words()
        fold = self.fold
        if fold in lex.OUTSIDERS or fold in lex.OFFICES or fold.removesuffix("s") in lex.OUTSIDERS:
            return True
        if fold.endswith("ly") and len(fold) > 5:
            return True
        if len(fold) > 6:
            # a rarer form of a word: "pollsters", "embargoes", "queried"
            for ending, instead in (("s", ""), ("es", ""), ("ies", "y"), ("ied", "y"), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e")):
                if fold.endswith(ending) and fold[: -len(ending)] + instead in common:
                    return True
        return fold in common or ("-" in self.fold and all(part in common or len(part) < 3 for part in self.fold.split("-")))


class Vocabulary(dict[str, Word]):
    """Word types by their text, with the aliases that begin with them."""

    def __init__(self, starts: dict[str, list[tuple[Alias, tuple[str, ...]]]]) -> None:
        """Take the aliases by the folded first token."""
        super().__init__()
        self.starts = starts

    def __missing__(self, text: str) -> Word:
        """Look a new word up."""
        word = Word(text)
        found = self.starts.get(word.fold)
        if found:
            word.aliases = tuple(found)
            single = tuple(entry for entry in found if len(entry[1]) == 1)
            word.longer = {
                second: tuple(entry for entry in found if len(entry[1]) > 1 and entry[1][1] == second) + single
                for second in {entry[1][1] for entry in found if len(entry[1]) > 1}
            }
            word.longer[""] = single
            word.hot = word.hot or any(alias.own or alias.kind == "institution" for alias, _ in found)
        self[text] = word
        return word
