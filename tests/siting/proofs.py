"""Every model of siting that asks HiGHS, on tiny problems, beside its answer by enumeration."""

from collections.abc import Callable
from itertools import chain, combinations, combinations_with_replacement, product
from typing import NamedTuple

import numpy as np

from geo import siting

from . import oracle
from .instances import tiny
from .test_capacities import least_minutes, most_served, small
from .test_double_standard import far_reach, standards_kept
from .test_relocation import plans_of, standing_of


class Case(NamedTuple):
    """A plan and the value that enumeration gives; nan where no plan exists."""

    plan: object
    best: float
    maximise: bool


def _covered(covers, demand, chosen):
    return demand[covers[list(chosen)].any(axis=0)].sum()


def budget(seed: int) -> Case:
    """Budgeted cover."""
    t = tiny(seed)
    cost = np.random.default_rng(seed).integers(0, 6, len(t.covers)).astype(float)
    limit = float(cost[list(t.fixed)].sum() + seed % 7)
    plan = siting.budget_cover(
        t.covers, t.demand, cost=cost, budget=limit, fixed=t.fixed, forbidden=t.forbidden
    )
    free = [j for j in range(len(cost)) if j not in t.fixed and j not in t.forbidden]
    sets = chain.from_iterable(combinations(free, r) for r in range(len(free) + 1))
    every = ([*t.fixed, *others] for others in sets)
    affordable = (chosen for chosen in every if cost[chosen].sum() <= limit)
    best = max(_covered(t.covers, t.demand, chosen) for chosen in affordable)
    return Case(plan, best, maximise=True)


def worst_case(seed: int) -> Case:
    """Cover in the worst of two scenarios."""
    t = tiny(seed)
    scenarios = [t.covers, t.minutes * 1.5 <= t.reach]
    plan = siting.worst_case_cover(scenarios, t.demand, t.p, fixed=t.fixed, forbidden=t.forbidden)
    best = max(
        min(_covered(covers, t.demand, chosen) for covers in scenarios)
        for chosen in oracle.plans(len(t.covers), t.p, t.fixed, t.forbidden)
    )
    return Case(plan, best, maximise=True)


def phases(seed: int) -> Case:
    """Nested phases."""
    t = tiny(seed)
    counts = (t.p, min(t.p + 1, len(t.covers) - len(t.forbidden)))
    plan = siting.phased_cover(t.covers, t.demand, counts, fixed=t.fixed, forbidden=t.forbidden)
    layers = (list(oracle.plans(len(t.covers), p, t.fixed, t.forbidden)) for p in counts)
    best = max(
        _covered(t.covers, t.demand, early) + _covered(t.covers, t.demand, late)
        for early, late in product(*layers)
        if set(early) <= set(late)
    )
    return Case(plan, best, maximise=True)


def _by_levels(seed: int, levels: Callable[[int], float], plan_of: Callable, most: int) -> Case:
    t = tiny(seed)
    allowed = [j for j in range(len(t.covers)) if j not in t.forbidden]
    best = max(
        sum(
            demand * sum(levels(k) for k in range(times))
            for demand, times in zip(t.demand, t.covers[list(crews)].sum(axis=0), strict=True)
        )
        for crews in combinations_with_replacement(allowed, t.p)
        if set(t.fixed) <= set(crews) and max(crews.count(j) for j in crews) <= most
    )
    return Case(plan_of(t), best, maximise=True)


def backup(seed: int) -> Case:
    """Backup cover."""
    return _by_levels(
        seed,
        lambda k: (1.0, 0.5)[k] if k < 2 else 0.0,
        lambda t: siting.backup_cover(
            t.covers, t.demand, t.p, fixed=t.fixed, forbidden=t.forbidden
        ),
        1,
    )


def mexclp(seed: int) -> Case:
    """Busy crews."""
    return _by_levels(
        seed,
        lambda k: 0.7 * 0.3**k,
        lambda t: siting.mexclp(
            t.covers, t.demand, t.p, busy_share=0.3, fixed=t.fixed, forbidden=t.forbidden
        ),
        99,
    )


def double_standard(seed: int) -> Case:
    """Two standards."""
    t = tiny(seed)
    near, far, share = t.covers, far_reach(t), (0.0, 0.5, 0.8)[seed % 3]
    plan = siting.double_standard(
        near, far, t.demand, t.p, near_share=share, fixed=t.fixed, forbidden=t.forbidden
    )
    every = oracle.plans(len(near), t.p, t.fixed, t.forbidden)
    best = oracle.best((standards_kept(t, near, far, crews, share) for crews in every), max)
    return Case(plan, best, maximise=True)


def relocation(seed: int) -> Case | None:
    """Stations that move; None where too many would have to."""
    t = tiny(seed)
    standing, moves = standing_of(t, seed)
    every = plans_of(t, standing, moves)
    if not every:
        return None
    plan = siting.relocated_cover(
        t.covers,
        t.demand,
        t.p,
        standing=standing,
        most_moves=moves,
        fixed=t.fixed,
        forbidden=t.forbidden,
    )
    best = max(_covered(t.covers, t.demand, chosen) for chosen in every)
    return Case(plan, best, maximise=True)


def set_cover(seed: int) -> Case:
    """Fewest stations, of a size at which HiGHS has to finish the proof now and then."""
    t = tiny(seed)
    cost = np.random.default_rng(seed).integers(1, 6, len(t.covers)).astype(float)
    plan = siting.set_cover(t.covers, cost=cost, fixed=t.fixed, forbidden=t.forbidden)
    best = oracle.set_cover(t.covers, cost, t.fixed, t.forbidden)
    return Case(plan, best, maximise=False)


def capacitated_median(seed: int) -> Case:
    """Capacities, by minutes."""
    minutes, demand, capacity, p, fixed = small(seed)
    plan = siting.capacitated_median(minutes, demand, p, capacity=capacity, fixed=fixed)
    return Case(plan, least_minutes(minutes, demand, capacity, p, fixed), maximise=False)


def capacitated_cover(seed: int) -> Case:
    """Capacities, by cover."""
    minutes, demand, capacity, p, fixed = small(seed)
    plan = siting.capacitated_cover(minutes <= 6, demand, p, capacity=capacity, fixed=fixed)
    return Case(plan, most_served(minutes <= 6, demand, capacity, p, fixed), maximise=True)


MODELS: dict[str, Callable[[int], Case | None]] = {
    "budget_cover": budget,
    "worst_case_cover": worst_case,
    "phased_cover": phases,
    "backup_cover": backup,
    "mexclp": mexclp,
    "double_standard": double_standard,
    "relocated_cover": relocation,
    "set_cover": set_cover,
    "capacitated_median": capacitated_median,
    "capacitated_cover": capacitated_cover,
}
