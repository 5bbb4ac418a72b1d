"""The smallest radius that p sites can keep: distinct radii, each tested as a set cover."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from geo.siting.assign import filled_up
from geo.siting.cover_rows import merge_rows
from geo.siting.set_search import CoverResult, search_cover
from geo.solver import OURS, Certificate
from geo.stop import Stop

__all__ = ["RadiusResult", "search_radius"]


@dataclass(frozen=True, eq=False)
class RadiusResult:
    """What the search found and proved.

    Attributes
    ----------
    sites : ndarray of int64, shape (p,), or None
        Sites that keep the smallest radius found; None when none keep any finite radius.
    bound : float
        No p sites keep a smaller radius.
    exhausted : bool
        Whether that is proven to be the last word.
    provers : str
        Who had a hand in the proof.
    """

    sites: NDArray[np.int64] | None
    bound: float
    exhausted: bool
    provers: str = OURS

    @property
    def certificate(self) -> Certificate:
        """What the search proved."""
        if np.isinf(self.bound):
            return Certificate.ours(self.bound)
        return Certificate(self.bound, "branch_and_bound", self.provers)


def search_radius(
    minutes: NDArray[np.float64],
    p: int,
    must: NDArray[np.int64],
    stop: Stop,
    *,
    seed: int = 0,
) -> RadiusResult:
    """Find p sites whose farthest estate is as near as possible.

    Parameters
    ----------
    minutes : ndarray of float64, shape (n_sites, n_estates)
        Minutes, inf where there is no way.
    p : int
        Sites to choose.
    must : ndarray of int64
        Sites that every plan holds.
    stop : Stop
        Stops the search and hears its progress.
    seed : int
        Seed of the local search.

    Returns
    -------
    RadiusResult
        The sites with the proof.

    References
    ----------
    Minieka (1970), The m-center problem, SIAM Review 12: one cover test for each radius.
    """
    n = minutes.shape[0]
    radii = np.unique(minutes[np.isfinite(minutes)])
    # below the nearest site of some estate no radius can work
    floor = minutes.min(axis=0).max(initial=0.0)
    radii = radii[radii >= floor] if radii.size else np.zeros(1)
    best: NDArray[np.int64] | None = None
    low, high = 0, radii.size
    provers, reached = OURS, np.inf
    while low < high:
        if stop.must_stop:
            return RadiusResult(best, float(radii[low]), exhausted=False, provers=provers)
        middle = radii.size - 1 if best is None else (low + high) // 2
        # Its covers count stations, which are no minutes: they are not told.
        found = _cover_within(minutes, float(radii[middle]), p, must, stop.part(), seed)
        if found.provers != OURS:
            provers = found.provers
        if found.value <= p:
            best = filled_up(found.sites, n, p)
            reached = float(minutes[best].min(axis=0).max(initial=0.0))
            high = int(np.searchsorted(radii, reached))
        elif found.exhausted or found.bound > p:
            low = middle + 1
        else:
            return RadiusResult(best, float(radii[low]), exhausted=False, provers=provers)
        if low < radii.size:
            stop.report(np.nan if best is None else reached, float(radii[low]))
    bound = float(radii[low]) if low < radii.size else np.inf
    return RadiusResult(best, bound, exhausted=True, provers=provers)


def _cover_within(
    minutes: NDArray[np.float64],
    radius: float,
    p: int,
    must: NDArray[np.int64],
    stop: Stop,
    seed: int,
) -> CoverResult:
    n, m = minutes.shape
    rows = merge_rows(sparse.csr_array(minutes <= radius), np.ones(m), np.arange(n))
    return search_cover(rows.net, np.ones(n), must, stop, wanted=p + 1, goal=p, seed=seed)
