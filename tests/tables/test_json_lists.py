"""JSON that is no GeoJSON: lists of records as programs hand them on."""

import json
from pathlib import Path
from typing import Any

import pytest

from geo.tables import read_estates
from tests.tables.lists import HEADER, ROWS, keys, only_fault

RECORDS = [dict(zip(HEADER, row, strict=True)) for row in ROWS]
FEATURES = [
    {
        "type": "Feature",
        "properties": {k: v for k, v in record.items() if k not in {"经度", "纬度"}},
        "geometry": {"type": "Point", "coordinates": [record["经度"], record["纬度"]]},
    }
    for record in RECORDS
]
ESRI = {
    "geometryType": "esriGeometryPoint",
    "spatialReference": {"wkid": 4326},
    "fields": [{"name": name, "type": "esriFieldTypeString"} for name in HEADER[:6]],
    "features": [
        {
            "attributes": {k: str(v) for k, v in feature["properties"].items()},
            "geometry": dict(zip("xy", feature["geometry"]["coordinates"], strict=True)),
        }
        for feature in FEATURES
    ],
}


@pytest.mark.parametrize(
    "content",
    [
        RECORDS,
        {"data": RECORDS},
        {"code": 0, "result": {"rows": RECORDS, "total": 3}},
        {header: [row[i] for row in ROWS] for i, header in enumerate(HEADER)},
        {"老旧小区": RECORDS, "说明": [{"a": 1}]},
        {"type": "FeatureCollection", "features": FEATURES},
        ESRI,
    ],
)
def test_lists_wherever_they_stand(tmp_path: Path, content: Any) -> None:
    """Records at the top, under keys, by columns; GeoJSON and Esri's JSON beside them."""
    path = tmp_path / "estates.json"
    path.write_text(json.dumps(content, ensure_ascii=False), "utf-8")
    read = read_estates(path)
    assert read.table["name"].tolist() == ["柳巷小区", "梧桐里", "河沿宿舍"]
    assert read.table["households"].tolist() == [200, 120, 300]
    assert read.table["lon"].tolist() == [114.201, 114.205, 114.211]


@pytest.mark.parametrize("items", [RECORDS, FEATURES])
@pytest.mark.parametrize("separator", ["\n", "\n\x1e"])
def test_one_record_per_line(tmp_path: Path, items: list[Any], separator: str) -> None:
    """JSON lines, and GeoJSON text sequences with their separators."""
    path = tmp_path / "estates.json"
    path.write_text(separator.join(json.dumps(item) for item in items), "utf-8")
    assert read_estates(path).table["households"].tolist() == [200, 120, 300]


def test_keys_that_stand_twice_are_told(tmp_path: Path) -> None:
    """JSON keeps the last of two values: that is said."""
    path = tmp_path / "estates.json"
    path.write_text('[{"小区名称": "甲", "街道": "西街", "户数": 1, "户数": 2}]', "utf-8")
    read = read_estates(path)
    assert read.table["households"].tolist() == [2]
    assert "keys_merged" in keys(read.notices)


def test_long_ids_stay_whole(tmp_path: Path) -> None:
    """Eighteen digits as text are text; as a number they are refused as everywhere."""
    long = "420105199001011234"
    path = tmp_path / "estates.json"
    record = {**RECORDS[0], "小区编号": long}
    path.write_text(json.dumps([record]), "utf-8")
    assert read_estates(path).table["estate_id"].tolist() == [long]
    path.write_text(json.dumps([{**record, "小区编号": int(long)}]), "utf-8")
    assert only_fault(read_estates, path).key == "tables.lost_digits"


@pytest.mark.parametrize(
    ("content", "key"),
    [
        ('{"a": 1}', "json_no_list"),
        ("[1, 2]", "json_no_list"),
        ('[{"小区名称": "甲", ', "truncated"),
        ('{"type":"Topology","objects":{}}', "is_topojson"),
        ("[" * 100_000, "truncated"),
    ],
)
def test_json_that_holds_no_list(tmp_path: Path, content: str, key: str) -> None:
    """Other JSON, half of one, TopoJSON, and one that is nested without end."""
    path = tmp_path / "estates.json"
    path.write_text(content, "utf-8")
    assert only_fault(read_estates, path).key == f"tables.{key}"
