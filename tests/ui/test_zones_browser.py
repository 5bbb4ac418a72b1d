"""A planner corrects zones in a real browser and lays two scenarios side by side."""

from pathlib import Path

import pytest

from tests.ui.conftest import Open, Serve, Server, Visit

pytestmark = pytest.mark.browser

ROUND = 0.0008
"""Degrees around an estate that a lasso is drawn at."""


@pytest.fixture(scope="module")
def server(toy: Path, serve: Serve) -> Server:
    """Serve the toy town, with scenarios kept apart."""
    return serve(toy)


def lasso(opened: Visit, lon: float, lat: float) -> None:
    """Draw a line around a place."""
    page = opened.page
    page.get_by_role("button", name="圈选小区").click()
    page.wait_for_selector(".rc-map[data-mode='lasso']")
    corners = [(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -0.6)]
    mouse = page.mouse
    mouse.move(*opened.spot(lon - ROUND, lat - ROUND))
    mouse.down()
    for across, up in corners:
        mouse.move(*opened.spot(lon + across * ROUND, lat + up * ROUND), steps=3)
    mouse.up()


TOTAL = """(() => {
  const cells = [...document.querySelectorAll(".rc-sites tr:last-child td")];
  return (cells.length > 2 ? cells.at(-2) : cells.at(-1))?.innerText;
})()"""
"""The objective as the panel says it: before a change, where it is compared with the opening."""


def total(opened: Visit) -> str:
    """Return the objective as the panel says it."""
    return str(opened.page.evaluate(TOTAL))


def total_becomes(opened: Visit, wanted: str) -> None:
    """Wait until the panel, which follows after the map, says an objective."""
    opened.page.wait_for_function(f"wanted => {TOTAL} === wanted", arg=wanted)


def zones_shown(opened: Visit, *names: str) -> None:
    """Wait until the map shows exactly these zones."""
    opened.page.wait_for_function(
        "wanted => { const drawn = window.RepairCircleHub?.mapView?.handles.zones;"
        " return drawn && drawn.getLayers()[0].getLayers()"
        ".map(one => one.zone.name).sort().join() === wanted; }",
        arg=",".join(sorted(names)),
    )


def press(opened: Visit, name: str) -> None:
    """Press a button of the page by its whole name."""
    opened.page.get_by_role("button", name=name, exact=True).click()


def test_zones_are_corrected_by_hand(server: Server, visit: Open, toy: Path) -> None:
    """Lasso, reassign, undo, reload; merge, split; a locked zone survives drawing again."""
    import geopandas as gpd

    from geo.tables import read_estates

    estates: gpd.GeoDataFrame = read_estates(toy / "estates.csv").table.set_index("estate_id")
    place = {name: (point.x, point.y) for name, point in estates.geometry.items()}
    opened = visit(server.address + "zones?lang=zh")
    page = opened.page
    page.wait_for_selector(".rc-map[data-drawn]", timeout=180_000)
    zones_shown(opened, "Z01", "Z02", "Z03")
    before = total(opened)

    lasso(opened, *place["E5"])
    page.get_by_text("所在片区：Z01").wait_for()
    press(opened, "移动")
    zones_shown(opened, "Z01", "Z02", "Z03", "Z04")
    page.get_by_role("button", name="改为要求 4 个片区").wait_for()
    page.locator(".rc-sites tr:last-child td:nth-child(4)").wait_for()
    page.reload()
    zones_shown(opened, "Z01", "Z02", "Z03", "Z04")
    press(opened, "撤销")
    zones_shown(opened, "Z01", "Z02", "Z03")
    total_becomes(opened, before)

    page.mouse.click(*opened.spot(*place["E3"]))
    page.get_by_text("所在片区：Z02").wait_for()
    press(opened, "拆分 Z02")
    zones_shown(opened, "Z01", "Z02", "Z03", "Z04")
    page.get_by_text("点选或圈选小区").wait_for()
    page.get_by_text("连续选择").click()
    page.mouse.click(*opened.spot(*place["E3"]))
    page.get_by_text("1 个，300 户").wait_for()
    page.mouse.click(*opened.spot(*place["E4"]))
    page.get_by_text("2 个，450 户").wait_for()
    press(opened, "合并 Z02、Z04")
    zones_shown(opened, "Z01", "Z02", "Z03")
    page.get_by_text("点选或圈选小区").wait_for()

    page.mouse.click(*opened.spot(*place["E1"]))
    page.get_by_text("所在片区：Z01").wait_for()
    press(opened, "锁定片区")
    zones_shown(opened, "Z01 锁定", "Z02", "Z03")
    count = page.get_by_role("spinbutton", name="片区数").first
    count.fill("4")
    count.press("Enter")
    press(opened, "重新划分")
    zones_shown(opened, "Z01 锁定", "Z02", "Z03", "Z04")


def test_the_legend_filters_operators_and_hides_zones(server: Server, visit: Open) -> None:
    """An operator's row shows its estates alone and keeps the focus; zones go and come back."""
    opened = visit(server.address + "zones?lang=zh")
    page = opened.page
    page.wait_for_selector(".rc-map[data-drawn]", timeout=180_000)
    page.locator(".rc-legend [data-layer='zones']").wait_for()
    everyone = int(page.locator(".rc-map").get_attribute("data-shown") or 0)
    operators = page.locator(".rc-legend [data-filter^='operator:']")
    first = operators.first
    name = str(first.get_attribute("data-filter")).partition(":")[2]
    first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(f".rc-map:not([data-shown='{everyone}'])")
    page.wait_for_function("() => location.search.includes('operator=')")
    pressed = page.locator(f".rc-legend [data-filter='operator:{name}'][aria-pressed='true']")
    pressed.wait_for()
    assert pressed.evaluate("one => one === one.getRootNode().activeElement")
    assert page.locator(".rc-legend .rc-off[data-filter^='operator:']").count() >= 1
    page.keyboard.press("Enter")
    page.wait_for_selector(f".rc-map[data-shown='{everyone}']")

    view = "window.RepairCircleHub.mapView"
    drawn = f"{view}.map.hasLayer({view}.handles.zones)"
    page.locator(".rc-legend [data-layer='zones']").click()
    page.wait_for_function(f"() => !{drawn}")
    page.locator("[data-hour='8']").click()
    page.wait_for_selector("[data-hour='8'][aria-pressed='true']")
    page.locator(".rc-legend [data-layer='zones'].rc-off").wait_for()
    assert not page.evaluate(drawn)
    page.locator(".rc-legend [data-layer='zones']").click()
    page.wait_for_function(f"() => {drawn}")
    press(opened, "撤销")


def test_two_scenarios_move_together(server: Server, visit: Open) -> None:
    """Panning and zooming one map moves the other; the roads are on both, sent once."""
    opened = visit(server.address + "scenarios?lang=zh")
    page = opened.page
    page.get_by_role("button", name="复制", exact=True).click(timeout=180_000)
    page.get_by_text("两图对照").click()
    page.wait_for_selector(".rc-pair[data-shown]")
    boxes = page.locator(".rc-sheet-map")
    assert boxes.count() == 2
    centres = (
        "() => window.RepairCirclePair.pair.sheets.map(({map}) =>"
        " [map.getCenter().lng, map.getCenter().lat, map.getZoom()].map(n => n.toFixed(6)).join())"
    )
    first = page.evaluate(centres)
    assert first[0] == first[1]
    box = boxes.first.bounding_box()
    assert box is not None
    assert box["width"] > 480
    assert box["y"] + box["height"] <= 768
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(middle[0] + 90, middle[1] + 40, steps=5)
    page.mouse.up()
    together = (
        f"old => {{ const now = ({centres})(); return now[0] === now[1] && now[0] !== old; }}"
    )
    page.wait_for_function(together, arg=first[0])
    panned = page.evaluate(centres)
    page.locator(".rc-sheet").last.get_by_role("button", name="放大").click()
    page.wait_for_function(together, arg=panned[0])

    page.get_by_text("差别图").click()
    page.wait_for_function("window.RepairCirclePair.pair.sheets.length === 1")
    page.locator(".rc-legend .rc-row").first.wait_for()
    assert page.locator(".rc-legend .rc-row").count() == 6
    page.get_by_text("差别表").click()
    page.get_by_text("各街道的差别").wait_for()
