"""What is to be said about a whole column of numbers: its unit, and what may be another one."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from geo.tables.cells import as_text, is_blank
from geo.tables.column_cells import ColumnCells
from geo.tables.numbers import read_number, unit_of_header
from geo.tables.units import quantity_of

__all__ = ["shown_number", "tell_units"]

_SCORE: Final = "score"


def shown_number(value: float) -> str:
    """Return a number in full, for a remark."""
    return f"{value:.8f}".rstrip("0").rstrip(".")


def tell_units(given: ColumnCells, header: str, numbers: npt.NDArray[np.float64]) -> None:
    """Tell what the unit of a header changed, and columns that seem to mix units.

    Parameters
    ----------
    given : ColumnCells
    header : str
        As in the file.
    numbers : ndarray, shape (n,)
        What the cells were read as.
    """
    quantity = quantity_of(given.column.name)
    unit = unit_of_header(header, quantity)
    silent, speaking = _cells_by_own_unit(given)
    if unit is not None and silent:
        code = silent[0]
        given.column_notice(
            "tables.unit_factor",
            unit=unit[0],
            factor=shown_number(unit[1]),
            count=sum(len(given.rows(code)) for code in silent),
            found=as_text(given.different[code]),
            value=shown_number(float(numbers[given.rows(code)[0]])),
        )
    if unit is None and silent and speaking and quantity.unit in {"min", "m2", "yuan", "m"}:
        given.column_notice(
            "tables.units_mixed",
            found=as_text(given.different[speaking[0]]),
            other=as_text(given.different[silent[0]]),
        )
    known = numbers[np.isfinite(numbers)]
    if quantity.unit == _SCORE and (known % 1 > 0).any() and (known <= 1).all():
        given.column_notice("tables.scores_as_shares", found=shown_number(float(known.max())))


def _cells_by_own_unit(given: ColumnCells) -> tuple[list[int], list[int]]:
    """Return the different numbers that name no unit, and those that do."""
    silent: list[int] = []
    speaking: list[int] = []
    for code, cell in enumerate(given.different):
        read: Any = None if is_blank(cell) else read_number(cell, quantity_of(given.column.name))
        if read is not None and read.value is not None:
            (speaking if read.own_unit else silent).append(code)
    return silent, speaking
