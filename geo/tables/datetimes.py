"""Dates with times, and times of day, as people write them."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from typing import Final

__all__ = ["DAY_MIN", "as_clock", "read_clock", "read_hours", "read_moment"]

DAY_MIN: Final = 24 * 60

_MOMENT: Final = re.compile(
    r"(?P<year>\d{4})\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})\s*日?"
    r"(?:[\sT]*(?P<half>上午|下午|am|pm)?\s*(?P<hour>\d{1,2})\s*[:时点]\s*"
    r"(?:(?P<minute>\d{1,2})\s*(?:[:分]\s*(?:(?P<second>\d{1,2})(?:\.\d+)?\s*秒?)?)?)?"
    r"\s*(?P<half_after>am|pm)?\s*(?:z|[+-]\d{2}:?\d{2})?)?",
    re.IGNORECASE,
)
_CLOCK: Final = re.compile(
    r"(?P<half>早上?|上午|凌晨|中午|下午|晚上?|夜里?)?\s*(?P<hour>\d{1,2})\s*"
    r"(?:[:.时点]\s*(?:(?P<minute>\d{1,2})\s*分?)?(?P<is_half>半)?(?::\d{2})?)?"
)
_ALL_DAY: Final = re.compile(r"全天|全天候|24\s*小时|24h|00:00\s*-\s*24:00|常开|always|all day")
_BETWEEN: Final = re.compile(r"\s*(?:至|到|-|~|—|–|－|～)+\s*")
_AFTERNOON: Final = ("下午", "晚", "夜", "pm")

# Excel counts days from here (its own 1900 was no leap year, hence the 30th).
_EXCEL_EPOCH: Final = datetime(1899, 12, 30)
_EXCEL_DAYS: Final = (20_000.0, 80_000.0)


def read_moment(cell: object) -> datetime | None:
    """Read a cell as a date with a time; None where it cannot be.

    Clock times are local: an offset from UTC is left out, since the whole list has the same.
    """
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=None)
    if isinstance(cell, date):
        return datetime.combine(cell, time())
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return _from_excel_days(float(cell))
    text = unicodedata.normalize("NFKC", str(cell)).strip()
    if re.fullmatch(r"\d{5}(\.\d+)?", text):
        return _from_excel_days(float(text))
    found = _MOMENT.fullmatch(text)
    if not found:
        return None
    hour = int(found["hour"] or 0)
    half = (found["half"] or found["half_after"] or "").casefold()
    if half in {"下午", "pm"} and hour < 12:
        hour += 12
    try:
        return datetime(
            int(found["year"]),
            int(found["month"]),
            int(found["day"]),
            hour,
            int(found["minute"] or 0),
            int(found["second"] or 0),
        )
    except ValueError:
        return None


def _from_excel_days(days: float) -> datetime | None:
    if not _EXCEL_DAYS[0] <= days <= _EXCEL_DAYS[1]:
        return None
    return _EXCEL_EPOCH + timedelta(seconds=round(days * 86_400))


def read_clock(cell: object) -> int | None:
    """Read a cell as a time of day, in minutes after midnight (0 to 1440); None if it is none."""
    if isinstance(cell, datetime):
        return cell.hour * 60 + cell.minute
    if isinstance(cell, time):
        return cell.hour * 60 + cell.minute
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        # A share of a day, as a spreadsheet stores a time; 24:00 is a whole one.
        return round(cell * DAY_MIN) if 0 <= cell <= 1 else None
    text = unicodedata.normalize("NFKC", str(cell)).strip()
    found = _CLOCK.fullmatch(text)
    if not found:
        return None
    hour = int(found["hour"])
    minute = 30 if found["is_half"] else int(found["minute"] or 0)
    if found["half"] and found["half"].startswith(_AFTERNOON) and hour < 12:
        hour += 12
    minutes = hour * 60 + minute
    return minutes if minute < 60 and minutes <= DAY_MIN else None


def read_hours(cell: object) -> tuple[int, int] | None:
    """Read a cell as opening hours, ``06:00-22:00``, in minutes after midnight; None if not.

    Hours that end before they begin go over midnight.
    """
    if not isinstance(cell, str):
        return None
    text = unicodedata.normalize("NFKC", cell).strip()
    if _ALL_DAY.fullmatch(text.casefold()):
        return 0, DAY_MIN
    ends = _BETWEEN.split(text)
    if len(ends) != 2:
        return None
    opens, closes = read_clock(ends[0]), read_clock(ends[1])
    return None if opens is None or closes is None else (opens, closes)


def as_clock(minutes: int) -> str:
    """Return minutes after midnight as ``06:00``."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
