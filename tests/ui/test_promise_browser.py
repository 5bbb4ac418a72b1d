"""The promise on the screen: its area, its minutes, like with like, and a fix in one click."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from geo.scenarios import Scenario, open_planner
from tests.ui.conftest import Open, Serve, Server, Visit

pytestmark = pytest.mark.browser

POLYGONS = """() => window.RepairCircleHub.mapView.handles.reach.getLayers().flatMap((one) =>
    one.getLatLngs().map((rings) => (Array.isArray(rings[0]) ? rings : [rings]).map(
        (ring) => ring.map((place) => [place.lng, place.lat]))))"""


@pytest.fixture(scope="module")
def server(hanyang: Path, serve: Serve) -> Server:
    """Serve Hanyang, with scenarios kept apart."""
    return serve(hanyang)


def drawn_area(opened: Visit) -> Any:
    """Return the area that the map draws, as the browser has it."""
    polygons = opened.page.evaluate(POLYGONS)
    return shapely.union_all(
        [shapely.make_valid(shapely.Polygon(rings[0], rings[1:])) for rings in polygons]
    )


def late_on_screen(opened: Visit) -> int:
    """Return the third figure of the strip."""
    return int(opened.page.locator(".rc-strip .rc-figure b").nth(2).inner_text().replace(",", ""))


def test_the_drawn_area_is_the_promise(server: Server, visit: Open, hanyang: Path) -> None:
    """At most 1 % of the estates lie on the wrong side; a drive is another choice, named so."""
    opened = visit(server.address + "coverage?lang=zh")
    opened.drawn(0)
    page = opened.page
    page.wait_for_function("() => window.RepairCircleHub.mapView.handles.reach")
    estates = open_planner(hanyang).answer(Scenario()).estates
    inside = shapely.contains_xy(
        drawn_area(opened), estates["lon"].to_numpy(), estates["lat"].to_numpy()
    )
    covered = (estates["verdict"] == "covered").to_numpy()
    assert np.mean(inside != covered) <= 0.01
    legend = page.locator(".rc-legend, .rc-panel").filter(has_text="承诺范围：15 分钟内")
    assert legend.count() >= 1
    page.locator(".st-key-rc_circle button").filter(has_text="15 分钟").click()
    page.locator(".rc-panel").filter(has_text="行车 15 分钟圈").first.wait_for()
    wide = shapely.contains_xy(
        drawn_area(opened), estates["lon"].to_numpy(), estates["lat"].to_numpy()
    )
    assert wide.sum() > inside.sum()


def test_another_hour_is_no_change(server: Server, visit: Open) -> None:
    """The base is judged at the same hour: the figures move, and nothing is better or worse."""
    opened = visit(server.address + "?lang=zh")
    page = opened.page
    page.wait_for_selector(".rc-map[data-drawn]", timeout=180_000)
    fresh = page.locator(".rc-strip em").count()
    before = late_on_screen(opened)
    page.locator("[data-hour='8']").click()
    page.wait_for_selector("[data-hour='8'][aria-pressed='true']")
    page.wait_for_function(
        "late => Number(document.querySelectorAll('.rc-strip .rc-figure b')[2].innerText) > late",
        arg=before,
    )
    assert page.locator(".rc-strip em").count() == fresh == 0
    page.locator("[data-hour='10']").click()
    page.wait_for_selector("[data-hour='10'][aria-pressed='true']")


def test_a_late_estate_leads_with_its_minutes_and_is_fixed(server: Server, visit: Open) -> None:
    """The list of fixes names every late estate; a click on a row and one on the button fix it."""
    opened = visit(server.address + "coverage?lang=zh")
    opened.drawn(0)
    page = opened.page
    page.locator(".rc-strip em").first.wait_for(state="detached")
    late = late_on_screen(opened)
    page.locator(".st-key-rc_fixes_open summary").click()
    page.locator(".st-key-rc_ask_fixes button").click()
    page.get_by_text(f"全部 {late}").wait_for(timeout=60_000)
    page.wait_for_function("() => window.RepairCircleHub.mapView.handles.over_discs")
    rows = page.locator("[class*=st-key-rc_fix_rows_] [data-testid=stDataFrameResizable]")
    rows.scroll_into_view_if_needed()
    rows.click(position={"x": 20, "y": 52})
    page.locator(".rc-within").wait_for()
    assert "90.0 % 的报修在" in page.locator(".rc-within").inner_text()
    page.locator(".st-key-rc_apply_fix button").click()
    page.wait_for_function(
        "late => Number(document.querySelectorAll('.rc-strip .rc-figure b')[2]"
        ".innerText.replace(',', '')) < late",
        arg=late,
    )
    page.get_by_text(f"全部 {late_on_screen(opened)}").wait_for(timeout=60_000)
    assert page.locator(".rc-strip .rc-better").count() >= 1
