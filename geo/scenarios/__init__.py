"""What a planner changes about a district, what follows from it, its store and its history.

Nothing here knows of Streamlit.
"""

from geo.scenarios.comparison import KINDS, Differences, compare_scenarios
from geo.scenarios.job import Job, Progress
from geo.scenarios.plan import scenario_plan
from geo.scenarios.planner import Figures, Planner, ScenarioCoverage, ScenarioZones, open_planner
from geo.scenarios.present_zones import PLAN_FORMATS, present_zones, read_uploaded_plan
from geo.scenarios.review_queue import (
    KNOWN_COLUMNS,
    Proposal,
    ReviewQueue,
    ReviewRow,
    latest_decision,
    queue_of,
    refused_rows,
    row_of,
)
from geo.scenarios.scenario import Area, Edit, Scenario
from geo.scenarios.siting import Futures, SiteAsk
from geo.scenarios.store import (
    FIRST_SCENARIO,
    ChangedElsewhereError,
    SavedScenario,
    SavedScenarios,
    Store,
    store_of,
)
from geo.scenarios.zone_edits import climb, rows_of, with_lock, with_target, with_zoning, zones_of
from geo.scenarios.zone_redraw import CURVE_PRICES, Asked, Redrawn, redraw_several

__all__ = [
    "CURVE_PRICES",
    "FIRST_SCENARIO",
    "KINDS",
    "KNOWN_COLUMNS",
    "PLAN_FORMATS",
    "Area",
    "Asked",
    "ChangedElsewhereError",
    "Differences",
    "Edit",
    "Figures",
    "Futures",
    "Job",
    "Planner",
    "Progress",
    "Proposal",
    "Redrawn",
    "ReviewQueue",
    "ReviewRow",
    "SavedScenario",
    "SavedScenarios",
    "Scenario",
    "ScenarioCoverage",
    "ScenarioZones",
    "SiteAsk",
    "Store",
    "certainty",
    "climb",
    "compare_scenarios",
    "latest_decision",
    "open_planner",
    "present_zones",
    "queue_of",
    "read_uploaded_plan",
    "redraw_several",
    "refused_rows",
    "row_of",
    "rows_of",
    "scenario_plan",
    "siting",
    "store_of",
    "with_lock",
    "with_target",
    "with_zoning",
    "zones_of",
]
