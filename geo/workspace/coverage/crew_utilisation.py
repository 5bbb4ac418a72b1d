"""How busy the crews of every station are, whether they can keep up or not."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.errors import CoverageError
from geo.workspace.coverage.crew_load import calls_per_hour, crew_load, crews_of
from geo.workspace.district import District

__all__ = ["crew_utilisation"]

Reals = NDArray[np.float64]
Indices = NDArray[np.int64]


def crew_utilisation(
    district: District,
    *,
    calls_per_household_year: float | None = None,
    busy_min: float | None = None,
) -> pd.DataFrame:
    """Return the work of every open station, above 100 % too, and of all of them together.

    Parameters
    ----------
    district : District
    calls_per_household_year, busy_min : float, optional
        How often a household calls and how long a call keeps a crew; what the settings say where
        they are left out.

    Returns
    -------
    DataFrame
        ``station_id, name, crews``; ``calls_per_hour`` of the estates that the station reaches
        first; ``utilisation_alone``, the share of its crews' time that these take;
        ``queue_growth_per_hour``, the calls beyond what its crews can answer; and
        ``utilisation_shared``, the share when stations help each other (hypercube model), missing
        where no steady state exists. The last row, without a station, is that of all crews
        together, who help each other in every column.

    Raises
    ------
    CoverageError
        When no open station has a crew, or calls or minutes are not above 0.

    Notes
    -----
    A queue with more work than time has no steady state: its length grows by arrivals less
    departures, ``calls - crews * 60 / busy_min`` an hour.
    """
    assumed = district.settings.crews
    calls = assumed.calls_per_household_year
    calls = calls if calls_per_household_year is None else calls_per_household_year
    busy = assumed.busy_min if busy_min is None else busy_min
    if not (calls > 0 and busy > 0):
        raise CoverageError("certainty.call_rate", calls=calls, minutes=busy)
    stations = district.stations
    crews = np.bincount(crews_of(district), minlength=len(stations))
    by_estate, nearest = _nearest_crews(district, crews, calls)
    own = np.bincount(nearest, weights=by_estate, minlength=len(stations))
    shared = np.full(len(stations) + 1, np.nan)
    if 0 < own.sum() * busy / 60 < crews.sum():
        shared = _shared(district, calls, busy, len(stations))
    table = pd.DataFrame(
        {
            "station_id": [*stations["station_id"].astype(str), None],
            "name": [*stations["name"].fillna(stations["station_id"]).astype(str), None],
            "crews": np.append(crews, crews.sum()),
            "calls_per_hour": np.append(own, own.sum()),
        }
    )
    most = table["crews"] * 60 / busy
    return table.assign(
        utilisation_alone=(table["calls_per_hour"] / most).where(table["crews"] > 0),
        queue_growth_per_hour=(table["calls_per_hour"] - most).clip(lower=0.0),
        utilisation_shared=shared,
    )


def _nearest_crews(district: District, crews: Indices, calls: float) -> tuple[Reals, Indices]:
    """Return the calls an hour of every estate that a crew reaches, and the station it has them."""
    drive, access = district.minutes_from_stations()
    minutes = district.response_minutes(drive, access)
    minutes[crews == 0] = np.inf
    reached = np.isfinite(minutes).any(axis=0)
    return calls_per_hour(district, calls)[reached], minutes[:, reached].argmin(axis=0)


def _shared(district: District, calls: float, busy_min: float, n_stations: int) -> Reals:
    """Return how busy stations are that help each other, and all crews; nan without an answer."""
    try:
        load = crew_load(district, calls_per_household_year=calls, busy_min=busy_min)
    except CoverageError:
        # The approximation for many crews settles for almost any load, not for every one.
        return np.full(n_stations + 1, np.nan)
    return np.append(load.station_workload(n_stations), load.utilisation)
