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
from geo.siting.busy_cover import backup_cover, mexclp
from geo.siting.capacities import capacitated_cover, capacitated_median
from geo.siting.max_cover import max_cover
from geo.siting.p_center import p_center
from geo.siting.p_median import p_median
from geo.siting.plan import SitingPlan
from geo.siting.reasons import explain
from geo.siting.set_cover import set_cover

__all__ = [
    "SitingPlan",
    "backup_cover",
    "best_covers",
    "best_medians",
    "capacitated_cover",
    "capacitated_median",
    "cover_curve",
    "explain",
    "max_cover",
    "mexclp",
    "no_regret_sites",
    "p_center",
    "p_median",
    "probability_cover",
    "set_cover",
]
