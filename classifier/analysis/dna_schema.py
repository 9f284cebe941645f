"""The tables of a DNA 3 database: the format of the Discourse Network Analyzer's files, as facts.

Every rule that DNA's own files carry is here (types, defaults, checks, keys), so that a database written from it opens in DNA as one of
its own. `LIMIT` is the longest name, title or label that the checks let through.
"""

from __future__ import annotations

LIMIT = 190
"""Most characters of a name, title, label or attribute."""
MYSQL_TEXT = 16_777_215
"""Most bytes of a text where a project moves from a file to a MySQL server; files themselves have no such limit."""
VERSION, VERSION_DATE = "3.0.7", "2022-06-10"
"""The version of DNA whose format this is, as its files say it."""

_ID = "ID INTEGER NOT NULL PRIMARY KEY"
_DATA_ID = "ID INTEGER PRIMARY KEY NOT NULL"


def _short(name: str, rule: str = "") -> str:
    return f"{name} TEXT{rule} CHECK (LENGTH({name}) < {LIMIT + 1})"


def _whole(name: str, low: int, high: int, default: int, rule: str = " NOT NULL", default_last: bool = True) -> str:
    check, given = f"CHECK ({name} BETWEEN {low} AND {high})", f"DEFAULT {default}"
    return f"{name} INTEGER{rule} " + (f"{check} {given}" if default_last else f"{given} {check}")


def _flag(name: str) -> str:
    return f"{name} INTEGER NOT NULL DEFAULT 1 CHECK({name} BETWEEN 0 AND 1)"


def _key(column: str, table: str) -> str:
    return f"FOREIGN KEY({column}) REFERENCES {table}(ID) ON DELETE CASCADE"


_COLOUR = [_whole(name, 0, 255, 0, default_last=False) for name in ("Red", "Green", "Blue")]
_PERMISSIONS = (
    "AddDocuments", "EditDocuments", "DeleteDocuments", "ImportDocuments", "AddStatements", "EditStatements", "DeleteStatements",
    "EditAttributes", "EditRegex", "EditStatementTypes", "EditCoders", "EditCoderRelations", "ViewOthersDocuments", "EditOthersDocuments",
    "ViewOthersStatements", "EditOthersStatements",
)  # fmt: skip
_TYPES = " OR ".join(f"DataType = '{name}'" for name in ("boolean", "integer", "long text", "short text"))
_OF_STATEMENT = [_key("StatementId", "STATEMENTS"), _key("VariableId", "VARIABLES")]
_ONCE = "UNIQUE (StatementId, VariableId)"


def _data(value: str, *more: str) -> list[str]:
    return [_DATA_ID, "StatementId INTEGER NOT NULL", "VariableId INTEGER NOT NULL", value, *_OF_STATEMENT, *more, _ONCE]


_TABLES: dict[str, list[str]] = {
    "SETTINGS": ["Property TEXT PRIMARY KEY", "Value TEXT NOT NULL"],
    "CODERS": [
        _ID, _short("Name", " NOT NULL"), *_COLOUR, _whole("Refresh", 0, 9999, 0), _whole("FontSize", 1, 99, 14),
        _short("Password", " NOT NULL"), _whole("PopupWidth", 100, 9999, 300, ""), _whole("ColorByCoder", 0, 1, 0),
        _whole("PopupDecoration", 0, 1, 0), _whole("PopupAutoComplete", 0, 1, 1),
        *(_whole(f"Permission{name}", 0, 1, 1) for name in _PERMISSIONS),
    ],
    "DOCUMENTS": [
        _ID, _short("Title", " NOT NULL"), "Text TEXT NOT NULL", "Coder INTEGER",
        *(_short(name, " NOT NULL DEFAULT ''") for name in ("Author", "Source", "Section")), "Notes TEXT NOT NULL DEFAULT ''",
        _short("Type", " NOT NULL DEFAULT ''"), "Date INTEGER NOT NULL", _key("Coder", "CODERS"),
    ],
    "STATEMENTTYPES": [_ID, _short("Label", " NOT NULL"), *_COLOUR],
    "VARIABLES": [
        _ID, _short("Variable", " NOT NULL"), f"DataType TEXT NOT NULL CHECK ({_TYPES}) DEFAULT 'short text'", "StatementTypeId INTEGER",
        _key("StatementTypeId", "STATEMENTTYPES"), "UNIQUE (Variable, StatementTypeId)",
    ],
    "VARIABLELINKS": [
        _ID, "SourceVariableId INTEGER", "TargetVariableId INTEGER", "CHECK (TargetVariableId != SourceVariableId)",
        _key("SourceVariableId", "VARIABLES"), _key("TargetVariableId", "VARIABLES"),
    ],
    "REGEXES": [_short("Label", " PRIMARY KEY"), *_COLOUR],
    "CODERRELATIONS": [
        _ID, "Coder INTEGER CHECK(Coder > 0)", "OtherCoder INTEGER CHECK(OtherCoder > 0)",
        *(_flag(name) for name in ("viewStatements", "editStatements", "viewDocuments", "editDocuments")),
        "CHECK (Coder != OtherCoder)", _key("Coder", "CODERS"), _key("OtherCoder", "CODERS"),
    ],
    "STATEMENTS": [
        _ID, "StatementTypeId INTEGER", "DocumentId INTEGER", "Start INTEGER NOT NULL CHECK(Start >= 0)",
        "Stop INTEGER NOT NULL CHECK(Stop >= 0)", "Coder INTEGER", "CHECK (Start < Stop)", _key("StatementTypeId", "STATEMENTTYPES"),
        _key("Coder", "CODERS"), _key("DocumentId", "DOCUMENTS"),
    ],
    "DATABOOLEAN": _data("Value INTEGER NOT NULL DEFAULT 1"),
    "DATAINTEGER": _data("Value INTEGER NOT NULL DEFAULT 0"),
    "ENTITIES": [
        _DATA_ID, "VariableId INTEGER NOT NULL", _short("Value", " NOT NULL DEFAULT ''"),
        *(f"{name} INTEGER CHECK ({name} BETWEEN 0 AND 255)" for name in ("Red", "Green", "Blue")), "ChildOf INTEGER CHECK(ChildOf > 0)",
        "UNIQUE (VariableId, Value)", _key("ChildOf", "ENTITIES"), _key("VariableId", "VARIABLES"),
    ],
    "DATASHORTTEXT": _data("Entity INTEGER NOT NULL", _key("Entity", "ENTITIES")),
    "DATALONGTEXT": _data("Value TEXT DEFAULT ''"),
    "ATTRIBUTEVARIABLES": [
        _DATA_ID, "VariableId INTEGER NOT NULL", _short("AttributeVariable", " NOT NULL"), "UNIQUE(VariableId, AttributeVariable)",
        _key("VariableId", "VARIABLES"),
    ],
    "ATTRIBUTEVALUES": [
        _DATA_ID, "EntityId INTEGER NOT NULL", "AttributeVariableId INTEGER NOT NULL", _short("AttributeValue", " NOT NULL DEFAULT ''"),
        "UNIQUE (EntityId, AttributeVariableId)", _key("EntityId", "ENTITIES"), _key("AttributeVariableId", "ATTRIBUTEVARIABLES"),
    ],
}  # fmt: skip

TABLES = tuple(_TABLES)
"""The names of the tables, those that others point to first."""
DATA_TABLES = {"short text": "DATASHORTTEXT", "long text": "DATALONGTEXT", "integer": "DATAINTEGER", "boolean": "DATABOOLEAN"}
"""Where values of each data type stand."""
RULES = ("CHECK", "FOREIGN", "UNIQUE")


def columns(table: str) -> tuple[str, ...]:
    """The names of a table's columns, in order.

    Examples
    --------
    >>> columns("REGEXES")
    ('Label', 'Red', 'Green', 'Blue')
    """
    names = [part.split(" ", 1)[0] for part in _TABLES[table]]
    return tuple(name for name in names if name.partition("(")[0] not in RULES)


def ddl() -> list[str]:
    """The statements that make the tables.

    Examples
    --------
    >>> ddl()[0]
    'CREATE TABLE SETTINGS(Property TEXT PRIMARY KEY, Value TEXT NOT NULL)'
    """
    return [f"CREATE TABLE {name}({', '.join(parts)})" for name, parts in _TABLES.items()]


_CODED = (("person", "short text"), ("organization", "short text"), ("concept", "short text"), ("agreement", "boolean"))
_STORY = tuple((name, "short text") for name in ("narrator", "victim", "villain", "plot", "hero", "policy solution"))
STATEMENT_TYPES = (
    (1, "DNA Statement", (239, 208, 51), _CODED),
    (2, "NPF Story Element", (100, 200, 190), _STORY),
    (3, "Annotation", (211, 211, 211), (("note", "long text"),)),
)  # fmt: skip
"""The statement types of a new database: id, label, colour, variables."""
ATTRIBUTES = ("Type", "Alias", "Notes")
"""The attributes that persons, organisations and concepts have in a new database."""
