"""A roster question, checked on entry and made smaller without changing its answer."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import gcd
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from geo.errors import OperationsError

__all__ = ["HourOfRoster", "RosterProblem", "cost_unit", "roster_problem"]

Reals = NDArray[np.float64]
Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]

# Sums of households and costs are compared up to this share of their size.
ROUNDING: Final = 1e-9
_COST_PARTS: Final = 1_000


@dataclass(frozen=True, eq=False)
class HourOfRoster:
    """What one hour, or several hours that are alike, ask of the stations on duty.

    Attributes
    ----------
    hours : tuple of int
        The hours; they have the same cover and the same patterns.
    groups : ndarray of bool, shape (n_groups, n_stations)
        Which stations cover a group of households; groups differ and nobody is in two.
    weight : ndarray of float64, shape (n_groups,)
        Households of every group, above 0.
    needed : float
        Households that must be covered.
    """

    hours: tuple[int, ...]
    groups: Flags
    weight: Reals
    needed: float

    @property
    def everybody(self) -> bool:
        """Whether no group may be left out."""
        return bool(self.needed > self.weight.sum() - self.weight.min(initial=np.inf))

    def covered(self, on_duty: Flags) -> float:
        """Return the households that the stations on duty cover."""
        return float(self.weight @ (self.groups & on_duty).any(axis=1))

    def is_kept(self, on_duty: Flags) -> bool:
        """Whether the stations on duty cover as many households as are needed."""
        return self.covered(on_duty) >= self.needed - ROUNDING * float(self.weight.sum())


@dataclass(frozen=True, eq=False)
class RosterProblem:
    """Stations, hours, patterns and limits, checked.

    Attributes
    ----------
    n_stations : int
    hours : tuple of HourOfRoster
        Hours at which somebody can be covered.
    patterns : ndarray of bool, shape (n_patterns, n_hours)
        Hours that a crew is on duty.
    cost : ndarray of float64, shape (n_patterns,)
        Cost of a crew that works the pattern.
    least, most : ndarray of float64, shape (n_stations,)
        Crews of every station; `most` may be inf.
    """

    n_stations: int
    hours: tuple[HourOfRoster, ...]
    patterns: Flags
    cost: Reals
    least: Reals
    most: Reals

    @property
    def needs_everybody(self) -> bool:
        """Whether no group may be left out at any hour that asks for somebody."""
        return all(hour.everybody for hour in self.asking)

    @property
    def asking(self) -> list[HourOfRoster]:
        """Hours that need somebody."""
        return [hour for hour in self.hours if hour.needed > 0]

    @cached_property
    def useful(self) -> Whole:
        """Patterns that no other one replaces at no greater cost, ascending.

        A pattern is replaced by one that is on duty whenever it is and costs no more; of two that
        replace each other the first stays.
        """
        on = self.patterns
        holds = ~((on[:, None, :] & ~on[None, :, :]).any(axis=2))  # [p, q]: q is on whenever p is
        cheaper = self.cost[None, :] <= self.cost[:, None]
        replaces = holds & cheaper
        first = np.arange(len(on))[None, :] < np.arange(len(on))[:, None]
        beaten = replaces & (~replaces.T | first)
        return np.flatnonzero(~beaten.any(axis=1))

    def on_duty(self, shifts: Whole) -> Whole:
        """Return crews on duty by station and hour, shape (n_stations, n_hours)."""
        return np.asarray(shifts @ self.patterns.astype(np.int64))

    def is_kept(self, shifts: Whole) -> bool:
        """Whether a roster keeps every limit, by plain arithmetic."""
        crews = shifts.sum(axis=1)
        if (shifts < 0).any() or (crews < self.least).any() or (crews > self.most).any():
            return False
        present = self.on_duty(shifts) > 0
        return all(hour.is_kept(present[:, hour.hours[0]]) for hour in self.hours)


def roster_problem(
    covers: Sequence[Any],
    households: ArrayLike,
    patterns: ArrayLike,
    *,
    cost: ArrayLike,
    share: float,
    least_crews: ArrayLike,
    most_crews: ArrayLike | None,
) -> RosterProblem:
    """Check a roster question and bring it into groups of households.

    Parameters
    ----------
    covers, households, patterns, cost, share, least_crews, most_crews
        As in :func:`geo.operations.roster`.

    Returns
    -------
    RosterProblem

    Raises
    ------
    OperationsError
        For shapes that do not fit together or values that cannot be.
    """
    reach = [_reach(matrix, hour) for hour, matrix in enumerate(covers)]
    if not reach:
        raise OperationsError("roster.no_hours")
    n_stations, n_estates = reach[0].shape
    for hour, matrix in enumerate(reach):
        if matrix.shape != reach[0].shape:
            raise OperationsError(
                "roster.cover_shape", hour=hour, found=matrix.shape, wanted=reach[0].shape
            )
    people = _numbers("households", households, n_estates)
    works = np.asarray(patterns)
    if works.ndim != 2 or works.shape[1] != len(reach):
        raise OperationsError("roster.pattern_shape", found=works.shape, hours=len(reach))
    if not np.isin(works, (0, 1)).all():
        raise OperationsError("roster.pattern_values")
    if not 0 <= share <= 1:
        raise OperationsError("roster.share", found=share)
    on = works.astype(bool)
    return RosterProblem(
        n_stations=n_stations,
        hours=tuple(_hours(reach, people, on, float(share))),
        patterns=on,
        cost=_numbers("cost", cost, len(on)),
        least=_crews("least_crews", least_crews, n_stations),
        most=np.full(n_stations, np.inf)
        if most_crews is None
        else _crews("most_crews", most_crews, n_stations),
    )


def cost_unit(cost: Reals) -> float:
    """Return the greatest amount of which every cost is a whole multiple; 0 where none is found.

    Any sum of such costs is a multiple too, which lets a bound be rounded to the next one.
    """
    parts = np.rint(cost * _COST_PARTS)
    if (
        not cost.size
        or (np.abs(parts - cost * _COST_PARTS) > ROUNDING * np.maximum(parts, 1)).any()
    ):
        return 0.0
    return gcd(*(int(part) for part in parts)) / _COST_PARTS


def _reach(matrix: Any, hour: int) -> sparse.csc_array:
    try:
        reach = sparse.csc_array(matrix)
    except (TypeError, ValueError) as error:
        raise OperationsError("roster.cover_values", hour=hour) from error
    if not np.isin(reach.data, (0, 1)).all():
        raise OperationsError("roster.cover_values", hour=hour)
    return sparse.csc_array(reach.astype(bool))


def _numbers(name: str, values: ArrayLike, size: int) -> Reals:
    try:
        numbers = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise OperationsError("roster.values", name=name) from error
    if numbers.shape != (size,):
        raise OperationsError("roster.length", name=name, found=numbers.shape, wanted=size)
    if not (np.isfinite(numbers) & (numbers >= 0)).all():
        raise OperationsError("roster.values", name=name)
    return numbers


def _crews(name: str, values: ArrayLike, n_stations: int) -> Reals:
    try:
        numbers = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise OperationsError("roster.crews", name=name, found=values) from error
    if numbers.shape not in {(), (n_stations,)}:
        raise OperationsError("roster.length", name=name, found=numbers.shape, wanted=n_stations)
    fits = (numbers >= 0) & (np.isinf(numbers) | (numbers == np.floor(numbers)))
    if not fits.all() or (name == "least_crews" and np.isinf(numbers).any()):
        raise OperationsError("roster.crews", name=name, found=values)
    return np.array(np.broadcast_to(numbers, n_stations))


def _hours(
    reach: Sequence[sparse.csc_array], households: Reals, patterns: Flags, share: float
) -> Iterator[HourOfRoster]:
    """Yield what the hours ask, hours that are alike as one."""
    alike: dict[tuple[bytes, bytes], list[int]] = {}
    grouped = {}
    for hour, matrix in enumerate(reach):
        groups, weight = _groups(matrix, households)
        key = groups.tobytes() + weight.tobytes(), patterns[:, hour].tobytes()
        alike.setdefault(key, []).append(hour)
        grouped[key] = groups, weight
    for key, hours in alike.items():
        groups, weight = grouped[key]
        # Whole households need a whole number of them; a product of floats may lie just above it.
        needed = share * float(weight.sum())
        if (weight == np.rint(weight)).all():
            needed = float(np.ceil(needed - ROUNDING * max(needed, 1.0)))
        if weight.size:
            yield HourOfRoster(tuple(hours), groups, weight, needed)


def _groups(matrix: sparse.csc_array, households: Reals) -> tuple[Flags, Reals]:
    """Return households by the set of stations that cover them, those that none covers left out."""
    dense = np.asarray(matrix.toarray(), dtype=bool).T
    counted = dense.any(axis=1) & (households > 0)
    sets, group = np.unique(np.packbits(dense[counted], axis=1), axis=0, return_inverse=True)
    weight = np.zeros(len(sets))
    np.add.at(weight, group.ravel(), households[counted])
    groups = np.unpackbits(sets, axis=1, count=dense.shape[1]).astype(bool)
    return groups.reshape(len(sets), dense.shape[1]), weight
