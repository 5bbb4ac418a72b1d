"""The answer to a p-median question without a matrix: who is reached, the search, the plan."""

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from geo.errors import Notice
from geo.siting.assign import filled_up
from geo.siting.center_minutes import MinutesOnDemand, SparseMinutes
from geo.siting.cover_rows import merge_rows
from geo.siting.inputs import SiteChoice
from geo.siting.listed_costs import ListedCosts, PointCosts, SparseCosts
from geo.siting.listed_median_search import search_listed_medians
from geo.siting.median_search import MedianResult
from geo.siting.p_median import p_median
from geo.siting.plan import SitingPlan, infeasible_plan, solved_plan, unknown_plan
from geo.siting.point_minutes import PointMinutes
from geo.siting.reasons import estates_nobody_reaches
from geo.siting.set_search import CoverResult, search_cover
from geo.stop import Stop

__all__ = ["SparseQuestion", "answer_points"]

_FEW_PAIRS = 2_000_000
"""Pairs up to which a matrix of them is the quicker way to the same answer."""


def answer_points(
    points: PointMinutes,
    weights: NDArray[np.float64],
    p: int,
    choice: SiteChoice,
    stop: Stop,
    seed: int,
) -> SitingPlan:
    """Return the plan of a question about points whose parts have been checked.

    Parameters
    ----------
    points : PointMinutes
        Candidates and estates.
    weights : ndarray of float64, shape (n_estates,)
        Demand.
    p : int
        Stations to choose.
    choice : SiteChoice
        Candidates that must and must not be chosen.
    stop : Stop
        Stops the search and hears its progress.
    seed : int
        Seed of the search.

    Returns
    -------
    SitingPlan
        As :func:`geo.siting.p_median_of_points` returns it.
    """
    needed = np.flatnonzero(weights > 0)
    if points.shape[0] * points.shape[1] <= _FEW_PAIRS or not needed.size:
        apart = points.sites[:, None] - points.estates[None, :]
        return _by_matrix(np.hypot(*np.moveaxis(apart, 2, 0)), weights, p, choice, stop, seed)
    costs = PointCosts(points.sites[choice.allowed], points.estates[needed], weights[needed])
    found = search_listed_medians(costs, p, choice.fixed_positions, stop, seed=seed)
    return _told(points, costs, found, choice.allowed, stop)


def _full(matrix: sparse.csr_array) -> NDArray[np.float64]:
    minutes = np.full(matrix.shape, np.inf)
    pairs = matrix.tocoo()
    minutes[pairs.row, pairs.col] = pairs.data
    return minutes


def _by_matrix(
    minutes: NDArray[np.float64],
    weights: NDArray[np.float64],
    p: int,
    choice: SiteChoice,
    stop: Stop,
    seed: int,
) -> SitingPlan:
    forbidden = np.setdiff1d(np.arange(len(minutes)), choice.allowed)
    fixed = choice.allowed[choice.fixed_positions]
    return p_median(minutes, weights, p, fixed=fixed, forbidden=forbidden, seed=seed, stop=stop)


def _told(
    minutes: MinutesOnDemand,
    costs: ListedCosts,
    found: MedianResult,
    allowed: NDArray[np.int64],
    stop: Stop,
    uncoverable: NDArray[np.int64] | tuple[()] = (),
) -> SitingPlan:
    """Return what a search found as a plan of the caller's candidates and estates."""
    chosen = allowed[found.plans[0]]
    reached, place = minutes.nearest(chosen)
    return solved_plan(
        "p_median",
        chosen=chosen,
        assigned=np.where(np.isfinite(reached), chosen[place], -1),
        objective=costs.value(found.plans[0]),
        certificate=found.certificate,
        exhausted=found.exhausted,
        seconds=stop.elapsed_s,
        uncoverable=uncoverable,
    )


class SparseQuestion:
    """One question about sparse minutes whose parts have been checked."""

    def __init__(
        self,
        matrix: sparse.csr_array,
        weights: NDArray[np.float64],
        limit_min: float,
        p: int,
        choice: SiteChoice,
        stop: Stop,
        seed: int,
    ) -> None:
        self.p, self.choice, self.stop, self.seed = p, choice, stop, seed
        self.is_cut = bool(np.isfinite(limit_min))
        self.minutes = SparseMinutes(matrix)
        self.weights = weights
        allowed = matrix[choice.allowed]
        self.needed = np.flatnonzero(weights > 0)
        self.reach = allowed[:, self.needed]
        self.unreached = np.flatnonzero(np.bincount(allowed.indices, minlength=weights.size) == 0)
        self.costs = SparseCosts(SparseMinutes(self.reach), weights[self.needed], limit_min)

    def answer(self) -> SitingPlan:
        """Return the plan, or why there is none."""
        n_sites, n_estates = self.minutes.shape
        if not self.is_cut and (n_sites * n_estates <= _FEW_PAIRS or not self.needed.size):
            full = _full(self.minutes.by_site)
            return _by_matrix(full, self.weights, self.p, self.choice, self.stop, self.seed)
        blocked = self.unreached[self.weights[self.unreached] > 0]
        if blocked.size and not self.is_cut:
            return self._infeasible(estates_nobody_reaches(blocked))
        found = self._search(None)
        if not found.values.size and not self.is_cut and not self.stop.must_stop:
            # whether p stations can reach everybody is a question of cover, and asked as one
            ways = self._cover()
            if ways.value > self.p and ways.exhausted:
                return self._infeasible(Notice("siting.too_few_stations_to_reach_all", p=self.p))
            if ways.value <= self.p:
                start = filled_up(ways.sites, self.choice.allowed.size, self.p)
                found = self._search(start)
        if not found.values.size:
            return unknown_plan(
                "p_median",
                n_estates=self.weights.size,
                certificate=found.certificate,
                seconds=self.stop.elapsed_s,
                uncoverable=self.unreached,
            )
        return _told(
            self.minutes, self.costs, found, self.choice.allowed, self.stop, self.unreached
        )

    def _search(self, start: NDArray[np.int64] | None) -> MedianResult:
        return search_listed_medians(
            self.costs,
            self.p,
            self.choice.fixed_positions,
            self.stop,
            start=start,
            seed=self.seed,
        )

    def _cover(self) -> CoverResult:
        """Ask for p sites that reach everybody, or for the proof that there are none."""
        n_sites = self.choice.allowed.size
        pairs = self.reach
        covers = sparse.csr_array(
            (np.ones(pairs.data.size, dtype=bool), pairs.indices, pairs.indptr), shape=pairs.shape
        )
        rows = merge_rows(covers, np.ones(self.needed.size), np.arange(n_sites))
        return search_cover(
            rows.net,
            np.ones(n_sites),
            self.choice.fixed_positions,
            self.stop.part(),
            wanted=self.p + 1,
            goal=self.p,
            seed=self.seed,
        )

    def _infeasible(self, note: Notice) -> SitingPlan:
        return infeasible_plan(
            "p_median",
            n_estates=self.weights.size,
            seconds=self.stop.elapsed_s,
            uncoverable=self.unreached,
            notes=[note],
        )
