"""The workspace: a folder that becomes a district, answers about it, and a whole plan.

What needs two rooms is composed here: lists against roads, gates and stations on the network,
cover, siting and zoning of one district.
"""

from geo.workspace.checking import Checked, SpeedDoubt, check_workspace
from geo.workspace.claim_audit import ClaimAudit, audit_claim
from geo.workspace.coverage.calibration import (
    Calibration,
    calibrate_files,
    left_out,
    settings_lines,
)
from geo.workspace.coverage.cheapest_fixes import (
    cheapest_fix_notices,
    fixes_of,
    longer_shift,
)
from geo.workspace.coverage.crew_load import (
    CrewLoad,
    OneMore,
    crew_load,
    least_crews,
    one_more_crew,
)
from geo.workspace.coverage.crew_utilisation import crew_utilisation
from geo.workspace.coverage.detours import Detour, detours_of
from geo.workspace.coverage.equity import ACCESS_PER, Equity, equity_of
from geo.workspace.coverage.promise_areas import known_promise_areas, promise_areas
from geo.workspace.coverage.routes import EstateRoute, estate_row, route_of
from geo.workspace.coverage.run_cards import RunCards, run_cards_of
from geo.workspace.coverage.sensitivity import tornado
from geo.workspace.coverage.skills import cover_by_skill, district_for_fault, skills_of
from geo.workspace.coverage.verdicts import Covered, cover_district, cover_stations
from geo.workspace.database_lists import TakenList, take_lists
from geo.workspace.district import (
    NEW_STATION,
    District,
    open_district,
    open_stations,
    survey,
)
from geo.workspace.folder_history import (
    FolderChange,
    FolderHistory,
    change_file,
    digest_of,
    folder_history,
    redo_change,
    undo_change,
)
from geo.workspace.gates import Gates
from geo.workspace.hourly_roads import HourlyRoads
from geo.workspace.hours import DayAndNight
from geo.workspace.list_file import (
    EDITABLE,
    RoadUpload,
    cells_of,
    current_list,
    list_of_cells,
    list_rows,
    read_road_upload,
    save_file,
    save_list,
)
from geo.workspace.make_plan import CIRCLE_LIMITS_MIN, make_plan, plan_of, run_of
from geo.workspace.placing import (
    FARTHEST_OUTSIDE_M,
    PlaceContext,
    place_context,
    refuse_unfit_place,
)
from geo.workspace.plan import ZONE_COLUMNS, Plan, PlannedScenario, Run, ScenarioEntry
from geo.workspace.projects import begin_project, copy_project
from geo.workspace.reading.areas import Area, areas_of_file, polygon_of
from geo.workspace.reading.datum_doubts import check_datum, datum_notices
from geo.workspace.reading.decisions import decide, decisions_of, decisions_path, refuse, take_back
from geo.workspace.reading.folder import (
    SETTINGS_FILE,
    Workspace,
    example_folder,
    free_folder,
    init_workspace,
    is_example,
    kept_folder,
    open_workspace,
)
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
from geo.workspace.reading.shifts import DUTY_NOTICES, duty_notices
from geo.workspace.reading.time_files import write_times
from geo.workspace.reading.uploaded_list import (
    FORMATS,
    LARGEST_MB,
    LIST_READERS,
    Finding,
    HeaderQuestion,
    UploadedList,
    findings_of,
    header_questions,
    headers_of,
    lacks_headers,
    lacks_streets,
    new_workspace,
    read_list,
    remember_headers,
    remembered_headers,
)
from geo.workspace.road_access import roadless_zones
from geo.workspace.self_test import run_self_test
from geo.workspace.settings_file import (
    SettingsDraft,
    draft_settings,
    save_settings,
    shown_digest,
)
from geo.workspace.siting.answer import (
    StationSiting,
    answer_of,
    best_sitings,
    site_stations,
    station_curve,
)
from geo.workspace.siting.case import SitingCase, TriedPlan, siting_case
from geo.workspace.siting.comparison import (
    PlanComparison,
    PlanFigures,
    compare_coverages,
    plan_figures,
)
from geo.workspace.siting.front import front_plan, siting_front
from geo.workspace.siting.futures import (
    PhasedSiting,
    covers_in,
    phased_siting,
    regret_of,
    robust_siting,
)
from geo.workspace.siting.models import (
    MODELS,
    ModelTerms,
    SitingModel,
    models_weighing,
    refuse_unread,
)
from geo.workspace.siting.places import SitePlaces, refuse_pointless, site_places
from geo.workspace.siting.request import (
    SitingReport,
    SitingRequest,
    calculate_sitings,
    shared_sites,
)
from geo.workspace.siting.rules import SettledSites, SiteRules, counts_of, settle
from geo.workspace.siting.tolerance import TOLERANCE_MODELS, SitingTolerance, siting_tolerance
from geo.workspace.siting.ways import SiteMinutes, SiteWays
from geo.workspace.weights import HOUSEHOLDS, weight_column, weight_columns, weight_of
from geo.workspace.zones.communities import community_totals
from geo.workspace.zones.management import decide_management, ladders_of, level_needs
from geo.workspace.zones.sample import ZoneRank, rank_zones
from geo.workspace.zones.seeds import seed_estates
from geo.workspace.zones.zone_count import count_notices
from geo.workspace.zones.zones import (
    ZoneDrawing,
    areas_within_barriers,
    changes_of,
    draw_zones,
    zone_areas,
    zone_tables,
    zoning_problem,
    zoning_rules,
)

__all__ = [
    "ACCESS_PER",
    "CIRCLE_LIMITS_MIN",
    "DUTY_NOTICES",
    "EDITABLE",
    "FARTHEST_OUTSIDE_M",
    "FORMATS",
    "HOUSEHOLDS",
    "LARGEST_MB",
    "LIST_READERS",
    "MODELS",
    "NEW_STATION",
    "SETTINGS_FILE",
    "TOLERANCE_MODELS",
    "ZONE_COLUMNS",
    "Area",
    "Calibration",
    "Checked",
    "ClaimAudit",
    "ConvertedRoads",
    "Covered",
    "CrewLoad",
    "DayAndNight",
    "Detour",
    "District",
    "Equity",
    "EstateRoute",
    "Finding",
    "FolderChange",
    "FolderHistory",
    "Gates",
    "HeaderQuestion",
    "HourlyRoads",
    "Inputs",
    "Located",
    "ModelTerms",
    "OneMore",
    "PhasedSiting",
    "PlaceContext",
    "Plan",
    "PlanComparison",
    "PlanFigures",
    "PlannedScenario",
    "PresentPlan",
    "RoadUpload",
    "Run",
    "RunCards",
    "ScenarioEntry",
    "SettingsDraft",
    "SettledSites",
    "SiteMinutes",
    "SitePlaces",
    "SiteRules",
    "SiteWays",
    "SitingCase",
    "SitingModel",
    "SitingReport",
    "SitingRequest",
    "SitingTolerance",
    "SpeedDoubt",
    "StationSiting",
    "TakenList",
    "TriedPlan",
    "UploadedList",
    "Workspace",
    "ZoneChanges",
    "ZoneDrawing",
    "ZoneRank",
    "answer_of",
    "areas_of_file",
    "areas_within_barriers",
    "audit_claim",
    "begin_project",
    "best_sitings",
    "calculate_sitings",
    "calibrate_files",
    "cells_of",
    "change_file",
    "changes_of",
    "cheapest_fix_notices",
    "check_datum",
    "check_workspace",
    "community_totals",
    "compare_coverages",
    "compare_zonings",
    "convert_roads",
    "copy_project",
    "count_notices",
    "counts_of",
    "cover_by_skill",
    "cover_district",
    "cover_stations",
    "covers_in",
    "crew_load",
    "crew_utilisation",
    "current_list",
    "datum_notices",
    "decide",
    "decide_management",
    "decisions_of",
    "decisions_path",
    "detours_of",
    "digest_of",
    "district_for_fault",
    "draft_settings",
    "draw_zones",
    "duty_notices",
    "equity_of",
    "estate_row",
    "example_folder",
    "findings_of",
    "fixes_of",
    "folder_history",
    "free_folder",
    "front_plan",
    "geocode_list",
    "header_questions",
    "headers_of",
    "init_workspace",
    "is_example",
    "kept_folder",
    "known_promise_areas",
    "lacks_headers",
    "lacks_streets",
    "ladders_of",
    "least_crews",
    "left_out",
    "level_needs",
    "list_of_cells",
    "list_rows",
    "locate",
    "longer_shift",
    "make_plan",
    "models_weighing",
    "new_workspace",
    "one_more_crew",
    "online_finder",
    "open_district",
    "open_stations",
    "open_workspace",
    "phased_siting",
    "place_context",
    "plan_figures",
    "plan_of",
    "polygon_of",
    "present_plan_of",
    "promise_areas",
    "rank_zones",
    "read_inputs",
    "read_list",
    "read_present_plan",
    "read_road_upload",
    "redo_change",
    "refuse",
    "refuse_pointless",
    "refuse_unfit_place",
    "refuse_unread",
    "regret_of",
    "remember_headers",
    "remembered_headers",
    "roadless_zones",
    "robust_siting",
    "route_of",
    "run_cards_of",
    "run_of",
    "run_self_test",
    "save_file",
    "save_list",
    "save_settings",
    "seed_estates",
    "settings_lines",
    "settle",
    "shared_sites",
    "shown_digest",
    "site_places",
    "site_stations",
    "siting_case",
    "siting_front",
    "siting_tolerance",
    "skills_of",
    "station_curve",
    "survey",
    "take_back",
    "take_lists",
    "tornado",
    "undo_change",
    "weight_column",
    "weight_columns",
    "weight_of",
    "write_times",
    "zone_areas",
    "zone_tables",
    "zoning_problem",
    "zoning_rules",
]
