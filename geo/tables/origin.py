"""Where each row of a table stood: its file, its row there, and what its columns are called."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import SupportsIndex, TypedDict

import numpy as np
import numpy.typing as npt

from geo.summary import Summarized

__all__ = ["Origin", "Place", "joined"]


class Place(TypedDict):
    """The place of a remark, as the keywords that remarks take."""

    file: str
    row: int | None
    column: str | None


@dataclass(frozen=True, eq=False, repr=False)
class Origin(Summarized):
    """Where the rows of a table stood.

    Attributes
    ----------
    labels : tuple of str
        Files, or sheets and layers of one; one per part.
    headers : tuple of mapping
        Canonical column name to header; one per part.
    part : ndarray of int, shape (n,)
        Part of each row.
    row : ndarray of int, shape (n,)
        Row number of each row as a spreadsheet shows it.
    """

    labels: tuple[str, ...]
    headers: tuple[Mapping[str, str], ...]
    part: npt.NDArray[np.int64]
    row: npt.NDArray[np.int64]

    def at(self, index: SupportsIndex, column: str | None = None) -> Place:
        """Return the place of a cell by the position of its row and its canonical column."""
        part = int(self.part[index])
        name = None if column is None else _header(column, self.headers[part])
        return {"file": self.labels[part], "row": int(self.row[index]), "column": name}

    def column(self, column: str) -> Place:
        """Return the place of a whole column."""
        found = (_header(column, headers) for headers in self.headers)
        header = next((one for one in found if one != column), column)
        return {"file": self.labels[0], "row": None, "column": header}

    def take(self, kept: npt.NDArray[np.bool_]) -> "Origin":
        """Return the origin of some of the rows."""
        return Origin(self.labels, self.headers, self.part[kept], self.row[kept])


def _header(column: str, headers: Mapping[str, str]) -> str:
    """Return the header of a column; a position may stand whole under one of its own."""
    names = (column, "lon_lat", "shape") if column in {"lon", "lat"} else (column,)
    return next((headers[name] for name in names if name in headers), column)


def joined(origins: Sequence[Origin]) -> Origin:
    """Return the origin of tables put one below the other."""
    shift = np.cumsum([0, *(len(origin.labels) for origin in origins[:-1])])
    return Origin(
        labels=tuple(label for origin in origins for label in origin.labels),
        headers=tuple(header for origin in origins for header in origin.headers),
        part=np.concatenate([o.part + s for o, s in zip(origins, shift, strict=True)]),
        row=np.concatenate([origin.row for origin in origins]),
    )
