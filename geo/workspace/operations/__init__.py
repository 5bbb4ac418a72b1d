"""What follows a plan once it runs: the problem list and the double assessment of a district."""

from geo.workspace.operations.call_pattern import CallPattern, call_pattern
from geo.workspace.operations.district_works import (
    DistrictWorks,
    MovedWork,
    screening_of,
    works_of,
)
from geo.workspace.operations.double_assessment import LEVELS, DoubleAssessment, UnitSheet
from geo.workspace.operations.forecasts import DistrictForecast, forecast_of
from geo.workspace.operations.measures import Measure
from geo.workspace.operations.problem_list import ProblemList
from geo.workspace.operations.questions import (
    assess_workspace,
    call_periods,
    problems_of,
    units_of_estates,
)
from geo.workspace.operations.rain_risk import ROOF_AGES, RainRisk
from geo.workspace.operations.record import (
    DONE,
    STATES,
    ProblemEvent,
    Record,
    RecordStore,
    SignOff,
    record_store,
    refuse_event,
)
from geo.workspace.operations.rosters import DistrictRoster, roster_of
from geo.workspace.operations.shift_patterns import Pattern, shift_patterns
from geo.workspace.operations.storm_day import StormDay, storm_day
from geo.workspace.operations.visit_briefs import VisitBriefs, day_lines, visit_briefs
from geo.workspace.operations.visit_lists import KnownVisit, VisitLists, Visitor, read_visit_lists
from geo.workspace.operations.visit_plan import VisitPlan, visits_plan
from geo.workspace.operations.work_weeks import RainSeason, WeeksOfWorks

__all__ = [
    "DONE",
    "LEVELS",
    "ROOF_AGES",
    "STATES",
    "CallPattern",
    "DistrictForecast",
    "DistrictRoster",
    "DistrictWorks",
    "DoubleAssessment",
    "KnownVisit",
    "Measure",
    "MovedWork",
    "Pattern",
    "ProblemEvent",
    "ProblemList",
    "RainRisk",
    "RainSeason",
    "Record",
    "RecordStore",
    "SignOff",
    "StormDay",
    "UnitSheet",
    "VisitBriefs",
    "VisitLists",
    "VisitPlan",
    "Visitor",
    "WeeksOfWorks",
    "assess_workspace",
    "call_pattern",
    "call_periods",
    "day_lines",
    "forecast_of",
    "problems_of",
    "read_visit_lists",
    "record_store",
    "refuse_event",
    "roster_of",
    "screening_of",
    "shift_patterns",
    "storm_day",
    "units_of_estates",
    "visit_briefs",
    "visits_plan",
    "works_of",
]
