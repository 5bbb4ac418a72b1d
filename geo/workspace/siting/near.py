"""Whom many places cover, found from the estates that are near them."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from geo.coverage import OnDuty
from geo.roads import SnappedPoints
from geo.workspace.district import District
from geo.workspace.near_ways import NearPlaces

__all__ = ["SiteCover", "near_cover"]

Flags = NDArray[np.bool_]


class SiteCover(NamedTuple):
    """Whom places cover.

    Attributes
    ----------
    covers : sparse array of bool, shape (n_sites, n_estates)
        Who is reached on time, as surely as promised.
    unsure : ndarray of bool, shape (n_estates,)
        Whose position is too inexact to say.
    """

    covers: sparse.csr_array
    unsure: Flags


def near_cover(
    district: District, points: SnappedPoints, on: OnDuty, *, target_min: float | None = None
) -> SiteCover:
    """Return whom places cover, without the minutes of all pairs.

    Parameters
    ----------
    district : District
    points : SnappedPoints
        The places on the roads, shape (n_sites,).
    on : OnDuty
        Who is on duty at each; where nobody is, nobody is covered from.
    target_min : float, optional
        Another target than that of the settings.

    Returns
    -------
    SiteCover
        What the verdicts over all pairs say.
    """
    manned = np.flatnonzero(on.is_manned)
    near = NearPlaces(district, points.take(manned), on.turnout_min[manned])
    found = near.question(target_min).verdicts(near.ways)
    return SiteCover(_rows_at(manned, found.covers, len(points)), found.unsure)


def _rows_at(rows: NDArray[np.int64], some: sparse.csr_array, n_rows: int) -> sparse.csr_array:
    """Return a matrix whose given rows are those of another, the others empty."""
    first = np.zeros(n_rows + 1, dtype=np.int64)
    first[rows + 1] = np.diff(some.indptr)
    return sparse.csr_array(
        (some.data, some.indices, np.cumsum(first)), shape=(n_rows, some.shape[1])
    )
