"""The cheapest route of a day under prices for its stops, compiled.

Routes may come back to a stop, but not at once: a relaxation of routes that is quick to solve and
whose best value is never above that of a true route.

References
----------
.. [1] Christofides, N., Mingozzi, A., Toth, P. (1981). Exact algorithms for the vehicle routing
   problem, based on spanning tree and shortest path relaxations. Mathematical Programming 20,
   255-282. Section 5: q-routes without 2-cycles.
"""

import numpy as np
from numpy.typing import NDArray

from geo.jit import kernel

__all__ = ["cheapest_routes"]

Reals = NDArray[np.float64]
Whole = NDArray[np.int64]


@kernel
def _fill(
    minutes: Reals,
    leave: Reals,
    prize: Reals,
    weight: Whole,
    cost: Reals,
    before: Whole,
) -> None:
    """Fill the best and second best ways to end at every node with every weight.

    ``cost[w, j, 0]`` is the least cost of a way from the base over stops of weight w that ends at
    node j, ``before[w, j, 0]`` the node before (-1: none, 0 to n - 1, n for the base);
    ``[w, j, 1]`` the least of those that come from another node.
    """
    n = prize.size
    for w in range(cost.shape[0]):
        for j in range(n):
            if weight[j] > w:
                continue
            left = w - weight[j]
            first, second, first_from, second_from = np.inf, np.inf, -1, -1
            if left == 0:
                first, first_from = leave[j] - prize[j], n
            for i in range(n):
                if i == j:
                    continue
                value = cost[left, i, 0]
                if before[left, i, 0] == j:
                    value = cost[left, i, 1]
                value += minutes[i, j] - prize[j]
                if value < first:
                    second, second_from = first, first_from
                    first, first_from = value, i
                elif value < second:
                    second, second_from = value, i
            cost[w, j, 0], before[w, j, 0] = first, first_from
            cost[w, j, 1], before[w, j, 1] = second, second_from


@kernel
def cheapest_routes(
    minutes: Reals,
    leave: Reals,
    back: Reals,
    prize: Reals,
    weight: Whole,
    most: int,
    cost: Reals,
    before: Whole,
    routes: Whole,
    values: Reals,
) -> float:
    """Return the least cost of a route, and list the cheapest route that ends at every node.

    Parameters
    ----------
    minutes : ndarray, shape (n, n)
    leave, back, prize : ndarray, shape (n,)
        A route costs its minutes less the prizes of its stops.
    weight : ndarray of int, shape (n,)
        1 or more; nodes of more than `most` are on no route.
    most : int
    cost, before : ndarray, shape (most + 1, n, 2)
        Room to work in.
    routes : ndarray of int, shape (n, most)
        The stops of the route that ends at every node, -1 behind the last one.
    values : ndarray, shape (n,)
        Their costs, inf where there is none.
    """
    n = prize.size
    cost[:], before[:] = np.inf, -1
    _fill(minutes, leave, prize, weight, cost, before)
    best = np.inf
    for j in range(n):
        routes[j, :] = -1
        values[j] = np.inf
        at = -1
        for w in range(most + 1):
            if cost[w, j, 0] + back[j] < values[j]:
                values[j], at = cost[w, j, 0] + back[j], w
        if at < 0:
            continue
        best = min(best, values[j])
        node, place, w, size = j, 0, at, 0
        while node < n:
            routes[j, size] = node
            size += 1
            previous = before[w, node, place]
            w -= weight[node]
            if previous < n:
                place = 1 if before[w, previous, 0] == node else 0
            node = previous
        for k in range(size // 2):
            routes[j, k], routes[j, size - 1 - k] = routes[j, size - 1 - k], routes[j, k]
    return float(best)
