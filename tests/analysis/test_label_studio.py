"""Label Studio: tasks and back."""

import json
import xml.etree.ElementTree as ElementTree

from classifier.analysis.exchange import CODER, Code
from classifier.analysis.label_studio import configuration, read_tasks, tasks
from classifier.codebook import Codebook, Issue
from classifier.document import Document

TEXT = "🚢 Norland backs the quay.\nThe union is against it."
BOOK = Codebook(name="q", issues=[Issue(key="quay", label="Quay", proposition='The "new" quay & its road are built.')])


def code(words, party, stance, speaker=None, **more):
    return Code("a", TEXT.index(words), TEXT.index(words) + len(words), party, "quay", stance, speaker, **more)


CODES = [code("backs the quay", "Norland", "support", detail={"probability": 0.75}), code("is against it", "Union", "oppose", "Ada Brandt", coder="Anna")]


def test_machine_codes_are_predictions_and_people_s_are_annotations():
    [task] = tasks([Document("a", TEXT, "Quay")], CODES, BOOK)
    [prediction], [annotation] = task["predictions"], task["annotations"]
    assert prediction["model_version"] == CODER and prediction["score"] == 0.75
    label, party, issue = prediction["result"]
    assert {label["id"]} == {party["id"], issue["id"]} != {annotation["result"][0]["id"]}
    assert label["value"]["labels"] == ["support"] and party["value"]["text"] == ["Norland"] and issue["value"]["choices"] == ["quay"]
    assert annotation["result"][0]["meta"] == {"text": ["Anna"]}


def test_offsets_are_a_browser_s():
    [task] = tasks([Document("a", TEXT)], CODES[:1], BOOK)
    value = task["predictions"][0]["result"][0]["value"]
    units = task["data"]["text"].encode("utf-16-le")
    assert units[2 * value["start"] : 2 * value["end"]].decode("utf-16-le") == value["text"] == "backs the quay"


def test_codes_come_back():
    made = json.loads(json.dumps(tasks([Document("a", TEXT), Document("b", "Nothing.")], CODES, BOOK)))
    del made[0]["annotations"]
    assert read_tasks(made) == [Code(**{**{n: getattr(CODES[0], n) for n in Code.__dataclass_fields__}, "detail": {}})]
    assert read_tasks({"no": "tasks"}) == [] and read_tasks([3, {"data": {"id": "a"}}]) == []


def test_the_configuration_is_xml_with_the_issues_as_choices():
    root = ElementTree.fromstring(configuration(BOOK))
    assert [choice.get("hint") for choice in root.iter("Choice")] == ['The "new" quay & its road are built.']
    assert [label.get("value") for label in root.iter("Label")] == ["support", "oppose", "conditional", "neutral"]
    assert {element.get("toName") for element in root if element.get("toName")} == {"text"}
    assert [element.get("name") for element in ElementTree.fromstring(configuration()).iter("TextArea")] == ["party", "issue", "speaker"]
