"""Stand-off codes: positions in articles that are not the project's to publish, joined to their texts where these are present."""

from __future__ import annotations

import hashlib
import json
import lzma
from collections.abc import Iterable
from importlib import resources
from pathlib import Path

from classifier.corpus.gold import GoldArticle
from classifier.document import Document
from classifier.errors import InputError
from classifier.position import Position

SUFFIX = ".standoff.jsonl"


def join_codes(codes: Iterable[str], texts: Iterable[str], source: str) -> list[GoldArticle]:
    """Join stand-off codes with the articles they point into.

    Parameters
    ----------
    codes : iterable of str
        JSON lines with ``id``, ``sha256`` of the text, and ``positions`` with ``start`` and ``end`` in place of the evidence.
    texts : iterable of str
        JSON lines with ``id``, ``text``, ``title``, ``date``.
    source : str
        The domain's name.

    Returns
    -------
    list of GoldArticle
        In the order of the codes; articles without a text are left out.

    Raises
    ------
    InputError
        If a text is not the one that was coded.

    Examples
    --------
    >>> import hashlib, json
    >>> text = "Ruritania accepts it."
    >>> code = {"party": "Ruritania", "issue": "dam", "stance": "support", "speaker": None, "start": 0, "end": 20}
    >>> line = json.dumps({"id": "a", "sha256": hashlib.sha256(text.encode()).hexdigest(), "positions": [code]})
    >>> join_codes([line], [json.dumps({"id": "a", "text": text})], "river")[0].positions[0].evidence
    'Ruritania accepts it'
    """
    records = {record["id"]: record for record in map(json.loads, codes)}
    articles: dict[str, GoldArticle] = {}
    for line in texts:
        found = json.loads(line)
        record = records.get(found["id"])
        if record is None:
            continue
        text = found["text"]
        if hashlib.sha256(text.encode("utf-8")).hexdigest() != record["sha256"]:
            raise InputError(source, f"the text of {found['id']} is not the one that was coded")
        positions = tuple(
            Position(code["party"], code["issue"], code["stance"], text[code["start"] : code["end"]], code["speaker"]) for code in record["positions"]
        )
        articles[found["id"]] = GoldArticle(Document(found["id"], text, found.get("title"), found.get("date")), positions, source)
    return [articles[name] for name in records if name in articles]


def real_domains(shared: str | Path) -> dict[str, list[GoldArticle]]:
    """The coded real articles by domain, where their texts are present: articles of PolNeAR 1.0 (Newell et al. 2018).

    Parameters
    ----------
    shared : str or Path
        The folder that holds ``data/polnear/train.jsonl.xz``.

    Returns
    -------
    dict of str to list of GoldArticle
        Empty where the texts are absent.
    """
    path = Path(shared) / "data" / "polnear" / "train.jsonl.xz"
    if not path.exists():
        return {}
    with lzma.open(path, "rt", encoding="utf-8") as file:
        texts = file.readlines()
    folder = resources.files("classifier").joinpath("data/corpus")
    files = sorted((file for file in folder.iterdir() if file.name.endswith(SUFFIX)), key=lambda file: file.name)
    return {
        name: join_codes(file.read_text(encoding="utf-8").splitlines(), texts, name)
        for file, name in ((file, file.name.removesuffix(SUFFIX)) for file in files)
    }
