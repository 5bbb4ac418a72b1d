"""The least worst case of costs over several scenarios: minutes by hour, chances by hour.

The worst scenario of a plan costs at least what any mixture of the scenarios costs. The best plan
of a mixture is one p-median, whose bound is a bound on the worst case too. The mixture is moved to
where it says most, a game of plans against scenarios solved by planes [1]_; then the plans of that
mixture are listed, the best first: once the next one costs as much as the best worst case that is
known, no plan outside the list can be better.

References
----------
.. [1] Kelley, J. E. (1960). The cutting-plane method for solving convex programs. Journal of the
   Society for Industrial and Applied Mathematics 8(4), 703-712.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.errors import SitingError
from geo.siting.alternatives import best_medians
from geo.siting.assign import quickest
from geo.siting.inputs import check_choice, check_count, check_demand, check_minutes, check_stop
from geo.siting.p_median import p_median
from geo.siting.plan import SitingPlan, infeasible_plan, solved_plan, unknown_plan
from geo.solver import Certificate, ProgramBuilder, solve_program
from geo.stop import Stop

__all__ = ["worst_case_median", "worst_case_probability"]

_MOST_MIXTURES: Final = 60
_MOST_LISTED: Final = 512
_FIRST_LISTED: Final = 8
_LEAST_SHARE: Final = 1e-6
_SAME: Final = 1e-9

Reals = NDArray[np.float64]
Sites = NDArray[np.int64]


def worst_case_median(
    scenarios: Sequence[ArrayLike],
    demand: Sequence[ArrayLike],
    p: int,
    *,
    fixed: Iterable[int] = (),
    forbidden: Iterable[int] = (),
    time_limit_s: float | None = None,
    stop: Stop | None = None,
) -> SitingPlan:
    """Choose p stations with the least sum of demand × minutes in the worst of the scenarios.

    Parameters
    ----------
    scenarios : sequence of array_like, each of shape (n_candidates, n_estates)
        Minutes in each scenario, such as an hour of the day; inf where there is no way. The
        number of estates may differ.
    demand : sequence of array_like, each of shape (n_estates,)
        Households or any other weight in each scenario, at least 0.
    p : int
        Stations to choose, fixed ones included.
    fixed, forbidden : iterable of int
        Candidates that must, and that must not be chosen.
    time_limit_s : float, optional
        Wall seconds; without a limit the search ends after a counted number of plans.
    stop : Stop, optional
        The caller's limit, cancel flag and listener; the best plan so far is returned.

    Returns
    -------
    SitingPlan
        Objective is the sum in the scenario where it is largest; `assigned` is that of the first
        scenario.

    Raises
    ------
    SitingError
        Malformed input.
    """
    stop = check_stop(stop, time_limit_s)
    game = _checked(scenarios, demand, p, fixed, forbidden)
    start = game.mixed(np.full(len(game.minutes), 1.0 / len(game.minutes)), stop)
    if not start.has_plan:
        return _as_asked(start, game)
    game.search(start, stop)
    assert game.best is not None, "a plan of every mixture serves all scenarios"
    return solved_plan(
        "worst_case_median",
        chosen=game.best,
        assigned=quickest(game.minutes[0], game.best),
        objective=game.worst,
        certificate=Certificate.ours(game.bound),
        exhausted=game.exhausted,
        seconds=stop.elapsed_s,
    )


def worst_case_probability(
    scenarios: Sequence[ArrayLike],
    demand: ArrayLike,
    p: int,
    *,
    fixed: Iterable[int] = (),
    forbidden: Iterable[int] = (),
    time_limit_s: float | None = None,
    stop: Stop | None = None,
) -> SitingPlan:
    """Choose p stations with the largest expected demand on time in the worst of the scenarios.

    Parameters
    ----------
    scenarios : sequence of array_like, each of shape (n_candidates, n_estates)
        Probability in each scenario that a crew from the candidate is on time, 0 to 1.
    demand : array_like, shape (n_estates,)
        Households or any other weight, at least 0.
    p : int
        Stations to choose, fixed ones included.
    fixed, forbidden : iterable of int
        Candidates that must, and that must not be chosen.
    time_limit_s : float, optional
        As in :func:`worst_case_median`.
    stop : Stop, optional
        The caller's limit, cancel flag and listener; the best plan so far is returned.

    Returns
    -------
    SitingPlan
        Objective is sum(demand × the best chosen probability) in the scenario where it is least,
        bound an upper bound.

    Raises
    ------
    SitingError
        Malformed input.
    """
    sure = [check_minutes(one) for one in scenarios]
    for one in sure:
        if (one > 1).any():
            raise SitingError("siting.not_a_share", name="p_on_time", value=float(one.max()))
    late = worst_case_median(
        [1.0 - one for one in sure],
        [demand] * len(sure),
        p,
        fixed=fixed,
        forbidden=forbidden,
        time_limit_s=time_limit_s,
        stop=stop,
    )
    total = float(check_demand(demand, sure[0].shape[1]).sum())
    best = sure[0][late.chosen]
    return replace(
        late,
        model="worst_case_probability",
        objective=total - late.objective,
        bound=total - late.bound,
        gap=abs(late.objective - late.bound) / max(abs(total - late.objective), 1e-9),
        certificate=replace(late.certificate, bound=total - late.certificate.bound),
        assigned=np.where(best.max(axis=0) > 0, late.chosen[best.argmax(axis=0)], -1),
    )


@dataclass(eq=False)
class _Game:
    """Plans against mixtures of scenarios: what both sides have shown so far."""

    minutes: list[Reals]
    demand: list[Reals]
    p: int
    asked: dict[str, Any]
    best: Sites | None = None
    worst: float = np.inf  # of the best plan
    bound: float = -np.inf
    exhausted: bool = False
    seen: dict[tuple[int, ...], Reals] = field(default_factory=dict)

    def costs(self, chosen: Sites) -> Reals:
        """Return what a plan costs in each scenario."""
        return np.array(
            [
                float(needs[needs > 0] @ minutes[chosen].min(axis=0)[needs > 0])
                for minutes, needs in zip(self.minutes, self.demand, strict=True)
            ]
        )

    def note(self, chosen: Sites) -> None:
        """Keep a plan that serves everybody, and the best of them."""
        costs = self.costs(chosen)
        if not np.isfinite(costs).all():
            return
        self.seen[tuple(chosen.tolist())] = costs
        if costs.max() < self.worst - _SAME:
            self.best, self.worst = chosen, float(costs.max())

    def mixed(self, shares: Reals, stop: Stop) -> SitingPlan:
        """Return the best plan of a mixture."""
        return p_median(
            self._side_by_side, self._mixed_demand(shares), self.p, stop=stop.part(),
            **self.asked,
        )  # fmt: skip

    def search(self, start: SitingPlan, stop: Stop) -> None:
        """Move the mixture to where it says most, then list its plans."""
        shares = np.full(len(self.minutes), 1.0 / len(self.minutes))
        most_telling, plan = shares, start
        for _ in range(_MOST_MIXTURES):
            self.note(plan.chosen)
            if plan.bound > self.bound:
                self.bound, most_telling = plan.bound, shares
            shares, promised = self._mixture()
            if self._is_proven or stop.must_stop or promised <= self.bound * (1 + _SAME) + _SAME:
                break
            plan = self.mixed(shares, stop)
            if not plan.has_plan:
                break
        self._climb(stop)
        self._list(most_telling, stop)

    @property
    def _is_proven(self) -> bool:
        return self.worst <= self.bound * (1 + _SAME) + _SAME

    def _mixture(self) -> tuple[Reals, float]:
        """Return the mixture in which the plans that are known cost most, and that cost."""
        costs = np.array(list(self.seen.values()))
        unit = max(float(costs.max()), 1e-9)
        builder = ProgramBuilder()
        shares = builder.add_columns(len(self.minutes), lower=_LEAST_SHARE)
        value = builder.add_columns(1, cost=1.0)
        builder.add_rows(1, [(0, shares, 1.0)], lower=1.0, upper=1.0)
        row = np.arange(len(costs))
        builder.add_rows(
            len(costs),
            [(row[:, None], shares, costs / unit), (row, value, -1.0)],
            lower=0.0,
            upper=np.inf,
        )
        answer = solve_program(builder.build(maximise=True), Stop())
        found = np.maximum(answer.point[shares], _LEAST_SHARE)
        return found / found.sum(), unit * float(answer.point[value[0]])

    @cached_property
    def _side_by_side(self) -> Reals:
        """The minutes of all scenarios, an estate of each as a column of its own."""
        return np.hstack(self.minutes)

    def _mixed_demand(self, shares: Reals) -> Reals:
        return np.concatenate(
            [share * needs for share, needs in zip(shares, self.demand, strict=True)]
        )

    def _climb(self, stop: Stop) -> None:
        """Exchange single sites of the best plan as long as its worst case falls."""
        free = np.setdiff1d(np.arange(len(self.minutes[0])), self.asked["forbidden"])
        better = True
        while better and self.best is not None and not stop.must_stop:
            before = self.best
            for leaving in np.setdiff1d(before, self.asked["fixed"]):
                for coming in np.setdiff1d(free, before):
                    self._try(np.sort(np.append(before[before != leaving], coming)))
            better = self.best is not before

    def _try(self, chosen: Sites) -> None:
        if tuple(chosen.tolist()) not in self.seen:
            self.note(chosen)

    def _list(self, shares: Reals, stop: Stop) -> None:
        """List the plans of a mixture until the next one cannot be better than the best known."""
        count = _FIRST_LISTED
        while not (self._is_proven or stop.must_stop) and count <= _MOST_LISTED:
            plans = best_medians(
                self._side_by_side, self._mixed_demand(shares), self.p, count,
                stop=stop.part(), **self.asked,
            )  # fmt: skip
            for plan in plans:
                self.note(plan.chosen)
            if any(plan.status != "optimal" for plan in plans):
                return
            if len(plans) < count:
                self.exhausted = True
                return
            self.bound = max(self.bound, plans[-1].objective)
            count *= 2
        self.exhausted = self._is_proven


def _checked(
    scenarios: Sequence[ArrayLike],
    demand: Sequence[ArrayLike],
    p: int,
    fixed: Iterable[int],
    forbidden: Iterable[int],
) -> _Game:
    minutes = [check_minutes(one) for one in scenarios]
    if not minutes:
        raise SitingError("siting.no_scenarios")
    for index, one in enumerate(minutes):
        if len(one) != len(minutes[0]):
            raise SitingError(
                "siting.scenario_shape", index=index, found=one.shape, wanted=minutes[0].shape
            )
    if len(demand) != len(minutes):
        raise SitingError("siting.scenario_demand", found=len(demand), wanted=len(minutes))
    weights = [
        check_demand(needs, one.shape[1]) for needs, one in zip(demand, minutes, strict=True)
    ]
    count = check_count(p, len(minutes[0]))
    choice = check_choice(fixed, forbidden, len(minutes[0]), count)
    barred = np.setdiff1d(np.arange(len(minutes[0])), choice.allowed)
    return _Game(minutes, weights, count, {"fixed": choice.fixed, "forbidden": barred})


def _as_asked(start: SitingPlan, game: _Game) -> SitingPlan:
    """Return the answer that there is no plan, in the estates of the first scenario."""
    n_estates = game.minutes[0].shape[1]
    if start.status == "unknown":
        return unknown_plan(
            "worst_case_median",
            n_estates=n_estates,
            certificate=start.certificate,
            seconds=start.seconds,
        )
    return infeasible_plan(
        "worst_case_median",
        n_estates=n_estates,
        seconds=start.seconds,
        uncoverable=start.uncoverable,
        notes=start.notes,
        prover=start.certificate.prover,
        kind=start.certificate.kind,
    )
