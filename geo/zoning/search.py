"""Good zones fast: greedy merging and annealing of one piece, for many numbers of zones at once."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from geo.stop import Stop
from geo.zoning.ground import ground_of
from geo.zoning.labels import numbered_by_first
from geo.zoning.problem import Piece
from geo.zoning.rules import Limits

__all__ = ["PlanCurve", "anneal", "fill_by_peeling", "greedy_plans", "legal_cost"]

MOVES_AT_ONCE = 200_000
HOTTEST, COLDEST = 0.3, 0.003
"""First and last temperature of the annealing, in units."""
HOLD = 0.1
"""Cost of being one zone off the wanted number, in units."""
WINDOW = 12
"""Plans are kept for numbers of zones up to so many away from where an annealing begins."""


@dataclass(eq=False)
class PlanCurve:
    """The cheapest plans of a piece that are known, one for each number of zones.

    Attributes
    ----------
    cost : float64 (n_estates + 1,)
        By number of zones; inf where no plan is known.
    plans : dict of int to int64 (n_estates,)
        Zone of each local estate, by number of zones.
    """

    cost: NDArray[np.float64]
    plans: dict[int, NDArray[np.int64]] = field(default_factory=dict)

    def offer(self, zones: int, cost: float, plan: NDArray[np.int64]) -> bool:
        """Keep a plan if it is the cheapest known of its number of zones; say whether it was."""
        if not cost < self.cost[zones]:
            return False
        self.cost[zones] = cost
        self.plans[zones] = plan.copy()
        return True

    def cheapest(self, price: float) -> int:
        """Return the number of zones of least cost when each zone earns a price."""
        return int(np.argmin(self.cost - price * np.arange(len(self.cost))))


def greedy_plans(piece: Piece, limits: Limits) -> PlanCurve:
    """Merge neighbouring zones, cheapest merge first; every stage is a plan."""
    from geo.zoning.kernels.cost import ILLEGAL
    from geo.zoning.kernels.greedy import merge_greedily

    n = piece.n_estates
    merges, cost = merge_greedily(ground_of(piece, limits))
    curve = PlanCurve(np.full(n + 1, np.inf))
    plan = np.arange(n)
    stages = [plan.copy()]
    for kept, absorbed in merges:
        plan[plan == absorbed] = kept
        stages.append(plan.copy())
    for zones, stage in zip(range(n, 0, -1), stages, strict=False):
        if cost[zones] < ILLEGAL:
            curve.offer(zones, float(cost[zones]), stage)
    return curve


def anneal(
    piece: Piece,
    limits: Limits,
    curve: PlanCurve,
    *,
    price: float,
    begin: int,
    wanted: int,
    unit: float,
    moves: int,
    seed: tuple[int, ...],
    stop: Stop,
) -> None:
    """Anneal a piece and offer what it finds to the curve.

    Parameters
    ----------
    price : float
        Household-minutes that each zone earns.
    begin : int
        Number of zones of the known plan to begin with.
    wanted : int
        Number of zones around which plans are looked for.
    unit : float
        Household-minutes of an average zone, above zero.
    moves : int
        Moves to try.
    seed : tuple of int
        Of the random numbers.
    stop : Stop
        When to stop.
    """
    from geo.zoning.kernels.annealing import Schedule
    from geo.zoning.kernels.annealing import anneal as anneal_some

    if not len(piece.neighbour) or begin not in curve.plans:
        return
    n = piece.n_estates
    ground = ground_of(piece, limits)
    first, last = max(1, begin - WINDOW), min(n, begin + WINDOW)
    cost = curve.cost.copy()
    plans = np.empty((last - first + 1, n), dtype=np.int64)
    zone_of = curve.plans[begin].copy()
    # The generator's state must not be zero.
    random = np.random.SeedSequence(seed).generate_state(1, np.uint64) | np.uint64(1)
    fall = np.log(COLDEST / HOTTEST) / moves
    done = 0
    while done < moves and not stop.must_stop:
        some = min(MOVES_AT_ONCE, moves - done)
        schedule = Schedule(
            float(price),
            wanted,
            HOLD * unit,
            float(HOTTEST * unit * np.exp(fall * done)),
            float(HOTTEST * unit * np.exp(fall * (done + some))),
            some,
        )
        anneal_some(ground, schedule, zone_of, random, (cost, plans, first))
        done += some
    for zones in range(first, last + 1):
        curve.offer(zones, float(cost[zones]), plans[zones - first])


def fill_by_peeling(piece: Piece, limits: Limits, curve: PlanCurve, begin: int) -> None:
    """Derive plans of more zones from one by setting single estates apart, the cheapest first.

    Stops at the first number of zones of which a plan is known already.
    """
    for zones in range(begin, piece.n_estates):
        if np.isfinite(curve.cost[zones + 1]) or zones not in curve.plans:
            return
        peeled = _peel(piece, limits, curve.plans[zones])
        if peeled is not None:
            plan, increase = peeled
            curve.offer(zones + 1, float(curve.cost[zones]) + increase, plan)


def _peel(
    piece: Piece, limits: Limits, plan: NDArray[np.int64]
) -> tuple[NDArray[np.int64], float] | None:
    """Return the plan with one estate set apart, and what that costs; None where none may be."""
    best, chosen = np.inf, -1
    for estate in range(piece.n_estates):
        members = np.flatnonzero(plan == plan[estate])
        rest = members[members != estate]
        if len(rest) == 0 or not _is_connected(piece, rest):
            continue
        increase = (
            legal_cost(piece, limits, rest)
            + legal_cost(piece, limits, np.array([estate]))
            - legal_cost(piece, limits, members)
        )
        if increase < best:
            best, chosen = increase, estate
    if chosen < 0:
        return None
    peeled = plan.copy()
    peeled[chosen] = plan.max() + 1
    return numbered_by_first(peeled), best


def legal_cost(piece: Piece, limits: Limits, members: NDArray[np.int64]) -> float:
    """Return the cost of a connected zone of local estates, inf where it is not legal."""
    from geo.zoning.kernels.cost import zone_cost

    return zone_cost(ground_of(piece, limits), members, len(members))


def _is_connected(piece: Piece, members: NDArray[np.int64]) -> bool:
    left = set(members.tolist())
    reached = [left.pop()]
    while reached:
        estate = reached.pop()
        near = left.intersection(
            piece.neighbour[piece.start[estate] : piece.start[estate + 1]].tolist()
        )
        left -= near
        reached.extend(near)
    return not left
