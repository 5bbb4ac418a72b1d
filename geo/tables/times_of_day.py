"""Times of day as people say them: ``晚12点``, ``12:30 AM``, ``早上六点半``, ``noon``.

A word for the part of the day decides what a twelve-hour clock means. Where the word and the hour
contradict each other (早上13点), nothing is read.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from geo.tables.cells import LONGEST_PHRASE
from geo.tables.chinese_numerals import CHINESE_NUMERAL, read_chinese

__all__ = ["DAY_MIN", "DAY_S", "TIME_OF_DAY", "TimeOfDay", "time_of_day"]

DAY_MIN: Final = 24 * 60
DAY_S: Final = DAY_MIN * 60
_HOUR_S: Final = 3600

_MORNING: Final = "清晨|清早|早晨|早上|早间|早|朝"
_FORENOON: Final = "上午|午前"
_NOON: Final = "中午|正午|午间"
_AFTERNOON: Final = "下午|午后|傍晚"
_EVENING: Final = "晚上|晚间|夜晚|晚"
_NIGHT: Final = "夜里|夜间|深夜|半夜|午夜|子夜|夜"
_AM: Final = r"a\.?m\b\.?"
_PM: Final = r"p\.?m\b\.?"
_AFTER: Final = rf"{_AM}|{_PM}|noon|midnight"
_WORD: Final = rf"凌晨|{_MORNING}|{_FORENOON}|{_NOON}|{_AFTERNOON}|{_EVENING}|{_NIGHT}|{_AM}|{_PM}"
_NUMBER: Final = rf"\d{{1,2}}|[{CHINESE_NUMERAL}]{{1,3}}"

TIME_OF_DAY: Final = re.compile(
    rf"(?:(?P<next>次日|第二天|翌日|隔天|隔日|next\s+day)\s*)?"
    rf"(?:(?P<noon>noon|正午|中午)(?!\s*[\d{CHINESE_NUMERAL}])"
    rf"|(?P<midnight>midnight|午夜|半夜|子夜)(?!\s*[\d{CHINESE_NUMERAL}])"
    rf"|(?P<word>{_WORD})?\s*(?P<hour>{_NUMBER})"
    rf"(?P<mark>\s*[:點点时時]\s*|\.(?=\d\d)|(?=\s*(?:{_AFTER})))?"
    rf"(?:(?P<half>半)|(?P<quarter>[一三13])\s*刻钟?|(?P<minute>{_NUMBER})(?!\d)"
    rf"(?:\s*[:分]\s*(?:(?P<second>\d{{1,2}})(?:[.,]\d+)?\s*秒?)?)?)?"
    rf"\s*(?:整|钟)?(?:\s*(?P<after>{_AFTER}))?)",
    re.IGNORECASE,
)
"""A time of day, to be matched where one may stand; its groups are for :func:`time_of_day`."""


@dataclass(frozen=True, slots=True)
class TimeOfDay:
    """A time that was said of a day.

    Attributes
    ----------
    second : int
        Seconds after the midnight that the day begins with; 24:00 and after for what people count
        to the night of the day before (晚12点半).
    other_day : int
        -1 or 1 where the same words may be said of the day before or after, 0 otherwise: at one in
        the night, some name the day that ends and some the day that begins.
    """

    second: int
    other_day: int = 0


@lru_cache(maxsize=4096)
def time_of_day(text: str) -> TimeOfDay | None:
    """Read a text as a time of day; None where it is none, or may mean two.

    Parameters
    ----------
    text : str
        In the width of NFKC, without outer blanks.
    """
    found = TIME_OF_DAY.fullmatch(text) if len(text) <= LONGEST_PHRASE else None
    return None if found is None else _read(found)


def _read(found: re.Match[str]) -> TimeOfDay | None:
    later = DAY_S if found["next"] else 0
    if found["noon"]:
        return TimeOfDay(12 * _HOUR_S + later)
    if found["midnight"]:
        return TimeOfDay(DAY_S, other_day=-1)
    word = (found["word"] or found["after"] or "").casefold().replace(".", "")
    if (found["word"] and found["after"]) or not (word or found["mark"]):
        return None
    hour, minute = _count(found["hour"]), _minute(found)
    if hour is None or minute is None or (found["minute"] and not found["mark"]):
        return None
    second = int(found["second"] or 0)
    of_day = _in_part_of_day(word, hour)
    if of_day is None or minute > 59 or second > 59:
        return None
    within_s = minute * 60 + second
    if of_day.second == DAY_S and within_s and not word:
        # 24:10 is ten past midnight of this day to some and of the next day to others.
        return None
    return TimeOfDay(of_day.second + within_s + later, 0 if later else of_day.other_day)


def _minute(found: re.Match[str]) -> int | None:
    if found["half"]:
        return 30
    if found["quarter"]:
        return 45 if found["quarter"] in "三3" else 15
    return _count(found["minute"]) if found["minute"] else 0


def _count(text: str) -> int | None:
    number = float(text) if text.isdigit() else read_chinese(text)
    return None if number is None else int(number)


def _in_part_of_day(word: str, hour: int) -> TimeOfDay | None:
    """Return the hour that a word makes of a number, in seconds."""
    if hour > 24:
        return None
    for words, rule in _RULES:
        if word in words.split("|"):
            meant = rule(hour)
            break
    else:
        meant = (hour, 0)
    return None if meant is None else TimeOfDay(meant[0] * _HOUR_S, meant[1])


Meant = tuple[int, int] | None


def _am(hour: int) -> Meant:
    return (hour % 12, 0) if hour <= 12 else None


def _pm(hour: int) -> Meant:
    return (hour % 12 + 12, 0) if hour <= 12 else ((hour, 0) if hour < 24 else None)


def _morning(hour: int) -> Meant:
    return (hour, 0) if hour <= 11 else None


def _noon(hour: int) -> Meant:
    if hour in (1, 2):
        return hour + 12, 0
    return (hour, 0) if 11 <= hour <= 14 else None


def _evening(hour: int) -> Meant:
    if 5 <= hour <= 11:
        return hour + 12, 0
    return _small_hours(hour)


def _night(hour: int) -> Meant:
    if 7 <= hour <= 11:
        return hour + 12, 0
    return (hour, 1) if hour in (4, 5) else _small_hours(hour)


def _small_hours(hour: int) -> Meant:
    """Return what 晚 and 夜 mean around midnight, where people name either of two days."""
    if hour in (12, 24):
        return 24, -1
    if hour <= 3:
        return hour, 1
    return (hour, 0) if 17 <= hour < 24 else None


_RULES: Final = (
    (f"am|凌晨|{_FORENOON}", _am),
    ("pm|下午|午后", _pm),
    ("傍晚", lambda hour: (hour % 12 + 12, 0) if hour % 12 in range(4, 9) and hour < 24 else None),
    (_MORNING, _morning),
    (f"noon|{_NOON}", _noon),
    (_EVENING, _evening),
    (f"midnight|{_NIGHT}", _night),
)
