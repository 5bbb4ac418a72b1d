"""The areas that the stations of a scenario serve: at once where that is quick, else by and by.

A map tells verdicts without them. In a district of hundreds of stations they take many times as
long as the verdicts, so they follow when they are there.
"""

from collections.abc import Hashable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from geo.scenarios.planner import Planner, answered_once
from geo.scenarios.scenario import Scenario
from geo.stop import Progress, Stop
from geo.workspace import known_promise_areas, promise_areas

__all__ = ["StationAreas", "areas_by_now", "station_areas"]

_AT_ONCE: Final = 20
"""A page waits for so many new areas, about a third of a second."""
_PIECE: Final = 4
"""So many areas are calculated before it is asked whether anybody still waits for them."""

Numbers = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class StationAreas:
    """The areas that are there by now.

    Attributes
    ----------
    areas : GeoDataFrame
        ``station_id, minutes, kind`` and the area. All of them, or only those of the stations that
        are tried out while the others are still calculated.
    done, of : int
        How many stations have their area, of how many on duty.
    """

    areas: gpd.GeoDataFrame
    done: int
    of: int

    @property
    def is_whole(self) -> bool:
        """Whether nothing is missing."""
        return len(self.areas) == self.of


def station_areas(planner: Planner, scenario: Scenario, drive_min: float = 0.0) -> gpd.GeoDataFrame:
    """Return the area of every station on duty, however long that takes.

    Parameters
    ----------
    planner : Planner
    scenario : Scenario
    drive_min : float
        Minutes of driving alone: no call, no turnout, no walk. 0 for where the promise is kept.

    Returns
    -------
    GeoDataFrame
        ``station_id, minutes, kind`` and the area.
    """
    return _all(planner, scenario.situation, drive_min)


def areas_by_now(
    planner: Planner, scenario: Scenario, drive_min: float = 0.0, *, window: Hashable
) -> StationAreas:
    """Return the areas of the stations on duty as far as a page need not wait for them.

    What is missing is calculated as long as a window asks again.

    Parameters
    ----------
    planner : Planner
    scenario : Scenario
    drive_min : float
        As for :func:`station_areas`.
    window : hashable
        Who asks.

    Returns
    -------
    StationAreas
    """
    situation = scenario.situation
    known = _known(planner, situation, drive_min)
    if (~known).sum() <= _AT_ONCE:
        return _whole(_all(planner, situation, drive_min))
    question = "areas", situation, drive_min
    work = partial(_calculated, planner, situation, drive_min)
    job = planner.later.ask((window, "areas"), question, work)
    if job is not None and not job.is_running and (found := job.answer()) is not None:
        return _whole(found)
    tried = _tried(planner, situation)
    if (~known[tried]).sum() > _AT_ONCE:
        tried = tried[:0]
    return StationAreas(_some(planner, situation, drive_min, tried), int(known.sum()), len(known))


def _whole(areas: gpd.GeoDataFrame) -> StationAreas:
    return StationAreas(areas, len(areas), len(areas))


def _calculated(planner: Planner, situation: Scenario, drive_min: float, stop: Stop) -> Any:
    """Return all areas, None where nobody waits for them any more."""
    missing = np.flatnonzero(~_known(planner, situation, drive_min))
    for begin in range(0, len(missing), _PIECE):
        if stop.must_stop:
            return None
        stop.tell(Progress(done=begin, of=len(missing)))
        _some(planner, situation, drive_min, missing[begin : begin + _PIECE])
    return _all(planner, situation, drive_min)


@answered_once
def _all(planner: Planner, situation: Scenario, drive_min: float) -> gpd.GeoDataFrame:
    stations = planner.answer(situation).district.stations
    return _some(planner, situation, drive_min, np.arange(len(stations)))


def _some(
    planner: Planner, situation: Scenario, drive_min: float, numbers: Numbers
) -> gpd.GeoDataFrame:
    if drive_min:
        return planner.drives(situation, drive_min, numbers)
    answer = planner.answer(situation)
    return promise_areas(answer.district, answer.coverage, among=numbers)


def _known(planner: Planner, situation: Scenario, drive_min: float) -> NDArray[np.bool_]:
    """Return of which stations on duty the area is there."""
    if drive_min:
        return planner.known_drives(situation, drive_min)
    answer = planner.answer(situation)
    return known_promise_areas(answer.district, answer.coverage)


def _tried(planner: Planner, situation: Scenario) -> Numbers:
    """Return the numbers of those stations on duty that are tried out."""
    ids = [station.station_id for station in situation.stations]
    listed = planner.answer(situation).district.stations["station_id"]
    return np.flatnonzero(listed.isin(ids).to_numpy())
