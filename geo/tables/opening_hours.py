"""Opening hours as people write them: ``6:00-22:00``, ``早6点到晚12点``, ``6-22点``, ``全天``."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from typing import Final

from geo.tables.cells import LONGEST_PHRASE
from geo.tables.times_of_day import DAY_MIN, time_of_day

__all__ = ["read_clock", "read_hours"]

_ALL_DAY: Final = re.compile(
    r"(?:全天候?|(?:7\s*[*x×/]\s*)?24\s*小时|24\s*h(?:ours?)?|24\s*/\s*7"
    r"|不限时?|随时|常开|always|all day)"
    r"(?:开放|开启|通行|值守|open)?"
)
_BETWEEN: Final = re.compile(r"\s*(?:至|到|-|~|—|–|－|～|\bto\b|\buntil\b|\btill?\b)+\s*", re.I)
_BEFORE: Final = re.compile(r"^(?:每天|每日|当日|当天|daily|from)\s*:?\s*", re.I)
# Before noon by a machine's clock, noon by a person's.
_NOON_OR_MIDNIGHT: Final = re.compile(r"(?:上午|午前)\s*(?:12|十二)(?!\d)")
_BARE_HOUR: Final = re.compile(r"\d{1,2}")
_WORD: Final = re.compile(r"^(?:次日|第二天|翌日)?\s*([^\d\s一二三四五六七八九十]+)")
_MARK: Final = re.compile(r"[点时點時]")
_HALF: Final = re.compile(r"[ap]\.?m\.?$", re.I)
_EARLY_AND_LATE: Final = re.compile(r"([早朝][^晚至到~-]+?)\s*[,，、]?\s*(晚.+)")
_FOUR_DIGITS: Final = re.compile(r"([01]\d|2[0-4])([0-5]\d)")
_TYPED_HOURS: Final = range(2, 25)


def read_clock(cell: object) -> int | None:
    """Read a cell as a time of day, in minutes after midnight (0 to 1440); None if it is none.

    Parameters
    ----------
    cell : object
        A text, a time, or what Excel stores: a share of a day. Whole numbers from 2 to 24 are
        hours.
    """
    if isinstance(cell, datetime):
        # A spreadsheet that shows 24:00 stores the first day of its calendar.
        ends_the_day = cell.year <= 1900 and not (cell.hour or cell.minute)
        return DAY_MIN if ends_the_day else cell.hour * 60 + cell.minute
    if isinstance(cell, time):
        return cell.hour * 60 + cell.minute
    if isinstance(cell, timedelta):
        return round(cell.total_seconds() / 60) if timedelta() <= cell <= timedelta(1) else None
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        if cell in _TYPED_HOURS:
            return int(cell) * 60
        # A share of a day, as a spreadsheet stores a time; 24:00 is a whole one.
        return round(cell * DAY_MIN) if 0 <= cell <= 1 else None
    if isinstance(cell, date):
        return None
    text = unicodedata.normalize("NFKC", str(cell)).strip()
    if len(text) > LONGEST_PHRASE:
        return None
    if text.isdigit() and len(text) <= 2 and int(text) in _TYPED_HOURS:
        return int(text) * 60
    return _said(text)


def _said(text: str) -> int | None:
    if four_digits := _FOUR_DIGITS.fullmatch(text):
        text = f"{four_digits[1]}:{four_digits[2]}"
    if _NOON_OR_MIDNIGHT.match(text):
        return None
    clock = time_of_day(text)
    if clock is None:
        return None
    minutes = clock.second // 60
    # What runs on into the next day is its small hours, midnight itself the end of this one.
    return minutes if minutes <= DAY_MIN else minutes % DAY_MIN


def read_hours(cell: object) -> tuple[int, int] | None:
    """Read a cell as opening hours, ``06:00-22:00``, in minutes after midnight; None if not.

    Hours that end before they begin go over midnight. What one end leaves out is taken from the
    other: ``6-22点``, ``下午2点-5点``, ``6-10pm``.

    Parameters
    ----------
    cell : object
        The cell.

    Returns
    -------
    tuple[int, int], optional
    """
    if not isinstance(cell, str):
        return None
    text = _BEFORE.sub("", unicodedata.normalize("NFKC", cell).strip())
    if len(text) > LONGEST_PHRASE:
        return None
    if _ALL_DAY.fullmatch(text.casefold()):
        return 0, DAY_MIN
    ends = _BETWEEN.split(text)
    if unparted := _EARLY_AND_LATE.fullmatch(text):
        ends = list(unparted.groups())
    if len(ends) != 2:
        return None
    first, last = ends
    opens, closes = read_clock(_completed(first, last)), _said(last)
    if opens is None or closes is None:
        return None
    closes = _in_the_same_half(first, last, opens, closes)
    return opens % DAY_MIN, closes or DAY_MIN


def _completed(first: str, last: str) -> str:
    """Return the first end with the mark or the half of the day that only the last one has."""
    if not _BARE_HOUR.fullmatch(first):
        return first
    if half := _HALF.search(last):
        number = re.match(r"\d+", last)
        rises = number is not None and int(first) % 12 < int(number[0]) % 12
        # 6-10pm is one evening, 9-5pm a day.
        is_pm = (half[0][0].casefold() == "p") == rises
        return f"{first}{'pm' if is_pm else 'am'}"
    mark = _MARK.search(last)
    return first + (mark[0] if mark else ":")


def _in_the_same_half(first: str, last: str, opens: int, closes: int) -> int:
    """Return the end in the half of the day of the beginning, where only that one names it."""
    said_first, said_last = _WORD.match(first), _WORD.match(last)
    half_day = DAY_MIN // 2
    carried = said_first and not said_last and not _HALF.search(last) and opens >= half_day
    return closes + half_day if carried and opens - half_day < closes <= half_day else closes
