"""Areas that follow the map in a browser: told over it, drawn once, the rest left as it is."""

from pathlib import Path

import numpy as np
import pytest

from geo.scenarios import SavedScenario, Scenario, Timeline, store_of
from tests.ui.conftest import Open, Serve

pytestmark = pytest.mark.browser

TRIED = 24
BOX = "RepairCircleHub.mapView.box"


def many_tried() -> SavedScenario:
    """Return a scenario that tries more stations than a page waits for."""
    rng = np.random.default_rng(3)
    scenario = Scenario()
    for lon, lat in zip(
        rng.uniform(114.20, 114.27, TRIED), rng.uniform(30.53, 30.58, TRIED), strict=True
    ):
        scenario = scenario.with_station(round(float(lon), 6), round(float(lat), 6))
    return SavedScenario(name="many", timeline=Timeline(present=scenario))


def test_areas_follow_the_map(
    hanyang: Path, serve: Serve, visit: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Verdicts first and what is missing in words; then all areas, and nothing else is drawn."""
    server = serve(hanyang)
    monkeypatch.setenv("XDG_DATA_HOME", str(server.home))
    scenario_id, _ = store_of(hanyang).add(many_tried())
    opened = visit(server.address + f"?lang=zh&scenario={scenario_id}")
    page = opened.page
    page.wait_for_selector(".rc-later:not([hidden])", timeout=60_000)
    assert "正在计算" in page.locator(".rc-later").inner_text()
    opened.drawn(TRIED)
    drawn_at = page.evaluate(f"{BOX}.dataset.drawnAt")
    place = page.evaluate(f"JSON.stringify({BOX}.getBoundingClientRect())")
    page.wait_for_function(
        "count => Object.entries(RepairCircleHub.mapView.handles).filter(([name, one]) =>"
        " name.startsWith('reach-') && one.getLayers().length).length === count",
        arg=TRIED,
        timeout=60_000,
    )
    assert page.locator(".rc-later").is_hidden()
    assert page.evaluate(f"{BOX}.dataset.drawnAt") == drawn_at
    assert page.evaluate(f"JSON.stringify({BOX}.getBoundingClientRect())") == place
    # What is pressed while areas are missing is drawn, whatever the browser asks for meanwhile.
    for hour in (8, 10):
        page.locator(f"[data-hour='{hour}']").click()
        page.wait_for_selector(f"[data-hour='{hour}'][aria-pressed='true']", timeout=30_000)
    page.locator("[data-hour='7']").click()
    page.wait_for_function("() => RepairCircleLacking.parts.size")
    page.evaluate(
        "() => { const [part] = RepairCircleLacking.parts.values();"
        " part.ask('again', 'at once'); RepairCircleHub.mapView.send('estate', 'HY-001'); }"
    )
    page.wait_for_selector(".rc-map[data-selected='HY-001']", timeout=30_000)
