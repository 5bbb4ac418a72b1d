"""Rosters: which crew works which shift, so that every hour is covered at the least cost."""

from geo.operations.rosters.roster import Roster, hourly_bound, largest_roster, roster

__all__ = ["Roster", "hourly_bound", "largest_roster", "roster"]
