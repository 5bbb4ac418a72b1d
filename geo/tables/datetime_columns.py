"""Columns of datetimes on one clock: UTC offsets, nights between two days, dates without a time."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise, product
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.tables.column_cells import ColumnCells
from geo.tables.datetimes import DateTimeRead
from geo.tables.journal import Journal
from geo.tables.origin import Origin
from geo.tables.times_of_day import DAY_S

__all__ = ["DateTimes", "on_one_clock"]

# Fewer days than this may well all have a midnight that was written out.
_FEWEST_MIDNIGHTS: Final = 3

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class DateTimes:
    """A column of datetimes as it was written, one entry per row.

    Attributes
    ----------
    day : ndarray of datetime64[D]
        NaT where the cell is blank.
    second : ndarray of float64
        Seconds after the day's midnight, NaN where only the day is known.
    other_day : ndarray of int
        As in :class:`geo.tables.times_of_day.TimeOfDay`.
    offset_min : ndarray of float64
        Minutes ahead of UTC, NaN where the cell does not say.
    """

    day: npt.NDArray[np.datetime64]
    second: Floats
    other_day: npt.NDArray[np.int64]
    offset_min: Floats

    @classmethod
    def of_cells(cls, given: ColumnCells, reads: Iterable[DateTimeRead | None]) -> "DateTimes":
        """Return a column from one reading for each of its different cells."""
        known = [read or _NOTHING for read in reads]
        typed = all(isinstance(cell, datetime) for cell in given.different)
        read = cls(
            given.spread([read.day for read in known], None, "datetime64[D]"),
            given.spread([_or_nan(read.second) for read in known], np.nan, np.float64),
            given.spread([read.other_day for read in known], 0, np.int64),
            given.spread([_or_nan(read.utc_offset_min) for read in known], np.nan, np.float64),
        )
        return read._days_for_midnights(1 if typed else _FEWEST_MIDNIGHTS)

    @classmethod
    def blank(cls, rows: int) -> "DateTimes":
        """Return a column that says nothing."""
        nothing = np.full(rows, np.nan)
        return cls(np.full(rows, "NaT", "datetime64[D]"), nothing, np.zeros(rows, int), nothing)

    @property
    def moment(self) -> npt.NDArray[np.datetime64]:
        """Datetimes to the second, NaT where the day or the time is unknown."""
        seconds = np.where(np.isnan(self.second), 0, self.second).astype("timedelta64[s]")
        moments: npt.NDArray[np.datetime64] = self.day.astype("datetime64[s]") + seconds
        moments[np.isnan(self.second)] = "NaT"
        return moments

    @property
    def only_day(self) -> npt.NDArray[np.bool_]:
        """Where the day is known and the time is not."""
        return np.asarray(~np.isnat(self.day) & np.isnan(self.second))

    @property
    def or_midnight(self) -> "DateTimes":
        """The column with midnight for unknown times."""
        return DateTimes(self.day, np.nan_to_num(self.second), self.other_day, self.offset_min)

    def shifted(self, seconds: Floats) -> "DateTimes":
        """Return the column with its clock put forward."""
        return DateTimes(self.day, self.second + seconds, self.other_day, self.offset_min)

    def _days_for_midnights(self, fewest: int) -> "DateTimes":
        """Take a column whose every time is midnight for what it is: dates, exported as moments."""
        known = ~np.isnat(self.day)
        if np.unique(self.day[known]).size < fewest or (self.second[known] != 0).any():
            return self
        unknown = np.full_like(self.second, np.nan)
        return DateTimes(self.day, unknown, self.other_day, self.offset_min)


_NOTHING: Final[Any] = DateTimeRead(np.datetime64("NaT", "D"))  # type: ignore[arg-type]


def _or_nan(number: int | None) -> float:
    return np.nan if number is None else number


def on_one_clock(
    columns: Mapping[str, DateTimes], timed: Collection[str], origin: Origin, journal: Journal
) -> dict[str, "pd.Series[Any]"]:
    """Return the datetimes of a list by one clock per row, and tell what was done.

    A row's clock is that of its first moment that is ahead of or behind UTC, else that of most of
    the list: minutes between moments are right across a clock change, and the hour of the day is a
    local one. Moments that may belong to either of two days (晚12点) are put where the moments of
    their row follow each other most closely.

    Parameters
    ----------
    columns : mapping of str to DateTimes
        By canonical name, in the order in which their moments happen.
    timed : collection of str
        The columns that mean nothing without a time of day; in others a day is its midnight.
    origin, journal
        For remarks.

    Returns
    -------
    dict of str to Series
        ``datetime64[s]``; NaT where the time is unknown and needed.
    """
    one = _without_offsets(columns, origin, journal)
    _settle_nights(one, origin, journal)
    for name in timed:
        _tell_days(name, one[name], origin, journal)
    return {
        name: pd.Series(column.moment if name in timed else column.or_midnight.moment)
        for name, column in one.items()
    }


def _tell_days(name: str, column: DateTimes, origin: Origin, journal: Journal) -> None:
    if column.only_day.any():
        first = int(np.argmax(column.only_day))
        journal.notice(
            "tables.time_unknown",
            **origin.column(name),
            count=int(column.only_day.sum()),
            found=str(column.day[first]),
            first_row=origin.at(first)["row"],
        )


def _without_offsets(
    columns: Mapping[str, DateTimes], origin: Origin, journal: Journal
) -> dict[str, DateTimes]:
    offsets = np.array([column.offset_min for column in columns.values()])
    stated = offsets[~np.isnan(offsets)]
    if not stated.size:
        return dict(columns)
    first_name = next(name for name, column in columns.items() if column.offset_min.size)
    ahead = Counter(stated[stated != 0].tolist()).most_common(1)
    clock = np.full(offsets.shape[1], ahead[0][0] if ahead else 0.0)
    for row_of_column in offsets[::-1]:
        says = ~np.isnan(row_of_column) & (row_of_column != 0)
        clock[says] = row_of_column[says]
    if not ahead:
        _refuse_half_stated(columns, offsets, origin, journal)
        journal.notice("tables.times_in_utc", **origin.column(first_name), count=stated.size)
    elif np.unique(stated).size > 1:
        shown = ", ".join(_as_offset(minutes) for minutes in np.unique(stated))
        journal.notice("tables.offsets_joined", **origin.column(first_name), offsets=shown)
    return {
        name: column.shifted(np.nan_to_num(clock - column.offset_min) * 60)
        for name, column in columns.items()
    }


def _refuse_half_stated(
    columns: Mapping[str, DateTimes], offsets: Floats, origin: Origin, journal: Journal
) -> None:
    """Refuse rows of which one moment is in UTC and another does not say what it is in."""
    timed = np.array([~np.isnan(column.second) for column in columns.values()])
    silent = timed & np.isnan(offsets)
    torn = silent & (timed & ~np.isnan(offsets)).any(axis=0)
    for name, rows in zip(columns, torn, strict=True):
        for index in np.flatnonzero(rows):
            journal.fault("tables.offset_missing", **origin.at(int(index), name))


def _as_offset(minutes: float) -> str:
    hours, rest = divmod(abs(int(minutes)), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours:02d}:{rest:02d}" if minutes else "UTC"


def _settle_nights(columns: dict[str, DateTimes], origin: Origin, journal: Journal) -> None:
    """Put moments that may be said of two days where their row makes most sense."""
    names = list(columns)
    other = np.array([columns[name].other_day for name in names])
    for index in np.flatnonzero(other.any(axis=0)):
        moments = [columns[name].moment[index] for name in names]
        shift = min(
            product(*({0, int(days)} for days in other[:, index])),
            key=lambda shifts: _span(moments, shifts),
        )
        for name, days in zip(names, shift, strict=True):
            columns[name].second[index] += days * DAY_S
        for name, days in zip(names, other[:, index], strict=True):
            if days:
                journal.notice(
                    "tables.night_read",
                    **origin.at(int(index), name),
                    value=str(columns[name].moment[index]).replace("T", " "),
                )


def _span(moments: list[Any], shifts: tuple[int, ...]) -> tuple[bool, float, int]:
    """Return how far moments lie apart under a choice of days: in order first, then close."""
    known = [
        moment + np.timedelta64(days, "D")
        for moment, days in zip(moments, shifts, strict=True)
        if not np.isnat(moment)
    ]
    in_order = all(a <= b for a, b in pairwise(known))
    length = float((max(known) - min(known)) / np.timedelta64(1, "s")) if known else 0.0
    return not in_order, length, sum(map(abs, shifts))
