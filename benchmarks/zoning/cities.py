"""Made-up cities to draw zones for, the same for the same seed on every machine."""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import Delaunay, cKDTree

from geo.zoning import ZoningProblem

KM2_PER_ESTATE = 108 / 161
ESTATES_PER_STREET = 23
LONGEST_NEIGHBOUR_M = 2500.0
METRES_PER_MIN = 250.0
FAR_MIN = 60.0


@dataclass(frozen=True, eq=False)
class City:
    """Estates around centres, streets as cells, roads as detours along a triangulation.

    Attributes
    ----------
    xy_m : float (n, 2)
    households, street : int (n,)
    neighbours : int (m, 2)
    roads : sparse float (n, n)
        Minutes along single roads, both ways alike.
    """

    xy_m: NDArray[np.float64]
    households: NDArray[np.int64]
    street: NDArray[np.int64]
    neighbours: NDArray[np.int64]
    roads: sp.csr_matrix

    def problem(self) -> ZoningProblem:
        """Return the city with minutes between all estates."""
        minutes = np.minimum(dijkstra(self.roads, limit=FAR_MIN), FAR_MIN)
        return self._with((minutes + minutes.T) / 2)

    def thin_problem(self) -> ZoningProblem:
        """Return the city with minutes inside connected parts of streets only."""
        same = self.street[self.neighbours[:, 0]] == self.street[self.neighbours[:, 1]]
        pairs = self.neighbours[same]
        n = len(self.street)
        graph = sp.coo_matrix((np.ones(len(pairs)), pairs.T), shape=(n, n))
        part = connected_components(graph, directed=False)[1]
        order = np.argsort(part, kind="stable")
        rows, columns, values = [], [], []
        for estates in np.split(order, np.flatnonzero(np.diff(part[order])) + 1):
            minutes = dijkstra(self.roads, indices=estates, limit=25.0)[:, estates]
            minutes = np.minimum(minutes, 1e3)
            rows.append(np.repeat(estates, len(estates)))
            columns.append(np.tile(estates, len(estates)))
            values.append(((minutes + minutes.T) / 2).ravel())
        entries = (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns)))
        return self._with(sp.csr_array(entries, shape=(n, n)))

    def _with(self, minutes: NDArray[np.float64] | sp.csr_array) -> ZoningProblem:
        return ZoningProblem(self.households, minutes, self.neighbours, self.street)


def made_up_city(n: int, seed: int) -> City:
    """Return a city of n estates; the order of the draws is part of the definition."""
    random = np.random.default_rng(seed)
    side_m = np.sqrt(n * KM2_PER_ESTATE) * 1000 * 0.8
    n_streets = max(1, round(n / ESTATES_PER_STREET))
    xy_m = _scattered(random, n, side_m)
    street = _streets(random, xy_m, n_streets, side_m)
    sizes = np.exp(random.normal(np.log(354) - 0.36, 0.85, n))
    households = np.round(sizes).clip(12, 6000).astype(np.int64)
    triangle = Delaunay(xy_m).simplices
    sides = np.vstack([triangle[:, [0, 1]], triangle[:, [1, 2]], triangle[:, [0, 2]]])
    pairs = np.unique(np.sort(sides, axis=1), axis=0)
    length_m = np.hypot(*(xy_m[pairs[:, 0]] - xy_m[pairs[:, 1]]).T)
    minutes = length_m * random.uniform(1.15, 1.7, len(pairs)) / METRES_PER_MIN + 0.3
    roads = sp.coo_matrix((minutes, pairs.T), shape=(n, n)).tocsr()
    near = pairs[length_m < LONGEST_NEIGHBOUR_M].astype(np.int64)
    return City(xy_m, households, street, near, roads + roads.T)


def _scattered(random: np.random.Generator, n: int, side_m: float) -> NDArray[np.float64]:
    """Return three quarters of the estates around centres of uneven pull, the rest anywhere."""
    n_centres = max(2, n // 6)
    centre = random.uniform(0, side_m, (n_centres, 2))
    pull = random.pareto(1.5, n_centres) + 0.3
    own = random.choice(n_centres, n, p=pull / pull.sum())
    xy_m = centre[own] + random.normal(0, 350, (n, 2))
    anywhere = random.random(n) < 0.25
    xy_m[anywhere] = random.uniform(0, side_m, (int(anywhere.sum()), 2))
    return np.clip(xy_m, 0, side_m) + random.normal(0, 3, (n, 2))


def _streets(
    random: np.random.Generator, xy_m: NDArray[np.float64], n_streets: int, side_m: float
) -> NDArray[np.int64]:
    """Return the nearest of street centres that eight rounds of k-means have spread."""
    spots = np.vstack([xy_m, random.uniform(0, side_m, (max(1, int(0.45 * len(xy_m))), 2))])
    centre = spots[random.choice(len(spots), n_streets, replace=False)]
    for _ in range(8):
        nearest = cKDTree(centre).query(spots)[1]
        count = np.bincount(nearest, minlength=n_streets)
        for axis in range(2):
            total = np.bincount(nearest, spots[:, axis], n_streets)
            mean = total / np.maximum(count, 1)
            centre[:, axis] = np.where(count > 0, mean, centre[:, axis])
    ragged = xy_m + random.normal(0, 60, xy_m.shape)
    return cKDTree(centre).query(ragged)[1].astype(np.int64)
