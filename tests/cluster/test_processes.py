"""Processes of this machine: renewed by memory, ended with whoever asks, lost one by one."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from geo.cluster import DistrictTask, on_this_machine

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and limits of Unix")


def tasks_to_nowhere(folder: Path, count: int) -> list[DistrictTask]:
    """Return districts whose workspaces are not there: they fail at once."""
    return [
        DistrictTask(
            f"D{number}", str(folder / f"{number}"), str(folder / "out" / f"{number}"), "en"
        )
        for number in range(count)
    ]


def children() -> set[int]:
    """Return the processes that this one has started and that still run."""
    return {one.pid for one in multiprocessing.active_children() if one.pid}


def test_a_process_that_holds_too_much_is_renewed(tmp_path: Path) -> None:
    """With hardly any memory allowed every district gets a process of its own; else one for all."""
    for memory_mb, processes in ((1.0, 2), (1e6, 1)):
        seen: set[int] = set()
        rows = []
        for row in on_this_machine(tasks_to_nowhere(tmp_path, 2), workers=1, memory_mb=memory_mb):
            rows.append(row)
            seen |= children()
        assert [row.status for row in rows] == ["failed"] * 2
        assert len(seen) >= processes if processes > 1 else len(seen) == 1
        assert children() == set()


def test_whoever_stops_asking_ends_the_processes(tmp_path: Path) -> None:
    """A generator that is closed leaves no process behind."""
    asked = on_this_machine(tasks_to_nowhere(tmp_path, 2), workers=1)
    next(asked)
    assert len(children()) == 1
    asked.close()  # type: ignore[attr-defined]
    assert children() == set()


INTERRUPTIBLE = """
import runpy, signal
signal.signal(signal.SIGINT, signal.default_int_handler)
runpy.run_module("geo", run_name="__main__", alter_sys=True)
"""
"""The command as in a terminal: what a shell starts in the background never hears of Control-C."""


def test_a_command_that_is_interrupted_ends_at_once(toy: Path, tmp_path: Path) -> None:
    """Control-C: what is on disk stays, no process goes on, the code is 130."""
    words = ("--lang", "en", "province", str(toy), "--split", "street", "--out")
    running = subprocess.Popen(
        [sys.executable, "-c", INTERRUPTIBLE, *words, str(tmp_path / "out")],
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    while not (tmp_path / "out" / "workspaces").exists() and running.poll() is None:
        time.sleep(0.05)
    time.sleep(0.5)
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=60)
    assert running.returncode == 130
    assert "Traceback" not in said
    assert nobody_is_left(running.pid)


def nobody_is_left(group: int) -> bool:
    """Tell whether a group of processes has ended, within some time."""
    for _ in range(200):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False
