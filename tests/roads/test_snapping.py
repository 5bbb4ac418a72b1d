"""From a place to the road beside it."""

from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.coords import distance_m, local_metric_crs, project
from geo.errors import RoadsError
from geo.roads import SNAP_CLASSES, RoadMap, snap

METRES_NORTH = 1 / 110_870.0  # degrees of latitude a metre, at 30.5° N


def parallel_roads(road_class: list[str], **columns: object) -> RoadMap:
    """Return west-east roads of about 960 m, 100 m apart, the first on 30.5° N."""
    n = len(road_class)
    lat = 30.5 + 100 * METRES_NORTH * np.arange(n)
    return RoadMap.from_arrays(
        lon=np.tile([114.0, 114.01], n),
        lat=np.repeat(lat, 2),
        tail=np.arange(0, 2 * n, 2),
        head=np.arange(1, 2 * n, 2),
        road_class=road_class,
        **columns,
    )


def test_the_foot_of_the_perpendicular() -> None:
    """A place 30 m north of a quarter of the road lands there, 30 m away."""
    road_map = parallel_roads(["residential"])
    points = snap(road_map, [114.0025], [30.5 + 30 * METRES_NORTH])
    assert points.edge.tolist() == [0]
    assert points.fraction[0] == pytest.approx(0.25, abs=1e-4)
    assert points.distance_m[0] == pytest.approx(30, abs=0.1)
    assert (points.lon[0], points.lat[0]) == pytest.approx((114.0025, 30.5), abs=1e-6)


@pytest.mark.parametrize(
    "road_class", ["motorway", "trunk", "motorway_link", "primary_link", "tertiary_link", "footway"]
)
def test_crews_never_stop_on_fast_roads_and_ramps(road_class: str) -> None:
    """The nearest road is passed over when no crew can stop on it."""
    points = snap(parallel_roads([road_class, "service"]), [114.005], [30.5])
    assert points.edge.tolist() == [1]
    assert points.distance_m[0] == pytest.approx(100, abs=0.1)


@pytest.mark.parametrize("structure", ["bridge", "tunnel"])
def test_crews_never_stop_on_bridges_and_in_tunnels(structure: str) -> None:
    """Bridges and tunnels are passed over whatever their class."""
    road_map = parallel_roads(["residential", "residential"], **{structure: [True, False]})
    assert snap(road_map, [114.005], [30.5]).edge.tolist() == [1]


def test_the_distance_limit_is_inclusive() -> None:
    """A road exactly at the limit counts; a hair beyond there is none."""
    road_map = parallel_roads(["residential"])
    place = [114.005], [30.5 + 400 * METRES_NORTH]
    apart_m = float(snap(road_map, *place).distance_m[0])
    assert snap(road_map, *place, max_distance_m=apart_m).edge.tolist() == [0]
    none = snap(road_map, *place, max_distance_m=apart_m - 0.001)
    assert none.edge.tolist() == [-1]
    assert np.isinf(none.distance_m[0])
    assert (none.lon[0], none.lat[0]) == (place[0][0], place[1][0])


def test_a_far_place_has_no_road() -> None:
    """A place 800 km away is nowhere, and does not disturb the others."""
    points = snap(parallel_roads(["residential"]), [121.5, 114.005], [31.2, 30.5])
    assert points.edge.tolist() == [-1, 0]


def test_nothing_is_moved_across_water() -> None:
    """A place beside a detached road is left there, though another road is within reach."""
    main, islet = parallel_roads(["residential"]), parallel_roads(["x", "x", "residential"])
    road_map = replace(main, detached=islet)
    points = snap(road_map, [114.005] * 2, [30.5 + 190 * METRES_NORTH, 30.5 + 90 * METRES_NORTH])
    assert points.edge.tolist() == [-1, 0]
    assert points.detached.tolist() == [True, False]
    assert np.isinf(points.distance_m[0])


def test_equally_near_edges_give_the_lowest() -> None:
    """At a junction the first edge is taken, always."""
    lon, lat = [114.0, 114.01, 113.99], [30.5, 30.5, 30.5]
    road_map = RoadMap.from_arrays(
        lon=lon, lat=lat, tail=[0, 0, 0], head=[2, 1, 1], road_class="service"
    )
    assert snap(road_map, [114.0, 114.005], [30.5, 30.5]).edge.tolist() == [0, 1]


def test_a_road_without_length_can_be_snapped_to() -> None:
    """An edge whose ends coincide gives the fraction 0, not NaN."""
    road_map = RoadMap.from_arrays(
        lon=[114.0, 114.0], lat=[30.5, 30.5], tail=[0], head=[1], road_class="service"
    )
    points = snap(road_map, [114.001], [30.5])
    assert points.edge.tolist() == [0]
    assert points.fraction.tolist() == [0.0]


def test_empty_lists_and_empty_maps() -> None:
    """No places give no points; no roads give no edge."""
    road_map = parallel_roads(["residential"])
    assert len(snap(road_map, [], [])) == 0
    assert snap(parallel_roads(["motorway"]), [114.0], [30.5]).edge.tolist() == [-1]


def test_wrong_places_are_refused() -> None:
    """NaN positions and negative distances are errors."""
    road_map = parallel_roads(["residential"])
    with pytest.raises(RoadsError, match="NaN"):
        snap(road_map, [np.nan], [30.5])
    with pytest.raises(RoadsError, match="at least 0"):
        snap(road_map, [114.0], [30.5], max_distance_m=-1)


def test_taking_points_keeps_them_together() -> None:
    """Some of the points, in another order and repeated, keep their columns."""
    points = snap(parallel_roads(["residential"]), [114.002, 121.0], [30.5, 30.5])
    some = points.take([1, 0, 0])
    assert some.edge.tolist() == [-1, 0, 0]
    assert some.distance_m[1] == points.distance_m[0]


@settings(max_examples=25)
@given(seed=st.integers(0, 2**32 - 1))
def test_no_allowed_road_is_nearer(seed: int) -> None:
    """Against brute force: no allowed edge lies nearer than the chosen one, none is overlooked.

    The roads lie around a corner where four projection tiles meet.
    """
    random = np.random.default_rng(seed)
    n_nodes, n_edges, n_places = 12, 14, 8
    road_map = RoadMap.from_arrays(
        lon=114.0 + random.uniform(-0.02, 0.02, n_nodes),
        lat=30.0 + random.uniform(-0.02, 0.02, n_nodes),
        tail=random.integers(0, n_nodes, n_edges),
        head=random.integers(0, n_nodes, n_edges),
        road_class=random.choice(["residential", "motorway", "service"], n_edges),
        bridge=random.random(n_edges) < 0.2,
    )
    lon = 114.0 + random.uniform(-0.03, 0.03, n_places)
    lat = 30.0 + random.uniform(-0.03, 0.03, n_places)
    points = snap(road_map, lon, lat)

    crs = local_metric_crs([114.0], [30.0])
    allowed = np.isin(road_map.road_class, list(SNAP_CLASSES)) & ~road_map.bridge
    lines = [
        shapely.LineString(np.column_stack(project(*np.array(line.coords).T, crs)))
        for line in road_map.geometry
    ]
    places = shapely.points(*project(lon, lat, crs))
    for number, place in enumerate(places):
        apart_m = np.where(allowed, shapely.distance(lines, place), np.inf)
        edge = points.edge[number]
        if apart_m.min() > 500.5:
            assert edge == -1
        elif apart_m.min() < 499.5:
            assert apart_m[edge] == pytest.approx(apart_m.min(), rel=1e-3, abs=0.05)
            assert points.distance_m[number] == pytest.approx(apart_m.min(), rel=1e-3, abs=0.05)
            on_earth_m = distance_m(
                lon[number], lat[number], points.lon[number], points.lat[number]
            )
            assert points.distance_m[number] == pytest.approx(float(on_earth_m), rel=1e-3, abs=0.05)


@settings(max_examples=10)
@given(seed=st.integers(0, 2**32 - 1))
def test_a_place_snaps_alike_alone_and_among_others(seed: int) -> None:
    """The result for a place does not depend on which others are asked for with it."""
    random = np.random.default_rng(seed)
    road_map = parallel_roads(["residential", "service", "tertiary"])
    lon, lat = random.uniform(113.9, 114.1, 5), random.uniform(30.49, 30.51, 5)
    together = snap(road_map, lon, lat)
    for number in range(5):
        alone = snap(road_map, lon[[number]], lat[[number]])
        assert alone.edge[0] == together.edge[number]
        assert alone.fraction[0] == together.fraction[number]
