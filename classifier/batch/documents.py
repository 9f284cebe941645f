"""The documents behind labels: texts of every kind of input, in memory."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from classifier.batch.columns import Columns
from classifier.batch.readers import Reader
from classifier.batch.rows import without_duplicates
from classifier.batch.sources import InputFiles
from classifier.document import Document
from classifier.errors import InputError


def read_documents(inputs: Sequence[str | Path]) -> list[Document]:
    """Read texts as `stance score` reads them, so that their ids are those of its table.

    Parameters
    ----------
    inputs : sequence of str or Path
        Text, HTML, JSONL, CSV and Parquet files, folders and globs.

    Returns
    -------
    list of Document
        In the order of the input.

    Raises
    ------
    InputError
        If an input does not exist, or a row is no document; it names file and row.

    Examples
    --------
    >>> read_documents(["missing.jsonl"])
    Traceback (most recent call last):
    classifier.errors.InputError: missing.jsonl: no such file or folder
    """
    reader = Reader(Columns(), 0)
    documents = []
    for row in without_duplicates(row for row, _ in reader.rows(InputFiles(inputs))):
        if row.document is None:
            raise InputError(row.file, row.reason or "no document", f"row {row.number}")
        documents.append(row.document)
    if not documents:
        raise InputError(", ".join(map(str, inputs)), "no texts in it")
    return documents
