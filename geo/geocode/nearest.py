"""The names of a short list that are most like one, for a message that proposes them."""

from collections.abc import Iterable
from typing import Final

from geo.geocode.likeness import likeness
from geo.geocode.names import parse_name

__all__ = ["nearest_names"]

_LEAST_LIKE: Final = 0.4


def nearest_names(name: str, valid: Iterable[str], *, count: int = 3) -> list[str]:
    """Return the names most like one, the likeliest first; fewer where few are like it.

    Parameters
    ----------
    name : str
    valid : iterable of str
    count : int
        At most so many.
    """
    asked = parse_name(name)
    scored = [(likeness(asked, parse_name(one)), one) for one in dict.fromkeys(valid)]
    like = sorted((-score, one) for score, one in scored if score >= _LEAST_LIKE)
    return [one for _, one in like[:count]]
