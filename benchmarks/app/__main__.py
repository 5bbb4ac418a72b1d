"""Click to picture in a real browser: ``python -m benchmarks.app [estates ...]``.

A station is placed and then moved by clicks at fixed places; a click counts from the mouse button
to the frame in which the map shows the new verdicts. Bytes are those of the websocket.
"""

import argparse
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.app.districts import district_of

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SIZES = (161, 3_000, 20_000)


@contextmanager
def serving(workspace: Path, home: Path) -> Iterator[str]:
    """Serve a workspace on a free port of this machine and end it afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [
            *(sys.executable, "-m", "geo", "app", str(workspace)),
            *("--port", str(port), "--no-browser", "--lang", "zh"),
        ],
        env={**os.environ, "XDG_DATA_HOME": str(home)},
        stdout=subprocess.DEVNULL,
        stderr=(home / "server.log").open("wb"),
    )
    address = f"http://127.0.0.1:{port}/"
    try:
        while not _answers(address):
            if server.poll() is not None:
                sys.exit((home / "server.log").read_text(encoding="utf-8"))
            time.sleep(0.2)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=15)


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}_stcore/health", timeout=5):
            return True
    except (urllib.error.URLError, OSError):
        return False


class Wire:
    """Counts the bytes that the server sends to a page."""

    def __init__(self, page: Any) -> None:
        self.received = 0
        page.on("websocket", lambda one: one.on("framereceived", self._count))

    def _count(self, frame: str | bytes) -> None:
        self.received += len(frame)


def _drawn(page: Any, former: str | None) -> str:
    """Wait for a picture other than the former one and return its mark."""
    page.wait_for_function(
        "old => { const map = window.RepairCircleHub && RepairCircleHub.desk"
        " && RepairCircleHub.desk.box; return map && map.dataset.drawnAt"
        " && map.dataset.drawnAt !== old; }",
        arg=former,
        timeout=120_000,
    )
    return str(page.evaluate("RepairCircleHub.desk.box.dataset.drawnAt"))


def run(browser: Any, estates: int, clicks: int) -> None:
    """Print what clicks cost in a district of so many estates."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = district_of(estates, Path(folder))
        with serving(workspace, Path(folder)) as address:
            warm = browser.new_page(viewport={"width": 1366, "height": 768})
            warm.goto(address)
            _drawn(warm, None)
            warm.close()
            page = browser.new_page(viewport={"width": 1366, "height": 768})
            wire = Wire(page)
            began = time.perf_counter()
            page.goto(address)
            _drawn(page, None)
            first_s, first_bytes = time.perf_counter() - began, wire.received
            page.get_by_role("button", name="试设站点").click()
            page.wait_for_selector(".rc-map[data-mode='place']")
            milliseconds, sizes = _click_through(page, wire, clicks)
            page.close()
    p50, p95 = np.percentile(milliseconds, [50, 95])
    print(
        f"{estates:>6} estates  first map {first_s:5.2f} s ({first_bytes / 1e6:.2f} MB)  "
        f"click p50 {p50:5.0f} ms  p95 {p95:5.0f} ms  "
        f"bytes per click p50 {np.median(sizes) / 1e3:5.0f} kB  max {max(sizes) / 1e3:5.0f} kB  "
        f"({clicks} clicks)"
    )


def _click_through(page: Any, wire: Wire, clicks: int) -> tuple[list[float], list[int]]:
    box = page.locator(".rc-map").bounding_box()
    random = np.random.default_rng(0)
    milliseconds, sizes = [], []
    for _ in range(clicks):
        _quiet(page)
        former = str(page.evaluate("RepairCircleHub.desk.box.dataset.drawnAt"))
        before = wire.received
        x, y = _free_spot(page, box, random)
        pressed = page.evaluate("performance.now()")
        page.mouse.click(x, y)
        drawn = _drawn(page, former)
        milliseconds.append(float(drawn) - pressed)
        _quiet(page)
        sizes.append(wire.received - before)
    return milliseconds, sizes


def _free_spot(page: Any, box: Any, random: np.random.Generator) -> tuple[float, float]:
    """Return a place on the screen that is map and no station's mark."""
    while True:
        x, y = random.uniform([0.2, 0.2], [0.6, 0.6]) * [box["width"], box["height"]]
        spot = float(box["x"] + x), float(box["y"] + y)
        if page.evaluate(
            "([x, y]) => !RepairCircleHub.desk.box.getRootNode().elementFromPoint(x, y)"
            ".closest('.leaflet-marker-icon')",
            spot,
        ):
            return spot


def _quiet(page: Any) -> None:
    """Wait until the server has nothing more to say."""
    page.wait_for_selector("[data-testid='stApp'][data-test-script-state='notRunning']")


def main() -> None:
    """Run the sizes that are asked for, or all of them."""
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(prog="python -m benchmarks.app", description=__doc__)
    parser.add_argument("estates", nargs="*", type=int, default=list(SIZES))
    parser.add_argument("--clicks", type=int, default=30)
    arguments = parser.parse_args()
    if not Path(CHROMIUM).exists():
        sys.exit("Chromium is not installed: apt-get install chromium")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for estates in arguments.estates:
            run(browser, estates, arguments.clicks)
        browser.close()


if __name__ == "__main__":
    main()
