"""Set cover: the cheapest stations that cover every estate."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike
from scipy import sparse

from geo.siting.assign import lowest_covering
from geo.siting.cover_rows import merge_rows
from geo.siting.inputs import (
    check_choice,
    check_costs,
    check_covers,
    check_seed,
    check_stop,
)
from geo.siting.plan import SitingPlan, infeasible_plan, solved_plan
from geo.siting.reasons import estates_nobody_reaches
from geo.stop import Stop

__all__ = ["set_cover"]


def set_cover(
    covers: sparse.sparray | sparse.spmatrix | ArrayLike,
    *,
    cost: ArrayLike | None = None,
    fixed: Iterable[int] = (),
    forbidden: Iterable[int] = (),
    time_limit_s: float | None = None,
    seed: int = 0,
    stop: Stop | None = None,
) -> SitingPlan:
    """Choose the cheapest stations that cover every estate.

    Parameters
    ----------
    covers : sparse matrix of bool, shape (n_candidates, n_estates)
        True where the candidate covers the estate; any scipy sparse format.
    cost : array_like, shape (n_candidates,), optional
        Cost of each candidate, at least 0; 1 each when not given.
    fixed : iterable of int
        Candidates that must be chosen; their cost counts.
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
        Objective is the cost; infeasible when some estate is covered by no allowed candidate,
        and then `uncoverable` lists those estates.

    Raises
    ------
    SitingError
        Malformed input; each fault has a key of its own.

    Examples
    --------
    >>> import numpy as np
    >>> from scipy import sparse
    >>> covers = sparse.csr_array(np.array([[1, 1, 0], [0, 1, 1]], bool))
    >>> set_cover(covers).chosen.tolist()
    [0, 1]
    """
    from geo.siting.set_search import search_cover

    stop = check_stop(stop, time_limit_s)
    matrix = check_covers(covers)
    n_candidates, n_estates = matrix.shape
    costs = check_costs(cost, n_candidates)
    choice = check_choice(fixed, forbidden, n_candidates)
    seed = check_seed(seed)
    rows = merge_rows(matrix, np.ones(n_estates), choice.allowed)
    uncoverable = np.flatnonzero(rows.row_of_estate < 0)
    if uncoverable.size:
        return infeasible_plan(
            "set_cover",
            n_estates=n_estates,
            seconds=stop.elapsed_s,
            uncoverable=uncoverable,
            notes=[estates_nobody_reaches(uncoverable)],
        )
    found = search_cover(rows.net, costs[choice.allowed], choice.fixed_positions, stop, seed=seed)
    chosen = choice.allowed[found.sites]
    return solved_plan(
        "set_cover",
        chosen=chosen,
        assigned=lowest_covering(matrix, chosen),
        objective=float(costs[chosen].sum()),
        certificate=found.certificate,
        exhausted=found.exhausted,
        seconds=stop.elapsed_s,
    )
