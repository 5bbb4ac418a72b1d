"""Periodic vehicle-routing instances in the format of Cordeau's collection."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

__all__ = ["Instance", "read_instance"]

Reals = NDArray[np.float64]


@dataclass(frozen=True)
class Instance:
    """One question to :func:`geo.operations.visit_calendar`.

    Attributes
    ----------
    name : str
    minutes : ndarray, shape (n + 1, n + 1)
        Euclidean distances, not rounded.
    service, load : ndarray, shape (n,)
    patterns : list of list of int
        Bit masks, bit d for day d.
    visitors, days : int
    day_limit, capacity : float
        inf where the file says 0.
    """

    name: str
    minutes: Reals
    service: Reals
    load: Reals
    patterns: list[list[int]]
    visitors: int
    days: int
    day_limit: float
    capacity: float


def read_instance(path: Path) -> Instance:
    """Read an instance; the highest bit of its masks is the first day.

    Parameters
    ----------
    path : Path

    Returns
    -------
    Instance
    """
    rows = [line.split() for line in path.read_text().splitlines() if line.strip()]
    _, visitors, _, days = (int(cell) for cell in rows[0][:4])
    longest, capacity = (float(cell) or np.inf for cell in rows[1][:2])
    nodes = rows[1 + days :]
    place = np.array([[float(cell) for cell in row[1:3]] for row in nodes])
    customers = nodes[1:]
    return Instance(
        name=path.stem,
        minutes=np.hypot(*np.moveaxis(place[:, None] - place, 2, 0)),
        service=np.array([float(row[3]) for row in customers]),
        load=np.array([float(row[4]) for row in customers]),
        patterns=[
            [_first_day_lowest(int(mask), days) for mask in row[7 : 7 + int(row[6])]]
            for row in customers
        ],
        visitors=visitors,
        days=days,
        day_limit=longest,
        capacity=capacity,
    )


def _first_day_lowest(mask: int, days: int) -> int:
    return sum(1 << day for day in range(days) if mask >> (days - 1 - day) & 1)
