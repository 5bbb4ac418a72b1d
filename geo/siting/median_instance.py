"""The p-median instance that a search works on: costs, lists of nearest sites, and their names."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.siting.median_kernels import NearestSites
from geo.siting.relaxation_kernels import CLOSED, Ascent
from geo.stop import Stop

__all__ = ["MedianInstance", "nearest_sites"]


@dataclass(frozen=True, eq=False)
class MedianInstance:
    """Costs and lists over the sites that are still possible, and those sites' first numbers.

    Where lists alone are kept, `cost` has no columns.
    """

    cost: NDArray[np.float64]
    near: NearestSites
    names: NDArray[np.int64]

    def without_closed(self, decided: NDArray[np.int8]) -> "MedianInstance":
        """Return the instance without the sites that are decided to stay closed."""
        kept = np.flatnonzero(decided != CLOSED)
        if kept.size == decided.size:
            return self
        number = np.full(decided.size, -1, dtype=np.int32)
        number[kept] = np.arange(kept.size)
        keep = number[self.near.sites] >= 0
        before = np.concatenate([[0], np.cumsum(keep)])
        return MedianInstance(
            np.ascontiguousarray(self.cost[kept]),
            NearestSites(
                before[self.near.start],
                number[self.near.sites[keep]],
                self.near.costs[keep],
                self.near.known_to,
            ),
            self.names[kept],
        )

    def shed(
        self, decided: NDArray[np.int8], state: Ascent
    ) -> tuple["MedianInstance", NDArray[np.int8], Ascent]:
        """Return instance, decisions and ascent without the closed sites."""
        kept = decided != CLOSED
        return (
            self.without_closed(decided),
            decided[kept],
            state._replace(often=state.often[kept]),
        )


def nearest_sites(cost: NDArray[np.float64], length: int, stop: Stop) -> NearestSites | None:
    """Return the nearest sites of every estate.

    Parameters
    ----------
    cost : ndarray of float64, shape (n_sites, n_estates)
        Cost of serving each estate from each site, inf where it cannot.
    length : int
        Sites of each list at most.
    stop : Stop
        Stops the work.

    Returns
    -------
    NearestSites or None
        Ties in ascending site order; None when the stop stopped the work.
    """
    n, m = cost.shape
    block = max(1, 2_000_000 // max(n, 1))
    sites, costs, counts, known = [], [], [], []
    for begin in range(0, m, block):
        by_estate = np.ascontiguousarray(cost[:, begin : begin + block].T)
        if stop.must_stop:
            return None
        if length < n:
            nearest = np.argpartition(by_estate, length, axis=1)[:, : length + 1]
        else:
            nearest = np.broadcast_to(np.arange(n), by_estate.shape)
        values = np.take_along_axis(by_estate, nearest, axis=1)
        # ties in ascending site order, so that the lists do not depend on the partition
        order = np.lexsort((nearest, values), axis=1)[:, :length]
        last = values.max(axis=1, initial=0.0) if nearest.shape[1] > length else np.inf
        nearest = np.take_along_axis(nearest, order, axis=1)
        values = np.take_along_axis(values, order, axis=1)
        finite = np.isfinite(values)
        sites.append(nearest[finite].astype(np.int32))
        costs.append(values[finite])
        counts.append(finite.sum(axis=1))
        known.append(np.broadcast_to(last, values.shape[0]))
    return NearestSites(
        np.concatenate([[0], *counts]).cumsum(),
        np.concatenate([np.empty(0, np.int32), *sites]),
        np.concatenate([np.empty(0), *costs]),
        np.concatenate([np.empty(0), *known]),
    )
