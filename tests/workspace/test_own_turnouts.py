"""A turnout that every shift states is the turnout of the workspace, in every answer."""

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from geo.scenarios import Scenario, open_planner
from geo.scenarios.certainty import calculation, minutes_by_share
from geo.workspace import (
    District,
    audit_claim,
    cover_stations,
    crew_load,
    example_folder,
    fixes_of,
    open_district,
    open_workspace,
    run_cards_of,
    site_places,
    tornado,
)

SHIFTS = "station_id,days,opens,closes,turnout_min\nS1,every,0:00,24:00,4.2\nS2,every,,,4.2\n"
SPREAD = {f"{leg}_cv = 0.0": f"{leg}_cv = 0.25" for leg in ("call", "turnout", "drive", "access")}


def folder_with(home: Path, name: str, *, shifts: str | None, **response: str) -> Path:
    """Return a copy of the sample town, with spread, shifts or another turnout."""
    folder = home / name
    shutil.copytree(example_folder("toy"), folder)
    text = (folder / "workspace.toml").read_text("utf-8")
    for old, new in {**SPREAD, **response}.items():
        assert old in text
        text = text.replace(old, new)
    if shifts is not None:
        (folder / "shifts.csv").write_text(shifts, "utf-8")
        text = text.replace("[inputs]\n", '[inputs]\nshifts = "shifts.csv"\n')
    (folder / "workspace.toml").write_text(text, "utf-8")
    return folder


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return the town whose shifts all state 4.2 minutes, and that whose workspace does."""
    home = tmp_path_factory.mktemp("turnouts")
    late = {"turnout_min = 3.0": "turnout_min = 4.2", "minutes = 9.0": "minutes = 10.0"}
    return (
        folder_with(home, "own", shifts=SHIFTS, **{"minutes = 9.0": "minutes = 10.0"}),
        folder_with(home, "usual", shifts=None, **late),
    )


@pytest.fixture(scope="module")
def towns(folders: tuple[Path, Path]) -> tuple[District, District]:
    """Return both as districts."""
    own, usual = (open_district(open_workspace(folder)) for folder in folders)
    assert own.model.turnout_min == 3.0
    assert usual.model.turnout_min == 4.2
    return own, usual


def test_verdicts_are_the_same(towns: tuple[District, District]) -> None:
    """Minutes, chances and verdicts of the ledger."""
    own, usual = (cover_stations(town).estates for town in towns)
    reached = own["verdict"] != "unreachable"
    assert own[reached].equals(usual[reached])
    assert set(own["verdict"]) >= {"covered", "late"}


def test_audit_is_the_same(towns: tuple[District, District]) -> None:
    """Verdict, figures, turning points of speed; the longest turnout is that of all crews."""
    for text in ("10 min", "mean 9 min", "80 % within 10 min"):
        own, usual = (audit_claim(town, text) for town in towns)
        assert own.verdict == usual.verdict
        assert own.mean_min == usual.mean_min
        assert own.turns_true_at == usual.turns_true_at
        assert own.without == usual.without


def test_sensitivity_is_the_same(towns: tuple[District, District]) -> None:
    """Every assumption swings the same estates; turnouts of shifts change by the same share."""
    own, usual = (tornado(town).set_index("assumption") for town in towns)
    for column in ("estates_low", "estates_high", "swing"):
        assert own[column].equals(usual[column].reindex(own.index))


def test_cards_and_crews_are_the_same(towns: tuple[District, District]) -> None:
    """Who is due, in how many minutes, how surely; with busy crews too."""
    cards = [run_cards_of(town) for town in towns]
    loads = [crew_load(town, calls_per_household_year=1.0, busy_min=60) for town in towns]
    for name in ("station", "response_min", "p_on_time"):
        assert np.allclose(*(getattr(one, name) for one in cards))
    for name in ("response_min", "p_on_time"):
        assert np.allclose(*(getattr(one, name) for one in loads))


def test_stations_of_today_in_siting_are_the_same(towns: tuple[District, District]) -> None:
    """Minutes and covers of the stations; a further site has the turnout of the workspace."""
    own, usual = (site_places(town) for town in towns)
    today = slice(0, own.n_open)
    assert np.allclose(own.minutes[today], usual.minutes[today])
    assert np.array_equal(own.covers[today], usual.covers[today])
    assert own.turnout_min.tolist() == [4.2, 4.2, 3.0, 3.0, 3.0]


def test_shorter_turnouts_are_the_same(towns: tuple[District, District]) -> None:
    """As many minutes less are needed, whoever states the turnout."""
    fixes: list[Any] = []
    for town in towns:
        places = site_places(town)
        none = 0 * places.cover_rows
        coverage = cover_stations(town).coverage
        fixes.append(fixes_of(town, coverage, places.sites, none))
    own, usual = fixes
    assert (own["kind"] == "turnout_minute").any()
    assert own["kind"].equals(usual["kind"])
    assert np.allclose(own["amount"], usual["amount"])


def test_how_a_verdict_was_calculated_is_the_same(folders: tuple[Path, Path]) -> None:
    """Minutes by share, the budget of the drive and the minutes of the promised share."""
    own, usual = (open_planner(folder) for folder in folders)
    for row in range(4):
        pair = [minutes_by_share(one.answer(Scenario()), row) for one in (own, usual)]
        assert np.allclose(*pair)
        first, second = (calculation(one, Scenario(), row) for one in (own, usual))
        assert first.budget_min == second.budget_min
        assert first.percentile_min == pytest.approx(second.percentile_min)
