"""Predicted against observed shares, and the spread that predictions come from."""

import numpy as np
import pytest

from geo.coverage.calibration.observed_spread import ObservedSpread
from geo.coverage.calibration.reliability import calibration_error, reliability_table


def test_bins_and_error_by_hand() -> None:
    """Two bins of 500: 0.2 predicted and 0.3 seen, 0.9 predicted and seen: error 0.05."""
    p = np.repeat([0.2, 0.9], 500)
    happened = np.concatenate([np.arange(500) < 150, np.arange(500) < 450])
    table = reliability_table(p, happened)
    assert [row["calls"] for row in table] == [500, 500]
    assert [row["observed"] for row in table] == pytest.approx([0.3, 0.9])
    assert calibration_error(table) == pytest.approx(0.05)


def test_few_calls_are_one_bin() -> None:
    """Under a thousand calls only the whole is compared."""
    assert len(reliability_table(np.linspace(0, 1, 999), np.ones(999, dtype=bool))) == 1
    assert len(reliability_table(np.linspace(0, 1, 9_999), np.ones(9_999, dtype=bool))) == 10


def test_spread_is_what_was_seen() -> None:
    """With few calls there is one anchor and p is the plain share of ratios."""
    expected = np.full(100, 5.0)
    observed = np.linspace(0.05, 9.95, 100)
    spread = ObservedSpread.learn(expected, observed)
    assert spread.p_on_time(np.array([5.0, 10.0]), 5.0) == pytest.approx([0.5, 0.25])


def test_spread_differs_by_length_and_joins_without_a_step() -> None:
    """Short calls stray more than long ones; between anchors p changes gradually."""
    rng = np.random.default_rng(0)
    expected = rng.uniform(2, 12, 5_000)
    observed = expected * np.exp(rng.normal(size=5_000) * np.where(expected < 6, 0.5, 0.1))
    spread = ObservedSpread.learn(expected, observed)
    short = spread.p_on_time(np.array([3.0]), 3.0 * 1.2)
    long = spread.p_on_time(np.array([11.0]), 11.0 * 1.2)
    assert short[0] == pytest.approx(0.64, abs=0.05)
    assert long[0] == pytest.approx(0.97, abs=0.03)
    p = spread.p_on_time(np.linspace(2, 12, 400), 7.0)
    assert np.abs(np.diff(p)).max() < 0.05
