"""Seeds of zones: estates, or places, of which each gets a zone of its own."""

import numpy as np

from geo.coords import distance_m
from geo.errors import Fault, WorkspaceError
from geo.workspace.district import District

__all__ = ["seed_estates"]


def seed_estates(district: District) -> list[int]:
    """Return the row of the estate of every seed: the one that it names, or that lies nearest.

    Parameters
    ----------
    district : District

    Returns
    -------
    list of int

    Raises
    ------
    WorkspaceError
        For seeds that are neither an estate of the list nor a place, and for two at one estate;
        all of them together.
    """
    ids = {str(estate): row for row, estate in enumerate(district.estates["estate_id"])}
    rows: dict[int, str] = {}
    faults = []
    for seed in district.seeds:
        row = ids.get(seed)
        if row is None:
            row = _nearest(district, seed)
        if row is None:
            faults.append(Fault("zone_marks.no_seed", found=seed))
        elif row in rows:
            faults.append(Fault("zone_marks.seed_twice", first=rows[row], second=seed))
        else:
            rows[row] = seed
    if faults:
        raise WorkspaceError("workspace.faults", faults=faults, count=len(faults))
    return list(rows)


def _nearest(district: District, place: str) -> int | None:
    """Return the located estate nearest to a place written as LON,LAT; None for other words."""
    lon, _, lat = place.partition(",")
    try:
        x, y = float(lon), float(lat)
    except ValueError:
        return None
    located = np.flatnonzero(district.estates.geometry.notna())
    if not (-180 <= x <= 180 and -90 <= y <= 90) or not located.size:
        return None
    where = district.estates.geometry.iloc[located]
    return int(located[np.argmin(distance_m(where.x, where.y, x, y))])
