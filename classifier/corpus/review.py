"""Review: which labelled statements are most worth a human look, and what people said of them.

First come statements that the model was in doubt of, that a party has not been seen to make before, or that contradict its other
statements; a party's statements on one issue are spread out, as one correction teaches about them all. What lies just below the threshold
is shown too.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from classifier.codebook import Codebook
from classifier.coding.candidates import Surveyor
from classifier.coding.correction import CHOICES, CorrectedClassifier, Example, choice_chances
from classifier.coding.evidence import evidence_span
from classifier.coding.model import PositionClassifier
from classifier.corpus.spreadsheet import read_spreadsheet, write_spreadsheet
from classifier.document import Document
from classifier.errors import InputError
from classifier.position import STANCES, party_key

CHANCES = tuple(f"chance_{name}" for name in CHOICES)
REVIEW_COLUMNS = (
    "correction", "correct_party", "correct_issue", "why", "party", "issue", "stance", "context", "probability", "reported", "speaker",
    "document_id", "date", "start", "end", "evidence", "codebook", *CHANCES,
)  # fmt: skip
TO_FILL = ("correction", "correct_party", "correct_issue", "why")
NUMBERS = ("probability", "start", "end", *CHANCES)
SHOWN = 0.5
"""Statements down to this share of the threshold are shown."""
CONTEXT = 200
"""Characters of the text shown on each side of the evidence."""
LONGEST = 4_000
RIGHT = frozenset({"ok", "right", "yes", "y", "x", "correct", "1"})
WRONG = frozenset({"none", "no", "wrong", "no position", "nothing", "n", "0"})
CHUNK = 64


def in_context(text: str, start: int, end: int) -> str:
    """The evidence between marks, with what stands around it, on one line."""
    before, after = max(0, start - CONTEXT), min(len(text), end + CONTEXT)
    inside = text[start:end] if end - start <= LONGEST else text[start : start + LONGEST] + " …"
    left, right = ("… " if before else "") + text[before:start], text[end:after] + (" …" if after < len(text) else "")
    return " ".join(f"{left}»{inside}«{right}".split())


def shown_statements(model: PositionClassifier, documents: Sequence[Document], codebook: Codebook) -> pd.DataFrame:
    """The statements of documents that a person could look at, with the chances of each choice.

    Parameters
    ----------
    model : PositionClassifier
        A fitted classifier.
    documents : sequence of Document
        The texts.
    codebook : Codebook
        The issues.

    Returns
    -------
    DataFrame
        The columns of `REVIEW_COLUMNS`, one row a party, issue and stance of a document, also somewhat below the threshold.
    """
    surveyor = Surveyor(codebook)
    rows: list[dict[str, Any]] = []
    for first in range(0, len(documents), CHUNK):
        chunk = documents[first : first + CHUNK]
        surveys = [surveyor(document) for document in chunk]
        decide = model.corrected(surveys, codebook) if isinstance(model, CorrectedClassifier) else model.decide_surveys(surveys)
        candidates, decided = decide
        decided = decided[worth_showing(decided, model.threshold_)].reset_index(drop=True)
        for row, chances in zip(decided.to_dict("records"), choice_chances(model, candidates, decided).tolist(), strict=True):
            document, reading = chunk[row["document"]], surveys[row["document"]].reading
            start, end = evidence_span(reading, row["clause"], row["anchor"], row["statement"])
            statement = reading.statements[row["statement"]] if row["statement"] >= 0 else None
            rows.append(
                {
                    "party": row["party"], "issue": codebook.keys[row["issue"]], "stance": row["stance"], "probability": float(row["probability"]),
                    "context": in_context(document.text, start, end), "speaker": statement.speaker if statement else None,
                    "document_id": document.id, "date": document.date, "start": start, "end": end, "evidence": document.text[start:end],
                    "codebook": codebook.name, **dict(zip(CHANCES, chances, strict=True)),
                }
            )  # fmt: skip
    table = pd.DataFrame(rows, columns=[name for name in REVIEW_COLUMNS if name not in {"reported", *TO_FILL}])
    return table.assign(reported=np.where(table["probability"] >= model.threshold_, "yes", "no"), **dict.fromkeys(TO_FILL, ""))


def worth_showing(decided: pd.DataFrame, threshold: float) -> NDArray[np.bool_]:
    """Which decided rows a coder is shown: what is reported, and the likeliest stance of what just missed it.

    Parameters
    ----------
    decided : DataFrame
        From `PositionClassifier.decide_surveys`.
    threshold : float
        Least probability of what is reported.

    Returns
    -------
    ndarray of bool, shape (n_rows,)
    """
    probability = decided["probability"]
    likeliest = decided.groupby(["document", "party", "issue"], sort=False)["probability"].transform("max")
    return np.asarray((probability >= threshold) | ((probability == likeliest) & (probability >= SHOWN * threshold)), dtype=bool)


def review_order(shown: pd.DataFrame, threshold: float) -> pd.DataFrame:
    """The statements most worth a look first, each with the reason why.

    Parameters
    ----------
    shown : DataFrame
        From `shown_statements`.
    threshold : float
        Least probability of what is reported.

    Returns
    -------
    DataFrame
        The same rows in another order, `why` filled in.
    """
    pairs = [(party_key(party), issue) for party, issue in zip(shown["party"], shown["issue"], strict=True)]
    reported = [probability >= threshold for probability in shown["probability"]]
    stances: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for pair, stance, is_reported in zip(pairs, shown["stance"], reported, strict=True):
        stances[pair][stance] += is_reported
    scores, reasons = [], []
    for pair, stance, is_reported, chances in zip(pairs, shown["stance"], reported, shown[list(CHANCES)].to_numpy(), strict=True):
        doubt = -sum(c * math.log(c) for c in chances if c > 0) / math.log(len(CHOICES))
        others = sum(count for other, count in stances[pair].items() if other != stance)
        alone = stances[pair].total() - is_reported == 0
        scores.append(doubt + (0.15 if others else 0.0) + (0.05 if alone else 0.0))
        why = []
        if others:
            why.append(f"contradicts {others} other statement{'s' if others > 1 else ''} of this party")
        if doubt > 0.5:
            why.append("the model is in doubt" if is_reported else "just missed being reported")
        if alone:
            why.append("the only statement of this party on this issue")
        reasons.append("; ".join(why) or "a check of what the model is sure of")
    order: list[int] = []
    seen: Counter[tuple[str, str]] = Counter()
    for n in np.argsort(-np.array(scores), kind="stable").tolist():
        scores[n] *= 0.95 ** seen[pairs[n]]
        seen[pairs[n]] += 1
    order = np.argsort(-np.array(scores), kind="stable").tolist()
    return shown.assign(why=reasons).iloc[order].reset_index(drop=True)


def mark_reported(shown: pd.DataFrame, positions: pd.DataFrame, codebook: Codebook, documents: Sequence[Document]) -> pd.DataFrame:
    """Say which statements stand in a table of positions; rows of it that the model does not find again are added.

    Parameters
    ----------
    shown : DataFrame
        From `shown_statements`.
    positions : DataFrame
        What was reported.
    codebook : Codebook
        Its name goes into added rows.
    documents : sequence of Document
        The texts.

    Returns
    -------
    DataFrame
    """
    texts = {document.id: document.text for document in documents}
    keys = list(zip(shown["document_id"], shown["party"].map(party_key), shown["issue"], shown["stance"], strict=True))
    wanted = {(row["document_id"], party_key(row["party"]), row["issue"], row["stance"]): row for row in positions.to_dict("records")}
    shown = shown.assign(reported=["yes" if key in wanted else "no" for key in keys])
    rows: list[dict[str, Any]] = []
    for key in wanted.keys() - set(keys):
        row = wanted[key]
        text, start, end = texts.get(row["document_id"], ""), int(row["start"]), int(row["end"])
        if text[start:end] != row["evidence"] or row["issue"] not in codebook.keys:
            continue
        chance = float(row["probability"])
        chances = [1 - chance, *(chance if name == row["stance"] else 0.0 for name in STANCES)]
        rows.append(
            {
                **{str(name): value for name, value in row.items()},
                "context": in_context(text, start, end),
                "reported": "yes",
                "codebook": codebook.name,
                **dict(zip(CHANCES, chances, strict=True)),
            }
        )
    if not rows:
        return shown
    added = pd.DataFrame(rows).sort_values(["document_id", "start", "party", "issue", "stance"])
    return pd.concat([shown, added.assign(**dict.fromkeys(TO_FILL, ""))[list(shown.columns)]], ignore_index=True)


def write_review(review: pd.DataFrame, path: str | Path) -> None:
    """Write statements to look at as a CSV file for spreadsheets, the columns to fill in first."""
    rows = []
    for row in review.to_dict("records"):
        rounded = {name: round(float(row[name]), 4) for name in ("probability", *CHANCES)}
        plain = {name: None if not isinstance(row[name], str) else row[name] for name in ("speaker", "date")}
        rows.append({**{str(name): value for name, value in row.items()}, **rounded, **plain})
    write_spreadsheet(rows, REVIEW_COLUMNS, path, NUMBERS)


def _number(cell: str, source: str, place: str, name: str) -> float:
    try:
        value = float(cell.strip().replace(",", "."))
    except ValueError:
        value = math.nan
    if not 0 <= value <= 1:
        raise InputError(source, f"{name} {cell!r} is no number from 0 to 1; leave that column as it was written", place)
    return value


def read_review(path: str | Path, codebook: Codebook | None = None) -> list[Example]:
    """Read what people said in a review file.

    Parameters
    ----------
    path : str or Path
        A file of `write_review`, as a spreadsheet saved it. In `correction` stands nothing (not looked at), ``ok``, ``none`` or the right
        stance; `correct_party` and `correct_issue` may name whose position it is, or on what.
    codebook : Codebook, optional
        If given, issues must be in it.

    Returns
    -------
    list of Example
        One for each row that was looked at, two where party or issue was wrong.

    Raises
    ------
    InputError
        If a column is missing or a correction is none that is known; it names the row.
    """
    source = str(path)
    examples: list[Example] = []
    for number, row in enumerate(read_spreadsheet(path, ("correction", "party", "issue", "stance", "evidence", *CHANCES)), 2):
        place = f"row {number}"
        said = " ".join(row["correction"].split()).casefold()
        party, issue = row.get("correct_party", "").strip(), row.get("correct_issue", "").strip()
        if not said and not party and not issue:
            continue
        if row["stance"] not in STANCES:
            raise InputError(source, f"{row['stance']!r} is no stance; leave that column as it was written", place)
        if said in RIGHT or (not said and (party or issue)):
            choice = row["stance"]
        elif said in WRONG:
            choice = "none"
        elif said in STANCES:
            choice = said
        else:
            raise InputError(source, f"{row['correction']!r} is no correction; write ok, none, {', '.join(STANCES)}, or nothing", place)
        if codebook is not None and issue and issue not in codebook.keys:
            raise InputError(source, f"issue {issue!r} is not in the codebook; it has {', '.join(codebook.keys)}", place)
        chances = tuple(_number(row[name], source, place, name) for name in CHANCES)
        moved = (party and party_key(party) != party_key(row["party"])) or (issue and issue != row["issue"])
        examples.append(Example(row["party"], row["issue"], row["evidence"], chances, "none" if moved else choice))
        if moved and choice != "none":
            # What was not shown had no chances of its own; an even one lets the correction speak.
            even = (0.5, *(0.5 * chance / max(sum(chances[1:]), 1e-9) for chance in chances[1:]))
            examples.append(Example(party or row["party"], issue or row["issue"], row["evidence"], even, choice))
    return examples
