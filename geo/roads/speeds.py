"""From roads to minutes: which speed is driven on every edge, and how it is known."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np

from geo.errors import RoadsError
from geo.roads.arrays import Floats, Texts
from geo.roads.network import RoadNetwork
from geo.roads.road_class import base_class
from geo.roads.road_map import RoadMap
from geo.roads.rule_hours import holds_at
from geo.roads.speed_profile import SpeedProfile, rush_hour_profile

__all__ = [
    "SURFACE_LIMIT_KMH",
    "SpeedSources",
    "edge_speed_kmh",
    "road_network",
    "speed_source",
    "speed_sources",
]

FALLBACK_CLASS: Final = "residential"

SURFACE_LIMIT_KMH: Final[Mapping[str, float]] = MappingProxyType(
    {
        "cobblestone": 25.0,
        "compacted": 40.0,
        "dirt": 15.0,
        "earth": 15.0,
        "gravel": 30.0,
        "grass": 15.0,
        "ground": 15.0,
        "mud": 8.0,
        "pebblestone": 25.0,
        "sand": 10.0,
        "sett": 40.0,
        "unhewn_cobblestone": 20.0,
        "unpaved": 30.0,
    }
)
"""The fastest a van is driven on a surface, km/h: an assumption; other surfaces do not slow."""


def speed_source(road_map: RoadMap, *, speed_kmh: Mapping[str, float]) -> Texts:
    """Return how the speed of every edge is known.

    Parameters
    ----------
    road_map : RoadMap
    speed_kmh : mapping of str to float
        Speeds by road class; ``link`` stands for all ramps.

    Returns
    -------
    ndarray of str, shape (n_edges,)
        ``tagged`` where the edge carries a limit, ``class`` where its class has a speed,
        ``guessed`` where not even the class is known.
    """
    known = [name for name in np.unique(road_map.road_class) if base_class(name) in speed_kmh]
    by_class = np.where(np.isin(road_map.road_class, known), "class", "guessed")
    return np.where(np.isfinite(road_map.maxspeed_kmh), "tagged", by_class)


@dataclass(frozen=True)
class SpeedSources:
    """How much of the roads has a speed that is known, and how.

    Attributes
    ----------
    tagged_share, class_share, guessed_share : float
        Shares of the road length; together 1, or 0 where there are no roads.
    unknown_classes : mapping of str to float
        Kilometres of every class that has no speed and was given that of residential roads.
    """

    tagged_share: float
    class_share: float
    guessed_share: float
    unknown_classes: Mapping[str, float]


def speed_sources(road_map: RoadMap, *, speed_kmh: Mapping[str, float]) -> SpeedSources:
    """Return the shares of road length with a tagged, a class and a guessed speed.

    Parameters
    ----------
    road_map : RoadMap
    speed_kmh : mapping of str to float
        Speeds by road class; ``link`` stands for all ramps.
    """
    source = speed_source(road_map, speed_kmh=speed_kmh)
    total_m = float(road_map.length_m.sum())

    def share(of: str) -> float:
        return float(road_map.length_m[source == of].sum()) / total_m if total_m else 0.0

    guessed = source == "guessed"
    unknown = {
        str(name): float(road_map.length_m[guessed & (road_map.road_class == name)].sum()) / 1000
        for name in np.unique(road_map.road_class[guessed])
    }
    return SpeedSources(share("tagged"), share("class"), share("guessed"), unknown)


def edge_speed_kmh(
    road_map: RoadMap,
    *,
    speed_kmh: Mapping[str, float],
    surface_limit_kmh: Mapping[str, float] = SURFACE_LIMIT_KMH,
    profile: SpeedProfile,
    hour: int,
) -> Floats:
    """Return the speed driven from tail to head of every edge, km/h.

    The tagged limit where there is one, else the speed of the class, else that of residential
    roads; not above what the surface allows; times the profile's factor at the hour.

    Parameters
    ----------
    road_map : RoadMap
    speed_kmh : mapping of str to float
        Speeds by road class, above 0; ``link`` stands for all ramps.
    surface_limit_kmh : mapping of str to float
        The fastest speed on a surface.
    profile : SpeedProfile
        Factors by class and hour.
    hour : int
        The hour of the day, 0 to 23.

    Returns
    -------
    ndarray of float64, shape (n_edges,)

    Raises
    ------
    RoadsError
        When a speed is not above 0, the residential speed is missing, or there is no such hour.
    """
    forward_kmh, _ = _speeds_both_ways(road_map, speed_kmh, surface_limit_kmh, profile, hour)
    return forward_kmh


def _speeds_both_ways(
    road_map: RoadMap,
    speed_kmh: Mapping[str, float],
    surface_limit_kmh: Mapping[str, float],
    profile: SpeedProfile,
    hour: int,
) -> tuple[Floats, Floats]:
    """Return the speeds from tail to head and from head to tail of every edge, km/h."""
    _check_speeds(speed_kmh)
    classes, edge_class = np.unique(road_map.road_class, return_inverse=True)
    fallback = speed_kmh[FALLBACK_CLASS]
    of_class = np.array(
        [speed_kmh.get(base_class(str(name)), fallback) for name in classes], dtype=np.float64
    )
    on_surface = _surface_limits(road_map.surface, surface_limit_kmh)
    factor = profile.factor(road_map.road_class, hour)
    forward_kmh, backward_kmh = (
        np.minimum(np.where(np.isfinite(tagged), tagged, of_class[edge_class]), on_surface) * factor
        for tagged in (
            road_map.maxspeed_kmh.astype(np.float64),
            road_map.maxspeed_back_kmh.astype(np.float64),
        )
    )
    return forward_kmh, backward_kmh


def road_network(
    road_map: RoadMap,
    *,
    speed_kmh: Mapping[str, float],
    rush_factor: float = 0.7,
    rush_hours: Collection[int] = (7, 8, 17, 18),
    hour: int = 10,
    profile: SpeedProfile | None = None,
    surface_limit_kmh: Mapping[str, float] = SURFACE_LIMIT_KMH,
) -> RoadNetwork:
    """Return the directed network of a road map at an hour of the day.

    Arc i drives along edge i as it is drawn; behind these come the arcs that drive the two-way
    edges the other way, in the order of the edges. An arc whose direction is forbidden at the hour
    is there and takes inf minutes.

    Parameters
    ----------
    road_map : RoadMap
    speed_kmh : mapping of str to float
        Speeds by road class, above 0; ``link`` stands for all ramps. A class that is not named
        is driven as ``residential``; :func:`speed_sources` says how much that is.
    rush_factor : float
        Factor on all speeds in the rush hours.
    rush_hours : collection of int
        The hours that are slow; 7 means 7:00 to 8:00.
    hour : int
        The hour of the day, 0 to 23.
    profile : SpeedProfile, optional
        Factors by class and hour, instead of the two rush-hour values.
    surface_limit_kmh : mapping of str to float
        The fastest speed on a surface.

    Raises
    ------
    RoadsError
        When a speed or factor is not above 0, or there is no such hour.
    """
    forward_kmh, backward_kmh = _speeds_both_ways(
        road_map,
        speed_kmh,
        surface_limit_kmh,
        profile or rush_hour_profile(rush_factor, rush_hours),
        hour,
    )
    back = np.flatnonzero(~road_map.oneway)
    edge = np.concatenate([np.arange(road_map.n_edges), back])
    driven_kmh = np.concatenate([forward_kmh, backward_kmh[back]])
    closed = np.concatenate(
        [
            holds_at(road_map.closed_forward, hour),
            holds_at(road_map.closed_backward[back], hour),
        ]
    )
    drive_min = np.where(closed, np.inf, road_map.length_m[edge] / 1000 / driven_kmh * 60)
    return RoadNetwork.from_arrays(
        lon=road_map.lon,
        lat=road_map.lat,
        tail=np.concatenate([road_map.tail, road_map.head[back]]),
        head=np.concatenate([road_map.head, road_map.tail[back]]),
        length_m=road_map.length_m[edge],
        drive_min=drive_min,
        arc_edge=edge,
        arc_forward=np.arange(len(edge)) < road_map.n_edges,
    )


def _check_speeds(speed_kmh: Mapping[str, float]) -> None:
    if FALLBACK_CLASS not in speed_kmh:
        raise RoadsError("roads.speed_missing", road_class=FALLBACK_CLASS)
    for road_class, speed in speed_kmh.items():
        if not (np.isfinite(speed) and speed > 0):
            raise RoadsError("roads.speed_not_positive", road_class=road_class, found=speed)


def _surface_limits(surface: Texts, surface_limit_kmh: Mapping[str, float]) -> Floats:
    limit = np.full(len(surface), np.inf)
    for name, fastest in surface_limit_kmh.items():
        limit[surface == name] = fastest
    return limit
