"""The formats that a list may come in: one table, which all that speaks of formats goes through.

What a file is called, what it begins with, who reads it and what people call it stand side by side
here; a reader loads when a file of its kind is read. Recognising
(:mod:`geo.tables.identification`), opening, the messages, the page that lists are uploaded on and
its documentation iterate over :data:`LIST_FORMATS`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from geo.tables.journal import Journal
from geo.tables.layers import Layer
from geo.tables.limits import Limits, Progress
from geo.tables.list_schemas import ListSchema
from geo.tables.sheets import Sheet
from geo.tables.text_files import read_text

__all__ = ["LIST_FORMATS", "ListFormat", "Source", "format_names", "upload_endings"]


@dataclass(frozen=True, eq=False)
class Source:
    """A file to be read, and what reading needs to know of it.

    Attributes
    ----------
    path : Path
    file : str
        What to call it in messages.
    part : str or None
        The one sheet or layer to read.
    limits, progress, journal
        See :class:`geo.tables.Limits`, :data:`geo.tables.Progress` and the journal of remarks.
    """

    path: Path
    file: str
    part: str | None
    limits: Limits
    progress: Progress | None
    journal: Journal


Sheets = Callable[[Source, ListSchema], list[Sheet]]
Layers = Callable[[Source], list[Layer]]


@dataclass(frozen=True)
class ListFormat:
    """A format of lists.

    Attributes
    ----------
    name : str
        What people call it; unique.
    suffixes : tuple of str
        The endings that files of the format have, the commonest first.
    sheets, layers : callable or None
        Who reads it: a grid of cells whose header has yet to be found, or layers with shapes.
    magic : tuple of bytes
        What its files begin with; empty where more than the beginning tells.
    in_zip : str
        The entry that tells a zip archive of this format: a name, or an ending (``.shp``).
    alone : bool
        Whether one file is all of it; a shapefile has others beside it.
    """

    name: str
    suffixes: tuple[str, ...]
    sheets: Sheets | None = None
    layers: Layers | None = None
    magic: tuple[bytes, ...] = ()
    in_zip: str = ""
    alone: bool = True


def _text(source: Source, schema: ListSchema) -> list[Sheet]:
    return [
        read_text(
            source.path,
            source.file,
            schema,
            limits=source.limits,
            progress=source.progress,
            journal=source.journal,
        )
    ]


def _workbook(source: Source, schema: ListSchema) -> list[Sheet]:
    from geo.tables.spreadsheets import read_workbook

    return read_workbook(
        source.path,
        source.file,
        schema,
        sheet=source.part,
        limits=source.limits,
        progress=source.progress,
        journal=source.journal,
    )


def _map(source: Source) -> list[Layer]:
    from geo.tables.map_files import read_map_file

    return read_map_file(source.path, source.file)


def _json(source: Source) -> list[Layer]:
    from geo.tables.json_lists import read_json

    return read_json(source.path, source.file, source.journal)


def _shapefile(source: Source) -> list[Layer]:
    from geo.tables.shapefiles import read_shapefile

    return [read_shapefile(source.path, source.file, source.journal)]


def _zipped_shapefiles(source: Source) -> list[Layer]:
    from geo.tables.shapefiles import read_zipped_layers

    return read_zipped_layers(
        source.path, source.file, limits=source.limits, journal=source.journal
    )


def _tab(source: Source) -> list[Layer]:
    from geo.tables.mapinfo import read_tab

    return [read_tab(source.path, source.file, source.journal)]


def _mif(source: Source) -> list[Layer]:
    from geo.tables.mapinfo import read_mif

    return [read_mif(source.path, source.file, source.journal)]


def _kml(source: Source) -> list[Layer]:
    from geo.tables.kml import read_kml

    return read_kml(source.path, source.file, source.journal)


def _kmz(source: Source) -> list[Layer]:
    from geo.tables.kml import read_kmz

    return read_kmz(source.path, source.file, source.limits, source.journal)


def _dxf(source: Source) -> list[Layer]:
    from geo.tables.dxf import read_dxf

    return read_dxf(source.path, source.file, source.journal)


def _parquet(source: Source) -> list[Layer]:
    from geo.tables.map_files import read_parquet

    return read_parquet(source.path, source.file, source.journal)


LIST_FORMATS: Final = (
    ListFormat("csv", (".csv", ".txt", ".tsv"), sheets=_text),
    ListFormat(
        "xlsx", (".xlsx", ".xlsm", ".xltx", ".xltm"), sheets=_workbook, in_zip="xl/workbook.xml"
    ),
    ListFormat("xls", (".xls", ".et", ".xlt", ".ett"), sheets=_workbook),
    ListFormat("xlsb", (".xlsb",), sheets=_workbook, in_zip="xl/workbook.bin"),
    ListFormat("ods", (".ods", ".ots"), sheets=_workbook, in_zip="content.xml"),
    ListFormat("gpkg", (".gpkg",), layers=_map, magic=(b"SQLite format 3\x00",)),
    ListFormat(
        "geojson",
        (".geojson", ".json"),
        layers=_json,
    ),
    ListFormat("json", (".json",), layers=_json),
    ListFormat(
        "shp",
        (".shp",),
        layers=_shapefile,
        magic=(b"\x00\x00\x27\x0a",),
        alone=False,
    ),
    ListFormat(
        "shp.zip",
        (".zip", ".shz"),
        layers=_zipped_shapefiles,
        in_zip=".shp",
    ),
    ListFormat(
        "tab",
        (".tab",),
        layers=_tab,
        alone=False,
    ),
    ListFormat(
        "mif",
        (".mif",),
        layers=_mif,
        alone=False,
    ),
    ListFormat("kml", (".kml", ".ovkml"), layers=_kml),
    ListFormat(
        "kmz",
        (".kmz", ".ovkmz"),
        layers=_kmz,
        in_zip=".kml",
    ),
    ListFormat("dxf", (".dxf",), layers=_dxf),
    ListFormat(
        "parquet",
        (".parquet", ".geoparquet", ".pq"),
        layers=_parquet,
        magic=(b"PAR1",),
    ),
    ListFormat("fgb", (".fgb",), layers=_map, magic=(b"fgb\x03fgb",)),
)
"""Every format, the commonest first."""


def format_names(*, maps_only: bool = False) -> str:
    """Return the names of the formats for a message; those with shapes alone on demand."""
    return ", ".join(form.name for form in LIST_FORMATS if form.layers or not maps_only)


def upload_endings() -> tuple[str, ...]:
    """Return the endings, without their dot, of the files that are a whole list by themselves."""
    endings = (suffix[1:] for form in LIST_FORMATS if form.alone for suffix in form.suffixes)
    return tuple(dict.fromkeys(endings))
