"""What a visitor takes along: the minutes of every estate, its open problems, the way by road."""

from dataclasses import dataclass

import pandas as pd
import shapely

from geo.errors import Notice
from geo.workspace.coverage.cheapest_fixes import cheapest_fix_notices, fixes_of
from geo.workspace.coverage.verdicts import cover_stations
from geo.workspace.district import District
from geo.workspace.operations.questions import problems_of
from geo.workspace.operations.visit_plan import VisitPlan
from geo.workspace.reading.folder import Workspace
from geo.workspace.road_ways import estate_junctions, junctions_beside, road_ways
from geo.workspace.siting.places import site_places

__all__ = ["VisitBriefs", "day_lines", "visit_briefs"]


@dataclass(frozen=True, eq=False)
class VisitBriefs:
    """What stands on visit sheets beside the visit.

    Attributes
    ----------
    estates : DataFrame
        By position: ``response_min`` (missing where unknown), ``verdict``.
    fixes : list of Notice or None
        The cheapest change that would bring each estate on time; None where nothing is needed.
    problems : DataFrame
        The open problems by rank: ``estate_id, problem_id, kind, urgency``.
    """

    estates: pd.DataFrame
    fixes: list[Notice | None]
    problems: pd.DataFrame


def visit_briefs(workspace: Workspace, district: District) -> VisitBriefs:
    """Return what visitors should know of every estate.

    Parameters
    ----------
    workspace : Workspace
    district : District

    Returns
    -------
    VisitBriefs

    Raises
    ------
    WorkspaceError
        When the problem list of the workspace cannot be used.
    """
    covered = cover_stations(district)
    places = site_places(district)
    fixes = fixes_of(district, covered.coverage, places.sites, places.cover_rows)
    columns = ["estate_id", "problem_id", "kind", "urgency"]
    problems = pd.DataFrame({name: pd.Series(dtype=object) for name in columns})
    if workspace.path("problems") is not None:
        problems = problems_of(workspace, district).open[columns]
    return VisitBriefs(
        estates=covered.estates[["response_min", "verdict"]].reset_index(drop=True),
        fixes=cheapest_fix_notices(district, fixes),
        problems=problems.reset_index(drop=True),
    )


def day_lines(district: District, plan: VisitPlan) -> list[shapely.MultiLineString]:
    """Return the ways by road of every row of a plan's days, in WGS-84.

    The legs join the junctions beside the stops, without turn restrictions: they show the way, the
    minutes are those of the plan.

    Parameters
    ----------
    district : District
    plan : VisitPlan

    Returns
    -------
    list of MultiLineString
    """
    bases = plan.visitors.set_index("visitor_id")
    points = district.snap(bases["lon"].to_numpy(float), bases["lat"].to_numpy(float))
    base_node = dict(zip(bases.index, junctions_beside(district, points), strict=True))
    node = estate_junctions(district)
    tours = [
        [base_node[row["visitor_id"]], *node[list(row["stops"])], base_node[row["visitor_id"]]]
        for row in plan.days.to_dict("records")
    ]
    return road_ways(district, tours)
