"""The definition of a zoning plan, written out and searched exhaustively."""

from collections.abc import Callable, Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from geo.zoning import ZoningProblem, ZoningRules

Price = Callable[[list[int]], float]


def partitions(n: int, zones: int) -> Iterator[list[list[int]]]:
    """Yield every way to put 0 .. n - 1 into a number of groups, each once."""

    def extend(item: int, groups: list[list[int]]) -> Iterator[list[list[int]]]:
        if len(groups) + n - item < zones:
            return
        if item == n:
            yield [list(group) for group in groups]
            return
        for group in groups:
            group.append(item)
            yield from extend(item + 1, groups)
            group.pop()
        if len(groups) < zones:
            groups.append([item])
            yield from extend(item + 1, groups)
            groups.pop()

    yield from extend(0, [])


def zone_cost(problem: ZoningProblem, rules: ZoningRules, target: float, zone: list[int]) -> float:
    """Return the cost of a zone by the definition, inf where a hard rule is broken."""
    if len({int(problem.street[i]) for i in zone}) > 1 or len(zone) > rules.max_estates:
        return np.inf
    near = {(int(a), int(b)) for a, b in problem.neighbours}
    near |= {(b, a) for a, b in near}
    reached = {zone[0]}
    for _ in zone:
        reached |= {j for i in reached for j in zone if (i, j) in near}
    workload = sum(float(problem.workload[i]) for i in zone)
    if len(reached) < len(zone) or (len(zone) > 1 and workload > rules.cap * target):
        return np.inf
    travel = np.inf
    for centre in zone:
        minutes = [float(problem.minutes[centre, i]) for i in zone]
        if max(minutes) <= rules.radius_min and max(minutes) < np.inf:
            households = [float(problem.households[i]) for i in zone]
            travel = min(travel, sum(h * m for h, m in zip(households, minutes, strict=True)))
    low, high = rules.band[0] * target, rules.band[1] * target
    beyond = max(0.0, low - workload) + max(0.0, workload - high)
    return travel + rules.outside_min * beyond


def best_plan(
    problem: ZoningProblem,
    zones: int,
    rules: ZoningRules,
    further: Price = lambda _zone: 0.0,
) -> float:
    """Return the least objective over all partitions, inf where none is legal."""
    target = float(problem.workload.sum()) / zones
    known: dict[tuple[int, ...], float] = {}

    def cost(zone: list[int]) -> float:
        key = tuple(zone)
        if key not in known:
            known[key] = zone_cost(problem, rules, target, zone) + further(zone)
        return known[key]

    return min(
        (sum(map(cost, plan)) for plan in partitions(problem.n_estates, zones)), default=np.inf
    )


def random_problem(random: np.random.Generator, n: int) -> ZoningProblem:
    """Return a small problem with the oddities that real lists have.

    One-way and missing ways, zero households, several streets, estates without neighbours,
    repeated pairs, pairs across streets and pairs of an estate with itself.
    """
    at = random.uniform(0, 8, (n, 2))
    minutes = np.hypot(*(at[:, None] - at[None]).T)
    if random.random() < 0.6:
        minutes = minutes * random.uniform(0.4, 2.0, (n, n))
    if random.random() < 0.4:
        minutes[random.random((n, n)) < 0.25] = np.inf
    if random.random() < 0.3:
        minutes = np.floor(minutes)
    np.fill_diagonal(minutes, 0.0)
    households = random.integers(0, 400, n).astype(float)
    households[random.random(n) < 0.15] = 0.0
    if random.random() < 0.05:
        households[:] = 0.0
    pairs = random.integers(0, n, (int(random.integers(0, 3 * n)), 2))
    chain = np.array(list(pairwise(range(n))), dtype=np.int64).reshape(-1, 2)
    kept = chain[random.random(len(chain)) < random.choice([0.0, 0.8, 1.0])]
    neighbours = np.concatenate([pairs, kept, kept[::-1, ::-1]])
    street = random.integers(0, int(random.integers(1, 4)), n)
    return ZoningProblem(households, minutes, neighbours, street)


def random_rules(random: np.random.Generator) -> ZoningRules:
    """Return rules that bind now and then."""
    return ZoningRules(
        max_estates=int(random.integers(1, 9)),
        radius_min=float(random.choice([0.0, 2.0, 3.0, 5.0, 8.0, np.inf])),
        cap=float(random.choice([0.5, 1.0, 1.25, 1.75, np.inf])),
        band=(float(random.choice([0.0, 0.75, 1.0])), float(random.choice([1.0, 1.25, 2.0]))),
        outside_min=float(random.choice([0.0, 0.5, 3.0])),
    )


def legal(problem: ZoningProblem, rules: ZoningRules, zone_of: NDArray[np.int64]) -> bool:
    """Tell whether labels are a legal plan in the one order of labels."""
    zones = int(zone_of.max()) + 1
    target = float(problem.workload.sum()) / zones
    first = [int(np.flatnonzero(zone_of == z)[0]) for z in range(zones)]
    return first == sorted(first) and all(
        np.isfinite(zone_cost(problem, rules, target, np.flatnonzero(zone_of == z).tolist()))
        for z in range(zones)
    )
