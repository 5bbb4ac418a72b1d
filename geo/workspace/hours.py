"""Every hour of every kind of day of one district, with what they share worked out once."""

from collections.abc import Hashable
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from geo.coverage import Coverage, Duty, GateChoice, OnDuty, best_gates
from geo.response import ResponseModel
from geo.roads import SnappedPoints
from geo.travel import point_times
from geo.workdays import DayKind
from geo.workspace.gates import Gates
from geo.workspace.hourly_roads import HourlyRoads

__all__ = ["DayAndNight"]

Minutes = NDArray[np.float64]


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
        self._access_min = gates.access_minutes(model)
        self._turnout_min = model.turnout_min
        self._duty = duty
        self._judge = judge
        self._drive: dict[Hashable, Minutes] = {}

    def on_duty(self, day: DayKind, hour: int) -> OnDuty:
        """Return who is on duty; stations without shifts have the crews of the list."""
        on = self._duty.at(day, hour, self.station_ids, turnout_min=self._turnout_min)
        return on._replace(crews=np.where(on.crews < 0, self._crews, on.crews))

    def situation(self, day: DayKind, hour: int) -> Hashable:
        """Return what makes the verdicts of an hour: hours of one situation have the same."""
        on = self.on_duty(day, hour)
        return (
            self._roads.key(hour),
            self._gates.open_at(hour).tobytes(),
            on.is_manned.tobytes(),
            on.turnout_min.tobytes(),
        )

    def minutes(self, day: DayKind, hour: int) -> tuple[Minutes, Minutes, OnDuty]:
        """Return drive and access minutes of an hour, (n_stations, n_estates), and who is on duty.

        Where nobody is on duty there is no way.
        """
        on, choice = self.on_duty(day, hour), self._by_gates(hour)
        return np.where(on.is_manned[:, None], choice.drive_min, np.inf), choice.access_min, on

    def coverage(self, day: DayKind, hour: int) -> Coverage:
        """Return the verdicts of an hour; its stations are numbered among those on duty."""
        drive_min, access_min, on = self.minutes(day, hour)
        manned = on.is_manned
        return self._judge(
            drive_min[manned], access_min[manned], turnout_min=on.turnout_min[manned]
        )

    def everybody(self, hour: int) -> Coverage:
        """Return the verdicts of an hour as if every open station had a crew on duty."""
        choice = self._by_gates(hour)
        turnouts = np.full(len(self.station_ids), self._turnout_min)
        return self._judge(choice.drive_min, choice.access_min, turnout_min=turnouts)

    def _by_gates(self, hour: int) -> GateChoice:
        return best_gates(
            drive_min=self._drive_min(hour),
            access_min=self._access_min,
            estate_of_gate=self._gates.estate,
            n_estates=self._gates.n_estates,
            is_open=self._gates.open_at(hour),
        )

    def _drive_min(self, hour: int) -> Minutes:
        """Return the minutes from all open stations to all gates, (n_stations, n_gates)."""
        key = self._roads.key(hour)
        if key not in self._drive:
            times = point_times(
                self._roads.at(hour),
                origins=self._points,
                destinations=self._gates.points,
                limit_min=np.inf,
            )
            self._drive[key] = times.minutes.astype(np.float64)
        return self._drive[key]
