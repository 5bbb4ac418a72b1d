"""Zones as areas: every place goes to the zone of the estate that is nearest by road.

The areas tile the district: they do not overlap and leave no gap. Roads are cut into short pieces,
each labelled with the estate it is nearest to along the roads (a network Voronoi diagram: Okabe &
Sugihara 2012, "Spatial Analysis along Networks", chapter 4); the land between roads goes to the
nearest piece.
"""

from dataclasses import dataclass
from typing import Any, Final

import geopandas as gpd
import numpy as np
import scipy.sparse as sp
import shapely
from numpy.typing import ArrayLike, NDArray
from scipy.sparse.csgraph import dijkstra

from geo.coords import local_metric_crs, project
from geo.errors import ZoningError
from geo.roads import RoadMap, SnappedPoints

__all__ = ["zone_polygons"]

WGS84: Final = "EPSG:4326"
SPACING_M: Final = 60.0
"""Length of the pieces that roads are cut into."""
SMOOTH_M: Final = (60.0, 30.0, 15.0)
"""Teeth of about this size are smoothed away, smaller ones where that would lose an estate."""
MARGIN_M: Final = 600.0
"""Land around the estates where no boundary is given, and roads looked at beyond a boundary."""
_NOBODY: Final = -1


def zone_polygons(
    zone_of: ArrayLike,
    *,
    lon: ArrayLike,
    lat: ArrayLike,
    road_map: RoadMap | None = None,
    snapped: SnappedPoints | None = None,
    boundary: gpd.GeoDataFrame | None = None,
) -> gpd.GeoDataFrame:
    """Return the area of each zone.

    Parameters
    ----------
    zone_of : int (n,)
        Zone of each estate, 0 .. zones - 1; -1 for an estate that is left out.
    lon, lat : float (n,)
        Positions of the estates, WGS-84 degrees; an estate at NaN is left out.
    road_map : RoadMap, optional
        The roads. Default: every place goes to the nearest estate as the crow flies.
    snapped : SnappedPoints (n,), optional
        Where each estate meets the roads; needed with `road_map`.
    boundary : GeoDataFrame, optional
        The district. Default: the hull of the estates with a margin of 600 m.

    Returns
    -------
    GeoDataFrame
        Columns ``zone`` and ``geometry`` (WGS-84), one row per zone that has a position, in the
        order of the zones. Each area contains its estates that lie inside the district.

    Raises
    ------
    ZoningError
        Lengths that differ, or no estate with a position.
    """
    zones = np.asarray(zone_of, dtype=np.int64)
    lons, lats = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    for what, array in (("lon", lons), ("lat", lats)):
        if array.shape != zones.shape:
            raise ZoningError(
                "zoning.shape", what=what, found=array.shape, wanted=f"({len(zones)},)"
            )
    placed = np.flatnonzero((zones >= 0) & np.isfinite(lons) & np.isfinite(lats))
    if not len(placed):
        raise ZoningError("zoning.no_positions")
    crs = local_metric_crs(lons[placed], lats[placed])
    estates = np.column_stack(project(lons[placed], lats[placed], crs))
    district = _district(boundary, estates, crs)
    in_plane = gpd.GeoSeries([district], crs=WGS84).to_crs(crs).iloc[0]
    sites = _Sites(estates, zones[placed])
    if road_map is not None and snapped is not None:
        pieces = _road_pieces(road_map, snapped.take(placed), crs)
        near = shapely.dwithin(in_plane, shapely.points(pieces.xy_m), MARGIN_M)
        sites = sites.and_then(_Sites(pieces.xy_m[near], zones[placed][pieces.zone[near]]))
    tiles = _smoothed(_tiles(sites, in_plane), shapely.points(estates), zones[placed])
    # Clipped in degrees: a straight boundary in degrees is a curve in the plane.
    shapes = gpd.GeoSeries(list(tiles.values()), crs=crs).to_crs(WGS84).to_numpy()
    areas = dict(zip(tiles, shapely.intersection(shapes, district), strict=True))
    points = shapely.points(lons[placed], lats[placed])
    areas = _without_orphans(areas, points, zones[placed])
    return gpd.GeoDataFrame(
        {"zone": sorted(areas)},
        geometry=[areas[zone] for zone in sorted(areas)],
        crs=WGS84,
    )


@dataclass(frozen=True, eq=False)
class _Sites:
    """Points in metres (n, 2), each with the number of its zone or estate."""

    xy_m: NDArray[np.float64]
    zone: NDArray[np.int64]

    def and_then(self, other: "_Sites") -> "_Sites":
        """Return both, without points at the place of an earlier one."""
        xy_m = np.concatenate([self.xy_m, other.xy_m])
        _, first = np.unique(np.round(xy_m, 3), axis=0, return_index=True)
        kept = np.sort(first)
        return _Sites(xy_m[kept], np.concatenate([self.zone, other.zone])[kept])


def _district(boundary: gpd.GeoDataFrame | None, estates: NDArray[np.float64], crs: Any) -> Any:
    """Return the district in WGS-84."""
    if boundary is not None:
        return boundary.geometry.to_crs(WGS84).union_all()
    hull = shapely.buffer(shapely.convex_hull(shapely.multipoints(estates)), MARGIN_M)
    return gpd.GeoSeries([hull], crs=crs).to_crs(WGS84).iloc[0]


def _road_pieces(road_map: RoadMap, snapped: SnappedPoints, crs: Any) -> _Sites:
    """Return the middles of short pieces of road, each with the estate nearest along the roads.

    Directions are left aside: the area of a zone is land, not a trip.
    """
    to_node, nearest = _nearest_estate(road_map, snapped)
    lines = road_map.geometry.to_crs(crs).to_numpy()
    drawn_m = shapely.length(lines)
    count = np.maximum(1, np.ceil(drawn_m / SPACING_M)).astype(np.int64)
    edge = np.repeat(np.arange(len(lines)), count)
    nth = np.arange(len(edge)) - np.repeat(np.cumsum(count) - count, count)
    share = (nth + 0.5) / count[edge]
    xy_m = shapely.get_coordinates(
        shapely.line_interpolate_point(lines[edge], share * drawn_m[edge])
    )
    length = road_map.length_m[edge]
    by_tail = to_node[road_map.tail[edge]] + share * length
    by_head = to_node[road_map.head[edge]] + (1.0 - share) * length
    least = np.minimum(by_tail, by_head)
    estate = np.where(
        by_tail <= by_head, nearest[road_map.tail[edge]], nearest[road_map.head[edge]]
    )
    until = np.cumsum(count)
    for number in np.flatnonzero(snapped.edge >= 0):
        # The pieces of one road lie next to each other.
        own = snapped.edge[number]
        along = slice(until[own] - count[own], until[own])
        direct = np.abs(share[along] - snapped.fraction[number]) * length[along]
        closer = direct < least[along]
        least[along][closer], estate[along][closer] = direct[closer], number
    reached = np.isfinite(least)
    return _Sites(xy_m[reached], estate[reached])


def _nearest_estate(
    road_map: RoadMap, snapped: SnappedPoints
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return metres to the nearest estate along the roads and that estate, by junction."""
    on_road = np.flatnonzero(snapped.edge >= 0)
    n_nodes = len(road_map.lon)
    if not len(on_road):
        return np.full(n_nodes, np.inf), np.full(n_nodes, -1)
    place = n_nodes + np.arange(len(on_road))
    edge = snapped.edge[on_road]
    length = road_map.length_m[edge]
    ends = [
        (road_map.tail, road_map.head, road_map.length_m),
        (place, road_map.tail[edge], length * snapped.fraction[on_road]),
        (place, road_map.head[edge], length * (1.0 - snapped.fraction[on_road])),
    ]
    a, b, metres = (np.concatenate(column) for column in zip(*ends, strict=True))
    size = n_nodes + len(on_road)
    # Of parallel roads the shorter counts: a sparse matrix would add them up.
    order = np.lexsort((metres, np.maximum(a, b), np.minimum(a, b)))
    low, high = np.minimum(a, b)[order], np.maximum(a, b)[order]
    first = np.append(True, (np.diff(low) != 0) | (np.diff(high) != 0)) & (low != high)
    # A stored zero would mean "no road".
    shortest = np.maximum(metres[order][first], 1e-6)
    graph = sp.csr_array((shortest, (low[first], high[first])), shape=(size, size))
    to_node, _, source = dijkstra(
        graph, directed=False, indices=place, min_only=True, return_predecessors=True
    )
    nearest = np.where(source[:n_nodes] >= 0, source[:n_nodes] - n_nodes, 0)
    return to_node[:n_nodes], on_road[nearest]


def _tiles(sites: _Sites, district: Any) -> dict[int, Any]:
    """Return the land nearest to the points of each zone, beyond the district's edge too."""
    land = shapely.buffer(district, MARGIN_M)
    if len(sites.xy_m) == 1:
        return {int(sites.zone[0]): land}
    cells = shapely.get_parts(
        shapely.voronoi_polygons(shapely.multipoints(sites.xy_m), extend_to=land, ordered=True)
    )
    order = np.argsort(sites.zone, kind="stable")
    zones, first = np.unique(sites.zone[order], return_index=True)
    of_zone = np.split(cells[order], first[1:])
    # Cells share their borders to the last bit: what lies between them needs no overlay.
    joined = [shapely.coverage_union_all(own) for own in of_zone]
    return dict(zip(zones.tolist(), joined, strict=True))


def _smoothed(
    tiles: dict[int, Any], points: NDArray[np.object_], zone_of: NDArray[np.int64]
) -> dict[int, Any]:
    """Return the tiles without the teeth that pieces of neighbouring roads leave between them.

    All borders are drawn simpler together, so that tiles still meet (Visvalingam & Whyatt 1993,
    "Line generalisation by repeated elimination of points"), and only as far as every estate stays
    in its tile.
    """
    shapes = np.array(list(tiles.values()), dtype=object)
    if not shapely.coverage_is_valid(shapes):
        return tiles
    for smooth_m in SMOOTH_M:
        simpler = shapely.coverage_simplify(shapes, smooth_m, simplify_boundary=False)
        smoothed = dict(zip(tiles, simpler, strict=True))
        own = np.array([smoothed[zone] for zone in zone_of.tolist()], dtype=object)
        if shapely.is_valid(simpler).all() and shapely.covers(own, points).all():
            return smoothed
    return tiles


def _without_orphans(
    areas: dict[int, Any], points: NDArray[np.object_], zone_of: NDArray[np.int64]
) -> dict[int, Any]:
    """Give detached parts that hold no estate of their zone to the zone they border longest."""
    parts, of_area = shapely.get_parts(np.array([*areas.values()], object), return_index=True)
    is_polygon = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    parts, zone = parts[is_polygon], np.array([*areas], np.int64)[of_area[is_polygon]]
    holds = _hold_an_estate(parts, zone, points, zone_of)
    heirs = _Heirs(parts, np.where(holds, zone, _NOBODY), order=list(areas))
    orphans = np.flatnonzero(~holds)
    for part in orphans[np.argsort(-shapely.area(parts[orphans]), kind="stable")].tolist():
        heirs.give(part, otherwise=int(zone[part]))
    return {one: _joined(parts[kept]) for one, kept in heirs.kept.items() if kept}


def _joined(parts: NDArray[np.object_]) -> Any:
    """Return parts as one area, its rings begun and ordered by their coordinates alone."""
    return shapely.normalize(parts[0] if len(parts) == 1 else shapely.union_all(parts))


def _hold_an_estate(
    parts: NDArray[np.object_],
    zone: NDArray[np.int64],
    points: NDArray[np.object_],
    zone_of: NDArray[np.int64],
) -> NDArray[np.bool_]:
    """Return which parts of zones hold an estate of theirs; the largest where none does."""
    estate, part = shapely.STRtree(parts).query(points, predicate="intersects")
    holds = np.zeros(len(parts), dtype=bool)
    holds[part[zone_of[estate] == zone[part]]] = True
    largest_first = np.lexsort((-shapely.area(parts), zone))
    bare = ~np.isin(zone[largest_first], zone[holds])
    chosen = largest_first[bare]
    holds[chosen[np.unique(zone[chosen], return_index=True)[1]]] = True
    return holds


class _Heirs:
    """Whose each part of the district is, while parts without an owner are given away.

    Parameters
    ----------
    parts : ndarray of Polygon, shape (n,)
    owner : ndarray of int, shape (n,)
        Its zone, -1 for none yet.
    order : list of int
        The zones; the first of equals inherits.
    """

    def __init__(
        self, parts: NDArray[np.object_], owner: NDArray[np.int64], order: list[int]
    ) -> None:
        self.kept: dict[int, list[int]] = {zone: [] for zone in order}
        for part in np.flatnonzero(owner != _NOBODY).tolist():
            self.kept[int(owner[part])].append(part)
        self._owner = owner
        self._edges = shapely.boundary(parts)
        self._index = shapely.STRtree(parts)
        # Lengths are added up part by part, in the order in which a zone came by them.
        self._since = np.zeros(len(parts), dtype=np.int64)
        self._rank = {zone: place for place, zone in enumerate(order)}
        self._given = 0

    def give(self, part: int, *, otherwise: int) -> None:
        """Give a part to the zone that it borders longest, or to another where it borders none."""
        near = self._index.query(self._edges[part])
        near = near[(self._owner[near] != _NOBODY) & (self._owner[near] != otherwise)]
        near = near[np.lexsort((near, self._since[near]))]
        shared = shapely.length(shapely.intersection(self._edges[part], self._edges[near]))
        borders: dict[int, float] = {}
        for zone, length in zip(self._owner[near].tolist(), shared.tolist(), strict=True):
            borders[zone] = borders.get(zone, 0.0) + length
        heir = max(borders, key=lambda zone: (borders[zone], -self._rank[zone]), default=otherwise)
        heir = heir if borders.get(heir, 0.0) > 0 else otherwise
        self._given += 1
        self._owner[part], self._since[part] = heir, self._given
        self.kept[heir].append(part)
