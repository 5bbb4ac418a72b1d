"""A question for the siting models: which model, over which places, within which rules."""

from collections.abc import Callable
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
from geo.workspace.district import District
from geo.workspace.siting.places import SitePlaces, covers_within
from geo.workspace.siting.rules import SettledSites, SiteRules, check_stations, settle

__all__ = ["MODELS", "RANKED_MODELS", "ModelTerms", "SitingQuestion", "SolveWatch"]

MODELS: Final = (
    "max_cover",
    "set_cover",
    "p_median",
    "p_center",
    "backup_cover",
    "mexclp",
    "double_standard",
    "probability_cover",
)

RANKED_MODELS: Final = ("max_cover", "p_median")
"""Models whose best few plans can be named, and that take capacities and moves."""

Progress = Callable[[float, float], None]

_COVER_MODELS: Final = ("max_cover", "set_cover", "backup_cover", "mexclp")
_BUDGET_MODELS: Final = ("max_cover",)
_FAR_TARGETS: Final = 2.0
_TOO_FEW: Final = "siting.too_few_stations_to_reach_all"


@dataclass(frozen=True)
class SolveWatch:
    """Who watches a solve, and when it must stop.

    Attributes
    ----------
    time_limit_s : float or None
        Wall seconds after which the best so far is returned; None runs to proof.
    on_progress : callable or None
        Called with (incumbent, bound); nan for "none yet".
    cancelled : callable or None
        True stops the solve, which returns its best plan.
    """

    time_limit_s: float | None = None
    on_progress: Progress | None = None
    cancelled: Callable[[], bool] | None = None


@dataclass(frozen=True)
class ModelTerms:
    """What single models ask for beside sites and number.

    Attributes
    ----------
    busy_share : float
        Of ``mexclp``: share of the time that a crew is busy; every station has one crew.
    backup_share : float
        Of ``backup_cover``: what a second station on time is worth, as a share of the first.
    far_min : float or None
        Of ``double_standard``: the minutes within which everybody has a station; None for twice
        the target. The near limit is the target itself.
    near_share : float
        Of ``double_standard``: share of the households that have a station within the target.
    most_moves : int or None
        Of ``max_cover`` and ``p_median``: most stations of today that may close; those that the
        rules name as movable, or any of them where they name none. A forbidden one is closed
        anyway and does not count. None for no limit.
    """

    busy_share: float = 0.3
    backup_share: float = 0.5
    far_min: float | None = None
    near_share: float = 0.9
    most_moves: float | None = None


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

    def __post_init__(self) -> None:
        if self.model not in MODELS:
            raise SitingError("workspace.model", found=self.model, valid=", ".join(MODELS))
        limits = (
            (self.rules.budget, "choice.budget_model", _BUDGET_MODELS),
            (self.rules.capacity, "choice.capacity_model", RANKED_MODELS),
            (self.terms.most_moves, "choice.moves_model", RANKED_MODELS),
        )
        given = [(key, models) for value, key, models in limits if value is not None]
        for key, models in given:
            if self.model not in models:
                raise SitingError(key, model=self.model, valid=", ".join(models))
        if len(given) > 1:
            raise SitingError("choice.one_limit_only")

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
    def _serves(self) -> NDArray[np.bool_]:
        """Whom a place serves, in the sense of the model."""
        places = self.places
        if self.model in _COVER_MODELS:
            return places.covers
        if self.model == "double_standard":
            return covers_within(self.district, places, self._far_min) & (places.demand > 0)
        return np.isfinite(places.minutes)

    @property
    def _far_min(self) -> float:
        target_min = self.district.settings.target.minutes
        far_min = self.terms.far_min
        if far_min is None:
            return _FAR_TARGETS * target_min
        if not target_min <= far_min < np.inf:
            raise SitingError("choice.far_min", found=far_min, target=target_min)
        return float(far_min)

    @property
    def _reached(self) -> NDArray[np.bool_]:
        """Whom a place that may be used serves."""
        return np.asarray(self._serves[self.allowed].any(axis=0))

    @property
    def missing(self) -> NDArray[np.bool_]:
        """Whom no place that may be used serves, though they count."""
        return ~self._reached & (self.places.demand > 0)

    @property
    def limit_min(self) -> float:
        """The minutes within which the model serves."""
        if self.model == "double_standard":
            return self._far_min
        return self.district.settings.target.minutes

    @property
    def served(self) -> NDArray[np.bool_]:
        """Nobody can be asked to serve whom no place serves: they are named instead."""
        return self._reached | (self.missing & self.rules.everyone)

    def solve(self, stations: float, watch: SolveWatch) -> SitingPlan:
        """Return the model's plan; under a limit, that of the model behind it.

        Parameters
        ----------
        stations : int
            How many new ones; ``set_cover`` and a budget find the number themselves.
        watch : SolveWatch

        Raises
        ------
        SitingError
            More stations than candidates, or terms that are out of range.
        """
        if self.model == "set_cover":
            covers = sparse.csr_array(self.places.covers)[:, self.served]
            return siting.set_cover(covers, **self._sites(watch), **self._hooks(watch))
        if self.rules.budget is not None:
            plan = self._for_a_budget(self.rules.budget, watch)
            return replace(plan, model=self.model)
        p = check_stations(stations, self.places, self.settled)
        if self.rules.capacity is not None:
            return replace(self._with_room(p, self.rules.capacity, watch), model=self.model)
        if self.terms.most_moves is not None:
            return replace(self._moving(p, self.terms.most_moves, watch), model=self.model)
        return self._with_stations(p, watch)

    def fewest_needed(self, plan: SitingPlan, watch: SolveWatch) -> tuple[Notice, ...]:
        """Return how many new stations it takes to serve everybody, where that is the reason.

        Parameters
        ----------
        plan : SitingPlan
            The answer that there is none.
        watch : SolveWatch
        """
        if not any(note.key == _TOO_FEW for note in plan.notes):
            return ()
        fewest = siting.fewest_stations(
            np.where(self._serves, 1.0, np.inf)[:, self.served], **self._sites(watch)
        )
        if not fewest.has_plan:
            return ()
        return (Notice("choice.fewest_needed", count=round(fewest.bound) - self.settled.n_kept),)

    def _with_stations(self, p: int, watch: SolveWatch) -> SitingPlan:
        places, terms, served = self.places, self.terms, self.served
        covers, demand = sparse.csr_array(places.covers), places.demand
        common = {**self._sites(watch), **self._hooks(watch)}
        match self.model:
            case "max_cover":
                return siting.max_cover(covers, demand, p, **common)
            case "backup_cover":
                return siting.backup_cover(
                    covers, demand, p, backup_share=terms.backup_share, **common
                )
            case "mexclp":
                return siting.mexclp(
                    covers, demand, p, busy_share=terms.busy_share, stacking=False, **common
                )
            case "double_standard":
                far = sparse.csr_array(self._serves)
                return siting.double_standard(
                    covers[:, served],
                    far[:, served],
                    demand[served],
                    p,
                    near_share=terms.near_share,
                    **common,
                )
            case "probability_cover":
                sure = _p_on_time(self.district, places)
                return siting.probability_cover(sure, demand, p, **self._sites(watch))
            case "p_median":
                return siting.p_median(places.minutes[:, served], demand[served], p, **common)
            case _:
                return siting.p_center(places.minutes[:, served], p, **common)

    def _for_a_budget(self, budget: float, watch: SolveWatch) -> SitingPlan:
        places = self.places
        return siting.budget_cover(
            sparse.csr_array(places.covers),
            places.demand,
            cost=places.sites["cost"].to_numpy(np.float64),
            budget=budget,
            **self._sites(watch),
        )

    def _with_room(self, p: int, capacity: float, watch: SolveWatch) -> SitingPlan:
        places, served = self.places, self.served
        limits = {"capacity": capacity, **self._sites(watch)}
        if self.model == "max_cover":
            covers = sparse.csr_array(places.covers)
            return siting.capacitated_cover(covers, places.demand, p, **limits)
        return siting.capacitated_median(
            places.minutes[:, served], places.demand[served], p, **limits
        )

    def _moving(self, p: int, most_moves: float, watch: SolveWatch) -> SitingPlan:
        places, served = self.places, self.served
        today = self.allowed[self.allowed < places.n_open]
        limits = {
            "standing": today,
            "most_moves": most_moves,
            "cancelled": watch.cancelled,
            **self._sites(watch),
        }
        if self.model == "max_cover":
            covers = sparse.csr_array(places.covers)
            return siting.relocated_cover(covers, places.demand, p, **limits)
        return siting.relocated_median(
            places.minutes[:, served],
            places.demand[served],
            p,
            on_progress=watch.on_progress,
            **limits,
        )

    def _sites(self, watch: SolveWatch) -> dict[str, Any]:
        return {
            "fixed": self.settled.fixed,
            "forbidden": self.settled.forbidden,
            "time_limit_s": watch.time_limit_s,
        }

    def _hooks(self, watch: SolveWatch) -> dict[str, Any]:
        return {
            "on_progress": self._in_our_unit(watch.on_progress),
            "cancelled": watch.cancelled,
        }

    def _in_our_unit(self, on_progress: Progress | None) -> Progress | None:
        """Return the listener for a search, which counts in its own unit.

        The search for the widest cover counts who is left uncovered; that for the shortest
        longest response tells of its steps, which are no minutes.
        """
        if on_progress is None or self.model == "p_center":
            return None
        if self.model != "max_cover":
            return on_progress
        coverable = float(self.places.demand[self._reached].sum())
        return lambda left, bound: on_progress(coverable - left, coverable - bound)


def _p_on_time(district: District, places: SitePlaces) -> NDArray[np.float64]:
    return p_on_time(
        district.model,
        drive_min=places.drive,
        access_min=places.access,
        target_min=district.settings.target.minutes,
    )
