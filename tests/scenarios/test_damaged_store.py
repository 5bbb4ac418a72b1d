"""Scenarios on disk that were damaged: what can be read is kept, what is none is refused."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import ValidationError

from geo.errors import SettingsError, WorkspaceError
from geo.scenarios import (
    Edit,
    SavedScenario,
    Scenario,
    Store,
    Timeline,
    close_area,
    open_planner,
    slow_area,
)

AREA = ((114.0, 30.0), (114.1, 30.0), (114.1, 30.1))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Return a store with two scenarios beside the first."""
    store = Store(tmp_path)
    for name in ("北", "南"):
        store.add(SavedScenario(name=name, timeline=Timeline(present=Scenario(closures=(AREA,)))))
    return store


@pytest.mark.parametrize(
    ("written", "damaged"),
    [
        ("北".encode(), b"\xff\xfe"),
        ("北".encode(), b"\\ud800"),
        ('"北"'.encode(), '北"'.encode()),
        ('"北"'.encode(), b"7"),
        (b"[114.0,30.0],[114.1,30.0],", b"[114.0,30.0],"),
        (b"114.0", b"NaN"),
        (b"114.0", b"1e999"),
    ],
)
def test_a_damaged_scenario_loses_nothing_of_the_others(
    store: Store, tmp_path: Path, written: bytes, damaged: bytes
) -> None:
    """One is unreadable; the file is kept beside, and the other stays and can be edited."""
    path = tmp_path / "scenarios.json"
    path.write_bytes(path.read_bytes().replace(written, damaged, 1))
    names = [saved.name for saved in store.read().scenarios.values()]
    assert "南" in names
    assert "北" not in names
    assert len(store.set_aside()) == 1
    store.add(SavedScenario(name="东"))
    assert {"南", "东"} <= {saved.name for saved in store.read().scenarios.values()}


def test_a_name_that_no_file_can_hold(store: Store) -> None:
    """Half a character is refused, and what was saved stays."""
    before = store.read()
    saved = before.scenarios["s2"]
    with pytest.raises(WorkspaceError):
        store.keep("s2", saved.model_copy(update={"name": "\ud83d"}), known=saved)
    with pytest.raises(WorkspaceError):
        store.add(saved.model_copy(update={"notes": "\ud83d"}))
    assert store.read() == before


@pytest.mark.parametrize(
    "corners",
    ["[]", "[[114,30],[115,30]]", "[[114,30],[114,30],[115,30]]", "[[NaN,1],[2,3],[4,5]]"],
)
@pytest.mark.parametrize("kind", ['"closures":[{}]', '"slowed":[{{"area":{},"factor":2}}]'])
def test_an_area_that_is_none(kind: str, corners: str) -> None:
    """An outline has three places or more, all of them on the globe."""
    with pytest.raises(ValidationError):
        Scenario.model_validate_json(f"{{{kind.format(corners)}}}")


LINE = ((114.0, 30.0), (114.1, 30.0), (114.05, 30.0))


@pytest.mark.parametrize(
    "changes",
    [
        {"zone_bound": float("nan")},
        {"zone_bound": float("inf")},
        {"zone_of": (("E1", 0), ("E1", 1))},
        {"zone_of": (("E1", -1),)},
        {"closures": (LINE,)},
        {"closures": ((*AREA[:2], (114.1, float("nan"))),)},
        {"stations": 2 * ({"station_id": "NEW-1", "lon": 114.0, "lat": 30.0},)},
    ],
)
def test_what_no_scenario_can_say_is_refused(changes: dict[str, object]) -> None:
    """No bound that is no number, no estate in two zones, no area without area."""
    with pytest.raises(ValidationError):
        Scenario.model_validate(changes)


def test_moments_can_be_ordered_whatever_wrote_them(store: Store, tmp_path: Path) -> None:
    """A moment without a time zone is UTC; a year that no clock shows is none."""
    path = tmp_path / "scenarios.json"
    at = datetime(2026, 1, 2, tzinfo=UTC)
    edits = (Edit(at=at, key="ui.edit_undo"), Edit(at=at, key="ui.edit_redo"))
    store.keep("s2", SavedScenario(name="北", timeline=Timeline(edits=edits)))
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("2026-01-02T00:00:00Z", "2026-01-02T00:00:00", 1), "utf-8")
    assert len(store.read().scenarios["s2"].history) == 2
    path.write_text(text.replace("2026-01-02T00:00:00Z", "9999-12-31T00:00:00Z", 1), "utf-8")
    assert "南" in [saved.name for saved in store.read().scenarios.values()]
    assert len(store.set_aside()) == 1


def test_an_area_without_area_is_refused_before_it_is_kept(toy: Path) -> None:
    """What a drawing cannot enclose never gets into a scenario that could not be read again."""
    planner = open_planner(toy)
    for change in (
        lambda: close_area(planner, Scenario(), LINE),
        lambda: slow_area(planner, Scenario(), LINE, 2.0),
    ):
        with pytest.raises(SettingsError) as refused:
            change()
        assert "area" in refused.value.sentence("en")
