"""Zoning: estates grouped into management zones, proven, editable and stable."""

from geo.zoning.assignments import assignment_tables
from geo.zoning.barriers import parted_by
from geo.zoning.comparison import Comparison, changes, compare, kept_names
from geo.zoning.draw import draw
from geo.zoning.edit_options import (
    Foretold,
    best_split,
    foretold,
    locked_zones,
    near_zones,
)
from geo.zoning.editing import MoveOption, move_options, repair
from geo.zoning.fewest_zones import FewestZones, enough_zones, fewest_zones
from geo.zoning.kept_apart import kept_apart
from geo.zoning.levels import (
    CRITERIA,
    MODE_LADDER,
    SERVICE_LADDER,
    Ladder,
    Need,
    NextStep,
    Step,
    management_modes,
    mode_label,
    next_steps,
    service_levels,
    zone_levels,
)
from geo.zoning.neighbours import neighbours
from geo.zoning.operators import Quota, assign_operators, operator_totals
from geo.zoning.polygons import zone_polygons
from geo.zoning.problem import Piece, ZoningProblem
from geo.zoning.relaxation import Relaxation, smallest_relaxations
from geo.zoning.replanning import Replanned, keeping_locked, redraw, stability_curve, stay_put
from geo.zoning.rules import CandidateZones, Limits, ZoneRule, ZoningRules
from geo.zoning.sample import ZoningSample, sample_zonings
from geo.zoning.score import ZoneScore
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
    "Comparison",
    "FewestZones",
    "FixedZone",
    "Foretold",
    "Ladder",
    "Limits",
    "MoveOption",
    "MustLink",
    "Need",
    "NextStep",
    "OneLevel",
    "Piece",
    "Quota",
    "Relaxation",
    "Replanned",
    "SharedStation",
    "StayPut",
    "Step",
    "StreetPrice",
    "Violation",
    "ZoneRule",
    "ZoneScore",
    "Zoning",
    "ZoningProblem",
    "ZoningRules",
    "ZoningSample",
    "assign_operators",
    "assignment_tables",
    "best_split",
    "changes",
    "compare",
    "draw",
    "enough_zones",
    "fewest_zones",
    "foretold",
    "keeping_locked",
    "kept_apart",
    "kept_names",
    "locked_zones",
    "management_modes",
    "mode_label",
    "move_options",
    "near_zones",
    "neighbours",
    "next_steps",
    "operator_totals",
    "parted_by",
    "redraw",
    "repair",
    "sample_zonings",
    "service_levels",
    "smallest_relaxations",
    "stability_curve",
    "stay_put",
    "zone_levels",
    "zone_polygons",
]
