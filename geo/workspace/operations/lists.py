"""The lists that operations are judged by, read and checked against the estates of the district."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo import tables
from geo.errors import Fault, Notice, Speaks, WorkspaceError
from geo.tables import TableRead
from geo.workspace.reading.estate_rows import EstateRows, rows_of_estates
from geo.workspace.reading.folder import Workspace
from geo.workspace.reading.list_reader import ListReader

__all__ = [
    "CallList",
    "ProblemRows",
    "all_together",
    "inspections_of",
    "read_call_list",
    "read_inspection_list",
    "read_problem_rows",
]

_INSPECTION_COLUMNS: Final = ("unit", "date", "item", "score", "weight")
_MOST_NAMED: Final = 30

Indices = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class ProblemRows:
    """A list of problems with its steps, each problem with its estate.

    Attributes
    ----------
    problems : DataFrame
        As :func:`geo.tables.read_problems` gives them.
    steps : DataFrame or None
    estate : ndarray of int, shape (n_problems,)
        Position of the estate, -1 for a problem that lies in none.
    notices : tuple of Notice
        What was changed or is doubtful.
    """

    problems: pd.DataFrame
    steps: pd.DataFrame | None
    estate: Indices
    notices: tuple[Notice, ...]


@dataclass(frozen=True, eq=False)
class CallList:
    """A log of calls, each with its estate where it names one.

    Attributes
    ----------
    calls : DataFrame
        As :func:`geo.tables.read_calls` gives them.
    estate : ndarray of int, shape (n_calls,)
        Position of the estate, -1 for a call of which none is known.
    file : str
        Name of the list.
    notices : tuple of Notice
        What was changed or is doubtful.
    """

    calls: pd.DataFrame
    estate: Indices
    file: str
    notices: tuple[Notice, ...]


def read_problem_rows(workspace: Workspace, estates: gpd.GeoDataFrame) -> ProblemRows:
    """Read the problems of a workspace and their steps.

    Parameters
    ----------
    workspace : Workspace
    estates : GeoDataFrame
        The estates of its district.

    Returns
    -------
    ProblemRows

    Raises
    ------
    WorkspaceError
        When the settings name no problems, or the lists cannot be used: all faults together.
    """
    workspace.required_path("problems")
    reader = ListReader(workspace)
    read = reader.rows(tables.read_problems, "problems")
    steps = reader.rows(tables.read_problem_steps, "problem_steps")
    if read is None:
        raise reader.error()
    placed = rows_of_estates(read.table, estates)
    reader.faults += _strangers(read, placed)
    if steps is not None:
        reader.faults += _steps_of_nothing(steps, read.table["problem_id"])
    if reader.faults:
        raise reader.error()
    return ProblemRows(
        problems=pd.DataFrame(read.table),
        steps=None if steps is None else pd.DataFrame(steps.table),
        estate=placed.estate,
        notices=tuple(reader.notices),
    )


def read_call_list(workspace: Workspace, estates: gpd.GeoDataFrame) -> CallList:
    """Read the calls of a workspace; arguments and errors as :func:`read_problem_rows`.

    A call of which no estate is known stays in the list: it is counted and not judged.
    """
    path = workspace.required_path("calls")
    reader = ListReader(workspace)
    calls = reader.table(tables.read_calls, "calls")
    if calls is None:
        raise reader.error()
    return CallList(
        calls=pd.DataFrame(calls),
        estate=rows_of_estates(pd.DataFrame(calls), estates).estate,
        file=path.name,
        notices=tuple(reader.notices),
    )


def read_inspection_list(workspace: Workspace) -> TableRead | None:
    """Read the inspections of a workspace; None where it names none.

    Raises
    ------
    WorkspaceError
        When the list cannot be used.
    """
    reader = ListReader(workspace)
    read = reader.rows(tables.read_inspections, "inspections")
    if reader.faults:
        raise reader.error()
    return read


def inspections_of(read: TableRead | None, units: Collection[str]) -> pd.DataFrame:
    """Return the inspections of the units of a district.

    Parameters
    ----------
    read : TableRead or None
        As :func:`read_inspection_list` gives it.
    units : collection of str
        Every operator, street, community, zone and station of the district.

    Returns
    -------
    DataFrame
        ``unit, date, item, score, weight``; without rows where there is no list.

    Raises
    ------
    WorkspaceError
        When the list names a unit that the district does not have.
    """
    if read is None:
        none = pd.DataFrame({name: [] for name in _INSPECTION_COLUMNS}, dtype=object)
        return none.astype({"date": "datetime64[s]", "score": float, "weight": float})
    faults = list(_unknown_units(read, units))
    if faults:
        raise WorkspaceError("workspace.faults", faults=faults, count=len(faults))
    return pd.DataFrame(read.table)[list(_INSPECTION_COLUMNS)]


def all_together(*reads: Callable[[], object]) -> list[Any]:
    """Return what several readers give, or raise the faults of all of them together.

    Raises
    ------
    WorkspaceError
    """
    answers: list[Any] = []
    faults: list[Speaks] = []
    for read in reads:
        try:
            answers.append(read())
        except WorkspaceError as error:
            faults += error.faults or [Fault(error.key, **error.params)]
    if faults:
        raise WorkspaceError("workspace.faults", faults=faults, count=len(faults))
    return answers


def _strangers(read: TableRead, placed: EstateRows) -> Iterator[Fault]:
    """Yield a fault for every problem that names an estate which cannot be told."""
    for index in np.flatnonzero(placed.unknown_id):
        found = read.table["estate_id"].iloc[index]
        yield Fault("problems.unknown_estate", **read.at(int(index), "estate_id"), found=found)
    lost = placed.unknown_name & read.table["lon"].isna().to_numpy(bool)
    for index in np.flatnonzero(lost):
        column = "name" if read.table["name"].iloc[index] else "address"
        found = read.table[column].iloc[index]
        yield Fault("problems.unknown_name", **read.at(int(index), column), found=found)


def _steps_of_nothing(steps: TableRead, problem_ids: Iterable[str]) -> Iterator[Fault]:
    unknown = ~steps.table["problem_id"].isin(set(problem_ids)).to_numpy(bool)
    for index in np.flatnonzero(unknown):
        found = steps.table["problem_id"].iloc[index]
        yield Fault("problems.unknown_problem", **steps.at(int(index), "problem_id"), found=found)


def _unknown_units(read: TableRead, units: Collection[str]) -> Iterator[Fault]:
    named = tuple(sorted(units)[:_MOST_NAMED])
    for index in np.flatnonzero(~read.table["unit"].isin(units).to_numpy(bool)):
        found = read.table["unit"].iloc[index]
        place = read.at(int(index), "unit")
        yield Fault("assessment.unknown_unit", **place, found=found, valid=named)
