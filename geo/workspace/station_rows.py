"""The minutes of every station to every estate, calculated once for each place of a station.

A click moves one station; those of all others are known. Only what is new is calculated.
"""

from collections.abc import Callable, Hashable
from functools import partial
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from geo.kept import KeptAnswers
from geo.roads import RoadNetwork, SnappedPoints

__all__ = ["station_rows"]

Minutes = NDArray[np.float64]
Rows = tuple[Minutes, Minutes]

_ROOM_BYTES: Final = 64 * 2**20
_MOST_ROWS: Final = 4_096
_MOST_STATIONS: Final = 1_000
"""So many places and more are sites that a search weighs, and no click moves one of them."""
_BYTES_OF_A_PAIR: Final = 16

_KNOWN: "Final[WeakKeyDictionary[RoadNetwork, KeptAnswers]]" = WeakKeyDictionary()


def station_rows(
    points: SnappedPoints,
    calculate: Callable[[SnappedPoints], Rows],
    *,
    ground: RoadNetwork,
    asked: Hashable,
    n_estates: int,
) -> Rows:
    """Return drive and access minutes from stations to estates, those that are known from memory.

    Parameters
    ----------
    points : SnappedPoints
        Where the stations stand, shape (n_stations,).
    calculate : callable
        Takes some of the points and gives drive and access minutes of these.
    ground : RoadNetwork
        The rows are forgotten with it.
    asked : hashable
        What else the minutes depend on.
    n_estates : int

    Returns
    -------
    drive_min, access_min : ndarray, shape (n_stations, n_estates)
    """
    n = len(points)
    if not 0 < n <= _MOST_STATIONS or n * n_estates * _BYTES_OF_A_PAIR > _ROOM_BYTES:
        return calculate(points)
    kept = _KNOWN.setdefault(ground, KeptAnswers(_ROOM_BYTES, _MOST_ROWS))
    places = list(zip(points.edge.tolist(), points.fraction.tolist(), strict=True))
    known = {place: kept.known((asked, place)) for place in places}
    first = {place: number for number, place in reversed(list(enumerate(places)))}
    new = [number for place, number in first.items() if known[place] is None]
    if new:
        drive_min, access_min = calculate(points.take(new))
        for row, number in enumerate(new):
            pair = drive_min[row].copy(), access_min[row].copy()
            known[places[number]] = pair
            kept.answer_to((asked, places[number]), partial(tuple, pair))
    drives, accesses = zip(*(known[place] for place in places), strict=True)
    return np.stack(drives), np.stack(accesses)
