"""Roads from OpenStreetMap files: .osm.pbf, and .osm packed or not."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from geo.errors import RoadsError
from geo.roads.arrays import Bools, Longs
from geo.roads.dropped import Dropped, DroppedPart
from geo.roads.file_kind import FileKind
from geo.roads.osm_objects import Nodes, Progress, Ways, read_nodes, read_ways
from geo.roads.osm_turns import matched_turns
from geo.roads.polylines import take_polylines
from geo.roads.road_map import RoadMap
from geo.roads.way_splitting import NO_POSITION, WayPieces, split_at_junctions

__all__ = ["read_osm_roads"]


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
        ways = read_ways(path, kind)
        if not len(ways.reader):
            raise RoadsError("roads.no_roads", file=path.name)
        progress(0.5, "roads.reading_nodes")
        nodes = read_nodes(path, kind, ways, progress)
    except RoadsError:
        raise
    except (RuntimeError, ValueError, OverflowError, InvalidLocationError) as error:
        raise RoadsError(
            "roads.osm_damaged", file=path.name, kind=kind.spoken, reason=str(error)
        ) from error
    return _assembled(ways, nodes, path.name)


def _assembled(ways: Ways, nodes: Nodes, source: str) -> tuple[RoadMap, Dropped]:
    vertex = _vertices(np.frombuffer(ways.ref, np.int64), nodes.id)
    newest, n_older = ways.newest()
    offset, taken = take_polylines(np.frombuffer(ways.offset, np.int64), np.flatnonzero(newest))
    vertex = vertex[taken]
    pieces = split_at_junctions(offset, vertex, nodes.closed)
    if len(pieces.way) == 0:
        raise RoadsError("roads.no_positions", file=source)
    row = np.flatnonzero(newest)[pieces.way]
    way_id = np.frombuffer(ways.way_id, np.int64)[row]
    columns = ways.reader.columns(row)
    turns, unmatched = matched_turns(
        ways.turns,
        edge_way_id=way_id,
        tail=pieces.tail,
        head=pieces.head,
        oneway=columns["oneway"],
        node_id=nodes.id[pieces.junction_vertex],
    )
    signals_forward, signals_backward = _signals_between(
        ways.reader.number("reversed")[row], nodes, pieces
    )
    at_junction = pieces.junction_vertex
    road_map = RoadMap.from_arrays(
        lon=nodes.lon[at_junction],
        lat=nodes.lat[at_junction],
        tail=pieces.tail,
        head=pieces.head,
        **columns,
        shape_offset=pieces.offset,
        shape_lon=nodes.lon[pieces.vertex],
        shape_lat=nodes.lat[pieces.vertex],
        restrictions=turns.restrictions,
        restriction_only=turns.only,
        restriction_hours=turns.hours,
        paths=turns.paths,
        signal=(nodes.signal_forward | nodes.signal_backward)[at_junction],
        signals_forward=signals_forward,
        signals_backward=signals_backward,
        osm_node_id=nodes.id[at_junction],
        osm_way_id=way_id,
        source=source,
    )
    left_out = [
        *ways.reader.left_out(),
        DroppedPart("older", n_older),
        DroppedPart("no_position", int(_cut_ways(offset, vertex))),
        *unmatched,
    ]
    return road_map, Dropped.gathered(left_out, ways.reader.notices())


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
    drawn_back: Bools, nodes: Nodes, pieces: WayPieces
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return the traffic lights between the ends of every piece, met either way."""
    inner = np.ones(len(pieces.vertex), np.bool_)
    inner[pieces.offset[:-1]] = False
    inner[pieces.offset[1:] - 1] = False
    along, against = (
        np.add.reduceat(inner & stands[pieces.vertex], pieces.offset[:-1], dtype=np.int64)
        for stands in (nodes.signal_forward, nodes.signal_backward)
    )
    return (
        np.minimum(np.where(drawn_back, against, along), 255).astype(np.uint8),
        np.minimum(np.where(drawn_back, along, against), 255).astype(np.uint8),
    )
