"""From undirected two-point road pieces to directed carriageways between junctions.

The export was made undirected by keeping, of the two directions of a two-way piece, the geometry
that runs from ``v`` to ``u``. A geometry that runs from ``u`` to ``v`` therefore proves that the
piece existed in that one direction only. The rest is inferred from straight continuation between
proven one-way carriageways and from the road class; each carriageway records which.
"""

from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

STRAIGHT_RAD = np.radians(30.0)
"""Two carriageways continue each other when their bearings differ by less than this."""

ALWAYS_ONE_WAY = ("motorway", "motorway_link", "trunk_link")
SELDOM_ONE_WAY = ("residential", "living_street", "unclassified", "pedestrian")


@dataclass(frozen=True, eq=False)
class Pieces:
    """Road pieces between two OSM nodes, drawn from ``start`` to ``end``.

    ``proven`` marks those that are one-way along their drawing; nothing is known of the others.
    """

    osm_id: IntArray
    xy: FloatArray
    start: IntArray
    end: IntArray
    road_class: npt.NDArray[np.str_]
    proven: BoolArray


@dataclass(frozen=True)
class Carriageway:
    """A chain of pieces of one class between two junctions.

    ``as_drawn`` says that every piece was drawn in the direction of ``nodes``.
    """

    nodes: tuple[int, ...]
    road_class: str
    as_drawn: bool
    oneway_source: str = ""

    @property
    def oneway(self) -> bool:
        """Whether it may be driven along ``nodes`` only."""
        return self.oneway_source != ""


def read_pieces(table: gpd.GeoDataFrame) -> Pieces:
    """Return the pieces with their end nodes in the order in which they are drawn.

    Parameters
    ----------
    table
        Columns ``u``, ``v`` (OSM node ids), ``highway`` and a two-point ``geometry`` in metres.
    """
    table = table.drop_duplicates(["u", "v", "highway"]).reset_index(drop=True)
    osm_id, codes = np.unique(table[["u", "v"]].to_numpy(), return_inverse=True)
    u, v = codes.reshape(-1, 2).T
    # Millimetres as whole numbers, so that equal places compare equal.
    ends_mm = np.round(shapely.get_coordinates(table.geometry.values) * 1000).astype(np.int64)
    places, place_of = np.unique(ends_mm, axis=0, return_inverse=True)
    first, last = place_of.reshape(-1, 2).T
    place = _place_of_nodes(u, v, first, last, len(osm_id))
    from_u = place[u] == first
    assert np.all(np.where(from_u, place[v] == last, (place[u] == last) & (place[v] == first)))
    return Pieces(
        osm_id=osm_id,
        xy=places[place] / 1000,
        start=np.where(from_u, u, v),
        end=np.where(from_u, v, u),
        road_class=table.highway.to_numpy().astype(np.str_),
        proven=from_u,
    )


def _place_of_nodes(
    u: IntArray, v: IntArray, first: IntArray, last: IntArray, n_nodes: int
) -> IntArray:
    """Return the place of every node, given that each piece joins ``{u, v}`` to ``{first, last}``.

    A node lies where most of its pieces meet. A node of one piece (a dead end) lies at the end
    that its neighbour leaves; of a piece with two dead ends, ``v`` is taken as the first.
    """
    nodes = np.concatenate([u, u, v, v])
    places = np.concatenate([first, last, first, last])
    pairs, votes = np.unique(np.column_stack([nodes, places]), axis=0, return_counts=True)
    by_votes = np.lexsort([-votes, pairs[:, 0]])
    pairs, votes = pairs[by_votes], votes[by_votes]
    best = np.flatnonzero(np.r_[True, pairs[1:, 0] != pairs[:-1, 0]])
    tied = (pairs[best + 1, 0] == pairs[best, 0]) & (votes[best + 1] == votes[best])
    place = np.where(tied, -1, pairs[best, 1])
    assert len(place) == n_nodes
    while True:
        place = _spread_places(place, u, v, first, last)
        open_pieces = np.flatnonzero((place[u] < 0) & (place[v] < 0))
        if len(open_pieces) == 0:
            return place
        place[v[open_pieces[0]]] = first[open_pieces[0]]


def _spread_places(
    place: IntArray, u: IntArray, v: IntArray, first: IntArray, last: IntArray
) -> IntArray:
    place = place.copy()
    for _ in range(len(place)):
        known_u = (place[u] >= 0) & (place[v] < 0)
        known_v = (place[v] >= 0) & (place[u] < 0)
        if not np.any(known_u | known_v):
            break
        place[v[known_u]] = np.where(place[u] == first, last, first)[known_u]
        place[u[known_v]] = np.where(place[v] == first, last, first)[known_v]
    return place


def contract(pieces: Pieces) -> list[Carriageway]:
    """Join the pieces into carriageways that run from junction to junction.

    A junction is a node where other than two pieces meet or where the road class changes.
    """
    touching: list[list[int]] = [[] for _ in pieces.osm_id]
    for piece, (start, end) in enumerate(zip(pieces.start, pieces.end, strict=True)):
        touching[start].append(piece)
        touching[end].append(piece)
    classes = pieces.road_class
    junction = [
        not (len(at) == 2 and at[0] != at[1] and classes[at[0]] == classes[at[1]])
        for at in touching
    ]
    used = np.zeros(len(pieces.start), dtype=bool)

    def walk(piece: int, node: int) -> Carriageway:
        chain, nodes = [], [node]
        while True:
            used[piece] = True
            chain.append(piece)
            at_start = pieces.start[piece] == nodes[-1]
            nodes.append(int(pieces.end[piece] if at_start else pieces.start[piece]))
            onward = [other for other in touching[nodes[-1]] if not used[other]]
            if junction[nodes[-1]] or not onward:
                return _carriageway(pieces, chain, nodes)
            piece = onward[0]

    from_junctions = [
        (piece, node) for node in np.flatnonzero(junction) for piece in touching[node]
    ]
    rings = [(piece, int(node)) for piece, node in enumerate(pieces.start)]
    return [walk(piece, int(node)) for piece, node in from_junctions + rings if not used[piece]]


def _carriageway(pieces: Pieces, chain: list[int], nodes: list[int]) -> Carriageway:
    """Orient a chain: along its proven pieces where they agree, else as most of it is drawn."""
    forward = pieces.start[chain] == nodes[:-1]
    proven = forward[pieces.proven[chain]]
    agree = len(proven) > 0 and (proven.all() or not proven.any())
    backward = not proven[0] if agree else not forward.any()
    return Carriageway(
        nodes=tuple(nodes[::-1] if backward else nodes),
        road_class=str(pieces.road_class[chain[0]]),
        as_drawn=bool((~forward if backward else forward).all()),
        oneway_source="observed" if agree else "",
    )


def infer_oneway(carriageways: list[Carriageway], xy: FloatArray) -> list[Carriageway]:
    """Return the carriageways with the one-way ones that the pieces alone do not prove."""
    ways = list(carriageways)
    leaving = np.array([_bearing(xy, way.nodes[0], way.nodes[1]) for way in ways])
    arriving = np.array([_bearing(xy, way.nodes[-2], way.nodes[-1]) for way in ways])
    open_ways = [
        index
        for index, way in enumerate(ways)
        if not way.oneway and way.as_drawn and way.road_class not in SELDOM_ONE_WAY
    ]
    while True:
        into: dict[tuple[int, str], list[int]] = {}
        out_of: dict[tuple[int, str], list[int]] = {}
        for index, way in enumerate(ways):
            if way.oneway:
                into.setdefault((way.nodes[-1], way.road_class), []).append(index)
                out_of.setdefault((way.nodes[0], way.road_class), []).append(index)
        continued = []
        for index in open_ways:
            way = ways[index]
            before = into.get((way.nodes[0], way.road_class), [])
            after = out_of.get((way.nodes[-1], way.road_class), [])
            if any(_straight(arriving[other], leaving[index]) for other in before) and any(
                _straight(arriving[index], leaving[other]) for other in after
            ):
                continued.append(index)
        if not continued:
            break
        for index in continued:
            ways[index] = replace(ways[index], oneway_source="continuation")
        open_ways = [index for index in open_ways if not ways[index].oneway]
    return [
        replace(way, oneway_source="class")
        if not way.oneway and way.as_drawn and way.road_class in ALWAYS_ONE_WAY
        else way
        for way in ways
    ]


def _bearing(xy: FloatArray, tail: int, head: int) -> float:
    step = xy[head] - xy[tail]
    return float(np.arctan2(step[1], step[0]))


def _straight(bearing: float, other: float) -> bool:
    turn = abs((bearing - other + np.pi) % (2 * np.pi) - np.pi)
    return bool(turn < STRAIGHT_RAD)
