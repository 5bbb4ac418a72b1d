"""Shares of small units, drawn toward what is expected of them by as much as chance explains.

The true share of a unit is taken as drawn from a beta distribution round its prior mean, with the
weight of ``M`` calls. The estimate is the mean of the beta-binomial posterior, (successes + M x
mean) / (n + M). M is where the scaled distances add up to the number of units less three; for units
of one size this is the James-Stein estimate [1]_, in general that of Efron and Morris.

References
----------
.. [1] Efron, B. and Morris, C. (1975). Data analysis using Stein's estimator and its
   generalizations. Journal of the American Statistical Association 70: 311-319.
"""

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.errors import OperationsError

__all__ = ["shrunk_shares"]

# With up to three units nothing can be learned about how far units lie apart.
_LOST: Final = 3
_LARGEST_WEIGHT: Final = 1e12

Reals = NDArray[np.float64]


def shrunk_shares(successes: ArrayLike, n: ArrayLike, mean: ArrayLike | None = None) -> Reals:
    """Return shares drawn toward their prior means.

    Parameters
    ----------
    successes, n : array_like, shape (n_units,)
        How often it happened, out of how many.
    mean : array_like, shape (n_units,), optional
        What is expected of each unit, a share; left out, the share of all units together.

    Returns
    -------
    ndarray, shape (n_units,)
        Shares; the prior mean where a unit has counted nothing.

    Raises
    ------
    OperationsError
        For counts that are negative or not finite, or more successes than trials.
    """
    hits, trials = np.asarray(successes, np.float64), np.asarray(n, np.float64)
    if not (np.isfinite(trials) & (hits >= 0) & (hits <= trials)).all():
        raise OperationsError("assessment.counts")
    pooled = hits.sum() / max(trials.sum(), 1.0)
    prior = np.full(hits.shape, pooled) if mean is None else np.asarray(mean, np.float64)
    varies = (trials > 0) & (prior > 0) & (prior < 1)
    weight = _prior_weight(hits[varies], trials[varies], prior[varies])
    share = np.where(trials > 0, hits / np.maximum(trials, 1), prior)
    pull = np.where(varies, weight / np.maximum(weight + trials, 1), 0.0)
    return np.asarray(share + pull * (prior - share), np.float64)


def _prior_weight(hits: Reals, trials: Reals, prior: Reals) -> float:
    """Return by how many calls the prior counts: 0 if that is unknown, vast if chance rules."""
    from scipy.optimize import brentq

    distance = (hits / trials - prior) ** 2 / (prior * (1 - prior))
    wanted = trials.size - _LOST
    if wanted <= 0:
        return 0.0

    def excess(weight: float) -> float:
        return float((distance / (1 / trials + 1 / weight)).sum() - wanted)

    if excess(_LARGEST_WEIGHT) <= 0:
        return _LARGEST_WEIGHT
    return float(brentq(excess, 1e-12, _LARGEST_WEIGHT, xtol=1e-12, rtol=1e-13))
