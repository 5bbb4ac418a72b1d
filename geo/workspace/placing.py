"""Where a station may be placed: what lies there, and why a place is refused."""

from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.coords import local_metric_crs
from geo.errors import WorkspaceError
from geo.roads import SnappedPoints, snap
from geo.workspace.district import District

__all__ = ["FARTHEST_OUTSIDE_M", "PlaceContext", "place_context", "refuse_unfit_place"]

_LOOKED_AT_M: Final = 20_000.0
FARTHEST_OUTSIDE_M: Final = 5_000.0
"""How far beyond the outline of the district a station may stand, metres: a near one can help."""


@dataclass(frozen=True)
class PlaceContext:
    """What lies at a place.

    Attributes
    ----------
    lon, lat : float
        WGS-84.
    estate, street, community : str
        The nearest estate and where it belongs; empty where the list does not say.
    road_m : float
        Metres to the nearest road where a crew can stop; inf where there is none in reach.
    road, road_class : str
        Its name, where the source has one, and its class.
    outside_m : float
        Metres beyond the outline of the district; 0 inside, and where there is no outline.
    """

    lon: float
    lat: float
    estate: str
    street: str
    community: str
    road_m: float
    road: str
    road_class: str
    outside_m: float


def place_context(district: District, lon: float, lat: float) -> PlaceContext:
    """Return what lies at a place.

    Parameters
    ----------
    district : District
    lon, lat : float
        WGS-84.

    Returns
    -------
    PlaceContext

    Raises
    ------
    RoadsError
        When the position is no number.

    Examples
    --------
    >>> from geo.workspace import open_district, open_workspace, place_context
    >>> town = open_district(open_workspace("data/toy"))
    >>> place_context(town, 114.0052, 30.0068).estate
    '柳巷小区'
    """
    beside = _beside(district, lon, lat)
    edge = int(beside.edge[0])
    roads = district.road_map
    return PlaceContext(
        lon=lon,
        lat=lat,
        **_nearest_estate(district.estates, lon, lat),
        road_m=float(beside.distance_m[0]),
        road="" if edge < 0 else str(roads.name[edge]).strip(),
        road_class="" if edge < 0 else str(roads.road_class[edge]),
        outside_m=_outside_m(district.inputs.boundary, lon, lat),
    )


def refuse_unfit_place(district: District, lon: float, lat: float) -> None:
    """Refuse a place where no station can stand: no road near, or far outside the district.

    Parameters
    ----------
    district : District
        Its ``response.max_snap_m`` says how far the road may be.
    lon, lat : float
        WGS-84.

    Raises
    ------
    WorkspaceError
        With the reason and the distance.
    """
    where = f"{lon:.6f}, {lat:.6f}"
    outside_m = _outside_m(district.inputs.boundary, lon, lat)
    if outside_m > FARTHEST_OUTSIDE_M:
        raise WorkspaceError(
            "placing.outside",
            place=where,
            distance=_kilometres(outside_m),
            limit=_kilometres(FARTHEST_OUTSIDE_M),
        )
    limit_m = district.settings.response.max_snap_m
    road_m = float(_beside(district, lon, lat).distance_m[0])
    if not np.isfinite(road_m):
        raise WorkspaceError("placing.no_road_at_all", place=where, limit=f"{limit_m:g}")
    if road_m > limit_m:
        raise WorkspaceError(
            "placing.no_road", place=where, distance=f"{road_m:.0f}", limit=f"{limit_m:g}"
        )


def _beside(district: District, lon: float, lat: float) -> SnappedPoints:
    """Return the road beside a place: a near one as a rule, and only then one far away."""
    near_m = district.settings.response.max_snap_m
    beside = district.snap([lon], [lat])
    if beside.edge[0] >= 0 or near_m >= _LOOKED_AT_M:
        return beside
    return snap(district.road_map, [lon], [lat], max_distance_m=_LOOKED_AT_M)


def _kilometres(metres: float) -> str:
    return f"{metres / 1000:.1f}"


def _nearest_estate(estates: gpd.GeoDataFrame, lon: float, lat: float) -> dict[str, str]:
    located = estates[estates.geometry.notna() & ~estates.geometry.is_empty]
    if located.empty:
        return dict.fromkeys(("estate", "street", "community"), "")
    shrink = np.cos(np.radians(lat))
    away = np.hypot((located.geometry.x - lon) * shrink, located.geometry.y - lat)
    nearest = located.iloc[int(np.argmin(away))]
    return {
        said: "" if pd.isna(nearest.get(column)) else str(nearest[column])
        for said, column in (("estate", "name"), ("street", "street"), ("community", "community"))
    }


def _outside_m(boundary: gpd.GeoDataFrame | None, lon: float, lat: float) -> float:
    if boundary is None or boundary.empty:
        return 0.0
    outline = boundary.geometry.to_numpy()
    shapely.prepare(outline)
    if shapely.intersects_xy(outline, lon, lat).any():
        return 0.0
    crs = local_metric_crs([lon], [lat])
    place = gpd.GeoSeries([shapely.Point(lon, lat)], crs=4326).to_crs(crs).iloc[0]
    return float(boundary.to_crs(crs).distance(place).min())
