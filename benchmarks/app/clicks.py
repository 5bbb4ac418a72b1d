"""Click to picture in a real browser.

A station is placed and then moved by clicks at random places; a click counts from the mouse button
to the frame in which the map shows the new verdicts. Bytes are those of the websocket.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np

__all__ = ["Clicks", "Map", "chromium"]

CHROMIUM: Final = Path("/usr/bin/chromium")
_FLAGS: Final = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_LONGEST_MS: Final = 300_000
_BOX: Final = "RepairCircleHub.mapView.box"
_LOOKS: Final = 20
_LOOK_MS: Final = 50


@contextmanager
def chromium() -> Iterator[Any]:
    """Open the browser and close it afterwards."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=str(CHROMIUM), args=list(_FLAGS))
        yield browser
        browser.close()


@dataclass
class Clicks:
    """What clicks took.

    Attributes
    ----------
    milliseconds : list of float
        From the mouse button to the picture.
    sizes : list of int
        Bytes that the server sent for each.
    """

    milliseconds: list[float] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)

    def __str__(self) -> str:
        p50, p95 = np.percentile(self.milliseconds, [50, 95])
        return (
            f"click p50 {p50:5.0f} ms  p95 {p95:5.0f} ms  "
            f"bytes per click p50 {np.median(self.sizes) / 1e3:4.0f} kB  "
            f"max {max(self.sizes) / 1e3:4.0f} kB  ({len(self.sizes)} clicks)"
        )


class Map:
    """The overview in a window of its own.

    Parameters
    ----------
    browser : playwright Browser
    address : str
        Of the app.
    seed : int
        For the places that are clicked.
    """

    def __init__(self, browser: Any, address: str, *, seed: int = 0) -> None:
        self._page = browser.new_page(viewport={"width": 1366, "height": 768})
        self._page.on("websocket", lambda one: one.on("framereceived", self._count))
        self._random = np.random.default_rng(seed)
        self.received_bytes = 0
        began = time.perf_counter()
        self._page.goto(address, timeout=_LONGEST_MS)
        self._drawn(None)
        self.first_s = time.perf_counter() - began
        self.first_bytes = self.received_bytes
        self.clicks = Clicks()

    def close(self) -> None:
        """Close the window."""
        self._page.close()

    def complete(self) -> None:
        """Wait until nothing of the page is missing: neither areas nor hours."""
        self._page.wait_for_function(
            f"() => RepairCircleHub.mapView.handles.reach && {_BOX}.dataset.reach !== 'later'",
            timeout=_LONGEST_MS,
        )
        self._page.wait_for_selector("[data-hour]", timeout=_LONGEST_MS)
        self._page.wait_for_selector("[aria-busy=true]", state="detached", timeout=_LONGEST_MS)
        self._quiet()

    def begin_placing(self) -> None:
        """Press the button after which a click on the map places a station."""
        self._page.get_by_role("button", name="试设站点").click()
        self._page.wait_for_selector(".rc-map[data-mode='place']")

    def click(self) -> None:
        """Click at a random place, wait for the picture and note what it took.

        Where no station can stand the app says so and draws nothing: another place is taken.
        """
        drawn = None
        while drawn is None:
            self._quiet()
            former = str(self._page.evaluate(f"{_BOX}.dataset.drawnAt"))
            before = self.received_bytes
            spot = self._free_spot()
            pressed = self._page.evaluate("window.rcHasRun = false, performance.now()")
            self._page.mouse.click(*spot)
            drawn = self._answered(former)
        self._quiet()
        self.clicks.milliseconds.append(float(drawn) - pressed)
        self.clicks.sizes.append(self.received_bytes - before)

    def _count(self, frame: str | bytes) -> None:
        self.received_bytes += len(frame)

    def _drawn(self, former: str | None) -> str:
        """Wait for a picture other than the former one and return its mark."""
        self._page.wait_for_function(
            "old => { const map = window.RepairCircleHub && RepairCircleHub.mapView"
            " && RepairCircleHub.mapView.box; return map && map.dataset.drawnAt"
            " && map.dataset.drawnAt !== old; }",
            arg=former,
            timeout=_LONGEST_MS,
        )
        return str(self._page.evaluate(f"{_BOX}.dataset.drawnAt"))

    def _answered(self, former: str) -> str | None:
        """Return the mark of the next picture, None where the page ended without one."""
        self._page.wait_for_function(
            f"old => {{ const app = document.querySelector('[data-test-script-state]');"
            " const rests = app.dataset.testScriptState === 'notRunning';"
            " window.rcHasRun = window.rcHasRun || !rests;"
            f" return {_BOX}.dataset.drawnAt !== old || (window.rcHasRun && rests); }}",
            arg=former,
            timeout=_LONGEST_MS,
        )
        for _ in range(_LOOKS):
            drawn = str(self._page.evaluate(f"{_BOX}.dataset.drawnAt"))
            if drawn != former:
                return drawn
            self._page.wait_for_timeout(_LOOK_MS)
        return None

    def _free_spot(self) -> tuple[float, float]:
        """Return a place on the screen that is map and no station's mark."""
        box = self._page.locator(".rc-map").bounding_box()
        while True:
            x, y = self._random.uniform([0.2, 0.2], [0.6, 0.6]) * [box["width"], box["height"]]
            spot = float(box["x"] + x), float(box["y"] + y)
            if self._page.evaluate(
                f"([x, y]) => !{_BOX}.getRootNode().elementFromPoint(x, y)"
                ".closest('.leaflet-marker-icon')",
                spot,
            ):
                return spot

    def _quiet(self) -> None:
        """Wait until the server has nothing more to say."""
        self._page.wait_for_selector("[data-testid='stApp'][data-test-script-state='notRunning']")
