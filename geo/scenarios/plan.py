"""The plan of a scenario: what the pages show, with the same figures.

The scenario counts as an input: the run hash covers everything that the planner changed.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

import pandas as pd
import shapely

from geo.errors import Notice, ZonesRefusedError
from geo.scenarios.planner import Planner, ScenarioZones
from geo.scenarios.scenario import Scenario
from geo.scenarios.store import SavedScenario
from geo.scenarios.told import changes_told
from geo.scenarios.zone_edits import zones_of
from geo.stop import Progress, Stop
from geo.workspace import (
    District,
    Plan,
    PlannedScenario,
    Run,
    ScenarioEntry,
    ZoneDrawing,
    changes_of,
    count_notices,
    plan_of,
    roadless_zones,
    run_of,
)

__all__ = [
    "scenario_plan",
]

_SCENARIO: Final = "scenario.json"


def scenario_plan(
    planner: Planner,
    scenario: Scenario,
    *,
    tried_mark: str,
    name: str = "",
    propose: bool = False,
    kept: SavedScenario | None = None,
    stop: Stop | None = None,
) -> Plan:
    """Return the plan of a scenario: what the pages show, with the same figures.

    Parameters
    ----------
    planner : Planner
        The open workspace and its answers.
    scenario : Scenario
        What the planner has changed.
    tried_mark : str
        What stands behind the name of a station that is only tried out.
    name : str
        What the scenario is called.
    propose : bool
        Whether further stations are proposed beside those of the scenario.
    kept : SavedScenario, optional
        The scenario as it is kept: author, day, approvals and comments go with the plan.
    stop : Stop, optional
        Hears the share done and the stage.

    Returns
    -------
    Plan
    """
    stop = Stop.within(stop)
    stop.tell(Progress(share=0.0, stage="workspace.stage_zone"))
    refused, zones = None, None
    try:
        zones = zones_of(planner, scenario)
    except ZonesRefusedError as error:
        refused = error
    district = _marked(planner.district_of(scenario), scenario, tried_mark)
    proposed = scenario.zone_of is None and district.settings.zoning.zones is None
    drawing = None if zones is None else _drawing(zones, district, proposed=proposed)
    plan = plan_of(
        district,
        _run(planner, scenario),
        drawing,
        refused=refused,
        reopened=planner.reopened(scenario),
        propose=propose,
        stop=stop,
    )
    told = (*_roads_changed(scenario), *_zones_marked(scenario), *changes_told(planner, scenario))
    areas = tuple(shapely.Polygon(area) for area in scenario.closures)
    return replace(
        plan,
        scenario=PlannedScenario(
            name,
            scenario.as_json(),
            scenario.later_changes(),
            standing=None if kept is None else kept.approval.notice(kept.content),
            record=() if kept is None else _record(kept),
            author="" if kept is None else kept.made_by,
            day="" if kept is None else kept.day,
            before=_before(planner, scenario),
        ),
        notices=(*told, *plan.notices),
        closed_areas=areas,
    )


def _record(kept: SavedScenario) -> tuple[ScenarioEntry, ...]:
    """Return what was decided and said of a scenario, without the edits between."""
    return tuple(
        ScenarioEntry(edit.at, edit.who, Notice(edit.key, detail=edit.detail))
        for _, edit in kept.history
        if edit.key.startswith("approval.")
    )


def _before(planner: Planner, scenario: Scenario) -> dict[str, Any] | None:
    """Return the figures without what a scenario does, under the same conditions."""
    base = Scenario().under(scenario)
    if scenario.situation == base.situation:
        return None
    answer = planner.answer(base)
    return {**answer.covered.summary, "stations": len(answer.district.stations)}


def _zones_marked(scenario: Scenario) -> Iterator[Notice]:
    """Yield which barriers and seeds a scenario draws for its zones."""
    if scenario.barriers:
        yield Notice("zone_marks.told_barriers", count=len(scenario.barriers))
    if scenario.seeds:
        yield Notice("zone_marks.told_seeds", count=len(scenario.seeds))


def _roads_changed(scenario: Scenario) -> Iterator[Notice]:
    """Yield what a scenario changes about the roads."""
    if scenario.closures:
        yield Notice("picture.closed_areas", count=len(scenario.closures))
    for slowed in scenario.slowed:
        yield Notice("condition.slowed_area", factor=f"{slowed.factor:g}")


def _marked(district: District, scenario: Scenario, mark: str) -> District:
    """Return the district with a mark behind the names of the stations that are tried out."""
    if not scenario.stations:
        return district
    stations = district.inputs.stations
    tried = stations["station_id"].isin([one.station_id for one in scenario.stations])
    names = stations["name"].where(~tried, stations["name"].astype(str) + mark)
    return replace(district, inputs=replace(district.inputs, stations=stations.assign(name=names)))


def _drawing(zones: ScenarioZones, district: District, *, proposed: bool) -> ZoneDrawing:
    return ZoneDrawing(
        zones.zoning,
        pd.DataFrame(zones.zones.drop(columns="geometry")),
        zones.estates,
        changes=changes_of(district, zones.estates["zone_id"]),
        notices=(
            *(count_notices(zones.zoning) if proposed else ()),
            *roadless_zones(district, zones.zoning.zone_of),
        ),
    )


def _run(planner: Planner, scenario: Scenario) -> Run:
    """Return what makes the plan repeatable: the scenario is an input like any other."""
    run = run_of(planner.workspace)
    if scenario == Scenario():
        return run
    written = hashlib.sha256(scenario.as_json().encode()).hexdigest()
    both = hashlib.sha256(f"{run.hash} {written}".encode()).hexdigest()
    return replace(run, hash=both, inputs={**run.inputs, _SCENARIO: written})
