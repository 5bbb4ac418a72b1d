"""Rebuild the toy workspace, byte for byte: a town on a grid, laid out in metres.

Run as ``python data/toy/build.py [--out FOLDER]``. README.md works its answers out by hand.
"""

import argparse
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.coords import local_metric_crs, unproject
from geo.roads import RoadMap, write_roads
from geo.tables import write_csv

ORIGIN = (114.0, 30.0)
"""Longitude and latitude of the south-west junction. The town itself is invented."""

BLOCK_M = 500.0
COLUMNS = 5
ROWS = 4
MAIN_STREET_ROW = 1
"""The row of the one primary road; all others are residential."""
ONE_WAY_SOUTH_COLUMN = 2
"""North of the main street this column may be driven southward only."""

DEGREE_DECIMALS = 7
"""A hundredth of a metre, so that distances read off the map are those of the drawing."""

ESTATES = pd.DataFrame(
    [
        ("E1", "柳巷小区", "西街", 200, 420, "甲物业", 500.0, 750.0),
        ("E2", "梧桐里", "西街", 120, 250, "甲物业", 1050.0, 750.0),
        ("E3", "河沿宿舍", "东街", 300, 640, "乙物业", 1750.0, -100.0),
        ("E4", "槐树新村", "东街", 150, 310, "乙物业", 2000.0, 1250.0),
        ("E5", "北园小区", "西街", 180, 380, "甲物业", 250.0, 1500.0),
        ("E6", "山脚小区", "东街", 250, 500, "乙物业", 1000.0, 2400.0),
    ],
    columns=["estate_id", "name", "street", "households", "residents", "operator", "x_m", "y_m"],
)
GATES = pd.DataFrame(
    [
        ("E3", 1250.0, 0.0, "", ""),
        ("E3", 1750.0, 0.0, "17:00", "21:00"),
    ],
    columns=["estate_id", "x_m", "y_m", "opens", "closes"],
)
STATIONS = pd.DataFrame(
    [
        ("S1", "西站", 0.0, 500.0, 1, "open"),
        ("S2", "南站", 2000.0, 0.0, 1, "open"),
    ],
    columns=["station_id", "name", "x_m", "y_m", "crews", "status"],
)
CANDIDATES = pd.DataFrame(
    [
        ("C1", "东侧备选", 1500.0, 1000.0),
        ("C2", "主街备选", 1000.0, 500.0),
        ("C3", "北侧备选", 1500.0, 1500.0),
    ],
    columns=["candidate_id", "name", "x_m", "y_m"],
)
BOUNDARY = np.array([(-300, -300), (2300, -300), (2300, 2600), (-300, 2600), (-300, -300)])


def build(out: Path) -> None:
    """Write all tables, the roads and the boundary into ``out``."""
    out.mkdir(parents=True, exist_ok=True)
    write_roads(grid_of_roads(), out / "roads.npz")
    write_boundary(out / "boundary.geojson")
    for name, table in {
        "estates": ESTATES,
        "gates": GATES,
        "stations": STATIONS,
        "candidates": CANDIDATES,
    }.items():
        lon, lat = degrees(table["x_m"].to_numpy(), table["y_m"].to_numpy())
        with_degrees = table.assign(x_m=lon, y_m=lat).rename(columns={"x_m": "lon", "y_m": "lat"})
        write_csv(with_degrees, out / f"{name}.csv")


def grid_of_roads() -> RoadMap:
    """Return the grid: junction ``row * COLUMNS + column``, first the rows, then the columns."""
    column, row = np.meshgrid(np.arange(COLUMNS), np.arange(ROWS))
    lon, lat = degrees(column.ravel() * BLOCK_M, row.ravel() * BLOCK_M)
    junction = row * COLUMNS + column
    eastward = np.column_stack([junction[:, :-1].ravel(), junction[:, 1:].ravel()])
    southward = np.column_stack([junction[1:].ravel(), junction[:-1].ravel()])
    tail, head = np.vstack([eastward, southward]).T
    tail_row, tail_column = np.divmod(tail, COLUMNS)
    head_row, head_column = np.divmod(head, COLUMNS)
    main_street = (tail_row == MAIN_STREET_ROW) & (head_row == MAIN_STREET_ROW)
    oneway = (
        (tail_column == ONE_WAY_SOUTH_COLUMN)
        & (head_column == ONE_WAY_SOUTH_COLUMN)
        & (head_row >= MAIN_STREET_ROW)
    )
    return RoadMap.from_arrays(
        lon=lon,
        lat=lat,
        tail=tail,
        head=head,
        length_m=np.full(len(tail), BLOCK_M),
        road_class=np.where(main_street, "primary", "residential"),
        oneway=oneway,
        oneway_source=np.where(oneway, "tag", ""),
        name=np.where(main_street, "主街", ""),
        source="an invented town",
        attribution="",
    )


def write_boundary(path: Path) -> None:
    """Write the town's outline as GeoJSON."""
    lon, lat = degrees(BOUNDARY[:, 0], BOUNDARY[:, 1])
    outline = gpd.GeoDataFrame(
        {"name": ["示例镇"]}, geometry=[shapely.Polygon(np.column_stack([lon, lat]))], crs=4326
    )
    path.write_text(outline.to_json(drop_id=True, ensure_ascii=False), encoding="utf-8")


def degrees(x_m: np.ndarray, y_m: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return longitude and latitude of points given in metres east and north of ``ORIGIN``."""
    lon, lat = unproject(x_m, y_m, local_metric_crs(*ORIGIN))
    return lon.round(DEGREE_DECIMALS), lat.round(DEGREE_DECIMALS)


def main() -> None:
    """Read the command line and build."""
    parser = argparse.ArgumentParser(description="Rebuild the toy workspace.")
    parser.add_argument(
        "--out",
        type=Path,
        default=Path(__file__).parent,
        help="where to write (default: beside this script)",
    )
    build(parser.parse_args().out)


if __name__ == "__main__":
    main()
