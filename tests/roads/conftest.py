"""Small roads that every answer can be checked on by hand."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import numpy as np
import pytest
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import dijkstra

from geo.roads import RoadMap, RoadNetwork

Nodes = dict[int, tuple[float, float] | tuple[float, float, dict[str, str]]]
Ways = dict[int, tuple[list[int], dict[str, str]]]
Turns = list[tuple[str, int, int, int]]

SPEED_KMH = {"residential": 18.0, "primary": 36.0, "service": 12.0, "link": 30.0}


@pytest.fixture(scope="session")
def speed_kmh() -> dict[str, float]:
    """Return speeds that make round minutes: 300 m of residential road take one."""
    return dict(SPEED_KMH)


@pytest.fixture(scope="session")
def crossing() -> RoadMap:
    """Return four two-way roads of about 1 km that meet in node 0: east, north, west, south."""
    return RoadMap.from_arrays(
        lon=[114.0, 114.01, 114.0, 113.99, 114.0],
        lat=[30.5, 30.5, 30.51, 30.5, 30.49],
        tail=[0, 0, 0, 0],
        head=[1, 2, 3, 4],
        road_class="residential",
        name=np.array(["East St", "North St", "West St", "South St"], dtype=object),
        length_m=1000.0,
    )


@pytest.fixture(scope="session")
def node_minutes() -> Callable[[RoadNetwork], np.ndarray]:
    """Return the function from a network to minutes between all nodes, by scipy."""

    def minutes(network: RoadNetwork) -> np.ndarray:
        quickest: dict[tuple[int, int], float] = {}
        for tail, head, drive_min in zip(
            network.tail.tolist(), network.head.tolist(), network.drive_min, strict=True
        ):
            # scipy takes an explicit zero for no arc at all.
            weight = max(float(drive_min), 1e-12)
            if tail != head and weight < quickest.get((tail, head), np.inf):
                quickest[tail, head] = weight
        ends = np.array(list(quickest), dtype=np.int64).reshape(-1, 2)
        arcs = coo_matrix(
            (list(quickest.values()), (ends[:, 0], ends[:, 1])), shape=(network.n_nodes,) * 2
        )
        return dijkstra(arcs.tocsr())

    return minutes


@pytest.fixture
def write_osm(tmp_path: Path) -> Callable[..., Path]:
    """Return the function that writes an .osm file and gives its path."""

    def tags_of(tags: dict[str, str]) -> str:
        return "".join(f"<tag k={quoteattr(k)} v={quoteattr(v)}/>" for k, v in tags.items())

    def write(nodes: Nodes, ways: Ways, turns: Turns = (), name: str = "roads.osm") -> Path:
        lines: list[str] = ['<?xml version="1.0"?><osm version="0.6">']
        for node, (lon, lat, *tags) in nodes.items():
            body: Any = tags_of(tags[0]) if tags else ""
            lines.append(f'<node id="{node}" version="1" lon="{lon}" lat="{lat}">{body}</node>')
        for way, (refs, tags) in ways.items():
            body = "".join(f'<nd ref="{ref}"/>' for ref in refs) + tags_of(tags)
            lines.append(f'<way id="{way}" version="1">{body}</way>')
        for number, (rule, from_way, via, to_way) in enumerate(turns, start=1):
            members = (
                f'<member type="way" ref="{from_way}" role="from"/>'
                f'<member type="node" ref="{via}" role="via"/>'
                f'<member type="way" ref="{to_way}" role="to"/>'
            )
            body = members + tags_of({"type": "restriction", "restriction": rule})
            lines.append(f'<relation id="{number}" version="1">{body}</relation>')
        path = tmp_path / name
        path.write_text("\n".join([*lines, "</osm>"]), encoding="utf-8")
        return path

    return write
