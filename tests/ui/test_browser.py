"""A planner in a real browser: click, try, undo, download, open the files; nothing leaves."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.ui.conftest import Open, Server

pytestmark = pytest.mark.browser

FAR_WEST = (114.1478, 30.5712)
"""Where no station is near, within the district."""


@pytest.fixture(scope="module")
def server(hanyang: Path, tmp_path_factory: Any) -> Iterator[Server]:
    """Serve Hanyang, with scenarios kept apart."""
    running = Server(hanyang, tmp_path_factory.mktemp("home"))
    yield running
    assert running.stop() == 0


def test_a_planner_tries_a_station_and_takes_the_files(
    server: Server, visit: Open, tmp_path: Path
) -> None:
    """Estate, station, undo, redo, reload, download, and the exported map from disk."""
    opened = visit(server.address)
    page = opened.page
    opened.drawn(0)
    before = opened.covered()

    estate = page.evaluate(
        "(() => { const one = window.RepairCircleHub.desk.handles.estates.layer.getLayers()[0];"
        " const at = one.getLatLng(); return [at.lng, at.lat]; })()"
    )
    page.mouse.click(*opened.spot(*estate))
    page.wait_for_selector(".rc-sum")
    assert page.locator(".rc-ledger tr").count() == 5

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
    page.get_by_role("button", name="map.html").wait_for(timeout=90_000)
    for name in ("map.html", "plan.json"):
        with page.expect_download() as download:
            page.get_by_role("button", name=name).click()
        download.value.save_as(tmp_path / name)
    record = json.loads((tmp_path / "plan.json").read_text(encoding="utf-8"))
    assert f"{100 * record['coverage']['share_households']:.1f} %" == after

    exported = visit((tmp_path / "map.html").as_uri())
    exported.page.wait_for_selector(".rc-station")
    assert exported.page.locator(".rc-legend .rc-row").count() >= 4
