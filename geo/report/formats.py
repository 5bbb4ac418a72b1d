"""Further files of a plan, made when they are asked for: formats of other programs, single sheets.

A format is one entry of :data:`FORMATS`: its name, and what writes its files.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd

from geo.coords import WGS84, is_projected, parse_datum
from geo.errors import InputError, Notice
from geo.i18n import translator
from geo.owned_folders import scratch_folder
from geo.report.browser import require_browser
from geo.tables import write_csv

if TYPE_CHECKING:
    from geo.workspace import District, Plan

Notices = Sequence[Notice]

__all__ = ["FORMATS", "PACK_FORMATS", "FurtherFiles", "asked_formats", "further_files"]

PACK_FORMATS: Final[Mapping[str, tuple[str, ...]]] = {
    "json": ("plan.json",),
    "csv": ("estates.csv", "stations.csv", "zones.csv"),
    "gpkg": ("plan.gpkg",),
    "xlsx": ("plan.xlsx",),
    "map": ("map.html",),
    "report": ("report.html",),
    "assignments": ("assignments.xlsx",),
    "zone_sheets": ("zone_sheets.html",),
}
"""The files of the pack by the names under which they are chosen."""

NEED_BROWSER: Final = frozenset({"pdf", "png"})
"""Formats that only a browser makes."""

NEED_DISTRICT: Final = frozenset({"run_cards", "utilisation"})
"""Formats that ask the roads once more."""

_ALSO_CALLED: Final = {
    "shapefile": "shp",
    "parquet": "geoparquet",
    "word": "docx",
    "cards": "run_cards",
    "utilization": "utilisation",
    "data_dictionary": "dictionary",
}
_BETWEEN: Final = re.compile(r"[\s,，、;；]+")
_UNSAFE: Final = re.compile(r"[^\w.-]+")
_LONGEST_WORD: Final = 60


@dataclass(frozen=True)
class FurtherFiles:
    """What is wanted beside the pack, or instead of it.

    Attributes
    ----------
    formats : tuple of str
        Names of :data:`FORMATS` and :data:`PACK_FORMATS`.
    datum : str
        What the coordinates of KML and KMZ are to be.
    grid : str or None
        The grid of DXF, as an EPSG code; by default the one that the district lies in.
    zones : tuple of str
        Zones whose sheets are wanted alone.
    operators : tuple of str
        Operators whose files are wanted alone.
    only : bool
        Whether the files of the pack that are not named are left out; ``plan.json`` always stays.
    """

    formats: tuple[str, ...] = ()
    datum: str = WGS84
    grid: str | None = None
    zones: tuple[str, ...] = ()
    operators: tuple[str, ...] = ()
    only: bool = False

    def __bool__(self) -> bool:
        """Tell whether anything differs from the pack alone."""
        return bool(self.formats or self.zones or self.operators or self.only)

    @property
    def pack_files(self) -> frozenset[str] | None:
        """The files of the pack that are wanted, None for all of them."""
        if not self.only:
            return None
        named = [PACK_FORMATS[name] for name in self.formats if name in PACK_FORMATS]
        return frozenset({"plan.json"}.union(*named))

    @property
    def needs_district(self) -> bool:
        """Whether some format asks the roads once more."""
        return not NEED_DISTRICT.isdisjoint(self.formats)

    def files(
        self, plan: "Plan", *, language: str, district: "District | None" = None
    ) -> Iterator[Callable[[Path], Notices]]:
        """Yield what writes each further file into a folder, and says what had to change.

        Parameters
        ----------
        plan : Plan
            The plan.
        language : {"zh", "en"}
            Language of words.
        district : District, optional
            The district of the plan, for formats that ask the roads once more.
        """
        asked = _Asked(plan, language, self, district)
        for name in self.formats:
            if name in FORMATS:
                yield partial(FORMATS[name], asked)
        for zone, file in _named("zone_sheet", self.zones, "html"):
            yield partial(_write_zone_sheet, asked, zone, file)
        for operator, file in _named("operator", self.operators, "xlsx"):
            yield partial(_write_operator, asked, operator, file)


@dataclass(frozen=True)
class _Asked:
    """A plan and how its files are wanted."""

    plan: "Plan"
    language: str
    wanted: FurtherFiles
    district: "District | None"

    def known_district(self) -> "District":
        if self.district is None:
            raise ValueError("a format asks the roads, and no district was given")
        return self.district


def further_files(
    formats: str = "",
    *,
    datum: str = WGS84,
    grid: str | None = None,
    zones: Iterable[str] = (),
    operators: Iterable[str] = (),
    only: bool = False,
) -> FurtherFiles:
    """Return what is wanted beside the pack, checked before anything is calculated.

    Parameters
    ----------
    formats : str
        Names between commas; empty for none.
    datum : str
        What the coordinates of KML and KMZ are to be, as a user calls it.
    grid : str, optional
        The grid of DXF.
    zones, operators : iterable of str
        Whose sheets and files are wanted alone.
    only : bool
        Whether the files of the pack that are not named are left out.

    Returns
    -------
    FurtherFiles

    Raises
    ------
    InputError
        For formats, a datum or a grid that is not known, a datum of maps in metres or a grid in
        degrees.
    SourceError
        When a format needs a browser and none is installed.
    """
    named = asked_formats(formats) if formats else ()
    if not NEED_BROWSER.isdisjoint(named):
        require_browser("report.html")
    in_degrees = _degrees_datum(datum)
    if in_degrees != WGS84 and not {"kml", "kmz"} & set(named):
        raise InputError("formats.datum_alone", datum=datum, formats="kml, kmz")
    if grid is not None and "dxf" not in named:
        raise InputError("formats.datum_alone", datum=grid, formats="dxf")
    return FurtherFiles(
        formats=named,
        datum=in_degrees,
        grid=None if grid is None else _metres_grid(grid),
        zones=tuple(zones),
        operators=tuple(operators),
        only=only,
    )


def asked_formats(text: str) -> tuple[str, ...]:
    """Return the names in a list of formats, each once: those of the pack, then the further ones.

    Parameters
    ----------
    text : str
        Names between commas; case, blanks and hyphens do not count.

    Returns
    -------
    tuple of str

    Raises
    ------
    InputError
        For names that are not known: all of them, and the valid ones; and for no name at all.
    """
    valid = (*PACK_FORMATS, *FORMATS)
    words = [word.casefold().replace("-", "_") for word in _BETWEEN.split(text) if word]
    named = [_ALSO_CALLED.get(word, word) for word in words]
    unknown = [word for word, name in zip(words, named, strict=True) if name not in valid]
    if unknown or not named:
        found = ", ".join(unknown) or text
        raise InputError("formats.unknown", found=found, valid=", ".join(valid))
    return tuple(name for name in valid if name in named)


def _degrees_datum(text: str) -> str:
    """Return a datum in degrees, as maps on phones have them."""
    datum = parse_datum(text)
    if is_projected(datum):
        raise InputError("formats.datum_in_metres", found=text)
    return datum


def _metres_grid(text: str) -> str:
    """Return a grid in metres, as drawings have it."""
    grid = parse_datum(text)
    if not is_projected(grid):
        raise InputError("formats.grid_in_degrees", found=text)
    return grid


def _named(word: str, names: Iterable[str], ending: str) -> Iterator[tuple[str, str]]:
    """Yield each name with the name of its file, which no other file has."""
    taken: set[str] = set()
    for name in dict.fromkeys(names):
        safe = _UNSAFE.sub("_", name).strip("._")[:_LONGEST_WORD]
        file, number = f"{word}_{safe}.{ending}", 1
        while file.casefold() in taken:
            number += 1
            file = f"{word}_{safe}_{number}.{ending}"
        taken.add(file.casefold())
        yield name, file


# ---------------------------------------------------------------- the formats

# The libraries behind the files take their time to load: only who asks for one waits for it.


def _write_shp(asked: _Asked, folder: Path) -> Notices:
    from geo.report.column_tables import shapefile_fields
    from geo.report.exchange import write_shapefiles

    plan, language = asked.plan, asked.language
    write_csv(shapefile_fields(plan, language=language), folder / "shp_fields.csv")
    return write_shapefiles(plan, folder / "plan.shp.zip", language=language)


def _write_kml(asked: _Asked, folder: Path) -> Notices:
    from geo.report.kml import write_kml

    datum = asked.wanted.datum
    write_kml(asked.plan, folder / "plan.kml", language=asked.language, datum=datum)
    return []


def _write_kmz(asked: _Asked, folder: Path) -> Notices:
    from geo.report.archive import write_archive
    from geo.report.kml import write_kml

    datum = asked.wanted.datum
    with scratch_folder() as scratch:
        write_kml(asked.plan, scratch / "doc.kml", language=asked.language, datum=datum)
        write_archive(scratch, folder / "plan.kmz")
    return []


def _write_geojson(asked: _Asked, folder: Path) -> Notices:
    from geo.report.exchange import write_geojson

    write_geojson(asked.plan, folder, language=asked.language)
    return []


def _write_geoparquet(asked: _Asked, folder: Path) -> Notices:
    from geo.report.exchange import write_geoparquet

    write_geoparquet(asked.plan, folder, language=asked.language)
    return []


def _write_dxf(asked: _Asked, folder: Path) -> Notices:
    from geo.report.dxf import write_dxf

    wanted, language = asked.wanted.grid, asked.language
    grid = write_dxf(asked.plan, folder / "plan.dxf", language=language, datum=wanted)
    return [Notice("formats.dxf_grid", grid=grid)]


def _write_pdf(asked: _Asked, folder: Path) -> Notices:
    from geo.report.pdf import write_pdf
    from geo.report.report_html import report_page

    with scratch_folder() as scratch:
        page = scratch / "report.html"
        page.write_text(report_page(asked.plan, language=asked.language), encoding="utf-8")
        write_pdf(page, folder / "report.pdf")
    return []


def _write_docx(asked: _Asked, folder: Path) -> Notices:
    from geo.report.docx_report import write_docx

    write_docx(asked.plan, folder / "report.docx", language=asked.language)
    return []


def _write_png(asked: _Asked, folder: Path) -> Notices:
    from geo.cartography import coverage_figure, zone_figure
    from geo.report.picture import write_picture
    from geo.report.sheets import uncovered_estates

    plan, t = asked.plan, translator(asked.language)
    write_picture(coverage_figure(plan, t, numbered=uncovered_estates(plan)), folder / "map.png")
    if len(plan.zones):
        write_picture(zone_figure(plan, t), folder / "zone_map.png")
    return []


def _write_run_cards(asked: _Asked, folder: Path) -> Notices:
    from geo.report.run_card_files import printed_run_cards, write_run_card_workbook
    from geo.workspace import run_cards_of

    district, language = asked.known_district(), asked.language
    name, run = asked.plan.settings.name, asked.plan.run.hash
    due = run_cards_of(district)
    page = printed_run_cards(district, due, name=name, run_hash=run, day=None, language=language)
    (folder / "run_cards.html").write_text(page, encoding="utf-8", newline="\n")
    write_run_card_workbook(
        district, due, folder / "run_cards.xlsx", name=name, run_hash=run, language=language
    )
    return []


def _write_utilisation(asked: _Asked, folder: Path) -> Notices:
    from geo.plan_tables import TABLES
    from geo.workspace import crew_utilisation

    table = crew_utilisation(asked.known_district()).rename(columns={"name": "station_name"})
    table["station_id"] = table["station_id"].fillna(ALL_STATIONS)
    table = table.round(_DECIMALS)
    write_csv(pd.DataFrame(table[list(TABLES["utilisation.csv"])]), folder / "utilisation.csv")
    return []


_DECIMALS: Final = 6

ALL_STATIONS: Final = "all"
"""What stands for the id of a station in the row of all crews together."""


def _write_folding(asked: _Asked, folder: Path) -> Notices:
    from geo.report.workbook import write_folding

    write_folding(asked.plan, folder / "folding_table.xlsx", language=asked.language)
    return []


def _write_dictionary(asked: _Asked, folder: Path) -> Notices:
    from geo.report.column_tables import data_dictionary

    write_csv(data_dictionary(asked.plan), folder / "data_dictionary.csv")
    return []


def _write_glossary(_asked: _Asked, folder: Path) -> Notices:
    from geo.plan_tables import glossary

    write_csv(glossary(), folder / "glossary.csv")
    return []


def _write_zone_sheet(asked: _Asked, zone: str, file: str, folder: Path) -> Notices:
    from geo.report.zone_sheets import zone_sheet_page

    page = zone_sheet_page(asked.plan, language=asked.language, only=zone)
    (folder / file).write_text(page, encoding="utf-8", newline="\n")
    return []


def _write_operator(asked: _Asked, operator: str, file: str, folder: Path) -> Notices:
    from geo.report.workbook import write_operator_file

    write_operator_file(asked.plan, folder / file, operator=operator, language=asked.language)
    return []


FORMATS: Final[Mapping[str, Callable[[_Asked, Path], Notices]]] = {
    "shp": _write_shp,
    "kml": _write_kml,
    "kmz": _write_kmz,
    "geojson": _write_geojson,
    "geoparquet": _write_geoparquet,
    "dxf": _write_dxf,
    "pdf": _write_pdf,
    "docx": _write_docx,
    "png": _write_png,
    "run_cards": _write_run_cards,
    "utilisation": _write_utilisation,
    "folding": _write_folding,
    "dictionary": _write_dictionary,
    "glossary": _write_glossary,
}
"""Every further format by its name, in the order in which they are offered and written."""
