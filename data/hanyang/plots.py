"""Free ground for estates: beside residential roads, apart from each other."""

import math
from collections.abc import Sequence

import numpy as np
import shapely
from demo_streets import Seat
from placing import Roadside, beside
from shapely.geometry.base import BaseGeometry

OFFSET_M = (10.0, 60.0)
"""How far an estate stands from the nearest road."""
REMOTE_OFFSET_M = (90.0, 240.0)
"""The same for the few that lie deep inside their block."""
REMOTE_EVERY = 20
SPACING_M = 120.0
BOUNDARY_GAP_M = 40.0
MAX_TRIES = 5000


class Plots:
    """Draws positions beside residential roads, apart from each other."""

    def __init__(
        self,
        seats: Sequence[Seat],
        areas: dict[str, BaseGeometry],
        outline_m: BaseGeometry,
        roadside: Roadside,
        rng: np.random.Generator,
    ) -> None:
        self._grounds = _grounds(seats, areas, outline_m)
        self._roadside = roadside
        self._rng = rng
        self._taken: list[tuple[float, float]] = []

    def draw(self, seat: Seat) -> tuple[float, float]:
        """Return a free position in the community of ``seat``."""
        ground = self._grounds[seat.community.community_code]
        roads = self._roadside.home_roads_within(ground)
        ends_m = np.cumsum([road.length for road in roads])
        remote = len(self._taken) % REMOTE_EVERY == REMOTE_EVERY - 1
        nearest_m, farthest_m = REMOTE_OFFSET_M if remote else OFFSET_M
        for _ in range(MAX_TRIES):
            road = roads[np.searchsorted(ends_m, self._rng.random() * ends_m[-1], side="right")]
            side = 1.0 if self._rng.random() < 0.5 else -1.0
            offset_m = side * self._uniform(nearest_m, farthest_m)
            x_m, y_m = beside(road, self._rng.random(), offset_m)
            if (
                shapely.contains_xy(ground, x_m, y_m)
                and nearest_m <= self._roadside.distance_m(x_m, y_m) <= farthest_m
                and self._roadside.stands_at_home_road(x_m, y_m)
                and self._is_free(x_m, y_m)
            ):
                self._taken.append((x_m, y_m))
                return x_m, y_m
        raise RuntimeError(f"no plot left in {seat.community.community}")

    def _is_free(self, x_m: float, y_m: float) -> bool:
        return all(math.hypot(x_m - x, y_m - y) >= SPACING_M for x, y in self._taken)

    def _uniform(self, low: float, high: float) -> float:
        return low + (high - low) * self._rng.random()


def _grounds(
    seats: Sequence[Seat], areas: dict[str, BaseGeometry], outline_m: BaseGeometry
) -> dict[str, BaseGeometry]:
    """Return the ground of every community: the part of its street nearest to its seat."""
    buildable = outline_m.buffer(-BOUNDARY_GAP_M)
    grounds = {}
    for street, area in areas.items():
        members = [seat for seat in seats if seat.community.street == street]
        points = shapely.MultiPoint([(seat.x_m, seat.y_m) for seat in members])
        cells = shapely.get_parts(
            shapely.voronoi_polygons(points, extend_to=outline_m, ordered=True)
        )
        for seat, cell in zip(members, cells, strict=True):
            ground = shapely.intersection_all([cell, area, buildable])
            grounds[seat.community.community_code] = ground
    return grounds
