"""A piece and its limits as compiled loops take them."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.zoning.problem import Piece
from geo.zoning.rules import Limits

__all__ = ["Beaten", "Ground", "ground_of"]


class Ground(NamedTuple):
    """Arrays over the local estates of a piece, and the figures that make a zone legal.

    Attributes
    ----------
    minutes : float64 (n, n)
        ``minutes[centre, member]``.
    households, workload : float64 (n,)
        Of each estate.
    start, neighbour : int64
        Neighbours of estate ``i`` are ``neighbour[start[i]:start[i + 1]]``.
    max_estates : int
        Most estates of a zone, at most n.
    radius_min, cap, low, high, outside_min : float
        As in :class:`~geo.zoning.rules.Limits`.
    """

    minutes: NDArray[np.float64]
    households: NDArray[np.float64]
    workload: NDArray[np.float64]
    start: NDArray[np.int64]
    neighbour: NDArray[np.int64]
    max_estates: int
    radius_min: float
    cap: float
    low: float
    high: float
    outside_min: float


class Beaten(NamedTuple):
    """What a plan must beat.

    Attributes
    ----------
    bound : float
        A plan costs at least this and the reduced costs of its zones.
    budget : float
        Most that those may add up to.
    cost : float
        A plan counts if it costs less.
    """

    bound: float
    budget: float
    cost: float


def ground_of(piece: Piece, limits: Limits) -> Ground:
    """Return a piece under its limits."""
    return Ground(
        piece.minutes,
        piece.households,
        piece.workload,
        piece.start,
        piece.neighbour,
        min(limits.max_estates, piece.n_estates),
        limits.radius_min,
        limits.cap,
        limits.low,
        limits.high,
        limits.outside_min,
    )
