"""Shrinkage and over-dispersion: published answers, limits, and what chance alone gives."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import OperationsError
from geo.operations import over_dispersion, shrunk_shares

# Efron and Morris (1975), table 1: hits in the first 45 at bats of 18 players, and the average of
# each over the rest of the season of 1970.
HITS = [18, 17, 16, 15, 14, 14, 13, 12, 11, 11, 10, 10, 10, 10, 10, 9, 8, 7]
SEASON = [
    0.346, 0.298, 0.276, 0.222, 0.273, 0.270, 0.263, 0.210, 0.269, 0.230, 0.264, 0.256, 0.303,
    0.264, 0.226, 0.286, 0.316, 0.200,
]  # fmt: skip


def test_efron_morris() -> None:
    """The first player's .400 becomes .294, the total squared error falls from .0755 to .0214."""
    shrunk = shrunk_shares(HITS, [45] * 18)
    assert round(shrunk[0], 3) == 0.294
    assert round(float(((np.array(HITS) / 45 - SEASON) ** 2).sum()), 4) == 0.0755
    assert round(float(((shrunk - SEASON) ** 2).sum()), 4) == 0.0214


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=1, max_size=12))
def test_shrunk_lies_between(counts: list[tuple[int, int]]) -> None:
    """Every estimate lies between the raw share and the share of all together."""
    hits = np.array([min(pair) for pair in counts], float)
    n = np.array([max(pair) for pair in counts], float)
    shrunk = shrunk_shares(hits, n)
    pooled = hits.sum() / max(n.sum(), 1)
    raw = np.where(n > 0, hits / np.maximum(n, 1), pooled)
    assert (shrunk >= np.minimum(raw, pooled) - 1e-9).all()
    assert (shrunk <= np.maximum(raw, pooled) + 1e-9).all()


def test_small_units_are_drawn_farther() -> None:
    """Of two units with one share the smaller one moves more."""
    shrunk = shrunk_shares([6, 60, 90, 80, 99, 70], [10, 100, 100, 100, 100, 100])
    assert shrunk[0] > shrunk[1] > 0.6


def test_three_units_stay_what_they_are() -> None:
    """From up to three units nothing is learned about their spread."""
    assert shrunk_shares([1, 5, 9], [10, 10, 10]).tolist() == [0.1, 0.5, 0.9]


def test_impossible_counts() -> None:
    """More successes than trials are refused."""
    with pytest.raises(OperationsError):
        shrunk_shares([3], [2])


def test_chance_alone_is_one() -> None:
    """Scores that chance made have a factor of 0.68: the outermost are drawn in."""
    spread = over_dispersion(np.random.default_rng(1).standard_normal(4000))
    assert 0.65 < spread.factor < 0.71
    assert not spread.significant
    assert spread.widening == 1


def test_units_farther_apart_are_found() -> None:
    """Scores with twice the spread are significant, and one outlier alone is not."""
    z = np.random.default_rng(1).standard_normal(60)
    assert over_dispersion(2 * z).significant
    assert not over_dispersion([*z, 40.0]).significant
    assert over_dispersion([]).units == 0
    assert over_dispersion([np.nan, 1.0]).units == 1
