"""Other tools on the same city, each in a process of its own.

``python -m benchmarks.zoning.peers NAME N ZONES SEED OUT`` writes the labels to OUT. All get our
neighbours and the number of zones, and what they can take of the other rules.
"""

import contextlib
import functools
import importlib
import io
import random as python_random
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Labels = NDArray[np.int64]

BURSTS_S = 60.0
"""Seconds of gerrychain's short bursts, after its start."""
SPREAD = 1.5
"""How far a zone of gerrychain's may lie from the mean number of estates, as a share of it."""


def spopt_max_p(city: Any, zones: int) -> Labels:
    """Regions of at least three quarters of a zone's households (spopt MaxPHeuristic)."""
    from spopt.region import MaxPHeuristic

    np.random.seed(0)  # noqa: NPY002 - the tool draws from the global state
    floor = 0.75 * city.households.sum() / zones
    table, weights = _table_and_weights(city)
    model = MaxPHeuristic(table, weights, ["x", "y"], "households", floor, 20, max_iterations_sa=3)
    model.solve()
    return np.asarray(model.labels_)


def spopt_ward(city: Any, zones: int) -> Labels:
    """Spatially constrained Ward clustering (spopt WardSpatial)."""
    from spopt.region import WardSpatial

    table, weights = _table_and_weights(city)
    model = WardSpatial(table, weights, ["x", "y"], n_clusters=zones)
    model.solve()
    return np.asarray(model.labels_)


def pymetis(city: Any, zones: int) -> Labels:
    """Cut the road graph into balanced contiguous parts (METIS)."""
    metis = importlib.import_module("pymetis")
    graph = _adjacency(city)
    seconds = np.asarray(city.roads[city.neighbours[:, 0], city.neighbours[:, 1]]).ravel()
    minutes = {tuple(pair): m for pair, m in zip(city.neighbours.tolist(), seconds, strict=True)}
    start, near, pull = [0], [], []
    for i, others in enumerate(graph):
        for j in others:
            near.append(j)
            pull.append(max(1, int(100 / minutes[min(i, j), max(i, j)])))
        start.append(len(near))
    _, labels = metis.part_graph(
        zones,
        xadj=start,
        adjncy=near,
        eweights=pull,
        vweights=city.households.tolist(),
        options=metis.Options(contig=1),
    )
    return np.asarray(labels)


def k_means(city: Any, zones: int) -> Labels:
    """K-means with at most eight estates a cluster (k-means-constrained)."""
    from k_means_constrained import KMeansConstrained

    model = KMeansConstrained(zones, size_min=1, size_max=8, random_state=0, n_init=3)
    return np.asarray(model.fit_predict(city.xy_m))


def gerrychain(city: Any, zones: int) -> Labels:
    """Short bursts of recombination from a tree partition of its own, on our objective.

    Of what was tried for 60 s on 161 estates (zones balanced by estates or by households, with
    streets preferred or not, short bursts, tilted runs, annealing), these settings came lowest.
    Each step rescores the two changed zones only.
    """
    from gerrychain import Partition, constraints, updaters
    from gerrychain.optimization import SingleMetricOptimizer
    from gerrychain.proposals import recom
    from gerrychain.tree import bipartition_tree, recursive_tree_part

    from geo.zoning import ZoningRules
    from geo.zoning.score import score_zone

    problem, rules = city.problem(), ZoningRules()
    estates_per_zone = problem.n_estates / zones
    target = float(problem.workload.sum() / zones)
    graph = _gerrychain_graph(city)
    cut = functools.partial(
        bipartition_tree,
        max_attempts=200,
        allow_pair_reselection=True,
        region_surcharge={"street": 1.0},
    )

    def costs(plan: Any) -> dict[int, float]:
        """Return the cost of every zone, those of the last plan where nothing changed."""
        first = plan.parent is None
        kept = {} if first else dict(plan.parent["costs"])
        for zone in plan.parts if first else plan.flows:
            kept[zone] = score_zone(problem, rules, target, np.array(sorted(plan.parts[zone]))).cost
        return kept

    python_random.seed(0)
    start = recursive_tree_part(
        graph, range(zones), estates_per_zone, "estates", SPREAD, method=cut
    )
    plan = Partition(graph, start, updaters={"estates": updaters.Tally("estates"), "costs": costs})
    proposal = functools.partial(
        recom,
        pop_col="estates",
        pop_target=estates_per_zone,
        epsilon=SPREAD,
        node_repeats=1,
        method=cut,
    )
    search = SingleMetricOptimizer(
        proposal,
        constraints.contiguous,
        plan,
        lambda part: sum(part["costs"].values()),
        maximize=False,
    )
    began = time.perf_counter()
    for _ in search.short_bursts(10, 1_000_000):
        if time.perf_counter() - began > BURSTS_S:
            break
    return np.array([search.best_part.assignment[i] for i in range(problem.n_estates)])


def _gerrychain_graph(city: Any) -> Any:
    """Return our neighbours as its graph, in one piece as it must be."""
    import networkx as nx
    from gerrychain import Graph

    graph = nx.Graph()
    graph.add_nodes_from((i, {"estates": 1, "street": s}) for i, s in enumerate(city.street))
    graph.add_edges_from(city.neighbours.tolist())
    parts = list(nx.connected_components(graph))
    graph.add_edges_from((next(iter(parts[0])), next(iter(part))) for part in parts[1:])
    return Graph.from_networkx(graph)


PEERS: dict[str, Callable[[Any, int], Labels]] = {
    "spopt MaxP": spopt_max_p,
    "spopt WardSpatial": spopt_ward,
    "pymetis": pymetis,
    "k-means-constrained": k_means,
    "gerrychain": gerrychain,
}


def _adjacency(city: Any) -> list[list[int]]:
    near: list[list[int]] = [[] for _ in city.households]
    for a, b in city.neighbours.tolist():
        near[a].append(b)
        near[b].append(a)
    return near


def _table_and_weights(city: Any) -> tuple[Any, Any]:
    import geopandas as gpd
    from libpysal.weights import W

    x, y = city.xy_m.T
    table = gpd.GeoDataFrame(
        {"x": x, "y": y, "households": city.households}, geometry=gpd.points_from_xy(x, y)
    )
    return table, W(dict(enumerate(_adjacency(city))), silence_warnings=True)


def main() -> None:
    """Run one tool and write its labels and seconds."""
    warnings.filterwarnings("ignore")
    name, n, zones, seed, out = sys.argv[1:]
    if name == "k-means-constrained":
        # It brings ortools, which cannot share a process with highspy: it has to come first.
        importlib.import_module("ortools")
    from benchmarks.zoning.cities import made_up_city

    city = made_up_city(int(n), int(seed))
    began = time.perf_counter()
    with contextlib.redirect_stdout(io.StringIO()):
        labels = PEERS[name](city, int(zones))
    seconds = time.perf_counter() - began
    # Estates that a tool leaves out are zones of their own.
    labels = np.where(labels < 0, labels.max() + 1 + np.arange(len(labels)), labels)
    np.savez(Path(out), labels=labels, seconds=seconds)


if __name__ == "__main__":
    main()
