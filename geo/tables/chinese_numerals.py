"""Chinese numerals: ``三百二十``, ``三百五`` (350), ``一万二`` (12,000), ``2万5千``, ``壹佰``."""

import re
from typing import Final

__all__ = ["CHINESE_NUMERAL", "read_chinese"]

_DIGITS: Final = "〇零一二三四五六七八九"
_ALIKE: Final = str.maketrans(
    "○壹贰貳叁參肆伍陆陸柒捌玖两兩拾佰仟萬億w", "〇一二二三三四五六六七八九二二十百千万亿万"
)
_DIGIT_OF: Final = {sign: max(value - 1, 0) for value, sign in enumerate(_DIGITS)}
_POWER_OF: Final = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_GROUP: Final = 10_000

CHINESE_NUMERAL: Final = "〇○零一二三四五六七八九两兩十百千万萬亿億壹贰貳叁參肆伍陆陸柒捌玖拾佰仟"
"""The signs that a numeral is written with, for use in a pattern."""

_PART: Final = re.compile(r"\d+(?:\.\d+)?|.")
# Nothing is given back that was taken: a long row of digits would be split in every way there is.
_NUMERAL: Final = re.compile(rf"(?:[{_DIGITS}十百千万亿]|\d++(?:\.\d++)?+)++")


def read_chinese(text: str) -> float | None:
    """Read a numeral with at least one Chinese sign; None where it is none or means two things.

    The unit after the last power may be left out, as in speech: ``三百五`` is 350 and ``一万二``
    12,000, while ``三百零五`` is 305. Powers may follow digits of either kind (``2万5``, ``3千``).
    Digits without powers are read in a row (``三〇五``). Two digits before one power (``两三百``)
    and two alone (``三四``) are a span, not a number.

    Parameters
    ----------
    text : str
        In the width of NFKC.

    Returns
    -------
    float or None
    """
    flat = text.translate(_ALIKE)
    if not _NUMERAL.fullmatch(flat):
        return None
    if not any(power in flat for power in _POWER_OF):
        return _in_a_row(flat)
    return _with_powers(_PART.findall(flat))


def _in_a_row(text: str) -> float | None:
    """Read digits without powers; ``三四`` and ``三五`` are a few, not 34 and 35."""
    digits = [_DIGIT_OF.get(sign) for sign in text]
    if None in digits:
        return None
    if len(digits) == 2 and 0 not in digits:
        return None
    return float("".join(map(str, digits)))


def _with_powers(parts: list[str]) -> float | None:
    """Add up digits times powers; powers fall within each group of ten thousand."""
    total = group = 0.0
    digit: float | None = None
    last_power, last_group = _GROUP, float("inf")
    after_zero = False
    for part in parts:
        if part in _POWER_OF:
            power = _POWER_OF[part]
            if power >= _GROUP:
                group += digit or 0.0
                if not group or power >= last_group:
                    return None
                total, group, digit = total + group * power, 0.0, None
                last_power, last_group = _GROUP, power
            else:
                if power >= last_power or digit == 0:
                    return None
                # A ten without a digit before it is one ten; a hundred is not.
                if digit is None and (power != 10):
                    return None
                group, digit, last_power = group + (digit or 1) * power, None, power
            after_zero = False
        elif part in "〇零":
            if digit is not None:
                return None
            after_zero = True
        elif digit is not None:
            return None
        else:
            digit = float(_DIGIT_OF.get(part, 0)) if part in _DIGIT_OF else float(part)
    if digit is None:
        return round(total + group, 6) if not after_zero else None
    smallest = last_power if group else last_group
    return round(total + group + digit * _left_out(digit, smallest, after_zero), 6)


def _left_out(digit: float, smallest: float, after_zero: bool) -> float:
    """Return the power that speech leaves out after the smallest one that was said."""
    if after_zero or digit not in range(1, 10):
        return 1
    return 1 if smallest == 10 else smallest / 10
