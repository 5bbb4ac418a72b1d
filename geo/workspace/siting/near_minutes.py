"""The minutes from many places to the estates around them, where all pairs would be too many."""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from geo.coverage import NearWays
from geo.memory import free_bytes
from geo.workspace.district import District
from geo.workspace.near_ways import NearPlaces
from geo.workspace.siting.models import NearCase
from geo.workspace.siting.places import SitePlaces

__all__ = ["near_minutes", "reached_from"]

_SITES_PER_STATION: Final = 3
"""Places around an estate: so many times as many as there are to a station."""

_FEW_PLACES: Final = 24
"""An estate with fewer places around it is asked for all its ways."""

_MOST_PAIRS, _BYTES_OF_A_PAIR = 20_000_000, 160
"""Pairs that are held at most, and what one takes until the plan is found."""

_FIRST_LIMIT_MIN, _LONGEST_LIMIT_MIN = 2.0, 512.0


def near_minutes(district: District, places: SitePlaces, stations: int) -> NearCase:
    """Return the minutes of the whole response of near pairs, enough for a number of stations.

    The limit is doubled until an estate has three times the places that there are to a station, or
    as long as there is room for the pairs. Estates that lie alone have all their ways.

    Parameters
    ----------
    district : District
    places : SitePlaces
    stations : int
        How many there will be, those of today included.

    Returns
    -------
    NearCase
    """
    manned = np.flatnonzero(places.is_manned)
    near = NearPlaces(district, places.points.take(manned))
    n_estates = len(district.estates)
    wanted = _SITES_PER_STATION * manned.size / max(stations, 1)
    free = free_bytes()
    room = _MOST_PAIRS if free is None else min(_MOST_PAIRS, free // _BYTES_OF_A_PAIR)
    most = min(room, manned.size * n_estates)
    limit_min, held = _FIRST_LIMIT_MIN, _ways(near, _FIRST_LIMIT_MIN, most)
    while held.station.size < wanted * n_estates and limit_min < _LONGEST_LIMIT_MIN:
        longer = _ways(near, 2 * limit_min, most)
        if longer.station.size > most:
            break
        limit_min, held = 2 * limit_min, longer
    around = np.bincount(held.estate, minlength=n_estates)
    alone = np.flatnonzero(around < min(_FEW_PLACES, wanted))[: most // max(manned.size, 1)]
    held = held.take(~np.isin(held.estate, alone))
    lone = near.ways(np.inf, alone) if alone.size else ()
    station, estate, drive_min, access_min = NearWays.joined([held, *lone])
    place = manned[station]
    call_min = district.model.call_min
    minutes = drive_min + access_min + call_min + places.turnout_min[place]
    least_min = call_min + float(places.turnout_min[manned].min(initial=np.inf))
    return NearCase(
        sparse.csr_array((minutes, (place, estate)), shape=(len(places.points), n_estates)),
        limit_min + least_min,
        lambda rows: places.ways.of_sites(rows).response,
    )


def _ways(near: NearPlaces, limit_min: float, most: int) -> NearWays:
    """Return the ways within a limit, some more than the most where there would be more."""
    blocks, count = [], 0
    for block in near.ways(limit_min, None):
        blocks.append(block)
        count += block.station.size
        if count > most:
            break
    return NearWays.joined(blocks)


def reached_from(
    district: District, places: SitePlaces, rows: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Return whom some places reach, however late, shape (n_estates,).

    Parameters
    ----------
    district : District
    places : SitePlaces
    rows : ndarray of int
        The places.
    """
    return NearPlaces(district, places.points.take(rows[places.is_manned[rows]])).reached
