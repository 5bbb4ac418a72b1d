"""How busy the crews of a district are, and what one more crew would change."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geo.coverage import (
    MAX_EXACT_CREWS,
    BusyCrews,
    hypercube,
    hypercube_approximation,
    preferences_by_minutes,
)
from geo.errors import CoverageError
from geo.response import p_on_time
from geo.summary import Summarized
from geo.workspace.district import District, refuse_without_stations

__all__ = [
    "CrewLoad",
    "OneMore",
    "calls_per_hour",
    "crew_load",
    "crews_of",
    "least_crews",
    "one_more_crew",
]

_HOURS_PER_YEAR: Final = 365.25 * 24

Minutes = NDArray[np.float64]
Indices = NDArray[np.int64]


@dataclass(frozen=True, eq=False, repr=False)
class CrewLoad(Summarized):
    """The crews of a district at work. Arrays are read-only.

    Attributes
    ----------
    station : ndarray of int, shape (n_crews,)
        Row of the open station where each crew stands.
    busy : BusyCrews
        The queueing model's answer; places are estates.
    is_exact : bool
        True for the exact model, False for Larson's approximation (more than 12 crews).
    calls_per_hour : float
        From all estates that a crew can reach.
    utilisation : float
        Share of all crew time that calls take.
    response_min : ndarray, shape (n_estates,)
        Mean response: medians of the legs over the crews that go, and the mean wait for a free
        crew; inf where there is no way.
    p_on_time : ndarray, shape (n_estates,)
        Probability to be on time, busy crews calculated with: calls that wait count as late.
    holds : ndarray of bool, shape (n_estates,)
        Where that probability keeps the promise.
    mean_response_min, share_on_time, other_station_share : float
        Over all calls; the last is the share that another station answers than the nearest.
    """

    station: Indices
    busy: BusyCrews
    is_exact: bool
    calls_per_hour: float
    utilisation: float
    response_min: Minutes
    p_on_time: Minutes
    holds: NDArray[np.bool_]
    mean_response_min: float
    share_on_time: float
    other_station_share: float

    def __post_init__(self) -> None:
        for value in vars(self).values():
            if isinstance(value, np.ndarray):
                value.setflags(write=False)

    @property
    def wait_min(self) -> float:
        """Mean minutes that a call waits for a free crew, those that do not wait included."""
        return 60 * self.busy.mean_wait_h

    def station_workload(self, n_stations: int) -> Minutes:
        """Return the mean share of time that the crews of each station are busy; nan without."""
        crews = np.bincount(self.station, minlength=n_stations)
        work = np.bincount(self.station, weights=self.busy.workload, minlength=n_stations)
        return np.where(crews > 0, work / np.maximum(crews, 1), np.nan)


@dataclass(frozen=True, eq=False, repr=False)
class OneMore(Summarized):
    """What one more crew at a station would change.

    Attributes
    ----------
    station : int
        Row of the open station.
    load : CrewLoad
        The crews at work with it.
    """

    station: int
    load: CrewLoad


def crews_of(district: District) -> Indices:
    """Return the row of the open station of every crew; a station that names no crews has one.

    Raises
    ------
    CoverageError
        When no open station has a crew.
    """
    refuse_without_stations(district)
    stations = district.stations
    count = np.ones(len(stations), np.int64)
    if "crews" in stations:
        count = stations["crews"].astype("Float64").fillna(1).to_numpy(np.int64)
    crews = np.repeat(np.arange(len(stations)), count)
    if not crews.size:
        raise CoverageError("certainty.no_crews")
    return crews


def calls_per_hour(district: District, calls_per_household_year: float) -> Minutes:
    """Return the calls of every estate in an hour, shape (n_estates,)."""
    return district.households * calls_per_household_year / _HOURS_PER_YEAR


def crew_load(
    district: District,
    *,
    calls_per_household_year: float,
    busy_min: float,
    crews: Indices | None = None,
) -> CrewLoad:
    """Return how busy crews are and how surely they come, each call sent to the nearest free one.

    Calls of all hours of the day are thought alike; a call that finds no free crew waits. Estates
    that no crew can reach send no calls.

    Parameters
    ----------
    district : District
    calls_per_household_year : float
        How often a household calls, above 0.
    busy_min : float
        How long a call keeps a crew, ways included, above 0.
    crews : ndarray of int, shape (n_crews,), optional
        Row of the open station of every crew. Default: as the list of stations says.

    Returns
    -------
    CrewLoad

    Raises
    ------
    CoverageError
        For no crews; calls or minutes that are not above 0; more calls than crews can serve, so
        that the queue would grow without bound; an approximation that does not settle.
    """
    if not (calls_per_household_year > 0 and busy_min > 0):
        raise CoverageError("certainty.call_rate", calls=calls_per_household_year, minutes=busy_min)
    crew_station = crews_of(district) if crews is None else crews
    drive, access = district.minutes_from_stations()
    model, target = district.model, district.settings.target
    minutes = district.response_minutes(drive, access)
    p_free = p_on_time(
        model,
        drive_min=drive,
        access_min=access,
        target_min=target.minutes,
        turnout_min=district.turnout_min[:, None],
    )
    reached = np.isfinite(minutes).any(axis=0)
    rates = np.where(reached, calls_per_hour(district, calls_per_household_year), 0.0)
    is_exact = crew_station.size <= MAX_EXACT_CREWS
    preferences = preferences_by_minutes(minutes[crew_station])
    busy = (hypercube if is_exact else hypercube_approximation)(
        rates, preferences, service_rate=60 / busy_min
    )
    is_nearest = crew_station[None, :] == crew_station[preferences[:, :1]]
    wait_min = 60 * busy.mean_wait_h
    response_min = np.where(
        reached, _mean_over_crews(busy, minutes[crew_station].T) + wait_min, np.inf
    )
    p = np.where(reached, busy.p_on_time(p_free[crew_station].T), 0.0)
    share = rates / rates.sum()
    return CrewLoad(
        station=crew_station,
        busy=busy,
        is_exact=is_exact,
        calls_per_hour=float(rates.sum()),
        utilisation=float(rates.sum() * busy_min / 60 / crew_station.size),
        response_min=response_min,
        p_on_time=p,
        holds=p >= target.percentile,
        mean_response_min=float(share[reached] @ response_min[reached]),
        share_on_time=float(share @ p),
        other_station_share=float(1 - busy.dispatch_share[is_nearest].sum()),
    )


def least_crews(district: District, *, calls_per_household_year: float, busy_min: float) -> int:
    """Return how many crews it takes for the queue not to grow without bound.

    Parameters
    ----------
    district : District
        The district.
    calls_per_household_year : float
        Calls.
    busy_min : float
        Minutes that a call keeps a crew.

    Returns
    -------
    int
    """
    drive, access = district.minutes_from_stations()
    reached = np.isfinite(drive + access).any(axis=0)
    offered = calls_per_hour(district, calls_per_household_year)[reached].sum() * busy_min / 60
    return int(offered) + 1


def one_more_crew(
    district: District, *, calls_per_household_year: float, busy_min: float
) -> list[OneMore]:
    """Return what one more crew would change, at each open station in the order of the list.

    Parameters
    ----------
    district : District
        The district.
    calls_per_household_year : float
        Calls.
    busy_min : float
        Minutes that a call keeps a crew.

    Returns
    -------
    list of OneMore

    Raises
    ------
    CoverageError
        As :func:`crew_load`; not for calls beyond what today's crews can serve, where one more
        crew is enough.
    """
    crews = crews_of(district)
    return [
        OneMore(
            station,
            crew_load(
                district,
                calls_per_household_year=calls_per_household_year,
                busy_min=busy_min,
                crews=np.sort(np.append(crews, station)),
            ),
        )
        for station in range(len(district.stations))
    ]


def _mean_over_crews(busy: BusyCrews, minutes: Minutes) -> Minutes:
    """Return mean minutes by estate over the crews that go there; one without calls its nearest."""
    return np.where(
        busy.dispatch_share.sum(axis=1) > 0, busy.mean_minutes(minutes), minutes.min(axis=1)
    )
