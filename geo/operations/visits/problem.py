"""A question about visits, checked on entry."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.errors import Notice, OperationsError
from geo.operations.amounts import amounts, of_length

__all__ = ["VisitProblem", "rounds_problem", "visit_problem"]

Reals = NDArray[np.float64]
Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]

MOST_DAYS: Final = 366
_ROUNDING: Final = 1e-9


@dataclass(frozen=True, eq=False)
class VisitProblem:
    """The base (node 0) and estates (nodes 1 to n), with their patterns of days.

    Attributes
    ----------
    minutes : ndarray of float64, shape (n + 1, n + 1)
        0 from a node to itself; legs from and to node 0 are those of `leave` and `back`.
    leave, back : ndarray of float64, shape (n_days, n + 1)
        From the base of a day to every node, and from every node back to it.
    service, load : ndarray of float64, shape (n + 1,)
        Of every visit; 0 at the base.
    first : ndarray of int64, shape (n + 2,)
        Patterns of node i are the rows ``first[i]`` to ``first[i + 1]`` of `days_of`.
    days_of : ndarray of int64, shape (n_patterns, most visits of a pattern)
        The days of every pattern, -1 behind the last one.
    price : ndarray of float64, shape (n_patterns,)
        What a pattern costs beside the drive.
    visitors : int
        Routes of a day.
    limits : ndarray of float64, shape (n_days, 2)
        Minutes and load of a route, with room for the rounding of sums.
    balance : float
        Price of every minute by which the visits of a day lie off its level.
    level : ndarray of float64, shape (n_days,)
        Minutes of visits that a day should have.
    """

    minutes: Reals
    leave: Reals
    back: Reals
    service: Reals
    load: Reals
    first: Whole
    days_of: Whole
    price: Reals
    visitors: int
    limits: Reals
    balance: float
    level: Reals

    @property
    def n_estates(self) -> int:
        """Estates, the base left out."""
        return len(self.minutes) - 1

    @property
    def n_days(self) -> int:
        """Days on which somebody may visit."""
        return len(self.limits)

    @property
    def owner(self) -> Whole:
        """The estate of every pattern, counted from 0, shape (n_patterns,)."""
        return np.repeat(np.arange(self.n_estates), np.diff(self.first)[1:])

    def on_day(self) -> Flags:
        """Return which pattern has which day, shape (n_patterns, n_days)."""
        on = np.zeros((len(self.days_of), self.n_days), bool)
        pattern, place = np.nonzero(self.days_of >= 0)
        on[pattern, self.days_of[pattern, place]] = True
        return on

    def allowed(self) -> Flags:
        """Return on which days a node may be visited, shape (n + 1, n_days)."""
        allowed = np.zeros((self.n_estates + 1, self.n_days), bool)
        pattern, place = np.nonzero(self.days_of >= 0)
        allowed[self.owner[pattern] + 1, self.days_of[pattern, place]] = True
        return allowed

    @property
    def most_stops(self) -> int:
        """Stops that no route can exceed, by its minutes and its load."""
        largest = self.limits.max(axis=0, initial=0.0)
        return min(
            int((np.cumsum(np.sort(amount[1:])) <= limit).sum())
            for amount, limit in zip((self.service, self.load), largest, strict=True)
        )

    def drive(self, day: int, stops: Sequence[int]) -> float:
        """Return the minutes driven on a route of a day."""
        between = self.minutes[list(stops[:-1]), list(stops[1:])].sum()
        return float(self.leave[day, stops[0]] + between + self.back[day, stops[-1]])

    def cost(self, pattern: Whole, routes: Sequence[tuple[int, Sequence[int]]]) -> float:
        """Return what a calendar costs by plain addition: drive, prices, days off their level.

        Parameters
        ----------
        pattern : ndarray of int64, shape (n + 1,)
            Row of the pattern of every node, that of node 0 left out.
        routes : sequence of (day, stops)

        Returns
        -------
        float
        """
        served = np.zeros(self.n_days)
        for day, stops in routes:
            served[day] += self.service[list(stops)].sum()
        driven = sum(self.drive(day, stops) for day, stops in routes)
        uneven = np.abs(served - self.level).sum() if self.balance else 0.0
        return float(driven + self.price[pattern[1:]].sum() + self.balance * uneven)

    def impossible(self) -> tuple[Notice, ...]:
        """Return the estates that cannot be visited even alone, and why."""
        alone = self._quickest_round()
        loads = np.broadcast_to(self.load[:, None], alone.shape)
        reasons = {
            "visits.no_pattern": np.diff(self.first)[1:] == 0,
            "visits.too_far": self._never(alone <= self.limits[:, 0]),
            "visits.too_heavy": self._never(loads <= self.limits[:, 1]),
        }
        notes = [
            Notice(key, estates=tuple((np.flatnonzero(flags) + 1).tolist()))
            for key, flags in reasons.items()
            if flags.any()
        ]
        if self.n_estates and not self.visitors:
            notes.append(Notice("visits.nobody"))
        return tuple(notes)

    def _quickest_round(self) -> Reals:
        """Return the least minutes of a route with a node, by day, shape (n + 1, n_days).

        The way may lead through other nodes, where that is quicker than the direct one.
        """
        between = self.minutes[1:, 1:].copy()
        for via in range(len(between)):
            np.minimum(between, between[:, [via]] + between[via], out=between)
        least = np.zeros((self.n_estates + 1, self.n_days))
        for day in range(self.n_days):
            there = (self.leave[day, 1:, None] + between).min(axis=0, initial=np.inf)
            back = (between + self.back[day, 1:]).min(axis=1, initial=np.inf)
            least[1:, day] = there + back + self.service[1:]
        return least

    def _never(self, fits: Flags) -> Flags:
        """Return the estates with patterns of which none has only days that fit, shape (n,)."""
        owner = self.owner
        used = self.days_of >= 0
        whole = (fits[owner[:, None] + 1, self.days_of] | ~used).all(axis=1)
        fitting = np.bincount(owner[whole], minlength=self.n_estates)
        return np.asarray((fitting == 0) & (np.diff(self.first)[1:] > 0))


def visit_problem(
    minutes: ArrayLike,
    service_min: ArrayLike,
    patterns: Sequence[Sequence[int]],
    *,
    visitors: int,
    day_limit_min: float,
    load: ArrayLike | None,
    capacity: float,
) -> VisitProblem:
    """Check a question about visits.

    Parameters
    ----------
    minutes, service_min, patterns, visitors, day_limit_min, load, capacity
        As in :func:`geo.operations.visit_calendar`.

    Returns
    -------
    VisitProblem

    Raises
    ------
    OperationsError
        For shapes that do not fit together or values that cannot be.
    """
    times = amounts("minutes", minutes)
    if times.ndim != 2 or times.shape[0] != times.shape[1] or not times.size:
        raise OperationsError("visits.minutes_shape", found=times.shape)
    times = times * (1 - np.eye(len(times)))
    n_estates = len(times) - 1
    if len(patterns) != n_estates:
        raise OperationsError(
            "operations.length", name="patterns", found=len(patterns), wanted=n_estates
        )
    if not (visitors >= 0 and float(visitors).is_integer()):
        raise OperationsError("visits.visitors", found=visitors)
    masks = [_mask(estate, mask) for estate, own in enumerate(patterns) for mask in own]
    n_days = max((mask.bit_length() for mask in masks), default=0)
    limits = [
        float(of_length(name, limit, 1, one_for_all=True, endless=True)[0])
        for name, limit in (("day_limit_min", day_limit_min), ("capacity", capacity))
    ]
    days = [[day for day in range(n_days) if mask >> day & 1] for mask in masks]
    return VisitProblem(
        minutes=times,
        leave=np.ascontiguousarray(np.broadcast_to(times[0], (n_days, n_estates + 1))),
        back=np.ascontiguousarray(np.broadcast_to(times[:, 0], (n_days, n_estates + 1))),
        service=_of_visits("service_min", service_min, n_estates),
        load=_of_visits("load", 0.0 if load is None else load, n_estates),
        first=np.cumsum([0, 0, *(len(own) for own in patterns)]),
        days_of=_padded(days),
        price=np.zeros(len(masks)),
        visitors=int(visitors),
        limits=np.broadcast_to(np.array(limits) * (1 + _ROUNDING), (n_days, 2)).copy(),
        balance=0.0,
        level=np.zeros(n_days),
    )


def rounds_problem(
    minutes: ArrayLike,
    service_min: ArrayLike,
    options: Sequence[Sequence[tuple[Sequence[int], float]]],
    *,
    leave_min: ArrayLike,
    back_min: ArrayLike,
    day_limit_min: ArrayLike,
    balance: float,
    level_min: ArrayLike,
) -> VisitProblem:
    """Check a question about rounds.

    Parameters
    ----------
    minutes, service_min, options, leave_min, back_min, day_limit_min, balance, level_min
        As in :func:`geo.operations.visit_rounds`.

    Returns
    -------
    VisitProblem
        With one route on each visitor's day.

    Raises
    ------
    OperationsError
        For shapes that do not fit together or values that cannot be.
    """
    between = amounts("minutes", minutes)
    n_estates = len(options)
    limit = amounts("day_limit_min", np.atleast_1d(np.asarray(day_limit_min)), endless=True)
    n_days = limit.size
    if between.shape != (n_estates, n_estates):
        raise OperationsError("visits.minutes_shape", found=between.shape)
    legs = [
        amounts(name, legs) for name, legs in (("leave_min", leave_min), ("back_min", back_min))
    ]
    for name, leg in zip(("leave_min", "back_min"), legs, strict=True):
        if leg.shape != (n_days, n_estates):
            raise OperationsError(
                "operations.length", name=name, found=leg.shape, wanted=(n_days, n_estates)
            )
    padded = np.zeros((n_estates + 1, n_estates + 1))
    padded[1:, 1:] = between * (1 - np.eye(n_estates))
    every = [option for own in options for option in own]
    for estate, own in enumerate(options):
        for slots, _ in own:
            if len(set(slots)) < len(slots) or not set(slots) <= set(range(n_days)) or not slots:
                raise OperationsError("visits.pattern", estate=estate + 1, found=str(list(slots)))
    return VisitProblem(
        minutes=padded,
        leave=np.column_stack([np.zeros(n_days), legs[0]]),
        back=np.column_stack([np.zeros(n_days), legs[1]]),
        service=_of_visits("service_min", service_min, n_estates),
        load=np.zeros(n_estates + 1),
        first=np.cumsum([0, 0, *(len(own) for own in options)]),
        days_of=_padded([list(slots) for slots, _ in every]),
        price=amounts("options", [price for _, price in every]),
        visitors=1,
        limits=np.column_stack([limit * (1 + _ROUNDING), np.full(n_days, np.inf)]),
        balance=float(amounts("balance", balance)),
        level=of_length("level_min", level_min, n_days, one_for_all=True),
    )


def _padded(days: Sequence[Sequence[int]]) -> Whole:
    """Return lists of days as rows of one length, -1 behind the last day."""
    rows = np.full((len(days), max((len(own) for own in days), default=1)), -1, np.int64)
    for row, own in zip(rows, days, strict=True):
        row[: len(own)] = own
    return rows


def _of_visits(name: str, values: ArrayLike, n_estates: int) -> Reals:
    return np.append(0.0, of_length(name, values, n_estates, one_for_all=True))


def _mask(estate: int, mask: int) -> int:
    """Return a bit mask that names at least one day."""
    try:
        days = int(mask)
    except (TypeError, ValueError) as error:
        raise OperationsError("visits.pattern", estate=estate + 1, found=str(mask)) from error
    if days != mask or days < 1 or days.bit_length() > MOST_DAYS:
        raise OperationsError("visits.pattern", estate=estate + 1, found=str(mask))
    return days
