"""What is asked of a workspace about its operations: its problem list, and the assessment."""

from collections.abc import Callable, Mapping
from datetime import date

import numpy as np
from numpy.typing import NDArray

from geo.errors import Notice
from geo.tables import TableRead
from geo.workspace.district import District, survey
from geo.workspace.operations.double_assessment import (
    DoubleAssessment,
    assess_district,
    refuse_period_without_calls,
)
from geo.workspace.operations.lists import (
    ProblemRows,
    all_together,
    inspections_of,
    read_call_list,
    read_inspection_list,
    read_problem_rows,
)
from geo.workspace.operations.problem_list import ProblemList, list_problems
from geo.workspace.operations.record import Record, record_store
from geo.workspace.operations.visit_lists import read_visit_lists
from geo.workspace.operations.work_lists import WorkLists, read_work_lists
from geo.workspace.operations.work_weeks import season_of, weeks_of_works
from geo.workspace.reading.folder import Workspace
from geo.workspace.reading.inputs import read_inputs
from geo.workspace.zones.management import decide_management, text_of
from geo.workspace.zones.zones import draw_zones

Progress = Callable[[float, str], None]

__all__ = ["assess_workspace", "call_periods", "lists_in_order", "problems_of", "units_of_estates"]


def problems_of(
    workspace: Workspace,
    district: District | None = None,
    *,
    record: Record | None = None,
    as_of: date | None = None,
) -> ProblemList:
    """Return the ranked problem list of a workspace.

    Parameters
    ----------
    workspace : Workspace
    district : District, optional
        The district of the workspace, where it has been surveyed already.
    record : Record, optional
        What was done about the problems; left out, what the workspace keeps.
    as_of : date, optional
        The day of judgement; left out, that of the settings, else today.

    Returns
    -------
    ProblemList

    Raises
    ------
    WorkspaceError
        When inputs cannot be used.
    """
    known = district or survey(read_inputs(workspace), workspace.settings)
    rows = read_problem_rows(workspace, known.estates)
    return _judged(workspace, known, rows, record, as_of)


def assess_workspace(
    workspace: Workspace,
    district: District | None = None,
    *,
    period: str = "",
    zone_of: NDArray[np.object_] | None = None,
    draw: bool = True,
    record: Record | None = None,
    progress: Progress = lambda _share, _stage: None,
) -> DoubleAssessment:
    """Return the double assessment of a workspace.

    Parameters
    ----------
    workspace : Workspace
    district : District, optional
        The district of the workspace, where it has been surveyed already.
    period : str
        ``2025``, ``2025H2``, ``2025Q4`` or ``2025-10``; left out, that of the settings.
    zone_of : ndarray of str, shape (n_estates,), optional
        The zones; left out, those in force, else those that the plan draws.
    draw : bool
        Whether zones are drawn where none are in force; they are in any case where an inspection
        names a unit that may be one of them.
    record : Record, optional
        As for :func:`problems_of`.
    progress : callable
        Called with the share done and the key of the stage that begins.

    Returns
    -------
    DoubleAssessment

    Raises
    ------
    WorkspaceError
        When inputs cannot be used, or an inspection names a unit that the district does not have.
    OperationsError
        Without a period, or for a period without calls.
    """
    workspace.required_path("calls")
    progress(0.0, "workspace.stage_read")
    known = district or survey(read_inputs(workspace), workspace.settings)
    log, listed, inspected = all_together(
        lambda: read_call_list(workspace, known.estates),
        lambda: _problem_rows(workspace, known),
        lambda: read_inspection_list(workspace),
    )
    # What cannot be assessed at all is said before zones are drawn for it.
    refuse_period_without_calls(log, period or workspace.settings.assessment.period)
    if draw:
        progress(0.2, "workspace.stage_zone")
    units = units_of_estates(known, zone_of, draw=draw)
    if not (draw or "zone" in units or _all_known(inspected, _names(known, units))):
        units = units_of_estates(known)
    progress(0.7, "workspace.stage_cover")
    problems = None if listed is None else _judged(workspace, known, listed, record, None)
    return assess_district(
        known,
        log,
        units=units,
        problems=None if problems is None else problems.table,
        inspections=inspections_of(inspected, _names(known, units)),
        period=period,
    )


def _names(district: District, units: Mapping[str, NDArray[np.object_]]) -> set[str]:
    """Return all that an inspection may name."""
    stations = district.inputs.stations
    names = {str(unit) for unit in np.concatenate(list(units.values())) if unit}
    return names | {*stations["station_id"].astype(str), *stations["name"].astype(str)}


def _all_known(inspected: TableRead | None, names: set[str]) -> bool:
    return inspected is None or set(inspected.table["unit"].astype(str)) <= names


def _problem_rows(workspace: Workspace, district: District) -> ProblemRows | None:
    """Read the problems of a workspace; None where it names none."""
    if workspace.path("problems") is None:
        return None
    return read_problem_rows(workspace, district.estates)


def _judged(
    workspace: Workspace,
    district: District,
    rows: ProblemRows,
    record: Record | None,
    as_of: date | None,
) -> ProblemList:
    return list_problems(
        rows,
        district.estates,
        workspace.settings.problems,
        record=record_store(workspace.folder).read() if record is None else record,
        operators=decide_management(district)["operator"].fillna("").tolist(),
        as_of=as_of,
    )


def lists_in_order(workspace: Workspace, district: District) -> tuple[Notice, ...]:
    """Return what is to be told of the lists of operations that a workspace names.

    Raises
    ------
    WorkspaceError
        When they cannot be used: the faults of all of them together.
    """
    calls, problems, inspected, rounds, works = all_together(
        lambda: (
            None if workspace.path("calls") is None else read_call_list(workspace, district.estates)
        ),
        lambda: _problem_rows(workspace, district),
        lambda: read_inspection_list(workspace),
        lambda: (
            None if workspace.path("visitors") is None else read_visit_lists(workspace, district)
        ),
        lambda: None if workspace.path("works") is None else _works_in_order(workspace, district),
    )
    return tuple(
        notice
        for read in (calls, problems, inspected, rounds, works)
        if read is not None
        for notice in read.notices
    )


def _works_in_order(workspace: Workspace, district: District) -> WorkLists:
    """Return the works, which can all be finished in some week."""
    lists = read_work_lists(workspace, district.estates)
    weeks_of_works(lists, workspace.settings, season_of(workspace.settings), season_factor=1.0)
    return lists


def call_periods(workspace: Workspace, district: District) -> list[str]:
    """Return the quarters from which a workspace has calls, the latest first.

    Raises
    ------
    WorkspaceError
        When the settings name no calls, or the list cannot be used.
    """
    reported = read_call_list(workspace, district.estates).calls["reported_at"].dropna()
    quarters = reported.dt.to_period("Q").astype(str).unique()
    return sorted(map(str, quarters), reverse=True)


def units_of_estates(
    district: District, zone_of: NDArray[np.object_] | None = None, *, draw: bool = True
) -> Mapping[str, NDArray[np.object_]]:
    """Return who every estate counts for: its operator, street, community and zone.

    Parameters
    ----------
    district : District
    zone_of : ndarray of str, shape (n_estates,), optional
        As for :func:`assess_workspace`.
    draw : bool
        Whether zones are drawn where none are in force.

    Returns
    -------
    dict of str to ndarray of str, shape (n_estates,)
        Empty where an estate has none; ``zone`` is missing where there are no zones.
    """
    estates = district.estates
    operator = decide_management(district)["operator"].fillna("")
    units = {
        "operator": operator.to_numpy(dtype=object),
        "street": text_of(estates, "street"),
        "community": text_of(estates, "community"),
    }
    zones = _zones(district, draw=draw) if zone_of is None else zone_of
    return units if zones is None else {**units, "zone": zones}


def _zones(district: District, *, draw: bool) -> NDArray[np.object_] | None:
    present = district.inputs.present
    if present is not None:
        return present.zone_id
    if district.settings.zoning.zones is None or not draw:
        return None
    return draw_zones(district).estates["zone_id"].fillna("").to_numpy(dtype=object)
