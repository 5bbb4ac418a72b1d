"""Who has no usable road, and why: estates, stations and candidates, each by its true reason.

Where a few are lost each is named; where many are, as when the roads end before the district does,
one sentence says how many of how many.
"""

from collections.abc import Sequence
from typing import Any, Final

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from geo.errors import Notice
from geo.roads import SnappedPoints, snap
from geo.workspace.district import District
from geo.workspace.near_ways import NearPlaces

__all__ = ["lost_candidates", "lost_estates", "road_notices", "roadless_zones", "unusable"]

_FEW: Final = 10
_NAMED: Final = 8

Flags = NDArray[np.bool_]


def road_notices(district: District) -> list[Notice]:
    """Return who lies far from any usable road or cannot be reached: estates and open stations.

    Parameters
    ----------
    district : District
    """
    return [*_lost_stations(district), *_estate_notices(district), *_far(district)]


def lost_estates(district: District) -> Flags:
    """Return which estates with a gate no open station reaches by road.

    Where no station stands on a road, those without a usable gate: nobody is lost for want of a
    station alone.

    Parameters
    ----------
    district : District

    Returns
    -------
    ndarray of bool, shape (n_estates,)
    """
    gates = district.gates
    if not (district.station_points.edge >= 0).any():
        usable = np.bincount(gates.estate[gates.points.edge >= 0], minlength=gates.n_estates) > 0
        return np.asarray(gates.has_gate & ~usable)
    reached = NearPlaces(district, district.station_points).reached
    return np.asarray(gates.has_gate & ~reached)


def roadless_zones(district: District, zone_of: NDArray[np.integer]) -> list[Notice]:
    """Return a notice where estates that no road reaches take zones of their own.

    Parameters
    ----------
    district : District
    zone_of : ndarray of int, shape (n_estates,)
        The zone of every estate.
    """
    alone = np.bincount(zone_of)[zone_of] == 1
    roadless = ~np.isin(
        np.arange(len(zone_of)), district.gates.estate[district.gates.points.edge >= 0]
    )
    taken = np.flatnonzero(alone & (roadless | lost_estates(district)))
    if not len(taken):
        return []
    names = district.estates["name"].to_numpy()[taken]
    return [
        Notice(
            "workspace.zones_without_road",
            count=len(taken),
            zones=int(zone_of.max()) + 1,
            names=tuple(names[:_NAMED]),
        )
    ]


def lost_candidates(district: District) -> tuple[Flags, list[Notice]]:
    """Return which listed candidates have no usable road, and a notice for each.

    Parameters
    ----------
    district : District
        Its workspace lists candidates.
    """
    listed = district.inputs.candidates
    if listed is None:
        return np.zeros(0, np.bool_), []
    points = district.snap(listed.geometry.x, listed.geometry.y)
    labels = [
        f"{one} {name or ''}".strip()
        for one, name in zip(listed["candidate_id"], listed["name"].fillna(""), strict=True)
    ]
    keys = {"off": "choice.candidate_off_road", "detached": "choice.candidate_detached"}
    return points.edge < 0, unusable(district, listed, points, labels, keys, field="site")


def unusable(
    district: District,
    places: gpd.GeoDataFrame,
    points: SnappedPoints,
    labels: Sequence[str],
    keys: dict[str, str],
    *,
    field: str,
) -> list[Notice]:
    """Return a notice for every place without a usable road, by its reason.

    Parameters
    ----------
    district : District
    places : GeoDataFrame
        Where they are.
    points : SnappedPoints
        The same on the roads.
    labels : sequence of str
        How they are called.
    keys : dict
        The sentence for ``off`` (no road near enough) and ``detached`` (the nearest road cannot
        be driven to and back).
    field : str
        What the sentences call the label.
    """
    limit_m = district.settings.response.max_snap_m
    lost = np.flatnonzero(points.edge < 0)
    detached_m = _detached_m(district, places.iloc[lost])
    notices = []
    for place, distance_m in zip(lost.tolist(), detached_m, strict=True):
        said: dict[str, Any] = {field: labels[place], "limit_m": round(limit_m)}
        if points.detached[place]:
            said["distance_m"] = round(float(distance_m))
        notices.append(Notice(keys["detached" if points.detached[place] else "off"], **said))
    return notices


def _detached_m(district: District, places: gpd.GeoDataFrame) -> NDArray[np.float64]:
    """Return how far the nearest detached road is from each place, metres; inf for none."""
    detached = district.road_map.detached
    if detached is None or places.empty:
        return np.full(len(places), np.inf)
    limit_m = district.settings.response.max_snap_m
    lon, lat = places.geometry.x.to_numpy(), places.geometry.y.to_numpy()
    return np.asarray(snap(detached, lon, lat, max_distance_m=limit_m).distance_m)


def _lost_stations(district: District) -> list[Notice]:
    """Return the open stations that serve nobody, for want of a road or of a way."""
    names = district.stations["name"].tolist()
    keys = {"off": "workspace.station_off_road", "detached": "workspace.station_detached"}
    notices = unusable(
        district, district.stations, district.station_points, names, keys, field="name"
    )
    on_road = district.station_points.edge >= 0
    leads_nowhere = on_road & ~NearPlaces(district, district.station_points).lead_somewhere
    if not district.gates.has_gate.any() or not (district.gates.points.edge >= 0).any():
        return notices
    return notices + [
        Notice("workspace.station_leads_nowhere", name=names[station])
        for station in np.flatnonzero(leads_nowhere)
    ]


def _estate_notices(district: District) -> list[Notice]:
    """Return the estates that are unreachable, by reason, and those that lose some gates."""
    gates = district.gates
    n_estates = gates.n_estates
    is_usable = gates.points.edge >= 0

    def any_gate(which: Flags) -> Flags:
        return np.asarray(np.bincount(gates.estate[which], minlength=n_estates) > 0)

    usable, open_usable = any_gate(is_usable), any_gate(is_usable & gates.is_open)
    detached = any_gate(gates.points.detached)
    lost = lost_estates(district)
    reasons = {
        "off_road": gates.has_gate & ~usable & ~detached,
        "detached": gates.has_gate & ~usable & detached,
        "gates_shut": lost & usable & ~open_usable,
        "cut_off": lost & open_usable,
        "gates_lost": usable & any_gate(~is_usable),
    }
    notices = []
    for reason, which in reasons.items():
        notices += _told(district, f"workspace.estate_{reason}", np.flatnonzero(which))
    return notices


def _far(district: District) -> list[Notice]:
    """Return the estates and stations that lie far from the road they are put on."""
    warn_m = district.settings.response.warn_snap_m
    gates, stations = district.gates.points, district.station_points
    far_gates = np.flatnonzero((gates.edge >= 0) & (gates.distance_m > warn_m))
    far_stations = np.flatnonzero((stations.edge >= 0) & (stations.distance_m > warn_m))
    names = district.stations["name"].to_numpy()
    return [
        *_told(
            district,
            "workspace.estate_far",
            district.gates.estate[far_gates],
            distance_m=gates.distance_m[far_gates],
        ),
        *(
            Notice(
                "workspace.station_far",
                name=names[station],
                distance_m=round(float(stations.distance_m[station])),
            )
            for station in far_stations
        ),
    ]


def _told(
    district: District,
    key: str,
    estates: NDArray[np.int64],
    *,
    distance_m: NDArray[np.float64] | None = None,
) -> list[Notice]:
    """Return a notice for each estate, or one for all of them where they are many."""
    names = district.estates["name"].to_numpy()
    limit_m = round(district.settings.response.max_snap_m)
    far_m = np.full(len(estates), np.nan) if distance_m is None else distance_m
    if len(estates) <= _FEW:
        return [
            Notice(
                key,
                name=names[estate],
                limit_m=limit_m,
                distance_m=round(float(metres)) if np.isfinite(metres) else None,
            )
            for estate, metres in zip(estates, far_m, strict=True)
        ]
    once = np.unique(estates)
    return [
        Notice(
            f"{key}_many",
            count=len(once),
            total=len(names),
            households=int(district.households[once].sum()),
            names=tuple(names[once[:_NAMED]]),
            limit_m=limit_m,
            warn_m=round(district.settings.response.warn_snap_m),
            distance_m=round(float(far_m.max())) if distance_m is not None else None,
        )
    ]
