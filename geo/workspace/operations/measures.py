"""What operators and streets are measured by beside the calls on time."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from geo.settings import MEASURES
from geo.workspace.operations.record import DONE

__all__ = ["DEFAULT_WEIGHTS", "Measure", "operator_measures", "street_measures", "weights_of"]

DEFAULT_WEIGHTS: Final = {
    "on_time": 60.0,
    "repeats": 10.0,
    "satisfaction": 15.0,
    "inspections": 15.0,
    "close_out": 40.0,
    "reopened": 15.0,
    "gates": 15.0,
    "visits": 15.0,
    "consent": 15.0,
}
"""Weight of each measure where the settings give none."""

# Items of inspections that are measures of their own, as lists call them.
_ITEMS: Final = {
    "gates": ("gates", "出入口开放", "大门开放", "大门常开", "开门情况"),
    "visits": ("visits", "走访", "走访完成", "走访落实", "入户走访"),
}
_MEASURE_OF_ITEM: Final = {item: name for name, items in _ITEMS.items() for item in items}


@dataclass(frozen=True)
class Measure:
    """One measure of a unit.

    Attributes
    ----------
    n : int
        How many calls, problems or scores it rests on.
    value : float
        What was measured: a share, or a score from 0 to 100.
    points : float
        0 to 100.
    """

    n: int
    value: float
    points: float


def weights_of(side: str, given: Mapping[Any, float]) -> dict[str, float]:
    """Return the weight of every measure of a side, ``operator`` or ``street``."""
    return {name: given.get(name, DEFAULT_WEIGHTS[name]) for name in MEASURES[side]}


def operator_measures(calls: pd.DataFrame, inspections: pd.DataFrame) -> dict[str, Measure]:
    """Return what an operator is measured by beside its calls on time.

    Parameters
    ----------
    calls : DataFrame
        Its calls of the period: ``satisfied, reopened``, nan where nobody said.
    inspections : DataFrame
        Its inspections of the period.

    Returns
    -------
    dict of str to Measure
        ``repeats, satisfaction, inspections``, those that anything is known of.
    """
    found = {
        "repeats": _bad_share(calls["reopened"] > 0, calls["reopened"].notna()),
        "satisfaction": _good_share(calls["satisfied"] > 0, calls["satisfied"].notna()),
        "inspections": _mean_score(inspections),
    }
    return {name: measure for name, measure in found.items() if measure is not None}


def street_measures(
    problems: pd.DataFrame | None, inspections: pd.DataFrame, begin: pd.Timestamp, end: pd.Timestamp
) -> dict[str, Measure]:
    """Return what a street is measured by.

    Parameters
    ----------
    problems : DataFrame or None
        Its problems, as a problem list holds them; None without a list.
    inspections : DataFrame
        Its inspections of the period.
    begin, end : Timestamp
        The period, without its end.

    Returns
    -------
    dict of str to Measure
        ``close_out`` (problems due in the period that were closed by then), ``reopened`` (of those
        closed in it), ``gates, visits, inspections`` (scores), ``consent`` (problems known in the
        period that reached the consent they need); those that anything is known of.
    """
    item = inspections["item"].map(lambda text: _MEASURE_OF_ITEM.get(str(text).strip().casefold()))
    found = {
        **({} if problems is None else _problem_measures(problems, begin, end)),
        "gates": _mean_score(inspections[item == "gates"]),
        "visits": _mean_score(inspections[item == "visits"]),
        "inspections": _mean_score(inspections[item.isna()]),
    }
    return {name: measure for name, measure in found.items() if measure is not None}


def _problem_measures(
    problems: pd.DataFrame, begin: pd.Timestamp, end: pd.Timestamp
) -> dict[str, Measure | None]:
    in_period = problems["window_to"].between(begin, end, inclusive="left")
    by_then = problems["closed_at"].dt.normalize() <= problems["window_to"].dt.normalize()
    closed_in = problems["closed_at"].between(begin, end, inclusive="left")
    # What came back is open again: its count says so, whatever day it was closed on.
    came_back = (problems["reopened"] > 0) & ~problems["status"].isin(DONE)
    asked = problems["consent_reached"].notna() & ~(problems["reported_at"] >= end)
    return {
        "close_out": _good_share(by_then, in_period),
        "reopened": _bad_share(problems["reopened"] > 0, closed_in | came_back),
        "consent": _good_share(problems["consent_reached"].fillna(value=False).astype(bool), asked),
    }


def _good_share(good: "pd.Series[bool]", counted: "pd.Series[bool]") -> Measure | None:
    n = int(counted.sum())
    if not n:
        return None
    share = float((good & counted).sum()) / n
    return Measure(n, share, 100 * share)


def _bad_share(bad: "pd.Series[bool]", counted: "pd.Series[bool]") -> Measure | None:
    measure = _good_share(bad, counted)
    return measure and Measure(measure.n, measure.value, 100 - measure.points)


def _mean_score(inspections: pd.DataFrame) -> Measure | None:
    weight = inspections["weight"].fillna(1.0).to_numpy(float)
    if not weight.sum():
        return None
    score = float(np.average(inspections["score"].to_numpy(float), weights=weight))
    return Measure(len(inspections), score, score)
