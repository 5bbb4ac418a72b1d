"""Calibration on counties whose rule is known, and on the London log."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from geo.coverage import calibrate
from geo.errors import CoverageError

from .synthetic import make_calls, make_stations

STATIONS = make_stations(12, seed=0)


def test_a_known_rule_is_found() -> None:
    """Constant, root and spread come back; the error is the least possible; p keeps its word."""
    answer = calibrate(
        make_calls(STATIONS, 5_000, seed=1), STATIONS, test=make_calls(STATIONS, 5_000, seed=2)
    )
    trend = answer["fit"]["parameters"]["trend"]
    for km in (0.5, 1.0, 2.5):
        median = trend["constant_min"] + trend["per_root"] * km**0.5 + trend["per_unit"] * km
        assert median == pytest.approx(1.5 + 2.5 * km**0.5, rel=0.05)
    calls = make_calls(STATIONS, 5_000, seed=2)
    still = make_calls(STATIONS, 5_000, seed=2, spread=0.0)["response_min"]
    least = np.abs(calls["response_min"] - still).mean()
    assert answer["test"]["mae_min"] < 1.02 * least
    assert answer["test"]["calibration_error"] <= 0.02
    cv = answer["fit"]["parameters"]["response"]["drive_cv"]
    assert 0.1 < cv < 0.4


def test_baselines_stand_beside_and_are_not_better() -> None:
    """Mean and straight line lose; the root, which is the rule here, is about as good."""
    answer = calibrate(
        make_calls(STATIONS, 1_000, seed=1), STATIONS, test=make_calls(STATIONS, 1_000, seed=2)
    )
    mae = {name: row["mae_min"] for name, row in answer["baselines"].items()}
    assert answer["test"]["mae_min"] < mae["straight_line"] < mae["mean"]
    assert answer["test"]["mae_min"] == pytest.approx(mae["square_root"], rel=0.03)


def test_slow_nights_are_found() -> None:
    """Calls before six take a quarter longer: the hours say so."""
    answer = calibrate(make_calls(STATIONS, 1_500, seed=1, night_factor=1.25), STATIONS)
    factor = answer["fit"]["parameters"]["hour_factor"]
    assert factor["2"] / factor["14"] == pytest.approx(1.25, abs=0.08)


def test_without_a_second_log_the_fit_is_cross_validated() -> None:
    """The test then says so and repeats the cross-validation of the fit; all is plain JSON."""
    answer = json.loads(json.dumps(calibrate(make_calls(STATIONS, 200, seed=1), STATIONS)))
    assert answer["test"]["kind"] == "cross_validation"
    assert answer["test"]["calls"] == answer["fit"]["calls"] == 200
    assert answer["test"]["mae_min"] == answer["fit"]["cross_validation"]["mae_min"]
    assert [row["minutes"] for row in answer["test"]["by_threshold"]] == list(range(4, 11))


def test_the_same_log_gives_the_same_answer() -> None:
    """Nothing is drawn at random."""
    calls = make_calls(STATIONS, 120, seed=1)
    assert calibrate(calls, STATIONS) == calibrate(calls, STATIONS)


def test_departures_give_the_turnout() -> None:
    """Departures half a minute to two minutes after the report are reported as measured."""
    calls = make_calls(STATIONS, 100, seed=1)
    turnout = pd.to_timedelta(np.linspace(0.5, 2.0, 100), unit="min")
    calls["departed_at"] = calls["reported_at"] + turnout
    calls["arrived_at"] = calls["departed_at"] + pd.Timedelta(minutes=5)
    measured = calibrate(calls, STATIONS)["fit"]["parameters"]["turnout_measured"]
    assert measured["calls"] == 100
    assert measured["median_min"] == pytest.approx(1.25, abs=0.01)


def test_refuses_what_cannot_be_learned_from() -> None:
    """Too few calls, calls of one station, an empty test."""
    calls = make_calls(STATIONS, 100, seed=1)
    with pytest.raises(CoverageError, match="at least 50"):
        calibrate(calls[:49], STATIONS)
    with pytest.raises(CoverageError, match="two stations"):
        calibrate(make_calls(STATIONS[:1], 100, seed=1), STATIONS)
    with pytest.raises(CoverageError, match="tested on"):
        calibrate(calls, STATIONS, test=calls[:0], test_file="empty.csv")


@pytest.fixture(scope="module")
def london(shared_data: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return calls and stations of the London Fire Brigade under the names of ``calls``."""
    table = pd.read_csv(shared_data / "lfb_incidents_2017_jan_feb.csv.gz")
    calls = pd.DataFrame(
        {
            "call_id": table["incident"],
            "reported_at": table["date"] + " " + table["hour"].astype(str) + ":00",
            "response_min": table["first_pump_s"] / 60,
            "station_id": table["first_pump_station"],
            "lon": table["lon"],
            "lat": table["lat"],
        }
    )
    stations = pd.read_csv(shared_data / "lfb_stations_2021.csv").rename(
        columns={
            "Station_Name": "station_id",
            "Station_Longitude": "lon",
            "Station_Latitude": "lat",
        }
    )
    return calls, stations


@pytest.mark.parametrize("learned", ["2017-01", "2017-02"])
def test_london(london: tuple[pd.DataFrame, pd.DataFrame], learned: str) -> None:
    """One month foretells the other: error at most 1.16 min, calibration within 0.02."""
    calls, stations = london
    own = calls["reported_at"].str.startswith(learned)
    answer = calibrate(calls[own], stations, test=calls[~own])
    assert answer["test"]["mae_min"] <= 1.16
    assert answer["test"]["calibration_error"] <= 0.02
    for baseline in answer["baselines"].values():
        assert answer["test"]["mae_min"] < baseline["mae_min"]
