"""A question about works and weeks, checked on entry."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Required, TypedDict

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike, NDArray

from geo.errors import Notice, OperationsError
from geo.operations.amounts import amounts, floats, numbered, of_length

__all__ = ["WorksProblem", "WorksQuestion", "up_to", "works_problem"]

Reals = NDArray[np.float64]
Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]

# Sums of crew-days and money are compared up to this share of their limit.
ROUNDING: Final = 1e-9


class WorksQuestion(TypedDict, total=False):
    """What is asked about works; each as :func:`geo.operations.schedule_works` takes it."""

    value: Required[ArrayLike]
    crew_days: Required[ArrayLike]
    first_week: Required[ArrayLike]
    last_week: Required[ArrayLike]
    crew_days_per_week: Required[ArrayLike]
    cost: ArrayLike | None
    source: Sequence[Hashable] | None
    budgets: Mapping[Any, float] | ArrayLike | None
    weeks: ArrayLike
    place: Sequence[Hashable] | None
    most_at_once: float | None
    site: Sequence[Hashable] | None
    site_cost: Mapping[Any, float] | float


@dataclass(frozen=True, eq=False)
class WorksProblem:
    """Works, weeks and limits.

    Attributes
    ----------
    value : ndarray of float64, shape (n_works, n_weeks)
        Gained when a work starts in that week.
    crew_days : ndarray of float64, shape (n_works,)
    weeks : ndarray of int64, shape (n_works,)
        Weeks that a work takes; its crew-days are spread evenly over them. 0 of one that is
        finished.
    in_window : ndarray of bool, shape (n_works, n_weeks)
        Weeks in which a work may start and still ends within the weeks of the question.
    crew_days_per_week : ndarray of float64, shape (n_weeks,)
    cost : ndarray of float64, shape (n_works,)
    sources : tuple
        Names of the sources of money that have a budget.
    source : ndarray of int64, shape (n_works,)
        Place of the work's source in `sources`; -1 for all where there are no budgets.
    budgets : ndarray of float64, shape (n_sources,)
    place : ndarray of int64, shape (n_works,)
        Number of the estate of a work, counted from 0.
    most_at_once : float
        Works that may go on at one estate in one week; may be inf.
    site : ndarray of int64, shape (n_works,)
        Number of the community whose site a work needs; -1 where sites cost nothing.
    site_names : tuple
        What the sites are called.
    site_cost : ndarray of float64, shape (n_sites,)
        Paid once for a community in which anything is done, by a source that pays a work there.
    spare_crew_days : float
        Crew-days that one week of the plan's own choice has more.
    """

    value: Reals
    crew_days: Reals
    weeks: Whole
    in_window: Flags
    crew_days_per_week: Reals
    cost: Reals
    sources: tuple[Hashable, ...]
    source: Whole
    budgets: Reals
    place: Whole
    most_at_once: float
    site: Whole
    site_names: tuple[Hashable, ...]
    site_cost: Reals
    spare_crew_days: float = 0.0

    @property
    def n_weeks(self) -> int:
        """Weeks of the question."""
        return len(self.crew_days_per_week)

    @property
    def weekly_crew_days(self) -> Reals:
        """Crew-days that a work takes in each of its weeks, shape (n_works,)."""
        return self.crew_days / np.maximum(self.weeks, 1)

    @property
    def room(self) -> Reals:
        """The least crew-days in the weeks that a work would take, shape (n_works, n_weeks).

        -inf where a work that starts then would not end within the weeks of the question.
        """
        room = np.full(self.value.shape, -np.inf)
        room[self.weeks == 0] = np.inf
        for length in np.unique(self.weeks[self.weeks > 0]):
            if self.n_weeks >= length:
                spans = sliding_window_view(self.crew_days_per_week, int(length))
                room[self.weeks == length, : len(spans)] = spans.min(axis=1)
        return room

    @property
    def fits_week(self) -> Flags:
        """Whether the weeks from a start on have crew-days enough for a work alone."""
        return np.asarray(self.weekly_crew_days[:, None] <= up_to(self.room + self.spare_crew_days))

    @property
    def is_paid_for(self) -> Flags:
        """Whether a work can be paid, with its site, if nothing else is done, shape (n_works,)."""
        return np.asarray(self.cost <= up_to(self._limit_of)) & self._site_is_paid

    @property
    def may_start(self) -> Flags:
        """Weeks in which a work can start with a gain, if nothing else is done."""
        return self.in_window & self.fits_week & self.is_paid_for[:, None] & (self.value > 0)

    def crew_days_used(self, week_of: Whole) -> Reals:
        """Return crew-days by week of a plan."""
        used = np.zeros(self.n_weeks)
        for work in np.flatnonzero(week_of >= 0):
            used[week_of[work] : week_of[work] + self.weeks[work]] += self.weekly_crew_days[work]
        return used

    def spent(self, week_of: Whole, payer: Whole) -> Reals:
        """Return money by source of a plan whose sites are paid by some sources, -1 for none."""
        done = (week_of >= 0) & (self.source >= 0)
        paid = payer >= 0
        count = len(self.sources)
        works = np.bincount(self.source[done], self.cost[done], minlength=count)
        sites = np.bincount(payer[paid], self.site_cost[paid], minlength=count)
        return np.asarray(works + sites, np.float64)

    def at_once(self, week_of: Whole) -> Whole:
        """Return how many works go on at each place in each week, shape (n_places, n_weeks)."""
        count = np.zeros((int(self.place.max(initial=-1)) + 1, self.n_weeks), np.int64)
        for work in np.flatnonzero(week_of >= 0):
            span = slice(week_of[work], week_of[work] + self.weeks[work])
            count[self.place[work], span] += 1
        return count

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
        room = np.where(self.in_window, self.room, -np.inf).max(axis=1, initial=-np.inf)
        no_room = self.in_window.any(axis=1) & ~(self.in_window & self.fits_week).any(axis=1)
        return [
            Notice(
                "works.too_large",
                work=work,
                crew_days=float(self.weekly_crew_days[work]),
                most=float(room[work]),
            )
            for work in np.flatnonzero(no_room).tolist()
        ]

    def _too_dear(self) -> list[Notice]:
        site = np.where(self._site_is_paid, 0.0, self._site_cost_of)
        return [
            Notice(
                "works.too_dear",
                work=work,
                cost=float(self.cost[work] + site[work]),
                source=str(self.sources[self.source[work]]),
                budget=float(self.budgets[self.source[work]]),
            )
            for work in np.flatnonzero(~self.is_paid_for).tolist()
        ]

    @property
    def _limit_of(self) -> Reals:
        """The budget of the source of every work; inf where there are no budgets."""
        return np.append(self.budgets, np.inf)[self.source]

    @property
    def _site_cost_of(self) -> Reals:
        """What the site of every work costs."""
        return np.append(self.site_cost, 0.0)[self.site]

    @property
    def _site_is_paid(self) -> Flags:
        """Whether some work of a work's community leaves money enough in its budget for the site.

        The work itself, or one that another source pays for.
        """
        left = self._limit_of - self.cost
        pays = self._site_cost_of <= np.where(left >= 0, up_to(left), -1.0)
        paid = pays.copy()
        for work in np.flatnonzero(~pays):
            partner = (self.site == self.site[work]) & (self.source != self.source[work])
            paid[work] = bool((pays & partner).any())
        return paid


def works_problem(
    value: ArrayLike,
    crew_days: ArrayLike,
    first_week: ArrayLike,
    last_week: ArrayLike,
    *,
    crew_days_per_week: ArrayLike,
    cost: ArrayLike | None = None,
    source: Sequence[Hashable] | None = None,
    budgets: Mapping[Any, float] | ArrayLike | None = None,
    weeks: ArrayLike = 1,
    place: Sequence[Hashable] | None = None,
    most_at_once: float | None = None,
    site: Sequence[Hashable] | None = None,
    site_cost: Mapping[Any, float] | float = 0.0,
) -> WorksProblem:
    """Check a question about works.

    Parameters
    ----------
    value, crew_days, first_week, last_week, crew_days_per_week, cost, source, budgets, weeks, \
    place, most_at_once, site, site_cost
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
    if budgets is not None and cost is None:
        raise OperationsError("works.no_cost")
    limits = {} if budgets is None else _budgets(budgets)
    lengths = _lengths(weeks, n_works)
    week = np.arange(n_weeks)
    site_of, site_names, costs = _sites(site, site_cost, n_works)
    return WorksProblem(
        value=gain,
        crew_days=of_length("crew_days", crew_days, n_works),
        weeks=lengths,
        in_window=(
            (first[:, None] <= week)
            & (week <= last[:, None])
            & (week + lengths[:, None] <= n_weeks)
        ),
        crew_days_per_week=of_length(
            "crew_days_per_week", crew_days_per_week, n_weeks, one_for_all=True, endless=True
        ),
        cost=np.zeros(n_works) if cost is None else of_length("cost", cost, n_works),
        sources=tuple(limits),
        source=_sources(source, n_works, limits),
        budgets=np.array(list(limits.values()), np.float64),
        place=_labels("place", place, n_works),
        most_at_once=_most_at_once(most_at_once),
        site=site_of,
        site_names=site_names,
        site_cost=costs,
    )


def up_to(limit: Reals) -> Reals:
    """Return a limit with room for the rounding of sums."""
    return limit + ROUNDING * np.abs(np.where(np.isfinite(limit), limit, 0.0))


def _lengths(weeks: ArrayLike, n_works: int) -> Whole:
    lengths = of_length("weeks", weeks, n_works, one_for_all=True)
    wrong = (lengths < 1) | (lengths != np.floor(lengths))
    if wrong.any():
        work = int(np.flatnonzero(wrong)[0])
        raise OperationsError("works.length", work=work, found=float(lengths[work]))
    return lengths.astype(np.int64)


def _most_at_once(most: float | None) -> float:
    if most is None:
        return np.inf
    if not (most >= 1 and (np.isinf(most) or most == np.floor(most))):
        raise OperationsError("works.most_at_once", found=most)
    return float(most)


def _labels(name: str, labels: Sequence[Hashable] | None, n_works: int) -> Whole:
    """Return labels by number; without any, a place of its own for each work."""
    if labels is None:
        return np.arange(n_works)
    return numbered(name, labels, n_works)


def _sites(
    site: Sequence[Hashable] | None, site_cost: Mapping[Any, float] | float, n_works: int
) -> tuple[Whole, tuple[Hashable, ...], Reals]:
    """Return the number of every work's site, the names of the sites, and what each costs."""
    if site is None:
        return np.full(n_works, -1), (), np.zeros(0)
    numbers = _labels("site", site, n_works)
    names = tuple(dict.fromkeys(site))
    if isinstance(site_cost, Mapping):
        costs = [float(amounts(f"site_cost[{name!r}]", site_cost.get(name, 0.0))) for name in names]
    else:
        costs = [float(amounts("site_cost", site_cost))] * len(names)
    return numbers, names, np.array(costs, np.float64)


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
