"""Positions: every datum becomes WGS-84, every doubtful number is told."""

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.coords import distance_m, from_wgs84
from geo.tables import read_candidates, read_estates, read_stations
from geo.tables.journal import Journal
from geo.tables.origin import Origin
from geo.tables.positions import PositionRules, locate
from tests.tables.lists import HEADER, Write, faults_of, keys, only_fault, rows

LON, LAT = [114.201, 114.205, 114.211], [30.551, 30.552, 30.549]
DISTRICT = shapely.box(114.15, 30.50, 114.28, 30.60)


def shifted(datum: str) -> list[list[object]]:
    """Return the three estates with their positions in a datum."""
    lon, lat = from_wgs84(LON, LAT, datum)
    return rows(经度=lon.tolist(), 纬度=lat.tolist())


@pytest.mark.parametrize("datum", ["gcj02", "bd09", "EPSG:4547", "EPSG:4526", "EPSG:32650"])
def test_a_stated_datum_is_converted_and_the_original_kept(csv_file: Write, datum: str) -> None:
    """Positions come out in WGS-84 within a millimetre; what stood in the file stays beside."""
    table = shifted(datum)
    read = read_estates(csv_file([HEADER, *table]), datum=datum)
    away = distance_m(read.table["lon"], read.table["lat"], LON, LAT)
    assert away.max() < 1e-3
    assert read.table["given_lon"].tolist() == [row[6] for row in table]
    assert read.table["given_datum"].tolist() == [datum] * 3
    assert read.table["datum"].tolist() == ["wgs84"] * 3
    assert keys(read.notices) == ["datum_converted"]


def test_rows_may_name_their_own_datum(csv_file: Write) -> None:
    """A column of datums is followed row by row."""
    gcj, bd = from_wgs84(LON[0], LAT[0], "gcj02"), from_wgs84(LON[1], LAT[1], "bd09")
    table = rows(
        经度=[gcj[0].item(), bd[0].item(), LON[2]], 纬度=[gcj[1].item(), bd[1].item(), LAT[2]]
    )
    table = [[*row, datum] for row, datum in zip(table, ["高德", "百度", ""], strict=True)]
    read = read_estates(csv_file([[*HEADER, "坐标系"], *table]))
    assert distance_m(read.table["lon"], read.table["lat"], LON, LAT).max() < 1e-3


def test_a_header_may_name_the_datum(csv_file: Write) -> None:
    """高德经度 is read as GCJ-02 without being told."""
    header = [h.replace("经度", "高德经度").replace("纬度", "高德纬度") for h in HEADER]
    read = read_estates(csv_file([header, *shifted("gcj02")]))
    assert distance_m(read.table["lon"], read.table["lat"], LON, LAT).max() < 1e-3


def test_an_unknown_datum_of_a_row_is_a_fault(csv_file: Write) -> None:
    """The valid datums are listed."""
    table = [[*row, "北京54"] for row in rows()]
    found = faults_of(read_estates, csv_file([[*HEADER, "坐标系"], *table]))
    assert {f.key for f in found} == {"tables.unknown_choice"}
    assert "gcj02" in found[0].sentence("en")


def test_all_positions_swapped_is_one_fault_with_a_remedy(csv_file: Write) -> None:
    """Exchanged columns are told once, and can be read exchanged."""
    path = csv_file([HEADER, *rows(经度=LAT, 纬度=LON)])
    fault = only_fault(read_estates, path)
    assert (fault.key, fault.column) == ("tables.columns_swapped", "经度")
    read = read_estates(path, axis_order="lat_lon")
    assert read.table["lon"].tolist() == LON


def test_one_position_swapped_is_named(csv_file: Write) -> None:
    """A single exchanged row is named with its numbers."""
    table = rows(经度=[LON[0], LAT[1], LON[2]], 纬度=[LAT[0], LON[1], LAT[2]])
    fault = only_fault(read_estates, csv_file([HEADER, *table]))
    assert (fault.key, fault.row) == ("tables.position_swapped", 3)


def test_a_fault_of_a_position_in_one_cell_is_told_under_its_header(csv_file: Write) -> None:
    """Where both numbers stand in one cell, that cell is named, so that it can be corrected."""
    pairs = [f"{lon}，{lat}" for lon, lat in zip(LON, LAT, strict=True)]
    pairs[1] = f"{LAT[1]}，{LON[1]}"
    kept = [place for place, name in enumerate(HEADER) if name not in {"经度", "纬度"}]
    table = [
        [*(row[place] for place in kept), pair] for row, pair in zip(rows(), pairs, strict=True)
    ]
    header = [*(HEADER[place] for place in kept), "坐标"]
    fault = only_fault(read_estates, csv_file([header, *table]))
    assert (fault.key, fault.row, fault.column) == ("tables.position_swapped", 3, "坐标")


def test_a_swap_that_is_legal_is_seen_by_the_boundary(csv_file: Write) -> None:
    """In Helsinki both orders are legal degrees; only the exchanged one lies in the district."""
    helsinki = shapely.box(24.8, 60.1, 25.1, 60.3)
    table = rows(经度=[24.94, 60.17, 24.95], 纬度=[60.17, 24.94, 60.18])
    fault = only_fault(read_estates, csv_file([HEADER, *table]), boundary=helsinki)
    assert (fault.key, fault.row) == ("tables.position_swapped", 3)


def test_metres_with_the_number_of_their_zone_ask_for_the_grid(csv_file: Write) -> None:
    """Eastings of 38 million are told to be zone 38, with the code to state."""
    fault = only_fault(read_estates, csv_file([HEADER, *shifted("EPSG:4526")]))
    assert fault.key == "tables.grid_with_prefix"
    assert fault.params["prefix"] == 38
    assert "EPSG:4526" in fault.sentence("en")


@pytest.mark.parametrize(
    ("boundary", "codes"),
    [(None, ["EPSG:4547"]), (DISTRICT, ["EPSG:4547 (3°, 114°E)", "EPSG:4509"])],
)
def test_metres_without_a_meridian_ask_for_it(
    csv_file: Write, boundary: shapely.Polygon | None, codes: list[str]
) -> None:
    """Eastings of 500 thousand ask for the meridian; the boundary names the likely ones."""
    fault = only_fault(read_estates, csv_file([HEADER, *shifted("EPSG:4547")]), boundary=boundary)
    assert fault.key == "tables.grid_without_meridian"
    assert all(code in fault.sentence("en") for code in codes)


def test_the_wrong_grid_is_told(csv_file: Write) -> None:
    """An easting without its zone's number lies nowhere in the grid that has it."""
    fault = only_fault(read_estates, csv_file([HEADER, *shifted("EPSG:4547")]), datum="EPSG:4526")
    assert fault.key == "tables.outside_datum"


def test_northing_first_as_surveyors_write_it(csv_file: Write) -> None:
    """X for north and Y for east is read so, with a notice."""
    easting, northing = from_wgs84(LON, LAT, "EPSG:4547")
    header = [*HEADER[:6], "X", "Y"]
    table = rows(经度=northing.tolist(), 纬度=easting.tolist())
    read = read_estates(csv_file([header, *table]), datum="EPSG:4547")
    assert distance_m(read.table["lon"], read.table["lat"], LON, LAT).max() < 1e-3
    assert keys(read.notices) == ["axes_turned", "datum_converted"]


def test_a_datum_without_a_public_conversion_is_told(csv_file: Write) -> None:
    """Xian 1980 is read with a warning of its error."""
    read = read_estates(csv_file([HEADER, *shifted("EPSG:2383")]), datum="EPSG:2383")
    assert "datum_approximate" in keys(read.notices)


@pytest.mark.parametrize(
    ("lon", "lat", "key"),
    [
        ("", 30.55, "half_position"),
        (114.2, "", "half_position"),
        ("abc", 30.55, "not_an_angle"),
        ("inf", 30.55, "not_an_angle"),
        (0, 0, "zero_position"),
        (999, 30.5, "impossible_position"),
        (1142010, 30.55, "impossible_position"),
    ],
)
def test_impossible_positions_are_named(
    csv_file: Write, lon: object, lat: object, key: str
) -> None:
    """Half, unreadable, zero and impossible positions are faults of their row."""
    table = rows(经度=[LON[0], lon, LON[2]], 纬度=[LAT[0], lat, LAT[2]])
    assert f"tables.{key}" in [
        f.key for f in faults_of(read_estates, csv_file([HEADER, *table])) if f.row == 3
    ]


def test_no_position_is_kept_for_estates_and_refused_for_stations(csv_file: Write) -> None:
    """An estate may wait for its position; a station or a site may not."""
    table = rows(经度=[LON[0], "", LON[2]], 纬度=[LAT[0], "", LAT[2]])
    read = read_estates(csv_file([HEADER, *table]))
    assert read.table.geometry.isna().tolist() == [False, True, False]
    for reader, name in ((read_stations, "站点名称"), (read_candidates, "站址名称")):
        fault = only_fault(reader, csv_file([[name, "经度", "纬度"], ["a", 114.2, 30.5], ["b"]]))
        assert (fault.key, fault.row) == ("tables.no_position", 3)


def test_outside_the_district(csv_file: Write) -> None:
    """A point in the next district is told with its distance; one 800 km away is a fault."""
    near = rows(经度=[LON[0], 114.30, LON[2]])
    read = read_estates(csv_file([HEADER, *near]), boundary=DISTRICT)
    (notice,) = read.notices
    assert (notice.key, notice.row) == ("tables.outside_district", 3)
    assert notice.params["km"] == pytest.approx(1.92, abs=0.05)
    far = rows(经度=[LON[0], 121.47, LON[2]], 纬度=[LAT[0], 31.23, LAT[2]])
    fault = only_fault(read_estates, csv_file([HEADER, *far]), boundary=DISTRICT)
    assert (fault.key, fault.row) == ("tables.far_outside", 3)
    assert 650 < fault.params["km"] < 750


def test_without_a_boundary_the_loner_is_told(csv_file: Write) -> None:
    """One row far from all others is doubtful; rows all over the country are not."""
    far = rows(经度=[LON[0], 121.47, LON[2]], 纬度=[LAT[0], 31.23, LAT[2]])
    read = read_estates(csv_file([HEADER, *far]))
    assert [(n.key, n.row) for n in read.notices] == [("tables.far_from_rest", 3)]
    spread = rows(经度=[87.6, 121.47, 114.2], 纬度=[43.8, 31.23, 30.5])
    assert read_estates(csv_file([HEADER, *spread])).notices == []


def test_degrees_and_minutes_and_one_cell(csv_file: Write) -> None:
    """Sexagesimal positions and both numbers in one cell are read, and told."""
    header = ["小区名称", "街道", "户数", "坐标"]
    table = [["a", "s", 1, '"114.2,30.5"'], ["b", "s", 1, "114°12'E；30°30'N"], ["c", "s", 1, ""]]
    read = read_estates(csv_file([header, *table]))
    assert read.table["lon"].tolist()[:2] == [114.2, 114.2]
    assert read.table["lat"].tolist()[:2] == [30.5, 30.5]
    assert read.table.geometry.isna().tolist() == [False, False, True]


@given(st.lists(st.tuples(st.floats(73.6, 135), st.floats(18, 53)), min_size=1, max_size=8))
def test_any_positions_come_back(places: list[tuple[float, float]]) -> None:
    """Whatever the places, reading what was written in BD-09 gives them back."""
    lon, lat = np.array(places).T
    there = from_wgs84(lon, lat, "bd09")
    n = len(places)
    origin = Origin(("f",), ({},), np.zeros(n, np.int64), np.arange(n))
    values = pd.DataFrame({"lon": there[0], "lat": there[1], "datum": pd.Series([""] * n)})
    journal = Journal()
    located = locate(values, PositionRules(datum="bd09"), origin, journal)
    assert distance_m(located["lon"], located["lat"], lon, lat).max() < 1e-3
    assert journal.fault_count == 0
