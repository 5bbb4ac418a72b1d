"""The first map: of a server that has just been started, and of windows that open after that.

A map counts from the address to the frame in which it shows the verdicts; what follows it, the
areas of the stations and the row of hours, is timed apart. Windows of one workspace are opened
first, then further workspaces of the same size. Builds run one behind the other.
"""

import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from benchmarks.app.clicks import Map, chromium
from benchmarks.app.districts import district_of
from benchmarks.app.serving import Server
from geo.ui.known_workspaces import name_of

__all__ = ["compare_first_maps"]

_HANYANG: Final = 161
_ESTATES_OF_A_STATION: Final = 80
_WINDOWS: Final = 3
_FURTHER: Final = 2


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
    home = folder / "home"
    copies = home / "repair-circle" / "workspaces"
    copies.mkdir(parents=True)
    served, *others = [_district(estates, copies, seed) for seed in range(1 + _FURTHER)]
    told = f"{estates:>6} estates  {'this build' if build is None else build.name:<12}"
    with Server(served, home, checkout=build) as server:
        windows = []
        for number in range(_WINDOWS):
            kind = "cold" if number == 0 else "warm"
            begun_s = 0.0 if number == 0 else server.cpu_s()
            windows.append(_open(browser, server.address, server, begun_s, f"{told}  {kind}"))
        for other in others:
            address = f"{server.address}?ws={name_of(other)}"
            windows.append(_open(browser, address, server, server.cpu_s(), f"{told}  other"))
        for window in windows:
            window.close()


def _district(estates: int, folder: Path, seed: int) -> Path:
    stations = None if estates == _HANYANG else estates // _ESTATES_OF_A_STATION
    written = district_of(estates, folder, stations=stations, seed=seed)
    return written.rename(folder / f"district-{seed}")


def _open(browser: Any, address: str, server: Server, begun_s: float, told: str) -> Map:
    """Open a window and print what it took; ``begun_s`` are the server's seconds before."""
    window = Map(browser, address)
    map_cpu_s, began = server.cpu_s() - begun_s, time.perf_counter()
    window.complete()
    whole_s = window.first_s + time.perf_counter() - began
    print(
        f"{told}  map {window.first_s:6.2f} s wall {map_cpu_s:6.2f} s CPU "
        f"{window.first_bytes / 1e6:5.2f} MB  whole {whole_s:6.2f} s wall "
        f"{server.cpu_s() - begun_s:6.2f} s CPU {window.received_bytes / 1e6:5.2f} MB  "
        f"server {server.memory_mb():5.0f} MB",
        flush=True,
    )
    return window
