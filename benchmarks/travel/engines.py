"""The engines side by side behind one face: ours, scipy's, and two bindings of RoutingKit.

Each works on whole milliseconds and one core. What it answers is of its own kind; turning that
into one common form is no part of what is timed.
"""

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from benchmarks.travel.networks import Arcs
from geo.roads import CLOSED_MS, RoadNetwork
from geo.travel import travel_times

__all__ = ["ENGINES", "UNREACHED_MS", "Engine", "network_of"]

UNREACHED_MS = 2**31 - 1
"""Label of pairs past the limit; RoutingKit's own infinity."""

Milliseconds = NDArray[np.int64]


class Engine(Protocol):
    """One way to answer; `prepare` once per topology, `reweight` per set of times."""

    name: str

    def prepare(self, network: RoadNetwork) -> None:
        """Do what depends on the topology alone."""

    def reweight(self, network: RoadNetwork) -> None:
        """Take new times."""

    def matrix(
        self, origins: NDArray[np.int64], destinations: NDArray[np.int64], limit_min: float
    ) -> Any:
        """Answer in the engine's own form."""

    def milliseconds(self, answer: Any, limit_min: float) -> Milliseconds:
        """Return an answer as milliseconds, `UNREACHED_MS` past the limit."""


def network_of(arcs: Arcs) -> RoadNetwork:
    """Return arcs as a network."""
    return RoadNetwork.from_arrays(
        lon=arcs.lon,
        lat=arcs.lat,
        tail=arcs.tail,
        head=arcs.head,
        length_m=arcs.length_m,
        drive_min=arcs.drive_min,
    )


class _OwnEngine:
    """geo.travel, by the public function."""

    name: str
    engine: str

    def matrix(
        self, origins: NDArray[np.int64], destinations: NDArray[np.int64], limit_min: float
    ) -> Any:
        """Answer in the engine's own form."""
        return travel_times(
            self._network,
            origins=origins,
            destinations=destinations,
            limit_min=limit_min,
            engine=self.engine,
            threads=1,
        ).minutes

    def milliseconds(self, answer: Any, limit_min: float) -> Milliseconds:
        """Return an answer as milliseconds."""
        ms = np.rint(np.where(answer <= limit_min, answer, 0).astype(np.float64) * 60_000)
        return np.where(np.isfinite(answer), ms, UNREACHED_MS).astype(np.int64)


class OwnDijkstra(_OwnEngine):
    """geo.travel, engine "dijkstra"."""

    name = "geo dijkstra"
    engine = "dijkstra"

    def prepare(self, network: RoadNetwork) -> None:
        """There is nothing to prepare."""

    def reweight(self, network: RoadNetwork) -> None:
        """Keep the network; arcs are sorted at the question."""
        self._network = network


class OwnCch(_OwnEngine):
    """geo.travel, engine "cch"."""

    name = "geo cch"
    engine = "cch"

    def prepare(self, network: RoadNetwork) -> None:
        """Dissect and contract."""
        network.prepare()

    def reweight(self, network: RoadNetwork) -> None:
        """Customize; the empty question asks for nothing else."""
        nobody = np.empty(0, dtype=np.int64)
        travel_times(network, origins=nobody, destinations=nobody, limit_min=15, engine="cch")
        self._network = network


class ScipyDijkstra:
    """scipy.sparse.csgraph.dijkstra with a limit."""

    name = "scipy dijkstra(limit)"

    def prepare(self, network: RoadNetwork) -> None:
        """There is nothing to prepare."""

    def reweight(self, network: RoadNetwork) -> None:
        """Build the sparse matrix; of parallel arcs the quickest counts."""
        from scipy.sparse import csr_array

        is_open = network.drive_ms < CLOSED_MS
        tail, head, ms = network.tail[is_open], network.head[is_open], network.drive_ms[is_open]
        order = np.lexsort((ms, head, tail))
        tail, head, ms = tail[order], head[order], ms[order]
        first = np.append(True, (tail[1:] != tail[:-1]) | (head[1:] != head[:-1]))
        n = network.n_nodes
        self._graph = csr_array(
            (ms[first].astype(np.float64), (tail[first], head[first])), shape=(n, n)
        )

    def matrix(
        self, origins: NDArray[np.int64], destinations: NDArray[np.int64], limit_min: float
    ) -> Any:
        """Answer in the engine's own form."""
        from scipy.sparse.csgraph import dijkstra

        return dijkstra(self._graph, indices=origins, limit=limit_min * 60_000)[:, destinations]

    def milliseconds(self, answer: Any, _limit_min: float) -> Milliseconds:
        """Return an answer as milliseconds."""
        return np.where(np.isfinite(answer), answer, UNREACHED_MS).astype(np.int64)


class Pyroutingkit:
    """pyroutingkit: RoutingKit's hierarchy, many-to-many over arrays."""

    name = "pyroutingkit"

    def prepare(self, network: RoadNetwork) -> None:
        """Dissect and contract."""
        import pyroutingkit

        self._topology = pyroutingkit.CCHTopology()
        self._topology.build(
            network.tail.astype(np.uint32),
            network.head.astype(np.uint32),
            network.lat.astype(np.float32),
            network.lon.astype(np.float32),
            network.n_nodes,
        )
        self._metric: Any = pyroutingkit.CCHMetric(self._topology)

    def reweight(self, network: RoadNetwork) -> None:
        """Customize on one thread."""
        self._metric.customize(_weights(network), 1)

    def matrix(
        self, origins: NDArray[np.int64], destinations: NDArray[np.int64], _limit_min: float
    ) -> Any:
        """Answer in the engine's own form."""
        return self._metric.distances_many_to_many(
            origins.astype(np.uint32), destinations.astype(np.uint32)
        )

    def milliseconds(self, answer: Any, limit_min: float) -> Milliseconds:
        """Return an answer as milliseconds."""
        return _within(answer.astype(np.int64), limit_min)


class RoutingkitCch:
    """routingkit-cch: RoutingKit's hierarchy, one-to-many with pinned destinations."""

    name = "routingkit-cch"

    def prepare(self, network: RoadNetwork) -> None:
        """Dissect and contract."""
        import routingkit_cch

        arcs = network.tail.tolist(), network.head.tolist()
        order = routingkit_cch.compute_order_inertial(
            network.n_nodes, *arcs, network.lat.tolist(), network.lon.tolist()
        )
        self._cch = routingkit_cch.CCH(order, *arcs, False)
        self._metric: Any = None

    def reweight(self, network: RoadNetwork) -> None:
        """Customize."""
        import routingkit_cch

        weights = _weights(network).tolist()
        if self._metric is None:
            self._metric = routingkit_cch.CCHMetric(self._cch, weights)
        else:
            self._metric.reset(weights)

    def matrix(
        self, origins: NDArray[np.int64], destinations: NDArray[np.int64], _limit_min: float
    ) -> Any:
        """Answer in the engine's own form."""
        import routingkit_cch

        pinned = routingkit_cch.CCHOneToMany(self._metric, destinations.tolist())
        return [pinned.distances_from(int(origin)) for origin in origins]

    def milliseconds(self, answer: Any, limit_min: float) -> Milliseconds:
        """Return an answer as milliseconds."""
        rows = [[UNREACHED_MS if ms is None else ms for ms in row] for row in answer]
        return _within(np.array(rows), limit_min)


ENGINES: tuple[type[Engine], ...] = (
    OwnCch,
    OwnDijkstra,
    ScipyDijkstra,
    Pyroutingkit,
    RoutingkitCch,
)


def _weights(network: RoadNetwork) -> NDArray[np.uint32]:
    return np.minimum(network.drive_ms, UNREACHED_MS).astype(np.uint32)


def _within(found: Milliseconds, limit_min: float) -> Milliseconds:
    return np.where(found <= round(limit_min * 60_000), found, UNREACHED_MS)
