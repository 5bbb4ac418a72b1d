"""Published instances: points of TSPLIB files in a folder of one's own, and squares of any size."""

import sys
from pathlib import Path

import numpy as np
from scipy import sparse
from scipy.spatial import cKDTree


def tsplib_points(folder: Path | None, name: str) -> np.ndarray | None:
    """Return the points of ``NAME.tsp`` in a folder, None and a line on what is missing without it.

    Parameters
    ----------
    folder : Path or None
        Where the files of TSPLIB (Reinelt 1991) lie; none is part of the project.
    name : str
        Instance.

    Returns
    -------
    ndarray of float64, shape (n, 2), or None
    """
    path = None if folder is None else folder / f"{name}.tsp"
    if path is None or not path.is_file():
        where = "no folder was given" if folder is None else f"{path} is not there"
        print(f"left out: {name} ({where}; TSPLIB's {name}.tsp is needed)", file=sys.stderr)
        return None
    lines = path.read_text(encoding="utf-8").splitlines()
    first = next(i for i, line in enumerate(lines) if line.startswith("NODE_COORD_SECTION"))
    rows = [line.split()[1:3] for line in lines[first + 1 :] if len(line.split()) == 3]
    return np.array(rows, dtype=np.float64)


def straight_lines(points: np.ndarray) -> np.ndarray:
    """Return the distances between all points."""
    return np.hypot(*(points[:, None] - points).transpose(2, 0, 1))


def large_square(
    n_sites: int, n_points: int, radius: float, seed: int
) -> tuple[sparse.csc_array, np.ndarray]:
    """Return covers and weights of a uniform 30 × 30 square, made block by block of points.

    The procedure of Cordeau, Furini, Ljubić (2019), section 5: places uniform in the square,
    weights whole and uniform from 1 to 100. The draws are this generator's, not theirs.
    """
    rng = np.random.default_rng(seed)
    sites = cKDTree(rng.uniform(0, 30, (n_sites, 2)))
    lengths, indices = [np.zeros(1, dtype=np.int64)], []
    for begin in range(0, n_points, 200_000):
        points = rng.uniform(0, 30, (min(200_000, n_points - begin), 2))
        pairs = cKDTree(points).sparse_distance_matrix(sites, radius, output_type="ndarray")
        order = np.lexsort((pairs["j"], pairs["i"]))
        indices.append(pairs["j"][order].astype(np.int32))
        lengths.append(np.bincount(pairs["i"], minlength=len(points)))
    start, entries = np.cumsum(np.concatenate(lengths)), np.concatenate(indices)
    covers = sparse.csc_array(
        (np.ones(entries.size, dtype=bool), entries, start), shape=(n_sites, n_points)
    )
    return covers, rng.integers(1, 101, n_points)


def uniform_points(n_points: int, seed: int) -> np.ndarray:
    """Return points that lie uniformly in a square with a side of 10,000."""
    return np.random.default_rng(seed).uniform(0, 10_000, (n_points, 2))


def clustered_points(n_points: int, seed: int) -> np.ndarray:
    """Return points around 100 centres, normal with a deviation of 150.

    In the manner of BIRCH (Zhang, Ramakrishnan, Livny 1996); the draws are this generator's.
    """
    rng = np.random.default_rng(seed)
    centres = rng.uniform(0, 10_000, (100, 2))
    return centres[rng.integers(0, 100, n_points)] + rng.normal(0, 150, (n_points, 2))
