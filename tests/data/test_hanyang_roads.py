"""The committed road network of Hanyang is what SOURCE.md says it is."""

from pathlib import Path

import numpy as np
import pytest
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geo.roads import RoadMap, read_roads

MAX_FILE_BYTES = 2_000_000
METRIC_CRS = 4547
COUNTERPART_WITHIN_M = 40.0
BESIDE_AT_LEAST_M = 5.0


@pytest.fixture(scope="module")
def road_map(hanyang: Path) -> RoadMap:
    return read_roads(hanyang / "roads.npz")


def test_size_is_the_stated_one(road_map: RoadMap, hanyang: Path) -> None:
    """SOURCE.md states junctions, edges, kilometres and how one-way is known; the file is small."""
    known_by, count = np.unique(road_map.oneway_source, return_counts=True)
    edges = dict(zip(known_by.tolist(), count.tolist(), strict=True))
    stated = (hanyang / "SOURCE.md").read_text(encoding="utf-8")
    for figure in (
        f"{road_map.n_nodes:,} junctions",
        f"{road_map.n_edges:,} edges",
        f"{road_map.length_km:,.0f} km",
        f"observed, {edges['observed']:,} edges",
        f"continuation, {edges['continuation']:,}",
        f"class, {edges['class']:,}",
    ):
        assert figure in stated
    assert (hanyang / "roads.npz").stat().st_size < MAX_FILE_BYTES


def test_every_junction_can_be_driven_to_and_from(road_map: RoadMap) -> None:
    """After the cut one strongly connected component is left."""
    two_way = ~road_map.oneway
    tail = np.concatenate([road_map.tail, road_map.head[two_way]])
    head = np.concatenate([road_map.head, road_map.tail[two_way]])
    graph = coo_array((np.ones(len(tail)), (tail, head)), shape=(road_map.n_nodes,) * 2)
    components, _ = connected_components(graph, connection="strong")
    assert components == 1


def test_one_way_says_how_it_is_known(road_map: RoadMap) -> None:
    """Exactly the one-way edges have a source."""
    assert set(road_map.oneway_source) == {"", "observed", "continuation", "class"}
    np.testing.assert_array_equal(road_map.oneway, road_map.oneway_source != "")


def test_opposite_carriageways_keep_right(road_map: RoadMap) -> None:
    """Where two one-way carriageways run side by side, the opposite one is on the left.

    Traffic keeps right in China, so a recovered direction that is wrong shows as a carriageway
    whose counterpart lies to its right.
    """
    assert _share_with_counterpart_on_the_left(road_map) > 0.99


def test_shapes_start_and_end_at_the_junctions(road_map: RoadMap) -> None:
    """The drawing of an edge begins at its tail and ends at its head."""
    first, last = road_map.shape_offset[:-1], road_map.shape_offset[1:] - 1
    for at, node in ((first, road_map.tail), (last, road_map.head)):
        np.testing.assert_array_equal(road_map.shape_lon[at], road_map.lon[node])
        np.testing.assert_array_equal(road_map.shape_lat[at], road_map.lat[node])


def test_attribution_names_openstreetmap(road_map: RoadMap) -> None:
    """The licence travels with the file."""
    assert road_map.attribution == "© OpenStreetMap contributors, ODbL 1.0"


def _share_with_counterpart_on_the_left(road_map: RoadMap) -> float:
    """Return the share of main one-way carriageways whose opposite one lies to their left."""
    main = np.flatnonzero(
        road_map.oneway & np.isin(road_map.road_class, ["trunk", "primary", "secondary"])
    )
    lines = road_map.geometry.to_crs(METRIC_CRS).to_numpy()[main]
    middle = shapely.line_interpolate_point(lines, 0.5, normalized=True)
    tree = shapely.STRtree(lines)
    edge, other = tree.query(middle, predicate="dwithin", distance=COUNTERPART_WITHIN_M)
    foot_m = shapely.line_locate_point(lines[other], middle[edge])
    ahead = _direction(lines[edge], shapely.line_locate_point(lines[edge], middle[edge]))
    back = _direction(lines[other], foot_m)
    aside = _vector(middle[edge], shapely.line_interpolate_point(lines[other], foot_m))
    opposite = (ahead * back).sum(axis=1) < -0.95
    turn = ahead[:, 0] * aside[:, 1] - ahead[:, 1] * aside[:, 0]
    beside = np.abs(turn) > BESIDE_AT_LEAST_M
    assert (opposite & beside).sum() > 500
    return float((turn[opposite & beside] > 0).mean())


def _direction(lines: np.ndarray, at_m: np.ndarray) -> np.ndarray:
    before = shapely.line_interpolate_point(lines, np.maximum(at_m - 5.0, 0.0))
    after = shapely.line_interpolate_point(lines, np.minimum(at_m + 5.0, shapely.length(lines)))
    step = _vector(before, after)
    return step / np.linalg.norm(step, axis=1, keepdims=True)


def _vector(start: np.ndarray, end: np.ndarray) -> np.ndarray:
    return shapely.get_coordinates(end) - shapely.get_coordinates(start)
