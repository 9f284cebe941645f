"""The commands for one's own codebook and labels, as a user runs them."""

import csv
import json

import pytest
from typer.testing import CliRunner

from classifier.cli import _register, app
from classifier.coding.persistence import load_model, save_model
from classifier.corpus.gold import gold_lines
from classifier.corpus.packaged import packaged_articles, packaged_codebook
from classifier.errors import InputError

_register()
ARTICLES = packaged_articles("cyprus")[:4]


def run(*words, code=0):
    result = CliRunner().invoke(app, [str(word) for word in words])
    if code == 0:
        assert result.exit_code == 0, (result.output, result.exception)
    return result


def fault(*words):
    result = CliRunner().invoke(app, [str(word) for word in words])
    assert isinstance(result.exception, InputError)
    return str(result.exception)


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("own")
    (folder / "articles.jsonl").write_text("".join(gold_lines(ARTICLES)), encoding="utf-8")
    from classifier.analysis.coded_files import codebook_text

    book = packaged_codebook("cyprus")
    (folder / "book.yaml").write_text(codebook_text(book), encoding="utf-8")
    load_model().predict([article.document for article in ARTICLES], book).to_csv(folder / "positions.csv", index=False)
    return folder


def test_a_codebook_from_template_to_check(tmp_path):
    path = tmp_path / "mine.yaml"
    assert "fill it in" in run("codebook", "new", path).output
    assert "2 issues, 2 parties, 0 warnings" in run("codebook", "check", path).output
    assert "left as it is" in fault("codebook", "new", path)
    assert "Bridge toll" not in run("codebook", "show", path).output and "night_ferry" in run("codebook", "show", path).output
    path.write_text(path.read_text().replace("night_ferry", "toll"))
    result = run("codebook", "check", path, code=1)
    assert result.exit_code == 1 and "line 16: error: duplicate key 'toll', also on line 8" in result.output


def test_a_codebook_tried_on_articles(files):
    output = run("codebook", "check", files / "book.yaml", "--texts", files / "articles.jsonl").output
    assert "tried on 4 articles" in output and "never: " in output


def test_packaged_codebooks_are_shown_by_name():
    assert "ceasefire" in run("codebook", "show", "ukraine-peace").output
    assert "no packaged codebook; those are" in fault("codebook", "show", "nothing")


def test_review_correct_and_train(files, tmp_path):
    review = tmp_path / "review.csv"
    run("review", files / "positions.csv", "--texts", files / "articles.jsonl", "--codebook", files / "book.yaml", "--output", review)
    with open(review, encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert rows and rows[0]["why"] and "»" in rows[0]["context"]
    assert "no corrections in it" in fault("train", "--review", review, "--codebook", files / "book.yaml", "--output", tmp_path / "c.stance")
    for row in rows:
        row["correction"] = "none"
    with open(review, "w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    run("train", "--review", review, "--codebook", files / "book.yaml", "--output", tmp_path / "c.stance", "--quiet")
    assert "corrections" in (tmp_path / "c.stance.card.md").read_text()
    book = packaged_codebook("cyprus")
    before, after = (len(m.predict([a.document for a in ARTICLES], book)) for m in (load_model(), load_model(tmp_path / "c.stance")))
    assert after < before


def test_faults_of_training(files, tmp_path):
    assert "whose codebook" in fault("train", files / "articles.jsonl", "--output", tmp_path / "m.stance")
    assert "folder does not exist" in fault("train", files / "articles.jsonl", "-c", files / "book.yaml", "-o", tmp_path / "no" / "m.stance")
    assert run("train", code=2).exit_code == 2


def test_explain_in_words_and_as_json(files, tmp_path):
    article = tmp_path / "a.txt"
    article.write_text("France rejects the guarantees. Turkey supports a federation, Ankara said.")
    output = run("explain", article, "--codebook", files / "book.yaml").output
    assert "a position, since: " in output and "against it: " in output
    found = json.loads(run("explain", article, "--codebook", files / "book.yaml", "--json").output)
    assert found and {"party", "position", "direction"} <= found[0].keys()


def test_model_info(tmp_path):
    save_model(load_model(), tmp_path / "m.stance", {"data": "three\x1b[31m towns"})
    output = run("model", "info", tmp_path / "m.stance", "--verify").output
    assert "three [31m towns" in output and "\x1b" not in output and "verified" in output
    assert json.loads(run("model", "info", "--json").output)["format"] == 2
    (tmp_path / "bad.stance").write_bytes(b"\x80\x04.")
    assert "can run code" in fault("model", "info", tmp_path / "bad.stance")


def test_export_for_other_tools(files, tmp_path):
    run("export", files / "positions.csv", "--texts", files / "articles.jsonl", "--to", "labelstudio", "--output", tmp_path / "tasks.json")
    tasks = json.loads((tmp_path / "tasks.json").read_text(encoding="utf-8"))
    assert len(tasks) == 4 and any(task.get("predictions") for task in tasks) and (tmp_path / "tasks.config.xml").exists()
    run("export", files / "articles.jsonl", "--to", "labelstudio", "--output", tmp_path / "gold.json")
    run("export", files / "positions.csv", "--output", tmp_path / "excel.csv")
    assert (tmp_path / "excel.csv").read_bytes().startswith(b"\xef\xbb\xbfdocument_id")
    assert "holds no texts" in fault("export", files / "positions.csv", "--to", "labelstudio", "--output", tmp_path / "x.json")


def test_dna_of_a_table_of_positions(files, tmp_path):
    output = run("dna", "export", files / "positions.csv", "-t", files / "articles.jsonl", "-c", files / "book.yaml", "-o", tmp_path / "x.dna").output
    assert "4 documents and" in output and "password 'stance'" in output
    run("dna", "import", tmp_path / "x.dna", "--output", tmp_path / "again")
    lines = (tmp_path / "again" / "gold.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["id"] for line in lines] == [article.document.id for article in ARTICLES]
    assert "holds no texts" in fault("dna", "export", files / "positions.csv", "-o", tmp_path / "y.dna")
