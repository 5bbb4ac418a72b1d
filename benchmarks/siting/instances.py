"""The problems that are timed: published instances, random squares, road minutes."""

from pathlib import Path

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import dijkstra, shortest_path
from scipy.spatial import cKDTree

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"

P_MEDIAN_OPTIMA = [
    5819, 4093, 4250, 3034, 1355, 7824, 5631, 4445, 2734, 1255, 7696, 6634, 4374, 2968, 1729,
    8162, 6999, 4809, 2845, 1789, 9138, 8579, 4619, 2961, 1828, 9917, 8307, 4498, 3033, 1989,
    10086, 9297, 4700, 3013, 10400, 9934, 5057, 11060, 9423, 5128,
]  # fmt: skip
P_CENTER_OPTIMA = [
    127, 98, 93, 74, 48, 84, 64, 55, 37, 20, 59, 51, 36, 26, 18, 47, 39, 28, 18, 13, 40, 38, 22,
    15, 11, 38, 32, 18, 13, 9, 30, 29, 15, 11, 30, 27, 15, 29, 23, 13,
]  # fmt: skip

SPEED_KMH = {
    "motorway": 70,
    "motorway_link": 45,
    "trunk": 55,
    "trunk_link": 40,
    "primary": 40,
    "secondary": 35,
    "tertiary": 30,
}


def pmed(number: int) -> tuple[np.ndarray, int]:
    """Return distances and p of an OR-Library instance; of duplicate edges the last counts."""
    path = DATA / "pmed" / f"pmed{number}.txt"
    n, _, p = np.loadtxt(path, max_rows=1, dtype=int)
    edges = np.loadtxt(path, skiprows=1)
    length = np.zeros((n, n))
    for a, b, c in edges:
        length[int(a) - 1, int(b) - 1] = length[int(b) - 1, int(a) - 1] = c
    return shortest_path(length, method="D", directed=False), int(p)


def square(
    n_sites: int, n_points: int, radius: float, seed: int
) -> tuple[sparse.csr_array, np.ndarray, np.ndarray, np.ndarray]:
    """Return covers, weights, sites and points of a uniform 30 × 30 square."""
    rng = np.random.default_rng(seed)
    sites, points = rng.uniform(0, 30, (n_sites, 2)), rng.uniform(0, 30, (n_points, 2))
    weight = rng.integers(1, 101, n_points)
    pairs = cKDTree(sites).sparse_distance_matrix(cKDTree(points), radius, output_type="coo_matrix")
    covers = sparse.csr_array(
        (np.ones(pairs.nnz, bool), (pairs.row, pairs.col)), shape=(n_sites, n_points)
    )
    return covers, weight, sites, points


def _road_graph() -> tuple[sparse.csr_matrix, np.ndarray, np.ndarray, np.ndarray]:
    """Return minutes between neighbouring junctions of Wuhan, connected ones, lon and lat."""
    roads = np.load(DATA / "wuhan_metro_drive.npz")
    tail, head = roads["frm"], roads["to"]
    speed = np.array([SPEED_KMH.get(kind, 22) for kind in roads["highway"]])
    minutes, two = roads["length_m"] / 1000 / speed * 60, ~roads["oneway"]
    n = roads["lon"].size
    graph = sparse.csr_matrix(
        (
            np.concatenate([minutes, minutes[two]]),
            (np.concatenate([tail, head[two]]), np.concatenate([head, tail[two]])),
        ),
        shape=(n, n),
    )
    connected = np.zeros(n, bool)
    connected[tail[roads["in_scc"]]] = connected[head[roads["in_scc"]]] = True
    return graph, np.flatnonzero(connected), roads["lon"], roads["lat"]


def _households(rng: np.random.Generator, n: int) -> np.ndarray:
    return np.maximum(20, rng.lognormal(5.6, 0.7, n)).astype(int)


def road_minutes(n_places: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Return minutes and households between random junctions of Wuhan, denser in the centre."""
    graph, places, lon, lat = _road_graph()
    near = np.exp(-np.hypot((lon[places] - 114.29) * 0.86, lat[places] - 30.57) / 0.12)
    rng = np.random.default_rng(seed)
    chosen = rng.choice(places, n_places, replace=False, p=near / near.sum())
    return dijkstra(graph, indices=chosen)[:, chosen], _households(rng, n_places)


def district_minutes(seed: int = 5) -> tuple[np.ndarray, np.ndarray]:
    """Return minutes and households of one district: 300 candidates × 161 estates."""
    graph, places, lon, lat = _road_graph()
    west, east, south, north = 114.13, 114.29, 30.47, 30.60
    x, y = lon[places], lat[places]
    inside = places[(x > west) & (x < east) & (y > south) & (y < north)]
    rng = np.random.default_rng(seed)
    chosen = rng.choice(inside, 461, replace=False)
    far = dijkstra(graph, indices=chosen[:300])[:, chosen[300:]]
    return far, _households(rng, 161)


def metro_minutes() -> tuple[np.ndarray, np.ndarray]:
    """Return minutes and households of 300 candidates × 161 estates all over the city."""
    minutes, households = road_minutes(461)
    return minutes[:300, 300:], households[300:]
