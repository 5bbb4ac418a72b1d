"""Angles as people write them: ``114.2``, ``E114.2°``, ``114°12'30"E``, ``114度12分30秒``."""

import re
import unicodedata
from typing import Final

from geo.tables.cells import LONGEST_PHRASE
from geo.tables.numbers import SCIENTIFIC, NumberRead, read_number

__all__ = ["read_angle", "split_position"]

_SIGN_OF: Final = {"e": 1, "n": 1, "东": 1, "北": 1, "w": -1, "s": -1, "西": -1, "南": -1}
_SIDE: Final = re.compile(r"^(东经|北纬|西经|南纬|经度|纬度|[nsew])?(.*?)([nsew])?$", re.DOTALL)
_SEXAGESIMAL: Final = re.compile(
    r"(\d{1,3})\s*[°度]\s*"
    # The sign of minutes may be left out at the end; without minutes there are no seconds.
    r"(?:(\d{1,2}(?:\.\d+)?)\s*(?:['′’分]\s*|$)"
    # Normalising turns the sign of seconds into two of minutes.
    r"(?:(\d{1,2}(?:\.\d+)?)\s*(?:[\"”秒]|['′’]{2})?\s*)?)?"
)
_BETWEEN: Final = re.compile(r"[,;、/|\s]+")
# What stands before the numbers of a cell that holds both, and the side it is read as.
_LABEL: Final = re.compile(
    r"['\"]?(?<![a-z])(longitude|latitude|lng|lon|lat|[xy](?=\s*[:=])|经度|纬度|东经|北纬|经|纬)['\"]?\s*[:=]?\s*"
)
_SIDE_OF_LABEL: Final = {
    **dict.fromkeys(("lo", "ln", "x", "经度", "东经", "经"), "e"),
    **dict.fromkeys(("la", "y", "纬度", "北纬", "纬"), "n"),
}
_SAYS_LAT: Final = re.compile(r"^[ns]|[ns]$|^(北纬|南纬|纬度)")


def read_angle(cell: object) -> NumberRead:
    """Read a cell as degrees, or as a plain number of metres; not finite counts as unreadable."""
    number = read_number(cell)
    if number.plain or not isinstance(cell, str) or len(cell) > LONGEST_PHRASE:
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


def split_position(cell: object, *, lat_first: bool = False) -> tuple[str, str] | None:
    """Split a cell that holds a position into longitude and latitude; None where it is not two.

    Parameters
    ----------
    cell : object
        ``114.2,30.5``, ``(114.2 30.5 20)`` with a height, ``N30.5 E114.2``, ``lng:114.2,lat:30.5``.
    lat_first : bool
        Whether the latitude stands first where the cell does not say.
    """
    text = unicodedata.normalize("NFKC", str(cell)).strip().casefold().strip("()[]{}<>")
    if len(text) > LONGEST_PHRASE:
        return None
    if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"":
        text = text[1:-1]
    text = _LABEL.sub(lambda found: f" {_SIDE_OF_LABEL[found[1][:2]]}", text)
    parts = [part for part in _BETWEEN.split(text) if part]
    with_height = len(parts) == 3 and all(read_number(part).plain for part in parts)
    if len(parts) != 2 and not with_height:
        return None
    first, second = parts[:2]
    says_lat, says_lon = _SAYS_LAT.search(first), _SAYS_LAT.search(second)
    turned = bool(says_lat) if says_lat or says_lon else lat_first
    return (second, first) if turned else (first, second)
