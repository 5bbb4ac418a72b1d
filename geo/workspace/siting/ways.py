"""The minutes from the places of a siting question to estates, calculated when they are asked for.

Most questions look at whom each place covers, and at the minutes of the few places of the answer.
"""

from collections.abc import Callable
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["SiteMinutes", "SiteWays"]

Minutes = NDArray[np.float64]
Indices = NDArray[np.int64]


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
    find_reached : callable, optional
        Returns whom any place reaches, however late; by the minutes of all pairs unless given.
    """

    is_given = False
    """Whether the minutes were given, instead of following from the roads."""

    def __init__(
        self,
        n_sites: int,
        n_estates: int,
        calculate: Callable[[Indices, Indices], SiteMinutes],
        find_reached: Callable[[], NDArray[np.bool_]] | None = None,
    ) -> None:
        self._sites = np.arange(n_sites)
        self._estates = np.arange(n_estates)
        self._calculate = calculate
        self._find_reached = find_reached

    @classmethod
    def given(cls, minutes: SiteMinutes) -> "SiteWays":
        """Return ways whose minutes are known."""
        ways = cls(len(minutes.drive), minutes.drive.shape[1], lambda _sites, _estates: minutes)
        ways.whole = minutes
        ways.is_given = True
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

    @cached_property
    def reached(self) -> NDArray[np.bool_]:
        """Whom any place reaches, however late, shape (n_estates,)."""
        if self._find_reached is not None:
            return self._find_reached()
        return np.asarray(np.isfinite(self.whole.response).any(axis=0))
