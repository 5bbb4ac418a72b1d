"""Parquet with shapes of every kind: GeoParquet, Parquet's own type, WKB, records of x and y."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely

from geo.coords import distance_m, from_wgs84
from geo.tables import read_boundary, read_estates
from tests.tables.lists import keys, only_fault
from tests.tables.test_map_files import LAT, LON, estates

MADE = Path(__file__).parent / "made_elsewhere"


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("duckdb_native", set()),
        ("duckdb_native_crs84", set()),
        ("duckdb_both", set()),
        ("duckdb_native_4547", {"datum_converted"}),
    ],
)
@pytest.mark.behaviour
def test_what_duckdb_writes(name: str, told: set[str]) -> None:
    """Positions and system come from Parquet's own type, with GeoParquet's metadata or without."""
    read = read_estates(MADE / f"{name}.parquet")
    assert read.table["estate_id"].tolist() == ["A-1", "A-2", "A-3"]
    assert read.table["name"].tolist() == ["柳巷小区", "梧桐里", "河沿宿舍"]
    assert read.table["households"].tolist() == [200, 120, 300]
    assert distance_m(read.table["lon"], read.table["lat"], LON, LAT).max() < 1e-3
    assert set(keys(read.notices)) == told


def plain(shapes: object, path: Path) -> Path:
    """Write the three estates with a column of shapes that nothing declares."""
    frame = pd.DataFrame(estates().drop(columns="geometry"))
    frame["geom"] = shapes
    frame.to_parquet(path)
    return path


@pytest.mark.parametrize("kind", ["wkb", "wkb with a gap", "records"])
def test_shapes_that_nothing_declares(tmp_path: Path, kind: str) -> None:
    """WKB in a plain column of bytes, and records of x and y, keep their positions."""
    points = shapely.points(LON, LAT)
    shapes: list[object] = list(shapely.to_wkb(points))
    if kind == "records":
        shapes = [{"x": x, "y": y} for x, y in zip(LON, LAT, strict=True)]
    if kind == "wkb with a gap":
        shapes[1] = None
    read = read_estates(plain(shapes, tmp_path / "e.parquet"))
    known = read.table["lon"].notna().to_numpy()
    assert known.tolist() == [True, kind != "wkb with a gap", True]
    away = distance_m(read.table["lon"], read.table["lat"], LON, LAT)[known]
    assert away.max() < 1e-3
    assert "shapes_without_system" in keys(read.notices)


def test_metres_that_nothing_declares_ask_for_their_grid(tmp_path: Path) -> None:
    """Without a system, eastings are not taken for degrees."""
    points = shapely.points(*from_wgs84(LON, LAT, "EPSG:4547"))
    path = plain(list(shapely.to_wkb(points)), tmp_path / "e.parquet")
    assert only_fault(read_estates, path).key == "tables.grid_without_meridian"
    table = read_estates(path, datum="EPSG:4547").table
    assert distance_m(table["lon"], table["lat"], LON, LAT).max() < 1e-3


def test_bytes_that_are_no_shapes_stay_a_column(tmp_path: Path) -> None:
    """A picture in a cell is no position."""
    frame = pd.DataFrame(estates().drop(columns="geometry"))
    frame["photo"] = [b"\x89PNG"] * 3
    frame.to_parquet(tmp_path / "e.parquet")
    read = read_estates(tmp_path / "e.parquet")
    assert read.table["lon"].isna().all()
    assert "columns_kept" in keys(read.notices)


def test_of_two_columns_of_shapes_one_is_taken(tmp_path: Path) -> None:
    """And the other is named."""
    frame = pd.DataFrame(estates().drop(columns="geometry"))
    frame["geom"] = list(shapely.to_wkb(shapely.points(LON, LAT)))
    frame["outline"] = list(shapely.to_wkb(shapely.buffer(shapely.points(LON, LAT), 0.001)))
    frame.to_parquet(tmp_path / "e.parquet")
    read = read_estates(tmp_path / "e.parquet")
    assert "shapes_not_taken" in keys(read.notices)
    assert np.allclose(read.table["lon"], LON)


@pytest.mark.parametrize("crs", ["EPSG:4490", "EPSG:4547", "EPSG:4526", "OGC:CRS84", None])
@pytest.mark.behaviour
def test_geoparquet_of_any_system(tmp_path: Path, crs: str | None) -> None:
    """Axes are longitude first in every one of them, EPSG:4490 too."""
    frame = estates(crs or "EPSG:4326")
    if crs is None:
        frame = frame.set_crs(None, allow_override=True)
    frame.to_parquet(tmp_path / "e.parquet")
    table = read_estates(tmp_path / "e.parquet").table
    assert distance_m(table["lon"], table["lat"], LON, LAT).max() < 1e-3


def test_a_boundary_without_system_is_degrees(tmp_path: Path) -> None:
    """An outline as plain WKB is read like a list."""
    frame = pd.DataFrame({"name": ["区"], "geom": [shapely.to_wkb(shapely.box(114, 30, 115, 31))]})
    frame.to_parquet(tmp_path / "b.parquet")
    assert read_boundary(tmp_path / "b.parquet").geometry[0].area == pytest.approx(1)
