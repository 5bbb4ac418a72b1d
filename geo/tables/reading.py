"""Reading a list from a file to a checked table, and saying what was done on the way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypedDict, Unpack

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo.coords import parse_datum
from geo.errors import Notice
from geo.summary import Summarized
from geo.tables.call_rows import first_arrivals, question_calls, with_response
from geo.tables.cells import as_text
from geo.tables.corrections import Cell, Split, correct, split_cells
from geo.tables.header_choice import settle_headers
from geo.tables.header_rows import valid_headers
from geo.tables.headers import HeaderMatch, fold_header, match_headers
from geo.tables.journal import Journal, refusal
from geo.tables.limits import LIMITS, Limits, Progress
from geo.tables.list_schemas import (
    BUDGETS,
    CALLS,
    CANDIDATES,
    CREW_WEEKS,
    ESTATES,
    GATES,
    GAZETTEER,
    INSPECTIONS,
    LIST_SCHEMAS,
    MATTERS,
    NAMES,
    PLACES,
    PROBLEM_STEPS,
    PROBLEMS,
    SHIFTS,
    STATIONS,
    VISITORS,
    VISITS,
    WORKS,
    ZONES,
    Kind,
    ListSchema,
)
from geo.tables.opening import open_listings, raw_headers
from geo.tables.origin import Origin, Place, joined
from geo.tables.plausibility import question_estates, question_gates
from geo.tables.position_columns import settle_positions
from geo.tables.positions import GIVEN_COLUMNS, AxisOrder, PositionRules, locate, question_places
from geo.tables.problem_rows import question_problems, question_steps
from geo.tables.rows import fill_down, leave_out_non_rows
from geo.tables.sheets import Listing
from geo.tables.shift_rows import question_hours, question_shifts
from geo.tables.spellings import one_spelling
from geo.tables.totals import leave_out_totals
from geo.tables.validation import validate
from geo.tables.values import read_values
from geo.tables.visit_rows import question_matters
from geo.tables.work_rows import question_crew_weeks, question_works

# A ten-millionth of a degree is a centimetre: that is how exactly map formats are written.
_SAME_DEG: Final = 1.5e-7

__all__ = [
    "ReadingOptions",
    "TableRead",
    "known_headers",
    "no_stations",
    "read_budgets",
    "read_calls",
    "read_candidates",
    "read_crew_weeks",
    "read_estates",
    "read_gates",
    "read_gazetteer",
    "read_headers",
    "read_inspections",
    "read_matters",
    "read_names",
    "read_places",
    "read_problem_steps",
    "read_problems",
    "read_shifts",
    "read_stations",
    "read_visitors",
    "read_visits",
    "read_works",
    "read_zones",
]


@dataclass(frozen=True, eq=False, repr=False)
class TableRead(Summarized):
    """A list as it was understood.

    Attributes
    ----------
    table : GeoDataFrame
        One row per row of the list, EPSG:4326; the geometry is None where a row has no position.
        Columns are those of the list under their canonical names, then those of the file that
        have no meaning here, under their own.
    notices : list of Notice
        What was changed, assumed or is doubtful, each with its place.
    origin : Origin
        Where each row stood in the file.
    """

    table: gpd.GeoDataFrame
    notices: list[Notice]
    origin: Origin

    def at(self, index: int, column: str | None = None) -> Place:
        """Return the place of a row, or of its cell in a column, for a remark about it.

        Parameters
        ----------
        index : int
            Position of the row in the table.
        column : str, optional
            Canonical name of the column.
        """
        return self.origin.at(index, column)


class ReadingOptions(TypedDict, total=False):
    """What may be said about a file beside its path.

    Attributes
    ----------
    datum : str
        What its positions are in (``"gcj02"``, ``"EPSG:4547"``); wins over what the file says.
    boundary : GeoDataFrame or shapely geometry
        The district, WGS-84: positions are held against it.
    layer : str
        The one sheet, layer or folder to read.
    axis_order : {"lon_lat", "lat_lon"}
        ``"lat_lon"`` exchanges the two columns of the positions.
    file : str
        What to call the file in messages; by default its name.
    limits : Limits
        How large it may be.
    progress : callable
        Called with the rows read and, where it is known, the rows in all.
    headers : mapping of str to str
        Canonical column name to the header of the file that stands for it, where a person says.
    corrections : mapping of (str, int, str) to str
        Cells that a person corrected, by file or sheet, row and header as remarks name them.
    splits : mapping of str to (str, str, str)
        Columns that a person split in two: header to the sign between and the two new headers.
    """

    datum: str | None
    boundary: gpd.GeoDataFrame | BaseGeometry | None
    layer: str | None
    axis_order: AxisOrder
    file: str | None
    limits: Limits
    progress: Progress | None
    headers: Mapping[str, str]
    corrections: Mapping[Cell, str]
    splits: Mapping[str, Split]


def read_estates(path: Path | str, **options: Unpack[ReadingOptions]) -> TableRead:
    """Read the list of estates.

    Parameters
    ----------
    path : path-like
        csv, xlsx, gpkg, geojson, shp or zipped shp, kml, kmz, ovkml, dxf or parquet.
    **options
        See :class:`ReadingOptions`.

    Returns
    -------
    TableRead
        ``households`` are whole and at least 0. A row without a position is kept.

    Raises
    ------
    TableError
        When the file cannot be used: every fault with its file, row and column.
    """
    return _read(path, ESTATES, options)


def read_headers(
    path: Path | str, list_name: str = "estates", **options: Unpack[ReadingOptions]
) -> list[str]:
    """Return the headers of a list as they stand in the file.

    For a person who says what they mean, by the option ``headers`` of :func:`read_estates`.

    Parameters
    ----------
    path : str or Path
        The file.
    list_name : str
        Which list it is, as the settings call it.
    **options : options
        As in :func:`read_estates`.

    Returns
    -------
    list of str

    Raises
    ------
    TableError
        When the file cannot be opened at all.
    """
    file = options.get("file") or Path(path).name
    limits = options.get("limits", LIMITS)
    return raw_headers(Path(path), file, _schema(list_name), limits=limits)


def known_headers(headers: Sequence[str], list_name: str = "estates") -> dict[str, str]:
    """Return which headers of a list are understood: canonical column to header.

    Parameters
    ----------
    headers : sequence of str
        As they stand in the file.
    list_name : str
        Which list it is, as the settings call it.

    Returns
    -------
    mapping of str to str
    """
    return match_headers(headers, _schema(list_name)).header_of


def _schema(list_name: str) -> ListSchema:
    return next(schema for schema in LIST_SCHEMAS if schema.name == list_name)


def read_stations(path: Path | str, **options: Unpack[ReadingOptions]) -> TableRead:
    """Read the list of stations; arguments, answer and errors as :func:`read_estates`.

    Every station needs a position. Where the file does not say, a station has one crew and is
    open.

    Parameters
    ----------
    path : str or Path
        The file.
    **options : options
        As in :func:`read_estates`.

    Returns
    -------
    TableRead
    """
    return _read(path, STATIONS, options)


def read_candidates(path: Path | str, **options: Unpack[ReadingOptions]) -> TableRead:
    """Read a list of sites for new stations; arguments and errors as :func:`read_estates`.

    Every site needs a position.

    Parameters
    ----------
    path : str or Path
        The file.
    **options : options
        As in :func:`read_estates`.

    Returns
    -------
    TableRead
    """
    return _read(path, CANDIDATES, options)


def read_gates(path: Path | str, **options: Unpack[ReadingOptions]) -> TableRead:
    """Read the gates of estates; arguments and errors as :func:`read_estates`.

    ``opens`` and ``closes`` are hours of the day (6.0, 22.5); NaN in both means always open, and
    closing before opening means over midnight. An estate may have several gates. Gates that are
    said to be shut are left out, with a notice.

    Parameters
    ----------
    path : str or Path
        The file.
    **options : options
        As in :func:`read_estates`.

    Returns
    -------
    TableRead
    """
    return _read(path, GATES, options)


def read_calls(path: Path | str, **options: Unpack[ReadingOptions]) -> TableRead:
    """Read a log of calls; arguments and errors as :func:`read_estates`.

    Moments are local. Where ``response_min`` is blank it is calculated from the report and the
    arrival.

    Parameters
    ----------
    path : str or Path
        The file.
    **options : options
        As in :func:`read_estates`.

    Returns
    -------
    TableRead
    """
    return _read(path, CALLS, options)


def read_shifts(path: Path | str, **options: Unpack[ReadingOptions]) -> TableRead:
    """Read the shifts of the stations' crews; arguments and errors as :func:`read_estates`.

    ``days`` holds :class:`~geo.tables.Days`, None for every day; ``opens`` and ``closes`` are hours
    of the day as in :func:`read_gates`. Shifts of no length and shifts of one station that overlap
    are faults.

    Parameters
    ----------
    path : str or Path
        The file.
    **options : options
        As in :func:`read_estates`.

    Returns
    -------
    TableRead
    """
    return _read(path, SHIFTS, options)


def read_problems(path: Path | str, **options: Unpack[ReadingOptions]) -> TableRead:
    """Read a list of problems; arguments and errors as :func:`read_estates`.

    A problem names its estate by id or name, or has an address or a position. Problems closed
    before they were reported, windows that end before they begin and consents above all who are
    asked are faults.

    Parameters
    ----------
    path : str or Path
        The file.
    **options : options
        As in :func:`read_estates`.

    Returns
    -------
    TableRead
    """
    return _read(path, PROBLEMS, options)


def read_problem_steps(path: Path | str, **options: Unpack[ReadingOptions]) -> TableRead:
    """Read the steps that problems wait for; arguments and errors as :func:`read_estates`.

    ``after`` names the steps that come first, with commas between them. A step that waits for
    itself, round a circle too, or for one that its problem does not have is a fault.

    Parameters
    ----------
    path : str or Path
        The file.
    **options : options
        As in :func:`read_estates`.

    Returns
    -------
    TableRead
    """
    return _read(path, PROBLEM_STEPS, options)


def read_inspections(path: Path | str, **options: Unpack[ReadingOptions]) -> TableRead:
    """Read the scores that units got at inspections; else as :func:`read_estates`.

    Scores are 0 to 100; the weight is 1 where the file has none.

    Parameters
    ----------
    path : str or Path
        The file.
    **options : options
        As in :func:`read_estates`.

    Returns
    -------
    TableRead
    """
    return _read(path, INSPECTIONS, options)


def read_visitors(path: Path | str, **options: Unpack[ReadingOptions]) -> TableRead:
    """Read who visits estates; arguments and errors as :func:`read_estates`.

    Parameters
    ----------
    path : str or Path
        The file.
    **options : options
        As in :func:`read_estates`.

    Returns
    -------
    TableRead
        ``weekdays`` are :class:`Days`, None where nothing is said; ``hours`` those of a day.
    """
    return _read(path, VISITORS, options)


def read_matters(path: Path | str, **options: Unpack[ReadingOptions]) -> TableRead:
    """Read what was asked at visits; arguments and errors as :func:`read_estates`.

    Matters answered, closed or due before they were raised are faults.

    Parameters
    ----------
    path : str or Path
        The file.
    **options : options
        As in :func:`read_estates`.

    Returns
    -------
    TableRead
    """
    return _read(path, MATTERS, options)


def read_visits(path: Path | str, **options: Unpack[ReadingOptions]) -> TableRead:
    """Read a calendar of visits, made and planned; arguments and errors as :func:`read_estates`.

    Parameters
    ----------
    path : str or Path
        The file.
    **options : options
        As in :func:`read_estates`.

    Returns
    -------
    TableRead
    """
    return _read(path, VISITS, options)


def read_works(path: Path | str, **options: Unpack[ReadingOptions]) -> TableRead:
    """Read a list of works; arguments and errors as :func:`read_estates`.

    A work names its estate by id or name. Windows that end before they begin are faults.

    Parameters
    ----------
    path : str or Path
        The file.
    **options : options
        As in :func:`read_estates`.

    Returns
    -------
    TableRead
    """
    return _read(path, WORKS, options)


def read_crew_weeks(path: Path | str, **options: Unpack[ReadingOptions]) -> TableRead:
    """Read how many crews there are for works in each week; else as :func:`read_estates`.

    ``week`` is any day of the week. A week that is listed twice is a fault.

    Parameters
    ----------
    path : str or Path
        The file.
    **options : options
        As in :func:`read_estates`.

    Returns
    -------
    TableRead
    """
    return _read(path, CREW_WEEKS, options)


def read_budgets(path: Path | str, **options: Unpack[ReadingOptions]) -> TableRead:
    """Read the money of every source for works, in yuan; else as :func:`read_estates`.

    Parameters
    ----------
    path : str or Path
        The file.
    **options : options
        As in :func:`read_estates`.

    Returns
    -------
    TableRead
    """
    return _read(path, BUDGETS, options)


def read_zones(path: Path | str, **options: Unpack[ReadingOptions]) -> TableRead:
    """Read the present plan: one row per estate with its zone; else as :func:`read_estates`.

    Parameters
    ----------
    path : str or Path
        The file.
    **options : options
        As in :func:`read_estates`.

    Returns
    -------
    TableRead
    """
    return _read(path, ZONES, options)


def read_gazetteer(path: Path | str, **options: Unpack[ReadingOptions]) -> TableRead:
    """Read a list of known places to match names with; else as :func:`read_estates`.

    Parameters
    ----------
    path : str or Path
        The file.
    **options : options
        As in :func:`read_estates`.

    Returns
    -------
    TableRead
    """
    return _read(path, GAZETTEER, options)


def read_places(path: Path | str, **options: Unpack[ReadingOptions]) -> TableRead:
    """Read any list of places (estates, stations, sites) for its ids and positions only.

    Arguments and errors as :func:`read_estates`; the ids are ``place_id``, whatever list it is.

    Parameters
    ----------
    path : str or Path
        The file.
    **options : options
        As in :func:`read_estates`.

    Returns
    -------
    TableRead
    """
    return _read(path, PLACES, options)


def read_names(path: Path | str, **options: Unpack[ReadingOptions]) -> TableRead:
    """Read a list of names that are to be located; else as :func:`read_estates`.

    Parameters
    ----------
    path : str or Path
        The file.
    **options : options
        As in :func:`read_estates`.

    Returns
    -------
    TableRead
    """
    return _read(path, NAMES, options)


def no_stations() -> gpd.GeoDataFrame:
    """Return the list of stations of a district that has none.

    Returns
    -------
    GeoDataFrame
        The columns of :func:`read_stations` and no row.
    """
    nowhere = np.zeros(0, np.int64)
    origin = Origin(("",), ({},), nowhere, nowhere)
    values = read_values(pd.DataFrame(), STATIONS, origin, Journal())
    return _as_table(values.drop(columns="shut"), STATIONS)


def _read(path: Path | str, schema: ListSchema, options: ReadingOptions) -> TableRead:
    path = Path(path)
    file = options.get("file") or path.name
    journal = Journal()
    worded = schema.with_headers(options.get("headers", {}))
    listings = open_listings(
        path,
        file,
        worded,
        layer=options.get("layer"),
        limits=options.get("limits", LIMITS),
        progress=options.get("progress"),
        journal=journal,
    )
    corrections = options.get("corrections", {})
    splits = options.get("splits", {})
    listings = [
        split_cells(correct(listing, corrections, journal), splits, journal) for listing in listings
    ]
    boundary = _outline(options.get("boundary"))
    parts = [_read_part(listing, schema, options, boundary, journal) for listing in listings]
    values = pd.concat([part for part, _ in parts], ignore_index=True)
    origin = joined([origin for _, origin in parts])
    values = _with_ids(values, schema, origin, journal)
    if schema is CALLS:
        values, origin = first_arrivals(values, origin, journal)
    validate(values, schema.without(_absent_columns(schema, origin, journal)), origin, journal)
    if schema.positioned:
        question_places(values, boundary, origin, journal)
    if schema not in _AS_WRITTEN:
        values = one_spelling(values, origin, journal)
    if schema in _QUESTIONS:
        _QUESTIONS[schema](values, origin, journal)
    if journal.fault_count:
        raise journal.error(file)
    return TableRead(_as_table(values, schema), journal.notices, origin)


# Known places and names to be looked for are matched letter by letter later on.
_AS_WRITTEN: Final = (GAZETTEER, NAMES)
_QUESTIONS: Final = {
    ESTATES: question_estates,
    GATES: question_gates,
    CALLS: question_calls,
    STATIONS: question_hours,
    SHIFTS: question_shifts,
    PROBLEMS: question_problems,
    PROBLEM_STEPS: question_steps,
    MATTERS: question_matters,
    WORKS: question_works,
    CREW_WEEKS: question_crew_weeks,
}


def _absent_columns(schema: ListSchema, origin: Origin, journal: Journal) -> list[str]:
    """Return the columns that the list can do without and no part of the file has, and tell it."""
    absent = [
        column.name
        for column in schema.columns
        if column.absent and not any(column.name in header for header in origin.headers)
    ]
    for name in absent:
        journal.notice(f"tables.without_{name}", file=origin.labels[0], column=name)
    return absent


def _outline(boundary: gpd.GeoDataFrame | BaseGeometry | None) -> BaseGeometry | None:
    if boundary is None or isinstance(boundary, BaseGeometry):
        return boundary
    outline: BaseGeometry = boundary.geometry.union_all()
    return outline


def _read_part(
    listing: Listing,
    schema: ListSchema,
    options: ReadingOptions,
    boundary: BaseGeometry | None,
    journal: Journal,
) -> tuple[pd.DataFrame, Origin]:
    worded = schema.with_headers(options.get("headers", {}))
    match = match_headers(list(listing.cells.columns), worded, cut=listing.cut_headers)
    if listing.points is not None:
        match = _with_shapes_only(match, listing, journal)
    match = settle_headers(match, listing, worded, journal)
    listing = leave_out_non_rows(listing, match, schema, journal)
    match = settle_positions(match, listing, worded, journal)
    _require_columns(listing, match, schema)
    listing = fill_down(listing, match, schema, journal)
    listing = leave_out_totals(listing, match, schema, journal)
    if listing.cells.empty and not schema.may_be_empty:
        raise refusal("tables.no_rows", file=listing.label)
    rows = listing.cells.index.to_numpy(np.int64)
    origin = Origin((listing.label,), (match.header_of,), np.zeros(rows.size, np.int64), rows)
    values = read_values(listing.cells, schema, origin, journal)
    if schema.positioned:
        if listing.points is not None:
            values = values.assign(lon=listing.points[:, 0], lat=listing.points[:, 1])
        rules = PositionRules(
            datum=parse_datum(stated) if (stated := options.get("datum")) else None,
            file_datum=listing.datum or match.datum,
            shifting_app=listing.shifting_app,
            axis_order=options.get("axis_order", "lon_lat"),
            boundary=boundary,
        )
        values = locate(values, rules, origin, journal)
    if unknown := [header for header in match.unused if header not in GIVEN_COLUMNS]:
        shown = ", ".join(unknown)
        journal.notice("tables.columns_kept", file=listing.label, columns=shown)
    values = _with_extras(values, listing.cells[list(match.unused)])
    if schema is GATES:
        return _without_shut_gates(values, origin, journal)
    if "shut" in values:
        values = _with_nobody_where_shut(values, origin, journal)
    return values, origin


def _with_shapes_only(match: HeaderMatch, listing: Listing, journal: Journal) -> HeaderMatch:
    """Return the match for a file whose shapes say where its rows lie."""
    headers = match.position_headers
    if headers and not _say_the_same(match, listing):
        shown = ", ".join(headers)
        journal.notice("tables.attributes_unused", file=listing.label, columns=shown)
    return match.without_positions()


def _say_the_same(match: HeaderMatch, listing: Listing) -> bool:
    """Return whether the columns of the positions repeat what the shapes say."""
    if set(match.header_of) & {"lon_lat", "shape"} or listing.points is None:
        return False
    for place, name in enumerate(("lon", "lat")):
        cells = listing.cells[match.header_of[name]] if name in match.header_of else None
        if cells is None:
            return False
        said = pd.to_numeric(cells, errors="coerce").to_numpy(np.float64)
        if not np.allclose(said, listing.points[:, place], atol=_SAME_DEG, rtol=0, equal_nan=True):
            return False
    return True


def _require_columns(listing: Listing, match: HeaderMatch, schema: ListSchema) -> None:
    in_one_cell = {"lon_lat", "shape"} & set(match.header_of)
    positions_given = listing.points is not None or bool(in_one_cell)
    missing = [
        column
        for column in schema.columns
        if column.name not in match.header_of
        and (column.indispensable or (schema.located and column.kind is Kind.LONGITUDE))
        and not (column.kind is Kind.LONGITUDE and positions_given)
    ]
    if missing:
        raise refusal(
            "tables.missing_columns",
            file=listing.label,
            missing=", ".join(f"{c.name} ({c.headers[0]})" for c in missing),
            found=", ".join(str(header) for header in listing.cells.columns)[:500],
            valid=valid_headers(schema),
        )


def _without_shut_gates(
    values: pd.DataFrame, origin: Origin, journal: Journal
) -> tuple[pd.DataFrame, Origin]:
    shut = values.pop("shut").to_numpy(bool)
    for index in np.flatnonzero(shut):
        journal.notice("tables.gate_shut", **origin.at(int(index), "opens"))
    return values[~shut].reset_index(drop=True), origin.take(~shut)


def _with_nobody_where_shut(values: pd.DataFrame, origin: Origin, journal: Journal) -> pd.DataFrame:
    """Count no crew where the hours of a station or a shift say that it is shut."""
    shut = values.pop("shut").to_numpy(bool)
    for index in np.flatnonzero(shut):
        journal.notice("tables.shift_shut", **origin.at(int(index), "opens"))
    return values.assign(
        crews=values["crews"].mask(shut, 0),
        opens=values["opens"].mask(shut, 0.0),
        closes=values["closes"].mask(shut, 24.0),
    )


def _with_extras(values: pd.DataFrame, extras: pd.DataFrame) -> pd.DataFrame:
    """Put the columns that have no meaning here beside the others, under the file's names."""
    named = {header: header for header in extras.columns if header not in values.columns}
    kept = extras[list(named)].reset_index(drop=True)
    for name in set(GIVEN_COLUMNS) & set(named):
        text = name == "given_datum"
        kept[name] = (
            kept[name].map(as_text).astype("str")
            if text
            else pd.to_numeric(kept[name], errors="coerce").astype(np.float64)
        )
    return pd.concat([values.reset_index(drop=True), kept], axis=1)


# A running number starts again on every page and in every street: it is an id only by chance.
_RUNNING_NUMBERS = {fold_header(header) for header in ("序号", "no", "no.")}


def _with_ids(
    values: pd.DataFrame, schema: ListSchema, origin: Origin, journal: Journal
) -> pd.DataFrame:
    """Give rows ids where the file has none, or only running numbers that repeat."""
    key = schema.key
    if key is None or not schema.numbered or values.empty:
        return values
    headers = [header[key] for header in origin.headers if key in header]
    running = bool(headers) and all(fold_header(h) in _RUNNING_NUMBERS for h in headers)
    if headers and not (running and (values[key].duplicated() | (values[key] == "")).any()):
        return values
    width = max(4, len(str(len(values))))
    ids = [f"{schema.name[0].upper()}{number:0{width}d}" for number in range(1, len(values) + 1)]
    reason = "tables.ids_renumbered" if running else "tables.ids_numbered"
    journal.notice(reason, **origin.column(key), first=ids[0], last=ids[-1])
    return values.assign(**{key: pd.Series(ids, dtype="str")})


def _as_table(values: pd.DataFrame, schema: ListSchema) -> gpd.GeoDataFrame:
    """Give whole numbers and years their type, calculate what follows, and add the geometry."""
    typed: dict[str, Any] = {}
    for column in schema.columns:
        if column.kind in {Kind.WHOLE, Kind.YEAR}:
            whole = values[column.name].round().astype("Int64")
            always = column.required or column.default is not None
            complete = always and whole.notna().all()
            typed[column.name] = whole.astype("int64") if complete else whole
    values = values.assign(**typed)
    if schema is CALLS:
        values = with_response(values)
    if not schema.positioned:
        return gpd.GeoDataFrame(
            values, geometry=gpd.GeoSeries([None] * len(values)), crs="EPSG:4326"
        )
    lon, lat = values["lon"].to_numpy(np.float64), values["lat"].to_numpy(np.float64)
    points = np.full(lon.size, None, dtype=object)
    known = np.isfinite(lon) & np.isfinite(lat)
    points[known] = shapely.points(lon[known], lat[known])
    return gpd.GeoDataFrame(values, geometry=points, crs="EPSG:4326")
