"""Regions of a large piece: neighbouring zones of a plan taken together."""

import numpy as np
from numpy.typing import NDArray

from geo.zoning.problem import Piece

__all__ = ["regions"]


def regions(
    piece: Piece, plan: NDArray[np.int64], size: int, seed: tuple[int, ...]
) -> list[NDArray[np.int64]]:
    """Return local estates of each region, ascending; every region is made of whole zones.

    Regions grow over neighbouring zones from zones in random order until they hold `size` estates
    or find no more.

    Parameters
    ----------
    piece : Piece
        The piece.
    plan : int (n,)
        Zone of each local estate, 0 .. zones - 1.
    size : int
        Estates at which a region stops to grow.
    seed : tuple of int
        Of the random order.
    """
    zones = int(plan.max()) + 1
    ends = np.repeat(np.arange(piece.n_estates), np.diff(piece.start))
    near: list[set[int]] = [set() for _ in range(zones)]
    for a, b in zip(plan[ends].tolist(), plan[piece.neighbour].tolist(), strict=True):
        near[a].add(b)
    count = np.bincount(plan, minlength=zones)
    region = np.full(zones, -1)
    found = 0
    for first in np.random.default_rng(seed).permutation(zones).tolist():
        if region[first] >= 0:
            continue
        region[first] = found
        reached, estates = [first], int(count[first])
        for zone in reached:
            for other in sorted(near[zone]):
                if region[other] < 0 and estates < size:
                    region[other] = found
                    estates += int(count[other])
                    reached.append(other)
        found += 1
    return [np.flatnonzero(region[plan] == number) for number in range(found)]
