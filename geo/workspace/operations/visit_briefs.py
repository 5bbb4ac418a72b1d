"""What a visitor takes along: the minutes of every estate, its open problems, the way by road."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import csgraph

from geo.errors import Notice
from geo.roads import SnappedPoints
from geo.workspace.coverage.cheapest_fixes import cheapest_fix_notices, fixes_of
from geo.workspace.coverage.verdicts import cover_stations
from geo.workspace.district import District
from geo.workspace.hourly_roads import network_at
from geo.workspace.operations.questions import problems_of
from geo.workspace.operations.visit_plan import VisitPlan
from geo.workspace.reading.folder import Workspace
from geo.workspace.siting.places import site_places

__all__ = ["VisitBriefs", "day_lines", "visit_briefs"]


@dataclass(frozen=True, eq=False)
class VisitBriefs:
    """What stands on visit sheets beside the visit.

    Attributes
    ----------
    estates : DataFrame
        By position: ``response_min`` (missing where unknown), ``verdict``.
    fixes : list of Notice or None
        The cheapest change that would bring each estate on time; None where nothing is needed.
    problems : DataFrame
        The open problems by rank: ``estate_id, problem_id, kind, urgency``.
    """

    estates: pd.DataFrame
    fixes: list[Notice | None]
    problems: pd.DataFrame


def visit_briefs(workspace: Workspace, district: District) -> VisitBriefs:
    """Return what visitors should know of every estate.

    Parameters
    ----------
    workspace : Workspace
    district : District

    Returns
    -------
    VisitBriefs

    Raises
    ------
    WorkspaceError
        When the problem list of the workspace cannot be used.
    """
    covered = cover_stations(district)
    places = site_places(district)
    fixes = fixes_of(district, covered.coverage, places.sites, places.covers)
    columns = ["estate_id", "problem_id", "kind", "urgency"]
    problems = pd.DataFrame({name: pd.Series(dtype=object) for name in columns})
    if workspace.path("problems") is not None:
        problems = problems_of(workspace, district).open[columns]
    return VisitBriefs(
        estates=covered.estates[["response_min", "verdict"]].reset_index(drop=True),
        fixes=cheapest_fix_notices(district, fixes),
        problems=problems.reset_index(drop=True),
    )


def day_lines(district: District, plan: VisitPlan) -> list[shapely.MultiLineString]:
    """Return the ways by road of every row of a plan's days, in WGS-84.

    The legs join the junctions beside the stops, without turn restrictions: they show the way, the
    minutes are those of the plan.

    Parameters
    ----------
    district : District
    plan : VisitPlan

    Returns
    -------
    list of MultiLineString
    """
    bases = plan.visitors.set_index("visitor_id")
    points = district.snap(bases["lon"].to_numpy(float), bases["lat"].to_numpy(float))
    base_node = dict(zip(bases.index, _junctions(district, points), strict=True))
    gates = district.gates
    first = np.searchsorted(gates.estate, np.arange(gates.n_estates))
    node = _junctions(district, gates.points)[np.minimum(first, len(gates.estate) - 1)]
    tours = [
        [base_node[row["visitor_id"]], *node[list(row["stops"])], base_node[row["visitor_id"]]]
        for row in plan.days.to_dict("records")
    ]
    return _ways(district, tours)


def _junctions(district: District, points: SnappedPoints) -> NDArray[np.int64]:
    """Return the junction at the nearer end of the road of every place, -1 without a road."""
    roads = district.road_map
    edge = np.maximum(points.edge, 0)
    near = np.where(points.fraction < 0.5, roads.tail[edge], roads.head[edge])
    return np.where(points.edge >= 0, near, -1).astype(np.int64)


def _ways(district: District, tours: Sequence[Sequence[int]]) -> list[shapely.MultiLineString]:
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
