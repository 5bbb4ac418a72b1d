"""Opening in phases: what is built first must still be right when more is built."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from geo.errors import SitingError
from geo.siting.assign import lowest_covering
from geo.siting.compact import Compact, Stations, solve_compact
from geo.siting.cover_rows import CoverRows, add_covered_rows, merge_rows
from geo.siting.inputs import (
    check_choice,
    check_count,
    check_covers,
    check_demand,
    check_stop,
)
from geo.solver import Certificate, ProgramBuilder, proven
from geo.stop import Stop
from geo.summary import Summarized

__all__ = ["PhasedPlan", "phased_cover"]


@dataclass(frozen=True, eq=False, repr=False)
class PhasedPlan(Summarized):
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
    certificate : Certificate
        What proves the status.
    """

    chosen: tuple[NDArray[np.int64], ...]
    covered: tuple[float, ...]
    objective: float
    bound: float
    gap: float
    status: Literal["optimal", "feasible"]
    seconds: float
    certificate: Certificate

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
    stop: Stop | None = None,
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
    stop : Stop, optional
        The caller's limit, cancel flag and listener; the best plan so far is returned.

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
    stop = check_stop(stop, time_limit_s)
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
    found = solve_compact(
        _model(rows, stations, choice.fixed_positions),
        _first_phases(rows.n_sites, stations, choice.fixed_positions),
        stop,
    )
    assert found.stations is not None, "any nested plan keeps the rules"
    chosen = tuple(choice.allowed[found.stations <= phase] for phase in range(len(stations)))
    covered = tuple(float(weights[lowest_covering(matrix, among) >= 0].sum()) for among in chosen)
    status, bound, gap = proven(sum(covered), found.certificate, exhausted=found.exhausted)
    return PhasedPlan(
        chosen=chosen,
        covered=covered,
        objective=sum(covered),
        bound=bound,
        gap=gap,
        status=status,
        seconds=stop.elapsed_s,
        certificate=found.certificate,
    )


def _first_phases(n_sites: int, counts: Sequence[int], must: NDArray[np.int64]) -> Stations:
    """Return the phase in which each site opens: fixed ones at once, then the lowest sites."""
    order = np.concatenate([must, np.setdiff1d(np.arange(n_sites), must)])
    phase_of = np.empty(n_sites, dtype=np.int64)
    phase_of[order] = np.searchsorted(counts, np.arange(n_sites), side="right")
    return phase_of


def _model(rows: CoverRows, counts: Sequence[int], must: NDArray[np.int64]) -> Compact:
    """Return the model: one maximal cover per phase, each holding the sites of the one before.

    A plan says in which phase each site opens; sites that never open have the number of phases.
    """
    builder = ProgramBuilder()
    least = np.zeros(rows.n_sites)
    least[must] = 1.0
    open_in: list[NDArray[np.int64]] = []
    for count in counts:
        opened = builder.add_columns(rows.n_sites, lower=least, whole=True)
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

    def standing(phase_of: Stations) -> list[Stations]:
        return [(phase_of <= phase).astype(np.int64) for phase in range(len(counts))]

    def swaps(phase_of: Stations) -> Iterator[Stations]:
        for first, second in combinations(np.setdiff1d(np.arange(rows.n_sites), must), 2):
            if phase_of[first] != phase_of[second]:
                swapped = phase_of.copy()
                swapped[[first, second]] = phase_of[[second, first]]
                yield swapped

    return Compact(
        program=builder.build(maximise=True),
        point=lambda phase_of: np.concatenate(
            [part for now in standing(phase_of) for part in (now, rows.covered_point(now))]
        ),
        read=lambda point: np.asarray(len(counts) - np.rint(point[open_in]).sum(axis=0), np.int64),
        worth=lambda phase_of: sum(rows.covered_weight(now) for now in standing(phase_of)),
        moves=swaps,
        ceiling=len(counts) * float(rows.weight.sum()),
    )
