"""Lasso and brush on the page of zones, from what the map reports to the drawing on disk."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from geo.i18n import translator
from geo.scenarios import FIRST_SCENARIO, open_planner, store_of, zones_of
from geo.ui.components.map.plan_map import MODE
from geo.ui.components.zones.selection import LASSO, ONE_MORE
from tests.ui.conftest import app_of, key_of, sound

SCRIPT = """
from geo.ui import state
from geo.ui.shell import PAGES, _framed
state.read_address()
_framed("zones", PAGES["zones"][1])
"""


@pytest.fixture
def page(toy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """Return the page of zones with a drawing of two zones."""
    app = app_of(toy, tmp_path, monkeypatch, SCRIPT)
    sound(app.run())
    return press(app, "rc_draw")


def press(app: AppTest, key: str) -> AppTest:
    """Return the page after a click on a button."""
    return sound(app.button(key=key).click().run())


def report(app: AppTest, caught: Iterable[str], *, mode: str) -> AppTest:
    """Return the page after the map has reported what a line or a brush caught."""
    app.session_state[MODE] = mode
    app.session_state[LASSO] = list(caught)
    return sound(app.run())


def drawn(toy: Path) -> dict[str, int]:
    """Return the zone of every estate, as it is on disk."""
    present = store_of(toy).read().scenarios[FIRST_SCENARIO].timeline.present
    planner = open_planner(toy)
    zone_of = zones_of(planner, present).zoning.zone_of
    return dict(zip(planner.district.estates["estate_id"], zone_of.tolist(), strict=True))


def chosen(app: AppTest) -> list[str]:
    """Return the estates that the page works on."""
    return list(app.multiselect(key=key_of(app, "rc_zone_list")).value)


def test_what_a_line_catches_is_chosen_and_moved(page: AppTest, toy: Path) -> None:
    """Two estates of one street go to a zone of their own; undo brings the drawing back."""
    before = drawn(toy)
    report(page, ["E1", "E2"], mode="pick")
    assert chosen(page) == ["E1", "E2"]
    page.selectbox(key="rc_move_to").set_value(-1)
    sound(page.run())
    press(page, "rc_move")
    after = drawn(toy)
    assert after["E1"] == after["E2"]
    assert [one for one in after if after[one] == after["E1"]] == ["E1", "E2"]
    press(page, "rc_undo")
    assert drawn(toy) == before


def test_a_further_line_replaces_or_adds(page: AppTest) -> None:
    """As the switch says; a click with Ctrl takes one in or out; estates unknown are left out."""
    report(page, ["E1", "E2"], mode="pick")
    report(page, ["E5"], mode="pick")
    assert chosen(page) == ["E5"]
    page.toggle(key="rc_zone_add").set_value(True)
    sound(page.run())
    report(page, ["E1", "E5", "E99"], mode="pick")
    assert chosen(page) == ["E5", "E1"]
    page.session_state[ONE_MORE] = "E5"
    sound(page.run())
    assert chosen(page) == ["E1"]
    press(page, "rc_zone_clear")
    assert chosen(page) == []


def test_an_empty_line_keeps_the_choice(page: AppTest) -> None:
    """A line around nothing is no wish to choose nothing."""
    report(page, ["E1", "E2"], mode="pick")
    report(page, [], mode="pick")
    assert chosen(page) == ["E1", "E2"]


def test_what_the_brush_touches_moves_at_once(page: AppTest, toy: Path) -> None:
    """Into the zone that is painted; estates of it are left alone; every stroke is a step."""
    before = drawn(toy)
    other = next(one for one in before if before[one] != before["E1"])
    report(page, ["E1"], mode="pick")
    press(page, "rc_paint")
    assert page.session_state[MODE] == "paint"
    report(page, ["E1", other], mode="paint")
    after = drawn(toy)
    assert after["E1"] == after[other]
    report(page, ["E1", other], mode="paint")
    assert drawn(toy) == after
    press(page, "rc_undo")
    assert drawn(toy) == before


def test_a_locked_zone_is_not_painted_nor_moved(page: AppTest, toy: Path) -> None:
    """Its estates stay where they are, and the panel says that it is locked."""
    before = drawn(toy)
    report(page, ["E1"], mode="pick")
    press(page, "rc_zone_lock")
    locked = translator("zh")("zone_edit.unlock_first", zones="").strip()
    assert locked in "".join(one.value for one in page.caption)
    other = next(one for one in before if before[one] != before["E1"])
    report(page, [other], mode="pick")
    press(page, "rc_paint")
    report(page, ["E1"], mode="paint")
    assert drawn(toy) == before
