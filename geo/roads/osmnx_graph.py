"""Roads from a street graph of osmnx: its two directed edges of a two-way street become one."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, Final

import numpy as np

from geo.coords import unproject
from geo.errors import Fault, RoadsError
from geo.roads.arrays import Floats
from geo.roads.dropped import Dropped, DroppedPart
from geo.roads.maxspeed import MaxspeedReader
from geo.roads.osm_tags import is_set, refusal
from geo.roads.road_map import WGS84, RoadMap

__all__ = ["roads_from_graph"]

_FAULTS_SHOWN: Final = 20

Edge = tuple[Any, Any, dict[str, Any]]


def roads_from_graph(graph: Any, *, source: str) -> tuple[RoadMap, Dropped]:
    """Return the roads of an osmnx street graph.

    Where osmnx merged several ways into one edge, the first class, the lowest speed limit and all
    names are taken. Turn restrictions and traffic lights are not in such a graph.

    Parameters
    ----------
    graph : networkx.MultiDiGraph
        Nodes with ``x`` and ``y`` in the graph's ``crs``, edges with ``length`` in metres.
    source : str
        What the graph was read from.

    Raises
    ------
    RoadsError
        When the graph has no edges, a node no position, or an edge no length, a length that is
        no number or a negative one; all such edges are named together.
    """
    refused: Counter[str] = Counter()
    edges = list(_one_edge_a_street(_drivable(graph, refused)))
    if not edges:
        raise RoadsError("roads.no_roads", file=source)
    crs = graph.graph.get("crs", WGS84)
    node_at = {node: number for number, node in enumerate(graph.nodes)}
    x, y = _positions(graph, source)
    length_m = _lengths(edges, source)
    shapes = [_shape(u, v, data, graph) for u, v, data in edges]
    shape = np.concatenate(shapes)
    lon, lat = unproject(x, y, crs)
    shape_lon, shape_lat = unproject(shape[:, 0], shape[:, 1], crs)
    tags = [data for _, _, data in edges]
    limits = MaxspeedReader()
    road_map = RoadMap.from_arrays(
        lon=lon,
        lat=lat,
        tail=np.array([node_at[u] for u, _, _ in edges]),
        head=np.array([node_at[v] for _, v, _ in edges]),
        length_m=length_m,
        road_class=[_values(data, "highway", "road")[0] for data in tags],
        oneway=[data["oneway_source"] != "" for data in tags],
        oneway_source=[data["oneway_source"] for data in tags],
        maxspeed_kmh=[
            limits.kmh(";".join(map(str, _values(data, "maxspeed", "")))) for data in tags
        ],
        name=np.array(["; ".join(_values(data, "name", "")) for data in tags], np.object_),
        surface=np.array([_values(data, "surface", "")[0] for data in tags], np.object_),
        bridge=[_any_set(data, "bridge") for data in tags],
        tunnel=[_any_set(data, "tunnel") for data in tags],
        shape_offset=np.cumsum([0, *map(len, shapes)]),
        shape_lon=shape_lon,
        shape_lat=shape_lat,
        osm_node_id=[node if isinstance(node, int) else 0 for node in graph.nodes],
        osm_way_id=[_way_id(data) for data in tags],
        source=source,
    )
    left_out = [DroppedPart(reason, count) for reason, count in sorted(refused.items())]
    return road_map, Dropped.gathered(left_out, limits.notices())


def _drivable(graph: Any, refused: Counter[str]) -> Iterator[Edge]:
    """Yield the edges that a van may drive on, and count the others."""
    for u, v, data in graph.edges(data=True):
        tags = {key: str(_values(data, key, "road")[0]) for key in ("highway", *data)}
        if reason := refusal(tags):
            refused[reason] += 1
        else:
            yield u, v, data


def _one_edge_a_street(edges: Iterable[Edge]) -> Iterator[Edge]:
    """Yield every street once; its ``oneway_source`` is empty where it is open both ways."""
    streets: dict[Any, list[Edge]] = defaultdict(list)
    for u, v, data in edges:
        ways = frozenset(map(str, _values(data, "osmid", "")))
        # As text, so that edges without a length pair up too.
        streets[frozenset((u, v)), ways, f"{_length_m(data):.2f}"].append((u, v, data))
    for same in streets.values():
        while same:
            u, v, data = same.pop(0)
            back = next((e for e in same if e[:2] == (v, u) and _is_other_way(data, e[2])), None)
            if back is not None:
                same.remove(back)
                if data.get("reversed") is True:
                    u, v, data = back
            told = "tag" if data.get("oneway") is True else "observed"
            yield u, v, data | {"oneway_source": told if back is None else ""}


def _is_other_way(data: dict[str, Any], other: dict[str, Any]) -> bool:
    # On a loop both directions run from a node to itself: only ``reversed`` tells them apart.
    return "reversed" not in data or data["reversed"] != other.get("reversed")


def _positions(graph: Any, source: str) -> tuple[Floats, Floats]:
    try:
        x, y = np.array([(data["x"], data["y"]) for _, data in graph.nodes(data=True)], float).T
    except (KeyError, ValueError, TypeError) as error:
        raise RoadsError("roads.graph_without_positions", file=source) from error
    return x, y


def _lengths(edges: list[Edge], source: str) -> list[float]:
    lengths, faults = [], []
    for u, v, data in edges:
        length_m = _length_m(data)
        if not (np.isfinite(length_m) and length_m >= 0):
            found = data.get("length")
            faults.append(Fault("roads.graph_edge_length", tail=u, head=v, found=found))
        lengths.append(length_m)
    if faults:
        raise RoadsError(
            "roads.edge_lengths", faults=faults[:_FAULTS_SHOWN], file=source, count=len(faults)
        )
    return lengths


def _length_m(data: dict[str, Any]) -> float:
    try:
        return float(data.get("length", np.nan))
    except (TypeError, ValueError):
        return np.nan


def _shape(u: Any, v: Any, data: dict[str, Any], graph: Any) -> Floats:
    if line := data.get("geometry"):
        return np.asarray(line.coords, dtype=np.float64)[:, :2]
    ends = [graph.nodes[u], graph.nodes[v]]
    return np.array([(end["x"], end["y"]) for end in ends], dtype=np.float64)


def _values(data: dict[str, Any], key: str, missing: str) -> list[Any]:
    value = data.get(key, missing)
    return (list(value) or [missing]) if isinstance(value, list | tuple | set) else [value]


def _any_set(data: dict[str, Any], key: str) -> bool:
    return any(is_set({key: str(value)}, key) for value in _values(data, key, "no"))


def _way_id(data: dict[str, Any]) -> int:
    first = _values(data, "osmid", "0")[0]
    return int(first) if str(first).lstrip("-").isdigit() else 0
