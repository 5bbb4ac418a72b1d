"""Search, filter and table without a browser: what is chosen is what map and table show."""

import json
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.ui.conftest import app_of, sound

SCRIPT = """
import streamlit as st
from geo.ui import state
from geo.ui.components.frame.finder import choose_found
from geo.ui.shell import PAGES, _framed
state.read_address()
if (found := st.session_state.pop("found", None)) is not None:
    choose_found(found, "overview")
_framed("overview", PAGES["overview"][1])
"""
SHOWN = "rc_mirror_open"
VERDICTS = "rc_filter_verdicts"


@pytest.fixture
def page(toy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """Return the overview of the toy town with its table and its filter open."""
    app = app_of(toy, tmp_path, monkeypatch, SCRIPT)
    app.session_state[SHOWN] = app.session_state["rc_filter"] = True
    return sound(app.run())


def choose(app: AppTest, kind: str, key: str) -> AppTest:
    """Return the page after something of the search was chosen."""
    app.session_state["found"] = {"kind": kind, "key": key}
    return sound(app.run())


def listed(app: AppTest) -> list[str]:
    """Return the estates of the table by name, from the first row to the last."""
    return [str(name) for name in app.dataframe[0].value["name"]]


def bytes_of(app: AppTest, key: str) -> bytes:
    """Return what a component was sent."""
    sent = next(one for one in app.get("bidi_component") if one.proto.id.endswith(key))
    content: bytes = sent.proto.bytes
    return content


def told_map(app: AppTest) -> dict[str, Any]:
    """Return the news that the map was sent last."""
    news: dict[str, Any] = json.loads(bytes_of(app, "-rc_news"))
    return news


def test_the_search_finds_by_name_initials_pinyin_and_id(page: AppTest) -> None:
    """柳巷小区 by what anybody might type; what has no name like it is not found."""
    for query in ("柳巷", "lxxq", "liuxiang", "E1"):
        page.session_state["rc_finder_query"] = query
        sound(page.run())
        found = next(one for one in page.get("bidi_component") if "rc_finder" in one.proto.id)
        data = json.loads(found.proto.json)
        assert ("estate", "E1") in {(one["kind"], one["key"]) for one in data["found"]}, query
    page.session_state["rc_finder_query"] = "没有这个小区"
    sound(page.run())
    found = next(one for one in page.get("bidi_component") if "rc_finder" in one.proto.id)
    assert json.loads(found.proto.json)["found"] == []


def test_an_estate_of_the_search_is_selected_and_leads_the_table(page: AppTest) -> None:
    """On the map, in the panel, and as the first row; the others stay, the worst first."""
    before = listed(page)
    choose(page, "estate", "E5")
    assert told_map(page)["selected"] == "E5"
    assert "<h3>北园小区</h3>" in "".join(str(one.body) for one in page.get("html"))
    assert listed(page)[0] == "北园小区"
    assert sorted(listed(page)) == sorted(before)
    choose(page, "estate", "E1")
    assert listed(page)[0] == "柳巷小区"


def test_what_the_search_does_not_know_changes_nothing(page: AppTest) -> None:
    """A link or a browser may name anything."""
    before = listed(page)
    for kind, key in (("estate", "E99"), ("street", "无此街"), ("planet", "E1"), ("command", "x")):
        choose(page, kind, key)
        assert told_map(page)["selected"] is None
        assert listed(page) == before


def test_a_street_filters_map_and_table_alike(page: AppTest) -> None:
    """Three estates are left; the map hides the others; the button shows all again."""
    choose(page, "street", "西街")
    assert sorted(listed(page)) == sorted(["柳巷小区", "梧桐里", "北园小区"])
    assert told_map(page)["hidden"]
    page.button(key="rc_filter_clear").click()
    sound(page.run())
    assert len(listed(page)) == 6
    assert told_map(page)["hidden"] == ""


def test_the_fields_of_the_filter_meet(page: AppTest) -> None:
    """By verdict, by operator and by minutes at once; what nobody meets says so in words."""
    everyone = page.dataframe[0].value
    late = set(everyone.loc[everyone["response_min"] > 9, "name"])
    page.number_input(key="rc_filter_least").set_value(9.01)
    sound(page.run())
    assert set(listed(page)) == late
    page.multiselect(key=VERDICTS).set_value(["covered"])
    sound(page.run())
    assert not page.dataframe
    page.number_input(key="rc_filter_least").set_value(None)
    sound(page.run())
    assert listed(page)
    assert not late & set(listed(page))
    page.multiselect(key="rc_filter_operators").set_value(["甲物业"])
    sound(page.run())
    assert set(listed(page)) <= {"柳巷小区", "梧桐里", "北园小区"}


def test_a_selected_estate_that_the_filter_hides_is_not_in_the_table(page: AppTest) -> None:
    """It stays selected, and is first again when the filter lets it through."""
    choose(page, "estate", "E3")
    choose(page, "street", "西街")
    assert "河沿宿舍" not in listed(page)
    page.button(key="rc_filter_clear").click()
    sound(page.run())
    assert told_map(page)["selected"] == "E3"
    assert listed(page)[0] == "河沿宿舍"
