"""The page of settings: fields from the schema, what saving changes, undo, and who may save."""

import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from geo.settings import setting_items
from geo.ui import state
from geo.ui.components.settings.form import SECTIONS
from geo.workspace import open_workspace

PAGE = """
from geo.ui import state
from geo.ui.shell import PAGES, _framed
state.read_address()
_framed("settings", PAGES["settings"][1])
"""


@pytest.fixture
def town(toy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Serve a copy of the toy town."""
    folder = tmp_path / "town"
    shutil.copytree(toy, folder)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    monkeypatch.setenv(state.WORKSPACE_VARIABLE, str(folder))
    return folder


def page() -> AppTest:
    """Open the page."""
    app = AppTest.from_string(PAGE, default_timeout=120).run()
    assert not app.exception
    return app


def press(app: AppTest, key: str) -> AppTest:
    """Press a button by its key."""
    app.button(key=key).click().run()
    assert not app.exception
    return app


def field(app: AppTest, label: str) -> object:
    """Return the number field of a label."""
    return next(one for one in app.number_input if one.label == label)


@pytest.mark.parametrize("section", SECTIONS)
def test_every_section_is_drawn_and_changes_nothing(town: Path, section: str) -> None:
    """Each section shows all of its settings, and looking at them fills in nothing."""
    app = page()
    app.radio(key="rc_settings_section").set_value(section).run()
    assert not app.exception
    assert not app.error
    wanted = {one.key for one in setting_items() if section in (one.section, one.key)} - {"skills"}
    for key in wanted:
        assert any(f"rc_setting_{key}_{turn}_begun" in app.session_state for turn in range(4)), key
    assert app.button(key="rc_settings_save").disabled


def test_the_promise_is_changed_told_saved_and_undone(town: Path) -> None:
    """What saving changes is said first; after it the figures and the file are other ones."""
    app, before = page(), (town / "workspace.toml").read_bytes()
    field(app, "响应时限（分钟）").set_value(12.0).run()  # type: ignore[attr-defined]
    assert not app.exception
    told = " ".join(one.value for one in app.caption)
    assert "覆盖" in told
    assert "数据编号" in told
    assert (town / "workspace.toml").read_bytes() == before
    press(app, "rc_settings_save")
    assert not app.error
    assert open_workspace(town).settings.target.minutes == 12
    assert app.button(key="rc_settings_save").disabled
    press(app, "rc_folder_undo")
    assert (town / "workspace.toml").read_bytes() == before
    assert field(app, "响应时限（分钟）").value == 9  # type: ignore[attr-defined]


def test_what_was_saved_is_told_with_the_way_back_and_forth(town: Path) -> None:
    """The button of what is told undoes the saving, and the next one saves again."""
    app = page()
    field(app, "响应时限（分钟）").set_value(12.0).run()  # type: ignore[attr-defined]
    press(app, "rc_settings_save")
    for wanted in (9, 12):
        backs = [str(one.key) for one in app.button if str(one.key).startswith("rc_toast_back")]
        press(app, *backs)
        assert open_workspace(town).settings.target.minutes == wanted


def test_a_fault_stands_under_its_field(town: Path) -> None:
    """The sentence is that of the command line, and nothing can be saved."""
    app = page()
    field(app, "准时把握（%）").set_value(200.0).run()  # type: ignore[attr-defined]
    faults = [one.proto.body for one in app.get("html") if "rc-field-fault" in one.proto.body]
    assert any("target.percentile" in one for one in faults)
    assert app.button(key="rc_settings_save").disabled
    press(app, "rc_settings_let_go")
    assert not app.error


def test_back_to_the_default(town: Path) -> None:
    """A changed setting says its default and goes back to it."""
    app = page()
    press(app, "rc_reset_target.minutes")
    press(app, "rc_settings_save")
    assert open_workspace(town).settings.target.minutes == 15


def test_an_example_is_saved_as_a_copy(
    toy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first change of an example makes a copy, and the window goes on with it."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv(state.WORKSPACE_VARIABLE, str(toy))
    app, before = page(), (toy / "workspace.toml").read_bytes()
    field(app, "响应时限（分钟）").set_value(12.0).run()  # type: ignore[attr-defined]
    press(app, "rc_settings_save")
    assert (toy / "workspace.toml").read_bytes() == before
    (copy,) = (tmp_path / "repair-circle" / "workspaces").iterdir()
    assert open_workspace(copy).settings.target.minutes == 12


def test_a_viewer_looks_and_saves_nothing(
    town: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever may only look sees the fields, and no way to save, reset or undo."""
    from geo.ui import visitor
    from geo.ui.access import Person

    viewer = Person("li", "li", is_planner=False)
    monkeypatch.setattr(visitor, "person", lambda: viewer)
    app = page()
    assert all(one.disabled for one in app.number_input)
    keys = {one.key for one in app.button}
    assert not keys & {"rc_settings_save", "rc_folder_undo", "rc_reset_target.minutes"}


def test_a_change_elsewhere_is_said_and_not_overwritten(town: Path) -> None:
    """What another window saved is told; values chosen before it are refused."""
    from geo.workspace import draft_settings, save_settings

    app = page()
    field(app, "响应时限（分钟）").set_value(12.0).run()  # type: ignore[attr-defined]
    save_settings(draft_settings(open_workspace(town), {"response.hour": 8}), who="李工")
    app.run()
    assert any("别处被修改" in one.value for one in app.info)
    press(app, "rc_settings_save")
    assert any("别处被修改" in one.value for one in app.error)
    assert open_workspace(town).settings.target.minutes == 9
    press(app, "rc_settings_let_go")
    assert open_workspace(town).settings.response.hour == 8
