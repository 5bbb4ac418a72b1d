"""Every hour of every kind of day of one district, with what they share worked out once."""

from collections.abc import Hashable
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from geo.coverage import Coverage, Duty, OnDuty, best_gates
from geo.response import ResponseModel
from geo.roads import SnappedPoints
from geo.travel import point_times
from geo.workdays import DayKind
from geo.workspace.gates import Gates
from geo.workspace.hourly_roads import HourlyRoads
from geo.workspace.station_rows import station_rows

__all__ = ["DayAndNight"]

Minutes = NDArray[np.float64]
Flags = NDArray[np.bool_]


class _Judge(Protocol):
    def __call__(
        self, drive_min: Minutes, access_min: Minutes, *, turnout_min: Minutes
    ) -> Coverage: ...


class DayAndNight:
    """What an hour is made of: the roads, the open gates, the crews on duty.

    Hours with the same roads share their minutes, and hours that are alike in everything share
    their verdicts: most of a day is a few situations.

    Parameters
    ----------
    roads : HourlyRoads
    station_ids, crews : tuple
        All open stations, on duty or not, and the crews of those without shifts.
    points : SnappedPoints
        Where they stand.
    gates : Gates
    model : ResponseModel
    duty : Duty
    judge : callable
        The verdicts for minutes and turnouts.
    """

    def __init__(
        self,
        *,
        roads: HourlyRoads,
        station_ids: tuple[str, ...],
        crews: tuple[int, ...],
        points: SnappedPoints,
        gates: Gates,
        model: ResponseModel,
        duty: Duty,
        judge: _Judge,
    ) -> None:
        self.station_ids = station_ids
        self._roads = roads
        self._crews = np.array(crews, dtype=np.int64)
        self._points = points
        self._gates = gates
        self._model = model
        self._access_min = gates.access_minutes(model)
        self._duty = duty
        self._judge = judge
        self._on: dict[tuple[DayKind, int], OnDuty] = {}
        self._open: dict[int, Flags] = {}
        self._drive: dict[Hashable, Minutes] = {}
        self._judged: dict[Hashable, Coverage] = {}

    def take_verdicts(self, day: DayKind, hour: int, coverage: Coverage) -> None:
        """Take the verdicts of an hour, and of all that are like it, that are known already."""
        self._judged[self.situation(day, hour)] = coverage

    def on_duty(self, day: DayKind, hour: int) -> OnDuty:
        """Return who is on duty; stations without shifts have the crews of the list."""
        if (day, hour) not in self._on:
            usual_min = self._model.turnout_min
            on = self._duty.at(day, hour, self.station_ids, turnout_min=usual_min)
            crews = np.where(on.crews < 0, self._crews, on.crews)
            self._on[day, hour] = on._replace(crews=crews)
        return self._on[day, hour]

    def situation(self, day: DayKind, hour: int) -> Hashable:
        """Return what makes the verdicts of an hour: hours of one situation have the same."""
        on = self.on_duty(day, hour)
        return (
            self._roads.key(hour),
            self._open_at(hour).tobytes(),
            on.is_manned.tobytes(),
            on.turnout_min.tobytes(),
        )

    def minutes(self, day: DayKind, hour: int) -> tuple[Minutes, Minutes, OnDuty]:
        """Return drive and access minutes of an hour, (n_stations, n_estates), and who is on duty.

        Where nobody is on duty there is no way.
        """
        on, (drive_min, access_min) = self.on_duty(day, hour), self._by_gates(hour)
        return np.where(on.is_manned[:, None], drive_min, np.inf), access_min, on

    def coverage(self, day: DayKind, hour: int) -> Coverage:
        """Return the verdicts of an hour; its stations are numbered among those on duty."""
        known = self._judged.get(self.situation(day, hour))
        if known is not None:
            return known
        drive_min, access_min, on = self.minutes(day, hour)
        manned = on.is_manned
        return self._judge(
            drive_min[manned], access_min[manned], turnout_min=on.turnout_min[manned]
        )

    def everybody(self, hour: int) -> Coverage:
        """Return the verdicts of an hour as if every open station had a crew on duty."""
        turnouts = np.full(len(self.station_ids), self._model.turnout_min)
        return self._judge(*self._by_gates(hour), turnout_min=turnouts)

    def _open_at(self, hour: int) -> Flags:
        if hour not in self._open:
            self._open[hour] = self._gates.open_at(hour)
        return self._open[hour]

    def _by_gates(self, hour: int) -> tuple[Minutes, Minutes]:
        """Return drive and access minutes by the best gate that is open."""
        is_open = self._open_at(hour)
        return station_rows(
            self._points,
            lambda points: self._by_best_gate(points, hour),
            ground=self._roads.at(hour),
            asked=(self._gates, self._model, is_open.tobytes()),
            n_estates=self._gates.n_estates,
        )

    def _by_best_gate(self, points: SnappedPoints, hour: int) -> tuple[Minutes, Minutes]:
        choice = best_gates(
            drive_min=self._drive_min(points, hour),
            access_min=self._access_min,
            estate_of_gate=self._gates.estate,
            n_estates=self._gates.n_estates,
            is_open=self._open_at(hour),
        )
        return choice.drive_min, choice.access_min

    def _drive_min(self, points: SnappedPoints, hour: int) -> Minutes:
        """Return the minutes from stations to all gates, open or not, (n_points, n_gates)."""
        key = self._roads.key(hour), points.edge.tobytes(), points.fraction.tobytes()
        if key not in self._drive:
            times = point_times(
                self._roads.at(hour),
                origins=points,
                destinations=self._gates.points,
                limit_min=np.inf,
            )
            self._drive[key] = times.minutes.astype(np.float64)
        return self._drive[key]
