"""The siting models, one entry each: whom a place serves, which solver answers, what it can take.

Settings, command line, screen and report iterate over :data:`MODELS`. A further model is one entry
here and its two sentences, ``siting_model.<name>`` and ``siting_model.<name>_answer``.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Final, Literal, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from geo import siting
from geo.errors import Notice, SitingError
from geo.settings import SitingHours, SitingSettings
from geo.siting import SitingPlan

__all__ = [
    "MODELS",
    "ModelCase",
    "ModelTerms",
    "NearCase",
    "SitingModel",
    "Weighing",
    "models_reading",
    "models_weighing",
    "models_with",
    "refuse_unread",
    "unread_keys",
]

Serves = Literal["on_time", "within_far_limit", "reachable"]

Weighing = Literal["calls", "equal", "worst"]
"""How hours count: by the calls they bring, all alike, or the worst alone."""


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
    hours : {"plan", "calls", "equal", "worst"}
        Of every model: the hour of the plan alone, or all hours of weekdays, weekends and
        holidays, weighed by the calls they bring, all alike, or by the worst of them.
    """

    busy_share: float = 0.3
    backup_share: float = 0.5
    far_min: float | None = None
    near_share: float = 0.9
    most_moves: float | None = None
    hours: SitingHours = "plan"

    @classmethod
    def of(cls, settings: SitingSettings) -> Self:
        """Return the terms that a workspace asks for."""
        return cls(**{field.name: getattr(settings, field.name) for field in fields(cls)})


class NearCase(NamedTuple):
    """Minutes of near pairs, for a model that can do without the others.

    Attributes
    ----------
    minutes : sparse array, shape (n_places, n_estates)
    complete_to_min : float
        Every pair that is not held takes longer than this.
    minutes_from : callable
        Gives the minutes of some places to every estate.
    """

    minutes: sparse.csr_array
    complete_to_min: float
    minutes_from: Callable[[NDArray[np.int64]], NDArray[np.float64]]


@dataclass(frozen=True, eq=False)
class ModelCase:
    """What a model's solver is given, as arrays.

    Attributes
    ----------
    covers : sparse array of bool, shape (n_places, n_estates)
        Whom a station at each place reaches on time.
    minutes_of : callable
        Gives the median response minutes, shape (n_places, n_estates); inf where there is no way.
    demand : ndarray, shape (n_estates,)
        Households.
    cost : ndarray, shape (n_places,)
        What a station at each place costs; 0 for those of today.
    n_open : int
        Stations of today: the first places.
    serves : sparse array of bool, shape (n_places, n_estates)
        Whom a place serves, in the sense of the model.
    served : ndarray of bool, shape (n_estates,)
        Estates that the plan has to serve where the model must serve all.
    chances : callable
        Gives the probability of being on time, shape (n_places, n_estates).
    terms : ModelTerms
    asked : mapping
        What every solver takes: fixed and forbidden places, and the stop object.
    hours : tuple of ModelCase
        Where hours are weighed, what each of them asks alone; an estate of the case itself is then
        an estate at an hour.
    near : NearCase or None
        The minutes of near pairs, where those of all would be too many.
    """

    covers: sparse.csr_array
    minutes_of: Callable[[], NDArray[np.float64]]
    demand: NDArray[np.float64]
    cost: NDArray[np.float64]
    n_open: int
    serves: sparse.csr_array
    served: NDArray[np.bool_]
    chances: Callable[[], NDArray[np.float64]]
    terms: ModelTerms
    asked: Mapping[str, Any]
    hours: tuple["ModelCase", ...] = ()
    near: NearCase | None = None

    @property
    def served_minutes(self) -> NDArray[np.float64]:
        """Minutes from each place to the estates that are to be served."""
        return self.minutes_of()[:, self.served]

    @property
    def served_demand(self) -> NDArray[np.float64]:
        """Demand of the estates that are to be served."""
        return self.demand[self.served]


Solve = Callable[[ModelCase, int], SitingPlan]
SolveWithin = Callable[[ModelCase, int, Any], SitingPlan]


@dataclass(frozen=True)
class SitingModel:
    """One siting model.

    Attributes
    ----------
    name : str
        As settings and the command line write it.
    serves : {"on_time", "within_far_limit", "reachable"}
        When a place serves an estate.
    solve : callable
        Answers with a number of stations in all; a model that finds the number ignores it.
    within_budget, with_capacity, with_moves : callable or None
        Answer under a limit of money, of households for each station, of stations that close; None
        where the model does not take one.
    finds_number : bool
        Whether the model finds the number of stations itself.
    counts_households : bool
        Whether its objective is a number of households or stations, and none of minutes.
    terms : tuple of str
        Which :class:`ModelTerms` it reads.
    progress : {"as_is", "uncovered", "none"}
        What its search tells while it runs: its objective, the households it leaves uncovered, or
        steps that are no minutes.
    averages_hours : bool
        Whether it takes hours weighed by calls or equally: its objective is then the mean over
        hours. A model without demand has nothing to weigh.
    in_worst_hour : callable or None
        Answers for the worst hour; None where the model takes no such question.
    takes_near : bool
        Whether the minutes of near pairs are enough, though it weighs minutes.
    """

    name: str
    serves: Serves
    solve: Solve
    within_budget: SolveWithin | None = None
    with_capacity: SolveWithin | None = None
    with_moves: SolveWithin | None = None
    finds_number: bool = False
    counts_households: bool = True
    terms: tuple[str, ...] = ()
    progress: Literal["as_is", "uncovered", "none"] = "as_is"
    averages_hours: bool = True
    in_worst_hour: Solve | None = None
    takes_near: bool = False

    @property
    def weighs_minutes(self) -> bool:
        """Whether it needs the minutes of all pairs, not only who is near."""
        return self.serves == "reachable"

    @property
    def asks_near(self) -> bool:
        """Whether it can do without the minutes of all pairs."""
        return self.takes_near or not self.weighs_minutes

    @property
    def weighings(self) -> tuple[Weighing, ...]:
        """Which weighings of hours it takes."""
        means: tuple[Weighing, ...] = ("calls", "equal") if self.averages_hours else ()
        return means if self.in_worst_hour is None else (*means, "worst")

    @property
    def label_key(self) -> str:
        """Key of what people call the model."""
        return f"siting_model.{self.name}"

    @property
    def answer_key(self) -> str:
        """Key of the sentence that tells its objective and proof."""
        return f"siting_model.{self.name}_answer"

    @property
    def ranks_plans(self) -> bool:
        """Whether its best few plans can be named: those models that take capacities."""
        return self.with_capacity is not None


# ---------------------------------------------------------------- solvers


def _max_cover(case: ModelCase, p: int) -> SitingPlan:
    return siting.max_cover(case.covers, case.demand, p, **case.asked)


def _max_cover_for_budget(case: ModelCase, _p: int, budget: float) -> SitingPlan:
    return siting.budget_cover(
        case.covers, case.demand, cost=case.cost, budget=budget, **case.asked
    )


def _max_cover_with_capacity(case: ModelCase, p: int, capacity: float) -> SitingPlan:
    return siting.capacitated_cover(case.covers, case.demand, p, capacity=capacity, **case.asked)


def _max_cover_with_moves(case: ModelCase, p: int, most_moves: int) -> SitingPlan:
    return siting.relocated_cover(
        case.covers,
        case.demand,
        p,
        most_moves=most_moves,
        standing=_standing(case),
        **case.asked,
    )


def _set_cover(case: ModelCase, _p: int) -> SitingPlan:
    return siting.set_cover(case.covers[:, case.served], **case.asked)


def _p_median(case: ModelCase, p: int) -> SitingPlan:
    if case.near is not None:
        return _p_median_of_near(case, case.near, p)
    return siting.p_median(case.served_minutes, case.served_demand, p, **case.asked)


def _p_median_of_near(case: ModelCase, near: NearCase, p: int) -> SitingPlan:
    """Answer from near pairs; an estate may then have a still nearer station among all pairs."""
    plan = siting.p_median_of_sparse(
        near.minutes[:, case.served],
        case.served_demand,
        p,
        complete_to_min=near.complete_to_min,
        **case.asked,
    )
    if not plan.has_plan:
        return plan
    minutes = near.minutes_from(plan.chosen)[:, case.served]
    counts = case.served_demand > 0
    value = float(minutes.min(axis=0)[counts] @ case.served_demand[counts])
    gap = max(0.0, value - plan.bound) / max(value, 1e-9)
    assigned = np.where(np.isfinite(minutes).any(axis=0), plan.chosen[minutes.argmin(axis=0)], -1)
    return replace(plan, assigned=assigned, objective=value, gap=gap)


def _p_median_with_capacity(case: ModelCase, p: int, capacity: float) -> SitingPlan:
    return siting.capacitated_median(
        case.served_minutes, case.served_demand, p, capacity=capacity, **case.asked
    )


def _p_median_with_moves(case: ModelCase, p: int, most_moves: int) -> SitingPlan:
    return siting.relocated_median(
        case.served_minutes,
        case.served_demand,
        p,
        most_moves=most_moves,
        standing=_standing(case),
        **case.asked,
    )


def _p_center(case: ModelCase, p: int) -> SitingPlan:
    return siting.p_center(case.served_minutes, p, **case.asked)


def _backup_cover(case: ModelCase, p: int) -> SitingPlan:
    return siting.backup_cover(
        case.covers, case.demand, p, backup_share=case.terms.backup_share, **case.asked
    )


def _mexclp(case: ModelCase, p: int) -> SitingPlan:
    return siting.mexclp(
        case.covers, case.demand, p, busy_share=case.terms.busy_share, stacking=False, **case.asked
    )


def _double_standard(case: ModelCase, p: int) -> SitingPlan:
    return siting.double_standard(
        case.covers[:, case.served],
        case.serves[:, case.served],
        case.served_demand,
        p,
        near_share=case.terms.near_share,
        **case.asked,
    )


def _probability_cover(case: ModelCase, p: int) -> SitingPlan:
    return siting.probability_cover(case.chances(), case.demand, p, **case.asked)


def _standing(case: ModelCase) -> NDArray[np.int64]:
    """Return the stations of today that no rule closes."""
    return np.setdiff1d(np.arange(case.n_open), case.asked["forbidden"])


# ---------------------------------------------------------------- in the worst hour


def _worst_cover(case: ModelCase, p: int, levels: tuple[float, ...] = (1.0,)) -> SitingPlan:
    return siting.worst_case_cover(
        [hour.covers for hour in case.hours],
        np.max([hour.demand for hour in case.hours], axis=0),
        p,
        levels=levels,
        **case.asked,
    )


def _worst_backup(case: ModelCase, p: int) -> SitingPlan:
    return _worst_cover(case, p, (1.0, case.terms.backup_share))


def _worst_mexclp(case: ModelCase, p: int) -> SitingPlan:
    busy = case.terms.busy_share
    return _worst_cover(case, p, tuple((1.0 - busy) * busy**crews for crews in range(p)))


def _worst_median(case: ModelCase, p: int) -> SitingPlan:
    return siting.worst_case_median(
        [hour.served_minutes for hour in case.hours],
        [hour.served_demand for hour in case.hours],
        p,
        **case.asked,
    )


def _worst_probability(case: ModelCase, p: int) -> SitingPlan:
    demand = np.max([hour.demand for hour in case.hours], axis=0)
    return siting.worst_case_probability(
        [hour.chances() for hour in case.hours], demand, p, **case.asked
    )


# ---------------------------------------------------------------- the table


_TABLE: Final = (
    SitingModel(
        "max_cover",
        "on_time",
        _max_cover,
        within_budget=_max_cover_for_budget,
        with_capacity=_max_cover_with_capacity,
        with_moves=_max_cover_with_moves,
        terms=("most_moves",),
        progress="uncovered",
        in_worst_hour=_worst_cover,
    ),
    SitingModel(
        "set_cover",
        "on_time",
        _set_cover,
        finds_number=True,
        averages_hours=False,
        in_worst_hour=_set_cover,
    ),
    SitingModel(
        "p_median",
        "reachable",
        _p_median,
        with_capacity=_p_median_with_capacity,
        with_moves=_p_median_with_moves,
        counts_households=False,
        terms=("most_moves",),
        in_worst_hour=_worst_median,
        takes_near=True,
    ),
    SitingModel(
        "p_center",
        "reachable",
        _p_center,
        counts_households=False,
        averages_hours=False,
        in_worst_hour=_p_center,
    ),
    SitingModel(
        "backup_cover",
        "on_time",
        _backup_cover,
        terms=("backup_share",),
        in_worst_hour=_worst_backup,
    ),
    SitingModel(
        "mexclp",
        "on_time",
        _mexclp,
        counts_households=False,
        terms=("busy_share",),
        in_worst_hour=_worst_mexclp,
    ),
    SitingModel(
        "double_standard", "within_far_limit", _double_standard, terms=("far_min", "near_share")
    ),
    SitingModel(
        "probability_cover",
        "reachable",
        _probability_cover,
        progress="none",
        in_worst_hour=_worst_probability,
    ),
)

MODELS: Final[Mapping[str, SitingModel]] = {model.name: model for model in _TABLE}
"""Every siting model by its name, in the order in which they are offered."""


_ASKED_ELSEWHERE: Final = ("most_moves", "hours")
"""Terms that have a sentence of their own where the question is asked."""


def models_reading(term: str) -> tuple[str, ...]:
    """Return the names of the models that read a term.

    Parameters
    ----------
    term : str
        A field of :class:`ModelTerms`.

    Returns
    -------
    tuple of str
    """
    return tuple(name for name, model in MODELS.items() if term in model.terms)


def refuse_unread(model: str, given: Collection[str]) -> None:
    """Refuse terms that a model does not read: they would be ignored.

    Parameters
    ----------
    model : str
        A model of the table.
    given : collection of str
        Fields of :class:`ModelTerms` that were asked for.

    Raises
    ------
    SitingError
        For the first term that it does not read.
    """
    if model not in MODELS:
        raise SitingError("workspace.model", found=model, valid=", ".join(MODELS))
    for term in given:
        if term not in _ASKED_ELSEWHERE and term not in MODELS[model].terms:
            raise SitingError(
                "choice.term_model",
                term=term,
                model=model,
                valid=", ".join(models_reading(term)),
            )


def unread_keys(settings: SitingSettings, model: str, *, has_budget: bool) -> tuple[Notice, ...]:
    """Return what a workspace says about new stations and the question does not use.

    Parameters
    ----------
    settings : SitingSettings
    model : str
        A model of the table.
    has_budget : bool
        Whether a budget takes the place of the number of stations.

    Returns
    -------
    tuple of Notice
    """
    entry, said = MODELS[model], settings.model_fields_set
    unread = [
        term.name
        for term in fields(ModelTerms)
        if term.name in said
        and term.name not in (*entry.terms, *_ASKED_ELSEWHERE)
        and getattr(settings, term.name) != term.default
    ]
    notices = [
        Notice("choice.key_unread", key=key, model=model, valid=", ".join(models_reading(key)))
        for key in unread
    ]
    if has_budget and "stations" in said:
        notices.append(Notice("choice.budget_counts"))
    return tuple(notices)


def models_with(limit: str) -> tuple[str, ...]:
    """Return the names of the models that take a limit.

    Parameters
    ----------
    limit : {"within_budget", "with_capacity", "with_moves"}

    Returns
    -------
    tuple of str
        In the order of :data:`MODELS`.
    """
    return tuple(name for name, model in MODELS.items() if getattr(model, limit) is not None)


def models_weighing(hours: Weighing) -> tuple[str, ...]:
    """Return the names of the models that take a weighing of hours.

    Parameters
    ----------
    hours : {"calls", "equal", "worst"}

    Returns
    -------
    tuple of str
        In the order of :data:`MODELS`.
    """
    return tuple(name for name, model in MODELS.items() if hours in model.weighings)
