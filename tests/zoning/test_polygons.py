"""Detached parts of zones go to whom they border longest: held against looking at everybody."""

from typing import Any

import numpy as np
import pytest
import shapely
from numpy.typing import NDArray

from geo.zoning.polygons import _without_orphans


def by_looking_at_all(
    areas: dict[int, Any], points: NDArray[np.object_], zone_of: NDArray[np.int64]
) -> dict[int, Any]:
    """Return what the rule says, every orphan held against every part of every zone."""
    kept: dict[int, list[Any]] = {}
    orphans = []
    for zone, area in areas.items():
        parts = [part for part in shapely.get_parts(area) if part.geom_type == "Polygon"]
        own = points[zone_of == zone]
        holds = np.array([shapely.intersects(part, own).any() for part in parts], dtype=bool)
        if parts and not holds.any():
            holds[np.argmax(shapely.area(parts))] = True
        kept[zone] = [part for part, held in zip(parts, holds, strict=True) if held]
        orphans += [(zone, part) for part, held in zip(parts, holds, strict=True) if not held]
    for zone, part in sorted(orphans, key=lambda orphan: -orphan[1].area):
        borders = {
            other: sum(
                shapely.length(shapely.intersection(part.boundary, piece.boundary))
                for piece in pieces
            )
            for other, pieces in kept.items()
            if other != zone and pieces
        }
        heir = max(borders, key=lambda other: borders[other]) if borders else zone
        kept[heir if borders.get(heir, 0.0) > 0 else zone].append(part)
    return {zone: shapely.union_all(parts) for zone, parts in kept.items() if parts}


@pytest.mark.parametrize("seed", range(12))
def test_orphans_go_where_looking_at_everybody_sends_them(seed: int) -> None:
    """On squares dealt out at random, many of them detached, every area is the same to the bit."""
    random = np.random.default_rng(seed)
    x, y = np.meshgrid(np.arange(9.0), np.arange(7.0))
    wide = random.uniform(0.3, 1.0, x.size).round(1)
    cells = shapely.box(x.ravel(), y.ravel(), x.ravel() + wide, y.ravel() + 1)
    zone = random.integers(0, 6, cells.size)
    order = random.permutation(6).tolist()
    areas = {one: shapely.union_all(cells[zone == one]) for one in order}
    at = random.integers(0, cells.size, 14)
    points, zone_of = shapely.centroid(cells[at]), zone[at].astype(np.int64)
    found = _without_orphans(areas, points, zone_of)
    expected = by_looking_at_all(areas, points, zone_of)
    assert list(found) == list(expected)
    for one, area in expected.items():
        assert shapely.to_wkb(found[one]) == shapely.to_wkb(shapely.normalize(area))


def test_an_empty_area_stays_empty() -> None:
    """A zone that lies outside the district keeps its empty area and disturbs nobody."""
    areas = {0: shapely.box(0, 0, 1, 1), 1: shapely.Polygon()}
    found = _without_orphans(areas, shapely.points([[0.5, 0.5]]), np.array([0]))
    assert shapely.equals(found[0], areas[0])
    assert shapely.is_empty(found[1])
