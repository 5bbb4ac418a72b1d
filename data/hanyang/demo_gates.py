"""Demo gates: around three estates in ten, each gate near a road, some closed at times."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from estate import Estate
from placing import Roadside

GATED_ESTATES = 48
"""Some 30 % of the estates."""
RADIUS_M = (35.0, 80.0)
ROAD_GAP_M = 8.0
SPACING_M = 15.0

HOURS = (("", ""), ("06:00", "22:00"), ("", ""), ("06:30", "09:00"), ("06:00", "23:00"))
"""When the first, second … gate of an estate is open; blank is always. Assumed, as all of them."""


@dataclass(frozen=True)
class Gate:
    """A way into an estate; positions in metres of ``placing.PLANE``."""

    estate: Estate
    x_m: float
    y_m: float
    opens: str
    closes: str


def demo_gates(
    estates: Sequence[Estate], roadside: Roadside, rng: np.random.Generator
) -> list[Gate]:
    """Return the gates of the largest estates and of those whose number is published."""
    by_size = sorted(estates, key=lambda estate: -estate.households)
    published = [estate for estate in estates if _published_gates(estate)]
    others = [estate for estate in by_size if estate not in published]
    gated = published + others[: GATED_ESTATES - len(published)]
    return [
        gate for estate in estates if estate in gated for gate in _gates_of(estate, roadside, rng)
    ]


def _published_gates(estate: Estate) -> int:
    return estate.published.gates if estate.published else 0


def _gates_of(estate: Estate, roadside: Roadside, rng: np.random.Generator) -> list[Gate]:
    wanted = _published_gates(estate) or 2 + int(3 * rng.random())
    turn = 2 * math.pi * rng.random()
    radius_m = RADIUS_M[0] + (RADIUS_M[1] - RADIUS_M[0]) * rng.random()
    spots: list[tuple[float, float]] = []
    for number in range(wanted):
        angle = turn + 2 * math.pi * number / wanted
        x_m = estate.x_m + radius_m * math.cos(angle)
        y_m = estate.y_m + radius_m * math.sin(angle)
        at_road = _in_from_the_road(estate, roadside, x_m, y_m, radius_m)
        crowded = any(math.dist(at_road, spot) < SPACING_M for spot in spots)
        spots.append((x_m, y_m) if crowded else at_road)
    return [
        Gate(estate, x_m, y_m, *HOURS[number % len(HOURS)])
        for number, (x_m, y_m) in enumerate(spots)
    ]


def _in_from_the_road(
    estate: Estate, roadside: Roadside, x_m: float, y_m: float, radius_m: float
) -> tuple[float, float]:
    """Return the point just inside the estate from the road nearest to it, if one is at hand."""
    foot_x, foot_y = roadside.foot_point(x_m, y_m)
    to_estate = math.dist((foot_x, foot_y), (estate.x_m, estate.y_m))
    if math.dist((foot_x, foot_y), (x_m, y_m)) > radius_m or to_estate < ROAD_GAP_M:
        return x_m, y_m
    share = ROAD_GAP_M / to_estate
    return foot_x + share * (estate.x_m - foot_x), foot_y + share * (estate.y_m - foot_y)
