"""Invented places for the real streets and communities, whose positions no open source gives.

A street is the part of the district nearest to a centre that was set by eye, and its communities
have their seats spread over its roads. Both are for the demo only.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from placing import PLANE, Roadside
from shapely.geometry.base import BaseGeometry
from sources import Community

from geo.coords import project

STREET_CENTRES = {
    "建桥街": (114.264, 30.547),
    "晴川街": (114.274, 30.561),
    "鹦鹉街": (114.263, 30.528),
    "洲头街": (114.247, 30.538),
    "五里墩街": (114.244, 30.556),
    "琴断口街": (114.189, 30.574),
    "江汉二桥街": (114.220, 30.564),
    "永丰街": (114.144, 30.564),
    "江堤街": (114.240, 30.508),
    "四新街": (114.210, 30.502),
    "龙阳街": (114.199, 30.541),
}

LLOYD_ROUNDS = 20


@dataclass(frozen=True, eq=False)
class Seat:
    """The invented centre of a community, in metres of ``PLANE``."""

    community: Community
    x_m: float
    y_m: float


def street_areas(outline_m: BaseGeometry) -> dict[str, BaseGeometry]:
    """Return the invented area of every street: the part of the outline nearest to its centre."""
    lon, lat = zip(*STREET_CENTRES.values(), strict=True)
    x_m, y_m = project(lon, lat, PLANE)
    cells = shapely.get_parts(
        shapely.voronoi_polygons(
            shapely.MultiPoint(np.column_stack([x_m, y_m])), extend_to=outline_m, ordered=True
        )
    )
    areas = {
        street: shapely.intersection(cell, outline_m)
        for street, cell in zip(STREET_CENTRES, cells, strict=True)
    }
    torn = [street for street, area in areas.items() if len(shapely.get_parts(area)) > 1]
    assert not torn, f"streets in several parts: {torn}"
    return areas


def community_seats(
    communities: list[Community], areas: dict[str, BaseGeometry], roadside: Roadside
) -> list[Seat]:
    """Return a seat for every community, spread evenly over the roads of its street.

    Within a street the communities follow one another from west to east in the order of their
    codes.
    """
    seats = []
    for street, area in areas.items():
        members = [community for community in communities if community.street == street]
        spots = _spread(roadside.spots_within(area), len(members))
        by_easting = spots[np.lexsort([spots[:, 1], spots[:, 0]])]
        seats += [
            Seat(community, float(x_m), float(y_m))
            for community, (x_m, y_m) in zip(members, by_easting, strict=True)
        ]
    return sorted(seats, key=lambda seat: seat.community.community_code)


def _spread(points: npt.NDArray[np.float64], count: int) -> npt.NDArray[np.float64]:
    """Return ``count`` of ``points`` that stand for all of them (Lloyd from farthest points)."""
    centres = points[:1]
    while len(centres) < count:
        gap = np.min(np.linalg.norm(points[:, None] - centres, axis=2), axis=1)
        centres = np.vstack([centres, points[np.argmax(gap)]])
    for _ in range(LLOYD_ROUNDS):
        nearest = np.argmin(np.linalg.norm(points[:, None] - centres, axis=2), axis=1)
        centres = np.array([points[nearest == each].mean(axis=0) for each in range(count)])
    medoid = np.argmin(np.linalg.norm(points[:, None] - centres, axis=2), axis=0)
    spread: npt.NDArray[np.float64] = points[medoid]
    return spread
