"""A server that is killed again and again while planners edit: what they saw done must stay.

Two planners move a station about without a pause, each in a scenario of its own, and note every
click that the page answered. The server dies at a random moment. The file must then be whole, the
station where the last answered click or the one under way put it, every answered click among the
steps; and a server started anew must show it.
"""

import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
from websockets.exceptions import WebSocketException

from benchmarks.app.crowd import scenarios_for
from benchmarks.app.planner import Planner
from benchmarks.app.serving import Server
from geo.scenarios.store import Store
from geo.scenarios.timeline import Timeline

__all__ = ["kill_while_editing"]

Place = tuple[float, float]

_PLANNERS: Final = 2
_LONGEST_S: Final = 3.0


@dataclass
class _Work:
    """What one planner did in one round: the places she clicked, and how many were answered."""

    scenario: str
    clicked: list[Place] = field(default_factory=list)
    answered: int = 0
    begun: threading.Event = field(default_factory=threading.Event)


def kill_while_editing(workspace: Path, home: Path, *, rounds: int, seed: int = 0) -> list[str]:
    """Kill the server so many times and return everything that was lost or broken.

    Parameters
    ----------
    workspace : Path
        A workspace that may be written to.
    home : Path
        For the log.
    rounds : int
        How often the server is killed.
    seed : int
        For the moments and places.
    """
    folder = workspace / ".repair-circle"
    random = np.random.default_rng(seed)
    faults: list[str] = []
    answered = 0
    ids = scenarios_for(_PLANNERS, folder)
    server = Server(workspace, home)
    for round_number in range(rounds):
        faults += [f"{round_number}: {one}" for one in _not_shown(server, folder, ids)]
        everyone = [_Work(one) for one in ids]
        at_work = [
            threading.Thread(target=_edit, args=(server.address, work, random.integers(2**32)))
            for work in everyone
        ]
        for planner in at_work:
            planner.start()
        for work in everyone:
            work.begun.wait(timeout=60)
        at_work[0].join(timeout=random.uniform(0.0, _LONGEST_S))
        server.kill()
        for planner in at_work:
            planner.join()
        faults += [f"{round_number}: {one}" for one in _lost(folder, everyone)]
        answered += sum(work.answered for work in everyone)
        server.start()
    faults += _not_shown(server, folder, ids)
    server.stop()
    if rounds and not answered:
        faults.append("no click was answered: nothing was tried")
    print(
        f"killed {rounds} times during edits: {answered} answered clicks, "
        f"{len(faults)} lost or broken",
        flush=True,
    )
    return faults


def _edit(address: str, work: _Work, seed: int) -> None:
    random = np.random.default_rng(seed)
    try:
        with Planner(address, work.scenario) as planner:
            planner.begin_placing()
            work.begun.set()
            while True:
                lon, lat = random.uniform([114.15, 30.50], [114.27, 30.58]).round(6).tolist()
                work.clicked.append((lon, lat))
                planner.place(lon, lat)
                work.answered += 1
    except (WebSocketException, OSError):
        return


def _lost(folder: Path, everyone: list[_Work]) -> list[str]:
    """Return what the file lacks of what the planners saw done."""
    if spoilt := list(folder.glob("*.unreadable.json")):
        return [f"unreadable: {[path.name for path in spoilt]}"]
    saved_scenarios = Store(folder).read()
    faults = []
    for work in everyone:
        kept = _places(saved_scenarios.scenarios[work.scenario].timeline)
        wanted = work.clicked[: work.answered]
        if kept[len(kept) - len(wanted) :] != wanted and kept[-len(work.clicked) :] != work.clicked:
            faults.append(f"{work.scenario} keeps {kept[-2:]} instead of {wanted[-2:]}")
    return faults


def _places(timeline: Timeline) -> list[Place]:
    """Return where the newest station stood, step by step."""
    return [
        (step.stations[-1].lon, step.stations[-1].lat)
        for step in (*timeline.past, timeline.present)
        if step.stations
    ]


def _not_shown(server: Server, folder: Path, ids: list[str]) -> list[str]:
    """Return the scenarios whose stations a fresh page does not show."""
    saved_scenarios = Store(folder).read()
    faults = []
    for one in ids:
        kept = [
            (station.lon, station.lat)
            for station in saved_scenarios.scenarios[one].timeline.present.stations
        ]
        with Planner(server.address, one) as planner:
            if kept and planner.stations[-len(kept) :] != kept:
                faults.append(f"{one} is shown with {planner.stations} instead of {kept}")
    return faults
