"""What a file really is, whatever it is called."""

import re
import zipfile
from pathlib import Path
from typing import Final

from geo.errors import TableError
from geo.tables.archives import open_archive
from geo.tables.compound_files import SIGNATURE, CompoundFile
from geo.tables.encodings import utf16_without_mark
from geo.tables.formats import LIST_FORMATS, ListFormat, format_names
from geo.tables.journal import damaged, refusal
from geo.tables.limits import Limits

__all__ = ["identify"]

_HEAD_BYTES: Final = 4096
_FORMAT: Final = {form.name: form for form in LIST_FORMATS}

# Files that come in place of a list, by what they begin with, and the sentence that says so.
_OTHERS: Final = (
    (b"%PDF", "tables.is_pdf"),
    (b"\x1f\x8b", "tables.is_gzip"),
    (b"Rar!", "tables.is_rar"),
    (b"7z\xbc\xaf\x27\x1c", "tables.is_seven_zip"),
    (b"\x89PNG", "tables.is_picture"),
    (b"\xff\xd8\xff", "tables.is_picture"),
    (b"GIF8", "tables.is_picture"),
    (b"II*\x00", "tables.is_picture"),
    (b"MM\x00*", "tables.is_picture"),
    (b"{\\rtf", "tables.is_document"),
    (b"AutoCAD Binary DXF", "tables.is_binary_dxf"),
    (b"\x00\x01\x00\x00Standard ", "tables.is_database"),
    (b"MIME-Version:", "tables.is_mail_page"),
    (b"EXP  ", "tables.is_unknown"),
    (b"ARROW1", "tables.is_arrow"),
)
# Two letters begin a bitmap; its size and four zeros follow.
_BITMAP: Final = re.compile(rb"BM.{4}\x00{4}", re.DOTALL)
# What the entries of an archive say it is, where it is no list.
_OTHER_ARCHIVES: Final = (
    ("word/document.xml", "tables.is_document"),
    ("ppt/presentation.xml", "tables.is_document"),
    (".qgs", "tables.is_project"),
    (".aprx", "tables.is_project"),
    (".gdbtable", "tables.is_geodatabase"),
    (".iwa", "tables.is_numbers"),
    ("mimetype", "tables.is_open_document"),
)
# What the streams of a compound file say it is, where it is no workbook.
_OTHER_COMPOUNDS: Final = (
    ("EncryptedPackage", "tables.is_locked_workbook"),
    ("WordDocument", "tables.is_document"),
    ("PowerPoint Document", "tables.is_document"),
)
# The roots of XML that is no list, and of XML that is one in a spelling of its own.
_OTHER_XML: Final = (
    (b"urn:schemas-microsoft-com:office:spreadsheet", "tables.is_xml_workbook"),
    (b"office:spreadsheet", "tables.is_open_document"),
    (b"opendocument:xmlns:office", "tables.is_open_document"),
    (b"<osm", "tables.is_roads"),
    (b"<gpx", "tables.is_gpx"),
    (b"opengis.net/gml", "tables.is_gml"),
    (b"<qgis", "tables.is_project"),
)
_SHAPEFILE_PARTS: Final = frozenset({".dbf", ".shx", ".prj", ".cpg"})
_MAPINFO_PARTS: Final = frozenset({".mid", ".dat", ".map", ".id", ".ind"})
_JSON_OTHER: Final = re.compile(rb'"type"\s*:\s*"topology"')
_GEOJSON: Final = re.compile(
    rb'"type"\s*:\s*"(feature|featurecollection|geometrycollection|'
    rb'(multi)?(point|linestring|polygon))"'
)
_VERY_OLD_WORKBOOK: Final = re.compile(rb"\x09[\x00\x02\x04\x08][\x00-\x10]\x00")


def identify(path: Path, file: str, limits: Limits) -> ListFormat:
    """Return what a file is by its content.

    Parameters
    ----------
    path : Path
        An existing, not empty file.
    file : str
        What to call it in messages.
    limits : Limits
        What an archive may unpack to.

    Returns
    -------
    ListFormat

    Raises
    ------
    TableError
        When the content is not a list of any kind, saying what it is, or an archive is damaged or
        too large.
    """
    with path.open("rb") as stream:
        head = stream.read(_HEAD_BYTES)
    for form in LIST_FORMATS:
        if head.startswith(form.magic):
            return form
    if head.startswith(SIGNATURE):
        return _identify_compound(path, file)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _identify_archive(path, file, limits)
    for signature, sentence in _OTHERS:
        if head.startswith(signature):
            raise _not_a_list(file, sentence)
    if _BITMAP.match(head):
        raise _not_a_list(file, "tables.is_picture")
    if re.match(rb"AC10\d\d\x00", head):
        raise _not_a_list(file, "tables.is_dwg")
    if _VERY_OLD_WORKBOOK.match(head):
        raise _not_a_list(file, "tables.is_very_old_workbook")
    return _identify_text(path, file, head)


def _identify_compound(path: Path, file: str) -> ListFormat:
    try:
        names = CompoundFile(path).names
    except (ValueError, LookupError) as error:
        raise damaged(file, error, path) from error
    for name, sentence in _OTHER_COMPOUNDS:
        if name in names:
            raise _not_a_list(file, sentence)
    if "Workbook" in names:
        return _FORMAT["xls"]
    if "Book" in names:
        raise _not_a_list(file, "tables.is_very_old_workbook")
    raise _not_a_list(file, "tables.is_unknown")


def _identify_archive(path: Path, file: str, limits: Limits) -> ListFormat:
    with open_archive(path, file, limits) as archive:
        names = [name.casefold() for name in archive.namelist()]
        kind = _mimetype(archive)
    if not kind.endswith(("spreadsheet", "spreadsheet-template")):
        # Documents and drawings of OpenDocument have a content.xml too.
        names = [name for name in names if name != "content.xml"]
    for form in LIST_FORMATS:
        if form.in_zip and any(_is_entry(name, form.in_zip) for name in names):
            return form
    if any(name.endswith((".tab", ".mif")) for name in names):
        return _FORMAT["shp.zip"]
    for entry, sentence in _OTHER_ARCHIVES:
        if any(_is_entry(name, entry) for name in names):
            raise _not_a_list(file, sentence)
    raise _not_a_list(file, "tables.is_archive")


def _mimetype(archive: zipfile.ZipFile) -> str:
    """Return what an OpenDocument file says it is, or ""."""
    if "mimetype" not in archive.namelist():
        return ""
    return archive.read("mimetype")[:100].decode("ascii", "ignore").strip()


def _is_entry(name: str, wanted: str) -> bool:
    return name.endswith(wanted) if wanted.startswith(".") else name == wanted


def _identify_text(path: Path, file: str, head: bytes) -> ListFormat:
    suffix = path.suffix.lower()
    flat = head.replace(b"\x00", b"").lower()
    start = flat.removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    start = start.lstrip()
    if start.startswith(b"<"):
        return _identify_xml(file, flat, start, suffix)
    if start.startswith((b"{", b"[")) and (suffix in {".json", ".geojson"} or b'"' in start[:80]):
        if _JSON_OTHER.search(start):
            raise _not_a_list(file, "tables.is_topojson")
        return _FORMAT["geojson" if _GEOJSON.search(start) else "json"]
    if start.startswith(b"!table"):
        return _FORMAT["tab"]
    if re.match(rb"version\s+\d+\s", start) and re.search(
        rb"\ncolumns\s+\d+|\ncoordsys|\ncharset", start
    ):
        return _FORMAT["mif"]
    lines = [line.strip() for line in start.splitlines()[:40]]
    if b"section" in lines and (suffix == ".dxf" or lines[:1] in ([b"0"], [b"999"])):
        return _FORMAT["dxf"]
    if suffix in _SHAPEFILE_PARTS:
        raise _not_a_list(file, "tables.is_part_of_shapefile")
    if suffix in _MAPINFO_PARTS:
        raise _not_a_list(file, "tables.is_part_of_mapinfo")
    if b"osmheader" in flat[:64]:
        raise _not_a_list(file, "tables.is_roads")
    if _is_binary(head):
        raise _not_a_list(file, "tables.is_unknown")
    return _FORMAT["csv"]


def _identify_xml(file: str, flat: bytes, start: bytes, suffix: str) -> ListFormat:
    if start.startswith((b"<!doctype html", b"<html")):
        raise _not_a_list(file, "tables.is_web_page")
    if b"<kml" in flat or re.search(rb"<\w+:kml\b", flat) or suffix in _FORMAT["kml"].suffixes:
        return _FORMAT["kml"]
    for sign, sentence in _OTHER_XML:
        if sign in flat:
            raise _not_a_list(file, sentence)
    if b"<table" in flat or b"<html" in flat:
        raise _not_a_list(file, "tables.is_web_page")
    if start.startswith((b"<?xml", b"<!")):
        raise _not_a_list(file, "tables.is_xml")
    return _FORMAT["csv"]


def _is_binary(head: bytes) -> bool:
    """Return whether bytes are no text, in UTF-16 neither: control characters abound."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or utf16_without_mark(head):
        return False
    controls = sum(byte < 32 and byte not in b"\t\n\r\x0b\x0c\x1a\x1b" for byte in head)
    return 0 in head or controls > len(head) // 50


def _not_a_list(file: str, sentence: str) -> TableError:
    return refusal(sentence, file=file, valid=format_names())
