"""Speeds by road class learned from a log on the toy town's roads."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from geo.coverage import calibrate
from geo.coverage.calibration.dispatch_log import read_dispatch_log
from geo.coverage.calibration.road_speeds import learn_road_speeds, with_road_minutes
from geo.errors import CoverageError
from geo.roads import RoadMap, read_roads

ASSUMED = {"primary": 60.0, "residential": 30.0}
TRUE = {"primary": 45.0, "residential": 20.0}


@pytest.fixture(scope="module")
def town(toy: Path) -> tuple[RoadMap, pd.DataFrame]:
    """Roads and stations of the toy town."""
    return read_roads(toy / "roads.npz"), pd.read_csv(toy / "stations.csv", dtype={0: str})


@pytest.fixture(scope="module")
def calls(town: tuple[RoadMap, pd.DataFrame]) -> pd.DataFrame:
    """Return calls along the roads: 2 minutes, the drive at the true speeds, some noise."""
    road_map, stations = town
    rng = np.random.default_rng(0)
    edge = rng.integers(0, road_map.n_edges, 200)
    along = rng.uniform(0.05, 0.95, 200)
    ends = road_map.tail[edge], road_map.head[edge]
    lon, lat = (
        values[ends[0]] * (1 - along) + values[ends[1]] * along
        for values in (road_map.lon, road_map.lat)
    )
    table = pd.DataFrame(
        {
            "station_id": rng.choice(stations["station_id"], 200),
            "lon": lon,
            "lat": lat,
            "response_min": 0.0,
        }
    )
    log = with_road_minutes(read_dispatch_log(table, stations), stations, road_map, TRUE)
    noise = np.exp(0.03 * rng.standard_normal(200))
    return table.assign(response_min=(2.0 + log.drive_min) * noise)


def test_true_speeds_are_found(town: tuple[RoadMap, pd.DataFrame], calls: pd.DataFrame) -> None:
    """Beginning with assumed speeds, the true ones and the turnout come back within 10 %."""
    road_map, stations = town
    log = read_dispatch_log(calls, stations)
    found = learn_road_speeds(log, stations, road_map, ASSUMED)
    assert found.turnout_min == pytest.approx(2.0, abs=0.2)
    for road_class, speed in TRUE.items():
        assert found.speed_kmh[road_class] == pytest.approx(speed, rel=0.1)


def test_calibration_follows_the_roads(
    town: tuple[RoadMap, pd.DataFrame], calls: pd.DataFrame
) -> None:
    """With roads the error is a fraction of the straight line's, and speeds are reported."""
    road_map, stations = town
    answer = calibrate(calls, stations, road_map=road_map, speed_kmh=ASSUMED)
    assert answer["test"]["mae_min"] < 0.5 * answer["baselines"]["straight_line"]["mae_min"]
    parameters = answer["fit"]["parameters"]
    assert parameters["trend"]["of"] == "road_minutes"
    assert set(parameters["speed_kmh"]) == {"primary", "residential"}
    with pytest.raises(CoverageError, match="give speed_kmh"):
        calibrate(calls, stations, road_map=road_map)
