"""Fixtures of a small plan: twelve estates, two stations, one proposed site, four zones."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo.errors import Notice
from geo.roads import RoadMap
from geo.settings import Settings
from geo.solver import UNPROVEN, Certificate

N_ESTATES = 12
WEST, SOUTH, STEP = 114.20, 30.54, 0.01


def a_road_map() -> RoadMap:
    """Return a grid of 4 by 3 junctions with a major, a middle and a minor kind of road."""
    lon, lat = np.meshgrid(WEST + STEP * np.arange(4), SOUTH + STEP * np.arange(3))
    node = np.arange(12).reshape(3, 4)
    across = np.column_stack([node[:, :-1].ravel(), node[:, 1:].ravel()])
    up = np.column_stack([node[:-1].ravel(), node[1:].ravel()])
    edges = np.vstack([across, up])
    kinds = np.where(np.arange(len(edges)) < 3, "primary", "residential")
    kinds[len(across) :] = "secondary"
    return RoadMap.from_arrays(
        lon=lon.ravel(), lat=lat.ravel(), tail=edges[:, 0], head=edges[:, 1], road_class=kinds
    )


def an_estate_table(names: list[str] | None) -> gpd.GeoDataFrame:
    """Return twelve estates on the grid: one unreachable, one without a position, three late."""
    index = np.arange(N_ESTATES)
    drive = 1.0 + 0.75 * index
    verdict = np.where(index >= 9, "late", "covered").astype(object)
    verdict[3], verdict[7] = "unreachable", "unsure"
    lon = WEST + STEP * (index % 4) + 0.001
    lat = SOUTH + STEP * (index // 4) + 0.001
    lon, lat = lon.astype(float), lat.astype(float)
    lon[7] = lat[7] = np.nan
    table = pd.DataFrame(
        {
            "estate_id": [f"{i + 1:03d}" for i in index],
            "name": names or [f"龙灯里{i + 1}号院" for i in index],
            "street": np.array(["晴川街", "琴断口街", "江堤街"])[index // 4],
            "community": [f"第{i // 2 + 1}社区" for i in index],
            "households": 48 + 120 * index,
            "residents": pd.array([None, *(100 + 250 * index[1:])], dtype="Int64"),
            "lon": lon,
            "lat": lat,
            "located_by": "coordinates",
            "station_id": np.where(index % 2 == 0, "ST-1", "ST-2").astype(object),
            "call_min": 2.0,
            "turnout_min": 3.0,
            "drive_min": drive,
            "access_min": 1.25,
            "response_min": 6.25 + drive,
            "p_on_time": np.round(0.999 - 0.02 * index, 6),
            "percentile_min": 8.25 + drive,
            "verdict": verdict,
            "zone_id": [f"Z{i // 3 + 1:02d}" for i in index],
            "operator": np.where(index < 6, "正阳", "安居兴业"),
            "service_level": index % 3 + 1,
            "second_station_id": None,
            "cheapest_fix": [
                Notice("report.near", estate="东门") if name == "late" else None for name in verdict
            ],
            "level_needs": [
                Notice("zoning.need", criterion="环境", found="1", wanted="2", more="1"),
                *[None] * (N_ESTATES - 1),
            ],
            "source": "demo",
        }
    )
    unreached = ["drive_min", "response_min", "p_on_time", "percentile_min"]
    table.loc[3, unreached] = np.inf
    return gpd.GeoDataFrame(table, geometry=gpd.points_from_xy(lon, lat), crs="EPSG:4326")


def a_station_table() -> gpd.GeoDataFrame:
    """Return two open stations and the one that the plan proposes."""
    table = pd.DataFrame(
        {
            "station_id": ["ST-1", "ST-2", "NEW-1"],
            "name": ["应急维修中心", "紫荆花园维修点", "龙灯里12号院"],
            "lon": [114.205, 114.221, 114.231],
            "lat": [30.545, 30.551, 30.562],
            "crews": pd.array([4, 2, None], dtype="Int64"),
            "status": ["open", "open", "candidate"],
            "opened_year": pd.array([2011, 2018, None], dtype="Int64"),
            "estates_served": [6, 5, 3],
            "households_served": [4200, 3100, 900],
        }
    )
    positions = gpd.points_from_xy(table["lon"], table["lat"])
    return gpd.GeoDataFrame(table, geometry=positions, crs="EPSG:4326")


def a_zone_table(estates: pd.DataFrame) -> gpd.GeoDataFrame:
    """Return four zones side by side, two for each operator."""
    groups = estates.groupby("zone_id", sort=True)
    left = WEST - 0.003 + STEP * np.arange(4)
    return gpd.GeoDataFrame(
        {
            "zone_id": list(groups.groups),
            "street": groups["street"].first().to_list(),
            "operator": groups["operator"].first().to_list(),
            "service_level": [1, 2, 3, 1],
            "estates": groups.size().to_list(),
            "households": groups["households"].sum().to_list(),
            "centre_estate_id": groups["estate_id"].first().to_list(),
            "max_min": [1.5, 2.25, 0.75, 3.0],
        },
        geometry=shapely.box(left, SOUTH - 0.003, left + STEP, SOUTH + 0.025),
        crs="EPSG:4326",
    )


def a_summary(estates: pd.DataFrame) -> dict[str, Any]:
    """Return the coverage figures that belong to the estates."""

    def of(rows: pd.DataFrame) -> dict[str, Any]:
        covered = rows[rows["verdict"] == "covered"]
        return {
            "estates_covered": len(covered),
            "households_covered": int(covered["households"].sum()),
            "share_households": float(covered["households"].sum() / rows["households"].sum()),
        }

    counts = estates["verdict"].value_counts()
    return {
        "target_min": 15.0,
        "percentile": 0.9,
        "estates_late": int(counts["late"]),
        "estates_unreachable": int(counts["unreachable"]),
        "estates_unsure": int(counts["unsure"]),
        **of(estates),
        "by_street": [
            {
                "street": street,
                "estates": len(rows),
                "households": int(rows["households"].sum()),
                **of(rows),
            }
            for street, rows in estates.groupby("street")
        ],
    }


MakePlan = Callable[..., Any]


@pytest.fixture(scope="session")
def make_plan() -> MakePlan:
    """Return a function that makes the small plan, with names of estates if they are given."""

    def make(names: list[str] | None = None, title: str = "汉阳区") -> Any:
        estates = an_estate_table(names)
        stations = a_station_table()
        circles = [
            {
                "station_id": row.station_id,
                "minutes": minutes,
                "kind": kind,
                "geometry": row.geometry.buffer(reach),
            }
            for kind, minutes, reach in (
                ("drive", 5.0, 0.004),
                ("drive", 10.0, 0.009),
                ("drive", 15.0, 0.014),
                ("promise", 15.0, 0.007),
            )
            for row in stations.itertuples()
            if kind == "drive" or row.status == "open"
        ]
        proposed = gpd.GeoDataFrame(
            {
                "candidate_id": ["C-0412"],
                "name": [""],
                "near": [estates["name"].iloc[-1]],
                "lon": [114.231],
                "lat": [30.562],
                "households_gained": [2904],
            },
            geometry=gpd.points_from_xy([114.231], [30.562]),
            crs="EPSG:4326",
        )
        boundary = gpd.GeoDataFrame(
            geometry=[shapely.box(WEST - 0.004, SOUTH - 0.004, WEST + 0.038, SOUTH + 0.026)],
            crs="EPSG:4326",
        )
        return SimpleNamespace(
            settings=Settings(
                name=title, zoning={"zones": 4, "operators": {"正阳": {"estates": 6}}}
            ),
            run=SimpleNamespace(
                hash="3f9ac1d27b0e" + "0" * 52,
                version="0.1.0",
                inputs={"stations.csv": "cd" * 32, "estates.csv": "ab" * 32},
            ),
            estates=estates,
            stations=stations,
            zones=a_zone_table(estates),
            circles=gpd.GeoDataFrame(circles, crs="EPSG:4326"),
            road_map=a_road_map(),
            boundary=boundary,
            coverage=None,
            coverage_summary=a_summary(estates),
            siting=SimpleNamespace(
                model="max_cover",
                chosen=np.array([2]),
                objective=9000.0,
                bound=9000.0,
                gap=0.0,
                status="optimal",
                certificate=Certificate(9000.0, "branch_and_bound", "repair-circle"),
            ),
            proposed=proposed,
            coverage_after=SimpleNamespace(covered=(estates["verdict"] != "unsure").to_numpy()),
            zoning=SimpleNamespace(
                n_zones=4,
                objective=1234.5,
                bound=float("nan"),
                gap=0.0,
                status="optimal",
                state="optimal",
                terms={"travel": 1200.0, "outside": 34.5, "further": 0.0},
                violations=(),
                certificate=UNPROVEN,
            ),
            zone_changes=None,
            hourly=None,
            notices=(
                Notice("settings.unknown_key", file="estates.csv", row=3, name="x", valid="y"),
            ),
            closed_areas=(),
            zones_refused=None,
            scenario=None,
            siting_by_hour=None,
            assumptions=(("response.call_min", "2.0"), ("speeds.trunk", "50.0")),
        )

    return make


@pytest.fixture(scope="session")
def plan(make_plan: MakePlan) -> Any:
    """Return the small plan."""
    return make_plan()
