"""Response minutes learned from dispatch logs, read from files."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import pandas as pd

from geo.coverage import calibrate
from geo.errors import Notice, TableError
from geo.owned_folders import scratch_folder
from geo.roads import read_roads
from geo.settings import Settings
from geo.summary import Record
from geo.tables import read_estates, read_stations
from geo.workspace.coverage.call_log import read_call_log

__all__ = ["Calibration", "calibrate_files", "left_out", "settings_lines"]

_REASONS: Final = ("no_minutes", "too_late", "no_position", "unknown_station", "no_road")


@dataclass(frozen=True, eq=False, repr=False)
class Calibration(Record):
    """What a log taught, and how well it foretells. Its figures are read by attribute or by key.

    Attributes
    ----------
    fit : dict
        The calls that were used and left out, and the parameters they gave.
    test : dict
        How well the fit foretells calls that it has not seen.
    baselines : dict
        The same figures of simpler ways to foretell.
    notices : list of Notice
        What is to be said of the logs.
    """

    fit: dict[str, Any]
    test: dict[str, Any]
    baselines: dict[str, Any]
    notices: list[Notice]


def calibrate_files(
    calls: Path,
    stations: Path,
    *,
    test: Path | None = None,
    roads: Path | None = None,
    estates: gpd.GeoDataFrame | Path | None = None,
) -> Calibration:
    """Learn response minutes from a log and report how well they foretell another.

    Parameters
    ----------
    calls, stations : Path
        The log to learn from, and where its stations stand. A list of stations may lack their
        names; a log may call its stations by name instead of by id.
    test : Path, optional
        The log to test on; left out, the fit is tested by cross-validation.
    roads : Path, optional
        A road file; with it the minutes follow the roads.
    estates : GeoDataFrame or Path, optional
        The estates, or their list: calls without coordinates stand where their estate does.

    Returns
    -------
    Calibration

    Raises
    ------
    TableError, RoadsError, CoverageError
        When a file cannot be used, or holds too little to learn from.
    """
    speeds = Settings().speeds
    known = read_estates(estates).table if isinstance(estates, Path) else estates
    log = read_call_log(calls, known)
    tested = None if test is None else read_call_log(test, known)
    learned = calibrate(
        log.calls,
        _known_as_in(log.calls, _stations(stations)),
        test=None if tested is None else tested.calls,
        road_map=None if roads is None else read_roads(roads),
        speed_kmh=speeds.by_class(),
        rush_hours=speeds.rush_hours,
        file=calls.name,
        test_file=None if test is None else test.name,
    )
    return Calibration(**learned, notices=[*log.notices, *(tested.notices if tested else ())])


def left_out(learned: Mapping[str, Any]) -> dict[str, int]:
    """Return how many calls a calibration did not use, by reason, of both logs together.

    Parameters
    ----------
    learned : mapping of str to Any
        What the log taught.

    Returns
    -------
    mapping of str to int
    """
    parts = [learned["fit"]["left_out"]]
    if learned["test"]["kind"] == "other_calls":
        parts.append(learned["test"]["left_out"])
    return {reason: sum(part.get(reason, 0) for part in parts) for reason in _REASONS}


def settings_lines(parameters: dict[str, Any]) -> list[str]:
    """Return learned parameters as lines of ``workspace.toml``.

    Parameters
    ----------
    parameters : dict
        ``fit.parameters`` of a calibration. Its log begins with the report, so call handling is
        part of the turnout.
    """
    lines = ["[response]", "call_min = 0"]
    lines += [f"{name} = {value}" for name, value in parameters["response"].items()]
    speeds = dict(parameters.get("speed_kmh", {}))
    if parameters["rush_factor"] is not None:
        speeds["rush_factor"] = parameters["rush_factor"]
    if speeds:
        lines += ["", "[speeds]", *(f"{name} = {value}" for name, value in speeds.items())]
    return lines


def _stations(path: Path) -> gpd.GeoDataFrame:
    """Read a list of stations; where a csv has ids and no names, the ids are the names."""
    try:
        return read_stations(path).table
    except TableError:
        if path.suffix.lower() != ".csv":
            raise
        try:
            listed = pd.read_csv(path, dtype=str, encoding="utf-8-sig")
        except ValueError:
            listed = pd.DataFrame()
        if "station_id" not in listed or "name" in listed:
            raise
    with scratch_folder() as folder:
        named = folder / path.name
        listed.assign(name=listed["station_id"]).to_csv(named, index=False)
        return read_stations(named).table


def _known_as_in(log: pd.DataFrame, stations: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the stations under their names where the log knows more of those than of the ids."""
    said = log["station_id"].dropna().astype(str)
    ids, names = (stations[column].astype(str) for column in ("station_id", "name"))
    if said.isin(names).sum() > said.isin(ids).sum() and names.is_unique:
        return stations.assign(station_id=names)
    return stations
