"""The first map: of a server that has just been started, and of windows that open after that.

A map counts from the address to the frame in which it shows the verdicts; what follows it, the
areas of the stations and the row of hours, is timed apart. Builds run one behind the other.
"""

import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from benchmarks.app.clicks import Map, chromium
from benchmarks.app.districts import district_of
from benchmarks.app.serving import Server

__all__ = ["compare_first_maps"]

_ESTATES_OF_A_STATION: Final = 80
_WINDOWS: Final = 3


def compare_first_maps(builds: Sequence[Path | None], sizes: Sequence[int]) -> None:
    """Print what first maps take in districts of several sizes, in each build in turn.

    Parameters
    ----------
    builds : sequence of Path or None
        Checkouts of the project; None for this one.
    sizes : sequence of int
        Estates; one in eighty has a station, 161 is Hanyang as it comes.
    """
    with chromium() as browser:
        for estates in sizes:
            for build in builds:
                with tempfile.TemporaryDirectory() as folder:
                    _open_windows(browser, estates, build, Path(folder))


def _open_windows(browser: Any, estates: int, build: Path | None, folder: Path) -> None:
    stations = None if estates == 161 else estates // _ESTATES_OF_A_STATION
    workspace = district_of(estates, folder, stations=stations)
    home = folder / "home"
    home.mkdir()
    name = "this build" if build is None else build.name
    windows = []
    with Server(workspace, home, checkout=build) as server:
        for number in range(_WINDOWS):
            before_s = server.cpu_s() if number else 0.0
            windows.append(window := Map(browser, server.address))
            map_cpu_s = server.cpu_s() - before_s
            began = time.perf_counter()
            window.complete()
            print(
                f"{estates:>6} estates  {name:<12} {'cold' if number == 0 else 'warm'}  "
                f"map {window.first_s:6.2f} s wall {map_cpu_s:6.2f} s CPU "
                f"{window.first_bytes / 1e6:5.2f} MB  "
                f"whole {window.first_s + time.perf_counter() - began:6.2f} s wall "
                f"{server.cpu_s() - before_s:6.2f} s CPU {window.received_bytes / 1e6:5.2f} MB  "
                f"server {server.memory_mb():5.0f} MB",
                flush=True,
            )
        for window in windows:
            window.close()
