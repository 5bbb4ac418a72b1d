"""The roads of a district at every hour, hours with the same roads built once."""

from collections.abc import Hashable
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from geo.roads import RoadMap, RoadNetwork, SpeedProfile, road_network, turn_network
from geo.settings import Settings

__all__ = ["HourlyRoads", "network_at"]


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


class HourlyRoads:
    """Networks by hour, without the roads that are closed in the network at hand.

    Parameters
    ----------
    road_map : RoadMap
    profile : SpeedProfile or None
    settings : Settings
    now : RoadNetwork
        The network at the hour of the plan; what is closed in it beyond the rules of the roads
        is closed at every hour.
    """

    def __init__(
        self,
        road_map: RoadMap,
        profile: SpeedProfile | None,
        settings: Settings,
        *,
        now: RoadNetwork,
    ) -> None:
        self._road_map = road_map
        self._given = profile
        self._settings = settings
        self._now = now

    def key(self, hour: int) -> Hashable:
        """Return a name for the roads at an hour: hours of one name have the same minutes."""
        if self._given is None:
            factors: Hashable = hour in self._settings.speeds.rush_hours
        else:
            factors = tuple(float(row[hour]) for row in self._given.factors.values())
        holding = self._rules >> np.uint32(hour) & np.uint32(1)
        return factors, holding.tobytes()

    def at(self, hour: int) -> RoadNetwork:
        """Return the network at an hour."""
        network = network_at(self._road_map, self._given, self._settings, hour)
        if not self._closed.any():
            return network
        return network.with_drive_min(np.where(self._closed, np.inf, network.drive_min))

    @cached_property
    def _rules(self) -> NDArray[np.uint32]:
        """The different sets of hours at which some rule of the roads holds, as bits."""
        roads = self._road_map
        return np.unique(
            np.concatenate([roads.closed_forward, roads.closed_backward, roads.turn_hours])
        ).astype(np.uint32)

    @cached_property
    def _closed(self) -> NDArray[np.bool_]:
        closed = np.isinf(self._now.drive_min)
        if not closed.any():
            return closed
        hour = self._settings.response.hour
        by_rule = network_at(self._road_map, self._given, self._settings, hour)
        return np.asarray(closed & np.isfinite(by_rule.drive_min))
