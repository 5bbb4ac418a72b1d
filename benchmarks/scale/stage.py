"""One stage of the work on one workspace, alone in its process: CPU seconds, memory, a digest.

Run with the package of any build first on the path; it prints one line of JSON. Only what old
builds have as well is used.
"""

import hashlib
import json
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from geo.workspace import check_workspace, cover_stations, open_district, open_workspace

_CLICKS = 4


def _check(folder: str) -> tuple[Callable[[], Any], Callable[[Any], list[Any]]]:
    workspace = open_workspace(folder)
    return lambda: check_workspace(workspace), lambda found: [found.estates, found.speed_doubt]


def _cover(folder: str) -> tuple[Callable[[], Any], Callable[[Any], list[Any]]]:
    district = open_district(open_workspace(folder))

    def told(found: Any) -> list[Any]:
        one = found.coverage
        return [one.station, one.second_station, one.verdict, one.p_on_time, one.covers]

    return lambda: cover_stations(district), told


def _places(folder: str) -> tuple[Callable[[], Any], Callable[[Any], list[Any]]]:
    from geo.workspace import site_places

    district = open_district(open_workspace(folder))
    return lambda: site_places(district), lambda found: [*_pairs(found), found.demand]


def _pairs(found: Any) -> list[Any]:
    """Return rows and columns of who covers whom, in order: of any build."""
    if not hasattr(found, "cover_rows"):
        return list(np.nonzero(found.covers))
    rows = found.cover_rows
    rows.sort_indices()
    return [np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr)), rows.indices.astype(int)]


def _zone_question(folder: str) -> tuple[Callable[[], Any], Callable[[Any], list[Any]]]:
    from geo.workspace import decide_management
    from geo.workspace.zones.zones import zoning_problem

    district = open_district(open_workspace(folder))
    operator = decide_management(district)["operator"]
    return lambda: zoning_problem(district, operator), lambda found: [found.neighbours]


def _site(folder: str) -> tuple[Callable[[], Any], Callable[[Any], list[Any]]]:
    """Find 50 new stations, or as many as there are already."""
    from geo.workspace import site_stations

    district = open_district(open_workspace(folder))
    new = min(50, len(district.stations))

    def told(found: Any) -> list[Any]:
        return [found.plan.chosen, found.plan.objective, found.plan.gap, found.after.station]

    return lambda: site_stations(district, model="max_cover", stations=new), told


def _zones(folder: str) -> tuple[Callable[[], Any], Callable[[Any], list[Any]]]:
    from geo.workspace import draw_zones

    district = open_district(open_workspace(folder))

    def told(found: Any) -> list[Any]:
        return [found.zoning.zone_of, found.zoning.objective, found.zoning.gap]

    return lambda: draw_zones(district), told


def _click(folder: str) -> tuple[Callable[[], Any], Callable[[Any], list[Any]]]:
    """Move a station that is tried out from place to place; the first answers are there."""
    from geo.scenarios import Scenario, open_planner
    from geo.workspace import promise_areas

    planner = open_planner(Path(folder))
    roads = planner.district.road_map
    first, *others = (
        Scenario().with_station(float(roads.lon[node]), float(roads.lat[node]), "tried")
        for node in np.linspace(0, roads.lon.size - 1, 2 + _CLICKS, dtype=int)[1:]
    )

    def answer(scenario: Scenario) -> tuple[Any, Any]:
        found = planner.answer(scenario)
        return found, promise_areas(found.district, found.coverage)

    answer(Scenario())
    answer(first)

    def told(found: list[tuple[Any, Any]]) -> list[Any]:
        covered = [one.coverage.covers for one, _ in found]
        return [*covered, *(areas.geometry.to_wkb().tolist() for _, areas in found)]

    return lambda: [answer(one) for one in others], told


def _plan(folder: str) -> tuple[Callable[[], Any], Callable[[Any], list[Any]]]:
    from geo.workspace import make_plan

    workspace = open_workspace(folder)

    def told(found: Any) -> list[Any]:
        zones = found.zones.geometry.to_wkb().tolist()
        return [found.coverage.station, found.zoning.zone_of, found.siting.chosen, *zones]

    return lambda: make_plan(workspace), told


def _pack(folder: str) -> tuple[Callable[[], Any], Callable[[Any], list[Any]]]:
    """Do all that the command ``plan`` does: calculate everything and write every file."""
    from geo.report import write_pack
    from geo.workspace import make_plan

    def run() -> Path:
        out = Path(tempfile.mkdtemp()) / "out"
        write_pack(make_plan(open_workspace(folder)), out, language="en")
        return out

    def told(out: Path) -> list[Any]:
        tables = [path.read_bytes() for path in sorted(out.glob("*.csv"))]
        shutil.rmtree(out.parent)
        return tables

    return run, told


def _sheets(folder: str) -> tuple[Callable[[], Any], Callable[[Any], list[Any]]]:
    """Write the sheets of all zones; the plan is there."""
    from geo.report.zone_sheets import zone_sheet_page
    from geo.workspace import make_plan

    plan = make_plan(open_workspace(folder))
    return lambda: zone_sheet_page(plan, language="en"), lambda page: [page.count("<section")]


STAGES = {
    "check": _check,
    "cover": _cover,
    "places": _places,
    "zone_question": _zone_question,
    "site": _site,
    "zones": _zones,
    "click": _click,
    "plan": _plan,
    "pack": _pack,
    "sheets": _sheets,
}


def _digest(parts: list[Any]) -> str:
    summed = hashlib.sha256()
    for part in parts:
        summed.update(part.tobytes() if isinstance(part, np.ndarray) else repr(part).encode())
    return summed.hexdigest()[:16]


def main(stage: str, folder: str) -> None:
    """Run a stage and print what it took; what it needs is opened before.

    Parameters
    ----------
    stage : str
        One of ``STAGES``.
    folder : str
        The workspace.
    """
    run, told = STAGES[stage](folder)
    before = time.process_time()
    found = run()
    cpu_s = time.process_time() - before
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"cpu_s": cpu_s, "peak_mb": peak_mb, "digest": _digest(told(found))}))


if __name__ == "__main__":
    main(*sys.argv[1:])
