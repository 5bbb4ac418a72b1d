"""Titles of sheets as Excel, WPS and LibreOffice allow them: short, without some signs, unlike."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

__all__ = ["SheetTitles"]

_LONGEST: Final = 31
_FORBIDDEN: Final = re.compile(
    r"[\[\]:*?/\\\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]"
)
_AT_ENDS: Final = "' \u3000\xa0\u2003"
# Excel keeps this name for itself, in every language.
_RESERVED: Final = "history"


class SheetTitles:
    """Gives out titles that no other sheet of the workbook has.

    Parameters
    ----------
    taken : iterable of str
        Titles that are given already.
    """

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = {_folded(title) for title in taken}

    def of(self, name: str) -> str:
        """Return the title for a name; it is taken then."""
        plain = _FORBIDDEN.sub("_", name)
        title, number = _cut(plain, _LONGEST), 1
        while _folded(title) in self._taken or _folded(title) == _RESERVED:
            number += 1
            title = f"{_cut(plain, _LONGEST - len(str(number)) - 1)} {number}"
        self._taken.add(_folded(title))
        return title


def _cut(text: str, longest: int) -> str:
    """Return the beginning of a text, without a blank or an apostrophe at either end.

    Lengths count as Excel counts them: a sign outside the basic plane takes two.
    """
    units, end = 0, 0
    stripped = text.strip(_AT_ENDS)
    for sign in stripped:
        units += 2 if ord(sign) > 0xFFFF else 1
        if units > longest:
            break
        end += 1
    return stripped[:end].strip(_AT_ENDS) or "_"


def _folded(title: str) -> str:
    """Return a title as Excel compares it: case does not count."""
    return unicodedata.normalize("NFC", title).casefold()
