"""The minutes from the places of a siting question to estates, calculated when they are asked for.

Most questions look at whom each place covers, and at the minutes of the few places of the answer.
"""

from collections.abc import Callable
from functools import cached_property
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["SiteMinutes", "SiteWays"]

Minutes = NDArray[np.float64]
Indices = NDArray[np.int64]

_CELLS_AT_ONCE: Final = 2_000_000


class SiteMinutes(NamedTuple):
    """Minutes from places to estates by the best open gate.

    Attributes
    ----------
    drive, access, response : ndarray, shape (n_sites, n_estates)
        The legs, and the whole response with call and turnout; inf where there is no way.
    """

    drive: Minutes
    access: Minutes
    response: Minutes


class SiteWays:
    """Minutes of all places and estates, or of some.

    Parameters
    ----------
    n_sites, n_estates : int
    calculate : callable
        Returns the minutes from some places to some estates, both by their numbers.
    """

    def __init__(
        self, n_sites: int, n_estates: int, calculate: Callable[[Indices, Indices], SiteMinutes]
    ) -> None:
        self._sites = np.arange(n_sites)
        self._estates = np.arange(n_estates)
        self._calculate = calculate

    @classmethod
    def given(cls, minutes: SiteMinutes) -> "SiteWays":
        """Return ways whose minutes are known."""
        ways = cls(len(minutes.drive), minutes.drive.shape[1], lambda _sites, _estates: minutes)
        ways.whole = minutes
        return ways

    @cached_property
    def whole(self) -> SiteMinutes:
        """From every place to every estate."""
        return self._calculate(self._sites, self._estates)

    def of_sites(self, rows: Indices) -> SiteMinutes:
        """Return the minutes from some places to every estate."""
        if "whole" in vars(self):
            return SiteMinutes(*(leg[rows] for leg in self.whole))
        return self._calculate(self._sites[rows], self._estates)

    def of_estates(self, estates: Indices) -> SiteMinutes:
        """Return the minutes from every place to some estates; in order, each once."""
        if "whole" in vars(self):
            return SiteMinutes(*(leg[:, estates] for leg in self.whole))
        return self._calculate(self._sites, estates)

    def reached(self, known: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return whom any place reaches, however late.

        Parameters
        ----------
        known : ndarray of bool, shape (n_estates,)
            Those of whom it is known: the others are asked for.
        """
        reached = known.copy()
        asked = np.flatnonzero(~known)
        step = max(1, _CELLS_AT_ONCE // max(self._sites.size, 1))
        for start in range(0, asked.size, step):
            those = asked[start : start + step]
            reached[those] = np.isfinite(self.of_estates(those).response).any(axis=0)
        return reached
