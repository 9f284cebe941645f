"""Calibration: chances become shares that come true, in the same order, and little evidence changes nothing."""

import numpy as np
import pytest

from classifier.coding.calibration import Calibration, learn_calibration


def outcomes(chance, seed=0):
    return np.random.default_rng(seed).uniform(size=len(chance)) < chance


@pytest.fixture
def said():
    return np.random.default_rng(1).uniform(0.02, 0.98, 20_000)


def test_what_is_too_sure_of_itself_comes_out_as_often_as_it_says(said):
    true = 1 / (1 + np.exp(-(0.6 * np.log(said / (1 - said)) - 0.5)))
    learned = learn_calibration(said, outcomes(true))
    assert np.abs(learned(said) - true).max() < 0.03


def test_the_order_stays(said):
    learned = learn_calibration(said, outcomes(said / 3))
    assert (np.argsort(learned(said), kind="stable") == np.argsort(said, kind="stable")).all()


def test_certainty_stays_finite():
    assert np.isfinite(Calibration(2.0, 1.0)(np.array([0.0, 1.0]))).all()


@pytest.mark.parametrize("n", [0, 1, 199])
def test_few_decisions_teach_nothing(n):
    chance = np.linspace(0.1, 0.9, n)
    assert learn_calibration(chance, chance > 0.5) == Calibration()


def test_decisions_of_one_kind_teach_nothing(said):
    assert learn_calibration(said, np.zeros(len(said), dtype=bool)) == Calibration()


def test_an_order_that_is_upside_down_is_not_turned(said):
    assert learn_calibration(said, outcomes(1 - said)) == Calibration()
