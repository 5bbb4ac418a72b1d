"""What a file really is, whatever it is called."""

import re
from enum import Enum
from pathlib import Path
from typing import Final

from geo.errors import TableError
from geo.tables.archives import open_archive
from geo.tables.encodings import utf16_without_mark
from geo.tables.journal import refusal
from geo.tables.limits import Limits

__all__ = ["VALID_FORMATS", "VALID_MAP_FORMATS", "Format", "identify"]


class Format(Enum):
    """The kinds of files that can be read as a list."""

    TEXT = "csv"
    WORKBOOK = "xlsx"
    GEOPACKAGE = "gpkg"
    GEOJSON = "geojson"
    SHAPEFILE = "shp"
    ZIPPED_SHAPEFILE = "shp.zip"
    KML = "kml"
    KMZ = "kmz"
    DXF = "dxf"
    PARQUET = "parquet"


VALID_FORMATS: Final = "csv, xlsx, gpkg, geojson, shp, shp.zip, kml, kmz, ovkml, dxf, parquet"
VALID_MAP_FORMATS: Final = "geojson, gpkg, shp, shp.zip, kml, kmz, parquet"

_SIGNATURES: Final = (
    (b"SQLite format 3\x00", Format.GEOPACKAGE),
    (b"\x00\x00\x27\x0a", Format.SHAPEFILE),
    (b"PAR1", Format.PARQUET),
)
# Files that come in place of a list, and the sentence that says so.
_OTHERS: Final = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "tables.is_old_or_locked_workbook"),
    (b"%PDF", "tables.is_pdf"),
    (b"\x1f\x8b", "tables.is_gzip"),
    (b"Rar!", "tables.is_rar"),
    (b"7z\xbc\xaf\x27\x1c", "tables.is_seven_zip"),
    (b"\x89PNG", "tables.is_picture"),
    (b"\xff\xd8\xff", "tables.is_picture"),
    (b"GIF8", "tables.is_picture"),
    (b"{\\rtf", "tables.is_document"),
    (b"AutoCAD Binary DXF", "tables.is_binary_dxf"),
)
_HEAD_BYTES: Final = 4096


def identify(path: Path, file: str, limits: Limits) -> Format:
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
    Format

    Raises
    ------
    TableError
        When the content is not a list of any kind, saying what it is, or an archive is damaged or
        too large.
    """
    with path.open("rb") as stream:
        head = stream.read(_HEAD_BYTES)
    for signature, found in _SIGNATURES:
        if head.startswith(signature):
            return found
    for signature, sentence in _OTHERS:
        if head.startswith(signature):
            raise _not_a_list(file, sentence)
    if re.match(rb"AC10\d\d\x00", head):
        raise _not_a_list(file, "tables.is_dwg")
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _identify_archive(path, file, limits)
    return _identify_text(path, file, head)


def _identify_archive(path: Path, file: str, limits: Limits) -> Format:
    with open_archive(path, file, limits) as archive:
        names = [name.casefold() for name in archive.namelist()]
    if "xl/workbook.xml" in names:
        return Format.WORKBOOK
    if any(name.endswith(".kml") for name in names):
        return Format.KMZ
    if any(name.endswith(".shp") for name in names):
        return Format.ZIPPED_SHAPEFILE
    if "word/document.xml" in names:
        raise _not_a_list(file, "tables.is_document")
    if "mimetype" in names:
        raise _not_a_list(file, "tables.is_open_document")
    raise _not_a_list(file, "tables.is_archive")


def _identify_text(path: Path, file: str, head: bytes) -> Format:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    flat = head.replace(b"\x00", b"").lower()
    if start.startswith((b"<!doctype html", b"<html")) or (
        start.startswith(b"<") and (b"<table" in flat or b"<html" in flat)
    ):
        raise _not_a_list(file, "tables.is_web_page")
    if b"<kml" in flat or (start.startswith(b"<") and path.suffix.lower() in {".kml", ".ovkml"}):
        return Format.KML
    if start.startswith(b"<?xml"):
        raise _not_a_list(file, "tables.is_xml")
    if start.startswith((b"{", b"[")) and (
        path.suffix.lower() in {".json", ".geojson"} or b'"type"' in start
    ):
        return Format.GEOJSON
    lines = [line.strip() for line in start.splitlines()[:40]]
    if b"section" in lines and (path.suffix.lower() == ".dxf" or lines[:1] in ([b"0"], [b"999"])):
        return Format.DXF
    if path.suffix.lower() in {".dbf", ".shx", ".prj", ".cpg"}:
        raise _not_a_list(file, "tables.is_part_of_shapefile")
    if b"\x0aosmheader" in head.lower() or b"osmheader" in flat[:64]:
        raise _not_a_list(file, "tables.is_roads")
    if _is_binary(head):
        raise _not_a_list(file, "tables.is_unknown")
    return Format.TEXT


def _is_binary(head: bytes) -> bool:
    """Return whether bytes are no text, in UTF-16 neither: control characters abound."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or utf16_without_mark(head):
        return False
    controls = sum(byte < 32 and byte not in b"\t\n\r\x0b\x0c\x1a" for byte in head)
    return 0 in head or controls > len(head) // 50


def _not_a_list(file: str, sentence: str) -> TableError:
    return refusal(sentence, file=file, valid=VALID_FORMATS)
