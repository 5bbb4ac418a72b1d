"""The hours that a siting question weighs: whom every place reaches then, and how much it counts.

Hours with the same roads, open gates and crews on duty are one situation: most of a week is a few.
An estate at a situation is a point of its own; weighed by calls or by time this makes a model over
all hours the same model over more points.
"""

from collections.abc import Hashable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from geo.errors import Notice
from geo.summary import Summarized
from geo.workdays import DayKind
from geo.workspace.district import District
from geo.workspace.siting.models import Weighing
from geo.workspace.siting.places import (
    SitePlaces,
    cover_from,
    covers_within,
    listed_sites,
    places_of,
    refuse_too_large,
)
from geo.workspace.siting.ways import SiteMinutes, SiteWays

__all__ = ["HOUR_COLUMNS", "SiteHours", "hours_table", "site_hours"]

HOUR_COLUMNS: Final = (
    "day",
    "hour",
    "weight",
    "stations_on_duty",
    "households_before",
    "households_after",
    "mean_min_before",
    "mean_min_after",
)

_HOURS: Final = 24

Minutes = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False, repr=False)
class SiteHours(Summarized):
    """The places of a siting question at every hour.

    Attributes
    ----------
    weighing : {"calls", "equal", "worst"}
    situations : tuple of SitePlaces
        The places at hours that differ; all have the same sites.
    situation : ndarray of int64, shape (3, 24)
        Which of them every hour of a weekday, a weekend day and a holiday is.
    weight : ndarray of float64, shape (3, 24)
        What every hour counts, sum 1; for the worst hour its share of time.
    notices : tuple of Notice
        Where the weights come from.
    """

    weighing: Weighing
    situations: tuple[SitePlaces, ...]
    situation: NDArray[np.int64]
    weight: Minutes
    notices: tuple[Notice, ...]

    @property
    def shares(self) -> Minutes:
        """What every situation counts, sum 1."""
        shares = np.bincount(self.situation.ravel(), weights=self.weight.ravel())
        return np.asarray(shares, dtype=np.float64)

    @cached_property
    def stacked(self) -> SitePlaces:
        """The places with a point for every estate at every situation, situation by situation.

        Demand is households times what the situation counts; for the worst hour, households.
        """
        first = self.situations[0]
        counts = np.ones(len(self.situations)) if self.weighing == "worst" else self.shares

        legs = [one.ways.whole for one in self.situations]
        return SitePlaces(
            sites=first.sites,
            ways=SiteWays.given(SiteMinutes(*map(np.hstack, zip(*legs, strict=True)))),
            points=first.points,
            cover_rows=sparse.csr_array(sparse.hstack([one.cover_rows for one in self.situations])),
            demand=np.concatenate(
                [count * one.demand for count, one in zip(counts, self.situations, strict=True)]
            ),
            n_open=first.n_open,
            turnout_min=first.turnout_min,
            is_manned=np.any([one.is_manned for one in self.situations], axis=0),
        )

    def covers_within(self, district: District, limit_min: float) -> sparse.csr_array:
        """Return whom the places reach within other minutes, shape (n_sites, n_points)."""
        within = [covers_within(district, one, limit_min) for one in self.situations]
        return sparse.csr_array(sparse.hstack(within))

    def hours_of(self, situation: int) -> tuple[int, ...]:
        """Return the hours of the day that are a situation on some kind of day."""
        return tuple(np.flatnonzero((self.situation == situation).any(axis=0)).tolist())


def site_hours(district: District, weighing: Weighing) -> SiteHours:
    """Return the places of a district at every hour, and what every hour counts.

    Parameters
    ----------
    district : District
    weighing : {"calls", "equal", "worst"}

    Returns
    -------
    SiteHours

    Raises
    ------
    SitingError
        When listed candidates cannot be used.
    WorkspaceError
        When the log of calls cannot be read.
    """
    sites = listed_sites(district)
    clock = district.hours_of(sites.duty_ids, sites.points, crews=(1,) * len(sites.table))
    every = {clock.situation(day, hour) for day in DayKind for hour in range(_HOURS)}
    refuse_too_large(district, len(sites.table), situations=len(every))
    known: dict[Hashable, int] = {}
    situations: list[SitePlaces] = []
    situation = np.zeros((len(DayKind), _HOURS), dtype=np.int64)
    for k, day in enumerate(DayKind):
        for hour in range(_HOURS):
            key = clock.situation(day, hour)
            if key not in known:
                known[key] = len(situations)
                situations.append(places_of(district, sites, *clock.minutes(day, hour)))
            situation[k, hour] = known[key]
    # What is asked of one hour alone knows no calls.
    from geo.workspace.operations.call_pattern import call_pattern, shares_of_time

    calls = call_pattern(district) if weighing == "calls" else None
    return SiteHours(
        weighing=weighing,
        situations=tuple(situations),
        situation=situation,
        weight=shares_of_time() if calls is None else calls.share_of_calls,
        notices=() if calls is None else calls.notices,
    )


def hours_table(district: District, hours: SiteHours, chosen: NDArray[np.int64]) -> pd.DataFrame:
    """Return what the stations of today and those of a plan give at every hour.

    Parameters
    ----------
    district : District
    hours : SiteHours
    chosen : ndarray of int
        Rows of the sites that the plan holds.

    Returns
    -------
    DataFrame
        ``day, hour, weight, stations_on_duty, households_before, households_after,
        mean_min_before, mean_min_after``; stations on duty are those of the plan, means are over
        households with a way, missing where none has one.
    """
    figures = [_figures(district, places, chosen) for places in hours.situations]
    rows = [
        (day.value, hour, float(hours.weight[k, hour]), *figures[hours.situation[k, hour]])
        for k, day in enumerate(DayKind)
        for hour in range(_HOURS)
    ]
    return pd.DataFrame(rows, columns=list(HOUR_COLUMNS))


def _figures(
    district: District, places: SitePlaces, chosen: NDArray[np.int64]
) -> tuple[int, float, float, float, float]:
    """Return stations on duty, households on time and mean minutes, before and after."""
    today = places.on_duty
    then = chosen[places.is_manned[chosen]]
    reached = []
    for rows in (today, then):
        coverage = cover_from(district, places, rows)
        households = district.demand
        way = np.isfinite(coverage.response_min) & (households > 0)
        mean = (
            float(np.average(coverage.response_min[way], weights=households[way]))
            if way.any()
            else float("nan")
        )
        reached.append((float(households[coverage.covered].sum()), round(mean, 4)))
    (covered_before, mean_before), (covered_after, mean_after) = reached
    return then.size, covered_before, covered_after, mean_before, mean_after
