"""Estates merged by identical cover set: the small problem inside a large one.

Estates that the same candidates cover can only be covered together, so they are one row whose
weight is the sum of theirs. A million points under a hundred circles are a few thousand rows.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from geo.solver import ProgramBuilder

__all__ = [
    "CoverRows",
    "Incidence",
    "add_covered_rows",
    "add_levels",
    "equal_rows",
    "incidence",
    "merge_rows",
]


class Incidence(NamedTuple):
    """Who covers whom, by row and by site, as the compiled searches take it.

    Attributes
    ----------
    row_start : ndarray of int64, shape (n_rows + 1,)
        Where each row's sites begin in `row_sites`.
    row_sites : ndarray of int32, shape (n_entries,)
        Sites that cover each row, ascending within a row.
    site_start : ndarray of int64, shape (n_sites + 1,)
        Where each site's rows begin in `site_rows`.
    site_rows : ndarray of int32, shape (n_entries,)
        Rows that each site covers, ascending within a site.
    """

    row_start: NDArray[np.int64]
    row_sites: NDArray[np.int32]
    site_start: NDArray[np.int64]
    site_rows: NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class CoverRows:
    """Merged rows of a cover problem, by row and by site.

    Attributes
    ----------
    net : Incidence
        Who covers whom.
    weight : ndarray of float64, shape (n_rows,)
        Demand of each row.
    sites : ndarray of int64, shape (n_sites,)
        Candidate index of each site.
    row_of_estate : ndarray of int64, shape (n_estates,)
        Row of each estate, -1 where no site covers it or its demand does not count.
    """

    net: Incidence
    weight: NDArray[np.float64]
    sites: NDArray[np.int64]
    row_of_estate: NDArray[np.int64]

    @property
    def n_rows(self) -> int:
        """Number of distinct cover sets."""
        return self.weight.size

    @property
    def n_sites(self) -> int:
        """Number of sites, those without rows included."""
        return self.sites.size

    @cached_property
    def by_row(self) -> sparse.csr_array:
        """Rows × sites as a sparse matrix of ones."""
        return sparse.csr_array(
            (np.ones(self.net.row_sites.size), self.net.row_sites, self.net.row_start),
            shape=(self.n_rows, self.n_sites),
        )

    def covered_weight(self, stations: NDArray[np.int64], times: int = 1) -> float:
        """Return the weight of the rows that so many stations cover.

        Parameters
        ----------
        stations : ndarray of int64, shape (n_sites,)
            Stations at each site.
        times : int
            How many must cover a row for it to count.

        Returns
        -------
        float
            Sum of weights.
        """
        return float(self.weight[self.by_row @ stations >= times].sum())

    def covered_point(self, stations: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the values of the columns that :func:`add_covered_rows` adds, for a plan.

        Parameters
        ----------
        stations : ndarray of int64, shape (n_sites,)
            Stations at each site.

        Returns
        -------
        ndarray of float64, shape (n_rows,)
            1 where a row is covered.
        """
        return self.levels_point(stations, 1)

    def levels_point(self, stations: NDArray[np.int64], count: int) -> NDArray[np.float64]:
        """Return the values of the columns that :func:`add_levels` adds, for a plan.

        Parameters
        ----------
        stations : ndarray of int64, shape (n_sites,)
            Stations at each site.
        count : int
            Covers that are told apart.

        Returns
        -------
        ndarray of float64, shape (count * n_rows,)
            1 where a row is covered so many times, level by level.
        """
        times = (self.by_row @ stations)[None, :] > np.arange(count)[:, None]
        return times.ravel().astype(np.float64)


def merge_rows(
    covers: sparse.csr_array, demand: NDArray[np.float64], sites: NDArray[np.int64]
) -> CoverRows:
    """Merge the estates that the same allowed sites cover.

    Rows are compared by a 128-bit hash of their cover sets: two different sets fall together
    with a probability below 1e-24 for a million rows.

    Parameters
    ----------
    covers : scipy.sparse.csr_array of bool, shape (n_candidates, n_estates)
        Who covers whom, canonical as :func:`geo.siting.inputs.check_covers` returns it.
    demand : ndarray of float64, shape (n_estates,)
        Weight of each estate; estates of zero weight are left out.
    sites : ndarray of int64, shape (n_sites,)
        Sorted candidates that may be chosen.

    Returns
    -------
    CoverRows
        The merged problem.

    References
    ----------
    Cordeau, Furini, Ljubić (2019), Benders decomposition for very large scale partial set
    covering and maximal covering location problems, EJOR 275(3), section 2.
    """
    n_estates = covers.shape[1]
    allowed = covers if sites.size == covers.shape[0] else covers[sites]
    by_estate = allowed.tocsc()
    start = by_estate.indptr.astype(np.int64)
    site_of = by_estate.indices
    length = np.diff(start)
    counted = np.flatnonzero((length > 0) & (demand > 0))
    first, group = equal_rows(start, site_of, counted, sites.size)
    representative = counted[first]
    row_start = np.concatenate([[0], np.cumsum(length[representative])]).astype(np.int64)
    inside = np.arange(row_start[-1]) - np.repeat(row_start[:-1], length[representative])
    row_sites = site_of[np.repeat(start[representative], length[representative]) + inside]
    row_of_estate = np.full(n_estates, -1, dtype=np.int64)
    row_of_estate[counted] = group
    weight = np.bincount(group, weights=demand[counted], minlength=first.size)
    return CoverRows(
        net=incidence(row_start, row_sites, sites.size),
        weight=weight.astype(np.float64),
        sites=sites,
        row_of_estate=row_of_estate,
    )


def equal_rows(
    start: NDArray[np.int64],
    site_of: NDArray[np.int32],
    counted: NDArray[np.int64],
    n_sites: int,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Group rows with equal site sets.

    Parameters
    ----------
    start : ndarray of int64, shape (n_rows + 1,)
        Where each row's sites begin.
    site_of : ndarray of int32, shape (n_entries,)
        Sites, ascending within a row.
    counted : ndarray of int64, shape (n_counted,)
        Rows to group, each with at least one site.
    n_sites : int
        Number of sites.

    Returns
    -------
    first : ndarray of int64, shape (n_groups,)
        Position in `counted` of the first member of every group, ascending.
    group : ndarray of int64, shape (n_counted,)
        Group of each counted row.
    """
    if not counted.size:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    codes = np.random.default_rng(20261122).integers(0, 2**63, (2, n_sites), dtype=np.uint64)
    low, high = (np.add.reduceat(code[site_of], start[:-1][np.diff(start) > 0]) for code in codes)
    position = np.cumsum(np.diff(start) > 0) - 1
    low, high = low[position[counted]], high[position[counted]]
    order = np.lexsort((np.arange(counted.size), high, low))
    is_new = np.ones(counted.size, dtype=bool)
    is_new[1:] = (np.diff(low[order]) != 0) | (np.diff(high[order]) != 0)
    firsts = order[is_new]
    by_appearance = np.argsort(firsts, kind="stable")
    rank = np.empty_like(by_appearance)
    rank[by_appearance] = np.arange(by_appearance.size)
    group = np.empty(counted.size, dtype=np.int64)
    group[order] = rank[np.cumsum(is_new) - 1]
    return firsts[by_appearance], group


def incidence(
    row_start: NDArray[np.int64], row_sites: NDArray[np.integer], n_sites: int
) -> Incidence:
    """Return both directions of a relation given by row.

    Parameters
    ----------
    row_start : ndarray of int64, shape (n_rows + 1,)
        Where each row's sites begin.
    row_sites : ndarray of int, shape (n_entries,)
        Sites, ascending within a row.
    n_sites : int
        Number of sites.

    Returns
    -------
    Incidence
        By row and by site.
    """
    rows = np.repeat(np.arange(row_start.size - 1, dtype=np.int32), np.diff(row_start))
    order = np.argsort(row_sites, kind="stable")
    counts = np.bincount(row_sites, minlength=n_sites)
    return Incidence(
        row_start=row_start,
        row_sites=row_sites.astype(np.int32),
        site_start=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        site_rows=rows[order],
    )


def add_covered_rows(
    builder: ProgramBuilder, rows: CoverRows, opened: NDArray[np.int64], *, gain: ArrayLike
) -> NDArray[np.int64]:
    """Add one column per merged row that is at most 1 and at most the open sites that cover it.

    Parameters
    ----------
    builder : ProgramBuilder
        Program in the making.
    rows : CoverRows
        Who covers whom.
    opened : ndarray of int64, shape (n_sites,)
        Columns of the sites.
    gain : array_like, shape (n_rows,) or scalar
        What covering a row adds to an objective that is maximised.

    Returns
    -------
    ndarray of int64, shape (n_rows,)
        The columns.
    """
    return add_levels(builder, rows, opened, 1, gain=gain).ravel()


def add_levels(
    builder: ProgramBuilder,
    rows: CoverRows,
    opened: NDArray[np.int64],
    count: int,
    *,
    gain: ArrayLike = 0.0,
) -> NDArray[np.int64]:
    """Add columns per merged row, each at most 1, in all at most the open sites that cover it.

    Parameters
    ----------
    builder : ProgramBuilder
        Program in the making.
    rows : CoverRows
        Who covers whom.
    opened : ndarray of int64, shape (n_sites,)
        Columns of the sites.
    count : int
        Columns for each row: the covers that are told apart.
    gain : array_like, shape (count * n_rows,) or scalar
        What each adds to an objective that is maximised.

    Returns
    -------
    ndarray of int64, shape (count, n_rows)
        The columns.
    """
    columns = builder.add_columns(count * rows.n_rows, cost=gain)
    covered: NDArray[np.int64] = columns.reshape(count, rows.n_rows)
    sites_of = rows.by_row.tocoo()
    builder.add_rows(
        rows.n_rows,
        [(sites_of.row, opened[sites_of.col], 1.0), (np.arange(rows.n_rows), covered, -1.0)],
        lower=0.0,
        upper=np.inf,
    )
    return covered
