"""Putting an imported DNA database back: its rows as they were, but for the texts and codes that have changed since."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

from classifier.analysis.dna_import import Mapping, Row, Tables, find_type, position_of, read_documents, values_of
from classifier.analysis.dna_schema import DATA_TABLES, TABLES, columns
from classifier.analysis.exchange import EXTRA, Code, Offsets, plain_text
from classifier.codebook import Codebook
from classifier.document import Document


def insert(connection: sqlite3.Connection, table: str, row: dict[str, Any]) -> int:
    """Add a row; its id."""
    names = [name for name in columns(table) if name in row]
    marks = ", ".join("?" * len(names))
    cursor = connection.execute(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", [row[name] for name in names])
    return int(cursor.lastrowid or 0)


def restore_rows(
    connection: sqlite3.Connection,
    tables: Tables,
    documents: Sequence[Document],
    codes: Sequence[Code],
    codebook: Codebook | None,
    mapping: Mapping,
    source: str,
) -> set[int]:
    """Put the rows of an imported database back, with the texts and codes as they are now.

    Statements that are gone from `codes` are left out; those that changed get new values, those that did not keep their rows.

    Returns
    -------
    set of int
        Numbers of the statements that need their values written.
    """
    reading = find_type(tables, mapping, source)
    text_of = {document.id: plain_text(document.text) for document in documents}
    names = {number: document.id for number, document in read_documents(tables, {}).items()}
    gone = {number for number, name in names.items() if name not in text_of}
    own = {code.statement: code for code in codes if code.statement is not None}
    texts = {number: text_of.get(name, "") for number, name in names.items()}
    offsets = {document.id: Offsets(document.text) for document in documents}
    labels = {issue.key: issue.label for issue in codebook.issues} if codebook else {}
    coders = {row["ID"]: row["Name"] for row in tables["CODERS"]}
    values = values_of(tables, reading)
    dropped: set[int] = set()
    changed: set[int] = set()
    for row in tables["STATEMENTS"]:
        number, code = row["ID"], own.get(row["ID"])
        read = position_of(values[number], mapping) if number in values else None
        if row["DocumentId"] in gone or (read is not None and code is None and _was_imported(row, texts)):
            dropped.add(number)
        elif read is not None and code is not None:
            place = tuple(offsets[code.document_id].to_dna(n) for n in (code.start, code.end))
            now = (code.party, labels.get(code.issue, code.issue), code.stance, code.speaker)
            if now != (read[0], read[1], read[2], read[3]) and now != (read[0], read[1], read[2], read[3] or None):
                changed.add(number)
            row["Start"], row["Stop"] = place
            if code.coder != coders.get(row["Coder"]):
                row["Coder"] = next((n for n, name in coders.items() if name == code.coder), row["Coder"])
    replaced = {reading.variables[name] for name in (mapping.person, mapping.organization, mapping.concept, mapping.agreement)}
    replaced |= {reading.variables[name] for name, _ in EXTRA if name in reading.variables}
    data = set(DATA_TABLES.values())
    for table in TABLES:
        for row in tables[table]:
            if table == "DOCUMENTS":
                if row["ID"] in gone:
                    continue
                row = {**row, "Text": text_of[names[row["ID"]]]}
            if (table == "STATEMENTS" and row["ID"] in dropped) or (table in data and row["StatementId"] in dropped):
                continue
            if table in data and row["StatementId"] in changed and row["VariableId"] in replaced:
                continue
            insert(connection, table, row)
    return changed


def _was_imported(row: Row, texts: dict[int, str]) -> bool:
    """Whether a statement has words in its document, so that reading the database had made a code of it."""
    text = texts.get(row["DocumentId"], "")
    offsets = Offsets(text)
    start, end = offsets.from_dna(row["Start"]), offsets.from_dna(row["Stop"])
    return 0 <= start < end <= len(text) and bool(text[start:end].strip())
