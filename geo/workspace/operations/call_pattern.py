"""When calls come: by hour, kind of day and month, from the log of a district or assumed."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.errors import Notice, OperationsError
from geo.operations import CallForecast, fit_calls
from geo.read_only import ReadOnlyArrays
from geo.settings import Season
from geo.workdays import DayKind, day_kind, last_known_year
from geo.workspace.district import District
from geo.workspace.operations.lists import read_call_list

__all__ = ["CallPattern", "call_pattern", "daily_calls", "shares_of_time"]

_HOURS: Final = 24
_KINDS: Final = tuple(DayKind)

Reals = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class CallPattern(ReadOnlyArrays):
    """How calls spread over a year. Arrays are read-only.

    Attributes
    ----------
    level : ndarray of float64, shape (3, 24)
        Calls of an hour on a weekday, a weekend day and a holiday over those of a mean hour.
    days : ndarray of int64, shape (3,)
        Days of each kind in the last year that the calendar of holidays knows.
    month_factor : ndarray of float64, shape (12,)
        Calls of a day in January to December over those of a mean day.
    from_log : bool
        Whether a log says so; otherwise all hours are thought alike.
    notices : tuple of Notice
        Where it comes from.
    """

    level: Reals
    days: NDArray[np.int64]
    month_factor: Reals
    from_log: bool
    notices: tuple[Notice, ...]

    def __post_init__(self) -> None:
        for array in (self.level, self.days, self.month_factor):
            array.setflags(write=False)

    @property
    def share_of_calls(self) -> Reals:
        """Share of a year's calls in each hour of each kind of day, shape (3, 24), sum 1."""
        calls = self.level * self.days[:, None]
        return np.asarray(calls / calls.sum())

    def in_month(self, month: int | None) -> float:
        """Return the calls of a day in a month over those of a mean day; 1 for no month."""
        return 1.0 if month is None else float(self.month_factor[month - 1])

    def said_of(self, month: int | None) -> tuple[Notice, ...]:
        """Return whose calls are meant, where a month is."""
        if month is None:
            return ()
        key = "hours.month_of_log" if self.from_log else "hours.month_assumed"
        return (Notice(key, month=month, factor=self.in_month(month)),)


def call_pattern(district: District) -> CallPattern:
    """Return when the calls of a district come.

    Parameters
    ----------
    district : District

    Returns
    -------
    CallPattern
        From its log of calls; where it names none, or one too short to say, all hours are thought
        alike and the rain season brings what the settings say. Its notices tell which.

    Raises
    ------
    WorkspaceError
        When the log cannot be read.
    """
    source, season = district.inputs.source, district.settings.season
    if source is None or source.path("calls") is None:
        return _even(season, Notice("hours.calls_assumed"))
    calls = read_call_list(source, district.inputs.estates).calls
    try:
        days, counts = daily_calls(pd.to_datetime(calls["reported_at"]))
        fitted = fit_calls(counts, days, rain_months=season.rain_months)
    except OperationsError as error:
        return _even(season, Notice(error.key, **error.params), Notice("hours.calls_assumed"))
    return _of_log(fitted)


def shares_of_time() -> Reals:
    """Return the share of a year's hours in each hour of each kind of day, shape (3, 24), sum 1."""
    hours = np.repeat(_day_counts()[:, None], _HOURS, axis=1).astype(np.float64)
    return np.asarray(hours / hours.sum())


def daily_calls(moments: "pd.Series[pd.Timestamp]") -> tuple[list[date], Reals]:
    """Return the days from the first call to the last, and calls by day and hour.

    Parameters
    ----------
    moments : Series of datetime
        When each call was reported.

    Returns
    -------
    days : list of date
    counts : ndarray of float64, shape (n_days, 24)
    """
    first, last = moments.min().date(), moments.max().date()
    days = [first + timedelta(number) for number in range((last - first).days + 1)]
    counts = np.zeros((len(days), _HOURS))
    number = (moments.dt.normalize() - pd.Timestamp(first)).dt.days.to_numpy()
    np.add.at(counts, (number, moments.dt.hour.to_numpy()), 1)
    return days, counts


def _year() -> list[date]:
    first = date(last_known_year(), 1, 1)
    length = (date(first.year + 1, 1, 1) - first).days
    return [first + timedelta(number) for number in range(length)]


def _day_counts() -> NDArray[np.int64]:
    kinds = [day_kind(day) for day in _year()]
    return np.array([kinds.count(kind) for kind in _KINDS], dtype=np.int64)


def _even(season: Season, *notices: Notice) -> CallPattern:
    return CallPattern(
        level=np.ones((len(_KINDS), _HOURS)),
        days=_day_counts(),
        month_factor=np.array(season.month_factors()),
        from_log=False,
        notices=notices,
    )


def _of_log(fitted: CallForecast) -> CallPattern:
    days = _year()
    expected = fitted.expected(days)
    kinds = np.array([_KINDS.index(day_kind(day)) for day in days])
    level = np.array([expected[kinds == number].mean(axis=0) for number in range(len(_KINDS))])
    return CallPattern(
        level=level / expected.mean(),
        days=_day_counts(),
        month_factor=fitted.month_factor / fitted.month_factor.mean(),
        from_log=True,
        notices=(Notice("hours.calls_from_log", calls=fitted.calls, days=fitted.days),),
    )
