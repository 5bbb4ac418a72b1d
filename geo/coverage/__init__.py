"""Who is reached in time, how surely, and what would change it."""

from geo.coverage.access import expected_cover, two_step_access
from geo.coverage.area import AreaMinutes, sample_area
from geo.coverage.audit import audit, before_and_after, disc_bound, packing_bound, turning_points
from geo.coverage.audited_area import area_parts
from geo.coverage.by_hour import HasHours, HourlyCoverage, Hours, cover_by_hour, hourly_summary
from geo.coverage.calibration import calibrate
from geo.coverage.claim import CLAIM_PARTS, Claim, parse_claim
from geo.coverage.duty import Day, Duty, LongerShift, OnDuty, Shift
from geo.coverage.erlang import erlang_b, erlang_c
from geo.coverage.gates import GateChoice, best_gates, open_gates
from geo.coverage.gradual import gradual_cover
from geo.coverage.hot_spots import HotSpots, hot_spots, nearest_neighbours
from geo.coverage.hypercube import (
    MAX_EXACT_CREWS,
    BusyCrews,
    hypercube,
    hypercube_approximation,
)
from geo.coverage.near_verdicts import NearEstates, NearQuestion, NearVerdicts, NearWays
from geo.coverage.promised import percentile_minutes
from geo.coverage.reallocation import reallocation
from geo.coverage.remedies import (
    REMEDY_COSTS,
    Remedy,
    cheapest_fixes,
    new_minutes,
    new_probability,
    shorter_turnout,
)
from geo.coverage.roll_up import roll_up, summary
from geo.coverage.run_cards import preferences_by_minutes, run_cards
from geo.coverage.selftest import SelfTest, selftest, work_out
from geo.coverage.sensitivity import sensitivity
from geo.coverage.skills import every_skill, skill_of_kind, split_skills
from geo.coverage.travel_laws import iso_distance_km, iso_travel_minutes, mean_nearest_km
from geo.coverage.verdict import NOT_REACHED, REPORTED, USUAL_DETOUR, VERDICTS, Coverage, cover
from geo.coverage.worst_off import WorstOff, worst_off

__all__ = [
    "CLAIM_PARTS",
    "MAX_EXACT_CREWS",
    "NOT_REACHED",
    "REMEDY_COSTS",
    "REPORTED",
    "USUAL_DETOUR",
    "VERDICTS",
    "AreaMinutes",
    "BusyCrews",
    "Claim",
    "Coverage",
    "Day",
    "Duty",
    "GateChoice",
    "HasHours",
    "HotSpots",
    "HourlyCoverage",
    "Hours",
    "LongerShift",
    "NearEstates",
    "NearQuestion",
    "NearVerdicts",
    "NearWays",
    "OnDuty",
    "Remedy",
    "SelfTest",
    "Shift",
    "WorstOff",
    "area_parts",
    "audit",
    "before_and_after",
    "best_gates",
    "calibrate",
    "cheapest_fixes",
    "cover",
    "cover_by_hour",
    "disc_bound",
    "erlang_b",
    "erlang_c",
    "every_skill",
    "expected_cover",
    "gradual_cover",
    "hot_spots",
    "hourly_summary",
    "hypercube",
    "hypercube_approximation",
    "iso_distance_km",
    "iso_travel_minutes",
    "mean_nearest_km",
    "nearest_neighbours",
    "new_minutes",
    "new_probability",
    "open_gates",
    "packing_bound",
    "parse_claim",
    "percentile_minutes",
    "preferences_by_minutes",
    "reallocation",
    "roll_up",
    "run_cards",
    "sample_area",
    "selftest",
    "sensitivity",
    "shorter_turnout",
    "skill_of_kind",
    "split_skills",
    "summary",
    "turning_points",
    "two_step_access",
    "work_out",
    "worst_off",
]
