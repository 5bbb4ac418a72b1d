"""The places of a siting question: where stations stand or could stand, and whom they reach."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from geo.coverage import Coverage, OnDuty
from geo.errors import SitingError
from geo.roads import SnappedPoints
from geo.summary import Summarized
from geo.workspace.district import District, open_stations
from geo.workspace.near_ways import NearPlaces, is_far_flung
from geo.workspace.road_access import lost_candidates
from geo.workspace.siting.candidates import candidate_sites, same_place_faults, with_own
from geo.workspace.siting.models import MODELS
from geo.workspace.siting.near import near_cover
from geo.workspace.siting.ways import SiteMinutes, SiteWays
from geo.workspace.too_large import refuse_many_places

__all__ = [
    "SitePlaces",
    "Sites",
    "cover_from",
    "covers_within",
    "duty_ids",
    "listed_sites",
    "nearest_estate",
    "places_of",
    "refuse_pointless",
    "refuse_too_large",
    "refuse_useless_candidates",
    "site_places",
]

Minutes = NDArray[np.float64]
Flags = NDArray[np.bool_]
Rows = NDArray[np.int64]


@dataclass(frozen=True, eq=False, repr=False)
class SitePlaces(Summarized):
    """Every place that a siting question knows, and whom a station there reaches.

    The first ``n_open`` places are the stations of today, with a crew on duty or not; rows of the
    matrices are places.

    Attributes
    ----------
    sites : GeoDataFrame
        ``site_id, name, label, cost, capacity``; a station that stands costs nothing, a capacity
        that nobody has stated is missing.
    ways : SiteWays
        Median minutes by the best open gate.
    points : SnappedPoints, shape (n_sites,)
        The places on the roads.
    cover_rows : sparse array of bool, shape (n_sites, n_estates)
        Who is reached on time.
    demand : ndarray, shape (n_estates,)
        Households; 0 where the position is in doubt.
    n_open : int
    turnout_min : ndarray, shape (n_sites,)
        Median turnout of the crews there.
    is_manned : ndarray of bool, shape (n_sites,)
        Whether a crew is on duty there; from where none is, there is no way.
    """

    sites: gpd.GeoDataFrame
    ways: SiteWays
    points: SnappedPoints
    cover_rows: sparse.csr_array
    demand: Minutes
    n_open: int
    turnout_min: Minutes
    is_manned: Flags

    @cached_property
    def covers(self) -> Flags:
        """Who is reached on time, every pair of place and estate, shape (n_sites, n_estates)."""
        covers = np.asarray(self.cover_rows.toarray())
        covers.setflags(write=False)
        return covers

    def covered_by(self, rows: Rows) -> Flags:
        """Return whom any of some places reaches on time, shape (n_estates,)."""
        return np.asarray(self.cover_rows[rows].sum(axis=0) > 0)

    @property
    def minutes(self) -> Minutes:
        """Minutes of the whole response, shape (n_sites, n_estates); inf where there is no way."""
        return self.ways.whole.response

    def room(self, usual: float | None) -> Minutes | None:
        """Return the most that a station at each place serves; None where nothing is limited.

        Parameters
        ----------
        usual : float or None
            What holds where the lists state nothing; None for no limit there.
        """
        stated = self.sites["capacity"].to_numpy(np.float64)
        if usual is None and np.isnan(stated).all():
            return None
        return np.where(np.isnan(stated), np.inf if usual is None else usual, stated)

    @property
    def on_duty(self) -> NDArray[np.int64]:
        """Rows of the stations of today that have a crew on duty, as the district lists them."""
        return np.flatnonzero(self.is_manned[: self.n_open])

    @cached_property
    def reached(self) -> Flags:
        """Whom any place reaches, however late, shape (n_estates,)."""
        return self.ways.reached

    def rows(self, site_ids: list[str]) -> list[int]:
        """Return the rows of places by their ids."""
        row = {site: number for number, site in enumerate(self.sites["site_id"])}
        return [row[site] for site in site_ids]


class Sites(NamedTuple):
    """Every place where a station stands or could stand.

    Attributes
    ----------
    table : GeoDataFrame
        ``site_id, name, label, cost, capacity``: the open stations first, then the candidates.
    points : SnappedPoints
        The same on the roads.
    duty_ids : tuple of str
        By which the shifts know them.
    n_open : int
    """

    table: gpd.GeoDataFrame
    points: SnappedPoints
    duty_ids: tuple[str, ...]
    n_open: int


def listed_sites(district: District) -> Sites:
    """Return every place where a station stands or could stand.

    Parameters
    ----------
    district : District

    Returns
    -------
    Sites

    Raises
    ------
    SitingError
        When a listed candidate stands twice, or none of them lies on a usable road.
    """
    refuse_useless_candidates(district)
    candidates = candidate_sites(
        district.inputs.candidates,
        district.estates,
        district.road_map,
        boundary=district.inputs.boundary,
        spacing_m=district.settings.siting.spacing_m,
    )
    candidates = with_own(candidates, district.inputs.own_candidates)
    sites = _all_sites(district, candidates)
    n_open = len(sites) - len(candidates)
    points = district.snap(sites.geometry.x.to_numpy(), sites.geometry.y.to_numpy())
    # places that no crew can stop at are no candidates
    usable = np.flatnonzero((points.edge >= 0) | (np.arange(len(sites)) < n_open))
    table = sites.iloc[usable].reset_index(drop=True)
    return Sites(table, points.take(usable), duty_ids(table["site_id"], n_open), n_open)


def duty_ids(site_ids: "pd.Series[str]", n_open: int) -> tuple[str, ...]:
    """Return by which ids the shifts know places: a station before a candidate of the same id.

    Parameters
    ----------
    site_ids : Series of str
        The stations of today first.
    n_open : int
        How many those are.

    Returns
    -------
    tuple of str
        Empty for a candidate that shares the id of a station.
    """
    stations = set(site_ids.iloc[:n_open])
    return tuple(
        one if row < n_open or one not in stations else "" for row, one in enumerate(site_ids)
    )


def site_places(district: District, *, for_minutes: bool = False) -> SitePlaces:
    """Return the places of a district with all that siting needs to know about them.

    Parameters
    ----------
    district : District
    for_minutes : bool
        Whether the minutes of all pairs will be weighed, which takes memory for all of them.

    Returns
    -------
    SitePlaces
        At the hour of the plan.

    Raises
    ------
    SitingError
        When listed candidates cannot be used, or there is no memory for the minutes.
    """
    sites = listed_sites(district)
    if for_minutes:
        refuse_too_large(district, len(sites.points))
    on = district.on_duty(sites.duty_ids)
    found = near_cover(district, sites.points, on)
    manned = sites.points.take(np.flatnonzero(on.is_manned))
    ways = SiteWays(
        len(sites.points),
        found.unsure.size,
        partial(_minutes_between, district, sites.points, on),
        lambda: NearPlaces(district, manned).reached,
    )
    return SitePlaces(
        sites=sites.table,
        ways=ways,
        points=sites.points,
        cover_rows=found.covers,
        demand=np.where(found.unsure, 0.0, district.demand),
        n_open=sites.n_open,
        turnout_min=on.turnout_min,
        is_manned=on.is_manned,
    )


def refuse_too_large(
    district: District, n_sites: int, *, n_estates: int | None = None, situations: int = 1
) -> None:
    """Refuse to weigh the minutes of all pairs of places and estates without memory for them.

    Parameters
    ----------
    district : District
    n_sites : int
    n_estates : int, optional
        Default: all of the district.
    situations : int
        How often all minutes are needed: once, or for several hours.

    Raises
    ------
    SitingError
        With what would fit.
    """
    refuse_many_places(
        n_sites,
        len(district.estates) if n_estates is None else n_estates,
        spacing_m=district.settings.siting.spacing_m,
        near_models=", ".join(name for name, one in MODELS.items() if one.asks_near),
        situations=situations,
    )


def _minutes_between(
    district: District, points: SnappedPoints, on: OnDuty, rows: Rows, estates: Rows
) -> SiteMinutes:
    """Return the minutes from some places to some estates; inf from where nobody is on duty."""
    refuse_too_large(district, rows.size, n_estates=estates.size)
    gates = district.gates
    gates = gates if estates.size == gates.n_estates else gates.of(estates)
    drive, access = gates.best(
        district.minutes_to_points(points.take(rows), gates.points), district.model
    )
    drive = np.where(on.is_manned[rows, None], drive, np.inf)
    return _site_minutes(district, drive, access, on.turnout_min[rows])


def _site_minutes(
    district: District, drive_min: Minutes, access_min: Minutes, turnout_min: Minutes
) -> SiteMinutes:
    response = drive_min + access_min + district.model.call_min + turnout_min[:, None]
    return SiteMinutes(drive_min, access_min, response)


def places_of(
    district: District, sites: Sites, drive_min: Minutes, access_min: Minutes, on: OnDuty
) -> SitePlaces:
    """Return places for given minutes and crews on duty.

    Parameters
    ----------
    district : District
    sites : Sites
    drive_min, access_min : ndarray, shape (n_sites, n_estates)
        Median minutes by the best open gate; inf where nobody is on duty.
    on : OnDuty
        Who is on duty at each site.

    Returns
    -------
    SitePlaces
    """
    reachable = district.verdicts(drive_min, access_min, turnout_min=on.turnout_min)
    return SitePlaces(
        sites=sites.table,
        ways=SiteWays.given(_site_minutes(district, drive_min, access_min, on.turnout_min)),
        points=sites.points,
        cover_rows=sparse.csr_array(reachable.covers),
        demand=np.where(reachable.verdict == "unsure", 0.0, district.demand),
        n_open=sites.n_open,
        turnout_min=on.turnout_min,
        is_manned=on.is_manned,
    )


def cover_from(
    district: District,
    places: SitePlaces,
    rows: Rows,
    *,
    serving: Flags | None = None,
    change_drive: Callable[[Minutes], Minutes] | None = None,
) -> Coverage:
    """Return the verdicts of a district served from some of the places.

    Parameters
    ----------
    district : District
    places : SitePlaces
    rows : ndarray of int, shape (n_rows,)
        The places; verdicts name stations by their position here.
    serving : ndarray of bool, shape (n_rows,), optional
        Whether a place serves anybody. Default: all do.
    change_drive : callable, optional
        Returns other drive minutes than the medians from there, both (n_rows, n_estates).

    Returns
    -------
    Coverage
    """
    serves = np.ones(rows.size, dtype=bool) if serving is None else serving
    points, turnout_min = places.points.take(rows), places.turnout_min[rows]
    if change_drive is None and not places.ways.is_given and is_far_flung(district, points):
        on_road = np.where(serves & places.is_manned[rows], points.edge, -1)
        return NearPlaces(district, replace(points, edge=on_road), turnout_min).ledger()
    drive, access, _ = places.ways.of_sites(rows)
    drive = np.where(serves[:, None], drive, np.inf)
    if change_drive is not None:
        drive = change_drive(drive)
    return district.verdicts(drive, access, turnout_min=turnout_min)


def refuse_useless_candidates(district: District) -> None:
    """Refuse a list of candidates that names a place twice, or none with a usable road.

    Single candidates without a road are left out, and told.

    Parameters
    ----------
    district : District

    Raises
    ------
    SitingError
        With all such candidates.
    """
    listed = district.inputs.candidates
    if listed is None:
        return
    lost, reasons = lost_candidates(district)
    faults = [*same_place_faults(listed), *(reasons if lost.all() else ())]
    if faults:
        raise SitingError("choice.candidates_useless", faults=faults, count=len(faults))


def covers_within(district: District, places: SitePlaces, limit_min: float) -> sparse.csr_array:
    """Return whom the places reach within other minutes than the target, as surely.

    Parameters
    ----------
    district : District
    places : SitePlaces
    limit_min : float

    Returns
    -------
    sparse array of bool, shape (n_sites, n_estates)
    """
    if places.ways.is_given:
        drive, access, _ = places.ways.whole
        turnout_min = places.turnout_min
        found = district.verdicts(drive, access, target_min=limit_min, turnout_min=turnout_min)
        return sparse.csr_array(found.covers)
    nobody_counted = np.full(len(places.points), -1)
    on = OnDuty(places.is_manned, nobody_counted, places.turnout_min)
    return near_cover(district, places.points, on, target_min=limit_min).covers


def refuse_pointless(places: SitePlaces) -> None:
    """Refuse a question in which no plan could be better than another.

    Parameters
    ----------
    places : SitePlaces
        Where stations stand or could stand.

    Raises
    ------
    SitingError
        When no estate has households that count, or no place reaches anybody.
    """
    n_sites, n_estates = places.cover_rows.shape
    if not places.demand.any():
        raise SitingError("choice.no_households", estates=n_estates)
    if not places.reached.any():
        raise SitingError("choice.nobody_reached", sites=n_sites, estates=n_estates)


def nearest_estate(estates: gpd.GeoDataFrame, places: gpd.GeoDataFrame) -> list[str]:
    """Return the name of the estate that lies nearest to each place, empty where none has one."""
    located = estates[estates.geometry.notna()]
    if located.empty or places.empty:
        return [""] * len(places)
    nearest = located.sindex.nearest(places.geometry, return_all=False)[1]
    return list(located["name"].to_numpy()[nearest])


def _all_sites(district: District, candidates: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    stations = open_stations(district.inputs.stations)
    names = candidates["name"].fillna("")
    near = nearest_estate(district.estates, candidates)
    usual_cost = district.settings.costs.new_site
    return gpd.GeoDataFrame(
        {
            "site_id": [*stations["station_id"], *candidates["candidate_id"]],
            "name": [*stations["name"], *names],
            "label": [*stations["name"], *names.where(names != "", near)],
            "cost": [*np.zeros(len(stations)), *candidates["cost"].fillna(usual_cost)],
            "capacity": [*_capacities(stations), *_capacities(candidates)],
        },
        geometry=[*stations.geometry, *candidates.geometry],
        crs=4326,
    )


def _capacities(listed: gpd.GeoDataFrame) -> Minutes:
    """Return the capacities that a list states, nan where it states none."""
    if "capacity" not in listed:
        return np.full(len(listed), np.nan)
    return np.asarray(listed["capacity"].to_numpy(np.float64, na_value=np.nan))
