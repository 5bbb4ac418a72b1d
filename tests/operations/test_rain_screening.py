"""Rates of rain calls: intervals hold what they say, and the worst estates are found sooner."""

from typing import Any

import numpy as np
import pytest

from geo.errors import OperationsError
from geo.operations import screened_rates

ESTATES, STREETS, COMMUNITIES = 161, 11, 60


class _District:
    """Estates of uneven size whose true rates differ by age, street, community and estate."""

    def __init__(self, seed: int, calls_per_estate: float, scatter: float = 1.0) -> None:
        rng = np.random.default_rng(seed)
        self.community = rng.integers(0, COMMUNITIES, ESTATES)
        self.street = self.community % STREETS
        self.age = rng.integers(0, 3, ESTATES)
        self.households = np.clip(np.exp(rng.normal(5.4, 0.9, ESTATES)), 30, 4000)
        of_age = np.array([0.6, 1.0, 1.6])[self.age]
        of_street = rng.gamma(6 / scatter, scatter / 6, STREETS)[self.street]
        of_community = rng.gamma(5 / scatter, scatter / 5, COMMUNITIES)[self.community]
        of_estate = rng.gamma(3 / scatter, scatter / 3, ESTATES)
        true = of_age * of_street * of_community * of_estate
        self.true = true * calls_per_estate * ESTATES / (true @ self.households)
        self.calls = rng.poisson(self.true * self.households)

    @property
    def groups(self) -> list[list[int]]:
        return [self.age.tolist(), self.street.tolist(), self.community.tolist()]


@pytest.mark.parametrize("calls_per_estate", [1.0, 10.0, 50.0])
def test_intervals_cover_what_they_say(calls_per_estate: float) -> None:
    """Of 80 % intervals 77 to 83 % hold the true rate, whether calls are few or many."""
    inside = []
    for seed in range(12):
        district = _District(seed, calls_per_estate)
        found = screened_rates(district.calls, district.households, district.groups)
        inside.append((found.low <= district.true) & (district.true <= found.high))
    assert 0.77 <= np.mean(inside) <= 0.83


def test_the_worst_are_found_sooner_than_by_raw_rates() -> None:
    """Of the ten highest true rates at least 1.5 times as many as the raw rates name.

    At one rain call of an estate in a year, and estates that differ by half. With many more calls
    the raw rates know as much.
    """
    found = {"shrunk": 0, "raw": 0}
    for seed in range(20):
        district = _District(seed, 1.0, 0.3)
        answer = screened_rates(district.calls, district.households, district.groups)
        worst = set(np.argsort(-district.true)[:10])
        for name, rates in (("shrunk", answer.rate), ("raw", answer.raw)):
            found[name] += len(worst & set(np.argsort(-rates, kind="stable")[:10]))
    assert found["shrunk"] >= 1.5 * found["raw"]


def test_an_estate_without_calls_is_not_without_risk() -> None:
    """What was not watched has the rate of its group and the widest interval of all."""
    found = screened_rates([4, 6, 5, 0, 0], [100, 100, 100, 100, 0], [["a"] * 5])
    assert np.isnan(found.raw[4])
    assert found.rate[4] > 0
    assert found.width[4] >= found.width[:4].max() or np.isclose(found.width, found.width[4]).all()
    assert found.raw[3] == 0
    assert found.rate[3] > 0


def test_many_calls_speak_for_themselves() -> None:
    """With thousands of calls the rate is the raw one."""
    found = screened_rates([9000, 3000], [1000, 1000])
    assert found.rate == pytest.approx(found.raw, rel=0.01)


def test_a_log_that_watched_nothing_knows_nothing() -> None:
    """Unknown is unknown: nan, not 0."""
    found = screened_rates([0, 0], [0, 0], [["a", "b"]])
    assert np.isnan([found.rate, found.low, found.high, found.raw]).all()
    assert screened_rates([], []).rate.size == 0


def test_a_year_without_any_call() -> None:
    """No calls at all: a low rate with an interval, never 0."""
    found = screened_rates([0, 0, 0], [500, 500, 500])
    assert (found.rate > 0).all()
    assert (found.high > found.rate).all()


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ({"calls": [1, -1], "exposure": [1, 1]}, "calls[1]"),
        ({"calls": [1, 1], "exposure": [1]}, "exposure"),
        ({"calls": [1, 1], "exposure": [1, np.inf]}, "exposure[1]"),
        ({"calls": [1, 1], "exposure": [1, 0]}, "1"),
        ({"calls": [1], "exposure": [1], "groups": [["a", "b"]]}, "groups[0]"),
        ({"calls": [1], "exposure": [1], "level": 1.0}, "1.0"),
        ({"calls": 1, "exposure": [1]}, "calls"),
    ],
)
def test_malformed_questions_are_named(question: dict[str, Any], said: str) -> None:
    """What cannot be is refused with its place."""
    with pytest.raises(OperationsError) as refused:
        screened_rates(**question)
    assert said in refused.value.sentence("en")
    assert refused.value.sentence("zh")
