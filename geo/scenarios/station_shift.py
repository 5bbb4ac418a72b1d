"""A shift that a scenario gives a station: as it is kept, and as people write it."""

import re
import unicodedata
from itertools import combinations
from math import nan
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, ConfigDict
from pydantic_core import PydanticCustomError

from geo.coverage import Shift, split_skills
from geo.errors import Fault, WorkspaceError
from geo.settings import CrewCount, LegMinutes, checked_value
from geo.tables import (
    EVERY_DAY,
    HOLIDAY,
    WEEKDAYS,
    WEEKEND,
    Days,
    read_days,
    read_hours,
    shifts_overlap,
)

__all__ = ["KINDS_OF_DAYS", "StationShift", "overlapping", "read_shift", "refuse_overlaps"]

KINDS_OF_DAYS: Final = {
    "every": EVERY_DAY,
    "weekday": WEEKDAYS,
    "weekend": WEEKEND,
    "holiday": frozenset({HOLIDAY}),
}
"""The days that have one word in every language."""

_HOUR_MIN: Final = 60
_LONGEST: Final = 500
_SHOWN: Final = 60
_CREWS: Final = re.compile(
    r"(?:crews?|班组数?|units?)\s*[:=]?\s*(\S+?)(?=[\s,;、]|$)", re.IGNORECASE
)
_TURNOUT: Final = re.compile(
    r"(?:turnout|出动时间|出动)\s*[:=]?\s*([^\s,;、]+?)(?:\s*(?:min|minutes|分钟|分))?(?=[\s,;、]|$)",
    re.IGNORECASE,
)
_SKILLS: Final = re.compile(r"(?:skills?|技能)\s*[:=]?\s*(\S+)", re.IGNORECASE)


def _days(text: str) -> str:
    days = read_days(text)
    if days is None:
        raise PydanticCustomError("shift_days", "no days")
    named = [name for name, classes in KINDS_OF_DAYS.items() if days == Days(classes)]
    return named[0] if named else text.strip()


def _hours(text: str) -> str:
    hours = read_hours(text)
    if hours is None:
        raise PydanticCustomError("shift_hours", "no hours")
    if hours[0] == hours[1]:
        raise PydanticCustomError("shift_hours", "no length")
    return "-".join(f"{minutes // _HOUR_MIN:02d}:{minutes % _HOUR_MIN:02d}" for minutes in hours)


class StationShift(BaseModel):
    """Crews of a station that work the same hours on the same days.

    Attributes
    ----------
    station_id : str
    days : str
        ``every``, ``weekday``, ``weekend``, ``holiday``, or as the planner wrote them.
    hours : str
        ``20:00-08:00``; a shift that ends before it begins goes over midnight.
    crews : int or None
        Crews on duty; None for those that the station has.
    turnout_min : float or None
        Their turnout; None for that of the scenario or the workspace.
    skills : str
        What they can mend, as ``水、电``; empty for what the station's crews can.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    station_id: str
    days: Annotated[str, AfterValidator(_days)] = "every"
    hours: Annotated[str, AfterValidator(_hours)] = "00:00-24:00"
    crews: CrewCount | None = None
    turnout_min: LegMinutes | None = None
    skills: str = ""

    def on(self, *, crews: int, skills: frozenset[str] = frozenset()) -> Shift:
        """Return the shift of a station with such crews where the shift does not say.

        Parameters
        ----------
        crews : int
        skills : frozenset of str
            Empty for everything.
        """
        days, opens, closes = self._span()
        return Shift(
            station_id=self.station_id,
            days=days,
            opens=opens,
            closes=closes,
            crews=crews if self.crews is None else self.crews,
            turnout_min=nan if self.turnout_min is None else self.turnout_min,
            skills=split_skills(self.skills) or skills,
        )

    def overlaps(self, other: "StationShift") -> bool:
        """Return whether two shifts of one station have an hour in common."""
        return shifts_overlap(self._span(), other._span())

    def _span(self) -> tuple[Days, float, float]:
        days, hours = read_days(self.days), read_hours(self.hours)
        # Both were read when the shift was made.
        assert days is not None
        assert hours is not None
        return days, hours[0] / _HOUR_MIN, hours[1] / _HOUR_MIN


def read_shift(station_id: str, words: str) -> StationShift:
    """Read a shift as people write it: days, from when to when, crews, turnout, skills.

    Parameters
    ----------
    station_id : str
    words : str
        ``weekday 20:00-08:00 crews 1 turnout 5`` or ``工作日 20:00-08:00 班组 1 出动 5``; days left
        out are every day.

    Returns
    -------
    StationShift

    Raises
    ------
    WorkspaceError
        When the words say no days and hours, or a shift that ends when it begins.
    SettingsError
        When crews or turnout are no such numbers.
    """
    text = unicodedata.normalize("NFKC", words).strip()
    if len(text) > _LONGEST:
        raise WorkspaceError("condition.no_shift", found=f"{words[:_SHOWN]}…")
    crews, turnout, skills = (one.search(text) for one in (_CREWS, _TURNOUT, _SKILLS))
    for found in (crews, turnout, skills):
        text = text.replace(found[0], " ") if found else text
    days, hours = _days_and_hours(text.strip(" ,;、"), words)
    return StationShift(
        station_id=station_id,
        days=days,
        hours=hours,
        crews=None if crews is None else checked_value("crews", CrewCount, crews[1]),
        turnout_min=None if turnout is None else checked_value("turnout", LegMinutes, turnout[1]),
        skills="" if skills is None else skills[1],
    )


def _days_and_hours(text: str, words: str) -> tuple[str, str]:
    """Return the days and the hours of a text that ends with its hours."""
    parts = text.split()
    for number in range(len(parts) - 1, -1, -1):
        days, hours = " ".join(parts[:number]) or "every", " ".join(parts[number:])
        span = read_hours(hours)
        if span is not None and read_days(days) is not None:
            if span[0] == span[1]:
                raise WorkspaceError("condition.shift_without_length", found=words)
            return days, hours
    raise WorkspaceError("condition.no_shift", found=words)


def refuse_overlaps(shifts: tuple[StationShift, ...]) -> None:
    """Refuse shifts of one station that have hours in common.

    Parameters
    ----------
    shifts : tuple of StationShift

    Raises
    ------
    WorkspaceError
        With every pair that does.
    """
    faults = [
        Fault(
            "condition.overlap",
            station=one.station_id,
            first=f"{one.days} {one.hours}",
            second=f"{other.days} {other.hours}",
        )
        for one, other in overlapping(shifts)
    ]
    if faults:
        raise WorkspaceError("condition.overlaps", faults=faults)


def overlapping(shifts: tuple[StationShift, ...]) -> list[tuple[StationShift, StationShift]]:
    """Return the pairs of shifts of one station that have hours in common.

    Parameters
    ----------
    shifts : tuple of StationShift

    Returns
    -------
    list of (StationShift, StationShift)
    """
    return [
        (one, other)
        for one, other in combinations(shifts, 2)
        if one.station_id == other.station_id and one.overlaps(other)
    ]
