"""The app on a slow computer: Chromium four times as slow, two builds one beside the other.

A press counts from the mouse button to the first frame in which the page shows what was asked for,
and to the moment at which nothing runs any more. Bytes are those of the websocket. Each step
is done in all builds in turn, at the same places; where the maps are not of the same size, a
station may stand a pixel farther on, and a verdict may differ for it.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from benchmarks.app.clicks import chromium
from benchmarks.app.serving import Server
from geo.workspace import example_folder

__all__ = ["compare_builds"]

WANTED_S: Final = {"first page": 4.0, "select": 0.5, "place": 1.0, "undo": 0.8, "turn": 2.0}
"""What each action may take."""

_TIMES_SLOWER: Final = 4
_LONGEST_MS: Final = 60_000
_APART_PX: Final = 16
_PAGES: Final = {
    "coverage": (".st-key-rc_view", True),
    "siting": (".st-key-rc_siting_view", True),
    "zones": (".st-key-rc_panel [data-testid=stNumberInput]", True),
    "scenarios": (".st-key-rc_scenario_view", False),
    "operations": (".st-key-rc_tab", True),
    "export": (".st-key-rc_export", False),
    "data": ("[data-testid=stFileUploader]", False),
    "overview": (
        ".st-key-rc_panel:not(:has(.st-key-rc_view, .st-key-rc_siting_view)) .st-key-rc_place",
        True,
    ),
}
"""Pages in the order of a round: what only they show, and whether they have a map."""

_WATCH: Final = """
(() => {
  const CALM_MS = 300;
  const state = () => document.querySelector("[data-testid=stApp]")?.dataset.testScriptState;
  const map = () => window.RepairCircleHub?.mapView;
  const drawnSince = (at) => Number(map()?.box.dataset.drawnAt || -1) > at;
  const shows = {
    map: (one) => drawnSince(one.pressed) && document.querySelector(".rc-figure b"),
    selected: (one) => {
      const title = document.querySelector(".rc-estate h3");
      const verdict = document.querySelector(".rc-estate .rc-verdict");
      return drawnSince(one.pressed) && map().box.dataset.selected === one.id && verdict
        && title.innerText !== one.former && !title.closest("[data-stale=true]");
    },
    page: (one) => {
      const path = location.pathname.split("/")[1] || "overview";
      return path === one.name && document.querySelector(one.mark)
        && (!one.map || map()?.box.isConnected && map().box.dataset.drawn);
    },
  };
  window.rcWatch = (wanted) => {
    const one = window.rcAction = {
      pressed: null, shown: null, settled: null, calm: null, heard: null, ...wanted,
    };
    const look = () => {
      const now = performance.now();
      if (one.pressed !== null && one.shown === null && shows[one.what](one)) one.shown = now;
      if (one.shown === null || state() !== "notRunning" || one.heard !== heard) {
        one.heard = heard;
        one.calm = now;
      }
      if (one.shown !== null && now - one.calm > CALM_MS) {
        one.settled = Math.max(one.calm, one.shown);
      }
      if (one.settled === null) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  };
  addEventListener("pointerdown", (event) => {
    const one = window.rcAction;
    if (one && one.pressed === null) one.pressed = event.timeStamp;
  }, true);
  let heard = 0;
  window.WebSocket = class extends WebSocket {
    constructor(...words) {
      super(...words);
      this.addEventListener("message", (event) => { if (event.data.byteLength !== 0) heard += 1; });
    }
  };
  window.rcWatch({ what: "map", pressed: 0 });
})();
"""
"""Looks at the page before every frame: from the press on, until it shows what is awaited."""


_IS_FREE: Final = """
([lon, lat, apart]) => {
  const view = window.RepairCircleHub.mapView;
  const spot = view.map.latLngToContainerPoint([lat, lon]);
  const box = view.box.getBoundingClientRect();
  const met = view.box.getRootNode().elementFromPoint(box.x + spot.x, box.y + spot.y);
  let near = 0;
  view.handles.estates.layer.eachLayer((mark) => {
    near += view.map.latLngToContainerPoint(mark.getLatLng()).distanceTo(spot) < apart;
  });
  return Boolean(met) && view.box.contains(met) && near < 2
    && !met.closest(".leaflet-marker-icon, .leaflet-control");
}
"""


@dataclass(frozen=True)
class Took:
    """What one action took.

    Attributes
    ----------
    shown_s, settled_s : float
        From the press until the page showed it, and until nothing ran any more.
    sent_bytes : int
        By the server.
    server_s, page_s : float
        Seconds of processor of the server and of the page's own thread: other work on the same
        machine makes the page wait, but adds nothing to these.
    said : str
        The verdict that the page showed afterwards.
    """

    shown_s: float
    settled_s: float
    sent_bytes: int
    server_s: float
    page_s: float
    said: str


class SlowWindow:
    """A window of a build, in a browser that calculates more slowly.

    Parameters
    ----------
    browser : playwright Browser
    server : Server
    """

    def __init__(self, browser: Any, server: Server) -> None:
        self._server = server
        self._context = browser.new_context(viewport={"width": 1366, "height": 768})
        self._page = self._context.new_page()
        self._page.set_default_timeout(_LONGEST_MS)
        self._page.on("websocket", lambda one: one.on("framereceived", self._count))
        self._page.add_init_script(_WATCH)
        self._cdp = self._context.new_cdp_session(self._page)
        self._cdp.send("Emulation.setCPUThrottlingRate", {"rate": _TIMES_SLOWER})
        self._cdp.send("Performance.enable", {"timeDomain": "threadTicks"})
        self._received = 0

    def close(self) -> None:
        """Close the window and forget what it kept."""
        self._context.close()

    def open(self) -> Took:
        """Open the app for the first time."""
        self._begin()
        self._page.goto(self._server.address)
        return self._end()

    def select(self, estate: str, lon: float, lat: float) -> Took:
        """Click on an estate."""
        former = self._page.locator(".rc-estate h3")
        name = former.inner_text() if former.count() else ""
        spot = self._spot(lon, lat)
        self._begin(what="selected", id=estate, former=name)
        self._page.mouse.click(*spot)
        return self._end(".rc-estate .rc-verdict")

    def begin_placing(self) -> None:
        """Press the button after which a click on the map places a station."""
        self._page.get_by_role("button", name="试设站点", exact=True).click()
        self._page.wait_for_selector(".rc-map[data-mode='place']")
        self._quiet()

    def finish_placing(self) -> None:
        """Let clicks choose estates again."""
        self._page.locator(".st-key-rc_place button").click()
        self._page.wait_for_selector(".rc-map[data-mode='pick']")
        self._quiet()

    def place(self, lon: float, lat: float) -> Took:
        """Place a station, or move the one that was placed."""
        spot = self._spot(lon, lat)
        self._begin(what="map")
        self._page.mouse.click(*spot)
        return self._end()

    def undo(self) -> Took:
        """Take the last change back."""
        self._begin(what="map")
        self._page.locator(".st-key-rc_undo button").click()
        return self._end()

    def turn_to(self, name: str) -> Took:
        """Open another page."""
        mark, has_map = _PAGES[name]
        link = self._page.locator(f"[data-testid=stSidebarNavLink][href$='/{_path(name)}']")
        self._begin(what="page", name=name, mark=mark, map=has_map)
        link.click()
        return self._end()

    def is_free(self, lon: float, lat: float) -> bool:
        """Tell whether a click there meets the map, and at most one estate."""
        return bool(self._page.evaluate(_IS_FREE, [lon, lat, _APART_PX]))

    def _begin(self, **wanted: object) -> None:
        self._begun = self._received, self._server.cpu_s(), self._page_s()
        if wanted:
            self._page.evaluate("wanted => window.rcWatch(wanted)", wanted)

    def _end(self, verdict: str = ".rc-figure b") -> Took:
        self._page.wait_for_function("() => window.rcAction && window.rcAction.settled !== null")
        took = self._page.evaluate("window.rcAction")
        received, server_s, page_s = self._begun
        said = self._page.locator(verdict)
        return Took(
            (took["shown"] - took["pressed"]) / 1000,
            (took["settled"] - took["pressed"]) / 1000,
            self._received - received,
            self._server.cpu_s() - server_s,
            self._page_s() - page_s,
            said.first.inner_text() if said.count() else "",
        )

    def _page_s(self) -> float:
        """Return the seconds of processor that the page has worked, as slowly as it does."""
        metrics = self._cdp.send("Performance.getMetrics")["metrics"]
        return float(next(one["value"] for one in metrics if one["name"] == "TaskDuration"))

    def _spot(self, lon: float, lat: float) -> tuple[float, float]:
        x, y = self._page.evaluate(
            "([lon, lat]) => { const view = window.RepairCircleHub.mapView;"
            " const box = view.box.getBoundingClientRect();"
            " const p = view.map.latLngToContainerPoint([lat, lon]);"
            " return [box.x + p.x, box.y + p.y]; }",
            [lon, lat],
        )
        return x, y

    def _quiet(self) -> None:
        self._page.wait_for_selector("[data-testid='stApp'][data-test-script-state='notRunning']")

    def _count(self, frame: str | bytes) -> None:
        self._received += len(frame)


def compare_builds(checkouts: Sequence[Path | None], *, times: int, seed: int = 0) -> None:
    """Print what the actions of a planner take in one build or more, in turn.

    Parameters
    ----------
    checkouts : sequence of Path or None
        Builds; None is this one.
    times : int
        How often each action is done.
    seed : int
        For the places.
    """
    with tempfile.TemporaryDirectory() as folder, chromium() as browser, ExitStack() as open_things:
        servers = [
            open_things.enter_context(_served(build, Path(folder) / f"build-{number}"))
            for number, build in enumerate(checkouts)
        ]
        took = _act(browser, servers, times, np.random.default_rng(seed))
    print(f"{_TIMES_SLOWER} times as slow, {times} times each, load {os.getloadavg()[0]:.1f}")
    for action, rows in took.items():
        _print_action(action, [list(of_build) for of_build in zip(*rows, strict=True)])


def _served(build: Path | None, folder: Path) -> Server:
    folder.mkdir()
    shutil.copytree(example_folder("hanyang"), folder / "hanyang")
    return Server(folder / "hanyang", folder, checkout=build)


def _act(
    browser: Any, servers: Sequence[Server], times: int, random: np.random.Generator
) -> dict[str, list[list[Took]]]:
    """Do every action in all builds in turn and return what each took, by action and round."""
    took: dict[str, list[list[Took]]] = {}
    # Whoever comes first finds a colder machine: each build does so as often as the others.
    orders = cycle((1, -1))

    def each(action: str, windows: Sequence[SlowWindow], act: Callable[[SlowWindow], Took]) -> None:
        order = next(orders)
        took.setdefault(action, []).append([act(one) for one in windows[::order]][::order])

    def opened() -> list[SlowWindow]:
        return [SlowWindow(browser, server) for server in servers]

    for _ in range(times):
        windows = opened()
        each("first page", windows, SlowWindow.open)
        for window in windows:
            window.close()
    windows = opened()
    for window in windows:
        window.open()
    estates = _free_estates(windows, random)
    for _ in range(times):
        estate, spot = next(estates)
        each("select", windows, lambda one, estate=estate, spot=spot: one.select(estate, *spot))
    for window in windows:
        window.begin_placing()
    for _ in range(times):
        _, spot = next(estates)
        each("place", windows, lambda one, spot=spot: one.place(*spot))
        each("undo", windows, SlowWindow.undo)
    for window in windows:
        window.finish_placing()
    for number in range(1 + times // len(_PAGES)):
        for name in _PAGES:
            action = f"turn to {name}, {'again' if number else 'first time'}"
            each(action, windows, lambda one, name=name: one.turn_to(name))
    took["turn"] = [row for action, rows in took.items() if "turn" in action for row in rows]
    return took


def _free_estates(
    windows: Sequence[SlowWindow], random: np.random.Generator
) -> Iterator[tuple[str, tuple[float, float]]]:
    """Give estates that can be clicked in all windows, again and again, and where they lie."""
    listed = pd.read_csv(example_folder("hanyang") / "estates.csv", dtype={"estate_id": str})
    known = listed.dropna(subset=["lon", "lat"]).sample(frac=1, random_state=random)
    free = [
        (one.estate_id, (float(one.lon), float(one.lat)))
        for one in known.itertuples()
        if all(window.is_free(one.lon, one.lat) for window in windows)
    ]
    return cycle(free)


def _print_action(action: str, builds: list[list[Took]]) -> None:
    """Print medians of each build and, where there are two, how they compare."""
    wanted_s = WANTED_S.get(action)
    aim = "" if wanted_s is None else f"  (wanted {wanted_s:g} s)"
    print(f"{action}{aim}")
    for number, of_build in enumerate(builds):
        print(
            f"  build {number}: shown {_median(one.shown_s for one in of_build):5.2f} s  "
            f"settled {_median(one.settled_s for one in of_build):5.2f} s  "
            f"sent {_median(one.sent_bytes for one in of_build) / 1e3:5.0f} kB "
            f"(most {max(one.sent_bytes for one in of_build) / 1e3:.0f})  "
            f"processor: server {_median(one.server_s for one in of_build):.2f} s, "
            f"page {_median(one.page_s for one in of_build):.2f} s",
            flush=True,
        )
    first = builds[0]
    for other in builds[1:]:
        shown = _median(
            one.shown_s / former.shown_s for one, former in zip(first, other, strict=True)
        )
        same = sum(one.said == former.said for one, former in zip(first, other, strict=True))
        print(f"  ratio {shown:.2f}  the same verdict {same} of {len(first)}", flush=True)


def _median(numbers: Iterable[float]) -> float:
    return float(np.median(list(numbers)))


def _path(name: str) -> str:
    return "" if name == "overview" else name
