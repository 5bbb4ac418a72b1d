"""A claim such as "15 min, 108 km2" or 「15分钟 108平方公里」, read from plain text."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from geo.errors import CoverageError

__all__ = ["Claim", "parse_claim"]

_NUMBER: Final = r"(\d[\d,]*(?:\.\d+)?|[〇零一二两三四五六七八九十百千]+)"
_MINUTES: Final = re.compile(_NUMBER + r"\s*-?\s*(?:minutes?|mins?\b|分钟|分(?!之))", re.IGNORECASE)
_HOURS: Final = re.compile(_NUMBER + r"\s*-?\s*(?:hours?|hrs?\b|个?小时)", re.IGNORECASE)
_KM2: Final = re.compile(
    _NUMBER + r"\s*-?\s*(?:km\s*\^?\s*2|sq\.?\s*km|square\s+kilomet(?:er|re)s?|平方公里|平方千米)",
    re.IGNORECASE,
)
_PERCENT: Final = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s*(?:%|percent|per cent)", re.IGNORECASE)

_DIGITS: Final = {"〇": 0, "零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5}
_MORE_DIGITS: Final = {"六": 6, "七": 7, "八": 8, "九": 9}
_TENS: Final = {"十": 10, "百": 100, "千": 1000}


@dataclass(frozen=True)
class Claim:
    """What is promised: minutes, and where given the area and the share of responses.

    Attributes
    ----------
    minutes : float
    area_km2 : float or None
    percentile : float or None
        Share of responses, 0 to 1.
    """

    minutes: float
    area_km2: float | None = None
    percentile: float | None = None


def parse_claim(text: str) -> Claim:
    """Return the claim that a text makes, in English or Chinese.

    Full-width digits, thousands separators and Chinese numerals are read.

    Raises
    ------
    CoverageError
        When no minutes are named, or a figure cannot be: nothing, or several that differ.
    """
    plain = unicodedata.normalize("NFKC", text)
    minutes = _figure(text, plain, _MINUTES, "minutes")
    hours = _figure(text, plain, _HOURS, "hours")
    if minutes is None and hours is None:
        raise CoverageError("coverage.claim_minutes", found=text)
    total = (minutes or 0.0) + 60 * (hours or 0.0)
    area = _figure(text, plain, _KM2, "km2")
    percent = _figure(text, plain, _PERCENT, "%")
    for name, value in (("minutes", total), ("km2", area), ("%", percent)):
        if value is not None and not value > 0:
            raise CoverageError("coverage.claim_figure", found=text, name=name)
    if percent is not None and percent > 100:
        raise CoverageError("coverage.claim_figure", found=text, name="%")
    return Claim(total, area, None if percent is None else percent / 100)


def _figure(text: str, plain: str, pattern: re.Pattern[str], name: str) -> float | None:
    figures = {_number(found) for found in pattern.findall(plain)}
    if len(figures) > 1:
        raise CoverageError("coverage.claim_twice", found=text, name=name)
    return figures.pop() if figures else None


def _number(written: str) -> float:
    if written[0].isdigit():
        return float(written.replace(",", ""))
    total, digit = 0, 0
    for sign in written:
        if sign in _TENS:
            # A ten without a digit before it is one ten: 十五 is 15.
            total += (digit or 1) * _TENS[sign]
            digit = 0
        else:
            digit = (_DIGITS | _MORE_DIGITS)[sign]
    return float(total + digit)
