"""p-median without a matrix of all pairs: over sparse minutes, and over points on a plane."""

from collections.abc import Iterable

from numpy.typing import ArrayLike
from scipy import sparse

from geo.siting.inputs import (
    check_choice,
    check_complete_to,
    check_count,
    check_demand,
    check_points,
    check_seed,
    check_sparse_minutes,
    check_stop,
)
from geo.siting.plan import SitingPlan
from geo.stop import Stop

__all__ = ["p_median_of_points", "p_median_of_sparse"]


def p_median_of_sparse(
    minutes: sparse.sparray | sparse.spmatrix,
    demand: ArrayLike,
    p: int,
    *,
    complete_to_min: float | None = None,
    fixed: Iterable[int] = (),
    forbidden: Iterable[int] = (),
    time_limit_s: float | None = None,
    seed: int = 0,
    stop: Stop | None = None,
) -> SitingPlan:
    """Choose exactly p stations with the smallest sum of demand × minutes, sparse.

    Parameters
    ----------
    minutes : scipy sparse matrix or array, shape (n_candidates, n_estates)
        Minutes of the pairs with a way, 0 included; a pair that is not stored has none.
    demand : array_like, shape (n_estates,)
        Households or any other weight, at least 0; zero demand never makes a plan infeasible.
    p : int
        Stations to choose, fixed ones included.
    complete_to_min : float, optional
        Minutes up to which all pairs are stored, where the others were only cut off: plans serve
        everybody by stored pairs, and the bound holds for those that would not, too. Such a
        question is never infeasible, and seldom optimal. None where what is not stored has no way.
    fixed : iterable of int
        Candidates that must be chosen.
    forbidden : iterable of int
        Candidates that must not be chosen.
    time_limit_s : float, optional
        Wall seconds; None works until the proof, or until linear programs would be too large.
    seed : int
        Seed of the search; the same seed gives the same plan.
    stop : Stop, optional
        The caller's limit, cancel flag and listener; the best plan so far is returned.

    Returns
    -------
    SitingPlan
        As :func:`geo.siting.p_median` returns it for the same minutes with inf elsewhere; where
        they are many, with the gap that is left.

    Raises
    ------
    SitingError
        Malformed input; each fault has a key of its own.
    """
    from geo.siting.listed_answer import SparseQuestion

    stop = check_stop(stop, time_limit_s)
    matrix = check_sparse_minutes(minutes)
    weights = check_demand(demand, matrix.shape[1])
    count = check_count(p, matrix.shape[0])
    choice = check_choice(fixed, forbidden, matrix.shape[0], count)
    limit = check_complete_to(complete_to_min)
    return SparseQuestion(matrix, weights, limit, count, choice, stop, check_seed(seed)).answer()


def p_median_of_points(
    sites: ArrayLike,
    estates: ArrayLike,
    demand: ArrayLike,
    p: int,
    *,
    fixed: Iterable[int] = (),
    forbidden: Iterable[int] = (),
    time_limit_s: float | None = None,
    seed: int = 0,
    stop: Stop | None = None,
) -> SitingPlan:
    """Choose p stations with the smallest sum of demand × straight line, tens of thousands of both.

    Parameters
    ----------
    sites : array_like, shape (n_candidates, 2)
        Coordinates of the candidates on a plane.
    estates : array_like, shape (n_estates, 2)
        Coordinates of the estates in the same unit.
    demand : array_like, shape (n_estates,)
        Households or any other weight, at least 0.
    p : int
        Stations to choose, fixed ones included.
    fixed : iterable of int
        Candidates that must be chosen.
    forbidden : iterable of int
        Candidates that must not be chosen.
    time_limit_s : float, optional
        Wall seconds; None works until the proof, or until linear programs would be too large.
    seed : int
        Seed of the search; the same seed gives the same plan.
    stop : Stop, optional
        The caller's limit, cancel flag and listener; the best plan so far is returned.

    Returns
    -------
    SitingPlan
        Objective is sum(demand × distance), in the unit of the coordinates.

    Raises
    ------
    SitingError
        Malformed input; each fault has a key of its own.
    """
    from geo.siting.listed_answer import answer_points
    from geo.siting.point_minutes import PointMinutes

    stop = check_stop(stop, time_limit_s)
    points = PointMinutes(check_points(sites, "sites"), check_points(estates, "estates"))
    weights = check_demand(demand, points.shape[1])
    count = check_count(p, points.shape[0])
    choice = check_choice(fixed, forbidden, points.shape[0], count)
    return answer_points(points, weights, count, choice, stop, check_seed(seed))
