"""Positions under any header and in any cell: read with their datum, or told."""

import pytest
import shapely

from geo.coords import distance_m, from_wgs84
from geo.tables import read_estates, read_stations
from tests.tables.lists import Write, keys, only_fault

LON, LAT = 114.2, 30.5
START = ["小区编号", "小区名称", "街道", "户数"]
ROW = ["A1", "甲", "西街", 100]


def away_m(table: object) -> float:
    """Return how far the first row lies from where it should."""
    return float(distance_m(table["lon"][0], table["lat"][0], LON, LAT))  # type: ignore[index]


@pytest.mark.parametrize(
    ("lon", "lat", "datum"),
    [
        ("bd_lng", "bd_lat", "bd09"),
        ("lng_bd", "lat_bd", "bd09"),
        ("百度地图经度", "百度地图纬度", "bd09"),
        ("BD09经度", "BD09纬度", "bd09"),
        ("gd_lng", "gd_lat", "gcj02"),
        ("amap_lon", "amap_lat", "gcj02"),
        ("谷歌经度", "谷歌纬度", "gcj02"),
        ("google_lng", "google_lat", "gcj02"),
        ("经度_高德", "纬度_高德", "gcj02"),
        ("火星坐标系经度", "火星坐标系纬度", "gcj02"),
        ("txlng", "txlat", "gcj02"),
        ("wgs_lon", "wgs_lat", "wgs84"),
        ("GPS经度", "GPS纬度", "wgs84"),
        ("谷歌地球经度", "谷歌地球纬度", "wgs84"),
        ("lon_wgs84", "lat_wgs84", "wgs84"),
        ("天地图经度", "天地图纬度", "cgcs2000"),
        ("经度（2000坐标系）", "纬度（2000坐标系）", "cgcs2000"),
        ("lng", "y", "wgs84"),
        ("x", "lat", "wgs84"),
        ("JD", "WD", "wgs84"),
    ],
)
def test_headers_of_two_columns_and_their_datum(
    csv_file: Write, lon: str, lat: str, datum: str
) -> None:
    """Whatever the pair is called, it ends where it lies."""
    there = [one.item() for one in from_wgs84(LON, LAT, datum)]
    read = read_estates(csv_file([[*START, lon, lat], [*ROW, *there]]))
    assert away_m(read.table) < 0.01
    shifted = ["datum_converted"] if datum in {"bd09", "gcj02"} else []
    assert keys(read.notices) == shifted


def test_google_outside_china_is_not_shifted(csv_file: Write) -> None:
    """Google shifts its map of China only."""
    read = read_estates(csv_file([[*START, "google_lng", "google_lat"], [*ROW, 24.94, 60.17]]))
    assert distance_m(read.table["lon"][0], read.table["lat"][0], 24.94, 60.17) < 0.01


@pytest.mark.parametrize(
    ("header", "cell"),
    [
        ("坐标", "114.2,30.5"),
        ("经纬度", "(114.2，30.5)"),
        ("定位", "114.2 30.5"),
        ("location", "114.2,30.5"),
        ("位置", "114.2;30.5"),
        ("gps", "114.2,30.5"),
        ("纬经度", "30.5,114.2"),
        ("latlng", "30.5,114.2"),
        ("坐标（纬度/经度）", "30.5/114.2"),
        ("坐标", "N30.5 E114.2"),
        ("坐标", "114.2,30.5,18"),
        ("经度", "114.2,30.5"),
        ("怎么走", "经度114.2 纬度30.5"),
        ("WKT", "POINT (114.2 30.5)"),
        ("geom", "SRID=4326;POINT(114.2 30.5)"),
        ("the_geom", shapely.Point(LON, LAT).wkb_hex),
        ("geometry", "POINT Z (114.2 30.5 20)"),
        ("geojson", '{"type": "Point", "coordinates": [114.2, 30.5]}'),
        ("形状", "MULTIPOINT ((114.2 30.5))"),
        ("图形", "point(114.2,30.5)"),
    ],
)
def test_one_cell_that_holds_a_position(csv_file: Write, header: str, cell: str) -> None:
    """Both numbers in one cell, a shape as text: read by the header or by what the cell holds."""
    quoted = '"' + cell.replace('"', '""') + '"'
    read = read_estates(csv_file([[*START, header], [*ROW, quoted]]))
    assert away_m(read.table) < 0.01
    assert set(keys(read.notices)) <= {"positions_found"}


@pytest.mark.parametrize(
    ("header", "datum"), [("百度坐标", "bd09"), ("高德经纬度", "gcj02"), ("坐标_gd", "gcj02")]
)
def test_the_datum_of_one_cell(csv_file: Write, header: str, datum: str) -> None:
    """The header of a cell names the datum as that of two columns does."""
    there = ",".join(str(one.item()) for one in from_wgs84(LON, LAT, datum))
    read = read_estates(csv_file([[*START, header], [*ROW, f'"{there}"']]))
    assert away_m(read.table) < 0.01


def test_the_datum_of_a_shape(csv_file: Write) -> None:
    """A shape that names its reference system is read in it, row by row."""
    x, y = (one.item() for one in from_wgs84(LON, LAT, "EPSG:4547"))
    rows = [[*ROW, f"SRID=4547;POINT({x} {y})"], ["A2", "乙", "西街", 1, f"POINT({LON} {LAT})"]]
    read = read_estates(csv_file([[*START, "shape_wkt"], *rows]))
    assert away_m(read.table) < 0.01
    assert read.table["lon"].tolist()[1] == LON


def test_areas_and_lines_as_text(csv_file: Write) -> None:
    """An area is taken at a point inside it and told; a line is refused."""
    square = '"POLYGON((114.1 30.4, 114.3 30.4, 114.3 30.6, 114.1 30.6, 114.1 30.4))"'
    read = read_estates(csv_file([[*START, "wkt"], [*ROW, square]]))
    assert keys(read.notices) == ["areas_as_points"]
    assert away_m(read.table) < 15_000
    line = '"LINESTRING(114.1 30.4, 114.3 30.6)"'
    assert only_fault(read_estates, csv_file([[*START, "wkt"], [*ROW, line]])).key.endswith(
        "line_shape"
    )


def test_two_columns_go_before_one_cell(csv_file: Write) -> None:
    """A cell fills in where the two columns are blank."""
    rows = [[*ROW, LON, LAT, "POINT(1 1)"], ["A2", "乙", "西街", 1, "", "", "POINT(114.21 30.51)"]]
    read = read_estates(csv_file([[*START, "经度", "纬度", "WKT"], *rows]))
    assert read.table["lon"].tolist() == [LON, 114.21]


@pytest.mark.parametrize(
    ("headers", "cells"),
    [
        (["坐标一", "坐标二"], [LON, LAT]),
        (["墨卡托X", "墨卡托Y"], [12712686, 3569000]),
        (["mercator_x", "mercator_y"], [12712686, 3569000]),
        (["geohash"], ["wt3mf"]),
        (["地理哈希"], ["wt3mf"]),
        (["搜狗经度", "搜狗纬度"], [LON, LAT]),
        (["mapbar_lng", "mapbar_lat"], [LON, LAT]),
    ],
)
def test_what_looks_like_positions_and_is_not_read_is_told(
    headers: list[str], cells: list[object], csv_file: Write
) -> None:
    """An estate is not unsure in silence."""
    path = csv_file([[*START, *headers], [*ROW, *cells]])
    assert "positions_unread" in keys(read_estates(path).notices)
    half = csv_file([[*START, "经度"], [*ROW, LON]])
    assert only_fault(read_estates, half).key == "tables.half_columns"


def test_stations_by_one_cell(csv_file: Write) -> None:
    """A list that needs positions takes them from any of these forms."""
    read = read_stations(csv_file([["站点名称", "WKT"], ["西站", "POINT(114.2 30.5)"]]))
    assert read.table["lat"].tolist() == [LAT]


@pytest.mark.parametrize(
    "cell", ["POINT(114.2)", "somewhere", "POINT(nan nan)", "[]", "POINT(a b)"]
)
def test_shapes_that_are_none(csv_file: Write, cell: str) -> None:
    """What cannot be read as a shape is a fault of its cell."""
    fault = only_fault(read_estates, csv_file([[*START, "WKT"], [*ROW, cell]]))
    assert (fault.key, fault.row, fault.column) == ("tables.not_a_position", 2, "WKT")


def test_a_blank_position_error_is_none(csv_file: Write) -> None:
    """The column is known; blank cells stay blank, metres are read."""
    rows = [[*ROW, ""], ["A2", "乙", "西街", 1, "约50米"]]
    read = read_estates(csv_file([[*START, "位置误差（米）"], *rows]))
    assert read.table["position_error_m"].fillna(-1).tolist() == [-1, 50]


@pytest.mark.parametrize("datum", ["gcj02", "bd09", "wgs84"])
def test_a_plain_pair_beside_one_that_names_its_datum(csv_file: Write, datum: str) -> None:
    """What 经度 is in follows from 百度经度 beside it, to the metre."""
    plain = [one.item() for one in from_wgs84([LON], [LAT], datum)]
    baidu = [one.item() for one in from_wgs84([LON], [LAT], "bd09")]
    header = [*START, "经度", "纬度", "百度经度", "百度纬度"]
    read = read_estates(csv_file([header, [*ROW, *plain, *baidu]]))
    assert away_m(read.table) < 1
    assert ("datum_found" in keys(read.notices)) == (datum != "wgs84")


def test_two_pairs_that_contradict_each_other_are_told(csv_file: Write) -> None:
    """Two positions of one estate that lie apart are a notice with the metres."""
    header = [*START, "经度", "纬度", "百度经度", "百度纬度"]
    read = read_estates(csv_file([header, [*ROW, LON, LAT, 114.3, 30.6]]))
    assert "positions_differ" in keys(read.notices)


@pytest.mark.parametrize(
    ("heading", "datum"), [("百度坐标", "bd09"), ("高德", "gcj02"), ("坐标（GCJ02）", "gcj02")]
)
def test_a_heading_over_both_columns_names_the_datum(
    workbook: Write, heading: str, datum: str
) -> None:
    """百度坐标 over 经度 and 纬度 is a pair of Baidu."""
    lon, lat = (one.item() for one in from_wgs84([LON], [LAT], datum))
    rows = [[*START, heading, None], [None, None, None, None, "经度", "纬度"], [*ROW, lon, lat]]
    read = read_estates(workbook({"台账": rows}, {"台账": ["E1:F1"]}))
    assert away_m(read.table) < 0.01


def test_a_slip_in_two_pairs_names_its_row(csv_file: Write) -> None:
    """A latitude of 95 in both pairs is a fault of its row; the other rows tell the datum."""
    header = [*START, "经度", "纬度", "百度经度", "百度纬度"]
    rows = [[*ROW, LON, LAT, LON, LAT], ["A2", "乙", "西街", 1, LON, 95.0, LON, 95.0]]
    fault = only_fault(read_estates, csv_file([header, *rows]))
    assert (fault.row, fault.column) == (3, "经度")
