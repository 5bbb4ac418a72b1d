"""Crews, shifts, promise, speeds, days of a scenario: by hand, and as in a workspace made so."""

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo import scenarios
from geo.coverage import cover_by_hour
from geo.errors import GeoError
from geo.i18n import translator
from geo.roads import ROAD_CLASSES
from geo.scenarios import Change, Edit, Planner, Scenario, Timeline, open_planner
from geo.scenarios.certainty import crews
from geo.scenarios.store import SavedScenario, Store
from geo.workspace import (
    District,
    cover_stations,
    crew_load,
    make_plan,
    open_district,
    open_workspace,
)

SHIFTS = """station_id,days,opens,closes,crews,turnout_min
S1,every,8:00,20:00,2,
S1,weekday,20:00,8:00,,4
"""


@pytest.fixture(scope="module")
def folder(toy: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the toy town with shifts of its west station, and a rain season."""
    copy = Path(shutil.copytree(toy, tmp_path_factory.mktemp("town") / "town"))
    (copy / "shifts.csv").write_text(SHIFTS, encoding="utf-8")
    _write(copy, "[inputs]\n", '[inputs]\nshifts = "shifts.csv"\n')
    toml = copy / "workspace.toml"
    toml.write_text(toml.read_text("utf-8") + "\n[season]\nrain_factor = 1.5\n", "utf-8")
    return copy


@pytest.fixture(scope="module")
def planner(folder: Path) -> Planner:
    """Return the planner of that town."""
    return open_planner(folder)


def _write(folder: Path, old: str, new: str, file: str = "workspace.toml") -> None:
    path = folder / file
    text = path.read_text("utf-8-sig")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


Make = Callable[[Planner, Scenario], Change]
Edited = Callable[[Path], None]


def _shift(words: str) -> Make:
    def make(planner: Planner, scenario: Scenario) -> Change:
        own = [scenarios.read_shift("S1", one) for one in words.split("|")]
        return scenarios.change_shifts(planner, scenario, "S1", own)

    return make


def _both(*makes: Make) -> Make:
    def make(planner: Planner, scenario: Scenario) -> Change:
        for one in makes:
            change = one(planner, scenario)
            scenario = change.scenario
        return change

    return make


def _shift_file(rows: str) -> Edited:
    header = SHIFTS.splitlines()[0]
    return lambda folder: _write_file(folder / "shifts.csv", f"{header}\n{rows}\n")


def _write_file(path: Path, text: str) -> None:
    path.write_text(text, "utf-8")


def _settings(*pairs: tuple[str, str]) -> Edited:
    def edit(folder: Path) -> None:
        for old, new in pairs:
            _write(folder, old, new)

    return edit


def _slow_primary(folder: Path) -> None:
    rows = ["road_class," + ",".join(map(str, range(24)))]
    usual = [0.7 if hour in (7, 8, 17, 18) else 1.0 for hour in range(24)]
    rows.append("*," + ",".join(map(repr, usual)))
    rows.append("primary," + ",".join(repr(0.5 * factor) for factor in usual))
    (folder / "speeds.csv").write_text("\n".join(rows) + "\n", "utf-8")
    _write(folder, "[inputs]\n", '[inputs]\nspeed_profile = "speeds.csv"\n')


def _without_west(folder: Path) -> None:
    lines = (folder / "stations.csv").read_text("utf-8-sig").splitlines()
    kept = [line for line in lines if not line.startswith("S1,")]
    (folder / "stations.csv").write_text("\n".join(kept) + "\n", "utf-8")
    _write(folder, 'shifts = "shifts.csv"\n', "")


CASES: dict[str, tuple[Make, Edited]] = {
    "target": (
        lambda planner, scenario: scenarios.change_target(planner, scenario, 11),
        _settings(("minutes = 9.0", "minutes = 11.0")),
    ),
    "percentile": (
        lambda planner, scenario: scenarios.change_percentile(planner, scenario, "0.9"),
        _settings(("percentile = 0.5", "percentile = 0.9")),
    ),
    "turnout": (
        lambda planner, scenario: scenarios.change_turnout(planner, scenario, 1.5),
        _settings(("turnout_min = 3.0", "turnout_min = 1.5")),
    ),
    "crews by the list": (
        lambda planner, scenario: scenarios.change_crews(planner, scenario, "南站", 3),
        lambda folder: _write(folder, "29.9999984,1,", "29.9999984,3,", "stations.csv"),
    ),
    "crews of shifts": (
        lambda planner, scenario: scenarios.change_crews(planner, scenario, "S1", 3),
        lambda folder: (
            _write(folder, "30.0045105,1,", "30.0045105,3,", "stations.csv"),
            _write(folder, "20:00,2,", "20:00,3,", "shifts.csv"),
        )[0],
    ),
    "shifts": (
        _shift("工作日 20:00-08:00 班组 1 出动 5|weekend 9:00-22:00"),
        _shift_file("S1,weekday,20:00,8:00,1,5\nS1,weekend,9:00,22:00,,"),
    ),
    "crews and shifts": (
        _both(
            _shift("every 6:00-14:00|Mon-Fri 14:00-22:00 crews 1"),
            lambda planner, scenario: scenarios.change_crews(planner, scenario, "S1", 4),
        ),
        _shift_file("S1,every,6:00,14:00,4,\nS1,Mon-Fri,14:00,22:00,1,"),
    ),
    "shifts with skills": (
        _shift("8:00-16:00 crews 2 skills 水、电|16:00-24:00 技能 气"),
        lambda folder: _write_file(
            folder / "shifts.csv",
            f"{SHIFTS.splitlines()[0]},skills\nS1,every,8:00,16:00,2,,水、电\n"
            "S1,every,16:00,24:00,,,气\n",
        ),
    ),
    "day": (
        lambda planner, scenario: scenarios.change_day(planner, scenario, "holiday"),
        lambda folder: _append(folder, '\n[shifts]\nday = "holiday"\n'),
    ),
    "date": (
        lambda planner, scenario: scenarios.change_day(planner, scenario, "2024-10-12"),
        lambda folder: _append(folder, '\n[shifts]\nday = "2024-10-12"\n'),
    ),
    "speeds": (
        lambda _, scenario: scenarios.change_speed(scenario, "primary", 0.5),
        _slow_primary,
    ),
    "all speeds": (
        lambda _, scenario: scenarios.change_speed(scenario, "all", "0.5"),
        _settings(
            ("residential = 30.0", "residential = 15.0"), ("primary = 60.0", "primary = 30.0")
        ),
    ),
    "closed": (
        lambda planner, scenario: scenarios.close_station(planner, scenario, "西站"),
        _without_west,
    ),
    "season": (
        lambda _, scenario: scenarios.change_season(scenario, "rain"),
        lambda folder: _append(
            folder, f"\n[crews]\ncalls_per_household_year = {0.2 * 1.5 / ((5 * 1.5 + 7) / 12)!r}\n"
        ),
    ),
}


def _append(folder: Path, text: str) -> None:
    toml = folder / "workspace.toml"
    toml.write_text(toml.read_text("utf-8") + text, "utf-8")


def _same(one: District, other: District) -> None:
    """Both answer alike: verdicts, ledgers, stations, all hours, crews at work."""
    first, second = cover_stations(one), cover_stations(other)
    assert first.records() == second.records()
    assert first.summary == second.summary
    assert first.stations.equals(second.stations)
    assert one.inputs.duty.skills == other.inputs.duty.skills
    hours, others = cover_by_hour(one), cover_by_hour(other)
    assert np.array_equal(hours.p_on_time, others.p_on_time)
    assert np.array_equal(hours.crews_on_duty, others.crews_on_duty)
    if len(one.stations):
        loads = [
            crew_load(
                district,
                calls_per_household_year=district.settings.crews.calls_per_household_year,
                busy_min=district.settings.crews.busy_min,
            )
            for district in (one, other)
        ]
        assert np.array_equal(loads[0].p_on_time, loads[1].p_on_time)
        assert loads[0].calls_per_hour == pytest.approx(loads[1].calls_per_hour, rel=1e-12)


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("hour", [None, 3, 8])
def test_a_scenario_equals_a_workspace_made_so(
    planner: Planner, folder: Path, tmp_path: Path, name: str, hour: int | None
) -> None:
    """The same change in workspace.toml and lists gives the same answers, bit for bit."""
    make, edit = CASES[name]
    changed = make(planner, Scenario().at_hour(hour)).scenario
    other = Path(shutil.copytree(folder, tmp_path / "other"))
    edit(other)
    made = open_district(open_workspace(other))
    _same(planner.district_of(changed), made if hour is None else made.at_hour(hour))


@pytest.mark.parametrize("name", ["target", "shifts", "speeds", "date"])
def test_its_plan_is_that_of_a_workspace_made_so(
    planner: Planner, folder: Path, tmp_path: Path, name: str
) -> None:
    """Every column of every estate, remedies and hours included, and all figures of cover."""
    make, edit = CASES[name]
    changed = make(planner, Scenario()).scenario
    other = Path(shutil.copytree(folder, tmp_path / "other"))
    edit(other)
    of_scenario = scenarios.scenario_plan(planner, changed, tried_mark="")
    of_workspace = make_plan(open_workspace(other))
    assert (
        of_scenario.estates.drop(columns="geometry")
        .astype(str)
        .equals(of_workspace.estates.drop(columns="geometry").astype(str))
    )
    assert of_scenario.coverage_summary == of_workspace.coverage_summary
    told = set(scenarios.changes_told(planner, changed))
    assert told <= set(of_scenario.notices)
    rest = [one.sentence("en") for one in of_scenario.notices if one not in told]
    assert set(rest) <= {one.sentence("en") for one in of_workspace.notices}


def test_speeds_by_hand(planner: Planner) -> None:
    """A block of the main street takes half a minute, at half the speed a whole one."""
    changed = scenarios.change_speed(Scenario(), "primary", 0.5).scenario
    usual, slow = (planner.district_of(one) for one in (Scenario(), changed))
    main = usual.road_map.road_class[usual.network.arc_edge] == "primary"
    assert np.allclose(usual.network.drive_min[main], 0.5, atol=0.01)
    assert np.allclose(slow.network.drive_min[main], 2 * usual.network.drive_min[main])
    assert np.array_equal(slow.network.drive_min[~main], usual.network.drive_min[~main])


def test_promise_by_hand(planner: Planner) -> None:
    """No spread: covered means a response of at most the target, whatever it is."""
    usual = planner.answer(Scenario())
    for minutes in (7.5, 8.0, 10.0, 12.0):
        changed = scenarios.change_target(planner, Scenario(), minutes).scenario
        answer = planner.answer(changed)
        response = usual.estates["response_min"].astype(float)
        within = np.isfinite(response) & (response <= minutes)
        assert (answer.estates["verdict"] == "covered").equals(within)
        assert answer.coverage.target_min == minutes


def test_slow_areas_count_at_every_hour(planner: Planner) -> None:
    """The strip of 24 hours knows of slow roads: each hour is that of the plan at this hour."""
    area = ((113.99, 29.99), (114.01, 29.99), (114.01, 30.02), (113.99, 30.02))
    slow = scenarios.slow_area(planner, Scenario(), area, 2.5).scenario
    hourly = planner.by_hour(slow)
    for hour in (3, 8, 10, 18):
        single = planner.answer(slow.at_hour(hour)).coverage
        assert np.array_equal(hourly.p_on_time[0, hour], single.p_on_time)


def test_crews_of_a_tried_station(planner: Planner) -> None:
    """They count like those of the list, and go with the station; off duty it answers nobody."""
    tried = Scenario().with_station(114.004, 30.005)
    more = scenarios.change_crews(planner, tried, "NEW-1", 2).scenario
    assert planner.district_of(more).stations["crews"].tolist()[-1] == 2
    assert crews(planner, more, 0.2, 60).station.tolist().count(2) == 2
    night = scenarios.read_shift("NEW-1", "20:00-8:00 crews 2")
    off = scenarios.change_shifts(planner, more, "NEW-1", [night]).scenario
    by_day, by_night = (planner.answer(off.at_hour(hour)) for hour in (10, 22))
    assert by_day.figures.new_stations == 1
    assert "NEW-1" not in set(by_day.district.stations["station_id"])
    assert set(by_night.district.stations["station_id"]) == {"S1", "S2", "NEW-1"}
    assert len(by_day.district.station_points.edge) == len(by_day.district.stations)
    assert off.without_station("NEW-1") == Scenario()


def test_new_shifts_have_the_skills_of_the_station(folder: Path, tmp_path: Path) -> None:
    """Those of its crews where all have the same; where they differ, the planner has to say."""
    copy = Path(shutil.copytree(folder, tmp_path / "skilled"))
    header = f"{SHIFTS.splitlines()[0]},skills"
    rows = "S1,every,8:00,20:00,1,,水\nS2,every,8:00,20:00,1,,电\nS2,every,20:00,8:00,1,,气\n"
    _write_file(copy / "shifts.csv", f"{header}\n{rows}")
    skilled = open_planner(copy)
    own = _shift("9:00-17:00")(skilled, Scenario()).scenario
    (shift,) = (
        one for one in skilled.district_of(own).inputs.duty.shifts if one.station_id == "S1"
    )
    assert shift.skills == {"水"}
    plain = [scenarios.read_shift("S2", "9:00-17:00")]
    with pytest.raises(GeoError, match="have different skills"):
        scenarios.change_shifts(skilled, Scenario(), "S2", plain)


def test_nobody_left(planner: Planner) -> None:
    """With every station closed nobody is reached, and nothing breaks."""
    scenario = Scenario()
    for station in ("S1", "S2"):
        scenario = scenarios.close_station(planner, scenario, station).scenario
    answer = planner.answer(scenario)
    assert answer.figures.households_covered == 0
    assert answer.figures.stations == 0
    opened = scenarios.open_station(planner, scenario, "S1").scenario
    assert planner.answer(opened).figures.stations == 1


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda p, s: scenarios.change_crews(p, s, "S9", 2), "no station S9"),
        (lambda p, s: scenarios.change_crews(p, s, "S1", 0), "above 0"),
        (lambda p, s: scenarios.change_crews(p, s, "S1", "two"), "whole number"),
        (lambda p, s: scenarios.change_crews(p, s, "S1", 1.5), "whole number"),
        (_shift("every 8:00-20:00|weekend 19:00-22:00"), "hours in common"),
        (_shift("Sun 22:00-6:00|Mon 5:00-9:00"), "hours in common"),
        (_shift("weekday 8:00-8:00"), "ends when it begins"),
        (_shift("sometimes 8:00-20:00"), "is no shift"),
        (_shift("weekday"), "is no shift"),
        (_shift("weekday 8:00-20:00 crews none"), "whole number"),
        (_shift("weekday 8:00-20:00 turnout -1"), "at least 0"),
        (lambda p, s: scenarios.change_target(p, s, 0), "above 0"),
        (lambda p, s: scenarios.change_target(p, s, "nan"), "number was expected"),
        (lambda p, s: scenarios.change_percentile(p, s, 95), "below 1"),
        (lambda p, s: scenarios.change_turnout(p, s, -1), "at least 0"),
        (lambda p, s: scenarios.change_speed(s, "primary", 0), "above 0"),
        (lambda p, s: scenarios.change_speed(s, "primary", 4), "at most 3"),
        (lambda p, s: scenarios.change_speed(s, "highway", 0.5), "no class of roads"),
        (lambda p, s: scenarios.change_day(p, s, "someday"), "weekday, weekend, holiday"),
        (lambda p, s: scenarios.change_season(s, "spring"), "no season"),
        (lambda p, s: scenarios.close_station(p, s, "NEW-1"), "no station"),
        (lambda p, s: scenarios.open_station(p, s, "S1"), "closes no station"),
    ],
)
def test_what_cannot_be_is_refused(planner: Planner, make: Make, said: str) -> None:
    """One named error; the scenario stays as it was."""
    with pytest.raises(GeoError, match=said):
        make(planner, Scenario())


def test_what_the_workspace_has_is_no_change(planner: Planner) -> None:
    """Setting the usual value takes a change back."""
    changed = Scenario()
    there: list[Make] = [
        lambda p, s: scenarios.change_crews(p, s, "S2", 2),
        lambda p, s: scenarios.change_target(p, s, 12),
        lambda p, s: scenarios.change_percentile(p, s, 0.8),
        lambda p, s: scenarios.change_turnout(p, s, 1),
        lambda p, s: scenarios.change_day(p, s, "weekend"),
        lambda p, s: scenarios.change_season(s, "dry"),
        lambda p, s: scenarios.change_speed(s, "link", 0.9),
        _shift("every 8:00-20:00"),
    ]
    back: list[Make] = [
        lambda p, s: scenarios.change_crews(p, s, "S2", 1),
        lambda p, s: scenarios.change_target(p, s, 9),
        lambda p, s: scenarios.change_percentile(p, s, 0.5),
        lambda p, s: scenarios.change_turnout(p, s, 3),
        lambda p, s: scenarios.change_day(p, s, "weekday"),
        lambda p, s: scenarios.change_season(s, "year"),
        lambda p, s: scenarios.change_speed(s, "link", 1),
        lambda p, s: scenarios.change_shifts(p, s, "S1", []),
    ]
    for make in there:
        changed = make(planner, changed).scenario
    assert len(scenarios.changes_told(planner, changed)) == len(there)
    for make in back:
        changed = make(planner, changed).scenario
    assert changed == Scenario()


def test_own_candidates_are_told_and_taken_back(planner: Planner) -> None:
    """One sentence counts them; its way back leaves a scenario that changes nothing."""
    lon, lat = planner.district.estates[["lon", "lat"]].iloc[0]
    changed = scenarios.add_candidates(planner, Scenario(), [("A", lon, lat)]).scenario
    (told,) = scenarios.told_with_ways_back(planner, changed)
    assert told.notice.sentence("zh") == "选址时另外考虑自己的备选站址 1 处。"
    assert told.notice.sentence("en") == "Own candidates weighed in siting: 1."
    assert told.back.scenario == Scenario()


def test_a_station_that_left_the_list_is_told(planner: Planner) -> None:
    """What a kept scenario says of it has no effect, and the reader learns so."""
    stale = Scenario(crews=(("S8", 2),), closed_stations=("S9",))
    assert planner.answer(stale).figures == planner.answer(Scenario()).figures
    told = [notice.sentence("en") for notice in scenarios.changes_told(planner, stale)]
    assert [sentence.split()[1] for sentence in told] == ["S8", "S9"]


# ---------------------------------------------------------------- what is kept


_STEPS = st.one_of(
    st.builds(lambda n: lambda p, s: scenarios.change_crews(p, s, "S1", n), st.integers(1, 9)),
    st.builds(lambda n: lambda p, s: scenarios.change_target(p, s, n), st.integers(1, 60)),
    st.builds(
        lambda n: lambda p, s: scenarios.change_percentile(p, s, n / 100), st.integers(1, 99)
    ),
    st.builds(lambda n: lambda p, s: scenarios.change_turnout(p, s, n / 4), st.integers(0, 40)),
    st.builds(
        lambda name, n: lambda _, s: scenarios.change_speed(s, name, n / 10),
        st.sampled_from([*ROAD_CLASSES, "link", "all"]),
        st.integers(1, 30),
    ),
    st.builds(
        lambda day: lambda p, s: scenarios.change_day(p, s, day),
        st.one_of(
            st.sampled_from(["weekday", "weekend", "holiday"]),
            st.dates(date(2020, 1, 1), date(2030, 1, 1)).map(str),
        ),
    ),
    st.builds(
        lambda season: lambda _, s: scenarios.change_season(s, season),
        st.sampled_from(["rain", "dry", "year"]),
    ),
    st.builds(
        lambda days, opens, length: _shift(f"{days} {opens}:00-{(opens + length) % 24:02d}:30"),
        st.sampled_from(["every", "工作日", "周末", "周一、三、五", "2024-10-12", "Sat-Sun"]),
        st.integers(0, 23),
        st.integers(1, 22),
    ),
    st.just(lambda p, s: scenarios.close_station(p, s, "S2")),
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(_STEPS, max_size=8))
def test_what_was_set_is_kept_and_undone(
    planner: Planner, tmp_path: Path, steps: list[Make]
) -> None:
    """Set, written, read and shown agree; a scenario.json says the same; undo leads back."""
    timeline = Timeline()
    for make in steps:
        change = make(planner, timeline.present)
        if change.scenario != timeline.present:
            timeline = timeline.edited(change.scenario, Edit.now(change.key, change.detail))
    store = Store(tmp_path)
    store.keep("s1", SavedScenario(timeline=timeline))
    kept = store.read().scenarios["s1"].timeline
    assert kept == timeline
    assert Scenario.model_validate_json(kept.present.as_json()) == timeline.present
    assert set(kept.present.later_changes()) == set(
        kept.present.model_dump(mode="json", exclude_defaults=True)
    )
    for edit in kept.edits:
        said = [translator(language)(edit.key, detail=edit.detail) for language in ("zh", "en")]
        assert said[0] != said[1]
    for notice in scenarios.changes_told(planner, kept.present):
        assert notice.sentence("zh") != notice.sentence("en")
    while kept.past:
        kept = kept.undone()
    assert kept.present == Scenario()
    assert kept.present.as_json() == (
        '{"hour":null,"stations":[],"closures":[],"zone_of":null,"zone_count":null,'
        '"zone_bound":null,"zone_names":[],"locked":[]}'
    )


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"target_min": 0}, "target_min is 0; it must be above 0"),
        ({"target": 12}, "did you mean target_min"),
        ({"crews": [["S1", "many"]]}, "crews.0.1 is 'many'; a whole number"),
        ({"crews": [["S1", 1], ["S1", 2]]}, "names the same one twice"),
        ({"speeds": [["highway", 0.5]]}, "speeds.0.0 is 'highway'; valid: motorway"),
        ({"speeds": [["primary", 9]]}, "at most 3"),
        ({"day": "someday"}, "weekday, weekend, holiday"),
        ({"season": "spring"}, "season is 'spring'; valid: 'rain', 'dry'"),
        ({"shifts": [{"station_id": "S1", "hours": "8-8"}]}, "not from when to when"),
        ({"shifts": [{"station_id": "S1", "days": "x"}]}, "which are no days"),
        ({"shifts": [{"station_id": "S1"}, {"station_id": "S1"}]}, "hours in common"),
    ],
)
def test_a_file_with_other_values_is_refused(
    planner: Planner, content: dict[str, object], said: str
) -> None:
    """Each value with its place, in both languages; nothing is taken over."""
    with pytest.raises(GeoError) as refused:
        scenarios.read_scenario(planner, json.dumps(content).encode(), file="a.json")
    assert said in refused.value.sentence("en")
    assert "a.json" in refused.value.sentence("zh")
    assert "Input should" not in refused.value.sentence("zh")
