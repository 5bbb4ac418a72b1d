"""Where much demand and long minutes lie together: the local statistic Gi* of Getis and Ord.

References
----------
.. [1] Ord, J. K., Getis, A. (1995). Local spatial autocorrelation statistics: distributional
   issues and an application. Geographical Analysis 27(4), 286-306.
.. [2] Caldas de Castro, M., Singer, B. H. (2006). Controlling the false discovery rate: a new
   application to account for multiple and dependent tests in local statistics of spatial
   association. Geographical Analysis 38(2), 180-208.
.. [3] Benjamini, Y., Hochberg, Y. (1995). Controlling the false discovery rate. Journal of the
   Royal Statistical Society B 57(1), 289-300.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.errors import CoverageError
from geo.summary import Summarized

__all__ = ["HotSpots", "hot_spots", "nearest_neighbours"]

_FEWEST: Final = 3


@dataclass(frozen=True, eq=False, repr=False)
class HotSpots(Summarized):
    """What the statistic says of every place. Arrays are read-only.

    Attributes
    ----------
    z : ndarray, shape (n_places,)
        Gi* as a standard score: how far the sum around a place lies from what chance would give.
    p : ndarray, shape (n_places,)
        Two-sided probability of so large a score under chance.
    spot : ndarray of int, shape (n_places,)
        1 where high values lie together, -1 where low ones do, 0 where it may be chance.
    """

    z: NDArray[np.float64]
    p: NDArray[np.float64]
    spot: NDArray[np.int64]

    def __post_init__(self) -> None:
        for value in vars(self).values():
            value.setflags(write=False)


def nearest_neighbours(x_m: ArrayLike, y_m: ArrayLike, *, count: int = 8) -> NDArray[np.int64]:
    """Return the nearest other places of every place, ties to the lowest.

    Parameters
    ----------
    x_m, y_m : array_like, shape (n_places,)
        Metres in one plane.
    count : int
        How many; all others where there are fewer.

    Returns
    -------
    ndarray of int, shape (n_places, count)
    """
    place = np.column_stack([np.asarray(x_m, np.float64), np.asarray(y_m, np.float64)])
    nearest = np.empty((len(place), min(count, max(len(place) - 1, 0))), dtype=np.int64)
    for one, here in enumerate(place):
        apart = ((place - here) ** 2).sum(axis=1)
        apart[one] = np.inf
        nearest[one] = np.argsort(apart, kind="stable")[: nearest.shape[1]]
    return nearest


def hot_spots(values: ArrayLike, neighbours: ArrayLike, *, level: float = 0.05) -> HotSpots:
    """Return where high and where low values lie together more than chance would have it.

    Gi* with weights 1 for a place itself and its neighbours, 0 elsewhere [1]_. As many places are
    tested at once, the level holds for the share of false ones among those named [2]_ [3]_.

    Parameters
    ----------
    values : array_like, shape (n_places,)
        Finite, such as households × minutes.
    neighbours : array_like of int, shape (n_places, k)
        The neighbours of each place, itself left out.
    level : float
        Share of false spots that is accepted, between 0 and 1.

    Returns
    -------
    HotSpots
        Nothing is hot or cold where all values are alike or fewer than three places are known.

    Raises
    ------
    CoverageError
        For shapes or values that do not fit.
    """
    x, near = np.asarray(values, np.float64), np.asarray(neighbours, np.int64)
    n = x.size
    if x.ndim != 1 or near.ndim != 2 or len(near) != n or not np.isfinite(x).all():
        raise CoverageError("coverage.access_table", found=near.shape, wanted=(n, "k"))
    if near.size and not (near.min() >= 0 and near.max() < n):
        raise CoverageError("coverage.access_values")
    if not 0 < level < 1:
        raise CoverageError("coverage.worst_share", found=level)
    around = 1 + near.shape[1]
    spread = x.std()
    z = np.zeros(n)
    if n >= _FEWEST and around < n and spread > 0:
        sums = x + x[near].sum(axis=1)
        chance = spread * np.sqrt(around * (n - around) / (n - 1))
        z = (sums - around * x.mean()) / chance
    p = _two_sided(z)
    return HotSpots(z, p, np.where(_discovered(p, level), np.sign(z), 0).astype(np.int64))


def _two_sided(z: NDArray[np.float64]) -> NDArray[np.float64]:
    from scipy.special import ndtr

    return np.asarray(2.0 * ndtr(-np.abs(z)), dtype=np.float64)


def _discovered(p: NDArray[np.float64], level: float) -> NDArray[np.bool_]:
    """Return the tests that are accepted when their false ones may be this share of them."""
    order = np.sort(p)
    kept = order <= level * np.arange(1, p.size + 1) / max(p.size, 1)
    limit = order[kept].max(initial=-1.0)
    return np.asarray(p <= limit)
