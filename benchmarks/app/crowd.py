"""Twenty planners at once: one in a real browser, the others over the websocket alone.

Each has a scenario of its own and moves a station about, with a pause for thought in between.
"""

import threading
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
from websockets.exceptions import ConnectionClosed

from benchmarks.app.clicks import Map
from benchmarks.app.planner import Planner
from benchmarks.app.serving import Server
from geo.scenarios.store import SavedScenario, Store

__all__ = ["scenarios_for", "together"]

_WEST, _SOUTH, _EAST, _NORTH = 114.15, 30.50, 114.27, 30.58


def scenarios_for(planners: int, folder: Path) -> list[str]:
    """Write a scenario for each planner where a workspace keeps them and return their ids."""
    store = Store(folder)
    ids = [f"s{number}" for number in range(1, planners + 1)]
    for one in ids:
        store.keep(one, SavedScenario(name=one))
    return ids


def together(
    browser: Any,
    workspace: Path,
    home: Path,
    *,
    sessions: int,
    clicks: int,
    thought_s: float,
    heavy: bool = False,
) -> None:
    """Print what clicks take, and what a session weighs, while all are at work.

    Parameters
    ----------
    browser : playwright Browser
    workspace, home : Path
    sessions : int
        One of them in the browser.
    clicks : int
        Of each planner.
    thought_s : float
        Mean pause between clicks; every pause lies between half and one and a half of it.
    heavy : bool
        Whether two more sessions search for sites and make files, one after the other all the time.
    """
    ids = scenarios_for(sessions, workspace / ".repair-circle")
    with Server(workspace, home) as server:
        with Planner(server.address, ids[0]) as first:
            first.begin_placing()
            for number in range(10):
                first.place(_WEST + 0.01 * number, _NORTH - 0.03)
        window = Map(browser, f"{server.address}?scenario={ids[0]}")
        window.begin_placing()
        alone_mb, alone_s = server.memory_mb(), server.cpu_s()
        waited: list[float] = []
        crowd = [
            threading.Thread(
                target=_plan, args=(server.address, one, number, clicks, thought_s, waited)
            )
            for number, one in enumerate(ids[1:])
        ]
        done: Counter[str] = Counter()
        is_over = threading.Event()
        if heavy:
            for page, button in (("siting", "rc_solve"), ("export", "rc_export")):
                threading.Thread(
                    target=_work, args=(server.address, page, button, is_over, done), daemon=True
                ).start()
        for planner in crowd:
            planner.start()
        most_mb = 0.0
        random = np.random.default_rng(sessions)
        while any(planner.is_alive() for planner in crowd):
            window.click()
            most_mb = max(most_mb, server.memory_mb())
            time.sleep(thought_s * random.uniform(0.5, 1.5))
        is_over.set()
        window.close()
        together_s = server.cpu_s() - alone_s
    p50, p95 = np.percentile(waited, [50, 95])
    print(
        f"{sessions} sessions, a click every {thought_s:g} s each{_told(done)}: "
        f"websocket p50 {p50:5.0f} ms  p95 {p95:5.0f} ms ({len(waited)} clicks)  "
        f"browser {window.clicks}  "
        f"{1000 * together_s / (len(waited) + len(window.clicks.sizes)):.0f} ms of processor "
        f"per click, opening included  "
        f"memory {alone_mb:.0f} MB alone, {most_mb:.0f} MB with all: "
        f"{(most_mb - alone_mb) / (sessions - 1):.0f} MB per session",
        flush=True,
    )


def _told(done: "Counter[str]") -> str:
    return "".join(f", {button} {times} times" for button, times in sorted(done.items()))


def _work(
    address: str, page: str, button: str, is_over: threading.Event, done: "Counter[str]"
) -> None:
    """Press a button of a page again and again, each time when what it began has ended."""
    # The server ends before the work that it was asked for does.
    with suppress(ConnectionClosed), Planner(address, "s1") as planner:
        planner.turn_to(page)
        while not is_over.is_set():
            planner.press(button)
            done[button] += 1


def _plan(
    address: str, scenario: str, number: int, clicks: int, thought_s: float, waited: list[float]
) -> None:
    random = np.random.default_rng(number)
    with Planner(address, scenario) as planner:
        planner.begin_placing()
        for _ in range(clicks):
            time.sleep(thought_s * random.uniform(0.5, 1.5))
            began = time.perf_counter()
            planner.place(random.uniform(_WEST, _EAST), random.uniform(_SOUTH, _NORTH))
            waited.append(1000 * (time.perf_counter() - began))
