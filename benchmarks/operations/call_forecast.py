"""A forecast of calls fitted on the first days of a log and held against the rest.

    python -m benchmarks.operations.call_forecast calls.csv --split 2017-02-01

The table has a row per call with columns ``date`` and ``hour``; public holidays are not known for
it. In the same run: the Poisson deviance of the forecast, of the seasonal-naive forecast (the same
hour of the week, as counted) and of a constant, and the share of the 168 hours of the week, and of
the single hours, within the intervals.
"""

import argparse
from datetime import date

import numpy as np
import pandas as pd

from geo.operations import count_interval, fit_calls, poisson_deviance
from geo.workdays import DayKind


def main() -> None:
    """Print the figures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("calls")
    options.add_argument("--split", type=date.fromisoformat, required=True)
    asked = options.parse_args()
    calls = pd.read_csv(asked.calls, usecols=["date", "hour"], parse_dates=["date"])
    days = [day.date() for day in pd.date_range(calls["date"].min(), calls["date"].max())]
    table = np.zeros((len(days), 24))
    row = (calls["date"] - calls["date"].min()).dt.days.to_numpy()
    np.add.at(table, (row, calls["hour"].to_numpy()), 1)
    cut = days.index(asked.split)
    past, future = days[:cut], days[cut:]
    forecast = fit_calls(table[:cut], past, kind_of=_kind)
    counted, expected = _by_week(table[cut:], future), forecast.by_hour_of_week(future)
    weeks, before = (
        np.bincount([day.weekday() for day in part], minlength=7)[:, None]
        for part in (future, past)
    )
    naive = _by_week(table[:cut], past) / before * weeks
    constant = np.full((7, 24), table[:cut].mean()) * weeks
    for name, mean in (("forecast", expected), ("seasonal-naive", naive), ("constant", constant)):
        print(f"Poisson deviance, {name}: {poisson_deviance(counted, mean):,.1f}")
    hourly = forecast.expected(future)
    shared = forecast.day_variance + forecast.shape_variance + forecast.drift**2
    variance = hourly * forecast.dispersion + hourly**2 * shared
    for level in (0.8, 0.95):
        cells = _share_within(counted, *forecast.interval(future, level))
        hours = _share_within(table[cut:], *count_interval(hourly, variance, level))
        print(f"{level:.0%} interval: {cells:.1%} of the week's hours, {hours:.1%} of single hours")


def _kind(day: date) -> DayKind:
    return DayKind.WEEKEND if day.weekday() > 4 else DayKind.WEEKDAY


def _by_week(table: np.ndarray, days: list[date]) -> np.ndarray:
    sums = np.zeros((7, 24))
    np.add.at(sums, [day.weekday() for day in days], table)
    return sums


def _share_within(counted: np.ndarray, low: np.ndarray, high: np.ndarray) -> float:
    return float(((counted >= low) & (counted <= high)).mean())


if __name__ == "__main__":
    main()
