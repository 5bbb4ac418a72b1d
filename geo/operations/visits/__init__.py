"""Visits: on which days every estate is visited, by whom, and in which order."""

from geo.operations.visits.calendar import VisitCalendar, visit_calendar, visit_rounds
from geo.operations.visits.day_patterns import (
    VisitNeed,
    day_patterns,
    fewest_visits,
    most_visits,
)

__all__ = [
    "VisitCalendar",
    "VisitNeed",
    "day_patterns",
    "fewest_visits",
    "most_visits",
    "visit_calendar",
    "visit_rounds",
]
