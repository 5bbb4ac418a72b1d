"""The district's drive network: cut from the metropolitan one and kept strongly connected."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import shapely
from carriageways import contract, infer_oneway, read_pieces
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry

from geo.roads import RoadMap
from geo.roads.cleaning import clean

MARGIN_M = 3000.0
"""Roads this far outside the district are kept, since crews drive around its corners."""

DEGREE_DECIMALS = 6
LENGTH_DECIMALS = 1
SHAPE_TOLERANCE_DEG = 1e-5
"""About a metre."""
NOT_FOR_CREWS = "pedestrian"
SOURCE = "OpenStreetMap drive network of Wuhan as published in neatnet 0.1.6 (wuhan_8989)"


def build_roads(pieces_table: gpd.GeoDataFrame, outline: BaseGeometry) -> RoadMap:
    """Return the roads within ``MARGIN_M`` of ``outline`` (degrees) as one strong component."""
    # One-way is inferred on the whole city, so that the cut does not hide what continues what.
    district, _ = clean(_city_roads(pieces_table), boundary=outline, margin_m=MARGIN_M)
    detached = district.detached and _with_light_shapes(district.detached)
    return replace(_with_light_shapes(district), detached=detached)


def _city_roads(pieces_table: gpd.GeoDataFrame) -> RoadMap:
    pieces = read_pieces(pieces_table)
    to_degrees = Transformer.from_crs(pieces_table.crs, 4326, always_xy=True)
    lon, lat = (degrees.round(DEGREE_DECIMALS) for degrees in to_degrees.transform(*pieces.xy.T))
    ways = [
        way for way in infer_oneway(contract(pieces), pieces.xy) if way.road_class != NOT_FOR_CREWS
    ]
    ends = np.array([(way.nodes[0], way.nodes[-1]) for way in ways])
    junctions, codes = np.unique(ends, return_inverse=True)
    tail, head = codes.reshape(-1, 2).T
    vertices = np.concatenate([way.nodes for way in ways])
    return RoadMap.from_arrays(
        lon=lon[junctions],
        lat=lat[junctions],
        tail=tail,
        head=head,
        road_class=[way.road_class for way in ways],
        oneway=[way.oneway for way in ways],
        oneway_source=[way.oneway_source for way in ways],
        shape_offset=np.r_[0, np.cumsum([len(way.nodes) for way in ways])],
        shape_lon=lon[vertices],
        shape_lat=lat[vertices],
        osm_node_id=pieces.osm_id[junctions],
        source=SOURCE,
    )


def _with_light_shapes(road_map: RoadMap) -> RoadMap:
    """Return the roads without the vertices that a drawing does not need; lengths stay."""
    lines = shapely.simplify(road_map.geometry.to_numpy(), SHAPE_TOLERANCE_DEG)
    points, line_of_point = shapely.get_coordinates(lines, return_index=True)
    return replace(
        road_map,
        length_m=road_map.length_m.round(LENGTH_DECIMALS),
        shape_offset=np.searchsorted(line_of_point, np.arange(len(lines) + 1)),
        shape_lon=points[:, 0],
        shape_lat=points[:, 1],
    )
