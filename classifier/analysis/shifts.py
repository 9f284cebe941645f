"""Shifts: who changed stance, when, with the words before and after."""

from __future__ import annotations

import pandas as pd

from classifier.analysis.scores import SCORES
from classifier.analysis.table import checked, dates

COLUMNS = [
    "party", "issue", "from_date", "from_stance", "to_date", "to_stance", "change", "probability",
    "from_document", "from_speaker", "from_evidence", "to_document", "to_speaker", "to_evidence",
]  # fmt: skip


def shifts(positions: pd.DataFrame, least: float = 0.0) -> pd.DataFrame:
    """Who changed stance on what.

    A party's stance on a day is the one with the most probability behind it that day (the later one in the table if two are equal); a
    shift is a day whose stance is not that of the party's last day before it.

    Parameters
    ----------
    positions : DataFrame
        A table of positions with the columns of `classifier.position.COLUMNS`.
    least : float, default=0.0
        Statements less probable than this are not looked at: one wrong label makes two shifts.

    Returns
    -------
    DataFrame
        A row a shift, the newest first: `party`, `issue`, the day, stance, document, speaker and evidence before (``from_``) and after
        (``to_``), `change` (of the stance score, -2 to 2) and `probability` (that both labels are right, taken as independent). Statements
        without a date are left out.

    Raises
    ------
    InputError
        If the table is not one of positions.

    Examples
    --------
    >>> table = pd.DataFrame(
    ...     [("a", "Norland", "tolls", "oppose", 0.8, None, "No tolls.", "2025-03-02"),
    ...      ("b", "Norland", "tolls", "support", 0.5, "Ada Brook", "Tolls it is.", "2025-04-30")],
    ...     columns=["document_id", "party", "issue", "stance", "probability", "speaker", "evidence", "date"],
    ... )
    >>> shifts(table)[["party", "from_stance", "to_stance", "change", "probability"]].values.tolist()
    [['Norland', 'oppose', 'support', 2.0, 0.4]]
    """
    table = checked(positions, "document_id", "evidence", "date")
    table = table.assign(day=dates(table), order=range(len(table)))
    table = table[table["day"].notna() & (table["probability"] >= least)]
    if "speaker" not in table:
        table = table.assign(speaker=None)
    keys = ["party", "issue", "day"]
    support = table.groupby([*keys, "stance"], observed=True)["probability"].sum().rename("support")
    table = table.join(support, on=[*keys, "stance"])
    # The last row of a day is then the clearest statement of that day's stance.
    ordered = table.sort_values([*keys, "support", "probability", "order"], kind="stable")
    latest = ordered.groupby([*keys, "stance"], observed=True)["order"].transform("max")
    ordered = ordered.assign(latest=latest).sort_values([*keys, "support", "latest", "probability", "order"], kind="stable")
    daily = ordered.groupby(keys, observed=True, sort=False).tail(1)
    before = daily.groupby(["party", "issue"], observed=True, sort=False).shift(1)
    changed = before["stance"].notna() & (before["stance"] != daily["stance"])
    new, old = daily[changed], before[changed]
    result = pd.DataFrame(
        {
            "party": new["party"], "issue": new["issue"],
            "from_date": old["day"], "from_stance": old["stance"], "to_date": new["day"], "to_stance": new["stance"],
            "change": new["stance"].map(SCORES).astype(float) - old["stance"].map(SCORES).astype(float),
            "probability": new["probability"] * old["probability"],
            "from_document": old["document_id"], "from_speaker": old["speaker"], "from_evidence": old["evidence"],
            "to_document": new["document_id"], "to_speaker": new["speaker"], "to_evidence": new["evidence"],
        },
        columns=COLUMNS,
    )  # fmt: skip
    for name in ("from_speaker", "to_speaker"):
        result[name] = result[name].astype(object).where(result[name].notna(), None)
    return result.sort_values(["to_date", "party", "issue"], ascending=[False, True, True], kind="stable").reset_index(drop=True)
