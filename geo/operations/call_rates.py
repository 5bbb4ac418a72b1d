"""How many calls come when: counts drawn towards what their group says, with intervals.

A count of few calls says little about its rate. Counts are taken as Poisson with rates that are
gamma distributed about what a wider group expects; how far the rates scatter about it is read off
the counts themselves (empirical Bayes), and every rate is drawn towards its group accordingly
[1]_. The same is done over time (an hour of the week towards the hour of its kind of day) and over
space (an estate towards its community, street and district). What is forecast is a count again,
with a negative binomial distribution [2]_.

References
----------
.. [1] Clayton, D., Kaldor, J. (1987). Empirical Bayes estimates of age-standardized relative risks
   for use in disease mapping. Biometrics 43(3), 671-681.
.. [2] Gelman, A. et al. (2013). Bayesian Data Analysis, 3rd edition, section 2.6.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaln

from geo.errors import OperationsError
from geo.read_only import ReadOnlyArrays

__all__ = ["ShrunkRates", "count_interval", "poisson_deviance", "shrunk_rates"]

Reals = NDArray[np.float64]

_LOG_STRENGTHS: Final = (-4.0, 12.0)
_NO_SCATTER: Final = 11.5


@dataclass(frozen=True, eq=False)
class ShrunkRates(ReadOnlyArrays):
    """Rates after their counts, as gamma distributions. Arrays are read-only.

    Attributes
    ----------
    rate : ndarray of float64, shape (n,)
        Mean of the rate, in counts for a unit of exposure.
    shape : ndarray of float64, shape (n,)
        Shape of its gamma distribution; inf where the rate is known exactly.
    strength : float
        Shape of the gamma distribution of the factors by which rates differ from what was
        expected; inf where they do not differ beyond chance.
    """

    rate: Reals
    shape: Reals
    strength: float

    def __post_init__(self) -> None:
        self.rate.setflags(write=False)
        self.shape.setflags(write=False)


def shrunk_rates(counts: ArrayLike, expected: ArrayLike) -> ShrunkRates:
    """Return factors on what was expected, each drawn towards the factor of all.

    Parameters
    ----------
    counts : array_like, shape (n,)
        What was counted.
    expected : array_like, shape (n,)
        What the wider group expects, in counts, at least 0.

    Returns
    -------
    ShrunkRates
        Factors: 1 is as expected. Where nothing is expected the factor is that of all.

    Raises
    ------
    OperationsError
        For shapes that differ, counts that are negative or not finite, or calls where none can be.
    """
    y, mu = np.asarray(counts, np.float64), np.asarray(expected, np.float64)
    if y.shape != mu.shape or y.ndim != 1:
        raise OperationsError("forecast.shapes", counts=y.shape, expected=mu.shape)
    if not (np.isfinite(y) & np.isfinite(mu) & (y >= 0) & (mu >= 0)).all():
        raise OperationsError("forecast.counts")
    if ((y > 0) & (mu == 0)).any():
        raise OperationsError("forecast.unexpected")
    total = mu.sum()
    level = y.sum() / total if total > 0 else 1.0
    mean = level * mu
    known = mean > 0
    strength = _strength(y[known], mean[known])
    if np.isinf(strength):
        return ShrunkRates(np.full(y.shape, level), np.full(y.shape, np.inf), np.inf)
    shape = strength + y
    return ShrunkRates(level * shape / (strength + mean), shape, strength)


def _strength(y: Reals, mean: Reals) -> float:
    """Return the strength with the highest likelihood, inf where counts scatter by chance alone."""
    if y.size < 2:
        return float("inf")
    from scipy.optimize import minimize_scalar

    def loss(log_strength: float) -> float:
        k = np.exp(log_strength)
        ways = gammaln(y + k) - gammaln(k)
        likelihood = ways + k * np.log(k / (k + mean)) + y * np.log(mean / (k + mean))
        return -float(likelihood.sum())

    best = minimize_scalar(loss, bounds=_LOG_STRENGTHS, method="bounded")
    return float("inf") if best.x > _NO_SCATTER else float(np.exp(best.x))


def count_interval(mean: ArrayLike, variance: ArrayLike, level: float) -> tuple[Reals, Reals]:
    """Return the counts between which a share of outcomes lies.

    Parameters
    ----------
    mean, variance : array_like
        Of the count. A variance above the mean is a negative binomial, else a Poisson.
    level : float
        Share of outcomes within, between 0 and 1.

    Returns
    -------
    low, high : ndarray
        Whole counts, both within; the tails hold at most half of the rest each.
    """
    # Loaded here: it takes longer than most questions that never come to this line.
    from scipy.stats import nbinom, poisson

    mu, var = np.broadcast_arrays(np.asarray(mean, np.float64), np.asarray(variance, np.float64))
    tail = (1 - level) / 2
    wide = var > mu * (1 + 1e-9)
    k = np.where(wide, mu**2 / np.where(wide, var - mu, 1.0), 1.0)
    p = np.where(wide, k / (k + mu), 0.5)
    ends = [
        np.where(wide, nbinom.ppf(q, np.maximum(k, 1e-9), p), poisson.ppf(q, mu))
        for q in (tail, 1 - tail)
    ]
    low, high = (np.where(mu > 0, end, 0.0) for end in ends)
    return np.asarray(low), np.asarray(high)


def poisson_deviance(counts: ArrayLike, expected: ArrayLike) -> float:
    """Return the Poisson deviance of counts from what was expected; 0 where both agree.

    Parameters
    ----------
    counts, expected : array_like
        Where nothing was expected but something came, the deviance is inf.
    """
    y, mu = np.asarray(counts, np.float64), np.asarray(expected, np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        log_term = np.where(y > 0, y * np.log(y / mu), 0.0)
    return float(2 * (log_term - (y - mu)).sum())
