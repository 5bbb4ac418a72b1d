"""Lengths of time as people say them: ``1小时5分``, ``半小时``, ``一刻钟``, ``half an hour``."""

import re
from dataclasses import dataclass
from typing import Final

from geo.tables.chinese_numerals import CHINESE_NUMERAL, read_chinese

__all__ = ["DURATION", "Duration", "duration_min", "durations_in"]

# fmt: off
_ENGLISH: Final = {
    word: number
    for number, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
         "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
         "nineteen", "twenty"), start=1)
} | {
    "thirty": 30, "forty": 40, "forty-five": 45, "forty five": 45, "fifty": 50, "sixty": 60,
    "ninety": 90, "a": 1, "an": 1, "twenty-five": 25, "twenty five": 25, "thirty-five": 35,
}
# fmt: on
_WORDS: Final = "|".join(sorted(_ENGLISH, key=len, reverse=True))
# What is taken is not given back (``*+``): a long row of digits or blanks has one reading only.
_COUNT: Final = (
    rf"(?:\d[\d,]*+(?:\.\d++)?+|[{CHINESE_NUMERAL}](?:[{CHINESE_NUMERAL}]|点(?=[{CHINESE_NUMERAL}]))*+"
    rf"|\b(?:{_WORDS})\b(?=[\s-]*(?:h(?:ou)?rs?|min(?:ute)?s?|sec(?:ond)?s?|quarters?|and\s+a\s+half)\b))"
)
_HOUR: Final = r"(?:hours?|hrs?\b|h\b|h(?=\d)|个?小时|个?钟头|个钟(?!头))"
# 十分 is "very" as well: after signs, 分 alone counts only where a length of time may go on.
_MINUTE: Final = (
    r"(?:minutes?|mins?\b|min(?=\d)|分钟|′|m(?=\s*\d+\s*s\b)|(?<=[\d\s])分(?![之位数值析部级类])"
    rf"|分(?=[内以左上到可后半，,。；;、\s）)”」]|[{CHINESE_NUMERAL}]+秒|$))"
)
_SECOND: Final = r"(?:seconds?|secs?\b|s\b|秒钟?)"
_AND_QUARTERS: Final = r"(?<=and\s)(?:a|three)(?=\s+quarters?\b(?!\s+of|[\s-]*hour))"

DURATION: Final = re.compile(
    rf"(?P<half_hour>半个?(?:小时|钟头|钟)|\bhalf[\s-]*(?:an?[\s-]+)?hours?)"
    rf"|(?P<quarters>(?:{_COUNT}|\b(?:a|three)\b)?)\s*+"
    rf"(?:刻钟|(?:\b|(?<=\s))quarters?(?:[\s-]+of[\s-]+an[\s-]+|[\s-]*)hours?)"
    rf"|(?:(?P<hours>{_COUNT})\s*+(?:-\s*+)?(?:(?P<and_half>个半(?:小时|钟头|钟)|and\s+a\s+half\s+hours?)"
    rf"|{_HOUR}(?P<half_after>半|\s+and\s+a\s+half)?)\s*(?:and\s+|零)?"
    rf"(?:(?P<quarters_after>[一三13](?=\s*刻)|{_AND_QUARTERS})\s*(?:刻钟?|quarters?)"
    rf"|(?<=h)(?P<bare_minutes>\d{{1,2}})(?:m\b|(?![\d.\w])))?)?"
    rf"(?:(?P<minutes>{_COUNT})\s*+(?:-\s*+)?{_MINUTE}(?P<half_minute>半)?\s*(?:and\s+)?)?"
    rf"(?:(?P<seconds>{_COUNT})\s*+(?:-\s*+)?{_SECOND})?",
    re.IGNORECASE,
)
"""A length of time; it matches nothing at all too. Its groups are for :func:`duration_min`."""


_QUARTERS: Final = {"一": 1, "1": 1, "a": 1, "三": 3, "3": 3, "three": 3}
_TAIL: Final = re.compile(r"(?:\band)?\s*$", re.IGNORECASE)


@dataclass(frozen=True)
class Duration:
    """A length of time in a text.

    Attributes
    ----------
    start, end : int
        Where it stands.
    minutes : float
    """

    start: int
    end: int
    minutes: float


def durations_in(text: str) -> list[Duration]:
    """Return the lengths of time that a text names, in their order.

    Parameters
    ----------
    text : str
        In the width of NFKC.
    """
    return [
        Duration(found.start(), found.start() + len(_TAIL.sub("", found[0])), minutes)
        for found in DURATION.finditer(text)
        if found[0] and (minutes := duration_min(found)) is not None
    ]


def duration_min(found: re.Match[str]) -> float | None:
    """Return the minutes of a match of :data:`DURATION`, None where it holds no length.

    Parameters
    ----------
    found : re.Match
    """
    if found["half_hour"]:
        return 30.0
    if found["quarters"] is not None:
        count = _count(found["quarters"]) if found["quarters"] else 1.0
        return None if count is None else 15 * count
    total, any_part = 0.0, False
    for name, factor in (("hours", 60.0), ("minutes", 1.0), ("seconds", 1 / 60)):
        if found[name]:
            count = _count(found[name])
            if count is None:
                return None
            total, any_part = total + factor * count, True
    total += 30.0 if found["and_half"] or found["half_after"] else 0.0
    total += 0.5 if found["half_minute"] else 0.0
    total += 15 * _QUARTERS.get((found["quarters_after"] or "").casefold(), 0)
    total += float(found["bare_minutes"] or 0)
    return round(total, 6) if any_part else None


def _count(text: str) -> float | None:
    plain = text.casefold().strip()
    if plain[:1].isdigit() and re.fullmatch(r"\d[\d,]*(\.\d+)?", plain):
        return float(plain.replace(",", ""))
    if plain in _ENGLISH:
        return float(_ENGLISH[plain])
    whole, _, decimals = plain.partition("点")
    value = read_chinese(whole)
    if value is None or not decimals:
        return value
    digits = read_chinese(decimals)
    return None if digits is None else value + digits / 10 ** len(decimals)
