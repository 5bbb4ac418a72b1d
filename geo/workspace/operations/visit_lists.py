"""The lists of visit rounds: who visits, what was asked, and the calendar in force."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

import geopandas as gpd
import numpy as np
import pandas as pd

from geo import tables
from geo.errors import Fault, Notice
from geo.settings import VisitSettings
from geo.tables import WEEKDAYS, Days, TableRead
from geo.workspace.district import District
from geo.workspace.reading.estate_rows import EstateRows, named_rows, unknown_estates
from geo.workspace.reading.folder import Workspace
from geo.workspace.reading.list_reader import ListReader

__all__ = ["STATUSES", "KnownVisit", "VisitLists", "Visitor", "read_visit_lists"]

Status = Literal["planned", "locked", "done", "missed"]

STATUSES: Final = ("planned", "locked", "done", "missed")
"""Where a visit stands."""

_WORDS: Final = {
    "planned": "planned plan 计划 待走访 已计划 拟走访",
    "locked": "locked fixed 锁定 已锁定 固定 不可调",
    "done": "done made visited 已走访 完成 已完成 已落实 是",
    "missed": "missed 未走访 未完成 取消 已取消 缺席 漏访 否",
}
_STATUS_OF: Final = {
    word: status for status, words in _WORDS.items() for word in (status, *words.split())
}
_BETWEEN_STREETS: Final = re.compile(r"[、,，;；/|+&\n]+")


@dataclass(frozen=True)
class Visitor:
    """Somebody who visits estates.

    Attributes
    ----------
    visitor_id, unit, role : str
    days : Days
        When this visitor can come; public holidays are never among them.
    day_min : float
        Minutes of a day, on the road too.
    streets : frozenset of str
        Empty for all streets.
    base : str
        Name of the place where days begin and end.
    lon, lat : float
        Its position.
    """

    visitor_id: str
    unit: str
    role: str
    days: Days
    day_min: float
    streets: frozenset[str]
    base: str
    lon: float
    lat: float


@dataclass(frozen=True)
class KnownVisit:
    """A visit of the calendar in force.

    Attributes
    ----------
    visit_id : str
    day : date
    visitor_id : str
    estate : int
        Position of the estate.
    status : {"planned", "locked", "done", "missed"}
    """

    visit_id: str
    day: date
    visitor_id: str
    estate: int
    status: Status


@dataclass(frozen=True, eq=False)
class VisitLists:
    """What visit rounds are planned from.

    Attributes
    ----------
    visitors : tuple of Visitor
    matters : DataFrame
        As :func:`geo.tables.read_matters` gives them, with ``estate`` (position); without rows
        where the workspace names none.
    visits : tuple of KnownVisit
        By day.
    notices : tuple of Notice
        What was changed or is doubtful.
    """

    visitors: tuple[Visitor, ...]
    matters: pd.DataFrame
    visits: tuple[KnownVisit, ...]
    notices: tuple[Notice, ...]

    @property
    def open_matters(self) -> pd.DataFrame:
        """The matters that are not closed."""
        return self.matters[self.matters["closed_at"].isna()]


def read_visit_lists(workspace: Workspace, district: District) -> VisitLists:
    """Read the visitors of a workspace, its matters and its calendar in force.

    Parameters
    ----------
    workspace : Workspace
    district : District
        Its estates and stations say where bases and visits are.

    Returns
    -------
    VisitLists

    Raises
    ------
    WorkspaceError
        When the settings name no visitors, or lists cannot be used: all faults together.
    """
    workspace.required_path("visitors")
    reader = ListReader(workspace)
    people = reader.rows(tables.read_visitors, "visitors")
    matters = reader.rows(tables.read_matters, "matters")
    visits = reader.rows(tables.read_visits, "visits")
    estates = district.estates
    visitors = [] if people is None else list(_visitors(people, district, reader.faults))
    known = {one.visitor_id for one in visitors}
    made = [] if visits is None else list(_visits(visits, estates, known, reader.faults))
    asked = _matters(matters, estates, visits, known if people is not None else None, reader)
    if reader.faults:
        raise reader.error()
    return VisitLists(
        visitors=tuple(visitors),
        matters=asked,
        visits=tuple(sorted(made, key=lambda one: (one.day, one.visit_id))),
        notices=tuple(reader.notices),
    )


def _visitors(read: TableRead, district: District, faults: list[Any]) -> Iterator[Visitor]:
    settings: VisitSettings = district.settings.visits
    streets = set(district.estates["street"].fillna("").astype(str)) - {""}
    for index, row in enumerate(read.table.to_dict("records")):
        own = [part.strip() for part in _BETWEEN_STREETS.split(row["streets"]) if part.strip()]
        for street in own:
            if street not in streets:
                place = read.at(index, "streets")
                valid = tuple(sorted(streets))
                faults.append(Fault("visits.unknown_street", **place, found=street, valid=valid))
        base = _base(row, district)
        if base is None:
            faults.append(Fault("visits.unknown_base", **read.at(index, "base"), found=row["base"]))
            continue
        hours = row["hours"]
        yield Visitor(
            visitor_id=str(row["visitor_id"]),
            unit=str(row["unit"]),
            role=str(row["role"]),
            days=row["weekdays"] if isinstance(row["weekdays"], Days) else Days(WEEKDAYS),
            day_min=60.0 * float(settings.day_hours if pd.isna(hours) else hours),
            streets=frozenset(own),
            base=base[0],
            lon=base[1],
            lat=base[2],
        )


def _base(row: dict[Any, Any], district: District) -> tuple[str, float, float] | None:
    """Return the name and the position of a base: by position, station, estate, or by default."""
    if pd.notna(row["lon"]):
        return str(row["base"]), float(row["lon"]), float(row["lat"])
    stations, estates = district.inputs.stations, district.estates
    if not row["base"]:
        opened = stations[stations["status"] == "open"].head(1)
        return _named_place(opened, 0) if len(opened) else None
    for places, key in ((stations, "station_id"), (estates, "estate_id")):
        for column in (key, "name"):
            found = np.flatnonzero((places[column].astype(str) == row["base"]).to_numpy(bool))
            if found.size == 1 and places.geometry.iloc[found[0]] is not None:
                return _named_place(places, int(found[0]))
    return None


def _named_place(places: gpd.GeoDataFrame, index: int) -> tuple[str, float, float]:
    point = places.geometry.iloc[index]
    return str(places["name"].iloc[index]), float(point.x), float(point.y)


def _strangers(read: TableRead, placed: EstateRows) -> Iterator[Fault]:
    return unknown_estates(
        read, placed, unknown_id="visits.unknown_estate", unknown_name="visits.unknown_name"
    )


def _visits(
    read: TableRead, estates: gpd.GeoDataFrame, known: set[str], faults: list[Any]
) -> Iterator[KnownVisit]:
    placed = named_rows(read, estates)
    faults += _strangers(read, placed)
    seen: dict[tuple[int, date], int] = {}
    for index, row in enumerate(read.table.to_dict("records")):
        said = str(row["status"]).strip().casefold()
        status = _STATUS_OF.get(said, "planned" if not said else None)
        estate, day = int(placed.estate[index]), row["date"].date()
        if status is None:
            valid = tuple(f"{one} {_WORDS[one].split()[-2]}" for one in STATUSES)
            place = read.at(index, "status")
            faults.append(Fault("visits.unknown_status", **place, found=said, valid=valid))
            continue
        if known and row["visitor_id"] not in known and status in {"planned", "locked"}:
            place = read.at(index, "visitor_id")
            valid = tuple(sorted(known))
            faults.append(
                Fault("visits.unknown_visitor", **place, found=row["visitor_id"], valid=valid)
            )
        if estate < 0:
            if not (placed.unknown_id[index] or placed.unknown_name[index]):
                faults.append(Fault("visits.no_estate", **read.at(index, "estate_id")))
            continue
        if (estate, day) in seen:
            other = read.at(seen[estate, day])["row"]
            place = read.at(index, "date")
            faults.append(Fault("visits.visit_twice", **place, day=day, other_row=other))
        seen.setdefault((estate, day), index)
        yield KnownVisit(
            visit_id=str(row["visit_id"]),
            day=day,
            visitor_id=str(row["visitor_id"]),
            estate=estate,
            status=status,  # type: ignore[arg-type]
        )


_MATTER_COLUMNS: Final = (
    "matter_id",
    "visit_id",
    "visitor_id",
    "raised_at",
    "kind",
    "first_receiver",
    "scope",
    "due_at",
    "answered_at",
    "closed_at",
    "proof",
    "note",
)
_MOMENTS: Final = ("raised_at", "due_at", "answered_at", "closed_at")


def _matters(
    read: TableRead | None,
    estates: gpd.GeoDataFrame,
    visits: TableRead | None,
    known: set[str] | None,
    reader: ListReader,
) -> pd.DataFrame:
    """Return the matters with their estate, and with who brought them back where it is known."""
    if read is None:
        none = pd.DataFrame({name: pd.Series(dtype=object) for name in _MATTER_COLUMNS})
        return none.astype(dict.fromkeys(_MOMENTS, "datetime64[s]")).assign(
            estate=np.zeros(0, np.int64)
        )
    placed = named_rows(read, estates)
    reader.faults += _strangers(read, placed)
    table = pd.DataFrame(read.table)[list(_MATTER_COLUMNS)].assign(estate=placed.estate)
    if visits is not None:
        by_visit = dict(zip(visits.table["visit_id"], visits.table["visitor_id"], strict=True))
        for index in np.flatnonzero((table["visit_id"] != "") & ~table["visit_id"].isin(by_visit)):
            place = read.at(int(index), "visit_id")
            found = table["visit_id"].iloc[index]
            reader.faults.append(Fault("visits.unknown_visit", **place, found=found))
        blank = table["visitor_id"] == ""
        named = table["visit_id"].map(by_visit).fillna("")
        table["visitor_id"] = table["visitor_id"].mask(blank, named)
    closed = table["closed_at"].notna()
    unproved = closed & (table["proof"] == "")
    if unproved.any():
        ids = tuple(table["matter_id"][unproved].head(8))
        reader.notices.append(
            Notice("visits.closed_without_proof", count=int(unproved.sum()), ids=ids)
        )
    gone = ~closed & (table["visitor_id"] != "") & ~table["visitor_id"].isin(known or ())
    if known is not None and gone.any():
        ids = tuple(table["visitor_id"][gone].drop_duplicates().head(8))
        reader.notices.append(Notice("visits.visitor_gone", count=int(gone.sum()), ids=ids))
    return table
