"""What the page of zones asks: zones under their names, edits foretold, estates' levels.

Nothing here knows of Streamlit.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import pandas as pd

from geo import zoning
from geo.report.text import plain_text
from geo.ui.desk.desk import Desk, ZoneAnswer
from geo.ui.scenario import Scenario
from geo.workspace import ladders_of
from geo.zoning import Violation, Zoning, ZoningProblem, ZoningRules

__all__ = [
    "Climb",
    "Foretold",
    "best_split",
    "climb",
    "foretold",
    "locked_zones",
    "near_zones",
    "rows_of",
    "with_lock",
    "with_target",
    "with_zoning",
    "zones_of",
]

_MOST_OFFERED = 24


def zones_of(desk: Desk, scenario: Scenario) -> ZoneAnswer | None:
    """Return the zones of a scenario under their names, with its locks; None where it has none."""
    return _zones_of(desk, _zones_alone(scenario))


def _zones_alone(scenario: Scenario) -> Scenario:
    """Return what of a scenario its zones depend on."""
    return Scenario(
        zone_of=scenario.zone_of,
        zone_count=scenario.zone_count,
        zone_bound=scenario.zone_bound,
        zone_names=scenario.zone_names,
        locked=scenario.locked,
    )


@lru_cache(maxsize=32)
def _zones_of(desk: Desk, scenario: Scenario) -> ZoneAnswer | None:
    answer = desk.zones(scenario)
    if answer is None:
        return None
    ids = desk.district.estates["estate_id"].astype(str)
    if scenario.locked:
        answer = replace(answer, zoning=answer.zoning.lock(rows_of(desk, scenario.locked)))
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


def rows_of(desk: Desk, estate_ids: Sequence[str]) -> list[int]:
    """Return the rows of estates in the list; ids that it does not hold are left out."""
    place = {
        estate: row for row, estate in enumerate(desk.district.estates["estate_id"].astype(str))
    }
    return [place[estate] for estate in estate_ids if estate in place]


def with_zoning(
    desk: Desk,
    scenario: Scenario,
    former: ZoneAnswer | None,
    drawn: Zoning,
    bound: float | None,
) -> Scenario:
    """Return a scenario with other zones; those that live on keep their names.

    Parameters
    ----------
    desk : Desk
    scenario : Scenario
    former : ZoneAnswer or None
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
    changed = scenario.with_zones(desk.labels(drawn), drawn.target_zones, known)
    return changed.model_copy(update={"zone_names": names})


def with_lock(
    desk: Desk, scenario: Scenario, answer: ZoneAnswer, zones: Sequence[int], *, locked: bool
) -> Scenario:
    """Return a scenario with zones locked or set free.

    What was proven under locks is not known to hold without them.
    """
    ids = desk.district.estates["estate_id"].astype(str).to_numpy()
    members = {str(estate) for zone in zones for estate in ids[answer.zoning.members[zone]]}
    kept = set(scenario.locked)
    wanted = kept | members if locked else kept - members
    bound = answer.zoning.bound if locked else None
    changed = with_zoning(desk, scenario, answer, answer.zoning, bound)
    return changed.model_copy(update={"locked": tuple(sorted(wanted))})


def with_target(desk: Desk, scenario: Scenario, answer: ZoneAnswer) -> Scenario:
    """Return a scenario that asks for as many zones as it has."""
    plan = answer.zoning
    judged = Zoning.from_labels(plan.problem, plan.zone_of, rules=plan.rules)
    return with_zoning(desk, scenario, answer, judged, None)


def locked_zones(plan: Zoning) -> list[int]:
    """Return the zones that hold a locked estate, ascending."""
    rows = np.array(sorted(plan.locked), dtype=np.int64)
    return [int(zone) for zone in np.unique(plan.zone_of[rows])]


@dataclass(frozen=True)
class Foretold:
    """What an edit would do.

    Attributes
    ----------
    zone : int
        The zone that it leads to; :data:`geo.zoning.NEW` for a new one.
    change : float
        Household-minutes that the objective would rise by.
    broken : tuple of Violation
        Rules that would be broken and are not broken now.
    healed : int
        Rules broken now that would be kept.
    """

    zone: int
    change: float
    broken: tuple[Violation, ...]
    healed: int


def near_zones(plan: Zoning, estates: Sequence[int]) -> list[int]:
    """Return the zones that estates can go to: those they touch, else those of their street.

    Parameters
    ----------
    plan : Zoning
    estates : sequence of int
        Rows of the estates.
    """
    chosen = np.asarray(estates, dtype=np.int64)
    home = set(plan.zone_of[chosen].tolist()) if len(set(plan.zone_of[chosen])) == 1 else set()
    touching = set(plan.zone_of[plan.problem.adjacency[chosen].indices].tolist()) - home
    streets = set(plan.problem.street[chosen].tolist())
    same_street = {
        zone
        for zone, members in enumerate(plan.members)
        if int(plan.problem.street[members[0]]) in streets
    }
    return sorted(touching or same_street - home)[:_MOST_OFFERED]


def foretold(plan: Zoning, estates: Sequence[int], zones: Sequence[int]) -> list[Foretold]:
    """Return what moving estates together to each of some zones would do, the best first.

    Where every zone breaks a rule, those rules force the estates to stay.
    """
    present = set(plan.violations)
    found = []
    for zone in zones:
        moved = plan.move(dict.fromkeys(estates, zone))
        after = set(moved.violations)
        broken = tuple(one for one in moved.violations if one not in present)
        change = moved.objective - plan.objective
        found.append(Foretold(zone, change, broken, len(present - after)))
    return sorted(found, key=lambda one: (len(one.broken) - one.healed, one.change))


def best_split(plan: Zoning, zone: int) -> list[int] | None:
    """Return the estates to set apart for the cheapest two zones that keep every rule.

    The zone's estates are drawn anew as two zones, with the workload target of the whole plan.

    Returns
    -------
    list of int or None
        The part of fewer households; None where no two zones keep the rules.
    """
    members = plan.members[zone]
    if len(members) < 2:
        return None
    problem, rules = plan.problem, plan.rules
    workload = problem.workload[members]
    # The search sets its target by the zones it draws: the figures are scaled to the plan's.
    scale = plan.target / (workload.sum() / 2) if workload.sum() else 1.0
    near = problem.adjacency[members][:, members].tocoo()
    part = ZoningProblem(
        problem.households[members],
        problem.minutes_between(members),
        np.column_stack([near.row, near.col]),
        problem.street[members],
        names=[problem.name(int(estate)) for estate in members],
        workload=workload,
    )
    scaled = ZoningRules(
        max_estates=rules.max_estates,
        radius_min=rules.radius_min,
        cap=rules.cap * scale,
        band=(rules.band[0] * scale, rules.band[1] * scale),
        outside_min=rules.outside_min,
    )
    halves = zoning.draw(part, zones=2, rules=scaled)
    if not halves.n_zones:
        return None
    apart = min(halves.members, key=lambda half: float(problem.households[members[half]].sum()))
    return [int(estate) for estate in members[apart]]


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


@lru_cache(maxsize=4)
def climb(desk: Desk) -> Climb:
    """Return where every estate stands and what would move it up."""
    estates = pd.DataFrame(desk.district.estates.drop(columns="geometry"))
    criteria = estates.reindex(columns=list(zoning.CRITERIA))
    service, modes = ladders_of(desk.district.settings)
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
