"""A question for the siting models: which model, over which places, within which rules."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from geo import siting
from geo.errors import Notice, SitingError
from geo.response import p_on_time
from geo.siting import SitingPlan
from geo.stop import Stop
from geo.workspace.district import District
from geo.workspace.siting.hours import SiteHours
from geo.workspace.siting.models import (
    MODELS,
    ModelCase,
    ModelTerms,
    NearCase,
    SitingModel,
    Weighing,
    models_weighing,
    models_with,
)
from geo.workspace.siting.near_minutes import near_minutes, reached_from
from geo.workspace.siting.places import SitePlaces, covers_within, refuse_too_large
from geo.workspace.siting.rules import SettledSites, SiteRules, check_stations, settle
from geo.workspace.too_large import has_room_for_places

__all__ = ["SitingQuestion"]

Flags = NDArray[np.bool_]

_FAR_TARGETS: Final = 2.0
_LIMITS: Final = {
    "within_budget": "choice.budget_model",
    "with_capacity": "choice.capacity_model",
    "with_moves": "choice.moves_model",
}
"""Limits of which a question has one at most, and the sentence where its model takes none."""

_TOO_FEW: Final = "siting.too_few_stations_to_reach_all"


@dataclass(frozen=True, eq=False)
class SitingQuestion:
    """A model, the places it may choose from, and whom it can serve at all.

    Attributes
    ----------
    district : District
    places : SitePlaces
    rules : SiteRules
    model : str
        One of ``MODELS``.
    terms : ModelTerms
    hours : SiteHours or None
        The hours that count; None for that of the plan alone.

    Raises
    ------
    SitingError
        For an unknown model, rules that contradict each other, terms that do not go together.
    """

    district: District
    places: SitePlaces
    rules: SiteRules
    model: str
    terms: ModelTerms
    hours: SiteHours | None = None

    def __post_init__(self) -> None:
        if self.model not in MODELS:
            raise SitingError("workspace.model", found=self.model, valid=", ".join(MODELS))
        given = [limit for limit in _LIMITS if self._limit(limit) is not None]
        for limit in given:
            if getattr(self._entry, limit) is None:
                raise SitingError(
                    _LIMITS[limit], model=self.model, valid=", ".join(models_with(limit))
                )
        if len(given) > 1:
            raise SitingError("choice.one_limit_only")
        if self.hours is not None:
            self._refuse_hours(self.hours.weighing, given)

    def _refuse_hours(self, weighing: Weighing, limits: list[str]) -> None:
        """Refuse a weighing of hours that the model or its limit cannot keep."""
        if weighing not in self._entry.weighings:
            valid = ", ".join(models_weighing(weighing))
            raise SitingError("choice.hours_model", model=self.model, hours=weighing, valid=valid)
        if "with_capacity" in limits:
            raise SitingError("choice.hours_capacity", hours=weighing)
        if limits and weighing == "worst":
            raise SitingError("choice.hours_limit", hours=weighing)

    @property
    def _is_worst_hour(self) -> bool:
        return self.hours is not None and self.hours.weighing == "worst"

    @property
    def points(self) -> SitePlaces:
        """The places with the estates, or the estates at every hour, that the model counts."""
        return self.places if self.hours is None else self.hours.stacked

    @property
    def _entry(self) -> SitingModel:
        return MODELS[self.model]

    @property
    def _capacity(self) -> Any:
        """The capacities of all places; those of the lists bind the models that take any."""
        if self.rules.capacity is None and self._entry.with_capacity is None:
            return None
        return self.places.room(self.rules.capacity)

    def _limit(self, limit: str) -> Any:
        """Return the figure of a limit, None where it is not asked for."""
        asked = {
            "within_budget": self.rules.budget,
            "with_capacity": self._capacity,
            "with_moves": self.terms.most_moves,
        }
        return asked[limit]

    @cached_property
    def settled(self) -> SettledSites:
        """The rules as rows; where only so many may close, each that may is free to."""
        rules = self.rules
        if self.terms.most_moves is not None and not rules.movable:
            today = self.places.sites["site_id"].iloc[: self.places.n_open]
            rules = replace(rules, movable=tuple(today))
        return settle(self.places, rules)

    @property
    def allowed(self) -> NDArray[np.int64]:
        """Rows of the places that a plan may hold."""
        return self.settled.allowed(len(self.places.sites))

    @cached_property
    def serves(self) -> sparse.csr_array:
        """Whom a place serves in the sense of the model, shape (n_places, n_estates)."""
        points = self.points
        match self._entry.serves:
            case "on_time":
                return points.cover_rows
            case "within_far_limit":
                far = (
                    covers_within(self.district, points, self._far_min)
                    if self.hours is None
                    else self.hours.covers_within(self.district, self._far_min)
                )
                return sparse.csr_array(far.multiply(points.demand > 0))
            case "reachable":
                return sparse.csr_array(np.isfinite(points.minutes))

    @property
    def _far_min(self) -> float:
        target_min = self.district.settings.target.minutes
        far_min = self.terms.far_min
        if far_min is None:
            return _FAR_TARGETS * target_min
        if not target_min <= far_min < np.inf:
            raise SitingError("choice.far_min", found=far_min, target=target_min)
        return float(far_min)

    @cached_property
    def asks_near(self) -> bool:
        """Whether the model is answered from near pairs: those of all would be too many."""
        limits = (self._capacity, self.terms.most_moves)
        return (
            self._entry.takes_near
            and self.hours is None
            and all(limit is None for limit in limits)
            and not self.places.ways.is_given
            and not has_room_for_places(len(self.places.points), len(self.district.estates))
        )

    @property
    def near_notices(self) -> tuple[Notice, ...]:
        """That near pairs alone were weighed, where that is so."""
        if not self.asks_near:
            return ()
        return (Notice("choice.near_minutes"),)

    def _near(self, p: int) -> NearCase | None:
        """Return the minutes of near pairs, enough for p stations; None where all are weighed."""
        return near_minutes(self.district, self.places, p) if self.asks_near else None

    @cached_property
    def _reached(self) -> NDArray[np.bool_]:
        """Whom a place that may be used serves."""
        if self.asks_near:
            return reached_from(self.district, self.places, self.allowed)
        return np.asarray(self.serves[self.allowed].sum(axis=0) > 0)

    @property
    def missing(self) -> NDArray[np.bool_]:
        """Whom no place that may be used serves, though they count; at every hour that counts."""
        return ~self._reached & (self.points.demand > 0)

    @property
    def limit_min(self) -> float:
        """The minutes within which the model serves."""
        if self._entry.serves == "within_far_limit":
            return self._far_min
        return self.district.settings.target.minutes

    @property
    def served(self) -> NDArray[np.bool_]:
        """Nobody can be asked to serve whom no place serves: they are named instead."""
        return self._reached | (self.missing & self.rules.everyone)

    def solve(self, stations: float, stop: Stop) -> SitingPlan:
        """Return the model's plan; under a limit, that of the model behind it.

        Parameters
        ----------
        stations : int
            How many new ones; ``set_cover`` and a budget find the number themselves.
        stop : Stop

        Raises
        ------
        SitingError
            More stations than candidates, or terms that are out of range.
        """
        case, entry = self._case(stop), self._entry
        if self._is_worst_hour:
            assert entry.in_worst_hour is not None, "refused when the question was asked"
            p = 0 if entry.finds_number else self._count(stations)
            return replace(entry.in_worst_hour(case, p), model=self.model)
        if entry.finds_number:
            return entry.solve(case, 0)
        if entry.within_budget is not None and self.rules.budget is not None:
            return replace(entry.within_budget(case, 0, self.rules.budget), model=self.model)
        p = self._count(stations)
        for solve, limit in (
            (entry.with_capacity, self._capacity),
            (entry.with_moves, self.terms.most_moves),
        ):
            if solve is not None and limit is not None:
                return replace(solve(case, p, limit), model=self.model)
        plan = entry.solve(replace(case, near=self._near(p)), p)
        if self.asks_near and not plan.has_plan and not stop.must_stop:
            # too few pairs fit to serve everybody from
            refuse_too_large(self.district, len(self.places.points))
        return plan

    def _count(self, stations: float) -> int:
        return check_stations(stations, self.places, self.settled)

    def _case(self, stop: Stop) -> ModelCase:
        asked = self._asked(self._in_our_unit(stop))
        if self.hours is None:
            # a model of near pairs does not ask who has a way at all
            serves = self.places.cover_rows if self.asks_near else self.serves
            return self._case_of(self.places, serves, self.served, asked)
        n_estates = len(self.district.estates)
        own = [
            slice(number * n_estates, (number + 1) * n_estates)
            for number in range(len(self.hours.situations))
        ]
        parts = tuple(
            self._case_of(places, self.serves[:, part], self.served[part], asked)
            for places, part in zip(self.hours.situations, own, strict=True)
        )
        whole = self._case_of(self.points, self.serves, self.served, asked)
        return replace(
            whole, chances=lambda: np.hstack([part.chances() for part in parts]), hours=parts
        )

    def _case_of(
        self, places: SitePlaces, serves: sparse.csr_array, served: Flags, asked: dict[str, Any]
    ) -> ModelCase:
        return ModelCase(
            covers=places.cover_rows,
            minutes_of=lambda: places.minutes,
            demand=places.demand,
            cost=places.sites["cost"].to_numpy(np.float64),
            n_open=places.n_open,
            serves=serves,
            served=served,
            chances=lambda: p_on_time(
                self.district.model,
                drive_min=places.ways.whole.drive,
                access_min=places.ways.whole.access,
                target_min=self.district.settings.target.minutes,
                turnout_min=places.turnout_min[:, None],
            ),
            terms=self.terms,
            asked=asked,
        )

    def fewest_needed(self, plan: SitingPlan, stop: Stop) -> tuple[Notice, ...]:
        """Return how many new stations it takes to serve everybody, where that is the reason.

        Parameters
        ----------
        plan : SitingPlan
            The answer that there is none.
        stop : Stop
        """
        if not any(note.key == _TOO_FEW for note in plan.notes):
            return ()
        fewest = siting.set_cover(self.serves[:, self.served], **self._asked(stop.part()))
        if not fewest.has_plan:
            return ()
        return (Notice("choice.fewest_needed", count=round(fewest.bound) - self.settled.n_kept),)

    def _asked(self, stop: Stop) -> dict[str, Any]:
        return {"fixed": self.settled.fixed, "forbidden": self.settled.forbidden, "stop": stop}

    def _in_our_unit(self, stop: Stop) -> Stop:
        """Return the stop for a search, which counts in its own unit.

        The search for the widest cover counts who is left uncovered, that under a budget who is
        covered.
        """
        progress = self._entry.progress
        if self.rules.budget is not None:
            progress = "as_is"
        if self._is_worst_hour and progress == "uncovered":
            progress = "none"
        match progress:
            case "none":
                return stop.part()
            case "as_is":
                return stop
            case "uncovered":
                coverable = float(self.points.demand[self._reached].sum())
                return stop.told_as(lambda left: coverable - left)
