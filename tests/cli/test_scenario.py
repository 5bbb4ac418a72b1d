"""``scenario``: the same scenarios as the app's, on the same store, with the same figures."""

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from openpyxl import load_workbook

from geo.scenarios import FIRST_SCENARIO, Scenario, open_planner, store_of
from geo.ui.export_pack import pack_files

Command = Callable[..., Any]


@pytest.fixture
def town(toy: Path, tmp_path: Path) -> Path:
    """Return the toy town in a folder of its own, with a store of its own."""
    return Path(shutil.copytree(toy, tmp_path / "town"))


def test_a_scenario_is_begun_changed_compared_and_exported(
    command: Command, town: Path, tmp_path: Path
) -> None:
    """Each step answers; the figures are those of the planner that the app asks."""
    begun = command("scenario", town, "new", "Night", "--json").json
    assert begun["scenario_id"] == "s2"
    changed = command(
        "scenario", town, "set", "s2", "--hour", "8", "--add-station", "114.004,30.005", "--json"
    ).json
    assert len(changed["history"]) == 2
    planner = open_planner(town)
    known = store_of(town).read().scenarios["s2"].timeline.present
    assert known == Scenario().at_hour(8).with_station(114.004, 30.005)
    figures = planner.answer(known).figures
    assert changed["figures"]["households_covered"] == figures.households_covered
    compared = command("scenario", town, "compare", "s2", "--json").json
    assert compared["after"]["households_covered"] == figures.households_covered
    out = tmp_path / "pack"
    command("scenario", town, "export", "s2", "--out", out, "--lang", "en")
    mark = " (tried)"
    shown = pack_files(planner, known, language="en", tried_mark=mark)
    written = json.loads((out / "plan.json").read_text(encoding="utf-8"))
    assert written["run"]["hash"] == json.loads(shown["plan.json"])["run"]["hash"]
    assert (out / "zones.csv").read_bytes() == shown["zones.csv"]


def test_the_export_is_the_scenario(command: Command, town: Path, tmp_path: Path) -> None:
    """Its stations and no other, its name, and itself beside the plan; proposals when asked for."""
    command("scenario", town, "new", "Night")
    command("scenario", town, "set", "s2", "--add-station", "114.004,30.005")
    out = tmp_path / "pack"
    command("scenario", town, "export", "s2", "--out", out, "--lang", "en")
    stations = pd.read_csv(out / "stations.csv")
    listed = pd.read_csv(town / "stations.csv")["station_id"].tolist()
    assert stations["station_id"].tolist() == [*listed, "NEW-1"]
    written = json.loads((out / "plan.json").read_text(encoding="utf-8"))
    assert written["scenario"]["name"] == "Night"
    assert written["siting"] is None
    assert "· Night" in (out / "report.html").read_text(encoding="utf-8")
    kept = (out / "scenario.json").read_bytes()
    assert hashlib.sha256(kept).hexdigest() == written["run"]["inputs"]["scenario.json"]
    assert Scenario.model_validate_json(kept) == Scenario().with_station(114.004, 30.005)
    asked = command("scenario", town, "export", "s2", "--out", out, "--propose")
    assert not asked.code
    proposed = json.loads((out / "plan.json").read_text(encoding="utf-8"))
    assert proposed["siting"]["proposed"]
    assert len(pd.read_csv(out / "stations.csv")) == len(stations) + 1


def test_steps_are_undone_and_done_again(command: Command, town: Path) -> None:
    """Undo and redo lead to the scenarios that were there, and stand in the history."""
    command("scenario", town, "set", FIRST_SCENARIO, "--hour", "3")
    undone = command("scenario", town, "set", FIRST_SCENARIO, "--undo", "--json").json
    assert undone["scenario"] == {}
    redone = command("scenario", town, "set", FIRST_SCENARIO, "--redo", "--json").json
    assert redone["scenario"] == {"hour": 3}
    assert len(redone["history"]) == 3


def test_stations_move_and_go(command: Command, town: Path) -> None:
    """A tried station is known by its id; a stranger is refused with those there are."""
    place = "114.004,30.005,North gate"
    command("scenario", town, "set", "s1", "--add-station", place)
    moved = command(
        "scenario", town, "set", "s1", "--move-station", "NEW-1,114.003,30.004", "--json"
    )
    assert moved.json["scenario"]["stations"][0]["lon"] == 114.003
    stranger = command("scenario", town, "set", "s1", "--remove-station", "NEW-9", "--lang", "en")
    assert stranger.code == 1
    assert "NEW-1" in stranger.err
    gone = command("scenario", town, "set", "s1", "--remove-station", "NEW-1", "--json").json
    assert "stations" not in gone["scenario"]


def test_zones_are_drawn_again(command: Command, town: Path) -> None:
    """As many as asked for, kept in the scenario."""
    drawn = command("scenario", town, "set", "s1", "--zones", "4", "--json").json
    assert drawn["zones"] == 4
    assert len({zone for _, zone in drawn["scenario"]["zone_of"]}) == 4


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("show", "s9"), "s9"),
        (("set", "s1", "--hour", "24"), "0 to 23"),
        (("set", "s1", "--add-station", "north of the river"), "longitude,latitude"),
        (("set", "s1", "--add-station", "30.005,114.01"), "longitude,latitude"),
        (("set", "s1", "--add-station", "nan,30"), "longitude,latitude"),
        (("new", " "), "blank"),
        (("set", "s1", "--name", ""), "blank"),
        (("import", "none.json"), "no file"),
        (("set", "s1", "--lift", "2"), "has 0"),
        (("new", "Copy", "--copy", "s9"), "s9"),
        (("set", "s1", "--crews", "S9=2"), "no station S9"),
        (("set", "s1", "--crews", "S1"), "STATION=CREWS"),
        (("set", "s1", "--crews", "S1=0"), "above 0"),
        (("set", "s1", "--crews", "S1=99999"), "at most 500"),
        (("set", "s1", "--shift", "S1=weekday"), "is no shift"),
        (("set", "s1", "--shift", "S1=8:00-9:00", "--shift", "S1=8:30-10:00"), "in common"),
        (("set", "s1", "--hour", "8", "--speed", "primary=9"), "at most 3"),
        (("set", "s1", "--speed", "motorways=0.5"), "no class of roads"),
        (("set", "s1", "--percentile", "95"), "below 1"),
        (("set", "s1", "--day", "May Day"), "holiday"),
        (("set", "s1", "--season", "spring"), "rain, dry, year"),
        (("set", "s1", "--close-station", "S9"), "no station S9"),
        (("set", "s1", "--open-station", "S1"), "closes no station"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    command: Command, town: Path, words: tuple[str, ...], said: str
) -> None:
    """One sentence, exit code 1, the store as it was."""
    before = store_of(town).read()
    run = command("scenario", town, *words, "--lang", "en")
    assert run.code == 1
    assert said in run.err
    assert store_of(town).read() == before


def test_conditions_are_set_shown_compared_and_exported(
    command: Command, town: Path, tmp_path: Path
) -> None:
    """One option each; the pack and its plan.json name them, and scenario.json is read again."""
    command("scenario", town, "new", "Night")
    words = (
        *("--crews", "西站=2", "--shift", "S2=工作日 20:00-08:00 班组 1 出动 5"),
        *("--turnout", "2", "--target", "12", "--percentile", "0.8", "--speed", "primary=0.8"),
        *("--day", "weekend", "--season", "rain"),
    )
    shown = command("scenario", town, "set", "s2", *words, "--json").json
    assert len(shown["history"]) == 8
    assert shown["busy_crews"]["crews"] == 2
    assert command("scenario", town, "show", "s2", "--json").json == shown
    said = command("scenario", town, "show", "s2", "--lang", "zh").out
    assert "站点“南站”班次：工作日 20:00-08:00，班组 1 个，出动 5 分钟。" in said
    compared = command("scenario", town, "compare", "s2", "--json", "--lang", "en").json
    assert compared["conditions"][0].startswith("Compared like with like")
    assert len(compared["conditions"]) == 6
    apart = command("scenario", town, "compare", "s2", "--own-conditions", "--json").json
    assert apart["after"] == compared["after"]
    assert apart["before"]["households_covered"] == 830
    out = tmp_path / "pack"
    command("scenario", town, "export", "s2", "--out", out, "--lang", "en")
    written = json.loads((out / "plan.json").read_text(encoding="utf-8"))
    assert written["scenario"]["changes"] == shown["scenario"]
    assert written["coverage"]["target_min"] == 12
    assert written["run"]["settings"]["shifts"]["day"] == "weekend"
    kept = store_of(town).read().scenarios["s2"].timeline.present
    assert Scenario.model_validate_json((out / "scenario.json").read_bytes()) == kept
    for sentence in (
        "Shift of station 南站: weekdays 20:00-08:00",
        "Speeds on primary roads × 0.8",
    ):
        assert sentence in (out / "report.html").read_text(encoding="utf-8")
    sheets = load_workbook(out / "plan.xlsx")
    cells = [cell for sheet in sheets for row in sheet.iter_rows(values_only=True) for cell in row]
    assert any(str(cell).startswith("Target: 12 min") for cell in cells)
    for _ in range(8):
        undone = command("scenario", town, "set", "s2", "--undo", "--json").json
    assert undone["scenario"] == {}


def test_usual_values_take_changes_back(command: Command, town: Path) -> None:
    """What the workspace has is no change; nothing behind the sign is a station's listed shifts."""
    there = ("--crews", "S1=2", "--shift", "S1=8:00-20:00", "--speed", "all=.5", "--target", "12")
    command("scenario", town, "set", "s1", *there, "--close-station", "S2", "--season", "dry")
    back = ("--crews", "S1=1", "--shift", "S1=", "--speed", "all=1", "--target", "9")
    again = ("--open-station", "S2", "--season", "year", "--json")
    assert command("scenario", town, "set", "s1", *back, *again).json["scenario"] == {}


def test_the_speed_of_an_area(command: Command, town: Path) -> None:
    """Half the speed is twice the minutes, as the option for minutes says it."""
    corners = [[113.99, 29.99], [114.03, 29.99], [114.03, 30.03], [113.99, 30.03], [113.99, 29.99]]
    area = {"type": "Polygon", "coordinates": [corners]}
    (town / "snow.geojson").write_text(json.dumps(area), encoding="utf-8")
    file = town / "snow.geojson"
    command("scenario", town, "new", "Twice")
    one = command("scenario", town, "set", "s1", "--speed", f"{file}=0.5", "--json").json
    other = command("scenario", town, "set", "s2", "--slow", f"{file}=2", "--json").json
    assert one["scenario"] == other["scenario"]
    refused = command("scenario", town, "set", "s1", "--speed", f"{file}=1.5", "--lang", "en")
    assert refused.code == 1
    assert "below 1" in refused.err


def test_a_change_made_meanwhile_is_kept(command: Command, town: Path) -> None:
    """What the app writes between two commands stays: each writes its own scenario."""
    command("scenario", town, "new", "Ours")
    store = store_of(town)
    theirs = store.read().scenarios[FIRST_SCENARIO].model_copy(update={"notes": "from the app"})
    store.keep(FIRST_SCENARIO, theirs)
    command("scenario", town, "set", "s2", "--hour", "9")
    scenarios = store.read().scenarios
    assert scenarios[FIRST_SCENARIO].notes == "from the app"
    assert scenarios["s2"].timeline.present.hour == 9


def test_a_file_that_was_set_aside_is_told(command: Command, town: Path) -> None:
    """The list names it, as lines and as JSON, as long as it lies there."""
    command("scenario", town, "set", "s1", "--target", "12")
    command("scenario", town, "new", "Usual")
    said = command("scenario", town, "list", "--lang", "en").out
    assert "Each scenario has its own hour" in said
    (kept,) = town.rglob("scenarios.json")
    kept.write_text(kept.read_text("utf-8").replace("12.0", "-1"), "utf-8")
    listed = command("scenario", town, "list", "--json").json
    assert [one["scenario_id"] for one in listed["scenarios"]] == ["s2"]
    (aside,) = listed["set_aside"]
    assert aside in command("scenario", town, "list", "--lang", "zh").out


def test_a_scenario_is_removed(command: Command, town: Path) -> None:
    """It is gone from the list; the others stay."""
    command("scenario", town, "new", "Short-lived")
    left = command("scenario", town, "remove", "s2", "--json").json["scenarios"]
    assert [one["scenario_id"] for one in left] == ["s1"]


def test_the_scenario_of_a_pack_replays_to_the_same_run(
    command: Command, town: Path, tmp_path: Path
) -> None:
    """Exported, read as a new scenario and exported again: the same hash, name and figures."""
    command("scenario", town, "new", "夜间")
    command("scenario", town, "set", "s2", "--hour", "8", "--add-station", "114.004,30.005,东站")
    command("scenario", town, "set", "s2", "--zones", "3")
    packs = [tmp_path / "first", tmp_path / "again"]
    command("scenario", town, "export", "s2", "--out", packs[0])
    read = command("scenario", town, "import", packs[0] / "scenario.json", "--json").json
    assert (read["scenario_id"], read["name"]) == ("s3", "夜间")
    command("scenario", town, "export", "s3", "--out", packs[1])
    for name in ("plan.json", "estates.csv", "zones.csv", "scenario.json", "report.html"):
        assert (packs[0] / name).read_bytes() == (packs[1] / name).read_bytes(), name


def test_a_file_that_is_no_scenario_is_refused(
    command: Command, town: Path, tmp_path: Path
) -> None:
    """What is wrong is named by field; zones of another list of estates are not taken."""
    bad = tmp_path / "scenario.json"
    bad.write_text('{"hour": 25, "stranger": 1}', encoding="utf-8")
    refused = command("scenario", town, "import", bad, "--lang", "en")
    assert refused.code == 1
    assert "hour" in refused.err
    assert "stranger" in refused.err
    bad.write_text("estate_id,name", encoding="utf-8")
    assert "no JSON" in command("scenario", town, "import", bad, "--lang", "en").err
    assert "folder" in command("scenario", town, "import", town, "--lang", "en").err
    bad.write_text('{"zone_of": [["X", 0]], "zone_count": 1}', encoding="utf-8")
    assert "another list" in command("scenario", town, "import", bad, "--lang", "en").err
    assert command("scenario", town, "list", "--json").json["scenarios"][-1]["scenario_id"] == "s1"


def test_a_deleted_scenario_and_an_old_step_come_back(command: Command, town: Path) -> None:
    """``restore`` undoes ``remove``; ``--to-step`` goes back to a step that show numbers."""
    command("scenario", town, "new", "A")
    command("scenario", town, "set", "s2", "--hour", "8")
    command("scenario", town, "set", "s2", "--hour", "9")
    command("scenario", town, "remove", "s2")
    assert command("scenario", town, "list", "--json").json["removed"][0]["scenario_id"] == "s2"
    back = command("scenario", town, "restore", "s2", "--json").json
    assert [step["step"] for step in back["history"]] == [1, 2]
    old = command("scenario", town, "set", "s2", "--to-step", "1", "--json").json
    assert old["scenario"]["hour"] == 8
    assert command("scenario", town, "set", "s2", "--to-step", "9").code == 1


def test_a_scenario_is_proposed_approved_frozen_and_commented(
    command: Command, town: Path, tmp_path: Path
) -> None:
    """By name; edits are refused in one sentence; approvals and comments stand in the report."""
    command("scenario", town, "new", "Night")
    assert command("scenario", town, "approve", "s2").code == 1
    command("scenario", town, "propose", "s2", "--by", "Li")
    command("scenario", town, "approve", "s2", "--by", "Wang <b>")
    command("scenario", town, "comment", "s2", "South first", "--by", "Zhao")
    shown = command("scenario", town, "freeze", "s2", "--by", "Wang", "--json").json
    assert shown["approval"]["standing"] == "approved"
    assert shown["approval"]["frozen"]
    assert shown["approval"]["holds"]
    assert len(shown["history"]) == 4
    refused = command("scenario", town, "set", "s2", "--hour", "8", "--lang", "en")
    assert refused.code == 1
    assert len(refused.err.strip().splitlines()) == 1
    assert "frozen" in refused.err
    assert command("scenario", town, "remove", "s2").code == 1
    copied = command("scenario", town, "new", "Copy", "--copy", "s2", "--json").json
    assert "approval" not in copied
    out = tmp_path / "pack"
    command("scenario", town, "export", "s2", "--out", out, "--lang", "en")
    page = (out / "report.html").read_text(encoding="utf-8")
    for words in ("Approved by Wang &lt;b&gt;", "Comment: South first", "Zhao"):
        assert words in page
    written = json.loads((out / "plan.json").read_text(encoding="utf-8"))["scenario"]
    who = sorted(entry["who"] for entry in written["record"])
    assert who == ["Li", "Wang", "Wang <b>", "Zhao"]
    command("scenario", town, "reopen", "s2")
    assert command("scenario", town, "set", "s2", "--hour", "8").code == 0


def test_compare_says_who_goes_from_which_station_to_which(
    command: Command, town: Path, tmp_path: Path
) -> None:
    """In JSON, in the table beside it, and in words; the households add up to the list's."""
    command("scenario", town, "new", "新站")
    command("scenario", town, "set", "s2", "--add-station", "114.0155477,30.0090201,东侧")
    out = tmp_path / "tables"
    answer = command("scenario", town, "compare", "s2", "--out", out, "--json").json
    moved = answer["reallocation"]
    assert sum(one["households"] for one in moved) == 1200
    assert {one["to_station"] for one in moved if not one["stays"]} == {"NEW-1"}
    assert (out / "reallocation.csv").is_file()
    assert "东侧" in command("scenario", town, "compare", "s2", "--lang", "zh").out
