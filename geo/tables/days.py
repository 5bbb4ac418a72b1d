"""On which days something happens, as people write it: 每天, 工作日, 周一至周五, dates."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from geo.tables.cells import LONGEST_PHRASE

__all__ = ["EVERY_DAY", "HOLIDAY", "WEEKDAYS", "WEEKEND", "Days", "read_days"]

# Monday is 0 and Sunday 6, as the standard library counts; public holidays are a day of their own.
WEEKDAYS: Final = frozenset(range(5))
WEEKEND: Final = frozenset({5, 6})
HOLIDAY: Final = 7
EVERY_DAY: Final = WEEKDAYS | WEEKEND | {HOLIDAY}

_LONGEST_RANGE_DAYS: Final = 366

# fmt: off
_EVERY: Final = (
    "every", "everyday", "daily", "all", "always",
    "每天", "每日", "天天", "全部", "全周", "全年", "所有日期", "不限",
)
_WORKED: Final = ("weekday", "weekdays", "workday", "workdays", "工作日", "平日", "平时")
_FREE: Final = ("weekend", "weekends", "周末", "双休日", "休息日")
_PUBLIC: Final = (
    "holiday", "holidays", "节假日", "法定节假日", "法定假日", "公休假日", "节日", "假日", "假期",
)
# fmt: on
_WORDS: Final = {
    **dict.fromkeys(_EVERY, EVERY_DAY),
    **dict.fromkeys(_WORKED, WEEKDAYS),
    **dict.fromkeys(_FREE, WEEKEND),
    **dict.fromkeys(_PUBLIC, frozenset({HOLIDAY})),
}
_DAY_NAMES: Final = (
    ("monday", "mon", "一", "1"),
    ("tuesday", "tue", "tues", "二", "2"),
    ("wednesday", "wed", "三", "3"),
    ("thursday", "thu", "thur", "thurs", "四", "4"),
    ("friday", "fri", "五", "5"),
    ("saturday", "sat", "六", "6"),
    ("sunday", "sun", "日", "天", "末", "7"),
)
_DAY_OF: Final = {
    name: number for number, names in enumerate(_DAY_NAMES) for name in names if name != "末"
}
_NAMED_DAY: Final = re.compile(
    r"(?:周|星期|礼拜)([一二三四五六日天1-7]+)|([a-z]+)|([一二三四五六日天])"
)
_SEPARATOR: Final = re.compile(r"[,、;/和及与&+\s]+")
_RANGE: Final = re.compile(r"\s*(?:至|到|~|—|–|--|\bto\b)\s*|\s+-\s+")
_RANGE_OF_NAMES: Final = re.compile(r"\s*(?:至|到|~|—|–|-|\bto\b)+\s*")


@dataclass(frozen=True)
class Days:
    """The days on which something happens.

    Attributes
    ----------
    classes : frozenset of int
        0 to 6 for Monday to Sunday, 7 for public holidays.
    dates : frozenset of date
        Single days.
    """

    classes: frozenset[int] = frozenset()
    dates: frozenset[date] = frozenset()

    def __or__(self, other: "Days") -> "Days":
        return Days(self.classes | other.classes, self.dates | other.dates)

    def __str__(self) -> str:
        """Return the days as a list writes them, so that they are read again as they are."""
        if self.classes == EVERY_DAY and not self.dates:
            return _EVERY[0]
        named = [
            (WEEKDAYS, _WORKED[0]),
            (WEEKEND, _FREE[0]),
            (frozenset({HOLIDAY}), _PUBLIC[0]),
        ]
        words, left = [], set(self.classes)
        for days, word in named:
            if days <= left:
                words.append(word)
                left -= days
        words += [_DAY_NAMES[day][0] for day in sorted(left)]
        return "; ".join([*words, *(day.isoformat() for day in sorted(self.dates))])


def read_days(cell: object) -> Days | None:
    """Read a cell as days; None where it cannot be.

    Understood are every day, weekdays, weekends and public holidays in both languages, days of the
    week and ranges of them (周一至周五, 周一、三、五, Mon-Fri), dates with a year and ranges of
    dates, and lists of all these. The whole week with nothing left out is every day, holidays
    included.

    Parameters
    ----------
    cell : object
        Text, or a date as a spreadsheet stores it.

    Returns
    -------
    Days or None
    """
    if isinstance(cell, (date, datetime)):
        return Days(dates=frozenset({cell.date() if isinstance(cell, datetime) else cell}))
    text = unicodedata.normalize("NFKC", str(cell)).strip().casefold()
    whole = _one(text)
    if whole is None:
        parts = [_one(part) for part in _SEPARATOR.split(text) if part]
        if not parts or any(part is None for part in parts):
            return None
        whole = _joined(part for part in parts if part is not None)
    if whole.classes >= WEEKDAYS | WEEKEND:
        return Days(EVERY_DAY, whole.dates)
    return whole


def _joined(parts: Iterable[Days]) -> Days:
    days = Days()
    for part in parts:
        days |= part
    return days


def _one(text: str) -> Days | None:
    """Read one day or one range of days."""
    if len(text) > LONGEST_PHRASE:
        return None
    if text in _WORDS:
        return Days(_WORDS[text])
    if (day := _date(text)) is not None:
        return Days(dates=frozenset({day}))
    if named := _named(text):
        return Days(frozenset(named))
    # The hyphens of a date part no range.
    ends = (_RANGE if re.search(r"\d{4}", text) else _RANGE_OF_NAMES).split(text)
    return _range(*ends) if len(ends) == 2 else None


def _range(first: str, last: str) -> Days | None:
    from_date, to_date = _date(first), _date(last)
    if from_date is not None and to_date is not None:
        count = (to_date - from_date).days + 1
        if not 0 < count <= _LONGEST_RANGE_DAYS:
            return None
        return Days(dates=frozenset(from_date + timedelta(days) for days in range(count)))
    begin, end = _named(first), _named(last)
    if len(begin) != 1 or len(end) != 1:
        return None
    length = (end[0] - begin[0]) % 7 + 1
    return Days(frozenset((begin[0] + step) % 7 for step in range(length)))


def _date(text: str) -> date | None:
    if not re.match(r"\d{4}\D", text):
        return None
    # Most days are named, and dates are long to learn.
    from geo.tables.datetimes import read_datetime

    found = read_datetime(text)
    return None if found is None else found.day


def _named(text: str) -> list[int]:
    """Return the days of the week that a text names one by one; none where it says more."""
    found = _NAMED_DAY.fullmatch(text)
    if not found:
        return []
    names = [found[2]] if found[2] else list(found[1] or found[3])
    return [_DAY_OF[name] for name in names] if all(name in _DAY_OF for name in names) else []
