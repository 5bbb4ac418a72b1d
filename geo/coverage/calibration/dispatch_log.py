"""A dispatch log, checked: which station went where, when, and how long it took."""

from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.coords import distance_m, local_metric_crs, project
from geo.errors import CoverageError, Fault
from geo.read_only import ReadOnlyArrays
from geo.tables import LONGEST_RESPONSE_MIN, read_datetime

__all__ = ["HOUR_UNKNOWN", "DispatchLog", "read_dispatch_log"]

HOUR_UNKNOWN: Final = -1

_UNKNOWN_STATION_SHARE: Final = 0.2
_FARTHEST_KM: Final = 200.0
_MOST_NAMED: Final = 5

Reals = NDArray[np.float64]
Indices = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class DispatchLog(ReadOnlyArrays):
    """Calls that can be learned from. Arrays are read-only and as long as the calls that remain.

    Attributes
    ----------
    station_ids : tuple of str
        All stations of the stations list.
    station : ndarray of int
        Index of the station that went.
    lon, lat : ndarray
        Place of the call, WGS-84.
    distance_km : ndarray
        Straight distance from the station.
    x_km, y_km : ndarray
        Place of the call on a plane that is the same for every log with these stations.
    hour : ndarray of int
        Hour of the day of the report, -1 where the log gives none.
    response_min : ndarray
        From the report to the arrival.
    turnout_min : ndarray
        From the report to the departure; nan where the log gives none.
    drive_min : ndarray
        Minutes by road from the station; nan before roads are given.
    left_out : dict of str to int
        Calls left out, by reason: ``no_minutes``, ``too_late`` (arrivals that cannot be, such as a
        year after the report), ``no_position``, ``unknown_station`` and, with roads, ``no_road``.
    """

    station_ids: tuple[str, ...]
    station: Indices
    lon: Reals
    lat: Reals
    distance_km: Reals
    x_km: Reals
    y_km: Reals
    hour: Indices
    response_min: Reals
    turnout_min: Reals
    drive_min: Reals
    left_out: dict[str, int]

    def __post_init__(self) -> None:
        for value in vars(self).values():
            if isinstance(value, np.ndarray):
                value.setflags(write=False)

    def __len__(self) -> int:
        return self.station.size

    def take(self, calls: Indices) -> "DispatchLog":
        """Return the log of some of the calls only."""
        parts: dict[str, Any] = {
            name: value[calls]
            for name, value in vars(self).items()
            if isinstance(value, np.ndarray)
        }
        return replace(self, **parts)


def read_dispatch_log(
    calls: pd.DataFrame, stations: pd.DataFrame, *, file: str | None = None
) -> DispatchLog:
    """Check a table of calls against its stations and return what can be learned from.

    Calls without minutes or without a position are left out and counted, and so are arrivals more
    than a week after the report. So are calls of stations that the list does not hold, as long as
    they are at most 20 % of the calls. A date without a time gives no minutes and no hour.

    Parameters
    ----------
    calls : DataFrame
        ``station_id, lon, lat`` and ``response_min`` or ``reported_at`` with ``arrived_at``;
        ``call_id`` and ``departed_at`` where there are any. ``response_min`` counts before the
        two moments.
    stations : DataFrame
        ``station_id, lon, lat``.
    file : str, optional
        Name of the calls' file, for messages.

    Raises
    ------
    CoverageError
        For missing columns, moments or numbers that cannot be read, departures or arrivals
        before the report, arrivals before the departure, negative minutes (all faults together),
        for too many unknown stations, and for a list without any.
    """
    _require(stations, ["station_id", "lon", "lat"], "stations")
    if stations.empty:
        raise CoverageError("coverage.log_without_stations")
    _require(calls, ["station_id", "lon", "lat"], file or "calls")
    if "response_min" not in calls and not {"reported_at", "arrived_at"} <= set(calls.columns):
        raise CoverageError("coverage.log_minutes", found=", ".join(map(str, calls.columns)))
    minutes = _Minutes(calls, file)
    if minutes.faults:
        raise CoverageError(
            "coverage.log_faults",
            faults=minutes.faults,
            file=file or "calls",
            count=len(minutes.faults),
        )
    ids = [_text(value) for value in stations["station_id"]]
    place = {station_id: index for index, station_id in enumerate(ids)}
    names = [_text(value) for value in calls["station_id"]]
    station = np.array([place.get(name, -1) for name in names], dtype=np.int64)
    station_lon, station_lat = (_numbers(stations[axis])[station] for axis in ("lon", "lat"))
    lon, lat = _numbers(calls["lon"]), _numbers(calls["lat"])
    on_earth = (np.abs(lon) <= 180) & (np.abs(lat) <= 90)
    lon, lat = np.where(on_earth, lon, np.nan), np.where(on_earth, lat, np.nan)
    distance_km = distance_m(station_lon, station_lat, lon, lat) / 1000

    no_minutes = np.isnan(minutes.response_min)
    usable = ~no_minutes & ~minutes.too_late
    unknown = usable & (station < 0)
    no_position = usable & ~unknown & ~(distance_km <= _FARTHEST_KM)
    _refuse_unknown_stations(unknown, int(usable.sum()), names, file)
    kept = np.flatnonzero(usable & ~unknown & ~no_position)
    plane = local_metric_crs(_numbers(stations["lon"]), _numbers(stations["lat"]))
    x_m, y_m = project(lon, lat, plane)
    log = DispatchLog(
        station_ids=tuple(ids),
        station=station,
        lon=lon,
        lat=lat,
        distance_km=distance_km,
        x_km=np.asarray(x_m) / 1000,
        y_km=np.asarray(y_m) / 1000,
        hour=minutes.hour,
        response_min=minutes.response_min,
        turnout_min=minutes.turnout_min,
        drive_min=np.full(len(calls), np.nan),
        left_out={
            "no_minutes": int((no_minutes & ~minutes.too_late).sum()),
            "too_late": int(minutes.too_late.sum()),
            "no_position": int(no_position.sum()),
            "unknown_station": int(unknown.sum()),
        },
    )
    return log.take(kept)


class _Minutes:
    """Response and turnout minutes and the hour of every call, and the faults found in them."""

    def __init__(self, calls: pd.DataFrame, file: str | None) -> None:
        self._calls = calls
        self._file = file
        self.faults: list[Fault] = []
        reported, local_report = self._moments("reported_at")
        departed, _ = self._moments("departed_at")
        arrived, _ = self._moments("arrived_at")
        self.turnout_min = _minutes_between(reported, departed)
        self._refuse("departed_at", "coverage.departed_early", self.turnout_min < 0)
        self._refuse(
            "arrived_at", "coverage.arrived_early", _minutes_between(departed, arrived) < 0
        )
        measured = _minutes_between(reported, arrived)
        self._refuse("arrived_at", "coverage.arrived_before_report", measured < 0)
        stated = self._stated()
        self._refuse("response_min", "coverage.negative_minutes", stated < 0)
        self.response_min = np.where(np.isnan(stated), measured, stated)
        self.too_late = (self.response_min > LONGEST_RESPONSE_MIN) | (
            np.isnan(stated) & (measured > LONGEST_RESPONSE_MIN)
        )
        hour = local_report.dt.hour
        self.hour = np.where(local_report.isna(), HOUR_UNKNOWN, hour).astype(np.int64)

    def _moments(self, column: str) -> tuple["pd.Series[Any]", "pd.Series[Any]"]:
        """Return the moments of a column on one clock, and by the clock that they were read from.

        An offset from UTC is taken off the first; what has none stays as it is.
        """
        if column not in self._calls:
            nothing = pd.Series(pd.NaT, index=range(len(self._calls)), dtype="datetime64[s]")
            return nothing, nothing
        given = self._calls[column].reset_index(drop=True)
        if isinstance(given.dtype, pd.DatetimeTZDtype):
            aware = given.dt.tz_convert("UTC").dt.tz_localize(None).astype("datetime64[s]")
            return aware, given.dt.tz_localize(None).astype("datetime64[s]")
        if given.dtype.kind == "M":
            return given.astype("datetime64[s]"), given.astype("datetime64[s]")
        return self._read(column, given)

    def _read(
        self, column: str, given: "pd.Series[Any]"
    ) -> tuple["pd.Series[Any]", "pd.Series[Any]"]:
        """Read moments that are text, each different one once."""
        codes, different = pd.factorize(given, use_na_sentinel=True)
        blank = [str(cell).strip() == "" for cell in different]
        reads = [
            None if no else read_datetime(cell) for cell, no in zip(different, blank, strict=True)
        ]
        wrong = [read is None and not no for read, no in zip(reads, blank, strict=True)]
        self._refuse(column, "coverage.no_moment", np.array([*wrong, False])[codes], given)
        timed = [read if read is not None and read.second is not None else None for read in reads]
        day = np.array([*(read and read.day for read in timed), None], dtype="datetime64[s]")
        second = np.array([*(read.second or 0 if read else 0 for read in timed), 0])
        ahead = np.array([*(60 * (read.utc_offset_min or 0) if read else 0 for read in timed), 0])
        local = day + second.astype("timedelta64[s]")
        one_clock = local - ahead.astype("timedelta64[s]")
        return pd.Series(one_clock[codes]), pd.Series(local[codes])

    def _stated(self) -> Reals:
        if "response_min" not in self._calls:
            return np.full(len(self._calls), np.nan)
        given = self._calls["response_min"].reset_index(drop=True)
        numbers = _numbers(given)
        blank = (given.isna() | (given.astype(str).str.strip() == "")).to_numpy()
        self._refuse("response_min", "coverage.no_number", ~np.isfinite(numbers) & ~blank, given)
        return numbers

    def _refuse(
        self,
        column: str,
        key: str,
        wrong: NDArray[np.bool_],
        given: "pd.Series[Any] | None" = None,
    ) -> None:
        values = self._calls[column] if given is None and column in self._calls else given
        for position in np.flatnonzero(wrong):
            self.faults.append(
                Fault(
                    key,
                    file=self._file,
                    column=column,
                    call=_call_name(self._calls, int(position)),
                    found="" if values is None else str(values.iloc[position]),
                )
            )


def _call_name(calls: pd.DataFrame, position: int) -> str:
    if "call_id" in calls and _text(calls["call_id"].iloc[position]):
        return _text(calls["call_id"].iloc[position])
    return f"#{position + 1}"


def _minutes_between(first: "pd.Series[Any]", last: "pd.Series[Any]") -> Reals:
    return np.asarray((last - first).dt.total_seconds() / 60, dtype=np.float64)


def _numbers(values: "pd.Series[Any]") -> Reals:
    return np.asarray(pd.to_numeric(values, errors="coerce"), dtype=np.float64)


def _text(value: object) -> str:
    """Return an id as text; a whole number that a reader made a float loses its ``.0``."""
    if value is None or (isinstance(value, float) and np.isnan(value)):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _require(table: pd.DataFrame, columns: list[str], file: str) -> None:
    missing = [column for column in columns if column not in table]
    if missing:
        raise CoverageError(
            "coverage.log_columns",
            file=file,
            missing=", ".join(missing),
            found=", ".join(map(str, table.columns)),
        )


def _refuse_unknown_stations(
    unknown: NDArray[np.bool_], calls: int, names: list[str], file: str | None
) -> None:
    if unknown.sum() > _UNKNOWN_STATION_SHARE * calls:
        distinct = sorted({names[position] or '""' for position in np.flatnonzero(unknown)})
        raise CoverageError(
            "coverage.unknown_stations",
            file=file or "calls",
            count=int(unknown.sum()),
            calls=calls,
            stations=", ".join(distinct[:_MOST_NAMED]),
        )
