"""Circles hold what is reached and, beyond a stated distance, nothing else."""

import numpy as np
import pytest
import shapely

from geo.coords import local_metric_crs, project
from geo.errors import TravelError
from geo.roads import RoadMap, road_network, snap
from geo.travel import circles, exact_circles, reach
from geo.travel.circles import BAND_M, CELL_M

SPEEDS = {"residential": 18.0, "primary": 35.0}
STEP_DEG = 0.004
SIDE = 9
TOLERANCE_M = BAND_M + CELL_M


@pytest.fixture(scope="module")
def town():
    """Return a grid of streets with a fast road, one-way streets and a river without a bridge."""
    column, row = (axis.ravel() for axis in np.meshgrid(np.arange(SIDE), np.arange(SIDE)))
    node = np.arange(SIDE * SIDE).reshape(SIDE, SIDE)
    along = np.column_stack([node[:, :-1].ravel(), node[:, 1:].ravel()])
    across = np.column_stack([node[:-1].ravel(), node[1:].ravel()])
    river = 5
    ends = np.concatenate([along, across[np.repeat(np.arange(SIDE - 1), SIDE) != river]])
    on_main = (ends[:, 0] // SIDE == 2) & (ends[:, 1] // SIDE == 2)
    return RoadMap.from_arrays(
        lon=114.2 + STEP_DEG * column,
        lat=30.5 + STEP_DEG * row,
        tail=ends[:, 0],
        head=ends[:, 1],
        road_class=np.where(on_main, "primary", "residential"),
        oneway=np.arange(len(ends)) % 7 == 0,
    )


@pytest.fixture(scope="module")
def question(town):
    """Return the network and two stations: one inside an edge, one far from any road."""
    network = road_network(town, speed_kmh=SPEEDS)
    return network, snap(town, [114.2073, 120.0], [30.5081, 30.5])


def gap_to_reached_road_m(network, minutes, limit_min):
    """Return how far short of each node the reached part of the roads into it ends.

    Streets lie 380 m apart, so that no other road comes near a node.
    """
    gap_m = np.full(network.n_nodes, np.inf)
    left_min = np.maximum(limit_min - minutes[network.tail], 0)
    short_m = network.length_m * (1 - np.minimum(left_min / network.drive_min, 1))
    np.minimum.at(gap_m, network.head, short_m)
    return gap_m


@pytest.mark.parametrize("draw", [circles, exact_circles])
def test_no_unreached_node_lies_deep_inside(town, question, draw):
    """A node past the limit is inside only within the tolerance of a road that is reached."""
    network, stations = question
    drawn = draw(network, stations, road_map=town, limits_min=[3, 5], names=["A", "B"])
    minutes = reach(network, stations.take([0]), limit_min=5)[0]
    crs = local_metric_crs(stations.lon[:1], stations.lat[:1])
    nodes = shapely.points(*project(town.lon, town.lat, crs))
    polygons = drawn.to_crs(crs).geometry
    for polygon, limit in zip(polygons[:2], [3, 5], strict=True):
        reached = nodes[minutes <= limit]
        assert shapely.contains(polygon, reached).all()
        inside = (minutes > limit) & shapely.contains(polygon, nodes)
        assert gap_to_reached_road_m(network, minutes, limit)[inside].max(initial=0) <= TOLERANCE_M


def test_quick_and_exact_circles_nearly_coincide(town, question):
    """The raster contour stays within a cell of the buffer: nine tenths of the area is shared."""
    network, stations = question
    ends = {"road_map": town, "limits_min": [5]}
    quick = circles(network, stations, **ends).to_crs(32650).geometry[0]
    exact = exact_circles(network, stations, **ends).to_crs(32650).geometry[0]
    assert quick.intersection(exact).area > 0.88 * quick.union(exact).area
    assert quick.hausdorff_distance(exact) < 2 * CELL_M


@pytest.mark.parametrize("draw", [circles, exact_circles])
def test_holes_are_kept_and_the_river_is_not_crossed(town, question, draw):
    """Blocks between reached streets stay open, and nothing is drawn beyond the river."""
    network, stations = question
    shape = draw(network, stations, road_map=town, limits_min=[8]).geometry[0]
    assert sum(len(part.interiors) for part in shape.geoms) > 5
    river_lat = 30.5 + 5.5 * STEP_DEG
    assert shape.bounds[3] < river_lat


def test_larger_limits_contain_smaller_ones(town, question):
    """The 8-minute circle contains the 3-minute circle up to the smoothing of the outline."""
    network, stations = question
    small, large = circles(network, stations, road_map=town, limits_min=[3, 8]).to_crs(32650)[
        "geometry"
    ][:2]
    assert large.buffer(8).covers(small)


def test_rows_are_stations_times_limits(town, question):
    """Each station has a row per limit, in order; one without a road has an empty polygon."""
    network, stations = question
    drawn = circles(network, stations, road_map=town, limits_min=[1, 2], names=["A", "B"])
    assert drawn["station_id"].tolist() == ["A", "A", "B", "B"]
    assert drawn["minutes"].tolist() == [1.0, 2.0, 1.0, 2.0]
    assert drawn.geometry.is_empty.tolist() == [False, False, True, True]
    assert (drawn.geometry.geom_type == "MultiPolygon").all()
    assert drawn.geometry.is_valid.all()
    assert drawn.crs == "EPSG:4326"


@pytest.mark.behaviour
def test_no_minutes_are_a_spot(town, question):
    """Within no time a crew covers the band around the place where it stands."""
    network, stations = question
    spot = exact_circles(network, stations, road_map=town, limits_min=[0]).to_crs(32650).geometry[0]
    assert spot.area == pytest.approx(np.pi * BAND_M**2, rel=0.05)


def test_impossible_circles_are_named(town, question):
    """An infinite limit and a missing name are errors that say what to give."""
    network, stations = question
    with pytest.raises(TravelError, match="finite number of minutes"):
        circles(network, stations, road_map=town, limits_min=[np.inf])
    with pytest.raises(TravelError, match="1 names were given for 2 stations"):
        circles(network, stations, road_map=town, names=["A"])
