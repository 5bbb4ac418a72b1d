"""Where a station could stand: the workspace's own list, or places taken from roads and estates."""

from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from geo.coords import local_metric_crs, project
from geo.errors import Fault
from geo.roads import RoadMap

__all__ = ["candidate_sites", "same_place_faults", "with_own"]

# Crews leave from secondary and smaller roads; a door on a primary road is no place for a depot.
_SITE_CLASSES: Final = (
    "secondary",
    "tertiary",
    "unclassified",
    "residential",
    "living_street",
    "service",
)

# A tenth of a metre: nobody means two stations by it.
_DEGREES: Final = 6


def candidate_sites(
    listed: gpd.GeoDataFrame | None,
    estates: gpd.GeoDataFrame,
    road_map: RoadMap,
    *,
    boundary: gpd.GeoDataFrame | None,
    spacing_m: float,
) -> gpd.GeoDataFrame:
    """Return the places where a new station may stand.

    Parameters
    ----------
    listed : GeoDataFrame or None
        The candidates that the workspace lists; they are taken as they are.
    estates : GeoDataFrame
        Estates, candidates themselves where none are listed.
    road_map : RoadMap
        Its junctions of secondary and smaller roads are candidates where none are listed.
    boundary : GeoDataFrame or None
        Unlisted candidates outside it are left out.
    spacing_m : float
        Unlisted candidates are thinned until no two are nearer than this.

    Returns
    -------
    GeoDataFrame
        ``candidate_id``, ``name`` (the estate's; empty for a junction), ``cost`` and, of a list,
        ``capacity`` (nan where none is listed), and the point.
    """
    if listed is not None:
        known = listed[["candidate_id", "name", "geometry"]].reset_index(drop=True)
        amounts = {
            name: np.asarray(listed.get(name, np.nan), dtype=np.float64)
            for name in ("cost", "capacity")
        }
        return known.assign(**amounts)
    located = estates[estates.geometry.notna()]
    junctions = _junctions(road_map)
    sites = gpd.GeoDataFrame(
        {
            "candidate_id": [f"E-{one}" for one in located["estate_id"]]
            + [f"J-{node}" for node in junctions],
            "name": [*located["name"], *[""] * len(junctions)],
            "cost": np.nan,
        },
        geometry=[
            *located.geometry,
            *shapely.points(road_map.lon[junctions], road_map.lat[junctions]),
        ],
        crs=4326,
    )
    if boundary is not None:
        sites = sites[sites.within(boundary.geometry.union_all())].reset_index(drop=True)
    return sites.iloc[_thinned(sites, spacing_m)].reset_index(drop=True)


def with_own(sites: gpd.GeoDataFrame, own: gpd.GeoDataFrame | None) -> gpd.GeoDataFrame:
    """Return the candidates with those that a scenario adds; one at a place that is known is none.

    Parameters
    ----------
    sites : GeoDataFrame
        As :func:`candidate_sites` returns them.
    own : GeoDataFrame or None
        ``candidate_id, name`` and the point.
    """
    if own is None:
        return sites
    known = set(_places(sites))
    added = own[[place not in known for place in _places(own)]].assign(cost=np.nan)
    return gpd.GeoDataFrame(pd.concat([sites, added], ignore_index=True), crs=4326)


def _places(sites: gpd.GeoDataFrame) -> list[tuple[float, float]]:
    points = sites.geometry
    return list(zip(points.x.round(_DEGREES), points.y.round(_DEGREES), strict=True))


def same_place_faults(listed: gpd.GeoDataFrame) -> list[Fault]:
    """Return a fault for every place with several names: they would share what it gains.

    Parameters
    ----------
    listed : GeoDataFrame
        The candidates that the workspace lists.
    """
    place = [listed.geometry.x.round(_DEGREES), listed.geometry.y.round(_DEGREES)]
    groups = listed["candidate_id"].groupby(place, sort=False)
    return [
        Fault("choice.same_place", sites=", ".join(ids), lon=lon, lat=lat)
        for (lon, lat), ids in groups
        if len(ids) > 1
    ]


def _junctions(road_map: RoadMap) -> NDArray[np.int64]:
    on_road = np.isin(road_map.road_class, _SITE_CLASSES) & ~road_map.bridge & ~road_map.tunnel
    touched = np.concatenate([road_map.tail[on_road], road_map.head[on_road]])
    return np.unique(touched).astype(np.int64)


def _thinned(sites: gpd.GeoDataFrame, spacing_m: float) -> NDArray[np.int64]:
    """Return the places that are kept when the first of any two that are too near stays."""
    lon, lat = sites.geometry.x.to_numpy(), sites.geometry.y.to_numpy()
    x_m, y_m = project(lon, lat, local_metric_crs(lon, lat))
    near = cKDTree(np.column_stack([x_m, y_m])).query_ball_point(
        np.column_stack([x_m, y_m]), np.nextafter(spacing_m, 0.0)
    )
    kept = np.zeros(len(sites), np.bool_)
    for place, neighbours in enumerate(near):
        kept[place] = not kept[neighbours].any()
    return np.flatnonzero(kept)
