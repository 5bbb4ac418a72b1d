"""The double standard model: all within a far limit, a share within a near one, most twice."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from geo.errors import Notice, SitingError
from geo.siting.assign import lowest_covering
from geo.siting.compact import Compact, Stations, first_columns, move_one, solve_compact
from geo.siting.cover_rows import CoverRows, add_covered_rows, merge_rows
from geo.siting.inputs import (
    check_choice,
    check_count,
    check_covers,
    check_demand,
    check_share,
    check_stop,
)
from geo.siting.plan import SitingPlan, infeasible_plan, solved_plan, unknown_plan
from geo.siting.reasons import estates_nobody_reaches
from geo.solver import ProgramBuilder
from geo.stop import Stop

__all__ = ["double_standard"]


def double_standard(
    covers_near: sparse.sparray | sparse.spmatrix | ArrayLike,
    covers_far: sparse.sparray | sparse.spmatrix | ArrayLike,
    demand: ArrayLike,
    p: int,
    *,
    near_share: float = 0.9,
    most_per_site: int = 1,
    fixed: Iterable[int] = (),
    forbidden: Iterable[int] = (),
    time_limit_s: float | None = None,
    stop: Stop | None = None,
) -> SitingPlan:
    """Place p crews that cover the most demand twice and keep two standards.

    Every estate has a crew within the far limit, and so much of the demand one within the near
    limit; what counts is the demand that has two crews within the near limit.

    Parameters
    ----------
    covers_near, covers_far : sparse matrix of bool, shape (n_candidates, n_estates)
        True where the candidate covers the estate within the near and within the far limit.
    demand : array_like, shape (n_estates,)
        Households or any other weight, at least 0.
    p : int
        Crews to place, fixed ones included.
    near_share : float
        Share of the demand that must have a crew within the near limit.
    most_per_site : int
        Crews that may stand at one candidate.
    fixed, forbidden : iterable of int
        Candidates that hold at least one crew, and that hold none.
    time_limit_s : float, optional
        Wall seconds; None runs to proof.
    stop : Stop, optional
        The caller's limit, cancel flag and listener; the best plan so far is returned.

    Returns
    -------
    SitingPlan
        Objective is the demand covered twice within the near limit; `chosen` repeats a candidate
        that holds several crews; `assigned` is the lowest candidate that covers, a near one where
        there is one. Where no plan keeps both standards, `notes` give the largest near share that
        p crews can keep, or say that they cannot even reach everybody.

    Raises
    ------
    SitingError
        Malformed input, or cover matrices of different shapes.

    References
    ----------
    Gendreau, Laporte, Semet (1997), Solving an ambulance location model by tabu search, Location
    Science 5(2).
    """
    stop = check_stop(stop, time_limit_s)
    near, far = check_covers(covers_near), check_covers(covers_far)
    if near.shape != far.shape:
        raise SitingError("siting.near_far_shape", found=far.shape, wanted=near.shape)
    n_candidates, n_estates = near.shape
    weights = check_demand(demand, n_estates)
    share = check_share(near_share, "near_share")
    most = check_count(most_per_site, np.iinfo(np.int32).max)
    count = check_count(p, n_candidates * most)
    choice = check_choice(fixed, forbidden, n_candidates)
    if choice.fixed.size > count:
        raise SitingError("siting.fixed_exceeds_p", fixed=choice.fixed.size, p=count)
    if choice.allowed.size * most < count:
        raise SitingError("siting.p_exceeds_allowed", p=count, allowed=choice.allowed.size)
    unreached = np.setdiff1d(np.arange(n_estates), far[choice.allowed].indices)
    if unreached.size:
        return infeasible_plan(
            "double_standard",
            n_estates=n_estates,
            seconds=stop.elapsed_s,
            uncoverable=unreached,
            notes=[estates_nobody_reaches(unreached)],
        )
    must = np.zeros(choice.allowed.size)
    must[choice.fixed_positions] = 1.0
    crews = _Crews(
        near=merge_rows(near, weights, choice.allowed),
        far=merge_rows(far, np.ones(n_estates), choice.allowed),
        p=count,
        must=choice.fixed_positions,
        most_per_site=most,
    )
    found = solve_compact(crews.twice_covered(share * float(weights.sum())), crews.first(), stop)
    if found.stations is None and found.exhausted:
        return infeasible_plan(
            "double_standard",
            n_estates=n_estates,
            seconds=stop.elapsed_s,
            notes=[crews.why_not(float(weights.sum()), stop)],
            prover=found.certificate.prover,
            kind=found.certificate.kind,
        )
    if found.stations is None:
        return unknown_plan(
            "double_standard",
            n_estates=n_estates,
            certificate=found.certificate,
            seconds=stop.elapsed_s,
        )
    chosen = choice.allowed[found.stations > 0]
    by_near = lowest_covering(near, chosen)
    plan = solved_plan(
        "double_standard",
        chosen=chosen,
        assigned=np.where(by_near >= 0, by_near, lowest_covering(far, chosen)),
        objective=found.value,
        certificate=found.certificate,
        exhausted=found.exhausted,
        seconds=stop.elapsed_s,
    )
    return replace(plan, chosen=np.repeat(choice.allowed, found.stations))


class _Crews:
    """Models over crews per site: everybody is reached within the far limit."""

    def __init__(
        self,
        *,
        near: CoverRows,
        far: CoverRows,
        p: int,
        must: NDArray[np.int64],
        most_per_site: int,
    ) -> None:
        self.near, self.far, self.p, self.most_per_site = near, far, p, most_per_site
        self.least = np.zeros(near.n_sites)
        self.least[must] = 1.0

    def first(self) -> Stations:
        """Return the fixed crews, then the lowest sites in turns, p in all."""
        crews = self.least.astype(np.int64)
        while crews.sum() < self.p:
            crews[int(crews.argmin())] += 1
        return crews

    def _started(self) -> tuple[ProgramBuilder, NDArray[np.int64]]:
        builder = ProgramBuilder()
        crews = builder.add_columns(
            self.least.size, lower=self.least, upper=float(self.most_per_site), whole=True
        )
        builder.add_rows(1, [(0, crews, 1.0)], lower=self.p, upper=self.p)
        sites_of = self.far.by_row.tocoo()
        builder.add_rows(
            self.far.n_rows,
            [(sites_of.row, crews[sites_of.col], 1.0)],
            lower=1.0,
            upper=np.inf,
        )
        return builder, crews

    def _unreached(self, crews: Stations) -> float:
        """Estates that no crew reaches within the far limit."""
        return float(self.far.weight.sum()) - self.far.covered_weight(crews)

    def twice_covered(self, wanted: float) -> Compact:
        """Return the model of the demand with two crews near while `wanted` has one."""
        builder, crews = self._started()
        near = self.near
        row = np.arange(near.n_rows)
        once = builder.add_columns(near.n_rows)
        # with half a second cover allowed, one crew would count as half of two
        twice = builder.add_columns(near.n_rows, cost=near.weight, whole=True)
        sites_of = near.by_row.tocoo()
        builder.add_rows(
            near.n_rows,
            [(sites_of.row, crews[sites_of.col], 1.0), (row, once, -1.0), (row, twice, -1.0)],
            lower=0.0,
            upper=np.inf,
        )
        builder.add_rows(
            near.n_rows, [(row, once, 1.0), (row, twice, -1.0)], lower=0.0, upper=np.inf
        )
        builder.add_rows(1, [(0, once, near.weight)], lower=wanted * (1.0 - 1e-9), upper=np.inf)

        def worth(stations: Stations) -> float:
            short = max(0.0, wanted * (1.0 - 1e-9) - near.covered_weight(stations))
            lacking = self._unreached(stations) + short / max(wanted, 1e-9)
            return near.covered_weight(stations, times=2) if lacking == 0 else -lacking

        return Compact(
            program=builder.build(maximise=True),
            point=lambda stations: np.concatenate(
                [
                    stations,
                    near.covered_point(stations),
                    (near.by_row @ stations >= 2).astype(np.float64),
                ]
            ),
            read=first_columns(near.n_sites),
            worth=worth,
            moves=move_one(self.least, self.most_per_site),
            ceiling=float(near.weight.sum()),
        )

    def why_not(self, total: float, stop: Stop) -> Notice:
        """Return the largest near share that these crews can keep, or that nothing helps."""
        builder, crews = self._started()
        add_covered_rows(builder, self.near, crews, gain=self.near.weight)

        def worth(stations: Stations) -> float:
            unreached = self._unreached(stations)
            return self.near.covered_weight(stations) if unreached == 0 else -unreached

        model = Compact(
            program=builder.build(maximise=True),
            point=lambda stations: np.concatenate([stations, self.near.covered_point(stations)]),
            read=first_columns(self.near.n_sites),
            worth=worth,
            moves=move_one(self.least, self.most_per_site),
            ceiling=float(self.near.weight.sum()),
        )
        found = solve_compact(model, self.first(), stop)
        if not found.exhausted:
            return Notice("siting.near_share_out_of_reach", p=self.p)
        if found.stations is None:
            return Notice("siting.too_few_stations_to_reach_all", p=self.p)
        return Notice("siting.largest_near_share", p=self.p, share=found.value / max(total, 1e-9))
