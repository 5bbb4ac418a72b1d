"""What a planner changes about a district, what follows from it, its store and its history.

Nothing here knows of Streamlit.
"""

from geo.scenarios.changes import (
    Change,
    add_station,
    apply_change,
    change_hour,
    close_area,
    draw_zones_anew,
    lift_closure,
    move_station,
    remove_station,
    reopen_roads,
    slow_area,
    usual_speeds,
)
from geo.scenarios.clock import CLOCK_CLASSES, ClockHour, clock_classes, clock_hours
from geo.scenarios.comparison import KINDS, Differences, compare_scenarios
from geo.scenarios.job import Job
from geo.scenarios.operations import (
    assessed,
    has_list,
    known_periods,
    listed_problems,
    next_states,
    take_step,
)
from geo.scenarios.plan import scenario_plan
from geo.scenarios.planner import Figures, Planner, ScenarioCoverage, ScenarioZones, open_planner
from geo.scenarios.present_zones import PLAN_FORMATS, present_zones, read_uploaded_plan
from geo.scenarios.review_queue import (
    KNOWN_COLUMNS,
    OnlinePair,
    Proposal,
    ReviewQueue,
    ReviewRow,
    latest_decision,
    queue_of,
    refused_rows,
    row_of,
)
from geo.scenarios.scenario import Edit, NewStation, Scenario, SlowedRoads, Timeline
from geo.scenarios.siting import Futures, SiteAsk
from geo.scenarios.store import (
    FIRST_SCENARIO,
    ChangedElsewhereError,
    SavedScenario,
    SavedScenarios,
    Store,
    store_of,
)
from geo.scenarios.zone_edits import (
    climb,
    drawable_zones,
    rows_of,
    with_lock,
    with_target,
    with_zoning,
    zones_of,
)
from geo.scenarios.zone_redraw import CURVE_PRICES, Asked, Redrawn, redraw, redraw_several
from geo.workspace import Area

__all__ = [
    "CLOCK_CLASSES",
    "CURVE_PRICES",
    "FIRST_SCENARIO",
    "KINDS",
    "KNOWN_COLUMNS",
    "PLAN_FORMATS",
    "Area",
    "Asked",
    "Change",
    "ChangedElsewhereError",
    "ClockHour",
    "Differences",
    "Edit",
    "Figures",
    "Futures",
    "Job",
    "NewStation",
    "OnlinePair",
    "Planner",
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
    "SlowedRoads",
    "Store",
    "Timeline",
    "add_station",
    "apply_change",
    "assessed",
    "certainty",
    "change_hour",
    "climb",
    "clock_classes",
    "clock_hours",
    "close_area",
    "compare_scenarios",
    "draw_zones_anew",
    "drawable_zones",
    "has_list",
    "known_periods",
    "latest_decision",
    "lift_closure",
    "listed_problems",
    "move_station",
    "next_states",
    "open_planner",
    "present_zones",
    "queue_of",
    "read_uploaded_plan",
    "redraw",
    "redraw_several",
    "refused_rows",
    "remove_station",
    "reopen_roads",
    "row_of",
    "rows_of",
    "scenario_plan",
    "siting",
    "slow_area",
    "store_of",
    "take_step",
    "usual_speeds",
    "with_lock",
    "with_target",
    "with_zoning",
    "zones_of",
]
