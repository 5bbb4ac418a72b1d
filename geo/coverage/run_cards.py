"""Who is due first, second and third at every place."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.errors import CoverageError

__all__ = ["preferences_by_minutes", "run_cards"]


def preferences_by_minutes(minutes: ArrayLike) -> NDArray[np.int64]:
    """Return the crews of every place, quickest first, as the hypercube model takes them.

    Parameters
    ----------
    minutes : array_like, shape (n_crews, n_places)
        Minutes from every crew's post; inf where there is no way (such crews come last).

    Returns
    -------
    ndarray of int, shape (n_places, n_crews)
        Crew indices; ties go to the lowest.

    Raises
    ------
    CoverageError
        For no crews, another number of dimensions, or values that are not minutes.
    """
    matrix = np.asarray(minutes, dtype=np.float64)
    if matrix.ndim != 2 or not matrix.shape[0]:
        raise CoverageError("coverage.card_shape", found=matrix.shape)
    if not (matrix >= 0).all():
        raise CoverageError("coverage.card_minutes")
    return np.argsort(matrix.T, axis=1, kind="stable").astype(np.int64)


def run_cards(minutes: ArrayLike, *, due: int = 3) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return who is due first, second, third … at every place, and within how many minutes.

    Parameters
    ----------
    minutes : array_like, shape (n_stations, n_places)
        Response minutes; inf where there is no way.
    due : int
        How many stations a card names.

    Returns
    -------
    station : ndarray of int, shape (n_places, due)
        Stations in order of minutes, ties to the lowest; -1 where no further one has a way.
    station_min : ndarray, shape (n_places, due)
        Their minutes; inf where there is none.

    Raises
    ------
    CoverageError
        As :func:`preferences_by_minutes`, and for a card of no stations.
    """
    if due < 1:
        raise CoverageError("coverage.card_due", found=due)
    order = preferences_by_minutes(minutes)[:, :due]
    due_min = np.take_along_axis(np.asarray(minutes, dtype=np.float64).T, order, axis=1)
    missing = ((0, 0), (0, due - order.shape[1]))
    station_min = np.pad(due_min, missing, constant_values=np.inf)
    station = np.where(np.isfinite(station_min), np.pad(order, missing), -1)
    return station, station_min
