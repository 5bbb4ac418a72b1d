"""How supply is shared among people who can reach it, and cover by crews that may be busy.

References
----------
.. [1] Luo, W., Qi, Y. (2009). An enhanced two-step floating catchment area (E2SFCA) method for
   measuring spatial accessibility to primary care physicians. Health & Place 15(4), 1100-1107.
.. [2] Daskin, M. S. (1983). A maximum expected covering location model: formulation, properties
   and heuristic solution. Transportation Science 17(1), 48-70.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.errors import CoverageError

__all__ = ["expected_cover", "two_step_access"]


def two_step_access(
    minutes: ArrayLike,
    *,
    supply: ArrayLike,
    population: ArrayLike,
    bands: Sequence[tuple[float, float]] = ((10.0, 1.0), (20.0, 0.68), (30.0, 0.22)),
) -> NDArray[np.float64]:
    """Return the supply per head that every place can reach (E2SFCA).

    Each station's supply is divided by the people around it, weighted by the band of minutes
    they live in; each place adds up what the stations around it offer, weighted likewise [1]_.

    Parameters
    ----------
    minutes : array_like, shape (n_stations, n_places)
        Travel minutes; inf where there is no way.
    supply : array_like, shape (n_stations,)
        Crews, or any other measure of supply.
    population : array_like, shape (n_places,)
        People or households.
    bands : sequence of (minutes, weight)
        Inclusive upper limits in rising order, each with its weight; beyond the last one 0.

    Returns
    -------
    ndarray, shape (n_places,)
        Supply per head. Summed over the population it gives back the supply in reach of anyone.

    Raises
    ------
    CoverageError
        For shapes or values that do not fit.
    """
    matrix = np.asarray(minutes, dtype=np.float64)
    offered = np.asarray(supply, dtype=np.float64)
    people = np.asarray(population, dtype=np.float64)
    if matrix.shape != (offered.size, people.size):
        raise CoverageError(
            "coverage.access_table", found=matrix.shape, wanted=(offered.size, people.size)
        )
    limits, weights = np.array(bands, dtype=np.float64).T
    if not ((matrix >= 0).all() and (offered >= 0).all() and (people >= 0).all()):
        raise CoverageError("coverage.access_values")
    if (np.diff(limits) <= 0).any() or (weights < 0).any():
        raise CoverageError("coverage.bands", found=list(bands))
    weight = np.append(weights, 0.0)[np.searchsorted(limits, matrix)]
    around = weight @ people
    per_head = np.divide(offered, around, out=np.zeros_like(offered), where=around > 0)
    return np.asarray(per_head @ weight, dtype=np.float64)


def expected_cover(
    covers: ArrayLike, demand: ArrayLike, crews: ArrayLike, *, busy_share: float
) -> float:
    """Return the demand expected to be covered by a crew that is not busy (MEXCLP).

    Crews are thought busy independently, each for the same share of time, so a place within
    reach of k crews is covered with probability 1 - busy_share**k [2]_.

    Parameters
    ----------
    covers : array_like of bool, shape (n_stations, n_places)
        Whether a station's crews reach a place in time.
    demand : array_like, shape (n_places,)
        Households or calls.
    crews : array_like of int, shape (n_stations,)
        Crews at every station.
    busy_share : float
        Share of time that a crew is busy, 0 to 1.

    Raises
    ------
    CoverageError
        For shapes or values that do not fit.
    """
    reach = np.asarray(covers, dtype=bool)
    weights = np.asarray(demand, dtype=np.float64)
    numbers = np.asarray(crews, dtype=np.int64)
    if reach.shape != (numbers.size, weights.size):
        raise CoverageError(
            "coverage.access_table", found=reach.shape, wanted=(numbers.size, weights.size)
        )
    if not ((weights >= 0).all() and (numbers >= 0).all() and 0 <= busy_share <= 1):
        raise CoverageError("coverage.access_values")
    in_reach = numbers @ reach
    return float(weights @ (1 - np.power(busy_share, in_reach)))
