"""The search for the last step that reaches a level finds what looking at every step finds."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from geo.response import last_kept

STEPS = 700


def falling(seed: int, searches: int) -> NDArray[np.float64]:
    """Return probabilities that never rise along a row: smooth ones, stairs, cliffs and plains."""
    random = np.random.default_rng(seed)
    at = np.arange(STEPS)
    smooth = 1 / (1 + np.exp((at - random.uniform(-50, 750, (searches, 1))) / 40))
    stairs = np.sort(random.choice([0.0, 1e-9, 0.3, 0.5, 0.9, 1.0], (searches, STEPS)))[:, ::-1]
    return np.where(random.uniform(size=(searches, 1)) < 0.6, np.round(smooth, 6), stairs)


@given(st.integers(0, 10_000), st.sampled_from([1e-6, 0.1, 0.5, 0.9, 0.999999, 1.0]))
def test_the_search_finds_what_looking_everywhere_finds(seed: int, level: float) -> None:
    """With ends known or not, and never with more looks than bisection and a few."""
    p = falling(seed, 12)
    expected = (p >= level).sum(axis=1) - 1
    before, behind = np.full(12, -1), np.full(12, STEPS)
    rounds = []

    def p_of(searches: NDArray[np.intp], steps: NDArray[np.int64]) -> NDArray[np.float64]:
        rounds.append(searches.size)
        return p[searches, steps]

    assert np.array_equal(last_kept(p_of, before, behind, level), expected)
    assert len(rounds) <= np.ceil(np.log2(STEPS + 1)) + 3
    inside = np.flatnonzero((expected >= 0) & (expected < STEPS - 1))
    found = last_kept(
        lambda searches, steps: p_of(inside[searches], steps),
        np.zeros_like(inside),
        np.full_like(inside, STEPS - 1),
        level,
        p_kept=p[inside, 0],
        p_broken=p[inside, -1],
    )
    assert np.array_equal(found, expected[inside])
