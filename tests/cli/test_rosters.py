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
