"""Logs and stations as files: what they may lack, and what is refused in which words."""

from pathlib import Path

import numpy as np
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
    answer = learned(tmp_path, shuffled, STATIONS[["lat", "lon", "name", "station_id"]])
    assert {**answer, "notices": usual["notices"]} == usual


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


ESTATES = pd.DataFrame(
    {
        "estate_id": [f"E{i}" for i in range(1, 7)],
        "name": ["柳巷小区", "梧桐里", "河沿宿舍", "槐树新村", "北园小区", "山脚小区"],
        "street": "西街",
        "households": 100,
        "lon": STATIONS["lon"].mean() + np.linspace(-0.02, 0.02, 6),
        "lat": STATIONS["lat"].mean() + np.linspace(-0.01, 0.01, 6),
    }
)


def at_estates(seed: int = 3) -> pd.DataFrame:
    """Return the log with its calls at estates, with the coordinates of these."""
    estate = np.random.default_rng(seed).integers(0, len(ESTATES), len(CALLS))
    return CALLS.assign(
        lon=ESTATES["lon"].to_numpy()[estate],
        lat=ESTATES["lat"].to_numpy()[estate],
        estate_id=ESTATES["estate_id"].to_numpy()[estate],
        estate_name=ESTATES["name"].to_numpy()[estate],
    )


JOINS = {
    "by_id": lambda log: log.drop(columns=["lon", "lat", "estate_name"]),
    "by_name": lambda log: log.drop(columns=["lon", "lat", "estate_id"]),
    "by_name_in_another_spelling": lambda log: log.drop(columns=["lon", "lat", "estate_id"]).assign(
        estate_name=log["estate_name"]
        .str.replace("小区", "小区（老）")
        .str.replace("宿舍", " 宿舍")
    ),
    "by_name_where_ids_are_strange": lambda log: log.drop(columns=["lon", "lat"]).assign(
        estate_id="KX" + log["estate_id"]
    ),
    "where_coordinates_are_blank": lambda log: log.assign(
        lon=log["lon"].where(log.index % 2 == 0), lat=log["lat"].where(log.index % 2 == 0)
    ),
    "under_chinese_headers": lambda log: log.drop(columns=["lon", "lat", "estate_id"]).rename(
        columns={"estate_name": "小区名称", "reported_at": "报修时间", "station_id": "站点编号"}
    ),
}


@pytest.mark.parametrize("join", JOINS)
def test_a_log_without_coordinates_joins_its_estates(join: str, tmp_path: Path) -> None:
    """By id or by name, in another spelling too, the fit is that of the coordinates."""
    log = at_estates()
    stations = written(tmp_path, "stations.csv", STATIONS)
    estates = written(tmp_path, "estates.csv", ESTATES)
    with_them = calibrate_files(written(tmp_path, "calls.csv", log), stations)
    path = written(tmp_path, "calls.csv", JOINS[join](log))
    joined = calibrate_files(path, stations, estates=estates)
    assert joined["fit"]["calls"] == with_them["fit"]["calls"]
    assert joined["test"]["mae_min"] == pytest.approx(with_them["test"]["mae_min"], abs=1e-6)
    assert "certainty.log_joined" in [notice.key for notice in joined["notices"]]


def test_estates_that_are_not_known_are_told_and_left_out(tmp_path: Path) -> None:
    """A name that fits none has no position: it is counted and named."""
    log = at_estates().drop(columns=["lon", "lat", "estate_id"])
    log.loc[:9, "estate_name"] = "万达广场"
    stations = written(tmp_path, "stations.csv", STATIONS)
    estates = written(tmp_path, "estates.csv", ESTATES)
    answer = calibrate_files(written(tmp_path, "calls.csv", log), stations, estates=estates)
    assert answer["fit"]["left_out"]["no_position"] == 10
    (told,) = [n for n in answer["notices"] if n.key == "certainty.log_strange_estates"]
    assert (told.params["count"], told.params["names"]) == (10, ("万达广场",))
    with pytest.raises(GeoError):
        calibrate_files(written(tmp_path, "calls.csv", log), stations)


@pytest.mark.parametrize("late", ["9999-12-31 23:59", "a year", "a month", "eight days"])
def test_arrivals_that_cannot_be_are_left_out_and_counted(late: str, tmp_path: Path) -> None:
    """A placeholder or a mistyped year among good calls changes nothing but the count."""
    arrived = CALLS["reported_at"] + pd.to_timedelta(CALLS["response_min"], unit="min")
    timed = CALLS.assign(arrived_at=arrived.dt.round("s")).drop(columns="response_min")
    days = {"a year": 365, "a month": 30, "eight days": 8}
    spoiled = timed.astype({"arrived_at": str})
    for row in (3, 50, 51):
        moment = timed["arrived_at"][row] + pd.Timedelta(days=days.get(late, 0))
        spoiled.loc[row, "arrived_at"] = str(moment) if late in days else late
    without = learned(tmp_path, timed.drop(index=[3, 50, 51]), STATIONS)
    answer = learned(tmp_path, spoiled, STATIONS)
    assert answer["fit"]["left_out"]["too_late"] == 3
    assert answer["test"]["mae_min"] == without["test"]["mae_min"]
    assert [n.key for n in answer["notices"]].count("tables.arrival_impossible") == 3


def test_several_units_of_a_call_teach_one_arrival(tmp_path: Path) -> None:
    """A second, later unit of every tenth call changes nothing but a notice."""
    numbered = CALLS.assign(call_id=[f"F{i}" for i in range(len(CALLS))])
    later = numbered[::10].assign(response_min=CALLS["response_min"][::10] + 4, station_id="S1")
    both = pd.concat([numbered, later])
    answer = learned(tmp_path, both, STATIONS)
    assert answer["fit"]["calls"] == len(CALLS)
    assert answer["test"] == learned(tmp_path, numbered, STATIONS)["test"]
    assert "tables.units_joined" in [notice.key for notice in answer["notices"]]
