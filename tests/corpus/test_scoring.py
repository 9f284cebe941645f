"""Scoring: the same figures as the guidelines' own script, worked out by hand on small cases."""

import json
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from classifier.corpus.gold import GoldArticle, read_gold, write_gold
from classifier.corpus.scoring import bootstrap, calibration_error, count_article, summarise
from classifier.document import Document
from classifier.position import Position

TEXT = "Ruritania accepts the dam. Graustark rejects it."
GOLD = GoldArticle(
    Document("a", TEXT),
    (Position("Ruritania", "dam", "support", "Ruritania accepts the dam."), Position("Graustark", "dam", "oppose", "Graustark rejects it.")),
    "river",
)


def rows(*items):
    return pd.DataFrame([(p, i, s, a, b) for p, i, s, a, b in items], columns=["party", "issue", "stance", "start", "end"])


def test_triples_pairs_stance_and_evidence_by_hand():
    said = rows(("the ruritania", "dam", "support", 0, 26), ("Graustark", "dam", "neutral", 27, 48), ("Strelsau", "dam", "oppose", 27, 48))
    counts = count_article(GOLD, said)
    assert counts.triples == (1, 3, 2)
    assert counts.pairs == (2, 3, 2)
    assert (counts.agree, counts.shared, counts.hits, counts.party_errors) == (1, 2, 1, 1)
    summary = summarise([counts])
    assert summary["triple"]["f1"] == pytest.approx(2 * 1 / 5)
    assert summary["pair"]["f1"] == pytest.approx(2 * 2 / 5)
    assert summary["stance_accuracy"] == 0.5
    assert summary["evidence_hit_rate"] == 1.0
    assert summary["party_error_rate"] == pytest.approx(1 / 3)


def test_evidence_elsewhere_is_no_hit():
    assert count_article(GOLD, rows(("Ruritania", "dam", "support", 30, 40))).hits == 0


def test_the_interval_holds_the_figure_and_is_the_same_each_time():
    counts = [count_article(GOLD, rows(("Ruritania", "dam", "support", 0, 26))), count_article(GOLD, rows())] * 10
    low, high = bootstrap(counts)
    assert low < summarise(counts)["triple"]["f1"] < high
    assert bootstrap(counts) == (low, high)


def test_calibration_error_by_hand():
    error, curve = calibration_error(np.array([0.95, 0.95, 0.15, 0.15]), np.array([True, False, False, False]))
    assert error == pytest.approx((2 * 0.45 + 2 * 0.15) / 4)
    assert curve["count"].tolist() == [2, 2]


def test_the_same_figures_as_the_guidelines_script(shared, model, tmp_path):
    articles = read_gold(shared / "dev" / "gaza" / "articles.jsonl")[:2]
    from classifier.codebook import read_codebook

    table = model.predict([article.document for article in articles], read_codebook(shared / "dev" / "gaza" / "codebook.yaml"))
    write_gold(articles, tmp_path / "gold.jsonl")
    (tmp_path / "predicted.jsonl").write_text("".join(json.dumps(row) + "\n" for row in table.to_dict("records")))
    command = [sys.executable, shared / "score.py", tmp_path / "gold.jsonl", tmp_path / "predicted.jsonl"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    theirs = json.loads(done.stdout)
    ours = summarise([count_article(article, table[table["document_id"] == article.document.id]) for article in articles])
    for metric in ("triple", "pair"):
        assert theirs[metric]["f1"] == pytest.approx(ours[metric]["f1"], abs=1e-4)
    assert theirs["stance_accuracy"] == pytest.approx(ours["stance_accuracy"], abs=1e-4)
    assert theirs["evidence_hit_rate"] == pytest.approx(ours["evidence_hit_rate"], abs=1e-4)
    assert theirs["evidence_exact"] == 1.0
