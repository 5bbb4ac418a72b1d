"""A linear program that grows while it is solved: columns priced in, cuts added, limits changed."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from geo.solver.highs import HighsError, HighsModel
from geo.stop import Stop

__all__ = ["GrowingProgram", "LinearAnswer"]


class LinearAnswer(NamedTuple):
    """What HiGHS said about a linear program.

    Attributes
    ----------
    point : ndarray of float64, shape (n_columns,), or None
        Value of each column; None where HiGHS has none.
    row_duals : ndarray of float64, shape (n_rows,), or None
        Duals as HiGHS has them, optimal or not. Any duals prove a bound, by weak duality, if
        the caller's own arithmetic makes it from them.
    is_optimal : bool
        Whether HiGHS calls the answer optimal: a reason to stop, never a proof.
    """

    point: NDArray[np.float64] | None
    row_duals: NDArray[np.float64] | None
    is_optimal: bool


class GrowingProgram:
    """A linear program to be minimised, solved again and again from its last basis.

    Parameters
    ----------
    row_lower, row_upper : array_like, shape (n_rows,)
        Limits of the first rows.

    Notes
    -----
    A change that HiGHS refuses leaves a program that is not the caller's: from then on
    :meth:`solve` answers nothing, so that nothing can be proven from it.
    """

    def __init__(self, row_lower: ArrayLike, row_upper: ArrayLike) -> None:
        self._model = HighsModel()
        self._is_whole = True
        self.n_rows = self.n_columns = 0
        n_rows = np.size(row_lower)
        self.add_rows(row_lower, row_upper, sparse.csr_array(np.zeros((n_rows, 0))))

    def add_rows(
        self, lower: ArrayLike, upper: ArrayLike, matrix: sparse.csr_array
    ) -> NDArray[np.int64]:
        """Add rows and return their numbers.

        Parameters
        ----------
        lower, upper : array_like, shape (k,)
            Limits.
        matrix : scipy.sparse.csr_array, shape (k, n_columns)
            Coefficients over the columns that there are.

        Returns
        -------
        ndarray of int64, shape (k,)
            Row numbers.
        """
        self._change("addRows", matrix.shape[0], *_limits(lower, upper), *_entries(matrix))
        self.n_rows += matrix.shape[0]
        return np.arange(self.n_rows - matrix.shape[0], self.n_rows)

    def add_columns(
        self,
        cost: ArrayLike,
        matrix: sparse.csc_array,
        *,
        lower: ArrayLike = 0.0,
        upper: ArrayLike = np.inf,
    ) -> NDArray[np.int64]:
        """Add columns and return their numbers.

        Parameters
        ----------
        cost : array_like, shape (k,)
            Objective coefficients.
        matrix : scipy.sparse.csc_array, shape (n_rows, k)
            Coefficients in the rows that there are.
        lower, upper : array_like, shape (k,) or scalar
            Limits.

        Returns
        -------
        ndarray of int64, shape (k,)
            Column numbers.
        """
        k = matrix.shape[1]
        lower, upper = (np.broadcast_to(limit, k) for limit in (lower, upper))
        self._change(
            "addCols",
            k,
            np.array(np.broadcast_to(cost, k), dtype=np.float64),
            *_limits(lower, upper),
            *_entries(matrix),
        )
        self.n_columns += k
        return np.arange(self.n_columns - k, self.n_columns)

    def limit_row(self, row: int, lower: float, upper: float) -> None:
        """Change the limits of a row."""
        self._change("changeRowBounds", row, float(lower), float(upper))

    def limit_column(self, column: int, lower: float, upper: float) -> None:
        """Change the limits of a column."""
        self._change("changeColBounds", column, float(lower), float(upper))

    def price_column(self, column: int, cost: float) -> None:
        """Change the objective coefficient of a column."""
        self._change("changeColCost", column, float(cost))

    def _change(self, name: str, *arguments: Any) -> None:
        try:
            self._model.call(name, *arguments)
        except HighsError:
            self._is_whole = False

    def solve(self, stop: Stop) -> LinearAnswer:
        """Solve from the last basis, until the end or until stopped.

        Parameters
        ----------
        stop : Stop
            Limits the run and is asked for cancellation.

        Returns
        -------
        LinearAnswer
            Point and duals, where there are any.
        """
        if not self._is_whole:
            return LinearAnswer(None, None, is_optimal=False)
        raw = self._model.run(stop)
        return LinearAnswer(raw.point, raw.row_duals, raw.outcome == "optimal")


def _limits(lower: ArrayLike, upper: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    return tuple(  # type: ignore[return-value]
        np.array(np.atleast_1d(limit), dtype=np.float64) for limit in (lower, upper)
    )


def _entries(
    matrix: sparse.csr_array | sparse.csc_array,
) -> tuple[int, NDArray[np.int32], NDArray[np.int32], NDArray[np.float64]]:
    """Return entries as HiGHS takes them: how many, where each vector starts, index and value."""
    return (
        int(matrix.nnz),
        matrix.indptr[:-1].astype(np.int32),
        matrix.indices.astype(np.int32),
        matrix.data.astype(np.float64),
    )
