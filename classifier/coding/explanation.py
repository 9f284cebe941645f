"""Explanations: for each position the features that spoke for it and against it, in words.

Trees are followed from root to leaf; each step's change of the expected value belongs to the feature that was asked (Saabas 2014). Linear
models give each masked word its weight; what the network of the accurate model makes of a word is seen by hiding it. All weights are log
odds, so they can be compared; those of trees and words add up to what the model said.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifier.codebook import Codebook
from classifier.coding.candidates import Candidates, Survey, Surveyor
from classifier.coding.cascade import CascadeClassifier
from classifier.coding.correction import CorrectedClassifier
from classifier.coding.evidence import evidence_span
from classifier.coding.features import DENSE_FEATURES
from classifier.coding.holders import HOLDER_FEATURES
from classifier.coding.linking import LINK_FEATURES
from classifier.coding.model import STANCE_CODES, PositionClassifier
from classifier.coding.stages import chances, stack
from classifier.document import Document
from classifier.position import STANCES

Floats = NDArray[np.float64]
LEAST = 0.05
"""Weights below this are not worth a word."""
PAIRING = (
    "how likely the party is the holder", "how far a rival holder is ahead", "how many could hold it", "how likely the clause is on the issue",
    "how far a rival issue is ahead", "how many issues it could be on",
)  # fmt: skip
OUTPUTS = ("the words as a whole: a position or not", *(f"the words as a whole: {name}" for name in STANCES))
SECOND = (
    "the first reading: a position or not", *(f"the first reading: {name}" for name in STANCES),
    "the network: a position or not", *(f"the network: {name}" for name in STANCES),
    "the network: rival issues and parties of the clause", "the network: rival issues and parties of the clause",
    "the network: other clauses on the same",
)  # fmt: skip
"""The columns that the trees of the accurate model see beside those of the fast one."""
PHRASES = {
    "speaks": "the party is the speaker of the words",
    "speaks_direct": "the party is quoted",
    "speaks_whole": "the whole clause is the party's own words",
    "others_speak": "somebody else speaks",
    "first_in_clause": "how early the clause names the party",
    "mentions": "how often the clause names the party",
    "before_verb": "the party's name stands before a verb",
    "before_by": "'by' stands before the party's name",
    "possessive": "the party's name is a possessive",
    "left_distance": "how far before the clause the party is named",
    "in_title": "the title names the party",
    "keyword": "likeness to a keyword",
    "keyword_lexical": "a keyword's own words",
    "exact": "a keyword word for word",
    "label": "likeness to the issue's label",
    "proposition": "likeness to the proposition",
    "reversed": "likeness to a keyword of the opposite",
    "paragraph": "what the paragraph is about",
    "title": "what the title is about",
    "document": "what the article is about",
    "focus": "what was spoken of just before",
    "rivals": "how many issues the codebook has",
    "anaphor": "a word like 'it' or 'the plan'",
    "reversed_in_clause": "a keyword of the opposite",
    "polarity": "accepting words against rejecting words",
    "composed": "negations and rejections taken together",
    "negations_before_issue": "negations before the issue",
    "issue_in_clause": "the issue's own words in the clause",
    "question": "a question",
    "holder_issue_gap": "how far party and issue are apart",
    "others_between": "other parties between party and issue",
    "condition_after_issue": "a condition after the issue",
    "holder_in_clause": "the clause names the party",
    "holder_before_issue": "the party is named before the issue",
}
MASKS = {
    "HOLDER": "[party]",
    "OTHER": "[another party]",
    "ISSUE": "[issue]",
    "REVERSED": "[its opposite]",
    "NUM": "[number]",
    "NAME": "[name]",
}


@dataclass(frozen=True)
class Reason:
    """One feature's share in a position.

    Parameters
    ----------
    text : str
        What it is, in words.
    weight : float
        Log odds; above 0 it speaks for the position.
    """

    text: str
    weight: float


@dataclass(frozen=True)
class Explanation:
    """Why a position was reported.

    Attributes
    ----------
    party, issue, stance : str
        The position.
    probability : float
        As reported.
    start, end : int
        Its evidence.
    position : tuple of Reason
        For and against there being a position of this party on this issue.
    direction : tuple of Reason
        For and against its stance.
    note : str
        What corrections changed; empty where nothing.
    """

    party: str
    issue: str
    stance: str
    probability: float
    start: int
    end: int
    position: tuple[Reason, ...]
    direction: tuple[Reason, ...]
    note: str


def path_weights(model: Any, row: Floats, output: int = 0) -> Floats:
    """What each feature of a row adds to a boosted model's raw output.

    Parameters
    ----------
    model : HistGradientBoostingClassifier
        Fitted.
    row : ndarray, shape (n_features,)
        The features.
    output : int
        Number of the output: of the class where there are more than two.

    Returns
    -------
    ndarray, shape (n_features,)
        With the model's expected output they add up to its raw output for the row.
    """
    weights = np.zeros(model.n_features_in_)
    for group in model._predictors:
        nodes = group[output].nodes
        expected = nodes["value"].astype(float)
        left, right, leaf, counts = (nodes[name].tolist() for name in ("left", "right", "is_leaf", "count"))
        for n in range(len(nodes) - 1, -1, -1):
            if not leaf[n]:
                a, b = left[n], right[n]
                expected[n] = (counts[a] * expected[a] + counts[b] * expected[b]) / max(counts[a] + counts[b], 1)
        n = 0
        while not leaf[n]:
            value = row[nodes["feature_idx"][n]]
            goes_left = bool(nodes["missing_go_to_left"][n]) if np.isnan(value) else value <= nodes["num_threshold"][n]
            child = left[n] if goes_left else right[n]
            weights[nodes["feature_idx"][n]] += expected[child] - expected[n]
            n = child
    return weights


def column_names(n_dense: int) -> list[str]:
    """A name in words for each column of the table that the last stages see.

    Parameters
    ----------
    n_dense : int
        How many counted features there are.
    """
    named = [*(f"party: {_phrase(n)}" for n in HOLDER_FEATURES), *(f"issue: {_phrase(n)}" for n in LINK_FEATURES), *map(_phrase, DENSE_FEATURES), *PAIRING]
    named = named[:n_dense] + [f"measure {n + 1}" for n in range(len(named), n_dense)]
    return [*named, *OUTPUTS]


def _phrase(name: str) -> str:
    if name in PHRASES:
        return PHRASES[name]
    for prefix, words in (
        ("clause_", "in the clause: words of "),
        ("sentence_", "in the sentence: words of "),
        ("last_class_", "nearest to the issue: a word of "),
    ):
        if name.startswith(prefix):
            return words + name.removeprefix(prefix).replace("_", " ")
    return name.replace("_", " ")


def masked_phrase(feature: str) -> str:
    """A masked text feature as people read it.

    Examples
    --------
    >>> masked_phrase("w:HOLDER rejects ISSUE"), masked_phrase("k:accept>negation")
    ('“[party] rejects [issue]”', 'accept, negation in this order')
    """
    kind, _, words = feature.partition(":")
    for mask, name in MASKS.items():
        words = words.replace(mask, name)
    in_order = kind in {"k", "S", "r"} and ">" in words
    words = ", ".join(words.split(">")) + " in this order" if in_order else f"“{words}”"
    return words + (" elsewhere in the sentence" if kind in {"s", "S"} else " beside the opposite" if kind == "r" else "")


def _linear(model: Any, row: Any, vocabulary: Sequence[str], output: int | None) -> list[Reason]:
    """The words of a row with their weights; for a class, how far it is ahead of the mean of the classes."""
    table = np.asarray(model.coef_) if hasattr(model, "coef_") else np.concatenate([np.asarray(one.coef_) for one in model.estimators_])
    coefficients = table[0] if output is None or len(table) == 1 else table[output] - table.mean(axis=0)
    return [Reason(masked_phrase(vocabulary[n]), float(coefficients[n])) for n in row.indices.tolist()]


def _best(reasons: Iterable[Reason], most: int) -> tuple[Reason, ...]:
    """The reasons that weigh most on each side, those for the position first."""
    kept: dict[str, float] = {}
    for reason in reasons:
        kept[reason.text] = kept.get(reason.text, 0.0) + reason.weight
    ranked = sorted((Reason(text, round(weight, 3)) for text, weight in kept.items() if abs(weight) >= LEAST), key=lambda r: (-r.weight, r.text))
    above, below = [r for r in ranked if r.weight > 0][:most], [r for r in ranked if r.weight < 0][-most:]
    return (*above, *sorted(below, key=lambda r: (r.weight, r.text)))


def _reasons(model: PositionClassifier, candidates: Candidates, n: int, stance: str, most: int) -> tuple[tuple[Reason, ...], tuple[Reason, ...]]:
    sparse = model.words_.transform([candidates.words[n]])
    position, stances = chances(model.position_text_, sparse, (1,)), chances(model.stance_text_, sparse, STANCE_CODES)
    table = stack(candidates.dense[[n]], position, stances).astype(float)[0]
    names = column_names(candidates.dense.shape[1])
    vocabulary = model.words_.vocabulary_
    counted = [Reason(name, float(weight)) for name, weight in zip(names, path_weights(model.position_, table), strict=True)]
    here = _best([*counted, *_linear(model.position_text_, sparse, vocabulary, None)], most)
    directed = _directed(model.stance_, table, names, stance)
    if not directed:
        return here, ()
    code = 1 + STANCES.index(stance)
    spoken = model.stance_text_.classes_.tolist()
    words = _linear(model.stance_text_, sparse, vocabulary, spoken.index(code)) if code in spoken else []
    return here, _best([*directed, *words], most)


def _directed(model: Any, table: Floats, names: Sequence[str], stance: str) -> list[Reason]:
    """What each column says for a stance, against the mean of the others."""
    code, classes = 1 + STANCES.index(stance), model.classes_.tolist()
    if code not in classes:
        return []
    outputs = [path_weights(model, table, k) for k in range(len(classes))] if len(classes) > 2 else [path_weights(model, table)]
    own = outputs[classes.index(code)] - np.mean(outputs, axis=0) if len(classes) > 2 else outputs[0] * (1 if classes.index(code) else -1)
    return [Reason(name, float(weight)) for name, weight in zip(names, own, strict=True)]


def _second_reasons(
    model: CascadeClassifier, survey: Survey, candidates: Candidates, n: int, seen: NDArray[np.float32], stance: str, most: int
) -> tuple[tuple[Reason, ...], tuple[Reason, ...]]:
    """The reasons of the second reading: the columns that its trees weighed, and the words that moved the network."""
    names = [*column_names(candidates.dense.shape[1]), *SECOND]
    table = seen.astype(float)
    here = [Reason(name, float(weight)) for name, weight in zip(names, path_weights(model.second_position_, table), strict=True)]
    directed = _directed(model.second_stance_, table, names, stance)
    code = 1 + STANCES.index(stance)
    for word, moved in model.encoder_of(survey.codebook).word_weights(survey.reading, candidates.frame.iloc[[n]]):
        here.append(Reason(f"the network read “{word}”", float(moved[0])))
        directed.append(Reason(f"the network read “{word}”", float(moved[code] - moved[1:].mean())))
    return _best(here, most), _best(directed, most)


def explain(model: PositionClassifier, document: Document, codebook: Codebook, most: int = 4) -> list[Explanation]:
    """Explain the positions in a document.

    Parameters
    ----------
    model : PositionClassifier
        A fitted classifier.
    document : Document
        The article.
    codebook : Codebook
        The issues.
    most : int
        Most reasons on each side.

    Returns
    -------
    list of Explanation
        In the order of their evidence; the same positions as `PositionClassifier.predict` reports.
    """
    survey = Surveyor(codebook)(document)
    candidates, decided = model.decide_surveys([survey])
    before: dict[tuple[str, int, int], tuple[str, float]] = {}
    if isinstance(model, CorrectedClassifier):
        for row in decided.sort_values("probability", kind="stable").to_dict("records"):
            before[row["party"], row["issue"], row["row"]] = (row["stance"], float(row["probability"]))
        candidates, decided = model.corrected([survey], codebook)
    read = model.second_readings([survey], candidates) if isinstance(model, CascadeClassifier) and len(candidates.frame) else {}
    found = []
    for row in decided[decided["probability"] >= model.threshold_].to_dict("records"):
        start, end = evidence_span(survey.reading, row["clause"], row["anchor"], row["statement"])
        n = int(row["row"])
        if n in read and isinstance(model, CascadeClassifier):
            position, direction = _second_reasons(model, survey, candidates, n, read[n], row["stance"], most)
        else:
            position, direction = _reasons(model, candidates, n, row["stance"], most)
        former, note = before.get((row["party"], row["issue"], row["row"])), ""
        if former is not None and (former[0] != row["stance"] or abs(former[1] - row["probability"]) >= 0.01):
            note = f"without corrections: {former[0]} {former[1]:.2f}"
        key = codebook.keys[row["issue"]]
        found.append(Explanation(row["party"], key, row["stance"], round(float(row["probability"]), 4), start, end, position, direction, note))
    return sorted(found, key=lambda e: (e.start, e.end, e.party, e.issue, e.stance))
