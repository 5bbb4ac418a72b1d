"""Districts of any size, made from nothing but a list and a road file.

The list has names, households and positions: no streets, no stations. Estates stand beside
junctions of the real roads of Hanyang.
"""

import shutil
from pathlib import Path

import numpy as np
import pandas as pd

from geo.roads import read_roads
from geo.workspace import init_workspace

__all__ = ["bare_list", "bare_workspace"]

_BESIDE_DEG = 6e-4
"""How far an estate stands from its junction at most: some 60 m."""


def bare_list(roads: Path, count: int) -> pd.DataFrame:
    """Return so many estates beside junctions of residential streets, the same every time."""
    road_map = read_roads(roads)
    homes = np.unique(road_map.tail[road_map.road_class == "residential"])
    dice = np.random.default_rng(count)
    node = dice.choice(homes, count, replace=count > len(homes))
    off = dice.uniform(-_BESIDE_DEG, _BESIDE_DEG, (2, count))
    return pd.DataFrame(
        {
            "小区名称": [f"小区{number}" for number in range(1, count + 1)],
            "户数": dice.integers(48, 900, count),
            "经度": (road_map.lon[node] + off[0]).round(6),
            "纬度": (road_map.lat[node] + off[1]).round(6),
        }
    )


def bare_workspace(folder: Path, roads: Path, count: int) -> Path:
    """Make a workspace as a planner does: ``init``, then the list and the roads put in."""
    init_workspace(folder, language="zh")
    bare_list(roads, count).to_csv(folder / "estates.csv", index=False)
    shutil.copyfile(roads, folder / "roads.npz")
    return folder
