"""A list of a few estates of one's own: every page opens, and its plan has zones and files."""

import json
from pathlib import Path

import pandas as pd
import pytest

from geo.i18n import translator
from geo.report import PACK_FILES
from geo.scenarios import Scenario, open_planner
from geo.ui import state
from geo.ui.export_pack import pack_files, zip_name
from geo.ui.pages import coverage, siting
from geo.ui.shell import PAGES
from geo.workspace import new_workspace, open_workspace, read_list
from tests.any_size import bare_workspace

from .test_pages import page

VIEWS_OF = {
    "coverage": [("rc_view", view) for view in coverage.VIEWS],
    "siting": [("rc_siting_view", view) for view in siting.VIEWS],
}


@pytest.fixture(params=[1, 2, 5])
def own_list(
    request: pytest.FixtureRequest, toy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """Open a workspace made of an uploaded list that is shorter than the example's."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    estates = pd.read_csv(toy / "estates.csv", dtype=str).head(request.param)
    columns = ["estate_id", "name", "street", "households", "lon", "lat"]
    uploaded = read_list("mine.csv", estates[columns].to_csv(index=False).encode())
    folder = new_workspace(open_workspace(toy), uploaded)
    monkeypatch.setenv(state.WORKSPACE_VARIABLE, str(folder))
    return folder


def test_every_page_opens_without_an_error_box(own_list: Path) -> None:
    """Fewer estates than the example has zones are no reason to fail."""
    for name in PAGES:
        assert not page(name).error, name


@pytest.mark.parametrize("count", [1, 30])
def test_every_page_and_view_opens_for_a_bare_list(
    count: int, hanyang: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without streets and stations the pages say what is missing; the map and the rest stay."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    folder = bare_workspace(tmp_path / "ws", hanyang / "roads.npz", count)
    monkeypatch.setenv(state.WORKSPACE_VARIABLE, str(folder))
    missing: set[str] = set()
    for name in PAGES:
        app = page(name)
        assert not app.error, name
        for key, view in VIEWS_OF.get(name, ()):
            app.session_state[key] = view
            app.run()
            assert not app.exception
            assert not app.error, (name, view)
            missing |= {info.value for info in app.info}
    assert translator("zh")("start.no_stations") in missing


def test_a_fault_of_the_program_is_one_sentence(
    toy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a part breaks, the page says so in its place and goes on below the toolbar."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv(state.WORKSPACE_VARIABLE, str(toy))

    def broken() -> None:
        raise ZeroDivisionError

    monkeypatch.setitem(PAGES, "data", ("dataset", broken))
    app = page("data")
    assert [error.value for error in app.error] == [translator("zh")("ui.part_failed")]
    assert app.button(key="rc_undo")


def test_the_pack_has_zones_and_every_file(own_list: Path) -> None:
    """The number of zones follows from the list."""
    planner = open_planner(own_list)
    files = pack_files(planner, Scenario(), language="zh", tried_mark="*", name="a/b")
    named = zip_name(planner, "a/b", files)
    assert named.startswith("mine-a_b-")
    assert json.loads(files["plan.json"])["run"]["hash"].startswith(named[9:21])
    assert set(PACK_FILES) <= set(files)
    zones = planner.zones(Scenario())
    assert zones.zoning.target_zones == planner.zone_count(Scenario())
    assert len(files["zones.csv"].splitlines()) == 1 + len(zones.zones)
