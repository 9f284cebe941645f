"""Data frames in, data frames out: pandas, and whatever gives and takes pandas frames piece by piece, as Spark's ``mapInPandas`` does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from classifier.batch.articles import MAX_CHARS
from classifier.batch.columns import Columns, choose_columns
from classifier.batch.rows import Row, make_row
from classifier.batch.scorer import positions_of
from classifier.errors import InputError
from classifier.position import COLUMNS

if TYPE_CHECKING:
    from classifier.codebook import Codebook
    from classifier.coding.model import PositionClassifier

Errors = Literal["raise", "skip"]

_SPARK_TYPES = {"start": "bigint", "end": "bigint", "probability": "double"}
SPARK_SCHEMA = ", ".join(f"{name} {_SPARK_TYPES.get(name, 'string')}" for name in COLUMNS)
"""The schema of a table of positions, in Spark's words."""


def positions_table(records: Iterable[dict[str, Any]]) -> pd.DataFrame:
    """Records as a table whose types are the same with many rows and with none."""
    table = pd.DataFrame(list(records), columns=list(COLUMNS), dtype=object)
    return table.astype({"start": "int64", "end": "int64", "probability": "float64"})


def _rows(frame: pd.DataFrame, columns: Columns | None, max_chars: int) -> list[Row]:
    names = [str(name) for name in frame.columns]
    chosen = choose_columns(names, columns or Columns(), "data frame")
    # The index of the frame is no identifier: Spark and Dask number each piece from 0.
    values = {role: frame.iloc[:, names.index(name)].tolist() for role, name in chosen.by_role() if name is not None}
    if "id" not in values:
        raise InputError("data frame", f"no column looks like the id; name it; its columns are {', '.join(map(repr, names))}")
    rows = []
    seen: set[str] = set()
    for number in range(len(frame)):
        fields = {role: None if _missing(column[number]) else column[number] for role, column in values.items()}
        row = make_row("data frame", number + 1, fields, "", max_chars)
        if row.document is not None and not row.id:
            row = Row(row.file, row.number, None, None, "no id: the field is missing or null")
        elif row.document is not None and row.document.id in seen:
            row = Row(row.file, row.number, row.id, None, f"duplicate id: {row.id!r} occurred before")
        elif row.document is not None:
            seen.add(row.document.id)
        rows.append(row)
    return rows


def _missing(value: Any) -> bool:
    return value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and value != value)


def score_frame(
    frame: pd.DataFrame,
    codebook: Codebook,
    model: PositionClassifier | str | None = None,
    *,
    columns: Columns | None = None,
    errors: Errors = "raise",
    max_chars: int = MAX_CHARS,
) -> pd.DataFrame:
    """The positions in the documents of a data frame.

    Parameters
    ----------
    frame : DataFrame
        A document a row, with columns for text and id, and perhaps title and date.
    codebook : Codebook
        The issues.
    model : PositionClassifier or str, optional
        A classifier, or "fast" (the default), "accurate" or a model file.
    columns : Columns, optional
        Names of the columns; those that are not named are guessed.
    errors : {'raise', 'skip'}, default='raise'
        What to do with rows that cannot be scored. Those that are skipped are listed in ``attrs["rejects"]`` of the result.
    max_chars : int, default=1_000_000
        Longer texts cannot be scored; 0 for no limit.

    Returns
    -------
    DataFrame
        One row a position, with the columns of `classifier.position.COLUMNS`.

    Raises
    ------
    InputError
        If a column is missing, or with ``errors="raise"`` at the first row that cannot be scored.
    """
    if model is None or isinstance(model, str):
        from classifier.coding.persistence import load_model

        model = load_model(model)
    rows = _rows(frame, columns, max_chars)
    rejects = [{"row": row.number, "id": row.id, "reason": row.reason} for row in rows if row.document is None]
    if rejects and errors == "raise":
        raise InputError("data frame", str(rejects[0]["reason"]), f"row {rejects[0]['row']}")
    good = [row for row in rows if row.document is not None]
    records, failures = positions_of(model, [row.document for row in good if row.document is not None], codebook)
    for number, reason in failures.items():
        if errors == "raise":
            raise InputError("data frame", reason, f"row {good[number].number}")
        rejects.append({"row": good[number].number, "id": good[number].id, "reason": reason})
    table = positions_table(records)
    if rejects:
        table.attrs["rejects"] = sorted(rejects, key=lambda reject: int(str(reject["row"])))
    return table


def score_frames(
    frames: Iterable[pd.DataFrame],
    codebook: Codebook,
    model: PositionClassifier | str | None = None,
    *,
    columns: Columns | None = None,
    errors: Errors = "raise",
    max_chars: int = MAX_CHARS,
) -> Iterator[pd.DataFrame]:
    """The positions in the documents of each data frame in turn, as Spark's ``mapInPandas`` asks for.

    Parameters are those of `score_frame`; in each process the model is read once.

    Yields
    ------
    DataFrame
        The table of `score_frame`, for each frame that has rows.
    """
    for frame in frames:
        if len(frame):
            yield score_frame(frame, codebook, model, columns=columns, errors=errors, max_chars=max_chars)


def rejected_rows(frame: pd.DataFrame, *, columns: Columns | None = None, max_chars: int = MAX_CHARS) -> pd.DataFrame:
    """The rows of a data frame that cannot be scored; nothing is scored.

    Parameters
    ----------
    frame : DataFrame
        As for `score_frame`.
    columns : Columns, optional
        Names of the columns.
    max_chars : int, default=1_000_000
        Longest text.

    Returns
    -------
    DataFrame
        ``row`` (number, from 1), ``id``, ``reason``.

    Examples
    --------
    >>> rejected_rows(pd.DataFrame({"id": ["a", "b"], "text": ["The talks go on.", ""]}))["reason"].tolist()
    ['no text: the field is empty']
    """
    bad = [(row.number, row.id, row.reason) for row in _rows(frame, columns, max_chars) if row.document is None]
    return pd.DataFrame(bad, columns=["row", "id", "reason"], dtype=object).astype({"row": "int64"})
