"""What a log of calls must keep: one row per call, moments in order, minutes that can be."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.tables.cells import first_alike
from geo.tables.datetime_columns import DateTimes
from geo.tables.journal import Journal
from geo.tables.origin import Origin
from geo.tables.plausibility import refuse_backwards
from geo.tables.times_of_day import DAY_MIN

__all__ = [
    "LONGEST_RESPONSE_MIN",
    "TIMED",
    "first_arrivals",
    "question_calls",
    "report_day",
    "with_response",
]

TIMED: Final = frozenset({"reported_at", "departed_at", "arrived_at"})
"""The moments of a call that mean nothing without a time of day."""

LONGEST_RESPONSE_MIN: Final = 7 * DAY_MIN
"""What arrives later than this is a mistyped date or one that stands for an unknown one."""

_ORDER_OF_MOMENTS: Final = (
    ("reported_at", "departed_at"),
    ("reported_at", "arrived_at"),
    ("departed_at", "arrived_at"),
    ("arrived_at", "closed_at"),
    ("reported_at", "closed_at"),
)
# About ten metres: one place, written with fewer digits.
_SAME_PLACE_DEG: Final = 1e-4
_SECONDS_PER_MINUTE: Final = 60
_SAME_SHARE: Final = 0.1
# Half of all emergency calls take longer than this only where minutes are seconds.
_USUAL_RESPONSE_MIN: Final = 180

Floats = npt.NDArray[np.float64]


def first_arrivals(
    values: pd.DataFrame, origin: Origin, journal: Journal
) -> tuple[pd.DataFrame, Origin]:
    """Return a log with one row per call where several units went: the one that came first.

    Rows with one id are one call where report and place are the same too; others keep their id
    twice, which is a fault.

    Parameters
    ----------
    values : DataFrame
        A log of calls.
    origin, journal
        The calls with several units are told with their number.

    Returns
    -------
    values, origin
        Without the later units.
    """
    named = (values["call_id"] != "").to_numpy(bool)
    first = np.where(named, first_alike(values["call_id"]), np.arange(len(values)))
    again = np.flatnonzero(first < np.arange(len(values)))
    if not again.size:
        return values, origin
    same = _one_report(values, first, again)
    torn = np.unique(first[again[~same]])
    again = again[same & ~np.isin(first[again], torn)]
    if not again.size:
        return values, origin
    call = np.append(np.unique(first[again]), again)
    order = np.lexsort([np.arange(call.size), _minutes_to_arrival(values)[call], first[call]])
    by_arrival = call[order]
    leads = np.append(True, first[by_arrival][1:] != first[by_arrival][:-1])
    kept = np.ones(len(values), dtype=bool)
    kept[by_arrival[~leads]] = False
    index = int(by_arrival[0])
    journal.notice(
        "tables.units_joined",
        **origin.column("call_id"),
        calls=int(leads.sum()),
        rows=int(call.size),
        example=values["call_id"].iloc[index],
        first_row=origin.at(index)["row"],
    )
    return values[kept].reset_index(drop=True), origin.take(kept)


def _one_report(
    values: pd.DataFrame, first: npt.NDArray[np.int64], again: npt.NDArray[np.int64]
) -> npt.NDArray[np.bool_]:
    """Return which rows report the same, from the same place, as the first row with their id."""
    same = np.ones(again.size, dtype=bool)
    for name in ("reported_at", "reported_on"):
        moments = values[name].to_numpy("datetime64[s]")
        here, there = moments[again], moments[first[again]]
        same &= (here == there) | (np.isnat(here) & np.isnat(there))
    for name in ("lon", "lat"):
        degrees = values[name].to_numpy(np.float64)
        same &= ~(np.abs(degrees[again] - degrees[first[again]]) > _SAME_PLACE_DEG)
    estates = values["estate_id"].to_numpy(object)
    same &= estates[again] == estates[first[again]]
    return same


def _minutes_to_arrival(values: pd.DataFrame) -> Floats:
    """Return the minutes by which units are put in order; units that never came are last."""
    minutes = _response(values)
    return np.where(np.isnan(minutes), np.inf, minutes)


def report_day(values: Mapping[str, Any], written: DateTimes) -> "pd.Series[Any]":
    """Return the day of every report, from its moment or from what names the day alone.

    Parameters
    ----------
    values : mapping of str to Series
        ``reported_at`` and ``reported_on`` as the list has them.
    written : DateTimes
        The reports as they were written.
    """
    moment = values["reported_at"].dt.floor("D")
    named = pd.Series(written.day.astype("datetime64[s]"))
    day: pd.Series[Any] = moment.fillna(named).fillna(values["reported_on"].dt.floor("D"))
    return day


def _response(values: pd.DataFrame) -> Floats:
    elapsed = (values["arrived_at"] - values["reported_at"]).dt.total_seconds() / 60
    return np.asarray(values["response_min"].fillna(elapsed), dtype=np.float64)


def question_calls(values: pd.DataFrame, origin: Origin, journal: Journal) -> None:
    """Note calls without a day, with moments out of order, and arrivals that cannot be."""
    nothing = values["reported_at"].isna() & values["reported_on"].isna()
    for index in map(int, np.flatnonzero(nothing.to_numpy(bool))):
        place = origin.at(index, "reported_at")
        if not journal.has_fault(**place):
            journal.fault("tables.missing_value", **place)
    refuse_backwards(values, _ORDER_OF_MOMENTS, origin, journal)
    _question_unit(values, origin, journal)
    stated = values["response_min"].notna().to_numpy(bool)
    minutes = _response(values)
    late = (minutes > DAY_MIN) & ~stated
    for index in map(int, np.flatnonzero(late)):
        impossible = minutes[index] > LONGEST_RESPONSE_MIN
        journal.notice(
            "tables.arrival_impossible" if impossible else "tables.arrival_late",
            **origin.at(index, "arrived_at"),
            found=str(values["arrived_at"].iloc[index]),
            days=minutes[index] / DAY_MIN,
        )


def _question_unit(values: pd.DataFrame, origin: Origin, journal: Journal) -> None:
    """Note stated minutes that seem to be seconds: by the moments beside them, or by their size."""
    stated = values["response_min"].to_numpy(np.float64)
    elapsed = (values["arrived_at"] - values["reported_at"]).dt.total_seconds().to_numpy() / 60
    both = (stated > 0) & (elapsed > 0)
    ratio = _median(stated[both] / elapsed[both])
    place = origin.column("response_min")
    if abs(ratio / _SECONDS_PER_MINUTE - 1) < _SAME_SHARE:
        journal.fault("tables.response_in_seconds", **place, ratio=ratio)
    elif not both.any() and _median(stated) > _USUAL_RESPONSE_MIN:
        journal.notice("tables.response_long", **place, median=_median(stated))


def _median(numbers: Floats) -> float:
    known = numbers[np.isfinite(numbers)]
    return float(np.median(known)) if known.size else 0.0


def with_response(calls: pd.DataFrame) -> pd.DataFrame:
    """Return a log with the minutes from report to arrival where the list does not state them.

    They stay unknown where a time is unknown, and where they cannot be.
    """
    minutes: Any = _response(calls)
    possible = calls["response_min"].notna() | (minutes <= LONGEST_RESPONSE_MIN)
    return calls.assign(response_min=pd.Series(minutes, calls.index).where(possible))
