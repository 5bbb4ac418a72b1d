"""What every Lagrangean relaxation here has in common, compiled.

All models of this room relax "each estate is served once" with one price per estate (or per row
of merged estates). What is left is trivial: the p sites of smallest reduced cost. The bound is
raised by a subgradient method with a strongly smoothed direction, and at every step the reduced
costs decide sites that no better plan can hold or must hold.

References
----------
Beasley (1993), Lagrangean heuristics for location problems, EJOR 65, sections 3 and 4.
Crowder (1976), Computational improvements for subgradient optimization: the smoothed direction.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.jit import kernel

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Sites = NDArray[np.int32]
Marks = NDArray[np.int8]
Flags = NDArray[np.bool_]

FREE, OPEN, CLOSED = 0, 1, -1
"""What is decided about a site."""

NOT_DONE, PRUNED, COMPLETE, CONVERGED = 0, 1, 2, 3
"""How a relaxation ended: out of iterations, cannot hold a wanted plan, one plan is left, or the
step has become too small to raise the bound."""

SMALLEST_STEP = 1e-4


class Ascent(NamedTuple):
    """State of one ascent; it continues where it stopped when uploaded again.

    Attributes
    ----------
    price, best_price, direction : ndarray of float64, shape (n_rows,)
        Present prices, those of the best bound, and the smoothed subgradient.
    upper : ndarray of float64, shape (n_rows,)
        Prices stay at or below this.
    often : ndarray of float64, shape (n_sites,)
        Smoothed share of the relaxed plans that hold each site.
    relaxed : ndarray of int64, shape (p,)
        The relaxed plan of the last step.
    pace : ndarray of float64, shape (3,)
        Step factor, steps since the last improvement, best bound.
    """

    price: Floats
    best_price: Floats
    direction: Floats
    upper: Floats
    often: Floats
    relaxed: Ints
    pace: Floats


class AscentRule(NamedTuple):
    """How an ascent moves.

    Attributes
    ----------
    smoothing : float
        Weight of the newest subgradient in the direction.
    patience : int
        Steps without a better bound after which the step factor shrinks.
    shrinking : float
        What it is multiplied with then.
    """

    smoothing: float
    patience: int
    shrinking: float


def new_ascent(price: Floats, upper: Floats, n_sites: int, p: int, factor: float) -> Ascent:
    """Return the state of an ascent that begins at a price vector (copied)."""
    return Ascent(
        price=price.copy(),
        best_price=price.copy(),
        direction=np.zeros_like(price),
        upper=upper,
        often=np.zeros(n_sites),
        relaxed=np.zeros(p, dtype=np.int64),
        pace=np.array([factor, 0.0, -np.inf]),
    )


@kernel
def pick_smallest(
    reduced: Floats, decided: Marks, p: int, inside: Flags, relaxed: Ints
) -> tuple[float, float, float, int]:
    """Pick all open sites and the free ones of smallest reduced cost, p in all.

    Returns the sum of their reduced costs, the largest free one taken, the smallest free one left
    out, and PRUNED when p sites are impossible, COMPLETE when there is one choice, else NOT_DONE.
    """
    n = decided.size
    rank = np.empty(n)
    n_open, n_free = 0, 0
    for j in range(n):
        if decided[j] == OPEN:
            rank[j] = -np.inf
            n_open += 1
        elif decided[j] == FREE:
            rank[j] = reduced[j]
            n_free += 1
        else:
            rank[j] = np.inf
    if n_open > p or n_open + n_free < p:
        return 0.0, 0.0, 0.0, PRUNED
    order = np.argsort(rank)
    inside[:] = False
    total = 0.0
    for t in range(p):
        relaxed[t] = order[t]
        inside[order[t]] = True
        total += reduced[order[t]]
    if n_open == p or n_open + n_free == p:
        return total, 0.0, 0.0, COMPLETE
    return total, reduced[order[p - 1]], reduced[order[p]], NOT_DONE


@kernel
def decide_sites(
    reduced: Floats,
    decided: Marks,
    inside: Flags,
    bound: float,
    last_in: float,
    first_out: float,
    prune_at: float,
) -> None:
    """Decide each free site whose opposite would lift the bound to `prune_at`."""
    for j in range(decided.size):
        if decided[j] == FREE:
            if inside[j]:
                if bound - reduced[j] + first_out >= prune_at:
                    decided[j] = OPEN
            elif bound - last_in + reduced[j] >= prune_at:
                decided[j] = CLOSED


@kernel
def note_bound(state: Ascent, rule: AscentRule, bound: float, inside: Flags) -> None:
    """Keep the best prices, shrink a step that leads nowhere, remember which sites were in."""
    if bound > state.pace[2] + 1e-9 * abs(bound):
        state.pace[1] = 0.0
    else:
        state.pace[1] += 1.0
    if bound > state.pace[2]:
        state.pace[2] = bound
        state.best_price[:] = state.price
    if state.pace[1] >= rule.patience:
        state.pace[0] *= rule.shrinking
        state.pace[1] = 0.0
    for j in range(inside.size):
        state.often[j] *= 0.95
        if inside[j]:
            state.often[j] += 0.05


@kernel
def move_prices(state: Ascent, rule: AscentRule, served: Sites | Floats, distance: float) -> bool:
    """Move along the smoothed subgradient ``1 - served``; False when it vanishes."""
    length = 0.0
    for i in range(served.size):
        slope = 1.0 - served[i]
        if (slope > 0.0 and state.price[i] >= state.upper[i]) or (
            slope < 0.0 and state.price[i] <= 0.0
        ):
            slope = 0.0
        state.direction[i] = rule.smoothing * slope + (1.0 - rule.smoothing) * state.direction[i]
        length += state.direction[i] * state.direction[i]
    if length < 1e-12:
        return False
    stride = state.pace[0] * distance / length
    for i in range(served.size):
        moved = state.price[i] + stride * state.direction[i]
        state.price[i] = min(max(0.0, moved), state.upper[i])
    return True


@kernel
def least_sure(often: Floats, decided: Marks) -> tuple[int, int, int]:
    """Return how many sites are open and free, and the free one the relaxation doubts most."""
    n_open, n_free, site, doubt = 0, 0, -1, -1.0
    for j in range(decided.size):
        if decided[j] == OPEN:
            n_open += 1
        elif decided[j] == FREE:
            n_free += 1
            if often[j] * (1.0 - often[j]) > doubt:
                doubt = often[j] * (1.0 - often[j])
                site = j
    return n_open, n_free, site
