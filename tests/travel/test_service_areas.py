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


def test_places_inside_are_those_in_time(street_grid: RoadMap) -> None:
    """Random places are on the right side wherever the answer is the same a cell farther on."""
    network = road_network(street_grid, speed_kmh=SPEEDS)
    crews = snap(street_grid, [114.2071, 114.2213], [30.5081, 30.5201])
    drives = np.array([DRIVE_MIN, DRIVE_MIN - 2])
    areas = service_areas(
        network, crews, road_map=street_grid, walk_m=WALK_M, longest_drive_min=drives
    )
    rng = np.random.default_rng(0)
    lon, lat = rng.uniform(114.195, 114.23, 1500), rng.uniform(30.495, 30.53, 1500)
    turn = np.arange(8) * np.pi / 4
    steps = np.concatenate([[[0, 0]], *(np.c_[np.cos(turn), np.sin(turn)] * r for r in (0.5, 1.0))])
    steps *= CELL_M / np.array([95_900, 111_195])
    about = np.column_stack([lon, lat])[:, None] + steps
    beside = snap(street_grid, *about.reshape(-1, 2).T, max_distance_m=300.0)
    drive = point_times(network, origins=crews, destinations=beside, limit_min=np.inf).minutes
    for area, longest, minutes in zip(areas, drives, drive, strict=True):
        left = np.interp(beside.distance_m, WALK_M, longest, right=-np.inf)
        in_time = (minutes <= left).reshape(len(lon), len(steps))
        alike = (in_time == in_time[:, :1]).all(axis=1)
        inside = shapely.contains_xy(area, lon, lat)
        assert in_time[alike, 0].any()
        assert (inside == in_time[:, 0])[alike].all()


def test_a_crew_without_a_road_or_time_has_no_area(street_grid: RoadMap) -> None:
    """Far from any road, and where not even no drive at all leaves time for the walk."""
    network = road_network(street_grid, speed_kmh=SPEEDS)
    areas = service_areas(
        network,
        snap(street_grid, [120.0, 114.2071], [30.5, 30.5081]),
        road_map=street_grid,
        walk_m=[0.0],
        longest_drive_min=[[5.0], [-1.0]],
    )
    assert [area.is_empty for area in areas] == [True, True]


@pytest.mark.parametrize(
    ("walk_m", "drive_min"),
    [([0.0, 5.0], [[1.0]]), ([1.0], [[1.0]]), ([0.0, 0.0], [[1.0, 1.0]]), ([], [[]])],
)
def test_walks_that_cannot_be_are_refused(
    street_grid: RoadMap, walk_m: list, drive_min: list
) -> None:
    """Walks rise from 0, and every crew has a drive for each."""
    network = road_network(street_grid, speed_kmh=SPEEDS)
    with pytest.raises(TravelError):
        service_areas(
            network,
            snap(street_grid, [114.2071], [30.5081]),
            road_map=street_grid,
            walk_m=walk_m,
            longest_drive_min=drive_min,
        )
