"""Why an estate is late, in a real browser: route, keyboard, both themes, refused places."""

from pathlib import Path

import numpy as np
import pytest

from tests.colours import luminance
from tests.ui.conftest import Open, Serve, Server, Visit
from tests.ui.pixels import picture

pytestmark = pytest.mark.browser

LATE = "HY-025"
ON_A_ROAD = (114.1478, 30.5712)
FAR_OUTSIDE = (113.95, 30.55)
MOST_BYTES = 100_000
TWO_PIXELS = 8e-5
"""In degrees, at the zoom of a street."""


@pytest.fixture(scope="module")
def server(hanyang: Path, serve: Serve) -> Server:
    """Serve Hanyang, with scenarios kept apart."""
    return serve(hanyang)


def spoken(opened: Visit) -> str:
    """Return what the map says aloud."""
    return str(opened.page.locator(".rc-map .rc-live[aria-live]").inner_text())


def test_the_route_is_drawn_and_told(server: Server, visit: Open) -> None:
    """Choosing an estate draws its route and lists its roads; the route goes with the choice."""
    opened = visit(f"{server.address}?estate={LATE}")
    page = opened.page
    page.wait_for_selector(".rc-map[data-route='ST-1']", timeout=180_000)
    # The panel is drawn after the map.
    page.locator(".rc-roads tr").first.wait_for()
    rows = page.locator(".rc-roads tr").all_inner_texts()
    minutes = [float(row.split()[-1]) for row in rows[1:]]
    assert sum(minutes[:-1]) == pytest.approx(minutes[-1], abs=0.05 * len(minutes))
    page.locator(".rc-map").focus()
    page.keyboard.press("Escape")
    page.wait_for_selector(".rc-map[data-route='']")
    page.wait_for_selector(".rc-roads", state="detached")
    assert page.locator(".rc-roads").count() == 0


def test_a_change_shows_both_routes(server: Server, visit: Open) -> None:
    """A station tried nearby answers: the panel names the station before and the one after."""
    opened = visit(f"{server.address}?estate=HY-100")
    page = opened.page
    opened.drawn(0)
    lon, lat = page.evaluate(
        "(() => { const view = window.RepairCircleHub.mapView;"
        " const at = view.handles.estates.at(view.selected); return [at.lng, at.lat]; })()"
    )
    page.get_by_role("button", name="试设站点").click()
    page.wait_for_selector(".rc-map[data-mode='place']")
    page.mouse.click(*opened.spot(lon, lat))
    opened.drawn(1)
    page.wait_for_selector(".rc-map[data-route*='|']")
    assert "由" in page.locator(".rc-route").inner_text()
    page.get_by_role("button", name="撤销", exact=True).click()
    opened.drawn(0)


def test_estates_are_reached_by_keyboard_and_said_aloud(server: Server, visit: Open) -> None:
    """Arrows, Page Down, Enter, Escape; what the ring is on is spoken; the focus can be seen."""
    opened = visit(server.address)
    page = opened.page
    opened.drawn(0)
    box = page.locator(".rc-map")
    assert box.get_attribute("aria-label")
    page.keyboard.press("Tab")
    box.focus()
    page.keyboard.press("ArrowRight")
    first = spoken(opened)
    assert "户" in first
    assert "分钟" in first
    assert box.evaluate("box => getComputedStyle(box).outlineStyle") == "solid"
    page.keyboard.press("ArrowRight")
    second = spoken(opened)
    assert second != first
    east, before = page.evaluate(
        "(() => { const view = window.RepairCircleHub.mapView;"
        " return [view.handles.estates.at(+view.box.dataset.focused).lng,"
        " view.map.getCenter().lng]; })()"
    )
    assert east != before
    page.keyboard.press("Enter")
    page.wait_for_selector(".rc-map:not([data-selected=''])")
    assert page.locator(".rc-estate h3").first.inner_text() == second.split(" · ")[0]
    page.keyboard.press("Escape")
    page.wait_for_selector(".rc-map[data-selected='']")
    count = page.evaluate("window.RepairCircleHub.mapView.handles.estates.count")
    seen = set()
    page.keyboard.press("ArrowDown")
    for _ in range(count):
        page.keyboard.press("PageDown")
        seen.add(box.get_attribute("data-focused"))
    assert len(seen) == count == 161


def test_places_that_no_station_can_have_are_refused(server: Server, visit: Open) -> None:
    """The pointer tells place and road beforehand; a click far outside changes nothing."""
    opened = visit(server.address)
    page = opened.page
    opened.drawn(0)
    page.get_by_role("button", name="试设站点").click()
    page.wait_for_selector(".rc-map[data-mode='place']")
    page.mouse.move(*opened.spot(*ON_A_ROAD))
    page.wait_for_selector(".rc-compass:not([hidden])")
    assert "街" in page.locator(".rc-compass").inner_text()
    assert page.locator(".rc-refused").count() == 0
    page.evaluate(
        "([lon, lat]) => { window.RepairCircleHub.mapView.map.setView([lat, lon], 14,"
        " { animate: false }); }",
        FAR_OUTSIDE,
    )
    page.mouse.move(*opened.spot(*FAR_OUTSIDE))
    page.wait_for_selector(".rc-compass.rc-refused")
    page.evaluate("window.RepairCircleHub.mapView.box.dataset.isTheSame = 'yes'")
    page.mouse.click(*opened.spot(*FAR_OUTSIDE))
    page.wait_for_selector("text=不能设站。")
    page.wait_for_selector(".rc-map[data-is-the-same='yes'][data-stations='2']")
    stays_where_it_was_clicked(opened)


def stays_where_it_was_clicked(opened: Visit) -> None:
    """Put a station on the edge of an estate's mark: it stands under the pointer."""
    page = opened.page
    lon, lat = opened.first_estate()
    page.evaluate(
        "([lon, lat]) => { window.RepairCircleHub.mapView.map.setView([lat, lon], 15,"
        " { animate: false }); }",
        [lon, lat],
    )
    x, y = opened.spot(lon, lat)
    wanted = page.evaluate(
        "([x, y]) => { const map = window.RepairCircleHub.mapView.map;"
        " const box = map.getContainer().getBoundingClientRect();"
        " return map.containerPointToLatLng([x - box.x, y - box.y]); }",
        [x + 8, y + 6],
    )
    page.mouse.click(x + 8, y + 6)
    opened.drawn(1)
    at = page.evaluate(
        "(() => { const hub = window.RepairCircleHub;"
        " const tried = hub.news.status.movable.findIndex(Boolean);"
        " return hub.mapView.handles.stations.getLayers()[tried].getLatLng(); })()"
    )
    assert (at["lng"], at["lat"]) == pytest.approx((wanted["lng"], wanted["lat"]), abs=TWO_PIXELS)
    assert abs(at["lng"] - lon) > TWO_PIXELS


def test_the_map_follows_the_screen(server: Server, visit: Open) -> None:
    """A screen that turns dark at dusk turns the map: same view, same selection, same route."""
    opened = visit(f"{server.address}?estate={LATE}")
    page = opened.page
    page.wait_for_selector(".rc-map[data-route='ST-1']", timeout=180_000)
    light = float(np.median(luminance(picture(page))))
    page.emulate_media(color_scheme="dark")
    page.wait_for_selector(".rc-map[data-theme='dark'][data-route='ST-1']")
    page.wait_for_selector(f".rc-map[data-selected='{LATE}']")
    page.wait_for_timeout(500)
    assert float(np.median(luminance(picture(page)))) < 0.05 < light
