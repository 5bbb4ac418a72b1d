"""Shapefiles, bare or zipped, in whatever code page their attributes are written."""

import codecs
import glob
import zipfile
from pathlib import Path, PurePosixPath
from typing import Any, Final

import geopandas as gpd
import pandas as pd
from pyproj import CRS

from geo.owned_folders import scratch_folder
from geo.tables.archives import entry_name, open_archive
from geo.tables.dbf import dbf_texts, prove_encoding, stated_code_page
from geo.tables.encodings import encoding_name
from geo.tables.gdal_frames import read_gdal_frame
from geo.tables.journal import Journal, damaged, refusal
from geo.tables.layers import Layer, decode_attributes
from geo.tables.limits import Limits
from geo.tables.mapinfo import read_mif, read_tab

__all__ = ["read_shapefile", "read_zipped_layers"]

_NEEDED: Final = (".shx", ".dbf")
_PARTS: Final = frozenset(
    {".shp", ".shx", ".dbf", ".prj", ".cpg"} | {".tab", ".dat", ".map", ".id", ".mif", ".mid"}
)


def read_shapefile(path: Path, file: str, journal: Journal) -> Layer:
    """Read a shapefile; its code page is proven on its bytes, whatever its ``.cpg`` says.

    Raises
    ------
    TableError
        When one of its parts is missing or damaged.
    """
    parts = {part.suffix.lower(): part for part in path.parent.glob(f"{glob.escape(path.stem)}.*")}
    missing = [path.stem + suffix for suffix in _NEEDED if suffix not in parts]
    if missing:
        raise refusal("tables.shapefile_parts", file=file, missing=", ".join(missing))
    texts = dbf_texts(parts[".dbf"], file)
    stated = parts[".cpg"].read_text("ascii", "ignore").strip() if ".cpg" in parts else ""
    encoding = prove_encoding(texts, stated or stated_code_page(parts[".dbf"]), file)
    if encoding != "utf-8" and not _is_stated(encoding, stated):
        name = "GBK" if encoding == "gb18030" else encoding_name(encoding)
        journal.notice(
            "tables.code_page_recognised", file=file, encoding=name, stated=stated or "–"
        )
    try:
        # Byte by byte, since a header cut inside a character does not decode as a whole.
        frame = read_gdal_frame(path, encoding="ISO-8859-1")
    except (RuntimeError, ValueError) as error:
        raise damaged(file, error, path) from error
    if not isinstance(frame, gpd.GeoDataFrame):
        raise refusal("tables.shapefile_parts", file=file, missing=path.stem + ".shp")
    crs = None if frame.crs is None else CRS.from_user_input(frame.crs)
    attributes = decode_attributes(pd.DataFrame(frame.drop(columns=frame.geometry.name)), encoding)
    shapes: Any = frame.geometry.to_numpy()
    return Layer(Path(file).stem, attributes, shapes, crs, cut_headers=True)


def read_zipped_layers(path: Path, file: str, *, limits: Limits, journal: Journal) -> list[Layer]:
    """Read every shapefile and MapInfo table of an archive, unpacked under names of our own."""
    with open_archive(path, file, limits) as archive, scratch_folder() as folder:
        heads = [e for e in archive.infolist() if e.filename.lower().endswith(tuple(_READERS))]
        layers = []
        for number, head in enumerate(sorted(heads, key=lambda entry: entry.filename)):
            suffix = PurePosixPath(head.filename).suffix.lower()
            unpacked = folder / str(number) / f"{number}{suffix}"
            unpacked.parent.mkdir()
            _unpack_parts(archive, head.filename, unpacked)
            label = f"{file} [{entry_name(head)}]" if len(heads) > 1 else file
            layers.append(_READERS[suffix](unpacked, label, journal))
        return layers


def _unpack_parts(archive: zipfile.ZipFile, head: str, unpacked: Path) -> None:
    """Unpack the parts of a layer beside each other, under a name of our own."""
    stem = head[: -len(unpacked.suffix)]
    for entry in archive.infolist():
        suffix = entry.filename[len(stem) :].lower()
        if entry.filename.startswith(stem) and suffix in _PARTS:
            unpacked.with_suffix(suffix).write_bytes(archive.read(entry))


_READERS: Final = {".shp": read_shapefile, ".tab": read_tab, ".mif": read_mif}


def _is_stated(encoding: str, stated: str) -> bool:
    """Return whether a code page is the one that a ``.cpg`` file names, or part of it."""
    folded = stated.casefold().replace("-", "")
    if encoding == "gb18030":
        return folded in {"936", "cp936", "gbk", "gb2312", "gb18030"}
    try:
        return codecs.lookup(f"cp{stated}" if stated.isdigit() else stated).name == encoding
    except (LookupError, ValueError):
        return False
