"""Finding, filtering, taking back and sharing in a real browser, by keyboard where it can be."""

from pathlib import Path
from typing import Any

import pytest

from tests.ui.conftest import Open, Serve, Server, Visit
from tests.ui.focus import faint_stops

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def server(hanyang: Path, serve: Serve) -> Server:
    """Serve Hanyang, with scenarios kept apart."""
    return serve(hanyang)


def ready(opened: Visit) -> Any:
    """Return the page once its map is drawn and its keys listen."""
    opened.page.wait_for_selector(".rc-map[data-drawn]", timeout=180_000)
    opened.page.wait_for_function("() => window.RepairCircleFrame && window.RepairCircleFrame.find")
    return opened.page


def shown(page: Any, count: int) -> None:
    """Wait until the map shows so many estates."""
    page.wait_for_selector(f".rc-map[data-shown='{count}']", timeout=60_000)


def test_an_estate_is_found_by_its_initials_without_a_mouse(server: Server, visit: Open) -> None:
    """Ctrl+K, initials, Enter before the answer is there: selected, in view, the panel says it."""
    page = ready(visit(server.address))
    page.keyboard.press("Control+k")
    page.keyboard.type("ldlxq")
    page.keyboard.press("Enter")
    page.wait_for_selector(".rc-map[data-selected^='HY-']", timeout=60_000)
    page.wait_for_selector(".rc-map[data-looked]")
    page.get_by_role("heading", name="龙灯里小区").wait_for()
    assert page.evaluate("window.RepairCircleHub.mapView.map.getZoom()") >= 14
    assert "estate=HY-" in page.url


def test_pages_and_commands_are_found_in_both_languages(server: Server, visit: Open) -> None:
    """From a page without a map an estate opens the overview; a command's English name is known."""
    page = ready(visit(server.address))
    page.keyboard.press("Control+k")
    page.keyboard.type("bangzhu")
    page.keyboard.press("Enter")
    page.wait_for_url("**/help*")
    page.wait_for_selector("[data-test-script-state='notRunning']")
    page.wait_for_function("() => window.RepairCircleFrame.find")
    page.keyboard.press("/")
    page.keyboard.type("Keyboard shortcuts")
    page.keyboard.press("Enter")
    page.get_by_role("dialog").get_by_role("heading", name="快捷键").wait_for()
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    page.keyboard.press("Control+a")
    page.keyboard.type("longdengli")
    page.keyboard.press("Enter")
    page.wait_for_selector(".rc-map[data-selected^='HY-']", timeout=60_000)


def test_the_legend_filters_and_the_link_keeps_it(server: Server, visit: Open) -> None:
    """Enter on an entry shows its estates alone; a reload keeps the filter."""
    page = ready(visit(server.address))
    entry = page.locator(".rc-legend [data-filter='covered']")
    covered = int(entry.locator(".rc-count").inner_text().split("（")[0])
    entry.focus()
    page.keyboard.press("Enter")
    shown(page, covered)
    page.locator(f".rc-shown:has-text('显示 {covered} / 161')").wait_for()
    page.get_by_text(f"小区表（显示 {covered} / 161 行）").wait_for()
    page.wait_for_function("() => location.search.includes('verdict=covered')")
    page.reload()
    shown(ready(Visit(page)), covered)
    page.get_by_role("button", name="显示全部小区").click()
    shown(page, 161)


def test_keys_visit_what_the_filter_leaves(server: Server, visit: Open) -> None:
    """Arrows and pages never stop at an estate that is hidden; the count said is of those shown."""
    page = ready(visit(f"{server.address}?verdict=late"))
    page.wait_for_selector(".rc-map[data-shown]:not([data-shown='161'])")
    hidden, shown_ones = page.evaluate(
        "(() => { const estates = window.RepairCircleHub.mapView.handles.estates;"
        " const all = [...Array(estates.count).keys()];"
        " return [all.filter(estates.isHidden), all.filter(i => !estates.isHidden(i))]; })()"
    )
    assert hidden
    box = page.locator(".rc-map")
    box.focus()
    arrows = ["ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"] * 12
    stops = []
    for key in [*arrows, *["PageDown"] * (len(shown_ones) + 1), "PageUp"]:
        page.keyboard.press(key)
        stops.append(int(box.get_attribute("data-focused")))
    assert not {*stops} & {*hidden}
    assert {*stops[len(arrows) :]} == {*shown_ones}
    assert stops[-1] == stops[-3]
    spoken = page.locator(".rc-map .rc-live[aria-live]").inner_text()
    assert spoken.endswith(f"第 {shown_ones.index(stops[-1]) + 1} 个，共 {len(shown_ones)} 个")


def test_a_change_is_told_and_taken_back_by_keys(server: Server, visit: Open) -> None:
    """The toast says the change; its button, Ctrl+Z and Ctrl+Y lead back and forth."""
    page = ready(visit(server.address))
    page.locator("[data-hour='7']").click()
    page.locator(".rc-toast-text:has-text('改为 7 点')").wait_for()
    page.locator("[class*='st-key-rc_toast_back'] button").click()
    page.locator(".rc-toast-text:has-text('已撤销：改为 7 点')").wait_for()
    page.wait_for_selector("[data-hour='10'][aria-pressed='true']")
    page.keyboard.press("Control+y")
    page.wait_for_selector("[data-hour='7'][aria-pressed='true']")
    page.keyboard.press("Control+z")
    page.wait_for_selector("[data-hour='10'][aria-pressed='true']")


def test_every_stop_of_the_tab_key_is_seen(server: Server, visit: Open) -> None:
    """An outline, a ring or a border of 3 : 1 to what lies behind it, on a light and a dark screen.

    What changes about a thing when the focus comes is compared with how it looks without it.
    """
    page = ready(visit(f"{server.address}coverage?estate=HY-025"))
    page.locator(".st-key-rc_claim_open").wait_for()
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        page.wait_for_selector(f".rc-map[data-theme='{theme}']")
        stops, faint = faint_stops(page)
        assert stops > 30
        assert faint == []


def test_another_window_says_that_the_scenario_changed(server: Server, visit: Open) -> None:
    """What one window does the other says unasked within seconds, and shows after one click."""
    one, other = ready(visit(server.address)), ready(visit(server.address))
    one.locator("[data-hour='8']").click()
    one.wait_for_selector("[data-hour='8'][aria-pressed='true']")
    other.get_by_text("这个情景已在别处改动").wait_for(timeout=10_000)
    other.get_by_role("button", name="载入最新状态").click()
    other.wait_for_selector("[data-hour='8'][aria-pressed='true']")
    other.get_by_text("这个情景已在别处改动").wait_for(state="detached", timeout=10_000)
    other.keyboard.press("Control+z")
    other.wait_for_selector("[data-hour='10'][aria-pressed='true']")


def test_a_bad_link_says_what_is_wrong(server: Server, visit: Open) -> None:
    """Each part that the workspace lacks is named; the good part is shown."""
    opened = visit(
        f"{server.address}?estate=NOPE&verdict=late&street=%3Cb%3Ex%3C/b%3E&hour=99&lang=en"
    )
    page = ready(opened)
    warning = page.get_by_role("alert").filter(has_text="cannot be shown")
    warning.wait_for()
    said = warning.inner_text()
    for part in ("NOPE", "<b>x</b>", "99"):
        assert part in said
    assert page.locator(".rc-legend [data-filter='late'][aria-pressed='true']").count() == 1
