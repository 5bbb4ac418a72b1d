"""The road networks that the benchmark runs on, as plain arc arrays.

W, the dense Wuhan and the seven metros come from files beside the repository; S340 and S770 are
grown here from a seed: a jittered lattice of blocks whose lines carry a hierarchy of speeds, with
local streets missing, one-way streets, crossings inside blocks and two rivers that only arterials
bridge.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

__all__ = ["NETWORKS", "Arcs", "seven_metros", "synthetic", "wuhan", "wuhan_dense"]

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
SPEED_KMH = {
    "motorway": 80.0,
    "motorway_link": 50.0,
    "trunk": 60.0,
    "trunk_link": 40.0,
    "primary": 40.0,
    "primary_link": 30.0,
    "secondary": 32.0,
    "secondary_link": 25.0,
    "tertiary": 26.0,
}
OTHER_SPEED_KMH = 20.0
ORIGIN_LON, ORIGIN_LAT = 114.2, 30.5
M_PER_DEGREE_LON, M_PER_DEGREE_LAT = 96_000.0, 111_000.0


@dataclass(frozen=True, eq=False)
class Arcs:
    """Directed arcs of one network.

    Attributes
    ----------
    lon, lat : ndarray of float, shape (n_nodes,)
    tail, head : ndarray of int, shape (n_arcs,)
    length_m, drive_min : ndarray of float, shape (n_arcs,)
    """

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    tail: NDArray[np.int64]
    head: NDArray[np.int64]
    length_m: NDArray[np.float64]
    drive_min: NDArray[np.float64]


def wuhan() -> Arcs:
    """Return W: the drive network of Wuhan between junctions."""
    return _from_file("wuhan_metro_drive.npz")


def wuhan_dense() -> Arcs:
    """Return the drive network of Wuhan with every bend kept as a node."""
    return _from_file("bench_wuhan_dense.npz")


def seven_metros() -> Arcs:
    """Return seven metros on three continents, not connected with each other."""
    return _from_file("bench_seven_metros.npz", strongly_connected=False)


def synthetic(lines: int, *, seed: int = 0, block_m: float = 110.0) -> Arcs:
    """Grow a metro of ``lines`` x ``lines`` crossings.

    Parameters
    ----------
    lines : int
        Streets in each direction; 340 give about 177,000 nodes, 770 about 909,000.
    seed : int
        Seed of the random generator.
    block_m : float
        Length of a block.
    """
    rng = np.random.default_rng(seed)
    x_m, y_m = _jittered_lattice(lines, block_m, rng)
    ends, rank = _streets(lines, rng)
    straight_m = np.hypot(*(np.diff(axis[ends], axis=1)[:, 0] for axis in (x_m, y_m)))
    length_m = straight_m * (1 + rng.gamma(1.0, 0.08, len(ends)))
    speed_kmh = np.array([22.0, 35.0, 50.0, 75.0])[rank] * rng.uniform(0.8, 1.15, len(ends))

    halved = rng.random(len(ends)) < 0.35
    middle = len(x_m) + np.arange(halved.sum())
    x_m, y_m = (
        np.concatenate([axis, axis[ends[halved]].mean(axis=1) + rng.normal(0, 8, halved.sum())])
        for axis in (x_m, y_m)
    )
    ends = np.concatenate(
        [
            ends[~halved],
            np.column_stack([ends[halved, 0], middle]),
            np.column_stack([middle, ends[halved, 1]]),
        ]
    )
    length_m = np.concatenate([length_m[~halved], *[length_m[halved] / 2] * 2])
    speed_kmh = np.concatenate([speed_kmh[~halved], *[speed_kmh[halved]] * 2])
    local = np.concatenate([rank[~halved], *[rank[halved]] * 2]) < 2

    crossing_s = rng.uniform(0, 3, len(ends)) * local
    drive_min = length_m / speed_kmh * 0.06 + crossing_s / 60
    oneway = local & (rng.random(len(ends)) < 0.12)
    return _strongly_connected(
        Arcs(
            ORIGIN_LON + x_m / M_PER_DEGREE_LON,
            ORIGIN_LAT + y_m / M_PER_DEGREE_LAT,
            *_both_ways(ends, length_m, drive_min, oneway=oneway),
        )
    )


NETWORKS: dict[str, Callable[[], Arcs]] = {
    "W": wuhan,
    "wuhan_dense": wuhan_dense,
    "seven_metros": seven_metros,
    "S340": lambda: synthetic(340),
    "S770": lambda: synthetic(770),
}


def _jittered_lattice(
    lines: int, block_m: float, rng: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    column, row = np.meshgrid(np.arange(lines), np.arange(lines))
    x_m, y_m = (
        block_m * axis.ravel() + rng.normal(0, 0.22 * block_m, lines * lines)
        for axis in (column, row)
    )
    return x_m, y_m


def _streets(lines: int, rng: np.random.Generator) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return ends and rank (0 local, 3 motorway) of the streets that exist."""
    crossing = np.arange(lines * lines).reshape(lines, lines)
    line_rank = np.zeros(lines, dtype=np.int64)
    line_rank[::6], line_rank[3::18], line_rank[9::54] = 1, 2, 3
    along = np.column_stack([crossing[:, :-1].ravel(), crossing[:, 1:].ravel()])
    across = np.column_stack([crossing[:-1].ravel(), crossing[1:].ravel()])
    across_rank = np.tile(line_rank, lines - 1)
    over_river = np.isin(np.repeat(np.arange(lines - 1), lines), [lines // 3, 2 * lines // 3])
    bridged = ~over_river | (across_rank >= 2)
    ends = np.concatenate([along, across[bridged]])
    rank = np.concatenate([np.repeat(line_rank, lines - 1), across_rank[bridged]])
    exists = (rank > 0) | (rng.random(len(ends)) > 0.28)
    return ends[exists], rank[exists]


def _both_ways(
    ends: NDArray[np.int64],
    length_m: NDArray[np.float64],
    drive_min: NDArray[np.float64],
    *,
    oneway: NDArray[np.bool_],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    back = ~oneway
    return (
        np.concatenate([ends[:, 0], ends[back, 1]]),
        np.concatenate([ends[:, 1], ends[back, 0]]),
        np.concatenate([length_m, length_m[back]]),
        np.concatenate([drive_min, drive_min[back]]),
    )


def _from_file(name: str, *, strongly_connected: bool = True) -> Arcs:
    with np.load(SHARED / name) as file:
        ends = np.column_stack([file["frm"], file["to"]]).astype(np.int64)
        length_m = file["length_m"].astype(np.float64)
        speed_kmh = np.array([SPEED_KMH.get(tag, OTHER_SPEED_KMH) for tag in file["highway"]])
        oneway = file["oneway"]
        lon, lat = file["lon"], file["lat"]
    arcs = Arcs(lon, lat, *_both_ways(ends, length_m, length_m / speed_kmh * 0.06, oneway=oneway))
    return _strongly_connected(arcs) if strongly_connected else arcs


def _strongly_connected(arcs: Arcs) -> Arcs:
    """Return the largest part in which every node reaches every other."""
    n_nodes = len(arcs.lon)
    graph = csr_array((np.ones(len(arcs.tail)), (arcs.tail, arcs.head)), shape=(n_nodes, n_nodes))
    _, label = connected_components(graph, connection="strong")
    kept = label == np.bincount(label).argmax()
    renumbered = np.cumsum(kept) - 1
    inside = kept[arcs.tail] & kept[arcs.head]
    return Arcs(
        arcs.lon[kept],
        arcs.lat[kept],
        renumbered[arcs.tail[inside]],
        renumbered[arcs.head[inside]],
        arcs.length_m[inside],
        arcs.drive_min[inside],
    )
