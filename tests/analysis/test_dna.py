"""DNA databases: read, written, added to; the sample database is the measure."""

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from classifier.analysis.coded_files import codebook_text, gold_records, read_gold_codes, read_rows, table_codes, write_project
from classifier.analysis.dna_export import password_hash, write_dna
from classifier.analysis.dna_import import Mapping, read_dna
from classifier.analysis.dna_schema import TABLES, ddl
from classifier.analysis.exchange import CODER, COLOUR, Code
from classifier.analysis.table import gold_table
from classifier.codebook import Codebook, Issue, Party, parse_codebook
from classifier.corpus.gold import read_gold
from classifier.document import Document
from classifier.errors import InputError

SAMPLE = Path(__file__).parents[3] / "shared" / "data" / "sample.dna"
needs_sample = pytest.mark.skipif(not SAMPLE.exists(), reason="the sample database is not there (../shared/data/sample.dna)")

BOOK = Codebook(
    name="quay",
    issues=[
        Issue(key="quay", label="New quay", proposition="The new quay is built.", keywords=("new quay",)),
        Issue(key="dredging", label="Dredging", proposition="The harbour is dredged.", keywords=("dredging",)),
    ],
    parties=[Party(name="Harbour Union", aliases=("the union", "Ada Brandt"))],
)
TEXT = (
    "The Harbour Union rejects the new quay.\n\n"
    "The council will accept dredging only once it is paid. 🚢 The union backs dredging, said Ada Brandt."
)
DOCUMENTS = [Document("a1", TEXT, "Quay row", "2024-05-17"), Document("a2", "Nothing to report.", None, None)]


def code(words, party, issue, stance, speaker=None, text=TEXT, **more):
    start = text.index(words)
    return Code("a1", start, start + len(words), party, issue, stance, speaker, **more)


CODES = [
    code("rejects the new quay", "Harbour Union", "quay", "oppose", detail={"probability": 0.8312, "attribution": "narrator"}),
    code("will accept dredging only once it is paid", "Town council", "dredging", "conditional", detail={"probability": 0.5}),
    code("backs dredging", "Harbour Union", "dredging", "neutral", "Ada Brandt", detail={"probability": 0.25}),
]


def rows(path, query):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


def contents(path):
    return {table: rows(path, f"SELECT * FROM {table} ORDER BY rowid") for table in TABLES}


def whole(path):
    return rows(path, "PRAGMA integrity_check") == [("ok",)] and rows(path, "PRAGMA foreign_key_check") == []


def bare(codes):
    """Codes without the number that a database gives them."""
    return [Code(**{**{name: getattr(c, name) for name in Code.__dataclass_fields__}, "statement": None}) for c in codes]


@needs_sample
def test_the_schema_equals_the_sample(tmp_path):
    write_dna(tmp_path / "new.dna", DOCUMENTS, CODES, BOOK)
    query = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY rowid"
    assert rows(tmp_path / "new.dna", query) == rows(SAMPLE, query)
    for table in TABLES:
        for fact in ("table_xinfo", "foreign_key_list", "index_list"):
            assert rows(tmp_path / "new.dna", f"PRAGMA {fact}({table})") == rows(SAMPLE, f"PRAGMA {fact}({table})")
    for fact in ("encoding", "page_size", "journal_mode", "user_version", "application_id"):
        assert rows(tmp_path / "new.dna", f"PRAGMA {fact}") == rows(SAMPLE, f"PRAGMA {fact}")


@needs_sample
def test_the_sample_reads_as_its_tables_say():
    project = read_dna(SAMPLE)
    assert len(project.documents) == 7 and len(project.codes) == 40
    assert len(project.codebook.issues) == 6
    query = """SELECT s.Start, s.Stop, p.Value, o.Value, c.Value, b.Value, d.Text FROM STATEMENTS s JOIN DOCUMENTS d ON d.ID = s.DocumentId
        JOIN DATASHORTTEXT dp ON dp.StatementId = s.ID AND dp.VariableId = 1 JOIN ENTITIES p ON p.ID = dp.Entity
        JOIN DATASHORTTEXT do ON do.StatementId = s.ID AND do.VariableId = 2 JOIN ENTITIES o ON o.ID = do.Entity
        JOIN DATASHORTTEXT dc ON dc.StatementId = s.ID AND dc.VariableId = 3 JOIN ENTITIES c ON c.ID = dc.Entity
        JOIN DATABOOLEAN b ON b.StatementId = s.ID ORDER BY s.ID"""
    label = {issue.key: issue.label for issue in project.codebook.issues}
    texts = {document.id: document.text for document in project.documents}
    found = [(c.start, c.end, c.speaker, c.party, label[c.issue], int(c.stance == "support"), texts[c.document_id]) for c in project.codes]
    assert found == rows(SAMPLE, query)


@needs_sample
def test_import_export_import_is_equal_down_to_every_row(tmp_path):
    runner = CliRunner()
    from classifier.cli import _register, app

    _register()
    for command in (
        ["dna", "import", str(SAMPLE), "--output", str(tmp_path / "one")],
        ["dna", "export", str(tmp_path / "one" / "gold.jsonl"), "--output", str(tmp_path / "again.dna")],
        ["dna", "import", str(tmp_path / "again.dna"), "--output", str(tmp_path / "two")],
    ):
        result = runner.invoke(app, command)
        assert result.exit_code == 0, result.output
    assert contents(tmp_path / "again.dna") == contents(SAMPLE)
    assert whole(tmp_path / "again.dna")
    for name in ("gold.jsonl", "codebook.yaml", "dna.json"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    assert [len(article.positions) for article in read_gold(tmp_path / "one" / "gold.jsonl")] == [4, 5, 11, 4, 6, 6, 4]
    assert read_gold_codes(tmp_path / "one" / "gold.jsonl")[1] == read_dna(SAMPLE).codes


@needs_sample
def test_without_its_rows_the_gold_file_gives_equal_documents_statements_and_entities(tmp_path):
    project = read_dna(SAMPLE)
    write_dna(tmp_path / "new.dna", project.documents, project.codes, project.codebook)
    again = read_dna(tmp_path / "new.dna")
    assert again.documents == project.documents
    assert bare(again.codes) == bare(project.codes)
    assert again.codebook == project.codebook
    used = "SELECT Value FROM ENTITIES WHERE VariableId < 4 AND ID IN (SELECT Entity FROM DATASHORTTEXT) ORDER BY VariableId, Value"
    assert rows(tmp_path / "new.dna", used) == rows(SAMPLE, used)
    assert whole(tmp_path / "new.dna")


@needs_sample
def test_adding_leaves_what_people_coded_untouched(tmp_path):
    path = tmp_path / "project.dna"
    shutil.copy(SAMPLE, path)
    before = contents(path)
    text = read_dna(SAMPLE).documents[2]
    known = Code(text.id, 300, 400, "Sierra Club", "carbon", "conditional", "Ada Brandt", detail={"probability": 0.7})
    done = write_dna(path, [*DOCUMENTS, text], [*CODES, known], BOOK)
    assert (done.documents, done.statements) == (2, 4)
    after = contents(path)
    for table in TABLES:
        assert after[table][: len(before[table])] == before[table], table
    people = {row[0] for row in before["STATEMENTS"]}
    for table in ("DATABOOLEAN", "DATAINTEGER", "DATASHORTTEXT", "DATALONGTEXT"):
        assert [row for row in after[table] if row[1] in people] == [row for row in before[table] if row[1] in people]
    assert whole(path)
    [(coder, *colour)] = rows(path, f"SELECT ID, Red, Green, Blue FROM CODERS WHERE Name = '{CODER}'")
    assert tuple(colour) == COLOUR
    assert rows(path, f"SELECT COUNT(*) FROM STATEMENTS WHERE Coder = {coder}") == [(4,)]
    assert rows(path, f"SELECT COUNT(*) FROM CODERRELATIONS WHERE Coder = {coder} OR OtherCoder = {coder}") == [(8,)]
    assert rows(path, "SELECT COUNT(*) FROM ENTITIES WHERE Value = 'Sierra Club'") == [(1,)]
    assert rows(path, f"SELECT DocumentId, Start, Stop FROM STATEMENTS WHERE Coder = {coder} AND DocumentId < 8") == [(3, 300, 400)]


@needs_sample
def test_adding_twice_adds_once_and_keeps_a_correction(tmp_path):
    path = tmp_path / "project.dna"
    shutil.copy(SAMPLE, path)
    write_dna(path, DOCUMENTS, CODES, BOOK)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE DATABOOLEAN SET Value = 1 WHERE StatementId = 42")
        connection.commit()
    before = contents(path)
    done = write_dna(path, DOCUMENTS, CODES, BOOK)
    assert done.statements == 0 and "3 statements were there already" in done.remarks[0]
    assert contents(path) == before
    assert [c.stance for c in read_dna(path).codes if c.coder == CODER] == ["support", "conditional", "neutral"]


@needs_sample
def test_an_edited_gold_file_changes_its_statements_alone(tmp_path):
    write_project(read_dna(SAMPLE), tmp_path)
    lines = [json.loads(line) for line in (tmp_path / "gold.jsonl").read_text().splitlines()]
    lines[0]["positions"][0]["stance"] = "conditional"
    del lines[0]["positions"][1]
    lines[6]["positions"].append({**lines[6]["positions"][0], "party": "Norland Refiners"})
    del lines[6]["positions"][-1]["statement"]
    (tmp_path / "gold.jsonl").write_text("\n".join(map(json.dumps, lines)))
    documents, codes = read_gold_codes(tmp_path / "gold.jsonl")
    book = parse_codebook((tmp_path / "codebook.yaml").read_text())
    done = write_dna(tmp_path / "new.dna", documents, codes, book, tables=read_rows(tmp_path / "dna.json"))
    assert done.statements == 2 and whole(tmp_path / "new.dna")
    after = read_dna(tmp_path / "new.dna")
    assert (
        bare(after.codes) == sorted(bare(codes), key=lambda c: (c.document_id, c.start, c.party != codes[-2].party))
        or len(after.codes) == 40
    )
    assert [c.stance for c in after.codes if c.statement == 1] == ["conditional"]
    assert [c.statement for c in after.codes if c.statement == 2] == []
    assert [c.coder for c in after.codes if c.party == "Norland Refiners"] == ["Coder 1"]
    assert contents(tmp_path / "new.dna")["REGEXES"] == contents(SAMPLE)["REGEXES"]


def test_a_round_trip_loses_nothing(tmp_path):
    long = ("Norland " * 60).strip()
    odd = [
        Document("crlf", "One.\r\nNorland backs it. 🚢\r\nNorland is against it.", "T" * 400, "some day"),
        Document("time", "Norland waits.", None, "2024-05-17T08:30:00"),
    ]
    codes = [
        Code("crlf", 6, 22, long, "quay", "support", ("Speaker " * 50).strip(), detail={"probability": 0.1234}),
        Code("crlf", 27, 48, "Norland", long, "oppose"),
        Code("time", 0, 13, "Norland", "quay", "neutral", None, "Anna"),
    ]
    done = write_dna(tmp_path / "x.dna", odd, codes)
    assert any("190 characters" in remark for remark in done.remarks)
    assert any("1970-01-01" in remark for remark in done.remarks)
    again = read_dna(tmp_path / "x.dna")
    assert again.documents == [Document("crlf", odd[0].text.replace("\r\n", "\n"), odd[0].title, odd[0].date), odd[1]]
    texts = {d.id: d.text for d in again.documents}
    assert [texts[c.document_id][c.start : c.end] for c in again.codes] == ["Norland backs it", "Norland is against it", "Norland waits"]
    label = {issue.key: issue.label for issue in again.codebook.issues}
    fields = [(c.party, label[c.issue], c.stance, c.speaker, c.coder, c.detail) for c in again.codes]
    assert fields == [
        (long, "quay", "support", ("Speaker " * 50).strip(), CODER, {"probability": 0.1234}),
        ("Norland", long, "oppose", None, CODER, {}),
        ("Norland", "quay", "neutral", None, "Anna", {}),
    ]
    assert all(len(value) < 191 for (value,) in rows(tmp_path / "x.dna", "SELECT Value FROM ENTITIES"))
    assert whole(tmp_path / "x.dna")


def test_what_people_see(tmp_path):
    write_dna(tmp_path / "x.dna", DOCUMENTS, CODES, BOOK, password="tide")
    assert rows(tmp_path / "x.dna", "SELECT Name, Red, Green, Blue FROM CODERS") == [("Admin", 255, 255, 0), (CODER, *COLOUR)]
    assert rows(tmp_path / "x.dna", "SELECT Password FROM CODERS WHERE ID = 1") == [(password_hash("tide", "Admin"),)]
    assert rows(tmp_path / "x.dna", "SELECT Title, Date FROM DOCUMENTS") == [("Quay row", 1715904000), ("a2", 0)]
    query = """SELECT c.Value, b.Value, s.Value, i.Value FROM STATEMENTS t
        JOIN DATASHORTTEXT dc ON dc.StatementId = t.ID JOIN ENTITIES c ON c.ID = dc.Entity
        JOIN VARIABLES vc ON vc.ID = dc.VariableId AND vc.Variable = 'concept'
        JOIN DATASHORTTEXT ds ON ds.StatementId = t.ID JOIN ENTITIES s ON s.ID = ds.Entity
        JOIN VARIABLES vs ON vs.ID = ds.VariableId AND vs.Variable = 'stance'
        JOIN DATABOOLEAN b ON b.StatementId = t.ID JOIN DATAINTEGER i ON i.StatementId = t.ID ORDER BY t.ID"""
    assert rows(tmp_path / "x.dna", query) == [
        ("New quay", 0, "oppose", 83),
        ("Dredging", 1, "conditional", 50),
        ("Dredging", 1, "neutral", 25),
    ]
    again = read_dna(tmp_path / "x.dna")
    assert again.documents == DOCUMENTS
    assert bare(again.codes) == [Code(**{**{n: getattr(c, n) for n in Code.__dataclass_fields__}, "coder": CODER}) for c in CODES]
    assert again.codebook.keys == ("quay", "dredging") and "the union" in again.codebook.parties[0].aliases


def test_the_same_export_gives_the_same_bytes(tmp_path):
    for name in ("one.dna", "two.dna"):
        write_dna(tmp_path / name, DOCUMENTS, CODES, BOOK)
    assert (tmp_path / "one.dna").read_bytes() == (tmp_path / "two.dna").read_bytes()


def test_a_password_is_hashed_as_dna_hashes_it():
    import base64
    import hashlib

    raw = base64.b64decode(password_hash("tide", "Admin"))
    digest = raw[:16] + b"tide"
    for _ in range(100_000):
        digest = hashlib.sha256(digest).digest()
    assert raw[16:] == digest


def test_other_names_of_variables(tmp_path):
    path = tmp_path / "x.dna"
    write_dna(path, DOCUMENTS, CODES, BOOK)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE VARIABLES SET Variable = 'actor' WHERE Variable = 'organization'")
        connection.execute("UPDATE STATEMENTTYPES SET Label = 'Claim' WHERE ID = 1")
        connection.commit()
    with pytest.raises(InputError, match="no statement type has the variables person, organization, concept, agreement"):
        read_dna(path)
    with pytest.raises(InputError, match="no statement type 'Story'"):
        read_dna(path, Mapping(statement_type="Story"))
    assert len(read_dna(path, Mapping("Claim", organization="actor")).codes) == 3


def test_statements_that_are_no_positions_are_kept_and_said(tmp_path):
    path = tmp_path / "x.dna"
    write_dna(path, DOCUMENTS, CODES, BOOK)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE STATEMENTS SET Stop = 99999 WHERE ID = 1")
        connection.execute("DELETE FROM DATASHORTTEXT WHERE StatementId = 2")
        connection.commit()
    project = read_dna(path)
    assert [c.statement for c in project.codes] == [3]
    assert sorted(project.remarks) == [
        "1 statement beyond the end of their documents, or empty: kept in dna.json alone",
        "1 statement without an actor or a concept: kept in dna.json alone",
    ]
    before = contents(path)
    write_dna(tmp_path / "again.dna", project.documents, project.codes, project.codebook, tables=project.tables)
    assert contents(tmp_path / "again.dna") == before


def test_what_is_no_database(tmp_path):
    (tmp_path / "text.dna").write_text("no database")
    (tmp_path / "empty.dna").write_bytes(b"")
    with closing(sqlite3.connect(tmp_path / "other.dna")) as connection:
        connection.execute("CREATE TABLE DOCUMENTS(ID INTEGER, Text TEXT)")
    for name, fault in (
        ("text.dna", "cannot be read as a DNA database"),
        ("empty.dna", "table SETTINGS"),
        ("other.dna", "DNA 2"),
        ("none.dna", "no such"),
    ):
        with pytest.raises(InputError, match=fault):
            read_dna(tmp_path / name)
    with pytest.raises(InputError, match="cannot be read as a DNA database"):
        write_dna(tmp_path / "text.dna", DOCUMENTS, CODES)
    assert (tmp_path / "text.dna").read_text() == "no database"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["empty.dna", "other.dna", "text.dna"]


def test_a_damaged_database_is_refused(tmp_path):
    path = tmp_path / "x.dna"
    write_dna(path, DOCUMENTS, CODES, BOOK)
    raw = bytearray(path.read_bytes())
    raw[4096 * 3 : 4096 * 9] = b"\xaa" * 4096 * 6
    path.write_bytes(raw)
    with pytest.raises(InputError):
        read_dna(path)
    path.write_bytes(raw[:5000])
    with pytest.raises(InputError):
        read_dna(path)


def test_triggers_and_views_are_refused(tmp_path):
    path = tmp_path / "x.dna"
    write_dna(path, DOCUMENTS, CODES, BOOK)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TRIGGER wipe AFTER INSERT ON STATEMENTS BEGIN DELETE FROM STATEMENTS; END")
    for use in (lambda: read_dna(path), lambda: write_dna(path, DOCUMENTS, CODES)):
        with pytest.raises(InputError, match="trigger wipe"):
            use()


def test_a_database_that_is_open_elsewhere_is_left_alone(tmp_path):
    path = tmp_path / "x.dna"
    write_dna(path, DOCUMENTS, CODES, BOOK)
    (tmp_path / "x.dna-wal").write_bytes(b"")
    with pytest.raises(InputError, match="open in another program"):
        write_dna(path, DOCUMENTS, CODES)


def test_wrong_rows_and_wrong_types(tmp_path):
    path = tmp_path / "x.dna"
    write_dna(path, DOCUMENTS, CODES, BOOK)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE STATEMENTS SET Start = 0.5 WHERE ID = 1")
        connection.execute("UPDATE DATABOOLEAN SET Value = 'perhaps' WHERE ID = 2")
        connection.execute("UPDATE DOCUMENTS SET Date = 'never', Notes = x'00ff' WHERE ID = 2")
        connection.commit()
    project = read_dna(path)
    assert [c.statement for c in project.codes] == [1, 2, 3]
    assert [d.date for d in project.documents] == ["2024-05-17", "1970-01-01"]
    (tmp_path / "dna.json").write_text('{"format": 1, "tables": {"CODERS": 3}}')
    with pytest.raises(InputError, match="import it again"):
        read_rows(tmp_path / "dna.json")
    bad = {table: [dict.fromkeys(["ID"], 1)] if table == "CODERS" else [] for table in TABLES}
    with pytest.raises(InputError, match="x2.dna"):
        write_dna(tmp_path / "x2.dna", DOCUMENTS, CODES, tables=bad)
    assert not (tmp_path / "x2.dna").exists()


def test_hostile_characters(tmp_path):
    documents = [Document("n\0ul", "Norland \ud800 backs\0 it.", "\udfff", "2024-01-01")]
    done = write_dna(tmp_path / "x.dna", documents, [Code("n\0ul", 0, 7, "Nor\0land", "qu\ud800ay", "support", "'; DROP TABLE CODERS; --")])
    assert done.statements == 1 and whole(tmp_path / "x.dna")
    [again] = read_dna(tmp_path / "x.dna").codes
    assert again.speaker == "'; DROP TABLE CODERS; --"


def test_a_table_of_positions_needs_its_texts(tmp_path):
    gold = tmp_path / "gold.jsonl"
    gold.write_text("".join(json.dumps(record) + "\n" for record in gold_records(DOCUMENTS, CODES)))
    codes, lost = table_codes(gold_table(read_gold(gold)), {d.id: d for d in DOCUMENTS})
    assert [(c.start, c.end, c.party) for c in codes] == [(c.start, c.end, c.party) for c in CODES] and lost == 0
    assert table_codes(gold_table(read_gold(gold)), {"a1": Document("a1", "Other words.")}) == ([], 3)


def test_codebooks_come_back():
    book = Codebook(
        name="no", title="yes: [x]", issues=[Issue(key="on", label="#1", proposition="- a: b", keywords=("null", "1e5"), reversed=("~",))]
    )
    assert parse_codebook(codebook_text(book)) == book
    assert parse_codebook(codebook_text(BOOK)) == BOOK


def test_the_tables_are_made_by_sqlite(tmp_path):
    with closing(sqlite3.connect(":memory:")) as connection:
        for statement in ddl():
            connection.execute(statement)
        with pytest.raises(sqlite3.IntegrityError):
            connection.execute("INSERT INTO DOCUMENTS (Title, Text, Date) VALUES (?, '', 0)", ("x" * 191,))
