"""The cheapest single change that brings each late estate on time."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from geo.coverage import (
    NOT_REACHED,
    Coverage,
    LongerShift,
    Remedy,
    cheapest_fixes,
    cover,
    new_minutes,
    shorter_turnout,
)
from geo.errors import Notice
from geo.i18n import format_number
from geo.workspace.district import District
from geo.workspace.reading.shifts import plan_day

__all__ = ["cheapest_fix_notices", "fixes_of", "longer_shift"]

Flags = NDArray[np.bool_]


def fixes_of(
    district: District,
    coverage: Coverage,
    sites: gpd.GeoDataFrame,
    site_covers: sparse.csr_array,
    *,
    reopened: Sequence[District] = (),
) -> pd.DataFrame:
    """Return the cheapest change for every estate that is late or unreachable.

    Weighed are: opening a gate that is closed at the hour, a shorter turnout, lifting a closure,
    a shift made longer so that its crew is there at the hour, a crew on duty at this hour at a
    station that has none then, posting a crew at a planned station, and a new station. A further
    crew at a station that already answers calls makes no road shorter: an estate that is late with
    every crew free stays late, so it is never a fix (what it does for waiting calls:
    :mod:`geo.workspace.coverage.crew_load`).

    Parameters
    ----------
    district : District
    coverage : Coverage
        The verdicts to better.
    sites : GeoDataFrame
        ``site_id`` of places where a station could stand.
    site_covers : sparse array of bool, shape (n_sites, n_estates)
        Whom a station there would reach in time.
    reopened : sequence of District
        The same district with one closure lifted each, in the order in which closures are
        numbered.

    Returns
    -------
    DataFrame
        ``estate`` (index), ``kind, subject, amount, cost, ref``, the cost in the unit of
        ``[costs] unit``. On equal cost the first kind in the order above. ``ref`` identifies what
        is changed: the number of a gate or a closure, the id of a station or a site.
    """
    costs = district.settings.costs
    remedies = [
        *_gates_opened(district, coverage, cost=costs.open_gate),
        shorter_turnout(coverage, cost_per_min=costs.turnout_minute),
        *_roads_reopened(reopened, coverage, cost=costs.reopened_road),
        *_shifts_lengthened(district, coverage, cost_per_hour=costs.shift_hour),
        *_crews_on_shift(district, coverage, cost=costs.extra_crew),
        *_crews_posted(district, coverage, cost=costs.extra_crew),
        *_sites_built(district, coverage, sites, site_covers, cost=costs.new_site),
    ]
    found = cheapest_fixes(coverage, remedies)
    columns = ("estate", "kind", "subject", "amount", "cost")
    refs = [_ref(remedies, *row) for row in zip(*(found[name] for name in columns), strict=True)]
    return found.assign(ref=pd.Series(refs, index=found.index, dtype=object))


def cheapest_fix_notices(district: District, fixes: pd.DataFrame) -> list[Notice | None]:
    """Return what would bring each estate on time as a sentence; None where nothing is needed.

    Parameters
    ----------
    district : District
    fixes : DataFrame
        As :func:`fixes_of` gives it.

    Returns
    -------
    list of Notice or None, length n_estates
    """
    said: list[Notice | None] = [None] * len(district.estates)
    for row in fixes.to_dict(orient="records"):
        said[row["estate"]] = Notice(
            f"workspace.fix_{row['kind'] or 'none'}",
            subject=row["subject"],
            minutes=_plain(row["amount"]) if row["kind"] else "",
            cost=_cost(district, row["cost"]) if row["kind"] else "",
        )
    return said


def _ref(
    remedies: Sequence[Remedy], estate: int, kind: str, subject: str, amount: float, cost: float
) -> str:
    """Return what identifies the subject of a fix: that of a remedy which does the same."""
    same = (
        one.ref
        for one in remedies
        if (one.kind, one.subject) == (kind, subject)
        and one.amount[estate] == amount
        and one.cost * amount == cost
    )
    return next(same, "")


def _cost(district: District, cost: float) -> Notice:
    """Return a cost in the unit that the workspace names; relative points where it names none."""
    unit = district.settings.costs.unit
    key = "workspace.cost_in_unit" if unit else "workspace.cost_in_points"
    return Notice(key, cost=_plain(cost), unit=unit)


def _plain(number: float) -> str:
    """Return a number to hundredths: minutes times their price are the cost, by hand too."""
    whole, _, hundredths = format_number(number, 2).partition(".")
    return f"{whole}.{hundredths}".rstrip("0").rstrip(".")


def _gates_opened(district: District, coverage: Coverage, *, cost: float) -> Iterator[Remedy]:
    """Yield the first gate of every estate that is closed at the hour and helps when open.

    Gates are judged as if each were an estate of its own, all at once.
    """
    gates = district.gates
    closed = np.flatnonzero(~gates.is_open)
    if not closed.size:
        return
    then = cover(
        drive_min=district.minutes_to_gates(district.station_points)[:, closed],
        access_min=gates.access_minutes(district.model)[closed],
        model=coverage.model,
        target_min=coverage.target_min,
        percentile=coverage.percentile,
        turnout_min=district.turnout_min,
    )
    estates, first = np.unique(gates.estate[closed[then.covered]], return_index=True)
    for estate, gate in zip(estates, closed[then.covered][first], strict=True):
        if coverage.verdict[estate] in NOT_REACHED:
            number = int((gates.estate[:gate] == estate).sum()) + 1
            amount = np.full(coverage.n_estates, np.inf)
            amount[estate] = 1.0
            yield Remedy("open_gate", str(number), cost, amount, ref=str(number))


def _roads_reopened(
    reopened: Sequence[District], coverage: Coverage, *, cost: float
) -> Iterator[Remedy]:
    """Yield what lifting each closure does."""
    for number, district in enumerate(reopened, start=1):
        drive_min, access_min = district.minutes_from_stations()
        yield new_minutes(
            coverage,
            kind="reopened_road",
            subject=str(number),
            ref=str(number),
            cost=cost,
            drive_min=drive_min,
            access_min=access_min,
            turnout_min=district.turnout_min,
        )


def _crews_posted(district: District, coverage: Coverage, *, cost: float) -> Iterator[Remedy]:
    """Yield what a crew at each planned station does."""
    stations = district.inputs.stations
    planned = stations[stations["status"] == "planned"]
    return _crews_at(district, coverage, planned, kind="extra_crew", cost=cost)


def _off_duty(district: District) -> gpd.GeoDataFrame:
    """Return the open stations that have no crew at the hour."""
    stations = district.inputs.stations
    manned = stations["station_id"].isin(district.stations["station_id"])
    return stations[(stations["status"] == "open") & ~manned]


def _shifts_lengthened(
    district: District, coverage: Coverage, *, cost_per_hour: float
) -> Iterator[Remedy]:
    """Yield what a longer shift does at each open station that has no crew at the hour.

    No shift becomes longer than the longest that ``[roster] shift_hours`` names.
    """
    stations = _off_duty(district)
    longer = [longer_shift(district, str(one)) for one in stations["station_id"]]
    kept = [number for number, one in enumerate(longer) if one is not None]
    found = [one for one in longer if one is not None]
    whole = _crews_at(
        district,
        coverage,
        stations.iloc[kept],
        kind="longer_shift",
        cost=cost_per_hour,
        turnouts=[one.shift.turnout_min for one in found],
    )
    for remedy, one in zip(whole, found, strict=True):
        yield replace(remedy, amount=remedy.amount * one.hours)


def longer_shift(district: District, station_id: str) -> LongerShift | None:
    """Return the shift of a station that would reach the hour of the plan if it lasted longer.

    Parameters
    ----------
    district : District
    station_id : str
        Of a station without a crew at that hour.

    Returns
    -------
    LongerShift or None
        None where none may last so long.
    """
    settings = district.settings
    return district.inputs.duty.lengthened(
        plan_day(settings),
        settings.response.hour,
        station_id,
        most_hours=max(settings.roster.shift_hours, default=0),
    )


def _crews_on_shift(district: District, coverage: Coverage, *, cost: float) -> Iterator[Remedy]:
    """Yield what a crew on duty at this hour does at each open station that has none then."""
    return _crews_at(district, coverage, _off_duty(district), kind="shift_crew", cost=cost)


def _crews_at(
    district: District,
    coverage: Coverage,
    stations: gpd.GeoDataFrame,
    *,
    kind: str,
    cost: float,
    turnouts: Sequence[float] | None = None,
) -> Iterator[Remedy]:
    """Yield what a crew at each of some stations does; its turnout that of the workspace or own."""
    if stations.empty:
        return
    points = district.snap(stations.geometry.x.to_numpy(), stations.geometry.y.to_numpy())
    drive_min, access_min = district.minutes_to_estates(points)
    names = stations["name"].fillna(stations["station_id"])
    for row, (name, station_id) in enumerate(zip(names, stations["station_id"], strict=True)):
        yield new_minutes(
            coverage,
            kind=kind,
            subject=str(name),
            ref=str(station_id),
            cost=cost,
            drive_min=drive_min[[row]],
            access_min=access_min[row],
            turnout_min=None if turnouts is None else [turnouts[row]],
        )


def _sites_built(
    district: District,
    coverage: Coverage,
    sites: gpd.GeoDataFrame,
    site_covers: sparse.csr_array,
    *,
    cost: float,
) -> Iterator[Remedy]:
    """Yield stations at few places that help everyone whom any place helps, the best first."""
    left = np.isin(coverage.verdict, NOT_REACHED) & (site_covers.sum(axis=0) > 0)
    # Whole numbers, so that what is won and taken away again is exactly nothing.
    weights = np.maximum(district.households, 1).astype(np.int64)
    won = site_covers @ (weights * left)
    by_estate = site_covers.tocsc()
    while left.any():
        best = int(won.argmax())
        served = left & (site_covers[[best]].sum(axis=0) > 0)
        site = sites.iloc[best]
        amount = np.where(served, 1.0, np.inf)
        yield Remedy("new_site", site["label"], cost, amount, ref=str(site["site_id"]))
        won = won - by_estate[:, np.flatnonzero(served)] @ weights[served]
        left &= ~served
