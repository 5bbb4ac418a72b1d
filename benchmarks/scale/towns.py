"""Towns of any size at the same density, on a generated grid of roads or on given ones."""

from pathlib import Path

import numpy as np
import pandas as pd

from geo.roads import RoadMap, read_roads, write_roads
from geo.tables import write_csv

__all__ = ["stations_at", "write_town"]

_BLOCK_M = 350.0
_METRES_PER_DEGREE = 111_320.0
_LAT = 30.0
_ESTATES_OF_A_STREET = 60
_ESTATES_OF_A_STATION = 80
_ESTATES_OF_A_ZONE = 3.2
_HOMES = ("residential", "tertiary", "unclassified", "living_street")


def write_town(folder: Path, estates: int, *, roads: Path | None = None, seed: int = 0) -> Path:
    """Write a workspace with so many estates and return its folder.

    Parameters
    ----------
    folder : Path
        Made anew.
    estates : int
        One junction of the grid for each.
    roads : Path, optional
        Roads as ``repair-circle roads`` writes them, instead of the grid.
    seed : int
        For all that is random.
    """
    folder.mkdir(parents=True)
    random = np.random.default_rng(seed)
    road_map = _grid(estates, random) if roads is None else read_roads(roads)
    write_roads(road_map, folder / "roads.npz")
    write_csv(_estates(road_map, estates, random), folder / "estates.csv")
    write_csv(_stations(road_map, estates, random), folder / "stations.csv")
    zones = round(estates / _ESTATES_OF_A_ZONE)
    (folder / "workspace.toml").write_text(
        'name = "town"\nlanguage = "en"\n\n[inputs]\nestates = "estates.csv"\n'
        'stations = "stations.csv"\nroads = "roads.npz"\n\n[target]\nminutes = 15.0\n'
        f"percentile = 0.9\n\n[siting]\nstations = 2\n\n[zoning]\nzones = {zones}\n",
        encoding="utf-8",
    )
    return folder


def _grid(estates: int, random: np.random.Generator) -> RoadMap:
    """Return a bent grid of streets; every eighth line is wider, every 32nd wider still."""
    side = max(4, int(np.ceil(np.sqrt(estates))))
    row, column = np.divmod(np.arange(side * side), side)
    bend = random.uniform(-0.2, 0.2, (2, side * side))
    lat = _LAT + (row + bend[0]) * _BLOCK_M / _METRES_PER_DEGREE
    lon = 114.0 + (column + bend[1]) * _BLOCK_M / (_METRES_PER_DEGREE * np.cos(np.radians(_LAT)))
    east, north = np.flatnonzero(column < side - 1), np.flatnonzero(row < side - 1)
    line = np.concatenate([row[east], column[north]])
    return RoadMap.from_arrays(
        lon=lon,
        lat=lat,
        tail=np.concatenate([east, north]),
        head=np.concatenate([east + 1, north + side]),
        road_class=np.select(
            [line % 32 == 0, line % 8 == 0, line % 2 == 0],
            ["primary", "secondary", "tertiary"],
            default="residential",
        ),
    )


def _estates(road_map: RoadMap, count: int, random: np.random.Generator) -> pd.DataFrame:
    """Return estates beside small roads, in streets of neighbours, from small to large."""
    edge = random.choice(np.flatnonzero(np.isin(road_map.road_class, _HOMES)), count)
    share = random.uniform(0.2, 0.8, count)
    lon, lat = (
        at[road_map.tail[edge]] * (1 - share)
        + at[road_map.head[edge]] * share
        + random.uniform(-3e-4, 3e-4, count)
        for at in (road_map.lon, road_map.lat)
    )
    return pd.DataFrame(
        {
            "estate_id": [f"R-{number:06d}" for number in range(count)],
            "name": [f"Estate {number}" for number in range(count)],
            "street": [f"Street {number}" for number in _streets(lon, lat)],
            "households": np.minimum(48 + random.pareto(2.5, count) * 300, 2400).astype(int),
            "lon": lon.round(6),
            "lat": lat.round(6),
        }
    )


def _streets(lon: np.ndarray, lat: np.ndarray) -> list[int]:
    """Return the street of every estate: columns of land, each cut into equal parts."""
    count = len(lon)
    columns = max(1, round(np.sqrt(count / _ESTATES_OF_A_STREET)))
    column = np.argsort(np.argsort(lon)) * columns // count
    street = np.empty(count, dtype=int)
    for number in range(columns):
        members = np.flatnonzero(column == number)
        order = np.argsort(np.argsort(lat[members]))
        street[members] = number * columns + order * columns // len(members)
    return street.tolist()


def _stations(road_map: RoadMap, estates: int, random: np.random.Generator) -> pd.DataFrame:
    count = max(2, estates // _ESTATES_OF_A_STATION)
    return stations_at(road_map, random.choice(road_map.n_nodes, count, replace=False))


def stations_at(road_map: RoadMap, node: np.ndarray) -> pd.DataFrame:
    """Return a list of stations at junctions.

    Parameters
    ----------
    road_map : RoadMap
    node : ndarray of int
        One for each.
    """
    count = len(node)
    return pd.DataFrame(
        {
            "station_id": [f"S-{number:04d}" for number in range(count)],
            "name": [f"Station {number}" for number in range(count)],
            "lon": road_map.lon[node].round(6),
            "lat": road_map.lat[node].round(6),
            "crews": 1,
            "status": "open",
        }
    )
