"""What the page of zones asks: zones under their names, edits foretold, estates' levels.

Nothing here knows of Streamlit.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from geo import zoning
from geo.errors import GeoError, ZonesRefusedError
from geo.scenarios.planner import Planner, ScenarioZones, answered_once
from geo.scenarios.scenario import Scenario
from geo.text import plain_text
from geo.workspace import ladders_of
from geo.zoning import Zoning

__all__ = [
    "Climb",
    "climb",
    "drawable_zones",
    "rows_of",
    "with_lock",
    "with_name",
    "with_target",
    "with_zoning",
    "zones_of",
]


def zones_of(planner: Planner, scenario: Scenario) -> ScenarioZones:
    """Return the zones of a scenario under their names, with its locks.

    Parameters
    ----------
    planner : Planner
        The open workspace and its answers.
    scenario : Scenario
        What the planner has changed.

    Returns
    -------
    ScenarioZones

    Raises
    ------
    ZonesRefusedError
        When the rules leave no zones to draw.
    """
    return _zones_of(planner, scenario.zoned)


def drawable_zones(planner: Planner, scenario: Scenario) -> ScenarioZones | None:
    """Return :func:`zones_of`; None where the rules leave no zones to draw.

    Parameters
    ----------
    planner : Planner
        The open workspace and its answers.
    scenario : Scenario
        What the planner has changed.

    Returns
    -------
    ScenarioZones, optional
    """
    try:
        return zones_of(planner, scenario)
    except ZonesRefusedError:
        return None


@answered_once
def _zones_of(planner: Planner, scenario: Scenario) -> ScenarioZones:
    answer = planner.zones(scenario)
    ids = planner.district.estates["estate_id"].astype(str)
    if scenario.locked:
        answer = replace(answer, zoning=answer.zoning.lock(rows_of(planner, scenario.locked)))
    if not scenario.zone_names or scenario.zone_of is None:
        return answer
    label = dict(scenario.zone_of)
    first = [ids.iloc[members[0]] for members in answer.zoning.members]
    names = [plain_text(scenario.zone_names[label[estate]]) for estate in first]
    return replace(
        answer,
        zones=answer.zones.assign(zone_id=names),
        estates=answer.estates.assign(zone_id=[names[zone] for zone in answer.zoning.zone_of]),
    )


def rows_of(planner: Planner, estate_ids: Sequence[str]) -> list[int]:
    """Return the rows of estates in the list; ids that it does not hold are left out.

    Parameters
    ----------
    planner : Planner
        The open workspace and its answers.
    estate_ids : sequence of str
        Ids of estates.

    Returns
    -------
    list of int
    """
    place = {
        estate: row for row, estate in enumerate(planner.district.estates["estate_id"].astype(str))
    }
    return [place[estate] for estate in estate_ids if estate in place]


def with_zoning(
    planner: Planner,
    scenario: Scenario,
    former: ScenarioZones | None,
    drawn: Zoning,
    bound: float | None,
) -> Scenario:
    """Return a scenario with other zones; those that live on keep their names.

    Parameters
    ----------
    planner : Planner
    scenario : Scenario
    former : ScenarioZones or None
        The zones before.
    drawn : Zoning
        The zones to be.
    bound : float or None
        No such zones cost less; None where nothing is known.
    """
    names: tuple[str, ...] = ()
    if former is not None:
        names = tuple(
            zoning.kept_names(
                former.zones["zone_id"].astype(str).tolist(),
                former.zoning.zone_of,
                drawn.zone_of,
                drawn.problem.households,
            )
        )
    known = None if bound is None or not np.isfinite(bound) else float(bound)
    changed = scenario.with_zones(
        planner.labels(drawn), drawn.target_zones, known, by_hand=drawn.by_hand
    )
    return changed.model_copy(update={"zone_names": names})


def with_lock(
    planner: Planner,
    scenario: Scenario,
    answer: ScenarioZones,
    zones: Sequence[int],
    *,
    locked: bool,
) -> Scenario:
    """Return a scenario with zones locked or set free.

    What was proven under locks is not known to hold without them.

    Parameters
    ----------
    planner : Planner
        The open workspace and its answers.
    scenario : Scenario
        What the planner has changed.
    answer : ScenarioZones
        The zones as they are shown.
    zones : sequence of int
        The zones of a plan.
    locked : bool
        Whether they are locked or set free.

    Returns
    -------
    Scenario
    """
    ids = planner.district.estates["estate_id"].astype(str).to_numpy()
    members = {str(estate) for zone in zones for estate in ids[answer.zoning.members[zone]]}
    kept = set(scenario.locked)
    wanted = kept | members if locked else kept - members
    bound = answer.zoning.bound if locked else None
    changed = with_zoning(planner, scenario, answer, answer.zoning, bound)
    return changed.model_copy(update={"locked": tuple(sorted(wanted))})


def with_name(
    planner: Planner, scenario: Scenario, answer: ScenarioZones, zone: int, name: str
) -> Scenario:
    """Return a scenario in which a zone is called otherwise.

    Parameters
    ----------
    planner : Planner
        The open workspace and its answers.
    scenario : Scenario
        What the planner has changed.
    answer : ScenarioZones
        The zones as they are shown.
    zone : int
        Number of the zone.
    name : str
        What it is to be called.

    Returns
    -------
    Scenario

    Raises
    ------
    GeoError
        When no name is left, or another zone has it.
    """
    names = answer.zones["zone_id"].astype(str).tolist()
    wanted = " ".join(plain_text(name).split())
    if not wanted:
        raise GeoError("zone_edit.name_empty")
    if wanted in (*names[:zone], *names[zone + 1 :]):
        raise GeoError("zone_edit.name_taken", name=wanted)
    names[zone] = wanted
    changed = with_zoning(planner, scenario, answer, answer.zoning, answer.zoning.bound)
    return changed.model_copy(update={"zone_names": tuple(names)})


def with_target(planner: Planner, scenario: Scenario, answer: ScenarioZones) -> Scenario:
    """Return a scenario that asks for as many zones as it has.

    Parameters
    ----------
    planner : Planner
        The open workspace and its answers.
    scenario : Scenario
        What the planner has changed.
    answer : ScenarioZones
        The zones as they are shown.

    Returns
    -------
    Scenario
    """
    plan = answer.zoning
    judged = Zoning.from_labels(plan.problem, plan.zone_of, rules=plan.rules, by_hand=plan.by_hand)
    return with_zoning(planner, scenario, answer, judged, None)


@dataclass(frozen=True, eq=False)
class Climb:
    """Where every estate stands on the ladders of level and mode.

    Attributes
    ----------
    criteria : DataFrame
        The five criteria, 0 to 100; missing where the list has none.
    level, mode : DataFrame
        As :func:`geo.zoning.service_levels` and :func:`geo.zoning.management_modes` return them.
    given : tuple of (level, mode) Series of bool
        Where the list itself says the level or the mode.
    """

    criteria: pd.DataFrame
    level: pd.DataFrame
    mode: pd.DataFrame
    given: tuple["pd.Series[bool]", "pd.Series[bool]"]


@answered_once
def climb(planner: Planner) -> Climb:
    """Return where every estate stands and what would move it up.

    Parameters
    ----------
    planner : Planner
        The open workspace and its answers.
    """
    estates = pd.DataFrame(planner.district.estates.drop(columns="geometry"))
    criteria = estates.reindex(columns=list(zoning.CRITERIA))
    service, modes = ladders_of(planner.district.settings)
    return Climb(
        criteria=criteria.apply(pd.to_numeric, errors="coerce"),
        level=zoning.service_levels(criteria, service),
        mode=zoning.management_modes(criteria, modes),
        given=(_given(estates, "service_level"), _given(estates, "management_mode")),
    )


def _given(estates: pd.DataFrame, column: str) -> "pd.Series[bool]":
    if column not in estates:
        return pd.Series(data=False, index=estates.index)
    return estates[column].fillna("").astype(str).str.strip() != ""
