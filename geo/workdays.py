"""Which days people work: the public holidays of mainland China, with the days worked instead.

The calendar is that of the package chinesecalendar, which holds what the State Council announced
and needs no network. It ends with the last year that was announced; later days count by their
weekday alone, and whoever asks can see so by :func:`last_known_year`.
"""

from datetime import date
from enum import Enum
from functools import cache
from typing import Final

__all__ = ["DayKind", "day_kind", "is_known", "last_known_year"]

_SATURDAY: Final = 5


class DayKind(Enum):
    """A kind of day, as rosters and calls tell days apart."""

    WEEKDAY = "weekday"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"


def day_kind(day: date) -> DayKind:
    """Return what kind of day a date is.

    A Saturday or Sunday that is worked in exchange for a holiday (调休) is a weekday; all days off
    that belong to a public holiday are holidays, those that fall on a weekend too.

    Parameters
    ----------
    day : date

    Returns
    -------
    DayKind
        By the weekday alone where the calendar does not know the year.
    """
    by_name = DayKind.WEEKEND if day.weekday() >= _SATURDAY else DayKind.WEEKDAY
    if not is_known(day):
        return by_name
    import chinese_calendar

    is_off, holiday = chinese_calendar.get_holiday_detail(day)
    if holiday is None:
        return by_name
    return DayKind.HOLIDAY if is_off else DayKind.WEEKDAY


def is_known(day: date) -> bool:
    """Return whether the calendar of public holidays covers a date.

    Parameters
    ----------
    day : date
        A date.

    Returns
    -------
    bool
    """
    first, last = _known_years()
    return first <= day.year <= last


def last_known_year() -> int:
    """Return the last year whose public holidays the calendar knows."""
    return _known_years()[1]


@cache
def _known_years() -> tuple[int, int]:
    from chinese_calendar import constants

    return min(constants.holidays).year, max(constants.holidays).year
