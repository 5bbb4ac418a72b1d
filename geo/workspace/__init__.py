"""The workspace: a folder that becomes a district, answers about it, and a whole plan.

What needs two rooms is composed here: lists against roads, doors and stations on the network,
cover, siting and zoning of one district.
"""

from geo.workspace.checking import Checked, SpeedDoubt, check_workspace
from geo.workspace.claim_audit import audit_claim
from geo.workspace.coverage.calibration import calibrate_files
from geo.workspace.coverage.cheapest_fixes import cheapest_fix_notices, fixes_of
from geo.workspace.coverage.verdicts import Covered, cover_district, cover_stations
from geo.workspace.district import District, open_district, survey
from geo.workspace.make_plan import make_plan
from geo.workspace.plan import ESTATE_COLUMNS, ZONE_COLUMNS, Plan, Run
from geo.workspace.reading.decisions import decide, decisions_of, decisions_path, refuse, take_back
from geo.workspace.reading.folder import Workspace, example_folder, init_workspace, open_workspace
from geo.workspace.reading.inputs import Inputs, read_inputs
from geo.workspace.reading.locations import Located, geocode_list, locate, online_finder
from geo.workspace.reading.present_plan import (
    PresentPlan,
    ZoneChanges,
    compare_zonings,
    present_plan_of,
    read_present_plan,
)
from geo.workspace.reading.road_files import ConvertedRoads, convert_roads
from geo.workspace.reading.time_files import write_times
from geo.workspace.self_test import run_self_test
from geo.workspace.siting.answer import (
    StationSiting,
    best_sitings,
    site_stations,
    station_curve,
)
from geo.workspace.zones.management import ladders_of, level_needs
from geo.workspace.zones.zones import ZoneDrawing, draw_zones

__all__ = [
    "ESTATE_COLUMNS",
    "ZONE_COLUMNS",
    "Checked",
    "ConvertedRoads",
    "Covered",
    "District",
    "Inputs",
    "Located",
    "Plan",
    "PresentPlan",
    "Run",
    "SpeedDoubt",
    "StationSiting",
    "Workspace",
    "ZoneChanges",
    "ZoneDrawing",
    "audit_claim",
    "best_sitings",
    "calibrate_files",
    "cheapest_fix_notices",
    "check_workspace",
    "compare_zonings",
    "convert_roads",
    "cover_district",
    "cover_stations",
    "decide",
    "decisions_of",
    "decisions_path",
    "draw_zones",
    "example_folder",
    "fixes_of",
    "geocode_list",
    "init_workspace",
    "ladders_of",
    "level_needs",
    "locate",
    "make_plan",
    "online_finder",
    "open_district",
    "open_workspace",
    "present_plan_of",
    "read_inputs",
    "read_present_plan",
    "refuse",
    "run_self_test",
    "site_stations",
    "station_curve",
    "survey",
    "take_back",
    "write_times",
]
