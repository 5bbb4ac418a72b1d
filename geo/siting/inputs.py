"""Inputs of the siting models, checked and brought to one form.

Each function names its fault with a key of its own, so that a screen can say what is wrong and
what to do instead of "infeasible".
"""

import math
from collections.abc import Iterable
from numbers import Integral, Real
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from geo.errors import SitingError
from geo.stop import Stop

__all__ = [
    "SiteChoice",
    "check_budget",
    "check_capacity",
    "check_choice",
    "check_complete_to",
    "check_costs",
    "check_count",
    "check_covers",
    "check_demand",
    "check_minutes",
    "check_moves",
    "check_points",
    "check_seed",
    "check_share",
    "check_sparse_minutes",
    "check_standing",
    "check_stop",
]


def _numeric(values: Any, name: str, ndim: int) -> NDArray[np.float64]:
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as problem:
        raise SitingError("siting.not_numeric", name=name) from problem
    if array.ndim != ndim:
        raise SitingError("siting.wrong_dimensions", name=name, found=array.ndim, wanted=ndim)
    return array


def _whole(value: Any) -> int | None:
    """Return a whole number as int, anything else as None."""
    if isinstance(value, bool | np.bool_) or not isinstance(value, Real):
        return None
    if isinstance(value, Integral):
        return int(value)
    number = float(value)
    return int(number) if math.isfinite(number) and number.is_integer() else None


def check_minutes(minutes: ArrayLike) -> NDArray[np.float64]:
    """Return minutes as float64 (n_candidates, n_estates); inf is legal.

    Parameters
    ----------
    minutes : array_like, shape (n_candidates, n_estates)
        Minutes from each candidate to each estate, inf where there is no way.

    Returns
    -------
    ndarray of float64, shape (n_candidates, n_estates)
        C-contiguous; a copy unless it already had that form.

    Raises
    ------
    SitingError
        Not a numeric matrix, nan, or negative minutes.
    """
    matrix = np.ascontiguousarray(_numeric(minutes, "minutes", 2))
    _refuse_first(np.isnan(matrix), "siting.minutes_nan", matrix)
    _refuse_first(matrix < 0, "siting.minutes_negative", matrix)
    return matrix


def check_sparse_minutes(minutes: Any) -> sparse.csr_array:
    """Return sparse minutes as a float64 CSR array (n_candidates, n_estates).

    Parameters
    ----------
    minutes : scipy sparse matrix or array of any format
        Minutes of the pairs with a way, 0 included; a pair that is not stored, or stored as inf,
        has none.

    Returns
    -------
    scipy.sparse.csr_array of float64, shape (n_candidates, n_estates)
        A copy with finite entries alone, sorted.

    Raises
    ------
    SitingError
        Not a sparse numeric matrix, nan, negative minutes, or a pair given twice.
    """
    if not sparse.issparse(minutes):
        raise SitingError("siting.minutes_not_sparse")
    given: Any = minutes
    if given.ndim != 2:
        raise SitingError("siting.wrong_dimensions", name="minutes", found=given.ndim, wanted=2)
    pairs = sparse.coo_array(given)
    data = _numeric(pairs.data, "minutes", 1)
    rows, columns = pairs.coords
    for wrong, key in (
        (np.isnan(data), "siting.minutes_nan"),
        (data < 0, "siting.minutes_negative"),
    ):
        if wrong.any():
            first = int(wrong.argmax())
            raise SitingError(
                key,
                candidate=int(rows[first]),
                estate=int(columns[first]),
                value=float(data[first]),
                count=int(wrong.sum()),
            )
    order = np.lexsort((columns, rows))
    rows, columns, data = rows[order], columns[order], data[order]
    twice = (np.diff(rows) == 0) & (np.diff(columns) == 0)
    if twice.any():
        first = int(twice.argmax())
        raise SitingError(
            "siting.minutes_twice",
            candidate=int(rows[first]),
            estate=int(columns[first]),
            count=int(twice.sum()),
        )
    kept = np.isfinite(data)
    return sparse.csr_array((data[kept], (rows[kept], columns[kept])), shape=pairs.shape)


def check_complete_to(minutes: float | None) -> float:
    """Return the minutes up to which all pairs are stored, inf where nothing was cut off.

    Parameters
    ----------
    minutes : float or None
        At least 0; None for inf.

    Returns
    -------
    float

    Raises
    ------
    SitingError
        Not a number, or a negative one.
    """
    if minutes is None:
        return math.inf
    number = float(_numeric(minutes, "complete_to_min", 0))
    if not number >= 0:
        raise SitingError("siting.complete_to_wrong", value=number)
    return number


def check_points(points: ArrayLike, name: str) -> NDArray[np.float64]:
    """Return points of a plane as float64 (n, 2).

    Parameters
    ----------
    points : array_like, shape (n, 2)
        Coordinates.
    name : str
        What the caller calls them, for the message.

    Returns
    -------
    ndarray of float64, shape (n, 2)
        C-contiguous.

    Raises
    ------
    SitingError
        Not pairs of finite numbers.
    """
    array = np.ascontiguousarray(_numeric(points, name, 2))
    wrong = ~np.isfinite(array).all(axis=1)
    if array.shape[1] != 2 or wrong.any():
        row = int(wrong.argmax()) if wrong.any() else 0
        raise SitingError("siting.points_wrong", name=name, row=row, found=array.shape[1])
    return array


def _refuse_first(wrong: NDArray[np.bool_], key: str, matrix: NDArray[np.float64]) -> None:
    """Raise with the first offending pair, if there is one."""
    if wrong.any():
        candidate, estate = (int(k) for k in np.argwhere(wrong)[0])
        raise SitingError(
            key,
            candidate=candidate,
            estate=estate,
            value=float(matrix[candidate, estate]),
            count=int(wrong.sum()),
        )


class _VectorKeys(NamedTuple):
    """Sentence keys for what can be wrong with one number per estate or candidate."""

    length: str
    nan: str
    infinite: str
    negative: str


_DEMAND_KEYS = _VectorKeys(
    "siting.demand_length", "siting.demand_nan", "siting.demand_infinite", "siting.demand_negative"
)
_COST_KEYS = _VectorKeys(
    "siting.cost_length", "siting.cost_nan", "siting.cost_infinite", "siting.cost_negative"
)


def _check_vector(
    values: ArrayLike, name: str, size: int, keys: _VectorKeys
) -> NDArray[np.float64]:
    vector = _numeric(values, name, 1)
    if vector.size != size:
        raise SitingError(keys.length, found=vector.size, wanted=size)
    for key, wrong in (
        (keys.nan, np.isnan(vector)),
        (keys.infinite, np.isinf(vector)),
        (keys.negative, vector < 0),
    ):
        if wrong.any():
            index = int(np.flatnonzero(wrong)[0])
            raise SitingError(key, index=index, value=float(vector[index]), count=int(wrong.sum()))
    return vector


def check_demand(demand: ArrayLike, n_estates: int) -> NDArray[np.float64]:
    """Return demand as float64 (n_estates,); zero is legal.

    Parameters
    ----------
    demand : array_like, shape (n_estates,)
        Households, calls or any other weight of each estate.
    n_estates : int
        How many there must be.

    Returns
    -------
    ndarray of float64, shape (n_estates,)
        The demand.

    Raises
    ------
    SitingError
        Wrong length, nan, infinite or negative demand.
    """
    return _check_vector(demand, "demand", n_estates, _DEMAND_KEYS)


def check_costs(cost: ArrayLike | None, n_candidates: int) -> NDArray[np.float64]:
    """Return station costs as float64 (n_candidates,); None means one each.

    Parameters
    ----------
    cost : array_like or None, shape (n_candidates,)
        Cost of opening each candidate.
    n_candidates : int
        How many there must be.

    Returns
    -------
    ndarray of float64, shape (n_candidates,)
        The costs.

    Raises
    ------
    SitingError
        Wrong length, nan, infinite or negative cost.
    """
    if cost is None:
        return np.ones(n_candidates)
    return _check_vector(cost, "cost", n_candidates, _COST_KEYS)


def check_capacity(capacity: ArrayLike, n_candidates: int) -> NDArray[np.float64]:
    """Return capacities as float64 (n_candidates,); one number holds for all, inf is legal.

    Parameters
    ----------
    capacity : array_like, shape (n_candidates,) or scalar
        Most demand that each candidate can serve.
    n_candidates : int
        How many there must be.

    Returns
    -------
    ndarray of float64, shape (n_candidates,)
        The capacities.

    Raises
    ------
    SitingError
        Wrong length, nan or negative capacity.
    """
    given = np.full(n_candidates, capacity) if np.ndim(capacity) == 0 else capacity
    vector = _numeric(given, "capacity", 1)
    if vector.size != n_candidates:
        raise SitingError("siting.capacity_length", found=vector.size, wanted=n_candidates)
    wrong = np.flatnonzero(np.isnan(vector) | (vector < 0))
    if wrong.size:
        index = int(wrong[0])
        raise SitingError(
            "siting.capacity_not_positive",
            index=index,
            value=float(vector[index]),
            count=int(wrong.size),
        )
    return vector


def check_budget(budget: Any) -> float:
    """Return the budget as a finite number of at least 0.

    Parameters
    ----------
    budget : float
        In the unit of the costs.

    Returns
    -------
    float
        The budget.

    Raises
    ------
    SitingError
        Not a finite number of at least 0.
    """
    is_number = isinstance(budget, Real) and not isinstance(budget, bool)
    if not is_number or not math.isfinite(float(budget)) or float(budget) < 0:
        raise SitingError("siting.budget_not_a_number", value=budget)
    return float(budget)


def check_count(p: Any, n_candidates: int) -> int:
    """Return the number of stations as int.

    Parameters
    ----------
    p : int
        Stations to choose, fixed ones included.
    n_candidates : int
        Number of candidates there are.

    Returns
    -------
    int
        The number of stations.

    Raises
    ------
    SitingError
        Not whole, below 1, or more than there are candidates.
    """
    count = _whole(p)
    if count is None:
        raise SitingError("siting.p_not_whole", p=p)
    if count < 1:
        raise SitingError("siting.p_below_one", p=count)
    if count > n_candidates:
        raise SitingError("siting.p_exceeds_candidates", p=count, candidates=n_candidates)
    return count


class _IndexKeys(NamedTuple):
    """Sentence keys for what can be wrong with a list of candidates."""

    not_indices: str
    out_of_range: str
    duplicated: str


_FIXED_KEYS = _IndexKeys(
    "siting.fixed_not_indices", "siting.fixed_out_of_range", "siting.fixed_duplicated"
)
_STANDING_KEYS = _IndexKeys(
    "siting.standing_not_indices", "siting.standing_out_of_range", "siting.standing_duplicated"
)
_FORBIDDEN_KEYS = _IndexKeys(
    "siting.forbidden_not_indices", "siting.forbidden_out_of_range", "siting.forbidden_duplicated"
)


def _check_indices(values: Any, n_candidates: int, keys: _IndexKeys) -> NDArray[np.int64]:
    if isinstance(values, str | bytes) or not isinstance(values, Iterable):
        raise SitingError(keys.not_indices, value=values)
    found: set[int] = set()
    for value in values:
        index = _whole(value)
        if index is None:
            raise SitingError(keys.not_indices, value=value)
        if not 0 <= index < n_candidates:
            raise SitingError(keys.out_of_range, index=index, last=n_candidates - 1)
        if index in found:
            raise SitingError(keys.duplicated, index=index)
        found.add(index)
    return np.array(sorted(found), dtype=np.int64)


class SiteChoice(NamedTuple):
    """What may and what must be chosen.

    Attributes
    ----------
    fixed : ndarray of int64
        Sorted candidates that must be chosen.
    allowed : ndarray of int64
        Sorted candidates that may be chosen, fixed ones included.
    fixed_positions : ndarray of int64
        Where the fixed candidates stand among the allowed ones.
    """

    fixed: NDArray[np.int64]
    allowed: NDArray[np.int64]
    fixed_positions: NDArray[np.int64]

    def first(self, p: int) -> NDArray[np.int64]:
        """Return p allowed candidates, the fixed ones and the lowest others, sorted."""
        others = np.setdiff1d(self.allowed, self.fixed)
        return np.union1d(self.fixed, others[: p - self.fixed.size])


def check_choice(fixed: Any, forbidden: Any, n_candidates: int, p: int | None = None) -> SiteChoice:
    """Return which candidates may and must be chosen.

    Parameters
    ----------
    fixed, forbidden : iterable of int
        Candidates that must, and that must not be chosen.
    n_candidates : int
        Number of candidates there are.
    p : int, optional
        Number of stations, where the model has one.

    Returns
    -------
    SiteChoice
        Sorted indices.

    Raises
    ------
    SitingError
        Not indices, out of range, twice the same, both fixed and forbidden, more fixed than p, or
        fewer allowed than p.
    """
    must = _check_indices(fixed, n_candidates, _FIXED_KEYS)
    barred = _check_indices(forbidden, n_candidates, _FORBIDDEN_KEYS)
    both = np.intersect1d(barred, must)
    if both.size:
        raise SitingError("siting.fixed_and_forbidden", index=int(both[0]))
    allowed = np.setdiff1d(np.arange(n_candidates, dtype=np.int64), barred)
    if p is not None and must.size > p:
        raise SitingError("siting.fixed_exceeds_p", fixed=must.size, p=p)
    if p is not None and allowed.size < p:
        raise SitingError("siting.p_exceeds_allowed", p=p, allowed=allowed.size)
    return SiteChoice(must, allowed, np.searchsorted(allowed, must))


def check_standing(standing: Any, n_candidates: int) -> NDArray[np.int64]:
    """Return the candidates where a station stands today, sorted.

    Parameters
    ----------
    standing : iterable of int
        Candidates.
    n_candidates : int
        Number of candidates there are.

    Returns
    -------
    ndarray of int64
        Sorted indices.

    Raises
    ------
    SitingError
        Not indices, out of range, or twice the same.
    """
    return _check_indices(standing, n_candidates, _STANDING_KEYS)


def check_moves(most_moves: Any) -> int:
    """Return how many standing stations may close.

    Parameters
    ----------
    most_moves : int
        Whole number, at least 0.

    Returns
    -------
    int
        The number.

    Raises
    ------
    SitingError
        Not a whole number of at least 0.
    """
    moves = _whole(most_moves)
    if moves is None or moves < 0:
        raise SitingError("siting.moves_not_whole", value=most_moves)
    return moves


def check_covers(covers: Any) -> sparse.csr_array:
    """Return who covers whom as a boolean CSR array (n_candidates, n_estates).

    Parameters
    ----------
    covers : scipy sparse matrix or array of any format, or array_like of bool
        True where the candidate covers the estate; entries of 0 and 1 are read as bool.

    Returns
    -------
    scipy.sparse.csr_array of bool, shape (n_candidates, n_estates)
        Sorted indices, no duplicates, no stored False.

    Raises
    ------
    SitingError
        Not a matrix, or entries other than true and false.
    """
    if sparse.issparse(covers):
        given: Any = covers
        matrix = given if given.format in ("csr", "csc", "coo") else given.tocoo()
        if matrix.ndim != 2:
            raise SitingError("siting.wrong_dimensions", name="covers", found=matrix.ndim, wanted=2)
    else:
        dense = np.asarray(covers)
        matrix = sparse.coo_array(dense if dense.dtype == bool else _numeric(covers, "covers", 2))
        if dense.ndim != 2:
            raise SitingError("siting.wrong_dimensions", name="covers", found=dense.ndim, wanted=2)
    _refuse_shades(matrix.data)
    # a copy, because duplicates and stored False are removed in place
    canonical = sparse.csr_array(matrix, dtype=bool, copy=True)
    canonical.sum_duplicates()
    canonical.eliminate_zeros()
    return canonical


def _refuse_shades(entries: NDArray[Any]) -> None:
    """Cover is yes or no: anything between, nan included, is a mistake of the caller."""
    if entries.dtype == bool:
        return
    if not np.issubdtype(entries.dtype, np.number):
        raise SitingError("siting.not_numeric", name="covers")
    shades = entries[(entries != 0) & (entries != 1)]
    if shades.size:
        raise SitingError("siting.covers_not_boolean", value=shades.flat[0].item())


def _time_limit(time_limit_s: Any) -> float | None:
    """Return the time limit in seconds, None for no limit.

    Parameters
    ----------
    time_limit_s : float or None
        Wall seconds; inf is read as no limit.

    Returns
    -------
    float or None
        The limit.

    Raises
    ------
    SitingError
        Not a number, nan or negative.
    """
    if time_limit_s is None:
        return None
    if isinstance(time_limit_s, bool) or not isinstance(time_limit_s, Real):
        raise SitingError("siting.time_limit_not_seconds", value=time_limit_s)
    seconds = float(time_limit_s)
    if math.isnan(seconds) or seconds < 0:
        raise SitingError("siting.time_limit_not_seconds", value=time_limit_s)
    return None if math.isinf(seconds) else seconds


def check_stop(stop: Stop | None, time_limit_s: float | None) -> Stop:
    """Return the stop of a solve that begins now.

    Parameters
    ----------
    stop : Stop or None
        That of the caller.
    time_limit_s : float or None
        Wall seconds the solve itself may take.

    Returns
    -------
    Stop
        With both limits, the caller's cancel flag and listener.

    Raises
    ------
    SitingError
        A limit that is negative or no number.
    """
    return Stop.within(stop, _time_limit(time_limit_s))


def check_seed(seed: Any) -> int:
    """Return the seed of the searches as int.

    Parameters
    ----------
    seed : int
        Whole number, at least 0.

    Returns
    -------
    int
        The seed.

    Raises
    ------
    SitingError
        Not a whole number of at least 0.
    """
    number = _whole(seed)
    if number is None or number < 0:
        raise SitingError("siting.seed_not_whole", value=seed)
    return number


def check_share(value: Any, name: str) -> float:
    """Return a share between 0 and 1.

    Parameters
    ----------
    value : float
        The share.
    name : str
        What it is called in the message.

    Returns
    -------
    float
        The share.

    Raises
    ------
    SitingError
        Not a number from 0 to 1.
    """
    if isinstance(value, bool) or not isinstance(value, Real) or not 0 <= float(value) <= 1:
        raise SitingError("siting.not_a_share", name=name, value=value)
    return float(value)
