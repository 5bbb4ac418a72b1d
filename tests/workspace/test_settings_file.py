"""Settings saved in a workspace: shown first, refused at their key, undone byte for byte."""

import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from geo.errors import GeoError, SettingsError, WorkspaceError
from geo.workspace import (
    cover_stations,
    draft_settings,
    folder_history,
    make_plan,
    open_district,
    open_workspace,
    redo_change,
    run_of,
    save_settings,
    shown_digest,
    undo_change,
)


@pytest.fixture
def town(toy: Path, tmp_path: Path) -> Path:
    """Copy the toy town to be changed."""
    return Path(shutil.copytree(toy, tmp_path / "town"))


def content(folder: Path) -> bytes:
    """Return the file of the settings."""
    return (folder / "workspace.toml").read_bytes()


def test_the_promise_moves_the_figures_and_comes_back(town: Path) -> None:
    """A longer promise covers more, gives another run hash, and undo brings back the same bytes."""
    before, said = content(town), open_workspace(town)
    draft = draft_settings(said, {"target.minutes": 12.0})
    assert content(town) == before
    assert draft.hash_before == run_of(said).hash
    save_settings(draft, who="王工")
    after = open_workspace(town)
    assert run_of(after).hash == draft.hash_after != draft.hash_before
    covered = [
        cover_stations(open_district(one)).summary["households_covered"] for one in (said, after)
    ]
    assert covered[0] < covered[1]
    history = folder_history(town)
    assert (history.last.who, history.last.params) == ("王工", {"keys": "target.minutes"})
    undo_change(town)
    assert content(town) == before
    redo_change(town)
    assert content(town) == draft.content
    with pytest.raises(WorkspaceError, match="no change to redo"):
        redo_change(town)


@pytest.mark.parametrize(
    ("values", "key"),
    [
        ({"target.percentile": 2}, "target.percentile"),
        ({"target.minutes": "soon"}, "target.minutes"),
        ({"siting.model": "magic"}, "siting.model"),
        ({"zoning.must_link": [["E9", "E8"]]}, "zoning.must_link"),
        ({"demand.weight": "nothing"}, "nothing"),
        ({"siting.lock": ["ZZ"]}, "ZZ"),
        ({"zoning.seeds": ["ZZ"]}, "ZZ"),
        ({"inputs.gates": "nowhere.csv"}, "nowhere.csv"),
        ({"inputs.gates": "../gates.csv"}, "inputs.gates"),
        ({"assessment.bands": {"A": 5.0}}, "assessment"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_written(
    town: Path, values: dict[str, Any], key: str
) -> None:
    """Each refusal names the key or the value, and the file keeps its bytes."""
    before = content(town)
    with pytest.raises(GeoError) as refused:
        save_settings(draft_settings(open_workspace(town), values))
    assert key in refused.value.sentence("zh")
    assert content(town) == before
    assert folder_history(town).last is None


def test_all_faults_come_together(town: Path) -> None:
    """Several values that cannot be are refused at once, each under its key."""
    with pytest.raises(SettingsError) as refused:
        draft_settings(open_workspace(town), {"target.minutes": 0, "response.hour": 24})
    assert {fault.params["name"] for fault in refused.value.faults} == {
        "target.minutes",
        "response.hour",
    }


def test_what_others_changed_is_not_overwritten(town: Path) -> None:
    """A form that was opened before another change is refused, and so is a late undo."""
    workspace, known = open_workspace(town), shown_digest(town)
    save_settings(draft_settings(workspace, {"target.minutes": 12.0}))
    with pytest.raises(WorkspaceError, match="changed elsewhere"):
        draft_settings(workspace, {"target.minutes": 8.0}, known=known)
    by_hand = content(town).replace(b"12.0", b"11.0")
    (town / "workspace.toml").write_bytes(by_hand)
    with pytest.raises(WorkspaceError, match="changed again"):
        undo_change(town)
    assert content(town) == by_hand


def test_a_draft_of_an_older_file_is_not_saved(town: Path) -> None:
    """Two drafts of the same file: the first is saved, the second is refused."""
    workspace = open_workspace(town)
    drafts = [draft_settings(workspace, {"target.minutes": minutes}) for minutes in (8.0, 7.0)]
    save_settings(drafts[0])
    with pytest.raises(WorkspaceError, match="changed elsewhere"):
        save_settings(drafts[1])


def test_examples_stay_as_they_are(toy: Path) -> None:
    """What comes with the product is not changed."""
    with pytest.raises(WorkspaceError, match="Make a copy"):
        save_settings(draft_settings(open_workspace(toy), {"target.minutes": 8.0}))


def test_a_default_restored_keeps_its_line(town: Path) -> None:
    """Back to the default: the line stays with the default, or goes where no value is one."""
    draft = draft_settings(open_workspace(town), {"target.minutes": None, "zoning.zones": None})
    assert b"minutes = 15.0\n" in draft.content
    assert b"zones = 3" not in draft.content
    same = draft_settings(open_workspace(town), {"season.month": None, "target.minutes": 9})
    assert same.content == content(town)
    assert same.change.changes == ()


def test_only_so_many_steps_are_kept(town: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Steps beyond the most are let go with their files; the last can still be undone."""
    monkeypatch.setattr(sys.modules[folder_history.__module__], "_MOST", 4)
    for number in range(7):
        save_settings(draft_settings(open_workspace(town), {"name": f"town {number}"}))
    history = folder_history(town)
    assert len(history.steps) == 4
    assert len(list((town / ".repair-circle" / "versions").iterdir())) == 5
    undo_change(town)
    assert open_workspace(town).settings.name == "town 5"


def test_a_plan_does_not_see_the_history(town: Path) -> None:
    """Changed and changed back: the same plan as before."""
    before = make_plan(open_workspace(town))
    save_settings(draft_settings(open_workspace(town), {"target.minutes": 12.0}))
    undo_change(town)
    assert make_plan(open_workspace(town)).run == before.run


@pytest.mark.parametrize(
    ("written", "damaged"),
    [
        ('"path": "workspace.toml"', '"path": "../outside.toml"'),
        ('"done": 1', '"done": 7'),
        ('"done": 1', '"done": -1'),
        ('"before": "', '"before": "../../'),
        ("{", "{" * 20_000),
    ],
)
def test_a_damaged_history_undoes_nothing(town: Path, written: str, damaged: str) -> None:
    """It leads to no file elsewhere; the workspace stays, and the next change begins anew."""
    save_settings(draft_settings(open_workspace(town), {"target.minutes": 12.0}))
    path = next(town.rglob("changes.json"))
    text = path.read_text(encoding="utf-8")
    assert written in text
    path.write_text(text.replace(written, damaged, 1), encoding="utf-8")
    before = content(town)
    with pytest.raises(WorkspaceError):
        undo_change(town)
    assert content(town) == before
    assert not (town.parent / "outside.toml").exists()
    save_settings(draft_settings(open_workspace(town), {"target.minutes": 13.0}))
    undo_change(town)
    assert content(town) == before


def test_a_version_that_is_gone_is_told(town: Path) -> None:
    """Without what stood there before, nothing is overwritten."""
    save_settings(draft_settings(open_workspace(town), {"target.minutes": 12.0}))
    before = content(town)
    for version in next(town.rglob("versions")).iterdir():
        version.unlink()
    with pytest.raises(WorkspaceError) as refused:
        undo_change(town)
    assert "workspace.toml" in refused.value.sentence("zh")
    assert content(town) == before


def test_an_input_with_a_name_that_no_disk_holds_is_missing(town: Path) -> None:
    """It is named like any other that is not there."""
    path = town / "workspace.toml"
    text = path.read_text(encoding="utf-8").replace("gates.csv", "g" * 5_000)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(WorkspaceError) as refused:
        open_workspace(town)
    assert "gates" in refused.value.sentence("en")
