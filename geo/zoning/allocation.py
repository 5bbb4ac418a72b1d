"""How many zones each piece gets: exact dynamic programming over cost curves."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["allocate"]


def allocate(
    curves: Sequence[NDArray[np.float64]], zones: int
) -> tuple[float, NDArray[np.int64] | None]:
    """Share out zones among pieces at least total cost.

    Parameters
    ----------
    curves : sequence of float (n_i + 1,)
        Cost of each piece by its number of zones, inf where impossible.
    zones : int
        Number of zones in all.

    Returns
    -------
    total : float
        The least total, inf where there is no way.
    share : int (n_pieces,) or None
        Zones of each piece; the fewest for the later pieces among equals.
    """
    fewest = [_first_finite(curve) for curve in curves]
    most = [len(curve) - 1 for curve in curves]
    if any(first < 0 for first in fewest):
        return np.inf, None
    # `spare` counts the zones given out beyond the fewest of each piece.
    spare = zones - sum(fewest)
    if spare < 0 or zones > sum(most):
        return np.inf, None
    best = np.full(spare + 1, np.inf)
    best[0] = 0.0
    choices = []
    for curve, first in zip(curves, fewest, strict=True):
        extended = np.full(spare + 1, np.inf)
        choice = np.zeros(spare + 1, dtype=np.int64)
        for extra in range(min(spare, len(curve) - 1 - first) + 1):
            cost = curve[first + extra]
            if not np.isfinite(cost):
                continue
            total = best[: spare + 1 - extra] + cost
            better = total < extended[extra:]
            extended[extra:][better] = total[better]
            choice[extra:][better] = extra
        choices.append(choice)
        best = extended
    if not np.isfinite(best[spare]):
        return np.inf, None
    share = np.array(fewest, dtype=np.int64)
    left = spare
    for i in range(len(curves) - 1, -1, -1):
        share[i] += choices[i][left]
        left -= choices[i][left]
    return float(best[spare]), share


def _first_finite(curve: NDArray[np.float64]) -> int:
    finite = np.flatnonzero(np.isfinite(curve))
    return int(finite[0]) if finite.size else -1
