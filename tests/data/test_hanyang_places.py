"""The Hanyang estates, gates and stations stand where such places can stand."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely

from geo.coords import distance_m
from geo.roads import SNAP_CLASSES, RoadMap, SnappedPoints, read_roads, snap

HOME_CLASSES = ["residential", "unclassified", "living_street", "tertiary"]


@pytest.fixture(scope="module")
def road_map(hanyang: Path) -> RoadMap:
    return read_roads(hanyang / "roads.npz")


@pytest.fixture(scope="module")
def boundary(hanyang: Path) -> shapely.Polygon:
    collection = json.loads((hanyang / "boundary.geojson").read_text(encoding="utf-8"))
    (feature,) = collection["features"]
    return shapely.geometry.shape(feature["geometry"])


@pytest.fixture(scope="module")
def estates(hanyang: Path) -> pd.DataFrame:
    return pd.read_csv(hanyang / "estates.csv")


@pytest.fixture(scope="module")
def snapped(road_map: RoadMap, estates: pd.DataFrame) -> SnappedPoints:
    return snap(road_map, estates["lon"].to_numpy(), estates["lat"].to_numpy())


def test_every_place_lies_inside_the_boundary(
    hanyang: Path, boundary: shapely.Polygon, estates: pd.DataFrame
) -> None:
    """Estates, gates, stations and community seats are in the district."""
    tables = [estates] + [
        pd.read_csv(hanyang / f"{name}.csv") for name in ("gates", "stations", "streets")
    ]
    for table in tables:
        assert shapely.contains_xy(boundary, table["lon"], table["lat"]).all()


def test_estates_stand_beside_residential_roads(road_map: RoadMap, snapped: SnappedPoints) -> None:
    """Nearly all are 10 to 60 m from a residential or smaller road, a few deeper in their block."""
    assert np.isin(road_map.road_class[snapped.edge], HOME_CLASSES).mean() > 0.97
    assert snapped.distance_m.min() >= 10
    assert (snapped.distance_m <= 61).sum() >= 150
    assert 1 <= (snapped.distance_m > 90).sum() <= 10
    assert snapped.distance_m.max() <= 250


def test_gates_and_stations_are_at_the_road(hanyang: Path, road_map: RoadMap) -> None:
    """Gates are within 250 m of a road where a crew can stop, stations on one."""
    for name, within_m in (("gates", 250.0), ("stations", 5.0)):
        table = pd.read_csv(hanyang / f"{name}.csv")
        at = snap(road_map, table["lon"].to_numpy(), table["lat"].to_numpy())
        assert at.distance_m.max() <= within_m
        assert set(road_map.road_class[at.edge]) <= SNAP_CLASSES


def test_gates_lie_around_their_estate(hanyang: Path, estates: pd.DataFrame) -> None:
    """A gate is at most 200 m from its estate's position."""
    gates = pd.read_csv(hanyang / "gates.csv").merge(
        estates, on="estate_id", suffixes=("", "_estate"), validate="many_to_one"
    )
    away = distance_m(gates["lon"], gates["lat"], gates["lon_estate"], gates["lat_estate"])
    assert away.max() <= 200


def test_estates_keep_apart(estates: pd.DataFrame) -> None:
    """No two estates stand within 100 m of each other."""
    lon, lat = estates["lon"].to_numpy(), estates["lat"].to_numpy()
    apart = distance_m(lon[:, None], lat[:, None], lon, lat)
    np.fill_diagonal(apart, np.inf)
    assert apart.min() >= 100
