"""What a road source says, in one form: junctions, and carriageway pieces with shapes and tags."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

import geopandas as gpd
import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.errors import RoadsError
from geo.roads.arrays import (
    Bools,
    Floats,
    Ints,
    Longs,
    Texts,
    finite_numbers,
    node_indices,
    non_negative_lengths,
    read_only,
)
from geo.roads.polylines import (
    lines_from_flat,
    polyline_lengths_m,
    straight_polylines,
    take_polylines,
)
from geo.roads.road_paths import NO_PATHS, RoadPaths
from geo.roads.rule_hours import ALWAYS, DEFAULT_HOUR, NEVER, holds_at
from geo.summary import Summarized

__all__ = ["OSM_ATTRIBUTION", "RoadMap", "check_degrees"]

Hours = NDArray[np.uint32]

OSM_ATTRIBUTION: Final = "© OpenStreetMap contributors, ODbL 1.0"

WGS84: Final = "EPSG:4326"


@dataclass(frozen=True, eq=False, repr=False)
class RoadMap(Summarized):
    """Roads as a source describes them, before any speed is assumed.

    An edge is one carriageway piece between two junctions, drawn from ``tail`` to ``head``.

    Attributes
    ----------
    lon, lat : ndarray of float64, shape (n_nodes,)
        Position of every junction, degrees in WGS-84.
    tail, head : ndarray of int32, shape (n_edges,)
        The junction an edge is drawn from and the one it is drawn to.
    length_m : ndarray of float64, shape (n_edges,)
        Length along the shape, metres.
    road_class : ndarray of str, shape (n_edges,)
        The OpenStreetMap ``highway`` value.
    oneway : ndarray of bool, shape (n_edges,)
        True where driving is allowed from tail to head only.
    oneway_source : ndarray of str, shape (n_edges,)
        How the one-way is known: ``tag``, ``observed``, ``continuation``, ``class``, or empty.
    maxspeed_kmh, maxspeed_back_kmh : ndarray of float32, shape (n_edges,)
        The tagged limit from tail to head, and from head to tail; NaN where there is none.
    closed_forward, closed_backward : ndarray of uint32, shape (n_edges,)
        The hours of a working day at which driving from tail to head, and from head to tail, is
        forbidden: bit h stands for h:00 to h + 1:00. 0 where it is never.
    name, surface : ndarray of str objects, shape (n_edges,)
        Empty where unknown.
    bridge, tunnel : ndarray of bool, shape (n_edges,)
    shape_offset : ndarray of int64, shape (n_edges + 1,)
        Edge i has the vertices ``shape_offset[i]:shape_offset[i + 1]``, both ends included.
    shape_lon, shape_lat : ndarray of float64, shape (n_vertices,)
    turns : ndarray of int32, shape (n_turns, 3)
        Turn restrictions of any hour: from edge, via node, to edge.
    turn_only : ndarray of bool, shape (n_turns,)
        True where the turn is the only one allowed, False where it is forbidden.
    turn_hours : ndarray of uint32, shape (n_turns,)
        The hours of a working day at which the restriction holds, bit h for h:00.
    paths : RoadPaths
        Turn restrictions that lead over whole ways.
    signal : ndarray of bool, shape (n_nodes,)
        Whether traffic lights stand at the junction.
    signals_forward, signals_backward : ndarray of uint8, shape (n_edges,)
        Traffic lights between the two ends, met when driving tail to head and head to tail.
    osm_node_id, osm_way_id : ndarray of int64, shapes (n_nodes,) and (n_edges,)
        Identity in OpenStreetMap; 0 where unknown.
    source : str
        What the roads were read from.
    attribution : str
        Whom every map and export must name.
    detached : RoadMap or None
        Roads that cannot be driven to and back from the rest. They carry no traffic here, but a
        place beside them is not moved to another road.
    """

    lon: Floats
    lat: Floats
    tail: Ints
    head: Ints
    length_m: Floats
    road_class: Texts
    oneway: Bools
    oneway_source: Texts
    maxspeed_kmh: NDArray[np.float32]
    maxspeed_back_kmh: NDArray[np.float32]
    closed_forward: Hours
    closed_backward: Hours
    name: Texts
    surface: Texts
    bridge: Bools
    tunnel: Bools
    shape_offset: Longs
    shape_lon: Floats
    shape_lat: Floats
    turns: Ints
    turn_only: Bools
    turn_hours: Hours
    paths: RoadPaths
    signal: Bools
    signals_forward: NDArray[np.uint8]
    signals_backward: NDArray[np.uint8]
    osm_node_id: Longs
    osm_way_id: Longs
    source: str = ""
    attribution: str = OSM_ATTRIBUTION
    detached: "RoadMap | None" = None

    def _facts(self) -> Iterator[tuple[str, str]]:
        yield "nodes", f"{self.lon.size:,}"
        yield "edges", f"{self.tail.size:,}"
        yield "length", f"{self.length_m.sum() / 1000:,.1f} km"

    @classmethod
    def from_arrays(
        cls,
        *,
        lon: ArrayLike,
        lat: ArrayLike,
        tail: ArrayLike,
        head: ArrayLike,
        road_class: ArrayLike,
        length_m: ArrayLike | None = None,
        oneway: ArrayLike = False,
        oneway_source: ArrayLike = "",
        maxspeed_kmh: ArrayLike = np.nan,
        maxspeed_back_kmh: ArrayLike | None = None,
        closed_forward: ArrayLike = NEVER,
        closed_backward: ArrayLike = NEVER,
        name: ArrayLike = "",
        surface: ArrayLike = "",
        bridge: ArrayLike = False,
        tunnel: ArrayLike = False,
        shape_offset: ArrayLike | None = None,
        shape_lon: ArrayLike | None = None,
        shape_lat: ArrayLike | None = None,
        restrictions: ArrayLike = (),
        restriction_only: ArrayLike = (),
        restriction_hours: ArrayLike = ALWAYS,
        paths: RoadPaths = NO_PATHS,
        signal: ArrayLike = False,
        signals_forward: ArrayLike = 0,
        signals_backward: ArrayLike = 0,
        osm_node_id: ArrayLike = 0,
        osm_way_id: ArrayLike = 0,
        source: str = "",
        attribution: str = OSM_ATTRIBUTION,
        detached: "RoadMap | None" = None,
    ) -> "RoadMap":
        """Build a road map from plain arrays, checking them; one value stands for all edges.

        Without shapes the edges are straight; without lengths they are as long as their shapes;
        without a limit of its own the way back has that of the way there. The parameters are those
        of the class; ``restrictions``, ``restriction_only`` and ``restriction_hours`` are its
        turns.

        Raises
        ------
        RoadsError
            When shapes differ, a length or position is NaN or negative, or an index points
            outside the nodes, edges or vertices.
        """
        lons = finite_numbers("lon", lon)
        lats = finite_numbers("lat", lat, size=len(lons))
        n_nodes = len(lons)
        check_degrees(lons, lats)
        tails = node_indices("tail", tail, n_nodes=n_nodes)
        heads = node_indices("head", head, n_nodes=n_nodes, size=len(tails))
        n_edges = len(tails)
        if shape_offset is None or shape_lon is None or shape_lat is None:
            offset, line_lon, line_lat = straight_polylines(lons, lats, tails, heads)
        else:
            line_lon = finite_numbers("shape_lon", shape_lon)
            line_lat = finite_numbers("shape_lat", shape_lat, size=len(line_lon))
            offset = _checked_offset(shape_offset, n_edges, len(line_lon))
        if length_m is None:
            length_m = polyline_lengths_m(offset, line_lon, line_lat)
        turns = _checked_restrictions(restrictions, n_nodes, n_edges)
        return cls(
            lon=lons,
            lat=lats,
            tail=tails,
            head=heads,
            length_m=non_negative_lengths("length_m", _for_each(length_m, n_edges), size=n_edges),
            road_class=_column("road_class", road_class, n_edges, np.str_),
            oneway=_column("oneway", oneway, n_edges, np.bool_),
            oneway_source=_column("oneway_source", oneway_source, n_edges, np.str_),
            maxspeed_kmh=_column("maxspeed_kmh", maxspeed_kmh, n_edges, np.float32),
            maxspeed_back_kmh=_column(
                "maxspeed_back_kmh",
                maxspeed_kmh if maxspeed_back_kmh is None else maxspeed_back_kmh,
                n_edges,
                np.float32,
            ),
            closed_forward=_column("closed_forward", closed_forward, n_edges, np.uint32),
            closed_backward=_column("closed_backward", closed_backward, n_edges, np.uint32),
            name=_column("name", name, n_edges, np.object_),
            surface=_column("surface", surface, n_edges, np.object_),
            bridge=_column("bridge", bridge, n_edges, np.bool_),
            tunnel=_column("tunnel", tunnel, n_edges, np.bool_),
            shape_offset=read_only(offset, np.int64),
            shape_lon=read_only(line_lon, np.float64),
            shape_lat=read_only(line_lat, np.float64),
            turns=turns,
            turn_only=_column("restriction_only", restriction_only, len(turns), np.bool_),
            turn_hours=_column("restriction_hours", restriction_hours, len(turns), np.uint32),
            paths=paths,
            signal=_column("signal", signal, n_nodes, np.bool_),
            signals_forward=_column("signals_forward", signals_forward, n_edges, np.uint8),
            signals_backward=_column("signals_backward", signals_backward, n_edges, np.uint8),
            osm_node_id=_column("osm_node_id", osm_node_id, n_nodes, np.int64),
            osm_way_id=_column("osm_way_id", osm_way_id, n_edges, np.int64),
            source=source,
            attribution=attribution,
            detached=detached,
        )

    @property
    def n_nodes(self) -> int:
        """Number of junctions."""
        return len(self.lon)

    @property
    def n_edges(self) -> int:
        """Number of edges."""
        return len(self.tail)

    @property
    def restrictions(self) -> Ints:
        """The turn restrictions that hold at the hour of a plan that names none, (n, 3)."""
        return self.turns[holds_at(self.turn_hours, DEFAULT_HOUR)]

    @property
    def restriction_only(self) -> Bools:
        """Whether each of these turns is the only one allowed, or forbidden, shape (n,)."""
        return self.turn_only[holds_at(self.turn_hours, DEFAULT_HOUR)]

    @property
    def length_km(self) -> float:
        """Length of all edges together, kilometres."""
        return float(self.length_m.sum()) / 1000

    @cached_property
    def geometry(self) -> gpd.GeoSeries:
        """The edges as LineStrings in WGS-84, in their order."""
        lines = lines_from_flat(self.shape_offset, self.shape_lon, self.shape_lat)
        return gpd.GeoSeries(lines, crs=WGS84)

    @property
    def edges(self) -> gpd.GeoDataFrame:
        """The edges as a table for drawing and export, in their order."""
        return gpd.GeoDataFrame(
            {
                "name": self.name,
                "road_class": self.road_class.astype(object),
                "length_m": self.length_m,
                "oneway": self.oneway,
                "oneway_source": self.oneway_source.astype(object),
                "maxspeed_kmh": self.maxspeed_kmh,
                "surface": self.surface,
                "bridge": self.bridge,
                "tunnel": self.tunnel,
            },
            geometry=self.geometry,
        )

    def take_edges(self, edges: NDArray[np.integer]) -> "RoadMap":
        """Return a road map of some edges only, in the given order, and the junctions they touch.

        A turn restriction is kept when both its edges are. Detached roads stay as they are.

        Parameters
        ----------
        edges : ndarray of int, shape (k,)
            Indices of the edges to keep, each at most once.
        """
        nodes = np.unique(np.concatenate([self.tail[edges], self.head[edges]]))
        node_now = np.full(self.n_nodes, -1, np.int32)
        node_now[nodes] = np.arange(len(nodes))
        edge_now = np.full(self.n_edges, -1, np.int32)
        edge_now[edges] = np.arange(len(edges))
        turns = np.column_stack(
            [
                edge_now[self.turns[:, 0]],
                node_now[self.turns[:, 1]],
                edge_now[self.turns[:, 2]],
            ]
        )
        kept = (turns >= 0).all(axis=1)
        offset, vertices = take_polylines(self.shape_offset, edges)
        of_nodes = {name: getattr(self, name)[nodes] for name in _NODE_COLUMNS}
        of_edges = {name: getattr(self, name)[edges] for name in EDGE_COLUMNS}
        return replace(
            self,
            **_all_read_only(
                {
                    **of_nodes,
                    **of_edges,
                    "tail": node_now[self.tail[edges]],
                    "head": node_now[self.head[edges]],
                    "shape_offset": offset,
                    "shape_lon": self.shape_lon[vertices],
                    "shape_lat": self.shape_lat[vertices],
                    "turns": turns[kept],
                    "turn_only": self.turn_only[kept],
                    "turn_hours": self.turn_hours[kept],
                }
            ),
            paths=self.paths.renumbered(edge_now, node_now),
        )


_NODE_COLUMNS: Final = ("lon", "lat", "signal", "osm_node_id")
EDGE_COLUMNS: Final = (
    "length_m",
    "road_class",
    "oneway",
    "oneway_source",
    "maxspeed_kmh",
    "maxspeed_back_kmh",
    "closed_forward",
    "closed_backward",
    "name",
    "surface",
    "bridge",
    "tunnel",
    "signals_forward",
    "signals_backward",
    "osm_way_id",
)


def _all_read_only(columns: dict[str, NDArray[Any]]) -> dict[str, Any]:
    for array in columns.values():
        array.setflags(write=False)
    return columns


def _column(name: str, values: ArrayLike, size: int, dtype: Any) -> NDArray[Any]:
    array = _for_each(np.asarray(values, dtype=dtype), size)
    if array.shape != (size,):
        raise RoadsError("roads.array_length", name=name, found=array.size, wanted=size)
    return read_only(array, dtype)


def _for_each(values: ArrayLike, size: int) -> NDArray[Any]:
    """Return an array as it is, or one value repeated."""
    array = np.asarray(values)
    return np.broadcast_to(array, (size,)) if array.ndim == 0 else array


def check_degrees(lon: Floats, lat: Floats) -> None:
    """Refuse positions that are no degrees, or no numbers.

    Raises
    ------
    RoadsError
    """
    outside = ~((np.abs(lon) <= 180) & (np.abs(lat) <= 90))
    if outside.any():
        row = int(np.flatnonzero(outside)[0])
        raise RoadsError("roads.not_degrees", index=row, lon=float(lon[row]), lat=float(lat[row]))


def _checked_offset(shape_offset: ArrayLike, n_edges: int, n_vertices: int) -> Longs:
    offset = np.asarray(shape_offset, dtype=np.int64)
    if offset.shape != (n_edges + 1,):
        raise RoadsError(
            "roads.array_length", name="shape_offset", found=offset.size, wanted=n_edges + 1
        )
    if offset[0] != 0 or offset[-1] != n_vertices or (np.diff(offset) < 2).any():
        raise RoadsError("roads.shape_offset", vertices=n_vertices)
    return offset


def _checked_restrictions(restrictions: ArrayLike, n_nodes: int, n_edges: int) -> Ints:
    turns = np.asarray(restrictions, dtype=np.int64).reshape(-1, 3)
    limits = np.array([n_edges, n_nodes, n_edges])
    if ((turns < 0) | (turns >= limits)).any():
        raise RoadsError("roads.restriction_out_of_range", edges=n_edges, nodes=n_nodes)
    return read_only(turns, np.int32)
