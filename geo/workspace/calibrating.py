"""Response minutes learned from dispatch logs, read from files."""

from pathlib import Path
from typing import Any

from geo.coverage import calibrate
from geo.roads import read_roads
from geo.settings import Settings
from geo.tables import read_calls, read_stations

__all__ = ["calibrate_files"]


def calibrate_files(
    calls: Path, stations: Path, *, test: Path | None = None, roads: Path | None = None
) -> dict[str, Any]:
    """Learn response minutes from a log and report how well they foretell another.

    Parameters
    ----------
    calls, stations : Path
        The log to learn from, and where its stations stand.
    test : Path, optional
        The log to test on; left out, the fit is tested by cross-validation.
    roads : Path, optional
        A road file; with it the minutes follow the roads.

    Returns
    -------
    dict
        As :func:`geo.coverage.calibrate` gives it.

    Raises
    ------
    TableError, RoadsError, CoverageError
        When a file cannot be used, or holds too little to learn from.
    """
    speeds = Settings().speeds
    return calibrate(
        read_calls(calls).table,
        read_stations(stations).table,
        test=None if test is None else read_calls(test).table,
        road_map=None if roads is None else read_roads(roads),
        speed_kmh=speeds.by_class(),
        rush_hours=speeds.rush_hours,
        file=calls.name,
        test_file=None if test is None else test.name,
    )
