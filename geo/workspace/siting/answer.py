"""Where to put new stations in a district: the question for the siting models, and its answer."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final, get_args

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from geo import siting
from geo.coverage import Coverage, reallocation
from geo.errors import Notice, SitingError
from geo.places import Places
from geo.settings import SitingHours
from geo.siting import SitingPlan
from geo.stop import Stop
from geo.summary import Summarized
from geo.workspace.district import District
from geo.workspace.road_access import lost_candidates
from geo.workspace.siting.helpful import refuse_left_out, without_idle
from geo.workspace.siting.hours import SiteHours, hours_table, site_hours
from geo.workspace.siting.models import MODELS, ModelTerms, models_with, unread_keys
from geo.workspace.siting.places import SitePlaces, cover_from, nearest_estate, site_places
from geo.workspace.siting.question import SitingQuestion
from geo.workspace.siting.reasons import left_out_by_hour, left_out_notices, named
from geo.workspace.siting.room import gains, room_notice, room_today, within_room
from geo.workspace.siting.rules import SiteRules, check_stations, rules_of_many, settle
from geo.workspace.siting.shares import adding_up

__all__ = [
    "StationSiting",
    "answer_of",
    "best_sitings",
    "no_proposals",
    "site_stations",
    "station_curve",
]


@dataclass(frozen=True, eq=False, repr=False)
class StationSiting(Summarized):
    """An answer about new stations, in the district's own words.

    Attributes
    ----------
    plan : SitingPlan
        The kernel's answer; candidate indices are rows of ``sites``.
    sites : GeoDataFrame
        ``site_id, name, label, cost`` of every place that was thought of: the open stations first.
    site_covers : sparse array of bool, shape (n_sites, n_estates)
        Whom a station at each place reaches in time.
    proposed : Places
        The new ones: ``candidate_id, name, near, lon, lat, households_gained``.
    closed : tuple of str
        Ids of the stations of today that the plan gives up.
    before, after : Coverage
        With the open stations alone, and with the proposed ones behind them.
    notices : tuple of Notice
        What was left out, and why.
    households : ndarray, shape (n_estates,)
        Of every estate.
    rows : ndarray of int, shape (n_stations,)
        Places of the stations that ``after`` names, those of ``before`` first.
    capacity : ndarray, shape (n_stations,), or None
        Most that each of these stations serves; None where nothing is limited.
    hours : {"plan", "calls", "equal", "worst"}
        Which hours the model counted.
    by_hour : DataFrame or None
        What the plan gives at every hour, as :func:`geo.workspace.siting.hours.hours_table` tells;
        None for the hour of the plan alone.
    """

    plan: SitingPlan
    sites: gpd.GeoDataFrame
    site_covers: sparse.csr_array
    proposed: Places
    closed: tuple[str, ...]
    before: Coverage
    after: Coverage
    notices: tuple[Notice, ...]
    households: NDArray[np.float64]
    rows: NDArray[np.int64]
    capacity: NDArray[np.float64] | None = None
    hours: SitingHours = "plan"
    by_hour: pd.DataFrame | None = None

    def _facts(self) -> Iterator[tuple[str, str]]:
        yield "model", self.plan.model
        yield "status", self.plan.status
        yield "objective", f"{self.plan.objective:,.1f}"
        yield "proposed", f"{len(self.proposed):,}"
        yield "closed", f"{len(self.closed):,}"

    @property
    def reallocation(self) -> pd.DataFrame:
        """Who is served by which station before and after, by site ids; "" for none."""
        ids = np.append(self.sites["site_id"].to_numpy(object)[self.rows], "")
        return reallocation(
            ids[self.before.station].tolist(), ids[self.after.station].tolist(), self.households
        )

    @property
    def served(self) -> pd.DataFrame:
        """Whom each station serves once the plan stands, and whom none does: it adds up to all.

        ``site_id, label, estates, households, on_time, share, capacity, used``: ``share`` is of
        all households, in tenths of a per cent that add up to one; ``used`` of the capacity.
        """
        station, n = self.after.station, self.rows.size
        sites = self.sites.iloc[self.rows]
        served = _sums(station, self.households, n)
        capacity = np.full(n + 1, np.nan) if self.capacity is None else self.capacity
        capacity = np.append(capacity[:n], np.nan)
        return pd.DataFrame(
            {
                "site_id": [*sites["site_id"], ""],
                "label": [*sites["label"], ""],
                "estates": _sums(station, np.ones(station.size), n).astype(np.int64),
                "households": served.astype(np.int64),
                "on_time": _sums(station, self.households * self.after.covered, n).astype(np.int64),
                "share": adding_up(served),
                "capacity": np.where(np.isfinite(capacity), capacity, np.nan),
                "used": np.where(np.isfinite(capacity), served / capacity, np.nan),
            }
        )

    @property
    def site_ids(self) -> tuple[str, ...]:
        """Ids of all stations of the plan, those of today that stay included."""
        return tuple(self.sites["site_id"].iloc[np.unique(self.plan.chosen)])

    @property
    def cost(self) -> float:
        """What the new stations cost together."""
        return float(self.sites["cost"].iloc[np.unique(self.plan.chosen)].sum())


def site_stations(
    district: District,
    *,
    model: str,
    stations: float,
    time_limit_s: float | None = None,
    rules: SiteRules | None = None,
    terms: ModelTerms | None = None,
    stop: Stop | None = None,
    places: SitePlaces | None = None,
) -> StationSiting:
    """Return the best places for new stations beside those that are open.

    Parameters
    ----------
    district : District
    model : {"max_cover", "set_cover", "p_median", "p_center", "backup_cover", "mexclp", \
"double_standard", "probability_cover"}
        ``max_cover``: most households on time; ``set_cover``: fewest stations that put every
        household on time; ``p_median``: least minutes over all households; ``p_center``: the
        shortest longest response; ``backup_cover``: a second station on time counts too;
        ``mexclp``: crews that are busy a share of the time; ``double_standard``: everybody within
        a far limit, a share within the target, as many as possible by two stations;
        ``probability_cover``: the largest expected number of households on time.
    stations : int
        How many new ones; ``set_cover`` and a budget find the number themselves.
    time_limit_s : float, optional
        Wall seconds after which the best so far is returned.
    rules : SiteRules, optional
        What every plan must keep; those of the workspace unless given.
    terms : ModelTerms, optional
        What single models ask for besides; that of the workspace unless given.
    stop : Stop, optional
        Limit, cancel flag and listener of the caller; ``time_limit_s`` counts within it.
    places : SitePlaces, optional
        The places of this district, where they are known already.

    Returns
    -------
    StationSiting

    Raises
    ------
    SitingError
        For an unknown model, rules that contradict each other, more stations than candidates, or
        a question that has no answer: with the reasons.

    Examples
    --------
    >>> from geo.workspace import open_district, open_workspace
    >>> town = open_district(open_workspace("data/toy"))
    >>> sited = site_stations(town, model="max_cover", stations=1)
    >>> sited.plan.status, sited.plan.objective
    ('optimal', 950.0)
    """
    rules = SiteRules.of(district.settings.siting) if rules is None else rules
    terms = ModelTerms.of(district.settings.siting) if terms is None else terms
    stop = siting.check_stop(stop, time_limit_s)
    if places is None:
        needs_all = model in MODELS and not MODELS[model].asks_near
        places = site_places(district, for_minutes=needs_all)
    hours = _hours_of(district, terms)
    asked = SitingQuestion(district, places, rules, model, terms, hours)
    left_out = _left_out(district, asked)
    if rules.everyone and left_out:
        raise SitingError("workspace.siting_infeasible", faults=left_out)
    plan = asked.solve(stations, stop)
    if not plan.has_plan:
        names = district.estates["name"].to_numpy()
        reasons = (
            *named(plan.notes, np.resize(names, asked.served.size)[asked.served]),
            *asked.fewest_needed(plan, stop),
        )
        raise SitingError("workspace.siting_infeasible", faults=reasons)
    refuse_left_out(asked, plan)
    plan, why = without_idle(asked, plan)
    unread = unread_keys(district.settings.siting, model, has_budget=rules.budget is not None)
    told = [*why, *asked.near_notices, *left_out, *unread, *lost_candidates(district)[1]]
    if not district.counts_households:
        told.append(Notice("condition.weighed_objective", weight=district.settings.demand.weight))
    if hours is not None:
        return _answer_over_hours(district, places, hours, plan, [*told, *hours.notices])
    room = places.room(rules.capacity)
    if MODELS[model].with_capacity is None:
        if room is not None:
            told.append(Notice("condition.capacity_ignored"))
        room = None
    if room is None:
        return answer_of(district, places, plan, told)
    served = np.full(len(district.estates), -1, dtype=np.int64)
    served[asked.served if plan.assigned.size < served.size else slice(None)] = plan.assigned
    return _answer_within_room(
        district,
        places,
        replace(plan, assigned=served),
        room,
        stop=stop.part(),
        notices=told,
    )


def best_sitings(
    district: District,
    *,
    stations: float,
    count: int,
    rules: SiteRules | None = None,
    places: SitePlaces | None = None,
    by: str = "max_cover",
    time_limit_s: float | None = None,
    stop: Stop | None = None,
) -> list[StationSiting]:
    """Return the best few plans, each rank proven.

    Parameters
    ----------
    district : District
    stations : int
        How many new stations each plan has.
    count : int
        How many plans.
    rules : SiteRules, optional
        What every plan must keep; those of the workspace unless given.
    places : SitePlaces, optional
        The places of this district, where they are known already.
    by : {"max_cover", "p_median"}
        Rank by households on time, or by the minutes of all households.
    time_limit_s : float, optional
        Wall seconds for all of them.
    stop : Stop, optional
        Limit and cancel flag of the caller.

    Returns
    -------
    list of StationSiting
        The best first; fewer where there are no more.
    """
    ranked = models_with("with_capacity")
    if by not in ranked:
        raise SitingError("choice.ranking", found=by, valid=", ".join(ranked))
    rules = rules_of_many(district.settings.siting, rules)
    places = site_places(district) if places is None else places
    settled = settle(places, rules)
    p = check_stations(stations, places, settled)
    limits: dict[str, Any] = {
        "fixed": settled.fixed,
        "forbidden": settled.forbidden,
        "stop": siting.check_stop(stop, time_limit_s).part(),
    }
    if by == "p_median":
        reached = places.reached
        plans = siting.best_medians(
            places.minutes[:, reached], places.demand[reached], p, count, **limits
        )
    else:
        plans = siting.best_covers(places.cover_rows, places.demand, p, count, **limits)
    return [answer_of(district, places, plan) for plan in plans]


_USUAL_CURVE: Final = 10


def station_curve(
    district: District,
    *,
    most_new: float | None,
    rules: SiteRules | None = None,
    places: SitePlaces | None = None,
    stop: Stop | None = None,
) -> pd.DataFrame:
    """Return what each further station adds, every number of stations solved to proof.

    Parameters
    ----------
    district : District
    most_new : int or None
        Largest number of new stations; None for 10, or all sites where there are fewer.
    rules : SiteRules, optional
        What every plan must keep; those of the workspace unless given.
    places : SitePlaces, optional
        The places of this district, where they are known already.
    stop : Stop, optional
        Limit and cancel flag of the caller.

    Returns
    -------
    DataFrame
        ``new_stations, households_covered, share_households, gained, status``, from none (or the
        locked ones) up.
    """
    rules = rules_of_many(district.settings.siting, rules)
    places = site_places(district) if places is None else places
    settled = settle(places, rules)
    new_sites = settled.allowed(len(places.sites)) >= places.n_open
    most = min(_USUAL_CURVE, int(new_sites.sum())) if most_new is None else most_new
    curve = siting.cover_curve(
        places.cover_rows,
        places.demand,
        check_stations(most, places, settled),
        fixed=settled.fixed,
        forbidden=settled.forbidden,
        stop=Stop.within(stop).part(),
    )
    return pd.DataFrame(
        {
            "new_stations": curve["stations"] - settled.n_kept,
            "households_covered": curve["covered"],
            "share_households": curve["covered"] / max(float(district.demand.sum()), 1e-9),
            "gained": curve["gained"].where(curve["stations"] > settled.fixed.size, 0),
            "status": curve["status"],
        }
    )


def answer_of(
    district: District, places: SitePlaces, plan: SitingPlan, notices: Iterable[Notice] = ()
) -> StationSiting:
    """Return a plan over the places of a district in the district's own words.

    Parameters
    ----------
    district : District
    places : SitePlaces
    plan : SitingPlan
    notices : iterable of Notice
        What was left out, and why.
    """
    new, closed, rows = _rows_of(places, plan)
    today = places.on_duty
    before = cover_from(district, places, today)
    after = cover_from(district, places, rows, serving=~np.isin(rows, closed))
    won = after.covered & ~before.covered
    gained = np.bincount(after.station[won], weights=district.households[won], minlength=rows.size)[
        today.size :
    ]
    return StationSiting(
        plan=plan,
        sites=places.sites,
        site_covers=places.cover_rows,
        proposed=_proposed(district, places.sites, new, gained.astype(np.int64)),
        closed=tuple(places.sites["site_id"].iloc[closed]),
        before=before,
        after=after,
        notices=tuple(notices),
        households=district.households,
        rows=rows,
    )


def _hours_of(district: District, terms: ModelTerms) -> SiteHours | None:
    """Return the hours that terms ask for, None for that of the plan."""
    valid = get_args(SitingHours)
    if terms.hours not in valid:
        raise SitingError("choice.hours_unknown", found=terms.hours, valid=", ".join(valid))
    return None if terms.hours == "plan" else site_hours(district, terms.hours)


def _left_out(district: District, asked: SitingQuestion) -> tuple[Notice, ...]:
    """Return who is served by no place, at the hour of the plan or at those that are weighed."""
    if asked.hours is None:
        return left_out_notices(
            district, asked.places, asked.allowed, asked.missing, asked.limit_min
        )
    return left_out_by_hour(district, asked.hours, asked.allowed, asked.missing, asked.limit_min)


def _answer_over_hours(
    district: District,
    places: SitePlaces,
    hours: SiteHours,
    plan: SitingPlan,
    notices: Iterable[Notice],
) -> StationSiting:
    """Return a plan over points of estates and hours as one over estates, told hour by hour."""
    n_estates = len(district.estates)
    never = np.bincount(plan.uncoverable % n_estates, minlength=n_estates)
    then = answer_of(district, places, plan, notices)
    by_estate = replace(
        plan,
        assigned=np.append(then.rows, -1)[then.after.station],
        uncoverable=np.flatnonzero(never == len(hours.situations)),
    )
    return replace(
        then,
        plan=by_estate,
        hours=hours.weighing,
        by_hour=hours_table(district, hours, np.unique(plan.chosen)),
    )


def _sums(
    station: NDArray[np.int64], amount: NDArray[np.float64], n_stations: int
) -> NDArray[np.float64]:
    """Return the amounts by station, and last those of nobody's."""
    owner = np.where(station < 0, n_stations, station)
    return np.asarray(np.bincount(owner, weights=amount, minlength=n_stations + 1), np.float64)


def no_proposals(district: District, places: SitePlaces) -> Places:
    """Return the table of new stations of a plan that proposes none."""
    none = np.zeros(0, dtype=np.int64)
    return _proposed(district, places.sites, none, none)


def _answer_within_room(
    district: District,
    places: SitePlaces,
    plan: SitingPlan,
    capacity: NDArray[np.float64],
    *,
    stop: Stop,
    notices: Iterable[Notice],
) -> StationSiting:
    """Return a plan whose stations serve so many households at most, today as well as then."""
    new, closed, rows = _rows_of(places, plan)
    today = places.on_duty
    before = within_room(district, places, today, room_today(places, capacity, stop))
    after = within_room(district, places, rows, plan.assigned)
    gained = gains(district, before, after, today.size, new.size)
    return StationSiting(
        plan=plan,
        sites=places.sites,
        site_covers=places.cover_rows,
        proposed=_proposed(district, places.sites, new, gained),
        closed=tuple(places.sites["site_id"].iloc[closed]),
        before=before,
        after=after,
        notices=(*notices, *room_notice(district, after, capacity[rows])),
        households=district.households,
        rows=rows,
        capacity=capacity[rows],
    )


def _rows_of(
    places: SitePlaces, plan: SitingPlan
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return the new places of a plan, the stations it closes, and those on duty with the new."""
    new = np.unique(plan.chosen[plan.chosen >= places.n_open])
    closed = np.setdiff1d(np.arange(places.n_open), plan.chosen)
    return new, closed, np.concatenate([places.on_duty, new])


def _proposed(
    district: District,
    sites: gpd.GeoDataFrame,
    chosen: NDArray[np.int64],
    gained: NDArray[np.int64],
) -> Places:
    """Return the new stations with the households that they bring on time."""
    new = sites.iloc[chosen].reset_index(drop=True)
    return Places(
        {
            "candidate_id": new["site_id"],
            "name": new["name"],
            "near": nearest_estate(district.estates, new),
            "lon": new.geometry.x,
            "lat": new.geometry.y,
            "households_gained": gained,
        },
        geometry=new.geometry,
        crs=4326,
    )
