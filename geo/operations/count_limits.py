"""Between which counts chance alone stays: exact limits of the Poisson-binomial and the Poisson.

Calls are on time with chances of their own, so their number follows the Poisson-binomial
distribution. It is built exactly by convolution: small blocks call by call, then pairs of blocks
by the fast Fourier transform [1]_. A limit lies between two counts where the distribution jumps
over its tail [2]_.

References
----------
.. [1] Biscarri, W., Zhao, S. D. and Brunner, R. J. (2018). A simple and fast method for computing
   the Poisson binomial distribution function. Computational Statistics and Data Analysis 122:
   92-100.
.. [2] Spiegelhalter, D. J. (2005). Funnel plots for comparing institutional performance.
   Statistics in Medicine 24: 1185-1202. Appendix A.1.
"""

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import fft
from scipy.special import pdtr

from geo.errors import OperationsError
from geo.operations.intervals import check_level

__all__ = ["check_chances", "poisson_binomial", "poisson_binomial_limits", "poisson_limits"]

# Up to this many calls a direct convolution is quicker than a transform.
_BLOCK: Final = 64

Reals = NDArray[np.float64]


def poisson_binomial(p: ArrayLike) -> Reals:
    """Return how likely every number of successes is, each trial with its own chance.

    Parameters
    ----------
    p : array_like, shape (n,)
        Chances from 0 to 1.

    Returns
    -------
    ndarray, shape (n + 1,)
        Probability of 0, 1, ..., n successes; sums to 1.

    Raises
    ------
    OperationsError
        When a chance is not between 0 and 1.
    """
    chances = check_chances(p)
    n = chances.size
    # A power of two of blocks pairs off without a remainder; a trial without a chance adds nothing.
    blocks = 1 << max(0, -(-n // _BLOCK) - 1).bit_length()
    rows = _call_by_call(np.pad(chances, (0, blocks * _BLOCK - n)).reshape(blocks, _BLOCK))
    while len(rows) > 1:
        rows = _paired(rows)
    mass = np.maximum(rows[0, : n + 1], 0)
    return np.asarray(mass / mass.sum(), np.float64)


def _call_by_call(chances: Reals) -> Reals:
    """Return the distribution of every row of chances, adding one trial at a time."""
    blocks, size = chances.shape
    mass = np.zeros((blocks, size + 1))
    mass[:, 0] = 1
    for trial in range(size):
        hit = chances[:, trial, None]
        mass[:, 1 : trial + 2] = mass[:, 1 : trial + 2] * (1 - hit) + mass[:, : trial + 1] * hit
        mass[:, 0] *= 1 - hit[:, 0]
    return mass


def _paired(rows: Reals) -> Reals:
    """Return the distributions of the sums of neighbouring rows."""
    length = 2 * rows.shape[1] - 1
    padded = fft.next_fast_len(length, real=True)
    spectra = fft.rfft(rows, padded, axis=1)
    return np.asarray(fft.irfft(spectra[::2] * spectra[1::2], padded, axis=1)[:, :length])


def poisson_binomial_limits(p: ArrayLike, level: float) -> tuple[float, float]:
    """Return between which counts the successes stay by chance alone [2]_.

    Parameters
    ----------
    p : array_like, shape (n,)
        Chances of the trials, from 0 to 1.
    level : float
        Two-sided, between 0 and 1: 0.95, 0.998.

    Returns
    -------
    low, high : float
        Counts from 0 to n, interpolated where the distribution jumps over a tail.

    Raises
    ------
    OperationsError
        When a chance is not between 0 and 1, or the level is not.
    """
    check_level(level)
    return count_limits(np.cumsum(poisson_binomial(p)), level)


def count_limits(cumulative: Reals, level: float) -> tuple[float, float]:
    """Return the two limits of a count from how likely it is at most 0, 1, 2, ..."""
    tail = (1 - level) / 2
    return _quantile(cumulative, tail), _quantile(cumulative, 1 - tail)


def _quantile(cumulative: Reals, tail: float) -> float:
    """Return r - (F(r) - tail) / (F(r) - F(r - 1)) at the smallest r with F(r) > tail."""
    r = min(int(np.searchsorted(cumulative, tail, side="right")), cumulative.size - 1)
    jump = cumulative[r] - (cumulative[r - 1] if r else 0.0)
    return max(0.0, float(r - (cumulative[r] - tail) / jump)) if jump > 0 else float(r)


def poisson_limits(expected: ArrayLike, level: float) -> tuple[Reals, Reals]:
    """Return between which counts a Poisson number stays by chance alone, interpolated as above.

    Parameters
    ----------
    expected : array_like, shape (n,)
        Expected counts, at least 0.
    level : float
        Two-sided, between 0 and 1.

    Returns
    -------
    low, high : ndarray, shape (n,)
        Counts.

    Raises
    ------
    OperationsError
        For a negative or infinite expectation, or a level that is not between 0 and 1.
    """
    check_level(level)
    mean = np.atleast_1d(np.asarray(expected, np.float64))
    if not (np.isfinite(mean) & (mean >= 0)).all():
        raise OperationsError("assessment.expected")
    limits = [count_limits(_poisson_cumulative(one), level) for one in mean]
    low, high = np.array(limits, np.float64).reshape(-1, 2).T
    return low, high


def _poisson_cumulative(mean: float) -> Reals:
    """Return how likely at most 0, 1, 2, ... are, far into the upper tail."""
    return np.asarray(pdtr(np.arange(int(mean + 12 * np.sqrt(mean)) + 30), mean), np.float64)


def check_chances(p: ArrayLike) -> Reals:
    """Return chances as floats.

    Parameters
    ----------
    p : array_like, shape (n,)

    Raises
    ------
    OperationsError
        When they are no list of numbers, or one of them is not between 0 and 1.
    """
    try:
        chances = np.asarray(p, np.float64)
    except (TypeError, ValueError) as problem:
        raise OperationsError("assessment.not_numeric", name="p") from problem
    if chances.ndim != 1:
        raise OperationsError("assessment.not_a_list", name="p", found=chances.ndim)
    wrong = ~((chances >= 0) & (chances <= 1))
    if wrong.any():
        index = int(np.flatnonzero(wrong)[0])
        raise OperationsError("assessment.chance", index=index, found=chances[index])
    return chances
