"""A planner in a real browser: click, try, undo, download, open the files; nothing leaves."""

import json
from pathlib import Path

import pytest

from tests.ui.conftest import Open, Serve, Server, Visit

pytestmark = pytest.mark.browser

FAR_WEST = (114.1478, 30.5712)
"""Where no station is near, within the district."""


@pytest.fixture(scope="module")
def server(hanyang: Path, serve: Serve) -> Server:
    """Serve Hanyang, with scenarios kept apart."""
    return serve(hanyang)


def test_a_planner_tries_a_station_and_takes_the_files(
    server: Server, visit: Open, tmp_path: Path
) -> None:
    """Estate, station, undo, redo, reload, download, and the exported map from disk."""
    opened = visit(server.address)
    page = opened.page
    opened.drawn(0)
    before = opened.covered()

    page.mouse.click(*opened.spot(*opened.first_estate()))
    page.wait_for_selector(".rc-sum")
    assert page.locator(".rc-legs tr").count() == 5

    page.get_by_role("button", name="试设站点").click()
    page.wait_for_selector(".rc-map[data-mode='place']")
    page.mouse.click(*opened.spot(*FAR_WEST))
    opened.drawn(1)
    page.wait_for_function(
        "old => document.querySelector('.rc-figure b').innerText !== old", arg=before
    )
    after = opened.covered()
    assert float(after.split()[0]) > float(before.split()[0])
    assert page.locator(".rc-station").count() == 3

    page.get_by_role("button", name="撤销", exact=True).click()
    opened.drawn(0)
    assert opened.covered() == before
    page.get_by_role("button", name="重做", exact=True).click()
    opened.drawn(1)
    page.reload()
    opened.drawn(1)
    assert opened.covered() == after

    page.get_by_role("link", name="导出").click()
    page.get_by_role("button", name="生成成果文件").click()
    page.wait_for_selector("button:has-text('map.html'):not([disabled])", timeout=180_000)
    for name in ("map.html", "plan.json"):
        with page.expect_download() as download:
            page.get_by_role("button", name=name).click()
        download.value.save_as(tmp_path / name)
    record = json.loads((tmp_path / "plan.json").read_text(encoding="utf-8"))
    assert f"{100 * record['coverage']['share_households']:.1f} %" == after

    exported = visit((tmp_path / "map.html").as_uri())
    exported.page.wait_for_selector(".rc-station")
    assert exported.page.locator(".rc-legend .rc-row").count() >= 4


def test_an_hour_of_the_strip_is_the_hour_of_the_page(server: Server, visit: Open) -> None:
    """The rush shows in the strip; a click on it, and arrow keys, make it the page's hour."""
    opened = visit(f"{server.address}coverage?estate=HY-010")
    page = opened.page
    page.wait_for_selector(".rc-map[data-drawn]")
    cell = page.locator("[data-hour='8']")
    share = cell.locator("b").inner_text()
    assert opened.covered().split(".")[0] != share.split()[0]
    cell.click()
    page.wait_for_selector("[data-hour='8'][aria-pressed='true']")
    page.wait_for_function(
        "said => Math.round(parseFloat(document.querySelector('.rc-figure b').innerText)) == said",
        arg=int(share.split()[0]),
    )
    assert page.locator(".rc-clock i").count() == 24
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-hour='9'][aria-pressed='true']")
    page.get_by_text("时段", exact=True).last.click()
    page.wait_for_function("() => document.querySelectorAll('.rc-clock i').length === 72")
    assert page.get_by_text("全天候达标").count() >= 1


def drag(opened: Visit, *places: tuple[float, float]) -> None:
    """Hold the mouse from one place on the map through others to the last."""
    mouse = opened.page.mouse
    mouse.move(*opened.spot(*places[0]))
    mouse.down()
    for place in places[1:]:
        mouse.move(*opened.spot(*place), steps=4)
    mouse.up()


def test_a_station_is_dragged_and_roads_are_closed(server: Server, visit: Open) -> None:
    """A tried station follows the mouse; a line around roads changes who is reached."""
    opened = visit(server.address + "coverage?lang=en")
    page = opened.page
    page.wait_for_selector(".rc-map[data-drawn]")
    if page.locator(".rc-map").get_attribute("data-drawn")[0] == "0":
        page.get_by_role("button", name="Try a station").click()
        page.wait_for_selector(".rc-map[data-mode='place']")
        page.mouse.click(*opened.spot(*FAR_WEST))
        opened.drawn(1)
        page.get_by_role("button", name="Done").click()
        page.wait_for_selector(".rc-map[data-mode='pick']")
    tried = "window.RepairCircleHub.mapView.handles.stations.getLayers().at(-1).getLatLng().lng"
    before = page.evaluate(tried)
    start = page.evaluate(tried.replace(".lng", "")).values()
    lat, lon = start
    drag(opened, (lon, lat), (lon + 0.02, lat - 0.005), (lon + 0.03, lat - 0.01))
    page.wait_for_function(
        f"old => {tried} !== old && !window.RepairCircleHub.mapView.line", arg=before
    )
    page.get_by_role("button", name="Undo", exact=True).wait_for()

    page.get_by_text("Closed roads (0 areas)").click()
    page.get_by_role("button", name="Draw around roads to close").click()
    page.wait_for_selector(".rc-map[data-mode='close']")
    drag(
        opened, (114.19, 30.54), (114.21, 30.54), (114.21, 30.56), (114.19, 30.56), (114.19, 30.54)
    )
    page.get_by_text("Closed roads (1 area)").wait_for()
    page.wait_for_selector(".rc-map[data-mode='pick']")
    assert page.evaluate("window.RepairCircleHub.mapView.handles.closed.getLatLngs().length") == 1
    assert page.get_by_text("area closed").is_visible()


def test_layers_are_hidden_and_the_map_fits_a_sheet(server: Server, visit: Open) -> None:
    """A hidden layer stays hidden after a click; on paper the map takes a landscape A4 page."""
    opened = visit(server.address + "?lang=en")
    page = opened.page
    page.wait_for_selector(".rc-map[data-drawn]")
    places = "getComputedStyle(window.RepairCircleHub.mapView.map.getPane('places')).display"
    page.locator(".rc-panes summary").click()
    page.get_by_label("Street names").uncheck()
    assert page.evaluate(places) == "none"
    page.mouse.click(*opened.spot(*opened.first_estate()))
    page.wait_for_selector(".rc-sum")
    assert page.evaluate(places) == "none"
    page.get_by_label("Street names").check()
    sheet = page.pdf(prefer_css_page_size=True, print_background=True)
    assert sheet.count(b"/Type /Page\n") == 1
    assert not page.evaluate("document.documentElement.classList.contains('rc-paper')")


def test_estates_are_caught_by_a_lasso_and_moved(server: Server, visit: Open) -> None:
    """The drawing of the search is corrected by hand; the sum of the objective follows."""
    opened = visit(server.address + "zones?lang=zh")
    page = opened.page
    page.wait_for_selector(".rc-map[data-drawn]")
    page.get_by_role("button", name="重新划分").click()
    page.wait_for_selector(".rc-number span >> visible=true", timeout=180_000)
    page.get_by_text("硬性规则全部满足").wait_for()
    total = page.locator(".rc-sites tr").last.inner_text()
    lon, lat = opened.first_estate()
    page.get_by_role("button", name="圈选小区").click()
    page.wait_for_selector(".rc-map[data-mode='lasso']")
    d = 0.002
    drag(
        opened,
        *((lon - d, lat - d), (lon + d, lat - d), (lon + d, lat + d), (lon - d, lat + d)),
    )
    opened.choose_first("移到")
    page.get_by_role("button", name="移动", exact=True).click()
    page.wait_for_function(
        "old => [...document.querySelectorAll('.rc-sites tr')].at(-1).innerText !== old", arg=total
    )


def test_nothing_is_lost_when_the_server_is_killed(toy: Path, visit: Open, tmp_path: Path) -> None:
    """An edit that the page showed is there after the server was killed and started again."""
    server = Server(toy, tmp_path)
    opened = visit(server.address)
    opened.drawn(0)
    opened.page.get_by_role("button", name="试设站点").click()
    opened.page.wait_for_selector(".rc-map[data-mode='place']")
    opened.page.mouse.click(*opened.spot(*opened.first_estate()))
    opened.drawn(1)
    opened.page.close()
    server.kill()
    server.start()
    # The first address that a fresh server is asked for may be any page's.
    again = visit(server.address + "coverage?lang=en")
    again.drawn(1)
    assert again.page.get_by_role("link", name="Siting").is_visible()
    again.page.close()
    assert server.stop() == 0
