"""What shifts and opening hours of stations must keep: some length, and no hour claimed twice."""

from collections.abc import Iterator
from itertools import combinations
from typing import Final

import numpy as np
import pandas as pd

from geo.tables.days import EVERY_DAY, HOLIDAY, Days
from geo.tables.journal import Journal
from geo.tables.origin import Origin
from geo.tables.plausibility import question_gates
from geo.tables.times_of_day import DAY_MIN

__all__ = ["question_hours", "question_shifts", "shifts_overlap"]

_WEEK_MIN: Final = 7 * DAY_MIN
# Times are held in whole minutes; public holidays follow one another on a circle of their own.
_Span = tuple[str, int, int]


def question_hours(values: pd.DataFrame, origin: Origin, journal: Journal) -> None:
    """Note hours of which only one end is given, and hours that end when they begin."""
    question_gates(values, origin, journal)
    opens, closes = (values[name].to_numpy(np.float64) for name in ("opens", "closes"))
    for index in np.flatnonzero((opens == closes) | ((opens == 24) & (closes == 0))):
        journal.fault("tables.shift_without_length", **origin.at(int(index), "opens"))


def question_shifts(values: pd.DataFrame, origin: Origin, journal: Journal) -> None:
    """Note what :func:`question_hours` does, and shifts of one station that overlap."""
    question_hours(values, origin, journal)
    readable = [
        not any(journal.has_fault(**origin.at(index, name)) for name in ("days", "opens", "closes"))
        for index in range(len(values))
    ]
    for _, rows in values[readable].groupby("station_id", sort=False):
        spans = {
            int(index): _spans(days, opens, closes)
            for index, days, opens, closes in zip(
                rows.index, rows["days"], rows["opens"], rows["closes"], strict=True
            )
        }
        for first, second in combinations(spans, 2):
            if _overlap(spans[first], spans[second]):
                there = origin.at(first)
                journal.fault(
                    "tables.shifts_overlap",
                    **origin.at(second, "opens"),
                    station=values["station_id"].iloc[second],
                    other_row=there["row"],
                )


def shifts_overlap(first: tuple[Days, float, float], second: tuple[Days, float, float]) -> bool:
    """Return whether two shifts of one station have an hour in common.

    Parameters
    ----------
    first, second : (Days, float, float)
        The days on which each begins, and the hours of the day from and to which it lasts.

    Returns
    -------
    bool
    """
    return _overlap(_spans(*first), _spans(*second))


def _spans(days: Days | None, opens: float, closes: float) -> list[_Span]:
    """Return the stretches of time of a shift, in minutes on the clock that its days belong to."""
    begin, end = _minutes(opens, 0), _minutes(closes, DAY_MIN)
    length = (end - begin) % DAY_MIN or DAY_MIN
    spans = []
    for clock, day, circle in _clocks(days or Days(EVERY_DAY)):
        start = day * DAY_MIN + begin
        if circle:
            start %= circle
            if start + length > circle:
                spans.append((clock, 0, start + length - circle))
        spans.append((clock, start, min(start + length, circle) if circle else start + length))
    return spans


def _minutes(hour: float, otherwise: int) -> int:
    return otherwise if np.isnan(hour) else round(hour * 60)


def _clocks(days: Days) -> Iterator[tuple[str, int, int | None]]:
    for number in days.classes - {HOLIDAY}:
        yield "week", number, _WEEK_MIN
    if HOLIDAY in days.classes:
        yield "holiday", 0, DAY_MIN
    for day in days.dates:
        yield "dates", day.toordinal(), None


def _overlap(some: list[_Span], others: list[_Span]) -> bool:
    return any(
        clock == other_clock and begin < other_end and other_begin < end
        for clock, begin, end in some
        for other_clock, other_begin, other_end in others
    )
