"""A question about visits, checked on entry."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.errors import Notice, OperationsError
from geo.operations.amounts import amounts, of_length

__all__ = ["VisitProblem", "visit_problem"]

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
        0 from a node to itself.
    service, load : ndarray of float64, shape (n + 1,)
        Of every visit; 0 at the base.
    first : ndarray of int64, shape (n + 2,)
        Patterns of node i are the rows ``first[i]`` to ``first[i + 1]`` of `on_day`.
    on_day : ndarray of bool, shape (n_patterns, n_days)
    visitors : int
    limits : ndarray of float64, shape (2,)
        Minutes and load of a route, with room for the rounding of sums.
    """

    minutes: Reals
    service: Reals
    load: Reals
    first: Whole
    on_day: Flags
    visitors: int
    limits: Reals

    @property
    def n_estates(self) -> int:
        """Estates, the base left out."""
        return len(self.minutes) - 1

    @property
    def n_days(self) -> int:
        """Days up to the last one of any pattern."""
        return int(self.on_day.shape[1])

    @property
    def most_stops(self) -> int:
        """Stops that no route can exceed, by its minutes and its load."""
        return min(
            int((np.cumsum(np.sort(amount[1:])) <= limit).sum())
            for amount, limit in zip((self.service, self.load), self.limits, strict=True)
        )

    def drive(self, stops: Sequence[int]) -> float:
        """Return the minutes driven on a route."""
        path = [0, *stops, 0]
        return float(self.minutes[path[:-1], path[1:]].sum())

    def impossible(self) -> tuple[Notice, ...]:
        """Return the estates that cannot be visited even alone, and why."""
        round_trip = self.minutes[0] + self.minutes[:, 0] + self.service
        reasons = {
            "visits.no_pattern": np.diff(self.first) == 0,
            "visits.too_far": round_trip > self.limits[0],
            "visits.too_heavy": self.load > self.limits[1],
        }
        notes = [
            Notice(key, estates=tuple((np.flatnonzero(flags[1:]) + 1).tolist()))
            for key, flags in reasons.items()
            if flags[1:].any()
        ]
        if self.n_estates and not self.visitors:
            notes.append(Notice("visits.nobody"))
        return tuple(notes)


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
    on_day = [[bool(mask >> day & 1) for day in range(n_days)] for mask in masks]
    limits = [
        float(of_length(name, limit, 1, one_for_all=True, endless=True)[0])
        for name, limit in (("day_limit_min", day_limit_min), ("capacity", capacity))
    ]
    return VisitProblem(
        minutes=times,
        service=_of_visits("service_min", service_min, n_estates),
        load=_of_visits("load", 0.0 if load is None else load, n_estates),
        first=np.cumsum([0, 0, *(len(own) for own in patterns)]),
        on_day=np.array(on_day, bool).reshape(len(masks), n_days),
        visitors=int(visitors),
        limits=np.array(limits) * (1 + _ROUNDING),
    )


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
