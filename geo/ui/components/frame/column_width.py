"""How wide a column must be so that none of its words is cut."""

from collections.abc import Iterable
from typing import Final
from unicodedata import east_asian_width

__all__ = ["column_width_px"]

_NARROW_PX: Final = 7.2
_WIDE_PX: Final = 14.0
_EDGES_PX: Final = 18


def column_width_px(words: Iterable[str]) -> int:
    """Return the width of a column of a table that shows some words, its heading among them.

    Parameters
    ----------
    words : iterable of str
        Everything that may stand in the column.

    Returns
    -------
    int
        Pixels, for text of 14 px.
    """
    return _EDGES_PX + round(max(map(_text_px, words), default=0.0))


def _text_px(text: str) -> float:
    return sum(_WIDE_PX if east_asian_width(sign) in "FW" else _NARROW_PX for sign in text)
