"""Ways by road as lines to draw: the quickest from junction to junction at the hour of the plan."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import csgraph

from geo.roads import RoadNetwork, SnappedPoints
from geo.workspace.district import District
from geo.workspace.hourly_roads import network_at

__all__ = ["estate_junctions", "junctions_beside", "road_ways"]


def estate_junctions(district: District) -> NDArray[np.int64]:
    """Return the junction beside the first gate of every estate, -1 without a road.

    Parameters
    ----------
    district : District
    """
    gates = district.gates
    first = np.searchsorted(gates.estate, np.arange(gates.n_estates))
    return junctions_beside(district, gates.points)[np.minimum(first, len(gates.estate) - 1)]


def junctions_beside(district: District, points: SnappedPoints) -> NDArray[np.int64]:
    """Return the junction at the nearer end of the road of every place, -1 without a road.

    Parameters
    ----------
    district : District
    points : SnappedPoints
    """
    roads = district.road_map
    edge = np.maximum(points.edge, 0)
    near = np.where(points.fraction < 0.5, roads.tail[edge], roads.head[edge])
    return np.where(points.edge >= 0, near, -1).astype(np.int64)


def road_ways(district: District, tours: Sequence[Sequence[int]]) -> list[shapely.MultiLineString]:
    """Return the roads of tours, in WGS-84; without turn restrictions: they show the way.

    Parameters
    ----------
    district : District
    tours : sequence of sequences of int
        Junctions in the order of the tour; -1 has no way.
    """
    network, graph, arc_at = _graph(district)
    sources = sorted({int(node) for tour in tours for node in tour[:-1] if node >= 0})
    row = {node: number for number, node in enumerate(sources)}
    if not sources:
        return [shapely.MultiLineString() for _ in tours]
    _, before = csgraph.dijkstra(graph, indices=sources, return_predecessors=True)
    shapes = district.road_map.geometry.to_numpy()
    ways = []
    for tour in tours:
        edges: dict[int, None] = {}
        for start, there in pairwise(tour):
            node = int(there)
            while start >= 0 and node >= 0 and node != start:
                previous = int(before[row[int(start)], node])
                if previous < 0:
                    break
                edges[int(network.arc_edge[arc_at[previous, node]])] = None
                node = previous
        lines = [part for edge in edges if edge >= 0 for part in shapely.get_parts(shapes[edge])]
        ways.append(shapely.MultiLineString(lines))
    return ways


def _graph(
    district: District,
) -> tuple[RoadNetwork, sparse.csr_array, dict[tuple[int, int], int]]:
    """Return the network at the hour, its minutes as a matrix, and the arc between junctions."""
    settings = district.settings
    plain = settings.model_copy(
        update={"speeds": settings.speeds.model_copy(update={"turns": False})}
    )
    network = network_at(
        district.road_map, district.inputs.speed_profile, plain, settings.response.hour
    )
    open_arcs = np.flatnonzero(np.isfinite(network.drive_min))
    # Of parallel roads the quickest is kept: a matrix would add their minutes.
    order = open_arcs[np.argsort(-network.drive_min[open_arcs], kind="stable")]
    arc_at = {(int(network.tail[arc]), int(network.head[arc])): int(arc) for arc in order.tolist()}
    ends = np.array(list(arc_at), np.int64).reshape(-1, 2)
    minutes = np.maximum(network.drive_min[list(arc_at.values())], 1e-6)
    graph = sparse.csr_array(
        (minutes, (ends[:, 0], ends[:, 1])), shape=(network.n_nodes, network.n_nodes)
    )
    return network, graph, arc_at
