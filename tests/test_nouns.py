"""Documents, positions and codebooks: small, frozen, and particular about what they hold."""

import pytest

from classifier.codebook import Codebook, Issue, parse_codebook, read_codebook
from classifier.corpus.packaged import codebook_names, packaged_codebook
from classifier.document import Document
from classifier.errors import InputError
from classifier.position import Position, party_key

GOOD = """\
name: river
title: The river treaty
issues:
  - key: dam
    label: Dam
    proposition: The dam is built.
    keywords: [dam, no, 1999]
parties:
  - name: Ruritania
    aliases: [Strelsau]
"""


def fault(text: str) -> str:
    with pytest.raises(InputError) as caught:
        parse_codebook(text, "river.yaml")
    return str(caught.value)


def test_a_document_holds_text_and_nothing_else():
    with pytest.raises(TypeError, match="document text must be a string, not float"):
        Document("a", 1.5)  # type: ignore[arg-type]
    with pytest.raises(AttributeError):
        Document("a", "text").text = "other"  # type: ignore[misc]


def test_a_position_takes_one_of_four_stances():
    with pytest.raises(ValueError, match="'against' is no stance"):
        Position("Ruritania", "dam", "against", "No.")


def test_parties_are_compared_without_article_case_and_quote_style():
    assert party_key("The People’s  Party") == party_key("people's party")


def test_yaml_words_stay_words():
    book = parse_codebook(GOOD)
    assert book.issues[0].keywords == ("dam", "no", "1999")
    assert book.parties[0].aliases == ("Strelsau",)
    assert book.keys == ("dam",)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("keywords:", "colour: red\n    keywords:"), "river.yaml, line 7: unknown field 'colour'; known here: key, label, proposition, keywords, reversed"),
        (("proposition: The dam is built.", "proposition: ''"), "river.yaml, line 6: field 'issues.0.proposition': string should have at least 1 character"),
        (("    label: Dam\n", ""), "river.yaml, line 4: field 'label' is missing"),
        (("name: river", "name: river\nname: lake"), "river.yaml, line 2: field 'name' occurs twice; keep one"),
        (("[dam, no, 1999]", "[dam"), "river.yaml, line 8: no valid YAML"),
        (("[dam, no, 1999]", "&all [dam]\n    reversed: *all"), "river.yaml, line 7: YAML anchors and aliases are not allowed; write it out"),
    ],
)
def test_a_fault_in_a_codebook_is_named_with_its_line(change, message):
    assert fault(GOOD.replace(*change)).startswith(message)


def test_two_issues_of_one_key_are_refused():
    twice = GOOD.replace("parties:", "  - {key: dam, label: Dam, proposition: It is built.}\nparties:")
    assert fault(twice) == "river.yaml, line 8: duplicate key 'dam'; every issue needs its own"


def test_a_codebook_without_issues_is_refused():
    assert fault("name: river\nissues: []") == "river.yaml, line 2: no issues; a codebook needs at least one"
    assert "the file is empty" in fault("")


def test_a_codebook_file_that_is_no_text_is_refused(tmp_path):
    path = tmp_path / "latin.yaml"
    path.write_bytes("name: río".encode("latin-1"))
    with pytest.raises(InputError, match="line 1: not UTF-8 at byte 7"):
        read_codebook(path)


def test_every_packaged_codebook_is_valid_and_named_after_its_file():
    assert len(codebook_names()) >= 16
    for name in codebook_names():
        book = packaged_codebook(name)
        assert book.name == name
        assert 8 <= len(book.issues) <= 20


def test_nouns_are_frozen():
    issue = Issue(key="a", label="A", proposition="A is so.")
    with pytest.raises(ValueError, match="frozen"):
        issue.label = "B"  # type: ignore[misc]
    assert hash(Codebook(name="x", issues=(issue,)))
