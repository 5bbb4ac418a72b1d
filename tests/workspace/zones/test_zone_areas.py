"""Areas of zones on real and made-up ground: they tile the district and follow its roads."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import scipy.sparse as sp
import shapely
from scipy.sparse.csgraph import dijkstra

from geo.workspace import District, draw_zones, open_district, open_workspace
from geo.workspace.zones.zones import zone_areas

Tiled = tuple[District, np.ndarray, np.ndarray]


@pytest.fixture(scope="module", params=["toy", "hanyang"])
def tiled(request: pytest.FixtureRequest, repository: Path) -> Tiled:
    """Return a district, the zone of each of its estates, and the areas of its zones."""
    district = open_district(open_workspace(repository / "data" / request.param))
    zoning = draw_zones(district).zoning
    return district, zoning.zone_of, zone_areas(district, zoning).to_numpy()


def test_areas_leave_no_gap_and_do_not_overlap(tiled: Tiled) -> None:
    """Together they are the district, and no part of it is counted twice."""
    district, _, areas = tiled
    assert shapely.is_valid(areas).all()
    together = shapely.union_all(areas)
    assert shapely.area(areas).sum() == pytest.approx(shapely.area(together), rel=1e-9)
    if district.inputs.boundary is not None:
        outline = district.inputs.boundary.geometry.union_all()
        assert shapely.area(shapely.symmetric_difference(together, outline)) < 1e-9 * outline.area
    else:
        assert shapely.get_num_interior_rings(together) == 0


def test_every_estate_lies_in_the_area_of_its_zone(tiled: Tiled) -> None:
    """Also beside the roads and at the edge of the district."""
    district, zone_of, areas = tiled
    assert shapely.covers(areas[zone_of], district.estates.geometry.to_numpy()).all()


def test_areas_follow_the_roads(tiled: Tiled) -> None:
    """A junction lies in the zone of an estate that is nearest along the roads, nearly always."""
    district, zone_of, areas = tiled
    metres = metres_from_estates(district)
    by_zone = np.array([metres[zone_of == zone].min(axis=0) for zone in range(len(areas))])
    roads = district.road_map
    holds = shapely.covers(areas[:, None], shapely.points(roads.lon, roads.lat))
    inside = holds.any(axis=0) & np.isfinite(by_zone.min(axis=0))
    own = np.where(holds, by_zone, np.inf).min(axis=0)
    # Roads are cut into pieces of this length.
    near_enough = own[inside] <= by_zone.min(axis=0)[inside] + 60.0
    assert near_enough.mean() >= 0.9


def metres_from_estates(district: District) -> np.ndarray:
    """Return the metres along the roads, either way, from each estate to each junction."""
    roads = district.road_map
    places = district.snap(
        district.estates.geometry.x.to_numpy(), district.estates.geometry.y.to_numpy()
    )
    n_nodes, n = len(roads.lon), len(places.edge)
    edge = places.edge
    starts = n_nodes + np.arange(n)
    tail, head = roads.tail[edge], roads.head[edge]
    to_tail = roads.length_m[edge] * places.fraction
    to_head = roads.length_m[edge] * (1 - places.fraction)
    a = np.concatenate([roads.tail, starts, starts])
    b = np.concatenate([roads.head, tail, head])
    metres = np.maximum(np.concatenate([roads.length_m, to_tail, to_head]), 1e-6)
    order = np.argsort(-metres, kind="stable")
    graph = sp.dok_array((n_nodes + n, n_nodes + n))
    for i in order.tolist():
        graph[a[i], b[i]] = graph[b[i], a[i]] = metres[i]
    metres_from: np.ndarray = dijkstra(graph.tocsr(), indices=starts)[:, :n_nodes]
    return metres_from


def test_zones_of_scattered_estates_tile_too() -> None:
    """Random places, zones in several parts, without roads: no gap, no overlap, no estate lost."""
    from geo.zoning import zone_polygons

    random = np.random.default_rng(11)
    lon, lat = random.uniform(114.2, 114.3, 300), random.uniform(30.5, 30.6, 300)
    zone_of = random.integers(0, 40, 300)
    district = shapely.box(114.2, 30.5, 114.3, 30.6)
    areas = zone_polygons(
        zone_of, lon=lon, lat=lat, boundary=gpd.GeoDataFrame(geometry=[district], crs=4326)
    ).geometry.to_numpy()
    assert shapely.area(areas).sum() == pytest.approx(district.area, rel=1e-9)
    assert shapely.area(shapely.union_all(areas)) == pytest.approx(district.area, rel=1e-9)
    assert shapely.covers(areas[zone_of], shapely.points(lon, lat)).all()
