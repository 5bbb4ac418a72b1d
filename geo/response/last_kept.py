"""The last step at which a falling probability still reaches a level, for many at once.

As bisection does, the search keeps a step that is known to reach the level and a later one that is
known not to. It looks between them where a curve through the known probabilities says that the
border is: over probits, in which a sum of legs falls evenly with the median of one of them. That
needs half the looks or fewer, and a few more than bisection at most.

References
----------
.. [1] Brent, R. P. (1973). Algorithms for Minimization without Derivatives, chapter 4: inverse
   quadratic interpolation within a bracket.
.. [2] Oliveira, I. F. D., Takahashi, R. H. C. (2020). An enhancement of the bisection method
   average performance preserving minmax optimality. ACM Transactions on Mathematical Software
   47(1), 5: the projection that keeps up with bisection.
"""

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

__all__ = ["last_kept"]

_SUREST: Final = 1e-7
"""Nearer to 0 or 1 a probability says nothing about where it reaches the level."""
_LOOKS_TO_SPARE: Final = 2
"""So many more than bisection a search may take."""

Reals = NDArray[np.float64]
Steps = NDArray[np.int64]


def last_kept(
    p_of: Callable[[NDArray[np.intp], Steps], Reals],
    kept: Steps,
    broken: Steps,
    level: float,
    *,
    p_kept: Reals | None = None,
    p_broken: Reals | None = None,
) -> Steps:
    """Return for each search the last step whose probability reaches the level.

    Parameters
    ----------
    p_of : callable
        Takes the numbers of some searches and a step for each, and returns their probabilities,
        which never rise with the step.
    kept, broken : ndarray of int, shape (n,)
        A step that reaches the level or lies before the first; a later one that does not, or lies
        behind the last. Neither is looked at.
    level : float
        Above 0, at most 1.
    p_kept, p_broken : ndarray, shape (n,), optional
        The probabilities at ``kept`` and ``broken``, where they are known.

    Returns
    -------
    ndarray of int, shape (n,)
        From ``kept`` to ``broken - 1``.
    """
    border = float(ndtri(np.clip(level, _SUREST, 1 - _SUREST)))
    at: Steps = np.array([kept, broken, broken], dtype=np.int64)
    over = np.full(at.shape, np.nan)
    for row, known in enumerate((p_kept, p_broken)):
        if known is not None:
            over[row] = _probit(known) - border
    # As wide as the bracket of a bisection that began so much wider.
    allowed = 2.0 ** (np.ceil(np.log2(np.maximum(broken - kept, 1))) + _LOOKS_TO_SPARE - 1)
    while (searching := np.flatnonzero(at[1] - at[0] > 1)).size:
        step = _looked_at(at[:, searching], over[:, searching], allowed[searching])
        p = p_of(searching, step)
        end = np.where(p >= level, 0, 1)
        # What is replaced stays as the third point of the curve.
        at[2, searching], over[2, searching] = at[end, searching], over[end, searching]
        at[end, searching], over[end, searching] = step, _probit(p) - border
        allowed /= 2
    found: Steps = at[0]
    return found


def _probit(p: Reals) -> Reals:
    inside = (p > _SUREST) & (p < 1 - _SUREST)
    return np.where(inside, ndtri(np.where(inside, p, 0.5)), np.nan)


def _looked_at(at: Steps, over: Reals, allowed: Reals) -> Steps:
    """Return a step between the kept and the broken one: by the curve, the line or the middle."""
    (kept, broken, third), (above, below, beside) = at, over
    wide = (broken - kept).astype(np.float64)
    middle = kept + wide / 2
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        line = kept + wide * above / (above - below)
        curve = (
            kept * (below * beside) / ((above - below) * (above - beside))
            + broken * (above * beside) / ((below - above) * (below - beside))
            + third * (above * below) / ((beside - above) * (beside - below))
        )
    found = np.where((curve > kept) & (curve < broken), curve, line)
    found = np.where(np.isfinite(found), found, middle)
    reach = np.maximum(allowed - wide / 2, 0.0)
    whole = np.floor(np.clip(found, middle - reach, middle + reach)).astype(np.int64)
    step: Steps = np.clip(whole, kept + 1, broken - 1)
    return step
