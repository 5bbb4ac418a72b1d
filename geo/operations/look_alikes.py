"""Problems that may be the same one, reported twice."""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

__all__ = ["look_alikes"]

Reals = NDArray[np.float64]
Indices = NDArray[np.int64]


def look_alikes(
    kind: ArrayLike, x_m: Reals, y_m: Reals, reported_at: ArrayLike, *, within_m: float, days: float
) -> Indices:
    """Return for each problem the latest earlier one of its kind that lies near in place and time.

    Parameters
    ----------
    kind : array_like of str, shape (n,)
    x_m, y_m : ndarray, shape (n,)
        Positions on a plane; nan where unknown.
    reported_at : array_like of datetime64, shape (n,)
        NaT where unknown.
    within_m, days : float
        How near, inclusive.

    Returns
    -------
    ndarray of int, shape (n,)
        Position of the other problem, -1 where there is none. Of two reported at one moment the
        one listed later points to the earlier.
    """
    times = pd.Series(reported_at).to_numpy("datetime64[s]")
    kinds = pd.Series(kind, dtype=object).to_numpy()
    found = np.full(times.size, -1, np.int64)
    known = np.isfinite(x_m) & np.isfinite(y_m) & ~np.isnat(times) & (kinds != "")
    seconds = np.where(known, times.astype(np.int64), 0)
    for rows in pd.Series(np.flatnonzero(known)).groupby(kinds[known]):
        own = rows[1].to_numpy()
        _mark(own, x_m[own], y_m[own], seconds[own], within_m, round(days * 86_400), found)
    return found


def _mark(
    own: Indices,
    x_m: Reals,
    y_m: Reals,
    seconds: Indices,
    within_m: float,
    within_s: int,
    found: Indices,
) -> None:
    """Write the look-alikes of the problems of one kind into ``found``."""
    from scipy.spatial import cKDTree

    # Many problems share the point of their estate: places are compared, then times within them.
    places, place_of = np.unique(np.column_stack([x_m, y_m]), axis=0, return_inverse=True)
    order = np.lexsort((own, seconds))
    members = [order[place_of.ravel()[order] == place] for place in range(len(places))]
    latest = np.full(own.size, -1, np.int64)
    near = cKDTree(places).query_pairs(within_m, output_type="ndarray")
    rank = np.empty(own.size, np.int64)
    rank[order] = np.arange(own.size)
    pairs = [(place, place) for place in range(len(places))]
    pairs += [pair for a, b in near.tolist() for pair in ((a, b), (b, a))]
    for here, there in pairs:
        before = np.searchsorted(rank[members[there]], rank[members[here]]) - 1
        candidate = np.where(before >= 0, members[there][before], -1)
        close = (before >= 0) & (seconds[members[here]] - seconds[candidate] <= within_s)
        ranks = np.where(close, rank[candidate], -1)
        latest[members[here]] = np.maximum(latest[members[here]], ranks)
    hit = latest >= 0
    found[own[hit]] = own[order[latest[hit]]]
