"""A county that never was: stations on a plane, calls around them, minutes by a known rule."""

import numpy as np
import pandas as pd

_KM_PER_DEGREE = 111.3


def make_stations(n_stations: int, seed: int) -> pd.DataFrame:
    """Return stations within 10 km by 10 km at the equator."""
    rng = np.random.default_rng(seed)
    place = rng.uniform(0, 10, (n_stations, 2)) / _KM_PER_DEGREE
    ids = [f"S{index}" for index in range(n_stations)]
    return pd.DataFrame({"station_id": ids, "name": ids, "lon": place[:, 0], "lat": place[:, 1]})


def make_calls(
    stations: pd.DataFrame,
    n_calls: int,
    seed: int,
    *,
    spread: float = 0.25,
    night_factor: float = 1.0,
) -> pd.DataFrame:
    """Return calls within 4 km of stations: (1.5 + 2.5 per root km) minutes, times a lognormal."""
    rng = np.random.default_rng(seed)
    station = rng.integers(0, len(stations), n_calls)
    east, north = rng.uniform(-2.8, 2.8, (2, n_calls))
    hour = rng.integers(0, 24, n_calls)
    minutes = 1.5 + 2.5 * np.sqrt(np.hypot(east, north))
    minutes = minutes * np.where(hour < 6, night_factor, 1.0)
    minutes = minutes * np.exp(spread * rng.standard_normal(n_calls))
    reported = pd.Timestamp("2026-03-02") + pd.to_timedelta(hour, unit="h")
    return pd.DataFrame(
        {
            "call_id": [f"C{index}" for index in range(n_calls)],
            "reported_at": reported,
            "response_min": minutes,
            "station_id": stations["station_id"].to_numpy()[station],
            "lon": stations["lon"].to_numpy()[station] + east / _KM_PER_DEGREE,
            "lat": stations["lat"].to_numpy()[station] + north / _KM_PER_DEGREE,
        }
    )
