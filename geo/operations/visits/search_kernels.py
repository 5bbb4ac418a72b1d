"""Ruin and recreate for visit calendars, compiled.

A step takes some neighbouring estates out of the calendar, all their visits or those of one day,
and puts them back where they cost least, each with the pattern whose days cost least together.
Slightly worse calendars are accepted while the temperature is high.

References
----------
.. [1] Christiaens, J., Vanden Berghe, G. (2020). Slack induction by string removals for vehicle
   routing problems. Transportation Science 54(2), 417-433. Removal of neighbours, insertion with
   blinks; the choice of patterns is ours.
"""

import numpy as np
from numpy.typing import NDArray

from geo.jit import kernel
from geo.random_kernels import RandomState, below, unit

__all__ = ["improve"]

Reals = NDArray[np.float64]
Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]

_BLINK = 0.01
_ONE_DAY = 0.4
_MOST_TAKEN_OUT = 16
_TINY = 1e-9


@kernel
def _drive(minutes: Reals, stops: Whole, length: int) -> float:
    total, here = 0.0, 0
    for k in range(length):
        total += minutes[here, stops[k]]
        here = stops[k]
    return float(total + minutes[here, 0])


@kernel
def _take_out(
    minutes: Reals, routes: Whole, length: Whole, drive: Reals, node: int, day: int
) -> None:
    """Remove the visit of a node on a day."""
    for r in range(routes.shape[1]):
        for k in range(length[day, r]):
            if routes[day, r, k] == node:
                for later in range(k, length[day, r] - 1):
                    routes[day, r, later] = routes[day, r, later + 1]
                length[day, r] -= 1
                drive[day, r] = _drive(minutes, routes[day, r], length[day, r])
                return


@kernel
def _best_place(
    minutes: Reals,
    service: Reals,
    load: Reals,
    limits: Reals,
    routes: Whole,
    length: Whole,
    drive: Reals,
    node: int,
    day: int,
    random: RandomState,
) -> tuple[float, int, int]:
    """Return what a visit costs at the least on a day, the visitor and the position."""
    best, visitor, position = np.inf, -1, -1
    for r in range(routes.shape[1]):
        time, weight = drive[day, r] + service[node], load[node]
        for k in range(length[day, r]):
            time += service[routes[day, r, k]]
            weight += load[routes[day, r, k]]
        if weight <= limits[1]:
            before = 0
            for k in range(length[day, r] + 1):
                after = routes[day, r, k] if k < length[day, r] else 0
                more = minutes[before, node] + minutes[node, after] - minutes[before, after]
                better = more < best and time + more <= limits[0]
                if better and unit(random) > _BLINK:
                    best, visitor, position = more, r, k
                before = after
        if length[day, r] == 0:
            break  # visitors without a route are alike
    return best, visitor, position


@kernel
def _put_in(
    minutes: Reals,
    routes: Whole,
    length: Whole,
    drive: Reals,
    node: int,
    day: int,
    visitor: int,
    position: int,
) -> None:
    for later in range(length[day, visitor], position, -1):
        routes[day, visitor, later] = routes[day, visitor, later - 1]
    routes[day, visitor, position] = node
    length[day, visitor] += 1
    drive[day, visitor] = _drive(minutes, routes[day, visitor], length[day, visitor])


@kernel
def _insert(
    minutes: Reals,
    service: Reals,
    load: Reals,
    limits: Reals,
    first: Whole,
    on_day: Flags,
    routes: Whole,
    length: Whole,
    drive: Reals,
    pattern: Whole,
    node: int,
    only_day: int,
    random: RandomState,
) -> bool:
    """Put a node back on one day, or on the days of its cheapest pattern; say whether it fits."""
    n_days = routes.shape[0]
    cost = np.full(n_days, np.inf)
    place = np.full((n_days, 2), -1)
    for day in range(n_days):
        wanted = day == only_day
        if only_day < 0:
            for p in range(first[node], first[node + 1]):
                wanted = wanted or on_day[p, day]
        if wanted:
            cost[day], place[day, 0], place[day, 1] = _best_place(
                minutes, service, load, limits, routes, length, drive, node, day, random
            )
    if only_day >= 0:
        if place[only_day, 0] < 0:
            return False
        _put_in(
            minutes, routes, length, drive, node, only_day, place[only_day, 0], place[only_day, 1]
        )
        return True
    best, chosen = np.inf, -1
    for p in range(first[node], first[node + 1]):
        total = 0.0
        for day in range(n_days):
            if on_day[p, day]:
                total += cost[day]
        if total < best and unit(random) > _BLINK:
            best, chosen = total, p
    pattern[node] = chosen
    if chosen < 0:
        return False
    for day in range(n_days):
        if on_day[chosen, day]:
            _put_in(minutes, routes, length, drive, node, day, place[day, 0], place[day, 1])
    return True


@kernel
def _ruin(
    minutes: Reals,
    near: Whole,
    on_day: Flags,
    routes: Whole,
    length: Whole,
    drive: Reals,
    pattern: Whole,
    only_day: int,
    nodes: Whole,
    random: RandomState,
) -> int:
    """Take neighbouring nodes out, on one day or on all; list them and return how many."""
    n_days = routes.shape[0]
    count = 1 + below(random, min(nodes.size, _MOST_TAKEN_OUT))
    centre = below(random, nodes.size)
    size = 0
    for k in range(nodes.size):
        node = near[centre, k]
        if size == count:
            break
        own = pattern[node]
        if own < 0 or (only_day >= 0 and not on_day[own, only_day]):
            continue
        for day in range(n_days):
            if on_day[own, day] and only_day in (-1, day):
                _take_out(minutes, routes, length, drive, node, day)
        nodes[size] = node
        size += 1
    return size


@kernel
def _order(
    minutes: Reals,
    service: Reals,
    load: Reals,
    first: Whole,
    nodes: Whole,
    random: RandomState,
) -> Whole:
    """Return the order in which nodes are put back: by chance, size, distance or choice."""
    rule = below(random, 4)
    key = np.empty(nodes.size)
    for k in range(nodes.size):
        node = nodes[k]
        if rule == 0:
            key[k] = unit(random)
        elif rule == 1:
            key[k] = -service[node] - load[node]
        elif rule == 2:
            key[k] = -minutes[0, node]
        else:
            key[k] = first[node + 1] - first[node]
    return np.argsort(key)


@kernel
def improve(
    minutes: Reals,
    service: Reals,
    load: Reals,
    limits: Reals,
    near: Whole,
    first: Whole,
    on_day: Flags,
    routes: Whole,
    length: Whole,
    drive: Reals,
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

    Nodes are 0 for the base and 1 to n; patterns of node i are rows ``first[i]`` to
    ``first[i + 1]`` of `on_day`. `limits` are the minutes and the load of a route. A node without
    a pattern (-1) is out of the calendar and costs the penalty.
    """
    nodes = np.empty(pattern.size - 1, np.int64)
    cost = drive.sum() + penalty * (pattern[1:] < 0).sum()
    for _ in range(steps):
        routes_t, length_t, drive_t, pattern_t = (
            routes.copy(),
            length.copy(),
            drive.copy(),
            pattern.copy(),
        )
        only_day = below(random, routes.shape[0]) if unit(random) < _ONE_DAY else -1
        size = _ruin(
            minutes, near, on_day, routes_t, length_t, drive_t, pattern_t, only_day, nodes, random
        )
        if only_day < 0:
            pattern_t[nodes[:size]] = -1
            for node in np.flatnonzero(pattern[1:] < 0) + 1:
                nodes[size] = node
                size += 1
        fits = True
        for k in _order(minutes, service, load, first, nodes[:size], random):
            put = _insert(
                minutes,
                service,
                load,
                limits,
                first,
                on_day,
                routes_t,
                length_t,
                drive_t,
                pattern_t,
                nodes[k],
                only_day,
                random,
            )
            fits = fits and (put or only_day < 0)
        trial = drive_t.sum() + penalty * (pattern_t[1:] < 0).sum()
        if fits and trial < cost - temperature * np.log(1.0 - unit(random)):
            routes[:], length[:] = routes_t, length_t
            drive[:], pattern[:] = drive_t, pattern_t
            cost = trial
            if cost < best_cost - _TINY:
                best_cost = cost
                best_routes[:], best_length[:] = routes, length
                best_pattern[:] = pattern
    return best_cost
