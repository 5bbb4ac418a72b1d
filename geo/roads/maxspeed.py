"""Speed limits as people write them."""

import re
import unicodedata
from collections import Counter
from functools import lru_cache
from typing import Final, Literal, NamedTuple

import numpy as np

from geo.errors import Notice

__all__ = ["Maxspeed", "MaxspeedReader", "parse_maxspeed"]

_KMH_PER_MPH: Final = 1.609344
_NUMBER: Final = re.compile(r"(?<![-\d.])(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>mph|km/?h|kph)?")
_PLAIN: Final = re.compile(r"\d+(?:\.\d+)?(?:\s*(?:mph|km/?h|kph))?", re.ASCII)
# Country codes such as ``CN:urban`` or ``DE:zone30`` name a rule, not a number.
_RULE_CODE: Final = re.compile(r"[a-z]{2}:")
_SLOWEST_KMH: Final = 3.0
_FASTEST_KMH: Final = 160.0
_EXAMPLES: Final = 5


class Maxspeed(NamedTuple):
    """A speed limit as it was understood.

    Attributes
    ----------
    kmh : float or None
        The limit; None where the speed of the class is to be used.
    read : {"plain", "loosely", "not"}
        Whether the text was a plain number, held one, or held none that can be a limit.
    """

    kmh: float | None
    read: Literal["plain", "loosely", "not"]


@lru_cache(maxsize=4096)
def parse_maxspeed(text: str) -> Maxspeed:
    """Read a ``maxspeed`` value.

    ``60``, ``60 km/h`` and ``30 mph`` are plain. ``约60``, full-width digits and lists such as
    ``60;40`` are read loosely; of several numbers the lowest counts. ``none``, ``walk``, ``0``,
    country codes such as ``CN:urban`` and numbers that no road has (below 3 or above 160 km/h)
    are not limits.

    Parameters
    ----------
    text : str
        The tag's value.
    """
    folded = unicodedata.normalize("NFKC", text).strip().lower()
    if _RULE_CODE.match(folded):
        return Maxspeed(None, "not")
    limits = [
        float(found["number"]) * (_KMH_PER_MPH if found["unit"] == "mph" else 1.0)
        for found in _NUMBER.finditer(folded)
    ]
    possible = [kmh for kmh in limits if _SLOWEST_KMH <= kmh <= _FASTEST_KMH]
    if not possible:
        return Maxspeed(None, "not")
    plain = _PLAIN.fullmatch(text.strip().lower()) is not None
    return Maxspeed(min(possible), "plain" if plain else "loosely")


class MaxspeedReader:
    """Reads the limits of many roads and remembers which were not plain numbers."""

    def __init__(self) -> None:
        self._loosely: Counter[str] = Counter()
        self._not: Counter[str] = Counter()

    def kmh(self, text: str) -> float:
        """Return a limit in km/h, or NaN where there is none."""
        if not text:
            return np.nan
        kmh, read = parse_maxspeed(text)
        if read == "loosely":
            self._loosely[text] += 1
        elif read == "not":
            self._not[text] += 1
        return np.nan if kmh is None else kmh

    def notices(self) -> list[Notice]:
        """Return what was read loosely and what was not read, counted, with examples."""
        return [
            Notice(
                key,
                count=texts.total(),
                examples=", ".join(text for text, _ in texts.most_common(_EXAMPLES)),
            )
            for key, texts in (
                ("roads.maxspeed_loosely", self._loosely),
                ("roads.maxspeed_not", self._not),
            )
            if texts
        ]
