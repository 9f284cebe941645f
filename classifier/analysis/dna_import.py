"""Reading a DNA database: its documents and statements as coded articles, its concepts as the draft of a codebook.

The file is opened for reading alone. Everything that articles and codebook cannot hold - coders, colours, attributes, further statement
types and variables - comes along as plain rows, so that writing the database again loses nothing.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

from classifier.analysis.dna_schema import DATA_TABLES, TABLES, columns
from classifier.analysis.exchange import DETAIL, STANCE, Code, Offsets, cut, iso_date, plain_text, read_note, read_stance, slug
from classifier.codebook import Codebook, Issue, Party
from classifier.coding.linking import FUNCTION_WORDS
from classifier.document import Document
from classifier.errors import InputError
from classifier.text.passages import TOKEN

Row = dict[str, Any]
Tables = dict[str, list[Row]]
MOST_KEYWORDS = 6
MAX_NAME, MAX_KEY = 2_000, 100
"""Longest names and keys that a codebook takes."""


@dataclass(frozen=True)
class Mapping:
    """Which statement type and variables are read as positions.

    Parameters
    ----------
    statement_type : str or None
        Its label; None takes "DNA Statement", or else the first type with the four variables.
    person, organization, concept, agreement : str
        Names of the variables that are speaker, party, issue and stance.
    """

    statement_type: str | None = None
    person: str = "person"
    organization: str = "organization"
    concept: str = "concept"
    agreement: str = "agreement"


@dataclass(frozen=True)
class DnaProject:
    """A DNA database as read.

    Attributes
    ----------
    documents : list of Document
        In DNA's order.
    codes : list of Code
        The statements that are positions.
    codebook : Codebook or None
        A draft: concepts as issues, organisations as parties; None if no concept is used.
    tables : dict of str to list of dict
        All rows of all tables; texts of documents are left out.
    remarks : list of str
        What was not taken over, in words.
    """

    documents: list[Document]
    codes: list[Code]
    codebook: Codebook | None
    tables: Tables
    remarks: list[str]


@contextmanager
def open_database(path: str | Path) -> Iterator[sqlite3.Connection]:
    """A DNA database opened for reading, checked to be one.

    Parameters
    ----------
    path : str or Path
        The file.

    Raises
    ------
    InputError
        If it is missing, damaged, or no DNA 3 database.
    """
    source = str(path)
    if not Path(path).is_file():
        raise InputError(source, "this is a folder, no DNA database" if Path(path).is_dir() else "no such file")
    try:
        with closing(sqlite3.connect(f"file:{quote(str(Path(path).absolute()))}?mode=ro", uri=True)) as connection:
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute("PRAGMA cell_size_check = ON")
            connection.row_factory = sqlite3.Row
            check_schema(connection, source)
            fault = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
            if fault != "ok":
                raise InputError(source, f"the database is damaged ({fault})")
            yield connection
    except (sqlite3.Error, UnicodeError, OverflowError, MemoryError) as error:
        raise InputError(source, f"cannot be read as a DNA database ({error})") from None


def check_schema(connection: sqlite3.Connection, source: str) -> None:
    """Raise an InputError if the tables are not those of DNA 3."""
    objects = {row[1]: row[0] for row in connection.execute("SELECT type, name FROM sqlite_master WHERE type != 'index'")}
    missing = [name for name in TABLES if objects.get(name) != "table"]
    if missing:
        older = ", as in databases of DNA 2; open and convert it in DNA 3" if "DOCUMENTS" in objects else ""
        raise InputError(source, f"no DNA 3 database: table {missing[0]} is missing{older}")
    odd = [f"{kind} {name}" for name, kind in objects.items() if kind != "table"]
    if odd:
        raise InputError(source, f"no DNA 3 database: it holds the {odd[0]}, which DNA never makes")
    for table in TABLES:
        absent = set(columns(table)) - {row[1] for row in connection.execute(f"PRAGMA table_info({table})")}
        if absent:
            raise InputError(source, f"no DNA 3 database: {table} has no column {sorted(absent)[0]}")


def read_tables(connection: sqlite3.Connection) -> Tables:
    """All rows of all tables, in order of their ids."""
    tables: Tables = {}
    for table in TABLES:
        names = columns(table)
        rows = connection.execute(f"SELECT {', '.join(names)} FROM {table} ORDER BY rowid")
        tables[table] = [dict(zip(names, row, strict=True)) for row in rows]
    return tables


def _text(value: Any) -> str:
    return value if isinstance(value, str) else "" if value is None else str(value)


@dataclass(frozen=True)
class Reading:
    """The rows that positions are read from.

    Attributes
    ----------
    type_id : int
        The statement type.
    variables : dict of str to int
        Its variables by name.
    """

    type_id: int
    variables: dict[str, int]


def find_type(tables: Tables, mapping: Mapping, source: str) -> Reading:
    """The statement type that carries positions.

    Raises
    ------
    InputError
        If there is none.
    """
    wanted = {mapping.person: "short text", mapping.organization: "short text", mapping.concept: "short text", mapping.agreement: "boolean"}
    fits = []
    for kind in tables["STATEMENTTYPES"]:
        variables = [row for row in tables["VARIABLES"] if row["StatementTypeId"] == kind["ID"]]
        if all(any(row["Variable"] == name and row["DataType"] == data for row in variables) for name, data in wanted.items()):
            fits.append((kind["Label"], Reading(kind["ID"], {row["Variable"]: row["ID"] for row in variables})))
    label = mapping.statement_type
    for chosen in [label] if label is not None else ["DNA Statement", *(name for name, _ in fits)]:
        for name, reading in fits:
            if name == chosen:
                return reading
    names = ", ".join(repr(row["Label"]) for row in tables["STATEMENTTYPES"])
    raise InputError(source, f"no statement type{f' {label!r}' if label else ''} has the variables {', '.join(wanted)}; there are {names}")


def values_of(tables: Tables, reading: Reading) -> dict[int, Row]:
    """The values of each statement of the type, by the statement's id and the variable's name."""
    names = {number: name for name, number in reading.variables.items()}
    entity = {row["ID"]: _text(row["Value"]) for row in tables["ENTITIES"]}
    values: dict[int, Row] = {row["ID"]: {} for row in tables["STATEMENTS"] if row["StatementTypeId"] == reading.type_id}
    for table in DATA_TABLES.values():
        for row in tables[table]:
            if row["StatementId"] in values and row["VariableId"] in names:
                value = entity.get(row["Entity"], "") if table == "DATASHORTTEXT" else row["Value"]
                values[row["StatementId"]][names[row["VariableId"]]] = value
    return values


def _detail(values: Row) -> Row:
    try:
        detail = json.loads(_text(values.get(DETAIL)) or "{}")
    except (ValueError, RecursionError):
        return {}
    return detail if isinstance(detail, dict) else {}


def position_of(values: Row, mapping: Mapping) -> tuple[str, str, str, str | None, Row] | None:
    """Party, concept, stance, speaker and detail of a statement's values; None if it names no actor or no concept.

    A name that DNA had to cut is whole again, unless a person has changed it since.
    """
    detail = _detail(values)
    whole = detail.get("whole") if isinstance(detail.get("whole"), dict) else {}

    def name(variable: str) -> str:
        short = _text(values.get(variable)).strip()
        long = (whole or {}).get(short)
        return plain_text(long).strip() or short if isinstance(long, str) else short

    person, organization, concept = name(mapping.person), name(mapping.organization), name(mapping.concept)
    party = organization or person
    if not party or not concept:
        return None
    agreement = values.get(mapping.agreement)
    stance = read_stance(agreement if isinstance(agreement, int) else 1, _text(values.get(STANCE)), detail)
    kept: Row = {key: detail[key] for key in ("probability", "attribution") if key in detail}
    if isinstance(detail.get("issue"), str) and detail.get("concept") == _text(values.get(mapping.concept)):
        kept["issue"] = plain_text(detail["issue"])
    return party, concept, stance, person or None, kept


def read_documents(tables: Tables, texts: dict[int, Any]) -> dict[int, Document]:
    """The documents by their numbers in DNA; each has its former id, or ``dna-`` and its number."""
    documents: dict[int, Document] = {}
    taken: set[str] = set()
    for row in tables["DOCUMENTS"]:
        title, stamp = _text(row["Title"]), row["Date"] if isinstance(row["Date"], int) else 0
        _, kept = read_note(_text(row["Notes"]))
        name = kept.get("id") or f"dna-{row['ID']}"
        if name in taken:
            name = f"dna-{row['ID']}"
        taken.add(name)
        whole = kept.get("title", title)
        date = kept["date"] if "date" in kept else iso_date(stamp)
        documents[row["ID"]] = Document(name, plain_text(_text(texts.get(row["ID"]))), whole, date)
    return documents


def _phrases(concept: str) -> tuple[str, ...]:
    """Runs of words that carry a concept's meaning: first keywords for a draft."""
    runs: list[list[str]] = [[]]
    for word in TOKEN.findall(concept):
        if word[0].isalnum() and word.lower() not in FUNCTION_WORDS:
            runs[-1].append(word)
        elif runs[-1]:
            runs.append([])
    return tuple(dict.fromkeys(" ".join(run) for run in runs if run and len(" ".join(run)) > 2))[:MOST_KEYWORDS]


def draft_codebook(tables: Tables, reading: Reading, codes: list[Code], mapping: Mapping) -> tuple[Codebook | None, dict[str, str]]:
    """A codebook of the concepts and organisations, and the key of each concept.

    Parameters
    ----------
    tables : dict
        All rows.
    reading : Reading
        The statement type.
    codes : list of Code
        The positions, with concepts for issues.
    mapping : Mapping
        Names of the variables.
    """
    values: dict[int, list[str]] = {number: [] for number in reading.variables.values()}
    for row in tables["ENTITIES"]:
        if row["VariableId"] in values and _text(row["Value"]).strip():
            values[row["VariableId"]].append(_text(row["Value"]).strip())
    former = {code.issue: str(code.detail["issue"]) for code in codes if "issue" in code.detail}
    used = [code.issue for code in codes]
    cut_names = {cut(concept) for concept in used}
    concepts = [c for c in values[reading.variables[mapping.concept]] if c not in cut_names or c in used]
    keys: dict[str, str] = {}
    for concept in dict.fromkeys([*concepts, *used]):
        own = former.get(concept, "").strip()[:MAX_KEY]
        keys[concept] = own if own and own not in keys.values() else slug(concept, set(keys.values()) | set(former.values()) - {own})
    issues = tuple(
        Issue(key=key, label=concept[:MAX_NAME], proposition=concept[:MAX_NAME], keywords=_phrases(concept[:MAX_NAME]))
        for concept, key in keys.items()
    )
    if not issues:
        return None, keys
    homes: dict[str, set[str]] = {}
    for code in codes:
        if code.speaker and code.speaker != code.party:
            homes.setdefault(code.speaker, set()).add(code.party)
    aliases: dict[str, list[str]] = {code.party: [] for code in codes}
    for party, names in _aliases(tables, reading.variables[mapping.organization]).items():
        if party in aliases:
            aliases[party] += names
    for speaker, parties in homes.items():
        if len(parties) == 1:
            aliases[next(iter(parties))].append(speaker)
    drafted = tuple(
        Party(name=party[:MAX_NAME], aliases=tuple(dict.fromkeys(alias[:MAX_NAME] for alias in names)))
        for party, names in sorted(aliases.items())
    )
    return Codebook(name="dna", title="Imported from DNA", issues=issues, parties=drafted), keys


def _aliases(tables: Tables, variable: int) -> dict[str, list[str]]:
    """The attribute Alias of a variable's entities, taken apart at semicolons."""
    attributes = {
        row["ID"] for row in tables["ATTRIBUTEVARIABLES"] if row["AttributeVariable"] == "Alias" and row["VariableId"] == variable
    }
    names = {row["ID"]: _text(row["Value"]).strip() for row in tables["ENTITIES"] if row["VariableId"] == variable}
    return {
        names[row["EntityId"]]: [alias.strip() for alias in _text(row["AttributeValue"]).split(";") if alias.strip()]
        for row in tables["ATTRIBUTEVALUES"]
        if row["AttributeVariableId"] in attributes and row["EntityId"] in names
    }


def read_dna(path: str | Path, mapping: Mapping | None = None) -> DnaProject:
    """Read a DNA database.

    Parameters
    ----------
    path : str or Path
        A DNA 3 file (SQLite).
    mapping : Mapping, optional
        Which variables are speaker, party, issue and stance; DNA's own names by default.

    Returns
    -------
    DnaProject

    Raises
    ------
    InputError
        If it is no DNA 3 database, damaged, or has no such statement type.
    """
    mapping = mapping or Mapping()
    source = str(path)
    with open_database(path) as connection:
        tables = read_tables(connection)
    reading = find_type(tables, mapping, source)
    texts = {row["ID"]: row.pop("Text") for row in tables["DOCUMENTS"]}
    documents = read_documents(tables, texts)
    coders = {row["ID"]: _text(row["Name"]) for row in tables["CODERS"]}
    offsets = {number: Offsets(document.text) for number, document in documents.items()}
    values = values_of(tables, reading)
    left_out: Counter[str] = Counter()
    codes: list[Code] = []
    for row in tables["STATEMENTS"]:
        if row["ID"] not in values:
            left_out["of another statement type"] += 1
            continue
        read = position_of(values[row["ID"]], mapping)
        document = documents.get(row["DocumentId"])
        if read is None or document is None:
            left_out["without an actor or a concept"] += 1
            continue
        start, end = (offsets[row["DocumentId"]].from_dna(row[name]) if isinstance(row[name], int) else 0 for name in ("Start", "Stop"))
        if not 0 <= start < end <= len(document.text) or not document.text[start:end].strip():
            left_out["beyond the end of their documents, or empty"] += 1
            continue
        party, concept, stance, speaker, detail = read
        codes.append(Code(document.id, start, end, party, concept, stance, speaker, coders.get(row["Coder"]), row["ID"], detail))
    codebook, keys = draft_codebook(tables, reading, codes, mapping)
    codes = [replace(code, issue=keys[code.issue], detail={k: v for k, v in code.detail.items() if k != "issue"}) for code in codes]
    remarks = [f"{count} statement{'s' if count > 1 else ''} {what}: kept in dna.json alone" for what, count in left_out.items()]
    returns = sum("\r" in _text(text) for text in texts.values())
    if returns:
        remarks.append(f"{returns} texts had line ends of two characters; DNA counts them as one, and so they are written")
    return DnaProject(list(documents.values()), codes, codebook, tables, remarks)
