"""Cells as text: blanks, ids, and what a spreadsheet could not work out."""

import math
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

__all__ = [
    "LONGEST_CELL",
    "LONGEST_PHRASE",
    "UNCOMPUTED",
    "Uncomputed",
    "as_text",
    "first_alike",
    "fold_id",
    "is_blank",
    "is_error_value",
    "is_placeholder",
    "loses_digits",
    "per_value",
]

# The longest text that Excel itself keeps in a cell.
LONGEST_CELL: Final = 32_767

LONGEST_PHRASE: Final = 200
"""Signs of a number, an angle, a time or a day in words. What is longer is none: patterns would try
every way of reading it."""

# Excel stores numbers with 15 significant digits; what stands after them is gone.
_KEPT_DIGITS: Final = 15

_PLACEHOLDERS: Final = re.compile(
    r"-|--|—|——|/|\\|无|暂无|不详|未知|待定|待补|空|缺|\?|？|…|\.\.\."
    r"|#?n/a|na|nan|none|null|nil|tbd",
    re.IGNORECASE,
)
_LONGEST_PLACEHOLDER: Final = 12
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
    if isinstance(cell, str):
        if cell.isprintable():
            return not cell or cell.isspace()
        return not _INVISIBLE.sub("", cell).strip()
    return cell is None or (isinstance(cell, float) and math.isnan(cell))


def is_placeholder(cell: object) -> bool:
    """Return whether a cell says that there is no value: ``-``, ``无``, ``不详``, ``N/A``."""
    if not isinstance(cell, str) or len(cell) > _LONGEST_PLACEHOLDER:
        return False
    return bool(_PLACEHOLDERS.fullmatch(cell.strip()))


def is_error_value(cell: object) -> bool:
    """Return whether a cell holds the error of a formula, such as ``#REF!``."""
    return isinstance(cell, str) and "#" in cell and cell.strip().upper() in _ERROR_VALUES


def as_text(cell: object) -> str:
    """Return a cell as text: outer blanks and invisible characters off, line breaks as blanks.

    A whole number is written without a decimal point, a moment as ISO 8601.
    """
    if isinstance(cell, str):
        if cell.isprintable() and "  " not in cell:
            return cell.strip()
        return re.sub(r"\s+", " ", _INVISIBLE.sub("", cell)).strip()
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
    return as_text(str(cell))


def loses_digits(cell: object) -> bool:
    """Return whether an id stored as a number has lost digits, or was written with an exponent."""
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return abs(cell) >= 10**_KEPT_DIGITS
    return isinstance(cell, str) and bool(re.fullmatch(r"\d(\.\d+)?[eE]\+?\d{2,}", cell.strip()))


def fold_id(text: str) -> str:
    """Return an id without case, width and blanks: ids that fold alike are the same to people."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold()


def first_alike(texts: "pd.Series[str]") -> npt.NDArray[np.int64]:
    """Return for every text the position of the first one that people take for the same."""
    folded = texts.map(fold_id)
    codes, _ = pd.factorize(folded)
    _, firsts = np.unique(codes, return_index=True)
    return np.asarray(firsts[codes], dtype=np.int64)


def per_value(
    column: "pd.Series[Any]", answer: Callable[[Any], object], dtype: npt.DTypeLike = bool
) -> npt.NDArray[Any]:
    """Ask a question of every cell of a column, once per different value.

    Parameters
    ----------
    column : Series, shape (n,)
    answer : callable
        Takes a cell; blanks that pandas knows as such are asked as None.
    dtype : dtype
        Of the answers.

    Returns
    -------
    ndarray, shape (n,)
    """
    codes, values = pd.factorize(column, use_na_sentinel=True)
    different = np.asarray(values, dtype=object)
    answers = np.array([*(answer(value) for value in different), answer(None)], dtype=dtype)
    return np.asarray(answers[codes])
