"""A small generator of random numbers whose state is an array."""

import numpy as np
from numpy.typing import NDArray

from geo.jit import kernel

__all__ = ["chance", "pick"]


@kernel
def _draw(state: NDArray[np.uint64]) -> np.uint64:
    """Advance xorshift64* and return its 31 best bits.

    References
    ----------
    Vigna 2016, "An experimental exploration of Marsaglia's xorshift generators, scrambled".
    """
    x = state[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    state[0] = x
    bits: np.uint64 = (x * np.uint64(2685821657736338717)) >> np.uint64(33)
    return bits


@kernel
def pick(state: NDArray[np.uint64], below: int) -> int:
    """Return a whole number from 0 to `below` - 1."""
    return np.int64(_draw(state) % np.uint64(below))  # type: ignore[return-value]


@kernel
def chance(state: NDArray[np.uint64]) -> float:
    """Return a number from 0 up to 1."""
    return np.float64(_draw(state)) / 2147483648.0
