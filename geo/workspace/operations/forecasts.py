"""The calls that a district may expect: by hour, month, kind and estate, from a log or assumed."""

from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.errors import Notice
from geo.operations import (
    CallForecast,
    count_interval,
    fit_calls,
    shrunk_rates,
    wilson_interval,
)
from geo.settings import Settings
from geo.workspace.operations.call_pattern import daily_calls
from geo.workspace.operations.lists import read_call_list
from geo.workspace.reading.folder import Workspace
from geo.workspace.reading.inputs import read_inputs

__all__ = ["DistrictForecast", "forecast_of"]

_YEAR_DAYS: Final = 365.25
_LEVELS: Final = ((0.8, "80"), (0.95, "95"))

Reals = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class DistrictForecast:
    """The calls to expect, as tables.

    Attributes
    ----------
    forecast : CallForecast or None
        The fit; None where no log is named and calls are assumed.
    calls_a_year : float
    hours : DataFrame
        ``day, hour, calls, low_80, high_80, low_95, high_95``: of one such hour, by day of the week
        (1 is Monday) and, as day 8, on a public holiday.
    months : DataFrame
        ``month, factor``: level over that of a mean month.
    kinds : DataFrame
        ``kind, counted, share, low_95, high_95``; no rows without a log that names kinds.
    estates : DataFrame
        ``estate_id, name, street, community, households, counted, calls`` of a year, and limits.
    estate_kinds : DataFrame
        ``estate_id, kind, counted, calls`` of a year.
    notices : tuple of Notice
    """

    forecast: CallForecast | None
    calls_a_year: float
    hours: pd.DataFrame
    months: pd.DataFrame
    kinds: pd.DataFrame
    estates: pd.DataFrame
    estate_kinds: pd.DataFrame
    notices: tuple[Notice, ...]


def forecast_of(workspace: Workspace) -> DistrictForecast:
    """Return the calls that a workspace may expect.

    Parameters
    ----------
    workspace : Workspace
        With ``calls`` among its inputs, or without: then calls are assumed from the households.

    Returns
    -------
    DistrictForecast

    Raises
    ------
    WorkspaceError
        When inputs cannot be used; all their faults together.
    OperationsError
        When the log is too short.
    """
    inputs = read_inputs(workspace)
    if workspace.path("calls") is None:
        return _assumed(inputs.estates, workspace.settings)
    listed = read_call_list(workspace, inputs.estates)
    moments = pd.to_datetime(listed.calls["reported_at"])
    days, counts = daily_calls(moments)
    fitted = fit_calls(counts, days, rain_months=workspace.settings.season.rain_months)
    month_mean = float(fitted.month_factor.mean())
    a_year = counts.sum() / len(days) * _YEAR_DAYS * month_mean
    placed = listed.estate >= 0
    estates = _estates(inputs.estates, listed.estate[placed], a_year)
    kinds = listed.calls.get("kind", pd.Series("", index=listed.calls.index)).fillna("")
    lost = int((~placed).sum())
    return DistrictForecast(
        forecast=fitted,
        calls_a_year=a_year,
        hours=_hours(fitted),
        months=pd.DataFrame(
            {"month": range(1, 13), "factor": np.round(fitted.month_factor / month_mean, 4)}
        ),
        kinds=_kinds(kinds),
        estates=estates,
        estate_kinds=_estate_kinds(estates, listed.estate, kinds),
        notices=tuple([Notice("forecast.drift", share=fitted.drift)] if fitted.drift else [])
        + ((Notice("forecast.unplaced", count=lost),) if lost else ()),
    )


def _hours(fitted: CallForecast) -> pd.DataFrame:
    """Return the calls of one hour by day of the week and on a holiday, with limits."""
    mean = np.vstack([fitted.rate, fitted.holiday_rate])
    shared = fitted.day_variance + fitted.shape_variance + fitted.drift**2
    rows = pd.DataFrame(
        {
            "day": np.repeat(np.arange(1, len(mean) + 1), mean.shape[1]),
            "hour": np.tile(np.arange(mean.shape[1]), len(mean)),
            "calls": np.round(mean.ravel(), 4),
        }
    )
    return _with_limits(rows, mean.ravel(), (mean * fitted.dispersion + mean**2 * shared).ravel())


def _with_limits(rows: pd.DataFrame, mean: Reals, variance: Reals) -> pd.DataFrame:
    for level, name in _LEVELS:
        low, high = count_interval(mean, variance, level)
        rows[f"low_{name}"], rows[f"high_{name}"] = low.astype(np.int64), high.astype(np.int64)
    return rows


def _estates(estates: gpd.GeoDataFrame, estate: NDArray[np.int64], a_year: float) -> pd.DataFrame:
    """Return the calls of every estate: street, community, estate, each drawn to the wider one."""
    counted = np.bincount(estate, minlength=len(estates)).astype(np.float64)
    people = estates["households"].to_numpy(np.float64)
    # A call from an estate without a household on the list is one from one household.
    weight = np.where((people == 0) & (counted > 0), 1.0, people)
    share = weight / max(weight.sum(), 1.0)
    expected = share * counted.sum()
    for column in ("street", "community"):
        if column in estates:
            code, _ = pd.factorize(estates[column].fillna(""))
            factor = shrunk_rates(
                np.bincount(code, weights=counted), np.bincount(code, weights=expected)
            ).rate
            expected = expected * factor[code]
    own = shrunk_rates(counted, expected)
    scale = a_year / max(counted.sum(), 1.0)
    calls = expected * own.rate * scale
    rows = pd.DataFrame(
        {
            "estate_id": estates["estate_id"],
            "name": estates["name"],
            "street": estates["street"],
            "community": estates.get("community", ""),
            "households": estates["households"],
            "counted": counted.astype(np.int64),
            "calls": np.round(calls, 3),
        }
    )
    return _with_limits(rows, calls, calls + calls**2 / own.shape)


def _kinds(kinds: "pd.Series[str]") -> pd.DataFrame:
    named = kinds[kinds != ""].value_counts().sort_index()
    low, high = wilson_interval(named.to_numpy(), np.full(len(named), max(named.sum(), 1)))
    return pd.DataFrame(
        {
            "kind": named.index,
            "counted": named.to_numpy(),
            "share": np.round(named.to_numpy() / max(named.sum(), 1), 4),
            "low_95": np.round(low, 4),
            "high_95": np.round(high, 4),
        }
    )


def _estate_kinds(
    estates: pd.DataFrame, estate: NDArray[np.int64], kinds: "pd.Series[str]"
) -> pd.DataFrame:
    """Return the calls of every estate by kind, its mix drawn towards that of the district."""
    known = (estate >= 0) & (kinds != "").to_numpy()
    own = np.bincount(estate[known], minlength=len(estates)).astype(np.float64)
    parts = []
    for kind in sorted(set(kinds[known])):
        of_kind = known & (kinds == kind).to_numpy()
        counted = np.bincount(estate[of_kind], minlength=len(estates)).astype(np.float64)
        share = of_kind.sum() / known.sum()
        mix = share * shrunk_rates(counted, own * share).rate
        parts.append(
            pd.DataFrame(
                {
                    "estate_id": estates["estate_id"],
                    "kind": kind,
                    "counted": counted.astype(np.int64),
                    "weight": mix,
                }
            )
        )
    if not parts:
        return pd.DataFrame(columns=["estate_id", "kind", "counted", "calls"])
    rows = pd.concat(parts, ignore_index=True)
    whole = rows.groupby("estate_id")["weight"].transform("sum")
    calls = rows["estate_id"].map(estates.set_index("estate_id")["calls"])
    rows["calls"] = np.round(calls * rows["weight"] / whole, 3)
    return rows.drop(columns="weight")


def _assumed(estates: gpd.GeoDataFrame, settings: Settings) -> DistrictForecast:
    """Return calls by households, evenly over the day, the rain season as the settings say."""
    per_household = settings.crews.calls_per_household_year
    calls = estates["households"].to_numpy(np.float64) * per_household
    hourly = np.full(8 * 24, calls.sum() / _YEAR_DAYS / 24)
    rows = pd.DataFrame(
        {
            "day": np.repeat(np.arange(1, 9), 24),
            "hour": np.tile(np.arange(24), 8),
            "calls": np.round(hourly, 4),
        }
    )
    by_estate = pd.DataFrame(
        {
            "estate_id": estates["estate_id"],
            "name": estates["name"],
            "street": estates["street"],
            "community": estates.get("community", ""),
            "households": estates["households"],
            "counted": 0,
            "calls": np.round(calls, 3),
        }
    )
    return DistrictForecast(
        forecast=None,
        calls_a_year=float(calls.sum()),
        hours=_with_limits(rows, hourly, hourly),
        months=pd.DataFrame(
            {"month": range(1, 13), "factor": np.round(settings.season.month_factors(), 4)}
        ),
        kinds=_kinds(pd.Series([], dtype=str)),
        estates=_with_limits(by_estate, calls, calls),
        estate_kinds=pd.DataFrame(columns=["estate_id", "kind", "counted", "calls"]),
        notices=(Notice("forecast.assumed", calls=per_household),),
    )
