"""The roads' objects of an OpenStreetMap file, streamed into flat arrays.

The file is read twice: once for the ways and turn restrictions, once for the positions of the
nodes that these ways use. Only those are held, so that memory follows the roads of a file and not
its size.
"""

from array import array
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from geo.roads.arrays import Bools, Floats, Longs
from geo.roads.file_kind import FileKind
from geo.roads.maxspeed import MaxspeedReader
from geo.roads.osm_tags import (
    DRIVABLE_CLASSES,
    blocks_cars,
    is_set,
    oneway,
    refusal,
    signal_directions,
    turn_rule,
)
from geo.roads.osm_turns import TurnRelation

__all__ = ["Nodes", "Progress", "Ways", "read_nodes", "read_ways"]

Progress = Callable[[float, str], None]
"""Told the share of the work that is done, 0 to 1, and the key of a sentence about it."""

_REPORT_EVERY: Final = 100_000

# The library's filter by id holds a bit for every id of the planet, 1.4 GB, whatever is asked for.
# Below this size of a file its nodes are sifted here instead, a few seconds at most.
_SIFTED_HERE_BYTES: Final = 20_000_000


class Texts:
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
class Ways:
    """The ways that are driven on, as they are read: one entry a way, one ``ref`` a vertex."""

    offset: Any = field(default_factory=lambda: array("q", [0]))
    ref: Any = field(default_factory=lambda: array("q"))
    way_id: Any = field(default_factory=lambda: array("q"))
    maxspeed_kmh: Any = field(default_factory=lambda: array("f"))
    oneway: Any = field(default_factory=lambda: array("b"))
    reversed: Any = field(default_factory=lambda: array("b"))
    bridge: Any = field(default_factory=lambda: array("b"))
    tunnel: Any = field(default_factory=lambda: array("b"))
    road_class: Texts = field(default_factory=Texts)
    oneway_source: Texts = field(default_factory=Texts)
    name: Texts = field(default_factory=Texts)
    surface: Texts = field(default_factory=Texts)
    refused: Counter[str] = field(default_factory=Counter)
    limits: MaxspeedReader = field(default_factory=MaxspeedReader)
    turns: list[TurnRelation] = field(default_factory=list)

    def add(self, way: Any) -> None:
        """Take a way, or count why it is not driven on."""
        # Most ways are footways and the like: one look spares reading all their tags.
        if way.tags["highway"] not in DRIVABLE_CLASSES:
            self.refused["not_for_cars"] += 1
            return
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
        """Take a restriction relation that applies to a van."""
        if rule := turn_rule(dict(relation.tags)):
            members = [(member.role, member.type, member.ref) for member in relation.members]
            self.turns.append(TurnRelation(rule, members))

    def node_ids(self) -> Longs:
        """Return the ids of all nodes that the ways use, sorted."""
        return np.unique(np.frombuffer(self.ref, np.int64))


@dataclass(frozen=True, eq=False)
class Nodes:
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


def read_ways(path: Path, kind: FileKind) -> Ways:
    """Read the ways that are driven on and the turn restrictions; raises RuntimeError on damage."""
    from osmium import osm
    from osmium.filter import KeyFilter, TagFilter

    roads, restrictions = KeyFilter("highway"), TagFilter(("type", "restriction"))
    roads.enable_for(osm.WAY)
    restrictions.enable_for(osm.RELATION)
    ways = Ways()
    for entity in _stream(path, kind, osm.WAY | osm.RELATION, roads, restrictions):
        if entity.is_way():
            ways.add(entity)
        else:
            ways.add_turn(entity)
    return ways


def read_nodes(path: Path, kind: FileKind, ids: Longs, progress: Progress) -> Nodes:
    """Read the nodes with the given sorted ids; raises RuntimeError on damage.

    Nodes that the file does not hold, or holds without a position, are left out.
    """
    from osmium import osm
    from osmium.filter import IdFilter

    small = path.stat().st_size < _SIFTED_HERE_BYTES
    wanted = set(ids.tolist()) if small else None
    filters = () if small else (IdFilter(ids),)
    found, lon, lat = array("q"), array("d"), array("d")
    forward, backward, closed = set[int](), set[int](), set[int]()
    for node in _stream(path, kind, osm.NODE, *filters):
        if wanted is not None and node.id not in wanted:
            continue
        location = node.location
        if not location.valid():
            continue
        found.append(node.id)
        lon.append(location.lon)
        lat.append(location.lat)
        if len(node.tags):
            tags = dict(node.tags)
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

    return Nodes(
        id=node_id,
        lon=np.frombuffer(lon, np.float64)[order],
        lat=np.frombuffer(lat, np.float64)[order],
        signal_forward=among(forward),
        signal_backward=among(backward),
        closed=among(closed),
    )
