"""Writing a DNA database: coded documents as documents, statements and entities, into a new file or one that people work in.

A new file is made beside the old one and takes its place in one step, after SQLite has found it whole. In a database that exists, rows are
added and none is changed.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from classifier.analysis.dna_import import Mapping, Tables, find_type, open_database, read_documents, read_tables, values_of
from classifier.analysis.dna_restore import insert, restore_rows
from classifier.analysis.dna_schema import ATTRIBUTES, LIMIT, MYSQL_TEXT, STATEMENT_TYPES, VERSION, VERSION_DATE, ddl
from classifier.analysis.exchange import AGREES, CODER, COLOUR, EXTRA, Code, Offsets, cut, note_of, plain_text, seconds
from classifier.codebook import Codebook
from classifier.document import Document
from classifier.errors import InputError

PASSWORD = "stance"
ROUNDS = 100_000
"""How often DNA hashes a password."""


@dataclass(frozen=True)
class Written:
    """What an export did.

    Attributes
    ----------
    documents, statements : int
        How many were added.
    remarks : list of str
        What was cut, replaced or left as it was, in words.
    """

    documents: int
    statements: int
    remarks: list[str]


def password_hash(password: str, name: str) -> str:
    """A coder's password as DNA keeps it: salt and repeated SHA-256, in base 64.

    Parameters
    ----------
    password : str
        The password.
    name : str
        The coder's name; the salt is made of both, so that the same export gives the same bytes.
    """
    salt = hashlib.sha256(f"{name}\n{password}".encode()).digest()[:16]
    digest = hashlib.sha256(salt + password.encode()).digest()
    for _ in range(ROUNDS - 1):
        digest = hashlib.sha256(digest).digest()
    return base64.b64encode(salt + digest).decode("ascii")


def make_tables(connection: sqlite3.Connection) -> None:
    """Make DNA's tables in an empty database."""
    for statement in ddl():
        connection.execute(statement)


def fill_new(connection: sqlite3.Connection, password: str) -> None:
    """What a new database of DNA's holds: an administrator, settings, the three statement types."""
    connection.execute(
        "INSERT INTO CODERS (ID, Name, Red, Green, Blue, Password) VALUES (1, 'Admin', 255, 255, 0, ?)", (password_hash(password, "Admin"),)
    )
    connection.executemany("INSERT INTO SETTINGS VALUES (?, ?)", [("version", VERSION), ("date", VERSION_DATE)])
    for number, label, colour, variables in STATEMENT_TYPES:
        connection.execute("INSERT INTO STATEMENTTYPES VALUES (?, ?, ?, ?, ?)", (number, label, *colour))
        connection.executemany(
            "INSERT INTO VARIABLES (Variable, DataType, StatementTypeId) VALUES (?, ?, ?)",
            [(name, data, number) for name, data in variables],
        )
    connection.executemany(
        "INSERT INTO ATTRIBUTEVARIABLES (VariableId, AttributeVariable) VALUES (?, ?)",
        [(variable, name) for name in ATTRIBUTES for variable in (1, 2, 3)],
    )


class DatabaseWriter:
    """Adds coders, documents, entities and statements to a DNA database.

    Parameters
    ----------
    connection : sqlite3.Connection
        A database with DNA's tables.
    codebook : Codebook or None
        Labels of issues become concepts, aliases of parties an attribute.
    mapping : Mapping
        Names of the variables.
    password : str
        Of coders that are new.
    source : str
        Name of the file, for messages.
    """

    def __init__(self, connection: sqlite3.Connection, codebook: Codebook | None, mapping: Mapping, password: str, source: str) -> None:
        """Read what the database holds."""
        self._connection = connection
        self._mapping, self._password, self._source = mapping, password, source
        self._issues = {issue.key: issue for issue in codebook.issues} if codebook else {}
        self._parties = {party.name: party for party in codebook.parties} if codebook else {}
        tables = read_tables(connection)
        self.reading = find_type(tables, mapping, source)
        self._coders: dict[str, int] = {row["Name"]: row["ID"] for row in reversed(tables["CODERS"])}
        self._entities: dict[tuple[int, str], int] = {(row["VariableId"], row["Value"]): row["ID"] for row in tables["ENTITIES"]}
        self._attributes: dict[int, dict[str, int]] = {}
        for row in tables["ATTRIBUTEVARIABLES"]:
            self._attributes.setdefault(row["VariableId"], {})[row["AttributeVariable"]] = row["ID"]
        self._documents = self._known_documents(tables)
        self._statements = self._known_statements(tables)
        self.counts: Counter[str] = Counter()

    @staticmethod
    def _known_documents(tables: Tables) -> dict[str, list[tuple[str, int]]]:
        texts = {row["ID"]: row["Text"] for row in tables["DOCUMENTS"]}
        known: dict[str, list[tuple[str, int]]] = {}
        for number, document in read_documents(tables, texts).items():
            known.setdefault(document.text, []).append((document.id, number))
        return known

    def _known_statements(self, tables: Tables) -> set[tuple[Any, ...]]:
        values = values_of(tables, self.reading)
        known = set()
        for row in tables["STATEMENTS"]:
            if row["ID"] in values:
                own = values[row["ID"]]
                names = (own.get(self._mapping.person), own.get(self._mapping.organization), own.get(self._mapping.concept))
                known.add((row["DocumentId"], row["Start"], row["Stop"], row["Coder"], *names))
        return known

    def coder(self, name: str) -> int:
        """The coder of a name, added if there is none, with relations to all others."""
        short = self._cut(name, "names of coders")
        if short not in self._coders:
            colour = COLOUR if name == CODER else tuple(64 + byte // 2 for byte in hashlib.sha256(name.encode()).digest()[:3])
            row = {
                "Name": short,
                "Password": password_hash(self._password, short),
                **dict(zip(("Red", "Green", "Blue"), colour, strict=True)),
            }
            number = insert(self._connection, "CODERS", row)
            others = [other for (other,) in self._connection.execute("SELECT ID FROM CODERS WHERE ID != ? ORDER BY ID", (number,))]
            for other in others:
                insert(self._connection, "CODERRELATIONS", {"Coder": number, "OtherCoder": other})
                insert(self._connection, "CODERRELATIONS", {"Coder": other, "OtherCoder": number})
            self._coders[short] = number
        return self._coders[short]

    def _cut(self, name: str, what: str) -> str:
        short = cut(name)
        if short != name:
            self.counts[f"{what} did not fit into DNA's {LIMIT} characters and were cut; the whole is kept"] += 1
        return short

    def _variable(self, name: str, data: str) -> int:
        if name not in self.reading.variables:
            row = {"Variable": name, "DataType": data, "StatementTypeId": self.reading.type_id}
            self.reading.variables[name] = insert(self._connection, "VARIABLES", row)
        return self.reading.variables[name]

    def document(self, document: Document, coder: int) -> int:
        """The number of a document, added if its text is not there yet."""
        text = plain_text(document.text)
        same = self._documents.get(text, [])
        for name, number in same:
            if name == document.id or len(same) == 1:
                return number
        title = self._cut(document.title if document.title is not None else document.id, "titles")
        stamp = seconds(document.date)
        if stamp is None:
            self.counts["documents without a readable date are dated 1970-01-01"] += 1
            stamp = 0
        if text != document.text.replace("\r\n", "\n").replace("\r", "\n"):
            self.counts["texts held characters that SQLite cannot hold, replaced by a question mark in a box"] += 1
        if len(text.encode()) > MYSQL_TEXT:
            self.counts[
                f"texts are longer than {MYSQL_TEXT:,} bytes: whole in this file, too long should it be moved to a MySQL server"
            ] += 1
        row = {"Title": title, "Text": text, "Coder": coder, "Date": stamp, "Notes": note_of(document, title, stamp)}
        number = insert(self._connection, "DOCUMENTS", row)
        self._documents.setdefault(text, []).append((document.id, number))
        self.counts["documents"] += 1
        return number

    def entity(self, variable: int, value: str, notes: str = "", alias: str = "") -> int:
        """The entity of a value, added if there is none, with all attributes that its variable has."""
        if (variable, value) not in self._entities:
            number = insert(self._connection, "ENTITIES", {"VariableId": variable, "Value": value, "Red": 0, "Green": 0, "Blue": 0})
            for name, attribute in self._attributes.get(variable, {}).items():
                own = {"Notes": notes, "Alias": alias}.get(name, "")
                insert(self._connection, "ATTRIBUTEVALUES", {"EntityId": number, "AttributeVariableId": attribute, "AttributeValue": own})
            self._entities[variable, value] = number
        return self._entities[variable, value]

    def values(self, statement: int, code: Code) -> None:
        """Write the values of a statement that has none."""
        mapping, variables = self._mapping, self.reading.variables
        issue, party = self._issues.get(code.issue), self._parties.get(code.party)
        names = {
            mapping.person: code.speaker or "",
            mapping.organization: code.party,
            mapping.concept: issue.label if issue else code.issue,
        }
        short = {variable: self._cut(name, "names") for variable, name in names.items()}
        detail: dict[str, Any] = {"stance": code.stance, "issue": plain_text(code.issue), "concept": short[mapping.concept], **code.detail}
        whole = {short[variable]: plain_text(name) for variable, name in names.items() if len(plain_text(name)) > LIMIT}
        if whole:
            detail["whole"] = whole
        notes = {mapping.concept: cut(issue.proposition) if issue else ""}
        alias = {mapping.organization: _joined(party.aliases) if party else ""}
        for variable, name in short.items():
            entity = self.entity(variables[variable], name, notes.get(variable, ""), alias.get(variable, ""))
            insert(self._connection, "DATASHORTTEXT", {"StatementId": statement, "VariableId": variables[variable], "Entity": entity})
        agreement = {"StatementId": statement, "VariableId": variables[mapping.agreement], "Value": AGREES[code.stance]}
        insert(self._connection, "DATABOOLEAN", agreement)
        stance, probability, text = (self._variable(name, data) for name, data in EXTRA)
        insert(
            self._connection, "DATASHORTTEXT", {"StatementId": statement, "VariableId": stance, "Entity": self.entity(stance, code.stance)}
        )
        likely = code.detail.get("probability")
        percent = round(100 * likely) if isinstance(likely, int | float) and 0 <= likely <= 1 else 100
        insert(self._connection, "DATAINTEGER", {"StatementId": statement, "VariableId": probability, "Value": percent})
        kept = json.dumps(detail, ensure_ascii=True, sort_keys=True)
        insert(self._connection, "DATALONGTEXT", {"StatementId": statement, "VariableId": text, "Value": kept})

    def statement(self, code: Code, document: Document, number: int, offsets: Offsets) -> None:
        """Add a statement, unless the same coder's statement on the same words, actor and concept is there."""
        start, stop = offsets.to_dna(code.start), offsets.to_dna(code.end)
        coder = self.coder(code.coder or CODER)
        issue = self._issues.get(code.issue)
        key = (number, start, stop, coder, cut(code.speaker or ""), cut(code.party), cut(issue.label if issue else code.issue))
        if key in self._statements:
            self.counts["statements were there already and are left as they are"] += 1
            return
        if not start < stop:
            self.counts["statements have no words and are left out"] += 1
            return
        self._statements.add(key)
        row = {"StatementTypeId": self.reading.type_id, "DocumentId": number, "Start": start, "Stop": stop, "Coder": coder}
        self.values(insert(self._connection, "STATEMENTS", row), code)
        self.counts["statements"] += 1


def _joined(names: Sequence[str]) -> str:
    """As many of the names as an attribute holds, set apart by semicolons."""
    kept: list[str] = []
    for name in names:
        if len("; ".join([*kept, name])) <= LIMIT and ";" not in name:
            kept.append(name)
    return plain_text("; ".join(kept))


def write_dna(
    output: str | Path, documents: Iterable[Document], codes: Iterable[Code], codebook: Codebook | None = None,
    coder: str = CODER, tables: Tables | None = None, mapping: Mapping | None = None, password: str = PASSWORD,
) -> Written:  # fmt: skip
    """Write coded documents as a DNA database, or add them to one.

    Parameters
    ----------
    output : str or Path
        The database; if it exists, documents and statements are added and nothing in it is changed.
    documents : iterable of Document
        The texts.
    codes : iterable of Code
        The statements.
    codebook : Codebook, optional
        Its labels become the concepts; without it the issues' keys do.
    coder : str
        Whose statements those without a coder are.
    tables : dict, optional
        The rows of the database that the codes were imported from; used where `output` does not exist.
    mapping : Mapping, optional
        Names of the statement type and its variables.
    password : str
        Of the administrator of a new database and of new coders. It keeps nobody from the data: the file is not encrypted.

    Returns
    -------
    Written

    Raises
    ------
    InputError
        If `output` is no DNA 3 database, is open in another program, or cannot be written.
    """
    path, source = Path(output), str(output)
    mapping = mapping or Mapping()
    documents, codes = list(documents), list(codes)
    temporary = path.with_name(path.name + ".part")
    for leftover in ("-journal", "-wal"):
        if path.with_name(path.name + leftover).exists():
            raise InputError(source, "the database is open in another program; close it there first")
    try:
        temporary.unlink(missing_ok=True)
        with closing(sqlite3.connect(temporary, isolation_level=None)) as connection:
            changed: set[int] = set()
            if path.exists():
                with open_database(path) as former:
                    former.backup(connection)
                connection.execute("BEGIN")
            else:
                connection.execute("BEGIN")
                make_tables(connection)
                if tables is None:
                    fill_new(connection, password)
                else:
                    changed = restore_rows(connection, tables, documents, codes, codebook, mapping, source)
            connection.row_factory = sqlite3.Row
            writer = DatabaseWriter(connection, codebook, mapping, password, source)
            restored = set() if path.exists() or tables is None else {n for (n,) in connection.execute("SELECT ID FROM STATEMENTS")}
            _add(writer, documents, codes, coder, restored, changed)
            connection.execute("COMMIT")
            faults = [row[0] for row in connection.execute("PRAGMA integrity_check(1)") if row[0] != "ok"]
            faults += [f"{row[0]} points to nothing in {row[2]}" for row in connection.execute("PRAGMA foreign_key_check")]
            if faults:
                raise InputError(source, f"the result would be damaged ({faults[0]}); nothing was written")
        os.replace(temporary, path)
    except (sqlite3.Error, UnicodeError, OverflowError, LookupError, TypeError, AttributeError) as error:
        raise InputError(source, f"cannot be written ({error})") from None
    except OSError as error:
        raise InputError(source, f"cannot be written ({error.strerror})") from None
    finally:
        temporary.unlink(missing_ok=True)
    counts = dict(writer.counts)
    added, statements = counts.pop("documents", 0), counts.pop("statements", 0)
    return Written(added, statements, [f"{count} {what}" for what, count in counts.items()])


def _add(
    writer: DatabaseWriter, documents: Sequence[Document], codes: Sequence[Code], coder: str, restored: set[int], changed: set[int]
) -> None:
    of_document: dict[str, list[Code]] = {}
    for code in codes:
        of_document.setdefault(code.document_id, []).append(code)
    own = writer.coder(coder) if not restored or any(code.coder is None for code in codes) else 1
    for document in documents:
        number = writer.document(document, own)
        offsets = Offsets(document.text)
        for code in sorted(of_document.pop(document.id, ()), key=lambda code: (code.start, code.end)):
            named = code if code.coder else replace(code, coder=coder)
            if code.statement in restored:
                if code.statement in changed:
                    writer.values(int(code.statement or 0), named)
                    writer.counts["statements"] += 1
            else:
                writer.statement(named, document, number, offsets)
    missing = sum(map(len, of_document.values()))
    if missing:
        writer.counts["statements stand in documents that are not among the texts and are left out"] += missing
