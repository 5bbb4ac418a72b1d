"""Maximal cover: with p stations, cover as much demand as possible."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from geo.siting.assign import lowest_covering
from geo.siting.cover_rows import merge_rows
from geo.siting.inputs import (
    check_choice,
    check_count,
    check_covers,
    check_demand,
    check_seed,
    check_stop,
)
from geo.siting.plan import SitingPlan, solved_plan
from geo.solver import Certificate
from geo.stop import Stop

__all__ = ["max_cover"]


def max_cover(
    covers: sparse.sparray | sparse.spmatrix | ArrayLike,
    demand: ArrayLike,
    p: int,
    *,
    fixed: Iterable[int] = (),
    forbidden: Iterable[int] = (),
    time_limit_s: float | None = None,
    seed: int = 0,
    stop: Stop | None = None,
) -> SitingPlan:
    """Choose exactly p stations that cover the most demand.

    Parameters
    ----------
    covers : sparse matrix of bool, shape (n_candidates, n_estates)
        True where the candidate covers the estate; any scipy sparse format.
    demand : array_like, shape (n_estates,)
        Households or any other weight, at least 0.
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
        Objective is the demand covered, bound an upper bound on it; `assigned` is the lowest
        chosen candidate that covers.

    Raises
    ------
    SitingError
        Malformed input; each fault has a key of its own.

    Examples
    --------
    >>> import numpy as np
    >>> from scipy import sparse
    >>> covers = sparse.csr_array(np.array([[1, 1, 0], [0, 1, 1]], bool))
    >>> plan = max_cover(covers, [30, 20, 50], 1)
    >>> plan.chosen.tolist(), plan.objective, plan.status
    ([1], 70.0, 'optimal')
    """
    from geo.siting.cover_search import search_max_cover

    stop = check_stop(stop, time_limit_s)
    matrix = check_covers(covers)
    n_candidates, n_estates = matrix.shape
    weights = check_demand(demand, n_estates)
    count = check_count(p, n_candidates)
    choice = check_choice(fixed, forbidden, n_candidates, count)
    seed = check_seed(seed)
    rows = merge_rows(matrix, weights, choice.allowed)
    found = search_max_cover(rows.net, rows.weight, count, choice.fixed_positions, stop, seed=seed)
    chosen = choice.allowed[found.sites]
    assigned = lowest_covering(matrix, chosen)
    return solved_plan(
        "max_cover",
        chosen=chosen,
        assigned=assigned,
        objective=float(weights[assigned >= 0].sum()),
        certificate=Certificate.ours(float(rows.weight.sum()) - found.bound),
        exhausted=found.exhausted,
        seconds=stop.elapsed_s,
        uncoverable=np.flatnonzero(_times_covered(matrix, choice.allowed) == 0),
    )


def _times_covered(matrix: sparse.csr_array, sites: NDArray[np.int64]) -> NDArray[np.int64]:
    allowed = matrix if sites.size == matrix.shape[0] else matrix[sites]
    return np.bincount(allowed.indices, minlength=matrix.shape[1])
