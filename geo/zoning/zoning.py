"""The plan: which zone each estate lies in, what that costs, and how it is changed by hand."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from geo.errors import ZoningError
from geo.solver import PROOF_TOLERANCE, UNPROVEN, Certificate, proven
from geo.summary import Summarized
from geo.zoning.labels import numbered_by_first
from geo.zoning.problem import ZoningProblem
from geo.zoning.rules import ZoningRules
from geo.zoning.score import ZoneScore, score_zone
from geo.zoning.violation import Violation

__all__ = ["NEW", "Zoning"]

NEW = -1
"""Where an estate moves that becomes a zone of its own."""


@dataclass(frozen=True, eq=False, repr=False)
class Zoning(Summarized):
    """Estates grouped into zones.

    Attributes
    ----------
    problem : ZoningProblem
        The estates.
    rules : ZoningRules
        The hard rules and the objective.
    target_zones : int
        How many zones the plan is to have; the workload target is ``sum(workload)`` over it.
    zone_of : int (n,)
        Zone of each estate, 0 .. zones - 1, numbered by smallest member; all -1 without a plan.
    bound : float
        No legal plan costs less; nan where nothing is known.
    status : {"optimal", "feasible", "infeasible", "unknown", "broken"}
        ``unknown``: a limit was reached before a plan was found. ``broken``: a hard rule is broken
        by the plan, which was edited by hand or imported.
    reasons : tuple of Violation
        Why no plan exists, where the status is ``infeasible``.
    locked : frozenset of int
        Estates that stay where they are when the plan is edited.
    seconds : float
        Wall seconds of the search that drew the plan.
    certificate : Certificate
        What proves the bound, or that no plan exists; kind ``none`` where nothing is proven.
    by_hand : bool
        Whether estates were moved by hand since a search drew the plan.
    """

    problem: ZoningProblem
    rules: ZoningRules
    target_zones: int
    zone_of: NDArray[np.int64]
    bound: float = math.nan
    status: str = "feasible"
    reasons: tuple[Violation, ...] = ()
    locked: frozenset[int] = frozenset()
    seconds: float = 0.0
    certificate: Certificate = UNPROVEN
    by_hand: bool = False

    @classmethod
    def from_labels(
        cls,
        problem: ZoningProblem,
        labels: ArrayLike,
        *,
        rules: ZoningRules,
        zones: int | None = None,
        bound: float = math.nan,
        by_hand: bool = False,
    ) -> "Zoning":
        """Return a plan from any labels: a present plan, or one drawn elsewhere.

        Parameters
        ----------
        labels : (n,)
            Zone of each estate, numbers or texts; equal labels share a zone.
        zones : int, optional
            How many zones the plan is to have. Default: as many as it has.
        by_hand : bool
            Whether they were moved by hand since a search drew them.

        Raises
        ------
        ZoningError
            Labels of a wrong length, or an estate without a zone.
        """
        array = np.asarray(labels)
        if array.shape != (problem.n_estates,):
            raise ZoningError(
                "zoning.shape", what="labels", found=array.shape, wanted=f"({problem.n_estates},)"
            )
        without = np.flatnonzero(pd.isna(array) | (array.astype(str) == ""))
        if without.size:
            raise ZoningError(
                "zoning.without_zone",
                count=len(without),
                estates=", ".join(problem.name(int(i)) for i in without[:10]),
            )
        zone_of = numbered_by_first(array)
        wanted = int(zone_of.max()) + 1 if zones is None else zones
        plan = cls(problem, rules, wanted, zone_of, bound=bound, by_hand=by_hand)
        return plan._judged(plan.scores)

    def __post_init__(self) -> None:
        self.zone_of.setflags(write=False)

    # What the plan is

    @property
    def state(self) -> str:
        """The status as people read it: ``adjusted`` for zones moved by hand, unless still best."""
        return "adjusted" if self.by_hand and self.status != "optimal" else self.status

    @property
    def n_zones(self) -> int:
        """Number of zones; 0 without a plan."""
        return int(self.zone_of.max()) + 1

    @property
    def target(self) -> float:
        """Workload of an average zone of the plan as it was asked for."""
        return float(self.problem.workload.sum() / self.target_zones)

    @cached_property
    def members(self) -> tuple[NDArray[np.int64], ...]:
        """Int (k,) for each zone: its estates, ascending."""
        if not self.n_zones:
            return ()
        order = np.argsort(self.zone_of, kind="stable")
        return tuple(np.split(order, np.flatnonzero(np.diff(self.zone_of[order])) + 1))

    @cached_property
    def scores(self) -> tuple[ZoneScore, ...]:
        """The score of each zone."""
        return tuple(
            score_zone(self.problem, self.rules, self.target, members) for members in self.members
        )

    @cached_property
    def violations(self) -> tuple[Violation, ...]:
        """The hard rules that the plan breaks; why there is none where it is infeasible."""
        if not self.n_zones:
            return self.reasons
        names = self.problem.names
        broken = []
        if self.n_zones != self.target_zones:
            broken.append(
                Violation("zones", (), found=self.n_zones, wanted=self.target_zones, names=names)
            )
        broken += [violation for score in self.scores for violation in score.broken]
        return tuple(broken)

    @cached_property
    def notes(self) -> tuple[Violation, ...]:
        """What is legal but worth knowing: single estates over the cap."""
        limits = self.rules.limits(self.target)
        return tuple(
            Violation(
                "cap",
                tuple(int(estate) for estate in members),
                found=score.workload,
                wanted=limits.cap,
                key="zoning.single_over_cap",
                names=self.problem.names,
            )
            for members, score in zip(self.members, self.scores, strict=True)
            if len(members) == 1 and score.workload > limits.cap
        )

    # What the plan costs

    @property
    def centre(self) -> NDArray[np.int64]:
        """Int (n_zones,): the centre of each zone."""
        return np.array([score.centre for score in self.scores], dtype=np.int64)

    @property
    def terms(self) -> dict[str, float]:
        """Household-minutes of the objective by term: travel, outside the band, further rules."""
        if not self.n_zones:
            return dict.fromkeys(("travel", "outside", "further"), math.nan)
        return {
            term: math.fsum(getattr(score, term) for score in self.scores)
            for term in ("travel", "outside", "further")
        }

    @property
    def objective(self) -> float:
        """Household-minutes of the plan; nan without one."""
        if not self.n_zones:
            return math.nan
        return math.fsum(score.cost for score in self.scores)

    @property
    def gap(self) -> float:
        """|objective - bound| / max(|objective|, 1e-9), a share; nan where either is not known."""
        return abs(self.objective - self.bound) / max(abs(self.objective), 1e-9)

    @property
    def zones(self) -> pd.DataFrame:
        """One row per zone: figures, centre, and the terms of the objective."""
        scores = self.scores
        return pd.DataFrame(
            {
                "zone": np.arange(self.n_zones),
                "street": [int(self.problem.street[m[0]]) for m in self.members],
                "estates": [len(m) for m in self.members],
                "households": [score.households for score in scores],
                "workload": [score.workload for score in scores],
                "of_target": [
                    score.workload / self.target if self.target else math.nan for score in scores
                ],
                "centre": [score.centre for score in scores],
                "max_min": [score.max_min for score in scores],
                "travel": [score.travel for score in scores],
                "outside": [score.outside for score in scores],
                "further": [score.further for score in scores],
            }
        )

    # How the plan is changed

    def move(self, moves: Mapping[int, int]) -> "Zoning":
        """Return the plan with estates moved to other zones.

        Parameters
        ----------
        moves : mapping of int to int
            Zone by estate; :data:`NEW` (-1) makes one new zone of all the estates moved there.

        Raises
        ------
        ZoningError
            An estate or a zone that does not exist, or a locked estate.
        """
        labels = self.zone_of.copy()
        for estate, zone in moves.items():
            self._check_estate(estate)
            if not (zone == NEW or 0 <= zone < self.n_zones):
                raise ZoningError("zoning.no_such_zone", found=zone, last=self.n_zones - 1)
            labels[estate] = self.n_zones if zone == NEW else zone
        return self._relabelled(labels)

    def merge(self, zones: Sequence[int]) -> "Zoning":
        """Return the plan with some zones made one."""
        for zone in zones:
            self._check_zone(zone)
        first = min(zones)
        return self.move(
            {int(e): first for zone in zones if zone != first for e in self.members[zone]}
        )

    def split(self, zone: int, apart: Sequence[int]) -> "Zoning":
        """Return the plan with some estates of a zone made a new zone."""
        self._check_zone(zone)
        for estate in apart:
            self._check_estate(estate)
            if self.zone_of[estate] != zone:
                raise ZoningError("zoning.not_in_zone", estate=self.problem.name(estate), zone=zone)
        return self.move(dict.fromkeys((int(estate) for estate in apart), NEW))

    def lock(self, estates: Sequence[int]) -> "Zoning":
        """Return the plan with more estates locked in their zones."""
        return replace(self, locked=self.locked | self._known(estates))

    def unlock(self, estates: Sequence[int]) -> "Zoning":
        """Return the plan with estates set free again."""
        return replace(self, locked=self.locked - self._known(estates))

    def _known(self, estates: Sequence[int]) -> frozenset[int]:
        for estate in estates:
            if not 0 <= estate < self.problem.n_estates:
                raise ZoningError(
                    "zoning.no_such_estate", found=estate, last=self.problem.n_estates - 1
                )
        return frozenset(int(estate) for estate in estates)

    def _check_estate(self, estate: int) -> None:
        self._known([estate])
        if estate in self.locked:
            raise ZoningError("zoning.locked", estate=self.problem.name(estate))

    def _check_zone(self, zone: int) -> None:
        if not 0 <= zone < self.n_zones:
            raise ZoningError("zoning.no_such_zone", found=zone, last=self.n_zones - 1)

    def _relabelled(self, labels: NDArray[np.int64]) -> "Zoning":
        """Return the plan with new labels; zones whose members stay keep their scores."""
        changed = replace(self, zone_of=numbered_by_first(labels), by_hand=True)
        known = {
            members.tobytes(): score
            for members, score in zip(self.members, self.scores, strict=True)
        }
        scores = tuple(
            known.get(members.tobytes())
            or score_zone(self.problem, self.rules, self.target, members)
            for members in changed.members
        )
        return changed._judged(scores)

    def certified(self, certificate: Certificate, *, exhausted: bool = False) -> "Zoning":
        """Return the plan with what was proven, and the status that follows from it.

        Parameters
        ----------
        certificate : Certificate
            The bound with its proof.
        exhausted : bool
            Whether the search left nothing out: the bound is then the objective itself.
        """
        _, bound, _ = proven(self.objective, certificate, exhausted=exhausted)
        return replace(self, bound=bound, certificate=certificate)._judged(self.scores)

    def _judged(self, scores: tuple[ZoneScore, ...]) -> "Zoning":
        """Return an edited plan with its scores and the status they give it."""
        self.__dict__["scores"] = scores
        sound = "optimal" if self.gap <= PROOF_TOLERANCE else "feasible"
        status = "broken" if self.violations else sound
        judged = replace(self, status=status)
        judged.__dict__["scores"] = scores
        return judged
