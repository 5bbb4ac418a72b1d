"""Shapefiles, bare or zipped, in whatever code page their attributes are written."""

import glob
import tempfile
import zipfile
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import pandas as pd
import pyogrio
from pyproj import CRS

from geo.tables.archives import entry_name, open_archive
from geo.tables.cells import per_value
from geo.tables.dbf import dbf_texts, prove_encoding
from geo.tables.journal import Journal, damaged, refusal
from geo.tables.layers import Layer
from geo.tables.limits import Limits

__all__ = ["read_shapefile", "read_zipped_shapefile"]

_NEEDED: Final = (".shx", ".dbf")
_PARTS: Final = (".shp", ".shx", ".dbf", ".prj", ".cpg")


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
    encoding = prove_encoding(texts, stated)
    if encoding == "GB18030" and not _is_chinese(stated):
        journal.notice(
            "tables.code_page_recognised", file=file, encoding="GBK", stated=stated or "–"
        )
    try:
        # Byte by byte, since a header cut inside a character does not decode as a whole.
        frame = pyogrio.read_dataframe(path, encoding="ISO-8859-1")
    except (RuntimeError, ValueError) as error:
        raise damaged(file, error, path) from error
    if not isinstance(frame, gpd.GeoDataFrame):
        raise refusal("tables.shapefile_parts", file=file, missing=path.stem + ".shp")
    crs = None if frame.crs is None else CRS.from_user_input(frame.crs)
    attributes = _decoded(pd.DataFrame(frame.drop(columns=frame.geometry.name)), encoding)
    shapes: Any = frame.geometry.to_numpy()
    return Layer(Path(file).stem, attributes, shapes, crs, cut_headers=True)


def _decoded(attributes: pd.DataFrame, encoding: str) -> pd.DataFrame:
    """Return attributes whose bytes were taken for ISO-8859-1 in their true encoding."""

    def decode(text: object) -> object:
        if not isinstance(text, str) or text.isascii():
            return text
        return text.encode("ISO-8859-1").decode(encoding, errors="ignore")

    decoded = {
        str(decode(header)): pd.Series(per_value(column, decode, object), dtype=object)
        for header, column in attributes.items()
    }
    return pd.DataFrame(decoded)


def read_zipped_shapefile(
    path: Path, file: str, *, limits: Limits, journal: Journal
) -> list[Layer]:
    """Read every shapefile of an archive; entries are unpacked under names of our own."""
    with open_archive(path, file, limits) as archive, tempfile.TemporaryDirectory() as folder:
        shapes = [e for e in archive.infolist() if e.filename.lower().endswith(".shp")]
        layers = []
        for number, shape in enumerate(sorted(shapes, key=lambda entry: entry.filename)):
            unpacked = Path(folder) / f"{number}.shp"
            _unpack_parts(archive, shape.filename, unpacked)
            label = f"{file} [{entry_name(shape)}]" if len(shapes) > 1 else file
            layers.append(read_shapefile(unpacked, label, journal))
        return layers


def _unpack_parts(archive: zipfile.ZipFile, shape: str, unpacked: Path) -> None:
    """Unpack a shapefile's parts beside each other, under a name of our own."""
    stem = shape[: -len(".shp")]
    for entry in archive.infolist():
        suffix = entry.filename[len(stem) :].lower()
        if entry.filename.startswith(stem) and suffix in _PARTS:
            unpacked.with_suffix(suffix).write_bytes(archive.read(entry))


def _is_chinese(code_page: str) -> bool:
    return code_page.casefold().replace("-", "") in {"936", "cp936", "gbk", "gb2312", "gb18030"}
