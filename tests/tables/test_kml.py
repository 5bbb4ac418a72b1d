"""KML, KMZ and ovkml."""

import re
import zipfile
from pathlib import Path

import pyogrio
import pytest

from geo.coords import distance_m, from_wgs84
from geo.tables import Limits, read_boundary, read_estates, read_stations
from tests.tables.lists import HEADER, ROWS, keys, only_fault
from tests.tables.test_map_files import LAT, LON, estates

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2">'


def placemark(name: str, street: str, households: object, lon: float, lat: float) -> str:
    """Return a placemark with Chinese keys."""
    return (
        f"<Placemark><name>{name}</name><ExtendedData>"
        f'<Data name="街道"><value>{street}</value></Data>'
        f'<Data name="户数"><value>{households}</value></Data></ExtendedData>'
        f"<Point><coordinates>{lon},{lat},0</coordinates></Point></Placemark>"
    )


WEST = placemark("柳巷小区", "西街", 200, 114.201, 30.551) + placemark(
    "梧桐里", "西街", "约120户", 114.205, 30.552
)
EAST = placemark("河沿宿舍", "东街", 300, 114.211, 30.549)


def folder(title: str, content: str) -> str:
    """Return a folder with a title."""
    return f"<Folder><name>{title}</name>{content}</Folder>"


def document(*parts: str) -> str:
    """Return a whole file."""
    return f"{HEAD}<Document><name>台账</name>{''.join(parts)}</Document></kml>"


def write(path: Path, text: str) -> Path:
    """Write a file and return its path."""
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.behaviour
def test_every_folder_is_read_with_its_chinese_keys(tmp_path: Path) -> None:
    """Folders, one inside another too, are joined; keys of the data are headers."""
    path = write(
        tmp_path / "estates.kml",
        document(folder("西街", WEST), folder("东", folder("河沿", EAST))),
    )
    read = read_estates(path)
    assert read.table["name"].tolist() == ["柳巷小区", "梧桐里", "河沿宿舍"]
    assert read.table["households"].tolist() == [200, 120, 300]
    assert read.table["lon"].tolist() == [114.201, 114.205, 114.211]
    assert [read.at(i)["file"] for i in (0, 2)] == ["estates.kml [西街]", "estates.kml [东/河沿]"]
    assert set(keys(read.notices)) == {"parts_joined", "number_read", "ids_numbered"}


def test_typed_data_and_no_folder(tmp_path: Path) -> None:
    """SimpleData of a schema is read like Data; a document needs no folder."""
    mark = (
        "<Placemark><name>甲</name><ExtendedData><SchemaData>"
        '<SimpleData name="街道">西街</SimpleData><SimpleData name="户数">7</SimpleData>'
        "</SchemaData></ExtendedData><Point><coordinates>114.2,30.5</coordinates></Point>"
        "</Placemark>"
    )
    read = read_estates(write(tmp_path / "estates.kml", document(mark)))
    assert read.table["households"].tolist() == [7]
    assert read.table["street"].tolist() == ["西街"]


def test_folders_of_other_lists_are_left_aside(tmp_path: Path) -> None:
    """A folder titled as stations is no part of the estates, and the other way round."""
    point = "<Point><coordinates>114.2,30.5</coordinates></Point>"
    station = f"<Placemark><name>一号站</name>{point}</Placemark>"
    path = write(
        tmp_path / "all.kml", document(folder("老旧小区", WEST), folder("维修站点", station))
    )
    assert len(read_estates(path).table) == 2
    read = read_stations(path)
    assert read.table["name"].tolist() == ["一号站"]
    assert "part_left_aside" in keys(read.notices)
    assert len(read_estates(path, layer="老旧小区").table) == 2


@pytest.mark.parametrize("name", ["estates.ovkml", "estates.kml"])
def test_apps_that_shift_ask_for_the_datum(tmp_path: Path, name: str) -> None:
    """A file of such an app is not believed to be WGS-84; a stated datum is followed."""
    lon, lat = from_wgs84([114.201], [30.551], "gcj02")
    mark = placemark("柳巷小区", "西街", 200, lon.item(), lat.item())
    text = document("" if name.endswith("ovkml") else "<description>高德地图</description>", mark)
    path = write(tmp_path / name, text)
    assert only_fault(read_estates, path).key == "tables.datum_needed"
    read = read_estates(path, datum="gcj02")
    assert distance_m(read.table["lon"], read.table["lat"], 114.201, 30.551).max() < 1e-3


def test_kmz(tmp_path: Path) -> None:
    """An archive is read; a bomb inside is not."""
    path = tmp_path / "estates.kmz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("doc.kml", document(WEST))
    assert len(read_estates(path).table) == 2
    small = Limits(unpacked_bytes=100)
    assert only_fault(read_estates, path, limits=small).key == "tables.archive_bomb"


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE kml [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>',
        '<!DOCTYPE kml [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    ],
)
def test_entities_are_refused(tmp_path: Path, declaration: str) -> None:
    """Neither does anything expand nor is a file read through an entity."""
    text = document(WEST).replace("<kml ", f"{declaration}<kml ").replace("柳巷小区", "&x;")
    assert only_fault(read_estates, write(tmp_path / "e.kml", text)).key == "tables.entities"


def test_damaged_and_blank(tmp_path: Path) -> None:
    """Half a file, wrong coordinates and no placemark are told."""
    half = document(WEST)[:300]
    assert only_fault(read_estates, write(tmp_path / "a.kml", half)).key == "tables.truncated"
    wrong = document(WEST.replace("114.201,30.551,0", "东经114"))
    assert (
        only_fault(read_estates, write(tmp_path / "b.kml", wrong)).key == "tables.kml_coordinates"
    )
    assert (
        only_fault(read_estates, write(tmp_path / "c.kml", document())).key == "tables.blank_table"
    )


def test_an_area_is_a_boundary(tmp_path: Path) -> None:
    """Polygons with holes, several in one placemark too, are an outline."""
    ring = "<LinearRing><coordinates>{}</coordinates></LinearRing>"
    outer = ring.format("114,30 114.4,30 114.4,30.4 114,30.4 114,30")
    inner = ring.format("114.1,30.1 114.2,30.1 114.2,30.2 114.1,30.2 114.1,30.1")
    area = (
        f"<Polygon><outerBoundaryIs>{outer}</outerBoundaryIs>"
        f"<innerBoundaryIs>{inner}</innerBoundaryIs></Polygon>"
    )
    text = document(f"<Placemark><MultiGeometry>{area}</MultiGeometry></Placemark>")
    outline = read_boundary(write(tmp_path / "b.kml", text)).geometry[0]
    assert outline.area == pytest.approx(0.16 - 0.01)
    assert len(outline.interiors) == 1


def test_a_boundary_from_such_an_app_asks_too(tmp_path: Path) -> None:
    """An outline drawn in an app that shifts is not taken for WGS-84."""
    square = "114.20,30.50 114.25,30.50 114.25,30.55 114.20,30.55 114.20,30.50"
    area = (
        "<Polygon><outerBoundaryIs><LinearRing><coordinates>"
        f"{square}</coordinates></LinearRing></outerBoundaryIs></Polygon>"
    )
    path = write(tmp_path / "b.ovkml", document(f"<Placemark>{area}</Placemark>"))
    assert only_fault(read_boundary, path).key == "tables.datum_needed"
    outline = read_boundary(path, datum="gcj02").geometry[0]
    moved = distance_m(outline.bounds[0], outline.bounds[1], 114.20, 30.50).item()
    assert 400 < moved < 700


ESTATE = placemark("柳巷小区", "西街", 200, 114.201, 30.551)


@pytest.mark.parametrize(
    "text",
    [
        document(folder("百度", ESTATE)),
        document(ESTATE.replace("柳巷小区", "高德汇")),
        document(ESTATE.replace("西街", "腾讯大道")),
        document("<description>DataMap 2 export</description>", ESTATE),
        document("<description>位置已与百度地图核对</description>", ESTATE),
        document(ESTATE.replace("</name>", "</name><description>奥维小学旁</description>")),
        document("<!-- campus near Baidu tower -->", ESTATE),
        document(ESTATE).replace("<name>台账</name>", "<name>高德中心周边台账</name>"),
    ],
)
def test_a_word_in_a_name_makes_no_app(tmp_path: Path, text: str) -> None:
    """Names of folders, estates, streets and documents say nothing of what wrote the file."""
    assert len(read_estates(write(tmp_path / "e.kml", text)).table) == 1


@pytest.mark.parametrize(
    ("text", "app"),
    [
        (document("<OvStyle/>", ESTATE), "OvKml"),
        (document(ESTATE).replace("<kml ", '<kml xmlns:ov="http://www.ovital.com/kml" '), "OvKml"),
        (document("<atom:generator>高德地图</atom:generator>", ESTATE), "Amap"),
        (document("<atom:author><atom:name>AutoNavi</atom:name></atom:author>", ESTATE), "Amap"),
        (document('<atom:link href="https://map.baidu.com/"/>', ESTATE), "Baidu"),
        (document("<!-- Generated by Baidu Map -->", ESTATE), "Baidu"),
        (document("<description>由腾讯地图导出</description>", ESTATE), "Tencent"),
        (document("<description>奥维互动地图 V9.5</description>", ESTATE), "OvKml"),
        (document(ESTATE).replace("<kml ", '<kml creator="amap" '), "Amap"),
    ],
)
def test_what_wrote_a_file_is_told_by_its_own_marks(tmp_path: Path, text: str, app: str) -> None:
    """Elements and namespaces of an app's own, generator, author, link, comment, description."""
    fault = only_fault(read_estates, write(tmp_path / "e.kml", text))
    assert (fault.key, fault.params["app"]) == ("tables.datum_needed", app)


def test_prefixes_bound_to_nothing_do_no_harm(tmp_path: Path) -> None:
    """Hand-edited files use gx: and atom: without declaring them; some prefix every element."""
    text = document("<gx:Tour/><atom:author/>", ESTATE)
    assert len(read_estates(write(tmp_path / "a.kml", text)).table) == 1
    prefixed = re.sub(r"<(/?)(\w)", r"<\1kml:\2", document(ESTATE)[len(HEAD) :])
    text = f"<kml:kml xmlns:kml='http://www.opengis.net/kml/2.2'>{prefixed}"
    assert len(read_estates(write(tmp_path / "b.kml", text)).table) == 1


def test_a_key_that_stands_twice_loses_nothing(tmp_path: Path) -> None:
    """Two values under one key: both stay, and it is told."""
    more = '<Data name="户数"><value>7</value></Data><Data name="备"><value>7</value></Data>'
    twice = ESTATE.replace("</ExtendedData>", f"{more}</ExtendedData>")
    read = read_estates(write(tmp_path / "e.kml", document(twice)), headers={"households": "户数"})
    (told,) = (n for n in read.notices if n.key == "tables.keys_repeated")
    assert told.params["columns"] == "户数"
    assert read.table["households"].tolist() == [200]
    assert read.table["户数 (2)"].tolist() == ["7"]


def test_headers_that_another_program_lost_are_told(tmp_path: Path) -> None:
    """GDAL writes Chinese keys of others as underscores, several in one: that is said."""
    lost = ESTATE.replace(
        "</ExtendedData>", '<Data name="______"><value>7</value></Data></ExtendedData>'
    )
    read = read_estates(write(tmp_path / "e.kml", document(lost)))
    assert "headers_lost" in keys(read.notices)


@pytest.mark.parametrize("typed", [True, False])
def test_what_a_schema_calls_its_fields_for_people(tmp_path: Path, typed: bool) -> None:
    """Fields may have short names and a name to be shown: that is the header."""
    if typed:
        schema = "".join(
            f'<SimpleField name="{n}"><displayName>{shown}</displayName></SimpleField>'
            for n, shown in (("f1", "街道"), ("f2", "户数"))
        )
        data = (
            '<SchemaData schemaUrl="#s"><SimpleData name="f1">西街</SimpleData>'
            '<SimpleData name="f2">100</SimpleData></SchemaData>'
        )
        head = f'<Schema name="小区" id="s">{schema}</Schema>'
    else:
        head = ""
        data = "".join(
            f'<Data name="{n}"><displayName>{shown}</displayName><value>{v}</value></Data>'
            for n, shown, v in (("f1", "街道", "西街"), ("f2", "户数", 100))
        )
    mark = (
        f"<Placemark><name>甲</name><ExtendedData>{data}</ExtendedData>"
        "<Point><coordinates>114.2,30.5</coordinates></Point></Placemark>"
    )
    read = read_estates(write(tmp_path / "e.kml", document(head, mark)))
    assert read.table["street"].tolist() == ["西街"]
    assert read.table["households"].tolist() == [100]


@pytest.mark.parametrize("driver", ["KML", "LIBKML"])
def test_kml_that_gdal_writes_comes_back_cell_by_cell(tmp_path: Path, driver: str) -> None:
    """Both of GDAL's drivers, with the columns of the three estates."""
    path = tmp_path / "estates.kml"
    pyogrio.write_dataframe(estates(), path, driver=driver)
    read = read_estates(path)
    for column, header in (("estate_id", "小区编号"), ("name", "小区名称"), ("street", "街道")):
        assert read.table[column].tolist() == [row[HEADER.index(header)] for row in ROWS]
    assert read.table["households"].tolist() == [200, 120, 300]
    assert distance_m(read.table["lon"], read.table["lat"], LON, LAT).max() < 1e-3


HTML = (
    '<html><body><table border="1"><tr style="x"><td>甲小区</td></tr><tr><td><table>'
    "<tr><td>街道</td><td>西街</td></tr><tr><td>户数</td><td>1&#44;200</td></tr>"
    "<tr><td>备注</td><td>一<br/>二</td></tr></table></td></tr></table></body></html>"
)


@pytest.mark.parametrize(
    "description",
    [
        f"<![CDATA[{HTML}]]>",
        HTML.replace("&", "&amp;").replace("<", "&lt;"),
        f"<![CDATA[{HTML.replace('td', 'TD').replace('tr', 'TR')}]]>",
        f"<![CDATA[{HTML.replace('</td>', '').replace('</tr>', '')}]]>",
        f"<![CDATA[{HTML.replace('<td>街道', '<th>街道').replace('<td>户数', '<th>户数')}]]>",
    ],
)
def test_attributes_in_a_table_of_html(tmp_path: Path, description: str) -> None:
    """ArcGIS writes the attributes of a placemark as a table that people can read."""
    mark = (
        f"<Placemark><name>甲小区</name><description>{description}</description>"
        "<Point><coordinates>114.2,30.5</coordinates></Point></Placemark>"
    )
    read = read_estates(write(tmp_path / "e.kml", document(mark)))
    assert read.table["street"].tolist() == ["西街"]
    assert read.table["households"].tolist() == [1200]
    assert read.table["name"].tolist() == ["甲小区"]
