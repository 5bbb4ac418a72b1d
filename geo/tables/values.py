"""From cells to values: every column read as its kind, every change told."""

import re
from collections.abc import Callable
from datetime import date, time
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.coords import parse_datum
from geo.errors import InputError
from geo.tables.answers import STATES_IN_WORDS, how_often, state_of, yes_or_no
from geo.tables.call_rows import TIMED, report_day
from geo.tables.cells import (
    UNCOMPUTED,
    as_text,
    is_blank,
    is_error_value,
    is_placeholder,
    loses_digits,
)
from geo.tables.column_cells import ColumnCells
from geo.tables.datetime_columns import DateTimes, on_one_clock
from geo.tables.datetimes import read_datetime
from geo.tables.days import read_days
from geo.tables.degrees import read_angle, split_position
from geo.tables.journal import Journal
from geo.tables.list_schemas import CALLS, Column, Kind, ListSchema
from geo.tables.number_columns import shown_number, tell_units
from geo.tables.numbers import NumberRead, number_reader, read_year
from geo.tables.opening_hours import read_clock, read_hours
from geo.tables.origin import Origin
from geo.tables.shape_text import read_shape
from geo.tables.times_of_day import DAY_MIN
from geo.tables.writing import unguarded_text

__all__ = ["read_values"]

_STATUS_OF: Final = {
    **dict.fromkeys(
        ("open", "开放", "在用", "运行", "运营", "已建", "已启用", "启用", "正常"), "open"
    ),
    **dict.fromkeys(("planned", "规划", "拟建", "在建", "筹建", "计划"), "planned"),
    **dict.fromkeys(("candidate", "备选", "候选", "待选"), "candidate"),
}
_LAT_FIRST: Final = re.compile(r"lat.*(lon|lng)|纬.*经", re.IGNORECASE)
_ALL_DAY: Final = (0.0, DAY_MIN / 60)
_SHUT: Final = re.compile(r"常闭|关闭|已关闭|封闭|已封闭|不开放|停用|closed|shut", re.IGNORECASE)


def read_values(
    cells: pd.DataFrame, schema: ListSchema, origin: Origin, journal: Journal
) -> pd.DataFrame:
    """Read the cells of a list as the values of its columns.

    Parameters
    ----------
    cells : DataFrame
        As in the file, with the file's headers.
    schema : ListSchema
        The list.
    origin : Origin
        Where the rows stood, and which header is which column.
    journal : Journal
        Takes what was changed, and what cannot be read.

    Returns
    -------
    DataFrame
        One column per column of the schema, in its order; blank where the file has none. Text is
        ``""`` where it is blank, numbers are NaN, moments NaT; ids are text.
    """
    headers = origin.headers[0]
    values: dict[str, Any] = {}
    for column in schema.columns:
        if column.name in headers:
            found = cells[headers[column.name]].reset_index(drop=True)
            given = _without_spoiled(ColumnCells(column, found, origin, journal))
            values[column.name] = _READERS[column.kind](given)
        else:
            values[column.name] = _absent(column, len(cells))
    for name in ("lon_lat", "shape"):
        if name in headers:
            _fill_positions(values, values[name])
    if "opens" in values:
        _write_hours(values)
    datetimes = {name: read for name, read in values.items() if isinstance(read, DateTimes)}
    if datetimes:
        values |= on_one_clock(datetimes, TIMED if schema is CALLS else (), origin, journal)
    if schema is CALLS:
        values["reported_on"] = report_day(values, datetimes["reported_at"])
    for name in ("lon_lat", "shape"):
        values.pop(name, None)
    return pd.DataFrame(values, index=pd.RangeIndex(len(cells)))


def _absent(column: Column, rows: int) -> Any:
    if column.kind in _TEXTS:
        return pd.Series([column.default or ""] * rows, dtype="str")
    if column.kind is Kind.MOMENT:
        return DateTimes.blank(rows)
    if column.kind in {Kind.POSITION, Kind.SHAPE, Kind.CLOCK, Kind.DAYS}:
        return pd.Series([None] * rows, dtype=object)
    return np.full(rows, np.nan if column.default is None else column.default)


_TEXTS: Final = {Kind.TEXT, Kind.ID, Kind.STATUS, Kind.DATUM, Kind.STATE}


def _without_spoiled(given: ColumnCells) -> ColumnCells:
    """Tell of formulas without a value and of errors, and read on as if the cells were blank."""
    spoiled = np.zeros(len(given.cells), dtype=bool)
    for code, cell in enumerate(given.different):
        if cell is not UNCOMPUTED and not is_error_value(cell):
            continue
        for index in given.rows(code):
            spoiled[index] = True
            if cell is UNCOMPUTED:
                given.fault(index, "tables.uncomputed")
            else:
                given.fault(index, "tables.error_value", found=as_text(cell))
    if not spoiled.any():
        return given
    cells = given.cells.astype(object).mask(spoiled, None)
    return ColumnCells(given.column, cells, given.origin, given.journal)


def _tell_placeholder(given: ColumnCells, code: int) -> None:
    for index in given.rows(code):
        given.notice(index, "tables.placeholder", found=as_text(given.different[code]))


def _read_text(given: ColumnCells) -> "pd.Series[Any]":
    texts = []
    tidied = 0
    for code, cell in enumerate(given.different):
        if is_placeholder(cell):
            _tell_placeholder(given, code)
            texts.append("")
            continue
        text = as_text(cell)
        texts.append(unguarded_text(text))
        if isinstance(cell, str) and text and cell != text:
            tidied += len(given.rows(code))
    if tidied:
        given.column_notice("tables.tidied", count=tidied)
    return pd.Series(given.spread(texts, "", object), dtype="str")


def _read_id(given: ColumnCells) -> "pd.Series[Any]":
    for code, cell in enumerate(given.different):
        if key := _spoiled_id(cell):
            for index in given.rows(code):
                given.fault(index, key, found=as_text(cell))
    return _read_text(given)


def _spoiled_id(cell: object) -> str | None:
    """Return what a spreadsheet has done to an id: rounded it, or taken it for a date."""
    if loses_digits(cell):
        return "tables.lost_digits"
    return "tables.id_is_date" if isinstance(cell, (date, time)) else None


def _read_status(given: ColumnCells) -> "pd.Series[Any]":
    def status(text: str) -> str | None:
        return _STATUS_OF.get(text.casefold())

    return _read_choice(given, status, "open, planned, candidate", default="open")


def _read_state(given: ColumnCells) -> "pd.Series[Any]":
    return _read_choice(given, state_of, STATES_IN_WORDS, default="")


def _read_yes_no(given: ColumnCells) -> npt.NDArray[np.float64]:
    return _read_answers(given, yes_or_no)


def _read_times(given: ColumnCells) -> npt.NDArray[np.float64]:
    return _read_answers(given, how_often)


def _read_answers(
    given: ColumnCells, read: Callable[[object], float | None]
) -> npt.NDArray[np.float64]:
    """Read answers as numbers, NaN where there is none; tell of those that are none."""
    values = []
    for code, cell in enumerate(given.different):
        answer = np.nan if is_blank(cell) or is_placeholder(cell) else read(cell)
        values.append(np.nan if answer is None else answer)
        for index in given.rows(code) if answer is None else ():
            given.fault(index, "tables.unknown_choice", found=as_text(cell), valid=_ANSWERS)
    return given.spread(values, np.nan, np.float64)


_ANSWERS: Final = "是, 否, yes, no, 1, 0"


def _read_datum(given: ColumnCells) -> "pd.Series[Any]":
    def datum(text: str) -> str | None:
        try:
            return parse_datum(text)
        except InputError:
            return None

    return _read_choice(given, datum, "wgs84, gcj02, bd09, cgcs2000, EPSG:4547", default="")


def _read_choice(
    given: ColumnCells, choice: Callable[[str], str | None], valid: str, *, default: str
) -> "pd.Series[Any]":
    values = []
    for code, cell in enumerate(given.different):
        text = "" if is_placeholder(cell) else as_text(cell)
        value = choice(text) if text else default
        values.append(value or default)
        if value is None:
            for index in given.rows(code):
                given.fault(index, "tables.unknown_choice", found=text, valid=valid)
    return pd.Series(given.spread(values, default, object), dtype="str")


def _read_numbers(
    given: ColumnCells, read: Callable[[object], NumberRead]
) -> npt.NDArray[np.float64]:
    values = [np.nan] * len(given.different)
    for code, cell in enumerate(given.different):
        if is_blank(cell):
            continue
        number = read(cell)
        if number.value is not None:
            values[code] = number.value
            if not number.plain:
                _tell_number(given, code, number.value)
        elif is_placeholder(cell):
            _tell_placeholder(given, code)
        else:
            given.unreadable(code)
    return given.spread(values, np.nan, np.float64)


def _tell_number(given: ColumnCells, code: int, value: float) -> None:
    found, shown = as_text(given.different[code]), shown_number(value)
    for index in given.rows(code):
        given.notice(index, "tables.number_read", found=found, value=shown)


def _read_plain_numbers(given: ColumnCells) -> npt.NDArray[np.float64]:
    header = given.origin.column(given.column.name)["column"] or ""
    numbers = _read_numbers(given, number_reader(header, given.column.name))
    tell_units(given, header, numbers)
    return numbers


def _read_years(given: ColumnCells) -> npt.NDArray[np.float64]:
    return _read_numbers(given, read_year)


def _read_angles(given: ColumnCells) -> npt.NDArray[np.float64]:
    return _read_numbers(given, read_angle)


def _read_each(given: ColumnCells, read: Callable[[object], Any]) -> list[Any]:
    """Read every value, None where there is none; tell of those that cannot be read."""
    values = []
    for code, cell in enumerate(given.different):
        blank = is_blank(cell) or is_placeholder(cell)
        value = None if blank else read(cell)
        values.append(value)
        if value is None and not blank:
            given.unreadable(code)
    return values


def _read_positions(given: ColumnCells) -> "pd.Series[Any]":
    """Read cells that hold longitude and latitude, as pairs or None."""
    header = given.origin.column(given.column.name)["column"] or ""
    lat_first = bool(_LAT_FIRST.search(header))
    pairs = [*_read_each(given, lambda cell: _position(cell, lat_first)), None]
    return pd.Series([pairs[code] for code in given.codes], dtype=object)


def _position(cell: object, lat_first: bool) -> tuple[float, float] | None:
    parts = split_position(cell, lat_first=lat_first)
    if parts is None:
        return None
    lon, lat = (read_angle(part).value for part in parts)
    return None if lon is None or lat is None else (lon, lat)


def _read_shapes(given: ColumnCells) -> "pd.Series[Any]":
    """Read shapes as a pair, with the datum that a shape names behind it, or None."""
    read = _read_each(given, read_shape)
    areas = 0
    places: list[tuple[float, float, str] | None] = []
    for code, shape in enumerate(read):
        rows = given.rows(code) if shape is not None and shape.kind != "point" else []
        if shape is not None and shape.kind == "line":
            for index in rows:
                given.fault(index, "tables.line_shape")
        elif rows:
            areas += len(rows)
        placed = shape is not None and shape.place is not None
        places.append((*shape.place, shape.datum) if placed else None)
    if areas:
        given.column_notice("tables.areas_as_points", count=areas)
    places.append(None)
    return pd.Series([places[code] for code in given.codes], dtype=object)


def _read_moments(given: ColumnCells) -> DateTimes:
    return DateTimes.of_cells(given, _read_each(given, read_datetime))


def _read_days(given: ColumnCells) -> "pd.Series[Any]":
    days = [*_read_each(given, read_days), None]
    return pd.Series([days[code] for code in given.codes], dtype=object)


def _read_clocks(given: ColumnCells) -> "pd.Series[Any]":
    """Read times of day as hours, whole opening hours as pairs, a shut gate as ``"shut"``."""
    clocks = [*_read_each(given, _clock), None]
    return pd.Series([clocks[code] for code in given.codes], dtype=object)


def _clock(cell: object) -> float | tuple[float, float] | str | None:
    if isinstance(cell, str) and _SHUT.fullmatch(cell.strip()):
        return "shut"
    if hours := read_hours(cell):
        return hours[0] / 60, hours[1] / 60
    minutes = read_clock(cell)
    return None if minutes is None else minutes / 60


def _fill_positions(values: dict[str, Any], places: "pd.Series[Any]") -> None:
    """Put positions of one cell where longitude and latitude are blank, with their datum."""
    blank = np.isnan(values["lon"]) & np.isnan(values["lat"])
    taken = blank & places.notna().to_numpy(bool)
    for place, name in enumerate(("lon", "lat")):
        split = np.array([np.nan if one is None else one[place] for one in places], np.float64)
        values[name] = np.where(taken, split, values[name])
    stated = [one[2] if one is not None and len(one) > 2 else "" for one in places]
    datum = values["datum"].to_numpy(dtype=object)
    values["datum"] = pd.Series(
        np.where(taken & (datum == ""), stated, datum).astype(object), dtype="str"
    )


def _write_hours(values: dict[str, Any]) -> None:
    """Turn what stands under opens and closes into hours of the day; NaN in both: always open."""
    hours = [
        opens if isinstance(opens, tuple) else (opens, closes)
        for opens, closes in zip(values["opens"], values["closes"], strict=True)
    ]
    values["shut"] = np.array(["shut" in pair for pair in hours], dtype=bool)
    numbers = np.array(
        [[clock if isinstance(clock, float) else np.nan for clock in pair] for pair in hours]
    ).reshape(-1, 2)
    numbers[(numbers == _ALL_DAY).all(axis=1)] = np.nan
    values["opens"], values["closes"] = numbers[:, 0], numbers[:, 1]


_READERS: Final[dict[Kind, Callable[[ColumnCells], Any]]] = {
    Kind.ID: _read_id,
    Kind.TEXT: _read_text,
    Kind.WHOLE: _read_plain_numbers,
    Kind.NUMBER: _read_plain_numbers,
    Kind.YEAR: _read_years,
    Kind.LONGITUDE: _read_angles,
    Kind.LATITUDE: _read_angles,
    Kind.POSITION: _read_positions,
    Kind.SHAPE: _read_shapes,
    Kind.DATUM: _read_datum,
    Kind.STATUS: _read_status,
    Kind.MOMENT: _read_moments,
    Kind.CLOCK: _read_clocks,
    Kind.DAYS: _read_days,
    Kind.YES_NO: _read_yes_no,
    Kind.TIMES: _read_times,
    Kind.STATE: _read_state,
}
