"""The zoning problem: estates with households, minutes between them, neighbours and streets."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import ArrayLike, NDArray
from scipy.sparse.csgraph import connected_components

from geo.errors import ZoningError
from geo.summary import Summarized

__all__ = ["Piece", "ZoningProblem"]

ROWS_PER_CHECK = 256


@dataclass(frozen=True, eq=False)
class Piece:
    """A connected part of one street: no zone reaches beyond it.

    Attributes
    ----------
    estates : int (k,)
        Indices of its estates in the problem, ascending.
    minutes : float64 (k, k)
        ``minutes[centre, member]``.
    households, workload : float64 (k,)
        Of its estates.
    start, neighbour : int64 (k + 1,) and (m,)
        Neighbours of local estate ``i`` are ``neighbour[start[i]:start[i + 1]]``, ascending.
    """

    estates: NDArray[np.int64]
    minutes: NDArray[np.float64]
    households: NDArray[np.float64]
    workload: NDArray[np.float64]
    start: NDArray[np.int64]
    neighbour: NDArray[np.int64]

    @property
    def n_estates(self) -> int:
        """Number of estates."""
        return len(self.estates)

    def part(self, some: NDArray[np.int64]) -> "Piece":
        """Return the piece of some of its local estates (ascending), with what joins them."""
        place = np.full(self.n_estates, -1, dtype=np.int64)
        place[some] = np.arange(len(some))
        near = [
            place[self.neighbour[self.start[estate] : self.start[estate + 1]]] for estate in some
        ]
        inside = [found[found >= 0] for found in near]
        start = np.cumsum([0, *map(len, inside)], dtype=np.int64)
        return Piece(
            estates=self.estates[some],
            minutes=self.minutes[np.ix_(some, some)],
            households=self.households[some],
            workload=self.workload[some],
            start=start,
            neighbour=np.concatenate([*inside, np.zeros(0, dtype=np.int64)]),
        )


AskMinutes = Callable[[NDArray[np.int64]], NDArray[np.float64]]


@dataclass(frozen=True, eq=False, repr=False, init=False)
class ZoningProblem(Summarized):
    """Estates to be grouped into zones.

    Parameters
    ----------
    households : float (n,)
        Households of each estate, zero or more.
    minutes : float (n, n) or sparse matrix
        ``minutes[centre, member]`` between estates, zero or more, inf where there is no way.
        Neither symmetry nor the triangle inequality is assumed. In a sparse matrix what is not
        stored is inf, and zero on the diagonal.
    neighbours : int (m, 2)
        Pairs of estates that may share a zone directly. Undirected; pairs may repeat; pairs
        across streets never connect.
    street : int (n,)
        Code of the street, or of the pair (street, operator), that a zone may not cross.
    workload : float (n,), optional
        What balances the zones and counts against the cap. Default: households.
    names : sequence of str, optional
        Names of the estates for messages. Default: their indices.
    across : callable, optional
        Gives the minutes (k, k) between estates of several streets, where sparse minutes do not
        hold them: a zone that somebody draws by hand over a border has a length too.

    Raises
    ------
    ZoningError
        A wrong shape, NaN, a negative number, or an index out of range.
    """

    households: NDArray[np.float64]
    minutes: Any
    neighbours: NDArray[np.int64]
    street: NDArray[np.int64]
    workload: NDArray[np.float64]
    names: tuple[str, ...]
    across: AskMinutes | None

    def __init__(
        self,
        households: ArrayLike,
        minutes: ArrayLike | sp.sparray | sp.spmatrix,
        neighbours: ArrayLike,
        street: ArrayLike,
        *,
        workload: ArrayLike | None = None,
        names: Sequence[str] | None = None,
        across: AskMinutes | None = None,
    ) -> None:
        checked_households = _amounts(households, "households")
        n = len(checked_households)
        if n == 0:
            raise ZoningError("zoning.no_estates")
        fields = {
            "households": checked_households,
            "minutes": _minutes(minutes, n),
            "neighbours": _pairs(neighbours, n),
            "street": _codes(street, n),
            "workload": checked_households
            if workload is None
            else _sized(_amounts(workload, "workload"), n, "workload"),
            "names": _names(names, n),
            "across": across,
        }
        for name, value in fields.items():
            object.__setattr__(self, name, value)

    @property
    def n_estates(self) -> int:
        """Number of estates."""
        return len(self.households)

    def minutes_between(self, estates: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the minutes (k, k) between some estates, rows as centres."""
        if not _is_sparse(self.minutes):
            return np.asarray(self.minutes[np.ix_(estates, estates)], dtype=np.float64)
        if self.across is not None and np.unique(self.street[estates]).size > 1:
            return self.across(estates)
        between = np.full((len(estates), len(estates)), np.inf)
        np.fill_diagonal(between, 0.0)
        row, column, entry = _within(self.minutes, estates)
        between[row, column] = self.minutes.data[entry]
        return between

    @cached_property
    def adjacency(self) -> Any:
        """Sparse bool (n, n): neighbours within one street, both ways, no estate its own."""
        pairs = self.neighbours
        inside = (self.street[pairs[:, 0]] == self.street[pairs[:, 1]]) & (
            pairs[:, 0] != pairs[:, 1]
        )
        a, b = pairs[inside].T
        ones = np.ones(2 * len(a), dtype=bool)
        n = self.n_estates
        matrix = sp.csr_array(
            (ones, (np.concatenate([a, b]), np.concatenate([b, a]))), shape=(n, n)
        )
        matrix.sum_duplicates()
        matrix.sort_indices()
        return matrix

    @cached_property
    def piece_of(self) -> NDArray[np.int64]:
        """Int (n,): the connected part of its street that each estate lies in."""
        _, label = connected_components(self.adjacency, directed=False)
        return np.asarray(label, dtype=np.int64)

    def pieces(self) -> list[Piece]:
        """Return the connected parts of the streets, in the order of their first estates."""
        order = np.argsort(self.piece_of, kind="stable")
        ends = np.flatnonzero(np.diff(self.piece_of[order])) + 1
        return [self.piece(estates) for estates in np.split(order, ends)]

    def piece(self, estates: NDArray[np.int64]) -> Piece:
        """Return the sub-problem of some estates (ascending indices)."""
        row, column, _ = _within(self.adjacency, estates)
        order = np.lexsort((column, row))
        start = np.concatenate([[0], np.cumsum(np.bincount(row, minlength=len(estates)))])
        return Piece(
            estates=estates,
            minutes=self.minutes_between(estates),
            households=self.households[estates],
            workload=self.workload[estates],
            start=start.astype(np.int64),
            neighbour=column[order].astype(np.int64),
        )

    def name(self, estate: int) -> str:
        """Return the name of an estate, its index where names were not given."""
        return self.names[estate] if self.names else str(estate)


def _within(
    matrix: Any, some: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return the entries of a sparse matrix that lie among some of its rows and columns.

    Work follows the entries of these rows, however many columns the matrix has.

    Returns
    -------
    row, column : ndarray of int64
        Places in ``some``.
    entry : ndarray of int64
        Where the matrix holds each.
    """
    start, end = matrix.indptr[some], matrix.indptr[some + 1]
    length = end - start
    row = np.repeat(np.arange(len(some)), length)
    entry = np.arange(len(row)) - np.repeat(np.cumsum(length) - length, length) + start[row]
    order = np.argsort(some, kind="stable")
    ordered = some[order]
    found = np.searchsorted(ordered, matrix.indices[entry]).clip(max=len(some) - 1)
    inside = np.flatnonzero(ordered[found] == matrix.indices[entry])
    return row[inside], order[found[inside]], entry[inside].astype(np.int64)


def _amounts(values: ArrayLike, what: str) -> NDArray[np.float64]:
    try:
        array = np.array(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise ZoningError("zoning.not_numbers", what=what) from error
    if array.ndim != 1:
        raise ZoningError("zoning.shape", what=what, found=array.shape, wanted="(n,)")
    wrong = np.flatnonzero(~(np.isfinite(array) & (array >= 0)))
    if wrong.size:
        raise ZoningError(
            "zoning.amount", what=what, estate=int(wrong[0]), found=float(array[wrong[0]])
        )
    array.setflags(write=False)
    return array


def _sized(array: NDArray[np.float64], n: int, what: str) -> NDArray[np.float64]:
    if len(array) != n:
        raise ZoningError("zoning.shape", what=what, found=array.shape, wanted=f"({n},)")
    return array


def _minutes(values: Any, n: int) -> Any:
    """Return checked minutes: a read-only view without a copy where the type allows it."""
    if _is_sparse(values):
        matrix: Any = sp.csr_array(values)
        _check_shape(matrix.shape, n)
        _check_minutes(np.asarray(matrix.data, dtype=np.float64)[np.newaxis, :])
        return matrix
    try:
        array = np.asarray(values)
        if array.dtype not in (np.float32, np.float64):
            array = array.astype(np.float64)
    except (TypeError, ValueError) as error:
        raise ZoningError("zoning.not_numbers", what="minutes") from error
    _check_shape(array.shape, n)
    _check_minutes(array)
    view = array.view()
    view.setflags(write=False)
    return view


def _is_sparse(values: Any) -> bool:
    return bool(sp.issparse(values))


def _check_shape(shape: tuple[int, ...], n: int) -> None:
    if shape != (n, n):
        raise ZoningError("zoning.shape", what="minutes", found=shape, wanted=f"({n}, {n})")


def _check_minutes(array: NDArray[Any]) -> None:
    """Look for NaN and negative minutes, some rows at a time to spare memory."""
    for first in range(0, len(array), ROWS_PER_CHECK):
        rows = array[first : first + ROWS_PER_CHECK]
        wrong = ~(rows >= 0)
        if wrong.any():
            row, column = np.argwhere(wrong)[0]
            raise ZoningError(
                "zoning.minutes",
                centre=int(first + row),
                member=int(column),
                found=float(rows[row, column]),
            )


def _whole(values: ArrayLike, what: str) -> NDArray[np.int64]:
    array = np.asarray(values)
    if array.size == 0:
        return array.astype(np.int64)
    if array.dtype.kind == "f" and np.isfinite(array).all() and (array == np.floor(array)).all():
        return array.astype(np.int64)
    if array.dtype.kind not in "iu":
        raise ZoningError("zoning.not_whole", what=what)
    return array.astype(np.int64)


def _pairs(values: ArrayLike, n: int) -> NDArray[np.int64]:
    array = _whole(values, "neighbours")
    if array.size == 0:
        array = array.reshape(0, 2)
    if array.ndim != 2 or array.shape[1] != 2:
        raise ZoningError("zoning.shape", what="neighbours", found=array.shape, wanted="(m, 2)")
    outside = np.flatnonzero(((array < 0) | (array >= n)).any(axis=1))
    if outside.size:
        row = int(outside[0])
        raise ZoningError("zoning.neighbour", row=row, pair=tuple(array[row].tolist()), last=n - 1)
    array.setflags(write=False)
    return array


def _codes(values: ArrayLike, n: int) -> NDArray[np.int64]:
    array = _whole(values, "street")
    if array.shape != (n,):
        raise ZoningError("zoning.shape", what="street", found=array.shape, wanted=f"({n},)")
    array.setflags(write=False)
    return array


def _names(values: Sequence[str] | None, n: int) -> tuple[str, ...]:
    if values is None:
        return ()
    names = tuple(str(value) for value in values)
    if len(names) != n:
        raise ZoningError("zoning.shape", what="names", found=(len(names),), wanted=f"({n},)")
    return names
