"""Dates with times as written: ``2024/3/5 上午12:20``, ``20251001083015``, ``5 Mar 2024 9 pm``."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from geo.tables.cells import LONGEST_PHRASE
from geo.tables.times_of_day import DAY_S, TIME_OF_DAY, TimeOfDay, time_of_day

__all__ = ["DateTimeRead", "read_datetime"]

_YEARS: Final = range(1900, 10_000)
# What most logs hold: read without looking for anything else, since logs are long.
_PLAIN: Final = re.compile(
    r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})[ T]([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?", re.ASCII
)
_DATE: Final = re.compile(
    r"(?P<year>\d{4})\s*(?P<mark>[-/.年])\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})(?!\d)\s*日?"
    r"|(?P<run>(?:19|20)\d{6})(?=\D|$)"
    r"|(?P<english>\d{1,2}[\s-]*[a-z]{3,9}[\s,-]*\d{4}|[a-z]{3,9}\s*\d{1,2}(?:st|nd|rd|th)?\s*,?\s*\d{4})",
    re.IGNORECASE,
)
_COMPACT: Final = re.compile(
    r"(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)"
    r"(?:[\sT_-]*(?P<hour>\d\d):?(?P<minute>\d\d)(?::?(?P<second>\d\d))?(?:\.\d+)?)?"
)
_BETWEEN: Final = re.compile(r"\s*[（(]?\s*(?:星期|周|礼拜)[一二三四五六日天]\s*[)）]?|[\s,，T_]+")
_OFFSET: Final = re.compile(
    r"\s*(?:(?P<zero>z|utc|gmt)|(?P<beijing>北京时间)"
    r"|(?:utc|gmt)?\s*(?P<sign>[+-])\s*(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?)"
    r"(?:\s*\[[\w/+-]+\])?",
    re.IGNORECASE,
)
_BEIJING_MIN: Final = 8 * 60
_FARTHEST_OFFSET_MIN: Final = 14 * 60
_MONTHS: Final = (
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
)

# Excel counts days from here (its own 1900 was no leap year, hence the 30th).
_EXCEL_EPOCH: Final = datetime(1899, 12, 30)
_EXCEL_DAYS: Final = (20_000.0, 80_000.0)


@dataclass(frozen=True, slots=True)
class DateTimeRead:
    """What a cell says about a moment.

    Attributes
    ----------
    day : date
        The day that is named.
    second : int or None
        Seconds after its midnight, 86,400 and more where people count the night to the day before;
        None where only a day is named: the time is unknown, not midnight.
    other_day : int
        As in :class:`geo.tables.times_of_day.TimeOfDay`.
    utc_offset_min : int or None
        Minutes that the clock is ahead of UTC, where the cell says so.
    """

    day: date
    second: int | None = None
    other_day: int = 0
    utc_offset_min: int | None = None


def read_datetime(cell: object) -> DateTimeRead | None:
    """Read a cell as a date, and the time where it has one; None where it cannot be.

    Parameters
    ----------
    cell : object
        A text, a date, a datetime, or the number of days by which Excel stores one.

    Returns
    -------
    DateTimeRead or None
        None for what is no date, and for what means two (``3/4/2024``, ``24:10``).
    """
    if isinstance(cell, str) and (plain := _PLAIN.fullmatch(cell)):
        year, month, number, hour, minute, second = (int(part or 0) for part in plain.groups())
        day = _day(year, month, number)
        return None if day is None else DateTimeRead(day, (hour * 60 + minute) * 60 + second)
    if isinstance(cell, datetime):
        return _of_datetime(cell)
    if isinstance(cell, date):
        return DateTimeRead(cell)
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        whole = float(cell).is_integer() and cell > _EXCEL_DAYS[1]
        return _compact(str(int(cell))) if whole else _from_excel_days(float(cell))
    text = unicodedata.normalize("NFKC", str(cell)).strip()
    if len(text) > LONGEST_PHRASE:
        return None
    if re.fullmatch(r"\d{5}(\.\d+)?", text):
        return _from_excel_days(float(text))
    return _compact(text) or _written(text)


def _of_datetime(cell: datetime) -> DateTimeRead:
    offset = cell.utcoffset()
    second = (cell.hour * 60 + cell.minute) * 60 + cell.second
    minutes = None if offset is None else round(offset.total_seconds() / 60)
    return DateTimeRead(cell.date(), second, utc_offset_min=minutes)


def _from_excel_days(days: float) -> DateTimeRead | None:
    if not _EXCEL_DAYS[0] <= days <= _EXCEL_DAYS[1]:
        return None
    moment = _EXCEL_EPOCH + timedelta(seconds=round(days * DAY_S))
    return DateTimeRead(moment.date()) if days.is_integer() else _of_datetime(moment)


def _compact(text: str) -> DateTimeRead | None:
    """Read a date without marks, as machines number their records."""
    found = _COMPACT.match(text)
    if not found:
        return None
    offset = _offset(text[found.end() :])
    day = _day(int(found["year"]), int(found["month"]), int(found["day"]))
    if day is None or offset is None:
        return None
    if found["hour"] is None:
        return DateTimeRead(day) if found.end() == len(text) else None
    clock = time_of_day(f"{found['hour']}:{found['minute']}:{found['second'] or '00'}")
    return None if clock is None else _joined(day, clock, offset)


def _written(text: str) -> DateTimeRead | None:
    found = _DATE.match(text)
    if not found:
        return None
    if found["english"]:
        day = _english_day(found["english"])
    else:
        run = found["run"] or ""
        numbers = (run[:4], run[4:6], run[6:]) if run else found.group("year", "month", "day")
        day = _day(*map(int, numbers))
    rest = text[found.end() :]
    while between := _BETWEEN.match(rest):
        rest = rest[between.end() :]
    if day is None or not rest:
        return None if day is None else DateTimeRead(day)
    said = TIME_OF_DAY.match(rest)
    if not said:
        return None
    clock, offset = time_of_day(said[0].strip()), _offset(rest[said.end() :])
    return None if clock is None or offset is None else _joined(day, clock, offset)


def _joined(day: date, clock: TimeOfDay, offset: tuple[int | None]) -> DateTimeRead:
    return DateTimeRead(day, clock.second, clock.other_day, offset[0])


def _offset(tail: str) -> tuple[int | None] | None:
    """Return the minutes ahead of UTC that end a text (None inside: it says nothing), or None."""
    if not tail.strip():
        return (None,)
    found = _OFFSET.fullmatch(tail.strip())
    if not found:
        return None
    if found["zero"] or found["beijing"]:
        return (_BEIJING_MIN if found["beijing"] else 0,)
    minutes = int(found["hours"]) * 60 + int(found["minutes"] or 0)
    if minutes > _FARTHEST_OFFSET_MIN:
        return None
    return (-minutes if found["sign"] == "-" else minutes,)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year in _YEARS else None
    except ValueError:
        return None


def _english_day(text: str) -> date | None:
    """Read ``5 Mar 2024`` or ``March 5th, 2024``."""
    name = re.search(r"[a-z]{3,9}", text.casefold())
    numbers = re.findall(r"\d+", text)
    if name is None or name[0][:3] not in _MONTHS or len(numbers) != 2:
        return None
    return _day(int(numbers[1]), _MONTHS.index(name[0][:3]) + 1, int(numbers[0]))
