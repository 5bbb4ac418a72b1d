"""A question about works and weeks, checked on entry."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.errors import Notice, OperationsError
from geo.operations.amounts import amounts, floats, of_length

__all__ = ["WorksProblem", "works_problem"]

Reals = NDArray[np.float64]
Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]

# Sums of crew-days and money are compared up to this share of their limit.
ROUNDING: Final = 1e-9


@dataclass(frozen=True, eq=False)
class WorksProblem:
    """Works, weeks and limits.

    Attributes
    ----------
    value : ndarray of float64, shape (n_works, n_weeks)
        Gained when a work starts in that week.
    crew_days : ndarray of float64, shape (n_works,)
    in_window : ndarray of bool, shape (n_works, n_weeks)
        Weeks from the first to the last one of every work.
    crew_days_per_week : ndarray of float64, shape (n_weeks,)
    cost : ndarray of float64, shape (n_works,)
    sources : tuple
        Names of the sources of money that have a budget.
    source : ndarray of int64, shape (n_works,)
        Place of the work's source in `sources`; -1 for all where there are no budgets.
    budgets : ndarray of float64, shape (n_sources,)
    """

    value: Reals
    crew_days: Reals
    in_window: Flags
    crew_days_per_week: Reals
    cost: Reals
    sources: tuple[Hashable, ...]
    source: Whole
    budgets: Reals

    @property
    def fits_week(self) -> Flags:
        """Whether a week has crew-days enough for a work alone, shape (n_works, n_weeks)."""
        return np.asarray(self.crew_days[:, None] <= _up_to(self.crew_days_per_week))

    @property
    def is_paid_for(self) -> Flags:
        """Whether the budget of its source pays for a work alone, shape (n_works,)."""
        limits = np.append(self.budgets, np.inf)  # the last one is that of no source
        return np.asarray(self.cost <= _up_to(limits[self.source]))

    @property
    def may_start(self) -> Flags:
        """Weeks in which a work can start with a gain, if nothing else is done."""
        return self.in_window & self.fits_week & self.is_paid_for[:, None] & (self.value > 0)

    def crew_days_used(self, week_of: Whole) -> Reals:
        """Return crew-days by week of a plan."""
        return self._sums(week_of, week_of, self.crew_days, len(self.crew_days_per_week))

    def spent(self, week_of: Whole) -> Reals:
        """Return money by source of a plan."""
        return self._sums(week_of, self.source, self.cost, len(self.sources))

    def gained(self, week_of: Whole) -> float:
        """Return the value of a plan."""
        done = np.flatnonzero(week_of >= 0)
        return float(self.value[done, week_of[done]].sum())

    def never_done(self) -> tuple[Notice, ...]:
        """Return which works no plan can do, why, and the least that would let them be done."""
        return (*self._without_week(), *self._too_large(), *self._too_dear())

    def _without_week(self) -> list[Notice]:
        works = np.flatnonzero(~self.in_window.any(axis=1)).tolist()
        return [Notice("works.empty_window", works=tuple(works))] if works else []

    def _too_large(self) -> list[Notice]:
        limits = np.where(self.in_window, self.crew_days_per_week, -np.inf)
        room = limits.max(axis=1, initial=-np.inf)
        no_room = self.in_window.any(axis=1) & ~(self.in_window & self.fits_week).any(axis=1)
        return [
            Notice(
                "works.too_large",
                work=work,
                crew_days=float(self.crew_days[work]),
                most=float(room[work]),
            )
            for work in np.flatnonzero(no_room).tolist()
        ]

    def _too_dear(self) -> list[Notice]:
        return [
            Notice(
                "works.too_dear",
                work=work,
                cost=float(self.cost[work]),
                source=str(self.sources[self.source[work]]),
                budget=float(self.budgets[self.source[work]]),
            )
            for work in np.flatnonzero(~self.is_paid_for).tolist()
        ]

    def _sums(self, week_of: Whole, label: Whole, weight: Reals, count: int) -> Reals:
        counted = (week_of >= 0) & (label >= 0)
        return np.bincount(label[counted], weight[counted], minlength=count).astype(np.float64)


def works_problem(
    value: ArrayLike,
    crew_days: ArrayLike,
    first_week: ArrayLike,
    last_week: ArrayLike,
    *,
    crew_days_per_week: ArrayLike,
    cost: ArrayLike | None,
    source: Sequence[Hashable] | None,
    budgets: Mapping[Any, float] | ArrayLike | None,
) -> WorksProblem:
    """Check a question about works.

    Parameters
    ----------
    value, crew_days, first_week, last_week, crew_days_per_week, cost, source, budgets
        As in :func:`geo.operations.schedule_works`.

    Returns
    -------
    WorksProblem

    Raises
    ------
    OperationsError
        For shapes that do not fit together or values that cannot be.
    """
    gain = amounts("value", value)
    if gain.shape == (0,):
        gain = gain.reshape(0, np.size(crew_days_per_week))
    if gain.ndim != 2:
        raise OperationsError("works.value_shape", found=gain.shape)
    n_works, n_weeks = gain.shape
    first = _weeks("first_week", first_week, n_works, n_weeks)
    last = _weeks("last_week", last_week, n_works, n_weeks)
    week = np.arange(n_weeks)
    if budgets is not None and cost is None:
        raise OperationsError("works.no_cost")
    limits = {} if budgets is None else _budgets(budgets)
    return WorksProblem(
        value=gain,
        crew_days=of_length("crew_days", crew_days, n_works),
        in_window=(first[:, None] <= week) & (week <= last[:, None]),
        crew_days_per_week=of_length(
            "crew_days_per_week", crew_days_per_week, n_weeks, one_for_all=True, endless=True
        ),
        cost=np.zeros(n_works) if cost is None else of_length("cost", cost, n_works),
        sources=tuple(limits),
        source=_sources(source, n_works, limits),
        budgets=np.array(list(limits.values()), np.float64),
    )


def _up_to(limit: Reals) -> Reals:
    return limit + ROUNDING * np.abs(np.where(np.isfinite(limit), limit, 0.0))


def _weeks(name: str, values: ArrayLike, n_works: int, n_weeks: int) -> Whole:
    """Return weeks by number; without any week there is nothing that they could name."""
    numbers = floats(name, values)
    if numbers.shape != (n_works,):
        raise OperationsError("operations.length", name=name, found=numbers.shape, wanted=n_works)
    if not n_weeks:
        return np.zeros(n_works, np.int64)
    wrong = ~((numbers >= 0) & (numbers < n_weeks) & (numbers == np.floor(numbers)))
    if wrong.any():
        work = int(np.flatnonzero(wrong)[0])
        raise OperationsError(
            "works.week", name=f"{name}[{work}]", found=float(numbers[work]), last=n_weeks - 1
        )
    return numbers.astype(np.int64)


def _budgets(budgets: Mapping[Any, float] | ArrayLike) -> dict[Hashable, float]:
    """Return budgets by source; a plain list belongs to the sources 0, 1 and so on."""
    if isinstance(budgets, Mapping):
        return {
            source: float(
                of_length(f"budgets[{source!r}]", limit, 1, one_for_all=True, endless=True)[0]
            )
            for source, limit in budgets.items()
        }
    numbers = np.atleast_1d(amounts("budgets", budgets, endless=True))
    if numbers.ndim != 1:
        raise OperationsError("works.budget_shape", found=numbers.shape)
    return dict(enumerate(numbers.tolist()))


def _sources(
    source: Sequence[Hashable] | None, n_works: int, limits: Mapping[Hashable, float]
) -> Whole:
    """Return the place of every work's source among the budgets."""
    if source is not None and len(source) != n_works:
        raise OperationsError("operations.length", name="source", found=len(source), wanted=n_works)
    if not limits:
        return np.full(n_works, -1)
    if source is None:
        if len(limits) > 1:
            raise OperationsError("works.no_source", budgets=len(limits))
        return np.zeros(n_works, np.int64)
    place = {name: number for number, name in enumerate(limits)}
    for work, name in enumerate(source):
        if name not in place:
            raise OperationsError(
                "works.unknown_source", work=work, found=str(name), known=tuple(map(str, limits))
            )
    return np.array([place[name] for name in source], np.int64)
