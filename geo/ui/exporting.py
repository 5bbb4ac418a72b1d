"""The files of a scenario: the same pack that the command line writes, with the scenario's changes.

A changed scenario is written as a workspace of its own first, so its run hash covers everything
that the planner changed.
"""

import io
import shutil
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

import pandas as pd

from geo.errors import WorkspaceError
from geo.report import write_pack
from geo.tables import write_csv
from geo.ui.scenario import Scenario
from geo.ui.services import Desk
from geo.workspace import Plan, Workspace, make_plan

__all__ = ["pack_files", "pack_zip", "scenario_plan"]

_STATIONS: Final = "scenario_stations.csv"
_ZONES: Final = "scenario_zones.csv"
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

    Raises
    ------
    WorkspaceError
        When the scenario closes roads, which the pack cannot carry.
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
    """Return the plan of a scenario."""
    if scenario.closures:
        raise WorkspaceError("ui.closures_not_exported")
    if scenario == Scenario():
        return make_plan(desk.workspace, progress=progress)
    with tempfile.TemporaryDirectory() as folder:
        workspace = _as_workspace(desk, scenario, Path(folder), tried_mark)
        plan = make_plan(workspace, progress=progress)
    zones = desk.zones(scenario)
    if zones is None:
        return plan
    by_estate = zones.estates.set_index("estate_id")["zone_id"]
    return replace(
        plan,
        estates=plan.estates.assign(
            zone_id=by_estate.reindex(plan.estates["estate_id"]).to_numpy()
        ),
        zones=zones.zones,
        zoning=zones.zoning,
    )


def _as_workspace(desk: Desk, scenario: Scenario, folder: Path, tried_mark: str) -> Workspace:
    settings = desk.workspace.settings
    for _, path in settings.inputs.named():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(desk.workspace.folder / path, folder / path)
    changed = {"stations": _STATIONS}
    write_csv(_stations(desk, scenario, tried_mark), folder / _STATIONS)
    if scenario.zone_of is not None:
        changed["zones"] = _ZONES
        zones = pd.DataFrame(scenario.zone_of, columns=["estate_id", "zone_id"])
        write_csv(zones.assign(zone_id=(zones["zone_id"] + 1).astype(str)), folder / _ZONES)
    hour = settings.response.hour if scenario.hour is None else scenario.hour
    return Workspace(
        folder,
        settings.model_copy(
            update={
                "inputs": settings.inputs.model_copy(update=changed),
                "response": settings.response.model_copy(update={"hour": hour}),
            }
        ),
    )


def _stations(desk: Desk, scenario: Scenario, tried_mark: str) -> pd.DataFrame:
    listed = desk.district.inputs.stations
    columns = [
        column
        for column in ("station_id", "name", "crews", "status", "opened_year")
        if column in listed
    ]
    known = pd.DataFrame(listed[columns]).assign(lon=listed.geometry.x, lat=listed.geometry.y)
    tried = pd.DataFrame(
        [
            {
                "station_id": station.station_id,
                "name": (station.name or desk.near(station.lon, station.lat)) + tried_mark,
                "status": "open",
                "lon": station.lon,
                "lat": station.lat,
            }
            for station in scenario.stations
        ]
    )
    return pd.concat([known, tried], ignore_index=True) if len(tried) else known
