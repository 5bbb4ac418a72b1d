"""The probability to be on time, rounded, for thousands of pairs of drive and access at once.

The full calculation of :func:`~geo.response.p_on_time` costs two thousand terms per pair. For one
model and one target, though, the probability is a function of two numbers, and a smooth one: over
the logarithm of the drive it is a mixture of normal distribution functions of the drive's spread,
and so it is over the logarithm of the access. All derivatives of a mixture are bounded by those of
its parts, so the error of interpolation between the nodes of a table has a bound that is known
beforehand. Where a probability lies so near to the border of two rounded values that this error
could decide, the full calculation is taken. The rounded result is therefore the same, always.

References
----------
.. [1] Davis, P. J. (1975). Interpolation and Approximation, section 3.1: the remainder of
   polynomial interpolation.
"""

from collections.abc import Iterator
from functools import cache, lru_cache
from math import ceil, exp, factorial, log, pi, prod, sqrt
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.fft import irfft, next_fast_len, rfft

from geo.response.lognormal import cdf_integral
from geo.response.model import ResponseModel
from geo.response.on_time import (
    CELLS,
    before_access,
    leg_masses,
    legs_or_refuse,
    p_on_time,
)

__all__ = ["expect_pairs", "rounded_p_on_time"]

Minutes = NDArray[np.float64]

# Eight nodes about a place, in steps of the table.
_NODES: Final = np.arange(8) - 3.5
# He_7 of the probabilists, highest power first: order and polynomial go together.
_HERMITE_7: Final = (1, 0, -21, 0, 105, 0, -105, 0)
_STEPS_PER_SPREAD: Final = 12
_SHORTEST_MIN: Final = 0.02
_MOST_STEPS: Final = 4_000
# So few that the product of matrices takes one thread: the others would wait busily for the next.
_PAIRS_AT_ONCE: Final = 4_096
_ROWS_AT_ONCE: Final = 32
# A table costs about as much as the full calculation of so many pairs.
_PAIRS_WORTH_A_TABLE: Final = 500
# Floating point noise of the table and of the full calculation, and the latter's own rounding.
_NOISE: Final = 1e-10


def rounded_p_on_time(
    model: ResponseModel,
    *,
    drive_min: ArrayLike,
    access_min: ArrayLike,
    target_min: float,
    decimals: int,
) -> NDArray[np.float64]:
    """Return what rounding the result of :func:`p_on_time` gives, sooner for many pairs.

    Parameters
    ----------
    model : ResponseModel
    drive_min, access_min : array_like
        Median minutes, broadcast against each other; inf where there is no way.
    target_min : float
        The promise in minutes, above 0.
    decimals : int
        Decimals to round to, at most 8.

    Returns
    -------
    ndarray
        Probabilities in the broadcast shape; 0 where a leg is inf.

    Raises
    ------
    ResponseError
        As :func:`p_on_time`.
    """
    drive, access = legs_or_refuse(drive_min, access_min)
    table = _table_if_worthwhile(model, float(target_min), drive.size)
    if table is None:
        p = p_on_time(model, drive_min=drive, access_min=access, target_min=target_min)
        return np.asarray(np.round(p, decimals))
    low, high = (np.round(bound, decimals) for bound in table.bounds(drive, access))
    rounded = np.asarray(low)
    undecided = low != high
    p = p_on_time(
        model, drive_min=drive[undecided], access_min=access[undecided], target_min=target_min
    )
    rounded[undecided] = np.round(p, decimals)
    return rounded


def expect_pairs(model: ResponseModel, target_min: float, pairs: int) -> None:
    """Let it be known that so many pairs will be asked for: a table is made at once or not at all.

    Parameters
    ----------
    model : ResponseModel
    target_min : float
        The promise in minutes.
    pairs : int
    """
    _asked(model, float(target_min)).count += pairs


class _PairsAsked:
    """How many pairs of one model and one target were asked for or announced until now."""

    def __init__(self) -> None:
        self.count = 0


@lru_cache(maxsize=64)
def _asked(_model: ResponseModel, _target_min: float) -> _PairsAsked:
    return _PairsAsked()


def _table_if_worthwhile(
    model: ResponseModel, target_min: float, pairs: int
) -> "_OnTimeTable | None":
    """Return the table, None as long as too few pairs were asked for, or where none can be."""
    asked = _asked(model, target_min)
    asked.count += pairs
    return _table_of(model, target_min) if asked.count >= _PAIRS_WORTH_A_TABLE else None


class _OnTimeTable:
    """Probabilities at the nodes of a grid over the logarithms of access and drive.

    Parameters
    ----------
    p : ndarray, shape (n_access, n_drive)
    first_log : (float, float)
        Logarithms of access and drive at the first node.
    step_log : (float, float)
        From node to node.
    error : float
        Bound of the error of interpolation.
    """

    def __init__(
        self,
        p: Minutes,
        first_log: tuple[float, float],
        step_log: tuple[float, float],
        error: float,
    ) -> None:
        self._p = p
        self._first_log = first_log
        self._step_log = step_log
        self._error = error

    def bounds(self, drive: Minutes, access: Minutes) -> tuple[Minutes, Minutes]:
        """Return what the probabilities are at least and at most.

        Beyond the grid nothing is known but that a longer drive never raises them.
        """
        low, high = np.zeros(drive.shape), np.ones(drive.shape)
        there = np.isfinite(drive) & np.isfinite(access)
        high[~there] = 0.0
        asked = np.flatnonzero(there)
        for start in range(0, asked.size, _PAIRS_AT_ONCE):
            part = asked[start : start + _PAIRS_AT_ONCE]
            place = np.unravel_index(part, drive.shape)
            row, across, within_access = self._nodes_about(access[place], 0)
            column, along, within_drive = self._nodes_about(drive[place], 1)
            patch = self._p[row[:, :, None], column[:, None, :]]
            p = np.einsum("nij,ni,nj->n", patch, across, along)
            known = within_access == 0
            low[place] = np.where(known & (within_drive <= 0), p - self._error, 0.0).clip(0.0, 1.0)
            high[place] = np.where(known & (within_drive >= 0), p + self._error, 1.0).clip(0.0, 1.0)
        return low, high

    def _nodes_about(
        self, minutes: Minutes, axis: int
    ) -> tuple[NDArray[np.int64], Minutes, NDArray[np.int64]]:
        """Return the eight nodes about every place and their weights.

        The last array says whether a place lies before the grid (-1), in it (0) or beyond (1);
        there the nodes and weights are those of the grid's end.
        """
        last = self._p.shape[axis] - 5
        with np.errstate(divide="ignore"):
            at = (np.log(minutes) - self._first_log[axis]) / self._step_log[axis]
        side = np.where(at < 3, -1, np.where(at > last, 1, 0))
        at = np.clip(at, 3, last)
        before = at.astype(np.int64)
        weights = np.vander(at - before - 0.5, len(_NODES)) @ _WEIGHTS
        return before[:, None] + np.arange(-3, 5), weights, side


def _lagrange_weights() -> Minutes:
    """Return the coefficients of the Lagrange polynomials, one column per node."""
    return np.column_stack(
        [
            np.poly(np.delete(_NODES, number)) / prod(node - np.delete(_NODES, number))
            for number, node in enumerate(_NODES)
        ]
    )


_WEIGHTS: Final = _lagrange_weights()


@cache
def _interpolation_error() -> float:
    """Return the bound of the error for a grid of so many steps per spread, in both directions.

    Between the middle nodes the remainder is at most the product of the distances from the nodes,
    times the eighth derivative, over 8! [1]_.
    """
    order = len(_NODES)
    # The eighth derivative of the normal distribution function: He_7 times the density.
    at = np.linspace(-8, 8, 4001)
    density = np.exp(-(at**2) / 2) / sqrt(2 * pi)
    steepest = float(np.abs(np.polyval(_HERMITE_7, at) * density).max())
    distances = prod(np.abs(_NODES).tolist())
    one_way = distances / factorial(order) * 1.001 * steepest / _STEPS_PER_SPREAD**order
    places = np.vander(np.linspace(-0.5, 0.5, 101), order)
    amplified = float(np.abs(places @ _WEIGHTS).sum(axis=1).max())
    return float(one_way * (1 + amplified))


@lru_cache(maxsize=16)
def _table_of(model: ResponseModel, target_min: float) -> _OnTimeTable | None:
    """Return the table of a model and a target, None where it would be no gain."""
    spreading = model.spreading_legs()
    if not {"drive", "access"} <= set(spreading):
        return None
    # Beyond, the drive alone breaks the promise, but for less than one in a hundred million.
    longest_drive_min = target_min * exp(6 * model.spread("drive"))
    least_access_min = max(model.access_min, _SHORTEST_MIN)
    access = _axis(least_access_min, max(target_min, 2 * least_access_min), model.spread("access"))
    drive = _axis(_SHORTEST_MIN, longest_drive_min, model.spread("drive"))
    if access is None or drive is None:
        return None
    step_min = target_min / CELLS
    points = CELLS + 2
    steady = {"call": model.call_min, "turnout": model.turnout_min}
    left_min = target_min - sum(minutes for leg, minutes in steady.items() if leg not in spreading)
    edges = left_min + step_min * (0.5 - np.arange(points + 1))
    length = next_fast_len(2 * points - 1, real=True)
    before = rfft(before_access(model, step_min), length).conj()
    left_by_access, access_masses = np.empty((drive.size, points)), np.empty((access.size, points))
    for rows in _parts(drive.size):
        integral = cdf_integral(edges, np.exp(drive[rows])[:, None], model.spread("drive"))
        in_time = np.clip(-np.diff(integral, axis=1) / step_min, 0.0, 1.0)
        left = irfft(before * rfft(in_time, length, axis=1), length, axis=1)
        left_by_access[rows] = left[:, :points]
    for rows in _parts(access.size):
        access_masses[rows] = leg_masses(model, "access", np.exp(access[rows]), step_min)
    p = access_masses @ left_by_access.T
    return _OnTimeTable(
        p,
        (access[0], drive[0]),
        (access[1] - access[0], drive[1] - drive[0]),
        _interpolation_error() + _NOISE,
    )


def _parts(rows: int) -> Iterator[slice]:
    """Yield as many rows at a time as a processor keeps at hand."""
    for start in range(0, rows, _ROWS_AT_ONCE):
        yield slice(start, start + _ROWS_AT_ONCE)


def _axis(first_min: float, last_min: float, spread: float) -> Minutes | None:
    """Return the logarithms at the nodes, with room for eight about either end."""
    step = spread / _STEPS_PER_SPREAD
    steps = ceil((log(last_min) - log(first_min)) / step)
    if steps > _MOST_STEPS:
        return None
    return np.asarray(log(first_min) + step * np.arange(-4, steps + 6))
