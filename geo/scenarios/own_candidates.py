"""Places of a planner's own where a station could stand: clicked on the map, or a list."""

import math
import re
from collections.abc import Sequence
from typing import Final

from geo.errors import GeoError
from geo.scenarios.changes import DECIMALS, Change
from geo.scenarios.planner import Planner
from geo.scenarios.scenario import NewStation, Scenario
from geo.text import plain_text

__all__ = ["add_candidates", "read_candidate_lines", "remove_candidates"]

_OWN: Final = "OWN-"
_BETWEEN: Final = re.compile(r"[,，;；\t]+")
_FIELDS: Final = 3

OwnPlace = tuple[str, float, float]
"""Name, longitude and latitude."""


def add_candidates(planner: Planner, scenario: Scenario, places: Sequence[OwnPlace]) -> Change:
    """Return the change that stations could stand at further places.

    Parameters
    ----------
    planner : Planner
        The open workspace and its answers.
    scenario : Scenario
        What the planner has changed.
    places : sequence of (name, lon, lat)
        In WGS-84; without a name the estate it lies near names it.

    Returns
    -------
    Change

    Raises
    ------
    GeoError
        When there is none, or one lies away from the roads where a crew can stop.
    """
    if not places:
        raise GeoError("choice.own_none")
    taken = {one.station_id for one in scenario.candidates}
    numbers = (n for n in range(1, len(taken) + len(places) + 1) if f"{_OWN}{n}" not in taken)
    added = []
    for (name, given_lon, given_lat), number in zip(places, numbers, strict=False):
        lon, lat = round(given_lon, DECIMALS), round(given_lat, DECIMALS)
        if planner.district.snap([lon], [lat]).edge[0] < 0:
            raise GeoError("choice.own_off_road", name=name or "–", lon=lon, lat=lat)
        label = plain_text(name).strip() or planner.near(lon, lat)
        added.append(NewStation(station_id=f"{_OWN}{number}", name=label, lon=lon, lat=lat))
    changed = scenario.model_copy(update={"candidates": (*scenario.candidates, *added)})
    return Change(changed, "choice.edit_own_added", str(len(added)))


def remove_candidates(scenario: Scenario) -> Change:
    """Return the change that takes the planner's own places away.

    Parameters
    ----------
    scenario : Scenario
        What the planner has changed.

    Returns
    -------
    Change
    """
    count = len(scenario.candidates)
    changed = scenario.model_copy(update={"candidates": ()})
    return Change(changed, "choice.edit_own_removed", str(count))


def read_candidate_lines(text: str) -> list[OwnPlace]:
    """Return the places of a list: one per line, name, longitude and latitude.

    Parameters
    ----------
    text : str
        As it was typed or pasted from a table.

    Returns
    -------
    list of (name, lon, lat)

    Raises
    ------
    GeoError
        When a line holds anything else; it is named by its number.
    """
    places = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        cells = [cell.strip() for cell in _BETWEEN.split(line.strip())]
        place = _place(cells)
        if place is None:
            raise GeoError("choice.own_line", number=number, line=line.strip())
        places.append(place)
    return places


def _place(cells: list[str]) -> OwnPlace | None:
    if len(cells) != _FIELDS:
        return None
    try:
        lon, lat = float(cells[1]), float(cells[2])
    except ValueError:
        return None
    on_globe = math.isfinite(lon) and math.isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90
    return (cells[0], lon, lat) if on_globe else None
