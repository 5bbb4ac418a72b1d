"""The cheapest partition of a few estates into zones of a short list, by search to the end.

A linear bound leaves zones with reduced costs, and of every plan that beats a known one those add
up to less than what lies between the two (Balas & Padberg 1976, "Set partitioning: a survey").
Where that is little, few zones are left and the search is over at once.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.jit import kernel
from geo.zoning.ground import Beaten

__all__ = ["Choice", "cheapest_cover"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Words = NDArray[np.uint64]


class Choice(NamedTuple):
    """Zones to choose from, by ascending reduced cost.

    Attributes
    ----------
    member : int32
        Estates of the first zone, then of the second, and so on.
    start : int64 (n_zones + 1,)
        Where each begins.
    held : uint64 (n_zones, words)
        The same as bits.
    reduced : float64 (n_zones,)
        What each adds at least to the bound, zero or more.
    cost : float64 (n_zones,)
        What each costs.
    """

    member: NDArray[np.int32]
    start: Ints
    held: Words
    reduced: Floats
    cost: Floats


class _Stack(NamedTuple):
    """A level for each zone chosen: who may still be, what is covered, and where it goes on."""

    left: Ints
    n_left: Ints
    covered: Words
    reduced: Floats
    cost: Floats
    branch: Ints
    place: Ints
    chosen: Ints


@kernel
def _begin(choice: Choice, n_estates: int) -> _Stack:
    n_zones, n_words = choice.held.shape
    stack = _Stack(
        np.empty((n_estates + 1, n_zones), np.int64),
        np.zeros(n_estates + 1, np.int64),
        np.zeros((n_estates + 1, n_words), np.uint64),
        np.zeros(n_estates + 1),
        np.zeros(n_estates + 1),
        np.full(n_estates + 1, -1, np.int64),
        np.zeros(n_estates + 1, np.int64),
        np.full(n_estates + 1, -1, np.int64),
    )
    stack.left[0] = np.arange(n_zones)
    stack.n_left[0] = n_zones
    return stack


@kernel
def _branch(
    choice: Choice, stack: _Stack, depth: int, budget: float, tally: tuple[Ints, Floats]
) -> int:
    """Return the estate that the fewest zones left can hold: -1 for none left, -2 for a dead end.

    Each estate left costs at least its share of the cheapest zone that can hold it.
    """
    count, share = tally
    count[:] = 0
    share[:] = np.inf
    allowed = budget - stack.reduced[depth]
    for place in range(stack.n_left[depth]):
        z = stack.left[depth, place]
        if choice.reduced[z] > allowed:
            continue
        own = choice.reduced[z] / (choice.start[z + 1] - choice.start[z])
        for q in range(choice.start[z], choice.start[z + 1]):
            estate = choice.member[q]
            count[estate] += 1
            share[estate] = min(share[estate], own)
    fewest = -1
    least = 0.0
    for estate in range(len(count)):
        if stack.covered[depth, estate // 64] >> np.uint64(estate % 64) & np.uint64(1):
            continue
        if count[estate] == 0:
            return -2
        least += share[estate]
        if fewest < 0 or count[estate] < count[fewest]:
            fewest = estate
    return -2 if least > allowed else fewest


@kernel
def _choose(choice: Choice, stack: _Stack, depth: int, zone: int) -> None:
    """Choose a zone: one level deeper, the zones that meet it are gone."""
    n_words = choice.held.shape[1]
    for w in range(n_words):
        stack.covered[depth + 1, w] = stack.covered[depth, w] | choice.held[zone, w]
    kept = 0
    for place in range(stack.n_left[depth]):
        z = stack.left[depth, place]
        apart = True
        for w in range(n_words):
            apart &= (choice.held[z, w] & choice.held[zone, w]) == 0
        if apart:
            stack.left[depth + 1, kept] = z
            kept += 1
    stack.n_left[depth + 1] = kept
    stack.reduced[depth + 1] = stack.reduced[depth] + choice.reduced[zone]
    stack.cost[depth + 1] = stack.cost[depth] + choice.cost[zone]
    stack.chosen[depth] = zone


@kernel
def _next(choice: Choice, stack: _Stack, depth: int, budget: float) -> int:
    """Return the next zone that may hold the estate of a level, -1 where there is none."""
    estate = stack.branch[depth]
    word = estate // 64
    bit = np.uint64(1) << np.uint64(estate % 64)
    allowed = budget - stack.reduced[depth]
    while stack.place[depth] < stack.n_left[depth]:
        z: int = stack.left[depth, stack.place[depth]]
        stack.place[depth] += 1
        if choice.reduced[z] > allowed:
            break
        if choice.held[z, word] & bit:
            return z
    return -1


@kernel
def cheapest_cover(
    choice: Choice, n_estates: int, wanted: int, beaten: Beaten, most_steps: int, best: Ints
) -> tuple[int, bool]:
    """Find the zones of least cost that hold every estate exactly once, and write them to `best`.

    `wanted` is how many zones, 0 for any number. Returns how many were found, 0 where nothing beats
    the limits, and whether nothing was left out in `most_steps` steps.
    """
    cost, budget = beaten.cost, beaten.budget
    stack = _begin(choice, n_estates)
    tally = (np.zeros(n_estates, np.int64), np.zeros(n_estates))
    count = 0
    depth = 0
    steps = 0
    stack.branch[0] = _branch(choice, stack, 0, budget, tally)
    while depth >= 0:
        zone = -1
        if stack.branch[depth] >= 0 and (wanted == 0 or depth < wanted):
            zone = _next(choice, stack, depth, budget)
        if zone < 0:
            depth -= 1
            continue
        if steps == most_steps:
            return count, False
        steps += 1
        _choose(choice, stack, depth, zone)
        depth += 1
        stack.place[depth] = 0
        stack.branch[depth] = _branch(choice, stack, depth, budget, tally)
        is_whole = stack.branch[depth] == -1 and wanted in (0, depth)
        if is_whole and stack.cost[depth] < cost:
            count = depth
            cost = stack.cost[depth]
            budget = min(budget, cost - beaten.bound)
            best[:depth] = stack.chosen[:depth]
    return count, True
