"""Opening in phases: what is built first must still be right when more is built."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from geo.errors import SitingError
from geo.siting.assign import filled_up, lowest_covering
from geo.siting.cover_rows import add_covered_rows, merge_rows
from geo.siting.inputs import (
    check_choice,
    check_count,
    check_covers,
    check_demand,
    check_time_limit,
)
from geo.solver import PROOF_TOLERANCE, ProgramBuilder, relative_gap, solve_program
from geo.stop import Stop

__all__ = ["PhasedPlan", "phased_cover"]


@dataclass(frozen=True, eq=False)
class PhasedPlan:
    """Stations by phase; each phase keeps those of the phase before.

    Attributes
    ----------
    chosen : tuple of ndarray of int64
        Sorted candidates that are open in each phase.
    covered : tuple of float
        Demand covered in each phase.
    objective : float
        Sum of `covered`.
    bound : float
        No nested plan has a larger sum.
    gap : float
        As a share of the objective.
    status : {"optimal", "feasible"}
        ``optimal`` only when the sum is proven best.
    seconds : float
        Wall time of the solve.
    """

    chosen: tuple[NDArray[np.int64], ...]
    covered: tuple[float, ...]
    objective: float
    bound: float
    gap: float
    status: Literal["optimal", "feasible"]
    seconds: float

    def __post_init__(self) -> None:
        for array in self.chosen:
            array.setflags(write=False)

    @property
    def opened(self) -> tuple[NDArray[np.int64], ...]:
        """Candidates that each phase adds; those of the first include the fixed ones."""
        before = (np.empty(0, dtype=np.int64), *self.chosen[:-1])
        return tuple(
            np.setdiff1d(now, earlier) for earlier, now in zip(before, self.chosen, strict=True)
        )


def phased_cover(
    covers: sparse.sparray | sparse.spmatrix | ArrayLike,
    demand: ArrayLike,
    counts: Sequence[int] = (1, 2, 3),
    *,
    fixed: Iterable[int] = (),
    forbidden: Iterable[int] = (),
    time_limit_s: float | None = None,
) -> PhasedPlan:
    """Open stations phase by phase so that the demand covered, summed over phases, is largest.

    Parameters
    ----------
    covers : sparse matrix of bool, shape (n_candidates, n_estates)
        True where the candidate covers the estate.
    demand : array_like, shape (n_estates,)
        Households or any other weight, at least 0.
    counts : sequence of int
        Stations open in each phase, fixed ones included; never fewer than before.
    fixed, forbidden : iterable of int
        Candidates that are open from the first phase on, and that must not be chosen.
    time_limit_s : float, optional
        Wall seconds; None runs to proof.

    Returns
    -------
    PhasedPlan
        What is open and covered in each phase.

    Raises
    ------
    SitingError
        Malformed input, no phase, or counts that fall.

    References
    ----------
    Schilling (1980), Dynamic location modeling for public-sector facilities: a multicriteria
    approach, Decision Sciences 11(4).
    """
    stop = Stop(check_time_limit(time_limit_s))
    matrix = check_covers(covers)
    n_candidates, n_estates = matrix.shape
    weights = check_demand(demand, n_estates)
    stations = [check_count(count, n_candidates) for count in counts]
    if not stations:
        raise SitingError("siting.no_phases")
    if stations != sorted(stations):
        raise SitingError("siting.counts_not_rising", counts=tuple(stations))
    check_choice(fixed, forbidden, n_candidates, stations[-1])
    choice = check_choice(fixed, forbidden, n_candidates, stations[0])
    rows = merge_rows(matrix, weights, choice.allowed)
    builder = ProgramBuilder()
    must = np.zeros(rows.n_sites)
    must[choice.fixed_positions] = 1.0
    open_in: list[NDArray[np.int64]] = []
    for count in stations:
        opened = builder.add_columns(rows.n_sites, lower=must, whole=True)
        builder.add_rows(1, [(0, opened, 1.0)], lower=count, upper=count)
        add_covered_rows(builder, rows, opened, gain=rows.weight)
        if open_in:
            site = np.arange(rows.n_sites)
            builder.add_rows(
                rows.n_sites,
                [(site, opened, 1.0), (site, open_in[-1], -1.0)],
                lower=0.0,
                upper=np.inf,
            )
        open_in.append(opened)
    answer = solve_program(builder.build(maximise=True), stop)
    if answer.point.size:
        sites = [np.flatnonzero(answer.point[opened] > 0.5) for opened in open_in]
    else:
        sites = [choice.fixed_positions]
        for count in stations:
            sites.append(filled_up(sites[-1], rows.n_sites, count))
        sites = sites[1:]
    chosen = tuple(choice.allowed[among] for among in sites)
    covered = tuple(float(weights[lowest_covering(matrix, among) >= 0].sum()) for among in chosen)
    value = sum(covered)
    bound = max(value, min(answer.bound, len(stations) * float(rows.weight.sum())))
    proven = answer.status == "optimal" or relative_gap(value, bound) <= PROOF_TOLERANCE
    best_possible = value if proven else bound
    return PhasedPlan(
        chosen=chosen,
        covered=covered,
        objective=value,
        bound=best_possible,
        gap=relative_gap(value, best_possible),
        status="optimal" if proven else "feasible",
        seconds=stop.elapsed_s,
    )
