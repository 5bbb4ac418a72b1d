"""The plan's own chance that a call is on time: at its estate, its hour and with the crews then."""

from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.coverage import VERDICTS, cover_by_hour
from geo.workdays import DayKind, day_kind
from geo.workspace.district import District

__all__ = ["chances_of_calls"]


def chances_of_calls(
    district: District, estate: NDArray[np.int64], reported_at: "pd.Series[pd.Timestamp]"
) -> tuple[NDArray[np.float64], NDArray[np.object_]]:
    """Return the chance that the plan gives every call, and the station that it sends.

    Parameters
    ----------
    district : District
    estate : ndarray of int, shape (n_calls,)
        Position of the estate of each call, -1 where none is known.
    reported_at : Series of datetime, length n_calls
        Traffic, open gates and crews on duty are those of this hour on this kind of day.

    Returns
    -------
    p : ndarray, shape (n_calls,)
        From 0 to 1; nan for a call without an estate or to one whose verdict is unsure.
    station : ndarray of str, shape (n_calls,)
        Id of the station; empty where none can come.
    """
    hourly = cover_by_hour(district)
    known = np.flatnonzero((estate >= 0) & reported_at.notna().to_numpy(bool))
    moments = reported_at.iloc[known]
    cells = (_kinds(moments), moments.dt.hour.to_numpy(np.int64), estate[known])
    p = np.full(estate.size, np.nan)
    unsure = hourly.verdict[cells] == VERDICTS.index("unsure")
    p[known] = np.where(unsure, np.nan, hourly.p_on_time[cells])
    station = np.full(estate.size, "", dtype=object)
    station[known] = np.array([*hourly.station_ids, ""], dtype=object)[hourly.station[cells]]
    return p, station


def _kinds(moments: "pd.Series[pd.Timestamp]") -> NDArray[np.int64]:
    """Return the kind of day of every moment, as its place among the kinds."""
    place = {kind: number for number, kind in enumerate(DayKind)}
    days, code = np.unique(moments.to_numpy("datetime64[D]"), return_inverse=True)
    kinds = [place[day_kind(date.fromisoformat(str(day)))] for day in days]
    return np.array(kinds, np.int64)[code]
