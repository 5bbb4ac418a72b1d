"""The estates that wait for a person to put them on the map: one after the other, with proposals.

Nothing here knows of Streamlit.
"""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from geo.coords import distance_m
from geo.geocode import Decision, Decisions
from geo.scenarios.planner import Planner
from geo.workspace import decisions_of

__all__ = [
    "KNOWN_COLUMNS",
    "OnlinePair",
    "Proposal",
    "ReviewQueue",
    "ReviewRow",
    "latest_decision",
    "queue_of",
    "refused_rows",
    "row_of",
]

KNOWN_COLUMNS: Final = (
    "estate_id",
    "address",
    "street",
    "community",
    "households",
    "residents",
    "buildings",
    "built_year",
    "operator",
    "note",
)
"""Columns that tell a person which estate is meant, in the order in which they are shown."""

# What the program added, and what says nothing of where an estate lies.
_QUIET: Final = frozenset(
    {"name", "lon", "lat", "datum", "geometry", "located_by", "gate_lon", "gate_lat"}
    | {"floor_area_m2", "service_level", "zone_id", "management_mode", "source", "stairwells"}
    | {"party_base", "environment", "infrastructure", "closure", "willingness"}
)
_PAIR: Final = 2
_QUIET_STARTS: Final = ("location_", "given_")


@dataclass(frozen=True)
class Proposal:
    """A place that may be meant.

    Attributes
    ----------
    rank : int
        1 for the likeliest.
    name, whereabouts : str
        Its name, and district, street and community as far as its source says.
    source : str
        ``gazetteer`` or an online provider.
    place_id : str
        Id of the gazetteer, empty for a provider's place.
    lon, lat : float
        WGS-84.
    """

    rank: int
    name: str
    whereabouts: str
    source: str
    place_id: str
    lon: float
    lat: float


@dataclass(frozen=True)
class OnlinePair:
    """How far the likeliest places of two online providers lie apart, in metres."""

    one: str
    other: str
    apart_m: float


@dataclass(frozen=True)
class ReviewRow:
    """An estate without a position.

    Attributes
    ----------
    estate_id, name : str
    cells : tuple of (str, str)
        What the list says of it: column and text, blank ones left out.
    rule : str
        Why it was not placed, as the evidence has it; empty where nothing like it is known.
    online : OnlinePair or None
        Two online providers that both name a place.
    proposals : tuple of Proposal
        Up to five, the likeliest first.
    around : tuple of (float, float)
        Longitude and latitude of the placed estates of its street, to look around without a
        proposal.
    """

    estate_id: str
    name: str
    cells: tuple[tuple[str, str], ...]
    rule: str
    online: OnlinePair | None
    proposals: tuple[Proposal, ...]
    around: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class ReviewQueue:
    """How far the review is.

    Attributes
    ----------
    waiting : tuple of str
        Ids of the estates that nobody has looked at, the next one first.
    placed, left_out : int
        Estates that a person put on the map, and those left without a position.
    undo_name : str or None
        Name of the estate whose decision an undo would take back.
    """

    waiting: tuple[str, ...]
    placed: int
    left_out: int
    undo_name: str | None

    @property
    def done(self) -> int:
        """Estates that a person has looked at."""
        return self.placed + self.left_out

    @property
    def total(self) -> int:
        """All estates that needed a person."""
        return self.done + len(self.waiting)


def queue_of(
    planner: Planner, *, first: str | None = None, skipped: Collection[str] = ()
) -> ReviewQueue:
    """Return which estates wait, in the order of the list, the skipped ones last.

    Parameters
    ----------
    planner : Planner
    first : str, optional
        Id of the estate to be shown before all others, such as one just taken back.
    skipped : collection of str
        Ids of estates to be shown later, in the order in which they were skipped.
    """
    decisions = decisions_of(planner.workspace)
    inputs = planner.district.inputs
    rows = list(zip(inputs.review["estate_id"], inputs.review["name"], strict=True))
    open_rows = [one for one, name in rows if not decisions.refuses(one, name)]
    later = [one for one in skipped if one in open_rows]
    in_turn = [*(one for one in open_rows if one not in later), *later]
    latest = latest_decision(planner)
    return ReviewQueue(
        waiting=tuple(sorted(in_turn, key=lambda one: one != first)),
        placed=int((inputs.estates["location_source"] == "decision").sum()),
        left_out=len(rows) - len(open_rows),
        undo_name=None if latest is None else latest.name,
    )


def latest_decision(planner: Planner) -> Decision | None:
    """Return the decision that an undo takes back.

    Parameters
    ----------
    planner : Planner
        The open workspace and its answers.

    Returns
    -------
    Decision, optional
    """
    return decisions_of(planner.workspace).latest(set(planner.district.estates["estate_id"]))


def refused_rows(planner: Planner) -> list[str]:
    """Return the ids of the estates that were left without a position.

    Parameters
    ----------
    planner : Planner
        The open workspace and its answers.

    Returns
    -------
    list of str
    """
    decisions: Decisions = decisions_of(planner.workspace)
    review = planner.district.inputs.review
    return [
        one
        for one, name in zip(review["estate_id"], review["name"], strict=True)
        if decisions.refuses(one, name)
    ]


def row_of(planner: Planner, estate_id: str) -> ReviewRow:
    """Return what is known about one estate of the queue.

    Parameters
    ----------
    planner : Planner
        The open workspace and its answers.
    estate_id : str
        Id of an estate.

    Returns
    -------
    ReviewRow
    """
    inputs = planner.district.inputs
    estates = inputs.estates
    estate = estates[estates["estate_id"] == estate_id].iloc[0]
    evidence = inputs.review[inputs.review["estate_id"] == estate_id].iloc[0]
    neighbours = estates[(estates["street"] == estate["street"]) & estates.geometry.notna()]
    proposals = inputs.proposals[inputs.proposals["estate_id"] == estate_id]
    places = tuple(
        Proposal(
            rank=rank,
            name=str(one["name"]),
            whereabouts=str(one["whereabouts"]),
            source=str(one["source"]),
            place_id=str(one["place_id"]),
            lon=float(one["lon"]),
            lat=float(one["lat"]),
        )
        for rank, one in enumerate(proposals.to_dict("records"), start=1)
    )
    return ReviewRow(
        estate_id=estate_id,
        name=str(estate["name"]),
        cells=_cells(estate),
        rule=str(evidence["rule"]),
        online=_online_pair(places),
        proposals=places,
        around=tuple(zip(neighbours.geometry.x, neighbours.geometry.y, strict=True)),
    )


def _online_pair(places: Sequence[Proposal]) -> OnlinePair | None:
    likeliest: dict[str, Proposal] = {}
    for place in places:
        if place.source != "gazetteer":
            likeliest.setdefault(place.source, place)
    if len(likeliest) < _PAIR:
        return None
    one, other = list(likeliest.values())[:_PAIR]
    apart_m = distance_m(one.lon, one.lat, other.lon, other.lat).item()
    return OnlinePair(one.source, other.source, apart_m)


def _cells(estate: "pd.Series[Any]") -> tuple[tuple[str, str], ...]:
    further = [
        str(column)
        for column in estate.index
        if column not in _QUIET
        and column not in KNOWN_COLUMNS
        and not str(column).startswith(_QUIET_STARTS)
    ]
    said = [(column, _text(estate.get(column))) for column in (*KNOWN_COLUMNS, *further)]
    return tuple((column, text) for column, text in said if text)


def _text(value: Any) -> str:
    if value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, float | np.floating) and float(value).is_integer():
        return str(int(value))
    return str(value)
