"""Exact limits: enumeration, simulation, published funnels, and what is refused."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from geo.errors import OperationsError
from geo.operations import poisson_binomial, poisson_binomial_limits, poisson_limits

CHANCES = st.lists(st.floats(0, 1), min_size=0, max_size=12)


@given(CHANCES)
def test_as_enumerated(p: list[float]) -> None:
    """Every outcome of up to 12 calls, weighed and counted, gives the same distribution."""
    mass = np.zeros(len(p) + 1)
    for outcome in product((0, 1), repeat=len(p)):
        mass[sum(outcome)] += np.prod(
            [q if hit else 1 - q for q, hit in zip(p, outcome, strict=True)]
        )
    assert np.allclose(poisson_binomial(p), mass, rtol=0, atol=1e-12)


def test_as_simulated() -> None:
    """Of 500 calls drawn 40,000 times as many stay between the limits as the level says."""
    generator = np.random.default_rng(7)
    p = generator.beta(8, 1.5, 500)
    hits = (generator.random((40_000, 500)) < p).sum(axis=1)
    mass = poisson_binomial(p)
    counts = np.bincount(hits, minlength=501) / hits.size
    assert np.abs(np.cumsum(counts) - np.cumsum(mass)).max() < 1.63 / np.sqrt(hits.size)
    for level in (0.95, 0.998):
        low, high = poisson_binomial_limits(p, level)
        tail = (1 - level) / 2
        spread = 4 * np.sqrt(tail / hits.size)
        assert (hits < np.floor(low)).mean() <= tail + spread
        assert (hits > np.ceil(high)).mean() <= tail + spread


@pytest.mark.parametrize("n", [1, 63, 64, 65, 500, 5000])
def test_equal_chances_are_binomial(n: int) -> None:
    """With one chance for all the distribution is the binomial, across all sizes of blocks."""
    assert np.allclose(
        poisson_binomial(np.full(n, 0.9)), stats.binom.pmf(np.arange(n + 1), n, 0.9), atol=1e-13
    )


@pytest.mark.parametrize(
    ("n", "shares"),
    [
        (10, (0.457, 0.621, 0.993, 1.0)),
        (52, (0.741, 0.801, 0.964, 0.995)),
        (259, (0.836, 0.860, 0.933, 0.951)),
        (1000, (0.869, 0.881, 0.918, 0.928)),
    ],
)
def test_funnel_round_nine_tenths(n: int, shares: tuple[float, ...]) -> None:
    """The exact funnel round 0.9, interpolated as in Spiegelhalter (2005), appendix A.1."""
    p = np.full(n, 0.9)
    (low_998, high_998), (low_95, high_95) = (
        poisson_binomial_limits(p, level) for level in (0.998, 0.95)
    )
    found = np.array([low_998, low_95, high_95, high_998]) / n
    assert np.round(found, 3).tolist() == list(shares)


@given(CHANCES.filter(len), st.floats(0.5, 0.999))
def test_limits_enclose_and_nest(p: list[float], level: float) -> None:
    """Limits lie between 0 and n, in order, and widen with the level."""
    low, high = poisson_binomial_limits(p, level)
    lower, higher = poisson_binomial_limits(p, (1 + level) / 2)
    assert 0 <= lower <= low <= high <= higher <= len(p)


def test_certain_calls() -> None:
    """Calls that cannot fail or succeed leave no more than one count of doubt."""
    assert poisson_binomial_limits([1.0] * 30, 0.95)[0] > 29
    assert poisson_binomial_limits([0.0] * 30, 0.95) == (0, 0)
    assert poisson_binomial_limits([], 0.95) == (0, 0)


@pytest.mark.parametrize(
    ("p", "level"), [([1.1], 0.9), ([np.nan], 0.9), ([[0.5]], 0.9), (["a"], 0.9), ([0.5], 0)]
)
def test_impossible_chances(p: list[object], level: float) -> None:
    """Chances outside 0 to 1, matrices, words and a level of 0 are refused."""
    with pytest.raises(OperationsError):
        poisson_binomial_limits(p, level)  # type: ignore[arg-type]


@given(st.floats(0, 400), st.sampled_from([0.95, 0.998]))
def test_poisson_limits_hold_the_level(mean: float, level: float) -> None:
    """Beyond the limits lies no more than each tail, and one count farther in no less."""
    (low,), (high,) = poisson_limits([mean], level)
    tail = (1 - level) / 2
    assert stats.poisson.cdf(np.ceil(low) - 1, mean) <= tail + 1e-12
    assert stats.poisson.sf(np.ceil(high), mean) <= tail + 1e-12
    assert stats.poisson.cdf(np.floor(low) + 1, mean) >= tail - 1e-12


def test_poisson_limits_refuse() -> None:
    """A negative or infinite expectation is refused."""
    for expected in (-1.0, np.inf, np.nan):
        with pytest.raises(OperationsError):
            poisson_limits([expected], 0.95)
