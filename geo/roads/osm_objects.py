"""The roads' objects of an OpenStreetMap file, streamed into flat arrays.

The file is read twice: once for the ways and turn restrictions, once for the positions of the
nodes that these ways use. Only those are held, so that memory follows the roads of a file and not
its size. Of an object that occurs several times the newest version counts; one that is deleted, by
OpenStreetMap or in an editor, is gone.
"""

from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np

from geo.roads.arrays import Bools, Floats, Longs
from geo.roads.editor_deletions import Deletions, editor_deletions
from geo.roads.file_kind import FileKind
from geo.roads.osm_tags import (
    DRIVABLE_CLASSES,
    blocks_cars,
    signal_directions,
    turn_rules,
)
from geo.roads.osm_turns import TurnRelation
from geo.roads.way_reading import WayReader

__all__ = ["Nodes", "Progress", "Ways", "read_nodes", "read_ways"]

Progress = Callable[[float, str], None]
"""Told the share of the work that is done, 0 to 1, and the key of a sentence about it."""

_REPORT_EVERY: Final = 100_000

# The library's filter by id holds a bit for every id of the planet, 1.4 GB, whatever is asked for.
# Below this size of a file its nodes are sifted here instead, a few seconds at most.
_SIFTED_HERE_BYTES: Final = 20_000_000

_TURN_TYPES: Final = ("", ":motorcar", ":motor_vehicle", ":vehicle")
_FORWARD, _BACKWARD, _BLOCKED = 1, 2, 4
_NOT_DRIVEN: Final = -1


@dataclass
class Ways:
    """The ways that are driven on, as they are read: one entry a way, one ``ref`` a vertex.

    Attributes
    ----------
    reader : WayReader
        What the tags say; row i belongs to ``way_id[i]``.
    deletions : Deletions
        What an editor has marked as deleted.
    placed_ref, placed_lon, placed_lat : array
        Positions of nodes that the ways themselves carry, in files with locations on ways.
    """

    offset: Any = field(default_factory=lambda: array("q", [0]))
    ref: Any = field(default_factory=lambda: array("q"))
    way_id: Any = field(default_factory=lambda: array("q"))
    placed_ref: Any = field(default_factory=lambda: array("q"))
    placed_lon: Any = field(default_factory=lambda: array("d"))
    placed_lat: Any = field(default_factory=lambda: array("d"))
    reader: WayReader = field(default_factory=WayReader)
    deletions: Deletions = field(default_factory=Deletions)
    _seen: Any = field(default_factory=lambda: [array("q"), array("q"), array("q")])
    _relations: dict[int, tuple[int, TurnRelation | None]] = field(default_factory=dict)

    def add(self, way: Any, *, deleted: bool = False) -> None:
        """Take a way, or count why it is not driven on."""
        row = _NOT_DRIVEN
        # Most ways are footways and the like: one look spares reading all their tags.
        if not deleted and (highway := way.tags.get("highway")):
            if highway not in DRIVABLE_CLASSES:
                self.reader.refused["not_for_cars"] += 1
            elif direction := self.reader.take(dict(way.tags)):
                row = len(self.way_id)
                self._add_nodes(way, backward=direction == "backward")
        for column, value in zip(self._seen, (way.id, way.version, row), strict=True):
            column.append(value)

    def add_turn(self, relation: Any, *, deleted: bool = False) -> None:
        """Take a restriction relation; of several versions the newest."""
        if relation.id in self._relations and relation.version < self._relations[relation.id][0]:
            return
        turn = None
        tags = dict(relation.tags)
        if not deleted and _is_turn(tags):
            self.reader.doubt(tags)
            if rules := turn_rules(tags):
                members = [(member.role, member.type, member.ref) for member in relation.members]
                turn = TurnRelation(tuple(rules), members)
        self._relations[relation.id] = relation.version, turn

    @property
    def turns(self) -> list[TurnRelation]:
        """The restrictions that apply to a van at some hour."""
        return [turn for _, turn in self._relations.values() if turn is not None]

    def newest(self) -> tuple[Bools, int]:
        """Return which of the ways are the newest of their id, and how many others were seen."""
        way_id, version, row = (np.frombuffer(column, np.int64) for column in self._seen)
        kept = np.zeros(len(self.way_id), np.bool_)
        order = np.lexsort((version, way_id))
        last = np.append(way_id[order][1:] != way_id[order][:-1], True)[: len(order)]
        newest = row[order[last]]
        kept[newest[newest != _NOT_DRIVEN]] = True
        return kept, len(kept) - int(kept.sum())

    def node_ids(self) -> Longs:
        """Return the ids of all nodes that the ways use, sorted."""
        return np.unique(np.frombuffer(self.ref, np.int64))

    def _add_nodes(self, way: Any, *, backward: bool) -> None:
        nodes = list(way.nodes)
        refs = [node.ref for node in nodes]
        if nodes and nodes[0].location.valid():
            for node in nodes:
                if node.location.valid():
                    self.placed_ref.append(node.ref)
                    self.placed_lon.append(node.location.lon)
                    self.placed_lat.append(node.location.lat)
        self.ref.extend(reversed(refs) if backward else refs)
        self.offset.append(len(self.ref))
        self.way_id.append(way.id)


@dataclass(frozen=True, eq=False)
class Nodes:
    """The nodes that roads use, sorted by id, and what stands on them."""

    id: Longs
    lon: Floats
    lat: Floats
    signal_forward: Bools
    signal_backward: Bools
    closed: Bools


def read_ways(path: Path, kind: FileKind) -> Ways:
    """Read the ways that are driven on and the turn restrictions.

    Parameters
    ----------
    path : Path
    kind : FileKind
        ``pbf``, or ``osm`` packed or not.

    Raises
    ------
    RuntimeError
        When the file is damaged.
    """
    from osmium import osm
    from osmium.filter import KeyFilter, TagFilter

    roads = KeyFilter("highway")
    restrictions = TagFilter(*(("type", f"restriction{suffix}") for suffix in _TURN_TYPES))
    roads.enable_for(osm.WAY)
    restrictions.enable_for(osm.RELATION)
    ways = Ways(deletions=editor_deletions(path, kind))
    # A newer version may have lost the tags by which the filters know it.
    filters = () if _has_versions(path, kind) else (roads, restrictions)
    for entity in _stream(path, kind, osm.WAY | osm.RELATION, *filters):
        if entity.is_way():
            ways.add(entity, deleted=entity.deleted or entity.id in ways.deletions.ways)
        else:
            ways.add_turn(entity, deleted=entity.deleted or entity.id in ways.deletions.relations)
    return ways


def read_nodes(path: Path, kind: FileKind, ways: Ways, progress: Progress) -> Nodes:
    """Read the nodes that ways use.

    Nodes that the file does not hold, or holds without a position, are left out.

    Parameters
    ----------
    path : Path
    kind : FileKind
    ways : Ways
        From :func:`read_ways`.
    progress : callable
        Hears how far the reading is.

    Raises
    ------
    RuntimeError
        When the file is damaged.
    """
    from osmium import osm
    from osmium.filter import IdFilter

    ids = ways.node_ids()
    small = path.stat().st_size < _SIFTED_HERE_BYTES
    wanted = set(ids.tolist()) if small else None
    filters = () if small else (IdFilter(ids),)
    found = _FoundNodes()
    # Positions on the ways come first: what a node says of itself overrules them.
    found.place(ways)
    for node in _stream(path, kind, osm.NODE, *filters):
        if wanted is None or node.id in wanted:
            found.add(node, deleted=node.deleted or node.id in ways.deletions.nodes)
            if len(found) % _REPORT_EVERY == 0:
                progress(min(0.5 + 0.4 * len(found) / len(ids), 0.9), "roads.reading_nodes")
    return found.newest()


class _FoundNodes:
    """Nodes as they are met, of several versions the newest kept at the end."""

    def __init__(self) -> None:
        self._columns = {name: array(code) for name, code in _NODE_COLUMNS.items()}

    def __len__(self) -> int:
        return len(self._columns["id"])

    def place(self, ways: Ways) -> None:
        """Take the positions that the ways carry."""
        self._columns["id"].extend(ways.placed_ref)
        self._columns["lon"].extend(ways.placed_lon)
        self._columns["lat"].extend(ways.placed_lat)
        self._columns["version"].extend([-1] * len(ways.placed_ref))
        self._columns["flags"].extend([0] * len(ways.placed_ref))

    def add(self, node: Any, *, deleted: bool) -> None:
        """Take a node; one without a position only blots out older versions of itself."""
        location = node.location
        there = location.valid() and not deleted
        flags = 0
        if len(node.tags):
            tags = dict(node.tags)
            forward, backward = signal_directions(tags)
            flags = _FORWARD * forward | _BACKWARD * backward | _BLOCKED * blocks_cars(tags)
        row = {
            "id": node.id,
            "version": node.version,
            "lon": location.lon if there else np.nan,
            "lat": location.lat if there else np.nan,
            "flags": flags,
        }
        for name, value in row.items():
            self._columns[name].append(value)

    def newest(self) -> Nodes:
        """Return the newest version of every node, where it has a position."""
        columns = {name: np.array(values) for name, values in self._columns.items()}
        node_id, flags = columns["id"].astype(np.int64), columns["flags"].astype(np.int64)
        order = np.lexsort((columns["version"], node_id))
        last = np.append(node_id[order][1:] != node_id[order][:-1], True)[: len(order)]
        kept = order[last]
        kept = kept[~np.isnan(columns["lon"][kept].astype(np.float64))]
        return Nodes(
            id=node_id[kept],
            lon=columns["lon"][kept].astype(np.float64),
            lat=columns["lat"][kept].astype(np.float64),
            signal_forward=(flags[kept] & _FORWARD) > 0,
            signal_backward=(flags[kept] & _BACKWARD) > 0,
            closed=(flags[kept] & _BLOCKED) > 0,
        )


_NODE_COLUMNS: Final = {"id": "q", "version": "q", "lon": "d", "lat": "d", "flags": "b"}


def _is_turn(tags: dict[str, str]) -> bool:
    return tags.get("type") in {f"restriction{suffix}" for suffix in _TURN_TYPES}


def _has_versions(path: Path, kind: FileKind) -> bool:
    """Return whether objects may occur in several versions: histories, and all XML."""
    from osmium.io import File, Reader

    if kind.name == "osm":
        return True
    with Reader(File(str(path), kind.extension)) as reader:
        return bool(reader.header().has_multiple_object_versions)


def _stream(path: Path, kind: FileKind, entities: Any, *filters: Any) -> Iterator[Any]:
    from osmium import FileProcessor
    from osmium.io import File

    reader = FileProcessor(File(str(path), kind.extension), entities)
    for chosen in filters:
        reader = reader.with_filter(chosen)
    return iter(reader)
