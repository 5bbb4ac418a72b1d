"""Other programs read the same numbers back."""

import json
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely

from geo.coords import distance_m, from_wgs84
from geo.errors import InputError, SourceError
from geo.i18n import translator
from geo.plan_tables import (
    COLUMNS,
    cell_value,
    known_column,
    worded_estates,
    worded_stations,
    worded_zones,
)
from geo.report import browser, pdf
from geo.report.archive import write_archive
from geo.report.dxf import write_dxf
from geo.report.exchange import write_geojson, write_geoparquet, write_shapefiles
from geo.report.geopackage import LAYERS, is_somewhere
from geo.report.kml import write_kml
from geo.tables import read_estates

KML = "{http://www.opengis.net/kml/2.2}"


def test_geojson_holds_every_layer(plan: Any, tmp_path: Path) -> None:
    """WGS-84, no NaN, the columns of the csv."""
    files = write_geojson(plan, tmp_path, language="zh")
    assert [file.name for file in files] == [f"{name}.geojson" for name in LAYERS]
    text = files[0].read_text(encoding="utf-8")
    assert "NaN" not in text
    features = json.loads(text)["features"]
    assert len(features) == 12
    assert features[0]["properties"]["estate_id"] == "001"
    assert features[3]["properties"]["drive_min"] is None
    assert features[7]["geometry"] is None


def test_geoparquet_comes_back(plan: Any, tmp_path: Path) -> None:
    """Types, shapes and datum survive."""
    files = write_geoparquet(plan, tmp_path, language="zh")
    estates = gpd.read_parquet(files[0])
    assert estates.crs == "EPSG:4326"
    assert estates["households"].sum() == 8496
    assert estates.geometry.isna().sum() == 1


def test_shapefiles_are_gbk_with_short_names(plan: Any, tmp_path: Path) -> None:
    """Field names of at most five characters, text intact, equal bytes on a second run."""
    path = tmp_path / "plan.shp.zip"
    assert write_shapefiles(plan, path, language="zh") == []
    estates = pyogrio.read_dataframe(f"/vsizip/{path}/estates.shp", encoding="GBK")
    assert all(len(name) <= 5 for name in estates.columns if name != "geometry")
    assert estates["名称"].tolist()[0] == "龙灯里1号院"
    assert estates["小区编号"].tolist()[0] == "001"
    assert estates["户数"].sum() == 8496
    with zipfile.ZipFile(path) as archive:
        assert archive.read("zones.cpg") == b"GBK"
    write_shapefiles(plan, tmp_path / "again.zip", language="zh")
    assert (tmp_path / "again.zip").read_bytes() == path.read_bytes()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_short_names_fit_a_dbase_field(language: str) -> None:
    """Ten bytes in GBK, for every column in both languages."""
    t, keys = translator(language), [column.short_key for column in COLUMNS.values()]
    assert max(len(t(key).encode("gbk")) for key in keys if key) <= 10


def test_what_gbk_cannot_write_is_told(make_plan: Any, tmp_path: Path) -> None:
    """A rare sign becomes a question mark, a long name is cut, and both are named."""
    names = ["𠮷祥里", "汉" * 200, *"abcdefghij"]
    notices = write_shapefiles(make_plan(names=names), tmp_path / "x.zip", language="zh")
    assert {notice.params["written"] for notice in notices} >= {"?祥里", "汉" * 127}
    assert "𠮷祥里" in notices[0].sentence("zh")


def test_kml_has_folders_chinese_keys_and_a_datum(plan: Any, tmp_path: Path) -> None:
    """In GCJ-02 an estate lies where Amap would show it, some 580 m off."""
    path = tmp_path / "plan.kml"
    write_kml(plan, path, language="zh", datum="高德")
    root = ET.parse(path).getroot()
    folders = {folder.findtext(f"{KML}name"): folder for folder in root.iter(f"{KML}Folder")}
    assert list(folders) == ["片区", "小区", "应急维修站"]
    first = folders["小区"].find(f"{KML}Placemark")
    assert first is not None
    keys = {data.get("name"): data.text for data in first.iter(f"{KML}SimpleData")}
    assert keys["户数"] == "48"
    assert keys["结论"] == "达标"
    lon, lat = map(float, first.findtext(f"{KML}Point/{KML}coordinates", "").split(","))
    assert distance_m(lon, lat, *from_wgs84(114.201, 30.541, "gcj02")) < 0.05
    assert 300 < distance_m(lon, lat, 114.201, 30.541) < 800
    assert "GCJ02" in root.findtext(f"{KML}Document/{KML}description", "")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.behaviour
def test_kml_opens_in_gdal_column_by_column(plan: Any, tmp_path: Path, language: str) -> None:
    """GDAL, and QGIS with it, reads every column of every folder as it was written, none merged."""
    path = tmp_path / "plan.kml"
    write_kml(plan, path, language=language)
    t = translator(language)
    tables = (
        worded_zones(plan, t),
        worded_estates(plan, t, language),
        worded_stations(plan, t),
    )
    layers = [str(name) for name, _ in pyogrio.list_layers(path)]
    assert layers == [t(f"report.{name}") for name in ("zones", "estates", "stations")]
    schemas = ET.parse(path).getroot().iter(f"{KML}Schema")
    for name, table, schema in zip(layers, tables, schemas, strict=True):
        frame = pyogrio.read_dataframe(path, layer=name)
        assert {str(field.get("name")) for field in schema} <= set(frame.columns)
        assert len(frame) == len(table)
        columns = {c: known_column(c, t) for c in table.columns if _has_header(c)}
        written = {c: column for c, column in columns.items() if column.header in frame.columns}
        assert len(written) >= 5
        for field, column in written.items():
            for was, now in zip(table[field], frame[column.header], strict=True):
                cell = cell_value(was, column.kind)
                if cell is None or cell == "":
                    assert pd.isna(now) or now == ""
                else:
                    assert now == pytest.approx(cell, rel=1e-8) if column.is_number else now == cell


def _has_header(field: str) -> bool:
    try:
        known_column(field, translator("en"))
    except KeyError:
        return False
    return True


def test_kml_in_a_shifted_datum_is_read_back_as_meant(plan: Any, tmp_path: Path) -> None:
    """A file of ours says which datum it is in: reading it as a list gives WGS-84 again."""
    path = tmp_path / "plan.kml"
    write_kml(plan, path, language="zh", datum="gcj02")
    read = read_estates(path, layer="小区")
    where = plan.estates.geometry[[is_somewhere(shape) for shape in plan.estates.geometry]]
    known = read.table["lon"].notna().to_numpy()
    assert known.sum() == len(where)
    away = distance_m(read.table["lon"][known], read.table["lat"][known], where.x, where.y)
    assert away.max() < 0.02


def test_kml_refuses_an_unknown_datum(plan: Any, tmp_path: Path) -> None:
    """The message lists the valid ones."""
    with pytest.raises(InputError, match="gcj02"):
        write_kml(plan, tmp_path / "x.kml", language="zh", datum="mars2000")


def test_hostile_names_are_text_in_kml(make_plan: Any, tmp_path: Path) -> None:
    """Entities and CDATA in a name stay characters."""
    hostile = ["]]><script>&xxe;", *(f"n{i}" for i in range(11))]
    path = tmp_path / "plan.kml"
    write_kml(make_plan(names=hostile), path, language="zh")
    names = [name.text for name in ET.parse(path).iter(f"{KML}name")]
    assert hostile[0] in names


def test_whom_the_roads_are_owed_to_is_no_markup_in_kml(make_plan: Any, tmp_path: Path) -> None:
    """Map apps read a description as HTML: what a road file says of itself is text there."""
    plan = make_plan()
    said = "<img src=x onerror=alert(1)>"
    plan.road_map = replace(plan.road_map, attribution=said)
    path = tmp_path / "plan.kml"
    write_kml(plan, path, language="zh")
    description = ET.parse(path).getroot().findtext(f"{KML}Document/{KML}description", "")
    assert "<" not in description
    assert "&lt;img" in description


def test_archives_depend_on_content_alone(tmp_path: Path) -> None:
    """Equal files, equal bytes; Chinese names and the comment survive."""
    folder = tmp_path / "汉阳"
    (folder / "子").mkdir(parents=True)
    (folder / "子" / "小区.csv").write_text("a")
    (folder / "plan.json").write_text("{}")
    write_archive(folder, tmp_path / "one.zip", comment="run 3f9a")
    (folder / "plan.json").write_text("{}")
    write_archive(folder, tmp_path / "two.zip", comment="run 3f9a")
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        assert archive.namelist() == ["plan.json", "子/小区.csv"]
        assert archive.comment == b"run 3f9a"


def test_a_missing_browser_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without Chromium the message says how to print by hand."""
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("PROGRAMFILES", str(tmp_path))
    with pytest.raises(SourceError, match="print it to PDF"):
        pdf.write_pdf(tmp_path / "report.html", tmp_path / "report.pdf")


@pytest.mark.browser
def test_the_report_becomes_a_pdf(plan: Any, tmp_path: Path) -> None:
    """By the installed browser, if there is one."""
    from geo.report.report_html import report_page

    if browser.find_browser() is None:
        pytest.skip("no browser is installed: apt-get install chromium")
    (tmp_path / "report.html").write_text(report_page(plan, language="zh"), encoding="utf-8")
    pdf.write_pdf(tmp_path / "report.html", tmp_path / "report.pdf")
    data = (tmp_path / "report.pdf").read_bytes()
    assert data.startswith(b"%PDF")
    assert np.frombuffer(data, np.uint8).size > 20_000


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.behaviour
def test_dxf_states_its_code_page_truly(make_plan: Any, tmp_path: Path, language: str) -> None:
    """The bytes are what the header says, and what the code page lacks is escaped."""
    names = ["𠮷祥里", "䶮湾", "A\\U+0041", "한강", *(f"第{i}小区" for i in range(8))]
    plan = make_plan(names=names)
    path = tmp_path / "plan.dxf"
    assert write_dxf(plan, path, language=language) == "EPSG:4547"
    content = path.read_bytes()
    assert b"$DWGCODEPAGE\n3\nANSI_936\n" in content
    content.decode("gbk")
    assert b"\\U+D842\\U+DFB7" in content
    write_dxf(plan, tmp_path / "again.dxf", language=language)
    assert (tmp_path / "again.dxf").read_bytes() == content


def test_dxf_is_read_back_cell_by_cell(make_plan: Any, tmp_path: Path) -> None:
    """Read as a list: names, households, streets of the plan, positions within a millimetre."""
    names = ["𠮷祥里", "䶮湾", "한강", *(f"第{i}小区" for i in range(9))]
    plan = make_plan(names=names)
    path = tmp_path / "plan.dxf"
    grid = write_dxf(plan, path, language="zh")
    read = read_estates(path, layer="ESTATE", datum=grid)
    placed = plan.estates[[is_somewhere(shape) for shape in plan.estates.geometry]]
    for column in ("estate_id", "name", "street", "households"):
        assert read.table[column].tolist() == placed[column].tolist()
    where = placed.geometry
    assert distance_m(read.table["lon"], read.table["lat"], where.x, where.y).max() < 1e-3
    entities = pyogrio.read_dataframe(path, layer="entities", INLINE_BLOCKS="NO")
    outlines = entities[entities.geom_type == "LineString"]
    assert set(outlines["Layer"]) == {"片区"}
    assert len(outlines) == sum(len(shapely.get_parts(shape)) for shape in plan.zones.geometry)
