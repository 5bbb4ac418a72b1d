"""The district's drive network: cut from the metropolitan one and kept strongly connected."""

import geopandas as gpd
import numpy as np
import shapely
from carriageways import Carriageway, FloatArray, contract, infer_oneway, read_pieces
from pyproj import CRS, Geod, Transformer
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from shapely.geometry.base import BaseGeometry

from geo.roads import RoadMap

MARGIN_M = 3000.0
"""Roads this far outside the district are kept, since crews drive around its corners."""

SHAPE_TOLERANCE_M = 1.0
DEGREE_DECIMALS = 6
NOT_FOR_CREWS = "pedestrian"
SOURCE = "OpenStreetMap drive network of Wuhan as published in neatnet 0.1.6 (wuhan_8989)"

_WGS84 = Geod(ellps="WGS84")


def build_roads(pieces_table: gpd.GeoDataFrame, outline: BaseGeometry) -> RoadMap:
    """Return the roads within ``MARGIN_M`` of ``outline`` (degrees) as one strong component."""
    pieces = read_pieces(pieces_table)
    crs = pieces_table.crs
    area = gpd.GeoSeries([outline], crs=4326).to_crs(crs).iloc[0].buffer(MARGIN_M)
    shapely.prepare(area)
    inside = shapely.contains_xy(area, pieces.xy)
    # One-way is inferred on the whole city, so that the cut does not hide what continues what.
    ways = [
        way
        for way in infer_oneway(contract(pieces), pieces.xy)
        if way.road_class != NOT_FOR_CREWS and inside[list(way.nodes)].any()
    ]
    ways = _largest_strong_component(ways, len(pieces.osm_id))
    return _road_map(ways, pieces.osm_id, pieces.xy, crs)


def _largest_strong_component(ways: list[Carriageway], n_nodes: int) -> list[Carriageway]:
    arcs = [(way.nodes[0], way.nodes[-1]) for way in ways]
    arcs += [(way.nodes[-1], way.nodes[0]) for way in ways if not way.oneway]
    tail, head = np.array(arcs).T
    graph = coo_array((np.ones(len(arcs)), (tail, head)), shape=(n_nodes, n_nodes))
    _, component = connected_components(graph, connection="strong")
    largest = np.bincount(component).argmax()
    return [
        way
        for way in ways
        if component[way.nodes[0]] == largest and component[way.nodes[-1]] == largest
    ]


def _road_map(ways: list[Carriageway], osm_id: np.ndarray, xy: FloatArray, crs: CRS) -> RoadMap:
    ends = np.array([(way.nodes[0], way.nodes[-1]) for way in ways])
    junctions, codes = np.unique(ends, return_inverse=True)
    tail, head = codes.reshape(-1, 2).T
    lon, lat = Transformer.from_crs(crs, 4326, always_xy=True).transform(xy[:, 0], xy[:, 1])
    shapes = [_simplified(way, xy) for way in ways]
    vertices = np.concatenate(shapes)
    return RoadMap.from_arrays(
        lon=lon[junctions].round(DEGREE_DECIMALS),
        lat=lat[junctions].round(DEGREE_DECIMALS),
        tail=tail,
        head=head,
        length_m=np.array([_length_m(way, lon, lat) for way in ways]).round(1),
        road_class=[way.road_class for way in ways],
        oneway=[way.oneway for way in ways],
        oneway_source=[way.oneway_source for way in ways],
        shape_offset=np.r_[0, np.cumsum([len(shape) for shape in shapes])],
        shape_lon=lon[vertices].round(DEGREE_DECIMALS),
        shape_lat=lat[vertices].round(DEGREE_DECIMALS),
        osm_node_id=osm_id[junctions],
        source=SOURCE,
    )


def _simplified(way: Carriageway, xy: FloatArray) -> np.ndarray:
    """Return the nodes of ``way`` that a drawing needs, both ends included."""
    nodes = np.array(way.nodes)
    kept = shapely.get_coordinates(
        shapely.simplify(shapely.LineString(xy[nodes]), SHAPE_TOLERANCE_M)
    )
    if len(kept) == len(nodes):
        return nodes
    # A simplified line is a subsequence of its vertices: walk both to name the vertices kept.
    chosen, position = [], 0
    for point in kept:
        while not np.array_equal(xy[nodes[position]], point):
            position += 1
        chosen.append(nodes[position])
        position += 1
    return np.array(chosen)


def _length_m(way: Carriageway, lon: FloatArray, lat: FloatArray) -> float:
    nodes = list(way.nodes)
    return float(_WGS84.line_length(lon[nodes], lat[nodes]))
