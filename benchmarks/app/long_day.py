"""A long day: an office of planners at work for as long as wanted, and what the server holds.

Twenty planners do something about twice a minute, each in a scenario of their own, and one does so
ten times as often: they move a station about, turn pages, make the files of the export page and
download them, and now and then load the page anew. Once a minute the open files, the threads and
the memory of the server are printed. The sequences are seeded, the pace is the clock's.
"""

import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks.app.crowd import scenarios_for
from benchmarks.app.planner import Planner
from benchmarks.app.serving import Server

__all__ = ["open_and_close", "work_long"]

_OFFICE: Final = 20
_PAUSE_S: Final = 30.0
_TIMES_AS_QUICK: Final = 10.0
_SHARES: Final = {"click": 0.66, "page": 0.24, "export": 0.065, "reload": 0.035}
_DOWNLOAD: Final = "rc_download_zip"
_WEST, _SOUTH, _EAST, _NORTH = 114.15, 30.50, 114.27, 30.58
_SETTLED_MIN: Final = 5


@dataclass(eq=False)
class _Office:
    """What all planners did so far.

    Attributes
    ----------
    address : str
        Of the app.
    closes : float
        When the day ends, on the monotonic clock.
    done : Counter
        Steps by kind.
    waited_s : list of float
        Of every click on the map.
    faults : list of str
    """

    address: str
    closes: float
    done: Counter[str] = field(default_factory=Counter)
    waited_s: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def work_long(workspace: Path, home: Path, *, minutes: int) -> list[str]:
    """Let the office work, print what the server holds every minute, and return the faults.

    Parameters
    ----------
    workspace : Path
        One that may be written to.
    home : Path
        For the log.
    minutes : int

    Returns
    -------
    list of str
        What went wrong: a page that failed, a download that did not come.
    """
    ids = scenarios_for(_OFFICE + 1, workspace / ".repair-circle")
    with Server(workspace, home) as server:
        began = time.monotonic()
        office = _Office(server.address, began + 60 * minutes)
        paces = [_PAUSE_S] * _OFFICE + [_PAUSE_S / _TIMES_AS_QUICK]
        planners = [
            threading.Thread(target=_day, args=(office, one, number, pace))
            for number, (one, pace) in enumerate(zip(ids, paces, strict=True))
        ]
        for planner in planners:
            planner.start()
        held = []
        for minute in range(1, minutes + 1):
            time.sleep(max(0.0, began + 60 * minute - time.monotonic()))
            server.require_running()
            held.append((server.open_files(), server.memory_mb()))
            _print_minute(minute, server, office)
        for planner in planners:
            planner.join()
    _print_growth(held)
    return office.faults


def open_and_close(workspace: Path, home: Path, *, sessions: int, together: int = 10) -> None:
    """Open and close sessions, so many at a time, and print what the server holds afterwards.

    Parameters
    ----------
    workspace, home : Path
    sessions : int
        In all.
    together : int
        Open at the same time.
    """
    with Server(workspace, home) as server:
        for _ in range(2):
            _visit(server.address, together)
        _settle(server)
        print(f"at the start: {_told(server)}", flush=True)
        for number in range(0, sessions, together):
            _visit(server.address, together)
            if number % (10 * together) == 0:
                print(f"{number + together:>5} opened and closed: {_told(server)}", flush=True)
        print(f"{sessions:>5} opened and closed, at once: {_told(server)}", flush=True)
        _settle(server)
        print(f"{sessions:>5} opened and closed, a while later: {_told(server)}", flush=True)


def _visit(address: str, together: int) -> None:
    open_ones = [Planner(address) for _ in range(together)]
    for planner in open_ones:
        planner.begin_placing()
    for planner in open_ones:
        planner.close()


def _settle(server: Server, longest_s: float = 200.0) -> None:
    """Wait until the server holds no more open files than with nobody there, or has had time."""
    ends = time.monotonic() + longest_s
    least = server.open_files()
    while time.monotonic() < ends:
        time.sleep(5.0)
        least = min(least, server.open_files())


def _day(office: _Office, scenario: str, number: int, pause_s: float) -> None:
    """Work until the office closes."""
    random = np.random.default_rng(number)
    planner: Planner | None = None
    while _thinks(office, pause_s * random.uniform(0.5, 1.5)):
        step = str(random.choice(list(_SHARES), p=list(_SHARES.values())))
        try:
            if planner is None or step == "reload":
                if planner is not None:
                    planner.close()
                planner = Planner(office.address, scenario)
                planner.begin_placing()
            _take(planner, step, random, office)
        except Exception as fault:  # whatever goes wrong is what this looks for
            office.faults.append(f"{scenario} {step}: {fault!r}")
            planner = None
        office.done[step] += 1
    if planner is not None:
        planner.close()


def _thinks(office: _Office, pause_s: float) -> bool:
    """Pause, and tell whether the office is still open."""
    time.sleep(min(pause_s, max(0.0, office.closes - time.monotonic())))
    return time.monotonic() < office.closes


def _take(planner: Planner, step: str, random: np.random.Generator, office: _Office) -> None:
    if step == "click":
        if planner.page_name != "":
            planner.turn_to("")
            planner.begin_placing()
        began = time.monotonic()
        planner.place(random.uniform(_WEST, _EAST), random.uniform(_SOUTH, _NORTH))
        office.waited_s.append(time.monotonic() - began)
    elif step == "page":
        planner.turn_to(str(random.choice(planner.page_names)))
    elif step == "export":
        planner.turn_to("export")
        planner.press("rc_export")
        if not planner.file(_DOWNLOAD).startswith(b"PK"):
            raise ValueError("the archive is none")


def _told(server: Server) -> str:
    return (
        f"{server.open_files():>4} open files  {server.threads():>3} threads  "
        f"{server.memory_mb():6.0f} MB"
    )


def _print_minute(minute: int, server: Server, office: _Office) -> None:
    waits = office.waited_s or [0.0]
    p50, p95 = np.percentile(waits, [50, 95])
    steps = "  ".join(f"{kind} {office.done[kind]}" for kind in _SHARES)
    print(
        f"minute {minute:>3}: {_told(server)}  {server.cpu_s():6.0f} s of processor  {steps}  "
        f"click p50 {1000 * p50:.0f} ms  p95 {1000 * p95:.0f} ms  faults: {len(office.faults)}",
        flush=True,
    )


def _print_growth(held: list[tuple[int, float]]) -> None:
    """Print what was held at the end over what was held after the first minutes."""
    if len(held) > _SETTLED_MIN:
        files, memory = np.array(held).T
        print(
            f"from minute {_SETTLED_MIN} to {len(held)}: open files "
            f"{files[_SETTLED_MIN - 1]:.0f} to {files[-1]:.0f}, memory "
            f"{memory[_SETTLED_MIN - 1]:.0f} to {memory[-1]:.0f} MB "
            f"({memory[-1] / memory[_SETTLED_MIN - 1] - 1:+.1%})",
            flush=True,
        )
