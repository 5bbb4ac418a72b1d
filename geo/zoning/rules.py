"""What makes a zone legal and what it costs: five figures, and further rules."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from geo.errors import ZoningError
from geo.summary import Summarized
from geo.zoning.problem import ZoningProblem

__all__ = ["CandidateZones", "Limits", "MeasuredRule", "ZoneRule", "ZoningRules", "prices"]


@dataclass(frozen=True, eq=False, repr=False)
class CandidateZones(Summarized):
    """Many zones at once, for rules to judge.

    Attributes
    ----------
    problem : ZoningProblem
        Where the estates come from.
    member : int (total,)
        Estates of the first zone, then of the second, and so on, in any order within a zone.
    start : int (n_zones + 1,)
        Members of zone ``z`` are ``member[start[z]:start[z + 1]]``; no zone is empty.
    """

    problem: ZoningProblem
    member: NDArray[np.int64]
    start: NDArray[np.int64]

    @classmethod
    def single(cls, problem: ZoningProblem, members: NDArray[np.int64]) -> "CandidateZones":
        """Return one zone as a batch."""
        return cls(problem, members, np.array([0, len(members)], dtype=np.int64))

    @property
    def n_zones(self) -> int:
        """Number of zones."""
        return len(self.start) - 1

    @cached_property
    def zone(self) -> NDArray[np.int64]:
        """Int (total,): the zone that each entry of ``member`` belongs to."""
        return np.repeat(np.arange(self.n_zones), self.size)

    @cached_property
    def size(self) -> NDArray[np.int64]:
        """Int (n_zones,): estates of each zone."""
        return np.diff(self.start)

    def total(self, amount: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return float (n_zones,): the sum over members of an amount (n_estates,)."""
        sums: NDArray[np.float64] = np.add.reduceat(amount[self.member], self.start[:-1])
        return sums

    def count(self, flag: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Return int (n_zones,): how many members carry a flag (n_estates,)."""
        counts: NDArray[np.int64] = np.add.reduceat(
            flag[self.member].astype(np.int64), self.start[:-1]
        )
        return counts


class ZoneRule(Protocol):
    """A further rule or term: judges zones one by one, whatever the other zones are.

    The sentence about a broken rule is ``zoning.broken_<name>`` where the catalogues have one.
    """

    @property
    def name(self) -> str:
        """Short English name."""
        ...

    def __call__(self, zones: CandidateZones) -> NDArray[np.float64]:
        """Return float (n_zones,): household-minutes to add, zero or more; inf forbids a zone."""
        ...


@runtime_checkable
class MeasuredRule(Protocol):
    """A rule that can say by how much a zone breaks it."""

    def measure(self, zone: CandidateZones) -> tuple[float, float]:
        """Return the figure found in a single zone and the figure that the rule asks for."""
        ...


def prices(rules: "Sequence[ZoneRule]", zones: CandidateZones) -> NDArray[np.float64]:
    """Return float (n_zones,): what all further rules add to each zone; inf where one forbids it.

    Raises
    ------
    ZoningError
        A rule that answers in a wrong shape, with NaN or below zero.
    """
    total = np.zeros(zones.n_zones)
    for rule in rules:
        added = np.asarray(rule(zones), dtype=np.float64)
        if added.shape != total.shape or not (added >= 0).all():
            raise ZoningError("zoning.rule_answer", rule=rule.name, wanted=total.shape)
        total += added
    return total


@dataclass(frozen=True)
class ZoningRules:
    """The rules of a plan and the weights of its objective.

    Parameters
    ----------
    max_estates : int
        Most estates of a zone.
    radius_min : float
        Minutes within which the centre of a zone reaches all its members.
    cap : float
        Most workload of a zone, as a multiple of the target; a single estate may exceed it.
    band : (float, float)
        Workload between these multiples of the target costs nothing.
    outside_min : float
        Minutes charged for each household (unit of workload) outside the band.
    further : sequence of ZoneRule
        Further rules and terms.

    Raises
    ------
    ZoningError
        A figure that is no number, negative, or a band that ends before it begins.

    Notes
    -----
    The target is ``sum(workload) / zones``, fixed for a plan. Bands and caps are inclusive.
    """

    max_estates: int = 8
    radius_min: float = 8.0
    cap: float = 1.75
    band: tuple[float, float] = (0.75, 1.25)
    outside_min: float = 3.0
    further: Sequence[ZoneRule] = field(default=())

    def __post_init__(self) -> None:
        if isinstance(self.max_estates, bool) or int(self.max_estates) != self.max_estates:
            raise ZoningError("zoning.max_estates", found=self.max_estates)
        if self.max_estates < 1:
            raise ZoningError("zoning.max_estates", found=self.max_estates)
        if len(self.band) != 2:
            raise ZoningError("zoning.band", found=tuple(self.band))
        figures = {
            "radius_min": self.radius_min,
            "cap": self.cap,
            "band[0]": self.band[0],
            "band[1]": self.band[1],
            "outside_min": self.outside_min,
        }
        for name, value in figures.items():
            if math.isnan(value) or value < 0:
                raise ZoningError("zoning.rule_figure", name=name, found=value)
        if not math.isfinite(self.outside_min) or not math.isfinite(self.band[0]):
            raise ZoningError("zoning.rule_finite", outside=self.outside_min, band=self.band[0])
        if self.band[0] > self.band[1]:
            raise ZoningError("zoning.band", found=tuple(self.band))
        object.__setattr__(self, "max_estates", int(self.max_estates))
        object.__setattr__(self, "band", (float(self.band[0]), float(self.band[1])))
        object.__setattr__(self, "further", tuple(self.further))

    def limits(self, target: float) -> "Limits":
        """Return the rules as amounts of workload for a target."""
        return Limits(
            max_estates=self.max_estates,
            radius_min=self.radius_min,
            cap=_times(self.cap, target),
            low=self.band[0] * target,
            high=_times(self.band[1], target),
            outside_min=self.outside_min,
        )


@dataclass(frozen=True)
class Limits:
    """The five figures for one target: workload limits are in households."""

    max_estates: int
    radius_min: float
    cap: float
    low: float
    high: float
    outside_min: float

    def reaches(self, minutes: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Return where a way exists and is within the radius."""
        return np.isfinite(minutes) & (minutes <= self.radius_min)


def _times(factor: float, target: float) -> float:
    """Multiply, with inf × 0 = inf: no limit stays no limit."""
    return math.inf if math.isinf(factor) else factor * target
