"""From cells to values: every column read as its kind, every change told."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time
from typing import Any, Final, SupportsIndex

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.coords import parse_datum
from geo.errors import InputError
from geo.tables.cells import (
    UNCOMPUTED,
    as_text,
    is_blank,
    is_error_value,
    is_placeholder,
    loses_digits,
    per_value,
)
from geo.tables.degrees import read_angle, split_position
from geo.tables.journal import Journal
from geo.tables.moments import DAY_MIN, read_clock, read_hours, read_moment
from geo.tables.nouns import Column, Kind, Noun
from geo.tables.numbers import NumberRead, read_number, read_year, unit_factor
from geo.tables.origin import Origin

__all__ = ["read_values"]

_STATUS_OF: Final = {
    **dict.fromkeys(
        ("open", "开放", "在用", "运行", "运营", "已建", "已启用", "启用", "正常"), "open"
    ),
    **dict.fromkeys(("planned", "规划", "拟建", "在建", "筹建", "计划"), "planned"),
    **dict.fromkeys(("candidate", "备选", "候选", "待选"), "candidate"),
}
_SHUT: Final = re.compile(r"常闭|关闭|已关闭|封闭|已封闭|不开放|停用|closed|shut", re.IGNORECASE)


@dataclass(frozen=True, eq=False)
class _Cells:
    """One column of a file with what is needed to speak about it."""

    column: Column
    cells: "pd.Series[Any]"
    origin: Origin
    journal: Journal

    def unique(self) -> tuple[npt.NDArray[np.int64], list[Any]]:
        """Return the code of each row's value (-1 for blanks) and the values."""
        codes, values = pd.factorize(self.cells, use_na_sentinel=True)
        return codes.astype(np.int64), list(np.asarray(values, dtype=object))

    def notice(self, index: SupportsIndex, key: str, **params: object) -> None:
        self.journal.notice(key, **self.origin.at(index, self.column.name), **params)

    def fault(self, index: SupportsIndex, key: str, **params: object) -> None:
        self.journal.fault(key, **self.origin.at(index, self.column.name), **params)

    def unusable(self, index: SupportsIndex, cell: object) -> None:
        """Tell of a value that cannot be read: a fault where the list needs it."""
        params = {"found": as_text(cell), "kind": self.column.kind.value}
        needed = self.column.required or self.column.kind in _NEVER_GUESSED
        key = "tables.unreadable_value" if needed else "tables.left_blank"
        (self.fault if needed else self.notice)(index, key, **params)


_NEVER_GUESSED: Final = {Kind.LONGITUDE, Kind.LATITUDE, Kind.POSITION, Kind.DATUM, Kind.CLOCK}


def read_values(cells: pd.DataFrame, noun: Noun, origin: Origin, journal: Journal) -> pd.DataFrame:
    """Read the cells of a list as the values of its columns.

    Parameters
    ----------
    cells : DataFrame
        As in the file, with the file's headers.
    noun : Noun
        The list.
    origin : Origin
        Where the rows stood, and which header is which column.
    journal : Journal
        Takes what was changed, and what cannot be read.

    Returns
    -------
    DataFrame
        One column per column of the noun, in its order; blank where the file has none. Text is
        ``""`` where it is blank, numbers are NaN, moments NaT; ids are text.
    """
    headers = origin.headers[0]
    values: dict[str, Any] = {}
    for column in noun.columns:
        if column.name in headers:
            given = _without_spoiled(
                _Cells(column, cells[headers[column.name]].reset_index(drop=True), origin, journal)
            )
            values[column.name] = _READERS[column.kind](given)
        else:
            values[column.name] = _absent(column, len(cells))
    if "lon_lat" in headers:
        _write_split(values)
    if "opens" in values:
        _write_hours(values)
    values.pop("lon_lat", None)
    return pd.DataFrame(values, index=pd.RangeIndex(len(cells)))


def _absent(column: Column, rows: int) -> Any:
    if column.kind in _TEXTS:
        return pd.Series([column.default or ""] * rows, dtype="str")
    if column.kind is Kind.MOMENT:
        return pd.Series(pd.NaT, index=range(rows), dtype="datetime64[s]")
    if column.kind in {Kind.POSITION, Kind.CLOCK}:
        return pd.Series([None] * rows, dtype=object)
    return np.full(rows, np.nan if column.default is None else column.default)


_TEXTS: Final = {Kind.TEXT, Kind.ID, Kind.STATUS, Kind.DATUM}


def _without_spoiled(given: _Cells) -> _Cells:
    """Tell of formulas without a value and of errors, and read on as if the cells were blank."""
    spoiled = per_value(given.cells, lambda cell: cell is UNCOMPUTED or is_error_value(cell))
    if not spoiled.any():
        return given
    for index in np.flatnonzero(spoiled):
        cell = given.cells.iloc[index]
        if cell is UNCOMPUTED:
            given.fault(index, "tables.uncomputed")
        else:
            given.fault(index, "tables.error_value", found=as_text(cell))
    cells = given.cells.astype(object).mask(spoiled, None)
    return _Cells(given.column, cells, given.origin, given.journal)


def _read_text(given: _Cells) -> "pd.Series[Any]":
    codes, cells = given.unique()
    texts = ["" if is_placeholder(cell) else as_text(cell) for cell in cells]
    for code, cell in enumerate(cells):
        if is_placeholder(cell):
            for index in np.flatnonzero(codes == code):
                given.notice(index, "tables.placeholder", found=as_text(cell))
    tidied = sum(
        int(np.count_nonzero(codes == code))
        for code, (cell, text) in enumerate(zip(cells, texts, strict=True))
        if isinstance(cell, str) and cell != text and text
    )
    if tidied:
        place = given.origin.column(given.column.name)
        given.journal.notice("tables.tidied", **place, count=tidied)
    return pd.Series(np.array([*texts, ""], dtype=object)[codes], dtype="str")


def _read_id(given: _Cells) -> "pd.Series[Any]":
    codes, cells = given.unique()
    for code, cell in enumerate(cells):
        key = _spoiled_id(cell)
        if key is not None:
            for index in np.flatnonzero(codes == code):
                given.fault(index, key, found=as_text(cell))
    return _read_text(given)


def _spoiled_id(cell: object) -> str | None:
    """Return what a spreadsheet has done to an id: rounded it, or taken it for a date."""
    if loses_digits(cell):
        return "tables.lost_digits"
    return "tables.id_is_date" if isinstance(cell, (date, time)) else None


def _read_status(given: _Cells) -> "pd.Series[Any]":
    def status(text: str) -> str | None:
        return _STATUS_OF.get(text.casefold())

    return _read_choice(given, status, "open, planned, candidate", default="open")


def _read_datum(given: _Cells) -> "pd.Series[Any]":
    def datum(text: str) -> str | None:
        try:
            return parse_datum(text)
        except InputError:
            return None

    return _read_choice(given, datum, "wgs84, gcj02, bd09, cgcs2000, EPSG:4547", default="")


def _read_choice(
    given: _Cells, choice: Callable[[str], str | None], valid: str, *, default: str
) -> "pd.Series[Any]":
    codes, cells = given.unique()
    values = []
    for code, cell in enumerate(cells):
        text = "" if is_placeholder(cell) else as_text(cell)
        value = choice(text) if text else default
        if value is None:
            for index in np.flatnonzero(codes == code):
                given.fault(index, "tables.unknown_choice", found=text, valid=valid)
        values.append(value or default)
    return pd.Series(np.array([*values, default], dtype=object)[codes], dtype="str")


def _read_numbers(given: _Cells, read: Callable[[object], NumberRead]) -> npt.NDArray[np.float64]:
    codes, cells = given.unique()
    values = np.full(len(cells) + 1, np.nan)
    for code, cell in enumerate(cells):
        if is_blank(cell):
            continue
        number = read(cell)
        values[code] = np.nan if number.value is None else number.value
        if number.plain:
            continue
        for index in np.flatnonzero(codes == code):
            _tell_number(given, int(index), cell, number)
    return values[codes]


def _tell_number(given: _Cells, index: int, cell: object, number: NumberRead) -> None:
    if number.value is not None:
        given.notice(index, "tables.number_read", found=as_text(cell), value=_shown(number.value))
    elif is_placeholder(cell):
        given.notice(index, "tables.placeholder", found=as_text(cell))
    else:
        given.unusable(index, cell)


def _shown(value: float) -> str:
    return f"{value:.8f}".rstrip("0").rstrip(".")


def _read_plain_numbers(given: _Cells) -> npt.NDArray[np.float64]:
    header = given.origin.column(given.column.name)["column"] or ""
    factor = unit_factor(header)
    numbers = _read_numbers(given, read_number)
    if factor != 1 and np.isfinite(numbers).any():
        place = given.origin.column(given.column.name)
        given.journal.notice("tables.unit_factor", **place, factor=f"{factor:,.0f}")
    # Rounding takes away what multiplying adds: 2.8403 ten thousands are 28,403.
    return np.round(numbers * factor, 6) if factor != 1 else numbers


def _read_years(given: _Cells) -> npt.NDArray[np.float64]:
    return _read_numbers(given, read_year)


def _read_angles(given: _Cells) -> npt.NDArray[np.float64]:
    return _read_numbers(given, read_angle)


def _read_positions(given: _Cells) -> "pd.Series[Any]":
    """Read cells that hold longitude and latitude, as pairs or None."""
    pairs: list[tuple[float, float] | None] = []
    for index, cell in enumerate(given.cells):
        parts = None if is_blank(cell) or is_placeholder(cell) else split_position(cell)
        numbers = [read_angle(part).value for part in parts or ()]
        if len(numbers) == 2 and None not in numbers:
            pairs.append((float(numbers[0] or 0), float(numbers[1] or 0)))
            continue
        pairs.append(None)
        if not is_blank(cell) and not is_placeholder(cell):
            given.unusable(index, cell)
    return pd.Series(pairs, dtype=object)


def _write_split(values: dict[str, Any]) -> None:
    pairs = values["lon_lat"]
    for place, name in enumerate(("lon", "lat")):
        split = np.array([np.nan if pair is None else pair[place] for pair in pairs])
        values[name] = np.where(np.isfinite(values[name]), values[name], split)


def _read_moments(given: _Cells) -> "pd.Series[Any]":
    codes, cells = given.unique()
    moments: list[Any] = []
    for code, cell in enumerate(cells):
        moment = None if is_blank(cell) or is_placeholder(cell) else read_moment(cell)
        moments.append(moment)
        if moment is None and not is_blank(cell):
            for index in np.flatnonzero(codes == code):
                given.unusable(int(index), cell)
    known = np.array([*moments, None], dtype="datetime64[s]")
    return pd.Series(known[codes])


def _read_clocks(given: _Cells) -> "pd.Series[Any]":
    """Read times of day as hours, whole opening hours as pairs, a shut gate as ``"shut"``."""
    codes, cells = given.unique()
    clocks: list[Any] = []
    for code, cell in enumerate(cells):
        clock = _clock(cell)
        clocks.append(clock)
        if clock is None and not is_blank(cell) and not is_placeholder(cell):
            for index in np.flatnonzero(codes == code):
                given.unusable(int(index), cell)
    return pd.Series([None if code < 0 else clocks[code] for code in codes], dtype=object)


def _clock(cell: object) -> float | tuple[float, float] | str | None:
    if isinstance(cell, str) and _SHUT.fullmatch(cell.strip()):
        return "shut"
    if hours := read_hours(cell):
        return hours[0] / 60, hours[1] / 60
    minutes = None if is_blank(cell) else read_clock(cell)
    return None if minutes is None else minutes / 60


def _write_hours(values: dict[str, Any]) -> None:
    """Turn what stands under opens and closes into hours of the day; NaN in both: always open."""
    opens, closes = [], []
    shut = []
    for first, last in zip(values["opens"], values["closes"], strict=True):
        shut.append("shut" in (first, last))
        if isinstance(first, tuple):
            first, last = first  # noqa: PLW2901 (one cell holds both)
        numbers = [np.nan if not isinstance(clock, float) else clock for clock in (first, last)]
        always = numbers == [0.0, DAY_MIN / 60]
        opens.append(np.nan if always else numbers[0])
        closes.append(np.nan if always else numbers[1])
    values["opens"], values["closes"] = np.array(opens), np.array(closes)
    values["shut"] = np.array(shut, dtype=bool)


_READERS: Final[dict[Kind, Callable[[_Cells], Any]]] = {
    Kind.ID: _read_id,
    Kind.TEXT: _read_text,
    Kind.WHOLE: _read_plain_numbers,
    Kind.NUMBER: _read_plain_numbers,
    Kind.YEAR: _read_years,
    Kind.LONGITUDE: _read_angles,
    Kind.LATITUDE: _read_angles,
    Kind.POSITION: _read_positions,
    Kind.DATUM: _read_datum,
    Kind.STATUS: _read_status,
    Kind.MOMENT: _read_moments,
    Kind.CLOCK: _read_clocks,
}
