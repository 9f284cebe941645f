"""Evaluation: domains left out, what each stage keeps, and the page of figures."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from classifier import Document
from classifier.codebook import Codebook, Issue
from classifier.coding.candidates import Candidates
from classifier.coding.model import PositionClassifier
from classifier.corpus.cases import Case, survey_articles
from classifier.corpus.evaluation import STAGES, compare, figures, groups_of, leave_domains_out, merge
from classifier.corpus.evaluation_page import ACCURATE, BEGIN, END, UNSEEN, domains_page, figures_page, into_page
from classifier.corpus.gold import GoldArticle
from classifier.corpus.packaged import packaged_articles, packaged_codebook
from classifier.position import STANCES, Position

SMALL = PositionClassifier(tree_iterations=8, n_folds=2, threshold=0.05)


@pytest.fixture(scope="module")
def domains() -> dict[str, list[Case]]:
    return {name: survey_articles(packaged_articles(name)[:5], packaged_codebook(name)) for name in ("cyprus", "korea", "sudan")}


@pytest.mark.parametrize("n_groups", [1, 2, 3, 9])
def test_groups_hold_every_domain_once(n_groups: int) -> None:
    names = ["a", "b", "c", "d", "e"]
    groups = groups_of(names, n_groups)
    assert sorted(sum(groups, [])) == names
    assert len(groups) == min(n_groups, len(names))


def test_left_out_domains_are_coded_by_models_that_never_saw_them(domains: dict[str, list[Case]]) -> None:
    found = dict(leave_domains_out(SMALL, domains, [["cyprus", "korea"], ["sudan"]]))
    assert set(found) == set(domains)
    whole = figures(merge(list(found.values())))
    assert whole["articles"] == 15
    assert 0 < whole["triple"]["f1"] < whole["pair"]["f1"] < 1
    kept = [whole["stages"][stage] for stage in STAGES]
    assert kept[0] >= kept[1] >= kept[2] > 0, "a stage keeps no more than the one before it"
    alone = dict(leave_domains_out(SMALL, domains, [["sudan"]]))
    assert figures(alone["sudan"])["triple"] == figures(found["sudan"])["triple"], "what else is left out in other groups changes nothing"


def test_the_page_keeps_what_stands_around_the_figures(domains: dict[str, list[Case]]) -> None:
    found = dict(leave_domains_out(SMALL, domains, [["sudan"]]))
    page = f"# Evaluation\n\n{BEGIN}\nold\n{END}\n\nbetween\n\n{ACCURATE}\nstale\n{END}\n\nafter\n"
    new = into_page(page, figures_page(found, {}, {}, ACCURATE))
    assert "old\n" in new and "stale" not in new
    assert new.index("between") < new.index(ACCURATE) < new.index("| sudan | 5 |") < new.index("after")


def test_two_models_stand_one_under_the_other_on_the_page_of_unseen_domains(domains: dict[str, list[Case]]) -> None:
    found = dict(leave_domains_out(SMALL, domains, [["sudan"]]))
    page = domains_page({"fast": found, "accurate": found}, {"fast": found["sudan"], "accurate": found["sudan"]})
    assert page.startswith(UNSEEN) and page.endswith(END)
    rows = [line for line in page.splitlines() if line.startswith("| sudan | 5 |")]
    assert len(rows) == 2 and rows[0] == rows[1]
    assert page.count("| all, codebooks in other words | 5 |") == 2 and "in other words" not in domains_page({"fast": found})
    assert page.index("### The fast model") < page.index("### The accurate model") < page.index("| the accurate model | ")


def test_a_right_second_stance_is_confused_with_nothing() -> None:
    text = "Graustark backed the dam. Later Graustark rejected the dam."
    book = Codebook(name="river", issues=(Issue(key="dam", label="Dam", proposition="The dam is built.", keywords=("dam",)),))
    stances = {"support": "Graustark backed the dam.", "oppose": "Later Graustark rejected the dam."}
    positions = [Position(party="Graustark", issue="dam", stance=stance, evidence=evidence) for stance, evidence in stances.items()]
    (case,) = survey_articles([GoldArticle(document=Document("a", text), positions=tuple(positions), domain="river")], book)
    rows = [
        {"document": 0, "party": "Graustark", "issue": 0, "stance": stance, "clause": n, "statement": -1, "at": -1, "anchor": -1, "probability": 0.5}
        for n, stance in enumerate(("support", "oppose", "neutral"))
    ]
    frame = pd.DataFrame([{**row, "clause": min(row["clause"], 1)} for row in rows])
    found = compare(Candidates(frame.drop(columns=["stance", "probability"]), np.zeros((3, 0), dtype=np.float32), []), frame.assign(anchor=[3, 9, 9]), [case])
    support, oppose, neutral = (STANCES.index(stance) for stance in ("support", "oppose", "neutral"))
    assert found.confusion[support, support] == found.confusion[oppose, oppose] == found.confusion[support, neutral] == 1
    assert found.confusion.sum() == 3
