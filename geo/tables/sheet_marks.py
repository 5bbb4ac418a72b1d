"""What a fast reader of workbooks leaves out, and where it stands in a sheet.

Values come from a library that knows values alone. That a row is hidden, that a formula was never
worked out, that a formula failed, or that 7 is shown as ``007`` is marked by a pass of our own over
each format.
"""

import re
from dataclasses import dataclass, field
from typing import Final

from geo.tables.cells import Uncomputed
from geo.tables.sheets import Block

__all__ = [
    "ERROR_NAMES",
    "PERCENT",
    "PERCENT_FORMATS",
    "Mark",
    "Marks",
    "as_percent",
    "shown_digits",
]

Mark = Uncomputed | str | int
"""In place of a value: a formula without one, an error, or the number with all of its digits."""

# How the binary formats number the errors of formulas.
ERROR_NAMES: Final = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}

PERCENT: Final = -1
"""In place of a number of digits: the number is shown as a percentage."""

# The formats that every workbook has without naming them.
PERCENT_FORMATS: Final = {9: PERCENT, 10: PERCENT}

_LAST_COLUMN: Final = 16_383
_QUOTED: Final = re.compile(r'"[^"]*"|\\.')
_ZEROS: Final = re.compile(r"(0{2,})(?:_[ )])?(?:;.*)?")


@dataclass
class Marks:
    """What stands in a sheet besides its values.

    Attributes
    ----------
    cells : dict of int to dict of int to Mark
        What stands in place of a value, by row, as a spreadsheet numbers it, and column, from 0.
    digits : dict of int to dict of int to int
        With how many digits a number is shown, or :data:`PERCENT`, likewise.
    merged : list of Block
        Empty where the reader of values tells of them itself.
    hidden_rows : set of int
        Rows that are hidden or filtered out, as a spreadsheet numbers them.
    hidden_columns : set of int
        Columns from 0.
    last_row, last_column : int
        The size of the area that holds anything, both counted from 1.
    stated_cells : int
        How many cells the sheet says that it has; 0 where nothing believes it.
    """

    cells: dict[int, dict[int, Mark]] = field(default_factory=dict)
    digits: dict[int, dict[int, int]] = field(default_factory=dict)
    merged: list[Block] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    last_row: int = 0
    last_column: int = 0
    stated_cells: int = 0

    def mark(self, row: int, column: int, mark: Mark) -> None:
        """Note what stands in place of the value of a cell."""
        self.cells.setdefault(row, {})[column] = mark
        self.reach(row, column)

    def pad(self, row: int, column: int, digits: int) -> None:
        """Note that the number in a cell is shown with leading zeros."""
        self.digits.setdefault(row, {})[column] = digits

    def hide_columns(self, first: int, last: int) -> None:
        """Note that columns from 0 are hidden, as far as a sheet can have any."""
        self.hidden_columns.update(range(first, min(last, _LAST_COLUMN) + 1))

    def reach(self, row: int, column: int) -> None:
        """Note that a cell holds something."""
        self.last_row = max(self.last_row, row)
        self.last_column = max(self.last_column, column + 1)


def shown_digits(number_format: str) -> int:
    """Return with how many digits a number format shows a number at least: 3 for ``000``.

    :data:`PERCENT` for formats that show percentages, 0 for others that are not zeros alone: what
    they show is no id.
    """
    if "%" in _QUOTED.sub("", number_format):
        return PERCENT
    zeros = _ZEROS.fullmatch(number_format)
    return len(zeros[1]) if zeros else 0


def as_percent(number: float) -> str:
    """Return a stored number as a workbook shows it in percent: ``80%`` for 0.8."""
    return f"{100 * number:.12g}%"
