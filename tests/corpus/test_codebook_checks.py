"""Checking codebooks: faults with their lines, and a dry run."""

import pytest

from classifier.codebook import parse_codebook
from classifier.corpus.codebook_checks import TEMPLATE, check_codebook, dry_run
from classifier.document import Document

HEAD = "name: quay\nissues:\n"
ISSUE = "- key: quay\n  label: New quay\n  proposition: The new quay is built.\n  keywords: [new quay]\n"


def messages(text):
    return [str(finding) for finding in check_codebook(text)[1]]


def test_the_template_is_a_codebook_without_a_fault():
    book, findings = check_codebook(TEMPLATE)
    assert findings == [] and book.keys == ("toll", "night_ferry")
    assert parse_codebook(TEMPLATE) == book


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (HEAD + ISSUE + "  colour: red\n", 7, "unknown field 'colour' in issue 1"),
        (HEAD + ISSUE + ISSUE, 7, "duplicate key 'quay', also on line 3"),
        (HEAD + ISSUE.replace("The new quay is built.", "''"), 5, "the proposition of issue 'quay' is empty"),
        (HEAD + ISSUE.replace("  label: New quay\n", ""), 3, "issue 1 has no field 'label'"),
        (HEAD + ISSUE.replace("keywords: [new quay]", "keywords: new quay"), 6, "'keywords' must be a list"),
        (HEAD + ISSUE.replace("[new quay]", "[new quay, '']"), 6, "an empty entry among the keywords"),
        (HEAD + ISSUE + "parties:\n- name: Union\n- name: Union\n", 9, "duplicate party 'Union', also on line 8"),
        ("name: x\nissues: []\n", 2, "no issues"),
        ("title: x\n" + HEAD.replace("name: quay\n", "") + ISSUE, 1, "the codebook has no field 'name'"),
        (HEAD + ISSUE + "name: again\n", 7, "field 'name' occurs twice"),
        ("name: x\nissues: [", 3, "no valid YAML"),
        ("", 1, "the file is empty"),
        ("- a\n", 1, "mapping"),
        ("name: &a x\nissues: [*a]\n", 1, "must have the fields"),
    ],
)
def test_errors_name_their_line(text, line, words):
    book, findings = check_codebook(text)
    assert book is None
    assert any(f.line == line and f.kind == "error" and words in f.message for f in findings), [str(f) for f in findings]


def test_all_errors_are_said_at_once():
    text = HEAD + ISSUE.replace("The new quay is built.", "") + "  colour: red\n" + ISSUE
    assert len([m for m in messages(text) if "error" in m]) == 3


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (HEAD + ISSUE + ISSUE.replace("key: quay", "key: road"), 10, "keyword 'new quay' of issue 'road' is also one of issue 'quay' (line 6)"),
        (HEAD + ISSUE + "  reversed: [scrap metal]\n", 7, "reversed keyword 'scrap metal' resembles no keyword of issue 'quay'"),
        (HEAD + ISSUE.replace("  keywords: [new quay]\n", ""), 3, "has no keywords"),
        (HEAD + ISSUE + "parties:\n- name: Union\n- name: the union\n", 9, "duplicate party 'the union', also on line 8"),
        (HEAD + ISSUE.replace("[new quay]", "[new quay,\n    New Quay]"), 7, "occurs twice in issue 'quay'"),
        (
            HEAD + ISSUE + "parties:\n- {name: Union, aliases: [HU]}\n- {name: Council, aliases: [hu]}\n",
            9,
            "alias 'hu' of 'Council' also stands for 'Union' (line 8)",
        ),
        (HEAD + ISSUE + "parties:\n- {name: Union, aliases: [Council]}\n- {name: Council}\n", 8, "also stands for 'Council' (line 9)"),
    ],
)
def test_warnings_name_their_line(text, line, words):
    book, findings = check_codebook(text)
    assert book is not None
    assert any(f.line == line and f.kind == "warning" and words in f.message for f in findings), [str(f) for f in findings]


def test_a_reversed_keyword_may_be_another_form_of_a_keyword():
    assert messages(HEAD + ISSUE.replace("[new quay]", "[abolition of the quay]") + "  reversed: [abolish the quay, quays]\n") == []


def test_a_dry_run_lists_what_is_never_found_and_what_may_lack():
    book = parse_codebook(HEAD + ISSUE.replace("[new quay]", "[new quay, harbour wall]"))
    documents = [
        Document(str(n), f"The council wants new quays. The fishing licence costs {n} crowns, and Norland Bank sells each fishing licence.") for n in range(3)
    ]
    run = dry_run(book, documents)
    assert (run.documents, run.found, run.missing) == (3, {"quay": 3}, {"quay": ["harbour wall"]})
    assert ("fishing licence", 3) in run.uncovered
    assert not any("norland" in phrase for phrase, _ in run.uncovered)


def test_a_dry_run_over_a_hostile_text_ends():
    book = parse_codebook(TEMPLATE)
    run = dry_run(book, [Document("a", "word " * 50_000), Document("b", ""), Document("c", "[[[" * 10_000)])
    assert run.documents == 3
