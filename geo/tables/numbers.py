"""Numbers as people write them: ``约300``, ``1,200``, ``３００``, ``300户``, ``1.2万``, ``三百五``.

A number that is written plainly is taken as it is. One that has to be understood first is marked,
so that the planner sees what was made of it. What could mean two things is not read at all.
"""

import math
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Final

from geo.tables.cells import LONGEST_PHRASE
from geo.tables.chinese_numerals import read_chinese
from geo.tables.units import ANY_COUNT, Quantity, header_unit, quantity_of

__all__ = [
    "SCIENTIFIC",
    "NumberRead",
    "number_in",
    "number_reader",
    "read_number",
    "read_year",
    "unit_of_header",
]

_PLAIN: Final = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
_GROUPED: Final = re.compile(r"[+-]?\d{1,3}([, ]\d{3})+(\.\d+)?")
SCIENTIFIC: Final = re.compile(r"[+-]?\d+(\.\d+)?e[+-]?\d+")

_BEFORE: Final = re.compile(
    r"^(?:'|大约|大概|约为|约计|近|将近|约|共计|共有|共|总共|计|合计|~|≈|about|approx\.?|ca\.?)\s*"
)
_CURRENCY: Final = re.compile(r"(?:¥|rmb|cny)\s*")
_ROUGHLY: Final = r"多|余|来|左右|上下|以上|\+"
_SCALE: Final = r"十万|百万|千万|万|萬|千|百|亿|w(?![a-z])"
_CLOCK: Final = re.compile(r"(\d+):(\d{1,2}):(\d{2})(?:\.\d+)?")

_SPOKEN_DECADE: Final = re.compile(r"(?:上?世纪)?([四五六七八九])十年代.*")
_HUNDREDTHS: Final = re.compile(
    r"百分之(.+)|([一二三四五六七八九十\d]+)成(半|[一二三四五六七八九\d])?"
)
_DECADE: Final = re.compile(
    r"(?:上?世纪|19|20)?(\d)0\s*(?:年代|s)\s*(?:初|初期|中期|中|末|末期|后期)?"
)
_YEAR: Final = re.compile(r"(1[89]\d{2}|20\d{2})(?!\d)")
_TWO_DIGITS: Final = re.compile(r"(\d{2})\s*年(?!代).*")
_YEAR_MONTH: Final = re.compile(r"(1[89]\d{2}|20\d{2})(?:\.(\d{1,2})|(\d{2})(\d{2})?)(?:\.0)?")
_FIRST_OF_THIS_CENTURY: Final = 30


@dataclass(frozen=True, slots=True)
class NumberRead:
    """What was made of a cell that is not a plain number.

    Attributes
    ----------
    value : float or None
        The number; None where the cell cannot be read as one.
    plain : bool
        Whether the cell was a number without any reading.
    own_unit : bool
        Whether the cell names its unit, so that the header's does not count.
    """

    value: float | None
    plain: bool = False
    own_unit: bool = False


_UNREADABLE: Final = NumberRead(None)


def read_number(cell: object, quantity: Quantity = ANY_COUNT) -> NumberRead:
    """Read a cell as a number of what its column counts.

    Parameters
    ----------
    cell : object
        A number, or text; where a clock may show the quantity, a time too.
    quantity : Quantity
        The units that fit; a number with another one is unreadable.

    Returns
    -------
    NumberRead
        In the unit of the quantity where the cell names one. Not finite counts as unreadable.
    """
    if isinstance(cell, bool):
        return _UNREADABLE
    if isinstance(cell, (int, float)):
        return NumberRead(float(cell), plain=True) if math.isfinite(cell) else _UNREADABLE
    if isinstance(cell, (date, datetime)):
        return _UNREADABLE
    if isinstance(cell, (time, timedelta)):
        return _of_clock(cell) if quantity.clock else _UNREADABLE
    text = str(cell).strip()
    if _PLAIN.fullmatch(text) and text.isascii():
        number = float(text)
        return NumberRead(number, plain=True) if math.isfinite(number) else _UNREADABLE
    # Patterns try every way of sharing out blanks, of which one says as much as many.
    spoken = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    if len(spoken) > LONGEST_PHRASE:
        return _UNREADABLE
    read = _understood(spoken, quantity)
    return read if read.value is not None and math.isfinite(read.value) else _UNREADABLE


def number_in(cell: object) -> float | None:
    """Return the number that a cell of a list holds: ``约300``, ``1,200``, ``３００``, ``300户``.

    Parameters
    ----------
    cell : object
        A number, or text.

    Returns
    -------
    float or None
        None where the cell holds none.
    """
    return read_number(cell).value


def _of_clock(cell: time | timedelta) -> NumberRead:
    """Read a stored time as minutes; half past nine may stand for 9 minutes 30 and is not read."""
    if isinstance(cell, timedelta):
        return NumberRead(cell.total_seconds() / 60, own_unit=True)
    if cell.hour:
        return _UNREADABLE
    return NumberRead(cell.minute + cell.second / 60, own_unit=True)


def _understood(text: str, quantity: Quantity) -> NumberRead:
    sign = _CURRENCY.match(text)
    if sign and "元" not in quantity.factor_of:
        return _UNREADABLE
    core = _BEFORE.sub("", text[sign.end() :] if sign else text).strip()
    if "%" in quantity.factor_of and (said := _HUNDREDTHS.fullmatch(core)):
        return _spoken_share(said, quantity.factor_of["%"])
    if quantity.clock and (length := _length(core)) is not None:
        return NumberRead(length, own_unit=True)
    found = _form(quantity).fullmatch(core)
    value = _written(found["number"]) if found else None
    if found is None or value is None:
        return _UNREADABLE
    if found["unit"] is None:
        return NumberRead(value, own_unit=bool(sign) or found["number"][-1] in "万萬亿w")
    return NumberRead(_times(value, quantity.factor_of[found["unit"]]), own_unit=True)


def _spoken_share(said: re.Match[str], of_one_percent: float) -> NumberRead:
    """Read ``百分之八十`` and ``八成五`` as so many per cent."""
    if said[1]:
        percent = _written(said[1])
    else:
        tens, ones = _written(said[2]), 5.0 if said[3] == "半" else _written(said[3] or "0")
        percent = None if tens is None or ones is None else 10 * tens + ones
    return NumberRead(None if percent is None else _times(percent, of_one_percent), own_unit=True)


@lru_cache(maxsize=32)
def _form(quantity: Quantity) -> re.Pattern[str]:
    """Return the pattern of a number with its unit: ``300多户``, ``2.8万㎡``."""
    scale = f"(?:{_SCALE})?" if quantity.scaled else ""
    return re.compile(
        rf"(?P<number>.+?{scale})\s*(?:{_ROUGHLY})?"
        rf"\s*(?P<unit>{quantity.pattern})?\s*(?:{_ROUGHLY})?"
    )


def _length(text: str) -> float | None:
    """Read a length of time in minutes; ``9:30`` may be two things, ``0:09:30`` is not."""
    if (shown := _CLOCK.fullmatch(text)) and int(shown[2]) < 60 and int(shown[3]) < 60:
        return int(shown[1]) * 60 + int(shown[2]) + int(shown[3]) / 60
    # Lists of estates hold no lengths of time, and these are long to learn.
    from geo.tables.durations import DURATION, duration_min

    said = DURATION.fullmatch(re.sub(rf"(?:{_ROUGHLY})$", "", text).strip())
    return duration_min(said) if said else None


def _times(value: float, factor: float) -> float:
    # Rounding takes away what multiplying adds: 2.8403 ten thousands are 28,403.
    return value if factor == 1 else round(value * factor, 6)


def _written(text: str) -> float | None:
    """Read a number in digits or Chinese signs."""
    text = text.strip()
    if _PLAIN.fullmatch(text) or SCIENTIFIC.fullmatch(text):
        return float(text)
    if _GROUPED.fullmatch(text):
        return float(re.sub("[, ]", "", text))
    if grouped := re.fullmatch(rf"({_GROUPED.pattern})(万|萬|亿)", text):
        factor = 1e8 if grouped[4] == "亿" else 1e4
        return float(re.sub("[, ]", "", grouped[1])) * factor
    return read_chinese(text)


def read_year(cell: object) -> NumberRead:
    """Read a cell as a year: ``1997``, ``约1997``, ``90年代``, ``85年``, ``1985.6``, ``198506``.

    A decade is read as its first year, a span as the year it begins, a year with a month as the
    year.
    """
    if isinstance(cell, (date, datetime)):
        return NumberRead(float(cell.year))
    number = read_number(cell)
    text = unicodedata.normalize("NFKC", str(cell)).strip().casefold()
    if dated := _YEAR_MONTH.fullmatch(_BEFORE.sub("", text)):
        month, day = dated[2] or dated[3], dated[4] or "1"
        possible = 0 < int(month) <= 12 and 0 < int(day) <= 31
        # A whole number keeps its .0 where a program wrote it.
        if possible or (dated[2] and int(month) == 0 and number.plain):
            return NumberRead(float(dated[1]), plain=int(month) == 0)
        return _UNREADABLE
    if number.value is not None and not 0 <= number.value < 100:
        return number if number.value.is_integer() else _UNREADABLE
    if spoken := _SPOKEN_DECADE.fullmatch(text):
        return NumberRead(1900.0 + 10 * (read_chinese(spoken[1]) or 0))
    if decade := _DECADE.search(text):
        century = 2000 if text.startswith("20") or int(decade[1]) < 4 else 1900
        return NumberRead(float(century + 10 * int(decade[1])))
    if year := _YEAR.search(text):
        return NumberRead(float(year[1]))
    if short := _TWO_DIGITS.fullmatch(text):
        years = int(short[1])
        return NumberRead(float(years + (2000 if years < _FIRST_OF_THIS_CENTURY else 1900)))
    return _UNREADABLE


def unit_of_header(header: str, quantity: Quantity) -> tuple[str, float] | None:
    """Return the unit in which a header counts and what its numbers are to be multiplied by.

    None where it names no unit, or the one in which the program keeps them.
    """
    word = header_unit(unicodedata.normalize("NFKC", header).casefold(), quantity)
    factor = None if word is None else quantity.factor(word)
    return None if word is None or factor is None or factor == 1 else (word, factor)


def number_reader(header: str, column: str) -> Callable[[object], NumberRead]:
    """Return what reads the cells of a column as numbers in the unit in which it is kept.

    Parameters
    ----------
    header : str
        As in the file; the unit that it names counts for the cells that name none.
    column : str
        Canonical name.
    """
    quantity = quantity_of(column)
    unit = unit_of_header(header, quantity)

    def read(cell: object) -> NumberRead:
        number = read_number(cell, quantity)
        if unit is None or number.value is None or number.own_unit:
            return number
        return replace(number, value=_times(number.value, unit[1]))

    return read
