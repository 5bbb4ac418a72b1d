"""Zoning: estates grouped into management zones, proven, editable and stable."""

from geo.zoning.draw import draw
from geo.zoning.levels import (
    CRITERIA,
    MODE_LADDER,
    SERVICE_LADDER,
    Ladder,
    Need,
    Step,
    management_modes,
    service_levels,
    zone_levels,
)
from geo.zoning.neighbours import neighbours
from geo.zoning.operators import Quota, assign_operators, operator_totals
from geo.zoning.polygons import zone_polygons
from geo.zoning.problem import ZoningProblem
from geo.zoning.rules import CandidateZones, ZoneRule, ZoningRules
from geo.zoning.terms import (
    AtMost,
    CannotLink,
    FixedZone,
    MustLink,
    OneLevel,
    SharedStation,
    StayPut,
    StreetPrice,
)
from geo.zoning.violation import Violation
from geo.zoning.zoning import NEW, Zoning

__all__ = [
    "CRITERIA",
    "MODE_LADDER",
    "NEW",
    "SERVICE_LADDER",
    "AtMost",
    "CandidateZones",
    "CannotLink",
    "FixedZone",
    "Ladder",
    "MustLink",
    "Need",
    "OneLevel",
    "Quota",
    "SharedStation",
    "StayPut",
    "Step",
    "StreetPrice",
    "Violation",
    "ZoneRule",
    "Zoning",
    "ZoningProblem",
    "ZoningRules",
    "assign_operators",
    "draw",
    "management_modes",
    "neighbours",
    "operator_totals",
    "service_levels",
    "zone_levels",
    "zone_polygons",
]
