"""Good rosters by annealing: single shifts come, go, move and change places.

Whether an hour is covered is one look into the list of all station sets, so that a step is
cheap. Stations that an hour lacks cost a price, which lets the search pass through rosters that
break an hour; only rosters that break none are kept. Shifts are swapped more often than added or
taken away, since most of the cost is settled early [1]_.

References
----------
.. [1] Kirkpatrick, S., Gelatt, C. D., Vecchi, M. P. (1983). Optimization by simulated annealing.
   Science 220(4598), 671-680.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from geo.jit import kernel
from geo.operations.rosters.problem import RosterProblem
from geo.operations.rosters.station_sets import StationSets
from geo.random_kernels import RandomState, below, seeded, unit
from geo.stop import Stop

__all__ = ["anneal"]

Reals = NDArray[np.float64]
Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]
Lacks = NDArray[np.int8]

_STEPS_AT_ONCE: Final = 100_000
# Shares of the mean cost of a shift, found by trial on districts of twenty stations. A low price
# for stations that lack finds other rosters than a high one: each round has its own.
_WARM: Final = 0.6
_COLD: Final = 0.05
_PRICES: Final = (0.5, 0.4, 0.6)


def anneal(
    problem: RosterProblem,
    sets: list[StationSets],
    start: Whole,
    *,
    steps: int,
    seed: int,
    stream: int = 0,
    good_enough: float,
    stop: Stop,
) -> Whole | None:
    """Return the cheapest roster that the search comes across; None where it keeps no hour whole.

    Parameters
    ----------
    problem : RosterProblem
    sets : list of StationSets
        Those of every hour that needs somebody.
    start : ndarray of int64, shape (n_stations, n_patterns)
        Where the search begins: within least and most crews.
    steps : int
        How long it lasts.
    seed, stream : int
        The same two give the same roster.
    good_enough : float
        A cost at which it ends.
    stop : Stop
        Ends the search with the best so far.

    Returns
    -------
    ndarray of int64 or None
    """
    useful = problem.useful
    hours = [hour.hours[0] for hour in problem.asking]
    cost = problem.cost[useful]
    on = np.ascontiguousarray(problem.patterns[useful][:, hours])
    scale = float(cost.mean()) or 1.0
    state = _State(start[:, useful], on, np.stack([one.lacks for one in sets]), problem)
    random = seeded(seed, stream)
    for first in range(0, steps, _STEPS_AT_ONCE):
        last = min(first + _STEPS_AT_ONCE, steps)
        warm, cold = (scale * _WARM * (_COLD / _WARM) ** (step / steps) for step in (first, last))
        price = scale * _PRICES[stream % len(_PRICES)]
        state.run(cost, last - first, warm, cold, price, random)
        if stop.must_stop or state.best_cost <= good_enough:
            break
    if not np.isfinite(state.best_cost):
        return None
    shifts = np.zeros_like(start)
    shifts[:, useful] = state.best
    return shifts


class _State:
    """A roster in the making and the best one so far, as the compiled search keeps them."""

    def __init__(self, start: Whole, on: Flags, lacks: Lacks, problem: RosterProblem) -> None:
        self.shifts = np.ascontiguousarray(start)
        self.on, self.lacks = on, lacks
        self.least = problem.least.astype(np.int64)
        most = np.where(np.isfinite(problem.most), problem.most, np.iinfo(np.int64).max // 2)
        self.most = most.astype(np.int64)
        self.crews = self.shifts @ on.astype(np.int64)
        stations = 1 << np.arange(len(self.shifts), dtype=np.int64)
        self.present = (self.crews > 0).T.astype(np.int64) @ stations
        self.best = self.shifts.copy()
        self._best_cost = np.full(1, np.inf)

    @property
    def best_cost(self) -> float:
        """Cost of the best roster that breaks no hour."""
        return float(self._best_cost[0])

    def run(
        self, cost: Reals, steps: int, warm: float, cold: float, price: float, random: RandomState
    ) -> None:
        """Go so many steps on."""
        _search(
            self.shifts, self.crews, self.present, self.best, self._best_cost,
            self.on, self.lacks, cost, self.least, self.most,
            steps, warm, cold, price, random,
        )  # fmt: skip


@kernel
def _search(
    shifts: Whole,
    crews: Whole,
    present: Whole,
    best: Whole,
    best_cost: Reals,
    on: Flags,
    lacks: Lacks,
    cost: Reals,
    least: Whole,
    most: Whole,
    steps: int,
    warm: float,
    cold: float,
    price: float,
    random: RandomState,
) -> None:
    """Anneal from one temperature to another; a step adds, drops or replaces one shift."""
    n_stations, n_patterns = shifts.shape
    total, broken = _worth(shifts, present, lacks, cost)
    if broken == 0 and total < best_cost[0]:
        best_cost[0] = total
        best[:] = shifts
    for step in range(steps):
        heat = warm * (cold / warm) ** (step / steps)
        station, pattern = below(random, n_stations), below(random, n_patterns)
        other, out = station, -1
        if shifts[station, pattern] == 0:
            kind = below(random, 4)
            if kind > 0:
                other = station if kind == 1 else below(random, n_stations)
                out = _any_shift(shifts, other, random)
                if out < 0:
                    continue
            sign = 1
        else:
            sign = -1
        if not _allowed(shifts, least, most, station, sign, other, out):
            continue
        gained = sign * cost[pattern] - (cost[out] if out >= 0 else 0.0)
        lacking = _lacking(crews, present, on, lacks, station, pattern, sign, other, out)
        change = gained + price * lacking
        if change > 0 and unit(random) >= np.exp(-change / heat):
            continue
        _apply(shifts, crews, present, on, station, pattern, sign, other, out)
        total += gained
        broken += lacking
        if broken == 0 and total < best_cost[0] - 1e-9:
            best_cost[0] = total
            best[:] = shifts


@kernel
def _worth(shifts: Whole, present: Whole, lacks: Lacks, cost: Reals) -> tuple[float, int]:
    """Return what a roster costs, and how many stations its hours lack."""
    total, broken = 0.0, 0
    for station in range(shifts.shape[0]):
        for pattern in range(shifts.shape[1]):
            total += shifts[station, pattern] * cost[pattern]
    for hour in range(present.size):
        broken += lacks[hour, present[hour]]
    return total, broken


@kernel
def _any_shift(shifts: Whole, station: int, random: RandomState) -> int:
    """Return a shift that a station has, each as likely as any; -1 where it has none."""
    found, count = -1, 0
    for pattern in range(shifts.shape[1]):
        if shifts[station, pattern] > 0:
            count += 1
            if below(random, count) == 0:
                found = pattern
    return found


@kernel
def _allowed(
    shifts: Whole, least: Whole, most: Whole, station: int, sign: int, other: int, out: int
) -> bool:
    """Return whether the stations keep their least and most crews."""
    if out >= 0 and other == station:
        return True
    crews = shifts[station].sum() + sign
    if crews < least[station] or crews > most[station]:
        return False
    return out < 0 or shifts[other].sum() > least[other]


@kernel
def _lacking(
    crews: Whole,
    present: Whole,
    on: Flags,
    lacks: Lacks,
    station: int,
    pattern: int,
    sign: int,
    other: int,
    out: int,
) -> int:
    """Return by how many stations more the hours lack after a step."""
    more = 0
    for hour in range(present.size):
        comes = sign if on[pattern, hour] else 0
        goes = 1 if out >= 0 and on[out, hour] else 0
        then = present[hour]
        if other == station:
            comes -= goes
            goes = 0
        if comes != 0:
            if crews[station, hour] + comes > 0:
                then |= 1 << station
            else:
                then &= ~(1 << station)
        if goes and crews[other, hour] == 1:
            then &= ~(1 << other)
        if then != present[hour]:
            more += lacks[hour, then] - lacks[hour, present[hour]]
    return more


@kernel
def _apply(
    shifts: Whole,
    crews: Whole,
    present: Whole,
    on: Flags,
    station: int,
    pattern: int,
    sign: int,
    other: int,
    out: int,
) -> None:
    """Take a step."""
    shifts[station, pattern] += sign
    if out >= 0:
        shifts[other, out] -= 1
    for hour in range(present.size):
        if on[pattern, hour]:
            crews[station, hour] += sign
        if out >= 0 and on[out, hour]:
            crews[other, hour] -= 1
        for changed in (station, other):
            if crews[changed, hour] > 0:
                present[hour] |= 1 << changed
            else:
                present[hour] &= ~(1 << changed)
