"""What a dispatch log teaches: expected minutes of a call and how sure they are.

Expected minutes are a median for distance or road (least absolute error, no negative
coefficient), times an effect of the hour, of the station and of the place.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from geo.coverage.calibration.dispatch_log import DispatchLog
from geo.coverage.calibration.effects import (
    HourEffect,
    PlaceEffect,
    StationEffect,
    clipped,
    foretells_better,
)
from geo.coverage.calibration.least_absolute import fit_least_absolute
from geo.coverage.calibration.observed_spread import ObservedSpread

__all__ = [
    "ResponseFit",
    "Trend",
    "fit_response",
    "fit_trend",
    "road_columns",
    "straight_line_columns",
]

Reals = NDArray[np.float64]
Columns = Callable[[DispatchLog], Reals]

# Shorter than this nothing is expected; a logarithm of an observed 0 is taken from here.
_LEAST_MIN = 0.1


@dataclass(frozen=True, eq=False)
class Trend:
    """Median minutes as a sum of columns such as 1, root of the distance, distance.

    Attributes
    ----------
    columns : callable
        Gives the columns of a log, shape (n, k).
    coefficients : ndarray, shape (k,)
        At least 0.
    """

    columns: Columns
    coefficients: Reals

    def expected_min(self, log: DispatchLog) -> Reals:
        """Return the median minutes of every call."""
        return np.maximum(self.columns(log) @ self.coefficients, _LEAST_MIN)


def fit_trend(log: DispatchLog, columns: Columns) -> Trend:
    """Return the trend with the least absolute error."""
    return Trend(columns, fit_least_absolute(columns(log), log.response_min))


def straight_line_columns(log: DispatchLog) -> Reals:
    """Return 1, root of the straight distance, straight distance (km)."""
    return _with_root(log.distance_km)


def road_columns(log: DispatchLog) -> Reals:
    """Return 1, root of the minutes by road, minutes by road."""
    return _with_root(log.drive_min)


def _with_root(effort: Reals) -> Reals:
    return np.column_stack([np.ones_like(effort), np.sqrt(effort), effort])


@dataclass(frozen=True, eq=False)
class ResponseFit:
    """A trend, what hour, station and place add to it, and the spread around both.

    Attributes
    ----------
    trend : Trend
    hour, station, place
        Effects on the logarithm.
    scale : float
        Factor that makes the expected minutes medians.
    spread : ObservedSpread
    learned_min : ndarray
        Expected minutes of the learned calls, each as all the other calls tell it.
    """

    trend: Trend
    hour: HourEffect
    station: StationEffect
    place: PlaceEffect
    scale: float
    spread: ObservedSpread
    learned_min: Reals

    def expected_min(self, log: DispatchLog) -> Reals:
        """Return the median minutes of every call."""
        effect = self.hour.of(log) + self.station.of(log) + self.place.of(log)
        return self.scale * self.trend.expected_min(log) * np.exp(effect)

    def p_on_time(self, log: DispatchLog, target_min: float) -> Reals:
        """Return the probability of every call to be answered within the target."""
        return self.spread.p_on_time(self.expected_min(log), target_min)


def fit_response(log: DispatchLog, trend: Trend) -> ResponseFit:
    """Return what a log teaches beyond a trend that was fitted to it.

    Hour, station and place are asked in turn, each about what the former leave open, and each is
    believed only where it foretells calls better that it was not learned from.
    """
    expected = trend.expected_min(log)
    left = clipped(np.log(np.maximum(log.response_min, _LEAST_MIN) / expected))

    hour = HourEffect.learn(log, left)
    with_hour = expected * np.exp(hour.of_others(log, left))
    if foretells_better(log.response_min, with_hour, expected):
        expected, left = with_hour, left - hour.of(log)
    else:
        hour = replace(hour, prior_calls=np.inf)

    station = StationEffect.learn(log, left)
    with_station = expected * np.exp(station.of_others(log, left))
    if foretells_better(log.response_min, with_station, expected):
        expected, left = with_station, left - station.of(log)
    else:
        station = replace(station, prior_calls=np.inf)

    place, place_of_others = PlaceEffect.learn(log, left, expected)
    with_place = expected * np.exp(place_of_others)
    if foretells_better(log.response_min, with_place, expected):
        expected = with_place
    else:
        place = replace(place, prior_calls=np.inf)

    scale = float(np.median(log.response_min / expected))
    return ResponseFit(
        trend=trend,
        hour=hour,
        station=station,
        place=place,
        scale=scale,
        spread=ObservedSpread.learn(scale * expected, log.response_min),
        learned_min=scale * expected,
    )
