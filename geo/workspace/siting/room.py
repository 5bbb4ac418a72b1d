"""Stations with room for so many households: whoever finds none is not on time, however near."""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo import siting
from geo.coverage import Coverage
from geo.errors import Notice
from geo.stop import Stop
from geo.workspace.district import District
from geo.workspace.siting.places import SitePlaces, cover_from

__all__ = ["gains", "room_notice", "room_today", "within_room"]

NOBODY = -1

Indices = NDArray[np.int64]
Capacities = NDArray[np.float64]


def within_room(
    district: District, places: SitePlaces, rows: Indices, station_of: Indices
) -> Coverage:
    """Return the verdicts where each estate is served by its own station alone.

    Parameters
    ----------
    district : District
    places : SitePlaces
    rows : ndarray of int, shape (n_stations,)
        Places of the stations; verdicts name stations by their position here.
    station_of : ndarray of int, shape (n_estates,)
        Place of the station that serves each estate, -1 where none has room.

    Returns
    -------
    Coverage
        Without room an estate within reach is ``late``: it has no station, and its chance to be on
        time is 0.
    """
    alone = (rows[:, None] == station_of) | (station_of == NOBODY)
    coverage = cover_from(
        district, places, rows, change_drive=lambda drive: np.where(alone, drive, np.inf)
    )
    turned_away = (station_of == NOBODY) & coverage.covered
    return replace(
        coverage,
        station=np.where(turned_away, NOBODY, coverage.station),
        second_station=np.full(coverage.n_estates, NOBODY),
        p_on_time=np.where(turned_away, 0.0, coverage.p_on_time),
        verdict=np.where(turned_away, "late", coverage.verdict),
        cover_matrix=coverage.covers & ~turned_away,
    )


def room_today(places: SitePlaces, capacity: Capacities, stop: Stop) -> Indices:
    """Return which station of today serves each estate, so that most households are on time.

    Parameters
    ----------
    places : SitePlaces
    capacity : ndarray, shape (n_sites,)
        Households that a station at each place serves at most.
    stop : Stop
        Ends the search with the best so far.

    Returns
    -------
    ndarray of int, shape (n_estates,)
        -1 where none has room.
    """
    if not places.n_open:
        return np.full(places.demand.size, NOBODY)
    plan = siting.capacitated_cover(
        places.cover_rows[: places.n_open],
        places.demand,
        places.n_open,
        capacity=capacity[: places.n_open],
        stop=stop,
    )
    return plan.assigned


def room_notice(district: District, after: Coverage, capacity: Capacities) -> tuple[Notice, ...]:
    """Return what is to be said of the estates within reach that find no room."""
    turned_away = (after.station == NOBODY) & (after.verdict == "late")
    if not turned_away.any():
        return ()
    told: dict[str, Any] = {
        "estates": int(turned_away.sum()),
        "households": round(float(district.households[turned_away].sum())),
    }
    if np.ptp(capacity) == 0:
        return (Notice("choice.no_room", capacity=round(float(capacity[0])), **told),)
    return (Notice("condition.no_room", **told),)


def gains(
    district: District, before: Coverage, after: Coverage, n_today: int, n_new: int
) -> Indices:
    """Return what each new station adds; together they add what all of them do.

    Stations of today pass estates on to the new ones and take others in: the gain is shared out
    among the new ones by the households that each of them serves on time.
    """
    households = district.households
    gain = float(households[after.covered].sum() - households[before.covered].sum())
    served = np.bincount(
        after.station[after.covered],
        weights=households[after.covered],
        minlength=n_today + n_new,
    )[n_today:]
    shares = np.cumsum(served) / max(float(served.sum()), 1e-9)
    return np.diff(np.round(gain * shares), prepend=0.0).astype(np.int64)
