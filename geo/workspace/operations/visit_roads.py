"""Who can come on which day, and the minutes by road of the hour of visits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geo.tables import Days
from geo.workdays import DayKind, day_kind
from geo.workspace.district import District
from geo.workspace.operations.visit_lists import Visitor

__all__ = ["FAR_MIN", "VisitRoads", "can_come", "visit_roads"]

Minutes = NDArray[np.float64]
Flags = NDArray[np.bool_]

FAR_MIN: Final = 100_000.0
"""Stands for no way at all: longer than any day."""


def can_come(days: Days, begin: date, end: date) -> list[int]:
    """Return the days of a calendar on which a visitor can come, counted from its first day.

    Parameters
    ----------
    days : Days
        Days of the week and dates.
    begin, end : date
        The calendar, without its end.

    Returns
    -------
    list of int
        Public holidays are never among them.
    """
    return [
        number
        for number in range((end - begin).days)
        for day in [begin + timedelta(number)]
        if day_kind(day) is not DayKind.HOLIDAY
        and (day.weekday() in days.classes or day in days.dates)
    ]


@dataclass(frozen=True, eq=False)
class VisitRoads:
    """Minutes by road between the estates, and from and to the visitors' bases.

    Attributes
    ----------
    between : ndarray, shape (n_estates, n_estates)
    leave, back : ndarray, shape (n_visitors, n_estates)
        :data:`FAR_MIN` where there is no way.
    without_position : ndarray of bool, shape (n_estates,)
        Estates that no gate is known of.
    announced : ndarray of bool, shape (n_estates,)
        Estates of which no gate is open at the hour; their gates are taken to be opened.
    """

    between: Minutes
    leave: Minutes
    back: Minutes
    without_position: Flags
    announced: Flags


def visit_roads(district: District, visitors: Sequence[Visitor]) -> VisitRoads:
    """Return the minutes that visitors drive at the hour of a district.

    Parameters
    ----------
    district : District
        At the hour of visits.
    visitors : sequence of Visitor

    Returns
    -------
    VisitRoads
        By the quickest open gates, without the walk inside.
    """
    gates, n_estates = district.gates, len(district.estates)
    has_open = np.isin(np.arange(n_estates), gates.estate[gates.is_open])
    usable = gates.is_open | ~has_open[gates.estate]
    points = gates.points.take(np.flatnonzero(usable))
    owner = gates.estate[usable]
    bases = district.snap(
        np.array([one.lon for one in visitors]), np.array([one.lat for one in visitors])
    )
    between = _least(district.minutes_to_points(points, points), owner, owner, n_estates)
    np.fill_diagonal(between, 0.0)
    everybody = np.arange(len(visitors))
    return VisitRoads(
        between=between,
        leave=_least(
            district.minutes_to_points(bases, points), everybody, owner, n_estates, len(visitors)
        ),
        back=_least(
            district.minutes_to_points(points, bases).T,
            everybody,
            owner,
            n_estates,
            len(visitors),
        ),
        without_position=~gates.has_gate,
        announced=gates.has_gate & ~has_open,
    )


def _least(
    minutes: Minutes,
    rows: NDArray[np.int64],
    columns: NDArray[np.int64],
    n_columns: int,
    n_rows: int | None = None,
) -> Minutes:
    """Return the quickest of all pairs of doors, :data:`FAR_MIN` where there is no way."""
    least = np.full((n_columns if n_rows is None else n_rows, n_columns), FAR_MIN)
    np.minimum.at(least, (rows[:, None], columns[None, :]), minutes)
    return least
