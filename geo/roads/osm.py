"""Roads from OpenStreetMap files (.osm.pbf, .osm, packed or not), streamed in bounded memory.

The file is read twice: once for the ways and turn restrictions, once for the positions of the
nodes that these ways use. Only those are held, in flat arrays, so that memory follows the roads
of a file and not its size.
"""

from array import array
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from geo.errors import RoadsError
from geo.roads.arrays import Bools, Floats, Longs
from geo.roads.dropped import Dropped, DroppedPart
from geo.roads.file_kind import FileKind
from geo.roads.maxspeed import MaxspeedReader
from geo.roads.osm_tags import (
    blocks_cars,
    is_set,
    oneway,
    refusal,
    signal_directions,
    turn_rule,
)
from geo.roads.osm_turns import TurnRelation, matched_turns
from geo.roads.road_map import RoadMap
from geo.roads.way_splitting import NO_POSITION, WayPieces, split_at_junctions

__all__ = ["Progress", "read_osm_roads"]

Progress = Callable[[float, str], None]
"""Told the share of the work that is done, 0 to 1, and the key of a sentence about it."""

_REFUSALS: Final = ("not_for_cars", "area", "access", "service")
_REPORT_EVERY: Final = 100_000


def read_osm_roads(path: Path, kind: FileKind, progress: Progress) -> tuple[RoadMap, Dropped]:
    """Read all roads of an OpenStreetMap file that a van may drive on.

    Service roads are included, parking aisles and fire lanes are not; roads closed to cars or
    private are left out. :mod:`geo.roads.osm_tags` holds the rules.

    Parameters
    ----------
    path : Path
    kind : FileKind
        What the file really is: ``pbf``, or ``osm`` packed or not.
    progress : callable
        Hears how far the reading is.

    Returns
    -------
    road_map : RoadMap
        Pieces of ways between the nodes they share, neither clipped nor merged.
    dropped : Dropped
        Ways and turn restrictions that were left out, and speed limits that are no numbers.

    Raises
    ------
    RoadsError
        When the file is cut short or damaged, or holds no roads.
    """
    from osmium import InvalidLocationError

    try:
        progress(0.0, "roads.reading_ways")
        ways = _read_ways(path, kind)
        if len(ways.offset) == 1:
            raise RoadsError("roads.no_roads", file=path.name)
        progress(0.5, "roads.reading_nodes")
        nodes = _read_nodes(path, kind, ways.node_ids(), progress)
    except (RuntimeError, InvalidLocationError) as error:
        raise RoadsError(
            "roads.osm_damaged", file=path.name, kind=kind.spoken, reason=str(error)
        ) from error
    return _assembled(ways, nodes, path.name)


class _Texts:
    """Texts that occur many times, kept once each."""

    def __init__(self) -> None:
        self._code: dict[str, int] = {}
        self.codes = array("i")

    def append(self, text: str) -> None:
        self.codes.append(self._code.setdefault(text, len(self._code)))

    def taken(self, rows: Longs) -> NDArray[np.object_]:
        table = np.array(list(self._code), dtype=np.object_)
        return table[np.frombuffer(self.codes, np.int32)[rows]]


@dataclass
class _Ways:
    """The ways that are driven on, as they are read: one entry a way, one ``ref`` a vertex."""

    offset: Any = field(default_factory=lambda: array("q", [0]))
    ref: Any = field(default_factory=lambda: array("q"))
    way_id: Any = field(default_factory=lambda: array("q"))
    maxspeed_kmh: Any = field(default_factory=lambda: array("f"))
    oneway: Any = field(default_factory=lambda: array("b"))
    reversed: Any = field(default_factory=lambda: array("b"))
    bridge: Any = field(default_factory=lambda: array("b"))
    tunnel: Any = field(default_factory=lambda: array("b"))
    road_class: _Texts = field(default_factory=_Texts)
    oneway_source: _Texts = field(default_factory=_Texts)
    name: _Texts = field(default_factory=_Texts)
    surface: _Texts = field(default_factory=_Texts)
    refused: Counter[str] = field(default_factory=Counter)
    limits: MaxspeedReader = field(default_factory=MaxspeedReader)
    turns: list[TurnRelation] = field(default_factory=list)

    def add(self, way: Any) -> None:
        tags = dict(way.tags)
        if reason := refusal(tags):
            self.refused[reason] += 1
            return
        refs = [node.ref for node in way.nodes]
        direction, source = oneway(tags)
        if direction == "backward":
            refs.reverse()
        self.ref.extend(refs)
        self.offset.append(len(self.ref))
        self.way_id.append(way.id)
        self.oneway.append(direction != "both")
        self.reversed.append(direction == "backward")
        self.oneway_source.append(source)
        self.maxspeed_kmh.append(self.limits.kmh(tags.get("maxspeed", "")))
        self.road_class.append(tags["highway"])
        self.name.append(tags.get("name") or tags.get("ref") or "")
        self.surface.append(tags.get("surface", ""))
        self.bridge.append(is_set(tags, "bridge"))
        self.tunnel.append(is_set(tags, "tunnel"))

    def add_turn(self, relation: Any) -> None:
        if rule := turn_rule(dict(relation.tags)):
            members = [(member.role, member.type, member.ref) for member in relation.members]
            self.turns.append(TurnRelation(rule, members))

    def node_ids(self) -> Longs:
        """Return the ids of all nodes that the ways use, sorted."""
        return np.unique(np.frombuffer(self.ref, np.int64))


@dataclass(frozen=True, eq=False)
class _Nodes:
    """The nodes that roads use, sorted by id, and what stands on them."""

    id: Longs
    lon: Floats
    lat: Floats
    signal_forward: Bools
    signal_backward: Bools
    closed: Bools


def _stream(path: Path, kind: FileKind, entities: Any, *filters: Any) -> Iterator[Any]:
    from osmium import FileProcessor
    from osmium.io import File

    reader = FileProcessor(File(str(path), kind.extension), entities)
    for chosen in filters:
        reader = reader.with_filter(chosen)
    return iter(reader)


def _read_ways(path: Path, kind: FileKind) -> _Ways:
    from osmium import osm
    from osmium.filter import KeyFilter, TagFilter

    roads, restrictions = KeyFilter("highway"), TagFilter(("type", "restriction"))
    roads.enable_for(osm.WAY)
    restrictions.enable_for(osm.RELATION)
    ways = _Ways()
    for entity in _stream(path, kind, osm.WAY | osm.RELATION, roads, restrictions):
        if entity.is_way():
            ways.add(entity)
        else:
            ways.add_turn(entity)
    return ways


def _read_nodes(path: Path, kind: FileKind, ids: Longs, progress: Progress) -> _Nodes:
    from osmium import osm
    from osmium.filter import IdFilter

    found, lon, lat = array("q"), array("d"), array("d")
    forward, backward, closed = set[int](), set[int](), set[int]()
    for node in _stream(path, kind, osm.NODE, IdFilter(ids)):
        location = node.location
        if not location.valid():
            continue
        found.append(node.id)
        lon.append(location.lon)
        lat.append(location.lat)
        if tags := dict(node.tags):
            signals = signal_directions(tags)
            if signals[0]:
                forward.add(node.id)
            if signals[1]:
                backward.add(node.id)
            if blocks_cars(tags):
                closed.add(node.id)
        if len(found) % _REPORT_EVERY == 0:
            progress(0.5 + 0.4 * len(found) / len(ids), "roads.reading_nodes")
    order = np.argsort(np.frombuffer(found, np.int64), kind="stable")
    node_id = np.frombuffer(found, np.int64)[order]

    def among(chosen: set[int]) -> Bools:
        return np.isin(node_id, np.fromiter(chosen, np.int64, len(chosen)))

    return _Nodes(
        id=node_id,
        lon=np.frombuffer(lon, np.float64)[order],
        lat=np.frombuffer(lat, np.float64)[order],
        signal_forward=among(forward),
        signal_backward=among(backward),
        closed=among(closed),
    )


def _assembled(ways: _Ways, nodes: _Nodes, source: str) -> tuple[RoadMap, Dropped]:
    vertex = _vertices(np.frombuffer(ways.ref, np.int64), nodes.id)
    offset = np.frombuffer(ways.offset, np.int64)
    pieces = split_at_junctions(offset, vertex, nodes.closed)
    if len(pieces.way) == 0:
        raise RoadsError("roads.no_positions", file=source)
    way_id = np.frombuffer(ways.way_id, np.int64)
    is_oneway = np.frombuffer(ways.oneway, np.bool_)
    turns, unmatched = matched_turns(
        ways.turns,
        edge_way_id=way_id[pieces.way],
        tail=pieces.tail,
        head=pieces.head,
        oneway=is_oneway[pieces.way],
        node_id=nodes.id[pieces.junction_vertex],
    )
    signals_forward, signals_backward = _signals_between(ways, nodes, pieces)
    at_junction = pieces.junction_vertex
    road_map = RoadMap.from_arrays(
        lon=nodes.lon[at_junction],
        lat=nodes.lat[at_junction],
        tail=pieces.tail,
        head=pieces.head,
        road_class=ways.road_class.taken(pieces.way),
        oneway=is_oneway[pieces.way],
        oneway_source=ways.oneway_source.taken(pieces.way),
        maxspeed_kmh=np.frombuffer(ways.maxspeed_kmh, np.float32)[pieces.way],
        name=ways.name.taken(pieces.way),
        surface=ways.surface.taken(pieces.way),
        bridge=np.frombuffer(ways.bridge, np.bool_)[pieces.way],
        tunnel=np.frombuffer(ways.tunnel, np.bool_)[pieces.way],
        shape_offset=pieces.offset,
        shape_lon=nodes.lon[pieces.vertex],
        shape_lat=nodes.lat[pieces.vertex],
        restrictions=turns.restrictions,
        restriction_only=turns.only,
        signal=(nodes.signal_forward | nodes.signal_backward)[at_junction],
        signals_forward=signals_forward,
        signals_backward=signals_backward,
        osm_node_id=nodes.id[at_junction],
        osm_way_id=way_id[pieces.way],
        source=source,
    )
    refused = [DroppedPart(reason, ways.refused[reason]) for reason in _REFUSALS]
    missing = DroppedPart("no_position", int(_cut_ways(offset, vertex)))
    return road_map, Dropped.gathered([*refused, missing, *unmatched], ways.limits.notices())


def _vertices(ref: Longs, node_id: Longs) -> Longs:
    """Return the index of every referenced node among the nodes found, -1 where it is missing."""
    if len(node_id) == 0:
        return np.full(len(ref), NO_POSITION)
    at = np.minimum(np.searchsorted(node_id, ref), len(node_id) - 1)
    return np.where(node_id[at] == ref, at, NO_POSITION)


def _cut_ways(offset: Longs, vertex: Longs) -> int:
    way = np.repeat(np.arange(len(offset) - 1), np.diff(offset))
    return len(np.unique(way[vertex == NO_POSITION]))


def _signals_between(
    ways: _Ways, nodes: _Nodes, pieces: WayPieces
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return the traffic lights between the ends of every piece, met either way."""
    inner = np.ones(len(pieces.vertex), np.bool_)
    inner[pieces.offset[:-1]] = False
    inner[pieces.offset[1:] - 1] = False
    along, against = (
        np.add.reduceat(inner & stands[pieces.vertex], pieces.offset[:-1], dtype=np.int64)
        for stands in (nodes.signal_forward, nodes.signal_backward)
    )
    drawn_back = np.frombuffer(ways.reversed, np.bool_)[pieces.way]
    return (
        np.minimum(np.where(drawn_back, against, along), 255).astype(np.uint8),
        np.minimum(np.where(drawn_back, along, against), 255).astype(np.uint8),
    )
