"""A district with some of its roads closed."""

from collections.abc import Iterable

import shapely

from geo.travel import closures
from geo.workspace.district import District

__all__ = ["close_roads"]


def close_roads(district: District, areas: Iterable[shapely.Polygon]) -> District:
    """Return a district without the roads that touch some areas.

    Parameters
    ----------
    district : District
    areas : iterable of Polygon
        In WGS-84.

    Raises
    ------
    TravelError
        When an area meets no road, or no road would be left.
    """
    for area in areas:
        drive_min = closures(district.road_map, district.network, area=area)
        district = district.with_network(district.network.with_drive_min(drive_min))
    return district
