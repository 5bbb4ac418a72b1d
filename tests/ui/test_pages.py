"""Every page in both languages, without a browser."""

from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from geo.i18n import translator
from geo.locales import sentences
from geo.ui import export_pack as exporting
from geo.ui import state
from geo.ui.shell import PAGES
from tests.ui.conftest import key_of

SCRIPT = """
from geo.ui import state
from geo.ui.shell import PAGES, _framed
import streamlit as st
state.read_address()
_framed("{page}", PAGES["{page}"][1])
"""


@pytest.fixture(autouse=True)
def toy_town(toy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Open the toy town, with scenarios in a folder of this test."""
    monkeypatch.setenv(state.WORKSPACE_VARIABLE, str(toy))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))


def page(name: str, language: str = "zh") -> AppTest:
    """Return a page after its first run."""
    app = AppTest.from_string(SCRIPT.format(page=name), default_timeout=60)
    app.query_params["lang"] = language
    app.run()
    assert not app.exception, app.exception[0].value
    return app


def shown(app: AppTest) -> str:
    """Return all that a page says."""
    kinds = ("text", "caption", "markdown", "subheader", "button", "error", "warning", "html")
    words = []
    for kind in kinds:
        for element in app.get(kind):
            words += [
                str(getattr(element, part, ""))
                for part in ("value", "label", "body")
                if getattr(element, part, None)
            ]
    return "\n".join(words)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_every_page_opens_in_both_languages(name: str, language: str) -> None:
    """No error, and neither a key of the catalogue nor a missing value is shown."""
    said = shown(page(name, language))
    assert not [key for key in sentences("zh") if f" {key} " in said.replace("\n", " ")]
    for word in ("NaN", "None", "nan ", "1e-"):
        assert word not in said


@pytest.mark.parametrize("name", PAGES)
def test_an_english_page_has_no_chinese_but_names(name: str) -> None:
    """What is Chinese on an English page comes from the lists and the language switch."""
    said = shown(page(name, "en"))
    zh, en = sentences("zh"), sentences("en")
    whole = {text for key, text in zh.items() if text != en[key] and "{" not in text}
    long_enough = {text for text in whole if len(text) >= 4}
    assert not [text for text in long_enough if text in said]


def test_undo_is_offered_after_an_edit_and_kept_on_disk() -> None:
    """The hour is changed, another window sees it, undo takes it away."""
    app = page("data")
    assert app.button(key="rc_undo").disabled
    app.slider(key="rc_hour").set_value(8).run()
    assert not app.button(key="rc_undo").disabled
    other = page("data")
    assert other.slider(key="rc_hour").value == 8
    app.button(key="rc_undo").click().run()
    assert app.slider(key=key_of(app, "rc_hour")).value == 10


def test_zones_are_drawn_edited_and_undone() -> None:
    """A selected estate moves to a new zone; undo brings the drawing back."""
    app = page("zones")
    app.button(key="rc_draw").click().run()
    assert not app.exception
    assert translator("zh")("ui.rules_kept") in shown(app)
    app.query_params["estate"] = "E1"
    app.session_state["rc_selected"] = str(state.planner().district.estates["estate_id"].iloc[0])
    app.run()
    app.selectbox(key="rc_move_to").set_value(-1).run()
    app.button(key="rc_move").click().run()
    assert not app.exception
    assert app.warning
    app.button(key="rc_undo").click().run()
    assert not app.warning


def test_scenarios_are_copied_named_and_removed() -> None:
    """A copy opens at once and goes away again."""
    app = page("scenarios")
    app.button(key="rc_duplicate").click().run()
    assert not app.exception
    app.text_input(key="rc_sheet_name_s2").set_value("夜间方案").run()
    assert "夜间方案" in shown(app)
    app.button(key="rc_delete").click().run()
    assert not [one for one in app.text_input if one.value == "夜间方案"]
    assert app.button(key="rc_restore_0").label == "恢复 夜间方案"
    app.button(key="rc_restore_0").click().run()
    assert app.text_input(key="rc_sheet_name_s2").value == "夜间方案"


def test_a_scenario_that_is_called_anew_is_still_compared() -> None:
    """Two scenarios are compared, one gets another name, the comparison stands with that name."""
    app = page("scenarios")
    app.button(key="rc_duplicate").click().run()
    for view, name in (("pair", "夜间方案"), ("map", ""), ("tables", "夜间方案 · 二")):
        for shown_view in (view, "list"):
            _show(app, shown_view)
        app.text_input(key="rc_sheet_name_s2").set_value(name)
        _show(app, view)
        after = next(one for one in app.selectbox if str(one.key).startswith("rc_compare_after"))
        assert after.value == "s2"
        assert name in "".join(after.options)


def _show(app: AppTest, view: str) -> None:
    """Turn to another view of the scenarios."""
    # The names that the test's own thread has read before are not those of the page any more.
    st.session_state.clear()
    app.session_state["rc_scenario_view"] = view
    app.run()
    assert not app.exception, app.exception[0].value


def test_export_offers_every_file() -> None:
    """After one click the files are there, those of the command line."""
    app = page("export")
    app.button(key="rc_export").click().run()
    assert not app.exception
    offered = {str(element.proto.label) for element in app.get("download_button")}
    assert {"plan.xlsx", "map.html", "report.html", "plan.gpkg", "plan.json"} <= offered


def test_an_unusable_workspace_says_what_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sentence names the folder, and another workspace can still be opened."""
    monkeypatch.setenv(state.WORKSPACE_VARIABLE, str(tmp_path / "nowhere"))
    app = page("overview", "en")
    assert "nowhere" in app.error[0].value
    app.button(key="rc_opening_toy").click().run()
    assert not app.error


def test_a_tried_station_is_in_the_exported_plan(toy: Path) -> None:
    """The pack of a scenario counts the station and gets a run hash of its own."""
    from geo.scenarios.planner import open_planner
    from geo.scenarios.scenario import Scenario

    planner = open_planner(toy)
    estate = planner.district.estates.geometry.iloc[-1]
    changed = Scenario().with_station(estate.x, estate.y)
    plain = exporting.scenario_plan(planner, Scenario(), tried_mark="*")
    tried = exporting.scenario_plan(planner, changed, tried_mark="*")
    assert tried.run.hash != plain.run.hash
    assert list(tried.stations["station_id"]).count("NEW-1") >= 1
    figures = planner.answer(changed).figures
    assert tried.coverage_summary["households_covered"] == figures.households_covered


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_export_page_makes_what_is_chosen(
    language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Formats, a datum, a zone: chosen on the page, they are offered beside the pack."""
    monkeypatch.setenv(state.LANGUAGE_VARIABLE, language)
    app = page("export", language)
    app.multiselect(key="rc_pack_formats").set_value(["kml", "glossary"]).run()
    app.selectbox(key="rc_pack_datum").set_value("gcj02").run()
    app.toggle(key="rc_pack_singles").set_value(True).run()
    app.multiselect(key="rc_pack_zones").set_value(["Z01"]).run()
    app.button(key="rc_export").click().run()
    assert not app.exception
    _, archive = app.session_state["rc_pack"]
    files = exporting.packed_files(archive)
    assert {"plan.kml", "glossary.csv", "zone_sheet_Z01.html", "plan.xlsx"} <= set(files)
    assert b"GCJ02" in files["plan.kml"]
    app.checkbox(key="rc_pack_only").set_value(True).run()
    app.multiselect(key="rc_pack_formats").set_value(["csv", "dxf"]).run()
    app.text_input(key="rc_pack_grid").set_value("EPSG:1").run()
    app.button(key="rc_export").click().run()
    assert "EPSG:1" in app.error[0].value.replace("\\", "")


def test_crews_beyond_100_per_cent_are_a_table(monkeypatch: pytest.MonkeyPatch) -> None:
    """A queue that grows is a row with its growth, beside the sentence about it."""
    monkeypatch.setenv(state.LANGUAGE_VARIABLE, "en")
    app = page("coverage", "en")
    app.session_state["rc_view"] = "crews"
    app.run()
    app.number_input(key="rc_calls").set_value(1000.0)
    app.number_input(key="rc_busy").set_value(1440.0).run()
    table = next(one.body for one in app.get("html") if "All stations" in one.body)
    assert translator("en")("dictionary.queue_growth_per_hour") in table
    assert app.error


def test_a_scenario_is_approved_and_frozen_on_the_page() -> None:
    """The name that was written approves; a frozen scenario takes comments and no edit."""
    app = page("scenarios")
    app.button(key="rc_approve").click().run()
    assert any(sentences("zh")["approval.nobody"] in one.value for one in app.warning)
    app.text_input(key="rc_approval_name").set_value("王工").run()
    app.button(key="rc_approve").click().run()
    app.button(key="rc_freeze").click().run()
    assert any("王工" in one.value and "已冻结" in one.value for one in app.text)
    app.text_input(key="rc_sheet_name_s1").set_value("夜间").run()
    assert any(
        sentences("zh")["approval.frozen"] in one.value.replace("\\", "") for one in app.warning
    )
    app.text_area(key="rc_comment").set_value("先做南片")
    app.button(key="FormSubmitter:rc_comment_form-写入意见").click().run()
    assert not app.exception
    assert "先做南片" in str(app.dataframe[1].value)
    app.button(key="rc_reopen").click().run()
    app.text_input(key=key_of(app, "rc_sheet_name_s1")).set_value("夜间").run()
    assert not app.warning


def test_zones_stand_somewhere_among_legal_ones() -> None:
    """The button draws a sample, and the page says what share of it costs less."""
    app = page("zones", "zh")
    app.button(key="rc_zone_sample_ask").click().run()
    assert not app.exception
    said = shown(app)
    assert "0.0 % 比它省" in said
    assert "马尔可夫链" in said


def test_the_comparison_says_who_changes_the_station() -> None:
    """A tried station takes households from others, by name."""
    AppTest.from_string(
        "from geo.scenarios import Scenario\n"
        "from geo.ui import state\n"
        "state.edit(Scenario().with_station(114.0155, 30.009, '东侧'), 'ui.edit_station_added')\n",
        default_timeout=60,
    ).run()
    app = page("scenarios", "zh")
    app.session_state["rc_scenario_view"] = "tables"
    app.run()
    assert not app.exception
    tables = [one.value for one in app.dataframe]
    assert any("东侧" in set(table.iloc[:, 1].astype(str)) for table in tables)


def test_seeds_and_barriers_on_the_page_of_zones(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chosen estates become seeds of the scenario; a drawn barrier can be taken away again."""
    monkeypatch.setenv(state.LANGUAGE_VARIABLE, "zh")
    app = page("zones")
    app.session_state["rc_zone_chosen"] = ["E1", "E2"]
    app.run()
    app.button(key="rc_make_seeds").click().run()
    assert not app.exception
    assert any("柳巷小区" in one.value for one in app.text)
    app.button(key="rc_no_seeds").click().run()
    assert not any("种子小区" in one.value for one in app.text)
