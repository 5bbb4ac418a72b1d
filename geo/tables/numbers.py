"""Numbers as people write them: ``约300``, ``1,200``, ``３００``, ``300户``, ``1.2万``, ``三百``.

A number that is written plainly is taken as it is. One that has to be understood first is marked,
so that the planner sees what was made of it. What could mean two things is not read at all.
"""

import math
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

__all__ = ["SCIENTIFIC", "NumberRead", "read_number", "read_year", "unit_factor"]

_PLAIN: Final = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
_GROUPED: Final = re.compile(r"[+-]?\d{1,3}([, ]\d{3})+(\.\d+)?")
SCIENTIFIC: Final = re.compile(r"[+-]?\d+(\.\d+)?e[+-]?\d+")

_BEFORE: Final = re.compile(
    r"^(?:'|大约|大概|约为|约计|近|将近|约|共计|共有|共|总共|计|合计|~|≈|about|approx\.?|ca\.?)\s*"
)
_UNIT: Final = (
    r"户|戶|家|人|口|栋|幢|座|个|组|支|队|班|处|分钟|分|年|天|工作日|日|平方米|平米|平方|㎡|m2|m²|米|元|"
    r"households?|residents?|people|buildings?|minutes?|min|days?|m"
)
_AFTER: Final = re.compile(
    rf"\s*(多|余|来|左右|上下|以上|\+)?\s*({_UNIT})?\s*(多|余|左右|上下|以上)?\s*$"
)
_TEN_THOUSAND: Final = re.compile(r"^(.*?)\s*(万|萬)$")

_DIGIT_OF: Final = dict(
    zip("〇零一二两三四五六七八九", (0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True)
)
_POWER_OF: Final = {"十": 10, "百": 100, "千": 1000, "万": 10_000}
_CHINESE: Final = re.compile(r"[〇零一二两三四五六七八九十百千万]+")

_DECADE: Final = re.compile(
    r"(?:上?世纪|19|20)?(\d)0\s*(?:年代|s)\s*(?:初|初期|中期|中|末|末期|后期)?"
)
_YEAR: Final = re.compile(r"(1[89]\d{2}|20\d{2})(?!\d)")


@dataclass(frozen=True, slots=True)
class NumberRead:
    """What was made of a cell that is not a plain number.

    Attributes
    ----------
    value : float or None
        The number; None where the cell cannot be read as one.
    plain : bool
        Whether the cell was a number without any reading.
    """

    value: float | None
    plain: bool = False


_UNREADABLE: Final = NumberRead(None)


def read_number(cell: object) -> NumberRead:
    """Read a cell as a number.

    Parameters
    ----------
    cell : object
        A number, or text.

    Returns
    -------
    NumberRead
        Not finite counts as unreadable.
    """
    if isinstance(cell, bool):
        return _UNREADABLE
    if isinstance(cell, (int, float)):
        return NumberRead(float(cell), plain=True) if math.isfinite(cell) else _UNREADABLE
    if isinstance(cell, (date, datetime)):
        return _UNREADABLE
    text = str(cell).strip()
    if _PLAIN.fullmatch(text) and text.isascii():
        return NumberRead(float(text), plain=True)
    value = _understood(unicodedata.normalize("NFKC", text).strip().casefold())
    return _UNREADABLE if value is None or not math.isfinite(value) else NumberRead(value)


def _understood(text: str) -> float | None:
    core = _AFTER.sub("", _BEFORE.sub("", text)).strip()
    if ten_thousands := _TEN_THOUSAND.match(core):
        value = _written_in_digits(ten_thousands[1])
        if value is not None:
            return round(value * 10_000, 6)
    value = _written_in_digits(core)
    return _written_in_chinese(core) if value is None else value


def _written_in_digits(text: str) -> float | None:
    if _PLAIN.fullmatch(text) or SCIENTIFIC.fullmatch(text):
        return float(text)
    if _GROUPED.fullmatch(text):
        return float(re.sub("[, ]", "", text))
    return None


def _written_in_chinese(text: str) -> float | None:
    """Read ``三百二十`` or ``一千零五``; digits without powers (``三〇五``) are read in a row."""
    if not _CHINESE.fullmatch(text):
        return None
    if not any(power in text for power in _POWER_OF):
        return float("".join(str(_DIGIT_OF[digit]) for digit in text))
    total = section = digit = 0
    for sign in text:
        if sign in _DIGIT_OF:
            digit = _DIGIT_OF[sign]
            continue
        power = _POWER_OF[sign]
        if power == 10_000:
            total, section, digit = (total + section + digit) * power, 0, 0
        else:
            section, digit = section + (digit or 1) * power, 0
    return float(total + section + digit)


def read_year(cell: object) -> NumberRead:
    """Read a cell as a year: ``1997``, ``1997年``, ``约1997``, ``90年代``, ``1996-1998``, a date.

    A decade is read as its first year, a span as the year it begins.
    """
    if isinstance(cell, (date, datetime)):
        return NumberRead(float(cell.year))
    number = read_number(cell)
    if number.value is not None and not 0 <= number.value < 100:
        return number
    text = unicodedata.normalize("NFKC", str(cell)).strip().casefold()
    if decade := _DECADE.search(text):
        century = 2000 if text.startswith("20") or int(decade[1]) < 4 else 1900
        return NumberRead(float(century + 10 * int(decade[1])))
    if year := _YEAR.search(text):
        return NumberRead(float(year[1]))
    return _UNREADABLE


def unit_factor(header: str) -> float:
    """Return what the numbers under a header are to be multiplied by.

    ``建筑面积（万平方米）`` counts in ten thousands; every other header counts in ones.
    """
    return 10_000.0 if re.search(r"[\(（\[/]\s*万", header) else 1.0
