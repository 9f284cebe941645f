"""Tables of positions: read from a file, made from coded articles, checked."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd

from classifier.corpus.gold import GoldArticle
from classifier.errors import InputError
from classifier.position import COLUMNS, STANCES

SUFFIXES = (".parquet", ".csv", ".jsonl")
"""The forms of a file of positions."""
SURROGATE = re.compile(r"[\ud800-\udfff]")


def checked(positions: pd.DataFrame, *columns: str, source: str = "positions") -> pd.DataFrame:
    """The table itself, if it is one that can be counted.

    Parameters
    ----------
    positions : DataFrame
        A table of positions.
    *columns : str
        The columns that are needed beside party, issue and stance.
    source : str
        The name for messages.

    Returns
    -------
    DataFrame
        The same rows, numbered from 0, with `probability` a float: 1 where none is given.

    Raises
    ------
    InputError
        If a column is missing, a party, issue or stance is empty or unknown, or a probability is no number from 0 to 1.

    Examples
    --------
    >>> checked(pd.DataFrame({"party": ["Norland"], "issue": ["tolls"], "stance": ["maybe"]}))
    Traceback (most recent call last):
    classifier.errors.InputError: positions, row 1: 'maybe' is no stance; one of support, oppose, conditional, neutral
    """
    needed = ("party", "issue", "stance", *columns)
    missing = [name for name in needed if name not in positions.columns]
    if missing:
        raise InputError(source, f"column {missing[0]!r} is missing; a table of positions has {', '.join(COLUMNS)}")
    table = positions.reset_index(drop=True)
    for name in ("party", "issue"):
        empty = np.flatnonzero([value is None or value != value or not str(value).strip() for value in table[name].tolist()])
        if len(empty):
            raise InputError(source, f"{name} is empty", f"row {empty[0] + 1}")
    strange = np.flatnonzero(~table["stance"].isin(STANCES))
    if len(strange):
        raise InputError(source, f"{table['stance'].iloc[strange[0]]!r} is no stance; one of {', '.join(STANCES)}", f"row {strange[0] + 1}")
    given = table["probability"] if "probability" in table else pd.Series(np.nan, index=table.index)
    probability = pd.to_numeric(given, errors="coerce").astype(float)
    wrong = np.flatnonzero((probability.isna() & given.notna()) | (probability < 0) | (probability > 1))
    if len(wrong):
        raise InputError(source, f"probability {given.iloc[wrong[0]]!r} is no number from 0 to 1", f"row {wrong[0] + 1}")
    return table.assign(probability=probability.fillna(1.0))


def dates(positions: pd.DataFrame) -> pd.Series[pd.Timestamp]:
    """The dates of a table's rows, NaT where there is none or it is not ISO 8601.

    Examples
    --------
    >>> dates(pd.DataFrame({"date": ["2025-03-17", None, "last week"]})).isna().tolist()
    [False, True, True]
    """
    found = pd.to_datetime(positions["date"].astype(object), errors="coerce", format="ISO8601", utc=True)
    return found.dt.tz_localize(None).dt.normalize()


def gold_table(articles: Iterable[GoldArticle]) -> pd.DataFrame:
    """The codes of articles as a table of positions, as if a classifier had found them.

    Parameters
    ----------
    articles : iterable of GoldArticle
        Coded articles.

    Returns
    -------
    DataFrame
        The columns of `classifier.position.COLUMNS`; `probability` is 1, `attribution` says ``coded``.

    Examples
    --------
    >>> from classifier import Document, Position
    >>> code = Position("Norland", "tolls", "oppose", "wants the tolls gone")
    >>> article = GoldArticle(Document("a", "Norland wants the tolls gone."), (code,))
    >>> gold_table([article])[["party", "stance", "start", "end"]].values.tolist()
    [['Norland', 'oppose', 8, 28]]
    """
    records = []
    for article in articles:
        document = article.document
        for code in article.positions:
            start = document.text.find(code.evidence)
            end = start + len(code.evidence)
            records.append(
                (document.id, code.party, code.issue, code.stance, 1.0, code.speaker, code.evidence, start, end, "coded", document.date)
            )
    table = pd.DataFrame(records, columns=list(COLUMNS), dtype=object)
    words = ("document_id", "party", "issue", "stance", "evidence", "attribution")
    return table.astype(dict.fromkeys(words, str) | {"probability": "float64", "start": "int64", "end": "int64"})


def _json_lines(path: Path) -> list[dict[str, object]]:
    records = []
    for n, line in enumerate(path.read_text(encoding="utf-8-sig").split("\n"), 1):
        if line.strip():
            try:
                record = json.loads(line)
            except (json.JSONDecodeError, RecursionError):
                raise InputError(str(path), "no valid JSON", f"line {n}") from None
            if not isinstance(record, dict):
                raise InputError(str(path), "a position is a JSON object", f"line {n}")
            if any(isinstance(value, str) and SURROGATE.search(value) for value in record.values()):
                raise InputError(str(path), "broken encoding: a lone surrogate", f"line {n}")
            records.append(record)
    return records


def read_positions(path: str | Path) -> pd.DataFrame:
    """Read a file of positions.

    Parameters
    ----------
    path : str or Path
        A Parquet, CSV or JSON Lines file, or a folder of Parquet files, with the columns of `classifier.position.COLUMNS`.

    Returns
    -------
    DataFrame
        Its rows, checked.

    Raises
    ------
    InputError
        If there is no such file, or it is no table of positions.

    Examples
    --------
    >>> read_positions("missing.csv")
    Traceback (most recent call last):
    classifier.errors.InputError: missing.csv: no such file
    """
    path = Path(path)
    source, suffix = str(path), path.suffix.lower()
    if not path.exists():
        raise InputError(source, "no such file")
    if path.is_dir():
        suffix = ".parquet"
    if suffix not in SUFFIXES:
        raise InputError(source, f"a table of positions is a folder of Parquet files or one of {', '.join(SUFFIXES)}")
    words = dict.fromkeys(("document_id", "party", "issue", "stance", "speaker", "evidence", "attribution", "date"), str)
    try:
        if suffix == ".parquet":
            table = pd.read_parquet(path)
        elif suffix == ".csv":
            # A party may be called "NA" or "None"; only nothing at all is nothing.
            nothing = {name: [""] for name in COLUMNS}
            table = pd.read_csv(path, dtype=words, keep_default_na=False, na_values=nothing, encoding="utf-8-sig")
        else:
            table = pd.DataFrame(_json_lines(path), columns=list(COLUMNS))
    except InputError:
        raise
    except Exception as error:
        fault = (str(error).splitlines() or [type(error).__name__])[0]
        raise InputError(source, f"cannot be read as {suffix[1:]} ({fault})") from None
    table = checked(table, "document_id", "evidence", "start", "end", source=source)
    for name in ("document_id", "party", "issue", "evidence"):
        table[name] = table[name].where(table[name].notna(), "").astype(str)
    for name in ("start", "end"):
        number = pd.to_numeric(table[name], errors="coerce")
        wrong = np.flatnonzero(number.isna() | (number < 0))
        if len(wrong):
            raise InputError(source, f"{name} {table[name].iloc[wrong[0]]!r} is no offset", f"row {wrong[0] + 1}")
        table[name] = number.astype("int64")
    for name in ("speaker", "attribution", "date"):
        if name not in table:
            table[name] = pd.Series(None, index=table.index, dtype=object)
        elif name != "attribution":
            table[name] = table[name].astype(object).where(table[name].notna(), None)
    return table[list(COLUMNS)]
