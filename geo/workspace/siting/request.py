"""Everything that one siting question can be answered with: plans, proofs, futures, the front."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pandas as pd

from geo.errors import Notice, SitingError
from geo.siting import no_regret_sites
from geo.stop import Stop
from geo.summary import Summarized
from geo.workspace.district import District
from geo.workspace.reading.areas import areas_of_file, polygon_of
from geo.workspace.siting.answer import StationSiting, best_sitings, site_stations
from geo.workspace.siting.comparison import PlanComparison, compare_coverages
from geo.workspace.siting.front import siting_front
from geo.workspace.siting.futures import (
    PhasedSiting,
    covers_in,
    phased_siting,
    regret_of,
    robust_siting,
)
from geo.workspace.siting.models import MODELS, ModelTerms
from geo.workspace.siting.places import SitePlaces, refuse_pointless, site_places
from geo.workspace.siting.rules import SiteRules, rules_of_many
from geo.workspace.siting.tolerance import (
    TOLERANCE_MODELS,
    SitingTolerance,
    siting_tolerance,
)
from geo.workspace.weights import HOUSEHOLDS

__all__ = ["SitingReport", "SitingRequest", "calculate_sitings", "district_in", "shared_sites"]

_NOW: Final = "now"
_LONGEST_HOUR: Final = 4
_LAST_HOUR: Final = 23


@dataclass(frozen=True)
class SitingRequest:
    """A question about new stations, and what is wanted beside the best plan.

    Attributes
    ----------
    model : str
        As in :func:`geo.workspace.site_stations`.
    stations : int
        How many new ones.
    rules : SiteRules
        What every plan must keep.
    terms : ModelTerms
        What single models ask for besides.
    alternatives : int
        How many of the best plans are wanted; 0 for none.
    phases : tuple of int
        New stations that stand after each phase.
    futures : tuple of str
        As in :func:`district_in`.
    front : bool
        Whether the front of stations, households on time and minutes is wanted.
    tolerance : bool
        Whether it is wanted how far drives may be off before other sites are better.
    time_limit_s : float or None
        Wall seconds for each of the answers.
    most_stations : float or None
        Most new stations of a model that finds their number itself.
    """

    model: str
    stations: float
    rules: SiteRules = field(default_factory=SiteRules)
    terms: ModelTerms = field(default_factory=ModelTerms)
    alternatives: int = 0
    phases: tuple[float, ...] = ()
    futures: tuple[str, ...] = ()
    front: bool = False
    tolerance: bool = False
    time_limit_s: float | None = None
    most_stations: float | None = None


@dataclass(frozen=True, eq=False, repr=False)
class SitingReport(Summarized):
    """The answers to a request; what was not wanted is empty.

    Attributes
    ----------
    places : SitePlaces
    best : StationSiting
        The best plan.
    comparison : PlanComparison
        What it changes against the stations of today.
    alternatives : tuple of StationSiting
        The best few plans, the best first.
    no_regret : tuple of str
        Ids of the new places that all of them hold.
    phased : PhasedSiting or None
    robust : mapping of str to StationSiting
        ``expected`` and ``worst_case`` over the futures.
    regret : DataFrame or None
        What these plans and the best one give away in each future.
    front : DataFrame or None
    tolerance : SitingTolerance or None
    weight : str
        The column of the list that is counted.
    """

    places: SitePlaces
    best: StationSiting
    comparison: PlanComparison
    alternatives: tuple[StationSiting, ...]
    no_regret: tuple[str, ...]
    phased: PhasedSiting | None
    robust: Mapping[str, StationSiting]
    regret: pd.DataFrame | None
    front: pd.DataFrame | None
    tolerance: SitingTolerance | None = None
    weight: str = HOUSEHOLDS


def calculate_sitings(
    district: District, request: SitingRequest, *, stop: Stop | None = None
) -> SitingReport:
    """Return the best plan and what else is wanted about it.

    Parameters
    ----------
    district : District
    request : SitingRequest
    stop : Stop, optional
        Cancel flag of the caller, and who hears how far the best plan has come.

    Raises
    ------
    SitingError
        For a request that contradicts itself, or a question that has no answer: with the reasons.
    """
    further = request.alternatives or request.phases or request.futures or request.front
    if request.terms.most_moves is not None and further:
        raise SitingError("choice.moves_of_one_plan")
    if request.terms.hours != "plan" and further:
        raise SitingError("choice.hours_of_one_plan")
    if further:
        rules_of_many(district.settings.siting, request.rules)
    places = site_places(district)
    if further and places.room(request.rules.capacity) is not None:
        raise SitingError("choice.capacity_of_one_plan")
    refuse_pointless(places)
    rules, stations, limit = request.rules, request.stations, request.time_limit_s
    best = site_stations(
        district,
        model=request.model,
        stations=stations,
        time_limit_s=limit,
        rules=rules,
        terms=request.terms,
        places=places,
        stop=stop,
    )
    _refuse_more(request, best)
    alternatives = tuple(
        best_sitings(
            district,
            stations=stations,
            count=request.alternatives,
            rules=rules,
            places=places,
            by="p_median" if request.model == "p_median" else "max_cover",
            time_limit_s=limit,
        )
        if request.alternatives
        else ()
    )
    robust, regret = _robust(district, request, places, best)
    return SitingReport(
        places=places,
        best=best,
        comparison=compare_coverages(district, best.before, best.after),
        alternatives=alternatives,
        no_regret=shared_sites(places, alternatives),
        phased=phased_siting(
            district, counts=request.phases, rules=rules, places=places, time_limit_s=limit
        )
        if request.phases
        else None,
        robust=robust,
        regret=regret,
        front=siting_front(
            district, most_new=stations, rules=rules, places=places, time_limit_s=limit
        )
        if request.front
        else None,
        tolerance=_tolerance(district, request, best, places),
        weight=district.settings.demand.weight,
    )


def _refuse_more(request: SitingRequest, best: StationSiting) -> None:
    """Refuse a plan whose model finds the number, where that is more than is wanted."""
    most, needed = request.most_stations, len(best.proposed)
    if most is None or not MODELS[request.model].finds_number or needed <= most:
        return
    reason = Notice("choice.needs_more", count=needed, most=f"{most:g}")
    raise SitingError("workspace.siting_infeasible", faults=(reason,))


def _tolerance(
    district: District, request: SitingRequest, best: StationSiting, places: SitePlaces
) -> SitingTolerance | None:
    """Return how far the drives may be off, where that is wanted."""
    if not request.tolerance:
        return None
    if request.terms.most_moves is not None:
        raise SitingError("condition.tolerance_model", valid=", ".join(TOLERANCE_MODELS))
    return siting_tolerance(
        district, best, places, request.rules, time_limit_s=request.time_limit_s
    )


def shared_sites(places: SitePlaces, plans: tuple[StationSiting, ...]) -> tuple[str, ...]:
    """Return the ids of the new places that every plan holds.

    Parameters
    ----------
    places : SitePlaces
        Where stations stand or could stand.
    plans : tuple of StationSiting
        The plans.

    Returns
    -------
    tuple of str
    """
    shared = no_regret_sites([one.plan for one in plans])
    return tuple(places.sites["site_id"].iloc[shared[shared >= places.n_open]])


def district_in(district: District, future: str) -> District:
    """Return a district in another hour or with the roads of an area closed.

    Parameters
    ----------
    district : District
    future : str
        An hour of the day, a file that draws an area whose roads are closed, or both joined by
        ``+``: ``8``, ``flood.geojson``, ``8+flood.geojson``.

    Raises
    ------
    SitingError
        For an hour that no day has.
    TableError
        When the file is missing or holds no area.
    """
    for part in (one.strip() for one in future.split("+")):
        if part.lstrip("-").isdecimal():
            if len(part) > _LONGEST_HOUR or not 0 <= int(part) <= _LAST_HOUR:
                raise SitingError("choice.future_hour", found=part)
            district = district.at_hour(int(part))
    for part in (one.strip() for one in future.split("+")):
        if not part.lstrip("-").isdecimal():
            district = district.with_roads_closed(*map(polygon_of, areas_of_file(Path(part))))
    return district


def _robust(
    district: District, request: SitingRequest, places: SitePlaces, best: StationSiting
) -> tuple[dict[str, StationSiting], pd.DataFrame | None]:
    """Return the plans that are made for several futures, and what every plan gives away."""
    if not request.futures:
        return {}, None
    futures = {
        _NOW: places.cover_rows,
        **{one: covers_in(district_in(district, one), places) for one in request.futures},
    }
    robust = {
        name: robust_siting(
            district,
            futures,
            stations=len(best.proposed),
            worst_case=name == "worst_case",
            rules=request.rules,
            places=places,
            time_limit_s=request.time_limit_s,
        )
        for name in ("expected", "worst_case")
    }
    plans = {"best": best.plan, **{name: one.plan for name, one in robust.items()}}
    return robust, regret_of(plans, futures, places=places, rules=request.rules)
