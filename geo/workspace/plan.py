"""The plan: everything a bureau decides on, and everything it was calculated from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import geopandas as gpd
import pandas as pd
import shapely

from geo.coverage import Coverage, HourlyCoverage
from geo.errors import Notice, ZonesRefusedError
from geo.roads import RoadMap
from geo.settings import Settings
from geo.siting import SitingPlan
from geo.summary import Summarized
from geo.workspace.reading.present_plan import ZoneChanges
from geo.zoning import Zoning

__all__ = ["ZONE_COLUMNS", "Plan", "PlannedScenario", "Run", "ScenarioEntry"]

ZONE_COLUMNS: Final = (
    "zone_id",
    "street",
    "operator",
    "service_level",
    "estates",
    "households",
    "centre_estate_id",
    "max_min",
)
"""What a plan says of each zone."""


@dataclass(frozen=True)
class Run:
    """What makes a plan repeatable.

    Attributes
    ----------
    hash : str
        SHA-256 over version, settings and inputs: the same inputs give the same hash.
    version : str
        Version of the product.
    inputs : dict of str to str
        SHA-256 of every input by its name relative to the workspace.
    """

    hash: str
    version: str
    inputs: dict[str, str]


@dataclass(frozen=True)
class ScenarioEntry:
    """A line of a scenario's record: who approved or said what, and when.

    Attributes
    ----------
    at : datetime
        When, UTC.
    who : str
        Who; empty on one's own machine.
    notice : Notice
        What was done or said.
    """

    at: datetime
    who: str
    notice: Notice


@dataclass(frozen=True)
class PlannedScenario:
    """The scenario that a plan is of.

    Attributes
    ----------
    name : str
        What the planner calls it; empty for the district as it is.
    content : str
        What it changes, as JSON: the text whose SHA-256 the run counts as an input.
    changes : mapping of str to Any
        What it changes about crews, promise, speeds and days, as JSON has it.
    standing : Notice or None
        Who has proposed or approved it, and whether it is frozen; None for a mere draft.
    record : tuple of ScenarioEntry
        Its approvals and comments, oldest first.
    author : str
        Who made it; empty where nobody says.
    day : str
        The day of its last change, ``2026-11-28``; empty for one that was never changed.
    before : mapping of str to Any, optional
        The figures of the district without it, at the same hour and under the same promise: those
        of ``coverage_summary`` and ``stations``. None where it changes nothing of them.
    """

    name: str
    content: str
    changes: Mapping[str, Any] = field(default_factory=dict)
    standing: Notice | None = None
    record: tuple[ScenarioEntry, ...] = ()
    author: str = ""
    day: str = ""
    before: Mapping[str, Any] | None = None


@dataclass(frozen=True, eq=False, repr=False)
class Plan(Summarized):
    """A complete plan of a district.

    Attributes
    ----------
    settings : Settings
        What was asked for.
    run : Run
        What makes the plan repeatable.
    estates : GeoDataFrame
        One row per estate: the columns of ``estates.csv`` in their order, then further ones.
    stations : GeoDataFrame
        The stations of the list and the proposed ones (``status`` ``candidate``).
    zones : GeoDataFrame
        One row per zone: the columns of ``zones.csv``, and the zone's area.
    circles : GeoDataFrame
        ``station_id, minutes, kind``: of kind ``drive`` the area reached by drive within so many
        minutes; of kind ``promise`` where the station keeps the promise of so many minutes.
    road_map : RoadMap
        The roads.
    boundary : GeoDataFrame or None
        The outline of the district.
    coverage : Coverage
        The verdicts with today's open stations.
    coverage_summary : dict
        The same as figures, by street too.
    siting : SitingPlan or None
        The answer about new stations; None where nobody asked for proposals.
    proposed : GeoDataFrame
        The new stations: ``candidate_id, name, near, lon, lat, households_gained``.
    coverage_after : Coverage
        The verdicts once the proposed stations are open.
    zoning : Zoning or None
        The zones; None where the workspace asks for none.
    zone_changes : ZoneChanges or None
        What the zones change about the present plan; None where there is none.
    notices : tuple of Notice
        What was changed, assumed or is doubtful.
    assumptions : tuple of (str, str)
        Names of assumptions and their values, as settings write them.
    closed_areas : tuple of Polygon
        Where a scenario closes the roads, in degrees.
    zones_refused : ZonesRefusedError or None
        Why the zones that were asked for could not be drawn; the rest of the plan stands.
    hourly : HourlyCoverage or None
        The verdicts at every hour; None where no crew has hours and nobody asks for them.
    scenario : PlannedScenario or None
        The scenario that it is the plan of; None for the plan of the workspace itself.
    siting_by_hour : DataFrame or None
        What the new stations give at every hour, where the settings ask for all of them.
    """

    settings: Settings
    run: Run
    estates: gpd.GeoDataFrame
    stations: gpd.GeoDataFrame
    zones: gpd.GeoDataFrame
    circles: gpd.GeoDataFrame
    road_map: RoadMap
    boundary: gpd.GeoDataFrame | None
    coverage: Coverage
    coverage_summary: dict[str, Any]
    siting: SitingPlan | None
    proposed: gpd.GeoDataFrame
    coverage_after: Coverage
    zoning: Zoning | None
    zone_changes: ZoneChanges | None
    notices: tuple[Notice, ...]
    assumptions: tuple[tuple[str, str], ...]
    closed_areas: tuple[shapely.Polygon, ...] = ()
    zones_refused: ZonesRefusedError | None = None
    hourly: HourlyCoverage | None = None
    scenario: PlannedScenario | None = None
    siting_by_hour: pd.DataFrame | None = None

    def _facts(self) -> Iterator[tuple[str, str]]:
        yield "name", self.settings.name or "–"
        yield "estates", f"{len(self.estates):,}"
        yield "share_households", f"{self.coverage_summary['share_households']:.1%}"
        yield "proposed", f"{len(self.proposed):,}"
        yield "zones", f"{len(self.zones):,}"
        yield "run", self.run.hash[:12]
