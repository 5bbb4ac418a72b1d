"""From all roads of a source to those of a district: clipped, connected both ways, merged."""

from dataclasses import replace
from typing import Final, TypeAlias

import geopandas as gpd
import numpy as np
import shapely
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from geo.coords import local_metric_crs
from geo.errors import RoadsError
from geo.roads.arrays import Bools, Longs
from geo.roads.dropped import Dropped, DroppedPart
from geo.roads.merging import merge_pieces
from geo.roads.road_map import WGS84, RoadMap

__all__ = ["DEFAULT_MARGIN_M", "Boundary", "clean", "clip", "connected_parts", "outline_in_wgs84"]

DEFAULT_MARGIN_M: Final = 3000.0

Boundary: TypeAlias = gpd.GeoDataFrame | gpd.GeoSeries | shapely.Geometry
"""A district's outline in WGS-84 (or with a CRS of its own)."""


def clean(
    road_map: RoadMap,
    *,
    boundary: Boundary | None = None,
    margin_m: float = DEFAULT_MARGIN_M,
    parts: int = 1,
) -> tuple[RoadMap, Dropped]:
    """Clip roads to a district, keep what is connected both ways, merge pieces at joints.

    Parameters
    ----------
    road_map : RoadMap
        All roads of a source.
    boundary : polygon, GeoSeries or GeoDataFrame, optional
        The district; left out, nothing is clipped.
    margin_m : float
        How far beyond the boundary roads are kept, metres.
    parts : int
        How many strongly connected parts are kept, the longest first. One, unless the district
        has an island with a station of its own.

    Returns
    -------
    road_map : RoadMap
        The roads of the parts. Its ``detached`` roads are those of the district that are not
        connected with them both ways.
    dropped : Dropped
        What was left out.

    Raises
    ------
    RoadsError
        When no road lies within the boundary, or none can be driven there and back.
    """
    inside, outside = (
        clip(road_map, boundary, margin_m)
        if boundary is not None
        else (
            road_map,
            Dropped(),
        )
    )
    connected, apart = connected_parts(inside, parts)
    detached = connected.detached and merge_pieces(connected.detached)
    return replace(merge_pieces(connected), detached=detached), outside.and_then(apart)


def clip(road_map: RoadMap, boundary: Boundary, margin_m: float) -> tuple[RoadMap, Dropped]:
    """Keep the edges that come within some distance of a district.

    An edge is kept whole: cutting it would move a junction.

    Parameters
    ----------
    road_map : RoadMap
    boundary : polygon, GeoSeries or GeoDataFrame
    margin_m : float
        Metres beyond the boundary.

    Returns
    -------
    tuple[RoadMap, Dropped]

    Raises
    ------
    RoadsError
        When no edge is left.
    """
    district = _with_margin(boundary, margin_m)
    shapely.prepare(district)
    inside = shapely.intersects(district, road_map.geometry.to_numpy())
    if not inside.any():
        raise RoadsError("roads.none_inside", margin_km=margin_m / 1000)
    return road_map.take_edges(np.flatnonzero(inside)), Dropped.gathered(
        [_part("outside", road_map, ~inside)]
    )


def connected_parts(road_map: RoadMap, parts: int = 1) -> tuple[RoadMap, Dropped]:
    """Keep the longest strongly connected parts; what is left becomes ``detached``.

    Parameters
    ----------
    road_map : RoadMap
    parts : int
        How many parts are kept, at least 1.

    Returns
    -------
    tuple[RoadMap, Dropped]

    Raises
    ------
    RoadsError
        When there is no edge that can be driven there and back, or ``parts`` is below 1.
    """
    if parts < 1:
        raise RoadsError("roads.parts", found=parts)
    part = _edge_parts(road_map)
    length_m = np.bincount(part[part >= 0], weights=road_map.length_m[part >= 0])
    if len(length_m) == 0:
        raise RoadsError("roads.none_connected")
    longest = np.argsort(-length_m, kind="stable")[:parts]
    kept = np.isin(part, longest)
    left = np.flatnonzero(~kept)
    detached = road_map.take_edges(left) if len(left) else None
    connected = road_map.take_edges(np.flatnonzero(kept))
    return replace(connected, detached=detached), Dropped.gathered(
        [_part("not_connected", road_map, ~kept)]
    )


def _edge_parts(road_map: RoadMap) -> Longs:
    """Return the strongly connected part of every edge, -1 where it leads from one to another."""
    two_way = ~road_map.oneway
    tail = np.concatenate([road_map.tail, road_map.head[two_way]])
    head = np.concatenate([road_map.head, road_map.tail[two_way]])
    arcs = coo_matrix(
        (np.ones(len(tail), np.int8), (tail, head)), shape=(road_map.n_nodes, road_map.n_nodes)
    )
    _, part_of_node = connected_components(arcs, directed=True, connection="strong")
    part, other = part_of_node[road_map.tail], part_of_node[road_map.head]
    return np.where(part == other, part, -1).astype(np.int64)


def _part(reason: str, road_map: RoadMap, edges: Bools) -> DroppedPart:
    return DroppedPart(reason, int(edges.sum()), float(road_map.length_m[edges].sum()) / 1000)


def outline_in_wgs84(boundary: Boundary) -> shapely.Geometry:
    """Return a boundary as one geometry in WGS-84.

    Raises
    ------
    RoadsError
        When it is empty.
    """
    if isinstance(boundary, shapely.Geometry):
        outline = boundary
    else:
        shapes = boundary.geometry
        outline = (shapes.to_crs(WGS84) if shapes.crs else shapes).union_all()
    if outline.is_empty:
        raise RoadsError("roads.boundary_empty")
    return outline


def _with_margin(boundary: Boundary, margin_m: float) -> shapely.Geometry:
    district = outline_in_wgs84(boundary)
    west, south, east, north = district.bounds
    plane = local_metric_crs([west, east], [south, north])
    return gpd.GeoSeries([district], crs=WGS84).to_crs(plane).buffer(margin_m).to_crs(WGS84).iloc[0]
