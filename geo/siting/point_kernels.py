"""Compiled distances between points on a plane: who is within a radius, and who is nearest."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.jit import kernel
from geo.siting.relaxation_kernels import Floats, Ints, Sites

__all__ = [
    "PointsByX",
    "first_of_each",
    "lengths",
    "mark_within",
    "nearest_points",
    "pairs_within",
    "rows_within",
]

_ROUNDING = 1e-12
"""Share by which a squared distance may be off: nearer to a limit, the length itself decides."""

Codes = NDArray[np.uint64]


class PointsByX(NamedTuple):
    """Points in ascending x, so that those near a place are a stretch.

    Attributes
    ----------
    x, y : ndarray of float64, shape (n,)
        Coordinates.
    order : ndarray of int64, shape (n,)
        The number of each point.
    rank : ndarray of int64, shape (n,)
        Where each number stands.
    """

    x: Floats
    y: Floats
    order: Ints
    rank: Ints

    @classmethod
    def of(cls, points: Floats) -> "PointsByX":
        """Return points, shape (n, 2), in ascending x."""
        order = np.argsort(points[:, 0], kind="stable").astype(np.int64)
        rank = np.empty_like(order)
        rank[order] = np.arange(order.size)
        x, y = (np.ascontiguousarray(points[order, axis]) for axis in (0, 1))
        return cls(x, y, order, rank)

    def take(self, places: Ints) -> "PointsByX":
        """Return some of the points, given by where they stand, ascending."""
        order = self.order[places]
        return PointsByX(self.x[places], self.y[places], order, np.empty(0, dtype=np.int64))


@kernel
def lengths(one: Floats, other: Floats) -> Floats:
    """Return the distances between the rows of two lists of points."""
    far = np.empty(one.shape[0])
    for i in range(far.size):
        far[i] = np.hypot(one[i, 0] - other[i, 0], one[i, 1] - other[i, 1])
    return far


@kernel
def _is_within(dx: float, dy: float, radius: float) -> bool:
    square, limit = dx * dx + dy * dy, radius * radius
    if square < limit * (1.0 - _ROUNDING):
        return True
    return square <= limit * (1.0 + _ROUNDING) and bool(np.hypot(dx, dy) <= radius)


@kernel
def _stretch(x: Floats, at: float, radius: float) -> tuple[int, int]:
    """Return from where to where points in ascending x can lie within a radius of one at `at`."""
    margin = radius * (1.0 + 1e-9)
    begin = np.searchsorted(x, at - margin)
    return int(begin), int(np.searchsorted(x, at + margin, side="right"))


@kernel
def nearest_points(sites: PointsByX, estates: Floats, far: Floats, place: Ints) -> None:
    """Fill in the distance and the number of each estate's nearest site, the first of equals.

    From the estate's x the sites are gone through to both sides, as far as one could be nearer.
    """
    for i in range(estates.shape[0]):
        x, y = estates[i, 0], estates[i, 1]
        middle, least = int(np.searchsorted(sites.x, x)), np.inf
        for step in (-1, 1):
            j = middle if step > 0 else middle - 1
            while 0 <= j < sites.x.size:
                dx, dy = sites.x[j] - x, sites.y[j] - y
                if dx * dx > least:
                    break
                least = min(least, dx * dx + dy * dy)
                j += step
        best, first, limit = np.inf, -1, least * (1.0 + _ROUNDING)
        begin, end = _stretch(sites.x, x, np.sqrt(limit))
        for j in range(begin, end):
            dx, dy = sites.x[j] - x, sites.y[j] - y
            if dx * dx + dy * dy <= limit:
                length, number = np.hypot(dx, dy), sites.order[j]
                if length < best or (length == best and number < first):
                    best, first = length, number
        far[i], place[i] = best, first


@kernel
def mark_within(
    sites: PointsByX, estates: Floats, radius: float, code: Codes, marks: Codes, found: Ints
) -> None:
    """Add the codes of each estate to the marks of the sites within the radius, and count them.

    `code` and `marks` have two columns: sites with equal marks reach the same estates.
    """
    for i in range(estates.shape[0]):
        begin, end = _stretch(sites.x, estates[i, 0], radius)
        found[i] = 0
        for j in range(begin, end):
            if _is_within(sites.x[j] - estates[i, 0], sites.y[j] - estates[i, 1], radius):
                marks[j, 0] += code[i, 0]
                marks[j, 1] += code[i, 1]
                found[i] += 1


@kernel
def first_of_each(marks: Codes) -> Ints:
    """Return the first of all rows with equal marks, ascending, but none without a mark."""
    n = marks.shape[0]
    size = 16
    while size < 2 * n:
        size *= 2
    slots = np.full(size, -1, np.int64)
    firsts = np.empty(n, np.int64)
    count = 0
    for j in range(n):
        if marks[j, 0] == 0 and marks[j, 1] == 0:
            continue
        slot = np.int64(marks[j, 0] >> np.uint64(1)) & (size - 1)
        while slots[slot] >= 0 and (
            marks[slots[slot], 0] != marks[j, 0] or marks[slots[slot], 1] != marks[j, 1]
        ):
            slot = (slot + 1) & (size - 1)
        if slots[slot] < 0:
            slots[slot] = j
            firsts[count] = j
            count += 1
    return firsts[:count]


@kernel
def pairs_within(sites: PointsByX, estates: Floats, radius: float) -> Ints:
    """Return where each estate's sites within the radius begin in a list of them all."""
    start = np.zeros(estates.shape[0] + 1, np.int64)
    for i in range(estates.shape[0]):
        begin, end = _stretch(sites.x, estates[i, 0], radius)
        start[i + 1] = start[i]
        for j in range(begin, end):
            if _is_within(sites.x[j] - estates[i, 0], sites.y[j] - estates[i, 1], radius):
                start[i + 1] += 1
    return start


@kernel
def rows_within(sites: PointsByX, estates: Floats, radius: float) -> tuple[Ints, Sites]:
    """Return where each estate's sites within the radius begin, and where those stand."""
    start = pairs_within(sites, estates, radius)
    near = np.empty(start[-1], np.int32)
    at = 0
    for i in range(estates.shape[0]):
        begin, end = _stretch(sites.x, estates[i, 0], radius)
        for j in range(begin, end):
            if _is_within(sites.x[j] - estates[i, 0], sites.y[j] - estates[i, 1], radius):
                near[at] = j
                at += 1
    return start, near
