"""A forecast of calls by hour, day and month from a log, with intervals.

The log is read as calls on days and hours. The hour of the day gives the shape; weekdays, weekends
and public holidays, then the days of the week, then the single hours of the week differ from it by
factors that are drawn towards 1 as far as the counts say (see :mod:`geo.operations.call_rates`).
Months, and with them the rain season, are factors on the level, where the log has seen them.
Intervals hold what chance does to a count, what days have in common, what a short log leaves
unknown of the shape, and a stated drift of the season where less than a year was seen.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.errors import OperationsError
from geo.operations.call_rates import count_interval, shrunk_rates
from geo.read_only import ReadOnlyArrays
from geo.workdays import DayKind, day_kind

__all__ = ["LEAST_CALLS", "LEAST_DAYS", "SEASON_DRIFT", "CallForecast", "fit_calls"]

KindOf = Callable[[date], DayKind]
Reals = NDArray[np.float64]
Whole = NDArray[np.int64]

HOURS: Final = 24
MONTHS: Final = 12
LEAST_DAYS: Final = 28
LEAST_CALLS: Final = 200
_LEAST_DAYS_OF_A_MONTH: Final = 14
_A_YEAR: Final = 365
SEASON_DRIFT: Final = 0.08
"""By how much the level of a season that was not seen may differ, as a share: an assumption."""


@dataclass(frozen=True, eq=False)
class CallForecast(ReadOnlyArrays):
    """Expected calls by kind of day, day of the week, hour and month. Arrays are read-only.

    Attributes
    ----------
    rate : ndarray of float64, shape (7, 24)
        Calls an hour on an ordinary Monday to Sunday of a month of the log's mean level.
    holiday_rate : ndarray of float64, shape (24,)
        The same on a public holiday.
    month_factor : ndarray of float64, shape (12,)
        Level of January to December over that of the log; 1 where neither the month nor its season
        was seen.
    rain_factor : float
        Level of the rain season over that of the rest of the year; nan where one was not seen.
    day_variance : float
        Square of the coefficient of variation that all hours of a day share.
    dispersion : float
        Variance of an hour's calls over their mean, within a day; at least 1.
    shape_variance : ndarray of float64, shape (24,)
        Square of the coefficient of variation with which the hours' shape is known.
    drift : float
        Coefficient of variation of a level that was not seen.
    days, calls : int
        What the log holds.
    kind_of : callable
        The calendar: what kind of day a date is.
    """

    rate: Reals
    holiday_rate: Reals
    month_factor: Reals
    rain_factor: float
    day_variance: float
    dispersion: float
    shape_variance: Reals
    drift: float
    days: int
    calls: int
    kind_of: KindOf = day_kind

    def __post_init__(self) -> None:
        for array in (self.rate, self.holiday_rate, self.month_factor, self.shape_variance):
            array.setflags(write=False)

    def expected(self, days: Sequence[date]) -> Reals:
        """Return the calls that are expected, shape (n_days, 24)."""
        rows = [
            self.month_factor[day.month - 1]
            * (
                self.holiday_rate
                if self.kind_of(day) is DayKind.HOLIDAY
                else self.rate[_weekday(day, self.kind_of)]
            )
            for day in days
        ]
        return np.array(rows).reshape(len(rows), HOURS)

    def by_hour_of_week(self, days: Sequence[date]) -> Reals:
        """Return the calls that are expected over some days by hour of the week, (7, 24)."""
        return _by_weekday(self.expected(days), days)

    def interval(self, days: Sequence[date], level: float = 0.8) -> tuple[Reals, Reals]:
        """Return between which counts the calls over some days by hour of the week will lie.

        Parameters
        ----------
        days : sequence of date
        level : float
            Share of outcomes within.

        Returns
        -------
        low, high : ndarray, shape (7, 24)
        """
        mean = self.by_hour_of_week(days)
        number = np.bincount([day.weekday() for day in days], minlength=7)
        shared = self.day_variance / np.maximum(number, 1)[:, None]
        shared = shared + self.shape_variance + self.drift**2
        return count_interval(mean, mean * self.dispersion + mean**2 * shared, level)


def fit_calls(
    counts: ArrayLike,
    days: Sequence[date],
    *,
    rain_months: Collection[int] = (5, 6, 7, 8, 9),
    kind_of: KindOf = day_kind,
) -> CallForecast:
    """Fit a forecast to a log.

    Parameters
    ----------
    counts : array_like, shape (n_days, 24)
        Calls of every day of the log by hour; days without calls are rows of zeros.
    days : sequence of date, length n_days
    rain_months : collection of int
        1 to 12.
    kind_of : callable
        The calendar; by default that of mainland China.

    Returns
    -------
    CallForecast

    Raises
    ------
    OperationsError
        For shapes that do not fit, counts that are none, or a log that is too short: less than
        four weeks or than 200 calls.
    """
    table = np.asarray(counts, dtype=np.float64)
    if table.shape != (len(days), HOURS):
        raise OperationsError("forecast.table", found=table.shape, days=len(days))
    if not (np.isfinite(table) & (table >= 0)).all():
        raise OperationsError("forecast.counts")
    total = int(table.sum())
    if len(days) < LEAST_DAYS or total < LEAST_CALLS:
        raise OperationsError(
            "forecast.too_little",
            days=len(days),
            calls=total,
            least_days=LEAST_DAYS,
            least_calls=LEAST_CALLS,
        )
    month_factor, rain_factor = _seasons(table.sum(axis=1), days, rain_months)
    level = month_factor[[day.month - 1 for day in days]]
    kinds = np.array([kind_of(day).value for day in days])
    weekday = np.array([_weekday(day, kind_of) for day in days])
    ordinary = kinds != DayKind.HOLIDAY.value
    rate = _weekly_rates(table[ordinary], weekday[ordinary], level[ordinary])
    holiday = _holiday_rate(table[~ordinary], rate, level[~ordinary])
    mean = np.where(ordinary[:, None], rate[weekday], holiday) * level[:, None]
    day_variance, dispersion = _scatter(table, mean)
    return CallForecast(
        rate=rate,
        holiday_rate=holiday,
        month_factor=month_factor,
        rain_factor=rain_factor,
        day_variance=day_variance,
        dispersion=dispersion,
        shape_variance=1 / np.maximum(table.sum(axis=0), 1.0),
        drift=0.0 if len(days) >= _A_YEAR else SEASON_DRIFT,
        days=len(days),
        calls=total,
        kind_of=kind_of,
    )


def _weekday(day: date, kind_of: KindOf) -> int:
    """Return the day of the week; a Saturday or Sunday that is worked is a Friday."""
    number = day.weekday()
    return 4 if number > 4 and kind_of(day) is DayKind.WEEKDAY else number


def _by_weekday(table: Reals, days: Sequence[date]) -> Reals:
    sums = np.zeros((7, HOURS))
    np.add.at(sums, [day.weekday() for day in days], table)
    return sums


def _weekly_rates(table: Reals, weekday: Whole, level: Reals) -> Reals:
    """Return calls an hour by day of the week: hour, kind of day, day and cell, one by one."""
    calls = np.zeros((7, HOURS))
    np.add.at(calls, weekday, table)
    exposure = np.bincount(weekday, weights=level, minlength=7)[:, None]
    rate = np.broadcast_to(calls.sum(axis=0) / exposure.sum(), (7, HOURS)).copy()
    for kind in (slice(0, 5), slice(5, 7)):
        if exposure[kind].sum():
            expected = (rate[kind] * exposure[kind]).sum(axis=0)
            rate[kind] *= shrunk_rates(calls[kind].sum(axis=0), expected).rate
    of_day = shrunk_rates(calls.sum(axis=1), (rate * exposure).sum(axis=1)).rate
    rate *= of_day[:, None]
    of_cell = shrunk_rates(calls.ravel(), (rate * exposure).ravel()).rate
    cells: Reals = rate * of_cell.reshape(7, HOURS)
    return cells


def _holiday_rate(table: Reals, rate: Reals, level: Reals) -> Reals:
    """Return calls an hour on a holiday: those of a weekend, times a factor drawn towards 1."""
    weekend: Reals = rate[5:].mean(axis=0)
    if not len(table):
        return weekend
    # One factor has nothing to be compared with; ten calls as expected stand for what is usual.
    usual = 10.0
    factor = (table.sum() + usual) / (level.sum() * weekend.sum() + usual)
    return np.asarray(weekend * factor)


def _seasons(
    calls: Reals, days: Sequence[date], rain_months: Collection[int]
) -> tuple[Reals, float]:
    """Return the level of every month over the log's, and of the rain season over the rest's."""
    month = np.array([day.month - 1 for day in days])
    number = np.bincount(month, minlength=MONTHS)
    sums = np.bincount(month, weights=calls, minlength=MONTHS)
    mean = calls.sum() / len(days)
    seen = number >= _LEAST_DAYS_OF_A_MONTH
    factor = np.ones(MONTHS)
    if seen.sum() > 1:
        factor[seen] = shrunk_rates(sums[seen], mean * number[seen]).rate
    rain = np.isin(np.arange(1, MONTHS + 1), list(rain_months))
    levels = [
        float((factor * number)[seen & part].sum() / number[seen & part].sum())
        if (seen & part).any()
        else float("nan")
        for part in (rain, ~rain)
    ]
    for part, of_season in zip((rain, ~rain), levels, strict=True):
        if not np.isnan(of_season):
            factor[part & ~seen] = of_season
    return factor, levels[0] / levels[1]


def _scatter(table: Reals, mean: Reals) -> tuple[float, float]:
    """Return what the hours of a day share, and how far they scatter within it, by moments."""
    of_day, expected = table.sum(axis=1), mean.sum(axis=1)
    shared = ((of_day - expected) ** 2 - expected).sum() / (expected**2).sum()
    within = mean * (of_day / expected)[:, None]
    known = within > 0
    free = known.sum() - len(table) - 2 * HOURS
    pearson = ((table[known] - within[known]) ** 2 / within[known]).sum() / max(free, 1)
    return max(0.0, float(shared)), max(1.0, float(pearson))
