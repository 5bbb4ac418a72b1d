"""Angles as people write them: ``114.2``, ``E114.2°``, ``114°12'30"E``, ``114度12分30秒``."""

import re
import unicodedata
from typing import Final

from geo.tables.numbers import SCIENTIFIC, NumberRead, read_number

__all__ = ["read_angle", "split_position"]

_SIGN_OF: Final = {"e": 1, "n": 1, "东": 1, "北": 1, "w": -1, "s": -1, "西": -1, "南": -1}
_SIDE: Final = re.compile(r"^(东经|北纬|西经|南纬|经度|纬度|[nsew])?(.*?)([nsew])?$", re.DOTALL)
_SEXAGESIMAL: Final = re.compile(
    r"(\d{1,3})\s*[°度]\s*"
    r"(?:(\d{1,2}(?:\.\d+)?)\s*['′’分]\s*)?"
    # Normalising turns the sign of seconds into two of minutes.
    r"(?:(\d{1,2}(?:\.\d+)?)\s*(?:[\"”秒]|['′’]{2})?\s*)?"
)
_BETWEEN: Final = re.compile(r"[,;、\s]+")


def read_angle(cell: object) -> NumberRead:
    """Read a cell as degrees, or as a plain number of metres; not finite counts as unreadable."""
    number = read_number(cell)
    if number.plain or not isinstance(cell, str):
        return number
    text = unicodedata.normalize("NFKC", cell).strip().casefold().replace("º", "°")
    if SCIENTIFIC.fullmatch(text):  # programs write 5e-05 where a meridian is near
        return number
    sided = _SIDE.match(text)
    if sided is None:
        return NumberRead(None)
    before, core, after = sided[1] or "", sided[2].strip(" :"), sided[3] or ""
    sign = _SIGN_OF.get((before or after)[:1], 1)
    if parts := _SEXAGESIMAL.fullmatch(core):
        minutes, seconds = float(parts[2] or 0), float(parts[3] or 0)
        if minutes < 60 and seconds < 60:
            return NumberRead(sign * (float(parts[1]) + minutes / 60 + seconds / 3600))
        return NumberRead(None)
    bare = read_number(core.rstrip("°度 "))
    return NumberRead(None if bare.value is None or not bare.plain else sign * bare.value)


def split_position(cell: object) -> tuple[str, str] | None:
    """Split a cell that holds a position into its two numbers; None where it is not two."""
    text = unicodedata.normalize("NFKC", str(cell)).strip().strip("()[]")
    parts = [part for part in _BETWEEN.split(text) if part]
    return (parts[0], parts[1]) if len(parts) == 2 else None
