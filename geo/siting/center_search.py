"""The smallest radius that p sites can keep: covers of few estates, checked on all of them.

A radius is tested on a part of the estates. Where p sites cannot cover even those, it is too
small for all; where they can, the estates that they leave out join the part, until nobody is left
out. So the set cover engine sees some hundred rows, however many estates there are.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.random_kernels import seeded
from geo.siting.assign import filled_up
from geo.siting.center_kernels import exchange_to_cover
from geo.siting.center_minutes import MinutesOnDemand
from geo.siting.center_reach import ReachNet
from geo.siting.cover_rows import Incidence, incidence
from geo.siting.set_kernels import new_row_search
from geo.siting.set_search import CoverResult, search_cover
from geo.solver import OURS, Certificate
from geo.stop import Stop

__all__ = ["RadiusResult", "search_radius"]

_FIRST_PART = 2
"""The first part of the estates: so many times as many as there are sites to choose."""

_QUICK_TESTS = 12
"""Radii tested without HiGHS before those are tested that only HiGHS can decide."""

_CLOSE = 0.01
"""Share of the radius within which the bounds lie when the best plan itself is tested."""

_QUICK_WORK, _LONG_WORK = 10_000_000, 600_000_000
"""Pairs that a search by exchange may look at: in a test, and over all estates."""

_MOST_STEPS = 60_000
"""Steps of one search by exchange."""

_COVER_STEPS = 200
"""Steps of the set cover's own local search, which that by exchange follows."""

_FEW_ROWS = 64
"""Rows up to which HiGHS is quick and good plans need no search over all estates."""

_WHOLE_ENTRIES = 20_000_000
"""Pairs within the radius up to which the exchange is tried over all estates."""


@dataclass(frozen=True, eq=False)
class RadiusResult:
    """What the search found and proved.

    Attributes
    ----------
    sites : ndarray of int64, shape (p,), or None
        Sites that keep the smallest radius found; None when none keep any finite radius.
    bound : float
        No p sites keep a smaller radius.
    exhausted : bool
        Whether that is proven to be the last word.
    provers : str
        Who had a hand in the proof.
    """

    sites: NDArray[np.int64] | None
    bound: float
    exhausted: bool
    provers: str = OURS

    @property
    def certificate(self) -> Certificate:
        """What the search proved."""
        if np.isinf(self.bound):
            return Certificate.ours(self.bound)
        return Certificate(self.bound, "branch_and_bound", self.provers)


def search_radius(
    minutes: MinutesOnDemand,
    p: int,
    must: NDArray[np.int64],
    stop: Stop,
    *,
    seed: int = 0,
) -> RadiusResult:
    """Find p sites whose farthest estate is as near as possible.

    Parameters
    ----------
    minutes : MinutesOnDemand
        Minutes between sites and estates; every estate has a site.
    p : int
        Sites to choose.
    must : ndarray of int64
        Sites that every plan holds.
    stop : Stop
        Stops the search and hears its progress.
    seed : int
        Seed of the local search.

    Returns
    -------
    RadiusResult
        The sites with the proof.

    References
    ----------
    Minieka (1970), The m-center problem, SIAM Review 12: one cover test for each radius.
    Contardo, Iori, Kramer (2019), A scalable exact algorithm for the vertex p-center problem,
    Computers & Operations Research 103: few estates at a time.
    """
    return _RadiusSearch(minutes, p, must, stop, seed).run()


class _RadiusSearch:
    """One search: the part of the estates that is looked at, the best plan, and the bound."""

    def __init__(
        self,
        minutes: MinutesOnDemand,
        p: int,
        must: NDArray[np.int64],
        stop: Stop,
        seed: int,
    ) -> None:
        self.minutes, self.p, self.must, self.stop, self.seed = minutes, p, must, stop, seed
        self.n_sites, self.n_estates = minutes.shape
        # below the nearest site of some estate no radius can work
        self.low = float(minutes.least().max(initial=0.0))
        self.best: NDArray[np.int64] | None = None
        self.high = np.inf
        self.provers = OURS
        self.part = np.empty(0, dtype=np.int64)

    def run(self) -> RadiusResult:
        """Return the best plan and the bound."""
        self._spread()
        self._narrow_quickly()
        if not self._is_done and self.part.size > _FEW_ROWS:
            self._exchange_over_all()
        while not self._is_done and not self.stop.must_stop:
            if self._test(self._next_radius(), prove=True) is None:
                break
        return RadiusResult(
            self.best, min(self.low, self.high), exhausted=self._is_done, provers=self.provers
        )

    @property
    def _is_done(self) -> bool:
        return self.low >= self.high or np.isinf(self.low)

    def _next_radius(self, ceiling: float = np.inf) -> float:
        """Return the middle of what is open, or the radius just below the best plan's."""
        high = min(self.high, ceiling)
        if np.isinf(high):
            return float(np.finfo(np.float64).max)
        if high == self.high and high - self.low <= _CLOSE * high:
            return float(np.nextafter(high, 0.0))
        return max(self.low, (self.low + high) / 2)

    def _offer(self, plan: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Keep a plan if it is the best; return each estate's minutes and the site's position."""
        reached, place = self.minutes.nearest(plan)
        radius = float(reached.max(initial=0.0))
        if radius < self.high:
            self.high, self.best = radius, np.sort(plan)
        self._report()
        return reached, place

    def _report(self) -> None:
        self.stop.report(np.nan if self.best is None else self.high, min(self.low, self.high))

    def _spread(self) -> None:
        """Begin with estates far from each other, the site nearest to each, and a plan of these."""
        plan = list(self.must)
        chosen: list[int] = []
        reached = np.full(self.n_estates, np.inf)
        if plan:
            reached = self.minutes.nearest(self.must)[0]
        for _ in range(min(self.n_estates, _FIRST_PART * self.p)):
            if self.stop.must_stop or (chosen and reached.max() <= 0.0):
                break
            estate = int(reached.argmax())
            chosen.append(estate)
            near = self._nearest_site(estate)
            if len(plan) < self.p and near not in plan:
                plan.append(near)
            reached = np.minimum(reached, self.minutes.nearest(np.array([near]))[0])
            reached[estate] = 0.0
        self.part = np.unique(np.array(chosen, dtype=np.int64))
        self._offer(filled_up(np.array(plan, dtype=np.int64), self.n_sites, self.p))

    def _nearest_site(self, estate: int) -> int:
        """Return a site that keeps the bound for an estate: there is one, as for all estates."""
        return int(self.minutes.within(np.array([estate]), self.low)[1][0])

    def _narrow_quickly(self) -> None:
        """Bring the bounds together by tests that HiGHS has no part in."""
        ceiling = np.inf
        for _ in range(_QUICK_TESTS):
            radius = self._next_radius(ceiling)
            if self._is_done or self.stop.must_stop or radius >= ceiling:
                return
            decided = self._test(radius, prove=False)
            if decided is None:
                ceiling = radius
            if min(ceiling, self.high) - self.low <= _CLOSE * self.low and decided is None:
                return

    def _test(self, radius: float, *, prove: bool) -> bool | None:
        """Say whether p sites keep a radius, None where that stays open."""
        reach = self.minutes.reach(radius)
        joined = self.part
        while True:
            if not reach.add(joined):
                return self._refuse(radius)
            if self.stop.must_stop:
                return None
            plan, refused = self._cover(reach.net(self.must), prove=prove)
            if refused:
                return self._refuse(radius)
            if plan is None:
                return None
            joined = np.setdiff1d(self._left_out(plan, radius), self.part)
            if not joined.size:
                return True
            self.part = np.concatenate([self.part, joined])

    def _refuse(self, radius: float) -> bool:
        self.low = max(self.low, self.minutes.next_above(radius))
        self._report()
        return False

    def _left_out(self, plan: NDArray[np.int64], radius: float) -> NDArray[np.int64]:
        """Return, of the estates beyond the radius, the farthest of each site of the plan."""
        reached, place = self._offer(plan)
        farthest = np.full(plan.size, radius)
        np.maximum.at(farthest, place, reached)
        beyond = np.flatnonzero((reached > radius) & (reached == farthest[place]))
        return np.sort(beyond[np.unique(place[beyond], return_index=True)[1]])

    def _cover(self, reached: ReachNet, *, prove: bool) -> tuple[NDArray[np.int64] | None, bool]:
        """Look for p sites that cover some rows; say also whether there are none."""
        net, names, must = reached
        if names.size <= self.p:
            return filled_up(names, self.n_sites, self.p), False
        found = self._covered(net, must, prove=False)
        if found.value > self.p and not self._is_refused(found):
            plan = self._exchanged(net, self._first_plan(net, must), must.size, _QUICK_WORK)
            if plan is not None:
                return np.sort(names[plan]), False
            if prove:
                found = self._covered(net, must, prove=True)
        if found.value <= self.p:
            return filled_up(names[found.sites], self.n_sites, self.p), False
        return None, self._is_refused(found)

    def _covered(self, net: Incidence, must: NDArray[np.int64], *, prove: bool) -> CoverResult:
        """Ask the set cover engine for p sites, or for the proof that more are needed."""
        found = search_cover(
            net,
            np.ones(net.site_start.size - 1),
            must,
            self.stop.part(),  # its covers count stations, which are no minutes: they are not told
            wanted=self.p + 1,
            goal=self.p,
            seed=self.seed,
            rounds=1,
            steps=_COVER_STEPS,
            prove=prove,
        )
        if found.provers != OURS:
            self.provers = found.provers
        return found

    def _is_refused(self, found: CoverResult) -> bool:
        return found.exhausted or found.bound > self.p

    def _first_plan(self, net: Incidence, must: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return p sites, fixed ones first: each the one that covers most rows still open."""
        plan = list(must)
        gain = np.diff(net.site_start).astype(np.float64)
        is_open = np.ones(net.row_start.size - 1, dtype=bool)
        gain[must] = -1.0
        for position in range(self.p):
            if position >= len(plan):
                plan.append(int(gain.argmax()))
                gain[plan[-1]] = -1.0
            rows = net.site_rows[
                net.site_start[plan[position]] : net.site_start[plan[position] + 1]
            ]
            for row in rows[is_open[rows]]:
                gain[net.row_sites[net.row_start[row] : net.row_start[row + 1]]] -= 1.0
            is_open[rows] = False
        return np.array(plan, dtype=np.int64)

    def _exchanged(
        self, net: Incidence, plan: NDArray[np.int64], n_fixed: int, work: int
    ) -> NDArray[np.int64] | None:
        """Return the plan after exchanges if it covers every row then."""
        inside = np.zeros(net.site_start.size - 1, dtype=bool)
        inside[plan] = True
        n_rows = net.row_start.size - 1
        pairs = net.row_sites.size
        per_step = pairs / max(1, n_rows) * (pairs / inside.size + self.p)
        chosen, random = plan.copy(), seeded(self.seed)
        search = new_row_search(net, inside)
        if n_fixed == self.p or self.stop.must_stop:
            return chosen if not search.n_open[0] else None
        steps = int(np.clip(work / max(1.0, per_step), 50, _MOST_STEPS))
        while steps > 0:
            now = min(steps, max(50, int(_QUICK_WORK / max(1.0, per_step))))
            if exchange_to_cover(net, search, chosen, n_fixed, now, random):
                return chosen
            steps -= now
            if self.stop.must_stop:
                break
        return None

    def _exchange_over_all(self) -> None:
        """Shorten the best plan's radius by exchanges over all estates, while that succeeds."""
        if self.best is None or np.isinf(self.high):
            return
        everyone = np.arange(self.n_estates)
        sample = everyone[:: max(1, self.n_estates // 64)]
        pairs = self.minutes.count_within(sample, self.high) * (self.n_estates / sample.size)
        if pairs > _WHOLE_ENTRIES:
            return
        fixed_first = [*self.must, *np.setdiff1d(self.best, self.must)]
        best = np.array(fixed_first, dtype=np.int64)
        floor = self.low
        while not self._is_done and not self.stop.must_stop:
            is_last = self.high - floor <= _CLOSE * self.high
            radius = float(np.nextafter(self.high, 0.0)) if is_last else (floor + self.high) / 2
            start, sites = self.minutes.within(everyone, radius)
            net = incidence(start, sites, self.n_sites)
            work = _LONG_WORK if is_last else _QUICK_WORK
            plan = self._exchanged(net, best, self.must.size, work)
            if plan is not None:
                best = plan
                self._offer(plan)
            elif is_last:
                return
            else:
                floor = radius
