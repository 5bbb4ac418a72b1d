"""The lists that works are planned from, read and checked against each other."""

from collections.abc import Iterator
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo import tables
from geo.errors import Fault, Notice
from geo.tables import TableRead
from geo.workspace.reading.estate_rows import named_rows, unknown_estates
from geo.workspace.reading.folder import Workspace
from geo.workspace.reading.list_reader import ListReader

__all__ = ["WorkLists", "read_work_lists"]


@dataclass(frozen=True, eq=False)
class WorkLists:
    """Works, the weeks of their crews and their money.

    Attributes
    ----------
    works : DataFrame
        As :func:`geo.tables.read_works` gives them.
    read : TableRead
        The list of works with where each row stood.
    estate : ndarray of int, shape (n_works,)
        Position of the estate of every work.
    crew_weeks : DataFrame
        As :func:`geo.tables.read_crew_weeks` gives them.
    budgets : dict of str to float or None
        Money by source, in yuan; None where nothing limits it.
    notices : tuple of Notice
        What was changed or is doubtful.
    """

    works: pd.DataFrame
    read: TableRead
    estate: NDArray[np.int64]
    crew_weeks: pd.DataFrame
    budgets: dict[str, float] | None
    notices: tuple[Notice, ...]


def read_work_lists(workspace: Workspace, estates: gpd.GeoDataFrame) -> WorkLists:
    """Read the works of a workspace with crews and budgets.

    Parameters
    ----------
    workspace : Workspace
    estates : GeoDataFrame
        The estates of its district.

    Returns
    -------
    WorkLists

    Raises
    ------
    WorkspaceError
        When the settings name no works or no crews, or the lists cannot be used: all faults
        together, each with the least that would mend it.
    """
    for name in ("works", "crew_weeks"):
        workspace.required_path(name)
    reader = ListReader(workspace)
    read = reader.rows(tables.read_works, "works")
    crews = reader.table(tables.read_crew_weeks, "crew_weeks")
    money = reader.table(tables.read_budgets, "budgets")
    if read is None or crews is None or (money is None and workspace.path("budgets")):
        raise reader.error()
    works = pd.DataFrame(read.table)
    placed = named_rows(read, estates)
    reader.faults += unknown_estates(
        read, placed, unknown_id="problems.unknown_estate", unknown_name="problems.unknown_name"
    )
    budgets = None
    if money is not None:
        budgets = dict(zip(money["source"], money["amount"].astype(float), strict=True))
        reader.faults += _unpaid(read, works, budgets)
        unused = [source for source in budgets if source not in set(works["money"])]
        reader.notices += [Notice("works.budget_unused", source=source) for source in unused]
    if reader.faults:
        raise reader.error()
    return WorkLists(
        works, read, placed.estate, pd.DataFrame(crews), budgets, tuple(reader.notices)
    )


def _unpaid(read: TableRead, works: pd.DataFrame, budgets: dict[str, float]) -> Iterator[Fault]:
    """Yield a fault for every work whose cost or source of money the budgets cannot tell."""
    valid = tuple(budgets)
    needed = works.groupby("money")["cost"].sum()
    for index, (money, cost) in enumerate(zip(works["money"], works["cost"], strict=True)):
        if not money:
            yield Fault("works.money_blank", **read.at(index, "money"), valid=valid)
        elif money not in budgets:
            yield Fault(
                "works.money_unknown",
                **read.at(index, "money"),
                found=money,
                valid=valid,
                least=float(needed[money]),
            )
        if np.isnan(cost):
            yield Fault("works.cost_blank", **read.at(index, "cost"))
