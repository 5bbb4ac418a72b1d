"""The siting page without a browser: what is asked, what is found, what is kept."""

import io
import threading
import time
from collections.abc import Callable
from pathlib import Path
from unicodedata import normalize

import docx
import numpy as np
import pypdf
import pytest
from streamlit.testing.v1 import AppTest

from geo.errors import SitingError
from geo.i18n import translator
from geo.report import find_browser
from geo.scenarios import FIRST_SCENARIO, store_of
from geo.scenarios import siting as scenario_siting
from geo.scenarios.job import Job
from geo.scenarios.planner import Planner, open_planner
from geo.scenarios.scenario import Scenario
from geo.scenarios.siting import SiteAsk
from geo.stop import Progress, Stop
from geo.ui.components.siting import case_offer
from geo.ui.components.siting.front_chart import front_svg
from geo.workspace import MODELS
from geo.workspace.siting.rules import SiteRules
from tests.ui.conftest import app_of, sound

SCRIPT = """
import streamlit as st
from geo.ui import state
from geo.ui.components.siting.own_sites import site_clicked
from geo.ui.shell import PAGES, _framed
state.read_address()
if (clicked := st.session_state.pop("clicked", None)) is not None:
    site_clicked(*clicked)
_framed("siting", PAGES["siting"][1])
"""


@pytest.fixture
def planner(toy: Path) -> Planner:
    """Return the toy town."""
    return open_planner(toy)


@pytest.fixture
def page(toy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """Return the siting page of the toy town, with scenarios in a folder of this test."""
    return finished(app_of(toy, tmp_path, monkeypatch, SCRIPT).run())


def finished(app: AppTest) -> AppTest:
    """Return the page once no search is under way."""
    while "rc_siting_job" in app.session_state:
        app.session_state["rc_siting_job"][2].wait(60)
        app.run()
    return sound(app)


def said(app: AppTest) -> str:
    """Return what the page says in its own elements."""
    parts = [*app.get("html"), *app.get("text"), *app.get("error"), *app.get("caption")]
    return "\n".join(str(getattr(one, "body", "") or getattr(one, "value", "")) for one in parts)


def turn(app: AppTest, view: str) -> AppTest:
    """Return the page with another question on it."""
    app.session_state["rc_siting_view"] = view
    return finished(app.run())


def press(app: AppTest, key: str) -> AppTest:
    """Return the page after a click and all that follows from it."""
    return finished(app.button(key=key).click().run())


def test_a_proposal_has_its_proof_and_is_taken_over(page: AppTest) -> None:
    """The proposal becomes a tried station of the scenario."""
    press(page, "rc_solve")
    assert translator("zh")("report.proof_optimal") in said(page)
    press(page, "rc_accept")
    assert [one for one in page.button if str(one.key).startswith("rc_remove_NEW-")]


def test_each_aim_says_what_it_means_and_is_answered(page: AppTest) -> None:
    """Its sentence and its picture stand above the question, and a plan with its proof follows."""
    t = translator("zh")
    for model in MODELS:
        page.selectbox(key="rc_siting_model").set_value(model).run()
        above = str(page.get("html")[_place_of_aim(page)].body)
        assert t(f"siting_aim.{model}") in above
        assert "<svg" in above
        press(page, "rc_solve")
        assert not page.error, (model, page.error[0].value)
        assert t("report.proof_optimal") in said(page), model
        for word in ("nan", "NaN", "None", "siting_aim."):
            assert word not in said(page)


def _place_of_aim(page: AppTest) -> int:
    """Return where the sentence above the question stands: the first of nine."""
    return next(n for n, one in enumerate(page.get("html")) if "rc-aim" in str(one.body))


def own(page: AppTest) -> list[tuple[str, float, float]]:
    """Return the candidates that the scenario holds of its own."""
    present = page.session_state["rc_saved"].scenarios[FIRST_SCENARIO].timeline.present
    return [(one.name, one.lon, one.lat) for one in present.candidates]


def test_own_candidates_are_listed_or_clicked_and_taken_away(page: AppTest) -> None:
    """Lines of a table, then a click; a plan may use them; each way is a step that goes back."""
    lines = "东门外\t114.0190\t30.0040\n桥头, 114.0110, 30.0070\n"
    page.text_area(key="rc_own_lines").set_value(lines)
    press(page, "rc_own_add")
    assert own(page) == [("东门外", 114.019, 30.004), ("桥头", 114.011, 30.007)]
    assert page.text_area(key="rc_own_lines").value == ""
    press(page, "rc_own_click")
    page.session_state["clicked"] = (114.0030, 30.0120)
    finished(page.run())
    assert own(page)[2][1:] == (114.003, 30.012)
    press(page, "rc_own_click")
    page.number_input(key="rc_siting_count").set_value(2).run()
    press(page, "rc_solve")
    assert translator("zh")("report.proof_optimal") in said(page)
    press(page, "rc_own_clear")
    assert own(page) == []
    press(page, "rc_undo")
    assert len(own(page)) == 3


def test_a_line_that_is_no_place_is_refused(page: AppTest) -> None:
    """Nothing of the list is added, and what was typed stays to be corrected."""
    faults = (
        "门口 114.01",
        "门口,30.0040,214.019",
        "门口,一百一十四,30",
        "门口,nan,30",
        "<b>,1,2,3,4",
    )
    for line in (*faults, "远方,120.5,31.5"):
        typed = f"东门外,114.0190,30.0040\n{line}"
        page.text_area(key="rc_own_lines").set_value(typed)
        press(page, "rc_own_add")
        assert own(page) == []
        assert page.text_area(key="rc_own_lines").value == typed


def test_a_click_far_from_any_road_adds_nothing(page: AppTest) -> None:
    """The page goes on."""
    page.session_state["clicked"] = (120.5, 31.5)
    finished(page.run())
    assert own(page) == []


def test_the_page_for_a_director_is_opened_again(
    page: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As page, document and, where there is a browser, on paper: sites, proof, no empty value."""
    made: dict[str, bytes] = {}

    def keep(_label: str, content: Callable[[], bytes], name: str, **_: object) -> None:
        made[name.rpartition(".")[2]] = content()

    monkeypatch.setattr(case_offer, "offer_file", keep)
    press(page, "rc_solve")
    opened = docx.Document(io.BytesIO(made["docx"]))
    cells = [cell.text for table in opened.tables for row in table.rows for cell in row.cells]
    words = "\n".join([*(one.text for one in opened.paragraphs), *cells])
    html = made["html"].decode()
    texts = [words, html]
    if find_browser() is not None:
        paper = pypdf.PdfReader(io.BytesIO(made["pdf"])).pages
        assert len(paper) == 1
        # The characters of the paper are those of its font: some are radicals of the same look.
        texts.append(normalize("NFKC", "".join(sheet.extract_text() for sheet in paper)))
    for text in texts:
        assert "东侧备选" in text
        assert "最优" in text
        for empty in ("nan", "NaN", "None"):
            assert empty not in text
    assert html.count("<svg") >= 1
    assert "<script" not in html
    assert opened.inline_shapes


def test_a_locked_site_stays_in_the_next_plan(page: AppTest) -> None:
    """What the map locks by a click, the next solution holds; a second click forbids it."""
    press(page, "rc_solve")
    assert "东侧备选" in said(page)
    page.multiselect(key="rc_siting_lock").set_value(["C3"]).run()
    press(page, "rc_solve")
    assert "北侧备选" in said(page)
    page.multiselect(key="rc_siting_lock").set_value([]).run()
    page.multiselect(key="rc_siting_forbid").set_value(["C1"]).run()
    press(page, "rc_solve")
    assert "东侧备选" not in said(page)


def test_every_question_of_the_page_is_answered(page: AppTest) -> None:
    """Best plans, scenarios, phases, the front and a comparison, each with a plan to show."""
    turn(page, "best")
    press(page, "rc_ranked_solve")
    assert len(page.radio(key="rc_ranked").options) >= 2
    turn(page, "futures")
    press(page, "rc_futures_solve")
    assert translator("zh")("choice.plan_expected") in said(page)
    turn(page, "phases")
    press(page, "rc_phases_solve")
    assert len(page.radio(key="rc_phase").options) == 3
    turn(page, "front")
    press(page, "rc_front_solve")
    assert page.get("expander")
    turn(page, "compare")
    assert len(page.selectbox(key="rc_compare_b").options) >= 6
    for word in ("nan", "NaN", "None", "inf"):
        assert word not in said(page)


def test_a_question_without_an_answer_leaves_the_page_usable(page: AppTest) -> None:
    """More stations than candidates are told; the map and the form stay."""
    page.number_input(key="rc_siting_count").set_value(9).run()
    press(page, "rc_solve")
    assert page.error
    page.number_input(key="rc_siting_count").set_value(1).run()
    press(page, "rc_solve")
    assert not page.error


def test_a_site_goes_from_free_to_locked_to_forbidden_to_free() -> None:
    """Three clicks lead back to where they began."""
    rules = SiteRules()
    assert rules.toggled("C1").lock == ("C1",)
    assert rules.toggled("C1").toggled("C1").forbid == ("C1",)
    assert rules.toggled("C1").toggled("C1").toggled("C1") == rules


def test_the_front_is_drawn_with_a_button_for_every_point(planner: Planner) -> None:
    """Each plan has its row, its words and its proof; the one on the map is pressed."""
    job = Job(lambda stop: scenario_siting.front(planner, Scenario(), SiteAsk(), 2, stop))
    job.wait(60)
    front = job.answer()
    svg = front_svg(front, translator("en"), shown=0)
    assert svg.count("data-point=") == len(front)
    assert svg.count('aria-pressed="true"') == 1
    assert "gap 0 %" in svg
    best = scenario_siting.front_answer(planner, Scenario(), SiteAsk(), front.iloc[-1])
    assert best.plan.objective == front["households_covered"].iloc[-1]


def test_cancelled_work_leaves_what_it_published() -> None:
    """The page need not wait for a search that was stopped when it already has something."""
    go_on = threading.Event()

    def work(stop: Stop) -> str:
        stop.tell(Progress(partial="so far"))
        stop.report(10.0, 12.0)
        go_on.wait(60)
        return "all of it"

    job = Job(work)
    while job.partial is None or job.bound != 12.0:
        time.sleep(0.01)
    assert job.is_running
    assert job.gap == pytest.approx(0.2)
    job.cancel()
    assert not job.is_running
    assert job.answer() == "so far"
    go_on.set()


def test_what_work_raises_is_raised_where_it_is_asked_for(planner: Planner) -> None:
    """An error in the thread reaches the page as it is."""
    ask = SiteAsk(stations=40)
    job = Job(lambda stop: scenario_siting.solved(planner, Scenario(), ask, stop))
    job.wait(60)
    with pytest.raises(SitingError, match="40 new stations"):
        job.answer()


def test_a_stopped_solve_keeps_the_best_so_far(hanyang: Path) -> None:
    """Cancelled at once, the search still answers with stations and an honest gap."""
    planner = open_planner(hanyang)
    ask = SiteAsk(model="p_median", stations=6)

    begun = threading.Event()

    def work(stop: Stop) -> object:
        begun.wait(60)
        return scenario_siting.solved(planner, Scenario(), ask, stop)

    job = Job(work)
    job.cancel()
    begun.set()
    job.wait(120)
    answer = job.answer()
    assert len(answer.proposed) == 6
    assert answer.plan.status in ("feasible", "optimal")
    assert answer.plan.bound <= answer.plan.objective


def test_the_planner_asks_how_far_the_minutes_may_be_off(page: AppTest) -> None:
    """The best site of the toy town stays best within 20 %; beyond, C2 is the first to win."""
    press(page, "rc_solve")
    press(page, "rc_tolerance_ask")
    t = translator("zh")
    assert t("condition.tolerance_proven", share="20.0 %") in said(page)
    assert t("condition.tolerance_broken", share="20.0 %", sites="主街备选") in said(page)


def test_the_planner_counts_residents(page: AppTest, planner: Planner) -> None:
    """The question is asked again for residents: 2,000 of them are on time."""
    page.selectbox(key="rc_siting_weight").set_value("residents").run()
    press(page, "rc_solve")
    t = translator("zh")
    assert t("condition.weighed_objective", weight="residents") in said(page)
    ask = SiteAsk(weight="residents")
    assert scenario_siting.solved(planner, Scenario(), ask, Stop()).plan.objective == 2000.0


def test_lists_of_results_stay_when_a_plan_is_applied_or_undone(page: AppTest) -> None:
    """The ranked plans are still there, told to be of the scenario before; undo brings all back."""
    t = translator("zh")
    turn(page, "best")
    press(page, "rc_ranked_solve")
    ranked = list(page.radio(key="rc_ranked").options)
    press(page, "rc_accept")
    assert list(page.radio(key="rc_ranked").options) == ranked
    assert t("choice.found_before") in said(page)
    assert page.button(key="rc_accept").disabled
    assert page.button(key="rc_accept").label == t("choice.applied")
    turn(page, "compare")
    assert len(page.selectbox(key="rc_compare_b").options) == 1 + len(ranked)
    turn(page, "best")
    press(page, "rc_undo")
    assert list(page.radio(key="rc_ranked").options) == ranked
    assert t("choice.found_before") not in said(page)
    assert not page.button(key="rc_accept").disabled


def test_taking_over_a_plan_that_closes_a_station_closes_it(page: AppTest, toy: Path) -> None:
    """The scenario has the new stations and not the closed one, as the plan's figures say."""
    page.multiselect(key="rc_siting_forbid").set_value(["S1"]).run()
    press(page, "rc_solve")
    plan = page.session_state["rc_siting_found"][1]
    (shelf,) = plan.values()
    (solved,) = shelf.plans.values()
    assert solved.answer.closed == ("S1",)
    press(page, "rc_accept")
    scenario = store_of(toy).read().scenarios[FIRST_SCENARIO].timeline.present
    assert scenario.closed_stations == ("S1",)
    figures = open_planner(toy).answer(scenario).figures
    after = solved.answer.after
    households = open_planner(toy).district.households
    assert figures.households_covered == int(households[after.covered].sum())


@pytest.mark.parametrize(("model", "incumbent", "bound"), [("p_center", "9.6", "9.0")])
def test_a_long_search_shows_bound_and_gap(
    page: AppTest, model: str, incumbent: str, bound: str
) -> None:
    """While a search for the shortest longest response runs, its minutes have their decimals."""
    page.selectbox(key="rc_siting_model").set_value(model).run()
    gate = threading.Event()

    def work(stop: Stop) -> None:
        stop.report(9.6, 9.0)
        gate.wait(60)

    job = Job(work)
    while not np.isfinite(job.bound):
        time.sleep(0.01)
    page.session_state["rc_siting_job"] = ("solved", "", job)
    try:
        page.run()
        told = said(page)
        assert incumbent in told
        assert bound in told
        assert "6.25 %" in told
    finally:
        gate.set()
        job.wait(60)


def test_a_plan_under_capacities_says_whom_each_station_serves(page: AppTest) -> None:
    """300 households for each station: a row per station and one for those whom none serves."""
    page.session_state["rc_siting_ask"] = (
        page.session_state["rc_siting_ask"][0],
        SiteAsk(rules=SiteRules(capacity=300)),
    )
    page.run()
    press(page, "rc_solve")
    t = translator("zh")
    told = said(page)
    assert t("condition.served_by") in told
    assert t("condition.unserved") in told
