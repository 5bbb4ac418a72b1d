"""Siting: proven best places for stations, with alternatives and reasons.

The four classic models are :func:`p_median`, :func:`p_center`, :func:`max_cover` and
:func:`set_cover`; every one returns a :class:`SitingPlan` with status, incumbent, bound and gap.
"""

from geo.siting.alternatives import (
    best_covers,
    best_medians,
    cover_curve,
    no_regret_sites,
    probability_cover,
)
from geo.siting.budget_cover import budget_cover
from geo.siting.busy_cover import backup_cover, mexclp
from geo.siting.capacities import capacitated_cover, capacitated_median
from geo.siting.change import winners_and_losers
from geo.siting.double_standard import double_standard
from geo.siting.fewest_stations import fewest_stations
from geo.siting.inputs import check_stop
from geo.siting.large_p_center import p_center_of_points, p_center_of_sparse
from geo.siting.large_p_median import p_median_of_points, p_median_of_sparse
from geo.siting.max_cover import max_cover
from geo.siting.p_center import p_center
from geo.siting.p_median import p_median
from geo.siting.pareto import front
from geo.siting.phases import PhasedPlan, phased_cover
from geo.siting.plan import SitingPlan, part_of_answer
from geo.siting.regret import regret_table
from geo.siting.relocation import (
    StationMoves,
    relocated_cover,
    relocated_median,
    station_moves,
)
from geo.siting.scenarios import expected_cover, worst_case_cover
from geo.siting.set_cover import set_cover
from geo.siting.tolerance import CoversAt, Tolerance, cover_tolerance, median_tolerance
from geo.siting.worst_case import worst_case_median, worst_case_probability

__all__ = [
    "CoversAt",
    "PhasedPlan",
    "SitingPlan",
    "StationMoves",
    "Tolerance",
    "backup_cover",
    "best_covers",
    "best_medians",
    "budget_cover",
    "capacitated_cover",
    "capacitated_median",
    "check_stop",
    "cover_curve",
    "cover_tolerance",
    "double_standard",
    "expected_cover",
    "fewest_stations",
    "front",
    "max_cover",
    "median_tolerance",
    "mexclp",
    "no_regret_sites",
    "p_center",
    "p_center_of_points",
    "p_center_of_sparse",
    "p_median",
    "p_median_of_points",
    "p_median_of_sparse",
    "part_of_answer",
    "phased_cover",
    "probability_cover",
    "regret_table",
    "relocated_cover",
    "relocated_median",
    "set_cover",
    "station_moves",
    "winners_and_losers",
    "worst_case_cover",
    "worst_case_median",
    "worst_case_probability",
]
