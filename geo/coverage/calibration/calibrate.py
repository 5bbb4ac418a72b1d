"""Calibration: response minutes learned from one dispatch log and tested on another."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.coverage.calibration.dispatch_log import DispatchLog, read_dispatch_log
from geo.coverage.calibration.observed_spread import ObservedSpread
from geo.coverage.calibration.parameters import fit_parameters
from geo.coverage.calibration.reliability import calibration_error, reliability_table
from geo.coverage.calibration.response_fit import (
    Columns,
    ResponseFit,
    Trend,
    fit_response,
    fit_trend,
    road_columns,
    straight_line_columns,
)
from geo.coverage.calibration.road_speeds import (
    RoadSpeeds,
    learn_road_speeds,
    with_road_minutes,
)
from geo.errors import CoverageError
from geo.roads import RoadMap

__all__ = ["LEAST_CALLS", "THRESHOLDS_MIN", "calibrate"]

LEAST_CALLS: Final = 50
THRESHOLDS_MIN: Final = (4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0)

_FOLDS: Final = 5

Reals = NDArray[np.float64]


def calibrate(
    calls: pd.DataFrame,
    stations: pd.DataFrame,
    *,
    test: pd.DataFrame | None = None,
    road_map: RoadMap | None = None,
    speed_kmh: Mapping[str, float] | None = None,
    rush_hours: Sequence[int] = (7, 8, 17, 18),
    thresholds_min: Sequence[float] = THRESHOLDS_MIN,
    file: str | None = None,
    test_file: str | None = None,
) -> dict[str, Any]:
    """Learn response minutes from a dispatch log and report how well they foretell another.

    Parameters
    ----------
    calls : DataFrame
        The log to learn from, with the columns of ``calls``.
    stations : DataFrame
        ``station_id, lon, lat``.
    test : DataFrame, optional
        The log to test on; without it, the fit is tested by five-fold cross-validation.
    road_map : RoadMap, optional
        Roads; with them the minutes follow the roads and speeds by class are learned. Without,
        they follow the straight distance.
    speed_kmh : mapping of str to float, optional
        Speeds by road class to begin with; needed with ``road_map``.
    rush_hours : sequence of int
        Hours whose slowness is reported as ``rush_factor``.
    thresholds_min : sequence of float
        Targets at which the probability to be on time is tested.
    file, test_file : str, optional
        Names of the logs, for messages.

    Returns
    -------
    dict
        ``fit`` (``calls, left_out, parameters, cross_validation``), ``test`` (``kind, calls,
        left_out, mae_min, calibration_error, by_threshold``) and ``baselines`` (``mean``,
        ``straight_line``, ``square_root``, each with ``mae_min`` and ``calibration_error``).
        ``calibration_error`` is the largest over the thresholds of the mean distance between
        predicted and observed shares in bins of calls (see
        :func:`geo.coverage.calibration.reliability.reliability_table`). Plain numbers, ready for
        JSON.

    Raises
    ------
    CoverageError
        For a log that cannot be used (see
        :func:`geo.coverage.calibration.dispatch_log.read_dispatch_log`), fewer than 50 calls to
        learn from, calls of one station only, or no calls to test on.
    """
    learned = read_dispatch_log(calls, stations, file=file)
    tested = None if test is None else read_dispatch_log(test, stations, file=test_file)
    _refuse_too_little(learned, file)
    columns: Columns = straight_line_columns
    speeds: RoadSpeeds | None = None
    if road_map is not None:
        if speed_kmh is None:
            raise CoverageError("coverage.calibrate_speeds")
        speeds = learn_road_speeds(learned, stations, road_map, speed_kmh)
        learned = with_road_minutes(learned, stations, road_map, speeds.speed_kmh)
        _refuse_too_little(learned, file)
        if tested is not None:
            tested = with_road_minutes(tested, stations, road_map, speeds.speed_kmh)
        columns = road_columns
    if tested is not None and not len(tested):
        raise CoverageError("coverage.no_test_calls", file=test_file or "test")

    fit = fit_response(learned, fit_trend(learned, columns))
    crossed = _cross_validated(learned, columns, thresholds_min)
    trial = crossed if tested is None else _trial(fit, tested, thresholds_min)
    proof = learned if tested is None else tested
    return {
        "fit": {
            "calls": len(learned),
            "left_out": learned.left_out,
            "parameters": fit_parameters(fit, learned, rush_hours, speeds),
            "cross_validation": {
                "folds": _FOLDS,
                "mae_min": crossed["mae_min"],
                "calibration_error": crossed["calibration_error"],
            },
        },
        "test": {
            "kind": "cross_validation" if tested is None else "other_calls",
            "calls": len(proof),
            "left_out": proof.left_out,
            **trial,
        },
        "baselines": {
            name: _baseline_trial(fit_baseline(learned), learned, proof, thresholds_min)
            for name, fit_baseline in _BASELINES.items()
        },
    }


def _refuse_too_little(log: DispatchLog, file: str | None) -> None:
    if len(log) < LEAST_CALLS:
        raise CoverageError(
            "coverage.too_few_calls",
            file=file or "calls",
            calls=len(log),
            least=LEAST_CALLS,
            left_out=sum(log.left_out.values()),
        )
    if np.unique(log.station).size < 2:
        raise CoverageError(
            "coverage.one_station",
            file=file or "calls",
            station=log.station_ids[log.station[0]],
        )


def _trial(fit: ResponseFit, log: DispatchLog, thresholds: Sequence[float]) -> dict[str, Any]:
    expected = fit.expected_min(log)
    p = [fit.spread.p_on_time(expected, threshold) for threshold in thresholds]
    return _score(log.response_min, expected, p, thresholds)


def _cross_validated(
    log: DispatchLog, columns: Columns, thresholds: Sequence[float]
) -> dict[str, Any]:
    """Score every call by a fit to the four fifths of the calls that it does not belong to."""
    fold = np.arange(len(log)) % _FOLDS
    expected = np.empty(len(log))
    p = np.empty((len(thresholds), len(log)))
    for held_out in range(_FOLDS):
        others, own = np.flatnonzero(fold != held_out), np.flatnonzero(fold == held_out)
        rest = log.take(others)
        fit = fit_response(rest, fit_trend(rest, columns))
        expected[own] = fit.expected_min(log.take(own))
        for row, threshold in enumerate(thresholds):
            p[row, own] = fit.spread.p_on_time(expected[own], threshold)
    return _score(log.response_min, expected, list(p), thresholds)


def _score(
    observed_min: Reals, expected_min: Reals, p: Sequence[Reals], thresholds: Sequence[float]
) -> dict[str, Any]:
    rows = []
    for threshold, p_at in zip(thresholds, p, strict=True):
        on_time = observed_min <= threshold
        table = reliability_table(p_at, on_time)
        rows.append(
            {
                "minutes": float(threshold),
                "predicted": _short(p_at.mean()),
                "observed": _short(on_time.mean()),
                "calibration_error": _short(calibration_error(table)),
                "reliability": [
                    {name: _short(value) for name, value in row.items()} for row in table
                ],
            }
        )
    return {
        "mae_min": _short(np.abs(observed_min - expected_min).mean()),
        "calibration_error": max(row["calibration_error"] for row in rows),
        "by_threshold": rows,
    }


def _short(value: float) -> float | int:
    return value if isinstance(value, int) else round(float(value), 4)


def _mean(log: DispatchLog) -> Trend:
    return Trend(lambda calls: np.ones((len(calls), 1)), np.array([float(log.response_min.mean())]))


def _straight_line(log: DispatchLog) -> Trend:
    return fit_trend(log, lambda calls: np.column_stack([np.ones(len(calls)), calls.distance_km]))


def _square_root(log: DispatchLog) -> Trend:
    return fit_trend(
        log, lambda calls: np.column_stack([np.ones(len(calls)), np.sqrt(calls.distance_km)])
    )


_BASELINES: Final[dict[str, Callable[[DispatchLog], Trend]]] = {
    "mean": _mean,
    "straight_line": _straight_line,
    "square_root": _square_root,
}


def _baseline_trial(
    trend: Trend, learned: DispatchLog, tested: DispatchLog, thresholds: Sequence[float]
) -> dict[str, Any]:
    """Score a plain formula, given its observed spread like the fit itself."""
    spread = ObservedSpread.learn(trend.expected_min(learned), learned.response_min)
    expected = trend.expected_min(tested)
    p = [spread.p_on_time(expected, threshold) for threshold in thresholds]
    score = _score(tested.response_min, expected, p, thresholds)
    return {name: score[name] for name in ("mae_min", "calibration_error")}
