"""Which colour each zone gets: few colours, and neighbours never share one."""

from typing import Final

import geopandas as gpd
import networkx as nx
import numpy as np
import numpy.typing as npt
import shapely

from geo.cartography.palette import ZONE_FILLS
from geo.coords import local_metric_crs

__all__ = ["zone_colours", "zone_neighbours"]

_TOUCHING_M: Final = 120.0


def zone_neighbours(zones: gpd.GeoDataFrame) -> npt.NDArray[np.int64]:
    """Return the pairs of zones whose shapes touch or nearly touch.

    Parameters
    ----------
    zones : GeoDataFrame
        Polygons in WGS-84; zones without a shape have no neighbours.

    Returns
    -------
    ndarray of int64, shape (n_pairs, 2)
        Row positions, the smaller first, in ascending order.
    """
    shaped = np.flatnonzero(~(zones.geometry.isna() | zones.geometry.is_empty).to_numpy())
    if len(shaped) < 2:
        return np.empty((0, 2), dtype=np.int64)
    west, south, east, north = zones.geometry.iloc[shaped].total_bounds
    plane = zones.geometry.iloc[shaped].to_crs(local_metric_crs([west, east], [south, north]))
    shapes = plane.to_numpy()
    first, second = shapely.STRtree(shapes).query(shapes, "dwithin", distance=_TOUCHING_M)
    pairs = shaped[np.column_stack([first, second])[first < second]]
    return np.asarray(np.unique(pairs, axis=0), dtype=np.int64).reshape(-1, 2)


def zone_colours(zones: gpd.GeoDataFrame) -> list[str]:
    """Return a fill for every zone, by greedy colouring in order of saturation [1]_.

    Parameters
    ----------
    zones : GeoDataFrame
        Polygons in WGS-84.

    Returns
    -------
    list of str, length n_zones
        Hex colours of :data:`geo.cartography.palette.ZONE_FILLS`. Where more colours than it holds
        would be needed, some neighbours share one.

    References
    ----------
    .. [1] D. Brélaz, "New methods to color the vertices of a graph", Communications of the ACM
       22 (4), 1979.
    """
    graph = nx.Graph()
    graph.add_nodes_from(range(len(zones)))
    graph.add_edges_from(zone_neighbours(zones).tolist())
    number = nx.greedy_color(graph, strategy="DSATUR")
    return [ZONE_FILLS[number[zone] % len(ZONE_FILLS)] for zone in range(len(zones))]
