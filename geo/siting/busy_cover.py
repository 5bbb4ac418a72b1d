"""Cover that counts more than the first station: backup cover and busy crews (MEXCLP)."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from geo.errors import SitingError
from geo.siting.assign import lowest_covering
from geo.siting.compact import Compact, Stations, first_columns, move_one, solve_compact
from geo.siting.cover_rows import CoverRows, merge_rows
from geo.siting.inputs import (
    SiteChoice,
    check_choice,
    check_count,
    check_covers,
    check_demand,
    check_share,
    check_stop,
)
from geo.siting.plan import SitingPlan, solved_plan
from geo.solver import LinearProgram
from geo.stop import Stop

__all__ = ["backup_cover", "mexclp"]

MOST_CREWS = 50
"""More crews than this at every candidate are taken for a slip of the pen."""


def backup_cover(
    covers: sparse.sparray | sparse.spmatrix | ArrayLike,
    demand: ArrayLike,
    p: int,
    *,
    backup_share: float = 0.5,
    fixed: Iterable[int] = (),
    forbidden: Iterable[int] = (),
    time_limit_s: float | None = None,
    stop: Stop | None = None,
) -> SitingPlan:
    """Choose p stations that cover the most demand, a second cover counting as a share of it.

    Parameters
    ----------
    covers : sparse matrix of bool, shape (n_candidates, n_estates)
        True where the candidate covers the estate.
    demand : array_like, shape (n_estates,)
        Households or any other weight, at least 0.
    p : int
        Stations to choose, fixed ones included.
    backup_share : float
        What a second covering station is worth, as a share of the first.
    fixed, forbidden : iterable of int
        Candidates that must, and that must not be chosen.
    time_limit_s : float, optional
        Wall seconds; None runs to proof.
    stop : Stop, optional
        The caller's limit, cancel flag and listener; the best plan so far is returned.

    Returns
    -------
    SitingPlan
        Objective is the demand covered once plus the share of the demand covered twice.

    Raises
    ------
    SitingError
        Malformed input.

    References
    ----------
    Hogan, ReVelle (1986), Concepts and applications of backup coverage, Management Science 32.
    """
    levels = (1.0, check_share(backup_share, "backup_share"))
    stop = check_stop(stop, time_limit_s)
    return _layered("backup_cover", covers, demand, p, levels, 1, fixed, forbidden, stop)


def mexclp(
    covers: sparse.sparray | sparse.spmatrix | ArrayLike,
    demand: ArrayLike,
    p: int,
    *,
    busy_share: float,
    stacking: bool = True,
    fixed: Iterable[int] = (),
    forbidden: Iterable[int] = (),
    time_limit_s: float | None = None,
    stop: Stop | None = None,
) -> SitingPlan:
    """Place p crews so that the most demand finds a covering crew that is not busy.

    Parameters
    ----------
    covers : sparse matrix of bool, shape (n_candidates, n_estates)
        True where the candidate covers the estate.
    demand : array_like, shape (n_estates,)
        Households, calls or any other weight, at least 0.
    p : int
        Crews to place, fixed ones included.
    busy_share : float
        Share of the time that a crew is busy, independently of the others.
    stacking : bool
        Whether several crews may stand at one candidate.
    fixed, forbidden : iterable of int
        Candidates that hold at least one crew, and that hold none.
    time_limit_s : float, optional
        Wall seconds; None runs to proof.
    stop : Stop, optional
        The caller's limit, cancel flag and listener; the best plan so far is returned.

    Returns
    -------
    SitingPlan
        Objective is sum(demand × (1 - busy_share ** covering crews)); `chosen` repeats a
        candidate that holds several crews.

    Raises
    ------
    SitingError
        Malformed input.

    References
    ----------
    Daskin (1983), A maximum expected covering location model, Transportation Science 17.
    """
    busy = check_share(busy_share, "busy_share")
    stop = check_stop(stop, time_limit_s)
    matrix = check_covers(covers)
    crews = check_count(p, max(1, matrix.shape[0]) * MOST_CREWS)
    levels = tuple((1.0 - busy) * busy**k for k in range(crews))
    most = crews if stacking else 1
    return _layered("mexclp", matrix, demand, p, levels, most, fixed, forbidden, stop)


def _layered(
    model_name: str,
    covers: object,
    demand: ArrayLike,
    p: int,
    levels: Sequence[float],
    most_per_site: int,
    fixed: Iterable[int],
    forbidden: Iterable[int],
    stop: Stop,
) -> SitingPlan:
    """Maximise sum(demand × (levels[0] + … + levels[covering stations - 1]))."""
    matrix = check_covers(covers)
    n_candidates, n_estates = matrix.shape
    weights = check_demand(demand, n_estates)
    count = check_count(p, n_candidates * most_per_site)
    choice = check_choice(fixed, forbidden, n_candidates)
    if choice.fixed.size > count:
        raise SitingError("siting.fixed_exceeds_p", fixed=choice.fixed.size, p=count)
    if choice.allowed.size * most_per_site < count:
        raise SitingError("siting.p_exceeds_allowed", p=count, allowed=choice.allowed.size)
    rows = merge_rows(matrix, weights, choice.allowed)
    model = _model(rows, count, levels, most_per_site, choice.fixed_positions)
    found = solve_compact(model, _filled(rows.n_sites, count, most_per_site, choice), stop)
    assert found.stations is not None, "any number of stations keeps the rules"
    chosen = np.repeat(choice.allowed, found.stations)
    plan = solved_plan(
        model_name,
        chosen=np.unique(chosen),
        assigned=lowest_covering(matrix, np.unique(chosen)),
        objective=found.value,
        certificate=found.certificate,
        exhausted=found.exhausted,
        seconds=stop.elapsed_s,
        uncoverable=np.setdiff1d(np.arange(n_estates), np.unique(matrix[choice.allowed].indices)),
    )
    return plan if most_per_site == 1 else replace(plan, chosen=chosen)


def _filled(n_sites: int, p: int, most_per_site: int, choice: SiteChoice) -> Stations:
    """Return the fixed stations, then as many as fit at the lowest sites, p in all."""
    stations = np.zeros(n_sites, dtype=np.int64)
    stations[choice.fixed_positions] = 1
    for site in range(n_sites):
        spare = min(most_per_site - stations[site], p - stations.sum())
        stations[site] += max(0, spare)
    return stations


def _model(
    rows: CoverRows,
    p: int,
    levels: Sequence[float],
    most_per_site: int,
    must: NDArray[np.int64],
) -> Compact:
    """Return the model: a row covered so many times is worth the sum of so many levels."""
    used = np.array([level for level in levels if level > 0.0])
    worth = np.concatenate([[0.0], np.cumsum(levels)])
    least = np.zeros(rows.n_sites)
    least[must] = 1.0

    def point(stations: Stations) -> NDArray[np.float64]:
        times = (rows.by_row @ stations)[None, :] > np.arange(used.size)[:, None]
        return np.concatenate([stations, times.ravel()]).astype(np.float64)

    def worth_of(stations: Stations) -> float:
        times = np.minimum((rows.by_row @ stations).astype(np.int64), len(levels))
        return float((rows.weight * worth[times]).sum())

    return Compact(
        program=_program(rows, p, used, most_per_site, least),
        point=point,
        read=first_columns(rows.n_sites),
        worth=worth_of,
        moves=move_one(least, most_per_site),
        ceiling=float(rows.weight.sum() * worth[-1]),
    )


def _program(
    rows: CoverRows,
    p: int,
    levels: NDArray[np.float64],
    most_per_site: int,
    least: NDArray[np.float64],
) -> LinearProgram:
    """Return the compact program: stations per site, then one column per row and level.

    The levels fall, so that a better level is filled before a lesser one without being told.
    """
    n, r, k = rows.n_sites, rows.n_rows, len(levels)
    layers = [-sparse.eye_array(r) for _ in levels]
    return LinearProgram(
        cost=np.concatenate([np.zeros(n), *[level * rows.weight for level in levels]]),
        matrix=sparse.csr_array(
            sparse.vstack(
                [
                    sparse.hstack([rows.by_row, *layers]),
                    sparse.csr_array(np.concatenate([np.ones(n), np.zeros(k * r)])[None, :]),
                ]
            )
        ),
        row_lower=np.concatenate([np.zeros(r), [p]]),
        row_upper=np.concatenate([np.full(r, np.inf), [p]]),
        column_lower=np.concatenate([least, np.zeros(k * r)]),
        column_upper=np.concatenate([np.full(n, float(most_per_site)), np.ones(k * r)]),
        whole=np.arange(n + k * r) < n,
        maximise=True,
    )
