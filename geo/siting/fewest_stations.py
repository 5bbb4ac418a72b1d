"""The least number of stations with which a p-median or p-center question has an answer."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike

from geo.siting.inputs import check_minutes
from geo.siting.plan import SitingPlan
from geo.siting.set_cover import set_cover
from geo.stop import Stop

__all__ = ["fewest_stations"]


def fewest_stations(
    minutes: ArrayLike,
    *,
    fixed: Iterable[int] = (),
    forbidden: Iterable[int] = (),
    time_limit_s: float | None = None,
    seed: int = 0,
    stop: Stop | None = None,
) -> SitingPlan:
    """Return the fewest stations that reach every estate at all.

    Parameters
    ----------
    minutes : array_like, shape (n_candidates, n_estates)
        Minutes, inf where there is no way.
    fixed, forbidden : iterable of int
        Candidates that must, and that must not be chosen.
    time_limit_s : float, optional
        Wall seconds; None runs to proof.
    seed : int
        Seed of the search.
    stop : Stop, optional
        The caller's limit, cancel flag and listener; the best plan so far is returned.

    Returns
    -------
    SitingPlan
        A set cover over finite minutes; its objective is the least p.

    Raises
    ------
    SitingError
        Malformed input.
    """
    return set_cover(
        np.isfinite(check_minutes(minutes)),
        fixed=fixed,
        forbidden=forbidden,
        time_limit_s=time_limit_s,
        seed=seed,
        stop=stop,
    )
