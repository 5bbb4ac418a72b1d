"""The roads of a district at every hour, hours with the same roads built once."""

from collections.abc import Hashable, Sequence
from functools import cached_property
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.kept import KeptAnswers
from geo.roads import (
    RoadMap,
    RoadNetwork,
    SpeedProfile,
    road_network,
    turn_network,
)
from geo.settings import Settings
from geo.travel import closures

__all__ = ["HourlyRoads", "network_at", "slowed_network"]

_ROOM_BYTES: Final = 128 * 2**20
_MOST_NETWORKS: Final = 4
"""Rush hour or not, by day or by night; where every hour has speeds of its own none is worth it."""


def network_at(
    road_map: RoadMap, profile: SpeedProfile | None, settings: Settings, hour: int
) -> RoadNetwork:
    """Return the roads as minutes at an hour of the day.

    Parameters
    ----------
    road_map : RoadMap
    profile : SpeedProfile or None
        None for the rush hours of the settings.
    settings : Settings
    hour : int
        0 to 23.
    """
    speeds = settings.speeds
    network = road_network(
        road_map,
        speed_kmh=speeds.by_class(),
        rush_factor=speeds.rush_factor,
        rush_hours=speeds.rush_hours,
        hour=hour,
        profile=profile,
    )
    return turn_network(road_map, network, hour=hour) if speeds.turns else network


def slowed_network(
    road_map: RoadMap, network: RoadNetwork, areas: Sequence[tuple[shapely.Geometry, float]]
) -> RoadNetwork:
    """Return a network with longer minutes on the roads that touch some areas.

    Parameters
    ----------
    road_map : RoadMap
    network : RoadNetwork
    areas : sequence of (Polygon, float)
        In WGS-84, and what the minutes are multiplied by, one area after the other.
    """
    for area, factor in areas:
        drive_min = closures(road_map, network, area=area, factor=factor)
        network = network.with_drive_min(drive_min)
    return network


class HourlyRoads:
    """Networks by hour: the roads that are closed or slow in the network at hand are so in all.

    The few different ones of a day are kept, and with them what is known of ways on them.

    Parameters
    ----------
    road_map : RoadMap
    profile : SpeedProfile or None
    settings : Settings
    now : RoadNetwork
        The network at the hour of the plan; what is closed in it beyond the rules of the roads
        is closed at every hour.
    slowed : sequence of (Polygon, float)
        Areas with slow roads, at every hour.

    Attributes
    ----------
    now : RoadNetwork
    slowed : tuple of (Polygon, float)
    """

    def __init__(
        self,
        road_map: RoadMap,
        profile: SpeedProfile | None,
        settings: Settings,
        *,
        now: RoadNetwork,
        slowed: Sequence[tuple[shapely.Geometry, float]] = (),
    ) -> None:
        self.now = now
        self.slowed = tuple(slowed)
        self._road_map = road_map
        self._given = profile
        self._settings = settings
        self._kept = KeptAnswers(_ROOM_BYTES, _MOST_NETWORKS, ground=(road_map, now))
        self._keys: dict[int, Hashable] = {}

    def with_now(self, network: RoadNetwork) -> "HourlyRoads":
        """Return the roads with another network at the hour of the plan."""
        return HourlyRoads(
            self._road_map, self._given, self._settings, now=network, slowed=self.slowed
        )

    def slowed_in(self, *areas: tuple[shapely.Geometry, float]) -> "HourlyRoads":
        """Return the roads with further slow areas, as :func:`slowed_network` takes them."""
        return HourlyRoads(
            self._road_map,
            self._given,
            self._settings,
            now=slowed_network(self._road_map, self.now, areas),
            slowed=(*self.slowed, *areas),
        )

    def key(self, hour: int) -> Hashable:
        """Return a name for the roads at an hour: hours of one name have the same minutes."""
        if hour not in self._keys:
            self._keys[hour] = self._key(hour)
        return self._keys[hour]

    def _key(self, hour: int) -> Hashable:
        if self._given is None:
            factors: Hashable = hour in self._settings.speeds.rush_hours
        else:
            factors = tuple(float(row[hour]) for row in self._given.factors.values())
        holding = self._rules >> np.uint32(hour) & np.uint32(1)
        return factors, holding.tobytes()

    def at(self, hour: int) -> RoadNetwork:
        """Return the network at an hour."""
        return self._kept.answer_to(self.key(hour), lambda: self._at(hour))

    def _at(self, hour: int) -> RoadNetwork:
        network = network_at(self._road_map, self._given, self._settings, hour)
        if self._closed.any():
            network = network.with_drive_min(np.where(self._closed, np.inf, network.drive_min))
        return slowed_network(self._road_map, network, self.slowed)

    @cached_property
    def _rules(self) -> NDArray[np.uint32]:
        """The different sets of hours at which some rule of the roads holds, as bits."""
        roads = self._road_map
        return np.unique(
            np.concatenate([roads.closed_forward, roads.closed_backward, roads.turn_hours])
        ).astype(np.uint32)

    @cached_property
    def _closed(self) -> NDArray[np.bool_]:
        closed = np.isinf(self.now.drive_min)
        if not closed.any():
            return closed
        hour = self._settings.response.hour
        by_rule = network_at(self._road_map, self._given, self._settings, hour)
        return np.asarray(closed & np.isfinite(by_rule.drive_min))
