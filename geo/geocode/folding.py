"""One spelling for every way of typing the same name."""

import re
import unicodedata
from functools import cache, lru_cache
from typing import Any, Final

__all__ = ["figures", "fold", "with_digits"]

_DIGITS: Final = {
    **{str(value): value for value in range(10)},
    **{digit: value for value, digit in enumerate("零一二三四五六七八九")},
    "〇": 0,
    "两": 2,
    "壹": 1,
    "贰": 2,
    "叁": 3,
}
_UNITS: Final = {"十": 10, "百": 100, "千": 1000}
# A Chinese numeral is a number only where something is counted; 五里墩 and 三元里 are names.
_COUNTED: Final = re.compile(
    r"(第?)([〇零一二三四五六七八九十百千两壹贰叁]+)"
    r"(?=号|栋|幢|单元|期|区|院|组团|号院|号楼|弄|支弄|座|巷\d|标段)"
)
# Any numeral, also one that is half digits: 和平街十3区.
_NUMERAL: Final = re.compile(
    r"[〇零一二三四五六七八九十百千\d]*[〇零一二三四五六七八九十百千][〇零一二三四五六七八九十百千\d]*"
)
_MUTE: Final = ("So", "Cf", "Cc", "Cs")
_NOISE: Final = re.compile(r"[\s·•・,，。、;；:：'\"“”‘’_\-—–~!！?？*#]+")


# Written so in simplified script too: 乾县, 於潜. OpenCC makes 干县 and 于潜 of them.
_SIMPLIFIED_TOO: Final = frozenset("乾夥徵於麽")


@cache
def _simplifier() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")


def fold(text: str) -> str:
    """Return a text in half width, simplified characters, lower case, without blanks.

    Parameters
    ----------
    text : str
        A name or an address as it was typed.

    Returns
    -------
    str
        Brackets are kept: what stands in them may be evidence.
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    # Emoji, control and invisible characters, and halves of one, say nothing about a place.
    folded = "".join(char for char in folded if unicodedata.category(char) not in _MUTE)
    folded = _NOISE.sub("", folded)
    return _simplified(folded)


def _simplified(text: str) -> str:
    """Return a text in simplified script; one that is so already stays as it is."""
    converted = str(_simplifier().convert(text)) if text else text
    if len(converted) == len(text):
        changed = {old for old, new in zip(text, converted, strict=True) if old != new}
        if changed <= _SIMPLIFIED_TOO:
            return text
    return converted


def with_digits(text: str) -> str:
    """Return a folded text with its counted Chinese numerals as digits.

    ``七十一号院`` becomes ``71号院``, ``一区`` becomes ``1区``; ``五里墩`` and ``三眼桥`` stay.
    """
    return _COUNTED.sub(lambda found: _number(found[2]), text)


@lru_cache(maxsize=1 << 18)
def figures(text: str) -> str:
    """Return a text with all its numerals as digits, to compare it with another such text.

    Parameters
    ----------
    text : str
        A folded text.

    Returns
    -------
    str
        ``3里河1区`` for 三里河一区 and 3里河一区; not a name to show.
    """
    return _NUMERAL.sub(lambda found: _number(found[0]), text)


def _number(numeral: str) -> str:
    if not any(char in _UNITS for char in numeral):
        # As text: a row of digits may be longer than whatever counts.
        return "".join(str(_DIGITS[char]) for char in numeral).lstrip("0") or "0"
    total, digit = 0, 0
    for char in numeral:
        if char in _UNITS:
            total += (digit or 1) * _UNITS[char]
            digit = 0
        else:
            digit = _DIGITS[char]
    return str(total + digit)
