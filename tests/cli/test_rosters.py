"""The commands about rosters and calls: answers, files and exit codes."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

Command = Callable[..., Any]


def test_roster_answers_with_proof_and_writes_a_list_of_shifts(
    command: Command, town: Path, tmp_path: Path
) -> None:
    """One JSON object; shifts.csv goes back in as an input and check has nothing against it."""
    run = command("roster", town, "--json", "--out", tmp_path / "out")
    assert run.code == 0
    answer = run.json
    assert (answer["status"], answer["gap"], answer["crew_hours"]) == ("optimal", 0.0, 48.0)
    assert len(answer["hours"]) == 24
    (town / "shifts.csv").write_bytes((tmp_path / "out" / "shifts.csv").read_bytes())
    toml = town / "workspace.toml"
    text = toml.read_text("utf-8").replace("[inputs]\n", '[inputs]\nshifts = "shifts.csv"\n')
    toml.write_text(text, "utf-8")
    assert command("check", town).code == 0


def test_a_roster_that_cannot_be_met_ends_with_one(command: Command, town: Path) -> None:
    """The hours that no shift includes are named, nothing is written, no traceback."""
    with (town / "workspace.toml").open("a", encoding="utf-8") as toml:
        toml.write('\n[roster]\npatterns = ["08:00-16:00"]\n')
    run = command("roster", town, "--lang", "en", "--out", town / "out")
    assert run.code == 1
    assert "16:00, 17:00" in run.err
    assert not (town / "out").exists()


def test_a_roster_of_a_scenario_is_that_of_a_workspace_made_so(
    command: Command, town: Path, tmp_path: Path
) -> None:
    """A saved scenario with another target asks for the roster of a workspace with that target."""
    command("scenario", town, "new", "快一些")
    command("scenario", town, "set", "s2", "--target", "8")
    saved = command("roster", town, "--scenario", "快一些", "--json")
    assert saved.json["hours"] != command("roster", town, "--json").json["hours"]
    toml = town / "workspace.toml"
    made_so = toml.read_text("utf-8").replace("minutes = 9.0", "minutes = 8.0")
    toml.write_text(made_so, "utf-8")
    assert saved.json == command("roster", town, "--json").json


def test_a_roster_for_nobody_is_no_roster(command: Command, town: Path) -> None:
    """Where no estate can be reached in time at any hour, no empty roster is called the best."""
    toml = town / "workspace.toml"
    toml.write_text(toml.read_text("utf-8").replace("minutes = 9.0", "minutes = 5.0"), "utf-8")
    run = command("roster", town, "--lang", "en")
    assert run.code == 1
    assert "within 5 min at any hour" in run.err


def test_options_that_cannot_be_are_named(command: Command, town: Path) -> None:
    """A share above 1 is the user's fault."""
    run = command("roster", town, "--share", "1.5", "--lang", "en")
    assert run.code == 1
    assert "roster.share" in run.err


def test_forecast_without_a_log_says_what_it_assumes(
    command: Command, town: Path, tmp_path: Path
) -> None:
    """Calls by households, and the tables are written."""
    run = command("forecast", town, "--json", "--out", tmp_path / "calls")
    assert run.code == 0
    assert not run.json["from_log"]
    assert run.json["calls_a_year"] == 240
    estates = pd.read_csv(tmp_path / "calls" / "estates.csv", encoding="utf-8-sig")
    assert {"calls", "low_80", "high_95"} <= set(estates.columns)
