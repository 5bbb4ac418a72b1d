"""Gradual cover: a minute past the target is not as bad as ten.

References
----------
.. [1] Church, R. L., Roberts, K. L. (1983). Generalized coverage models and public facility
   location. Papers of the Regional Science Association 53, 117-135.
.. [2] Berman, O., Krass, D., Drezner, Z. (2003). The gradual covering decay location problem on a
   network. European Journal of Operational Research 151(3), 474-480.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.errors import CoverageError

__all__ = ["gradual_cover"]


def gradual_cover(minutes: ArrayLike, *, full_min: float, none_min: float) -> NDArray[np.float64]:
    """Return how far every place counts as covered by its nearest station, 0 to 1.

    Whole up to ``full_min``, nothing from ``none_min`` on, and between the two falling in a
    straight line [1]_ [2]_. With both limits alike it is plain cover.

    Parameters
    ----------
    minutes : array_like, shape (n_stations, n_places)
        Response minutes; inf where there is no way.
    full_min, none_min : float
        Inclusive limit of whole cover, and where cover ends.

    Returns
    -------
    ndarray, shape (n_places,)

    Raises
    ------
    CoverageError
        For minutes or limits that cannot be.

    Examples
    --------
    >>> gradual_cover([[10.0, 18.0, 40.0]], full_min=15.0, none_min=30.0).tolist()
    [1.0, 0.8, 0.0]
    """
    matrix = np.asarray(minutes, dtype=np.float64)
    if matrix.ndim != 2 or not (matrix >= 0).all():
        raise CoverageError("coverage.access_values")
    if not 0 <= full_min <= none_min < np.inf:
        raise CoverageError("coverage.gradual_limits", full=full_min, none=none_min)
    nearest = matrix.min(axis=0, initial=np.inf)
    if full_min == none_min:
        return np.asarray(nearest <= full_min, dtype=np.float64)
    return np.asarray(np.clip((none_min - nearest) / (none_min - full_min), 0.0, 1.0))
