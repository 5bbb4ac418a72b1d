"""GCJ-02 and BD-09: the shifts that maps of China put on positions, and their inverses.

Both are formulas on degrees, known from open implementations and from published map services, and
agree with those to rounding. They are worked out for whole arrays.
"""

from collections.abc import Callable
from typing import Final

import numpy as np
import numpy.typing as npt

__all__ = ["bd09_to_wgs84", "gcj02_to_wgs84", "is_shifted", "wgs84_to_bd09", "wgs84_to_gcj02"]

Floats = npt.NDArray[np.float64]
_Pair = tuple[Floats, Floats]

# Krasovsky's ellipsoid of 1940.
_SEMI_MAJOR_M: Final = 6_378_245.0
_ECCENTRICITY_SQUARED: Final = 0.00669342162296594323

_BD09_WAVE: Final = np.pi * 3000.0 / 180.0
_INVERSE_STEPS: Final = 12
"""Each step leaves at most a fiftieth of the error: twelve leave less than a rounding."""


def is_shifted(lon: Floats, lat: Floats) -> npt.NDArray[np.bool_]:
    """Return which positions lie in the box around China that the shifts are defined on."""
    in_width = (lon >= 72.004) & (lon <= 137.8347)
    return np.asarray(in_width & (lat >= 0.8293) & (lat <= 55.8271), dtype=np.bool_)


def wgs84_to_gcj02(lon: Floats, lat: Floats) -> _Pair:
    """Return the GCJ-02 position of WGS-84 degrees."""
    x, y = lon - 105.0, lat - 35.0
    common = 20 * np.sin(6 * np.pi * x) + 20 * np.sin(2 * np.pi * x)
    east_m = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * np.sqrt(np.abs(x))
    east_m += (common + _waves(x, 20, 40, 150, 300)) * 2 / 3
    north_m = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * np.sqrt(np.abs(x))
    north_m += (common + _waves(y, 20, 40, 160, 320)) * 2 / 3
    latitude = np.radians(lat)
    w_squared = 1 - _ECCENTRICITY_SQUARED * np.sin(latitude) ** 2
    w = np.sqrt(w_squared)
    meridian_m = _SEMI_MAJOR_M * (1 - _ECCENTRICITY_SQUARED) / (w_squared * w)
    parallel_m = _SEMI_MAJOR_M / w * np.cos(latitude)
    return lon + np.degrees(east_m / parallel_m), lat + np.degrees(north_m / meridian_m)


def wgs84_to_bd09(lon: Floats, lat: Floats) -> _Pair:
    """Return the BD-09 position of WGS-84 degrees."""
    x, y = wgs84_to_gcj02(lon, lat)
    radius = np.hypot(x, y) + 0.00002 * np.sin(y * _BD09_WAVE)
    angle = np.arctan2(y, x) + 0.000003 * np.cos(x * _BD09_WAVE)
    return radius * np.cos(angle) + 0.0065, radius * np.sin(angle) + 0.006


def gcj02_to_wgs84(lon: Floats, lat: Floats) -> _Pair:
    """Return the WGS-84 degrees of a GCJ-02 position, exact to rounding."""
    return _inverted(wgs84_to_gcj02, lon, lat)


def bd09_to_wgs84(lon: Floats, lat: Floats) -> _Pair:
    """Return the WGS-84 degrees of a BD-09 position, exact to rounding."""
    return _inverted(wgs84_to_bd09, lon, lat)


def _waves(t: Floats, first: float, third: float, twelfth: float, thirtieth: float) -> Floats:
    turn = np.pi * t
    return np.asarray(
        first * np.sin(turn)
        + third * np.sin(turn / 3)
        + twelfth * np.sin(turn / 12)
        + thirtieth * np.sin(turn / 30)
    )


def _inverted(forward: Callable[[Floats, Floats], _Pair], lon: Floats, lat: Floats) -> _Pair:
    """Return what the shift maps to a position: every point by itself, always the same steps."""
    x, y = lon, lat
    for _ in range(_INVERSE_STEPS):
        shifted_x, shifted_y = forward(x, y)
        x, y = x + (lon - shifted_x), y + (lat - shifted_y)
    return x, y
