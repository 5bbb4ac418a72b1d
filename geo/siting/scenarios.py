"""Several futures at once: rush hour, a closed bridge, a flood."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from geo.errors import SitingError
from geo.siting.assign import filled_up, lowest_covering
from geo.siting.compact import Compact, Stations, first_columns, move_one, solve_compact
from geo.siting.cover_rows import CoverRows, add_levels, merge_rows
from geo.siting.inputs import (
    check_choice,
    check_count,
    check_covers,
    check_demand,
    check_share,
    check_stop,
)
from geo.siting.max_cover import max_cover
from geo.siting.plan import SitingPlan, solved_plan
from geo.solver import ProgramBuilder
from geo.stop import Stop

__all__ = ["Covers", "check_scenarios", "covered_demand", "expected_cover", "worst_case_cover"]

Covers = sparse.sparray | sparse.spmatrix | ArrayLike
"""Who covers whom: (n_candidates, n_estates), True where the candidate covers the estate."""


def expected_cover(
    scenarios: Sequence[Covers],
    demand: ArrayLike,
    p: int,
    *,
    weights: ArrayLike | None = None,
    fixed: Iterable[int] = (),
    forbidden: Iterable[int] = (),
    time_limit_s: float | None = None,
    seed: int = 0,
    stop: Stop | None = None,
) -> SitingPlan:
    """Choose p stations that cover the most demand on average over scenarios.

    An estate in each scenario is a point of its own, so that this is one maximal cover.

    Parameters
    ----------
    scenarios : sequence of sparse matrix of bool, each of shape (n_candidates, n_estates)
        Who covers whom in each scenario.
    demand : array_like, shape (n_estates,)
        Households or any other weight, at least 0.
    p : int
        Stations to choose, fixed ones included.
    weights : array_like, shape (n_scenarios,), optional
        How likely each scenario is; brought to a sum of 1, equal when not given.
    fixed, forbidden : iterable of int
        Candidates that must, and that must not be chosen.
    time_limit_s : float, optional
        Wall seconds; None runs to proof.
    seed : int
        Seed of the search.
    stop : Stop, optional
        The caller's limit, cancel flag and listener; the best plan so far is returned.

    Returns
    -------
    SitingPlan
        Objective is the expected demand covered; `assigned` is that of the first scenario, and
        `uncoverable` are the estates that nobody covers in any scenario.

    Raises
    ------
    SitingError
        Malformed input.

    References
    ----------
    Snyder (2006), Facility location under uncertainty: a review, IIE Transactions 38(7),
    section 3.
    """
    matrices, households = check_scenarios(scenarios, demand)
    likely = check_demand(np.ones(len(matrices)) if weights is None else weights, len(matrices))
    if likely.sum() <= 0:
        raise SitingError("siting.scenario_weights_zero")
    likely = likely / likely.sum()
    plan = max_cover(
        sparse.csr_array(sparse.hstack(matrices)),
        (likely[:, None] * households).ravel(),
        p,
        fixed=fixed,
        forbidden=forbidden,
        time_limit_s=time_limit_s,
        seed=seed,
        stop=stop,
    )
    never = np.bincount(plan.uncoverable % households.size, minlength=households.size)
    return replace(
        plan,
        model="expected_cover",
        assigned=lowest_covering(matrices[0], plan.chosen),
        uncoverable=np.flatnonzero(never == len(matrices)),
    )


def worst_case_cover(
    scenarios: Sequence[Covers],
    demand: ArrayLike,
    p: int,
    *,
    levels: Sequence[float] = (1.0,),
    fixed: Iterable[int] = (),
    forbidden: Iterable[int] = (),
    time_limit_s: float | None = None,
    stop: Stop | None = None,
) -> SitingPlan:
    """Choose p stations that cover the most demand in the worst of the scenarios.

    Parameters
    ----------
    scenarios : sequence of sparse matrix of bool, each of shape (n_candidates, n_estates)
        Who covers whom in each scenario.
    demand : array_like, shape (n_estates,)
        Households or any other weight, at least 0.
    p : int
        Stations to choose, fixed ones included.
    levels : sequence of float
        What the first, the second, … covering station is worth, never rising: ``(1, share)`` is
        backup cover, ``(1 - busy) × busy ** k`` is MEXCLP with a crew at each station.
    fixed, forbidden : iterable of int
        Candidates that must, and that must not be chosen.
    time_limit_s : float, optional
        Wall seconds; None runs to proof.
    stop : Stop, optional
        The caller's limit, cancel flag and listener; the best plan so far is returned.

    Returns
    -------
    SitingPlan
        Objective is the demand covered, each cover at its level, in the scenario where it is
        least; `assigned` is that of the first scenario.

    Raises
    ------
    SitingError
        Malformed input.

    References
    ----------
    Snyder (2006), Facility location under uncertainty: a review, IIE Transactions 38(7),
    section 4.
    """
    stop = check_stop(stop, time_limit_s)
    matrices, households = check_scenarios(scenarios, demand)
    n_candidates = matrices[0].shape[0]
    count = check_count(p, n_candidates)
    choice = check_choice(fixed, forbidden, n_candidates, count)
    worths = _check_levels(levels)
    model = _worst_case(
        [merge_rows(matrix, households, choice.allowed) for matrix in matrices],
        count,
        choice.fixed_positions,
        worths[worths > 0],
        float(households.sum()),
    )
    first = np.zeros(choice.allowed.size, dtype=np.int64)
    first[filled_up(choice.fixed_positions, first.size, count)] = 1
    found = solve_compact(model, first, stop)
    assert found.stations is not None, "any p stations keep the rules"
    chosen = choice.allowed[found.stations > 0]
    anywhere = np.unique(np.concatenate([matrix[choice.allowed].indices for matrix in matrices]))
    return solved_plan(
        "worst_case_cover",
        chosen=chosen,
        assigned=lowest_covering(matrices[0], chosen),
        objective=min(_levelled(matrix, households, chosen, worths) for matrix in matrices),
        certificate=found.certificate,
        exhausted=found.exhausted,
        seconds=stop.elapsed_s,
        uncoverable=np.setdiff1d(np.arange(households.size), anywhere),
    )


def _check_levels(levels: Sequence[float]) -> NDArray[np.float64]:
    """Return what each cover is worth; a cover worth more than the one before cannot be solved."""
    worths = np.array([check_share(level, "levels") for level in levels])
    if not worths.size or (np.diff(worths) > 0).any():
        raise SitingError("siting.levels_rising", found=tuple(levels))
    return worths


def _levelled(
    matrix: sparse.csr_array,
    households: NDArray[np.float64],
    chosen: NDArray[np.int64],
    levels: NDArray[np.float64],
) -> float:
    """Return the demand that chosen candidates cover, each cover at its level."""
    times = np.asarray(matrix[chosen].astype(np.int64).sum(axis=0)).ravel()
    return float(
        sum(level * households[times > number].sum() for number, level in enumerate(levels))
    )


def _worst_case(
    scenarios: list[CoverRows],
    p: int,
    must: NDArray[np.int64],
    levels: NDArray[np.float64],
    total: float,
) -> Compact:
    """Return the model: one column is at most the demand covered in each scenario."""
    best = float(levels.sum())
    n_sites = scenarios[0].n_sites
    least = np.zeros(n_sites)
    least[must] = 1.0
    builder = ProgramBuilder()
    opened = builder.add_columns(n_sites, lower=least, whole=True)
    worst = builder.add_columns(1, cost=1.0, upper=total * best)
    builder.add_rows(1, [(0, opened, 1.0)], lower=p, upper=p)
    for rows in scenarios:
        covered = add_levels(builder, rows, opened, levels.size)
        gains = levels[:, None] * rows.weight
        builder.add_rows(
            1, [(0, covered.ravel(), gains.ravel()), (0, worst, -1.0)], lower=0.0, upper=np.inf
        )

    def worth(stations: Stations) -> float:
        return min(
            sum(
                float(level) * rows.covered_weight(stations, number)
                for number, level in enumerate(levels, start=1)
            )
            for rows in scenarios
        )

    return Compact(
        program=builder.build(maximise=True),
        point=lambda stations: np.concatenate(
            [
                stations,
                [worth(stations)],
                *(rows.levels_point(stations, levels.size) for rows in scenarios),
            ]
        ),
        read=first_columns(n_sites),
        worth=worth,
        moves=move_one(least, 1),
        ceiling=min(float(rows.weight.sum()) for rows in scenarios) * best,
    )


def check_scenarios(
    scenarios: Sequence[Covers], demand: ArrayLike
) -> tuple[list[sparse.csr_array], NDArray[np.float64]]:
    """Return the scenarios in one form, and the demand.

    Parameters
    ----------
    scenarios : sequence of sparse matrix of bool, each of shape (n_candidates, n_estates)
        Who covers whom in each scenario.
    demand : array_like, shape (n_estates,)
        Households or any other weight, at least 0.

    Returns
    -------
    matrices : list of scipy.sparse.csr_array
        One per scenario, all of one shape.
    demand : ndarray of float64, shape (n_estates,)
        The demand.

    Raises
    ------
    SitingError
        No scenario, different shapes, or malformed entries.
    """
    matrices = [check_covers(covers) for covers in scenarios]
    if not matrices:
        raise SitingError("siting.no_scenarios")
    wanted = matrices[0].shape
    for index, matrix in enumerate(matrices):
        if matrix.shape != wanted:
            raise SitingError(
                "siting.scenario_shape", index=index, found=matrix.shape, wanted=wanted
            )
    return matrices, check_demand(demand, wanted[1])


def covered_demand(
    matrix: sparse.csr_array, households: NDArray[np.float64], chosen: NDArray[np.int64]
) -> float:
    """Return the demand that chosen candidates cover.

    Parameters
    ----------
    matrix : scipy.sparse.csr_array of bool, shape (n_candidates, n_estates)
        Who covers whom.
    households : ndarray of float64, shape (n_estates,)
        Demand.
    chosen : ndarray of int64, shape (n_chosen,)
        Sorted candidates.

    Returns
    -------
    float
        Demand of the estates that at least one of them covers.
    """
    return float(households[lowest_covering(matrix, chosen) >= 0].sum())
