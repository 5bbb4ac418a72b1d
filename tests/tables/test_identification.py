"""Every format by its content, and what comes in place of a list by its name."""

import re
import zipfile
from pathlib import Path

import pytest

from geo.tables import read_estates, upload_endings
from geo.tables.formats import LIST_FORMATS, format_names
from tests.tables.lists import Write, only_fault

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"\x09\x08\x10\x00\x00\x06", "is_very_old_workbook"),
        (b"\x09\x02\x06\x00\x00\x00", "is_very_old_workbook"),
        (
            (
                b'<?xml version="1.0"?><Workbook '
                b'xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Table/></Workbook>'
            ),
            "is_xml_workbook",
        ),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "is_mail_page"),
        (b"\x00\x01\x00\x00Standard Jet DB\x00", "is_database"),
        (b"\x00\x01\x00\x00Standard ACE DB\x00", "is_database"),
        (b'<?xml version="1.0"?><gpx version="1.1"/>', "is_gpx"),
        (
            b'<?xml version="1.0"?><ogr:FeatureCollection xmlns:gml="http://www.opengis.net/gml"/>',
            "is_gml",
        ),
        (b'<?xml version="1.0"?><osm version="0.6"/>', "is_roads"),
        (b"<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd'><qgis/>", "is_project"),
        (b"<html xmlns:o='urn:schemas-microsoft-com:office:office'><table/></html>", "is_web_page"),
        (b"ARROW1\x00\x00", "is_arrow"),
        (b"AC1032\x00\x00\x00", "is_dwg"),
        (b"II*\x00\x08\x00\x00\x00", "is_picture"),
        (b"BM\x36\x00\x0c\x00\x00\x00\x00\x00", "is_picture"),
        (b"7z\xbc\xaf\x27\x1c\x00", "is_seven_zip"),
        (b"Rar!\x1a\x07\x00", "is_rar"),
    ],
)
@pytest.mark.parametrize("suffix", [".xls", ".csv"])
def test_files_in_place_of_a_list(tmp_path: Path, content: bytes, key: str, suffix: str) -> None:
    """Whatever their ending says, they are named for what they are."""
    path = tmp_path / f"estates{suffix}"
    path.write_bytes(content)
    assert only_fault(read_estates, path).key == f"tables.{key}"


@pytest.mark.parametrize(
    ("entry", "content", "key"),
    [
        ("word/document.xml", "", "is_document"),
        ("ppt/presentation.xml", "", "is_document"),
        ("project.qgs", "", "is_project"),
        ("a.gdb/a00000001.gdbtable", "", "is_geodatabase"),
        ("Index/Document.iwa", "", "is_numbers"),
        ("mimetype", "application/vnd.oasis.opendocument.text", "is_open_document"),
        ("readme.txt", "", "is_archive"),
    ],
)
def test_archives_in_place_of_a_list(tmp_path: Path, entry: str, content: str, key: str) -> None:
    """Documents, projects, geodatabases and archives of anything else."""
    path = tmp_path / "estates.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(entry, content)
        if entry == "mimetype":
            archive.writestr("content.xml", "<x/>")
    assert only_fault(read_estates, path).key == f"tables.{key}"


def test_a_list_that_begins_like_a_picture(csv_file: Write) -> None:
    """BM is also how a header may begin."""
    path = csv_file([["BM", "小区名称", "街道", "户数"], ["1", "甲", "西街", "100"]])
    assert read_estates(path).table["households"].tolist() == [100]


def test_one_table_of_formats() -> None:
    """Names and endings are unique enough, and every format has one reader."""
    names = [form.name for form in LIST_FORMATS]
    assert len(set(names)) == len(names)
    assert all((form.sheets is None) != (form.layers is None) for form in LIST_FORMATS)
    assert all(suffix.startswith(".") for form in LIST_FORMATS for suffix in form.suffixes)
    assert set(format_names(maps_only=True).split(", ")) <= set(format_names().split(", "))
    assert {"xls", "et", "ods", "xlsb", "json"} <= set(upload_endings())
    assert "shp" not in upload_endings()


def test_the_documentation_names_every_format() -> None:
    """docs/formats.md has a row for each format with each of its endings."""
    text = (ROOT / "docs" / "formats.md").read_text("utf-8")
    for form in LIST_FORMATS:
        row = re.search(rf"^\| {re.escape(form.name)} \|.*$", text, re.MULTILINE)
        assert row, form.name
        assert all(f"`{suffix}`" in row[0] for suffix in form.suffixes), form.name
