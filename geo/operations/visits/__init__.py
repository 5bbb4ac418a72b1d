"""Visits: on which days every estate is visited, by whom, and in which order."""

from geo.operations.visits.calendar import VisitCalendar, visit_calendar, visit_rounds

__all__ = ["VisitCalendar", "visit_calendar", "visit_rounds"]
