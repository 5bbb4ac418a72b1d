"""The ledger's other side: for every late estate the cheapest change that turns it green."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from geo.coverage.verdict import NOT_REACHED, Coverage, cover, p_with_turnout
from geo.errors import CoverageError
from geo.response import last_kept
from geo.summary import Summarized

__all__ = [
    "REMEDY_COSTS",
    "Remedy",
    "cheapest_fixes",
    "new_minutes",
    "new_probability",
    "shorter_turnout",
]

REMEDY_COSTS: Final = {
    "open_gate": 1.0,
    "turnout_minute": 2.0,
    "reopened_road": 5.0,
    "shift_hour": 1.0,
    "extra_crew": 10.0,
    "new_site": 30.0,
}
"""Relative costs where a workspace gives none: one remedy, or one minute of turnout."""

_TURNOUT_STEP_MIN: Final = 0.01

Reals = NDArray[np.float64]


@dataclass(frozen=True, eq=False, repr=False)
class Remedy(Summarized):
    """One possible change and what it does.

    Attributes
    ----------
    kind : str
        What is done, such as ``open_gate``.
    subject : str
        To what: a gate, a site, a road, a station; "" for the turnout.
    cost : float
        Cost of the whole change, or of one unit where ``amount`` is not 1.
    amount : ndarray, shape (n_estates,)
        Units that the estate needs (minutes of turnout), 1 for a change that cannot be divided;
        inf where the change does not help it.
    ref : str
        What identifies the subject, where its name does not: an id.
    """

    kind: str
    subject: str
    cost: float
    amount: Reals
    ref: str = ""

    def __post_init__(self) -> None:
        if not (np.isfinite(self.cost) and self.cost >= 0):
            raise CoverageError("coverage.cost", kind=self.kind, found=self.cost)
        self.amount.setflags(write=False)


def shorter_turnout(coverage: Coverage, *, cost_per_min: float) -> Remedy:
    """Return how many minutes less of turnout every late estate needs.

    In hundredths of a minute, rounded up, from the turnout of the crew that comes; an estate that
    a turnout of 0 does not save gets inf.

    Parameters
    ----------
    coverage : Coverage
        The verdicts of a district.
    cost_per_min : float
        Relative cost of a minute.

    Returns
    -------
    Remedy
    """
    late = np.flatnonzero(coverage.verdict == "late")
    own = coverage.turnout_min[late]
    steps = np.ceil(np.round(own / _TURNOUT_STEP_MIN, 6)).astype(np.int64)

    def p_of(searching: NDArray[np.intp], left: NDArray[np.int64]) -> Reals:
        less = (steps[searching] - left) * _TURNOUT_STEP_MIN
        turnout = np.maximum(0.0, own[searching] - less)
        return p_with_turnout(coverage, late[searching], turnout)

    # Of the steps of a turnout so many may be left: none at all, if anything helps.
    without = p_of(np.arange(late.size), np.zeros_like(steps))
    left = np.full_like(steps, -1)
    saved = np.flatnonzero(without >= coverage.percentile)
    left[saved] = last_kept(
        lambda searching, at: p_of(saved[searching], at),
        np.zeros_like(saved),
        steps[saved],
        coverage.percentile,
        p_kept=without[saved],
        p_broken=coverage.p_on_time[late[saved]],
    )
    enough = steps - left
    amount = np.full(coverage.n_estates, np.inf)
    least = np.minimum(enough * _TURNOUT_STEP_MIN, own)
    amount[late] = np.where(enough <= steps, least, np.inf)
    return Remedy("turnout_minute", "", cost_per_min, np.round(amount, 2))


def new_minutes(
    coverage: Coverage,
    *,
    kind: str,
    subject: str,
    cost: float,
    drive_min: ArrayLike,
    access_min: ArrayLike,
    ref: str = "",
    turnout_min: ArrayLike | None = None,
) -> Remedy:
    """Return what new ways do: a gate opened, a site built, a road reopened.

    Parameters
    ----------
    coverage : Coverage
        The verdicts to better.
    kind, subject, cost
        As in :class:`Remedy`.
    drive_min : array_like, shape (n_stations, n_estates)
        Median drive minutes by the new ways: from all stations for a gate or a road, from the
        new site alone (one row) for a site; inf for estates without a new way.
    access_min : array_like, shape (n_estates,) or (n_stations, n_estates)
        Median access minutes by the new ways.
    turnout_min : array_like, shape (n_stations,), optional
        Median turnout of those stations, nan where it is that of the model. Default: that
        everywhere.
    ref : str
        As in :class:`Remedy`.

    Raises
    ------
    CoverageError, ResponseError
        As :func:`geo.coverage.cover`.
    """
    then = cover(
        drive_min=drive_min,
        access_min=access_min,
        model=coverage.model,
        target_min=coverage.target_min,
        percentile=coverage.percentile,
        turnout_min=turnout_min,
    )
    amount = np.where(_helped(coverage, then.covered), 1.0, np.inf)
    return Remedy(kind, subject, cost, amount, ref)


def new_probability(
    coverage: Coverage, *, kind: str, subject: str, cost: float, p_on_time: ArrayLike
) -> Remedy:
    """Return what a change does that alters probabilities directly, such as an extra crew.

    Parameters
    ----------
    coverage : Coverage
        The verdicts to better.
    kind, subject, cost
        As in :class:`Remedy`.
    p_on_time : array_like, shape (n_estates,)
        Probability to be on time after the change (see ``BusyCrews.p_on_time``).

    Raises
    ------
    CoverageError
        For another shape.
    """
    p = np.asarray(p_on_time, dtype=np.float64)
    if p.shape != (coverage.n_estates,):
        raise CoverageError(
            "coverage.per_estate", name="p_on_time", found=p.shape, estates=coverage.n_estates
        )
    helped = _helped(coverage, p >= coverage.percentile)
    return Remedy(kind, subject, cost, np.where(helped, 1.0, np.inf))


def _helped(coverage: Coverage, then: NDArray[np.bool_]) -> NDArray[np.bool_]:
    return np.isin(coverage.verdict, NOT_REACHED) & then


def cheapest_fixes(coverage: Coverage, remedies: Sequence[Remedy]) -> pd.DataFrame:
    """Return the cheapest remedy of every estate that is late or unreachable.

    Parameters
    ----------
    coverage : Coverage
    remedies : sequence of Remedy
        On equal cost the first wins.

    Returns
    -------
    DataFrame
        ``estate`` (index), ``kind, subject, amount, cost``, one row per late or unreachable
        estate in order; ``kind`` and ``subject`` are "" and the figures inf where nothing helps.

    Raises
    ------
    CoverageError
        For a remedy of another number of estates.
    """
    for remedy in remedies:
        if remedy.amount.shape != (coverage.n_estates,):
            raise CoverageError(
                "coverage.per_estate",
                name=remedy.kind,
                found=remedy.amount.shape,
                estates=coverage.n_estates,
            )
    late = np.flatnonzero(np.isin(coverage.verdict, NOT_REACHED))
    # Nothing at all stands first: an estate that no remedy helps gets it.
    options = [Remedy("", "", 0.0, np.full(coverage.n_estates, np.inf)), *remedies]
    amounts = np.array([remedy.amount[late] for remedy in options])
    prices = np.array([remedy.cost for remedy in options])[:, None]
    costs = np.multiply(amounts, prices, out=np.full_like(amounts, np.inf), where=amounts < np.inf)
    best = costs.argmin(axis=0)
    chosen = [options[index] for index in best]
    columns = np.arange(late.size)
    return pd.DataFrame(
        {
            "estate": late,
            "kind": pd.Series([remedy.kind for remedy in chosen], dtype=object),
            "subject": pd.Series([remedy.subject for remedy in chosen], dtype=object),
            "amount": amounts[best, columns],
            "cost": costs[best, columns],
        }
    )
