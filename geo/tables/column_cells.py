"""One column of a file: its cells, value by value, and how to speak about them."""

from dataclasses import dataclass, field
from typing import Any, Final, SupportsIndex

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.tables.cells import as_text
from geo.tables.journal import Journal
from geo.tables.list_schemas import Column, Kind
from geo.tables.origin import Origin

__all__ = ["ColumnCells"]

# What to say of a cell that cannot be read, where the list cannot do without it.
_UNREADABLE: Final = {
    Kind.WHOLE: "tables.not_a_number",
    Kind.NUMBER: "tables.not_a_number",
    Kind.YEAR: "tables.not_a_number",
    Kind.LONGITUDE: "tables.not_an_angle",
    Kind.LATITUDE: "tables.not_an_angle",
    Kind.POSITION: "tables.not_a_position",
    Kind.SHAPE: "tables.not_a_position",
    Kind.MOMENT: "tables.not_a_moment",
    Kind.CLOCK: "tables.not_hours",
    Kind.DAYS: "tables.not_days",
}
# Guessing these would send a crew to a wrong place or a shut gate.
_NEVER_LEFT_BLANK: Final = {
    Kind.LONGITUDE,
    Kind.LATITUDE,
    Kind.POSITION,
    Kind.SHAPE,
    Kind.CLOCK,
    Kind.DAYS,
}


@dataclass(frozen=True, eq=False)
class ColumnCells:
    """The cells of one column; each different value is looked at once.

    Attributes
    ----------
    column : Column
    cells : Series, shape (n,)
    origin : Origin
    journal : Journal
    codes : ndarray of int, shape (n,)
        Which of the values each cell is; -1 for what pandas knows as missing.
    different : list
        The different values, in the order in which they first come.
    """

    column: Column
    cells: "pd.Series[Any]"
    origin: Origin
    journal: Journal
    codes: npt.NDArray[np.int64] = field(init=False)
    different: list[Any] = field(init=False)
    _order: npt.NDArray[np.int64] = field(init=False)
    _starts: npt.NDArray[np.int64] = field(init=False)

    def __post_init__(self) -> None:
        codes, values = pd.factorize(self.cells, use_na_sentinel=True)
        order = np.argsort(codes, kind="stable")
        starts = np.searchsorted(codes[order], np.arange(len(values) + 1))
        for name, content in {
            "codes": codes.astype(np.int64),
            "different": list(np.asarray(values, dtype=object)),
            "_order": order,
            "_starts": starts,
        }.items():
            object.__setattr__(self, name, content)

    def rows(self, code: int) -> list[int]:
        """Return the rows that hold a value."""
        rows = self._order[self._starts[code] : self._starts[code + 1]]
        return [int(row) for row in rows]

    def spread(self, answers: list[Any], missing: object, dtype: npt.DTypeLike) -> npt.NDArray[Any]:
        """Return one answer per cell from one per value, and another for missing cells."""
        return np.array([*answers, missing], dtype=dtype)[self.codes]

    def notice(self, index: SupportsIndex, key: str, **params: object) -> None:
        """Note that a cell was changed or is doubtful."""
        self.journal.notice(key, **self.origin.at(index, self.column.name), **params)

    def fault(self, index: SupportsIndex, key: str, **params: object) -> None:
        """Note that a cell cannot be used."""
        self.journal.fault(key, **self.origin.at(index, self.column.name), **params)

    def column_notice(self, key: str, **params: object) -> None:
        """Note something about the whole column."""
        self.journal.notice(key, **self.origin.column(self.column.name), **params)

    def unreadable(self, code: int) -> None:
        """Tell of a value that cannot be read: a fault where the list needs it."""
        found = as_text(self.different[code])
        needed = self.column.required or self.column.kind in _NEVER_LEFT_BLANK
        for index in self.rows(code):
            if needed:
                self.fault(index, _UNREADABLE[self.column.kind], found=found)
            else:
                self.notice(index, "tables.left_blank", found=found)
