"""Cells as text: blanks, ids, and what a spreadsheet could not work out."""

import math
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

__all__ = [
    "LONGEST_CELL",
    "UNCOMPUTED",
    "Uncomputed",
    "as_text",
    "fold_id",
    "is_blank",
    "is_error_value",
    "is_placeholder",
    "loses_digits",
]

# The longest text that Excel itself keeps in a cell.
LONGEST_CELL: Final = 32_767

# Excel stores numbers with 15 significant digits; what stands after them is gone.
_KEPT_DIGITS: Final = 15

_PLACEHOLDERS: Final = re.compile(
    r"-|--|—|——|/|\\|无|暂无|不详|未知|待定|待补|空|缺|\?|？|…|\.\.\."
    r"|#?n/a|na|nan|none|null|nil|tbd",
    re.IGNORECASE,
)
_ERROR_VALUES: Final = frozenset(
    {"#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"}
)
# Characters that show nothing: zero-width marks, byte-order marks, soft hyphens.
_INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")


@dataclass(frozen=True)
class Uncomputed:
    """A formula whose value was never stored in the file."""


UNCOMPUTED: Final = Uncomputed()


def is_blank(cell: object) -> bool:
    """Return whether a cell holds nothing, or nothing that shows."""
    if cell is None:
        return True
    if isinstance(cell, float):
        return math.isnan(cell)
    return isinstance(cell, str) and not _INVISIBLE.sub("", cell).strip()


def is_placeholder(cell: object) -> bool:
    """Return whether a cell says that there is no value: ``-``, ``无``, ``不详``, ``N/A``."""
    return isinstance(cell, str) and bool(_PLACEHOLDERS.fullmatch(cell.strip()))


def is_error_value(cell: object) -> bool:
    """Return whether a cell holds the error of a formula, such as ``#REF!``."""
    return isinstance(cell, str) and cell.strip().upper() in _ERROR_VALUES


def as_text(cell: object) -> str:
    """Return a cell as text: outer blanks and invisible characters off, line breaks as blanks.

    A whole number is written without a decimal point, a moment as ISO 8601.
    """
    if is_blank(cell) or isinstance(cell, Uncomputed):
        return ""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    return re.sub(r"\s+", " ", _INVISIBLE.sub("", str(cell))).strip()


def loses_digits(cell: object) -> bool:
    """Return whether an id stored as a number has lost digits, or was written with an exponent."""
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return abs(cell) >= 10**_KEPT_DIGITS
    return isinstance(cell, str) and bool(re.fullmatch(r"\d(\.\d+)?[eE]\+?\d{2,}", cell.strip()))


def fold_id(text: str) -> str:
    """Return an id without case, width and blanks: ids that fold alike are the same to people."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold()
