"""p-center without a matrix of all pairs: over sparse minutes, and over points on a plane."""

from collections.abc import Iterable

from numpy.typing import ArrayLike
from scipy import sparse

from geo.siting.center_minutes import MinutesOnDemand, SparseMinutes
from geo.siting.inputs import (
    check_choice,
    check_count,
    check_points,
    check_seed,
    check_sparse_minutes,
    check_stop,
)
from geo.siting.p_center import answer_center
from geo.siting.plan import SitingPlan
from geo.stop import Stop

__all__ = ["p_center_of_points", "p_center_of_sparse"]


def p_center_of_sparse(
    minutes: sparse.sparray | sparse.spmatrix,
    p: int,
    *,
    fixed: Iterable[int] = (),
    forbidden: Iterable[int] = (),
    time_limit_s: float | None = None,
    seed: int = 0,
    stop: Stop | None = None,
) -> SitingPlan:
    """Choose exactly p stations so that the farthest estate is as near as possible, sparse.

    Parameters
    ----------
    minutes : scipy sparse matrix or array, shape (n_candidates, n_estates)
        Minutes of the pairs with a way, 0 included; a pair that is not stored has none. Minutes
        cut off at a limit give the answer of the full matrix wherever a plan exists.
    p : int
        Stations to choose, fixed ones included.
    fixed : iterable of int
        Candidates that must be chosen.
    forbidden : iterable of int
        Candidates that must not be chosen.
    time_limit_s : float, optional
        Wall seconds; None runs to proof.
    seed : int
        Seed of the search; the same seed gives the same plan.
    stop : Stop, optional
        The caller's limit, cancel flag and listener; the best plan so far is returned.

    Returns
    -------
    SitingPlan
        As :func:`geo.siting.p_center` returns it for the same minutes with inf elsewhere.

    Raises
    ------
    SitingError
        Malformed input; each fault has a key of its own.
    """
    stop = check_stop(stop, time_limit_s)
    return _answered(SparseMinutes(check_sparse_minutes(minutes)), p, fixed, forbidden, stop, seed)


def p_center_of_points(
    sites: ArrayLike,
    estates: ArrayLike,
    p: int,
    *,
    fixed: Iterable[int] = (),
    forbidden: Iterable[int] = (),
    time_limit_s: float | None = None,
    seed: int = 0,
    stop: Stop | None = None,
) -> SitingPlan:
    """Choose p stations with the shortest straight line to the farthest estate, a million estates.

    Parameters
    ----------
    sites : array_like, shape (n_candidates, 2)
        Coordinates of the candidates on a plane.
    estates : array_like, shape (n_estates, 2)
        Coordinates of the estates in the same unit.
    p : int
        Stations to choose, fixed ones included.
    fixed : iterable of int
        Candidates that must be chosen.
    forbidden : iterable of int
        Candidates that must not be chosen.
    time_limit_s : float, optional
        Wall seconds; None runs to proof.
    seed : int
        Seed of the search; the same seed gives the same plan.
    stop : Stop, optional
        The caller's limit, cancel flag and listener; the best plan so far is returned.

    Returns
    -------
    SitingPlan
        Objective is the largest distance, in the unit of the coordinates.

    Raises
    ------
    SitingError
        Malformed input; each fault has a key of its own.
    """
    from geo.siting.point_minutes import PointMinutes

    stop = check_stop(stop, time_limit_s)
    points = PointMinutes(check_points(sites, "sites"), check_points(estates, "estates"))
    return _answered(points, p, fixed, forbidden, stop, seed)


def _answered(
    minutes: MinutesOnDemand,
    p: int,
    fixed: Iterable[int],
    forbidden: Iterable[int],
    stop: Stop,
    seed: int,
) -> SitingPlan:
    n_candidates = minutes.shape[0]
    count = check_count(p, n_candidates)
    choice = check_choice(fixed, forbidden, n_candidates, count)
    return answer_center(minutes, count, choice, stop, check_seed(seed))
