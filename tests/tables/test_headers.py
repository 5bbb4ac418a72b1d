"""Headers: found, folded, matched."""

import pytest

from geo.tables.headers import best_header_row, fold_header, match_headers
from geo.tables.list_schemas import (
    CALLS,
    CANDIDATES,
    ESTATES,
    GATES,
    GAZETTEER,
    STATIONS,
    ZONES,
    ListSchema,
)


@pytest.mark.parametrize(
    "header", ["户数", "户 数", "户数（户）", "户数(户)*", "＊户数：", "户数\n（户）", "总户数"]
)
def test_households_under_many_headers(header: str) -> None:
    """Width, blanks, ornaments, units and synonyms do not hide a column."""
    assert match_headers([header], ESTATES).header_of == {"households": header}


@pytest.mark.parametrize("schema", [ESTATES, STATIONS, CANDIDATES, GATES, CALLS, ZONES, GAZETTEER])
def test_no_header_means_two_columns(schema: ListSchema) -> None:
    """Within a list, every spelling stands for one column only."""
    spellings = [
        fold_header(text)
        for column in schema.columns
        for text in {fold_header(s): s for s in (column.name, *column.headers)}.values()
    ]
    assert len(spellings) == len(set(spellings))


@pytest.mark.parametrize("schema", [ESTATES, STATIONS, CANDIDATES, GATES, CALLS, ZONES, GAZETTEER])
def test_canonical_names_are_headers(schema: ListSchema) -> None:
    """A file with the program's own headers is understood column by column."""
    names = [column.name for column in schema.columns]
    assert match_headers(names, schema).header_of == {name: name for name in names}


def test_positions_of_one_datum_belong_together() -> None:
    """Longitude and latitude are taken from the same pair, the one in WGS-84 first."""
    headers = ["百度经度", "百度纬度", "WGS84经度", "WGS84纬度"]
    match = match_headers(headers, ESTATES)
    assert match.header_of == {"lon": "WGS84经度", "lat": "WGS84纬度"}
    assert match.datum == "wgs84"
    assert match.unused == ("百度经度", "百度纬度")


@pytest.mark.parametrize(
    ("lon", "lat", "datum"),
    [
        ("高德经度", "高德纬度", "gcj02"),
        ("经度(GCJ-02)", "纬度(GCJ-02)", "gcj02"),
        ("bd09_lng", "bd09_lat", "bd09"),
        ("经度（国家2000）", "纬度（国家2000）", "cgcs2000"),
        ("经度", "纬度", None),
    ],
)
def test_a_header_may_name_the_datum(lon: str, lat: str, datum: str | None) -> None:
    """Datum names in headers are understood."""
    match = match_headers([lon, lat], ESTATES)
    assert match.header_of == {"lon": lon, "lat": lat}
    assert match.datum == datum


def test_cut_headers_of_shapefiles() -> None:
    """A field name that lost its end is understood where the format cuts them."""
    assert match_headers(["floor_area"], ESTATES, cut=True).header_of == {
        "floor_area_m2": "floor_area"
    }
    assert match_headers(["build"], ESTATES).header_of == {}


def test_the_header_is_the_row_that_names_most_columns() -> None:
    """Titles and units above it are passed over."""
    rows = [
        ["汉阳区老旧小区台账", None, None],
        ["填报单位：房管局", None, "户数"],
        ["小区名称", "街道", "户数"],
        ["柳巷小区", "西街", 200],
    ]
    assert best_header_row(rows, ESTATES) == 2
    assert best_header_row(rows[:1], ESTATES) is None
