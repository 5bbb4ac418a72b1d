"""The files of a scenario: the same pack that the command line writes, with the scenario's changes.

The scenario counts as an input: the run hash covers everything that the planner changed.
"""

import hashlib
import io
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

import pandas as pd
import shapely

from geo.errors import Notice
from geo.report import write_pack
from geo.ui.desk.desk import Desk, ZoneAnswer
from geo.ui.desk.zones import zones_of
from geo.ui.scenario import Scenario
from geo.workspace import District, Plan, Run
from geo.workspace.planning import plan_of, run_of
from geo.workspace.zone_drawing import ZoneDrawing, changes_of

__all__ = ["pack_files", "pack_zip", "scenario_plan"]

_SCENARIO: Final = "scenario.json"
_LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)

Progress = Callable[[float, str], None]


def pack_files(
    desk: Desk,
    scenario: Scenario,
    *,
    language: str,
    tried_mark: str,
    progress: Progress = lambda _share, _stage: None,
) -> dict[str, bytes]:
    """Return every file of a scenario's pack by its name.

    Parameters
    ----------
    desk : Desk
    scenario : Scenario
    language : {"zh", "en"}
        Language of the workbook, the map and the report.
    tried_mark : str
        What stands behind the name of a station that is only tried out.
    progress : callable
        Hears the share done and the key of the stage.
    """
    plan = scenario_plan(desk, scenario, tried_mark=tried_mark, progress=progress)
    progress(0.9, "ui.stage_write")
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "pack"
        write_pack(plan, out, language=language)
        return {path.name: path.read_bytes() for path in sorted(out.iterdir())}


def pack_zip(files: dict[str, bytes]) -> bytes:
    """Return files as one archive; equal files give equal bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, _LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return buffer.getvalue()


def scenario_plan(
    desk: Desk,
    scenario: Scenario,
    *,
    tried_mark: str,
    progress: Progress = lambda _share, _stage: None,
) -> Plan:
    """Return the plan of a scenario: what the pages show, with the same figures."""
    progress(0.0, "workspace.stage_zone")
    zones = zones_of(desk, scenario)
    district = _marked(desk.district_of(scenario), scenario, tried_mark)
    drawing = None if zones is None else _drawing(zones, district)
    plan = plan_of(
        district,
        _run(desk, scenario),
        drawing,
        reopened=desk.reopened(scenario),
        progress=progress,
    )
    if not scenario.closures:
        return plan
    closed = Notice("picture.closed_areas", count=len(scenario.closures))
    areas = tuple(shapely.Polygon(area) for area in scenario.closures)
    return replace(plan, notices=(closed, *plan.notices), closed_areas=areas)


def _marked(district: District, scenario: Scenario, mark: str) -> District:
    """Return the district with a mark behind the names of the stations that are tried out."""
    if not scenario.stations:
        return district
    stations = district.inputs.stations
    tried = stations["station_id"].isin([one.station_id for one in scenario.stations])
    names = stations["name"].where(~tried, stations["name"].astype(str) + mark)
    return replace(district, inputs=replace(district.inputs, stations=stations.assign(name=names)))


def _drawing(zones: ZoneAnswer, district: District) -> ZoneDrawing:
    return ZoneDrawing(
        zones.zoning,
        pd.DataFrame(zones.zones.drop(columns="geometry")),
        zones.estates,
        changes=changes_of(district, zones.estates["zone_id"]),
    )


def _run(desk: Desk, scenario: Scenario) -> Run:
    """Return what makes the plan repeatable: the scenario is an input like any other."""
    run = run_of(desk.workspace)
    if scenario == Scenario():
        return run
    written = hashlib.sha256(scenario.model_dump_json().encode()).hexdigest()
    both = hashlib.sha256(f"{run.hash} {written}".encode()).hexdigest()
    return replace(run, hash=both, inputs={**run.inputs, _SCENARIO: written})
