"""Rates of calls by unit, drawn to the groups they belong to, with intervals.

A unit of few calls says little of its rate: its community, its street and units of its age say
the rest. Calls are Poisson; the rate of a unit is that of all times a factor for each of its groups
and one of its own; the factors of a level are gamma distributed about 1 [1]_, and how far they
scatter is not known either. All of it is drawn from its posterior by Gibbs sampling, every step of
which is exact: gamma for the factors, a grid for the scatter of a level [2]_. What the draws of a
rate hold between them is its interval, so that few calls leave it as wide as they must.

References
----------
.. [1] Clayton, D., Kaldor, J. (1987). Empirical Bayes estimates of age-standardized relative risks
   for use in disease mapping. Biometrics 43(3), 671-681.
.. [2] Gelman, A. et al. (2013). Bayesian Data Analysis, 3rd edition, sections 2.6 and 11.1.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaln

from geo.errors import OperationsError
from geo.operations.amounts import amounts, numbered, of_length
from geo.read_only import ReadOnlyArrays

__all__ = ["ScreenedRates", "screened_rates"]

Reals = NDArray[np.float64]
Whole = NDArray[np.int64]
Labels = Sequence[Hashable]

# Coefficients of variation that the factors of a level may have, all thought alike beforehand.
_SCATTERS: Final = np.linspace(0.04, 1.6, 40)
_WARM_UP, _DRAWS = 400, 1_600


@dataclass(frozen=True, eq=False)
class ScreenedRates(ReadOnlyArrays):
    """Rates of units with intervals. Arrays are read-only; nan where nothing is known.

    Attributes
    ----------
    rate : ndarray of float64, shape (n,)
        Mean of the rate, calls for a unit of exposure.
    low, high : ndarray of float64, shape (n,)
        Between which the rate lies with the level that was asked for.
    raw : ndarray of float64, shape (n,)
        Calls over exposure, as counted; nan without exposure.
    """

    rate: Reals
    low: Reals
    high: Reals
    raw: Reals

    def __post_init__(self) -> None:
        for array in (self.rate, self.low, self.high, self.raw):
            array.setflags(write=False)

    @property
    def width(self) -> Reals:
        """How wide the intervals are, shape (n,)."""
        return self.high - self.low


def screened_rates(
    calls: ArrayLike,
    exposure: ArrayLike,
    groups: Sequence[Labels] = (),
    *,
    level: float = 0.8,
    seed: int = 0,
) -> ScreenedRates:
    """Return the rates of units, each drawn to its groups.

    Parameters
    ----------
    calls : array_like, shape (n,)
        Calls that were counted.
    exposure : array_like, shape (n,)
        What they are counted over, such as household-days; 0 where a unit was not watched.
    groups : sequence of sequences, each of shape (n,)
        Labels of the groups of every unit, the widest first: age, street, community.
    level : float
        Chance that a rate lies in its interval, between 0 and 1.
    seed : int
        The same seed gives the same rates.

    Returns
    -------
    ScreenedRates
        Units that were not watched have the rate of their groups and the interval of a new unit.
        Without any exposure all is nan.

    Raises
    ------
    OperationsError
        For shapes that do not fit together, negative numbers, calls without exposure, and a level
        that is none.
    """
    counted = amounts("calls", calls)
    if counted.ndim != 1:
        raise OperationsError("operations.length", name="calls", found=counted.shape, wanted=1)
    watched = of_length("exposure", exposure, counted.size)
    if not 0 < level < 1:
        raise OperationsError("works.level", found=level)
    if ((counted > 0) & (watched == 0)).any():
        unit = int(np.flatnonzero((counted > 0) & (watched == 0))[0])
        raise OperationsError("works.calls_unwatched", unit=unit, calls=float(counted[unit]))
    levels = [
        numbered(f"groups[{number}]", labels, counted.size) for number, labels in enumerate(groups)
    ]
    raw = np.divide(counted, watched, out=np.full(counted.size, np.nan), where=watched > 0)
    if not watched.any():
        nothing = np.full(counted.size, np.nan)
        return ScreenedRates(nothing, nothing.copy(), nothing.copy(), raw)
    levels.append(np.arange(counted.size))
    draws = _draws(counted, watched, levels, np.random.default_rng(seed))
    low, high = np.quantile(draws, [(1 - level) / 2, (1 + level) / 2], axis=0)
    return ScreenedRates(draws.mean(axis=0), low, high, raw)


def _draws(
    counted: Reals, watched: Reals, levels: list[Whole], random: np.random.Generator
) -> Reals:
    """Return draws of the rates from their posterior, shape (n_draws, n)."""
    calls = [np.bincount(group, counted) for group in levels]
    factors = [np.ones(own.size) for own in calls]
    strengths = [4.0] * len(levels)
    total = counted.sum()
    product = np.ones(counted.size)
    draws = np.empty((_DRAWS, counted.size))
    for step in range(-_WARM_UP, _DRAWS):
        # Half a call keeps a log without calls from saying that there can be none.
        rate = random.gamma(total + 0.5) / (product @ watched)
        for number, group in enumerate(levels):
            others = product / factors[number][group]
            expected = np.bincount(group, rate * others * watched)
            k = strengths[number]
            drawn = random.gamma(k + calls[number]) / (k + expected)
            factors[number] = np.maximum(drawn, 1e-12)
            product = others * factors[number][group]
            strengths[number] = _strength(factors[number], random)
        if step >= 0:
            draws[step] = rate * product
    return draws


def _strength(factors: Reals, random: np.random.Generator) -> float:
    """Return a draw of the shape of the gamma distribution that factors come from."""
    k = 1 / _SCATTERS**2
    likelihood = factors.size * (k * np.log(k) - gammaln(k)) + (k - 1) * np.log(factors).sum()
    likelihood -= k * factors.sum()
    chance = np.cumsum(np.exp(likelihood - likelihood.max()))
    place = int(np.searchsorted(chance, random.random() * chance[-1]))
    return float(k[min(place, k.size - 1)])
