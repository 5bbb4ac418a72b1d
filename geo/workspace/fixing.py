"""The cheapest single change that brings each late estate on time."""

from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.coverage import Coverage, Remedy, cheapest_fixes, new_minutes, shorter_turnout
from geo.errors import Notice
from geo.workspace.district import District

__all__ = ["cheapest_fix_notices", "fixes_of"]

Flags = NDArray[np.bool_]

_MOST_SITES: Final = 40


def fixes_of(
    district: District, coverage: Coverage, sites: gpd.GeoDataFrame, site_covers: Flags
) -> pd.DataFrame:
    """Return the cheapest change for every estate that is late or unreachable.

    Parameters
    ----------
    district : District
    coverage : Coverage
        The verdicts to better.
    sites : GeoDataFrame
        ``site_id`` of places where a station could stand.
    site_covers : ndarray of bool, shape (n_sites, n_estates)
        Whom a station there would reach in time.

    Returns
    -------
    DataFrame
        ``estate`` (index), ``kind, subject, amount, cost``.
    """
    costs = district.settings.costs
    remedies = [
        *_gates_opened(district, coverage, cost=costs.open_gate),
        shorter_turnout(coverage, cost_per_min=costs.turnout_minute),
        *_sites_built(district, coverage, sites, site_covers, cost=costs.new_site),
    ]
    return cheapest_fixes(coverage, remedies)


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
            minutes=f"{np.ceil(10 * row['amount']) / 10:.1f}" if row["kind"] else "",
        )
    return said


def _gates_opened(district: District, coverage: Coverage, *, cost: float) -> list[Remedy]:
    """Return what opening each gate that is closed at the hour does for its estate."""
    doors = district.doors
    drive_min = district.minutes_to_doors(district.station_points)
    access_min = doors.access_minutes(district.model)
    remedies = []
    for door in np.flatnonzero(~doors.is_open):
        estate = doors.estate[door]
        drive = np.full((len(drive_min), len(district.estates)), np.inf)
        access = np.full(len(district.estates), np.inf)
        drive[:, estate], access[estate] = drive_min[:, door], access_min[door]
        number = int((doors.estate[:door] == estate).sum()) + 1
        remedies.append(
            new_minutes(
                coverage,
                kind="open_gate",
                subject=str(number),
                cost=cost,
                drive_min=drive,
                access_min=access,
            )
        )
    return remedies


def _sites_built(
    district: District,
    coverage: Coverage,
    sites: gpd.GeoDataFrame,
    site_covers: Flags,
    *,
    cost: float,
) -> list[Remedy]:
    """Return what a station at each of a few places does, the place that helps most first."""
    late = np.isin(coverage.verdict, ("late", "unreachable"))
    helps = site_covers & late
    weights = np.maximum(district.households, 1.0)
    remedies = []
    left = late.copy()
    for _ in range(_MOST_SITES):
        won = helps[:, left] @ weights[left]
        best = int(won.argmax()) if won.size else 0
        if not won.size or won[best] == 0:
            break
        remedies.append(
            Remedy("new_site", sites["label"].iloc[best], cost, np.where(helps[best], 1.0, np.inf))
        )
        left &= ~helps[best]
    return remedies
