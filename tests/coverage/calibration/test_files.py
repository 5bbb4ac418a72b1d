"""Logs and stations as files: what they may lack, and what is refused in which words."""

from pathlib import Path

import pandas as pd
import pytest

from geo.errors import GeoError
from geo.workspace import calibrate_files

from .synthetic import make_calls, make_stations

STATIONS = make_stations(4, seed=5).assign(name=["北站", "南站", "东站", "西站"])
CALLS = make_calls(STATIONS, 200, seed=6)


def written(folder: Path, name: str, table: pd.DataFrame) -> Path:
    """Write a table as csv and return its path."""
    path = folder / name
    table.to_csv(path, index=False)
    return path


def learned(folder: Path, calls: pd.DataFrame, stations: pd.DataFrame) -> dict:
    """Return what a log teaches that is read from files."""
    return calibrate_files(
        written(folder, "calls.csv", calls), written(folder, "stations.csv", stations)
    )


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> dict:
    """Return what the log teaches as it stands."""
    return learned(tmp_path_factory.mktemp("usual"), CALLS, STATIONS)


def test_the_order_of_columns_does_not_matter(usual: dict, tmp_path: Path) -> None:
    """Columns from behind, and those that may be missing left out, teach the same."""
    shuffled = CALLS[["lat", "station_id", "response_min", "lon", "reported_at"]]
    assert learned(tmp_path, shuffled, STATIONS[["lat", "lon", "name", "station_id"]]) == usual


def test_stations_need_no_names(usual: dict, tmp_path: Path) -> None:
    """Ids and positions are enough to learn from a log."""
    assert learned(tmp_path, CALLS, STATIONS.drop(columns="name")) == usual


def test_a_log_may_call_stations_by_name(usual: dict, tmp_path: Path) -> None:
    """The list has ids and names, the log the names alone."""
    names = STATIONS.set_index("station_id")["name"]
    by_name = CALLS.assign(station_id=CALLS["station_id"].map(names))
    answer = learned(tmp_path, by_name, STATIONS)
    assert answer["test"] == usual["test"]
    assert set(answer["fit"]["parameters"]["station_factor"]) == set(STATIONS["name"])


def test_moments_instead_of_minutes(usual: dict, tmp_path: Path) -> None:
    """Report and arrival say the same as the minutes between them."""
    arrived = CALLS["reported_at"] + pd.to_timedelta(CALLS["response_min"], unit="min")
    timed = CALLS.assign(arrived_at=arrived.dt.round("s")).drop(columns="response_min")
    answer = learned(tmp_path, timed, STATIONS)
    assert answer["test"]["mae_min"] == pytest.approx(usual["test"]["mae_min"], abs=0.01)


def earlier(calls: pd.DataFrame) -> pd.DataFrame:
    """Return a log whose third call arrives before it was made."""
    arrived = CALLS["reported_at"] + pd.to_timedelta(CALLS["response_min"], unit="min")
    arrived[2] = CALLS["reported_at"][2] - pd.Timedelta(minutes=5)
    return calls.assign(arrived_at=arrived.dt.round("s")).drop(columns="response_min")


BAD = {
    "arrival": (earlier(CALLS), ("calls.csv", "4", "arrived_at")),
    "negative": (
        CALLS.assign(response_min=CALLS["response_min"].where(CALLS.index != 4, -3.0)),
        ("calls.csv", "6", "response_min", "-3"),
    ),
    "one_station": (CALLS[CALLS["station_id"] == "S1"], ("calls.csv", "S1")),
    "too_few": (CALLS.head(30), ("calls.csv", "30", "50")),
    "strangers": (CALLS.assign(station_id="X9"), ("calls.csv", "X9", "20 %")),
}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("case", BAD)
def test_what_cannot_be_learned_from_is_named(case: str, language: str, tmp_path: Path) -> None:
    """File, row or number of calls, what was found and what is wanted, in both languages."""
    calls, named = BAD[case]
    if case == "one_station":
        calls = pd.concat([calls] * 2).assign(call_id=lambda log: range(len(log)))
    with pytest.raises(GeoError) as caught:
        learned(tmp_path, calls, STATIONS)
    sentence = caught.value.sentence(language)
    assert [word for word in named if word not in sentence] == []
