"""All legal zones of a piece, listed."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.stop import Stop
from geo.zoning.ground import ground_of
from geo.zoning.problem import Piece
from geo.zoning.rules import Limits

__all__ = ["ZonePool", "list_zones"]

MOST_ZONES = 10_000_000
MOST_STEPS = 150_000_000
STEPS_AT_ONCE = 400_000
ZONES_AT_ONCE = 1 << 16


@dataclass(frozen=True, eq=False)
class ZonePool:
    """Legal zones of one piece.

    Attributes
    ----------
    n_estates : int
        Estates of the piece.
    member : int32 (total,)
        Local estates of the first zone, then of the second, and so on.
    start : int64 (n_zones + 1,)
        Members of zone ``z`` are ``member[start[z]:start[z + 1]]``.
    cost : float64 (n_zones,)
        Household-minutes of each zone.
    """

    n_estates: int
    member: NDArray[np.int32]
    start: NDArray[np.int64]
    cost: NDArray[np.float64]

    @property
    def n_zones(self) -> int:
        """Number of zones."""
        return len(self.cost)

    @property
    def size(self) -> NDArray[np.int64]:
        """Int (n_zones,): estates of each zone."""
        return np.diff(self.start)

    def members(self, zone: int) -> NDArray[np.int32]:
        """Return the local estates of a zone."""
        return self.member[self.start[zone] : self.start[zone + 1]]

    def take(self, zones: NDArray[np.int64]) -> "ZonePool":
        """Return some of the zones, in the order given."""
        size = self.size[zones]
        start = np.concatenate([[0], np.cumsum(size)])
        place = np.repeat(self.start[zones] - start[:-1], size) + np.arange(start[-1])
        return ZonePool(self.n_estates, self.member[place], start, self.cost[zones])

    def zones_of(self, plan: NDArray[np.int64]) -> NDArray[np.int64] | None:
        """Return the zones of the pool that a plan is made of; None where it has others.

        Parameters
        ----------
        plan : int (n_estates,)
            Zone of each estate, 0 .. zones - 1.
        """
        # Sets of estates are told apart by sums of random words, and equal sums then compared.
        word = np.random.default_rng(0).integers(0, 2**63, self.n_estates, dtype=np.uint64)
        sums = np.add.reduceat(word[self.member], self.start[:-1])
        wanted = np.zeros(int(plan.max()) + 1, dtype=np.uint64)
        np.add.at(wanted, plan, word)
        order = np.argsort(sums, kind="stable")
        found = order[np.minimum(np.searchsorted(sums[order], wanted), len(order) - 1)]
        for zone, place in enumerate(found.tolist()):
            if not np.array_equal(np.sort(self.members(place)), np.flatnonzero(plan == zone)):
                return None
        return np.asarray(found, dtype=np.int64)

    def priced(self, price: float) -> "ZonePool":
        """Return the zones at their cost less the price of a zone."""
        return ZonePool(self.n_estates, self.member, self.start, self.cost - price)

    def cheapest_holding(self) -> NDArray[np.int64]:
        """Return the zones that are, for some estate, the cheapest per member that holds it."""
        from geo.zoning.kernels.pricing import Listed, cheapest_holding

        holding = cheapest_holding(Listed(self.member, self.start, self.cost), self.n_estates)
        return np.unique(holding[holding >= 0])

    def reduced_costs(
        self,
        duals: NDArray[np.float64],
        price: float,
        triples: NDArray[np.int64],
        triple_duals: NDArray[np.float64],
    ) -> NDArray[np.float64]:
        """Return (n_zones,): the cost less the price of a zone and the duals of its rows."""
        from geo.zoning.kernels.pricing import Duals, Listed, reduced_costs

        out = np.empty(self.n_zones)
        # Most cuts bind no longer; only those that pay are looked at.
        paying = triple_duals != 0.0
        reduced_costs(
            Listed(self.member, self.start, self.cost),
            Duals(duals, price, triples[paying], triple_duals[paying]),
            out,
        )
        return out

    def holds_most_of(self, triples: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Return (n_zones, n_triples): whether a zone holds two or three estates of a triple."""
        inside = np.zeros((self.n_zones, self.n_estates), dtype=np.int8)
        inside[np.repeat(np.arange(self.n_zones), self.size), self.member] = 1
        held = inside[:, triples[:, 0]] + inside[:, triples[:, 1]] + inside[:, triples[:, 2]]
        return np.asarray(held >= 2)


def list_zones(piece: Piece, limits: Limits, stop: Stop) -> ZonePool | None:
    """List every legal zone of a piece; None where there are too many or the time is up."""
    from geo.zoning.kernels.listing import Found, Near, Stack, list_some

    n = piece.n_estates
    ground = ground_of(piece, limits)
    most = ground.max_estates
    touches = np.zeros((n, n), dtype=bool)
    touches[np.repeat(np.arange(n), np.diff(piece.start)), piece.neighbour] = True
    near = Near(_bit_sets(touches), _bit_sets(limits.reaches(piece.minutes).T))
    stack = Stack(
        place=np.zeros(2, dtype=np.int64),
        member=np.zeros(most, dtype=np.int64),
        load=np.zeros(most),
        words=np.zeros((most, 3, near.next_to.shape[1]), dtype=np.uint64),
    )
    room = Found(
        member=np.empty(ZONES_AT_ONCE * min(most, 8) + most, dtype=np.int64),
        size=np.empty(ZONES_AT_ONCE, dtype=np.int64),
        cost=np.empty(ZONES_AT_ONCE),
    )
    members, sizes, costs = [], [], []
    n_zones = n_steps = 0
    while stack.place[0] < n:
        if n_zones > MOST_ZONES or n_steps > MOST_STEPS or stop.must_stop:
            return None
        found, total = list_some(ground, near, stack, STEPS_AT_ONCE, room)
        members.append(room.member[:total].astype(np.int32))
        sizes.append(room.size[:found].copy())
        costs.append(room.cost[:found].copy())
        n_zones += found
        n_steps += STEPS_AT_ONCE
    start = np.concatenate([[0], np.cumsum(np.concatenate(sizes))])
    return ZonePool(n, np.concatenate(members), start, np.concatenate(costs))


def _bit_sets(flags: NDArray[np.bool_]) -> NDArray[np.uint64]:
    """Pack each row of bool (n, n) into 64-bit words, bit j of word w for column 64 w + j."""
    n = len(flags)
    n_words = -(-n // 64)
    padded = np.zeros((n, n_words * 64), dtype=bool)
    padded[:, :n] = flags
    packed = np.packbits(padded, axis=1, bitorder="little")
    return packed.view("<u8").astype(np.uint64)
