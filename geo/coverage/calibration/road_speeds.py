"""Speeds by road class, learned from a dispatch log."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.coverage.calibration.dispatch_log import DispatchLog
from geo.coverage.calibration.least_absolute import fit_least_absolute
from geo.roads import RoadMap, SnappedPoints, road_network, snap
from geo.travel import point_times

__all__ = ["RoadSpeeds", "learn_road_speeds", "with_road_minutes"]

# Minutes on a class are read off by slowing the class a little: the extra minutes over the extra.
_SLOWER: Final = 0.02
_ROUNDS: Final = 2
_FASTEST_FACTOR: Final = 3.0
# What is known before, for every class: it keeps its speed relative to the others, as firmly as
# if this share of all driven minutes had said so. Classes hardly driven are held by it.
_PRIOR_SHARE: Final = 0.003

Reals = NDArray[np.float64]
Speeds = Mapping[str, float]


@dataclass(frozen=True, eq=False)
class RoadSpeeds:
    """What a log teaches about the roads.

    Attributes
    ----------
    speed_kmh : mapping of str to float
        Learned speed by road class.
    turnout_min : float
        Median minutes before the drive.
    """

    speed_kmh: Speeds
    turnout_min: float


@dataclass(frozen=True, eq=False)
class _Routes:
    """Stations and calls on the roads."""

    road_map: RoadMap
    station: NDArray[np.int64]
    stations: SnappedPoints
    calls: SnappedPoints

    def minutes(self, speed_kmh: Speeds) -> Reals:
        """Return the drive minutes of every call, inf where there is no way."""
        network = road_network(self.road_map, speed_kmh=speed_kmh, rush_hours=())
        minutes = np.full(self.station.size, np.inf)
        for station in np.unique(self.station):
            its = np.flatnonzero(self.station == station)
            times = point_times(
                network,
                origins=self.stations.take(np.array([station])),
                destinations=self.calls.take(its),
                limit_min=np.inf,
            )
            minutes[its] = times.minutes[0]
        return minutes

    def minutes_by_class(self, speed_kmh: Speeds, reached: NDArray[np.bool_]) -> dict[str, Reals]:
        """Return the minutes that the drives spend on every class they use."""
        total = self.minutes(speed_kmh)
        parts = {}
        for road_class, speed in speed_kmh.items():
            slower = dict(speed_kmh) | {road_class: speed / (1 + _SLOWER)}
            with np.errstate(invalid="ignore"):
                part = (self.minutes(slower) - total)[reached] / _SLOWER
            if part.sum() > 0:
                parts[road_class] = part
        whole = np.maximum(sum(parts.values(), np.zeros(int(reached.sum()))), 1e-9)
        return {name: part * total[reached] / whole for name, part in parts.items()}


def _routes(log: DispatchLog, stations: pd.DataFrame, road_map: RoadMap) -> _Routes:
    place = [stations[axis].to_numpy(dtype=np.float64) for axis in ("lon", "lat")]
    return _Routes(
        road_map,
        log.station,
        stations=snap(road_map, *place, max_distance_m=np.inf),
        calls=snap(road_map, log.lon, log.lat, max_distance_m=np.inf),
    )


def with_road_minutes(
    log: DispatchLog, stations: pd.DataFrame, road_map: RoadMap, speed_kmh: Speeds
) -> DispatchLog:
    """Return the log with minutes by road; calls without a way are left out and counted."""
    minutes = _routes(log, stations, road_map).minutes(speed_kmh)
    reached = np.isfinite(minutes)
    counted = log.left_out | {"no_road": int((~reached).sum())}
    return replace(log, drive_min=minutes, left_out=counted).take(np.flatnonzero(reached))


def learn_road_speeds(
    log: DispatchLog, stations: pd.DataFrame, road_map: RoadMap, speed_kmh: Speeds
) -> RoadSpeeds:
    """Return the speeds by class that explain a log best.

    Response minutes are a constant (turnout) and minutes on every class, each times a factor, in
    least absolute error; drawn towards one common factor for all classes, so that classes hardly
    driven keep their place. Routes are found anew with the learned speeds, twice.

    Parameters
    ----------
    log : DispatchLog
    stations : DataFrame
        ``lon, lat`` in the order of ``log.station_ids``.
    road_map : RoadMap
    speed_kmh : mapping of str to float
        Speeds to begin with, by road class.
    """
    routes = _routes(log, stations, road_map)
    speeds = dict(speed_kmh)
    reached = np.isfinite(routes.minutes(speeds))
    response_min = log.response_min[reached]
    turnout_min = 0.0
    for _ in range(_ROUNDS):
        parts = routes.minutes_by_class(speeds, reached)
        columns = np.column_stack(list(parts.values()))
        one = np.ones(response_min.size)
        _, common = fit_least_absolute(np.column_stack([one, columns.sum(axis=1)]), response_min)
        weight = _PRIOR_SHARE * np.abs(columns).sum()
        prior = np.column_stack([np.zeros(len(parts)), weight * np.eye(len(parts))])
        turnout_min, *factors = fit_least_absolute(
            np.vstack([np.column_stack([one, columns]), prior]),
            np.concatenate([response_min, np.full(len(parts), common * weight)]),
        )
        bounded = np.clip(factors, 1 / _FASTEST_FACTOR, _FASTEST_FACTOR)
        by_class = dict(zip(parts, bounded.tolist(), strict=True))
        rest = float(np.clip(common, 1 / _FASTEST_FACTOR, _FASTEST_FACTOR))
        speeds = {name: speed / by_class.get(name, rest) for name, speed in speeds.items()}
    return RoadSpeeds(speed_kmh=speeds, turnout_min=float(turnout_min))
