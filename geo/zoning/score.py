"""The one scorer: what a zone costs, and which hard rules it breaks."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.zoning.problem import ZoningProblem
from geo.zoning.rules import (
    CandidateZones,
    Limits,
    MeasuredRule,
    ZoneRule,
    ZoningRules,
    prices,
)
from geo.zoning.violation import Violation

__all__ = ["ZoneScore", "score_zone"]


@dataclass(frozen=True)
class ZoneScore:
    """What one zone costs.

    Attributes
    ----------
    centre : int
        Estate from which the households are reached in least household-minutes, among those that
        reach every member within the radius if there are any; the lowest index among equals.
    travel : float
        Household-minutes from the centre.
    outside : float
        Household-minutes charged for workload outside the band.
    further : float
        Household-minutes of the further rules.
    max_min : float
        Minutes from the centre to the farthest member.
    households, workload : float
        Of all members.
    broken : tuple of Violation
        The hard rules that the zone breaks.
    """

    centre: int
    travel: float
    outside: float
    further: float
    max_min: float
    households: float
    workload: float
    broken: tuple[Violation, ...]

    @property
    def cost(self) -> float:
        """The zone's share of the objective, household-minutes."""
        return self.travel + self.outside + self.further


def score_zone(
    problem: ZoningProblem, rules: ZoningRules, target: float, members: NDArray[np.int64]
) -> ZoneScore:
    """Score one zone.

    Parameters
    ----------
    problem : ZoningProblem
        The estates.
    rules : ZoningRules
        The objective.
    target : float
        Workload of an average zone.
    members : int (k,)
        Estates of the zone, ascending.
    """
    limits = rules.limits(target)
    minutes = problem.minutes_between(members)
    households = problem.households[members]
    # Nobody to serve costs nothing, however far away.
    weighted = np.where(households > 0, minutes, 0.0) * households
    travel = weighted.sum(axis=1)
    legal = limits.reaches(minutes).all(axis=1)
    best = int(np.argmin(np.where(legal, travel, np.inf) if legal.any() else travel))
    workload = float(problem.workload[members].sum())
    beyond = max(0.0, limits.low - workload) + max(0.0, workload - limits.high)
    further = _further(problem, rules, members)
    broken = _broken_limits(problem, limits, members, workload)
    if not legal.any():
        nearest = float(minutes.max(axis=1).min())
        broken.append(_violation(problem, "radius", members, nearest, limits.radius_min))
    broken += [
        _violation(problem, rule.name, members, *_measured(rule, problem, members))
        for rule in rules.further
        if math.isinf(further[rule])
    ]
    return ZoneScore(
        centre=int(members[best]),
        travel=float(travel[best]),
        outside=rules.outside_min * beyond,
        further=math.fsum(price for price in further.values() if math.isfinite(price)),
        max_min=float(minutes[best].max()),
        households=float(households.sum()),
        workload=workload,
        broken=tuple(broken),
    )


def _further(
    problem: ZoningProblem, rules: ZoningRules, members: NDArray[np.int64]
) -> dict[ZoneRule, float]:
    zone = CandidateZones.single(problem, members)
    return {rule: float(prices([rule], zone)[0]) for rule in rules.further}


def _measured(
    rule: ZoneRule, problem: ZoningProblem, members: NDArray[np.int64]
) -> tuple[float, float]:
    if isinstance(rule, MeasuredRule):
        return rule.measure(CandidateZones.single(problem, members))
    return math.inf, 0.0


def _broken_limits(
    problem: ZoningProblem, limits: Limits, members: NDArray[np.int64], workload: float
) -> list[Violation]:
    broken = []
    streets = len(np.unique(problem.street[members]))
    if streets > 1:
        broken.append(_violation(problem, "street", members, streets, 1))
    parts = _count_parts(problem, members)
    # Estates of different streets are never connected: that is the street's rule, said once.
    if parts > streets:
        broken.append(_violation(problem, "connected", members, parts, 1))
    if len(members) > limits.max_estates:
        broken.append(_violation(problem, "max_estates", members, len(members), limits.max_estates))
    if workload > limits.cap and len(members) > 1:
        broken.append(_violation(problem, "cap", members, workload, limits.cap))
    return broken


def _count_parts(problem: ZoningProblem, members: NDArray[np.int64]) -> int:
    """Count the connected parts of a zone, within streets."""
    start, neighbour = problem.adjacency.indptr, problem.adjacency.indices
    left = set(members.tolist())
    parts = 0
    while left:
        parts += 1
        reached = [left.pop()]
        while reached:
            estate = reached.pop()
            near = left.intersection(neighbour[start[estate] : start[estate + 1]].tolist())
            left -= near
            reached.extend(near)
    return parts


def _violation(
    problem: ZoningProblem, rule: str, members: NDArray[np.int64], found: float, wanted: float
) -> Violation:
    estates = tuple(int(estate) for estate in members)
    return Violation(rule, estates, found, wanted, names=problem.names)
