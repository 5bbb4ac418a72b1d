"""A linear or mixed-integer program, and the arithmetic that checks answers to it."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from geo.summary import Summarized

__all__ = ["LinearProgram"]

WHOLE_ROW_TOLERANCE = 1e-9
"""Share of a row's size by which rounded whole numbers may miss its limit: rounding of sums."""

ROW_TOLERANCE = 1e-6
"""The same for rows with continuous columns: primal_feasibility_tolerance of HiGHS."""


@dataclass(frozen=True, eq=False, repr=False)
class LinearProgram(Summarized):
    """A linear program, with some of its columns whole numbers.

    Attributes
    ----------
    cost : ndarray of float64, shape (n_columns,)
        Objective coefficients.
    matrix : scipy.sparse.csr_array, shape (n_rows, n_columns)
        Constraint coefficients.
    row_lower, row_upper : ndarray of float64, shape (n_rows,)
        Limits of the rows, infinite where there is none.
    column_lower, column_upper : ndarray of float64, shape (n_columns,)
        Limits of the columns.
    whole : ndarray of bool, shape (n_columns,)
        Columns that take whole numbers only.
    maximise : bool
        Direction of the objective.

    Raises
    ------
    ValueError
        A figure that is no number, or an infinite coefficient: a fault of the model, which HiGHS
        would answer with a status and zeros.
    """

    cost: NDArray[np.float64]
    matrix: sparse.csr_array
    row_lower: NDArray[np.float64]
    row_upper: NDArray[np.float64]
    column_lower: NDArray[np.float64]
    column_upper: NDArray[np.float64]
    whole: NDArray[np.bool_]
    maximise: bool = False

    def __post_init__(self) -> None:
        limits = (self.row_lower, self.row_upper, self.column_lower, self.column_upper)
        if any(np.isnan(limit).any() for limit in limits):
            raise ValueError("a limit of the program is not a number")
        if not (np.isfinite(self.cost).all() and np.isfinite(self.matrix.data).all()):
            raise ValueError("a coefficient of the program is not a finite number")

    @property
    def sign(self) -> float:
        """1 where the objective is minimised, -1 where it is maximised."""
        return -1.0 if self.maximise else 1.0

    @property
    def worst_bound(self) -> float:
        """The bound that says nothing."""
        return -self.sign * np.inf

    def value(self, point: NDArray[np.float64]) -> float:
        """Return the objective of a point."""
        return float(self.cost @ point)

    def rounded(self, point: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return a point with its whole columns rounded and all columns within their limits."""
        exact = np.where(self.whole, np.rint(point), point)
        return np.asarray(np.clip(exact, self.column_lower, self.column_upper), dtype=np.float64)

    def is_kept(self, point: NDArray[np.float64]) -> bool:
        """Say whether a point keeps every limit, by our own arithmetic.

        Rows over whole columns alone must hold up to the rounding of their sum; rows with
        continuous columns up to the tolerance that a simplex method works with.
        """
        if point.shape != self.cost.shape or not np.isfinite(point).all():
            return False
        whole = point[self.whole]
        if (whole != np.rint(whole)).any():
            return False
        if (point < self.column_lower).any() or (point > self.column_upper).any():
            return False
        activity = self.matrix @ point
        size = np.maximum(abs(self.matrix) @ np.abs(point), 1.0)
        continuous = (abs(self.matrix) @ (~self.whole).astype(np.float64)) > 0
        slack = size * np.where(continuous, ROW_TOLERANCE, WHOLE_ROW_TOLERANCE)
        return bool(
            (activity >= self.row_lower - slack).all()
            and (activity <= self.row_upper + slack).all()
        )

    def with_whole_fixed(self, point: NDArray[np.float64]) -> "LinearProgram":
        """Return the linear program that is left where the whole columns are decided."""
        return replace(
            self,
            column_lower=np.where(self.whole, point, self.column_lower),
            column_upper=np.where(self.whole, point, self.column_upper),
            whole=np.zeros_like(self.whole),
        )

    def bound_of_duals(self, row_duals: NDArray[np.float64]) -> float:
        """Return the bound on the objective that row duals prove, whoever made them.

        Weak duality holds for any duals: a dual that points at a limit which does not exist
        counts as 0, and a reduced cost that points at a missing column limit proves nothing.
        """
        dual = self.sign * row_duals
        dual = np.where((dual > 0) & np.isinf(self.row_lower), 0.0, dual)
        dual = np.where((dual < 0) & np.isinf(self.row_upper), 0.0, dual)
        reduced = self.sign * self.cost - self.matrix.T @ dual
        return self.sign * (
            _least(dual, self.row_lower, self.row_upper)
            + _least(reduced, self.column_lower, self.column_upper)
        )


def _least(
    price: NDArray[np.float64], lower: NDArray[np.float64], upper: NDArray[np.float64]
) -> float:
    """Return the least of ``sum(price × x)`` for x within limits."""
    at = np.where(price > 0, lower, upper)
    return float((price[price != 0] * at[price != 0]).sum())
