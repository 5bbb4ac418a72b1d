"""List the legal zones of a piece."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.jit import kernel
from geo.zoning.ground import Ground

__all__ = ["Found", "Near", "Stack", "list_some"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Words = NDArray[np.uint64]


class Near(NamedTuple):
    """Bit sets (n, words): neighbours of each estate, and the estates that reach it in time."""

    next_to: Words
    reached_by: Words


class Stack(NamedTuple):
    """Where the search stands; it goes on from here at the next call.

    Attributes
    ----------
    place : int64 (3,)
        The estate that all sets begin with now, the number of members held, and how many of them
        the zone found last begins with.
    member : int64 (depth,)
        The members held.
    load : float64 (depth,)
        Their workload.
    travel : float64 (depth, depth)
        At each depth, the household-minutes from each member held to all of them, inf beyond the
        radius.
    words : uint64 (depth, 3, words)
        Bit sets at each depth: estates yet to try; estates that were tried or may be tried
        further up; estates that reach all members.
    """

    place: Ints
    member: Ints
    load: Floats
    travel: Floats
    words: Words


class Found(NamedTuple):
    """Room for zones: members one after the other, sizes, members shared, costs."""

    member: NDArray[np.int32]
    size: Ints
    shared: NDArray[np.uint8]
    cost: Floats


@kernel
def _up_to(number: int, word: int) -> np.uint64:
    """Return the bits of a word of a bit set whose numbers are at most `number`."""
    count = number + 1 - 64 * word
    if count <= 0:
        return np.uint64(0)
    if count >= 64:
        return ~np.uint64(0)
    return (np.uint64(1) << np.uint64(count)) - np.uint64(1)


@kernel
def _take_lowest(words: Words) -> int:
    """Remove the lowest number from a bit set and return it, -1 where it is empty."""
    for w in range(len(words)):
        before = words[w]
        if before != 0:
            words[w] = before & (before - np.uint64(1))
            low = before ^ words[w]
            bit = 0
            for step in (32, 16, 8, 4, 2, 1):
                if low >> np.uint64(step):
                    low >>= np.uint64(step)
                    bit += step
            return 64 * w + bit
    return -1


@kernel
def _enter(ground: Ground, near: Near, stack: Stack, depth: int, estate: int) -> bool:
    """Put an estate on the stack; tell whether the set may still become a legal zone.

    A set is given up when no estate that it holds or may still take reaches all its members. Where
    ways differ by direction this is the only safe test by minutes.
    """
    words = stack.words
    load = ground.workload[estate] + (stack.load[depth - 1] if depth > 0 else 0.0)
    stack.member[depth] = estate
    stack.load[depth] = load
    if depth > 0 and not load <= ground.cap:
        return False
    is_last = depth + 1 == ground.max_estates
    reachable = False
    for w in range(near.next_to.shape[1]):
        if depth == 0:
            before = _up_to(estate, w)
            words[0, 0, w] = near.next_to[estate, w] & ~before
            words[0, 1, w] = near.next_to[estate, w] | before
            words[0, 2, w] = near.reached_by[estate, w] & ~_up_to(estate - 1, w)
        else:
            top = depth - 1
            words[depth, 2, w] = words[top, 2, w] & near.reached_by[estate, w]
            if not is_last:
                new = near.next_to[estate, w] & ~words[top, 1, w]
                words[depth, 0, w] = words[top, 0, w] | new
                words[depth, 1, w] = words[top, 1, w] | near.next_to[estate, w]
        reachable |= words[depth, 2, w] != 0
    return reachable


@kernel
def _travel(ground: Ground, centre: int, member: int) -> float:
    """Return the household-minutes from a centre to a member, inf beyond the radius."""
    minutes = ground.minutes[centre, member]
    if not minutes <= ground.radius_min or minutes == np.inf:
        return np.inf
    travel: float = ground.households[member] * minutes
    return travel


@kernel
def _cost(ground: Ground, stack: Stack, depth: int) -> float:
    """Return the cost of the set that is held, to the last bit that of ``zone_cost``.

    The sums of its members but the last are those of one step before.
    """
    last = stack.member[depth]
    best = np.inf
    own = 0.0
    for i in range(depth + 1):
        centre = stack.member[i]
        own += _travel(ground, last, centre)
        if i < depth:
            before = stack.travel[depth - 1, i]
            if before < np.inf:
                before += _travel(ground, centre, last)
            stack.travel[depth, i] = before
            best = min(best, before)
    stack.travel[depth, depth] = own
    best = min(best, own)
    load = stack.load[depth]
    if load < ground.low:
        best += ground.outside_min * (ground.low - load)
    elif load > ground.high:
        best += ground.outside_min * (load - ground.high)
    return best


@kernel
def list_some(
    ground: Ground, near: Near, stack: Stack, steps: int, found: Found
) -> tuple[int, int]:
    """List legal zones by extending connected sets, each set once.

    Stops after some steps or when the room is full, and goes on at the next call until
    ``stack.place[0]`` is the number of estates. Returns the number of zones and of members written.

    References
    ----------
    Wernicke 2006, "Efficient detection of network motifs" (the ESU scheme).
    """
    n = len(ground.households)
    n_zones = 0
    n_members = 0
    for _ in range(steps):
        if n_zones == len(found.size) or n_members + ground.max_estates > len(found.member):
            break
        root = stack.place[0]
        depth = stack.place[1]
        if depth == 0:
            if root == n:
                break
            estate = root
        else:
            estate = _take_lowest(stack.words[depth - 1, 0])
            if estate < 0:
                stack.place[1] = depth - 1
                if depth == 1:
                    stack.place[0] = root + 1
                continue
        stack.place[2] = min(stack.place[2], depth)
        if _enter(ground, near, stack, depth, estate):
            # A set of so many estates takes no other: the next one is tried in its last place.
            if depth + 1 < ground.max_estates:
                stack.place[1] = depth + 1
            elif depth == 0:
                stack.place[0] = root + 1
            cost = _cost(ground, stack, depth)
            if cost < np.inf:
                for i in range(depth + 1):
                    found.member[n_members + i] = stack.member[i]
                found.size[n_zones] = depth + 1
                found.shared[n_zones] = min(stack.place[2], 255)
                stack.place[2] = depth + 1
                found.cost[n_zones] = cost
                n_zones += 1
                n_members += depth + 1
        elif depth == 0:
            stack.place[0] = root + 1
    return n_zones, n_members
