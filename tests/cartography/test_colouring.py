"""Neighbouring zones never share a colour."""

import geopandas as gpd
import networkx as nx
import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.cartography.colouring import saturation_colouring, zone_colours, zone_neighbours


def grid(columns: int, rows: int) -> gpd.GeoDataFrame:
    """Return zones like a chessboard, about 900 m wide."""
    x, y = np.meshgrid(114.2 + 0.01 * np.arange(columns), 30.5 + 0.01 * np.arange(rows))
    boxes = shapely.box(x.ravel(), y.ravel(), x.ravel() + 0.01, y.ravel() + 0.01)
    return gpd.GeoDataFrame(geometry=boxes, crs="EPSG:4326")


@settings(max_examples=20)
@given(st.integers(1, 5), st.integers(1, 5))
def test_neighbours_differ(columns: int, rows: int) -> None:
    """On a chessboard, corners included, four colours are enough and no pair shares one."""
    zones = grid(columns, rows)
    colours = zone_colours(zones)
    assert all(colours[a] != colours[b] for a, b in zone_neighbours(zones))
    assert len(set(colours)) <= 4


def test_zones_without_a_shape_have_no_neighbours() -> None:
    """A zone of unlocated estates gets a colour and disturbs nobody."""
    zones = grid(2, 1)
    zones.loc[2, "geometry"] = None
    assert zone_neighbours(zones).tolist() == [[0, 1]]
    assert len(zone_colours(zones)) == 3


@given(st.integers(1, 12), st.sets(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=40))
def test_colours_are_those_of_the_library(n: int, drawn: set[tuple[int, int]]) -> None:
    """The numbers are those of networkx's DSATUR, which looks at every vertex each time."""
    pairs = sorted({(min(p), max(p)) for p in drawn if p[0] != p[1] and max(p) < n})
    graph = nx.Graph()
    graph.add_nodes_from(range(n))
    graph.add_edges_from(pairs)
    expected = nx.greedy_color(graph, strategy="DSATUR")
    assert saturation_colouring(n, pairs) == [expected[vertex] for vertex in range(n)]
