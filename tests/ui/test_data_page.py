"""The data page: any list uploaded, repaired on the spot, edited, undone; projects listed."""

import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from geo.ui import known_workspaces, state, visitor
from geo.ui.access import Person
from geo.ui.components.data.kinds import KINDS
from geo.workspace import open_district, open_workspace

PAGE = """
from geo.ui import state
from geo.ui.shell import PAGES, _framed
state.read_address()
_framed("data", PAGES["data"][1])
"""

STATIONS = "station_id,name,lon,lat,crews\nS1,西站,114.0,30.0045101,2\nS9,新站,114.01,30.005,1\n"
SWAPPED = "station_id,name,lon,lat,crews\nS1,西站,30.0045101,114.0,2\nS9,新站,30.005,114.01,1\n"


@pytest.fixture
def town(toy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Serve a copy of the toy town."""
    folder = tmp_path / "town"
    shutil.copytree(toy, folder)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    monkeypatch.setenv(state.WORKSPACE_VARIABLE, str(folder))
    return folder


def page(kind: str = "estates") -> AppTest:
    """Open the page on a kind of file."""
    app = AppTest.from_string(PAGE, default_timeout=120).run()
    assert not app.exception
    if kind != "estates":
        app.radio(key="rc_data_kind").set_value(kind).run()
    assert not app.exception
    return app


def press(app: AppTest, key: str) -> AppTest:
    """Press a button by its key."""
    app.button(key=key).click().run()
    assert not app.exception
    return app


def stations(folder: Path) -> list[str]:
    """Return the stations that are in use."""
    return list(open_district(open_workspace(folder)).stations["station_id"])


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_file_has_its_door(town: Path, kind: str) -> None:
    """Each kind is offered an upload, and none shows an error."""
    app = page(kind)
    assert not app.error
    assert len(app.file_uploader) == 1


def test_stations_are_uploaded_used_and_undone(town: Path) -> None:
    """One upload, one click; the old list comes back by another."""
    app = page("stations")
    app.file_uploader(key="rc_upload_stations").set_value(("s.csv", STATIONS.encode(), "")).run()
    assert not app.exception
    press(app, "rc_upload_here")
    assert not app.error
    assert stations(town) == ["S1", "S9"]
    press(app, "rc_folder_undo")
    assert stations(town) == ["S1", "S2"]


def test_exchanged_coordinates_are_repaired_by_one_click(town: Path) -> None:
    """A list with latitudes first is refused, and read after one switch."""
    app = page("stations")
    app.file_uploader(key="rc_upload_stations").set_value(("s.csv", SWAPPED.encode(), "")).run()
    assert app.error
    (swap,) = [one for one in app.toggle if str(one.key).startswith("rc_upload_swap_")]
    swap.set_value(True).run()
    assert not app.exception
    assert not app.error
    press(app, "rc_upload_here")
    assert stations(town) == ["S1", "S9"]


def test_two_things_in_a_cell_are_split(town: Path) -> None:
    """A column is split by a sign into two, and the list can be planned with."""
    text = "小区编号,小区名称,户数,在哪里,经度,纬度\n1,东院,90,西街/杨树社区,114.005,30.0067\n"
    app = page()
    app.file_uploader(key="rc_upload").set_value(("a.csv", text.encode(), "")).run()
    key = "rc_split_estates"
    for part, value in (("header", "在哪里"), ("sign", "/"), ("first", "street")):
        app.selectbox(key=f"{key}_{part}").set_value(value).run()
    app.selectbox(key=f"{key}_second").set_value("community").run()
    press(app, f"{key}_do")
    preview = app.dataframe[-1].value
    assert list(preview["street"]) == ["西街"]
    assert list(preview["community"]) == ["杨树社区"]
    press(app, "rc_unsplit_在哪里")
    assert "community" not in app.dataframe[-1].value or not any(
        app.dataframe[-1].value["community"]
    )


def test_what_does_not_fit_changes_nothing(town: Path) -> None:
    """Gates of estates that are not on the list are refused with their names."""
    app = page("gates")
    text = "estate_id,lon,lat\nnobody,114.0,30.0\n"
    app.file_uploader(key="rc_upload_gates").set_value(("g.csv", text.encode(), "")).run()
    press(app, "rc_upload_here")
    assert any("nobody" in one.value for one in app.text)
    assert b"nobody" not in (town / "gates.csv").read_bytes()


def test_a_viewer_uploads_nothing(town: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever may only look sees the table and no door, and no way to new projects."""
    viewer = Person("li", "li", is_planner=False)
    monkeypatch.setattr(visitor, "person", lambda: viewer)
    app = page("stations")
    assert not app.file_uploader
    keys = {str(one.key) for one in app.button}
    assert not [one for one in keys if one.startswith(("rc_table_save", "rc_upload_here"))]
    app.segmented_control(key="rc_data_view").set_value("projects").run()
    assert not {str(one.key) for one in app.button} & {"rc_project_begin", "rc_project_duplicate"}


def test_a_project_is_copied_put_aside_and_brought_back(town: Path) -> None:
    """The copy is opened; a project put aside is off the list and stays on disk."""
    app = page()
    app.segmented_control(key="rc_data_view").set_value("projects").run()
    app.text_input(key="rc_project_name").set_value("../../二期").run()
    press(app, "rc_project_duplicate")
    (copy,) = known_workspaces.own_copies().iterdir()
    assert open_workspace(copy).settings.name == "../../二期"
    assert copy.parent == known_workspaces.own_copies()
    press(app, f"rc_project_aside_{known_workspaces.name_of(town)}")
    assert town.resolve() not in known_workspaces.projects()
    assert (town / "workspace.toml").is_file()
    press(app, f"rc_project_back_{known_workspaces.name_of(town)}")
    assert town.resolve() in known_workspaces.projects()


def test_an_empty_project_is_filled_on_the_page(town: Path, toy: Path) -> None:
    """Roads and estates are uploaded into a project that cannot be opened yet; then it opens."""
    app = page()
    app.segmented_control(key="rc_data_view").set_value("projects").run()
    press(app, "rc_project_begin")
    (begun,) = known_workspaces.own_copies().iterdir()
    assert not app.error
    assert app.info[0].value == "接下来请上传：小区名单、道路。齐了以后，各页就有地图。"
    app.segmented_control(key="rc_data_view").set_value("lists").run()
    app.file_uploader(key="rc_upload").set_value(
        ("estates.csv", (toy / "estates.csv").read_bytes(), "")
    ).run()
    press(app, "rc_upload_here")
    app.radio(key="rc_data_kind").set_value("roads").run()
    app.file_uploader(key="rc_upload_roads").set_value(
        ("roads.npz", (toy / "roads.npz").read_bytes(), "")
    ).run()
    app.session_state["rc_road_job"].job.wait(60)
    app.run()
    press(app, "rc_upload_here")
    assert not app.error
    assert len(open_district(open_workspace(begun)).estates) == 6
