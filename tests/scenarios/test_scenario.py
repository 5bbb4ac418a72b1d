"""Scenarios are frozen, steps can be taken back, and what was kept is on disk whole."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import WorkspaceError
from geo.scenarios import take_over_plan
from geo.scenarios.scenario import Scenario
from geo.scenarios.store import FIRST_SCENARIO, SavedScenario, Store, store_of
from geo.scenarios.timeline import MOST_ENTRIES, Edit, Timeline


def a_step(timeline: Timeline, action: str) -> Timeline:
    """Return the timeline after one action."""
    if action == "undo":
        return timeline.undone()
    if action == "redo":
        return timeline.redone()
    number = len(timeline.edits) % 90
    return timeline.edited(timeline.present.with_station(114.0, float(number)), Edit.now("ui.x"))


@given(st.lists(st.sampled_from(["edit", "undo", "redo"]), max_size=30))
def test_undo_and_redo_lead_back(actions: list[str]) -> None:
    """After any actions, undoing all leads to the beginning and redoing all to the present."""
    timeline = Timeline()
    for action in actions:
        timeline = a_step(timeline, action)
    latest = timeline
    for _ in range(len(timeline.past)):
        timeline = timeline.undone()
    assert timeline.present == Scenario()
    for _ in range(len(latest.past)):
        timeline = timeline.redone()
    assert timeline.present == latest.present


def test_every_step_of_a_long_session_is_kept() -> None:
    """150 steps are told, undone one by one, and each state can be restored."""
    timeline = Timeline()
    for number in range(150):
        changed = Scenario().with_station(114.0, 30.0 + number / 1e6)
        timeline = timeline.edited(changed, Edit.now("ui.edit_station_added", str(number)))
    assert len(timeline.past) == len(timeline.edits) == 150
    assert timeline.let_go == 0
    back = timeline.restored(1)
    assert back.present.stations[0].lat == 30.0
    assert back.edits[-1].key == "scenario.edit_restored"
    assert back.undone().present == timeline.present
    with pytest.raises(WorkspaceError, match="151"):
        timeline.restored(151)


def test_what_was_taken_back_and_edited_over_is_in_the_history() -> None:
    """Undo and another edit make redo impossible; the state stays in the history all the same."""
    first = Scenario().with_station(114.0, 30.0)
    timeline = Timeline().edited(first, Edit.now("ui.edit_station_added"))
    timeline = timeline.undone().edited(Scenario().at_hour(8), Edit.now("ui.edit_hour", "8"))
    assert timeline.redone() == timeline
    assert timeline.restored(1).present == first


def test_the_room_of_a_history_is_bounded() -> None:
    """The oldest states go first, their sentences stay, and going back to them is refused."""
    zones = tuple((f"E{number:05d}", number % 700) for number in range(5_000))
    timeline = Timeline()
    for number in range(200):
        changed = Scenario().with_zones(zones, 700, float(number))
        timeline = timeline.edited(changed, Edit.now("ui.edit_drawn", "700"))
    assert len(timeline.edits) == 200
    assert timeline.let_go == 200 - MOST_ENTRIES // 5_001
    assert sum(one.entries for one in timeline.past) <= MOST_ENTRIES
    with pytest.raises(WorkspaceError, match=str(timeline.let_go + 1)):
        timeline.restored(1)
    assert timeline.restored(timeline.let_go + 1).present.zone_bound == float(timeline.let_go)


def test_a_plan_that_closes_a_station_closes_it() -> None:
    """A listed station answers no more calls, a tried one goes, a place is not tried twice."""
    scenario = Scenario().with_station(114.0, 30.0, "old").with_station(114.1, 30.1)
    sites = [(114.1, 30.1000000004, "stands"), (114.2, 30.2, "new")]
    taken = take_over_plan(scenario, sites, ("NEW-1", "S2")).scenario
    assert taken.closed_stations == ("S2",)
    places = [(one.lon, one.lat) for one in taken.stations]
    assert places == [(114.1, 30.1), (114.2, 30.2)]


def test_stations_get_the_first_free_id() -> None:
    """A removed station's id is used again; others keep theirs."""
    scenario = Scenario().with_station(114, 30).with_station(114.1, 30)
    scenario = scenario.without_station("NEW-1").with_station(114.2, 30)
    assert [one.station_id for one in scenario.stations] == ["NEW-2", "NEW-1"]
    moved = scenario.with_station_moved("NEW-2", 114.3, 30.1)
    assert moved.stations[0].lon == 114.3
    assert scenario.stations[0].lon == 114.1


def test_what_is_kept_is_read_again(tmp_path: Path) -> None:
    """Every field of a scenario comes back from disk."""
    scenario = (
        Scenario()
        .with_station(114.2, 30.5, "${x}")
        .at_hour(8)
        .with_closure(((114.0, 30.0), (114.1, 30.0), (114.1, 30.1)))
        .with_zones((("a", 0), ("b", 1)), 2, 12.5)
        .model_copy(update={"zone_names": ("Z01", "Z07"), "locked": ("b",)})
    )
    timeline = Timeline().edited(scenario, Edit.now("ui.edit_hour", "8"))
    saved = SavedScenario(
        name="夜间", timeline=timeline, present_plan=(("a", "甲"),), present_source="现行.csv"
    )
    Store(tmp_path).keep(FIRST_SCENARIO, saved)
    assert Store(tmp_path).read().scenarios[FIRST_SCENARIO] == saved


def test_scenarios_of_former_versions_are_read(tmp_path: Path) -> None:
    """A file without names of zones and locked estates is read as it was meant."""
    former = {"zone_of": [["a", 0], ["b", 1]], "zone_count": 2}
    saved_scenarios = {"sheets": {"s1": {"name": "A", "timeline": {"present": former}}}}
    (tmp_path / "scenarios.json").write_text(json.dumps(saved_scenarios))
    present = Store(tmp_path).read().scenarios["s1"].timeline.present
    assert present == Scenario().with_zones((("a", 0), ("b", 1)), 2, None)


def test_windows_do_not_overwrite_each_other(tmp_path: Path) -> None:
    """Each keeps its own scenario in the newest file."""
    one, other = Store(tmp_path), Store(tmp_path)
    one.read(), other.read()
    one.keep("s1", SavedScenario(name="A"))
    assert set(other.keep("s2", SavedScenario(name="B")).scenarios) == {"s1", "s2"}
    assert one.remove("s2").scenarios["s1"].name == "A"


def test_a_broken_file_is_set_aside(tmp_path: Path) -> None:
    """A file that cannot be read is kept under another name; the app starts afresh."""
    (tmp_path / "scenarios.json").write_text('{"sheets": {"s1": {"surprise": 1}}}')
    assert list(Store(tmp_path).read().scenarios) == [FIRST_SCENARIO]
    (aside,) = tmp_path.glob("*.unreadable.json")
    assert json.loads(aside.read_text())["sheets"]


def test_examples_are_not_written_into(
    toy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their scenarios lie in the user's data folder; other workspaces keep their own."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    store_of(toy).keep("s1", SavedScenario(name="A"))
    assert not (toy / ".repair-circle").exists()
    store_of(tmp_path / "own").keep("s1", SavedScenario(name="A"))
    assert (tmp_path / "own" / ".repair-circle" / "scenarios.json").is_file()


def test_nothing_half_written_is_left(tmp_path: Path) -> None:
    """Beside the file lies no partial one, only the lock by which servers write in turn."""
    Store(tmp_path).keep("s1", SavedScenario(name="A"))
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["scenarios.json", "scenarios.json.lock"]
