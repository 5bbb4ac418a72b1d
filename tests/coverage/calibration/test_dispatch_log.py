"""A dispatch log is checked as a whole before anything is learned from it."""

import numpy as np
import pandas as pd
import pytest

from geo.coverage.calibration.dispatch_log import read_dispatch_log
from geo.errors import CoverageError

STATIONS = pd.DataFrame({"station_id": ["007", "B"], "lon": [0.0, 0.1], "lat": [0.0, 0.0]})


def calls(**columns: list[object]) -> pd.DataFrame:
    """Three plain calls of station 007, with some columns replaced."""
    plain: dict[str, list[object]] = {
        "call_id": ["a", "b", "c"],
        "reported_at": ["2026-03-01 08:00:00", "2026-03-01 23:30", "2026-03-02"],
        "response_min": [4.0, 5.0, 6.0],
        "station_id": ["007", "007", "007"],
        "lon": [0.01, 0.0, 0.0],
        "lat": [0.0, 0.02, 0.0],
    }
    return pd.DataFrame(plain | columns)


def test_minutes_places_and_hours() -> None:
    """Straight distances in km, hours of the report, no turnout where none is given."""
    log = read_dispatch_log(calls(), STATIONS)
    assert log.distance_km == pytest.approx([1.113, 2.211, 0.0], abs=2e-3)
    assert log.hour.tolist() == [8, 23, 0]
    assert log.response_min.tolist() == [4.0, 5.0, 6.0]
    assert np.isnan(log.turnout_min).all()


def test_minutes_from_moments() -> None:
    """Without response_min the arrival counts, and departures give the turnout."""
    table = calls(
        departed_at=["2026-03-01 08:01:30", "", None],
        arrived_at=["2026-03-01 08:06:00", "2026-03-01 23:40", None],
    ).drop(columns="response_min")
    log = read_dispatch_log(table, STATIONS)
    assert log.response_min.tolist() == [6.0, 10.0]
    assert log.turnout_min[0] == 1.5
    assert log.left_out["no_minutes"] == 1


def test_calls_that_tell_nothing_are_left_out_and_counted() -> None:
    """No minutes, no position, a place on another continent; all are counted by reason."""
    table = calls(response_min=[None, 5.0, 6.0], lon=[0.0, None, 90.0])
    with_plain = pd.concat([table, calls()], ignore_index=True)
    log = read_dispatch_log(with_plain, STATIONS)
    assert len(log) == 3
    assert log.left_out == {"no_minutes": 1, "no_position": 2, "unknown_station": 0}


def test_a_few_unknown_stations_are_left_out_many_are_refused() -> None:
    """One in forty is counted; one in three is named."""
    many = pd.concat([calls()] * 13 + [calls(station_id=["X", "007", "007"])], ignore_index=True)
    assert read_dispatch_log(many, STATIONS).left_out["unknown_station"] == 1
    with pytest.raises(CoverageError, match="such as X"):
        read_dispatch_log(calls(station_id=["X", "007", "007"]), STATIONS, file="log.csv")


def test_all_faults_are_told_together() -> None:
    """Early arrivals and departures, negative minutes, unreadable cells, each with its call."""
    table = calls(
        call_id=["a", "", "c"],
        reported_at=["2026-03-01 08:00", "soon", "2026-03-01 10:00"],
        departed_at=["2026-03-01 07:59", None, "2026-03-01 10:20"],
        arrived_at=["2026-03-01 07:58", None, "2026-03-01 10:10"],
        response_min=[-3.0, "quick", 6.0],
    )
    with pytest.raises(CoverageError) as refusal:
        read_dispatch_log(table, STATIONS, file="log.csv")
    assert sorted(fault.key for fault in refusal.value.faults) == [
        "coverage.arrived_before_report",
        "coverage.arrived_early",
        "coverage.arrived_early",
        "coverage.departed_early",
        "coverage.negative_minutes",
        "coverage.no_moment",
        "coverage.no_number",
    ]
    said = str(refusal.value)
    assert 'log.csv, column "response_min": call #2' in said
    assert "call c arrived at 2026-03-01 10:10, before it departed" in said


def test_missing_columns_are_named() -> None:
    """Columns of either table, and minutes in neither form."""
    with pytest.raises(CoverageError, match="lacks the column\\(s\\) lat"):
        read_dispatch_log(calls().drop(columns="lat"), STATIONS)
    with pytest.raises(CoverageError, match="stations lacks"):
        read_dispatch_log(calls(), STATIONS.drop(columns="station_id"))
    with pytest.raises(CoverageError, match="response_min"):
        read_dispatch_log(calls().drop(columns="response_min"), STATIONS)
