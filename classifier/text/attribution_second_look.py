"""What a second look at a text sees of the first one: the labels it gave, and how sure it was."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from classifier.text.attribution_features import (
    CONTENT,
    CUE,
    KINDS,
    ROLE_OF_LABEL,
    SOURCE,
    STEPS,
    IntArray,
    Layout,
    WordColumns,
    last_before,
    next_after,
    steps_of,
)


def label_columns(layout: Layout, words: WordColumns, labels: IntArray, cue_count: int) -> list[tuple[str, IntArray, int]]:
    """Discrete features of a first labelling, for a second look.

    Parameters
    ----------
    layout : Layout
    words : WordColumns
    labels : ndarray of int32, shape (n_tokens,)
        Numbers in `LABELS`.
    cue_count : int
        Number of words of saying, the 0 for none counted.

    Returns
    -------
    list of (str, ndarray of int32, int)
        Name, value of each token, and number of possible values of each feature.
    """
    count = len(labels)
    columns: list[tuple[str, IntArray, int]] = []
    if not count:
        return columns
    index, start, end = layout.index, layout.sentence_start, layout.sentence_end
    inside = layout.quoted.astype(np.int32)
    roles = ROLE_OF_LABEL[labels]

    def add(name: str, values: NDArray[np.int32] | NDArray[np.int64], size: int) -> None:
        columns.append((name, values.astype(np.int32, copy=False), size))

    edge = np.full(3, 7, dtype=np.int32)
    padded = np.concatenate([edge, labels, edge])
    at = [padded[3 + offset : 3 + offset + count] for offset in range(-3, 4)]
    add("y_near", (at[2] * 8 + labels) * 8 + at[4], 512)
    add("y_back", (at[0] * 8 + at[1]) * 8 + labels, 512)
    add("y_ahead", (at[6] * 8 + at[5]) * 8 + labels, 512)
    add("y_kind", labels * len(KINDS) + words.kind, 7 * len(KINDS))
    add("y_strength", (labels * 5 + words.strength) * 5 + words.holder, 175)

    sides = []
    cue_at = np.append(words.cue, np.int32(0))
    kind_at = np.append(words.kind, np.int32(len(KINDS)))
    for role in (SOURCE, CUE, CONTENT):
        mask = roles == role
        left, right = last_before(mask, index), next_after(mask, index)
        has_left, has_right = left >= start, right < end
        to_left = np.where(has_left, steps_of(index - left), STEPS)
        to_right = np.where(has_right, steps_of(right - index), STEPS)
        add(f"y_left{role}", (to_left * 4 + roles) * 2 + inside, (STEPS + 1) * 8)
        add(f"y_right{role}", (to_right * 4 + roles) * 2 + inside, (STEPS + 1) * 8)
        sides.append(has_left * 1 + has_right * 2)
        if role == CUE:
            left, right = np.where(has_left, left, count), np.where(has_right, right, count)
            add("y_left_cue", cue_at[left] * 4 + roles, cue_count * 4)
            add("y_right_cue", cue_at[right] * 4 + roles, cue_count * 4)
            add("y_after_cue", kind_at[np.minimum(left + 1, count)] * 4 + roles, (len(KINDS) + 1) * 4)
    add("y_sides", ((sides[0] * 4 + sides[1]) * 4 + sides[2]) * 4 + roles, 256)
    add("y_sides_kind", ((sides[0] * 4 + sides[1]) * 4 + sides[2]) * len(KINDS) + words.kind, 64 * len(KINDS))

    # What the sentence holds, as a row of roles: content, source, cue ...
    begins = (roles > 0) & ((at[2] != labels) | (labels % 2 == 1) | (index == start))
    begins &= ~((labels % 2 == 0) & (index != start) & (ROLE_OF_LABEL[np.minimum(at[2], 6)] == roles) & (at[2] != 7))
    running = np.cumsum(begins).astype(np.int32)
    before = running[start] - begins[start]
    ordinal = running - before
    kept = begins & (ordinal <= 5)
    pattern = np.bincount(
        layout.sentence[kept], weights=(roles[kept] * 4 ** (ordinal[kept] - 1)).astype(np.float64), minlength=int(layout.sentence[-1]) + 1
    ).astype(np.int32)
    own = pattern[layout.sentence]
    place = np.minimum(ordinal, 6)
    add("y_pattern", (own * 7 + place) * 2 + (roles > 0), 1024 * 14)
    short = np.concatenate([[64], pattern % 64, [64]]).astype(np.int32)
    first, final = start <= layout.paragraph_start, end >= layout.paragraph_end
    add("y_previous", ((short[layout.sentence] * 2 + first) * 4 + roles) * 2 + inside, 65 * 16)
    add("y_following", ((short[layout.sentence + 2] * 2 + final) * 4 + roles) * 2 + inside, 65 * 16)
    add("y_pattern_kind", (own % 64) * 8 * len(KINDS) + place * len(KINDS) + words.kind, 64 * 8 * len(KINDS))

    content = np.zeros(count + 1, dtype=np.int32)
    content[1:] = np.cumsum(roles == CONTENT)
    said = content[layout.quote_end] - content[layout.quote_start]
    length = np.maximum(layout.quote_end - layout.quote_start, 1)
    share = np.where(said == 0, 0, np.where(said * 2 < length, 1, np.where(said < length, 2, 3)))
    add("y_quoted", np.where(layout.quoted, 1 + share * 4 + roles, 0), 17)
    length = end - start
    said = content[end] - content[start]
    share = np.where(said == 0, 0, np.where(said * 2 < length, 1, np.where(said < length, 2, 3)))
    add("y_share", (share * 4 + roles) * 2 + inside, 32)
    neighbour = np.concatenate([[3], roles, [3]])
    add("y_breaks", (neighbour[start] * 4 + neighbour[np.minimum(end + 1, count + 1)]) * 4 + roles, 64)
    return columns


_LEVELS = np.array([0.03, 0.15, 0.35, 0.55, 0.75, 0.93], dtype=np.float32)
LEVELS = 7


def role_probabilities(probabilities: NDArray[np.float32]) -> NDArray[np.float32]:
    """Probabilities of source, cue and content from those of the labels, shape (n_tokens, 3)."""
    return probabilities[:, 1::2] + probabilities[:, 2::2]


def probability_columns(layout: Layout, words: WordColumns, probabilities: NDArray[np.float32]) -> list[tuple[str, IntArray, int]]:
    """Discrete features of how sure a first look was, around each token and in its sentence and quotation.

    Parameters
    ----------
    layout : Layout
    words : WordColumns
    probabilities : ndarray of float32, shape (n_tokens, n_labels)

    Returns
    -------
    list of (str, ndarray of int32, int)
        Name, value of each token, and number of possible values of each feature.
    """
    count = len(probabilities)
    columns: list[tuple[str, IntArray, int]] = []
    if not count:
        return columns
    inside = layout.quoted.astype(np.int32)

    def add(name: str, values: NDArray[np.int32] | NDArray[np.int64], size: int) -> None:
        columns.append((name, values.astype(np.int32, copy=False), size))

    def levels(values: NDArray[np.float32]) -> IntArray:
        return np.searchsorted(_LEVELS, values).astype(np.int32)

    roles = role_probabilities(probabilities)
    level = levels(roles)
    cube = LEVELS**3
    joint = (level[:, 0] * LEVELS + level[:, 1]) * LEVELS + level[:, 2]
    edge = np.full(3, cube, dtype=np.int32)
    padded = np.concatenate([edge, joint, edge])
    for offset in (-2, -1, 0, 1, 2):
        add(f"p{offset}", padded[3 + offset : 3 + offset + count], cube + 1)
    add("p_begin", (lambda b: (b[:, 0] * LEVELS + b[:, 1]) * LEVELS + b[:, 2])(levels(probabilities[:, 1::2])), cube)
    for n, name in enumerate(("source", "cue", "content")):
        own = np.concatenate([[0, 0], level[:, n], [0, 0]]).astype(np.int32)
        line = ((own[1 : count + 1] * LEVELS + own[2 : count + 2]) * LEVELS) + own[3 : count + 3]
        add(f"p_{name}", line, cube)
        add(f"p_{name}_back", (own[:count] * LEVELS + own[1 : count + 1]) * LEVELS + own[2 : count + 2], cube)
        add(f"p_{name}_ahead", (own[2 : count + 2] * LEVELS + own[3 : count + 3]) * LEVELS + own[4:], cube)
        add(f"p_{name}_kind", (own[2 : count + 2] * len(KINDS) + words.kind) * LEVELS + own[1 : count + 1], LEVELS * LEVELS * len(KINDS))

    bounds = np.flatnonzero(np.diff(layout.sentence, prepend=-1))
    highest = levels(np.maximum.reduceat(roles, bounds, axis=0))
    peak = np.append((highest[:, 0] * LEVELS + highest[:, 1]) * LEVELS + highest[:, 2], np.int32(0))
    sentence = layout.sentence
    coarse = np.array([0, 0, 0, 1, 1, 2, 2], dtype=np.int32)
    role = (roles >= 0.5) @ np.array([1, 2, 3])
    small = np.append(coarse[highest] @ np.array([9, 3, 1]), 0).astype(np.int32)
    add("p_sentence", peak[sentence] * 4 + role, cube * 4)
    first = layout.sentence_start <= layout.paragraph_start
    final = layout.sentence_end >= layout.paragraph_end
    previous = np.where(first, 27, small[sentence - 1])
    following = np.where(final, 27, small[sentence + 1])
    add("p_previous", ((previous * 27 + small[sentence]) * 4 + role) * 2 + inside, 28 * 27 * 8)
    add("p_following", ((following * 27 + small[sentence]) * 4 + role) * 2 + inside, 28 * 27 * 8)
    # The best chance of each role on either side within the sentence.
    total = np.zeros((count + 1, 3), dtype=np.float32)
    total[1:] = np.cumsum(roles, axis=0)
    index = layout.index
    left = levels(np.minimum(total[index] - total[layout.sentence_start], 1))
    right = levels(np.minimum(total[layout.sentence_end] - total[index + 1], 1))
    for n, name in enumerate(("source", "cue", "content")):
        add(f"p_{name}_sides", (left[:, n] * LEVELS + right[:, n]) * LEVELS + level[:, n], cube)
    add("p_sides", (((left[:, 0] // 2 * 4 + right[:, 0] // 2) * 4 + left[:, 1] // 2) * 4 + right[:, 1] // 2) * 4 + role, 1024)
    length = np.maximum(layout.quote_end - layout.quote_start, 1)
    share = levels((total[layout.quote_end, 2] - total[layout.quote_start, 2]) / length)
    add("p_quote", np.where(layout.quoted, 1 + (share * LEVELS + level[:, 2]) * 2 + (length > 6), 0), 2 * LEVELS * LEVELS + 1)
    length = layout.sentence_end - layout.sentence_start
    share = levels((total[layout.sentence_end, 2] - total[layout.sentence_start, 2]) / length)
    add("p_share", ((share * LEVELS + level[:, 2]) * 2 + inside), 2 * LEVELS * LEVELS)
    return columns
