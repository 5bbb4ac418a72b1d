"""Roads from a street graph of osmnx: its two directed edges of a two-way street become one."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from geo.coords import unproject
from geo.errors import Fault, RoadsError
from geo.roads.arrays import Floats
from geo.roads.dropped import Dropped
from geo.roads.given_lengths import is_measured_on_sphere, refuse_lengths
from geo.roads.osm_tags import READ_KEYS
from geo.roads.polylines import polyline_lengths_m, spherical_lengths_m
from geo.roads.road_map import WGS84, RoadMap
from geo.roads.street_pairs import Line, Street, osmnx_cells, paired_streets
from geo.roads.tag_cells import KEPT_KEYS, cell_tags, plain_texts
from geo.roads.unsaid import unsaid
from geo.roads.way_reading import WayReader

__all__ = ["roads_from_graph"]

_FAULTS_SHOWN: Final = 20
_LONGEST_ID: Final = 18


@dataclass(frozen=True, eq=False)
class _Edges:
    """The edges of a graph as lists: ends, shapes with texts, attributes as they are."""

    tail: list[Any]
    head: list[Any]
    lines: list[Line]
    data: list[dict[str, Any]]


def roads_from_graph(graph: Any, *, source: str) -> tuple[RoadMap, Dropped]:
    """Return the roads of an osmnx street graph, directed or not, simplified or not.

    Where osmnx merged several ways into one edge, the first class, the lowest speed limit and all
    names are taken; an edge with a piece that is closed to cars is left out. Turn restrictions,
    traffic lights and barriers are not in such a graph.

    Parameters
    ----------
    graph : networkx.MultiDiGraph or MultiGraph
        Nodes with ``x`` and ``y`` in the graph's ``crs``, edges with ``length`` in metres.
    source : str
        What the graph was read from.

    Raises
    ------
    RoadsError
        When the graph has no edges, a node no position, or an edge no length, a length that is
        no number or a negative one; all such edges are named together.
    """
    if not graph.number_of_edges():
        raise RoadsError("roads.no_roads", file=source)
    crs = graph.graph.get("crs", WGS84)
    node_at = {node: number for number, node in enumerate(graph.nodes)}
    x, y = _positions(graph, source)
    edges = _edges(graph)
    reader, streets, turned = _read(edges, directed=graph.is_directed())
    if not streets:
        raise RoadsError("roads.no_roads", file=source)
    kept = np.array([street.line for street in streets])
    shapes = [
        edges.lines[line].shape[:: -1 if back else 1]
        for line, back in zip(kept.tolist(), turned, strict=True)
    ]
    ends = [
        (edges.tail[line], edges.head[line]) if not back else (edges.head[line], edges.tail[line])
        for line, back in zip(kept.tolist(), turned, strict=True)
    ]
    shape = np.concatenate(shapes)
    lon, lat = unproject(x, y, crs)
    shape_lon, shape_lat = unproject(shape[:, 0], shape[:, 1], crs)
    offset = np.cumsum([0, *map(len, shapes)])
    drawn_m = polyline_lengths_m(offset, shape_lon, shape_lat)
    given_m = _lengths_m(edges, kept, drawn_m, float(np.mean(lat)), source)
    on_sphere_m = spherical_lengths_m(offset, shape_lon, shape_lat)
    columns = reader.columns(np.arange(len(streets)))
    road_map = RoadMap.from_arrays(
        lon=lon,
        lat=lat,
        tail=np.array([node_at[tail] for tail, _ in ends]),
        head=np.array([node_at[head] for _, head in ends]),
        length_m=np.where(is_measured_on_sphere(given_m, on_sphere_m), drawn_m, given_m),
        **columns,
        shape_offset=offset,
        shape_lon=shape_lon,
        shape_lat=shape_lat,
        osm_node_id=[node if isinstance(node, int) else 0 for node in graph.nodes],
        osm_way_id=[_way_id(edges.lines[line]) for line in kept.tolist()],
        source=source,
    )
    keys = {key for data in edges.data for key in data}
    notices = [*reader.notices(), *unsaid(keys, road_map)]
    return road_map, Dropped.gathered(reader.left_out(), notices)


def _edges(graph: Any) -> _Edges:
    edges = _Edges([], [], [], [])
    for u, v, data in graph.edges(data=True):
        shape = _shape(u, v, data, graph)
        tail, head = _ends(u, v, shape, data, graph)
        edges.tail.append(tail)
        edges.head.append(head)
        if tail != u and "geometry" not in data:
            shape = shape[::-1]
        texts = {
            key: read
            for key, value in data.items()
            if key in READ_KEYS | KEPT_KEYS and (read := plain_texts(value))
        }
        edges.lines.append(Line(shape, texts))
        edges.data.append(data)
    return edges


def _ends(u: Any, v: Any, shape: Floats, data: dict[str, Any], graph: Any) -> tuple[Any, Any]:
    """Return the node an edge leaves and the one it enters: an undirected graph forgets which."""
    if graph.is_directed():
        return u, v
    if "geometry" not in data:
        return (v, u) if str(data.get("from", u)) == str(v) != str(u) else (u, v)
    begin = shape[0]
    apart = [
        np.hypot(graph.nodes[node]["x"] - begin[0], graph.nodes[node]["y"] - begin[1])
        for node in (u, v)
    ]
    return (u, v) if apart[0] <= apart[1] else (v, u)


def _read(edges: _Edges, *, directed: bool) -> tuple[WayReader, list[Street], list[bool]]:
    """Return the columns of the streets that are driven on, these streets, and which to turn."""
    reader = WayReader()
    streets = paired_streets(edges.lines)
    each_way_apart = directed and any(street.back is not None for street in streets)
    driven: list[Street] = []
    turned: list[bool] = []
    for street in streets:
        cells, backward = osmnx_cells(
            edges.lines[street.line], street, each_way_apart=each_way_apart
        )
        read = cell_tags(cells)
        observed = "observed" if "observed" in cells else None
        direction = reader.take(read.tags, pieces=read.pieces, oneway_source=observed)
        if direction is not None:
            driven.append(street)
            turned.append(backward != (direction == "backward"))
    return reader, driven, turned


def _positions(graph: Any, source: str) -> tuple[Floats, Floats]:
    try:
        x, y = np.array([(data["x"], data["y"]) for _, data in graph.nodes(data=True)], float).T
    except (KeyError, ValueError, TypeError) as error:
        raise RoadsError("roads.graph_without_positions", file=source) from error
    return x, y


def _lengths_m(edges: _Edges, kept: Any, drawn_m: Floats, lat: float, source: str) -> Floats:
    lengths, faults = [], []
    for line in kept.tolist():
        length_m = _length_m(edges.data[line])
        if not (np.isfinite(length_m) and length_m >= 0):
            found = edges.data[line].get("length")
            tail, head = edges.tail[line], edges.head[line]
            faults.append(Fault("roads.graph_edge_length", tail=tail, head=head, found=found))
        lengths.append(length_m)
    if faults:
        raise RoadsError(
            "roads.edge_lengths", faults=faults[:_FAULTS_SHOWN], file=source, count=len(faults)
        )
    given_m = np.array(lengths)
    refuse_lengths(given_m, drawn_m, lat=lat, column="length", file=source)
    return given_m


def _length_m(data: Any) -> float:
    try:
        return float(data.get("length", np.nan))
    except (TypeError, ValueError):
        return np.nan


def _shape(u: Any, v: Any, data: dict[str, Any], graph: Any) -> Floats:
    if line := data.get("geometry"):
        return np.asarray(line.coords, dtype=np.float64)[:, :2]
    ends = [graph.nodes[u], graph.nodes[v]]
    return np.array([(end["x"], end["y"]) for end in ends], dtype=np.float64)


def _way_id(line: Line) -> int:
    first = next(iter(line.cells.get("osmid", ())), "0")
    return int(first) if len(first) <= _LONGEST_ID and first.lstrip("-").isdecimal() else 0
