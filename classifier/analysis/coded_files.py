"""Coded articles as files: gold files that also say where a code stands and who coded it, tables of positions, codebooks."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from classifier.analysis.dna_import import DnaProject, Tables
from classifier.analysis.dna_schema import TABLES, columns
from classifier.analysis.exchange import Code
from classifier.codebook import Codebook
from classifier.corpus.gold import parse_article
from classifier.document import Document
from classifier.errors import InputError

GOLD, CODEBOOK, ROWS = "gold.jsonl", "codebook.yaml", "dna.json"
FORMAT = 1


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
    """YAML without anchors, which codebooks may not have."""

    def ignore_aliases(self, data: Any) -> bool:
        """Write every list out."""
        return True


def codebook_text(codebook: Codebook) -> str:
    """A codebook as YAML that `classifier.codebook.parse_codebook` reads back equal.

    Examples
    --------
    >>> from classifier.codebook import Issue, parse_codebook
    >>> book = Codebook(name="quay", issues=[Issue(key="quay", label="New quay", proposition="The quay: built.", keywords=("quay", "no"))])
    >>> parse_codebook(codebook_text(book)) == book
    True
    """
    record: dict[str, Any] = {"name": codebook.name, "title": codebook.title, "issues": []}
    for issue in codebook.issues:
        fields: dict[str, Any] = {
            "key": issue.key,
            "label": issue.label,
            "proposition": issue.proposition,
            "keywords": list(issue.keywords),
        }
        record["issues"].append({**fields, "reversed": list(issue.reversed)} if issue.reversed else fields)
    if codebook.parties:
        record["parties"] = [
            {"name": party.name, **({"aliases": list(party.aliases)} if party.aliases else {})} for party in codebook.parties
        ]
    return str(yaml.dump(record, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=140, default_flow_style=None))


def gold_records(documents: Iterable[Document], codes: Iterable[Code]) -> list[dict[str, Any]]:
    """Articles as a gold file has them, each code with its offsets, coder and number beside the fields of the guidelines."""
    of_document: dict[str, list[Code]] = {}
    for code in codes:
        of_document.setdefault(code.document_id, []).append(code)
    records = []
    for document in documents:
        positions = []
        for code in of_document.get(document.id, ()):
            position: dict[str, Any] = {
                "party": code.party, "issue": code.issue, "stance": code.stance, "speaker": code.speaker,
                "evidence": document.text[code.start : code.end], "start": code.start, "end": code.end,
            }  # fmt: skip
            extra = {"coder": code.coder, "statement": code.statement, "detail": code.detail or None}
            positions.append({**position, **{name: value for name, value in extra.items() if value is not None}})
        records.append({"id": document.id, "title": document.title, "date": document.date, "text": document.text, "positions": positions})
    return records


def write_project(project: DnaProject, folder: str | Path) -> list[Path]:
    """Write an imported DNA database as files.

    Parameters
    ----------
    project : DnaProject
        From `classifier.analysis.dna_import.read_dna`.
    folder : str or Path
        It is made if it does not exist; files of the same names in it are replaced.

    Returns
    -------
    list of Path
        ``gold.jsonl``, ``codebook.yaml`` (if a concept is used) and ``dna.json``, which keeps all else for writing the database again.
    """
    folder = Path(folder)
    contents = {GOLD: "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in gold_records(project.documents, project.codes))}
    if project.codebook is not None:
        contents[CODEBOOK] = codebook_text(project.codebook)
    try:
        contents[ROWS] = json.dumps({"format": FORMAT, "tables": project.tables}, ensure_ascii=False, indent=0) + "\n"
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in contents.items():
            (folder / name).write_text(content, encoding="utf-8")
    except OSError as error:
        raise InputError(str(folder), f"cannot be written ({error.strerror})") from None
    except TypeError:
        raise InputError(str(folder), "the database holds binary values where DNA keeps text") from None
    return [folder / name for name in contents]


def read_rows(path: str | Path) -> Tables:
    """The rows that `write_project` kept in ``dna.json``.

    Parameters
    ----------
    path : str or Path
        The file.

    Raises
    ------
    InputError
        If it is no such file.
    """
    source = str(path)
    try:
        record = json.loads(Path(path).read_text(encoding="utf-8"))
        tables = record["tables"] if record["format"] == FORMAT else {}
        if all(set(row) <= set(columns(table)) for table in TABLES for row in tables[table]):
            return {table: [{name: row.get(name) for name in columns(table) if name in row} for row in tables[table]] for table in TABLES}
    except OSError as error:
        raise InputError(source, f"cannot be read ({error.strerror})") from None
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        pass
    raise InputError(source, "not the rows of an imported DNA database; import it again")


def _whole(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def read_gold_codes(path: str | Path) -> tuple[list[Document], list[Code]]:
    """The documents and codes of a gold file; offsets, coder and number are kept where it says them.

    Parameters
    ----------
    path : str or Path
        JSON Lines.

    Raises
    ------
    InputError
        If it is no gold file.
    """
    source = str(path)
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise InputError(source, "no such file") from None
    except UnicodeDecodeError as error:
        raise InputError(source, f"not UTF-8 at byte {error.start}; save it as UTF-8") from None
    except OSError as error:
        raise InputError(source, f"cannot be read ({error.strerror})") from None
    documents, codes = [], []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        article = parse_article(line, source, number)
        documents.append(article.document)
        for position, record in zip(article.positions, json.loads(line)["positions"], strict=True):
            start = _whole(record.get("start"))
            if start is None or article.document.text[start : start + len(position.evidence)] != position.evidence:
                start = article.document.text.find(position.evidence)
            coder, detail = record.get("coder"), record.get("detail")
            codes.append(
                Code(
                    document_id=article.document.id,
                    start=start,
                    end=start + len(position.evidence),
                    party=position.party,
                    issue=position.issue,
                    stance=position.stance,
                    speaker=position.speaker,
                    coder=coder if isinstance(coder, str) and coder else None,
                    statement=_whole(record.get("statement")),
                    detail=detail if isinstance(detail, dict) else {},
                )
            )
    return documents, codes


def table_codes(positions: pd.DataFrame, texts: Mapping[str, Document]) -> tuple[list[Code], int]:
    """The rows of a table of positions as codes.

    Parameters
    ----------
    positions : DataFrame
        A table of positions.
    texts : dict of str to Document
        The documents by id.

    Returns
    -------
    codes : list of Code
        Those whose evidence stands in its document.
    lost : int
        How many rows have no document, or other words at their offsets.
    """
    codes, lost = [], 0
    records = [{str(name): value for name, value in row.items()} for row in positions.to_dict("records")]
    for row in records:
        document, start, end = texts.get(row["document_id"]), int(row["start"]), int(row["end"])
        if document is None or not row["evidence"] or document.text[start:end] != row["evidence"]:
            lost += 1
            continue
        detail: dict[str, Any] = {"probability": float(row["probability"])}
        if isinstance(row["attribution"], str):
            detail["attribution"] = row["attribution"]
        speaker = row["speaker"] if isinstance(row["speaker"], str) else None
        codes.append(Code(document.id, start, end, row["party"], row["issue"], row["stance"], speaker, detail=detail))
    return codes, lost


def is_gold(path: str | Path) -> bool:
    """Whether a JSON Lines file is a gold file: its first article has a text and positions."""
    if Path(path).suffix.lower() not in {".jsonl", ".json", ".ndjson"}:
        return False
    try:
        with open(path, encoding="utf-8-sig") as file:
            first = json.loads(next((line for line in file if line.strip()), "null"))
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(first, dict) and "positions" in first


def by_id(documents: Sequence[Document]) -> dict[str, Document]:
    """The documents by their ids, the first of each."""
    found: dict[str, Document] = {}
    for document in documents:
        found.setdefault(document.id, document)
    return found
