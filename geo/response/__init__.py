"""Response time as a chain of legs with a spread: how long, how surely, at which percentile."""

from geo.response.last_kept import last_kept
from geo.response.model import LEGS, ResponseModel
from geo.response.on_time import drive_budget, legs_or_refuse, p_on_time
from geo.response.on_time_table import expect_pairs, rounded_p_on_time
from geo.response.percentiles import percentiles
from geo.response.turnouts import each_turnout

__all__ = [
    "LEGS",
    "ResponseModel",
    "drive_budget",
    "each_turnout",
    "expect_pairs",
    "last_kept",
    "legs_or_refuse",
    "p_on_time",
    "percentiles",
    "rounded_p_on_time",
]
