"""A small random generator for compiled searches: its whole state is one number."""

import numpy as np
from numpy.typing import NDArray

from geo.jit import kernel

__all__ = ["RandomState", "below", "seeded", "unit"]

RandomState = NDArray[np.uint64]
"""One number that every draw advances."""


def seeded(seed: int, stream: int = 0) -> RandomState:
    """Return the state of a generator.

    Parameters
    ----------
    seed : int
        The user's seed.
    stream : int
        Number of the search that draws from it.

    Returns
    -------
    ndarray of uint64, shape (1,)
        State that :func:`below` and :func:`unit` advance.
    """
    return np.random.default_rng([seed, stream]).integers(1, 2**63, 1, dtype=np.uint64)


@kernel
def _next(state: RandomState) -> np.uint64:
    """Advance by one step of splitmix64 (Steele, Lea, Flood 2014, OOPSLA, section 3)."""
    state[0] += np.uint64(0x9E3779B97F4A7C15)
    z = state[0]
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.uint64(z ^ (z >> np.uint64(31)))


@kernel
def unit(state: RandomState) -> float:
    """Return a number in [0, 1)."""
    return float(_next(state) >> np.uint64(11)) * (1.0 / 9007199254740992.0)


@kernel
def below(state: RandomState, limit: int) -> int:
    """Return a whole number in [0, limit)."""
    return int(unit(state) * limit)
