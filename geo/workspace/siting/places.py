"""The places of a siting question: where stations stand or could stand, and whom they reach."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from geo.errors import SitingError
from geo.summary import Summarized
from geo.workspace.coverage.verdicts import cover_district
from geo.workspace.district import District
from geo.workspace.road_access import lost_candidates
from geo.workspace.siting.candidates import candidate_sites, same_place_faults

__all__ = [
    "SitePlaces",
    "covers_within",
    "minutes_from_sites",
    "nearest_estate",
    "refuse_pointless",
    "refuse_useless_candidates",
    "site_places",
]

Minutes = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False, repr=False)
class SitePlaces(Summarized):
    """Every place that a siting question knows, and whom a station there reaches.

    The first ``n_open`` places are the stations of today; rows of the matrices are places.

    Attributes
    ----------
    sites : GeoDataFrame
        ``site_id, name, label, cost``; a station that stands costs nothing.
    drive, access, minutes : ndarray, shape (n_sites, n_estates)
        Median minutes by the best open gate, and the whole response; inf where there is no way.
    covers : ndarray of bool, shape (n_sites, n_estates)
        Who is reached on time.
    demand : ndarray, shape (n_estates,)
        Households; 0 where the position is in doubt.
    n_open : int
    """

    sites: gpd.GeoDataFrame
    drive: Minutes
    access: Minutes
    minutes: Minutes
    covers: Flags
    demand: Minutes
    n_open: int

    @property
    def reached(self) -> Flags:
        """Whom any place reaches, however late, shape (n_estates,)."""
        return np.asarray(np.isfinite(self.minutes).any(axis=0))

    def rows(self, site_ids: list[str]) -> list[int]:
        """Return the rows of places by their ids."""
        row = {site: number for number, site in enumerate(self.sites["site_id"])}
        return [row[site] for site in site_ids]


def minutes_from_sites(district: District) -> tuple[gpd.GeoDataFrame, Minutes, Minutes]:
    """Return every place where a station stands or could stand, and the minutes from there.

    Parameters
    ----------
    district : District

    Returns
    -------
    sites : GeoDataFrame
        ``site_id, name, label, cost``: the open stations first, then the candidates.
    drive_min, access_min : ndarray, shape (n_sites, n_estates)
        Median minutes by the best open gate.

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
    sites = _all_sites(district, candidates)
    points = district.snap(sites.geometry.x.to_numpy(), sites.geometry.y.to_numpy())
    # places that no crew can stop at are no candidates
    usable = np.flatnonzero((points.edge >= 0) | (np.arange(len(sites)) < len(district.stations)))
    drive, access = district.minutes_to_estates(points.take(usable))
    return sites.iloc[usable].reset_index(drop=True), drive, access


def site_places(district: District) -> SitePlaces:
    """Return the places of a district with all that siting needs to know about them.

    Parameters
    ----------
    district : District

    Raises
    ------
    SitingError
        When listed candidates cannot be used.
    """
    sites, drive, access = minutes_from_sites(district)
    reachable = cover_district(district, drive, access)
    return SitePlaces(
        sites=sites,
        drive=drive,
        access=access,
        minutes=drive + access + district.model.call_min + district.model.turnout_min,
        covers=reachable.covers,
        demand=np.where(reachable.verdict == "unsure", 0.0, district.demand),
        n_open=len(district.stations),
    )


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


def covers_within(district: District, places: SitePlaces, limit_min: float) -> Flags:
    """Return whom the places reach within other minutes than the target, as surely.

    Parameters
    ----------
    district : District
    places : SitePlaces
    limit_min : float

    Returns
    -------
    ndarray of bool, shape (n_sites, n_estates)
    """
    return cover_district(district, places.drive, places.access, target_min=limit_min).covers


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
    n_sites, n_estates = places.minutes.shape
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
    stations = district.stations
    names = candidates["name"].fillna("")
    near = nearest_estate(district.estates, candidates)
    usual_cost = district.settings.costs.new_site
    return gpd.GeoDataFrame(
        {
            "site_id": [*stations["station_id"], *candidates["candidate_id"]],
            "name": [*stations["name"], *names],
            "label": [*stations["name"], *names.where(names != "", near)],
            "cost": [*np.zeros(len(stations)), *candidates["cost"].fillna(usual_cost)],
        },
        geometry=[*stations.geometry, *candidates.geometry],
        crs=4326,
    )
