"""Siting over all hours against single hours: every model, every weighing, by brute force."""

import itertools
import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from geo.cli.main import main
from geo.errors import SitingError
from geo.report import json_text, plan_record
from geo.workdays import DayKind
from geo.workspace import (
    MODELS,
    District,
    ModelTerms,
    SiteRules,
    cover_stations,
    example_folder,
    make_plan,
    models_weighing,
    open_district,
    open_workspace,
    site_places,
    site_stations,
)
from geo.workspace.operations.call_pattern import shares_of_time
from geo.workspace.siting.hours import site_hours

SHIFTS = """station_id,days,opens,closes,crews,turnout_min
S1,every,8:00,20:00,2,
S1,weekday,20:00,8:00,1,4
S2,weekend,6:00,18:00,1,2.5
S2,weekday,0:00,24:00,1,
C3,every,7:00,19:00,1,
"""
WEIGHINGS = ("calls", "equal", "worst")
TERMS = {"double_standard": {"near_share": 0.2}}


def toy_with(folder: Path, *settings: str, shifts: str | None = SHIFTS) -> Path:
    """Return a copy of the sample town with shifts and further settings."""
    copy = folder / "toy"
    shutil.copytree(example_folder("toy"), copy)
    text = (copy / "workspace.toml").read_text("utf-8")
    if shifts is not None:
        (copy / "shifts.csv").write_text(shifts, "utf-8")
        text = text.replace("[inputs]\n", '[inputs]\nshifts = "shifts.csv"\n')
    for line in settings:
        text = text.replace("[siting]\n", f"[siting]\n{line}\n")
    (copy / "workspace.toml").write_text(text, "utf-8")
    return copy


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> District:
    """Return the sample town with shifts of stations and a candidate, and legs that spread."""
    folder = toy_with(tmp_path_factory.mktemp("hours"))
    toml = folder / "workspace.toml"
    text = toml.read_text("utf-8")
    for leg in ("call", "turnout", "drive", "access"):
        text = text.replace(f"{leg}_cv = 0.0\n", f"{leg}_cv = 0.2\n")
    toml.write_text(text, "utf-8")
    district = open_district(open_workspace(folder))
    assert district.model.drive_cv == 0.2
    return district


class _Hour:
    """What a set of stations gives at one hour, by a plan of that hour alone."""

    def __init__(self, district: District, candidates: list[str], day: DayKind, hour: int) -> None:
        listed = district.inputs.candidates.set_index("candidate_id")
        on = district.inputs.duty.at(day, hour, candidates, turnout_min=3.0)
        open_then = [one for one, manned in zip(candidates, on.is_manned, strict=True) if manned]
        then = district.at_hour(hour, day)
        if open_then:
            points = [(p.x, p.y) for p in listed.loc[open_then].geometry]
            then = then.with_stations(points)
        coverage = cover_stations(then).coverage
        self.covered, self.chance = coverage.covered, coverage.p_on_time
        self.minutes = coverage.response_min
        self.times = coverage.covers.sum(axis=0)
        within = then.verdicts(*then.minutes_to_estates(then.station_points), target_min=18.0)
        self.far = within.covers.any(axis=0)


@pytest.fixture(scope="module")
def single_hours(town: District) -> dict[tuple[str, ...], list[list[_Hour]]]:
    """Return every set of one and of two candidates, judged by 72 plans of single hours each."""
    ids = town.inputs.candidates["candidate_id"].tolist()
    sets = [*itertools.combinations(ids, 1), *itertools.combinations(ids, 2)]
    return {
        chosen: [[_Hour(town, list(chosen), day, hour) for hour in range(24)] for day in DayKind]
        for chosen in sets
    }


def value(model: str, people: np.ndarray, one: _Hour, served: np.ndarray) -> float:
    """Return what a model counts at one hour."""
    match model:
        case "max_cover":
            return float(people[one.covered].sum())
        case "backup_cover":
            return float(people[one.times >= 1].sum() + 0.5 * people[one.times >= 2].sum())
        case "mexclp":
            return float(people @ (1 - 0.3**one.times))
        case "double_standard":
            return float(people[one.times >= 2].sum())
        case "probability_cover":
            return float(people @ one.chance)
        case "p_median":
            return float(people[served] @ one.minutes[served])
        case "p_center":
            return float(one.minutes[served].max(initial=0.0))
    raise AssertionError(model)


def served_at(town: District) -> np.ndarray:
    """Return whom any place reaches at every hour, shape (3, 24, n_estates)."""
    hours = site_hours(town, "equal")
    reached = [np.isfinite(one.minutes).any(axis=0) for one in hours.situations]
    return np.array(reached)[hours.situation]


@pytest.mark.parametrize(
    ("model", "hours"),
    [(m, h) for m in MODELS for h in MODELS[m].weighings if m != "set_cover"],
)
@pytest.mark.parametrize("stations", [1, 2])
def test_equals_brute_force_over_single_hours(
    town: District, single_hours: Any, model: str, hours: str, stations: int
) -> None:
    """The best set of candidates by 72 plans of single hours is the answer, and its value."""
    people, weight = town.households, shares_of_time()
    served = served_at(town)
    values = {}
    for chosen, table in single_hours.items():
        if len(chosen) != stations:
            continue
        each = np.array(
            [
                [value(model, people, one, served[k, h]) for h, one in enumerate(row)]
                for k, row in enumerate(table)
            ]
        )
        if not np.isfinite(each).all():
            continue
        less_is_better = model in ("p_median", "p_center")
        worst = each.max() if less_is_better else each.min()
        values[chosen] = worst if hours == "worst" else float((weight * each).sum())
    best = (min if model in ("p_median", "p_center") else max)(values.values())
    terms = ModelTerms(hours=hours, **TERMS.get(model, {}))
    found = site_stations(town, model=model, stations=stations, terms=terms)
    assert found.plan.status == "optimal"
    assert found.plan.bound == pytest.approx(found.plan.objective)
    assert found.plan.objective == pytest.approx(best, rel=1e-4)
    if model != "double_standard":
        assert values[tuple(found.proposed["candidate_id"])] == pytest.approx(best, rel=1e-4)


def test_a_set_cover_holds_at_every_hour(town: District, single_hours: Any) -> None:
    """Everybody whom some place covers at an hour is covered then; no smaller set does it."""
    found = site_stations(town, model="set_cover", stations=0, terms=ModelTerms(hours="worst"))
    hours = site_hours(town, "worst")
    chosen = found.plan.chosen
    for places in hours.situations:
        then = places.covers[chosen].any(axis=0)
        assert (then >= places.covers.any(axis=0)).all()
    n_new = len(found.proposed)
    reach = [places.covers.any(axis=0) for places in hours.situations]
    for fewer in itertools.combinations(range(2, len(hours.stacked.sites)), n_new - 1):
        rows = [0, 1, *fewer]
        assert any(
            (places.covers[rows].any(axis=0) < all_of).any()
            for places, all_of in zip(hours.situations, reach, strict=True)
        )


def test_by_hand_on_the_sample_town(tmp_path: Path) -> None:
    """Without shifts: 20 hours with 950 households, 4 rush hours with 770; today 830 and 500."""
    district = open_district(open_workspace(toy_with(tmp_path, shifts=None)))
    for hours, objective in (("calls", 920.0), ("equal", 920.0), ("worst", 770.0)):
        terms = ModelTerms(hours=hours)
        found = site_stations(district, model="max_cover", stations=1, terms=terms)
        assert found.proposed["candidate_id"].tolist() == ["C1"]
        assert found.plan.objective == pytest.approx(objective)
        rush = found.by_hour[found.by_hour["hour"].isin([7, 8, 17, 18])]
        assert set(rush["households_before"]) == {500.0}
        assert set(rush["households_after"]) == {770.0}
        calm = found.by_hour.drop(rush.index)
        assert set(calm["households_before"]) == {830.0}
        assert set(calm["households_after"]) == {950.0}
        assert found.by_hour["weight"].sum() == pytest.approx(1.0)


def test_calls_of_the_log_are_the_weights(tmp_path: Path) -> None:
    """A log whose calls come at 8 alone makes 8 the hour that counts; a short one is told."""
    folder = toy_with(tmp_path, shifts=None)
    rows = [
        f"K{day}-{number},2025-{1 + day // 28:02d}-{1 + day % 28:02d} 08:15"
        for day in range(84)
        for number in range(4)
    ]
    (folder / "calls.csv").write_text("call_id,reported_at\n" + "\n".join(rows), "utf-8")
    toml = folder / "workspace.toml"
    toml.write_text(
        toml.read_text("utf-8").replace("[inputs]\n", '[inputs]\ncalls = "calls.csv"\n'), "utf-8"
    )
    district = open_district(open_workspace(folder))
    hours = site_hours(district, "calls")
    assert hours.weight[:, 8].sum() > 0.99
    assert [note.key for note in hours.notices] == ["hours.calls_from_log"]
    found = site_stations(district, model="max_cover", stations=1, terms=ModelTerms(hours="calls"))
    assert found.plan.objective == pytest.approx(770, abs=2)
    (folder / "calls.csv").write_text("call_id,reported_at\n" + "\n".join(rows[:40]), "utf-8")
    short = site_hours(open_district(open_workspace(folder)), "calls")
    assert [note.key for note in short.notices] == ["forecast.too_little", "hours.calls_assumed"]
    assert np.allclose(short.weight, shares_of_time())


def test_one_table_says_who_takes_what() -> None:
    """Means need a demand; the worst hour a value of its own."""
    every = set(MODELS)
    assert set(models_weighing("calls")) == set(models_weighing("equal"))
    assert every - set(models_weighing("calls")) == {"set_cover", "p_center"}
    assert every - set(models_weighing("worst")) == {"double_standard"}


@pytest.mark.parametrize(
    ("key", "model", "hours", "rules", "terms"),
    [
        ("choice.hours_model", "set_cover", "calls", {}, {}),
        ("choice.hours_model", "p_center", "equal", {}, {}),
        ("choice.hours_model", "double_standard", "worst", {}, {}),
        ("choice.hours_capacity", "max_cover", "calls", {"capacity": 500.0}, {}),
        ("choice.hours_limit", "max_cover", "worst", {"budget": 50.0}, {}),
        ("choice.hours_limit", "p_median", "worst", {}, {"most_moves": 1}),
        ("choice.hours_unknown", "max_cover", "night", {}, {}),
    ],
)
def test_what_has_no_meaning_is_refused(
    town: District, key: str, model: str, hours: Any, rules: dict[str, Any], terms: dict[str, Any]
) -> None:
    """Never ignored: the sentence names what goes with it."""
    with pytest.raises(SitingError) as caught:
        site_stations(
            town,
            model=model,
            stations=1,
            rules=SiteRules(**rules),
            terms=ModelTerms(hours=hours, **terms),
        )
    assert caught.value.key == key


def test_limits_hold_over_hours(town: District) -> None:
    """A budget and a limit on moves go with hours weighed by calls or equally."""
    terms = ModelTerms(hours="equal")
    rich = site_stations(
        town, model="max_cover", stations=0, rules=SiteRules(budget=1e6), terms=terms
    )
    one = site_stations(town, model="max_cover", stations=1, terms=terms)
    assert rich.plan.objective >= one.plan.objective
    moved = site_stations(
        town, model="p_median", stations=1, terms=ModelTerms(hours="equal", most_moves=1)
    )
    fixed = site_stations(town, model="p_median", stations=1, terms=terms)
    assert moved.plan.objective <= fixed.plan.objective + 1e-9


def test_every_door_tells_the_same(tmp_path: Path, capsys: Any) -> None:
    """Settings, command line and plan.json say one answer, its hours and what they weigh."""
    folder = toy_with(tmp_path, 'hours = "worst"')
    plan = make_plan(open_workspace(folder))
    told = json.loads(json_text(plan_record(plan)))["siting"]
    assert told["hours"] == "worst"
    assert len(told["by_hour"]) == 72
    assert told["objective"] == min(row["households_after"] for row in told["by_hour"])
    with pytest.raises(SystemExit, match="0"):
        main(["site", str(folder), "--json", "--stations", str(plan.settings.siting.stations)])
    said = json.loads(capsys.readouterr().out)
    assert said["by_hour"] == told["by_hour"]
    with pytest.raises(SystemExit, match="1"):
        main(["site", str(folder), "--hours", "worst", "--alternatives", "2"])
    assert "--hours plan" in capsys.readouterr().err


def test_the_hour_of_the_plan_is_as_before(toy: Path) -> None:
    """Nothing is added where hours are not asked for."""
    plan = make_plan(open_workspace(toy))
    record = plan_record(plan)
    assert "hours" not in record["siting"]
    assert "by_hour" not in record["siting"]
    assert "hours" not in record["run"]["settings"]["siting"]


def test_stations_off_duty_reach_nobody(tmp_path: Path) -> None:
    """At an hour without their crews stations stand in the list of places and cover nobody."""
    folder = toy_with(tmp_path, shifts="station_id,days,opens,closes\nS1,every,0:00,6:00\n")
    district = open_district(open_workspace(folder))
    places = site_places(district)
    assert places.n_open == 2
    assert places.on_duty.tolist() == [1]
    assert not places.covers[0].any()
    found = site_stations(district, model="max_cover", stations=1)
    assert found.before.covers.shape[0] == 1
    assert found.plan.objective == found.after.covered @ district.households
