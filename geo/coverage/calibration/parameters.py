"""A fit told in figures that a workspace's settings take."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from geo.coverage.calibration.dispatch_log import HOUR_UNKNOWN, DispatchLog
from geo.coverage.calibration.effects import robust_spread
from geo.coverage.calibration.least_absolute import weighted_median
from geo.coverage.calibration.response_fit import ResponseFit
from geo.coverage.calibration.road_speeds import RoadSpeeds

__all__ = ["fit_parameters"]

_SPREAD_BINS: Final = 10
_LEAST_MEASURED: Final = 50
_LEAST_DRIVE_MIN: Final = 0.1

Reals = NDArray[np.float64]


def fit_parameters(
    fit: ResponseFit, log: DispatchLog, rush_hours: Sequence[int], speeds: RoadSpeeds | None
) -> dict[str, Any]:
    """Return what a fit learned from a log, ready for JSON.

    ``response`` holds what ``[response]`` of a workspace takes: median minutes before the drive
    (call handling included, since a log begins with the report) and coefficients of variation of
    both. ``speed_kmh`` is there with roads only; ``turnout_measured`` where the log gives enough
    departures.
    """
    constant, root, linear = fit.trend.coefficients
    turnout_min = speeds.turnout_min if speeds else float(constant)
    turnout_cv, drive_cv = _leg_spreads(fit.learned_min, log.response_min, turnout_min)
    parameters: dict[str, Any] = {
        "response": {
            "turnout_min": round(turnout_min, 3),
            "turnout_cv": round(turnout_cv, 3),
            "drive_cv": round(drive_cv, 3),
        },
        "trend": {
            "of": "road_minutes" if speeds else "straight_km",
            "constant_min": round(float(constant), 4),
            "per_root": round(float(root), 4),
            "per_unit": round(float(linear), 4),
        },
        "rush_factor": _rush_factor(fit, log, rush_hours, float(constant)),
        "hour_factor": {
            str(hour): round(float(np.exp(effect)), 4)
            for hour, effect in enumerate(fit.hour.by_hour)
        },
        "station_factor": {
            log.station_ids[station]: round(float(np.exp(fit.station.by_station[station])), 4)
            for station in np.unique(log.station)
        },
        "place": {
            "radius_km": fit.place.radius_km,
            "prior_calls": fit.place.prior_calls if np.isfinite(fit.place.prior_calls) else None,
        },
    }
    if speeds:
        parameters["speed_kmh"] = {
            name: round(speed, 1) for name, speed in speeds.speed_kmh.items()
        }
    measured = log.turnout_min[log.turnout_min > 0]
    if measured.size >= _LEAST_MEASURED:
        parameters["turnout_measured"] = {
            "calls": int(measured.size),
            "median_min": round(float(np.median(measured)), 3),
            "cv": round(_cv(robust_spread(np.log(measured))), 3),
        }
    return parameters


def _cv(log_spread: float) -> float:
    return float(np.sqrt(np.expm1(log_spread**2)))


def _leg_spreads(
    expected_min: Reals, observed_min: Reals, turnout_min: float
) -> tuple[float, float]:
    """Return coefficients of variation of turnout and drive that explain the spread best.

    In ten bins of expected minutes the robust variance is what turnout and drive, each by its
    squared minutes, add up to.
    """
    from scipy.optimize import nnls

    parts = np.array_split(np.argsort(expected_min, kind="stable"), _SPREAD_BINS)
    expected = np.array([np.median(expected_min[part]) for part in parts])
    spread = np.array([robust_spread(observed_min[part] - expected_min[part]) for part in parts])
    drive_min = np.maximum(expected - turnout_min, 0.0)
    squares = np.column_stack([np.full_like(expected, turnout_min**2), drive_min**2])
    (turnout, drive), _ = nnls(squares, spread**2)
    return float(np.sqrt(turnout)), float(np.sqrt(drive))


def _rush_factor(
    fit: ResponseFit, log: DispatchLog, rush_hours: Sequence[int], constant_min: float
) -> float | None:
    """Return the speed in the rush hours over the speed at other hours, None if not seen."""
    drive_min = np.maximum(fit.trend.expected_min(log) - constant_min, _LEAST_DRIVE_MIN)
    pace = (log.response_min - constant_min) / drive_min
    rush = np.isin(log.hour, list(rush_hours))
    other = ~rush & (log.hour != HOUR_UNKNOWN)
    if not rush.any() or not other.any():
        return None
    slow, usual = (weighted_median(pace[hours], drive_min[hours]) for hours in (rush, other))
    return round(usual / slow, 3) if slow > 0 and usual > 0 else None
