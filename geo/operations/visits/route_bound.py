"""What a visit calendar costs at the least, by a set partition over the routes of its days.

A linear program chooses routes; those that it lacks are priced in, and every set of prices proves a
bound on its own. First days that are alike (one base, one length) are taken together: which of them
a visit falls on is forgotten, how many visits there are is not. Where there are few days, the
prices that this finds are a start for those of every single day.

Where days have a level of visits, a day costs the difference of its visits and the level. That is
never less than visits - level, and the whole level where there are none: so every stop bears its
own minutes, and a route is credited with twice the level.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from geo.operations.visits.problem import VisitProblem
from geo.solver import GrowingProgram
from geo.stop import Stop

__all__ = ["route_bound"]

Reals = NDArray[np.float64]
Whole = NDArray[np.int64]

_MOST_ROUNDS: Final = 400
_MOST_LEVELS: Final = 700
_MOST_WORK: Final = 40_000_000
_MOST_KINDS: Final = 60
_MOST_DAYS: Final = 14
_COLUMNS_AT_A_TIME: Final = 40
_CLOSE: Final = 1e-4
_SMOOTHED: Final = 0.6
_USED: Final = 1e-7
# The minutes of a route and the prices of its stops are sums: their rounding is given away.
_ROUNDING: Final = 1e-9


@dataclass(frozen=True, eq=False)
class _Kind:
    """Days that are alike: one base and one length.

    Attributes
    ----------
    nodes : ndarray of int
        Estates, counted from 0, that any of the days may visit.
    minutes, leave, back : ndarray
        Between these estates, from and to the base.
    weight : ndarray of int
        What each takes of a route, at least 1.
    most : int
        Most weight of a route.
    routes : float
        Routes of all its days.
    """

    nodes: Whole
    minutes: Reals
    leave: Reals
    back: Reals
    weight: Whole
    most: int
    routes: float


def route_bound(problem: VisitProblem, stop: Stop) -> float:
    """Return a lower bound of what a calendar costs.

    Parameters
    ----------
    problem : VisitProblem
        With at least one estate, a pattern for each, and a visitor.
    stop : Stop
        Whenever it strikes, the best bound so far is returned.

    Returns
    -------
    float
        -inf where the question is too large, or nothing was proven in time.
    """
    kind_of, kinds = _kinds(problem)
    if not _is_small(kinds):
        return -np.inf
    master = _Master(problem, kind_of, kinds)
    best, prices = master.settled(stop, -np.inf, np.zeros((len(kinds), problem.n_estates)))
    if problem.n_days == len(kinds) or problem.n_days > _MOST_DAYS:
        return best
    _, days = _kinds(problem, by_day=True)
    if not _is_small(days):
        return best
    single = _Master(problem, np.arange(len(days)), days)
    for number, stops in master.used_routes():
        for day in np.flatnonzero(kind_of == number):
            single.add_route(int(day), stops)
    return single.settled(stop, best, prices[kind_of])[0]


def _is_small(kinds: list[_Kind]) -> bool:
    work = sum(kind.most * len(kind.nodes) ** 2 for kind in kinds)
    return len(kinds) <= _MOST_KINDS and work <= _MOST_WORK


def _kinds(problem: VisitProblem, *, by_day: bool = False) -> tuple[Whole, list[_Kind]]:
    """Return the kind of every day, and the kinds: days that are alike, or every day for itself."""
    credit = 2 * problem.balance * problem.level
    alike: Reals = np.column_stack([problem.leave, problem.back, problem.limits, credit])
    if by_day:
        alike = np.arange(problem.n_days, dtype=np.float64)[:, None]
    _, first, kind_of = np.unique(alike, axis=0, return_index=True, return_inverse=True)
    kind_of = kind_of.ravel()
    allowed = problem.allowed()[1:]
    kinds = []
    for number, day in enumerate(first):
        own = kind_of == number
        nodes = np.flatnonzero(allowed[:, own].any(axis=1))
        weight, most = _weights(problem, nodes, int(day))
        kinds.append(
            _Kind(
                nodes=nodes,
                minutes=np.ascontiguousarray(problem.minutes[np.ix_(nodes + 1, nodes + 1)]),
                leave=problem.leave[day, nodes + 1] - credit[day],
                back=problem.back[day, nodes + 1].copy(),
                weight=weight,
                most=most,
                routes=float(own.sum() * problem.visitors),
            )
        )
    return kind_of, kinds


def _weights(problem: VisitProblem, nodes: Whole, day: int) -> tuple[Whole, int]:
    """Return what every stop takes of a route in whole units, and how many units a route has.

    The load, or the minutes: the visit and the quickest way to it. Units are rounded down, so that
    no route that is allowed is lost. Where stops may take nothing, they are counted.
    """
    if not nodes.size:
        return np.ones(0, np.int64), 1
    between = problem.minutes[np.ix_(nodes + 1, nodes + 1)] + np.where(
        np.eye(len(nodes)), np.inf, 0
    )
    reached = np.minimum(between.min(axis=0, initial=np.inf), problem.leave[day, nodes + 1])
    time = problem.service[nodes + 1] + reached, problem.limits[day, 0]
    load = problem.load[nodes + 1], problem.limits[day, 1]
    best = np.ones(len(nodes), np.int64), len(nodes)
    fewest_stops = float(len(nodes))
    for amount, limit in (load, time):
        if not np.isfinite(limit) or not amount.min() > 0:
            continue
        whole = bool((amount == np.round(amount)).all()) and limit <= _MOST_LEVELS
        unit = 1.0 if whole else max(limit / _MOST_LEVELS, amount.min() / 8)
        units = np.floor(amount / unit * (1 + 1e-12)).astype(np.int64)
        most = int(np.floor(limit / unit))
        stops = most / max(units.mean(), 1.0)
        if units.min() >= 1 and stops < fewest_stops:
            best, fewest_stops = (units, most), stops
    return best


class _Master:
    """The linear program over routes and its prices."""

    def __init__(self, problem: VisitProblem, kind_of: Whole, kinds: list[_Kind]) -> None:
        self.kinds = kinds
        self.n = problem.n_estates
        self.choices = self._choices(problem, kind_of)
        self.empty = problem.balance * float(problem.level.sum())
        self.program = GrowingProgram(*self._limits())
        self._add_choices()
        self._add_dear_columns(problem)
        self.first_route = self.program.n_columns
        self.routes: list[tuple[int, Whole]] = []
        self.room = [
            (
                np.empty((kind.most + 1, len(kind.nodes), 2)),
                np.empty((kind.most + 1, len(kind.nodes), 2), np.int64),
                np.empty((len(kind.nodes), kind.most), np.int64),
                np.empty(len(kind.nodes)),
            )
            for kind in kinds
        ]

    def _choices(self, problem: VisitProblem, kind_of: Whole) -> tuple[Whole, Whole, Reals]:
        """Return the ways to serve estates: the estate, visits by kind of day, the least price."""
        used = problem.days_of >= 0
        kind = np.where(used, kind_of[problem.days_of], -1)
        visits = np.stack([(kind == k).sum(axis=1) for k in range(len(self.kinds))], axis=1)
        rows = np.column_stack([problem.owner, visits])
        different, place = np.unique(rows, axis=0, return_inverse=True)
        price = np.full(len(different), np.inf)
        np.minimum.at(price, place.ravel(), problem.price)
        own, count = different[:, 0], different[:, 1:]
        return own, count, price + problem.balance * problem.service[own + 1] * count.sum(axis=1)

    def _limits(self) -> tuple[Reals, Reals]:
        """Rows: an estate each, a stop of a kind each, the routes of a kind each."""
        k = len(self.kinds)
        low = np.concatenate([np.ones(self.n), np.zeros(k * self.n), np.full(k, -np.inf)])
        high = np.concatenate(
            [np.ones(self.n), np.full(k * self.n, np.inf), [kind.routes for kind in self.kinds]]
        )
        return low, high

    def _link(self, kind: int, estates: Whole) -> Whole:
        return np.asarray(self.n + kind * self.n + estates, np.int64)

    def _add_choices(self) -> None:
        owner, visits, price = self.choices
        column, kind = np.nonzero(visits)
        rows = np.concatenate([owner, self.n + kind * self.n + owner[column]])
        columns = np.concatenate([np.arange(len(owner)), column])
        values = np.concatenate([np.ones(len(owner)), -visits[column, kind].astype(float)])
        shape = self.program.n_rows, len(owner)
        self.program.add_columns(price, sparse.csc_array((values, (rows, columns)), shape=shape))

    def _add_dear_columns(self, problem: VisitProblem) -> None:
        """Add a column that serves every stop at a price above all, so that there is an answer."""
        legs = (problem.minutes, problem.leave, problem.back)
        dear = 1.0 + 4.0 * max(float(part.max(initial=0.0)) for part in legs)
        rows = np.concatenate(
            [self._link(number, kind.nodes) for number, kind in enumerate(self.kinds)]
        )
        shape = self.program.n_rows, rows.size
        ones = sparse.csc_array((np.ones(rows.size), (rows, np.arange(rows.size))), shape=shape)
        self.program.add_columns(np.full(rows.size, dear), ones)

    def settled(self, stop: Stop, best: float, best_prices: Reals) -> tuple[float, Reals]:
        """Price routes in until none is missing; return the best bound and its prices."""
        for _ in range(_MOST_ROUNDS):
            if stop.must_stop:
                break
            answer = self.program.solve(stop.part())
            if answer.row_duals is None or answer.point is None:
                break
            duals = np.maximum(answer.row_duals[self.n : self.n + best_prices.size], 0.0)
            duals = duals.reshape(best_prices.shape)
            # Prices near the best ones so far prove more; the program's own settle it.
            for share in (_SMOOTHED, 0.0) if np.isfinite(best) else (0.0,):
                prices = share * best_prices + (1 - share) * duals
                proven, added = self._price(prices, duals)
                if proven > best:
                    best, best_prices = proven, prices
                if added:
                    break
            value = self._value(answer.row_duals)
            if not added or value - best <= _CLOSE * max(abs(value), 1e-9):
                break
        return best, best_prices

    def used_routes(self) -> list[tuple[int, Whole]]:
        """Return the kind and the estates of the routes that the program uses."""
        answer = self.program.solve(Stop())
        if answer.point is None:
            return []
        used = np.flatnonzero(answer.point[self.first_route :] > _USED)
        return [self.routes[number] for number in used.tolist()]

    def add_route(self, number: int, estates: Whole) -> None:
        """Add a route of a kind, where all of its estates may be visited then."""
        nodes = self.kinds[number].nodes
        stops = np.searchsorted(nodes, estates)
        if nodes.size and (nodes[np.minimum(stops, len(nodes) - 1)] == estates).all():
            self._add(number, [stops])

    def _value(self, duals: Reals) -> float:
        """Return the value of the linear program by its duals."""
        routes = np.array([kind.routes for kind in self.kinds])
        return float(self.empty + duals[: self.n].sum() + duals[-len(self.kinds) :] @ routes)

    def _price(self, prices: Reals, duals: Reals) -> tuple[float, bool]:
        """Return the bound that prices prove, and whether routes were added."""
        from geo.operations.visits.pricing_kernels import cheapest_routes

        owner, visits, price = self.choices
        served = price + (visits * prices[:, owner].T).sum(axis=1)
        least = np.full(self.n, np.inf)
        np.minimum.at(least, owner, served)
        total, added = self.empty + float(least.sum()), False
        for number, (kind, room) in enumerate(zip(self.kinds, self.room, strict=True)):
            if not kind.nodes.size:
                continue
            value = cheapest_routes(
                kind.minutes,
                kind.leave,
                kind.back,
                prices[number, kind.nodes],
                kind.weight,
                kind.most,
                *room,
            )
            total += kind.routes * min(0.0, value - _ROUNDING * max(1.0, abs(value)))
            added |= self._add_cheapest(number, duals[number])
        return total - _ROUNDING * abs(total), added

    def _add_cheapest(self, number: int, duals: Reals) -> bool:
        """Add the cheapest routes that were found last; say whether there are any."""
        kind, (_, _, routes, values) = self.kinds[number], self.room[number]
        order = np.argsort(values, kind="stable")[:_COLUMNS_AT_A_TIME]
        found = [routes[end][routes[end] >= 0] for end in order[np.isfinite(values[order])]]
        return self._add(
            number,
            [
                stops
                for stops in found
                if self._cost(kind, stops) - duals[kind.nodes[stops]].sum() < -_USED
            ],
        )

    def _cost(self, kind: _Kind, stops: Whole) -> float:
        between = kind.minutes[stops[:-1], stops[1:]].sum()
        return float(kind.leave[stops[0]] + between + kind.back[stops[-1]])

    def _add(self, number: int, found: list[Whole]) -> bool:
        if not found:
            return False
        kind, own_row = self.kinds[number], self.program.n_rows - len(self.kinds) + number
        rows = np.concatenate(
            [part for stops in found for part in (self._link(number, kind.nodes[stops]), [own_row])]
        )
        columns = np.repeat(np.arange(len(found)), [len(stops) + 1 for stops in found])
        shape = self.program.n_rows, len(found)
        matrix = sparse.csc_array((np.ones(rows.size), (rows, columns)), shape=shape)
        self.program.add_columns(np.array([self._cost(kind, stops) for stops in found]), matrix)
        self.routes += [(number, kind.nodes[stops]) for stops in found]
        return True
