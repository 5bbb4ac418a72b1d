"""A mixed-integer program put together block by block: columns, then rows over them."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from geo.solver.program import LinearProgram

__all__ = ["ProgramBuilder", "Term"]

Term = tuple[ArrayLike, ArrayLike, ArrayLike]
"""Rows (counted from 0 within a block), columns and coefficients, broadcast to one length."""


class ProgramBuilder:
    """Collects blocks of columns and rows until :meth:`build` joins them."""

    def __init__(self) -> None:
        self._cost: list[NDArray[np.float64]] = []
        self._lower: list[NDArray[np.float64]] = []
        self._upper: list[NDArray[np.float64]] = []
        self._whole: list[NDArray[np.bool_]] = []
        self._row_lower: list[NDArray[np.float64]] = []
        self._row_upper: list[NDArray[np.float64]] = []
        self._entries: list[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]] = []
        self._n_columns = 0
        self._n_rows = 0

    def add_columns(
        self,
        count: int,
        *,
        cost: ArrayLike = 0.0,
        lower: ArrayLike = 0.0,
        upper: ArrayLike = 1.0,
        whole: bool = False,
    ) -> NDArray[np.int64]:
        """Add columns and return their numbers.

        Parameters
        ----------
        count : int
            How many.
        cost, lower, upper : array_like, shape (count,) or scalar
            Objective coefficients and limits.
        whole : bool
            Whether they take whole numbers only.

        Returns
        -------
        ndarray of int64, shape (count,)
            Column numbers.
        """
        for blocks, values in ((self._cost, cost), (self._lower, lower), (self._upper, upper)):
            blocks.append(np.array(np.broadcast_to(np.asarray(values, np.float64), count)))
        self._whole.append(np.full(count, whole))
        self._n_columns += count
        return np.arange(self._n_columns - count, self._n_columns)

    def add_rows(
        self, count: int, terms: Sequence[Term], *, lower: ArrayLike, upper: ArrayLike
    ) -> slice:
        """Add rows ``lower <= sum of the terms <= upper`` and return where they stand.

        Parameters
        ----------
        count : int
            How many.
        terms : sequence of Term
            Coefficients; entries for the same place add up.
        lower, upper : array_like, shape (count,) or scalar
            Limits.

        Returns
        -------
        slice
            Row numbers of the block.
        """
        for rows, columns, values in terms:
            row, column, value = np.broadcast_arrays(rows, columns, values)
            self._entries.append(
                (
                    row.ravel().astype(np.int64) + self._n_rows,
                    column.ravel().astype(np.int64),
                    value.ravel().astype(np.float64),
                )
            )
        for blocks, limit in ((self._row_lower, lower), (self._row_upper, upper)):
            blocks.append(np.array(np.broadcast_to(np.asarray(limit, np.float64), count)))
        self._n_rows += count
        return slice(self._n_rows - count, self._n_rows)

    def build(self, *, maximise: bool = False) -> LinearProgram:
        """Return the program.

        Parameters
        ----------
        maximise : bool
            Direction of the objective.

        Returns
        -------
        LinearProgram
            All blocks in the order in which they were added.
        """
        row, column, value = (np.concatenate(part) for part in zip(*self._entries, strict=True))
        return LinearProgram(
            cost=np.concatenate(self._cost),
            matrix=sparse.csr_array(
                sparse.coo_array((value, (row, column)), shape=(self._n_rows, self._n_columns))
            ),
            row_lower=np.concatenate(self._row_lower),
            row_upper=np.concatenate(self._row_upper),
            column_lower=np.concatenate(self._lower),
            column_upper=np.concatenate(self._upper),
            whole=np.concatenate(self._whole),
            maximise=maximise,
        )
