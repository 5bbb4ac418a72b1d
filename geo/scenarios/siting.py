"""What the siting page asks the rooms: plans, fronts and futures of a scenario.

Nothing here knows of Streamlit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd
from scipy import sparse

from geo.scenarios.planner import Planner
from geo.scenarios.scenario import Scenario
from geo.settings import SitingHours
from geo.siting import SitingPlan
from geo.stop import Stop
from geo.summary import Summarized
from geo.workspace import (
    District,
    ModelTerms,
    PhasedSiting,
    PlanComparison,
    SitePlaces,
    SiteRules,
    SitingTolerance,
    StationSiting,
    answer_of,
    best_sitings,
    compare_coverages,
    covers_in,
    front_plan,
    phased_siting,
    refuse_pointless,
    regret_of,
    robust_siting,
    shared_sites,
    site_stations,
    siting_front,
    siting_tolerance,
)

__all__ = [
    "Futures",
    "SiteAsk",
    "best_plans",
    "compared_plans",
    "conditions",
    "district_asked",
    "front",
    "front_answer",
    "futures",
    "phases",
    "solved",
    "tolerance",
]

_FRONT_LIMIT_S = 30.0
_TOLERANCE_LIMIT_S = 30.0


@dataclass(frozen=True)
class SiteAsk:
    """A question about new stations.

    Attributes
    ----------
    model : str
    stations : int
        How many new ones.
    rules : SiteRules
    time_limit_s : float
        Wall seconds for the proof.
    weight : str
        The column of the list that is counted; that of the workspace unless it is given.
    hours : {"plan", "calls", "equal", "worst"}
        Which hours the best plan counts; the other questions count that of the plan.
    """

    model: str = "max_cover"
    stations: int = 1
    rules: SiteRules = field(default_factory=SiteRules)
    time_limit_s: float = 60.0
    weight: str = ""
    hours: SitingHours = "plan"


@dataclass(frozen=True, eq=False, repr=False)
class Futures(Summarized):
    """Plans for several futures.

    Attributes
    ----------
    regret : DataFrame
        ``plan, future, covered, best, regret, status``.
    robust : mapping of str to StationSiting
        ``expected`` and ``worst_case``.
    """

    regret: pd.DataFrame
    robust: Mapping[str, StationSiting]


def conditions(scenario: Scenario) -> Scenario:
    """Return what of a scenario decides where stations do most."""
    return scenario.situation


def district_asked(planner: Planner, scenario: Scenario, ask: SiteAsk) -> District:
    """Return the district of a scenario, counted as the question asks.

    Parameters
    ----------
    planner : Planner
    scenario : Scenario
    ask : SiteAsk

    Returns
    -------
    District
    """
    district = planner.district_of(scenario)
    return district.with_weight(ask.weight) if ask.weight else district


def tolerance(
    planner: Planner, scenario: Scenario, ask: SiteAsk, plan: StationSiting
) -> SitingTolerance:
    """Return how far drives may be off before other sites are better than those of a plan.

    Parameters
    ----------
    planner : Planner
    scenario : Scenario
    ask : SiteAsk
    plan : StationSiting

    Returns
    -------
    SitingTolerance

    Raises
    ------
    SitingError
        For a plan of another model than ``max_cover`` and ``p_median``, or under a limit.
    """
    return siting_tolerance(
        district_asked(planner, scenario, ask),
        plan,
        _places(planner, scenario, ask),
        ask.rules,
        time_limit_s=_TOLERANCE_LIMIT_S,
    )


def _places(planner: Planner, scenario: Scenario, ask: SiteAsk) -> SitePlaces:
    """Return the places of a scenario in which some plan is better than another."""
    places = planner.places(scenario, ask.weight)
    refuse_pointless(places)
    return places


def solved(planner: Planner, scenario: Scenario, ask: SiteAsk, stop: Stop) -> StationSiting:
    """Return the best plan, telling how far it has come and ending early where it must."""
    district = district_asked(planner, scenario, ask)
    return site_stations(
        district,
        model=ask.model,
        stations=ask.stations,
        rules=ask.rules,
        terms=replace(ModelTerms.of(district.settings.siting), hours=ask.hours),
        time_limit_s=ask.time_limit_s,
        stop=stop,
        places=_places(planner, scenario, ask),
    )


def best_plans(
    planner: Planner, scenario: Scenario, ask: SiteAsk, count: int, stop: Stop
) -> tuple[tuple[StationSiting, ...], tuple[str, ...]]:
    """Return the best few plans, and the new places that all of them hold."""
    found = _places(planner, scenario, ask)
    plans = tuple(
        best_sitings(
            district_asked(planner, scenario, ask),
            stations=ask.stations,
            count=count,
            rules=ask.rules,
            places=found,
            by="p_median" if ask.model == "p_median" else "max_cover",
            time_limit_s=ask.time_limit_s,
            stop=stop,
        )
    )
    return plans, shared_sites(found, plans)


def front(
    planner: Planner, scenario: Scenario, ask: SiteAsk, most_new: int, stop: Stop
) -> pd.DataFrame:
    """Return the front up to a number of new stations; the listener learns what is known so far."""
    return siting_front(
        district_asked(planner, scenario, ask),
        most_new=most_new,
        rules=ask.rules,
        places=_places(planner, scenario, ask),
        time_limit_s=min(ask.time_limit_s, _FRONT_LIMIT_S),
        stop=stop,
    )


def front_answer(
    planner: Planner, scenario: Scenario, ask: SiteAsk, row: pd.Series
) -> StationSiting:
    """Return a point of the front in the district's own words."""
    found = _places(planner, scenario, ask)
    plan = front_plan(row, found.demand.size)
    return answer_of(district_asked(planner, scenario, ask), found, plan)


def futures(
    planner: Planner,
    scenario: Scenario,
    ask: SiteAsk,
    others: Sequence[tuple[str, Scenario]],
    plans: Mapping[str, SitingPlan],
    stop: Stop,
) -> Futures:
    """Return the plans that do best over several futures, and what every plan gives away.

    Parameters
    ----------
    planner : Planner
    scenario : Scenario
        The open one: its stations stand in every future.
    ask : SiteAsk
    others : sequence of (str, Scenario)
        Hours and closures of the futures by their names.
    plans : mapping of str to SitingPlan
        Plans to compare with, by name.
    stop : Stop
    """
    found = _places(planner, scenario, ask)
    covers: dict[str, sparse.csr_array] = {}
    for name, other in others:
        covers[name] = covers_in(planner.district_of(_for_sites(other)), found)
    robust = {
        name: robust_siting(
            district_asked(planner, scenario, ask),
            covers,
            stations=ask.stations,
            worst_case=name == "worst_case",
            rules=ask.rules,
            places=found,
            time_limit_s=ask.time_limit_s,
            stop=stop,
        )
        for name in ("expected", "worst_case")
    }
    everything = {**plans, **{name: one.plan for name, one in robust.items()}}
    return Futures(regret_of(everything, covers, places=found, rules=ask.rules, stop=stop), robust)


def phases(
    planner: Planner, scenario: Scenario, ask: SiteAsk, counts: Sequence[float], stop: Stop
) -> PhasedSiting:
    """Return which stations to open in which phase."""
    return phased_siting(
        district_asked(planner, scenario, ask),
        counts=counts,
        rules=ask.rules,
        places=_places(planner, scenario, ask),
        time_limit_s=ask.time_limit_s,
        stop=stop,
    )


def compared_plans(
    planner: Planner, scenario: Scenario, before: StationSiting | None, after: StationSiting | None
) -> PlanComparison:
    """Return what changes from one plan to another; None stands for the stations as they are."""
    now = planner.answer(scenario).coverage
    return compare_coverages(
        planner.district_of(scenario),
        now if before is None else before.after,
        now if after is None else after.after,
    )


def _for_sites(future: Scenario) -> Scenario:
    """Return what of a future counts for stations wherever they stand: roads, promise, turnout."""
    names = ("target_min", "percentile", "turnout_min")
    return future.roads.model_copy(update={name: getattr(future, name) for name in names})
