"""Which crews are on duty at an hour of a day, and how long they take to set out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from math import isnan
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.tables import EVERY_DAY, HOLIDAY, WEEKDAYS, WEEKEND, Days
from geo.workdays import DayKind, day_kind

__all__ = ["Day", "Duty", "LongerShift", "OnDuty", "Shift"]

Day = DayKind | date
"""A kind of day, or one date."""

_HOURS: Final = 24
_CLASSES_OF: Final = {
    DayKind.WEEKDAY: WEEKDAYS,
    DayKind.WEEKEND: WEEKEND,
    DayKind.HOLIDAY: frozenset({HOLIDAY}),
}


@dataclass(frozen=True)
class Shift:
    """Crews of one station that work the same hours on the same days.

    Attributes
    ----------
    station_id : str
    days : Days
        The days on which it begins.
    opens, closes : float
        Hours of the day, 0 to 24; a shift that closes at or before it opens goes over midnight.
    crews : int
    turnout_min : float
        Median minutes from the order to wheels rolling; nan for that of the workspace.
    skills : frozenset of str
        What its crews can mend; empty for everything.
    """

    station_id: str
    days: Days
    opens: float
    closes: float
    crews: int
    turnout_min: float = float("nan")
    skills: frozenset[str] = frozenset()

    @property
    def is_all_day(self) -> bool:
        """Whether it never ends."""
        return (self.opens, self.closes) == (0.0, 24.0) and self.days.classes == EVERY_DAY

    def begun_today(self, hour: int) -> bool:
        """Whether a shift that began today is on at an hour of today."""
        ends = 24.0 if self.closes <= self.opens else self.closes
        return self.opens <= hour < ends

    def begun_yesterday(self, hour: int) -> bool:
        """Whether a shift that began yesterday is still on at an hour of today."""
        return self.closes <= self.opens and hour < self.closes

    @property
    def length(self) -> float:
        """Hours from its beginning to its end."""
        return (self.closes - self.opens) % _HOURS or float(_HOURS)


class LongerShift(NamedTuple):
    """A shift that begins earlier or ends later than it does.

    Attributes
    ----------
    shift : Shift
        As it is.
    longer : Shift
        As it would be.
    hours : float
        By how much.
    """

    shift: Shift
    longer: Shift
    hours: float


class OnDuty(NamedTuple):
    """The stations at an hour, in the order that was asked for.

    Attributes
    ----------
    is_manned : ndarray of bool, shape (n_stations,)
        Whether a crew is on duty; always true for a station without shifts.
    crews : ndarray of int64, shape (n_stations,)
        Crews on duty; -1 for a station without shifts, whose crews the list of stations says.
    turnout_min : ndarray of float64, shape (n_stations,)
        Turnout of the quickest crew on duty.
    """

    is_manned: NDArray[np.bool_]
    crews: NDArray[np.int64]
    turnout_min: NDArray[np.float64]


@dataclass(frozen=True)
class Duty:
    """The shifts of a district. A station without any is on duty all day, every day.

    A kind of day stands for all days of that kind: crews count for it when they are on duty on
    every one of them, so a shift on Saturdays alone does not man the weekend, and a date has no
    part in it. Shifts over midnight are those of an eve of the same kind. On a date, shifts for
    that date replace the others of their station; the calendar says whether it is a public
    holiday, and a Saturday or Sunday that is worked instead (调休) has the shifts of a weekday.

    An hour counts by its beginning, like the hours of gates: who opens at 8:30 is there at 9.

    Attributes
    ----------
    shifts : tuple of Shift
    """

    shifts: tuple[Shift, ...] = ()

    @property
    def varies(self) -> bool:
        """Whether any crew is not on duty all day every day, or turns out in a time of its own."""
        return any(
            not (shift.is_all_day and isnan(shift.turnout_min) and shift.crews > 0)
            for shift in self.shifts
        )

    @property
    def skills(self) -> tuple[frozenset[str], ...]:
        """The different sets of skills that crews have, besides those who mend everything."""
        return tuple({shift.skills: None for shift in self.shifts if shift.skills})

    def with_skill(self, skill: str) -> "Duty":
        """Return who is on duty for faults that need a skill.

        Parameters
        ----------
        skill : str
            Crews without it count as off duty; those without a word about skills mend everything.

        Returns
        -------
        Duty
        """
        return Duty(
            tuple(
                shift if not shift.skills or skill in shift.skills else replace(shift, crews=0)
                for shift in self.shifts
            )
        )

    @cached_property
    def _by_station(self) -> dict[str, tuple[Shift, ...]]:
        rows: dict[str, list[Shift]] = {}
        for shift in self.shifts:
            rows.setdefault(shift.station_id, []).append(shift)
        return {station: tuple(own) for station, own in rows.items()}

    def at(self, day: Day, hour: int, station_ids: Sequence[str], *, turnout_min: float) -> OnDuty:
        """Return who is on duty at an hour.

        Parameters
        ----------
        day : DayKind or date
        hour : int
            0 to 23.
        station_ids : sequence of str
            The stations to answer for.
        turnout_min : float
            Turnout where no shift says otherwise.

        Returns
        -------
        OnDuty
        """
        rows = [self._station(str(station), day, hour, turnout_min) for station in station_ids]
        crews = np.array([crews for crews, _ in rows], dtype=np.int64)
        return OnDuty(
            is_manned=crews != 0,
            crews=crews,
            turnout_min=np.array([turnout for _, turnout in rows], dtype=np.float64),
        )

    def lengthened(
        self, day: Day, hour: int, station_id: str, *, most_hours: float
    ) -> LongerShift | None:
        """Return the shift that must last longest the least for a crew to be there at an hour.

        Parameters
        ----------
        day : DayKind or date
        hour : int
            0 to 23, at which the station has no crew.
        station_id : str
        most_hours : float
            No shift may last longer than this.

        Returns
        -------
        LongerShift or None
            None where no shift of the station can; of equals the one that ends later.
        """
        own = self._by_station.get(station_id, ())
        today, eve = _of_day(own, day), _of_day(own, _eve(day))
        found = [*(_ending_later(s, hour, 0) for s in today)]
        found += [_ending_later(s, hour, _HOURS) for s in eve]
        found += [_beginning_earlier(s, hour) for s in today]
        fitting = [
            one
            for one in found
            if one is not None
            and one.shift.crews > 0
            and one.shift.length + one.hours <= most_hours
        ]
        return min(fitting, key=lambda one: one.hours, default=None)

    def _station(
        self, station_id: str, day: Day, hour: int, turnout_min: float
    ) -> tuple[int, float]:
        shifts = self._by_station.get(station_id)
        if shifts is None:
            return -1, turnout_min
        if isinstance(day, date):
            return _together(_on_date(shifts, day, hour), turnout_min)
        always = [
            _together(_on_class(shifts, number, hour), turnout_min)
            for number in sorted(_CLASSES_OF[day])
        ]
        # Fewest crews of all those days, and the slowest of their quickest turnouts.
        return min(crews for crews, _ in always), max(turnout for _, turnout in always)


def _eve(day: Day) -> Day:
    return day - timedelta(days=1) if isinstance(day, date) else day


def _of_day(shifts: Sequence[Shift], day: Day) -> list[Shift]:
    """Return the shifts that begin on a date, or on every day of a kind."""
    if isinstance(day, date):
        return _of_date(shifts, day)
    return [shift for shift in shifts if _CLASSES_OF[day] <= shift.days.classes]


def _ending_later(shift: Shift, hour: int, later: int) -> LongerShift | None:
    """Return a shift with the hour at its end; the hour lies so many hours after its day."""
    ends = shift.opens + shift.length
    hours = hour + later + 1 - ends
    if hours <= 0 or shift.opens > hour + later:
        return None
    closes = (ends + hours) % _HOURS or float(_HOURS)
    return LongerShift(shift, replace(shift, closes=closes), hours)


def _beginning_earlier(shift: Shift, hour: int) -> LongerShift | None:
    """Return a shift of the same day with the hour at its beginning."""
    if shift.opens <= hour:
        return None
    return LongerShift(shift, replace(shift, opens=float(hour)), shift.opens - hour)


def _on_class(shifts: Sequence[Shift], number: int, hour: int) -> list[Shift]:
    """Return who is on duty on a day of the week, or a holiday, after an eve of the same kind."""
    return [
        shift
        for shift in shifts
        if number in shift.days.classes and (shift.begun_today(hour) or shift.begun_yesterday(hour))
    ]


def _on_date(shifts: Sequence[Shift], day: date, hour: int) -> list[Shift]:
    today = [s for s in _of_date(shifts, day) if s.begun_today(hour)]
    eve = [s for s in _of_date(shifts, day - timedelta(days=1)) if s.begun_yesterday(hour)]
    return today + eve


def _of_date(shifts: Sequence[Shift], day: date) -> list[Shift]:
    """Return the shifts that begin on a date."""
    own = [shift for shift in shifts if day in shift.days.dates]
    if own:
        return own
    kind = day_kind(day)
    classes = _CLASSES_OF[kind]
    if day.weekday() in classes:
        classes = frozenset({day.weekday()})
    # A day worked instead is no particular day of the week: whoever works all of them works it.
    return [shift for shift in shifts if classes <= shift.days.classes]


def _together(shifts: Iterable[Shift], turnout_min: float) -> tuple[int, float]:
    """Return all crews of some shifts and the quickest turnout among them."""
    manned = [shift for shift in shifts if shift.crews > 0]
    turnouts = [turnout_min if isnan(s.turnout_min) else s.turnout_min for s in manned]
    return sum(shift.crews for shift in manned), min(turnouts, default=turnout_min)
