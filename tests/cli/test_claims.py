"""Claims, known answers and dispatch logs on the command line."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

Command = Callable[..., Any]


def test_the_claim_of_the_founding_briefing_is_audited(command: Command, hanyang: Path) -> None:
    """15 minutes in 108 km² is false; what each station adds follows from the verdicts."""
    answer = command("audit", hanyang, "--claim", "15 min, 108 km2", "--json").json
    assert answer["verdict"] == "false"
    assert answer["claim"]["area_km2"] == 108
    assert answer["stations"]["bound"] == answer["stations"]["needed"]
    covered = command("cover", hanyang, "--json").json["coverage"]
    assert answer["estates"]["reached"] == covered["estates_covered"]
    assert answer["households"]["reached"] == covered["households_covered"]
    for row in answer["without"]:
        before, after = row["households_covered"]
        assert before <= after == covered["households_covered"]


def test_a_claim_without_minutes_is_refused(command: Command, toy: Path) -> None:
    """What names no minutes is no claim, and the message says so in both languages."""
    for language in ("zh", "en"):
        run = command("audit", toy, "--claim", "very fast", "--lang", language)
        assert run.code == 1
        assert "very fast" in run.err


READINGS = [
    ("9 minutes for 60% of households", "share: 60 % of the households", "households are reached"),
    ("on average 9 minutes", "mean: over all households", "mean response"),
    ("9 minutes, nine in ten calls", "chance: 90 % of the responses", "90 %"),
    ("24-hour hotline, on site in 9 minutes", "not audited", "24-hour"),
    ("9 minutes", "chance: 50 % of the responses, as the workspace asks", "9 min"),
    ("9 minutes, 500 hectares", "area: 5 km²", "5.0 are claimed"),
    ("9 minutes for 60% of residents", "share: 60 % of the residents", "residents are reached"),
]


@pytest.mark.parametrize(("claim", "read_as", "said"), READINGS)
def test_the_reading_is_echoed(
    command: Command, toy: Path, claim: str, read_as: str, said: str
) -> None:
    """Every part of a claim is said again before the verdict, in both languages."""
    run = command("audit", toy, "--claim", claim, "--lang", "en")
    assert run.code == 0, run.err
    assert run.out.startswith("The claim is read as:")
    assert read_as in run.out
    assert said in run.out
    assert "{" not in command("audit", toy, "--claim", claim, "--lang", "zh").out


def test_a_part_can_be_denied(command: Command, toy: Path) -> None:
    """Without its share the claim is about everybody; what is no part is refused."""
    claim = ("--claim", "9 minutes for 60% of households")
    shared = command("audit", toy, *claim, "--json").json
    assert shared["verdict"] == "true"
    assert shared["share"]["of"] == "households"
    everybody = command("audit", toy, *claim, "--not", "share", "--json").json
    assert everybody["verdict"] == "false"
    assert everybody["share"] is None
    assert everybody["claim"]["denied"] == ["share"]
    run = command("audit", toy, *claim, "--not", "speed", "--lang", "en")
    assert run.code == 1
    assert "area, percentile, share, mean" in run.err


@pytest.mark.parametrize("claim", ["10-15分钟", "覆盖率90%，15分钟", "2小时修复", "15分钟以上"])
def test_what_may_mean_two_things_is_asked_back(command: Command, toy: Path, claim: str) -> None:
    """No verdict on a guess: the question names the words, exit code 1."""
    for language in ("zh", "en"):
        run = command("audit", toy, "--claim", claim, "--lang", language)
        assert run.code == 1
        assert claim in run.err
        assert not run.out


def test_the_town_keeps_a_slower_promise(command: Command, toy: Path) -> None:
    """The toy audit says at how many stations, and names who cannot be reached at all."""
    answer = command("audit", toy, "--claim", "9 分钟", "--json").json
    assert answer["verdict"] == "false"
    assert answer["estates"]["reached"] == 4
    assert answer["stations"]["uncoverable"] == ["山脚小区"]


def test_known_answers_come_out_right_here(command: Command) -> None:
    """Every packaged known answer passes on this machine, in words and as JSON."""
    answer = command("selftest", "--json").json
    assert answer["passed"] == answer["count"] >= 30
    assert command("selftest", "--lang", "en").code == 0


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """Return a folder with a made-up log: minutes grow with the distance from the station."""
    random = np.random.default_rng(7)
    stations = pd.DataFrame(
        {
            "station_id": ["S1", "S2"],
            "name": ["一站", "二站"],
            "lon": [114.20, 114.28],
            "lat": 30.55,
        }
    )
    calls = 400
    lon = 114.18 + 0.12 * random.random(calls)
    lat = 30.52 + 0.06 * random.random(calls)
    nearest = np.abs(lon[:, None] - stations["lon"].to_numpy()).argmin(axis=1)
    apart_km = np.hypot((lon - stations["lon"].to_numpy()[nearest]) * 95.8, (lat - 30.55) * 110.9)
    table = pd.DataFrame(
        {
            "call_id": np.arange(calls),
            "reported_at": pd.date_range("2026-01-01", periods=calls, freq="97min").astype(str),
            "response_min": (4 + 2 * apart_km) * np.exp(0.2 * random.standard_normal(calls)),
            "station_id": stations["station_id"].to_numpy()[nearest],
            "lon": lon,
            "lat": lat,
        }
    )
    stations.to_csv(tmp_path / "stations.csv", index=False)
    table.iloc[:300].to_csv(tmp_path / "fit.csv", index=False)
    table.iloc[300:].to_csv(tmp_path / "test.csv", index=False)
    return tmp_path


def test_calibrate_learns_from_a_log_and_tests_on_another(command: Command, log: Path) -> None:
    """The fit beats the mean on calls it has not seen, and the answer holds every promised key."""
    run = command(
        *("calibrate", "--calls", log / "fit.csv", "--stations", log / "stations.csv"),
        *("--test", log / "test.csv", "--json"),
    )
    assert run.code == 0, run.err
    answer = run.json
    assert answer["fit"]["calls"] == 300
    assert answer["test"]["calls"] == 100
    assert answer["test"]["mae_min"] < answer["baselines"]["mean"]["mae_min"]
    assert {"calibration_error", "by_threshold"} <= set(answer["test"])


def test_calibrate_refuses_clocks_that_run_backwards_and_short_logs(
    command: Command, log: Path
) -> None:
    """An arrival before its call and a log of ten calls are each named."""
    fit = pd.read_csv(log / "fit.csv")
    fit.head(10).to_csv(log / "short.csv", index=False)
    fit.assign(arrived_at="2025-12-31 00:00").to_csv(log / "backwards.csv", index=False)
    for name in ("short.csv", "backwards.csv"):
        run = command(
            "calibrate", "--calls", log / name, "--stations", log / "stations.csv", "--lang", "en"
        )
        assert run.code == 1
        assert "Traceback" not in run.err
