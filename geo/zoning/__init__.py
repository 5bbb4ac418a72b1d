"""Zoning: estates grouped into management zones, proven, editable and stable."""

from geo.zoning.draw import draw
from geo.zoning.problem import ZoningProblem
from geo.zoning.rules import CandidateZones, ZoneRule, ZoningRules
from geo.zoning.violation import Violation
from geo.zoning.zoning import Zoning

__all__ = [
    "CandidateZones",
    "Violation",
    "ZoneRule",
    "Zoning",
    "ZoningProblem",
    "ZoningRules",
    "draw",
]
