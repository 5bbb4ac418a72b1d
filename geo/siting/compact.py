"""Compact programs: a plan by swaps, HiGHS for the proof, our own sums for the value.

Every model that HiGHS solves is given with its own arithmetic: what a plan is worth and whether it
keeps the rules. A plan found by swaps comes first: HiGHS need not believe it, but no claim of HiGHS
is believed against it, and it stays where HiGHS has nothing better.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.solver import Certificate, LinearProgram, solve_program
from geo.stop import Stop

__all__ = [
    "Compact",
    "CompactAnswer",
    "Stations",
    "first_columns",
    "move_one",
    "solve_compact",
    "within",
]

Stations = NDArray[np.int64]
"""Stations at each allowed site, or the phase in which each opens."""

_MOST_TRIALS = 2_000
"""Plans that the swaps try: enough to be right where problems are small."""

_ROUNDING = 1e-9
"""Share by which a sum of costs may miss a limit: the rounding of its additions."""


@dataclass(frozen=True, eq=False)
class Compact:
    """A model to be maximised, as a program and in our own arithmetic.

    Attributes
    ----------
    program : LinearProgram
        For HiGHS.
    point : callable
        Returns the point of the program that a plan is.
    read : callable
        Returns the plan of a point.
    worth : callable
        Returns what a plan is worth, at least 0; below 0 where it breaks a rule, the more so the
        farther it is from keeping it.
    moves : callable
        Yields the plans beside a plan.
    ceiling : float
        What no plan is worth more than, by sums alone.
    """

    program: LinearProgram
    point: Callable[[Stations], NDArray[np.float64]]
    read: Callable[[NDArray[np.float64]], Stations]
    worth: Callable[[Stations], float]
    moves: Callable[[Stations], Iterator[Stations]]
    ceiling: float


class CompactAnswer(NamedTuple):
    """The best plan with its proof.

    Attributes
    ----------
    stations : ndarray of int64, or None
        The plan; None where none is known.
    value : float
        What it is worth; nan without one.
    certificate : Certificate
        What was proven.
    exhausted : bool
        Whether nothing is left to search: without a plan, none exists.
    """

    stations: Stations | None
    value: float
    certificate: Certificate
    exhausted: bool


def solve_compact(
    model: Compact, first: Stations, stop: Stop, *, tell: bool = False
) -> CompactAnswer:
    """Solve a model to proof, or until it is stopped.

    Parameters
    ----------
    model : Compact
        What to solve.
    first : ndarray of int64
        Where the swaps begin; it need not keep the rules.
    stop : Stop
        Limits the search.
    tell : bool
        Whether its listener hears value and bound, in the unit of the model's worth.

    Returns
    -------
    CompactAnswer
        The best plan known, checked by the model's own arithmetic.
    """
    best = _climbed(model, first, stop)
    value = model.worth(best)
    known = model.point(best) if value >= 0 else None
    if known is not None and not model.program.is_kept(known):
        known = None
    if tell:
        stop = _told(model, value, stop)
    answer = solve_program(model.program, stop, known=known, tell=tell)
    if answer.status == "infeasible" and value < 0:
        return CompactAnswer(None, np.nan, answer.certificate, exhausted=True)
    exhausted = answer.status == "optimal"
    if answer.has_point:
        found = model.read(answer.point)
        if model.worth(found) >= value:
            best, value = found, model.worth(found)
        else:
            exhausted = False
    certificate = _tighter(answer.certificate, model.ceiling)
    if value > certificate.bound * (1 + _ROUNDING) + _ROUNDING:
        certificate, exhausted = Certificate.ours(model.ceiling, "arithmetic"), False
    if value < 0:
        return CompactAnswer(None, np.nan, certificate, exhausted=False)
    return CompactAnswer(best, value, certificate, exhausted)


def _told(model: Compact, value: float, stop: Stop) -> Stop:
    """Return a stop that tells the better of what HiGHS says and what is known already."""
    part = stop.part()
    stop.report(value if value >= 0 else np.nan, model.ceiling)
    if stop.on_progress is not None:
        part.on_progress = lambda now: stop.report(
            float(np.fmax(now.incumbent, value)), min(now.bound, model.ceiling)
        )
    return part


def _tighter(certificate: Certificate, ceiling: float) -> Certificate:
    """Return the better of a proof and what sums alone show."""
    if certificate.bound <= ceiling:
        return certificate
    return Certificate.ours(ceiling, "arithmetic")


def _climbed(model: Compact, first: Stations, stop: Stop) -> Stations:
    """Return the plan that no move of one station makes better, as far as the trials go."""
    best, value = first, model.worth(first)
    trials, better = 0, True
    while better:
        better = False
        for other in model.moves(best):
            trials += 1
            if trials > _MOST_TRIALS or stop.must_stop:
                return best
            worth = model.worth(other)
            if worth > value:
                best, value, better = other, worth, True
                break
    return best


def move_one(
    least: NDArray[np.float64], most: float, *, open_count: bool = False
) -> Callable[[Stations], Iterator[Stations]]:
    """Return the moves of one station from a site to another, within limits per site.

    Parameters
    ----------
    least : ndarray of float64, shape (n_sites,)
        Stations that each site must hold.
    most : float
        Stations that a site may hold.
    open_count : bool
        Whether a station may also be added or taken away.

    Returns
    -------
    callable
        Yields the plans beside a plan.
    """

    def moves(stations: Stations) -> Iterator[Stations]:
        takes = [int(site) for site in np.flatnonzero(stations > least)]
        gives = [int(site) for site in np.flatnonzero(stations < most)]
        ends = [-1] if open_count else []
        for given in gives + ends:
            for taken in takes + ends:
                if given != taken:
                    yield _moved(stations, taken, given)

    return moves


def _moved(stations: Stations, taken: int, given: int) -> Stations:
    """Return a plan with a station taken from a site and given to another; -1 is no site."""
    other = stations.copy()
    if taken >= 0:
        other[taken] -= 1
    if given >= 0:
        other[given] += 1
    return other


def first_columns(n_sites: int) -> Callable[[NDArray[np.float64]], Stations]:
    """Return how to read a plan whose stations are the first columns of a point.

    Parameters
    ----------
    n_sites : int
        How many columns those are.

    Returns
    -------
    callable
        Returns the stations of a point.
    """
    return lambda point: np.rint(point[:n_sites]).astype(np.int64)


def within(total: float, limit: float) -> bool:
    """Say whether a sum keeps an upper limit, up to the rounding of its additions."""
    return total <= limit + _ROUNDING * max(1.0, abs(limit))
