"""All legal zones of a piece, listed."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from geo.stop import Stop
from geo.zoning.ground import Beaten, ground_of
from geo.zoning.problem import Piece
from geo.zoning.rules import Limits

if TYPE_CHECKING:
    from geo.zoning.kernels.pricing import Listed

__all__ = ["Beaten", "ZonePool", "list_zones"]

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
    shared : uint8 (n_zones,)
        With how many of the same members as the zone before each begins, or fewer: sums over them
        are made once.
    """

    n_estates: int
    member: NDArray[np.int32]
    start: NDArray[np.int64]
    cost: NDArray[np.float64]
    shared: NDArray[np.uint8]

    @property
    def n_zones(self) -> int:
        """Number of zones."""
        return len(self.cost)

    @property
    def listed(self) -> "Listed":
        """The same as compiled loops take it."""
        from geo.zoning.kernels.pricing import Listed

        return Listed(self.member, self.start, self.cost, self.shared)

    @property
    def size(self) -> NDArray[np.int64]:
        """Int (n_zones,): estates of each zone."""
        return np.diff(self.start)

    def members(self, zone: int) -> NDArray[np.int32]:
        """Return the local estates of a zone."""
        return self.member[self.start[zone] : self.start[zone + 1]]

    def take(self, zones: NDArray[np.int64]) -> "ZonePool":
        """Return some of the zones, in the order given."""
        from geo.zoning.kernels.pricing import take_zones

        start = np.zeros(len(zones) + 1, dtype=np.int64)
        np.cumsum(self.start[zones + 1] - self.start[zones], out=start[1:])
        member = np.empty(start[-1], dtype=np.int32)
        shared = np.zeros(len(zones), dtype=np.uint8)
        take_zones(self.listed, zones, member, shared)
        return ZonePool(self.n_estates, member, start, self.cost[zones], shared)

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

    def costing(self, cost: NDArray[np.float64]) -> "ZonePool":
        """Return the zones at other costs (n_zones,)."""
        return replace(self, cost=cost)

    def priced(self, price: float) -> "ZonePool":
        """Return the zones at their cost less the price of a zone."""
        return self.costing(self.cost - price)

    def cheapest_holding(self) -> NDArray[np.int64]:
        """Return the zones that are, for some estate, the cheapest per member that holds it."""
        from geo.zoning.kernels.pricing import cheapest_holding

        holding = cheapest_holding(self.listed, self.n_estates)
        return np.unique(holding[holding >= 0])

    def spread(self, zones: NDArray[np.int64], most: int) -> NDArray[np.int64]:
        """Return zones in the order given, without those of an estate that has so many already."""
        from geo.zoning.kernels.pricing import spread

        kept = spread(self.listed, zones, self.n_estates, most)
        return np.asarray(zones[kept], dtype=np.int64)

    def reduced_costs(
        self,
        duals: NDArray[np.float64],
        price: float,
        triples: NDArray[np.int64],
        triple_duals: NDArray[np.float64],
    ) -> NDArray[np.float64]:
        """Return (n_zones,): the cost less the price of a zone and the duals of its rows."""
        from geo.zoning.kernels.pricing import Duals, reduced_costs

        out = np.empty(self.n_zones)
        # Most cuts bind no longer; only those that pay are looked at.
        paying = triple_duals != 0.0
        reduced_costs(
            self.listed,
            Duals(duals, price, triples[paying], triple_duals[paying]),
            out,
        )
        return out

    def cheapest_cover(
        self, reduced: NDArray[np.float64], wanted: int | None, limits: Beaten, most_steps: int
    ) -> tuple[NDArray[np.int64], bool]:
        """Find the zones of least cost that hold every estate exactly once.

        Parameters
        ----------
        reduced : float64 (n_zones,)
            What each zone adds at least to the bound.
        wanted : int or None
            How many zones; None for any number.
        limits : Beaten
            What a plan must beat, and the bound.
        most_steps : int
            Steps after which the search gives up.

        Returns
        -------
        zones : int64 (k,)
            Indices of the zones found, none where nothing beats the limits.
        is_exhausted : bool
            Whether nothing was left out.
        """
        from geo.zoning.kernels.covering import Choice, cheapest_cover

        order = np.argsort(reduced, kind="stable")
        ranked = self.take(order)
        choice = Choice(
            ranked.member,
            ranked.start,
            _bit_sets(ranked.holds()),
            np.maximum(reduced[order], 0.0),
            ranked.cost,
        )
        best = np.empty(self.n_estates, dtype=np.int64)
        count, is_exhausted = cheapest_cover(
            choice, self.n_estates, wanted or 0, limits, most_steps, best
        )
        return np.sort(order[best[:count]]), is_exhausted

    def holds(self) -> NDArray[np.bool_]:
        """Return (n_zones, n_estates): whether a zone holds an estate."""
        inside = np.zeros((self.n_zones, self.n_estates), dtype=bool)
        inside[np.repeat(np.arange(self.n_zones), self.size), self.member] = True
        return inside

    def holds_most_of(self, triples: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Return (n_zones, n_triples): whether a zone holds two or three estates of a triple."""
        inside = self.holds().astype(np.int8)
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
        place=np.zeros(3, dtype=np.int64),
        member=np.zeros(most, dtype=np.int64),
        load=np.zeros(most),
        travel=np.zeros((most, most)),
        words=np.zeros((most, 3, near.next_to.shape[1]), dtype=np.uint64),
    )
    room = Found(
        member=np.empty(ZONES_AT_ONCE * min(most, 8) + most, dtype=np.int32),
        size=np.empty(ZONES_AT_ONCE, dtype=np.int64),
        shared=np.empty(ZONES_AT_ONCE, dtype=np.uint8),
        cost=np.empty(ZONES_AT_ONCE),
    )
    members, sizes, costs, shared = [], [], [], []
    n_zones = n_steps = 0
    while stack.place[0] < n:
        if n_zones > MOST_ZONES or n_steps > MOST_STEPS or stop.must_stop:
            return None
        found, total = list_some(ground, near, stack, STEPS_AT_ONCE, room)
        members.append(room.member[:total].copy())
        sizes.append(room.size[:found].copy())
        costs.append(room.cost[:found].copy())
        shared.append(room.shared[:found].copy())
        n_zones += found
        n_steps += STEPS_AT_ONCE
    start = np.concatenate([[0], np.cumsum(np.concatenate(sizes))])
    return ZonePool(
        n, np.concatenate(members), start, np.concatenate(costs), np.concatenate(shared)
    )


def _bit_sets(flags: NDArray[np.bool_]) -> NDArray[np.uint64]:
    """Pack each row of bool (k, n) into 64-bit words, bit j of word w for column 64 w + j."""
    k, n = flags.shape
    n_words = -(-n // 64)
    padded = np.zeros((k, n_words * 64), dtype=bool)
    padded[:, :n] = flags
    packed = np.packbits(padded, axis=1, bitorder="little")
    return packed.view("<u8").astype(np.uint64)
