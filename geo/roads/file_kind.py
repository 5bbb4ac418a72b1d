"""What a file really is, by its first bytes: names lie, and downloads fail politely in HTML."""

import bz2
import gzip
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from geo.errors import RoadsError
from geo.presence import file_there

__all__ = ["FileKind", "file_kind"]

_HEAD_BYTES: Final = 4096

# Container formats and images, by the bytes they begin with.
_SIGNATURES: Final = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!", "rar"),
    (b"%PDF", "pdf"),
    (b"PAR1", "parquet"),
    (b"fgb", "flatgeobuf"),
    (b"\x00\x00\x27\x0a", "shp"),
    (b"\x89PNG", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89HDF", "hdf5"),
)
_XML_ROOTS: Final = (
    ("<html", "html"),
    ("<!doctype html", "html"),
    ("<graphml", "graphml"),
    ("<osmchange", "osm_change"),
    ("<osm", "osm"),
    ("<kml", "kml"),
    ("<gpx", "gpx"),
)


_SPOKEN: Final = {
    "flatgeobuf": "FlatGeobuf",
    "geojson": "GeoJSON",
    "gpkg": "GeoPackage",
    "graphml": "GraphML",
    "npz": "repair-circle roads (.npz)",
    "osm": "OpenStreetMap XML",
    "osm_change": "OpenStreetMap change file",
    "pbf": "OpenStreetMap PBF",
    "shp": "Shapefile",
    "sqlite": "SQLite",
    "text": "TXT",
    "unknown": "?",
}


@dataclass(frozen=True)
class FileKind:
    """What a file holds.

    Attributes
    ----------
    name : str
        ``pbf``, ``osm``, ``graphml``, ``gpkg``, ``geojson``, ``npz`` and ``shp`` can be read as
        roads; others, such as ``html``, ``empty`` or ``unknown``, only named.
    packed : {"", "gz", "bz2"}
        How it is compressed.
    """

    name: str
    packed: str = ""

    @property
    def extension(self) -> str:
        """The kind as a file name would end: ``pbf``, ``osm.bz2``."""
        return f"{self.name}.{self.packed}" if self.packed else self.name

    @property
    def spoken(self) -> str:
        """The kind as it is written in a sentence of any language: ``HTML``, ``GraphML (gz)``."""
        spoken = _SPOKEN.get(self.name, self.name.upper())
        return f"{spoken} ({self.packed})" if self.packed else spoken


def file_kind(path: Path) -> FileKind:
    """Return what a file really is.

    Parameters
    ----------
    path : Path
        The file; its name does not count.

    Raises
    ------
    RoadsError
        When the file is missing, or a compressed file is cut short at its very beginning.
    """
    if not file_there(path):
        raise RoadsError("roads.file_missing", file=path.name)
    with path.open("rb") as content:
        head = content.read(_HEAD_BYTES)
    packed = ""
    try:
        if head.startswith(b"\x1f\x8b"):
            packed = "gz"
            head = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16).decompress(head, _HEAD_BYTES)
        elif head.startswith(b"BZh"):
            packed = "bz2"
            with bz2.open(path) as content:
                head = content.read(_HEAD_BYTES)
    except (OSError, EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise RoadsError("roads.file_cut_short", file=path.name, kind=packed) from error
    return FileKind(_kind(head), packed)


def _kind(head: bytes) -> str:
    if not head.strip(b"\x00 \t\r\n"):
        return "empty"
    if head.startswith(b"SQLite format 3\x00"):
        # The application id of a GeoPackage stands at byte 68.
        return "gpkg" if head[68:70] == b"GP" else "sqlite"
    if _is_pbf(head):
        return "pbf"
    for signature, name in _SIGNATURES:
        if head.startswith(signature):
            return "npz" if name == "zip" and b"roads.json" in head[:64] else name
    return _text_kind(head)


def _is_pbf(head: bytes) -> bool:
    if len(head) < 4:
        return False
    (length,) = struct.unpack(">I", head[:4])
    return length < 64 * 1024 and b"OSMHeader" in head[4 : 4 + min(length, 64)]


def _text_kind(head: bytes) -> str:
    text = head.decode("utf-8-sig", errors="ignore").lstrip().lower()
    for root, name in _XML_ROOTS:
        if text.startswith(root) or (text.startswith(("<?xml", "<!--")) and root in text):
            return name
    if text.startswith("<"):
        return "xml"
    if text.startswith(("{", "[")):
        return "geojson" if '"feature' in text else "json"
    return "text" if b"\x00" not in head else "unknown"
