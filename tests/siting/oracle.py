"""Brute force over all sets of candidates: slow, obvious, and independent of the solvers."""

from collections.abc import Callable, Iterator
from itertools import combinations

import numpy as np

INFEASIBLE = float("nan")


def plans(n_candidates: int, p: int, fixed=(), forbidden=()) -> Iterator[list[int]]:
    """Yield every allowed set of exactly p candidates."""
    free = [j for j in range(n_candidates) if j not in fixed and j not in forbidden]
    for others in combinations(free, p - len(fixed)):
        yield sorted([*fixed, *others])


def weighted_minutes(minutes: np.ndarray, demand: np.ndarray, chosen: list[int]) -> float:
    """Return sum(demand × minutes) with 0 × inf = 0."""
    nearest = minutes[chosen].min(axis=0)
    return float(sum(d * t for d, t in zip(demand, nearest, strict=True) if d > 0))


def best(values: Iterator[float], better: Callable) -> float:
    """Return the best finite value, nan where there is none."""
    finite = [value for value in values if np.isfinite(value)]
    return better(finite) if finite else INFEASIBLE


def p_median(minutes, demand, p, fixed=(), forbidden=()) -> float:
    """Return the optimum by enumeration."""
    every = plans(len(minutes), p, fixed, forbidden)
    return best((weighted_minutes(minutes, demand, chosen) for chosen in every), min)


def p_center(minutes, p, fixed=(), forbidden=()) -> float:
    """Return the optimum by enumeration."""
    every = plans(len(minutes), p, fixed, forbidden)
    return best((minutes[chosen].min(axis=0).max(initial=0.0) for chosen in every), min)


def max_cover(covers, demand, p, fixed=(), forbidden=()) -> float:
    """Return the optimum by enumeration."""
    every = plans(len(covers), p, fixed, forbidden)
    return best((demand[covers[chosen].any(axis=0)].sum() for chosen in every), max)


def set_cover(covers, cost, fixed=(), forbidden=()) -> float:
    """Return the optimum by enumeration."""
    sizes = range(len(fixed), len(covers) - len(forbidden) + 1)
    every = (chosen for p in sizes for chosen in plans(len(covers), p, fixed, forbidden))
    return best((cost[chosen].sum() for chosen in every if covers[chosen].any(axis=0).all()), min)
