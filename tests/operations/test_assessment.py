"""Units against the plan's chances: what is counted, who is judged, and fairness simulated."""

import numpy as np
import pandas as pd
import pytest

from geo.errors import OperationsError
from geo.operations import assess_units, poisson_binomial_limits, spread_of_units


def test_counts_of_units() -> None:
    """Counts, expectation and limits are those of each unit's own calls, in the labels' order."""
    p = [0.9, 0.5, 0.8, 0.7]
    table = assess_units(p, [1, 0, 1, 1], ["b", "a", "b", "a"], few=1)
    assert table.index.tolist() == ["a", "b"]
    assert table["n"].tolist() == [2, 2]
    assert table["on_time"].tolist() == [1, 2]
    assert table["expected"].tolist() == pytest.approx([1.2, 1.7])
    low, high = poisson_binomial_limits([0.9, 0.8], 0.998)
    assert table.loc["b", ["low_998", "high_998"]].tolist() == [low, high]
    assert table.columns.tolist() == [
        "n", "on_time", "expected", "low_95", "high_95", "low_998", "high_998", "share",
        "wilson_low", "wilson_high", "shrunk", "verdict",
    ]  # fmt: skip


def test_a_far_zone_does_not_cost_its_operator() -> None:
    """60 % on time is what far calls allow, and is worse where the roads allow 90 %."""
    on_time = np.r_[np.ones(60), np.zeros(40)]
    table = assess_units(
        np.r_[np.full(100, 0.6), np.full(100, 0.9)],
        np.r_[on_time, on_time],
        ["far"] * 100 + ["near"] * 100,
    )
    assert table["verdict"].to_dict() == {"far": "as promised", "near": "worse"}


def test_few_calls_and_better() -> None:
    """With few calls there is no verdict, whatever they say; beyond the upper limit is better."""
    table = assess_units(
        np.full(219, 0.5), np.r_[np.zeros(19), np.ones(200)], ["few"] * 19 + ["many"] * 200
    )
    assert table["verdict"].to_dict() == {"few": "too few", "many": "better"}


def test_no_calls() -> None:
    """No call, no unit, and no fault."""
    table = assess_units([], [], [])
    assert table.empty
    assert spread_of_units([], [], []).units == 0


def test_labels_stay_what_they_are() -> None:
    """Numbers remain numbers; categories and series are taken by their values."""
    unit = pd.Series([2, 1, 2], index=[9, 8, 7])
    assert assess_units([0.5] * 3, [True, False, True], unit).index.tolist() == [1, 2]


@pytest.mark.parametrize(
    ("p", "on_time", "unit"),
    [
        ([0.5], [1, 1], ["a", "a"]),
        ([0.5], [2], ["a"]),
        ([1.5], [1], ["a"]),
        ([0.5], [np.nan], ["a"]),
        ([0.5], [1], [None]),
    ],
)
def test_calls_that_cannot_be_judged(
    p: list[float], on_time: list[float], unit: list[str | None]
) -> None:
    """Lists of different lengths, results beside 0 and 1, impossible chances, no unit."""
    with pytest.raises(OperationsError):
        assess_units(p, on_time, unit)


def test_fair_to_those_who_keep_the_promise() -> None:
    """Hardly any zone that keeps the promise is called worse; one ten points down is found.

    A small run of ``benchmarks.operations fairness``: 51 zones, 60 quarters.
    """
    generator = np.random.default_rng(16)
    chances = [generator.beta(9, 1, int(n)) for n in generator.integers(20, 400, 51)]
    p, unit = np.concatenate(chances), np.repeat(np.arange(51), [len(own) for own in chances])
    worse = sum(
        (assess_units(p, generator.random(p.size) < p, unit)["verdict"] == "worse").sum()
        for _ in range(60)
    )
    assert worse <= 0.004 * 51 * 60
    fallen = generator.beta(9, 1, 250)
    quarters = (generator.random((200, 250)) < np.maximum(fallen - 0.1, 0)).sum(axis=1)
    assert (quarters < poisson_binomial_limits(fallen, 0.998)[0]).mean() >= 0.8


def test_spread_of_honest_units() -> None:
    """Units that keep their chances are not over-dispersed; some that do not, are."""
    generator = np.random.default_rng(3)
    p, unit = np.full(8000, 0.85), np.repeat(np.arange(40), 200)
    assert not spread_of_units(p, generator.random(8000) < p, unit).significant
    shift = np.repeat(generator.normal(0, 0.08, 40), 200)
    assert spread_of_units(p, generator.random(8000) < p + shift, unit).significant
