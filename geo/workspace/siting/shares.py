"""Shares that add up as they are printed."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["adding_up"]


def adding_up(amounts: ArrayLike, *, decimals: int = 3) -> NDArray[np.float64]:
    """Return the shares of some amounts, rounded so that they add up to one.

    Each is rounded down, and those with the largest rests are given one unit more (largest
    remainders, Hamilton 1792); of equal rests the first.

    Parameters
    ----------
    amounts : array_like, shape (n,)
        Zero or more.
    decimals : int
        Decimals of the shares.

    Returns
    -------
    ndarray, shape (n,)
        All 0 where there is nothing to share.

    Examples
    --------
    >>> adding_up([1, 1, 1]).tolist()
    [0.334, 0.333, 0.333]
    """
    parts = np.asarray(amounts, dtype=np.float64)
    total = parts.sum()
    if not total > 0:
        return np.zeros(parts.size)
    units = 10**decimals
    exact = np.round(parts / total * units, 9)
    whole = np.floor(exact)
    missing = round(units - float(whole.sum()))
    largest = np.argsort(whole - exact, kind="stable")[:missing]
    whole[largest] += 1
    return np.asarray(np.round(whole / units, decimals))
