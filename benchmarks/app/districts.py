"""Districts of any size for the app: Hanyang's roads and stations with more estates on them."""

import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import tomlkit

from benchmarks.scale.towns import stations_at
from geo.roads import read_roads
from geo.tables import write_csv
from geo.workspace import example_folder

__all__ = ["district_of", "with_problems"]

_HOMES = ("residential", "tertiary", "unclassified")


def district_of(estates: int, folder: Path, *, stations: int | None = None, seed: int = 0) -> Path:
    """Write a workspace with so many estates and return its folder.

    Parameters
    ----------
    estates : int
        161 is Hanyang as it comes; more lie at random junctions of small roads.
    folder : Path
        A folder that exists.
    stations : int, optional
        How many, at random junctions; those of Hanyang unless it is given.
    seed : int
        For the random places.
    """
    source, target = example_folder("hanyang"), folder / f"hanyang-{estates}"
    target.mkdir()
    for name in ("roads.npz", "boundary.geojson", "stations.csv"):
        shutil.copyfile(source / name, target / name)
    toml = tomlkit.parse((source / "workspace.toml").read_text(encoding="utf-8"))
    if estates == 161:
        for name in ("estates.csv", "gates.csv"):
            shutil.copyfile(source / name, target / name)
    else:
        for section in ("totals", "zoning"):
            toml.pop(section)
        write_csv(_random_estates(source / "roads.npz", estates, seed), target / "estates.csv")
    if stations is not None:
        write_csv(_random_stations(source / "roads.npz", stations, seed), target / "stations.csv")
    inputs = toml["inputs"]
    for key in [key for key, name in inputs.items() if not (target / name).exists()]:
        inputs.pop(key)
    (target / "workspace.toml").write_text(tomlkit.dumps(toml), encoding="utf-8")
    return target


def with_problems(count: int, folder: Path) -> Path:
    """Write Hanyang with so many problems, its own ones again and again, and return its folder.

    Parameters
    ----------
    count : int
    folder : Path
        A folder that exists.
    """
    target = folder / f"problems-{count}"
    shutil.copytree(example_folder("hanyang"), target)
    listed = pd.read_csv(target / "problems.csv", dtype=str, keep_default_na=False)
    again = listed.iloc[np.arange(count) % len(listed)].reset_index(drop=True)
    turn = (again.index.to_numpy() // len(listed)).astype(str)
    again["problem_id"] = again["problem_id"].where(turn == "0", again["problem_id"] + "-" + turn)
    write_csv(again, target / "problems.csv")
    return target


def _random_estates(roads: Path, count: int, seed: int) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    road_map = read_roads(roads)
    homes = np.flatnonzero(np.isin(road_map.road_class, _HOMES))
    tail = road_map.tail[random.choice(homes, count)]
    return pd.DataFrame(
        {
            "estate_id": [f"R-{number:05d}" for number in range(count)],
            "name": [f"小区{number}" for number in range(count)],
            "street": [f"街道{number % 11}" for number in range(count)],
            "households": random.integers(48, 1600, count),
            "lon": road_map.lon[tail] + random.uniform(-4e-4, 4e-4, count),
            "lat": road_map.lat[tail] + random.uniform(-4e-4, 4e-4, count),
        }
    )


def _random_stations(roads: Path, count: int, seed: int) -> pd.DataFrame:
    random = np.random.default_rng(seed + 1)
    road_map = read_roads(roads)
    homes = np.flatnonzero(np.isin(road_map.road_class, _HOMES))
    return stations_at(road_map, road_map.tail[random.choice(homes, count, replace=False)])
