"""Where to put new stations in a district: the question for the siting models, and its answer."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from geo import siting
from geo.coverage import Coverage
from geo.errors import Notice, SitingError
from geo.response import p_on_time
from geo.siting import SitingPlan
from geo.workspace.covering import cover_district
from geo.workspace.district import District
from geo.workspace.siting_places import SitePlaces, nearest_estate, site_places
from geo.workspace.siting_reasons import left_out_notices, named
from geo.workspace.siting_rules import SettledSites, SiteRules, check_stations, settle

__all__ = [
    "MODELS",
    "SolveWatch",
    "StationSiting",
    "answer_of",
    "best_sitings",
    "site_stations",
    "station_curve",
]

MODELS: Final = (
    "max_cover",
    "set_cover",
    "p_median",
    "p_center",
    "backup_cover",
    "mexclp",
    "probability_cover",
)

Progress = Callable[[float, float], None]

_COVER_MODELS: Final = ("max_cover", "set_cover", "backup_cover", "mexclp")
_BUDGET_MODELS: Final = ("max_cover",)
_CAPACITY_MODELS: Final = ("max_cover", "p_median")


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


@dataclass(frozen=True, eq=False)
class StationSiting:
    """An answer about new stations, in the district's own words.

    Attributes
    ----------
    plan : SitingPlan
        The kernel's answer; candidate indices are rows of ``sites``.
    sites : GeoDataFrame
        ``site_id, name, label, cost`` of every place that was thought of: the open stations first.
    site_covers : ndarray of bool, shape (n_sites, n_estates)
        Whom a station at each place reaches in time.
    proposed : GeoDataFrame
        The new ones: ``candidate_id, name, near, lon, lat, households_gained``.
    closed : tuple of str
        Ids of the stations of today that the plan gives up.
    before, after : Coverage
        With the open stations alone, and with the proposed ones behind them.
    notices : tuple of Notice
        What was left out, and why.
    """

    plan: SitingPlan
    sites: gpd.GeoDataFrame
    site_covers: NDArray[np.bool_]
    proposed: gpd.GeoDataFrame
    closed: tuple[str, ...]
    before: Coverage
    after: Coverage
    notices: tuple[Notice, ...]

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
    busy_share: float = 0.3,
    backup_share: float = 0.5,
    watch: SolveWatch | None = None,
    places: SitePlaces | None = None,
) -> StationSiting:
    """Return the best places for new stations beside those that are open.

    Parameters
    ----------
    district : District
    model : {"max_cover", "set_cover", "p_median", "p_center", "backup_cover", "mexclp", \
"probability_cover"}
        ``max_cover``: most households on time; ``set_cover``: fewest stations that put every
        household on time; ``p_median``: least minutes over all households; ``p_center``: the
        shortest longest response; ``backup_cover``: a second station on time counts too;
        ``mexclp``: crews that are busy a share of the time; ``probability_cover``: the largest
        expected number of households on time.
    stations : int
        How many new ones; ``set_cover`` and a budget find the number themselves.
    time_limit_s : float, optional
        Wall seconds after which the best so far is returned.
    rules : SiteRules, optional
        What every plan must keep; those of the workspace unless given.
    busy_share : float
        Of ``mexclp``: share of the time that a crew is busy; every station has one crew.
    backup_share : float
        Of ``backup_cover``: what a second station on time is worth, as a share of the first.
    watch : SolveWatch, optional
        Progress, cancel and limit; ``time_limit_s`` is its limit unless it has one.
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
    """
    if model not in MODELS:
        raise SitingError("workspace.model", found=model, valid=", ".join(MODELS))
    rules = SiteRules.of(district.settings.siting) if rules is None else rules
    _refuse_misfits(model, rules)
    watch = watch or SolveWatch(time_limit_s)
    places = site_places(district) if places is None else places
    asked = _Question(
        district, places, rules, settle(places, rules), model, busy_share, backup_share
    )
    left_out = left_out_notices(district, places, asked.allowed, asked.missing)
    if rules.everyone and left_out:
        raise SitingError("workspace.siting_infeasible", faults=left_out)
    plan = asked.solve(stations, watch)
    if not plan.has_plan:
        names = district.estates["name"].to_numpy()
        reasons = (*named(plan.notes, names[asked.served]), *_fewest_needed(asked, watch))
        raise SitingError("workspace.siting_infeasible", faults=reasons)
    return answer_of(district, places, plan, left_out)


def best_sitings(
    district: District,
    *,
    stations: float,
    count: int,
    rules: SiteRules | None = None,
    places: SitePlaces | None = None,
    by: str = "max_cover",
    time_limit_s: float | None = None,
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

    Returns
    -------
    list of StationSiting
        The best first; fewer where there are no more.
    """
    if by not in _CAPACITY_MODELS:
        raise SitingError("choice.ranking", found=by, valid=", ".join(_CAPACITY_MODELS))
    rules = SiteRules.of(district.settings.siting) if rules is None else rules
    places = site_places(district) if places is None else places
    settled = settle(places, rules)
    p = check_stations(stations, places, settled)
    limits: dict[str, Any] = {
        "fixed": settled.fixed,
        "forbidden": settled.forbidden,
        "time_limit_s": time_limit_s,
    }
    if by == "p_median":
        reached = places.reached
        plans = siting.best_medians(
            places.minutes[:, reached], places.demand[reached], p, count, **limits
        )
    else:
        plans = siting.best_covers(
            sparse.csr_array(places.covers), places.demand, p, count, **limits
        )
    return [answer_of(district, places, plan) for plan in plans]


def station_curve(
    district: District,
    *,
    most_new: float,
    rules: SiteRules | None = None,
    places: SitePlaces | None = None,
) -> pd.DataFrame:
    """Return what each further station adds, every number of stations solved to proof.

    Parameters
    ----------
    district : District
    most_new : int
        Largest number of new stations.
    rules : SiteRules, optional
        What every plan must keep; those of the workspace unless given.
    places : SitePlaces, optional
        The places of this district, where they are known already.

    Returns
    -------
    DataFrame
        ``new_stations, households_covered, share_households, gained, status``, from none (or the
        locked ones) up.
    """
    rules = SiteRules.of(district.settings.siting) if rules is None else rules
    places = site_places(district) if places is None else places
    settled = settle(places, rules)
    curve = siting.cover_curve(
        sparse.csr_array(places.covers),
        places.demand,
        check_stations(most_new, places, settled),
        fixed=settled.fixed,
        forbidden=settled.forbidden,
    )
    return pd.DataFrame(
        {
            "new_stations": curve["stations"] - settled.n_kept,
            "households_covered": curve["covered"],
            "share_households": curve["covered"] / max(float(district.households.sum()), 1e-9),
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
    n_open = places.n_open
    new = np.unique(plan.chosen[plan.chosen >= n_open])
    closed = np.setdiff1d(np.arange(n_open), plan.chosen)
    drive = places.drive.copy()
    drive[closed] = np.inf
    rows = np.concatenate([np.arange(n_open), new])
    before = cover_district(district, places.drive[:n_open], places.access[:n_open])
    after = cover_district(district, drive[rows], places.access[rows])
    return StationSiting(
        plan=plan,
        sites=places.sites,
        site_covers=places.covers,
        proposed=_proposed(district, places.sites, new, before, after, n_open),
        closed=tuple(places.sites["site_id"].iloc[closed]),
        before=before,
        after=after,
        notices=tuple(notices),
    )


@dataclass(frozen=True, eq=False)
class _Question:
    """A model, the places it may choose from, and whom it can serve at all."""

    district: District
    places: SitePlaces
    rules: SiteRules
    settled: SettledSites
    model: str
    busy_share: float
    backup_share: float

    @property
    def allowed(self) -> NDArray[np.int64]:
        return self.settled.allowed(len(self.places.sites))

    @property
    def _reached(self) -> NDArray[np.bool_]:
        """Whom a place that may be used serves, in the sense of the model."""
        serves = (
            self.places.covers if self.model in _COVER_MODELS else np.isfinite(self.places.minutes)
        )
        return np.asarray(serves[self.allowed].any(axis=0))

    @property
    def missing(self) -> NDArray[np.bool_]:
        return ~self._reached & (self.places.demand > 0)

    @property
    def served(self) -> NDArray[np.bool_]:
        """Nobody can be asked to serve whom no place serves: they are named instead."""
        return self._reached | (self.missing & self.rules.everyone)

    def solve(self, stations: float, watch: SolveWatch) -> SitingPlan:
        """Return the model's plan; for a budget or a capacity, that of the model behind it."""
        places, rules = self.places, self.rules
        covers, demand = sparse.csr_array(places.covers), places.demand
        sites: dict[str, Any] = {
            "fixed": self.settled.fixed,
            "forbidden": self.settled.forbidden,
            "time_limit_s": watch.time_limit_s,
        }
        hooks: dict[str, Any] = {
            "on_progress": self._in_our_unit(watch.on_progress),
            "cancelled": watch.cancelled,
        }
        if self.model == "set_cover":
            return siting.set_cover(covers[:, self.served], **sites, **hooks)
        if rules.budget is not None:
            cost = places.sites["cost"].to_numpy(np.float64)
            plan = siting.budget_cover(covers, demand, cost=cost, budget=rules.budget, **sites)
            return replace(plan, model=self.model)
        p = check_stations(stations, places, self.settled)
        minutes, weights = places.minutes[:, self.served], demand[self.served]
        if rules.capacity is not None:
            plan = (
                siting.capacitated_cover(covers, demand, p, capacity=rules.capacity, **sites)
                if self.model == "max_cover"
                else siting.capacitated_median(
                    minutes, weights, p, capacity=rules.capacity, **sites
                )
            )
            return replace(plan, model=self.model)
        match self.model:
            case "max_cover":
                return siting.max_cover(covers, demand, p, **sites, **hooks)
            case "backup_cover":
                return siting.backup_cover(
                    covers, demand, p, backup_share=self.backup_share, **sites, **hooks
                )
            case "mexclp":
                return siting.mexclp(
                    covers, demand, p, busy_share=self.busy_share, stacking=False, **sites, **hooks
                )
            case "probability_cover":
                sure = _p_on_time(self.district, places)
                return siting.probability_cover(sure, demand, p, **sites)
            case "p_median":
                return siting.p_median(minutes, weights, p, **sites, **hooks)
            case _:
                return siting.p_center(minutes, p, **sites, **hooks)

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


def _refuse_misfits(model: str, rules: SiteRules) -> None:
    for value, key, models in (
        (rules.budget, "choice.budget_model", _BUDGET_MODELS),
        (rules.capacity, "choice.capacity_model", _CAPACITY_MODELS),
    ):
        if value is not None and model not in models:
            raise SitingError(key, model=model, valid=", ".join(models))
    if rules.budget is not None and rules.capacity is not None:
        raise SitingError("choice.budget_and_capacity")


def _fewest_needed(asked: _Question, watch: SolveWatch) -> tuple[Notice, ...]:
    """Return how many new stations it takes to reach everybody at all, where that is the reason."""
    if asked.model not in ("p_median", "p_center"):
        return ()
    fewest = siting.fewest_stations(
        asked.places.minutes[:, asked.served],
        fixed=asked.settled.fixed,
        forbidden=asked.settled.forbidden,
        time_limit_s=watch.time_limit_s,
    )
    if not fewest.has_plan:
        return ()
    return (Notice("choice.fewest_needed", count=round(fewest.bound) - asked.settled.n_kept),)


def _p_on_time(district: District, places: SitePlaces) -> NDArray[np.float64]:
    return p_on_time(
        district.model,
        drive_min=places.drive,
        access_min=places.access,
        target_min=district.settings.target.minutes,
    )


def _proposed(
    district: District,
    sites: gpd.GeoDataFrame,
    chosen: NDArray[np.int64],
    before: Coverage,
    after: Coverage,
    n_open: int,
) -> gpd.GeoDataFrame:
    """Return the new stations with the households that only they bring on time."""
    new = sites.iloc[chosen].reset_index(drop=True)
    won = after.covered & ~before.covered
    gained = np.bincount(
        after.station[won], weights=district.households[won], minlength=n_open + len(new)
    )[n_open:]
    return gpd.GeoDataFrame(
        {
            "candidate_id": new["site_id"],
            "name": new["name"],
            "near": nearest_estate(district.estates, new),
            "lon": new.geometry.x,
            "lat": new.geometry.y,
            "households_gained": gained.astype(np.int64),
        },
        geometry=new.geometry,
        crs=4326,
    )
