"""Problems, assessment and visits of an open workspace for the app, each calculated once."""

from datetime import date
from pathlib import Path

import numpy as np
import shapely

from geo.presence import file_there
from geo.scenarios.planner import Planner, answered_once
from geo.scenarios.scenario import Scenario
from geo.scenarios.zone_edits import drawable_zones
from geo.workspace import Area, polygon_of
from geo.workspace.operations import (
    DistrictWorks,
    DoubleAssessment,
    ProblemEvent,
    ProblemList,
    RainRisk,
    Record,
    StormDay,
    VisitBriefs,
    VisitPlan,
    assess_workspace,
    call_periods,
    day_lines,
    problems_of,
    read_visit_lists,
    record_store,
    refuse_event,
    screening_of,
    storm_day,
    visit_briefs,
    visits_plan,
    works_of,
)

__all__ = [
    "assessed",
    "briefs_of_visits",
    "has_list",
    "known_periods",
    "last_visit_day",
    "listed_problems",
    "next_states",
    "planned_visits",
    "planned_works",
    "screened_estates",
    "stormy_day",
    "take_step",
    "visit_ways",
]

_VISIT_LISTS = ("visitors", "matters", "visits")
_NEXT = {
    "registered": ("judged", "planned", "in_work"),
    "judged": ("planned", "in_work"),
    "planned": ("in_work", "accepted"),
    "in_work": ("accepted", "planned"),
    "accepted": ("closed", "in_work"),
    "closed": ("filed", "in_work"),
    "filed": ("in_work",),
}


def has_list(planner: Planner, name: str) -> bool:
    """Return whether the workspace names a list: ``problems``, ``calls``.

    Parameters
    ----------
    planner : Planner
        The open workspace and its answers.
    name : str
        Its name.

    Returns
    -------
    bool
    """
    return planner.workspace.path(name) is not None


def listed_problems(planner: Planner, record: Record) -> ProblemList:
    """Return the problem list of a workspace as it stands with a record.

    Parameters
    ----------
    planner : Planner
        The open workspace and its answers.
    record : Record
        What was decided about problems.

    Returns
    -------
    ProblemList

    Raises
    ------
    GeoError
        When the lists cannot be used.
    """
    return _problems(planner, _stamp(planner, "problems", "problem_steps"), record)


@answered_once
def _problems(planner: Planner, _stamp: tuple[float, ...], record: Record) -> ProblemList:
    return problems_of(planner.workspace, planner.district, record=record)


def known_periods(planner: Planner) -> list[str]:
    """Return the quarters from which the workspace has calls, the latest first.

    Parameters
    ----------
    planner : Planner
        The open workspace and its answers.

    Returns
    -------
    list of str

    Raises
    ------
    GeoError
        When the log cannot be used.
    """
    return _periods(planner, _stamp(planner, "calls"))


@answered_once
def _periods(planner: Planner, _stamp: tuple[float, ...]) -> list[str]:
    return call_periods(planner.workspace, planner.district)


def assessed(
    planner: Planner, scenario: Scenario, period: str, record: Record, *, zones: bool
) -> DoubleAssessment:
    """Return the assessment of a period.

    Parameters
    ----------
    planner : Planner
    scenario : Scenario
        Says which zones calls are counted for.
    period : str
    record : Record
        What was done about problems.
    zones : bool
        Whether zones are judged too, which may have to be drawn first.

    Raises
    ------
    GeoError
        When the lists cannot be used.
    """
    zone_of: tuple[str, ...] = ("",) * len(planner.district.estates)
    drawn = drawable_zones(planner, scenario) if zones else None
    if drawn is not None:
        zone_of = tuple(drawn.estates["zone_id"].fillna("").astype(str))
    stamp = _stamp(planner, "calls", "inspections", "problems", "problem_steps")
    return _assessed(planner, stamp, period, zone_of, record)


@answered_once
def _assessed(
    planner: Planner,
    _stamp: tuple[float, ...],
    period: str,
    zone_of: tuple[str, ...],
    record: Record,
) -> DoubleAssessment:
    return assess_workspace(
        planner.workspace,
        planner.district,
        period=period,
        zone_of=np.array(zone_of, dtype=object),
        record=record,
    )


def last_visit_day(planner: Planner) -> date | None:
    """Return the last day of the calendar in force; None where there is none.

    Parameters
    ----------
    planner : Planner
        The open workspace and its answers.

    Returns
    -------
    date, optional

    Raises
    ------
    GeoError
        When the lists cannot be used.
    """
    return _last_visit_day(planner, _stamp(planner, *_VISIT_LISTS))


@answered_once
def _last_visit_day(planner: Planner, _stamp: tuple[float, ...]) -> date | None:
    known = read_visit_lists(planner.workspace, planner.district).visits
    return known[-1].day if known else None


def planned_visits(planner: Planner, begin: date, months: int) -> VisitPlan:
    """Return the visit calendar of a workspace.

    Parameters
    ----------
    planner : Planner
        The open workspace and its answers.
    begin : date
        Its first day.
    months : int
        Its length.

    Returns
    -------
    VisitPlan

    Raises
    ------
    GeoError
        When the lists cannot be used, or no calendar was found.
    """
    return _visits(planner, _stamp(planner, *_VISIT_LISTS), begin, months)


@answered_once
def _visits(planner: Planner, _stamp: tuple[float, ...], begin: date, months: int) -> VisitPlan:
    return visits_plan(planner.workspace, planner.district, begin=begin, months=months)


@answered_once
def visit_ways(planner: Planner, plan: VisitPlan) -> list[shapely.MultiLineString]:
    """Return the ways by road of every day of a calendar.

    Parameters
    ----------
    planner : Planner
        The open workspace and its answers.
    plan : VisitPlan
        Its calendar.

    Returns
    -------
    list of MultiLineString
    """
    return day_lines(planner.district, plan)


def briefs_of_visits(planner: Planner) -> VisitBriefs:
    """Return what visitors should know of every estate.

    Parameters
    ----------
    planner : Planner
        The open workspace and its answers.

    Returns
    -------
    VisitBriefs

    Raises
    ------
    GeoError
        When the problem list cannot be used.
    """
    return visit_briefs(planner.workspace, planner.district)


def planned_works(
    planner: Planner, *, fixed: tuple[tuple[str, int], ...] = (), lost: date | None = None
) -> DistrictWorks:
    """Return the plan of works before the rains.

    Parameters
    ----------
    planner : Planner
        The open workspace and its answers.
    fixed : tuple of (work_id, week)
        Works whose week somebody has fixed; -1 leaves a work out.
    lost : date, optional
        A day of a week without crews, after which the plan is mended.

    Returns
    -------
    DistrictWorks

    Raises
    ------
    GeoError
        When the lists cannot be used, or the day lies outside the weeks of the plan.
    """
    stamp = _stamp(planner, "works", "crew_weeks", "budgets", "calls")
    return _works(planner, stamp, fixed, lost)


@answered_once
def _works(
    planner: Planner,
    stamp: tuple[float, ...],
    fixed: tuple[tuple[str, int], ...],
    lost: date | None,
) -> DistrictWorks:
    if lost is not None:
        return _works(planner, stamp, fixed, None).after_lost_week(lost)
    if fixed:
        return _works(planner, stamp, (), None).replanned(dict(fixed))
    return works_of(planner.workspace, planner.district)


def screened_estates(planner: Planner) -> RainRisk:
    """Return the estates screened before the rains.

    Parameters
    ----------
    planner : Planner
        The open workspace and its answers.

    Returns
    -------
    RainRisk

    Raises
    ------
    GeoError
        When the log cannot be used, or nothing says when the season is.
    """
    return _screened(planner, _stamp(planner, "calls"))


@answered_once
def _screened(planner: Planner, _stamp: tuple[float, ...]) -> RainRisk:
    return screening_of(planner.workspace, planner.district)


def stormy_day(planner: Planner, scenario: Scenario) -> StormDay:
    """Return what a storm does that floods the areas which a scenario closes.

    Parameters
    ----------
    planner : Planner
        The open workspace and its answers.
    scenario : Scenario
        Whose closed areas are flooded.

    Returns
    -------
    StormDay

    Raises
    ------
    GeoError
        When the lists cannot be used, or an area meets no road.
    """
    stamp = _stamp(planner, "works", "crew_weeks", "budgets", "calls")
    return _storm(planner, stamp, scenario.closures)


@answered_once
def _storm(planner: Planner, _stamp: tuple[float, ...], areas: tuple[Area, ...]) -> StormDay:
    made = planned_works(planner)
    return storm_day(planner.district, made, [polygon_of(area) for area in areas])


def _stamp(planner: Planner, *names: str) -> tuple[float, ...]:
    """Return when the lists were last written: other lists are read anew."""
    paths = [planner.workspace.path(name) for name in names]
    return tuple(_changed_at(path) for path in paths if path is not None)


def _changed_at(path: Path) -> float:
    return path.stat().st_mtime if file_there(path) else 0.0


def next_states(state: str) -> tuple[str, ...]:
    """Return where a problem may go from where it stands, the likeliest first.

    Parameters
    ----------
    state : str
        Where a problem stands.

    Returns
    -------
    tuple of str
    """
    return _NEXT[state]


def take_step(
    planner: Planner, problems: ProblemList, event: ProblemEvent, known: Record
) -> Record:
    """Keep one step in the life of a problem.

    Parameters
    ----------
    planner : Planner
    problems : ProblemList
        The list on which the step was decided.
    event : ProblemEvent
    known : Record
        The record on which it was decided.

    Returns
    -------
    Record
        The newest one.

    Raises
    ------
    WorkspaceError
        When the problem cannot take the step, has changed elsewhere, or nothing can be saved.
    """
    row = problems.table[problems.table["problem_id"] == event.problem_id].iloc[0]
    refuse_event(
        event, state=row["status"], accepted=bool(row["accepted_by"]), proof=bool(row["proof"])
    )
    return record_store(planner.workspace.folder).add([event], known=known)
