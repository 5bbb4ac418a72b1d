"""Areas and hours of a large district follow the map: told in both languages, nothing moves."""

import json
import time
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from geo.ui import state
from tests.ui.conftest import app_of, sound

SCRIPT = """
from geo.ui import state
from geo.ui.shell import PAGES, _framed
state.read_address()
_framed("overview", PAGES["overview"][1])
"""
WAITS_S = 60.0


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no district be small enough for areas and hours at once."""
    monkeypatch.setattr("geo.scenarios.reach._AT_ONCE", -1)
    monkeypatch.setattr("geo.scenarios.clock._QUICK_PAIRS", -1)


@pytest.fixture
def town(toy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """Return the overview of the sample town, not run yet, nothing about it known."""
    from geo.scenarios import planner

    planner._planner.cache_clear()
    return app_of(toy, tmp_path, monkeypatch, SCRIPT)


def sent(app: AppTest, key: str) -> Any:
    """Return what a component was sent."""
    proto = next(one.proto for one in app.get("bidi_component") if one.proto.id.endswith(f"-{key}"))
    return json.loads(proto.bytes or proto.json)


def shape_of(app: AppTest) -> list[str]:
    """Return the elements of a page from top to bottom, those that only ask again left out."""
    kinds = [one.proto.id.rsplit("-", 1)[-1] for one in app.get("bidi_component")]
    return [one for one in kinds if one != "rc_clock_lack"]


@pytest.mark.usefixtures("large")
@pytest.mark.parametrize(
    ("language", "areas", "hours"),
    [("zh", "正在计算", "正在计算"), ("en", "being calculated", "being calculated")],
)
def test_areas_and_hours_follow_the_map(
    town: AppTest, monkeypatch: pytest.MonkeyPatch, language: str, areas: str, hours: str
) -> None:
    """Verdicts first, said what is missing; then both, the same elements in the same places."""
    monkeypatch.setenv(state.LANGUAGE_VARIABLE, language)
    town.query_params["lang"] = language
    town.query_params["estate"] = "E1"
    app = sound(town.run())
    reach, strip = sent(app, "rc_reach"), sent(app, "rc_hour_strip")
    assert reach["calls"][0][2] == []
    assert areas in reach["told"]
    assert hours in strip["html"]
    assert strip["html"].count("<button") == 24
    assert {"again"} <= {*reach} & {*strip}
    assert sent(app, "rc_news")["estates"]
    before, news = shape_of(app), sent(app, "rc_news")
    end = time.monotonic() + WAITS_S
    while "again" in sent(app, "rc_reach") or "again" in sent(app, "rc_hour_strip"):
        assert time.monotonic() < end
        time.sleep(0.1)
        sound(app.run())
    assert all(one["polygons"] for one in sent(app, "rc_reach")["calls"][0][2])
    assert sent(app, "rc_hour_strip")["html"].count("%") >= 24
    assert shape_of(app) == before
    # What the marks of the estates are drawn by is to the letter what it was.
    assert sent(app, "rc_news") == news


def test_a_small_district_shows_all_at_once(town: AppTest) -> None:
    """Areas and hours come with the first page, and nothing is asked for again."""
    app = sound(town.run())
    reach = sent(app, "rc_reach")
    assert all(one["polygons"] for one in reach["calls"][0][2])
    assert "again" not in reach
    assert "again" not in sent(app, "rc_hour_strip")
