"""The questions of the Coverage page, each asked in both languages of the toy town."""

from datetime import date
from pathlib import Path
from shutil import copytree

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from geo.i18n import translator
from geo.scenarios import certainty, store_of
from geo.scenarios.planner import open_planner
from geo.scenarios.scenario import Scenario
from geo.ui import state
from geo.ui.components.coverage.card_view import printed_cards
from geo.ui.pages.coverage import VIEWS

from .conftest import Open, Server
from .test_pages import page, shown

CLOSED = ((114.0025, 30.0040), (114.0053, 30.0040), (114.0053, 30.0060), (114.0025, 30.0060))
"""The first junction east of the western station."""

TWO_CLOSURES = f"""
from geo.ui import state
from geo.ui.components.coverage.card_view import printed_cards
from geo.scenarios.scenario import Scenario
state.edit(Scenario().with_closure({CLOSED}).with_closure({CLOSED}), "ui.edit_closure")
"""


@pytest.fixture(autouse=True)
def toy_town(toy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Open the toy town, with scenarios in a folder of this test."""
    monkeypatch.setenv(state.WORKSPACE_VARIABLE, str(toy))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))


@pytest.fixture(params=["zh", "en"])
def language(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Speak a language, in the page and in the test that reads its widgets."""
    monkeypatch.setenv(state.LANGUAGE_VARIABLE, request.param)
    return str(request.param)


def asked(app: AppTest, view: str, estate: str | None = None) -> str:
    """Return what the Coverage page says after a question was chosen."""
    app.session_state["rc_selected"] = estate
    app.session_state["rc_view"] = view
    app.run()
    assert not app.exception, app.exception[0].value
    return shown(app)


def test_every_question_is_answered(language: str) -> None:
    """For the whole, for a late estate and for one without a way; nothing is left unsaid."""
    app = page("coverage", language)
    for view in VIEWS:
        for estate in (None, "E2", "E6"):
            said = asked(app, view, estate)
            for word in ("NaN", "None", "nan ", "1e-", "certainty."):
                assert word not in said


def test_the_formula_holds_the_numbers_of_the_readme(language: str) -> None:
    """E2: 2 + 3 + 3.0 + 1.6 = 9.6 minutes with 50 m on foot; late against 9 minutes."""
    app = page("coverage", language)
    app.session_state["rc_formula"] = True
    said = asked(app, "verdicts", "E2")
    legs = {"call": "2", "turnout": "3", "drive": "3", "access": "1.6"}
    assert translator(language)("certainty.formula_sum", **legs, response="9.6") in said
    assert "1 + " in said
    assert "50" in said


def test_gates_are_told_apart(toy: Path) -> None:
    """E3 has two gates: the open one is used, though the closed one were quicker."""
    planner = open_planner(toy)
    first, second = certainty.calculation(planner, Scenario(), 2).gates
    assert (first.is_open, first.is_used) == (True, True)
    assert (second.is_open, second.is_used) == (False, False)
    assert second.drive_min < first.drive_min


def test_too_many_calls_are_said_in_words(language: str) -> None:
    """At 100 % and more the page says that the queue grows without bound, and goes on."""
    app = page("coverage", language)
    asked(app, "crews")
    app.number_input(key="rc_calls").set_value(50.0).run()
    assert not app.exception
    errors = "\n".join(error.value for error in app.error)
    assert {"zh": "无限增长", "en": "without bound"}[language] in errors
    # 950 households that have a way, 50 calls a year, an hour each: the work of 5.4 crews.
    assert translator(language)("certainty.crews_needed", count="6") in shown(app)


def test_classes_split_at_the_promise() -> None:
    """What keeps the promise is in the two upper classes, whatever the percentile."""
    for percentile in (0.4, 0.5, 0.75, 0.8, 0.9, 0.99):
        borders = certainty.chance_borders(percentile)
        assert list(borders) == sorted(set(borders))
        p = np.array([0.0, percentile - 1e-6, percentile, 1.0, np.nan])
        classes = certainty.chance_classes(p, percentile)
        assert classes.tolist() == [0, len(borders) - 3, len(borders) - 2, len(borders) - 1, -1]
        assert len(borders) <= len(certainty.CHANCE_COLOURS)


def test_printed_cards_need_no_network_and_hold_every_estate(toy: Path, language: str) -> None:
    """Every estate stands under its street, and nothing is asked from elsewhere."""
    planner = open_planner(toy)
    page_bytes = printed_cards(planner, Scenario(), language=language, day=date(2026, 11, 22))
    text = page_bytes.decode()
    for estate in planner.district.estates["name"]:
        assert estate in text
    assert text.index("东街") < text.index("西街")
    assert "2026-11-22" in text
    assert "<script" not in text
    assert "http" not in text.replace("http-equiv", "")
    again = printed_cards(planner, Scenario(), language=language, day=date(2026, 11, 22))
    assert again == page_bytes


def test_a_closure_can_be_lifted_alone() -> None:
    """Two closures are listed with a button each; lifting one leaves the other."""
    twice = AppTest.from_string(TWO_CLOSURES).run()
    assert not twice.exception
    app = page("coverage")
    app.button(key="rc_lift_0").click().run()
    assert not app.exception
    assert "rc_lift_0" in {button.key for button in app.button}
    assert "rc_lift_1" not in {button.key for button in app.button}


def test_reopening_is_among_the_cheapest_changes(toy: Path) -> None:
    """With the junction closed E1 is cut off; lifting the closure is what brings it back."""
    planner = open_planner(toy)
    said = planner.fixes(Scenario().with_closure(CLOSED))
    assert said[0] is not None
    assert said[0].key == "workspace.fix_reopened_road"


def test_uploaded_logs_are_learned_from_or_refused(toy: Path) -> None:
    """A log of strangers is refused with its name and row; a good one gives all that is shown."""
    planner = open_planner(toy)
    rows = ["station_id,lon,lat,reported_at,response_min"]
    rng = np.random.default_rng(0)
    for number in range(120):
        lon, lat = 114.0 + rng.uniform(0, 0.02), 30.0 + rng.uniform(0, 0.013)
        minutes = 5 + rng.uniform(0, 5)
        rows.append(f"S{1 + number % 2},{lon:.6f},{lat:.6f},2026-03-02 08:00:00,{minutes:.2f}")
    answer = certainty.learned_from_uploads(planner, ("calls.csv", "\n".join(rows).encode()))
    assert answer["fit"]["calls"] == 120
    assert "speed_kmh" in answer["fit"]["parameters"]
    strangers = "\n".join(rows).replace("S1,", "X1,").replace("S2,", "X2,")
    with pytest.raises(ValueError, match="X1"):
        certainty.learned_from_uploads(planner, ("calls.csv", strangers.encode()))
    assert certainty.learned(planner) is None


@pytest.mark.browser
def test_charts_are_drawn_and_the_page_stands_still(toy: Path, visit: Open, tmp_path: Path) -> None:
    """Bars and swings reach the screen with their titles; long panels scroll by themselves."""
    server = Server(toy, tmp_path)
    try:
        opened = visit(f"{server.address}coverage?lang=zh&estate=E2")
        opened.drawn(0)
        tall = "document.querySelector('.stMain').scrollHeight > innerHeight"
        for view, title in (("班组", "各站班组的忙碌率"), ("假设", "哪个假设左右结论")):
            opened.page.get_by_role("radio", name=view).or_(
                opened.page.get_by_role("button", name=view, exact=True)
            ).first.click()
            opened.page.wait_for_selector(
                f".rc-chart svg title:text-is('{title}')", state="attached"
            )
            assert not opened.page.evaluate(tall)
    finally:
        assert server.stop() == 0


SLOWED = f"""
from geo.ui import state
from geo.ui.components.coverage.closures import drawn_roads
import streamlit as st
st.session_state["rc_roads_effect"] = 2.0
drawn_roads({CLOSED})
"""


def test_roads_drawn_around_can_be_slowed_down(toy: Path, language: str) -> None:
    """The drawn area takes twice as long; it is listed with its factor and can be lifted."""
    AppTest.from_string(SLOWED, default_timeout=60).run()
    app = page("coverage", language)
    (slowed,) = state_of(toy).slowed
    assert slowed.factor == 2.0
    assert "× 2" in shown(app)
    app.button(key="rc_usual_1").click().run()
    assert not app.exception
    assert state_of(toy).slowed == ()


def state_of(toy: Path) -> Scenario:
    """Return the first scenario as it is on disk."""
    return store_of(toy).read().scenarios["s1"].timeline.present


def test_a_place_found_only_to_the_street_is_said_to_be_unsure(
    toy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    """The panel says how precisely the place is known, by how much it may be off, the verdict."""
    town = tmp_path / "town"
    copytree(toy, town)
    path = town / "estates.csv"
    rows = path.read_text(encoding="utf-8-sig").splitlines()
    ends = [",location_precision", *[",street" if row[:3] == "E2," else "," for row in rows[1:]]]
    path.write_text("\n".join(map("".join, zip(rows, ends, strict=True))), encoding="utf-8")
    monkeypatch.setenv(state.WORKSPACE_VARIABLE, str(town))
    said = asked(page("coverage", language), "verdicts", "E2")
    t = translator(language)
    for key, told in (
        ("report.unsure", {}),
        ("certainty.precision_street", {}),
        ("certainty.position_road", {"metres": "50"}),
        ("certainty.position_error", {"metres": "300"}),
    ):
        assert t(key, **told) in said


@pytest.mark.parametrize("measure", ["hot", "second", "third", "reach", "gradual"])
def test_every_measure_of_equity_lies_over_the_map(language: str, measure: str) -> None:
    """Counted by residents: the shares stand side by side, the sources are named."""
    app = page("coverage", language)
    app.session_state["rc_equity_measure"] = measure
    asked(app, "equity", "E2")
    app.selectbox(key="rc_equity_weight").set_value("residents").run()
    assert not app.exception
    said = shown(app)
    t = translator(language)
    for share in ("70.0", "69.2"):
        assert share in said
    assert t("report.column_residents") in said
    assert "Getis" in said
