"""The review of estates without a position, without a browser and in a real one."""

import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from geo.scenarios.planner import open_planner
from geo.scenarios.review_queue import queue_of, row_of
from geo.ui import state
from geo.workspace import decide, decisions_of, open_workspace, refuse, take_back
from tests.ui.conftest import Open, Server

SCRIPT = """
from geo.ui import state
from geo.ui.shell import PAGES, _framed
state.read_address()
_framed("data", PAGES["data"][1])
"""
MOMENT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
PLACES = (
    "id,name,street,lon,lat\n"
    "g1,北园新村,西街,114.0025914,30.0135315\n"
    "g2,北园二村,西街,114.0103664,30.0135315\n"
    "g3,山脚,河街,114.0103664,30.02165\n"
)
ONLINE = (
    "estate_id,rank,source,place_id,name,whereabouts,lon,lat\n"
    "E5,1,amap,,北园小区（东门）,示例区,114.0026,30.0136\n"
    "E5,2,baidu,,北园小区,示例区,114.0026,30.0154\n"
)


@pytest.fixture
def unsure(toy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the toy town with two estates off the map and places that are nearly theirs."""
    folder = tmp_path / "town"
    shutil.copytree(toy, folder, ignore=shutil.ignore_patterns("*.py", "*.md", "__pycache__"))
    estates = (folder / "estates.csv").read_text("utf-8-sig")
    for position in (",114.0025914,30.0135315", ",114.0103664,30.02165"):
        assert position in estates
        estates = estates.replace(position, ",,")
    (folder / "estates.csv").write_text(estates, encoding="utf-8")
    (folder / "known.csv").write_text(PLACES, encoding="utf-8")
    (folder / "proposals.csv").write_text(ONLINE, encoding="utf-8")
    settings = (folder / "workspace.toml").read_text("utf-8")
    inputs = '[inputs]\ngazetteer = "known.csv"\nproposals = "proposals.csv"'
    (folder / "workspace.toml").write_text(settings.replace("[inputs]", inputs), encoding="utf-8")
    monkeypatch.setenv(state.WORKSPACE_VARIABLE, str(folder))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    return folder


def test_the_queue_goes_through_all_rows(unsure: Path) -> None:
    """Two wait; one is decided, one left out; taking back brings it to the front again."""
    workspace = open_workspace(unsure)
    queue = queue_of(open_planner(unsure))
    assert (queue.waiting, queue.done, queue.total) == (("E5", "E6"), 0, 2)
    assert queue_of(open_planner(unsure), skipped=["E5"]).waiting == ("E6", "E5")
    decide(workspace, "E5", decided_at=MOMENT, place_id="g1")
    queue = queue_of(open_planner(unsure))
    assert (queue.waiting, queue.placed, queue.total) == (("E6",), 1, 2)
    refuse(workspace, "E6", decided_at=MOMENT)
    queue = queue_of(open_planner(unsure))
    assert (queue.waiting, queue.placed, queue.left_out, queue.undo_name) == ((), 1, 1, "山脚小区")
    take_back(workspace, "E6", decided_at=MOMENT)
    assert queue_of(open_planner(unsure)).waiting == ("E6",)


def test_a_row_shows_the_list_and_the_proposals_of_every_source(unsure: Path) -> None:
    """What the list says, why it is not placed, and places of gazetteer and provider in turns."""
    row = row_of(open_planner(unsure), "E5")
    assert row.name == "北园小区"
    assert dict(row.cells) == {
        "estate_id": "E5",
        "street": "西街",
        "households": "180",
        "residents": "380",
        "operator": "甲物业",
    }
    assert row.rule == "likely"
    sources = [(one.rank, one.source) for one in row.proposals[:4]]
    assert sources == [(1, "gazetteer"), (2, "amap"), (3, "gazetteer"), (4, "baidu")]
    assert row.online is not None
    assert row.online.apart_m == pytest.approx(200, abs=2)
    assert row.proposals[0].name == "北园新村"


def reviewing() -> AppTest:
    """Return the data page with the review open."""
    app = AppTest.from_string(SCRIPT, default_timeout=60).run()
    app.button(key="rc_review_begin").click().run()
    assert not app.exception
    return app


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_review_is_finished_by_buttons(
    unsure: Path, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A proposal, none of these, undo, later, look again: each saved, and the end is told."""
    monkeypatch.setenv(state.LANGUAGE_VARIABLE, language)
    app = reviewing()
    assert "200" in "".join(str(one.body) for one in app.get("html"))
    app.button(key="rc_review_skip").click().run()
    app.button(key="rc_review_none").click().run()
    app.button(key="rc_review_E5_2").click().run()
    assert not app.exception
    assert "2" in app.success[0].value
    app.button(key="rc_review_again").click().run()
    assert not app.success
    app.button(key="rc_review_undo").click().run()
    app.button(key="rc_review_E5_1").click().run()
    app.button(key="rc_review_E6_1").click().run()
    assert not app.exception
    assert app.success
    assert not [one for one in app.button if one.key == "rc_review_again"]
    standing = decisions_of(open_workspace(unsure)).standing
    assert {one: decision.place_id for one, decision in standing.items()} == {
        "E5": "g1",
        "E6": "g3",
    }
    app.button(key="rc_review_leave").click().run()
    assert not app.exception
    assert app.button(key="rc_review_begin")


def test_a_decision_is_told_and_taken_back(unsure: Path) -> None:
    """The page says of whom and what; its button brings the estate back to the front."""
    app = reviewing()
    app.button(key="rc_review_E5_1").click().run()
    assert "已给“北园小区”定位" in "".join(str(one.body) for one in app.get("html"))
    next(one for one in app.button if str(one.key).startswith("rc_toast_back")).click().run()
    assert not app.exception
    assert not decisions_of(open_workspace(unsure)).standing
    assert "已撤回对“北园小区”的决定" in "".join(str(one.body) for one in app.get("html"))
    assert app.button(key="rc_review_E5_1")
    app.button(key="rc_review_none").click().run()
    assert "“北园小区”不定位" in "".join(str(one.body) for one in app.get("html"))


def test_a_decision_that_cannot_be_saved_is_told(unsure: Path) -> None:
    """A folder that cannot be written to: one sentence, the row still waits."""
    app = reviewing()
    (unsure / ".repair-circle" / "decisions.csv").mkdir(parents=True)
    (unsure / ".repair-circle" / "decisions.csv" / "x").touch()
    app.button(key="rc_review_E5_1").click().run()
    assert not app.exception
    assert "decisions.csv" in app.error[0].value


@pytest.mark.browser
def test_two_points_are_decided_in_the_browser(unsure: Path, tmp_path: Path, visit: Open) -> None:
    """A key, a pin and a click on the map decide; undo and reload keep what was said."""
    server = Server(unsure, tmp_path)
    opened = visit(server.address + "data?lang=zh")
    page: Any = opened.page
    page.locator(".st-key-rc_review_begin button").click()
    progress = page.locator(".rc-review-progress b")
    page.wait_for_selector(".rc-pin")
    page.get_by_role("heading", name="北园小区").wait_for()
    page.keyboard.press("1")
    page.get_by_role("heading", name="山脚小区").wait_for()
    assert progress.inner_text() == "已核对 1 / 2"

    page.locator(".rc-pin").first.click()
    page.get_by_text("2 个小区都已核对：2 个已定位").wait_for()
    page.keyboard.press("u")
    page.get_by_role("heading", name="山脚小区").wait_for()
    assert set(decisions_of(open_workspace(unsure)).standing) == {"E5"}

    page.reload()
    page.locator(".st-key-rc_review_begin button").click()
    page.get_by_role("heading", name="山脚小区").wait_for()
    assert progress.inner_text() == "已核对 1 / 2"
    page.wait_for_selector(".rc-map[data-drawn]")
    page.get_by_role("button", name="在地图上点").click()
    page.wait_for_selector(".rc-map[data-mode='place']")
    page.mouse.click(*opened.spot(114.0080, 30.0180))
    page.get_by_text("2 个小区都已核对：2 个已定位").wait_for()
    point = decisions_of(open_workspace(unsure)).standing["E6"]
    assert (point.lon, point.lat) == pytest.approx((114.0080, 30.0180), abs=2e-4)
    assert open_planner(unsure).district.estates.geometry.notna().all()
    page.close()
    assert server.stop() == 0
