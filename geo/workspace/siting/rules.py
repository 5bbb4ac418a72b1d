"""What a planner settles before the search: sites that must and must not be, money, capacity."""

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from numbers import Real
from typing import Self

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.errors import SitingError
from geo.settings import SitingSettings
from geo.workspace.reading.areas import Area, polygon_of
from geo.workspace.siting.places import SitePlaces

__all__ = [
    "SettledSites",
    "SiteRules",
    "check_stations",
    "counts_of",
    "rules_of_many",
    "settle",
]


@dataclass(frozen=True)
class SiteRules:
    """What holds for every plan of a siting question.

    Attributes
    ----------
    lock : tuple of str
        Ids of candidates that every plan holds.
    forbid : tuple of str
        Ids of candidates that no plan holds; a station of today that is named here is closed.
    forbidden_areas : tuple of areas
        Outlines of (lon, lat) within which no new station may stand.
    movable : tuple of str
        Ids of stations of today that may be given up for another place.
    budget : float or None
        Most that the new stations may cost together; it takes the place of their number.
    capacity : float or None
        Most households that one station can serve.
    everyone : bool
        Whether a question that leaves somebody out has no answer, instead of naming them.
    """

    lock: tuple[str, ...] = ()
    forbid: tuple[str, ...] = ()
    forbidden_areas: tuple[Area, ...] = ()
    movable: tuple[str, ...] = ()
    budget: float | None = None
    capacity: float | None = None
    everyone: bool = False

    @classmethod
    def of(cls, settings: SitingSettings) -> Self:
        """Return the rules that a workspace keeps."""
        return cls(
            lock=settings.lock,
            forbid=settings.forbid,
            budget=settings.budget,
            capacity=settings.capacity,
        )

    def toggled(self, site_id: str) -> "SiteRules":
        """Return the rules with a site one state further: free, locked, forbidden, free."""
        if site_id in self.lock:
            return replace(self, lock=_without(self.lock, site_id), forbid=(*self.forbid, site_id))
        if site_id in self.forbid:
            return replace(self, forbid=_without(self.forbid, site_id))
        return replace(self, lock=(*self.lock, site_id))


@dataclass(frozen=True, eq=False)
class SettledSites:
    """Rules as rows of the places.

    Attributes
    ----------
    fixed, forbidden : ndarray of int64
        Sorted rows that every plan holds, and that none holds.
    n_kept : int
        Stations of today that are not closed: they count in every plan.
    """

    fixed: NDArray[np.int64]
    forbidden: NDArray[np.int64]
    n_kept: int

    def allowed(self, n_sites: int) -> NDArray[np.int64]:
        """Return the rows that a plan may hold."""
        return np.setdiff1d(np.arange(n_sites), self.forbidden)


def rules_of_many(settings: SitingSettings, rules: SiteRules | None) -> SiteRules:
    """Return the rules of a question that many plans answer: they have no limit but their number.

    Parameters
    ----------
    settings : SitingSettings
        The workspace's.
    rules : SiteRules or None
        Those of the question; None for the workspace's.

    Returns
    -------
    SiteRules

    Raises
    ------
    SitingError
        For a budget, a capacity or a limit on moves, which hold for the one best plan.
    """
    kept = SiteRules.of(settings) if rules is None else rules
    limits = {
        "budget": kept.budget,
        "capacity": kept.capacity,
        "moves": settings.most_moves if rules is None else None,
    }
    for limit, value in limits.items():
        if value is not None:
            raise SitingError(f"choice.{limit}_of_one_plan")
    return kept


def settle(places: SitePlaces, rules: SiteRules) -> SettledSites:
    """Return the rules of a question as rows of its places.

    Parameters
    ----------
    places : SitePlaces
    rules : SiteRules

    Raises
    ------
    SitingError
        For an id that no place has, one that is both locked and forbidden, or a station to be
        moved that does not stand today.
    """
    _refuse_strangers(places, (*rules.lock, *rules.forbid, *rules.movable))
    both = sorted(set(rules.lock) & set(rules.forbid))
    if both:
        raise SitingError("choice.locked_and_forbidden", sites=", ".join(both))
    n_open = places.n_open
    locked, barred, movable = (
        set(places.rows(list(ids))) for ids in (rules.lock, rules.forbid, rules.movable)
    )
    strange = sorted(row for row in movable if row >= n_open)
    if strange:
        raise SitingError(
            "choice.not_a_station",
            sites=", ".join(places.sites["site_id"].iloc[strange]),
            valid=", ".join(places.sites["site_id"].iloc[:n_open]),
        )
    inside = _inside(places, rules.forbidden_areas)
    trapped = sorted(locked & inside)
    if trapped:
        raise SitingError(
            "choice.locked_in_area", sites=", ".join(places.sites["site_id"].iloc[trapped])
        )
    standing = set(range(n_open)) - barred
    return SettledSites(
        fixed=_sorted((standing - movable) | locked),
        forbidden=_sorted(barred | inside),
        n_kept=len(standing),
    )


def check_stations(stations: float, places: SitePlaces, settled: SettledSites) -> int:
    """Return how many stations a plan has in all, for a number of new ones.

    Raises
    ------
    SitingError
        When the number is not whole, negative, less than the locked ones, or more than the places
        that are left.
    """
    is_number = isinstance(stations, Real) and not isinstance(stations, bool)
    if not is_number or not float(stations).is_integer():
        raise SitingError("choice.stations_not_whole", found=stations)
    new = int(stations)
    if new < 0:
        raise SitingError("choice.stations_negative", found=new)
    n_new_sites = len(places.sites) - places.n_open
    free = int((settled.allowed(len(places.sites)) >= places.n_open).sum())
    total = settled.n_kept + new
    if new > free:
        raise SitingError(
            "choice.too_many_stations",
            asked=new,
            free=free,
            candidates=n_new_sites,
            open=settled.n_kept,
            total=total,
        )
    locked = int((settled.fixed >= places.n_open).sum())
    if locked > new:
        raise SitingError("choice.locked_exceed", locked=locked, asked=new)
    return total


def counts_of(text: str) -> tuple[float, ...]:
    """Return numbers of stations that are written as ``1,2,3``; nothing for an empty text.

    Parameters
    ----------
    text : str
        As it was written.

    Returns
    -------
    tuple of float

    Raises
    ------
    SitingError
        When one of them is no number.
    """
    parts = [part for part in re.split(r"[,，、\s]+", text.strip()) if part]
    try:
        return tuple(float(part) if "." in part else int(part) for part in parts)
    except ValueError as error:
        raise SitingError("choice.counts_not_numbers", found=text) from error


def _refuse_strangers(places: SitePlaces, ids: Iterable[str]) -> None:
    known = list(places.sites["site_id"])
    for site_id in ids:
        if site_id not in known:
            near = difflib.get_close_matches(site_id, known, n=3, cutoff=0.0)
            raise SitingError("choice.unknown_site", found=site_id, near=", ".join(near))


def _inside(places: SitePlaces, areas: Iterable[Area]) -> set[int]:
    """Return the rows of places, stations of today excepted, that lie in one of the areas."""
    barred = shapely.union_all([polygon_of(area) for area in areas])
    if barred.is_empty:
        return set()
    rows = np.flatnonzero(places.sites.within(barred).to_numpy())
    return {int(row) for row in rows if row >= places.n_open}


def _sorted(rows: set[int]) -> NDArray[np.int64]:
    return np.array(sorted(rows), dtype=np.int64)


def _without(ids: tuple[str, ...], site_id: str) -> tuple[str, ...]:
    return tuple(one for one in ids if one != site_id)
