"""The way of the crew that answers an estate: road by road, with the minutes on each."""

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.ops import substring

from geo.coverage import Coverage
from geo.errors import WorkspaceError
from geo.roads import RoadNetwork, SnappedPoints, base_class
from geo.summary import Summarized
from geo.travel import Route, point_route, point_times
from geo.workspace.coverage.verdicts import cover_stations
from geo.workspace.district import District

__all__ = ["Drive", "EstateRoute", "driven_edges", "estate_row", "quickest_drive", "route_of"]

Longs = NDArray[np.int64]

_MS_PER_MIN: Final = 60_000.0
_NEAR_NAMES: Final = 3
_CROSSING_M: Final = 50.0


@dataclass(frozen=True, eq=False, repr=False)
class EstateRoute(Summarized):
    """The way from the answering station to an estate.

    Attributes
    ----------
    estate_id, station_id : str
    call_min, turnout_min, drive_min, access_min : float
        Median minutes of the four legs: those of the ledger, to its decimals.
    steps : GeoDataFrame
        ``road, road_class, length_m, minutes`` and what is driven of it, WGS-84: one row per road
        in the order of the drive. Pieces of one name, or of one class where they have no name, are
        one road; ``road`` is empty where the source names none. The minutes hold the turn at the
        end of each road; they add up to the drive in whole milliseconds.
    walk : LineString
        From the road to the gate.
    walk_m : float
        Metres of the walk.
    gate : int
        Row of the gate among those of the district.
    """

    estate_id: str
    station_id: str
    call_min: float
    turnout_min: float
    drive_min: float
    access_min: float
    steps: gpd.GeoDataFrame
    walk: shapely.LineString
    walk_m: float
    gate: int

    @property
    def response_min(self) -> float:
        """Median minutes of the whole response."""
        return self.call_min + self.turnout_min + self.drive_min + self.access_min

    def _facts(self) -> Iterator[tuple[str, str]]:
        yield "estate", self.estate_id
        yield "station", self.station_id
        yield "roads", f"{len(self.steps):,}"
        yield "drive", f"{self.drive_min:.3f} min"
        yield "response", f"{self.response_min:.3f} min"


class Drive(NamedTuple):
    """The quickest drive to an estate.

    Attributes
    ----------
    station : int
        Row of the station among those on duty.
    gate : int
        Row of the gate.
    route : Route
    response_min : float
        Median minutes of the whole response.
    """

    station: int
    gate: int
    route: Route
    response_min: float


def route_of(
    district: District, estate: str, *, coverage: Coverage | None = None
) -> EstateRoute | None:
    """Return the way of the crew that answers an estate.

    Parameters
    ----------
    district : District
    estate : str
        Its id, or its name where no other estate has it.
    coverage : Coverage, optional
        The verdicts of the district, where they are known already.

    Returns
    -------
    EstateRoute or None
        None where no crew has a way there.

    Raises
    ------
    WorkspaceError
        When there is no such estate, or several of that name.

    Examples
    --------
    >>> from geo.workspace import open_district, open_workspace, route_of
    >>> town = open_district(open_workspace("data/toy"))
    >>> way = route_of(town, town.estates["estate_id"].iloc[0])
    >>> round(float(way.steps["minutes"].sum()) - way.drive_min, 3)
    0.0
    """
    row = estate_row(district, estate)
    verdicts = cover_stations(district).coverage if coverage is None else coverage
    station = int(verdicts.station[row])
    if station < 0:
        return None
    drive = quickest_drive(district, district.network, row, [station])
    if drive is None:
        return None
    gates = district.gates
    walk_m = float(gates.points.distance_m[drive.gate])
    return EstateRoute(
        estate_id=str(district.estates["estate_id"].iloc[row]),
        station_id=str(district.stations["station_id"].iloc[station]),
        call_min=float(verdicts.call_min[row]),
        turnout_min=float(verdicts.turnout_min[row]),
        drive_min=float(verdicts.drive_min[row]),
        access_min=float(verdicts.access_min[row]),
        steps=_steps(district, drive),
        walk=_walk(district, row, drive.gate),
        walk_m=walk_m,
        gate=drive.gate,
    )


def estate_row(district: District, estate: str) -> int:
    """Return the row of an estate by its id, or by its name where only one has it.

    Parameters
    ----------
    district : District
    estate : str

    Raises
    ------
    WorkspaceError
        When there is no such estate, or several of that name.
    """
    wanted = estate.strip()
    ids = district.estates["estate_id"].astype(str)
    names = district.estates["name"].fillna("").astype(str)
    rows = np.flatnonzero(ids == wanted)
    if not len(rows):
        rows = np.flatnonzero(names == wanted)
    if len(rows) == 1:
        return int(rows[0])
    if len(rows):
        raise WorkspaceError("route.several", found=wanted, ids=", ".join(ids.iloc[rows]))
    known = [*names, *ids]
    near = difflib.get_close_matches(wanted, known, n=_NEAR_NAMES, cutoff=0.0)
    raise WorkspaceError("route.no_estate", found=wanted, near=", ".join(near) or "–")


def quickest_drive(
    district: District,
    network: RoadNetwork,
    row: int,
    stations: Sequence[int],
    *,
    any_gate: bool = False,
    limit_min: float = np.inf,
) -> Drive | None:
    """Return the quickest response to an estate over a network of the district.

    Parameters
    ----------
    district : District
    network : RoadNetwork
        Its roads, or these without some rule or closure.
    row : int
        Row of the estate.
    stations : sequence of int
        Rows of the stations that may answer.
    any_gate : bool
        Whether gates that are closed at the hour count too.
    limit_min : float
        The longest drive that is looked for.

    Returns
    -------
    Drive or None
        None where there is no way; the lowest gate and station of equally quick ones.
    """
    gates = district.gates
    usable = np.flatnonzero((gates.estate == row) & (gates.is_open | any_gate))
    origins, doors = district.station_points.take(list(stations)), gates.points.take(usable)
    if not len(origins) or not len(doors):
        return None
    drive_min = point_times(
        network, origins=origins, destinations=doors, limit_min=limit_min, engine="dijkstra"
    ).minutes.astype(np.float64)
    before_min = district.model.call_min + district.turnout_min[list(stations)]
    access_min = gates.access_minutes(district.model)[usable]
    response_min = before_min[:, None] + drive_min + access_min
    station, door = divmod(int(np.argmin(response_min)), len(usable))
    if not np.isfinite(response_min[station, door]):
        return None
    route = point_route(
        network, origins=origins, destinations=doors, origin=station, destination=door
    )
    if route is None:
        return None
    chosen = int(stations[station]), int(usable[door])
    return Drive(*chosen, route, float(response_min[station, door]))


def driven_edges(network: RoadNetwork, route: Route) -> tuple[Longs, NDArray[np.bool_]]:
    """Return the edges of a route in order, and whether each is driven as it is drawn."""
    along = route.arc[network.arc_edge[route.arc] >= 0]
    return network.arc_edge[along].astype(np.int64), network.arc_forward[along]


def _steps(district: District, drive: Drive) -> gpd.GeoDataFrame:
    """Return the roads of a drive, each with its minutes and the turn at its end."""
    road_map, network, route = district.road_map, district.network, drive.route
    edge = network.arc_edge[route.arc]
    on_road = edge >= 0
    driven = edge[on_road]
    turn_of = np.cumsum(on_road) - 1  # a turn belongs to the road before it
    pieces = pd.DataFrame(
        {
            "road": [str(name).strip() for name in road_map.name[driven]],
            "road_class": [base_class(str(one)) for one in road_map.road_class[driven]],
            "length_m": road_map.length_m[driven] * (route.end - route.begin)[on_road],
            "ms": np.bincount(turn_of, weights=route.arc_ms, minlength=len(driven)),
        }
    )
    road = _roads(pieces)
    by_length = pieces.assign(number=road).sort_values("length_m", kind="stable")
    longest = by_length.groupby("number")[["road", "road_class"]].last()
    merged = pieces.groupby(road)[["length_m", "ms"]].sum()
    return gpd.GeoDataFrame(
        {
            **longest,
            "length_m": merged["length_m"],
            "minutes": merged["ms"] / _MS_PER_MIN,
        },
        geometry=_lines(district, drive, road),
        crs=4326,
    )


def _roads(pieces: pd.DataFrame) -> Longs:
    """Return the number of the road of every piece, 0 for the first.

    A crossing is a short piece of another road between two of the same: it belongs to these. So
    does to its neighbour what is not driven at all, where a place lies at the end of its road.
    """
    label = pieces["road"].where(pieces["road"] != "", pieces["road_class"].radd("\0"))
    number = (label != label.shift()).cumsum()
    stretch = pieces.groupby(number)[["length_m", "ms"]].sum()
    name = label.groupby(number).first().mask(stretch["ms"] == 0).bfill().ffill()
    crosses = (stretch["length_m"] < _CROSSING_M) & (name.shift() == name.shift(-1))
    name = name.mask(crosses, name.shift())
    merged = (name != name.shift()).cumsum() - 1
    return np.asarray(merged.loc[number], dtype=np.int64)


def _lines(district: District, drive: Drive, road: Longs) -> list[shapely.LineString]:
    """Return what is driven of every road, the first from the station's place on it."""
    network, route = district.network, drive.route
    on_road = network.arc_edge[route.arc] >= 0
    edges, forward = driven_edges(network, route)
    shapes = district.road_map.geometry.to_numpy()[edges]
    parts = [
        shapely.get_coordinates(_part(shape, begin, end, ahead=ahead))
        for shape, begin, end, ahead in zip(
            shapes, route.begin[on_road], route.end[on_road], forward, strict=True
        )
    ]
    if not parts:
        return []
    parts[0] = np.vstack([_place(district.station_points, drive.station), parts[0]])
    parts[-1] = np.vstack([parts[-1], _place(district.gates.points, drive.gate)])
    return [
        shapely.LineString(np.vstack([parts[at] for at in np.flatnonzero(road == number)]))
        for number in range(road.max() + 1)
    ]


def _part(
    shape: shapely.LineString, begin: float, end: float, *, ahead: bool
) -> shapely.LineString:
    """Return what is driven of an edge, in the direction of the drive."""
    if not ahead:
        begin, end = 1.0 - begin, 1.0 - end
    if (begin, end) == (0.0, 1.0):
        return shape
    return substring(shape, begin, end, normalized=True)


def _place(points: SnappedPoints, row: int) -> NDArray[np.float64]:
    return np.array([[points.lon[row], points.lat[row]]])


def _walk(district: District, row: int, gate: int) -> shapely.LineString:
    """Return the walk from the road to the gate: the gate's own place, or the estate's."""
    estate = district.estates.iloc[row]
    number = gate - int(np.flatnonzero(district.gates.estate == row)[0])
    listed = district.inputs.gates
    door = estate.geometry
    if listed is not None:
        own = listed[listed["estate_id"] == estate["estate_id"]]
        door = own.geometry.iloc[number] if len(own) else door
    beside = _place(district.gates.points, gate)
    return shapely.LineString(np.vstack([beside, [[door.x, door.y]]]))
