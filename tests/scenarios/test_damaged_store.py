"""Scenarios on disk that were damaged: what can be read is kept, what is none is refused."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from geo.errors import WorkspaceError
from geo.scenarios import SavedScenario, Scenario, Store, Timeline

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
