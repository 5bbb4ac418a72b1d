"""The app under load: ``python -m benchmarks.app [PART] ...``, all parts where none is named.

``clicks``: from the mouse button to the picture, districts of three sizes in turn.
``first-map``: from the address to the map, of a fresh server and of further windows, beside a
former build with ``--before CHECKOUT``.
``crowd``: twenty sessions at once. ``killing``: a server killed fifty times during edits.
``killing-plans``: ``plan`` killed as often.
``planner``: a whole day in the browser, from an awkward list to files read again.
``operations``: choosing problems of the ranked list, lists of two lengths.
``throttled``: a slow computer, beside a former build with ``--before CHECKOUT``.
``long-day``: an office at work for half an hour. ``sessions``: five hundred opened and closed.
"""

import argparse
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from benchmarks.app.clicks import CHROMIUM, Map, chromium
from benchmarks.app.crowd import together
from benchmarks.app.districts import district_of, with_problems
from benchmarks.app.first_map import compare_first_maps
from benchmarks.app.killing import kill_while_editing
from benchmarks.app.killing_plans import kill_plans
from benchmarks.app.long_day import open_and_close, work_long
from benchmarks.app.operations_page import ProblemPage
from benchmarks.app.planner_day import repeat_the_day
from benchmarks.app.serving import Server
from benchmarks.app.throttled import compare_builds
from geo.workspace import example_folder

SIZES: Final = (161, 3_000, 20_000)
PARTS: Final = (
    "clicks",
    "first-map",
    "crowd",
    "killing",
    "killing-plans",
    "planner",
    "operations",
    "throttled",
    "long-day",
    "sessions",
)
PROBLEMS: Final = (56, 20_000)


def click_through(sizes: list[int], clicks: int, stations: int | None) -> None:
    """Print what a click takes in districts of several sizes, one click in each in turn."""
    with tempfile.TemporaryDirectory() as folder, chromium() as browser, ExitStack() as open_things:
        servers, maps = {}, {}
        for estates in sizes:
            home = Path(folder) / f"home-{estates}"
            home.mkdir()
            servers[estates] = server = open_things.enter_context(
                Server(district_of(estates, Path(folder), stations=stations), home)
            )
            Map(browser, server.address).close()
            maps[estates] = Map(browser, server.address)
            maps[estates].begin_placing()
        begun_s = {estates: server.cpu_s() for estates, server in servers.items()}
        for _ in range(clicks):
            for window in maps.values():
                window.click()
        for estates, window in maps.items():
            used_s = servers[estates].cpu_s() - begun_s[estates]
            print(
                f"{estates:>6} estates  first map {window.first_s:4.2f} s "
                f"({window.first_bytes / 1e6:.2f} MB)  {window.clicks}  "
                f"{1000 * used_s / clicks:.0f} ms of processor per click in the server",
                flush=True,
            )


def crowd(clicks: int) -> None:
    """Print what twenty sessions wait and weigh: with pauses, without, and beside long work."""
    with chromium() as browser:
        for thought_s, heavy in ((5.0, False), (0.0, False), (0.0, True)):
            with tempfile.TemporaryDirectory() as folder:
                workspace = district_of(161, Path(folder))
                together(
                    browser,
                    workspace,
                    Path(folder),
                    sessions=20,
                    clicks=clicks,
                    thought_s=thought_s,
                    heavy=heavy,
                )


def killing(rounds: int) -> None:
    """Kill the server during edits; end with 1 where anything was lost."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = district_of(161, Path(folder))
        faults = kill_while_editing(workspace, Path(folder), rounds=rounds)
    if faults:
        sys.exit("\n".join(faults))


def killing_plans(kills: int) -> None:
    """Kill plans of the toy district; end with 1 where one was half-written or left anything."""
    with tempfile.TemporaryDirectory() as folder:
        faults = kill_plans(example_folder("toy"), Path(folder), kills=kills)
    if faults:
        sys.exit("\n".join(faults))


def long_day(minutes: int) -> None:
    """Let an office work for so many minutes; end with 1 where anything went wrong."""
    with tempfile.TemporaryDirectory() as folder:
        faults = work_long(district_of(161, Path(folder)), Path(folder), minutes=minutes)
    if faults:
        sys.exit("\n".join(faults))


def sessions(count: int) -> None:
    """Open and close so many sessions."""
    with tempfile.TemporaryDirectory() as folder:
        open_and_close(district_of(161, Path(folder)), Path(folder), sessions=count)


def operations(clicks: int) -> None:
    """Print what choosing a problem takes on the page of operations."""
    with chromium() as browser:
        for problems in PROBLEMS:
            with tempfile.TemporaryDirectory() as folder:
                home = Path(folder) / "home"
                home.mkdir()
                with Server(with_problems(problems, Path(folder)), home) as server:
                    ProblemPage(browser, server.address).close()
                    page = ProblemPage(browser, server.address)
                    for _ in range(clicks):
                        page.click()
                    print(
                        f"{problems:>6} problems  first show {page.first_s:4.2f} s "
                        f"({page.first_bytes / 1e6:.2f} MB)  {page.clicks}",
                        flush=True,
                    )


def main() -> None:
    """Run the parts that are asked for, or all of them."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.app",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("parts", nargs="*", choices=PARTS, default=PARTS)
    parser.add_argument("--estates", nargs="+", type=int, default=list(SIZES))
    parser.add_argument("--stations", type=int)
    parser.add_argument("--clicks", type=int, default=30)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--minutes", type=int, default=30)
    parser.add_argument("--sessions", type=int, default=500)
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--before", type=Path, action="append", default=[])
    arguments = parser.parse_args()
    if not CHROMIUM.exists():
        sys.exit("Chromium is not installed: apt-get install chromium")
    if "clicks" in arguments.parts:
        click_through(arguments.estates, arguments.clicks, arguments.stations)
    if "first-map" in arguments.parts:
        compare_first_maps([*arguments.before, None], arguments.estates)
    if "crowd" in arguments.parts:
        crowd(arguments.clicks)
    if "killing" in arguments.parts:
        killing(arguments.kills)
    if "killing-plans" in arguments.parts:
        killing_plans(arguments.kills)
    if "operations" in arguments.parts:
        operations(arguments.clicks)
    if "throttled" in arguments.parts:
        compare_builds([None, *arguments.before], times=arguments.times)
    if "long-day" in arguments.parts:
        long_day(arguments.minutes)
    if "sessions" in arguments.parts:
        sessions(arguments.sessions)
    if "planner" in arguments.parts and repeat_the_day(arguments.times):
        sys.exit(1)


if __name__ == "__main__":
    main()
