"""Rules of thumb for travel."""

import numpy as np
import pytest

from geo.coverage import iso_distance_km, iso_travel_minutes, mean_nearest_km
from geo.errors import CoverageError

MILE_KM = 1.609344


def test_iso_minutes_and_back() -> None:
    """Two miles take 4.05 minutes, nine minutes reach 4.9118 miles, and one undoes the other."""
    assert iso_travel_minutes(2 * MILE_KM) == pytest.approx(4.05)
    reached_miles = iso_distance_km([4.0, 9.0]) / MILE_KM
    assert reached_miles == pytest.approx([1.9706, 4.9118], abs=5e-5)
    km = np.array([0.0, 0.1, 0.5, 0.7, 3.0])
    assert iso_distance_km(iso_travel_minutes(km)) == pytest.approx(km, abs=1e-12)


def test_nearest_of_random_stations() -> None:
    """The mean distance of ten thousand random places agrees with the law."""
    rng = np.random.default_rng(0)
    stations, places = rng.uniform(0, 10, (400, 2)), rng.uniform(2, 8, (10_000, 2))
    gaps = np.abs(places[:, None] - stations[None])
    straight = np.linalg.norm(gaps, axis=2).min(axis=1).mean()
    grid = gaps.sum(axis=2).min(axis=1).mean()
    assert mean_nearest_km(100, 400) == pytest.approx(straight, rel=0.05)
    assert mean_nearest_km(100, 400, metric="grid") == pytest.approx(grid, rel=0.05)


def test_refuses_what_cannot_be() -> None:
    """Negative distances and minutes, no area, an unknown metric."""
    for refused in (
        lambda: iso_travel_minutes(-1),
        lambda: iso_distance_km(-1),
        lambda: mean_nearest_km(0, 1),
        lambda: mean_nearest_km(1, 1, metric="road"),
    ):
        with pytest.raises(CoverageError):
            refused()
