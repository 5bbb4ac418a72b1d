"""Wilson's interval: published figures, the ends, and what is refused."""

import numpy as np
import pytest

from geo.errors import OperationsError
from geo.operations import wilson_interval


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_newcombe(successes: int, n: int, low: float, high: float) -> None:
    """The four examples of Newcombe (1998), table I, method 3."""
    assert wilson_interval(successes, n) == pytest.approx((low, high), abs=5e-5)


def test_nothing_counted_says_nothing() -> None:
    """Without trials the share may be anything; ends are exact, arrays go element by element."""
    assert wilson_interval(0, 0) == (0, 1)
    low, high = wilson_interval([0, 20], [20, 20])
    assert low[0] == 0
    assert high[1] == 1
    assert np.allclose(1 - low[::-1], high)


@pytest.mark.parametrize(
    ("successes", "n", "level"), [(3, 2, 0.9), (-1, 2, 0.9), (1, 2, 1.0), (1, np.nan, 0.9)]
)
def test_impossible_counts(successes: float, n: float, level: float) -> None:
    """More successes than trials, negative or missing counts and a level of 1 are refused."""
    with pytest.raises(OperationsError):
        wilson_interval(successes, n, level)
