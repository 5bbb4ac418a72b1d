"""Ruin and recreate for visit calendars, compiled.

A step takes some neighbouring estates out of the calendar, all their visits or those of one day,
and puts them back where they cost least, each with the pattern whose days cost least together.
Slightly worse calendars are accepted while the temperature is high.

Arrays of a calendar: `routes` (days, routes of a day, stops), `length` likewise, `sums` with the
drive, the visits and the load of every route, `pattern` with the pattern of every node.

References
----------
.. [1] Christiaens, J., Vanden Berghe, G. (2020). Slack induction by string removals for vehicle
   routing problems. Transportation Science 54(2), 417-433. Removal of neighbours, insertion with
   blinks; the choice of patterns is ours.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.jit import kernel
from geo.random_kernels import RandomState, below, unit

__all__ = ["Question", "improve"]

Reals = NDArray[np.float64]
Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]

_BLINK = 0.01
_ONE_DAY = 0.4
_MOST_TAKEN_OUT = 16
_TINY = 1e-9


class Question(NamedTuple):
    """What stays the same during a search; as :class:`geo.operations.visits.problem.VisitProblem`.

    ``allowed`` (nodes, days) says on which days any pattern of a node lies, ``near`` (n, n) lists
    for every estate all nodes, the nearest first.
    """

    minutes: Reals
    leave: Reals
    back: Reals
    service: Reals
    load: Reals
    limits: Reals
    near: Whole
    first: Whole
    days_of: Whole
    price: Reals
    allowed: Flags
    balance: float
    level: Reals


@kernel
def _settle(question: Question, stops: Whole, length: int, day: int, sums: Reals) -> None:
    """Write the drive, the visits and the load of a route into its sums."""
    sums[:] = 0.0
    if length == 0:
        return
    sums[0] = question.leave[day, stops[0]] + question.back[day, stops[length - 1]]
    for k in range(length):
        if k:
            sums[0] += question.minutes[stops[k - 1], stops[k]]
        sums[1] += question.service[stops[k]]
        sums[2] += question.load[stops[k]]


@kernel
def _take_out(
    question: Question, routes: Whole, length: Whole, sums: Reals, node: int, day: int
) -> None:
    """Remove the visit of a node on a day."""
    for r in range(routes.shape[1]):
        for k in range(length[day, r]):
            if routes[day, r, k] == node:
                for later in range(k, length[day, r] - 1):
                    routes[day, r, later] = routes[day, r, later + 1]
                length[day, r] -= 1
                _settle(question, routes[day, r], length[day, r], day, sums[day, r])
                return


@kernel
def _best_place(
    question: Question,
    routes: Whole,
    length: Whole,
    sums: Reals,
    node: int,
    day: int,
    random: RandomState,
) -> tuple[float, int, int]:
    """Return what a visit costs at the least on a day, the visitor and the position."""
    minutes, limits = question.minutes, question.limits
    best, visitor, position = np.inf, -1, -1
    for r in range(routes.shape[1]):
        stops, end = routes[day, r], length[day, r]
        time = sums[day, r, 0] + sums[day, r, 1] + question.service[node]
        if sums[day, r, 2] + question.load[node] <= limits[day, 1] and end < stops.size:
            for k in range(end + 1):
                here = question.leave[day, node] if k == 0 else minutes[stops[k - 1], node]
                there = question.back[day, node] if k == end else minutes[node, stops[k]]
                direct = 0.0
                if end:
                    if k == 0:
                        direct = question.leave[day, stops[0]]
                    elif k == end:
                        direct = question.back[day, stops[end - 1]]
                    else:
                        direct = minutes[stops[k - 1], stops[k]]
                more = here + there - direct
                if more < best and time + more <= limits[day, 0] and unit(random) > _BLINK:
                    best, visitor, position = more, r, k
        if end == 0:
            break  # visitors without a route are alike
    return best, visitor, position


@kernel
def _off_level(question: Question, sums: Reals, node: int, day: int) -> float:
    """Return what a visit more does to the price of a day that lies off its level."""
    if question.balance == 0.0:
        return 0.0
    off = sums[day, :, 1].sum() - question.level[day]
    return float(question.balance * (abs(off + question.service[node]) - abs(off)))


@kernel
def _put_in(
    question: Question,
    routes: Whole,
    length: Whole,
    sums: Reals,
    node: int,
    day: int,
    visitor: int,
    position: int,
) -> None:
    for later in range(length[day, visitor], position, -1):
        routes[day, visitor, later] = routes[day, visitor, later - 1]
    routes[day, visitor, position] = node
    length[day, visitor] += 1
    _settle(question, routes[day, visitor], length[day, visitor], day, sums[day, visitor])


@kernel
def _insert(
    question: Question,
    routes: Whole,
    length: Whole,
    sums: Reals,
    pattern: Whole,
    node: int,
    only_day: int,
    random: RandomState,
) -> bool:
    """Put a node back on one day, or on the days of its cheapest pattern; say whether it fits."""
    if only_day >= 0:
        _, visitor, position = _best_place(question, routes, length, sums, node, only_day, random)
        if visitor < 0:
            return False
        _put_in(question, routes, length, sums, node, only_day, visitor, position)
        return True
    n_days = routes.shape[0]
    cost = np.full(n_days, np.inf)
    place = np.full((n_days, 2), -1)
    for day in range(n_days):
        if question.allowed[node, day]:
            cost[day], place[day, 0], place[day, 1] = _best_place(
                question, routes, length, sums, node, day, random
            )
            cost[day] += _off_level(question, sums, node, day)
    days_of, best, chosen = question.days_of, np.inf, -1
    for p in range(question.first[node], question.first[node + 1]):
        total = question.price[p]
        for k in range(days_of.shape[1]):
            if days_of[p, k] >= 0:
                total += cost[days_of[p, k]]
        if total < best and unit(random) > _BLINK:
            best, chosen = total, p
    pattern[node] = chosen
    if chosen < 0:
        return False
    for day in days_of[chosen]:
        if day >= 0:
            _put_in(question, routes, length, sums, node, day, place[day, 0], place[day, 1])
    return True


@kernel
def _on_day(question: Question, own: int, day: int) -> bool:
    return bool((question.days_of[own] == day).any())


@kernel
def _ruin(
    question: Question,
    routes: Whole,
    length: Whole,
    sums: Reals,
    pattern: Whole,
    only_day: int,
    nodes: Whole,
    random: RandomState,
) -> int:
    """Take neighbouring nodes out, on one day or on all; list them and return how many."""
    count = 1 + below(random, min(nodes.size, _MOST_TAKEN_OUT))
    centre = below(random, nodes.size)
    size = 0
    for node in question.near[centre]:
        if size == count:
            break
        own = pattern[node]
        if own < 0 or (only_day >= 0 and not _on_day(question, own, only_day)):
            continue
        for day in question.days_of[own]:
            if day >= 0 and only_day in (-1, day):
                _take_out(question, routes, length, sums, node, day)
        nodes[size] = node
        size += 1
    return size


@kernel
def _order(question: Question, nodes: Whole, random: RandomState) -> Whole:
    """Return the order in which nodes are put back: by chance, size, distance or choice."""
    rule = below(random, 4)
    key = np.empty(nodes.size)
    for k in range(nodes.size):
        node = nodes[k]
        if rule == 0:
            key[k] = unit(random)
        elif rule == 1:
            key[k] = -question.service[node] - question.load[node]
        elif rule == 2:
            key[k] = -question.leave[0, node]
        else:
            key[k] = question.first[node + 1] - question.first[node]
    return np.argsort(key)


@kernel
def _cost(question: Question, sums: Reals, pattern: Whole, penalty: float) -> float:
    """Return what a calendar costs; a node without a pattern costs the penalty."""
    total = sums[:, :, 0].sum()
    if question.balance > 0.0:
        for day in range(sums.shape[0]):
            total += question.balance * abs(sums[day, :, 1].sum() - question.level[day])
    for own in pattern[1:]:
        total += penalty if own < 0 else question.price[own]
    return float(total)


@kernel
def improve(
    question: Question,
    routes: Whole,
    length: Whole,
    sums: Reals,
    pattern: Whole,
    best_routes: Whole,
    best_length: Whole,
    best_pattern: Whole,
    best_cost: float,
    penalty: float,
    temperature: float,
    steps: int,
    random: RandomState,
) -> float:
    """Take steps from a calendar, in place, and keep the best one; return its cost.

    Nodes are 0 for the base and 1 to n. A node without a pattern (-1) is out of the calendar and
    costs the penalty.
    """
    nodes = np.empty(pattern.size - 1, np.int64)
    cost = _cost(question, sums, pattern, penalty)
    for _ in range(steps):
        routes_t, length_t, sums_t, pattern_t = (
            routes.copy(),
            length.copy(),
            sums.copy(),
            pattern.copy(),
        )
        only_day = below(random, routes.shape[0]) if unit(random) < _ONE_DAY else -1
        size = _ruin(question, routes_t, length_t, sums_t, pattern_t, only_day, nodes, random)
        if only_day < 0:
            pattern_t[nodes[:size]] = -1
            for node in np.flatnonzero(pattern[1:] < 0) + 1:
                nodes[size] = node
                size += 1
        fits = True
        for k in _order(question, nodes[:size], random):
            put = _insert(
                question, routes_t, length_t, sums_t, pattern_t, nodes[k], only_day, random
            )
            fits = fits and (put or only_day < 0)
        trial = _cost(question, sums_t, pattern_t, penalty)
        if fits and trial < cost - temperature * np.log(1.0 - unit(random)):
            routes[:], length[:] = routes_t, length_t
            sums[:], pattern[:] = sums_t, pattern_t
            cost = trial
            if cost < best_cost - _TINY:
                best_cost = cost
                best_routes[:], best_length[:] = routes, length
                best_pattern[:] = pattern
    return best_cost
