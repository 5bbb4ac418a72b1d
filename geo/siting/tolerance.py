"""How far minutes may be off before other sites are the best: a radius with a proof.

Every drive may be off on its own, up or down, by a share of itself. The chosen sites stay the best
as long as no other plan can win, whichever way the drives are off. For one share that is one more
siting question, solved to proof: the chosen sites at their worst against all others at their best,
where a site that both plans hold counts alike for both. The largest such share is found by asking
again where the last winner begins to win.

References
----------
.. [1] Bertsimas, D., Sim, M. (2003). Robust discrete optimization and network flows. Mathematical
   Programming 98, 49-71: data that lie anywhere in intervals.
.. [2] Sotskov, Y. N., Leontev, V. K., Gordeev, E. N. (1995). Some concepts of stability analysis in
   combinatorial optimization. Discrete Applied Mathematics 58(2), 169-190: the stability radius.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from geo.errors import SitingError
from geo.siting.inputs import check_choice, check_demand, check_minutes, check_stop
from geo.siting.max_cover import max_cover
from geo.siting.p_median import p_median
from geo.stop import Stop
from geo.summary import Summarized

__all__ = ["CoversAt", "Tolerance", "cover_tolerance", "median_tolerance"]

Minutes = NDArray[np.float64]
Indices = NDArray[np.int64]
CoversAt = Callable[[float, Indices], NDArray[np.bool_]]
"""Whom some candidates cover when all drives take so many times as long."""

_FIRST: Final = 0.01
_HALVINGS: Final = 40
_MOST_QUESTIONS: Final = 60
_SAME: Final = 1e-9


@dataclass(frozen=True, eq=False, repr=False)
class Tolerance(Summarized):
    """By how much minutes may be off.

    Attributes
    ----------
    proven_share : float
        As long as every drive is off by at most this share, the chosen sites are the best: proven.
    broken_share : float
        Beyond this share drives can be off so that the challenger wins; inf where nobody was
        found who does within the share that was asked for.
    challenger : ndarray of int64
        The plan that wins first; empty where there is none.
    exact : bool
        Whether the two shares meet.
    questions : int
        Siting questions that were solved for the proof.
    """

    proven_share: float
    broken_share: float
    challenger: Indices
    exact: bool
    questions: int

    def _facts(self) -> Iterator[tuple[str, str]]:
        yield "proven_share", f"{self.proven_share:.2%}"
        yield "broken_share", f"{self.broken_share:.2%}"


class _Answer(NamedTuple):
    """Who wins at one share: a plan, nobody (proven), or nobody was found."""

    challenger: Indices | None
    proven: bool


class _Contest(Protocol):
    """The chosen sites at their worst against all others at their best."""

    def ask(self, share: float, stop: Stop) -> _Answer:
        """Look for a plan that wins at a share."""

    def wins(self, challenger: Indices, share: float) -> bool:
        """Return whether one plan wins at a share."""


def median_tolerance(
    minutes: ArrayLike,
    drive_min: ArrayLike,
    demand: ArrayLike,
    chosen: Iterable[int],
    *,
    fixed: Iterable[int] = (),
    forbidden: Iterable[int] = (),
    most: float = 1.0,
    precision: float = 1e-4,
    time_limit_s: float | None = None,
    stop: Stop | None = None,
) -> Tolerance:
    """Return how far drives may be off before other sites have the smallest demand × minutes.

    Parameters
    ----------
    minutes : array_like, shape (n_candidates, n_estates)
        Whole response minutes, inf where there is no way.
    drive_min : array_like, shape (n_candidates, n_estates)
        The part of them that may be off, at most the whole.
    demand : array_like, shape (n_estates,)
        Households or any other weight, at least 0.
    chosen : iterable of int
        The sites of the plan.
    fixed, forbidden : iterable of int
        What other plans must keep as well.
    most : float
        Largest share to look at, above 0, at most 1.
    precision : float
        Share to which the answer is found where it is not exact.
    time_limit_s : float, optional
        Wall seconds for all questions; the proof then ends where it stands.
    stop : Stop, optional
        The caller's limit and cancel flag.

    Returns
    -------
    Tolerance
        0 and 0 where the plan is not the best to begin with.

    Raises
    ------
    SitingError
        Malformed input.

    Examples
    --------
    >>> found = median_tolerance([[4.0], [6.0]], [[4.0], [6.0]], [1.0], [0])
    >>> round(found.proven_share, 3)  # 4 × 1.2 = 6 × 0.8
    0.2
    """
    matrix, drive = check_minutes(minutes), check_minutes(drive_min)
    if drive.shape != matrix.shape or (drive > matrix).any():
        raise SitingError("siting.tolerance_drive", found=drive.shape, wanted=matrix.shape)
    weights = check_demand(demand, matrix.shape[1])
    sites = _checked_plan(chosen, matrix.shape[0])
    contest = _Medians(matrix, drive, weights, sites, {"fixed": fixed, "forbidden": forbidden})
    return _searched(contest, most, precision, check_stop(stop, time_limit_s))


def cover_tolerance(
    covers_at: CoversAt,
    demand: ArrayLike,
    chosen: Iterable[int],
    *,
    n_candidates: int,
    fixed: Iterable[int] = (),
    forbidden: Iterable[int] = (),
    most: float = 1.0,
    precision: float = 1e-4,
    time_limit_s: float | None = None,
    stop: Stop | None = None,
) -> Tolerance:
    """Return how far drives may be off before other sites cover the most demand.

    Parameters
    ----------
    covers_at : callable
        ``covers_at(factor, rows)``: whom some candidates cover when all drives take ``factor``
        times as long, shape (n_rows, n_estates); longer drives never cover more.
    demand : array_like, shape (n_estates,)
        Households or any other weight, at least 0.
    chosen, fixed, forbidden, most, precision, time_limit_s, stop
        As for :func:`median_tolerance`.
    n_candidates : int
        How many candidates there are.

    Returns
    -------
    Tolerance

    Raises
    ------
    SitingError
        Malformed input.
    """
    sites = _checked_plan(chosen, n_candidates)
    weights = np.asarray(demand, dtype=np.float64)
    weights = check_demand(weights, weights.size)
    rules = {"fixed": fixed, "forbidden": forbidden}
    contest = _Covers(covers_at, weights, sites, n_candidates, rules)
    return _searched(contest, most, precision, check_stop(stop, time_limit_s))


def _checked_plan(chosen: Iterable[int], n_candidates: int) -> Indices:
    sites = check_choice(chosen, (), n_candidates).fixed
    if not sites.size:
        raise SitingError("siting.tolerance_plan")
    return sites


@dataclass(frozen=True, eq=False)
class _Medians:
    minutes: Minutes
    drive: Minutes
    demand: Minutes
    chosen: Indices
    rules: dict[str, Any]

    def _off(self, share: float, rows: Indices | slice) -> Minutes:
        """Return minutes that are off by a share; what has no way stays so."""
        ways = self.minutes[rows]
        drive = np.where(np.isfinite(ways), self.drive[rows], 0.0)
        return np.asarray(ways + share * drive)

    def _sum(self, minutes: Minutes) -> float:
        asked = self.demand > 0
        return float(self.demand[asked] @ minutes[asked])

    def ask(self, share: float, stop: Stop) -> _Answer:
        """Solve one more median: the chosen sites never count less than at their worst."""
        worst = self._off(share, self.chosen).min(axis=0)
        against = self._off(-share, slice(None))
        against[self.chosen] = np.maximum(against[self.chosen], worst)
        found = p_median(against, self.demand, self.chosen.size, stop=stop, **self.rules)
        value = self._sum(worst)
        if found.has_plan and found.objective < value - _SAME * max(1.0, abs(value)):
            return _Answer(np.unique(found.chosen), proven=True)
        return _Answer(None, proven=found.status == "optimal")

    def wins(self, challenger: Indices, share: float) -> bool:
        """Compare the two plans where all that is only theirs is off against the chosen one."""
        worst = self._off(share, self.chosen).min(axis=0)
        against = self._off(-share, challenger)
        common = np.isin(challenger, self.chosen)
        against[common] = np.maximum(against[common], worst)
        value = self._sum(worst)
        return self._sum(against.min(axis=0)) < value - _SAME * max(1.0, abs(value))


@dataclass(frozen=True, eq=False)
class _Covers:
    covers_at: CoversAt
    demand: Minutes
    chosen: Indices
    n_candidates: int
    rules: dict[str, Any]

    def _against(self, share: float, rows: Indices) -> tuple[NDArray[np.bool_], float]:
        """Return whom others cover at their best, and what the chosen sites cover at their worst.

        A site that both hold covers for the challenger only whom the chosen sites cover anyway.
        """
        sure = self.covers_at(1.0 + share, self.chosen).any(axis=0)
        covers = np.array(self.covers_at(1.0 - share, rows), dtype=bool)
        covers[np.isin(rows, self.chosen)] &= sure
        return covers, float(self.demand[sure].sum())

    def ask(self, share: float, stop: Stop) -> _Answer:
        """Solve one more cover."""
        covers, value = self._against(share, np.arange(self.n_candidates))
        found = max_cover(
            sparse.csr_array(covers), self.demand, self.chosen.size, stop=stop, **self.rules
        )
        if found.has_plan and found.objective > value + _SAME * max(1.0, value):
            return _Answer(np.unique(found.chosen), proven=True)
        return _Answer(None, proven=found.status == "optimal")

    def wins(self, challenger: Indices, share: float) -> bool:
        """Compare the two plans at a share."""
        covers, value = self._against(share, challenger)
        return float(self.demand[covers.any(axis=0)].sum()) > value + _SAME * max(1.0, value)


def _searched(contest: _Contest, most: float, precision: float, stop: Stop) -> Tolerance:
    """Return the largest share at which nobody wins, and the smallest at which somebody does."""
    if not (0 < most <= 1 and 0 < precision < 1):
        raise SitingError("siting.tolerance_share", most=most, precision=precision)
    proven, broken, challenger = -1.0, np.inf, np.empty(0, dtype=np.int64)
    questions, share = 0, 0.0
    while questions < _MOST_QUESTIONS and not stop.must_stop:
        answer = contest.ask(share, stop.part())
        questions += 1
        if answer.challenger is not None:
            challenger = answer.challenger
            broken = _begins_to_win(contest, challenger, max(proven, 0.0), share)
            if share == 0.0:
                return Tolerance(0.0, 0.0, challenger, exact=True, questions=questions)
        elif answer.proven:
            proven = share
        else:
            break
        if proven >= min(most, broken):
            break
        share = _next_share(proven, broken, most, share)
        if np.isfinite(broken) and broken - max(proven, 0.0) <= precision and share != broken:
            break
    proven = max(proven, 0.0)
    return Tolerance(proven, broken, challenger, exact=proven >= broken, questions=questions)


def _next_share(proven: float, broken: float, most: float, last: float) -> float:
    """Return where to ask next: farther out, where the last winner begins to win, or between."""
    if np.isinf(broken):
        return min(most, max(_FIRST, 2 * proven))
    return broken if last != broken else (proven + broken) / 2


def _begins_to_win(contest: _Contest, challenger: Indices, low: float, high: float) -> float:
    """Return the largest share found at which a plan does not win yet; it wins at the upper end."""
    if contest.wins(challenger, low):
        return low
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if contest.wins(challenger, middle):
            high = middle
        else:
            low = middle
    return low
