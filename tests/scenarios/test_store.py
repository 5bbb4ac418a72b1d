"""Scenarios on disk: whole after every kill, an id for one window alone."""

import os
import random
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from geo.errors import WorkspaceError
from geo.scenarios.scenario import Scenario
from geo.scenarios.store import FIRST_SCENARIO, ChangedElsewhereError, SavedScenario, Store
from geo.scenarios.timeline import Edit, Timeline

WRITER = """
import sys
from pathlib import Path
from geo.scenarios.scenario import Scenario
from geo.scenarios.timeline import Edit
from geo.scenarios.store import FIRST_SCENARIO, SavedScenario, Store

store = Store(Path(sys.argv[1]))
timeline = store.read().scenarios[FIRST_SCENARIO].timeline
number = len(timeline.past)
while True:
    number += 1
    changed = Scenario().with_station(114.0, 30.0 + number / 1e6)
    timeline = timeline.edited(changed, Edit.now("ui.edit_station_moved"))
    store.keep(FIRST_SCENARIO, SavedScenario(timeline=timeline))
    print(repr(changed.stations[0].lat), flush=True)
"""


@pytest.mark.parametrize("seed", [0, 1, 2], ids=["soon", "later", "late"])
def test_what_was_answered_survives_a_kill(tmp_path: Path, seed: int) -> None:
    """After kill -9 the file holds the last answered edit or the one that was being written."""
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout is not None
    wanted = 1 + random.Random(seed).randrange(80)
    answered = [float(writer.stdout.readline()) for _ in range(wanted)]
    writer.kill()
    answered += [float(line) for line in writer.stdout.read().split()]
    writer.wait()
    writer.stdout.close()
    timeline = Store(tmp_path).read().scenarios[FIRST_SCENARIO].timeline
    kept = [one.stations[0].lat for one in (*timeline.past, timeline.present) if one.stations]
    assert set(answered) <= set(kept)
    assert answered[-1] in kept[-2:]
    assert not list(tmp_path.glob("*.unreadable.json"))


def test_a_partial_file_that_was_left_is_removed(tmp_path: Path) -> None:
    """What a killed server wrote half goes with the next edit, a fresh one of another stays."""
    left, fresh = (tmp_path / f"scenarios.json.{pid}.partial" for pid in (1, 2))
    for path in (left, fresh):
        path.write_text("{", encoding="utf-8")
    os.utime(left, (0, 0))
    Store(tmp_path).keep(FIRST_SCENARIO, SavedScenario(name="A"))
    assert not left.exists()
    assert fresh.exists()


def test_windows_that_add_at_once_get_ids_of_their_own(tmp_path: Path) -> None:
    """No new scenario takes the place of another window's."""
    store = Store(tmp_path)
    given: list[str] = []

    def add(number: int) -> None:
        given.append(store.add(SavedScenario(name=str(number)))[0])

    windows = [threading.Thread(target=add, args=(number,)) for number in range(8)]
    for window in windows:
        window.start()
    for window in windows:
        window.join()
    assert len(set(given)) == 8
    assert {saved.name for saved in store.read().scenarios.values()} >= {str(n) for n in range(8)}


EDITOR = """
import sys
from pathlib import Path
from geo.scenarios.scenario import Scenario
from geo.scenarios.timeline import Edit
from geo.scenarios.store import FIRST_SCENARIO, ChangedElsewhereError, Store

store, who, refused, number = Store(Path(sys.argv[1])), sys.argv[2], 0, 0
known = store.read().scenarios[FIRST_SCENARIO]
while number < 12:
    changed = Scenario().with_station(114.0, 30.0 + number / 1e6, who)
    timeline = known.timeline.edited(changed, Edit.now("ui.edit_station_added", who=who))
    try:
        edited = known.model_copy(update={"timeline": timeline})
        saved_scenarios = store.keep(FIRST_SCENARIO, edited, known=known)
        number += 1
    except ChangedElsewhereError:
        saved_scenarios, refused = store.read(), refused + 1
    known = saved_scenarios.scenarios[FIRST_SCENARIO]
print(refused)
"""


def test_two_servers_on_one_workspace_lose_no_step(tmp_path: Path) -> None:
    """Two processes that edit the same scenario at once: every answered step is in its history."""
    servers = [
        subprocess.Popen([sys.executable, "-c", EDITOR, str(tmp_path), who], stdout=subprocess.PIPE)
        for who in ("wang", "li")
    ]
    for server in servers:
        server.communicate(timeout=60)
    assert [server.returncode for server in servers] == [0, 0]
    history = Store(tmp_path).read().scenarios[FIRST_SCENARIO].timeline.edits
    assert sorted(edit.who for edit in history) == ["li"] * 12 + ["wang"] * 12


def test_a_change_of_what_another_changed_is_refused(tmp_path: Path) -> None:
    """Neither a later edit nor a removal wipes out what another server wrote; reloading helps."""
    one, other = Store(tmp_path), Store(tmp_path)
    shown = one.read().scenarios[FIRST_SCENARIO]
    timeline = Timeline().edited(Scenario().with_station(114.0, 30.5), Edit.now("ui.edit_closure"))
    theirs = other.keep(FIRST_SCENARIO, SavedScenario(timeline=timeline), known=shown)
    with pytest.raises(ChangedElsewhereError, match="make your step again"):
        one.keep(FIRST_SCENARIO, SavedScenario(name="A"), known=shown)
    with pytest.raises(ChangedElsewhereError):
        one.remove(FIRST_SCENARIO, known=shown)
    assert one.read() == theirs
    newest = one.read().scenarios[FIRST_SCENARIO]
    renamed = one.keep(FIRST_SCENARIO, newest.model_copy(update={"name": "A"}), known=newest)
    assert renamed.scenarios[FIRST_SCENARIO].timeline == timeline
    assert other.add(SavedScenario(name="B"))[0] != FIRST_SCENARIO
    assert one.read().scenarios[FIRST_SCENARIO].name == "A"


def test_a_deleted_scenario_comes_back_whole(tmp_path: Path) -> None:
    """With its name, notes and steps, under its id or a free one; of two the last deleted first."""
    store = Store(tmp_path)
    timeline = Timeline().edited(Scenario().at_hour(8), Edit.now("ui.edit_hour", "8"))
    first, second = (SavedScenario(name=name, notes="n", timeline=timeline) for name in "AB")
    scenario_id, _ = store.add(first)
    left = store.remove(scenario_id)
    assert scenario_id not in left.scenarios
    assert store.add(second)[0] == scenario_id
    store.remove(scenario_id)
    again, scenarios = store.restore(scenario_id)
    assert (again, scenarios.scenarios[again]) == (scenario_id, second)
    other, scenarios = store.restore(scenario_id)
    assert other != scenario_id
    assert scenarios.scenarios[other] == first
    assert store.read().removed == ()
    with pytest.raises(WorkspaceError, match=scenario_id):
        store.restore(scenario_id)


def test_the_last_scenario_can_be_brought_back_too(tmp_path: Path) -> None:
    """Deleting the only one begins anew, and loses nothing."""
    store = Store(tmp_path)
    timeline = Timeline().edited(Scenario().at_hour(8), Edit.now("ui.edit_hour", "8"))
    store.keep(FIRST_SCENARIO, SavedScenario(timeline=timeline))
    assert store.remove(FIRST_SCENARIO).scenarios == {FIRST_SCENARIO: SavedScenario()}
    restored, scenarios = store.restore(FIRST_SCENARIO)
    assert scenarios.scenarios[restored].timeline == timeline


def test_one_damaged_scenario_costs_no_other(tmp_path: Path) -> None:
    """The others go on; the file as it was lies beside them under its own name, and is told."""
    store, path = Store(tmp_path), tmp_path / "scenarios.json"
    night = Scenario(target_min=12, speeds=(("primary", 0.8),))
    timeline = Timeline().edited(night, Edit.now("condition.edit_target_min", "12"))
    store.keep("s1", SavedScenario(name="A", timeline=timeline))
    store.keep("s2", SavedScenario(name="B", timeline=timeline))
    damaged = path.read_text("utf-8").replace('"primary"', '"primaries"', 1)
    path.write_text(damaged, "utf-8")
    assert not store.set_aside()
    assert set(store.read().scenarios) == {"s2"}
    assert store.read().scenarios["s2"].timeline == timeline
    (aside,) = store.set_aside()
    assert (tmp_path / aside).read_text("utf-8") == damaged
    assert store.add(SavedScenario(name="C"))[0] == "s1"
