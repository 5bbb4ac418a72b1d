"""The p-median as a linear program over shares of sites, grown by cuts while it is solved.

HiGHS only suggests: from the duals of the cuts each estate gets a price, and what that price
proves is calculated by the Lagrangean relaxation itself, in our own arithmetic. As the cuts of an
estate are convex in its level, the price proves at least what the linear program says.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from geo.siting.median_cut_kernels import cut_entries, least_costs, levels_around, served_levels
from geo.siting.median_kernels import NearestSites
from geo.siting.relaxation_kernels import CLOSED, OPEN
from geo.solver import GrowingProgram
from geo.stop import Stop

__all__ = ["MedianProgram", "ProgramPoint"]

_VIOLATION = 1e-6
"""Share of its cost by which an estate must be too cheap for another cut."""


class ProgramPoint(NamedTuple):
    """A solution of the linear program.

    Attributes
    ----------
    share : ndarray of float64, shape (n_sites,)
        Share of each site that is open.
    price : ndarray of float64, shape (n_estates,)
        Price of each estate, from the duals.
    is_exact : bool
        Whether no estate is cheaper in the program than at these shares of the sites.
    """

    share: NDArray[np.float64]
    price: NDArray[np.float64]
    is_exact: bool


class MedianProgram:
    """Shares of p sites and the cost of each estate, with the cuts found so far.

    Parameters
    ----------
    near : NearestSites
        The sites of each estate.
    n_sites : int
        Sites, whether in a list or not.
    p : int
        Sites to choose.
    unserved : float
        Finite cost of an estate that no site serves.
    price : ndarray of float64, shape (n_estates,)
        Good prices, around which the first cuts lie.
    """

    def __init__(
        self,
        near: NearestSites,
        n_sites: int,
        p: int,
        unserved: float,
        price: NDArray[np.float64],
    ) -> None:
        self.near, self.n_sites = near, n_sites
        self.limit = np.minimum(near.known_to, unserved)
        self.least = least_costs(near, self.limit)
        self.lower, self.upper = np.zeros(n_sites), np.ones(n_sites)
        self.known: set[tuple[int, float]] = set()
        self.owner, self.level = np.empty(0, dtype=np.int64), np.empty(0)
        self.program = GrowingProgram([p], [p])
        self.program.add_columns(
            0.0, sparse.csc_array(np.ones((1, n_sites))), lower=self.lower, upper=self.upper
        )
        self.program.add_columns(
            1.0, sparse.csc_array((1, self.limit.size)), lower=self.least, upper=np.inf
        )
        around = np.empty((3, self.limit.size))
        levels_around(near, self.limit, price, around)
        estates = np.tile(np.arange(self.limit.size), 3)
        is_level = ~np.isnan(around.ravel())
        self._add_cuts(estates[is_level], around.ravel()[is_level])

    def solve(self, decided: NDArray[np.int8], stop: Stop) -> ProgramPoint | None:
        """Solve with some sites decided, and add the cuts that the answer breaks.

        Parameters
        ----------
        decided : ndarray of int8, shape (n_sites,)
            What is decided about each site.
        stop : Stop
            Limits the run.

        Returns
        -------
        ProgramPoint or None
            None where HiGHS has no optimal answer.
        """
        self._hold(decided)
        answer = self.program.solve(stop)
        if not answer.is_optimal or answer.point is None or answer.row_duals is None:
            return None
        share = np.clip(answer.point[: self.n_sites], self.lower, self.upper)
        level, cost = np.empty(self.limit.size), np.empty(self.limit.size)
        served_levels(self.near, self.limit, share, level, cost)
        said = answer.point[self.n_sites :]
        price = self._price(answer.row_duals)
        broken = np.flatnonzero(cost > said + _VIOLATION * (1.0 + cost))
        return ProgramPoint(share, price, not self._add_cuts(broken, level[broken]))

    def _hold(self, decided: NDArray[np.int8]) -> None:
        lower = (decided == OPEN).astype(np.float64)
        upper = (decided != CLOSED).astype(np.float64)
        for site in np.flatnonzero((lower != self.lower) | (upper != self.upper)):
            self.program.limit_column(int(site), lower[site], upper[site])
        self.lower, self.upper = lower, upper

    def _price(self, row_duals: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the mean level of each estate's cuts, weighted by their duals."""
        weight = np.maximum(row_duals[1:], 0.0)
        above = weight * (self.level - self.least[self.owner])
        price = self.least + np.bincount(self.owner, above, minlength=self.limit.size)
        return np.minimum(price, self.limit)

    def _add_cuts(self, estates: NDArray[np.int64], levels: NDArray[np.float64]) -> bool:
        """Add the cuts that are new; return whether there were any."""
        asked = zip(estates.tolist(), levels.tolist(), strict=True)
        is_new = np.array([cut not in self.known for cut in asked], dtype=bool)
        estates, levels = estates[is_new], levels[is_new]
        if not estates.size:
            return False
        self.known.update(zip(estates.tolist(), levels.tolist(), strict=True))
        start, sites, saving = cut_entries(self.near, estates, levels)
        rows = np.arange(estates.size)
        entry_rows = np.concatenate([np.repeat(rows, np.diff(start)), rows])
        columns = np.concatenate([sites, self.n_sites + estates])
        values = np.concatenate([saving, np.ones(estates.size)])
        matrix = sparse.csr_array(
            (values, (entry_rows, columns)), shape=(estates.size, self.program.n_columns)
        )
        self.program.add_rows(levels, np.full(estates.size, np.inf), matrix)
        self.owner = np.concatenate([self.owner, estates])
        self.level = np.concatenate([self.level, levels])
        return True
