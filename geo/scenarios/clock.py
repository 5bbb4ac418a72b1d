"""A scenario around the clock: what each hour is like, and when an estate loses its cover."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.coverage import HourlyCoverage, hourly_summary
from geo.scenarios.planner import Planner
from geo.scenarios.scenario import Scenario

__all__ = ["CLOCK_CLASSES", "ClockHour", "clock_classes", "clock_hours", "hours_by_now"]

CLOCK_CLASSES: Final = ("always", "at_night", "at_times", "never")
"""Covered at every hour · by day but not by night · at other times not · never."""


_QUICK_PAIRS: Final = 30_000
"""Stations times estates, of which a page waits for all hours: a fraction of a second."""


@dataclass(frozen=True)
class ClockHour:
    """One hour of a kind of day.

    Attributes
    ----------
    hour : int
        0 to 23.
    share : float
        Of the households that are covered, 0 to 1.
    stations_on_duty : int
    """

    hour: int
    share: float
    stations_on_duty: int


def clock_hours(hourly: HourlyCoverage, households: ArrayLike, day: str) -> list[ClockHour]:
    """Return the 24 hours of a kind of day.

    Parameters
    ----------
    hourly : HourlyCoverage
    households : array_like, shape (n_estates,)
    day : str
        One of ``hourly.kinds_of_day``.

    Returns
    -------
    list of ClockHour, length 24
    """
    hours = hourly_summary(hourly, households, night_hours=())["by_hour"]
    return [
        ClockHour(one["hour"], one["share_households"], one["stations_on_duty"])
        for one in hours
        if one["day"] == day
    ]


def hours_by_now(
    planner: Planner, scenario: Scenario, *, window: Hashable, may_take_time: bool = True
) -> HourlyCoverage | None:
    """Return who is reached at every hour; None as long as that takes longer than a page may.

    It is calculated as long as a window asks again.

    Parameters
    ----------
    planner : Planner
    scenario : Scenario
    window : hashable
        Who asks.
    may_take_time : bool
        Whether a page may wait a little; False where others wait for it.

    Returns
    -------
    HourlyCoverage or None
    """
    situation = scenario.situation.at_hour(None)
    district = planner.district
    pairs = len(district.estates) * (len(district.stations) + len(situation.stations))
    is_quick = may_take_time and pairs <= _QUICK_PAIRS
    if is_quick or planner.knows_hours(situation):
        return planner.by_hour(situation)
    question = "hours", situation
    job = planner.later.ask((window, "hours"), question, lambda _stop: planner.by_hour(situation))
    found: HourlyCoverage | None = None if job is None or job.is_running else job.answer()
    return found


def clock_classes(
    hourly: HourlyCoverage, *, day_hour: int, night_hours: Sequence[int]
) -> NDArray[np.int64]:
    """Return when every estate is covered, over all kinds of day.

    Parameters
    ----------
    hourly : HourlyCoverage
    day_hour : int
        The hour that stands for the day: the hour of the plan. Rush hours make many estates late
        by day too; who is covered at this hour and not at night is what a night crew is for.
    night_hours : sequence of int
        The hours of the night.

    Returns
    -------
    ndarray of int64, shape (n_estates,)
        Index into :data:`CLOCK_CLASSES`.
    """
    by_day = hourly.covered[:, day_hour].all(axis=0)
    by_night = hourly.covered[:, list(night_hours)].all(axis=(0, 1))
    conditions = [
        hourly.round_the_clock,
        by_day & ~by_night,
        hourly.covered.any(axis=(0, 1)),
    ]
    return np.asarray(np.select(conditions, range(3), default=3), dtype=np.int64)
