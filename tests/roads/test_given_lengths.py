"""Lengths in another unit than metres, and single slips."""

import math
from pathlib import Path
from typing import Any

import geopandas as gpd
import networkx as nx
import numpy as np
import pytest
import shapely

from geo.errors import RoadsError
from geo.roads import read_lines
from geo.roads.osmnx_graph import roads_from_graph

# A ring of eight lines of different lengths, 10.6 km in all.
CORNERS = [
    *((114.0 + 0.004 * step * step, 30.5) for step in range(5)),
    *((114.064 - 0.016 * step * step, 30.52) for step in range(3)),
]
LINES = [
    shapely.LineString([CORNERS[number], CORNERS[(number + 1) % len(CORNERS)]])
    for number in range(len(CORNERS))
]
DRAWN_M = gpd.GeoSeries(LINES, crs=4326).to_crs(32650).length.to_numpy()
MERCATOR = 1 / math.cos(math.radians(30.51))


def read(length: Any, tmp_path: Path) -> float:
    """Return the kilometres of the ring with a column of lengths."""
    table = gpd.GeoDataFrame({"length": length}, geometry=LINES, crs=4326)
    table.to_file(tmp_path / "roads.gpkg")
    return read_lines(tmp_path / "roads.gpkg")[0].length_km


@pytest.mark.parametrize(
    ("factor", "unit"),
    [
        (1000.0, "mm"),
        (100.0, "cm"),
        (3.28084, "ft"),
        (1.09361, "yd"),
        (0.001, "km"),
        (1 / 1609.344, "mi"),
        (1 / 500, "里"),
        (1 / 111_000, "°"),
        (1 / 96_000, "°"),
        (MERCATOR, "EPSG:3857"),
    ],
)
def test_a_unit_is_named_with_both_figures(factor: float, unit: str, tmp_path: Path) -> None:
    """The sum of the column, the length drawn, how many times, and the unit that makes it so."""
    with pytest.raises(RoadsError) as raised:
        read(DRAWN_M * factor, tmp_path)
    fault = raised.value.faults[0]
    assert fault.key == "roads.lengths_in_unit"
    assert fault.params["unit"] == unit
    assert fault.params["ratio"] == pytest.approx(factor, rel=0.06)
    assert fault.params["drawn_m"] == pytest.approx(DRAWN_M.sum(), rel=0.01)
    assert unit in raised.value.sentence("zh") or unit in fault.sentence("zh")


@pytest.mark.parametrize("factor", [7.0, 0.3])
def test_lengths_that_are_no_metres_at_all(factor: float, tmp_path: Path) -> None:
    """Where no unit explains it, the figures are told all the same."""
    with pytest.raises(RoadsError) as raised:
        read(DRAWN_M * factor, tmp_path)
    assert raised.value.faults[0].key == "roads.lengths_not_metres"


@pytest.mark.parametrize("factor", [0.5, 0.6, 0.75, 0.8, 1.2, 1.3, 1.8])
def test_lengths_that_are_wrong_all_alike(factor: float, tmp_path: Path) -> None:
    """Bends lengthen each road by a share of its own; one share for all is another unit."""
    with pytest.raises(RoadsError) as raised:
        read(DRAWN_M * factor, tmp_path)
    assert raised.value.faults[0].key == "roads.lengths_not_metres"


@pytest.mark.parametrize("factor", [0.95, 1.0, 1.04, 1.3])
def test_measured_lengths_may_differ(factor: float, tmp_path: Path) -> None:
    """Lengths along bends that the drawing straightens are metres, and are taken."""
    wobble = np.linspace(0.98, 1.02, len(LINES))
    assert read(DRAWN_M * factor * wobble, tmp_path) * 1000 == pytest.approx(
        (DRAWN_M * factor * wobble).sum(), rel=1e-6
    )


@pytest.mark.parametrize(("wrong", "key"), [(50.0, "long"), (0.01, "short")])
def test_one_slip_is_named(wrong: float, key: str, tmp_path: Path) -> None:
    """One length that cannot be is an error of its feature; the others are left in peace."""
    length = DRAWN_M.copy()
    length[3] *= wrong
    with pytest.raises(RoadsError, match="feature 4") as raised:
        read(length, tmp_path)
    assert [fault.key for fault in raised.value.faults] == [f"roads.line_too_{key}"]


@pytest.mark.parametrize(("factor", "unit"), [(3.28084, "ft"), (0.001, "km"), (1000.0, "mm")])
def test_a_graph_in_another_unit(factor: float, unit: str) -> None:
    """The lengths of a graph's edges are compared with their shapes too."""
    graph = nx.MultiDiGraph(crs="epsg:4326")
    for number, (x, y) in enumerate(CORNERS):
        graph.add_node(number, x=x, y=y)
    for number, length in enumerate(DRAWN_M):
        following = (number + 1) % len(CORNERS)
        graph.add_edge(number, following, osmid=number, highway="primary", length=length * factor)
    with pytest.raises(RoadsError) as raised:
        roads_from_graph(graph, source="graph")
    assert raised.value.faults[0].params["unit"] == unit
