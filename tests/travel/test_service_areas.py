"""Service areas hold the places whose drive leaves time for the walk, to within a cell."""

import numpy as np
import pytest
import shapely

from geo.errors import TravelError
from geo.roads import RoadMap, road_network, snap
from geo.travel import point_times, service_areas
from geo.travel.circles import CELL_M

SPEEDS = {"residential": 18.0}
WALK_M = np.array([0.0, 100.0, 300.0])
DRIVE_MIN = np.array([5.0, 4.0, 1.0])


@pytest.fixture(scope="module")
def town() -> RoadMap:
    """Return a grid of streets 300 m apart, some of them one-way."""
    side = 9
    node = np.arange(side * side).reshape(side, side)
    column, row = (axis.ravel() for axis in np.meshgrid(np.arange(side), np.arange(side)))
    ends = np.concatenate(
        [
            np.column_stack([node[:, :-1].ravel(), node[:, 1:].ravel()]),
            np.column_stack([node[:-1].ravel(), node[1:].ravel()]),
        ]
    )
    return RoadMap.from_arrays(
        lon=114.2 + 0.003 * column,
        lat=30.5 + 0.003 * row,
        tail=ends[:, 0],
        head=ends[:, 1],
        road_class=np.full(len(ends), "residential"),
        oneway=np.arange(len(ends)) % 9 == 0,
    )


def test_places_inside_are_those_in_time(town: RoadMap) -> None:
    """Random places are on the right side wherever the answer is the same a cell farther on."""
    network = road_network(town, speed_kmh=SPEEDS)
    crews = snap(town, [114.2071, 114.2213], [30.5081, 30.5201])
    drives = np.array([DRIVE_MIN, DRIVE_MIN - 2])
    areas = service_areas(network, crews, road_map=town, walk_m=WALK_M, longest_drive_min=drives)
    rng = np.random.default_rng(0)
    lon, lat = rng.uniform(114.195, 114.23, 1500), rng.uniform(30.495, 30.53, 1500)
    turn = np.arange(8) * np.pi / 4
    steps = np.concatenate([[[0, 0]], *(np.c_[np.cos(turn), np.sin(turn)] * r for r in (0.5, 1.0))])
    steps *= CELL_M / np.array([95_900, 111_195])
    about = np.column_stack([lon, lat])[:, None] + steps
    beside = snap(town, *about.reshape(-1, 2).T, max_distance_m=300.0)
    drive = point_times(network, origins=crews, destinations=beside, limit_min=np.inf).minutes
    for area, longest, minutes in zip(areas, drives, drive, strict=True):
        left = np.interp(beside.distance_m, WALK_M, longest, right=-np.inf)
        in_time = (minutes <= left).reshape(len(lon), len(steps))
        alike = (in_time == in_time[:, :1]).all(axis=1)
        inside = shapely.contains_xy(area, lon, lat)
        assert in_time[alike, 0].any()
        assert (inside == in_time[:, 0])[alike].all()


def test_a_crew_without_a_road_or_time_has_no_area(town: RoadMap) -> None:
    """Far from any road, and where not even no drive at all leaves time for the walk."""
    network = road_network(town, speed_kmh=SPEEDS)
    areas = service_areas(
        network,
        snap(town, [120.0, 114.2071], [30.5, 30.5081]),
        road_map=town,
        walk_m=[0.0],
        longest_drive_min=[[5.0], [-1.0]],
    )
    assert [area.is_empty for area in areas] == [True, True]


@pytest.mark.parametrize(
    ("walk_m", "drive_min"),
    [([0.0, 5.0], [[1.0]]), ([1.0], [[1.0]]), ([0.0, 0.0], [[1.0, 1.0]]), ([], [[]])],
)
def test_walks_that_cannot_be_are_refused(town: RoadMap, walk_m: list, drive_min: list) -> None:
    """Walks rise from 0, and every crew has a drive for each."""
    network = road_network(town, speed_kmh=SPEEDS)
    with pytest.raises(TravelError):
        service_areas(
            network,
            snap(town, [114.2071], [30.5081]),
            road_map=town,
            walk_m=walk_m,
            longest_drive_min=drive_min,
        )
