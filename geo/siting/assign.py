"""Which chosen station serves each estate."""

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

__all__ = ["filled_up", "lowest_covering", "quickest"]


def quickest(minutes: NDArray[np.float64], chosen: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the quickest chosen candidate of each estate, ties to the lowest index.

    Parameters
    ----------
    minutes : ndarray of float64, shape (n_candidates, n_estates)
        Minutes, inf where there is no way.
    chosen : ndarray of int64, shape (n_chosen,)
        Sorted candidates.

    Returns
    -------
    ndarray of int64, shape (n_estates,)
        Candidate index, -1 where every chosen one is infinitely far.
    """
    if not chosen.size:
        return np.full(minutes.shape[1], -1, dtype=np.int64)
    among = minutes[chosen]
    nearest = among.argmin(axis=0)
    reached = np.isfinite(among[nearest, np.arange(minutes.shape[1])])
    return np.where(reached, chosen[nearest], -1)


def lowest_covering(covers: sparse.csr_array, chosen: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the lowest chosen candidate that covers each estate.

    Parameters
    ----------
    covers : scipy.sparse.csr_array of bool, shape (n_candidates, n_estates)
        Who covers whom.
    chosen : ndarray of int64, shape (n_chosen,)
        Sorted candidates.

    Returns
    -------
    ndarray of int64, shape (n_estates,)
        Candidate index, -1 where none covers.
    """
    assigned = np.full(covers.shape[1], -1, dtype=np.int64)
    for candidate in chosen[::-1]:
        covered = covers.indices[covers.indptr[candidate] : covers.indptr[candidate + 1]]
        assigned[covered] = candidate
    return assigned


def filled_up(chosen: NDArray[np.int64], n_sites: int, p: int) -> NDArray[np.int64]:
    """Return a plan with the lowest unused sites added until there are p.

    Parameters
    ----------
    chosen : ndarray of int64, shape (n_chosen,)
        Sites, at most p.
    n_sites : int
        Number of sites there are.
    p : int
        Sites wanted.

    Returns
    -------
    ndarray of int64, shape (p,)
        Sorted.
    """
    # among so many there are enough that are unused
    lowest = np.arange(min(n_sites, p + chosen.size))
    spare = np.setdiff1d(lowest, chosen)[: max(0, p - chosen.size)]
    return np.union1d(chosen, spare)
