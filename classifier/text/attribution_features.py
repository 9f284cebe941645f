"""What the attribution tagger sees of a token: its form, its neighbours, the quotation marks and the words of saying around it.

Everything is a small integer. What depends on the word form alone is worked out once a form (`Lexicon.look_up`); what depends on the
place is worked
out for all tokens of a text at once (`place_columns`, `label_columns`). So a model is a handful of tables, and to score a token is to
add up rows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from classifier.text.passages import Passages
from classifier.text.speech_words import NOUN_CLASS, NOUNS, SAYING, VERB_CLASS, VERBS, stem

IntArray = NDArray[np.int32]

LABELS = ("O", "B-source", "I-source", "B-cue", "I-cue", "B-content", "I-content")
OUTSIDE, SOURCE, CUE, CONTENT = range(4)
ROLE_OF_LABEL = np.array([0, 1, 1, 2, 2, 3, 3], dtype=np.int32)


def _names(text: str) -> list[str]:
    return text.split()


def _forms(text: str) -> frozenset[str]:
    return frozenset(_names(text))


PRONOUNS = _forms(
    """
    he she they it we i you who that this these those one someone everyone anyone nobody
    """
)
AUXILIARIES = _forms(
    """
    be is are was were been being am has have had having do does did will would can could may might must shall should to not n't
    never
    """
)
DETERMINERS = _forms(
    """
    the a an his her their its our my your some many any each every no another other several all both
    """
)
PREPOSITIONS = _forms(
    """
    of in on at for from with by about as into over after before under between through during against to
    """
)
CONJUNCTIONS = _forms(
    """
    and or but nor while although though because if when whether since than so
    """
)
QUOTE_MARKS = frozenset(['"', "“", "”", "«", "»", "„", "''", "``"])
SINGLE_MARKS = frozenset("'‘’`")
KINDS = _names(
    """
    lower title upper mixed number comma period question colon semicolon quote single dash open close symbol pronoun auxiliary
    determiner preposition conjunction that according
    """
)
_KIND = {name: n for n, name in enumerate(KINDS)}
# A form in two lists is of the kind that is named first.
_KIND_OF_WORD = {
    word: _KIND[name]
    for name, members in (
        ("conjunction", CONJUNCTIONS),
        ("preposition", PREPOSITIONS),
        ("determiner", DETERMINERS),
        ("auxiliary", AUXILIARIES),
        ("pronoun", PRONOUNS),
    )
    for word in members
}
_SAME = str.maketrans({"’": "'", "‘": "'", "–": "—", "―": "—", "‑": "-", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"'})
_MARKS = {",": "comma", ".": "period", "?": "question", "!": "question", "…": "period", ":": "colon", ";": "semicolon"}
_DASHES = frozenset("-–—―")
_DOUBLE = dict.fromkeys(QUOTE_MARKS, '"')
_DIGIT = re.compile(r"\d")


def plain(word: str) -> str:
    """Lower-case form with plain apostrophes and dashes."""
    return word.translate(_SAME).lower()


def kind_of(word: str) -> int:
    """Number in `KINDS` of the kind of a word form.

    Examples
    --------
    >>> [KINDS[kind_of(word)] for word in ("They", "Lima", "said", "“", "2019", "—")]
    ['pronoun', 'title', 'lower', 'quote', 'number', 'dash']
    """
    lower = word.lower()
    if lower == "that":
        return _KIND["that"]
    if lower == "according":
        return _KIND["according"]
    if lower in _KIND_OF_WORD:
        return _KIND_OF_WORD[lower]
    if not word[0].isalnum():
        if word in _MARKS:
            return _KIND[_MARKS[word]]
        if word in QUOTE_MARKS:
            return _KIND["quote"]
        if word in SINGLE_MARKS:
            return _KIND["single"]
        if word in _DASHES:
            return _KIND["dash"]
        return _KIND["open" if word in "([{" else "close" if word in ")]}" else "symbol"]
    if _DIGIT.search(word):
        return _KIND["number"]
    if word.isupper() and len(word) > 1:
        return _KIND["upper"]
    if word[0].isupper():
        return _KIND["title"]
    return _KIND["lower" if word.islower() else "mixed"]


def plain_words(passages: Passages) -> list[str]:
    """Word forms with quotation marks of every style written as one, so that no house style is strange to the model.

    Examples
    --------
    >>> from classifier.text.passages import read_passages
    >>> plain_words(read_passages("‘We’ll go,’ she said."))
    ['"', 'We’ll', 'go', ',', '"', 'she', 'said', '.']
    """
    words = [_DOUBLE.get(word, word) for word in passages.words]
    count = len(words)
    for first, last in passages.quotations:
        if first and words[first - 1] in SINGLE_MARKS:
            words[first - 1] = '"'
        if last < count and words[last] in SINGLE_MARKS:
            words[last] = '"'
    return words


@dataclass
class Lexicon:
    """Classes of words, learnt from training texts.

    Attributes
    ----------
    vocabulary : dict of str to int
        Lower-case forms that take part in word pairs, numbered from 0.
    clusters, topics : dict of str to int
        Fine and coarse distributional cluster of a lower-case form.
    cues : dict of str to int
        Words of saying, numbered from 1; 0 is any other word.
    cue_strength, source_strength : dict of str to int
        How often the form stands in a cue, or in a source: 0 hardly ever to 4 nearly always.
    stem_strength : dict of str to int
        How often forms of a stem stand in a cue.
    """

    vocabulary: dict[str, int] = field(default_factory=dict)
    clusters: dict[str, int] = field(default_factory=dict)
    topics: dict[str, int] = field(default_factory=dict)
    cues: dict[str, int] = field(default_factory=dict)
    cue_strength: dict[str, int] = field(default_factory=dict)
    source_strength: dict[str, int] = field(default_factory=dict)
    stem_strength: dict[str, int] = field(default_factory=dict)

    def near_atoms(self, word: str) -> list[str]:
        """Feature names of a form that hold from up to three tokens away."""
        word = word.translate(_SAME)
        lower = word.lower()
        base = stem(lower)
        kind = kind_of(word)
        return [
            "w" + lower,
            "m" + base,
            f"v{VERB_CLASS.get(base, '')}.{NOUN_CLASS.get(base, '')}.{lower[-1:]}",
            f"f{self.clusters.get(lower, -1)}",
            f"t{self.topics.get(lower, -1)}.{kind}",
            f"k{kind}",
            f"c{self.cue_strength_of(lower)}.{self.source_strength.get(lower, 0)}",
        ]

    def own_atoms(self, word: str) -> list[str]:
        """Feature names of a form that hold at the token and next to it."""
        word = word.translate(_SAME)
        lower = word.lower()
        return [
            "W" + word,
            "s3" + lower[-3:],
            "s2" + lower[-2:],
            "s4" + lower[-4:],
            "p3" + lower[:3],
            f"l{min(len(lower), 8)}.{kind_of(word)}",
        ]

    def cue_strength_of(self, lower: str) -> int:
        """Strength of a form as a cue; a rare form is judged by its stem."""
        if lower in self.vocabulary:
            return self.cue_strength.get(lower, 0)
        base = stem(lower)
        known = self.stem_strength.get(base)
        if known is not None:
            return known
        return 2 if VERB_CLASS.get(base) in SAYING else 0


SPEECH_CLASSES = ("", *VERBS, *NOUNS)
_SPEECH = {name: n for n, name in enumerate(SPEECH_CLASSES)}


def speech_class(lower: str) -> int:
    """Number in `SPEECH_CLASSES` of the class of a lower-case form."""
    base = stem(lower)
    return _SPEECH[VERB_CLASS.get(base) or NOUN_CLASS.get(base) or ""]


NEAR = 3
"""Width of the window on either side."""

_STEPS = np.array([0, 1, 2, 3, 4, 5, 5, 6, 6, 6, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 8], dtype=np.int32)
_FAR = len(_STEPS) - 1
STEPS = 9


def steps_of(distance: IntArray) -> IntArray:
    """Distances in steps that grow, the last one open."""
    return _STEPS[np.clip(distance, 0, _FAR)]


@dataclass(frozen=True, slots=True)
class WordColumns:
    """What is known of each token from its form alone.

    Attributes
    ----------
    kind, cue, strength, holder, speech : ndarray of int32, shape (n_tokens,)
        Number in `KINDS`; number of the word of saying or 0; strength as a cue; strength as a source; number in `SPEECH_CLASSES`.
    """

    kind: IntArray
    cue: IntArray
    strength: IntArray
    holder: IntArray
    speech: IntArray


@dataclass(frozen=True, slots=True)
class Layout:
    """Bounds of sentences, paragraphs and quotations, spread over the tokens of a text."""

    index: IntArray
    sentence: IntArray
    sentence_start: IntArray
    sentence_end: IntArray
    paragraph: IntArray
    paragraph_start: IntArray
    paragraph_end: IntArray
    quoted: NDArray[np.bool_]
    quote_start: IntArray
    quote_end: IntArray

    @classmethod
    def of(cls, passages: Passages) -> Layout:
        """Spread the bounds of `passages` over its tokens."""
        sentences = np.array(passages.sentences, dtype=np.int32).reshape(-1, 2)
        paragraphs = np.array(passages.paragraphs, dtype=np.int32).reshape(-1, 2)
        sentence = np.array(passages.sentence_of, dtype=np.int32)
        paragraph = np.array(passages.paragraph_of, dtype=np.int32)
        quotation = np.array(passages.quotation_of, dtype=np.int32)
        quotations = np.array([*passages.quotations, (0, 0)], dtype=np.int32).reshape(-1, 2)
        index = np.arange(len(passages), dtype=np.int32)
        return cls(
            index,
            sentence,
            sentences[sentence, 0],
            sentences[sentence, 1],
            paragraph,
            paragraphs[paragraph, 0],
            paragraphs[paragraph, 1],
            quotation >= 0,
            quotations[quotation, 0],
            quotations[quotation, 1],
        )


def last_before(mask: NDArray[np.bool_], index: IntArray) -> IntArray:
    """For each token the nearest earlier one where `mask` holds, -1 if there is none."""
    found = np.empty(len(mask), dtype=np.int32)
    if len(mask):
        found[0] = -1
        found[1:] = np.maximum.accumulate(np.where(mask, index, np.int32(-1)))[:-1]
    return found


def next_after(mask: NDArray[np.bool_], index: IntArray) -> IntArray:
    """For each token the nearest later one where `mask` holds, the number of tokens if there is none."""
    count = len(mask)
    found = np.empty(count, dtype=np.int32)
    if count:
        found[-1] = count
        found[:-1] = np.minimum.accumulate(np.where(mask, index, np.int32(count))[::-1])[::-1][1:]
    return found


def place_columns(layout: Layout, words: WordColumns, cue_count: int) -> list[tuple[str, IntArray, int]]:
    """Discrete features of the tokens' places.

    Parameters
    ----------
    layout : Layout
    words : WordColumns
    cue_count : int
        Number of words of saying, the 0 for none counted.

    Returns
    -------
    list of (str, ndarray of int32, int)
        Name, value of each token, and number of possible values of each feature.
    """
    index = layout.index
    count = len(index)
    start, end = layout.sentence_start, layout.sentence_end
    quoted = layout.quoted
    kind = words.kind
    length = layout.quote_end - layout.quote_start
    # 0 outside, then by length: a word or two in quotation marks are seldom speech.
    size = np.where(quoted, 1 + (length > 2) + (length > 6) + (length > 15), 0).astype(np.int32)
    inside = quoted.astype(np.int32)
    kind_at = np.append(kind, np.int32(len(KINDS)))
    kinds = len(KINDS) + 1
    before_quote = kind_at[np.where(layout.quote_start >= 2, layout.quote_start - 2, count)]
    last_in_quote = kind_at[np.where(quoted, layout.quote_end - 1, count)]
    after_quote = kind_at[np.where(layout.quote_end + 1 < count, np.minimum(layout.quote_end + 1, count), count)]
    from_quote = steps_of(index - layout.quote_start)
    to_quote = steps_of(layout.quote_end - 1 - index)
    quote_opens = np.where(quoted & (layout.quote_start - 1 <= layout.paragraph_start), 1, 0)
    quote_closes = np.where(quoted & (layout.quote_end >= layout.paragraph_end - 1), 1, 0)

    left_quote = last_before(quoted, index)
    right_quote = next_after(quoted, index)
    since_quote = np.where(left_quote >= start, steps_of(index - left_quote), STEPS)
    until_quote = np.where(right_quote < end, steps_of(right_quote - index), STEPS)
    quotes_near = np.where(quoted, 0, 1 + since_quote * (STEPS + 1) + until_quote).astype(np.int32)

    strong = words.strength >= 2
    spoken = strong & ~quoted
    columns: list[tuple[str, IntArray, int]] = []

    def add(name: str, values: NDArray[np.int32] | NDArray[np.int64], size_of: int) -> None:
        columns.append((name, values.astype(np.int32, copy=False), size_of))

    from_start = steps_of(index - start)
    to_end = steps_of(end - 1 - index)
    add("size", size, 5)
    add("quote_from", np.where(quoted, from_quote * 5 + size, STEPS * 5), STEPS * 5 + 1)
    add("quote_to", np.where(quoted, to_quote * 5 + size, STEPS * 5), STEPS * 5 + 1)
    add("quote_before", np.where(quoted, before_quote * 5 + size, kinds * 5), kinds * 5 + 1)
    add("quote_after", np.where(quoted, (after_quote * kinds + last_in_quote), kinds * kinds), kinds * kinds + 1)
    add("quote_edges", ((quote_opens * 2 + quote_closes) * 5 + size), 20)
    add("quotes_near", quotes_near, 1 + (STEPS + 1) ** 2)
    add("from_start", from_start * 2 + inside, STEPS * 2)
    add("to_end", to_end * 2 + inside, STEPS * 2)

    cue_at = np.append(words.cue, np.int32(0))
    strength_at = np.append(words.strength, np.int32(0))
    speech_at = np.append(words.speech, np.int32(0))
    classes = len(SPEECH_CLASSES)
    commas = np.cumsum(kind == _KIND["comma"], dtype=np.int32)
    commas_at = np.append(commas, np.int32(0))
    cue_states = []
    for name, mask in (("any", strong), ("out", spoken)):
        left = last_before(mask, index)
        right = next_after(mask, index)
        has_left = left >= start
        has_right = right < end
        left = np.where(has_left, left, count).astype(np.int32)
        right = np.where(has_right, right, count).astype(np.int32)
        left_distance = np.where(has_left, steps_of(index - left), STEPS)
        right_distance = np.where(has_right, steps_of(right - index), STEPS)
        left_strength, right_strength = strength_at[left], strength_at[right]
        if name == "out":
            add("left_cue", cue_at[left] * 2 + inside, cue_count * 2)
            add("right_cue", cue_at[right] * 2 + inside, cue_count * 2)
            after_left = kind_at[np.minimum(left + 1, count)]
            before_right = kind_at[np.maximum(right - 1, 0)]
            add("left_opening", np.where(has_left, (after_left * STEPS + left_distance) * 2 + inside, 0), kinds * STEPS * 2)
            add(
                "right_closing", np.where(has_right, (before_right * (STEPS + 1) + right_distance) * 2 + inside, 0), kinds * (STEPS + 1) * 2
            )
            add("left_frame", (speech_at[left] * kinds + after_left) * 2 + inside, classes * kinds * 2)
            add("right_frame", (speech_at[right] * kinds + before_right) * 2 + inside, classes * kinds * 2)
            add("left_class", (speech_at[left] * (STEPS + 1) + left_distance) * 2 + inside, classes * (STEPS + 1) * 2)
            add("right_class", (speech_at[right] * (STEPS + 1) + right_distance) * 2 + inside, classes * (STEPS + 1) * 2)
            add("left_cue_frame", cue_at[left] * kinds + after_left, cue_count * kinds)
            add("right_cue_frame", cue_at[right] * kinds + before_right, cue_count * kinds)
            left_commas = np.where(has_left, np.minimum(commas - commas_at[left], 3), 4)
            right_commas = np.where(has_right, np.minimum(commas_at[right] - commas, 3), 4)
            add("commas", (left_commas * 5 + right_commas) * 2 + inside, 50)
            add("comma_left", (left_commas * 5 + left_strength) * kinds + kind, 25 * kinds)
            add("comma_right", (right_commas * 5 + right_strength) * kinds + kind, 25 * kinds)
        side = np.where(has_left, 1, 0) + np.where(has_right, 2, 0)
        cue_states.append(side)
        add(f"{name}_left", (left_strength * (STEPS + 1) + left_distance) * 5 + size, 25 * (STEPS + 1))
        add(f"{name}_right", (right_strength * (STEPS + 1) + right_distance) * 5 + size, 25 * (STEPS + 1))
        add(f"{name}_both", ((left_distance * (STEPS + 1)) + right_distance) * 2 + inside, 2 * (STEPS + 1) ** 2)
    side = cue_states[1]
    add("side_kind", (side * 5 + size) * kinds + kind, 20 * kinds)

    # The sentence and its neighbours in the paragraph: does anyone speak there, does it open or close quoted?
    any_spoken = np.zeros(count + 1, dtype=np.int32)
    any_spoken[1:] = np.cumsum(spoken)
    has_cue = (any_spoken[end] > any_spoken[start]).astype(np.int32) if count else index
    any_quoted = np.zeros(count + 1, dtype=np.int32)
    any_quoted[1:] = np.cumsum(quoted)
    inside_at = np.append(inside, np.int32(0))
    share = any_quoted[end] - any_quoted[start] if count else index
    quote_share = np.where(share == 0, 0, np.where(share * 2 < end - start, 1, 2))
    summary = has_cue * 3 + quote_share
    summary_at = np.append(summary, np.int32(6)).astype(np.int32)
    first = start <= layout.paragraph_start
    final = end >= layout.paragraph_end
    previous = np.where(first, 6, summary_at[np.maximum(start - 1, 0)]) if count else index
    following = np.where(final, 6, summary_at[np.minimum(end, count)]) if count else index
    add("neighbours", ((summary * 7 + previous) * 7 + following) * 2 + inside, 6 * 49 * 2)
    runs_on = np.where(first, 0, inside_at[np.maximum(start - 2, 0)] + 2 * inside_at[np.minimum(start, count)]) if count else index
    add("runs_on", (runs_on * 3 + quote_share) * 5 + size, 60)
    earlier = np.where(layout.paragraph_start > 0, summary_at[np.maximum(layout.paragraph_start - 1, 0)], 0) if count else index
    later = np.where(layout.paragraph_end < count, summary_at[np.minimum(layout.paragraph_end, count)], 0) if count else index
    add("paragraphs", ((summary * 7 + earlier) * 7 + later) * 2 + inside, 6 * 49 * 2)
    opening = kind_at[start] if count else index
    second = kind_at[np.minimum(start + 1, count)] if count else index
    add("sentence_opening", (opening * kinds + second) * 2 + inside, kinds * kinds * 2)
    tail = kind_at[np.maximum(end - 2, start)] if count else index
    tail_cue = strength_at[np.maximum(end - 2, start)] if count else index
    add("sentence_tail", ((tail * 5 + tail_cue) * 2 + inside) * 3 + side % 3, kinds * 5 * 6)

    padded = np.concatenate([np.full(2, len(KINDS), dtype=np.int32), kind, np.full(2, len(KINDS), dtype=np.int32)])
    strength = np.concatenate([np.zeros(2, dtype=np.int32), words.strength, np.zeros(2, dtype=np.int32)])
    back, ahead = padded[1 : count + 1], padded[3 : count + 3]
    add("kinds", (back * kinds + kind) * kinds + ahead, kinds**3)
    add("kinds_back", (padded[:count] * kinds + back) * kinds + kind, kinds**3)
    add("kinds_ahead", (kind * kinds + ahead) * kinds + padded[4:], kinds**3)
    add("cue_back", ((strength[1 : count + 1] * 5 + strength[2 : count + 2]) * kinds + kind) * 2 + inside, 50 * kinds)
    add("cue_ahead", ((strength[3 : count + 3] * 5 + strength[2 : count + 2]) * kinds + kind) * 2 + inside, 50 * kinds)
    return columns


def slot_masks(layout: Layout, words: WordColumns) -> tuple[NDArray[np.bool_], ...]:
    """Where a token is quoted, has an unquoted word of saying to its left in the sentence, to its right."""
    spoken = (words.strength >= 2) & ~layout.quoted
    left = last_before(spoken, layout.index) >= layout.sentence_start
    right = next_after(spoken, layout.index) < layout.sentence_end
    return layout.quoted, left, right


LONGEST = 300


def sequences_of(passages: Passages) -> list[tuple[int, int]]:
    """Token ranges to label as a whole: paragraphs, the very long ones cut at ends of sentences."""
    sequences: list[tuple[int, int]] = []
    for first, last in passages.paragraphs:
        if last - first <= LONGEST:
            sequences.append((first, last))
            continue
        begin = first
        sentence = passages.sentence_of[first]
        while begin < last:
            end = begin
            while sentence < len(passages.sentences):
                start, stop = passages.sentences[sentence]
                if start >= last or (end > begin and stop - begin > LONGEST):
                    break
                end = stop
                sentence += 1
            while end - begin > 4 * LONGEST:
                sequences.append((begin, begin + 4 * LONGEST))
                begin += 4 * LONGEST
            sequences.append((begin, end))
            begin = end
    return sequences
