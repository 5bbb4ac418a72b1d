"""On which days an estate may be visited: patterns of days that keep the gaps."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from math import comb

import numpy as np
from numpy.typing import NDArray

__all__ = ["VisitNeed", "day_patterns", "fewest_visits", "most_visits"]

Flags = NDArray[np.bool_]

_WEEK = 7
_LATE_START_DAYS = 13


@dataclass(frozen=True)
class VisitNeed:
    """What the visits of one estate must keep. Days count from the first day of the calendar.

    Attributes
    ----------
    count : int
        Visits within the calendar, fixed ones included.
    gap_least, gap_most : int
        Days from one visit to the next.
    length : int
        Days of the calendar; from the last visit to its end no more than `gap_most` may pass.
    last : int or None
        Day of the last visit before the calendar, negative; None where none is known.
    fixed : tuple of int
        Days of visits that are made already or locked.
    """

    count: int
    gap_least: int
    gap_most: int
    length: int
    last: int | None = None
    fixed: tuple[int, ...] = ()


def day_patterns(
    need: VisitNeed,
    days: Sequence[int],
    *,
    planned: Sequence[int] = (),
    most: int = 160,
) -> list[tuple[int, ...]]:
    """Return patterns of days on which the visits that are not fixed may be made.

    All patterns where there are no more than `most` sets of days to look at. Otherwise patterns of
    an even rhythm from every possible first day, those of whole weeks first, and those that keep
    all but one of the visits that are planned already.

    Parameters
    ----------
    need : VisitNeed
    days : sequence of int
        Days on which somebody can come, rising.
    planned : sequence of int
        Visits of a calendar in force; patterns near them are among the answer.
    most : int
        How many patterns at most, those near the planned ones left out of the count.

    Returns
    -------
    list of tuple of int
        Rising days, the fixed ones left out; empty where nothing keeps the gaps.

    Examples
    --------
    >>> day_patterns(VisitNeed(2, 3, 5, 8), [0, 2, 4, 6])
    [(0, 4), (2, 6)]
    """
    free = need.count - len(need.fixed)
    open_days = [day for day in days if day not in need.fixed]
    if free <= 0:
        return [()] if free == 0 else []
    if comb(len(open_days), free) <= most:
        return [own for own in combinations(open_days, free) if _keeps(need, own, days)]
    found = dict.fromkeys(_near(need, open_days, planned, free))
    found |= dict.fromkeys(_even(need, open_days, days, most))
    return list(found)


def most_visits(need: VisitNeed) -> int:
    """Return how many visits fit into a calendar by their least gap.

    Parameters
    ----------
    need : VisitNeed
        Its count is not looked at.

    Returns
    -------
    int
    """
    first = 0 if need.last is None else max(0, need.last + need.gap_least)
    if first >= need.length:
        return 0
    return (need.length - 1 - first) // max(need.gap_least, 1) + 1


def fewest_visits(need: VisitNeed) -> int:
    """Return how many visits a calendar needs by their most gap.

    Parameters
    ----------
    need : VisitNeed
        Its count is not looked at.

    Returns
    -------
    int
    """
    before, made = need.last or 0, 0
    if before + need.gap_most < 0:  # overdue: one visit as soon as somebody can come
        before, made = _LATE_START_DAYS, 1
    left = need.length - before - need.gap_most
    return made + max(0, -(-left // max(need.gap_most, 1)))


def _first_window(need: VisitNeed, days: Sequence[int]) -> tuple[int, int]:
    """Return the first and the last day of the first visit.

    A visit that is overdue already cannot be made in time; it has two weeks from the first day on
    which somebody can come.
    """
    if need.last is None:
        return 0, need.gap_most
    low, high = need.last + need.gap_least, need.last + need.gap_most
    first = next((day for day in days if day >= low), None)
    if first is not None and first > high:
        high = first + _LATE_START_DAYS
    return low, high


def _keeps(need: VisitNeed, free: Sequence[int], days: Sequence[int]) -> bool:
    visits = sorted((*need.fixed, *free))
    low, high = _first_window(need, days)
    if visits[0] not in need.fixed and not low <= visits[0] <= high:
        return False
    if visits[-1] not in need.fixed and need.length - visits[-1] > need.gap_most:
        return False
    return all(
        need.gap_least <= after - before <= need.gap_most or {before, after} <= set(need.fixed)
        for before, after in pairwise(visits)
    )


def _near(
    need: VisitNeed, open_days: Sequence[int], planned: Sequence[int], free: int
) -> Iterator[tuple[int, ...]]:
    """Yield the patterns that keep the planned visits, or all but one of them."""
    kept = sorted(set(planned) & set(open_days))
    for gone in range(min(1, len(kept)) + 1):
        for stay in combinations(kept, len(kept) - gone):
            new = free - len(stay)
            if not 0 <= new <= 2:
                continue
            others = [day for day in open_days if day not in stay]
            for more in combinations(others, new):
                own = tuple(sorted((*stay, *more)))
                if _keeps(need, own, open_days):
                    yield own


def _even(
    need: VisitNeed, open_days: Sequence[int], days: Sequence[int], most: int
) -> Iterator[tuple[int, ...]]:
    """Yield patterns of an even rhythm from every first day, thinned out to a number."""
    nodes = np.array(sorted({*open_days, *need.fixed}), np.int64)
    fixed = np.isin(nodes, need.fixed)
    follows = _follows(need, nodes, fixed)
    ends = (need.length - nodes <= need.gap_most) | fixed
    ends &= ~_any_after(fixed)
    can: list[Flags] = [ends]
    for _ in range(need.count - 1):
        can.append(np.asarray((follows & can[-1]).any(axis=1)))
    low, high = _first_window(need, days)
    starts = can[-1] & (((nodes >= low) & (nodes <= high)) | fixed) & ~_any_before(fixed)
    patterns: list[tuple[int, ...]] = []
    for rhythm in _rhythms(need):
        for start in np.flatnonzero(starts):
            visits = [int(start)]
            for later in range(need.count - 2, -1, -1):
                allowed = np.flatnonzero(follows[visits[-1]] & can[later])
                off = np.abs(nodes[allowed] - nodes[visits[-1]] - rhythm)
                visits.append(int(allowed[np.argmin(off)]))
            patterns.append(tuple(nodes[[one for one in visits if not fixed[one]]].tolist()))
    patterns = list(dict.fromkeys(patterns))
    step = max(1, -(-len(patterns) // most))
    yield from patterns[::step]


def _follows(need: VisitNeed, nodes: NDArray[np.int64], fixed: Flags) -> Flags:
    """Return which day may follow which: the gap is kept and no fixed visit lies between."""
    gap = nodes[None, :] - nodes[:, None]
    kept = (gap >= max(need.gap_least, 1)) & (gap <= need.gap_most)
    kept |= (gap > 0) & fixed[:, None] & fixed[None, :]
    before: NDArray[np.int64] = np.cumsum(fixed) - fixed
    between: NDArray[np.int64] = before[None, :] - before[:, None] - fixed[:, None]
    return np.asarray(kept & (between <= 0))


def _any_after(fixed: Flags) -> Flags:
    return np.asarray(np.cumsum(fixed[::-1])[::-1] - fixed > 0)


def _any_before(fixed: Flags) -> Flags:
    return np.asarray(np.cumsum(fixed) - fixed > 0)


def _rhythms(need: VisitNeed) -> list[int]:
    """Return gaps to try, those of whole weeks about the middle first."""
    if need.count < 2:
        return [0]
    middle = round(min((need.gap_least + need.gap_most) / 2, need.length / need.count) / _WEEK)
    weeks = [_WEEK * (middle + more) for more in (0, -1, 1, -2, 2)]
    allowed = [gap for gap in weeks if need.gap_least <= gap <= need.gap_most and gap > 0]
    return allowed or [(need.gap_least + need.gap_most) // 2]
