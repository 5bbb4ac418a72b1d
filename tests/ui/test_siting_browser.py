"""A planner sites stations in a real browser: solve, click the front, lock, stop."""

from pathlib import Path

import pytest

from tests.ui.conftest import Open, Serve, Server, Visit

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def server(hanyang: Path, serve: Serve) -> Server:
    """Serve Hanyang, with scenarios kept apart."""
    return serve(hanyang)


def proposed(opened: Visit) -> list[str]:
    """Return the names of the sites that the panel lists."""
    cells = opened.page.locator(".rc-sites td:first-child")
    return [str(text) for text in cells.all_inner_texts()]


def on_map(opened: Visit, stations: int) -> None:
    """Wait until the map shows so many stations, proposed ones included."""
    opened.page.wait_for_function(
        "n => window.RepairCircleHub.mapView.handles.stations.getLayers().length === n",
        arg=stations,
    )


def turn(opened: Visit, view: int) -> None:
    """Turn to another question of the page."""
    opened.page.locator(".st-key-rc_siting_view button").nth(view).click()


def test_a_planner_sites_stations(server: Server, visit: Open) -> None:
    """Solve, choose a point of the front, lock its sites, solve again, stop a search."""
    opened = visit(server.address + "siting?lang=zh")
    page = opened.page
    opened.drawn(0)
    page.locator(".st-key-rc_solve button").click()
    page.get_by_text("最优，差距 0 %").wait_for(timeout=180_000)
    on_map(opened, 4)

    turn(opened, 1)
    most = page.locator(".st-key-rc_front_most input")
    most.fill("10")
    most.press("Enter")
    page.wait_for_function(
        "() => document.querySelector('.st-key-rc_front_most input').value === '10'"
    )
    page.locator(".st-key-rc_front_solve button").click()
    page.locator(".rc-progress").wait_for()
    page.wait_for_selector(
        '.rc-front [data-point][aria-label*="新设 3 座"]', state="attached", timeout=180_000
    )
    page.locator(".st-key-rc_siting_stop button").click()
    page.wait_for_selector(".st-key-rc_siting_stop", state="detached", timeout=60_000)
    points = page.locator(".rc-front [data-point]")
    assert points.count() >= 4
    three = page.locator('.rc-front [data-point][aria-label*="新设 3 座"]').first
    box = three.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.get_by_text("权衡方案 · 新设 3 座").wait_for()
    on_map(opened, 5)
    assert page.locator('.rc-front [aria-pressed="true"]').count() == 1
    chosen = proposed(opened)
    assert len(chosen) == 3

    page.wait_for_function(
        "() => document.querySelectorAll('.st-key-rc_lock_these button').length === 1"
    )
    page.locator(".st-key-rc_lock_these button").click()
    page.wait_for_function(
        "() => window.RepairCircleHub.mapView.handles.over_pins.getLayers().length === 3"
    )
    turn(opened, 0)
    page.get_by_text("锁定 3 处，禁用 0 处").wait_for()
    page.locator("[class*='st-key-rc_siting_count'] button").last.click()
    page.wait_for_function(
        "() => document.querySelector('[class*=st-key-rc_siting_count] input').value === '4'"
    )
    page.locator(".st-key-rc_solve button").click()
    page.get_by_text("求解 2 · 新设 4 座").wait_for(timeout=180_000)
    on_map(opened, 6)
    assert set(chosen) <= set(proposed(opened))

    turn(opened, 5)
    page.locator(".rc-changes li").first.wait_for()
    assert "户更近" in page.locator(".rc-changes li").first.inner_text()
