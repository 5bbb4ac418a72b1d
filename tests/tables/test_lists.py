"""Each list: what it needs, what it fills in, what it finds doubtful."""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from geo.errors import TableError
from geo.tables import (
    SCORES,
    read_boundary,
    read_calls,
    read_candidates,
    read_estates,
    read_gates,
    read_gazetteer,
    read_names,
    read_places,
    read_stations,
    read_zones,
    totals_apart,
)
from geo.tables.list_schemas import LIST_SCHEMAS, Kind, ListSchema
from geo.tables.validation import pandera_schema_of
from tests.tables.lists import HEADER, ROWS, Write, faults_of, keys, only_fault, rows


@pytest.mark.parametrize("workspace", ["toy", "hanyang"])
def test_the_embedded_workspaces_are_clean(workspace: str, repository: Path) -> None:
    """The lists that come with the product are read without a fault or a doubt."""
    folder = repository / "data" / workspace
    boundary = read_boundary(folder / "boundary.geojson")
    for name, read in (
        ("estates", read_estates),
        ("stations", read_stations),
        ("gates", read_gates),
        ("candidates", read_candidates),
    ):
        path = folder / f"{name}.csv"
        if path.is_file():
            assert keys(read(path, boundary=boundary).notices) in ([], ["columns_kept"])


def test_columns_and_types_of_estates(csv_file: Write) -> None:
    """Every column of the list is there, in order, with its type, whatever the file has."""
    read = read_estates(csv_file([HEADER, *ROWS]))
    table = read.table
    assert table.crs.to_epsg() == 4326
    assert list(table.columns[:8]) == [
        "estate_id",
        "name",
        "address",
        "street",
        "community",
        "households",
        "residents",
        "buildings",
    ]
    assert set(SCORES) <= set(table.columns)
    assert table["households"].dtype == "int64"
    assert table["built_year"].dtype == "Int64"
    assert (table["operator"] == "").all()
    assert table["floor_area_m2"].isna().all()


@pytest.mark.parametrize("schema", LIST_SCHEMAS)
def test_schemas_know_every_column(schema: ListSchema) -> None:
    """The schema of a list checks each of its columns."""
    expected = {c.name for c in schema.columns if c.kind not in {Kind.POSITION, Kind.SHAPE}}
    assert set(pandera_schema_of(schema).columns) == expected


def test_columns_without_a_meaning_are_kept(csv_file: Write) -> None:
    """What the list does not know stays under its own header, and is told."""
    table = [[*row, f"联系人{i}"] for i, row in enumerate(ROWS)]
    read = read_estates(csv_file([[*HEADER, "联系人"], *table]))
    assert read.table["联系人"].tolist() == ["联系人0", "联系人1", "联系人2"]
    assert keys(read.notices) == ["columns_kept"]


@pytest.mark.parametrize(
    ("second", "key"),
    [
        ("A-1", "duplicate_id"),
        ("a-1", "id_differs_by_case"),
        ("A -1", "id_differs_by_case"),
        ("Ａ-１", "id_differs_by_case"),
    ],
)
def test_ids_that_repeat_name_both_rows(csv_file: Write, second: str, key: str) -> None:
    """An id twice, or the same but for case, width or blanks, is an error with both rows."""
    fault = only_fault(read_estates, csv_file([HEADER, *rows(小区编号=["A-1", second, "A-3"])]))
    assert fault.key == f"tables.{key}"
    assert (fault.row, fault.params["other_row"]) == (3, 2)


@pytest.mark.parametrize(
    ("cell", "key"),
    [
        ("", "missing_value"),
        ("-5", "out_of_range"),
        ("NaN", "missing_value"),
        ("9999999", "out_of_range"),
        ("300-350", "not_a_number"),
        ("12.5", "not_whole"),
        ("无", "missing_value"),
    ],
)
def test_impossible_households(csv_file: Write, cell: str, key: str) -> None:
    """Missing, negative, absurd, ambiguous and broken numbers are faults of their cell."""
    fault = only_fault(read_estates, csv_file([HEADER, *rows(户数=[200, cell, 300])]))
    assert (fault.key, fault.row, fault.column) == (f"tables.{key}", 3, "户数")


def test_zero_households_are_legal(csv_file: Write) -> None:
    """An estate that is being emptied has none."""
    read = read_estates(csv_file([HEADER, *rows(户数=[0, 120, 300])]))
    assert read.table["households"].tolist() == [0, 120, 300]


def test_unlikely_residents_and_names_twice(csv_file: Write) -> None:
    """Twenty people in a flat and a name twice in a street are doubted, not refused."""
    table = rows(人数=[4200, 250, 640], 小区名称=["柳巷小区", "柳巷 小区", "柳巷小区"])
    read = read_estates(csv_file([HEADER, *table]))
    assert [(k, n.row) for k, n in zip(keys(read.notices), read.notices, strict=True)] == [
        ("residents_unlikely", 2),
        ("same_name", 3),
    ]


def test_optional_values_that_cannot_be_read_are_left_blank(csv_file: Write) -> None:
    """A year that is none does not stop the list; it is told and left blank."""
    table = [[*row, year] for row, year in zip(ROWS, ["1997年", "民国", "90年代"], strict=True)]
    read = read_estates(csv_file([[*HEADER, "建成年份"], *table]))
    assert read.table["built_year"].fillna(0).tolist() == [1997, 0, 1990]
    assert sorted(keys(read.notices)) == ["left_blank", "number_read", "number_read"]


def test_a_floor_area_in_ten_thousands(csv_file: Write) -> None:
    """The unit of the header counts, and is told."""
    table = [[*row, area] for row, area in zip(ROWS, [2.8403, 1, ""], strict=True)]
    read = read_estates(csv_file([[*HEADER, "建筑面积（万㎡）"], *table]))
    assert read.table["floor_area_m2"].tolist()[:2] == [28_403, 10_000]
    assert keys(read.notices) == ["unit_factor"]


def test_a_list_without_ids_is_numbered(csv_file: Write) -> None:
    """Rows get ids in order, and the notice says so."""
    read = read_estates(csv_file([HEADER[1:], *(row[1:] for row in ROWS)]))
    assert read.table["estate_id"].tolist() == ["E0001", "E0002", "E0003"]
    assert keys(read.notices) == ["ids_numbered"]


def test_a_street_written_once_over_its_estates(csv_file: Write) -> None:
    """Text saved from merged cells is filled down; a street that comes twice is not guessed at."""
    read = read_estates(csv_file([HEADER, *rows(街道=["西街", "", "东街"])]))
    assert read.table["street"].tolist() == ["西街", "西街", "东街"]
    assert keys(read.notices) == ["written_once_filled"]
    found = faults_of(read_estates, csv_file([HEADER, *rows(街道=["", "西街", "东街"])]))
    assert [(f.key, f.row, f.column) for f in found] == [("tables.missing_value", 2, "街道")]


def test_many_remarks_of_a_kind_are_counted(csv_file: Write) -> None:
    """Three hundred rows with the same flaw are 200 remarks and one that counts the rest."""
    table = [[f"n{i}", "s", f"{i}户"] for i in range(300)]
    read = read_estates(csv_file([["小区名称", "街道", "户数"], *table]))
    told = [n for n in read.notices if n.column == "户数"]
    assert keys(told).count("number_read") == 200
    assert [n.params["count"] for n in told if n.key == "tables.more"] == [100]
    bad = [[f"n{i}", "s", "x"] for i in range(300)]
    with pytest.raises(TableError) as caught:
        read_estates(csv_file([["小区名称", "街道", "户数"], *bad]))
    assert caught.value.params["count"] == 300
    assert len(caught.value.faults) == 201


def test_stations_and_their_defaults(csv_file: Write) -> None:
    """A station has one crew and is open where the file does not say."""
    header = ["站点编号", "站点名称", "经度", "纬度"]
    read = read_stations(csv_file([header, ["S1", "西站", 114.2, 30.5]]))
    assert read.table[["crews", "status"]].iloc[0].tolist() == [1, "open"]
    header += ["班组数", "状态", "启用年份"]
    read = read_stations(csv_file([header, ["S1", "西站", 114.2, 30.5, "4个", "规划", "2011年"]]))
    assert read.table[["crews", "status", "opened_year"]].iloc[0].tolist() == [4, "planned", 2011]
    found = faults_of(
        read_stations, csv_file([header, ["S1", "西站", 114.2, 30.5, -1, "拆除", 2011]])
    )
    assert {(f.key, f.column) for f in found} == {
        ("tables.unknown_choice", "状态"),
        ("tables.out_of_range", "班组数"),
    }
    assert "open, planned, candidate" in next(f.sentence("en") for f in found if f.column == "状态")


def test_gates_several_per_estate_with_hours(csv_file: Write) -> None:
    """Gates keep their hours as hours of the day; always open is NaN; shut ones are left out."""
    header = ["小区编号", "经度", "纬度", "开放时间", "关闭时间"]
    table = [
        ["E1", 114.20, 30.5, "06:00-22:00", ""],
        ["E1", 114.21, 30.5, "6:30", "23点"],
        ["E1", 114.22, 30.5, "全天", ""],
        ["E2", 114.23, 30.5, "", ""],
        ["E2", 114.24, 30.5, "常闭", ""],
        ["E2", 114.25, 30.5, "22:00", "06:00"],
    ]
    read = read_gates(csv_file([header, *table]))
    assert read.table["estate_id"].tolist() == ["E1", "E1", "E1", "E2", "E2"]
    np.testing.assert_array_equal(read.table["opens"], [6.0, 6.5, np.nan, np.nan, 22.0])
    np.testing.assert_array_equal(read.table["closes"], [22.0, 23.0, np.nan, np.nan, 6.0])
    assert [(k, n.row) for k, n in zip(keys(read.notices), read.notices, strict=True)] == [
        ("gate_shut", 6)
    ]
    assert read.at(4)["row"] == 7


def test_hours_that_cannot_be_read_are_faults(csv_file: Write) -> None:
    """A wrong hour would open a gate that is shut: it is not guessed at. Half is none."""
    header = ["小区编号", "经度", "纬度", "opens", "closes"]
    table = [["E1", 114.2, 30.5, "白天", ""], ["E1", 114.2, 30.5, "06:00", ""]]
    found = faults_of(read_gates, csv_file([header, *table]))
    assert [(f.key, f.row) for f in found] == [
        ("tables.not_hours", 2),
        ("tables.half_hours", 3),
    ]


def test_calls_whose_clock_runs_backwards(csv_file: Write) -> None:
    """An arrival before the report is a fault; the response is calculated where it is blank."""
    header = ["call_id", "reported_at", "departed_at", "arrived_at", "station_id"]
    good = ["1", "2026-05-01 08:00", "2026-05-01 08:03", "2026-05-01 08:15", "S1"]
    read = read_calls(csv_file([header, good]))
    assert read.table["response_min"].tolist() == [15.0]
    assert str(read.table["reported_at"].dtype).startswith("datetime64")
    bad = ["2", "2026-05-01 08:00", "2026-05-01 07:59", "", "S1"]
    fault = only_fault(read_calls, csv_file([header, good, bad]))
    assert (fault.key, fault.row, fault.column) == ("tables.clock_runs_backwards", 3, "departed_at")


def test_zones_names_and_gazetteers(csv_file: Write) -> None:
    """The present plan has one row per estate; names need no position, known places do."""
    zones = read_zones(csv_file([["片区编号", "小区编号"], ["Z1", "E1"], ["Z1", "E2"]]))
    assert zones.table["zone_id"].tolist() == ["Z1", "Z1"]
    assert (
        only_fault(read_zones, csv_file([["片区编号", "小区编号"], ["Z1", "E1"], ["Z2", "E1"]])).key
        == "tables.duplicate_id"
    )
    names = read_names(csv_file([["小区名称"], ["柳巷小区"], ["梧桐里"]]))
    assert names.table["name"].tolist() == ["柳巷小区", "梧桐里"]
    anything = read_places(csv_file([["estate_id", "lon", "lat"], ["E1", 114.2, 30.5]]))
    assert anything.table["place_id"].tolist() == ["E1"]
    places = read_gazetteer(csv_file([["名称", "经度", "纬度", "别名"], ["a", 114, 30, "b"]]))
    assert places.table["aliases"].tolist() == ["b"]


def test_totals_are_held_against_what_the_bureau_says(csv_file: Write) -> None:
    """Each total that differs is told with both figures; those that agree are not."""
    table = read_estates(csv_file([HEADER, *ROWS])).table
    assert totals_apart(table, count=3, households=620, residents=1310) == []
    (notice,) = totals_apart(table, count=3, households=700)
    assert notice.key == "tables.total_households"
    assert "620" in notice.sentence("en")
    assert "-80" in notice.sentence("zh")
    unknown = table.assign(residents=pd.array([1, None, 2], dtype="Int64"))
    assert totals_apart(unknown, residents=1) == []


def test_no_message_leaks_a_placeholder_or_a_python_value(csv_file: Write) -> None:
    """Sentences hold no None, nan or brace, in either language."""
    table = rows(户数=["x", "", -1], 经度=["", 999, 0], 纬度=[30, 999, 0])
    for fault in faults_of(read_estates, csv_file([HEADER, *table])):
        for language in ("en", "zh"):
            assert not re.search(r"None|nan|[{}]", fault.sentence(language))


def test_a_header_of_stations_without_rows_needs_no_ids(tmp_path: Path) -> None:
    """A list that is still to be filled in names no station, with ids or without."""
    for header in ("station_id,name,lon,lat", "name,lon,lat"):
        path = tmp_path / "stations.csv"
        path.write_text(f"{header}\n", encoding="utf-8")
        assert len(read_stations(path).table) == 0
