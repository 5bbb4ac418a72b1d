"""Map files: GeoPackage, GeoJSON, shapefiles, GeoParquet, DXF."""

import json
import warnings
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.coords import distance_m, from_wgs84
from geo.tables import Limits, read_boundary, read_candidates, read_estates, read_stations
from tests.tables.lists import HEADER, ROWS, faults_of, keys, only_fault

LON, LAT = [114.201, 114.205, 114.211], [30.551, 30.552, 30.549]
PROPERTIES = HEADER[:6]
DISTRICT = shapely.box(114.15, 30.50, 114.28, 30.60)


def estates(crs: str = "EPSG:4326") -> gpd.GeoDataFrame:
    """Return the three estates as a layer."""
    frame = gpd.GeoDataFrame(
        {h: [row[i] for row in ROWS] for i, h in enumerate(PROPERTIES)},
        geometry=gpd.points_from_xy(LON, LAT),
        crs="EPSG:4326",
    )
    return frame.to_crs(crs)


def write(frame: gpd.GeoDataFrame, path: Path, **options: Any) -> Path:
    """Write a layer; what pyogrio says of its fields is not asked here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        frame.to_file(path, **options)
    return path


def write_parquet(frame: gpd.GeoDataFrame, path: Path) -> Path:
    """Write a layer as GeoParquet."""
    frame.to_parquet(path)
    return path


WRITERS: dict[str, Callable[[gpd.GeoDataFrame, Path], Path]] = {"parquet": write_parquet}


@pytest.mark.parametrize(
    ("suffix", "crs"),
    [
        ("geojson", "EPSG:4326"),
        ("gpkg", "EPSG:4326"),
        ("gpkg", "EPSG:4490"),
        ("gpkg", "EPSG:4526"),
        ("parquet", "EPSG:4547"),
        ("parquet", "EPSG:32650"),
        ("shp", "EPSG:4526"),
    ],
)
def test_positions_come_from_the_shapes(tmp_path: Path, suffix: str, crs: str) -> None:
    """Shapes in any stated reference system are read as WGS-84, within a millimetre."""
    path = WRITERS.get(suffix, write)(estates(crs), tmp_path / f"estates.{suffix}")
    read = read_estates(path)
    assert read.table["name"].tolist() == ["柳巷小区", "梧桐里", "河沿宿舍"]
    assert read.table["households"].tolist() == [200, 120, 300]
    assert distance_m(read.table["lon"], read.table["lat"], LON, LAT).max() < 1e-3
    assert set(keys(read.notices)) <= {"datum_converted"}


def test_metres_labelled_degrees(tmp_path: Path) -> None:
    """Grid coordinates in a file that says WGS-84 ask for their grid."""
    frame = estates("EPSG:4526").set_crs("EPSG:4326", allow_override=True)
    fault = only_fault(read_estates, write(frame, tmp_path / "estates.gpkg"))
    assert fault.key == "tables.grid_with_prefix"


def test_no_reference_system_in_metres_asks_and_takes_it(tmp_path: Path) -> None:
    """Without a reference system the grid is asked for, and taken when it is stated."""
    frame = estates("EPSG:4547").set_crs(None, allow_override=True)
    path = write(frame, tmp_path / "estates.shp", encoding="utf-8")
    assert only_fault(read_estates, path).key == "tables.grid_without_meridian"
    read = read_estates(path, datum="EPSG:4547")
    assert distance_m(read.table["lon"], read.table["lat"], LON, LAT).max() < 1e-3


def test_the_user_may_overrule_the_file(tmp_path: Path) -> None:
    """A file that says WGS-84 but holds GCJ-02 is read as the user says."""
    frame = estates()
    frame.geometry = gpd.points_from_xy(*from_wgs84(LON, LAT, "gcj02"), crs="EPSG:4326")
    read = read_estates(write(frame, tmp_path / "estates.geojson"), datum="gcj02")
    assert distance_m(read.table["lon"], read.table["lat"], LON, LAT).max() < 1e-3


def test_values_of_map_files_are_read_forgivingly_too(tmp_path: Path) -> None:
    """Properties may hold words and numbers mixed, shapes may be missing."""
    features = [
        {
            "type": "Feature",
            "properties": {"小区名称": name, "街道": "西街", "户数": households},
            "geometry": geometry,
        }
        for name, households, geometry in (
            ("a", "约300户", {"type": "Point", "coordinates": [114.2, 30.55]}),
            ("b", 12, None),
            ("c", 12, {"type": "MultiPoint", "coordinates": [[114.2, 30.56]]}),
        )
    ]
    path = tmp_path / "estates.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    read = read_estates(path)
    assert read.table["households"].tolist() == [300, 12, 12]
    assert read.table.geometry.isna().tolist() == [False, True, False]
    assert read.at(0, "households") == {"file": "estates.geojson", "row": 2, "column": "户数"}


def test_areas_stand_for_a_point_inside_and_lines_do_not(tmp_path: Path) -> None:
    """An outline is taken at a point inside it; a line is a fault."""
    frame = estates()
    ring = shapely.Point(LON[0], LAT[0]).buffer(0.001) - shapely.Point(LON[0], LAT[0]).buffer(5e-4)
    frame.loc[0, "geometry"] = ring
    read = read_estates(write(frame, tmp_path / "a.gpkg"))
    assert ring.contains(read.table.geometry[0])
    assert keys(read.notices) == ["areas_as_points"]
    frame.loc[1, "geometry"] = shapely.LineString([(114.2, 30.5), (114.3, 30.5)])
    fault = only_fault(read_estates, write(frame, tmp_path / "b.gpkg"))
    assert (fault.key, fault.row) == ("tables.line_shape", 3)


def test_layers_are_chosen_by_name_or_content(tmp_path: Path) -> None:
    """Of the layers of a plan the one called estates is read; others are named."""
    path = tmp_path / "plan.gpkg"
    write(estates(), path, layer="estates")
    stations = gpd.GeoDataFrame(
        {"station_id": ["S1"], "name": ["站"]}, geometry=[shapely.Point(114.2, 30.5)], crs=4326
    )
    write(stations, path, layer="stations")
    assert len(read_estates(path).table) == 3
    read = read_stations(path)
    assert read.table["station_id"].tolist() == ["S1"]
    assert keys(read.notices) == ["part_left_aside"]
    assert only_fault(read_estates, path, layer="zones").key == "tables.no_such_layer"


@pytest.mark.parametrize("with_cpg", [True, False])
def test_a_shapefile_in_gbk(tmp_path: Path, with_cpg: bool) -> None:
    """Chinese names and headers survive, with a code page file and without."""
    path = write(estates(), tmp_path / "estates.shp", encoding="gbk")
    if not with_cpg:
        path.with_suffix(".cpg").unlink()
    read = read_estates(path)
    assert read.table["name"].tolist() == ["柳巷小区", "梧桐里", "河沿宿舍"]
    assert read.table["community"].tolist() == ["柳巷社区", "柳巷社区", "河沿社区"]
    assert keys(read.notices) == ([] if with_cpg else ["code_page_recognised"])


def test_a_wrong_code_page_file_is_overruled(tmp_path: Path) -> None:
    """A .cpg that the bytes contradict is not believed."""
    path = write(estates(), tmp_path / "estates.shp", encoding="gbk")
    path.with_suffix(".cpg").write_text("UTF-8")
    read = read_estates(path)
    assert read.table["name"][0] == "柳巷小区"
    assert keys(read.notices) == ["code_page_recognised"]


def test_a_shapefile_in_utf8_with_cut_headers(tmp_path: Path) -> None:
    """Ten bytes hold three Chinese characters of a header: it is understood all the same."""
    path = write(estates(), tmp_path / "estates.shp", encoding="utf-8")
    read = read_estates(path)
    assert read.table["name"].tolist() == ["柳巷小区", "梧桐里", "河沿宿舍"]
    assert read.table["estate_id"].tolist() == ["A-1", "A-2", "A-3"]


def test_a_zipped_shapefile(tmp_path: Path) -> None:
    """The archive is read wherever its parts lie in it, whatever its names say."""
    path = write(estates(), tmp_path / "小区.shp", encoding="gbk")
    path.with_suffix(".cpg").unlink()
    archive_path = tmp_path / "estates.zip"
    with zipfile.ZipFile(archive_path, "w") as archive:
        for part in tmp_path.glob("小区.*"):
            archive.write(part, f"../图层/{part.name}")
    read = read_estates(archive_path)
    assert read.table["name"][2] == "河沿宿舍"
    assert sorted(p.name for p in tmp_path.parent.glob("图层*")) == []
    assert only_fault(read_estates, archive_path, limits=Limits(unpacked_bytes=10)).key == (
        "tables.archive_bomb"
    )


def test_a_shapefile_without_its_parts(tmp_path: Path) -> None:
    """The missing parts are named; a part alone says which file to name."""
    path = write(estates(), tmp_path / "estates.shp", encoding="utf-8")
    dbf = path.with_suffix(".dbf").rename(tmp_path / "other.dbf")
    fault = only_fault(read_estates, path)
    assert fault.params["missing"] == "estates.dbf"
    assert only_fault(read_estates, dbf).key == "tables.is_part_of_shapefile"


@pytest.mark.parametrize("suffix", ["gpkg", "geojson", "parquet", "shp"])
def test_a_damaged_map_file(tmp_path: Path, suffix: str) -> None:
    """Half a file is told to be damaged."""
    path = WRITERS.get(suffix, write)(estates(), tmp_path / f"estates.{suffix}")
    part = path.with_suffix(".dbf") if suffix == "shp" else path
    whole = part.read_bytes()
    part.write_bytes(whole[: 40 if suffix == "shp" else len(whole) // 2])
    cut = (
        {"tables.truncated", "tables.cut_character"}
        if suffix == "geojson"
        else {"tables.truncated"}
    )
    assert only_fault(read_estates, path).key in cut


def test_reference_systems_without_a_code(tmp_path: Path) -> None:
    """A grid of a city's own is converted by what it says of itself; nonsense in it is told."""
    own = "+proj=tmerc +lon_0=114.3 +x_0=800000 +ellps=GRS80 +units=m"
    path = write(estates(own), tmp_path / "estates.gpkg")
    table = read_estates(path).table
    assert distance_m(table["lon"], table["lat"], LON, LAT).max() < 1e-3
    frame = estates(own)
    frame.loc[1, "geometry"] = shapely.Point(1e30, 1e30)
    fault = only_fault(read_estates, write(frame, tmp_path / "lost.gpkg"))
    assert (fault.key, fault.row) == ("tables.outside_datum", 3)
    degrees = estates("OGC:CRS84")
    assert read_estates(write_parquet(degrees, tmp_path / "e.parquet")).notices == []


def test_positions_that_are_not_finite_are_named(tmp_path: Path) -> None:
    """A point at infinity is a fault of its row, not a missing position."""
    frame = estates()
    frame.loc[1, "geometry"] = shapely.Point(float("inf"), 30.5)
    path = write_parquet(frame, tmp_path / "estates.parquet")
    fault = only_fault(read_estates, path)
    assert (fault.key, fault.row) == ("tables.not_finite", 3)


def test_ids_as_numbers_in_map_files(tmp_path: Path) -> None:
    """Ids of more than 15 digits as numbers are errors here too; short ones are text."""
    frame = estates()
    frame["小区编号"] = [7, 8, 9]
    read = read_estates(write(frame, tmp_path / "estates.gpkg"))
    assert read.table["estate_id"].tolist() == ["7", "8", "9"]
    frame["小区编号"] = [420105199001011234, 8, 9]
    fault = only_fault(read_estates, write(frame, tmp_path / "long.gpkg"))
    assert (fault.key, fault.row) == ("tables.lost_digits", 2)


def test_limits_hold_for_map_files_too(tmp_path: Path) -> None:
    """Rows and cells over the limits are refused in any format."""
    path = write(estates(), tmp_path / "estates.gpkg")
    assert only_fault(read_estates, path, limits=Limits(rows=2)).key == "tables.too_many_rows"
    frame = estates()
    frame.loc[1, "小区名称"] = "长" * 40_000
    fault = only_fault(read_estates, write(frame, tmp_path / "long.gpkg"))
    assert (fault.key, fault.row, fault.column) == ("tables.cell_too_long", 3, "小区名称")


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_a_drawing(tmp_path: Path, encoding: str) -> None:
    """Points of a DXF are rows, named by the nearest label; metres ask for their grid."""
    easting, northing = from_wgs84(LON, LAT, "EPSG:4547")
    path = tmp_path / "sites.dxf"
    path.write_text(
        drawing(list(zip(easting, northing, ["甲", "乙", "丙"], strict=True))), encoding
    )
    assert only_fault(read_candidates, path).key == "tables.grid_without_meridian"
    read = read_candidates(path, datum="EPSG:4547")
    assert read.table["name"].tolist() == ["甲", "乙", "丙"]
    assert distance_m(read.table["lon"], read.table["lat"], LON, LAT).max() < 1e-3
    fault = only_fault(read_estates, path)
    assert "households" in fault.sentence("en")


def drawing(points: list[tuple[float, float, str]]) -> str:
    """Return a DXF with points and a label 5 m beside each."""
    entities = "".join(
        f"0\nPOINT\n8\n站址\n10\n{x}\n20\n{y}\n30\n0\n"
        f"0\nTEXT\n8\n站址\n10\n{x + 5}\n20\n{y}\n30\n0\n40\n2.5\n1\n{label}\n"
        for x, y, label in points
    )
    header = "0\nSECTION\n2\nHEADER\n9\n$ACADVER\n1\nAC1021\n0\nENDSEC\n"
    return f"{header}0\nSECTION\n2\nENTITIES\n{entities}0\nENDSEC\n0\nEOF\n"


@pytest.mark.parametrize("suffix", ["gpkg", "geojson", "parquet", "shp", "zip"])
def test_the_boundary_is_one_area(tmp_path: Path, suffix: str) -> None:
    """Areas of any map file and reference system are joined to one outline in degrees."""
    halves = [shapely.box(114.15, 30.5, 114.2, 30.6), shapely.box(114.2, 30.5, 114.28, 30.6)]
    frame = gpd.GeoDataFrame({"name": ["a", "b"]}, geometry=halves, crs=4326)
    if suffix == "zip":
        write(frame.to_crs("EPSG:4547"), tmp_path / "b.shp")
        path = tmp_path / "boundary.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for part in tmp_path.glob("b.*"):
                archive.write(part, part.name)
    else:
        path = WRITERS.get(suffix, write)(frame, tmp_path / f"boundary.{suffix}")
    outline = read_boundary(path)
    assert len(outline) == 1
    assert outline.crs.to_epsg() == 4326
    assert outline.geometry[0].symmetric_difference(DISTRICT).area < 1e-7


def test_boundaries_that_are_none(tmp_path: Path) -> None:
    """Points, tables and metres labelled degrees are told to be no outline."""
    assert only_fault(read_boundary, write(estates(), tmp_path / "p.gpkg")).key == "tables.no_area"
    metres = gpd.GeoDataFrame(geometry=[shapely.box(5e5, 3.3e6, 5.1e5, 3.4e6)], crs=4326)
    fault = only_fault(read_boundary, write(metres, tmp_path / "m.gpkg"))
    assert fault.key == "tables.boundary_not_degrees"
    table = tmp_path / "t.csv"
    table.write_text("name\na\n", "utf-8")
    assert only_fault(read_boundary, table).key == "tables.not_a_map"


@pytest.mark.parametrize("datum", ["gcj02", "cgcs2000", "bd09"])
def test_a_boundary_in_another_datum_that_is_beyond_the_earth(tmp_path: Path, datum: str) -> None:
    """The message names the file, whatever the coordinates are said to be in."""
    beyond = gpd.GeoDataFrame(geometry=[shapely.box(114, 30, 181, 31)], crs=4326)
    fault = only_fault(partial(read_boundary, datum=datum), write(beyond, tmp_path / "b.gpkg"))
    assert (fault.key, fault.file) == ("coords.not_degrees", "b.gpkg")


def test_a_self_crossing_boundary_is_mended(tmp_path: Path) -> None:
    """A bow-tie becomes two triangles instead of an error."""
    bow = shapely.Polygon([(114, 30), (114.2, 30.2), (114.2, 30), (114, 30.2)])
    frame = gpd.GeoDataFrame(geometry=[bow], crs=4326)
    outline = read_boundary(write(frame, tmp_path / "b.geojson")).geometry[0]
    assert outline.is_valid
    assert np.isclose(outline.area, 0.02)


def test_faults_of_a_layer_name_its_rows(tmp_path: Path) -> None:
    """The first shape of a layer is row 2, as in a table of its attributes."""
    frame = estates()
    frame["户数"] = ["x", 120, 300]
    found = faults_of(read_estates, write(frame, tmp_path / "estates.gpkg"))
    assert [(f.row, f.column) for f in found] == [(2, "户数")]
