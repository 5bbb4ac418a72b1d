"""Plans for several futures and several years: rush hour, closed roads, phases."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
from scipy import sparse

from geo import siting
from geo.errors import SitingError
from geo.siting import SitingPlan
from geo.stop import Stop
from geo.summary import Summarized
from geo.workspace.district import District
from geo.workspace.siting.answer import StationSiting, answer_of
from geo.workspace.siting.near import near_cover
from geo.workspace.siting.places import SitePlaces, duty_ids, site_places
from geo.workspace.siting.rules import SiteRules, check_stations, rules_of_many, settle

__all__ = ["PhasedSiting", "covers_in", "phased_siting", "regret_of", "robust_siting"]


@dataclass(frozen=True, eq=False, repr=False)
class PhasedSiting(Summarized):
    """New stations year by year; what is built stays.

    Attributes
    ----------
    phases : tuple of StationSiting
        What stands after each phase.
    opened : tuple of tuple of str
        Ids of the places that each phase adds.
    status : {"optimal", "feasible"}
        Whether the households on time, summed over the phases, are proven to be the most.
    gap : float
    """

    phases: tuple[StationSiting, ...]
    opened: tuple[tuple[str, ...], ...]
    status: str
    gap: float


def covers_in(future: District, places: SitePlaces) -> sparse.csr_array:
    """Return whom the places reach on time when roads are as in another district.

    Parameters
    ----------
    future : District
        The same lists and roads at another hour, with closures or other speeds.
    places : SitePlaces
        Stations without a crew on duty then reach nobody.

    Returns
    -------
    sparse array of bool, shape (n_sites, n_estates)
    """
    points = future.snap(places.sites.geometry.x, places.sites.geometry.y)
    on = future.on_duty(duty_ids(places.sites["site_id"], places.n_open))
    return near_cover(future, points, on).covers


def robust_siting(
    district: District,
    futures: Mapping[str, sparse.csr_array],
    *,
    stations: float,
    worst_case: bool = False,
    rules: SiteRules | None = None,
    places: SitePlaces | None = None,
    time_limit_s: float | None = None,
    stop: Stop | None = None,
) -> StationSiting:
    """Return the new stations that do best over several futures.

    Parameters
    ----------
    district : District
    futures : mapping of str to sparse array of bool, shape (n_sites, n_estates)
        Whom the places reach in each future, by its name.
    stations : int
        How many new ones.
    worst_case : bool
        Whether the worst future counts, instead of the mean of all.
    rules : SiteRules, optional
        What every plan must keep; those of the workspace unless given.
    places : SitePlaces, optional
        The places of this district, where they are known already.
    time_limit_s : float, optional
        Wall seconds; None runs to proof.
    stop : Stop, optional
        Limit and cancel flag of the caller.

    Returns
    -------
    StationSiting
        Verdicts are those of the district as it is.

    Raises
    ------
    SitingError
        Without a future, for rules that contradict each other, more stations than candidates.
    """
    if not futures:
        raise SitingError("choice.no_future")
    rules = rules_of_many(district.settings.siting, rules)
    places = site_places(district) if places is None else places
    settled = settle(places, rules)
    p = check_stations(stations, places, settled)
    solve = siting.worst_case_cover if worst_case else siting.expected_cover
    plan = solve(
        list(futures.values()),
        places.demand,
        p,
        fixed=settled.fixed,
        forbidden=settled.forbidden,
        stop=siting.check_stop(stop, time_limit_s).part(),
    )
    return answer_of(district, places, plan)


def regret_of(
    plans: Mapping[str, SitingPlan],
    futures: Mapping[str, sparse.csr_array],
    *,
    places: SitePlaces,
    rules: SiteRules,
    stop: Stop | None = None,
) -> pd.DataFrame:
    """Return what each plan gives away in each future, against the best plan for it.

    Parameters
    ----------
    plans : mapping of str to SitingPlan
        Plans over the places, by name.
    futures : mapping of str to sparse array of bool, shape (n_sites, n_estates)
        Whom the places reach in each future, by its name.
    places : SitePlaces
    rules : SiteRules
        What the best plans must keep as well.
    stop : Stop, optional
        Limit and cancel flag of the caller.

    Returns
    -------
    DataFrame
        ``plan, future, covered, best, regret, status``, in households; the best has as many
        stations as the plan and is proven where status is ``optimal``.
    """
    settled = settle(places, rules)
    table = siting.regret_table(
        plans,
        futures,
        places.demand,
        fixed=settled.fixed,
        forbidden=settled.forbidden,
        stop=stop,
    )
    return table.rename(columns={"scenario": "future"})


def phased_siting(
    district: District,
    *,
    counts: Sequence[float],
    rules: SiteRules | None = None,
    places: SitePlaces | None = None,
    time_limit_s: float | None = None,
    stop: Stop | None = None,
) -> PhasedSiting:
    """Return which stations to open in which year, so that each year keeps what stands.

    Parameters
    ----------
    district : District
    counts : sequence of int
        New stations that stand after each phase; never fewer than before.
    rules : SiteRules, optional
        What every plan must keep; those of the workspace unless given. Locked sites open first.
    places : SitePlaces, optional
        The places of this district, where they are known already.
    time_limit_s : float, optional
        Wall seconds; None runs to proof.
    stop : Stop, optional
        Limit and cancel flag of the caller.

    Returns
    -------
    PhasedSiting

    Raises
    ------
    SitingError
        For rules that contradict each other, more stations than candidates, counts that fall.
    """
    if list(counts) != sorted(counts) or not counts:
        raise SitingError("choice.phases_not_rising", counts=", ".join(map(str, counts)))
    rules = rules_of_many(district.settings.siting, rules)
    places = site_places(district) if places is None else places
    settled = settle(places, rules)
    phased = siting.phased_cover(
        places.cover_rows,
        places.demand,
        [check_stations(count, places, settled) for count in counts],
        fixed=settled.fixed,
        forbidden=settled.forbidden,
        stop=siting.check_stop(stop, time_limit_s).part(),
    )
    phases = tuple(
        answer_of(
            district,
            places,
            siting.part_of_answer(
                "max_cover",
                chosen=chosen,
                n_estates=places.demand.size,
                objective=covered,
                gap=phased.gap,
                status=phased.status,
                certificate=phased.certificate,
                seconds=phased.seconds,
            ),
        )
        for chosen, covered in zip(phased.chosen, phased.covered, strict=True)
    )
    ids = places.sites["site_id"].to_numpy()
    return PhasedSiting(
        phases=phases,
        opened=tuple(
            tuple(str(one) for one in ids[added[added >= places.n_open]]) for added in phased.opened
        ),
        status=phased.status,
        gap=phased.gap,
    )
