"""Whether units lie farther apart than chance explains.

References
----------
.. [1] Spiegelhalter, D. J. (2005). Handling over-dispersion of performance indicators. Quality and
   Safety in Health Care 14: 347-351.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

__all__ = ["OverDispersion", "over_dispersion"]

_WINSORISED_SHARE: Final = 0.1


@dataclass(frozen=True)
class OverDispersion:
    """How far units lie apart, compared with chance.

    Attributes
    ----------
    factor : float
        Mean square of the winsorised z-scores; 1 is what chance gives, and what is said without
        units.
    units : int
        How many units were compared.
    significant : bool
        Whether the factor lies more than two standard deviations above 1: limits that count chance
        alone are then too narrow for these units.
    """

    factor: float
    units: int
    significant: bool

    @property
    def widening(self) -> float:
        """By how much limits are to be stretched; 1 where chance explains the distances."""
        return float(np.sqrt(self.factor)) if self.significant else 1.0


def over_dispersion(z: ArrayLike, *, winsorised: float = _WINSORISED_SHARE) -> OverDispersion:
    """Return how far z-scores lie apart, the outermost drawn in first [1]_.

    Parameters
    ----------
    z : array_like, shape (n_units,)
        (observed - expected) / standard deviation; what is not finite is left out.
    winsorised : float
        Share of the units at each end that are set to the outermost that remains, below 0.5.

    Returns
    -------
    OverDispersion
    """
    scores = np.asarray(z, np.float64)
    scores = scores[np.isfinite(scores)]
    if not scores.size:
        return OverDispersion(factor=1.0, units=0, significant=False)
    low, high = np.quantile(scores, [winsorised, 1 - winsorised])
    factor = float((np.clip(scores, low, high) ** 2).mean())
    significant = factor > 1 + 2 * np.sqrt(2 / scores.size)
    return OverDispersion(factor=factor, units=scores.size, significant=bool(significant))
