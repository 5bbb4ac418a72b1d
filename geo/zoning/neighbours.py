"""Which estates touch: by road minutes between their gates, never by lines across a map."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.errors import ZoningError

__all__ = ["neighbours"]

SUMS_AT_ONCE = 250_000


def neighbours(
    minutes: ArrayLike, street: ArrayLike, *, limit_min: float = np.inf
) -> NDArray[np.int64]:
    """Return the pairs of estates of a street between which no third one of the street lies.

    Two estates are neighbours when half-way along the quicker way between them no third estate
    would be nearer: none with ``s(i, k)² + s(k, j)² < s(i, j)²``, where ``s`` is the quicker of
    both directions. Rivers, railways and motorways part estates because the way around is long.
    A street whose estates reach each other within the limit stays in one piece, since every
    quickest tree is kept.

    Parameters
    ----------
    minutes : float (n, n)
        Minutes between the gates, inf where there is no way.
    street : int (n,)
        Code of the street, or of the pair (street, operator). Pairs never cross it.
    limit_min : float
        Estates farther apart are never neighbours.

    Returns
    -------
    int64 (m, 2)
        Pairs i < j, sorted.

    Raises
    ------
    ZoningError
        Shapes that do not fit, NaN or negative minutes, or a limit that is no number.

    References
    ----------
    Gabriel & Sokal 1969, "A new statistical approach to geographic variation analysis", for the
    half-way test; it keeps the relative neighbourhood graph of Toussaint 1980 and the minimum
    spanning tree.
    """
    table = np.asarray(minutes, dtype=np.float64)
    codes = np.asarray(street)
    n = len(codes)
    if codes.ndim != 1 or table.shape != (n, n):
        raise ZoningError("zoning.shape", what="minutes", found=table.shape, wanted=f"({n}, {n})")
    wrong = np.argwhere(~(table >= 0))
    if wrong.size:
        i, j = wrong[0].tolist()
        raise ZoningError("zoning.minutes", centre=i, member=j, found=float(table[i, j]))
    if not limit_min >= 0:
        raise ZoningError("zoning.rule_figure", name="limit_min", found=limit_min)
    pairs = [
        estates[_pairs_within(np.minimum(part, part.T), limit_min)]
        for estates in _by_code(codes)
        for part in [table[np.ix_(estates, estates)]]
    ]
    found = np.concatenate(pairs) if pairs else np.zeros((0, 2), dtype=np.int64)
    return found[np.lexsort((found[:, 1], found[:, 0]))]


def _by_code(codes: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """Return the estates of each code, ascending."""
    order = np.argsort(codes, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(codes[order])) + 1) if len(codes) else []


def _pairs_within(apart: NDArray[np.float64], limit_min: float) -> NDArray[np.int64]:
    """Return local pairs i < j of one street, from the symmetric minutes between its estates."""
    squared = np.square(apart)
    first, second = np.nonzero(np.triu(np.isfinite(apart) & (apart <= limit_min), k=1))
    found = [np.zeros((0, 2), dtype=np.int64)]
    step = max(1, SUMS_AT_ONCE // max(len(apart), 1))
    for start in range(0, len(first), step):
        i, j = first[start : start + step], second[start : start + step]
        by_third = squared[i] + squared[j]
        pair = np.arange(len(i))
        by_third[pair, i] = by_third[pair, j] = np.inf
        kept = (by_third >= squared[i, j, np.newaxis]).all(axis=1)
        found.append(np.column_stack([i[kept], j[kept]]))
    return np.concatenate(found)
