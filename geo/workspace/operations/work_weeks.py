"""Works put on weeks: when each can start, how long it takes, and what it gains by then."""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.errors import Fault, WorkspaceError
from geo.settings import Settings
from geo.workdays import DayKind, day_kind
from geo.workspace.operations.work_lists import WorkLists

__all__ = ["TO_FRIDAY", "RainSeason", "WeeksOfWorks", "season_of", "weeks_of_works"]

Reals = NDArray[np.float64]
Whole = NDArray[np.int64]

_WEEK: Final = timedelta(days=7)
TO_FRIDAY: Final = timedelta(days=4)
"""From the Monday of a week to the day on which its works count as finished."""
_USUAL_DAYS: Final = 5.0


@dataclass(frozen=True)
class RainSeason:
    """The season that works are done for.

    Attributes
    ----------
    begin, end : date
        Its first and last day.
    ready_by : date
        The day by which works must be finished.
    """

    begin: date
    end: date
    ready_by: date

    @property
    def days(self) -> int:
        """Days of the season."""
        return (self.end - self.begin).days + 1


@dataclass(frozen=True, eq=False)
class WeeksOfWorks:
    """The weeks of a plan, and how works lie in them.

    Attributes
    ----------
    mondays : list of date
    crews, days : ndarray of float64, shape (n_weeks,)
        Crews for works, and days that they work.
    length : ndarray of int, shape (n_works,)
        Weeks that a work takes.
    first, last : ndarray of int, shape (n_works,)
        Weeks in which a work may start.
    season_days : ndarray of float64, shape (n_works, n_weeks)
        Days of leak avoided by a work that starts in that week: days of the season that follow its
        end, and days before the season by what they bring of rain.
    """

    mondays: list[date]
    crews: Reals
    days: Reals
    length: Whole
    first: Whole
    last: Whole
    season_days: Reals

    @property
    def crew_days(self) -> Reals:
        """Crew-days of every week."""
        return self.crews * self.days


def season_of(settings: Settings) -> RainSeason:
    """Return the season of a workspace.

    Raises
    ------
    WorkspaceError
        When the settings do not say when it begins and ends.
    """
    season = settings.season
    if season.from_ is None or season.to is None:
        raise WorkspaceError("works.no_season")
    ready = season.ready_by or season.from_ - timedelta(days=1)
    return RainSeason(season.from_, season.to, ready)


def weeks_of_works(
    lists: WorkLists, settings: Settings, season: RainSeason, *, season_factor: float
) -> WeeksOfWorks:
    """Put works on the weeks from the first one that is planned to the last that matters.

    Parameters
    ----------
    lists : WorkLists
    settings : Settings
    season : RainSeason
    season_factor : float
        How many days before the season bring as much rain as one of it.

    Returns
    -------
    WeeksOfWorks

    Raises
    ------
    WorkspaceError
        For works that no week can finish in time: each with the least that its deadline would have
        to give.
    """
    rules = settings.works
    crews_of = {
        _monday(week.date()): (float(crews), float(days))
        for week, crews, days in lists.crew_weeks[["week", "crews", "days"]].itertuples(index=False)
    }
    begin = _monday(rules.from_ or min(crews_of))
    end = season.ready_by if rules.ready == "hard" else season.end
    count = max((_monday(end) - begin).days // 7 + 1, 1)
    mondays = [begin + number * _WEEK for number in range(count)]
    crews = np.array([crews_of.get(monday, (0.0, np.nan))[0] for monday in mondays])
    said = np.array([crews_of.get(monday, (0.0, np.nan))[1] for monday in mondays])
    days = np.where(np.isnan(said), [_working_days(monday) for monday in mondays], said)
    length = _lengths(lists.works, rules.crews_at_most)
    first, last, faults = _windows(lists, mondays, length, end)
    if faults:
        raise WorkspaceError("workspace.faults", faults=faults, count=len(faults))
    gained = np.array(
        [
            [
                _days_gained(monday + (int(weeks) - 1) * _WEEK + TO_FRIDAY, season, settings)
                for monday in mondays
            ]
            for weeks in length
        ]
    ).reshape(len(length), count, 2)
    before = gained[:, :, 1] / season_factor if season_factor > 0 else 0.0
    return WeeksOfWorks(
        mondays, crews, days, length, first, last, np.maximum(gained[:, :, 0] + before, 0.0)
    )


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _working_days(monday: date) -> int:
    week = (monday + timedelta(days=number) for number in range(7))
    return sum(day_kind(day) is DayKind.WEEKDAY for day in week)


def _lengths(works: pd.DataFrame, crews_at_most: int) -> Whole:
    """Return the weeks of every work: as listed, else what the most crews at one work need."""
    needed = np.ceil(works["crew_days"].to_numpy(np.float64) / (crews_at_most * _USUAL_DAYS))
    said = works["weeks"].to_numpy(np.float64, na_value=np.nan)
    return np.where(np.isnan(said), np.maximum(needed, 1), said).astype(np.int64)


def _windows(
    lists: WorkLists, mondays: list[date], length: Whole, end: date
) -> tuple[Whole, Whole, list[Fault]]:
    """Return the first and last week in which works may start, and those that fit no week."""
    first, last, faults = [], [], []
    for index, (row, weeks) in enumerate(
        zip(lists.works.to_dict("records"), length.tolist(), strict=True)
    ):
        earliest = max([mondays[0], *_days(row, "not_before", "window_from")])
        latest = min([end, *_days(row, "window_to")])
        start = -((mondays[0] - earliest).days // 7)
        # A week counts as within a deadline when its Friday is.
        finish = (latest - mondays[0] - TO_FRIDAY).days // 7
        stop = finish - weeks + 1
        if stop < start:
            relaxed = mondays[0] + (start + weeks - 1) * _WEEK + TO_FRIDAY
            faults.append(
                Fault(
                    "works.window_missed",
                    **lists.read.at(index, "window_to"),
                    work=row["work_id"],
                    earliest=earliest.isoformat(),
                    weeks=weeks,
                    latest=latest.isoformat(),
                    relaxed=relaxed.isoformat(),
                )
            )
        first.append(start)
        last.append(stop)
    return np.array(first, np.int64), np.array(last, np.int64), faults


def _days(row: Mapping[Hashable, Any], *names: str) -> Iterator[date]:
    for name in names:
        moment = row[name]
        if isinstance(moment, pd.Timestamp) and not pd.isna(moment):
            yield moment.date()


def _days_gained(finish: date, season: RainSeason, settings: Settings) -> tuple[float, float]:
    """Return the days of the season, and those before it, that follow the end of a work."""
    after = (season.end - max(finish, season.begin - timedelta(days=1))).days
    late = max((finish - season.ready_by).days, 0)
    before = max((season.begin - finish).days - 1, 0)
    return after - settings.works.late_price * late, float(before)
