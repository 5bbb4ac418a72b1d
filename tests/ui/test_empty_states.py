"""A workspace of estates and roads alone: whatever is not there yet says so, and how to get it."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from geo.i18n import translator
from geo.ui import state
from tests.ui.test_pages import page

LISTS = {
    "problems": ("problems", "problem_steps"),
    "assessment": ("calls",),
    "visits": ("visitors", "matters"),
    "works": ("works", "crew_weeks"),
}
"""The lists that each tab of the operations needs."""


@pytest.fixture(autouse=True)
def bare_town(toy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Open a workspace that names estates and roads and nothing else."""
    folder = tmp_path / "bare"
    folder.mkdir()
    for name in ("estates.csv", "roads.npz"):
        (folder / name).write_bytes((toy / name).read_bytes())
    inputs = '[inputs]\nestates = "estates.csv"\nroads = "roads.npz"\n'
    (folder / "workspace.toml").write_text(f'name = "Bare"\n\n{inputs}', encoding="utf-8")
    monkeypatch.setenv(state.WORKSPACE_VARIABLE, str(folder))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))


def told(app: AppTest) -> list[str]:
    """Return what the boxes of the page tell; none of them may be an error."""
    assert not app.exception
    assert not app.error
    return [str(one.value) for one in app.info]


def test_each_tab_of_the_operations_asks_for_its_lists() -> None:
    """What it needs is named, and a button leads to where each list is uploaded."""
    app = page("operations")
    for tab, kinds in LISTS.items():
        app.segmented_control(key="rc_tab").set_value(tab).run()
        assert told(app) == [translator("zh")(f"{tab}.no_list")]
        assert [bool(app.button(key=f"rc_missing_{kind}")) for kind in kinds]
    app.button(key="rc_missing_works").click().run()
    assert app.session_state["rc_data_kind"] == "works"
    assert app.session_state["rc_turn_page"] == "data"


def test_without_a_station_the_pages_say_how_to_get_one() -> None:
    """Overview, each view of the coverage and the conditions: no error, no table of zeros alone."""
    words = translator("zh")("start.no_stations")
    assert told(page("overview")) == [words]
    app = page("coverage")
    for view in ("verdicts", "chances", "hours", "equity", "crews", "cards", "assumptions"):
        app.segmented_control(key="rc_view").set_value(view).run()
        assert told(app) == [words]
    app.button(key="rc_missing_siting").click().run()
    assert app.session_state["rc_turn_page"] == "siting"
    app = page("scenarios")
    app.segmented_control(key="rc_scenario_view").set_value("conditions").run()
    assert told(app) == [words]


def test_no_page_of_a_bare_workspace_shows_an_empty_table() -> None:
    """Streamlit writes an English word into a table without rows: there is none."""
    app = page("scenarios")
    for view in ("list", "conditions", "pair", "map", "tables"):
        app.segmented_control(key="rc_scenario_view").set_value(view).run()
        assert not [one for one in app.dataframe if one.value.empty]
    for name in ("siting", "zones", "data", "export", "settings", "help"):
        assert not [one for one in page(name).dataframe if one.value.empty]
