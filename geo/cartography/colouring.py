"""Which colour each zone gets: few colours, and neighbours never share one."""

from heapq import heapify, heappop, heappush
from itertools import count
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from geo.cartography.palette import ZONE_FILLS
from geo.coords import local_metric_crs
from geo.kept import LastMade

__all__ = ["saturation_colouring", "zone_colours", "zone_neighbours"]

_TOUCHING_M: Final = 120.0


def zone_neighbours(zones: gpd.GeoDataFrame) -> npt.NDArray[np.int64]:
    """Return the pairs of zones whose shapes touch or nearly touch.

    Parameters
    ----------
    zones : GeoDataFrame
        Polygons in WGS-84; zones without a shape have no neighbours.

    Returns
    -------
    ndarray of int64, shape (n_pairs, 2)
        Row positions, the smaller first, in ascending order.
    """
    shaped = np.flatnonzero(~(zones.geometry.isna() | zones.geometry.is_empty).to_numpy())
    if len(shaped) < 2:
        return np.empty((0, 2), dtype=np.int64)
    west, south, east, north = zones.geometry.iloc[shaped].total_bounds
    plane = zones.geometry.iloc[shaped].to_crs(local_metric_crs([west, east], [south, north]))
    shapes = plane.to_numpy()
    first, second = shapely.STRtree(shapes).query(shapes, "dwithin", distance=_TOUCHING_M)
    pairs = shaped[np.column_stack([first, second])[first < second]]
    return np.asarray(np.unique(pairs, axis=0), dtype=np.int64).reshape(-1, 2)


def zone_colours(zones: gpd.GeoDataFrame) -> list[str]:
    """Return a fill for every zone, by greedy colouring in order of saturation [1]_.

    Parameters
    ----------
    zones : GeoDataFrame
        Polygons in WGS-84.

    Returns
    -------
    list of str, length n_zones
        Hex colours of :data:`geo.cartography.palette.ZONE_FILLS`. Where more colours than it holds
        would be needed, some neighbours share one.

    References
    ----------
    .. [1] D. Brélaz, "New methods to color the vertices of a graph", Communications of the ACM
       22 (4), 1979.
    """
    numbers = _LAST.of([zones], lambda: saturation_colouring(len(zones), zone_neighbours(zones)))
    return [ZONE_FILLS[number % len(ZONE_FILLS)] for number in numbers]


_LAST: Final[LastMade[list[int]]] = LastMade()


def saturation_colouring(n: int, pairs: npt.ArrayLike) -> list[int]:
    """Return a colour number of every vertex of a graph, so that no two neighbours share one.

    Coloured next is the vertex whose neighbours have most different colours, among these the one
    with most neighbours, among these the first; it gets the lowest number that is free.

    Parameters
    ----------
    n : int
        Vertices.
    pairs : array_like of int, shape (m, 2)
        Each pair of neighbours once.

    Returns
    -------
    list of int, length n
    """
    beside: list[list[int]] = [[] for _ in range(n)]
    for one, other in np.asarray(pairs, np.int64).reshape(-1, 2).tolist():
        beside[one].append(other)
        beside[other].append(one)
    taken: list[set[int]] = [set() for _ in range(n)]
    number = [-1] * n
    # A vertex that grows more urgent is queued again; what it was before is passed over.
    queue = [(0, -len(beside[vertex]), vertex) for vertex in range(n)]
    heapify(queue)
    while queue:
        saturation, _, vertex = heappop(queue)
        if number[vertex] >= 0 or -saturation != len(taken[vertex]):
            continue
        number[vertex] = next(free for free in count() if free not in taken[vertex])
        for other in beside[vertex]:
            if number[vertex] not in taken[other]:
                taken[other].add(number[vertex])
                heappush(queue, (-len(taken[other]), -len(beside[other]), other))
    return number
