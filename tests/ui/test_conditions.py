"""The view of conditions: every field a step, each step said, undone and used by the answers."""

import os
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from geo.i18n import translator
from geo.scenarios import Scenario, StationShift, open_planner
from geo.ui import state
from tests.ui.conftest import key_of

SCRIPT = """
from geo.ui import state
from geo.ui.shell import PAGES, _framed
state.read_address()
_framed("scenarios", PAGES["scenarios"][1])
"""


@pytest.fixture(autouse=True)
def toy_town(toy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Open the toy town, with scenarios in a folder of this test."""
    monkeypatch.setenv(state.WORKSPACE_VARIABLE, str(toy))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))


@pytest.fixture(params=["zh", "en"])
def view(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """Return the view in a language."""
    monkeypatch.setenv(state.LANGUAGE_VARIABLE, request.param)
    app = AppTest.from_string(SCRIPT, default_timeout=60)
    app.query_params["lang"] = request.param
    app.session_state["rc_scenario_view"] = "conditions"
    app.run()
    assert not app.exception, app.exception[0].value
    return app


def _present(toy: Path) -> Scenario:
    return state.store_of(toy).read().scenarios["s1"].timeline.present


def _said(view: AppTest) -> list[str]:
    return [element.value for element in view.text]


def test_every_field_is_a_step_that_is_said_and_undone(view: AppTest, toy: Path) -> None:
    """What is set is kept at once; the header follows; each Undo takes its own change back."""
    t = translator(os.environ[state.LANGUAGE_VARIABLE])
    view.number_input(key="rc_condition_target").set_value(12.0).run()
    view.number_input(key="rc_condition_percentile").set_value(80.0).run()
    view.number_input(key="rc_condition_turnout").set_value(2.0).run()
    view.selectbox(key="rc_condition_day").set_value("weekend").run()
    view.selectbox(key="rc_condition_season").set_value("rain").run()
    view.number_input(key="rc_condition_crews_S1").set_value(2.0).run()
    view.selectbox(key="rc_condition_class").set_value("primary").run()
    view.number_input(key="rc_condition_speed_primary").set_value(0.8).run()
    assert not view.exception
    expected = Scenario(
        target_min=12,
        percentile=0.8,
        turnout_min=2,
        day="weekend",
        season="rain",
        crews=(("S1", 2),),
        speeds=(("primary", 0.8),),
    )
    assert _present(toy) == expected
    told = t("condition.told_target", minutes="12", usual="9")
    assert sum(said.endswith(f". {told}") for said in _said(view)) == 1
    assert len(_said(view)) == 7
    assert any(t("condition.mark", count=5) in str(html.body) for html in view.get("html"))
    for left in reversed(range(7)):
        view.button(key="rc_condition_undo_0").click().run()
        assert not view.exception
        assert len(_said(view)) == left
    assert _present(toy) == Scenario()


def test_shifts_are_written_in_words(view: AppTest, toy: Path) -> None:
    """Read as the command reads them; what is refused stays to be corrected; empty is the lists."""

    def field() -> Any:
        return view.text_area(key=key_of(view, "rc_condition_shifts_S1"))

    field().set_value("工作日 8-18点 班组 2\nweekend 9:00-12:00").run()
    own = (
        StationShift(station_id="S1", days="weekday", hours="08:00-18:00", crews=2),
        StationShift(station_id="S1", days="weekend", hours="09:00-12:00"),
    )
    assert _present(toy).shifts == own
    shown = field().value
    field().set_value(f"{shown}\nevery 17:00-19:00").run()
    assert view.error
    assert _present(toy).shifts == own
    assert field().value.endswith("17:00-19:00")
    field().set_value(shown).run()
    assert not view.error
    field().set_value("").run()
    assert _present(toy) == Scenario()


def test_a_station_is_closed_and_a_date_is_chosen(view: AppTest, toy: Path) -> None:
    """The answers are those of the planner for the same scenario."""
    view.toggle(key="rc_condition_open_S1").set_value(False).run()
    assert _present(toy).closed_stations == ("S1",)
    assert open_planner(toy).answer(_present(toy)).figures.households_covered == 450
    view.selectbox(key="rc_condition_day").set_value("date").run()
    view.date_input(key="rc_condition_date").set_value("2024-10-12").run()
    assert _present(toy).day == "2024-10-12"
    view.toggle(key="rc_condition_open_S1").set_value(True).run()
    view.selectbox(key="rc_condition_day").set_value("weekday").run()
    assert not view.exception
    assert _present(toy) == Scenario()


def test_leaving_the_view_changes_nothing(view: AppTest, toy: Path) -> None:
    """A switch that goes with its page asks for nothing: S1 stays open, and stays closed."""
    closed = Scenario(closed_stations=("S1",))
    for before in (Scenario(), closed):
        view.session_state["rc_scenario_view"] = "list"
        view.run()
        assert not view.exception
        assert _present(toy) == before
        view.session_state["rc_scenario_view"] = "conditions"
        view.run()
        assert _present(toy) == before
        if before == Scenario():
            view.toggle(key="rc_condition_open_S1").set_value(False).run()


def test_a_factor_out_of_range_is_refused(view: AppTest, toy: Path) -> None:
    """In words, and the field shows what holds."""
    view.number_input(key="rc_condition_target").set_value(0.0).run()
    assert view.error
    assert view.number_input(key=key_of(view, "rc_condition_target")).value == 9
    assert _present(toy) == Scenario()
