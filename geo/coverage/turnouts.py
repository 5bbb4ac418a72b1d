"""How long crews take to set out: all alike, or each station in a time of its own."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.response import ResponseModel

__all__ = ["Turnouts"]


@dataclass(frozen=True, eq=False)
class Turnouts:
    """The turnouts of the stations that a claim counts.

    Attributes
    ----------
    model : ResponseModel
        The turnout where a station has none of its own.
    turnout_min : array_like, shape (n_stations,), or None
        As for :func:`geo.coverage.cover`; None where all are alike.
    """

    model: ResponseModel
    turnout_min: ArrayLike | None = None

    @property
    def usual_min(self) -> float:
        """The turnout of a station without one of its own."""
        return self.model.turnout_min

    def by_station(self, n_stations: int) -> NDArray[np.float64]:
        """Return the turnout of every station, shape (n_stations,)."""
        if self.turnout_min is None:
            return np.full(n_stations, self.usual_min)
        own = np.asarray(self.turnout_min, dtype=np.float64)
        return np.where(np.isnan(own), self.usual_min, own)

    def all_of(self, turnout_min: float) -> "Turnouts":
        """Return the same crews if all of them set out in so many minutes."""
        return Turnouts(replace(self.model, turnout_min=turnout_min))
