"""Where to put new stations in a district: the question for the siting models, and its answer."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from geo import siting
from geo.coverage import Coverage
from geo.errors import Notice, SitingError
from geo.siting import SitingPlan
from geo.workspace.candidates import candidate_sites
from geo.workspace.covering import cover_district
from geo.workspace.district import District

__all__ = [
    "MODELS",
    "StationSiting",
    "best_sitings",
    "minutes_from_sites",
    "site_stations",
    "station_curve",
]

MODELS = ("max_cover", "set_cover", "p_median", "p_center")

Minutes = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class StationSiting:
    """An answer about new stations, in the district's own words.

    Attributes
    ----------
    plan : SitingPlan
        The kernel's answer; candidate indices are rows of ``sites``.
    sites : GeoDataFrame
        ``site_id, name, label`` of every place that was thought of: the open stations first.
    site_covers : ndarray of bool, shape (n_sites, n_estates)
        Whom a station at each place reaches in time.
    proposed : GeoDataFrame
        The new ones: ``candidate_id, name, near, lon, lat, households_gained``.
    before, after : Coverage
        With the open stations alone, and with the proposed ones behind them.
    notices : tuple of Notice
        What was left out, and why.
    """

    plan: SitingPlan
    sites: gpd.GeoDataFrame
    site_covers: NDArray[np.bool_]
    proposed: gpd.GeoDataFrame
    before: Coverage
    after: Coverage
    notices: tuple[Notice, ...]


def site_stations(
    district: District,
    *,
    model: str,
    stations: int,
    time_limit_s: float | None = None,
) -> StationSiting:
    """Return the best places for new stations beside those that are open.

    Parameters
    ----------
    district : District
    model : {"max_cover", "set_cover", "p_median", "p_center"}
        ``max_cover``: most households on time; ``set_cover``: fewest stations that put every
        household on time; ``p_median``: least minutes over all households; ``p_center``: the
        shortest longest response.
    stations : int
        How many new ones; ``set_cover`` finds the number itself.
    time_limit_s : float, optional
        Wall seconds after which the best so far is returned.

    Returns
    -------
    StationSiting

    Raises
    ------
    SitingError
        For an unknown model, more stations than candidates, or a question that has no answer:
        with the reasons.
    """
    if model not in MODELS:
        raise SitingError("workspace.model", found=model, valid=", ".join(MODELS))
    asked = _question(district)
    plan = asked.solve(model, stations, time_limit_s)
    if not plan.has_plan:
        raise SitingError("workspace.siting_infeasible", faults=plan.notes)
    return _answer(district, asked, plan, asked.left_out(model, district.estates["name"]))


def best_sitings(district: District, *, stations: int, count: int) -> list[StationSiting]:
    """Return the best few plans by households on time, each rank proven.

    Parameters
    ----------
    district : District
    stations : int
        How many new stations each plan has.
    count : int
        How many plans.

    Returns
    -------
    list of StationSiting
        The best first; fewer where there are no more.
    """
    asked = _question(district)
    plans = siting.best_covers(
        sparse.csr_array(asked.covers),
        asked.demand,
        asked.n_open + stations,
        count,
        fixed=range(asked.n_open),
    )
    return [_answer(district, asked, plan, ()) for plan in plans]


def station_curve(district: District, *, most_new: int) -> pd.DataFrame:
    """Return what each further station adds, every number of stations solved to proof.

    Parameters
    ----------
    district : District
    most_new : int
        Largest number of new stations.

    Returns
    -------
    DataFrame
        ``new_stations, households_covered, share_households, gained, status``, from none up.
    """
    asked = _question(district)
    curve = siting.cover_curve(
        sparse.csr_array(asked.covers),
        asked.demand,
        asked.n_open + most_new,
        fixed=range(asked.n_open),
    )
    return pd.DataFrame(
        {
            "new_stations": curve["stations"] - asked.n_open,
            "households_covered": curve["covered"],
            "share_households": curve["covered"] / max(float(district.households.sum()), 1e-9),
            "gained": curve["gained"].where(curve["stations"] > asked.n_open, 0),
            "status": curve["status"],
        }
    )


@dataclass(frozen=True, eq=False)
class _Question:
    """The places and matrices of a siting question.

    The first ``n_open`` places are stations that stay; rows of the matrices are places.
    """

    sites: gpd.GeoDataFrame
    drive: Minutes
    access: Minutes
    minutes: Minutes
    covers: NDArray[np.bool_]
    demand: Minutes
    n_open: int

    def solve(self, model: str, stations: int, time_limit_s: float | None) -> SitingPlan:
        fixed = range(self.n_open)
        p = self.n_open + stations
        match model:
            case "max_cover":
                covers = sparse.csr_array(self.covers)
                return siting.max_cover(
                    covers, self.demand, p, fixed=fixed, time_limit_s=time_limit_s
                )
            case "set_cover":
                # Nobody can be asked to cover what no candidate covers: it is named instead.
                covers = sparse.csr_array(self.covers[:, self.covers.any(axis=0)])
                return siting.set_cover(covers, fixed=fixed, time_limit_s=time_limit_s)
            case "p_median":
                minutes, demand = self.minutes[:, self._reached], self.demand[self._reached]
                return siting.p_median(minutes, demand, p, fixed=fixed, time_limit_s=time_limit_s)
            case _:
                minutes = self.minutes[:, self._reached]
                return siting.p_center(minutes, p, fixed=fixed, time_limit_s=time_limit_s)

    @property
    def _reached(self) -> NDArray[np.bool_]:
        return np.asarray(np.isfinite(self.minutes).any(axis=0))

    def left_out(self, model: str, names: pd.Series) -> tuple[Notice, ...]:
        served = self.covers.any(axis=0) if model.endswith("cover") else self._reached
        if served.all():
            return ()
        missing = names.to_numpy()[~served]
        return (Notice("workspace.left_out", count=len(missing), names="、".join(missing[:8])),)


def minutes_from_sites(district: District) -> tuple[gpd.GeoDataFrame, Minutes, Minutes]:
    """Return every place where a station stands or could stand, and the minutes from there.

    Parameters
    ----------
    district : District

    Returns
    -------
    sites : GeoDataFrame
        ``site_id, name, label``: the open stations first, then the candidates.
    drive_min, access_min : ndarray, shape (n_sites, n_estates)
        Median minutes by the best open door.
    """
    candidates = candidate_sites(
        district.inputs.candidates,
        district.estates,
        district.road_map,
        boundary=district.inputs.boundary,
        spacing_m=district.settings.siting.spacing_m,
    )
    sites = _all_sites(district, candidates)
    drive, access = district.minutes_to_estates(
        district.snap(sites.geometry.x.to_numpy(), sites.geometry.y.to_numpy())
    )
    return sites, drive, access


def _question(district: District) -> _Question:
    """Return the question of new stations in a district, before a model is chosen."""
    sites, drive, access = minutes_from_sites(district)
    reachable = cover_district(district, drive, access)
    return _Question(
        sites=sites,
        drive=drive,
        access=access,
        minutes=drive + access + district.model.call_min + district.model.turnout_min,
        covers=reachable.covers,
        demand=np.where(reachable.verdict == "unsure", 0.0, district.households),
        n_open=len(district.stations),
    )


def _answer(
    district: District, asked: _Question, plan: SitingPlan, notices: tuple[Notice, ...]
) -> StationSiting:
    """Return a kernel's plan in the district's own words."""
    n_open = asked.n_open
    chosen = np.union1d(np.arange(n_open), plan.chosen)
    before = cover_district(district, asked.drive[:n_open], asked.access[:n_open])
    after = cover_district(district, asked.drive[chosen], asked.access[chosen])
    return StationSiting(
        plan=plan,
        sites=asked.sites,
        site_covers=asked.covers,
        proposed=_proposed(district, asked.sites, chosen[n_open:], before, after, n_open),
        before=before,
        after=after,
        notices=notices,
    )


def _all_sites(district: District, candidates: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    stations = district.stations
    names = candidates["name"].fillna("")
    near = _nearest_estate(district.estates, candidates)
    return gpd.GeoDataFrame(
        {
            "site_id": [*stations["station_id"], *candidates["candidate_id"]],
            "name": [*stations["name"], *names],
            "label": [*stations["name"], *names.where(names != "", near)],
        },
        geometry=[*stations.geometry, *candidates.geometry],
        crs=4326,
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
            "near": _nearest_estate(district.estates, new),
            "lon": new.geometry.x,
            "lat": new.geometry.y,
            "households_gained": gained.astype(np.int64),
        },
        geometry=new.geometry,
        crs=4326,
    )


def _nearest_estate(estates: gpd.GeoDataFrame, places: gpd.GeoDataFrame) -> list[str]:
    located = estates[estates.geometry.notna()]
    if located.empty or places.empty:
        return [""] * len(places)
    nearest = located.sindex.nearest(places.geometry, return_all=False)[1]
    return list(located["name"].to_numpy()[nearest])
