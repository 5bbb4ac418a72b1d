"""MapInfo tables (TAB) and interchange files (MIF), in the code page that their bytes prove.

MapInfo names its code page in the file, and says ``Neutral`` where it does not know; the texts are
then in whatever Windows used. So the texts are read as bytes and decoded here.
"""

import glob
import re
import shutil
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import pandas as pd
import pyogrio
from pyproj import CRS

from geo.owned_folders import scratch_folder
from geo.tables.dbf import dbf_texts, prove_encoding
from geo.tables.encodings import encoding_name
from geo.tables.journal import Journal, damaged, refusal
from geo.tables.layers import Layer, decode_attributes
from geo.tables.reference_systems import SAME_TO_M, known_system

__all__ = ["read_mif", "read_tab"]

_CHARSETS: Final = {
    "windowssimpchinese": "gbk",
    "windowstradchinese": "big5",
    "windowsjapanese": "cp932",
    "windowskorean": "cp949",
    "windowslatin1": "cp1252",
    "windowslatin2": "cp1250",
    "windowscyrillic": "cp1251",
    "utf-8": "utf-8",
}
_CHARSET: Final = re.compile(rb'(charset\s+"?)([\w-]+)("?)', re.IGNORECASE)
_FIELDS: Final = re.compile(rb"\s*fields\s+\d+", re.IGNORECASE)
_TEXT_FIELD: Final = re.compile(rb"\schar\s*\(", re.IGNORECASE)
_FIRST_TEXTS: Final = 5_000


def read_tab(path: Path, file: str, journal: Journal) -> Layer:
    """Read a MapInfo table: the ``.tab`` with its ``.dat``, ``.map`` and ``.id``.

    Raises
    ------
    TableError
        When one of its parts is missing or damaged.
    """
    parts = _parts(path, file, (".dat", ".map", ".id"))
    head = path.read_bytes()
    texts = dbf_texts(parts[".dat"], file, fields=_text_fields(head))
    return _read(path, parts, [*head.splitlines(), *texts], file, journal)


def _text_fields(head: bytes) -> set[int]:
    """Return which of a table's fields, from 0, hold text."""
    lines = head.splitlines()
    first = next((i + 1 for i, line in enumerate(lines) if _FIELDS.match(line)), len(lines))
    return {i for i, line in enumerate(lines[first:]) if _TEXT_FIELD.search(line)}


def read_mif(path: Path, file: str, journal: Journal) -> Layer:
    """Read a MapInfo interchange file: the ``.mif`` with its ``.mid``.

    Raises
    ------
    TableError
        When the ``.mid`` is missing, or one of the two is damaged.
    """
    parts = _parts(path, file, (".mid",))
    with parts[".mid"].open("rb") as stream:
        rows = [line for line, _ in zip(stream, range(_FIRST_TEXTS), strict=False)]
    with path.open("rb") as stream:
        header = [line for line, _ in zip(stream, range(_FIRST_TEXTS), strict=False)]
    return _read(path, parts, [*header, *rows], file, journal)


def _parts(path: Path, file: str, needed: tuple[str, ...]) -> dict[str, Path]:
    found = {part.suffix.lower(): part for part in path.parent.glob(f"{glob.escape(path.stem)}.*")}
    missing = [path.stem + suffix for suffix in needed if suffix not in found]
    if missing:
        raise refusal("tables.mapinfo_parts", file=file, missing=", ".join(missing))
    return found


def _read(
    path: Path, parts: dict[str, Path], texts: list[bytes], file: str, journal: Journal
) -> Layer:
    head = path.read_bytes()
    charset = _CHARSET.search(head)
    stated = charset[2].decode("ascii", "ignore") if charset else ""
    encoding = prove_encoding(texts, _CHARSETS.get(stated.casefold(), ""), file)
    if encoding != "utf-8" and _CHARSETS.get(stated.casefold()) is None:
        name = encoding_name(encoding)
        journal.notice(
            "tables.code_page_recognised", file=file, encoding=name, stated=stated or "–"
        )
    with scratch_folder() as folder:
        # Under a charset that GDAL passes on untouched, so that every byte can be decoded here.
        neutral = folder / f"table{path.suffix.lower()}"
        neutral.write_bytes(_CHARSET.sub(rb"\1Neutral\3", head))
        for suffix, part in parts.items():
            if suffix != path.suffix.lower():
                shutil.copyfile(part, neutral.with_suffix(suffix))
        try:
            frame = pyogrio.read_dataframe(neutral, encoding="ISO-8859-1")
        except (RuntimeError, ValueError) as error:
            raise damaged(file, error, neutral) from error
    if not isinstance(frame, gpd.GeoDataFrame):
        raise refusal("tables.mapinfo_parts", file=file, missing=path.stem + ".map")
    crs = None if frame.crs is None else CRS.from_user_input(frame.crs)
    if crs is not None and _means_cgcs2000(crs):
        journal.notice("tables.mapinfo_datum", file=file, metres=SAME_TO_M)
    attributes = decode_attributes(pd.DataFrame(frame.drop(columns=frame.geometry.name)), encoding)
    shapes: Any = frame.geometry.to_numpy()
    return Layer(Path(file).stem, attributes, shapes, crs)


def _means_cgcs2000(crs: CRS) -> bool:
    """Return whether WGS-84 may stand for CGCS2000: in degrees, or on a grid of China's."""
    datum = crs.geodetic_crs.datum if crs.geodetic_crs is not None else None
    named = datum is not None and datum.name.startswith("World Geodetic")
    return named and known_system(crs) is not None
