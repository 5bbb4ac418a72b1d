"""Areas of zones that stop at barriers: what lies across goes to whoever is on that side."""

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.zoning.barriers import wall_of

__all__ = ["kept_apart"]

_EDGE_DEGREES = 1e-6
"""A tenth of a metre: how far pieces are widened to see which of them touch."""


def kept_apart(
    areas: Sequence[shapely.Geometry | None],
    zone_of: Sequence[int],
    points: Sequence[shapely.Point | None],
    barriers: Sequence[shapely.Geometry],
) -> list[shapely.Geometry | None]:
    """Return the areas of zones, cut at barriers.

    A piece of an area that a barrier cuts off from all estates of its zone goes to the zone with
    which it shares the longest border beside the barrier. What no estate is beside, such as an
    island between two barriers, stays where it was.

    Parameters
    ----------
    areas : sequence of Polygon or MultiPolygon
        Area of each zone; None where a zone has none.
    zone_of : sequence of int, length n_estates
    points : sequence of Point, length n_estates
        Where the estates lie; None where that is not known.
    barriers : sequence of geometries
        Lines or areas; of an area its outline counts.

    Returns
    -------
    list of Polygon or MultiPolygon
        They cover what the areas covered, without overlap.
    """
    wall = wall_of(barriers)
    if wall.is_empty:
        return list(areas)
    pieces, owner, is_home = _cut(areas, zone_of, points, wall)
    _give_away(pieces, owner, is_home, wall)
    return [
        None if area is None else shapely.union_all(pieces[owner == zone])
        for zone, area in enumerate(areas)
    ]


def _cut(
    areas: Sequence[shapely.Geometry | None],
    zone_of: Sequence[int],
    points: Sequence[shapely.Point | None],
    wall: shapely.Geometry,
) -> tuple[NDArray[np.object_], NDArray[np.int64], NDArray[np.bool_]]:
    """Return the pieces of all areas, the zone of each, and whether it holds an estate of it."""
    pieces: list[shapely.Geometry] = []
    owner: list[int] = []
    is_home: list[bool] = []
    for zone, area in enumerate(areas):
        if area is None or area.is_empty:
            continue
        parts = _parts(area, wall)
        own = [p for p, of in zip(points, zone_of, strict=True) if of == zone and p is not None]
        held = [any(part.covers(point) for point in own) for part in parts]
        if not any(held):
            # Its estates lie outside, or on a barrier: the largest piece is its own.
            held[int(np.argmax(shapely.area(parts)))] = True
        pieces += parts
        owner += [zone] * len(parts)
        is_home += held
    shapes = np.empty(len(pieces), dtype=object)
    shapes[:] = pieces
    return shapes, np.array(owner, dtype=np.int64), np.array(is_home, dtype=bool)


def _parts(area: shapely.Geometry, wall: shapely.Geometry) -> list[shapely.Geometry]:
    if not area.intersects(wall):
        return [area]
    # Lines that end on the outline would miss it by a rounding: they go on beyond it.
    west, south, east, north = area.bounds
    beyond = 1 + (east - west) + (north - south)
    near = shapely.clip_by_rect(wall, west - beyond, south - beyond, east + beyond, north + beyond)
    lines = shapely.union_all([area.boundary, near])
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))
    inside = [face for face in faces if area.contains(face.representative_point())]
    return inside or [area]


def _give_away(
    pieces: NDArray[np.object_],
    owner: NDArray[np.int64],
    is_home: NDArray[np.bool_],
    wall: shapely.Geometry,
) -> None:
    """Give pieces without an estate to the zones beside them, in place, until none moves."""
    fence = wall.buffer(2 * _EDGE_DEGREES)
    tree = shapely.STRtree(pieces)
    waiting = [int(piece) for piece in np.flatnonzero(~is_home)]
    while waiting:
        left = []
        for piece in waiting:
            wide = shapely.difference(pieces[piece].buffer(_EDGE_DEGREES), fence)
            beside = [one for one in tree.query(wide, "intersects") if is_home[one]]
            shared = shapely.area(shapely.intersection(wide, pieces[beside]))
            if beside and shared.max() > 0:
                owner[piece] = owner[beside[int(shared.argmax())]]
                is_home[piece] = True
            else:
                left.append(piece)
        if len(left) == len(waiting):
            return
        waiting = left
