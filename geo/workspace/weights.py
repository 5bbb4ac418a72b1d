"""Whom a question counts: households, residents, elderly people, or any other column of numbers."""

import difflib
from collections.abc import Iterator
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.errors import Fault, WorkspaceError
from geo.tables import known_headers, number_in

__all__ = ["HOUSEHOLDS", "weight_column", "weight_columns", "weight_of"]

HOUSEHOLDS: Final = "households"
"""What counts unless another column is named."""

_NO_AMOUNTS: Final = frozenset({"lon", "lat", "gate_lon", "gate_lat", "built_year"})
_NO_AMOUNT_STARTS: Final = ("given_", "location_", "position_")
_MOST_NAMED: Final = 8


def weight_column(estates: gpd.GeoDataFrame, wanted: str) -> str:
    """Return the column of a list that a name means: our own name, or the header of the file.

    Parameters
    ----------
    estates : GeoDataFrame
    wanted : str
        ``residents``, 人口数, 老年人口, …

    Returns
    -------
    str

    Raises
    ------
    WorkspaceError
        When the list has no such column: with those that can weigh.
    """
    name = wanted.strip()
    if name in estates:
        return name
    ours = next(iter(known_headers([name])), "")
    folded = {str(column).casefold(): str(column) for column in estates.columns}
    found = ours if ours in estates else folded.get(name.casefold(), "")
    if found:
        return found
    valid = weight_columns(estates)
    near = difflib.get_close_matches(name, valid, n=1)
    raise WorkspaceError(
        "condition.no_column", found=wanted, near=near[0] if near else "–", valid=", ".join(valid)
    )


def weight_columns(estates: gpd.GeoDataFrame) -> list[str]:
    """Return the columns of a list that can weigh, the households first.

    Parameters
    ----------
    estates : GeoDataFrame

    Returns
    -------
    list of str
        Columns of amounts: no negative number, no text, something above 0.
    """
    table = pd.DataFrame(estates.drop(columns=estates.geometry.name))
    further = [str(name) for name in table if name != HOUSEHOLDS and _counts(table, str(name))]
    return [HOUSEHOLDS, *further]


def _counts(table: pd.DataFrame, name: str) -> bool:
    if name in _NO_AMOUNTS or name.startswith(_NO_AMOUNT_STARTS):
        return False
    numbers = _numbers(table[name])
    said = numbers[~np.isnan(numbers)]
    return bool(
        said.size and (said >= 0).all() and said.any() and not _unread(table[name], numbers).any()
    )


def weight_of(estates: gpd.GeoDataFrame, wanted: str) -> NDArray[np.float64]:
    """Return what every estate counts.

    Parameters
    ----------
    estates : GeoDataFrame
    wanted : str
        As :func:`weight_column` takes it. A blank cell counts as 0.

    Returns
    -------
    ndarray, shape (n_estates,)

    Raises
    ------
    WorkspaceError
        When there is no such column, a cell is no amount, or all of them are 0: with the estates.
    """
    name = weight_column(estates, wanted)
    numbers = _numbers(estates[name])
    faults = tuple(_faults(estates, name, numbers))
    if faults:
        raise WorkspaceError("condition.not_amounts", column=name, faults=faults[:_MOST_NAMED])
    amounts = np.nan_to_num(numbers)
    if not amounts.any():
        raise WorkspaceError("condition.all_zero", column=name)
    return amounts


def _faults(estates: gpd.GeoDataFrame, name: str, numbers: NDArray[np.float64]) -> Iterator[Fault]:
    wrong = _unread(estates[name], numbers) | (numbers < 0) | np.isinf(numbers)
    for row in np.flatnonzero(wrong):
        yield Fault(
            "condition.no_amount",
            estate=estates["name"].iloc[row],
            estate_id=estates["estate_id"].iloc[row],
            column=name,
            found=estates[name].iloc[row],
        )


def _numbers(column: pd.Series) -> NDArray[np.float64]:
    """Return the cells as numbers, nan where a cell is blank or no number."""
    if pd.api.types.is_numeric_dtype(column):
        return column.to_numpy(np.float64, na_value=np.nan)
    read = [
        np.nan if blank else _value(cell)
        for cell, blank in zip(column, _blank(column), strict=True)
    ]
    return np.array(read, dtype=np.float64)


def _value(cell: object) -> float:
    value = number_in(cell)
    return np.nan if value is None else value


def _blank(column: pd.Series) -> NDArray[np.bool_]:
    return np.array([pd.isna(cell) or not str(cell).strip() for cell in column], dtype=bool)


def _unread(column: pd.Series, numbers: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which cells say something that is no number."""
    return np.isnan(numbers) & ~_blank(column)
