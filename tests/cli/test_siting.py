"""New stations on the command line: what can be asked, and what is said to what cannot be."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

Command = Callable[..., Any]


@pytest.fixture
def rich_town(town: Path) -> Path:
    """Return the toy town with two candidates more and costs."""
    (town / "candidates.csv").write_text(
        "candidate_id,name,lon,lat,cost\n"
        "C1,东侧备选,114.0155477,30.0090201,50\n"
        "C2,主街备选,114.0103646,30.0045101,20\n"
        "C3,北侧备选,114.0155484,30.0135306,10\n"
        "C4,西北备选,114.0,30.0135306,10\n",
        encoding="utf-8",
    )
    return town


def _households(town: Path, change: Callable[[pd.DataFrame], pd.Series]) -> None:
    path = town / "estates.csv"
    table = pd.read_csv(path, encoding="utf-8-sig", dtype=str)
    table["households"] = change(table)
    table.to_csv(path, index=False, encoding="utf-8-sig")


def test_locked_sites_stay_and_forbidden_ones_do_not(command: Command, rich_town: Path) -> None:
    """C1 is the best place; forbidden it is not chosen, and a locked one is."""
    best = command("site", rich_town, "--json").json
    assert best["chosen"] == ["C1"]
    other = command("site", rich_town, "--forbid", "C1", "--json").json
    assert other["chosen"] != ["C1"]
    assert other["objective"] < best["objective"]
    kept = command("site", rich_town, "--lock", "C3", "--stations", "2", "--json").json
    assert kept["chosen"] == ["C1", "C3"]


def test_an_area_forbids_the_places_inside(command: Command, rich_town: Path) -> None:
    """A drawn area around C1 has the effect of forbidding C1."""
    area = rich_town / "area.geojson"
    west, south, east, north = 114.015, 30.008, 114.017, 30.010
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    area.write_text(
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":'
        f'{{"type":"Polygon","coordinates":[{ring}]}}}}]}}',
        encoding="utf-8",
    )
    answer = command("site", rich_town, "--forbid-area", area, "--stations", "3", "--json").json
    assert answer["chosen"] == []
    assert any("none helps" in note or "没有一处" in note for note in answer["notices"])


def test_a_station_of_today_may_move_or_close(command: Command, rich_town: Path) -> None:
    """Moving keeps the number of stations, and never does worse than staying."""
    stay = command("site", rich_town, "--stations", "0", "--json").json
    move = command("site", rich_town, "--stations", "0", "--movable", "S1", "--json").json
    assert move["objective"] >= stay["objective"]
    assert len(move["chosen"]) == len(move["closed"])
    shut = command("site", rich_town, "--stations", "0", "--forbid", "S1", "--json").json
    assert shut["closed"] == ["S1"]
    assert shut["objective"] < stay["objective"]


@pytest.mark.parametrize("model", ["max_cover", "p_median"])
def test_only_so_many_stations_move(command: Command, rich_town: Path, model: str) -> None:
    """No move is the plan of today; each move more is no worse, and closes no more than it may."""
    words = ("site", rich_town, "--model", model, "--stations", "0", "--json")
    answers = [command(*words, "--most-moves", str(moves)).json for moves in range(3)]
    assert answers[0]["chosen"] == answers[0]["closed"] == []
    assert [len(one["closed"]) <= moves for moves, one in enumerate(answers)] == [True] * 3
    values = [one["objective"] for one in answers]
    assert values == sorted(values, reverse=model == "p_median")
    assert values[0] != values[-1]
    free = command(*words, "--movable", "S1", "--movable", "S2").json
    assert free["objective"] == pytest.approx(values[-1])


def test_a_budget_takes_the_place_of_the_number(command: Command, rich_town: Path) -> None:
    """Nothing is spent beyond it; with enough money the best place is bought."""
    poor = command("site", rich_town, "--budget", "40", "--json").json
    assert "C1" not in poor["chosen"]
    rich = command("site", rich_town, "--budget", "50", "--json").json
    assert rich["chosen"] == ["C1"]


@pytest.mark.parametrize(
    "model",
    ["max_cover", "p_median", "backup_cover", "mexclp", "double_standard", "probability_cover"],
)
def test_every_model_answers_in_words(command: Command, toy: Path, model: str) -> None:
    """Models that count otherwise say what they count."""
    standard = ("--near-share", "0.3") if model == "double_standard" else ()
    run = command("site", toy, "--model", model, *standard, "--lang", "en")
    assert run.code == 0, run.err
    assert "proven best" in run.out


@pytest.mark.parametrize("model", ["max_cover", "p_median"])
def test_a_capacity_is_kept(command: Command, toy: Path, model: str) -> None:
    """With room for all the plan is the usual one; with too little p_median has no answer."""
    wide = command("site", toy, "--model", model, "--capacity", "5000", "--json").json
    assert wide["chosen"] == command("site", toy, "--model", model, "--json").json["chosen"]
    tight = command("site", toy, "--model", model, "--capacity", "310", "--lang", "en", "--json")
    if model == "max_cover":
        assert tight.json["objective"] < wide["objective"]
    else:
        assert tight.code == 1
        assert "capacit" in tight.err


def test_everything_about_one_question(command: Command, rich_town: Path, tmp_path: Path) -> None:
    """Alternatives in order, phases that nest, no negative regret, a front that rises; in files."""
    out = tmp_path / "out"
    words = ("site", rich_town, "--stations", "2", "--alternatives", "3", "--phases", "1,2")
    words += ("--scenario", "8", "--front")
    answer = command(*words, "--out", out, "--json").json
    behind = [one["behind_best"] for one in answer["alternatives"]]
    assert behind[0] == 0
    assert behind == sorted(behind)
    assert answer["alternatives"][0]["households_covered"] == answer["objective"]
    assert [one["new_stations"] for one in answer["phases"]] == [1, 2]
    assert len({id_ for one in answer["phases"] for id_ in one["opened"]}) == 2
    assert {line["future"] for line in answer["regret"]} == {"now", "8"}
    assert all(line["regret"] >= 0 for line in answer["regret"])
    assert max(one["households_covered"] for one in answer["front"]) == answer["objective"]
    assert all(one["status"] == "optimal" for one in answer["front"])
    names = {path.name for path in out.glob("*.csv")}
    assert names >= {"sites.csv", "alternatives.csv", "phases.csv", "regret.csv", "front.csv"}
    for language in ("zh", "en"):
        said = command(*words, "--lang", language)
        assert said.code == 0, said.err
        assert "nan" not in said.out


def test_settings_keep_what_must_hold(command: Command, rich_town: Path) -> None:
    """``[siting] lock`` holds until the command line says otherwise."""
    settings = rich_town / "workspace.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(
        text.replace('model = "max_cover"', 'model = "max_cover"\nlock = ["C3"]'), encoding="utf-8"
    )
    assert command("site", rich_town, "--json").json["chosen"] == ["C3"]
    assert command("site", rich_town, "--lock", "C2", "--json").json["chosen"] == ["C2"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--stations", "40"), "42"),
        (("--stations", "2.5"), "2.5"),
        (("--stations", "-1"), "-1"),
        (("--lock", "C1", "--lock", "C2"), "2 sites are locked"),
        (("--lock", "C1", "--forbid", "C1"), "C1"),
        (("--lock", "C9"), "C9"),
        (("--movable", "C1"), "S1"),
        (("--model", "p_center", "--budget", "9"), "budget"),
        (("--budget", "-3"), "-3"),
        (("--budget", "nan"), "nan"),
        (("--model", "set_cover", "--capacity", "9"), "max_cover"),
        (("--capacity", "nan"), "nan"),
        (("--model", "mexclp", "--busy", "1.5"), "1.5"),
        (("--model", "double_standard", "--near-share", "1.5"), "1.5"),
        (("--model", "double_standard", "--far", "2"), "far limit is 2"),
        (("--model", "double_standard", "--far", "nan"), "far limit is nan"),
        (("--model", "double_standard", "--stations", "0", "--near-share", "1"), "at most"),
        (("--most-moves", "0.5"), "0.5"),
        (("--most-moves", "-1"), "-1"),
        (("--model", "mexclp", "--most-moves", "1"), "max_cover, p_median"),
        (("--most-moves", "1", "--capacity", "500"), "only one"),
        (("--most-moves", "1", "--front"), "one best plan"),
        (("--phases", "2,1"), "2, 1"),
        (("--phases", "one"), "one"),
        (("--alternatives", "-2"), "-2"),
        (("--scenario", "25"), "25"),
        (("--scenario", "flood.geojson"), "flood.geojson"),
        (("--time-limit", "nan"), "nan"),
        (("--everyone", "--model", "set_cover"), "山脚小区"),
    ],
)
def test_what_cannot_be_asked_is_named(
    command: Command, toy: Path, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    """Each has a sentence of its own, exit code 1, and nothing is written."""
    out = tmp_path / "out"
    run = command("site", toy, *words, "--out", out, "--lang", "en")
    assert run.code == 1, (run.out, run.err)
    assert said in run.err
    assert "program" not in run.err
    assert not out.exists()


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("C9,重复,114.0155477,30.0090201,", "C1, C9"),
        ("C1,重名,114.001,30.0045,", "C1"),
        ("C9,无位置,,,", "row 6"),
    ],
    ids=["same-place", "same-id", "no-place"],
)
def test_candidates_that_cannot_be_used_are_named(
    command: Command, rich_town: Path, row: str, said: str
) -> None:
    """One place listed twice, one id twice, without a position: by both commands."""
    path = rich_town / "candidates.csv"
    path.write_text(path.read_text(encoding="utf-8") + row + "\n", encoding="utf-8")
    for name in ("site", "check"):
        run = command(name, rich_town, "--lang", "en")
        assert run.code == 1
        assert said in run.err
        assert "Traceback" not in run.err


def test_a_candidate_in_a_lake_is_left_out_and_told(command: Command, rich_town: Path) -> None:
    """One bad candidate refuses neither the check nor the question; both say so."""
    path = rich_town / "candidates.csv"
    best = command("site", rich_town, "--json").json
    listed = path.read_text(encoding="utf-8")
    path.write_text(listed + "C9,湖心,114.0,30.09,\n", encoding="utf-8")
    for name in ("site", "check"):
        run = command(name, rich_town, "--lang", "en")
        assert run.code == 0, run.err
        assert "C9 湖心" in run.out
        assert "lake" in run.out
    assert command("site", rich_town, "--json").json["chosen"] == best["chosen"]


def test_all_useless_candidates_are_named_at_once(command: Command, rich_town: Path) -> None:
    """Where none is left, two faults are two lines."""
    path = rich_town / "candidates.csv"
    rows = "candidate_id,name,lon,lat,cost\nC8,湖心,114.0,30.09,\nC9,江心,114.0,30.08,\n"
    path.write_text(rows, encoding="utf-8")
    run = command("check", rich_town, "--lang", "en")
    assert run.code == 1
    assert "2 faults" in run.err
    assert "C8 湖心" in run.err
    assert "C9 江心" in run.err


def test_households_that_are_no_number_or_nothing(command: Command, town: Path) -> None:
    """NaN names its row; no households at all leave nothing to count."""
    _households(town, lambda table: table["households"].where(table.index != 2, "nan"))
    run = command("site", town, "--lang", "en")
    assert run.code == 1
    assert "row 4" in run.err
    _households(town, lambda table: pd.Series("0", index=table.index))
    run = command("site", town, "--lang", "en")
    assert run.code == 1
    assert "households" in run.err


def test_estates_beyond_the_limit_come_with_the_limit_that_helps(
    command: Command, town: Path
) -> None:
    """With 6.2 minutes most estates are beyond every place; the least limit that helps is told."""
    settings = town / "workspace.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("minutes = 9.0", "minutes = 6.2"), encoding="utf-8")
    run = command("site", town, "--model", "set_cover", "--lang", "en")
    assert "If the limit of 6.2 min were" in run.out + run.err
    strict = command("site", town, "--model", "set_cover", "--everyone", "--lang", "zh")
    assert strict.code == 1
    assert "放宽到" in strict.err


def test_a_share_that_cannot_be_kept_is_the_only_reason(command: Command, toy: Path) -> None:
    """Everybody is reached: the largest share is told, and no number of stations."""
    words = ("--model", "double_standard", "--stations", "0", "--near-share", "1", "--lang", "en")
    run = command("site", toy, *words)
    assert "at most" in run.err
    assert "It takes at least" not in run.err


def test_roads_that_are_all_closed(command: Command, town: Path) -> None:
    """When no place reaches anybody the message says so."""
    island = "estate_id,name,street,households,lon,lat\nA1,孤岛,西街,100,114.001,30.025\n"
    (town / "estates.csv").write_text(island, encoding="utf-8")
    settings = town / "workspace.toml"
    lines = settings.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.startswith(("gates", "boundary"))]
    settings.write_text("\n".join(kept), encoding="utf-8")
    run = command("site", town, "--lang", "en")
    assert run.code == 1
    assert "all roads are blocked" in run.err


def test_tolerance_says_how_far_drives_may_be_off(command: Command, town: Path) -> None:
    """A share, proven, and who wins beyond it; other models and limits are refused."""
    answer = command("site", town, "--tolerance", "--json").json["tolerance"]
    assert answer["proven_share"] == pytest.approx(answer["broken_share"], abs=1e-4)
    assert 0.19 < answer["proven_share"] < 0.21
    assert answer["instead"] == ["C2"]
    for refused in (("--model", "p_center"), ("--capacity", "500"), ("--budget", "100")):
        assert command("site", town, "--tolerance", *refused, "--lang", "en").code == 1


def test_reallocation_names_who_changes_the_station(command: Command, town: Path) -> None:
    """150 and 120 households go to the new station; over all rows nobody is lost."""
    moved = command("site", town, "--json").json["reallocation"]
    changed = {(one["from_station"], one["to_station"]): one["households"] for one in moved}
    assert changed["S2", "C1"] == 150
    assert changed["S1", "C1"] == 120
    assert changed["", ""] == 250
    assert sum(changed.values()) == 1200


@pytest.mark.parametrize("question", [("--model", "p_center"), ("--budget", "100")])
def test_a_search_tells_value_bound_and_gap(
    command: Command, rich_town: Path, monkeypatch: pytest.MonkeyPatch, question: tuple[str, str]
) -> None:
    """On standard error, in words; in JSON mode nothing but the answer."""
    monkeypatch.setattr("geo.cli.console._PATIENCE_S", 0.0)
    answer = command("site", rich_town, *question, "--lang", "en")
    assert (answer.code, "gap" in answer.err) == (0, True)
    assert command("site", rich_town, *question, "--json").err == ""


def test_capacities_of_single_stations_bind(command: Command, rich_town: Path) -> None:
    """S1 takes 200 households and no more: the rest goes elsewhere; shares add up to one."""
    path = rich_town / "stations.csv"
    stations = pd.read_csv(path, encoding="utf-8-sig", dtype=str)
    stations["最多服务户数"] = ["200 户", *[""] * (len(stations) - 1)]
    stations.to_csv(path, index=False, encoding="utf-8-sig")
    for model in ("max_cover", "p_median"):
        answer = command("site", rich_town, "--model", model, "--stations", "1", "--json").json
        served = {one["site_id"]: one for one in answer["served"]}
        assert served["S1"]["capacity"] == 200
        assert served["S1"]["households"] <= 200
        assert sum(one["households"] for one in served.values()) == 1200
        assert round(sum(one["share"] for one in served.values()), 9) == 1.0
    told = command("site", rich_town, "--lang", "en").out
    (west,) = (line for line in told.splitlines() if line.startswith("西站 ") and "200" in line)
    assert west.endswith("90.0 %")
    ignored = command("site", rich_town, "--model", "p_center", "--json").json["notices"]
    assert any("max_cover" in one for one in ignored)
    refused = command("site", rich_town, "--alternatives", "2", "--lang", "en")
    assert (refused.code, refused.out) == (1, "")


def test_capacities_alike_are_the_option(command: Command, rich_town: Path) -> None:
    """500 for every place in the lists is ``--capacity 500``."""
    wanted = command("site", rich_town, "--capacity", "500", "--json").json
    for name in ("stations.csv", "candidates.csv"):
        table = pd.read_csv(rich_town / name, encoding="utf-8-sig", dtype=str)
        table.assign(capacity="500").to_csv(rich_town / name, index=False, encoding="utf-8-sig")
    found = command("site", rich_town, "--json").json
    for key in ("chosen", "objective", "bound", "served"):
        assert found[key] == wanted[key]
