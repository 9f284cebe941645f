"""Codes for Label Studio: tasks with predictions (of the machine) or annotations (of people), and the configuration that shows them.

Each statement is one region of the text: its stance as label, and party, issue and speaker as fields of the region. The JSON is that of
Label Studio's documentation for importing pre-annotated data.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any
from xml.sax.saxutils import quoteattr

from classifier.analysis.exchange import CODER, Code, Offsets, plain_text
from classifier.codebook import Codebook
from classifier.document import Document
from classifier.position import STANCES

COLOURS = {"support": "#2c7fb8", "oppose": "#d95f0e", "conditional": "#b8a100", "neutral": "#7f7f7f"}
FIELDS = ("party", "issue", "speaker")


def configuration(codebook: Codebook | None = None) -> str:
    """The labelling configuration, XML.

    Parameters
    ----------
    codebook : Codebook, optional
        Its issues become choices; without it an issue is a line of text.

    Examples
    --------
    >>> configuration().splitlines()[1]
    '  <Labels name="stance" toName="text">'
    """
    lines = ["<View>", '  <Labels name="stance" toName="text">']
    lines += [f'    <Label value="{stance}" background="{COLOURS[stance]}"/>' for stance in STANCES]
    lines += ["  </Labels>", '  <Header value="$title"/>', '  <Text name="text" value="$text"/>']
    lines.append('  <TextArea name="party" toName="text" perRegion="true" editable="true" maxSubmissions="1" placeholder="Whose position"/>')
    if codebook is None:
        lines.append('  <TextArea name="issue" toName="text" perRegion="true" editable="true" maxSubmissions="1" placeholder="On which issue"/>')
    else:
        lines.append('  <Choices name="issue" toName="text" perRegion="true" choice="single" layout="select">')
        lines += [f"    <Choice value={quoteattr(issue.key)} hint={quoteattr(issue.proposition)}/>" for issue in codebook.issues]
        lines.append("  </Choices>")
    lines.append('  <TextArea name="speaker" toName="text" perRegion="true" editable="true" maxSubmissions="1" placeholder="Who says it"/>')
    return "\n".join([*lines, "</View>", ""])


def _regions(code: Code, text: str, offsets: Offsets, number: int, choices: bool) -> list[dict[str, Any]]:
    region = hashlib.sha256(f"{code.document_id}\n{number}".encode("utf-8", "surrogatepass")).hexdigest()[:10]
    span = {"start": offsets.to_dna(code.start), "end": offsets.to_dna(code.end), "text": plain_text(text[code.start : code.end])}
    results: list[dict[str, Any]] = [{"id": region, "from_name": "stance", "to_name": "text", "type": "labels", "value": {**span, "labels": [code.stance]}}]
    if code.coder:
        results[0]["meta"] = {"text": [code.coder]}
    likely = code.detail.get("probability")
    if isinstance(likely, int | float):
        results[0]["score"] = likely
    for field, value in zip(FIELDS, (code.party, code.issue, code.speaker), strict=True):
        if value:
            kind = "choices" if field == "issue" and choices else "textarea"
            results.append(
                {"id": region, "from_name": field, "to_name": "text", "type": kind, "value": {**span, "choices" if kind == "choices" else "text": [value]}}
            )
    return results


def tasks(documents: Sequence[Document], codes: Iterable[Code], codebook: Codebook | None = None, model_version: str = CODER) -> list[dict[str, Any]]:
    """Documents with their codes as Label Studio's tasks.

    Parameters
    ----------
    documents : sequence of Document
        The texts.
    codes : iterable of Code
        Those with a coder become annotations, the others predictions.
    codebook : Codebook, optional
        As for `configuration`.
    model_version : str
        Name of the predictions.

    Returns
    -------
    list of dict
        One task a document; offsets are those of a browser, which counts UTF-16 units and a line end as one.
    """
    of_document: dict[str, list[Code]] = {}
    for code in codes:
        of_document.setdefault(code.document_id, []).append(code)
    found = []
    for document in documents:
        machine: list[dict[str, Any]] = []
        people: dict[str, list[dict[str, Any]]] = {}
        offsets = Offsets(document.text)
        for number, code in enumerate(of_document.get(document.id, ())):
            regions = _regions(code, document.text, offsets, number, codebook is not None)
            if code.coder:
                people.setdefault(code.coder, []).extend(regions)
            else:
                machine += regions
        task: dict[str, Any] = {
            "data": {"text": plain_text(document.text), "id": document.id, "title": document.title or "", "date": document.date or ""},
        }
        if machine:
            scores = [region["score"] for region in machine if "score" in region]
            score = {"score": round(sum(scores) / len(scores), 4)} if scores else {}
            task["predictions"] = [{"model_version": model_version, **score, "result": machine}]
        if people:
            task["annotations"] = [{"result": regions} for regions in people.values()]
        found.append(task)
    return found


def read_tasks(record: Any) -> list[Code]:
    """The codes in tasks that Label Studio exported (its JSON form), of their annotations or else their predictions.

    Parameters
    ----------
    record : object
        The file's JSON.

    Returns
    -------
    list of Code
        Regions that lack a stance, a party or an issue are left out.
    """
    codes: list[Code] = []
    for task in record if isinstance(record, list) else []:
        data = task.get("data", {}) if isinstance(task, dict) else {}
        name, text = data.get("id"), data.get("text")
        if not isinstance(name, str) or not isinstance(text, str):
            continue
        offsets = Offsets(text)
        for part in task.get("annotations") or task.get("predictions") or []:
            regions: dict[str, dict[str, Any]] = {}
            for result in part.get("result", []):
                value = result.get("value", {})
                given = value.get("labels") or value.get("choices") or value.get("text")
                field = regions.setdefault(str(result.get("id")), {"start": value.get("start"), "end": value.get("end")})
                field[str(result.get("from_name"))] = given[0] if isinstance(given, list) and given else None
            for field in regions.values():
                if field.get("stance") not in STANCES or not field.get("party") or not field.get("issue"):
                    continue
                start, end = (offsets.from_dna(field[side]) if type(field[side]) is int else -1 for side in ("start", "end"))
                if 0 <= start < end <= len(text):
                    speaker = field.get("speaker")
                    codes.append(Code(name, start, end, str(field["party"]), str(field["issue"]), field["stance"], speaker and str(speaker)))
    return codes
