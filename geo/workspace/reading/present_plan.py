"""The present plan: which zone each estate lies in today, and what a new plan changes about it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
from numpy.typing import NDArray

from geo import tables, zoning
from geo.errors import Notice, TableError, WorkspaceError
from geo.summary import Summarized

__all__ = [
    "PresentPlan",
    "ZoneChanges",
    "compare_zonings",
    "present_plan_of",
    "read_present_plan",
]

ESTATE_LAYER: Final = "estates"
"""Layer of an earlier run's GeoPackage in which estates carry their zone."""

CENTRE_COLUMN: Final = "centre_estate_id"
"""Column of an earlier run's ``zones.csv``, which does not say which estates a zone holds."""

MOST_NAMED: Final = 10


@dataclass(frozen=True, eq=False, repr=False)
class PresentPlan(Summarized):
    """The zones in force.

    Attributes
    ----------
    zone_id : ndarray of object, shape (n_estates,)
        Zone of every estate in the order of the list of estates; "" for one that has none.
    source : str
        Name of the file that says so.
    notices : tuple of Notice
        What was changed or left out on reading.
    """

    zone_id: NDArray[np.object_]
    source: str
    notices: tuple[Notice, ...] = ()

    def __post_init__(self) -> None:
        self.zone_id.setflags(write=False)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Ids of the zones, in the order of their first estates."""
        return _names(self.zone_id)

    @cached_property
    def zone_of(self) -> NDArray[np.int64]:
        """Int (n_estates,): place of each estate's zone in :attr:`names`, -1 for none."""
        return _codes(self.zone_id, self.names)


@dataclass(frozen=True, eq=False, repr=False)
class ZoneChanges(Summarized):
    """What one plan changes about another.

    Attributes
    ----------
    zones : DataFrame
        One row per zone of either plan: ``from_zone`` (missing for a new one), ``to_zone``
        (missing for one that is gone), ``estates_kept``, ``estates_left``, ``estates_joined``,
        and the same of ``households_``.
    moved : DataFrame
        One row per estate that is not where its former zone lives on: ``estate_id, name, street,
        households, from_zone, to_zone``.
    n_before, n_after : int
        Zones of each plan.
    share_estates, share_households : float
        Moved, as shares of those that had a zone before.
    new_estates : int
        Estates that had no zone before; they have not moved.
    """

    zones: pd.DataFrame
    moved: pd.DataFrame
    n_before: int
    n_after: int
    share_estates: float
    share_households: float
    new_estates: int

    @property
    def n_matched(self) -> int:
        """Zones that live on."""
        return int(self.zones[["from_zone", "to_zone"]].notna().all(axis=1).sum())

    @property
    def households_moved(self) -> int:
        """Households of the estates that have moved."""
        return int(self.moved["households"].sum())


def read_present_plan(
    path: Path | str, estates: gpd.GeoDataFrame, *, file: str | None = None
) -> PresentPlan:
    """Read the zones in force: any table of estates and their zones.

    The ``estates.csv``, ``plan.gpkg`` and ``plan.xlsx`` of an earlier run are such tables.

    Parameters
    ----------
    path : path-like
        csv, xlsx, gpkg or any other form of a list, with ``estate_id`` and ``zone_id``.
    estates : GeoDataFrame
        The list of estates of today.
    file : str, optional
        What to call the file in messages; by default its name.

    Returns
    -------
    PresentPlan
        Rows of estates that are no longer on the list are left out, with a notice.

    Raises
    ------
    TableError
        When the file cannot be used.
    WorkspaceError
        When it lists zones without their estates, or none of its estates is on the list.
    """
    path = Path(path)
    name = file or path.name
    read = _zone_list(path, name)
    table = read.table.drop_duplicates("estate_id").set_index("estate_id")["zone_id"]
    strangers = table.index.difference(estates["estate_id"])
    if len(strangers) == len(table):
        raise WorkspaceError(
            "sheets.present_plan_of_others", source=name, estates=_some(strangers.tolist())
        )
    notices = list(read.notices)
    if len(strangers):
        notices.append(
            Notice(
                "sheets.present_plan_strangers",
                file=name,
                count=len(strangers),
                estates=_some(strangers.tolist()),
            )
        )
    zone_id = table.reindex(estates["estate_id"]).fillna("").to_numpy(object)
    return PresentPlan(zone_id, name, tuple(notices))


def present_plan_of(estates: gpd.GeoDataFrame, *, source: str) -> PresentPlan | None:
    """Return the plan that a list of estates carries in its own ``zone_id``; None if in none.

    Parameters
    ----------
    estates : GeoDataFrame
        The estates.
    source : str
        Name of the file.

    Returns
    -------
    PresentPlan, optional
    """
    if "zone_id" not in estates:
        return None
    zone_id = estates["zone_id"].fillna("").astype(str).to_numpy(object)
    return PresentPlan(zone_id, source) if (zone_id != "").any() else None


def compare_zonings(
    estates: gpd.GeoDataFrame, before: Iterable[str | None], after: Iterable[str | None]
) -> ZoneChanges:
    """Match the zones of two plans so that as few estates as possible have moved.

    Zones are matched by the estates that they share, not by their ids.

    Parameters
    ----------
    estates : GeoDataFrame
        The list of estates.
    before, after : iterable of str, length n_estates
        Zone id of every estate in both plans, for example :attr:`PresentPlan.zone_id` and the
        column ``zone_id`` of a plan's estates; "" or missing for none.

    Returns
    -------
    ZoneChanges
    """
    households = estates["households"].to_numpy(np.float64)
    old, new = _known(before), _known(after)
    old_names, new_names = _names(old), _names(new)
    former, current = _codes(old, old_names), _codes(new, new_names)
    match = zoning.compare(former, current, households)
    moved = pd.DataFrame(estates[["estate_id", "name", "street", "households"]]).iloc[match.moved]
    moved = moved.assign(from_zone=old[match.moved], to_zone=new[match.moved])
    had_one = former >= 0
    return ZoneChanges(
        zones=_zone_rows(match, old_names, new_names, (former, current), households),
        moved=moved.reset_index(drop=True),
        n_before=len(old_names),
        n_after=len(new_names),
        share_estates=len(match.moved) / max(int(had_one.sum()), 1),
        share_households=match.moved_households / max(float(households[had_one].sum()), 1.0),
        new_estates=int((~had_one).sum()),
    )


def _zone_rows(
    match: zoning.Comparison,
    old_names: Sequence[str],
    new_names: Sequence[str],
    zone_of: tuple[NDArray[np.int64], NDArray[np.int64]],
    households: NDArray[np.float64],
) -> pd.DataFrame:
    """Return one row per zone of either plan, those that are gone last."""
    former, current = zone_of
    pairs = [(int(old), new) for new, old in enumerate(match.former)]
    pairs += [(old, -1) for old in np.flatnonzero(match.heir < 0).tolist()]
    rows = []
    for old, new in pairs:
        was = (former == old) & (old >= 0)
        is_now = (current == new) & (new >= 0)
        parts = {"kept": was & is_now, "left": was & ~is_now, "joined": ~was & is_now}
        row: dict[str, Any] = {
            "from_zone": old_names[old] if old >= 0 else None,
            "to_zone": new_names[new] if new >= 0 else None,
        }
        row |= {f"estates_{part}": int(held.sum()) for part, held in parts.items()}
        row |= {f"households_{part}": int(households[held].sum()) for part, held in parts.items()}
        rows.append(row)
    counts = [f"{what}_{part}" for what in ("estates", "households") for part in _PARTS]
    return pd.DataFrame(rows, columns=["from_zone", "to_zone", *counts], dtype=object)


_PARTS: Final = ("kept", "left", "joined")


def _zone_list(path: Path, file: str) -> tables.TableRead:
    try:
        return tables.read_zones(path, file=file, layer=_estate_layer(path))
    except TableError as error:
        if any(CENTRE_COLUMN in fault.sentence("en") for fault in error.faults):
            raise WorkspaceError("sheets.zones_without_estates", source=file) from error
        raise


def _estate_layer(path: Path) -> str | None:
    """Return the layer to read of an earlier run's GeoPackage, whose zones have one of their own.

    Of any other file the list is looked for in all its parts.
    """
    if path.suffix.lower() != ".gpkg":
        return None
    try:
        layers = [str(layer) for layer in pyogrio.list_layers(path)[:, 0]]
    except (pyogrio.errors.DataSourceError, OSError):
        # What is wrong with the file is said by the one that reads it.
        return None
    return ESTATE_LAYER if {ESTATE_LAYER, "zones"} <= set(layers) else None


def _names(zone_id: NDArray[np.object_]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(zone for zone in zone_id if zone))


def _codes(zone_id: NDArray[np.object_], names: Sequence[str]) -> NDArray[np.int64]:
    place = {name: code for code, name in enumerate(names)}
    return np.array([place.get(zone, -1) for zone in zone_id], dtype=np.int64)


def _known(zone_id: Iterable[str | None]) -> NDArray[np.object_]:
    return pd.Series(list(zone_id), dtype=object).fillna("").to_numpy(object)


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(names[:MOST_NAMED])
    return f"{shown} …" if len(names) > MOST_NAMED else shown
