"""When a crew passes every place of the roads around it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.roads import RoadNetwork, SnappedPoints
from geo.travel.access import all_edge_arcs

__all__ = ["RoadMinutes", "road_minutes"]


@dataclass(frozen=True, eq=False)
class RoadMinutes:
    """When one crew passes each end of each edge, and how long it takes from there.

    A place at ``fraction`` of an edge is reached after the least of ``from_tail_min + fraction ×
    forward_min``, ``from_head_min + (1 - fraction) × backward_min`` and, on the crew's own edge,
    the direct way.

    Attributes
    ----------
    edge : ndarray of int64, shape (k,)
        The edges with an end that is reached, and the crew's own; sorted.
    from_tail_min, from_head_min : ndarray of float64, shape (k,)
        When the crew starts along the edge as drawn, and against it; inf where it never does.
    forward_min, backward_min : ndarray of float64, shape (k,)
        Minutes along the whole edge; inf where the direction is closed.
    own_edge : int
        The edge the crew stands on, -1 for none.
    own_fraction : float
        Where on it.
    """

    edge: NDArray[np.int64]
    from_tail_min: NDArray[np.float64]
    from_head_min: NDArray[np.float64]
    forward_min: NDArray[np.float64]
    backward_min: NDArray[np.float64]
    own_edge: int
    own_fraction: float

    def at(self, row: NDArray[np.int64], fraction: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the minutes to places on edges.

        Parameters
        ----------
        row : ndarray of int, shape (n,)
            Rows of this object's edges.
        fraction : ndarray of float, shape (n,)
            Share of the edge from its tail.
        """
        ahead = fraction - self.own_fraction
        direct = _times(
            np.abs(ahead), np.where(ahead >= 0, self.forward_min[row], self.backward_min[row])
        )
        by_tail = self.from_tail_min[row] + _times(fraction, self.forward_min[row])
        by_head = self.from_head_min[row] + _times(1 - fraction, self.backward_min[row])
        is_own = self.edge[row] == self.own_edge
        return np.minimum(np.minimum(by_tail, by_head), np.where(is_own, direct, np.inf))

    def stretches(
        self, limit_min: float
    ) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
        """Return the pieces of edges within a limit.

        Returns
        -------
        row : ndarray of int64, shape (n,)
            Rows of this object's edges; an edge may have several pieces.
        begin, end : ndarray of float64, shape (n,)
            Shares of the edge from its tail.
        """
        own = np.flatnonzero(self.edge == self.own_edge)
        row = np.concatenate([np.arange(len(self.edge))] * 2 + [own] * 2)
        n_ends, n_own = len(self.edge), len(own)
        begin = np.repeat([0.0, 1.0, self.own_fraction], [n_ends, n_ends, 2 * n_own])
        direction = np.repeat([1.0, -1.0, 1.0, -1.0], [n_ends, n_ends, n_own, n_own])
        start_min = np.concatenate([self.from_tail_min, self.from_head_min, np.zeros(2 * n_own)])
        whole_min = np.where(direction > 0, self.forward_min[row], self.backward_min[row])

        left_min = limit_min - start_min
        driven = (left_min >= 0) & np.isfinite(whole_min)
        share = np.ones(len(row))
        np.divide(left_min, whole_min, out=share, where=driven & (whole_min > 0))
        end = np.clip(begin + direction * share, 0.0, 1.0)
        return row[driven], np.minimum(begin, end)[driven], np.maximum(begin, end)[driven]


def road_minutes(
    network: RoadNetwork, origins: SnappedPoints, number: int, node_min: NDArray[np.float32]
) -> RoadMinutes:
    """Return when one crew passes the edges of the road map.

    Parameters
    ----------
    network : RoadNetwork
    origins : SnappedPoints
    number : int
        Which of the origins.
    node_min : ndarray of float32, shape (n_nodes,)
        Its minutes to the nodes, from :func:`reach`.
    """
    own_edge = int(origins.edge[number])
    along = network.arc_edge >= 0
    begun = along & (np.isfinite(node_min[network.tail]) | (network.arc_edge == own_edge))
    edge = np.unique(network.arc_edge[begun & np.isfinite(network.drive_min)]).astype(np.int64)
    forward, backward = all_edge_arcs(network, edge)
    start_min = np.append(node_min, np.float32(np.inf)).astype(np.float64)
    whole_min = np.append(network.drive_min, np.inf)
    # Index -1, for "no such arc", meets the inf at the end of both.
    from_node = np.append(network.tail, network.n_nodes)
    return RoadMinutes(
        edge=edge,
        from_tail_min=start_min[from_node[forward]].min(axis=1),
        from_head_min=start_min[from_node[backward]].min(axis=1),
        forward_min=whole_min[forward[:, 0]],
        backward_min=whole_min[backward[:, 0]],
        own_edge=own_edge,
        own_fraction=float(origins.fraction[number]),
    )


def _times(share: NDArray[np.float64], minutes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a share of minutes, inf where these are inf, even for no share at all."""
    is_open = np.isfinite(minutes)
    return np.where(is_open, share * np.where(is_open, minutes, 0.0), np.inf)
