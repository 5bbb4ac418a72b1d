"""A save that fails at any step leaves the old state or the new one: never half, never neither.

Each store is asked to save with a full disk, a broken one and a killed program at every step that
changes the disk. What was acknowledged is there afterwards, and the next save works.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from geo.errors import GeoError
from geo.geocode.decisions import Decision, append_decision, read_decisions
from geo.report import new_folder, write_tables
from geo.scenarios import FIRST_SCENARIO, SavedScenario, Scenario, Store, Timeline
from geo.tables import write_whole
from geo.workspace.operations.record import RecordStore, SignOff
from tests.faults import Killed, failing, steps_of

KINDS = ("full", "broken", "killed")
MOMENT = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Save:
    """A store with two states: how to save one, and how to read which one it holds."""

    save: Callable[[Path, int], object]
    read: Callable[[Path], int]


def _keep_scenario(folder: Path, state: int) -> None:
    timeline = Timeline(present=Scenario(hour=state))
    Store(folder).keep(FIRST_SCENARIO, SavedScenario(name="A", timeline=timeline))


def _scenario(folder: Path) -> Scenario:
    return Store(folder).read().scenarios[FIRST_SCENARIO].timeline.present


def _decide(folder: Path, state: int) -> None:
    decision = Decision(
        estate_id="E1",
        name="a",
        decided_at=MOMENT.isoformat(),
        lon=114.0,
        lat=30.0 + state / 100,
    )
    append_decision(folder / "decisions.csv", decision)


def _decided(folder: Path) -> int:
    return round(100 * (read_decisions(folder / "decisions.csv").history[-1].lat - 30.0))


def _write_folder(folder: Path, state: int) -> None:
    table = pd.DataFrame({"estate_id": ["E1"], "state": [state]})
    write_tables({"estates": table, "stations": table}, folder / "out")


def _written_folder(folder: Path) -> int:
    states = {
        int(pd.read_csv(folder / "out" / f"{name}.csv")["state"].iloc[0])
        for name in ("estates", "stations")
    }
    (state,) = states
    return state


def _write_pack(folder: Path, state: int) -> None:
    with new_folder(folder / "pack") as partial:
        for name in ("plan.json", "estates.csv", "zones.csv"):
            (partial / name).write_text(json.dumps(state), encoding="utf-8")


def _written_pack(folder: Path) -> int:
    names = sorted(path.name for path in (folder / "pack").iterdir())
    assert names == ["estates.csv", "plan.json", "zones.csv"]
    (state,) = {json.loads((folder / "pack" / name).read_text()) for name in names}
    return int(state)


def _sign(folder: Path, state: int) -> None:
    signed = SignOff(period="2026-Q1", at=MOMENT, by="demo", figures=str(state))
    RecordStore(folder).sign(signed)


SAVES = {
    "file": Save(
        lambda folder, state: write_whole(folder / "a.json", f"{state}" * 50),
        lambda folder: int((folder / "a.json").read_text()[0]),
    ),
    "scenarios": Save(
        _keep_scenario,
        lambda folder: int(
            Store(folder).read().scenarios[FIRST_SCENARIO].timeline.present.hour or 0
        ),
    ),
    "record": Save(_sign, lambda folder: int(RecordStore(folder).read().sign_offs[-1].figures)),
    "decisions": Save(_decide, _decided),
    "tables": Save(_write_folder, _written_folder),
    "pack": Save(_write_pack, _written_pack),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", SAVES)
def test_every_step_of_a_save_may_fail(
    name: str, kind: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Old or new after each; one of ours is the message; the next save takes, and clears up."""
    save, read = SAVES[name].save, SAVES[name].read
    count = steps_of(monkeypatch, lambda: _twice(save, tmp_path / "count"))
    first = steps_of(monkeypatch, lambda: _once(save, tmp_path / "first"))
    assert count > first > 1
    for step in range(count - first):
        folder = tmp_path / f"{step}"
        _once(save, folder)
        with failing(monkeypatch, step, kind):
            answered = _answered(save, folder)
        found = _found(read, folder)
        if found is None:
            # Killed between two renames: the old folder waits beside its place for the next run.
            assert kind == "killed"
            assert len(list(folder.glob("*.backup"))) == 1
        else:
            assert found in ({2} if answered else {1, 2})
        save(folder, 3)
        assert read(folder) == 3
        left = [path.name for path in folder.iterdir() if ".partial" in path.name]
        if kind != "killed" or name in ("pack", "tables"):
            assert left == []
        assert list(folder.glob("*.backup")) == []


def _found(read: Callable[[Path], int], folder: Path) -> int | None:
    """Return the state that a store holds, None where its folder is not there."""
    try:
        return read(folder)
    except FileNotFoundError:
        return None


def _once(save: Callable[[Path, int], object], folder: Path) -> None:
    folder.mkdir()
    save(folder, 1)


def _twice(save: Callable[[Path, int], object], folder: Path) -> None:
    _once(save, folder)
    save(folder, 2)


def _answered(save: Callable[[Path, int], object], folder: Path) -> bool:
    """Return whether a save said that it is done."""
    try:
        save(folder, 2)
    except (GeoError, OSError, Killed):
        return False
    return True
