"""The plan's own chance that a call is on time: at its estate, at its hour."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.workspace.coverage.verdicts import cover_district
from geo.workspace.district import District

__all__ = ["chances_of_calls"]

Reals = NDArray[np.float64]


def chances_of_calls(
    district: District, estate: NDArray[np.int64], reported_at: "pd.Series[pd.Timestamp]"
) -> tuple[Reals, NDArray[np.int64]]:
    """Return the chance that the plan gives every call, and the station that it sends.

    Parameters
    ----------
    district : District
    estate : ndarray of int, shape (n_calls,)
        Position of the estate of each call, -1 where none is known.
    reported_at : Series of datetime, length n_calls
        Traffic, open gates and crews are those of this hour.

    Returns
    -------
    p : ndarray, shape (n_calls,)
        From 0 to 1; nan for a call without an estate or to one whose verdict is unsure.
    station : ndarray of int, shape (n_calls,)
        Position of the station among the open ones, -1 where none can come.
    """
    hours = reported_at.dt.hour.to_numpy(float)
    p = np.full(estate.size, np.nan)
    station = np.full(estate.size, -1, np.int64)
    for hour in np.unique(hours[(estate >= 0) & np.isfinite(hours)]):
        own = np.flatnonzero((hours == hour) & (estate >= 0))
        then = district.at_hour(int(hour))
        coverage = cover_district(then, *then.minutes_to_estates(then.station_points))
        chances = np.where(coverage.verdict == "unsure", np.nan, coverage.p_on_time)
        p[own], station[own] = chances[estate[own]], coverage.station[estate[own]]
    return p, station
