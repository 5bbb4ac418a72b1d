"""Maps whose shapes, texts or systems are none: one error that names the file."""

import json
import sqlite3
import zipfile
from pathlib import Path

import geopandas as gpd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

from geo.errors import TableError
from geo.tables import read_boundary, read_estates

AREA = gpd.GeoDataFrame(
    {"name": ["甲"]}, geometry=[shapely.box(114, 30, 114.1, 30.1)], crs="EPSG:4326"
)


def collection(path: Path, geometry: object) -> Path:
    """Write a map with one shape."""
    feature = {"type": "Feature", "properties": {}, "geometry": geometry}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    return path


@pytest.mark.parametrize(
    "ring",
    [
        [[114, 30], [114.1, 30], [114.1, 30.1]],
        [[114, 30]],
        [[114, 30], [114.1, 30], [114, 30]],
        [[114, 30], [1e400, 30], [114.1, 30.1], [114, 30]],
    ],
    ids=["open", "one point", "a line", "infinite"],
)
def test_an_outline_that_is_none(tmp_path: Path, ring: list[list[float]]) -> None:
    """What the geometry library refuses, and what it lets pass."""
    path = collection(tmp_path / "outline.geojson", {"type": "Polygon", "coordinates": [ring]})
    with pytest.raises(TableError, match=r"outline\.geojson"):
        read_boundary(path)


def test_an_outline_that_is_mended_to_areas_and_lines(tmp_path: Path) -> None:
    """Of an outline with a spike the areas count."""
    ring = [[0, 0], [1, 0], [1, 1], [2, 1], [1, 1], [0, 1], [0, 0]]
    path = collection(tmp_path / "outline.geojson", {"type": "Polygon", "coordinates": [ring]})
    assert read_boundary(path).geometry.iloc[0].equals(shapely.box(0, 0, 1, 1))


def test_a_kind_of_map_that_is_a_list(tmp_path: Path) -> None:
    """The kind of a map is a word."""
    path = tmp_path / "outline.geojson"
    path.write_text('{"type": [], "features": []}')
    with pytest.raises(TableError, match=r"outline\.geojson"):
        read_boundary(path)


def test_a_code_page_that_is_none(tmp_path: Path) -> None:
    """A zero byte in the name of the code page is not asked for."""
    AREA.to_file(tmp_path / "outline.shp", encoding="utf-8")
    (tmp_path / "outline.cpg").write_bytes(b"UT\x00-8")
    assert len(read_boundary(tmp_path / "outline.shp")) == 1


@pytest.mark.parametrize("encoding", ["utf-99", "hex", "unicode_escape"])
def test_kml_in_an_unknown_encoding(tmp_path: Path, encoding: str) -> None:
    """What the bytes prove counts, whatever the declaration says."""
    path = tmp_path / "outline.kml"
    corners = "114,30 114.1,30 114.1,30.1 114,30"
    path.write_text(
        f'<?xml version="1.0" encoding="{encoding}"?><kml><Placemark><name>甲小区</name><Polygon>'
        f"<outerBoundaryIs><LinearRing><coordinates>{corners}</coordinates></LinearRing>"
        "</outerBoundaryIs></Polygon></Placemark></kml>",
        encoding="utf-8",
    )
    assert len(read_boundary(path)) == 1


@pytest.mark.parametrize("system", ['"EPSG:99999"', '{"type": "none"}', "7"])
def test_parquet_with_an_unknown_system(tmp_path: Path, system: str) -> None:
    """The system is named, or the file counts as damaged."""
    path = tmp_path / "outline.parquet"
    AREA.to_parquet(path)
    table = pq.read_table(path)
    said = json.loads(table.schema.metadata[b"geo"])
    said["columns"]["geometry"]["crs"] = json.loads(system)
    pq.write_table(table.replace_schema_metadata({"geo": json.dumps(said)}), path)
    with pytest.raises(TableError, match=r"outline\.parquet"):
        read_boundary(path)


def test_parquet_whose_text_is_none(tmp_path: Path) -> None:
    """A text that is not UTF-8 shows when the file is read, and not later on."""
    path = tmp_path / "estates.parquet"
    AREA.to_parquet(path)
    table = pq.read_table(path)
    name = pa.array([b"\xe7\x94"]).cast(pa.binary()).view(pa.utf8())
    pq.write_table(table.set_column(0, "name", name), path)
    with pytest.raises(TableError, match=r"estates\.parquet"):
        read_estates(path)


def test_geopackage_with_an_unknown_system(tmp_path: Path) -> None:
    """A system that the file does not describe."""
    path = tmp_path / "outline.gpkg"
    AREA.to_crs("EPSG:4547").to_file(path)
    with sqlite3.connect(path) as database:
        database.execute("UPDATE gpkg_spatial_ref_sys SET definition='PROJCS[x' WHERE srs_id=4547")
        database.execute("UPDATE gpkg_spatial_ref_sys SET organization='?' WHERE srs_id=4547")
    database.close()
    with pytest.raises(TableError, match=r"outline\.gpkg"):
        read_boundary(path)


def test_a_workbook_with_broken_xml(tmp_path: Path) -> None:
    """A sheet that ends in the middle."""
    path, broken = tmp_path / "sound.xlsx", tmp_path / "estates.xlsx"
    AREA.drop(columns="geometry").to_excel(path)
    with zipfile.ZipFile(path) as sound, zipfile.ZipFile(broken, "w") as damaged:
        for name in sound.namelist():
            content = sound.read(name)
            is_sheet = name.endswith("sheet1.xml")
            damaged.writestr(name, content[: len(content) // 2] if is_sheet else content)
    with pytest.raises(TableError, match=r"estates\.xlsx"):
        read_estates(broken)


def test_a_table_with_impossible_fields(tmp_path: Path) -> None:
    """A field wider than the record, and records of no width."""
    for at, value in ((32 + 16, 0xFF), (10, 0), (8, 0xFF)):
        AREA.to_file(tmp_path / "outline.shp", encoding="utf-8")
        table = tmp_path / "outline.dbf"
        content = bytearray(table.read_bytes())
        content[at] = value
        content[11] = 0 if at == 10 else content[11]
        table.write_bytes(content)
        with pytest.raises(TableError, match="outline"):
            read_estates(tmp_path / "outline.shp")
