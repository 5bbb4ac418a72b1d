"""What can be found in an open workspace, and where it lies."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Final

import numpy as np
import pandas as pd

from geo.geocode import Named, NameIndex
from geo.scenarios.estate_filter import words_of
from geo.scenarios.planner import Planner, answered_once
from geo.scenarios.scenario import Scenario
from geo.scenarios.zone_edits import drawable_zones, zones_of
from geo.workspace.operations import ProblemList

__all__ = ["Bounds", "FoundPlace", "found_place", "name_indexes"]

Bounds = tuple[float, float, float, float]
"""South, west, north, east, in degrees."""

_AREAS: Final = {"street": "street", "community": "community"}


@dataclass(frozen=True)
class FoundPlace:
    """Where a found thing lies.

    Attributes
    ----------
    estates : tuple of str
        Ids of the estates that it is, holds or is about.
    bounds : Bounds or None
        None where none of it has a position.
    """

    estates: tuple[str, ...]
    bounds: Bounds | None


def name_indexes(
    planner: Planner, scenario: Scenario, problems: ProblemList | None = None
) -> list[NameIndex]:
    """Return the indexes of all that a workspace holds and that a planner may look for.

    Parameters
    ----------
    planner : Planner
    scenario : Scenario
        Whose tried stations and zones are found too; zones that were never drawn are not: a search
        draws none.
    problems : ProblemList, optional
        The problems; none are found without it.

    Returns
    -------
    list of NameIndex
        What stays the same after a change of the scenario is indexed once.
    """
    indexes = [_listed(planner), _stationed(planner, scenario.situation)]
    if planner.knows_zones(scenario):
        indexes.append(_zoned(planner, scenario.zoned))
    if problems is not None:
        indexes.append(_reported(planner, problems))
    return indexes


@answered_once
def _listed(planner: Planner) -> NameIndex:
    estates = planner.district.estates
    areas = [_areas(estates, kind, column) for kind, column in _AREAS.items()]
    return NameIndex(chain(_estates(estates), *areas))


@answered_once
def _stationed(planner: Planner, situation: Scenario) -> NameIndex:
    return NameIndex(_stations(planner.answer(situation).stations))


@answered_once
def _zoned(planner: Planner, zoned: Scenario) -> NameIndex:
    return NameIndex(_zones(zones_of(planner, zoned).zones))


@answered_once
def _reported(_planner: Planner, problems: ProblemList) -> NameIndex:
    return NameIndex(_problems(problems.table))


def found_place(planner: Planner, scenario: Scenario, kind: str, key: str) -> FoundPlace | None:
    """Return where a found thing lies; None where there is no such thing any more.

    Parameters
    ----------
    planner : Planner
    scenario : Scenario
    kind : str
        ``estate``, ``street``, ``community``, ``station`` or ``zone``; of others there are none.
    key : str
        Its id, or the name of a street or a community.

    Returns
    -------
    FoundPlace, optional
    """
    answer = planner.answer(scenario)
    table, labels = answer.estates, _labels(planner, scenario, kind)
    if kind == "station":
        table, labels = answer.stations, words_of(answer.stations, "station_id")
    chosen = table[[label == key for label in labels]] if labels else table.iloc[:0]
    if chosen.empty:
        return None
    estates = () if kind == "station" else tuple(chosen["estate_id"].astype(str))
    return FoundPlace(estates, _bounds(chosen))


def _labels(planner: Planner, scenario: Scenario, kind: str) -> list[str]:
    """Return what each estate is of a kind; nothing for a kind that no estate has."""
    if kind == "zone":
        zones = drawable_zones(planner, scenario)
        return [] if zones is None else words_of(zones.estates, "zone_id")
    column = {"estate": "estate_id", **_AREAS}.get(kind)
    return [] if column is None else words_of(planner.district.estates, column)


def _bounds(places: pd.DataFrame) -> Bounds | None:
    lon, lat = (places[axis].to_numpy(np.float64) for axis in ("lon", "lat"))
    known = np.isfinite(lon) & np.isfinite(lat)
    if not known.any():
        return None
    lon, lat = lon[known], lat[known]
    return float(lat.min()), float(lon.min()), float(lat.max()), float(lon.max())


# ---------------------------------------------------------------- what a workspace holds


def _estates(estates: pd.DataFrame) -> Iterator[Named]:
    ids = estates["estate_id"].astype(str)
    for key, name, street, community, households in zip(
        ids,
        words_of(estates, "name"),
        words_of(estates, "street"),
        words_of(estates, "community"),
        estates["households"],
        strict=True,
    ):
        detail = " · ".join(filter(None, (street, community)))
        yield Named("estate", key, name or key, detail, weight=float(households))


def _areas(estates: pd.DataFrame, kind: str, column: str) -> Iterator[Named]:
    """Yield streets or communities; a community says in which street it lies."""
    names, streets = words_of(estates, column), words_of(estates, "street")
    street_of = dict(zip(names, streets, strict=True))
    households: Counter[str] = Counter()
    for name, count in zip(names, estates["households"], strict=True):
        households[name] += int(count)
    for name in filter(None, households):
        detail = street_of[name] if kind == "community" else ""
        yield Named(kind, name, name, detail, weight=float(households[name]))


def _stations(stations: pd.DataFrame) -> Iterator[Named]:
    for key, name in zip(
        stations["station_id"].astype(str), words_of(stations, "name"), strict=True
    ):
        yield Named("station", key, name or key)


def _zones(zones: pd.DataFrame) -> Iterator[Named]:
    for name, street, households in zip(
        words_of(zones, "zone_id"), words_of(zones, "street"), zones["households"], strict=True
    ):
        yield Named("zone", name, name, street, weight=float(households))


def _problems(problems: pd.DataFrame) -> Iterator[Named]:
    for key, name, kind, owner in zip(
        problems["problem_id"].astype(str),
        words_of(problems, "name"),
        words_of(problems, "kind"),
        words_of(problems, "owner"),
        strict=True,
    ):
        yield Named("problem", key, " ".join(filter(None, (name, kind))) or key, owner)
