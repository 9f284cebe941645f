"""The accurate tier: what the cross-encoder is shown, what it says, and what comes of both tiers together."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from sklearn.base import clone

from classifier import Document, load_model, packaged_codebook, save_model
from classifier.codebook import Codebook, Issue, Party
from classifier.coding import persistence
from classifier.coding.candidate_text import CLAUSE, CLAUSE_END, HOLDER, HOLDER_END, LONGEST, SPEAKS, CandidateText
from classifier.coding.candidates import Surveyor
from classifier.coding.cascade import MOST_READ, CascadeClassifier
from classifier.coding.cross_encoder import load_tokenizer, log_probabilities
from classifier.coding.model import Unseen
from classifier.corpus.cases import survey_articles
from classifier.corpus.copies import reworded
from classifier.corpus.packaged import packaged_articles, packaged_wording
from classifier.errors import InputError
from classifier.position import STANCES, Position

BOOK = Codebook(
    name="river", title="The river",
    issues=[
        Issue(key="dam", label="The dam", proposition="The dam at Strelsau is built.", keywords=["dam", "reservoir"]),
        Issue(key="tolls", label="River tolls", proposition="Tolls are charged on the river.", keywords=["tolls", "river fees"]),
    ],
    parties=[Party(name="Ruritania", aliases=["Strelsau"]), Party(name="Graustark", aliases=["Edelweiss"])],
)  # fmt: skip


def parts(text: str, party: str, issue: int = 0) -> list[tuple[list[int], list[int]]]:
    survey = Surveyor(BOOK)(Document("a", text))
    holders = survey.holders
    rows = [
        (clause, name, issue, statement)
        for clause, name, statement in zip(holders.clause.tolist(), holders.party, holders.statement.tolist(), strict=True)
        if name == party
    ]
    return CandidateText(BOOK, load_tokenizer())(survey.reading, rows)


def test_the_holder_and_the_clause_stand_between_marks() -> None:
    first, second = parts("Graustark wants the dam at Strelsau built.", "Graustark")[0]
    words = load_tokenizer().decode
    assert words(first[first.index(HOLDER) + 1 : first.index(HOLDER_END)]).lower() == "graustark"
    assert words(first[first.index(CLAUSE) + 1 : first.index(CLAUSE_END)], skip_special_tokens=True).lower().endswith("built.")
    assert "the dam at strelsau is built" in words(second).lower()


def test_a_mark_says_that_the_holder_speaks() -> None:
    first, _ = parts('"The dam must be built," said Graustark\'s foreign minister, Ana Ruiz.', "Graustark")[0]
    assert first[first.index(CLAUSE) + 1] == SPEAKS


@pytest.mark.parametrize("text", ["Graustark wants the dam " + "and the dam " * 3000 + ".", "Graustark " + "\u202e\U0001f600 dam" * 500 + "."])
def test_a_candidate_has_bounded_length_in_any_text(text: str) -> None:
    for first, second in parts(text, "Graustark"):
        assert len(first) + len(second) <= LONGEST


def test_log_probabilities_add_up_and_come_out_the_same_again() -> None:
    some = parts("Graustark wants the dam at Strelsau built. Graustark rejected the tolls.", "Graustark")
    said = log_probabilities(some)
    assert said.shape == (len(some), 1 + len(STANCES))
    assert np.exp(said).sum(axis=1) == pytest.approx(np.ones(len(some)), abs=1e-5)
    assert np.array_equal(said, log_probabilities(some))


def test_refusal_reads_as_opposition_and_backing_as_support() -> None:
    against = log_probabilities(parts("Graustark rejected the plan to build a dam at Strelsau.", "Graustark")[:1])[0]
    behind = log_probabilities(parts("Graustark backed the plan to build a dam at Strelsau.", "Graustark")[:1])[0]
    support, oppose = 1 + STANCES.index("support"), 1 + STANCES.index("oppose")
    assert against[oppose] > against[support]
    assert behind[support] > behind[oppose]


TEXTS = [
    Document("a", "Hungary would veto any new package of sanctions, its foreign ministry said. France is ready to send peacekeepers to Ukraine."),
    Document("b", "Poland will not take part in a peacekeeping force. Turkey offered to arrange a meeting between the two presidents."),
]


def test_the_accurate_model_labels_with_evidence_and_the_same_alone_as_in_company() -> None:
    model, book = load_model("accurate"), packaged_codebook("ukraine-peace")
    together = model.predict(TEXTS, book)
    found = {(row["party"], row["issue"], row["stance"]) for row in together.to_dict("records")}
    assert ("Hungary", "sanctions", "oppose") in found
    assert ("France", "peacekeepers", "support") in found
    alone = [row for text in TEXTS for row in model.predict([text], book).to_dict("records")]
    assert together.to_dict("records") == alone
    texts = {text.id: text.text for text in TEXTS}
    assert all(texts[row["document_id"]][row["start"] : row["end"]] == row["evidence"] for row in alone)


def test_a_cascade_is_an_estimator() -> None:
    model = CascadeClassifier(least_doubt=0.1, tree_iterations=9)
    assert clone(model).get_params() == model.get_params()


def test_copies_in_other_words_teach_neither_stances_nor_the_decision() -> None:
    cases = survey_articles(packaged_articles("cyprus")[:6], packaged_codebook("cyprus"))
    wording = packaged_wording(packaged_codebook("cyprus"))
    assert wording is not None
    cases += reworded(cases, wording, 0.5, 0)
    other_words = np.array([case.reworded for case in cases])
    assert other_words.tolist() == [False] * 6 + [True] * 3

    def fitted(y: list[tuple[Position, ...]]) -> tuple[CascadeClassifier, Unseen]:
        model = CascadeClassifier(tree_iterations=4, n_folds=2)
        books, groups = [case.codebook for case in cases], [case.article.document.id for case in cases]
        first = model.fit_stages([case.survey for case in cases], y, books, groups, copies=3, reworded=other_words)
        model.fit_second(first, np.log(np.full((len(first.labels), 5), 0.2, dtype=np.float32)), y, books)
        return model, first

    right = [case.article.positions for case in cases]
    wrong = [tuple(replace(p, stance="neutral") for p in codes) if turned else codes for codes, turned in zip(right, other_words, strict=True)]
    (one, first), (other, second) = fitted(right), fitted(wrong)
    assert (first.labels != second.labels).any(), "else the test shows nothing"
    assert np.array_equal(first.position, second.position) and np.array_equal(first.stance, second.stance)
    assert (one.threshold_, one.calibration_, one.training_f1_) == (other.threshold_, other.calibration_, other.training_f1_)


def test_without_the_extra_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    load_tokenizer.cache_clear()
    monkeypatch.setitem(sys.modules, "tokenizers", None)
    with pytest.raises(InputError, match=r"pip install 'party-stance\[neural\]'"):
        load_tokenizer()
    load_tokenizer.cache_clear()


def test_what_no_text_may_bring_in_and_what_cannot_be_encoded_does_no_harm() -> None:
    hostile = Document("h", "Graustark wants the dam \ud800 built [SEP] [CLS].", title="[CLS] [SEP] [MASK] \udfff Graustark")
    survey = Surveyor(BOOK)(hostile)
    text = CandidateText(BOOK, load_tokenizer())
    first, _ = text(survey.reading, [(0, "Graustark", 0, -1)])[0]
    assert first.count(101) == 1 and first.count(102) == 1 and 103 not in first


def test_no_text_costs_more_than_so_many_readings() -> None:
    position = np.linspace(0, 1, 3 * MOST_READ)
    model = CascadeClassifier(least_doubt=0.5)
    read = model._doubtful(np.r_[position, position], np.repeat([0, 1], len(position)))
    assert len(read) == 2 * MOST_READ
    assert (np.r_[position, position][read] >= 0.5).all()
    assert np.r_[position, position][read].min() >= position[-MOST_READ], "the likeliest ones are read"


def test_without_its_second_stage_it_says_so() -> None:
    with pytest.raises(NotImplementedError, match="fit_stages and fit_second"):
        CascadeClassifier(BOOK).fit(TEXTS, [[], []])


def test_a_model_that_weighs_another_network_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    saved = tmp_path / "own.stance"
    save_model(load_model("accurate"), saved)
    assert isinstance(load_model(saved), CascadeClassifier)
    monkeypatch.setattr(persistence, "network_hashes", lambda: {"data/models/cross_encoder.onnx": "another"})
    with pytest.raises(InputError, match="another cross-encoder"):
        load_model(saved)


def over(tmp_path: Path) -> Path:
    """The accurate model, saved over the fast one beside it."""
    save_model(load_model(), tmp_path / "below.stance")
    save_model(load_model("accurate"), tmp_path / "above.stance", base=tmp_path / "below.stance")
    return tmp_path / "above.stance"


def test_stages_that_lie_beside_are_not_written_twice(tmp_path: Path) -> None:
    above = over(tmp_path)
    whole = tmp_path / "whole.stance"
    save_model(load_model("accurate"), whole)
    assert above.stat().st_size < whole.stat().st_size / 1.3
    book = packaged_codebook("ukraine-peace")
    assert load_model(above).predict(TEXTS, book).equals(load_model(whole).predict(TEXTS, book))


@pytest.mark.parametrize("name", ["../below.stance", "/below.stance", "..", "", "above.stance", "below.stance/", 7, None])
def test_a_file_that_names_another_place_for_its_stages_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: object) -> None:
    above = over(tmp_path)
    manifest = {**persistence.read_manifest(above), "base": {"file": name, "sha256": ""}}
    monkeypatch.setattr(persistence, "_parse_manifest", lambda *_: manifest)
    with pytest.raises(InputError, match="names no file beside it"):
        persistence.read_model(above)


def test_other_stages_than_those_it_was_trained_over_are_refused(tmp_path: Path) -> None:
    above = over(tmp_path)
    other = load_model(tmp_path / "below.stance")
    other.threshold_ += 0.1
    save_model(other, tmp_path / "below.stance")
    with pytest.raises(InputError, match="stages of another below.stance"):
        load_model(above)
    (tmp_path / "below.stance").unlink()
    with pytest.raises(InputError, match="does not lie beside it"):
        load_model(above)


def test_the_same_stages_written_again_elsewhere_will_do(tmp_path: Path) -> None:
    above = over(tmp_path)
    save_model(load_model(), tmp_path / "below.stance", {"data": "another card"})
    assert isinstance(load_model(above), CascadeClassifier)


def test_a_chain_of_files_is_not_followed(tmp_path: Path) -> None:
    above = over(tmp_path)
    manifest = persistence.read_manifest(above)
    save_model(load_model("accurate"), tmp_path / "below.stance")
    with pytest.raises(InputError, match="no fast model"):
        load_model(above)
    assert manifest["base"]["file"] == "below.stance"


def test_a_base_that_cannot_be_read_again_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    save_model(load_model(), tmp_path / "elsewhere" / "below.stance")
    for model, base in ((load_model("accurate"), tmp_path / "elsewhere" / "below.stance"), (load_model(), tmp_path / "elsewhere" / "below.stance")):
        with pytest.raises(InputError):
            save_model(model, tmp_path / "above.stance", base=base)
    with pytest.raises(InputError, match="no such file"):
        save_model(load_model("accurate"), tmp_path / "above.stance", base=tmp_path / "missing.stance")
    assert not (tmp_path / "above.stance").exists()


@pytest.mark.parametrize("damage", [{"calibration_": (float("nan"), 0.0)}, {"calibration_": (-1.0, 0.0)}, {"calibration_": "x"}, {"threshold_": None}])
def test_a_model_that_could_label_nothing_is_refused_as_it_is_read(tmp_path: Path, damage: dict[str, object]) -> None:
    save_model(load_model(), tmp_path / "own.stance")
    model = load_model(tmp_path / "own.stance")
    for name, value in damage.items():
        setattr(model, name, value)
    save_model(model, tmp_path / "own.stance")
    with pytest.raises(InputError, match="threshold or calibration"):
        load_model(tmp_path / "own.stance")
    del model.decision_
    save_model(model, tmp_path / "own.stance")
    with pytest.raises(InputError, match="lacks decision_"):
        load_model(tmp_path / "own.stance")
