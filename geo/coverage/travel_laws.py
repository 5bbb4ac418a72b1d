"""Rules of thumb for travel minutes and distances, where no road network is at hand.

References
----------
.. [1] Kolesar, P., Walker, W., Hausner, J. (1975). Determining the relation between fire engine
   travel times and travel distances in New York City. Operations Research 23(4), 614-627: root
   of the distance for short runs, linear for long ones.
.. [2] Kolesar, P., Walker, W. (1974). Measuring the travel characteristics of New York City's
   fire companies. RAND R-1449-NYC: how the two parts join with equal slope.
.. [3] Larson, R. C., Odoni, A. R. (1981). Urban Operations Research, section 3.6: mean distance
   to the nearest of randomly placed facilities.
"""

from math import sqrt
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.errors import CoverageError

__all__ = ["iso_distance_km", "iso_travel_minutes", "mean_nearest_km"]

_KM_PER_MILE: Final = 1.609344
_ROOT: Final = 2.10
_START_MIN: Final = 0.65
_MIN_PER_MILE: Final = 1.7
_KNEE_MILES: Final = 0.38

# Mean distance to the nearest of randomly placed facilities, over the root of the area per
# facility: as the crow flies, and along a right-angled grid of streets.
_NEAREST: Final = {"straight": 0.5, "grid": sqrt(np.pi / 8)}


def iso_travel_minutes(distance_km: ArrayLike) -> NDArray[np.float64]:
    """Return travel minutes by the RAND and ISO formula.

    2.10 times the root of the miles up to 0.38 miles, 0.65 + 1.7 per mile beyond.

    Parameters
    ----------
    distance_km : array_like
        Kilometres on the road.

    Returns
    -------
    ndarray
    """
    miles = np.asarray(distance_km, dtype=np.float64) / _KM_PER_MILE
    if not (miles >= 0).all():
        raise CoverageError("coverage.distance")
    return np.where(
        miles <= _KNEE_MILES, _ROOT * np.sqrt(miles), _START_MIN + _MIN_PER_MILE * miles
    )


def iso_distance_km(minutes: ArrayLike) -> NDArray[np.float64]:
    """Return the distance reached within travel minutes by the RAND and ISO formula.

    Parameters
    ----------
    minutes : array_like
        Minutes.

    Returns
    -------
    ndarray
    """
    budget = np.asarray(minutes, dtype=np.float64)
    if not (budget >= 0).all():
        raise CoverageError("coverage.budget")
    knee_min = _START_MIN + _MIN_PER_MILE * _KNEE_MILES
    miles = np.where(
        budget <= knee_min,
        np.minimum((budget / _ROOT) ** 2, _KNEE_MILES),
        (budget - _START_MIN) / _MIN_PER_MILE,
    )
    return np.asarray(miles * _KM_PER_MILE, dtype=np.float64)


def mean_nearest_km(area_km2: float, stations: int, *, metric: str = "straight") -> float:
    """Return the mean distance to the nearest of randomly placed stations.

    Parameters
    ----------
    area_km2 : float
        Area they serve.
    stations : int
        How many there are.
    metric : {"straight", "grid"}
        As the crow flies, or along a right-angled grid of streets.

    Raises
    ------
    CoverageError
        For an area or a number that is not above 0, or an unknown metric.
    """
    if metric not in _NEAREST:
        raise CoverageError("coverage.metric", found=metric, valid=", ".join(_NEAREST))
    if not (area_km2 > 0 and stations >= 1):
        raise CoverageError("coverage.area", area=area_km2, stations=stations)
    return _NEAREST[metric] * sqrt(area_km2 / stations)
