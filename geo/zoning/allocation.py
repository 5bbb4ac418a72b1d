"""How many zones each piece gets: exact, in a narrow window round the price of a zone.

At a price of a zone the pieces part: each takes the number of zones that suits it best, and the
least costs add up to a bound on every way to share the zones out (Everett 1963, "Generalized
Lagrange multiplier method for solving problems of optimum allocation of resources"). A number of
zones whose reduced cost exceeds the gap between that bound and a known way is in no better one, and
neither is a beginning whose reduced costs add up to more. What is left is a window of few numbers
per piece and few totals, over which dynamic programming is exact.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["allocate", "highest_price"]

MOST_HALVINGS: Final = 200
PRICE_HALVINGS: Final = 60
ROUNDING: Final = 1e-12
"""Share of the costs added up that may be lost to rounding."""


def allocate(
    curves: Sequence[NDArray[np.float64]], zones: int
) -> tuple[float, NDArray[np.int64] | None]:
    """Share out zones among pieces at least total cost.

    Parameters
    ----------
    curves : sequence of float (n_i + 1,)
        Cost of each piece by its number of zones, inf where impossible.
    zones : int
        Number of zones in all.

    Returns
    -------
    total : float
        The least total, inf where there is no way.
    share : int (n_pieces,) or None
        Zones of each piece.
    """
    joined = _Joined.of(curves)
    if not joined.has_way(zones):
        return np.inf, None
    low, high = joined.prices_around(zones)
    reduced = joined.reduced(low)
    slack = ROUNDING * joined.scale
    share = _filled(joined, reduced, joined.cheapest(low), joined.cheapest(high), zones)
    budget = np.inf if share is None else float(reduced[joined.start + share].sum())
    if share is None or budget > slack:
        share = _window_share(joined, reduced, zones, budget + slack)
    if share is None:
        return np.inf, None
    total = 0.0
    for cost in joined.cost[joined.start + share].tolist():
        total += cost
    return total, share


def highest_price(curves: Sequence[NDArray[np.float64]], zones: int, within: float) -> float:
    """Return the highest price of a zone at which pieces ask for at most so many zones.

    Parameters
    ----------
    curves : sequence of float (n_i + 1,)
        Cost of each piece by its number of zones, inf where it is not known.
    zones : int
        Number of zones in all.
    within : float
        The price is looked for between minus this and this.
    """
    joined = _Joined.of(curves)
    low, high = -within, within
    for _ in range(PRICE_HALVINGS):
        middle = (low + high) / 2
        if joined.cheapest(middle).sum() > zones:
            high = middle
        else:
            low = middle
    return low


@dataclass(frozen=True, eq=False)
class _Joined:
    """Cost curves of all pieces one behind the other.

    Attributes
    ----------
    cost : float64 (total,)
    start : int64 (n_pieces,)
        Where the curve of each piece begins.
    length : int64 (n_pieces,)
    number : int64 (total,)
        Number of zones of each entry.
    """

    cost: NDArray[np.float64]
    start: NDArray[np.int64]
    length: NDArray[np.int64]
    number: NDArray[np.int64]

    @staticmethod
    def of(curves: Sequence[NDArray[np.float64]]) -> "_Joined":
        """Return curves (n_i + 1,) joined."""
        length = np.array([len(curve) for curve in curves], dtype=np.int64)
        start = np.cumsum(length) - length
        number = np.arange(int(length.sum())) - np.repeat(start, length)
        return _Joined(np.concatenate(curves), start, length, number)

    @property
    def scale(self) -> float:
        """The greatest finite costs of the pieces added up, regardless of sign."""
        size = np.where(np.isfinite(self.cost), np.abs(self.cost), 0.0)
        return float(np.maximum.reduceat(size, self.start).sum())

    def has_way(self, zones: int) -> bool:
        """Tell whether the numbers that each piece may have span a number of zones."""
        possible = np.isfinite(self.cost)
        if not np.logical_or.reduceat(possible, self.start).all():
            return False
        fewest = np.where(possible, self.number, len(self.cost))
        most = np.where(possible, self.number, -1)
        return bool(
            np.minimum.reduceat(fewest, self.start).sum()
            <= zones
            <= np.maximum.reduceat(most, self.start).sum()
        )

    def reduced(self, price: float) -> NDArray[np.float64]:
        """Return (total,): what each number of zones costs above the best at a price."""
        priced = self.cost - price * self.number
        least = np.minimum.reduceat(priced, self.start)
        return np.asarray(priced - np.repeat(least, self.length), dtype=np.float64)

    def cheapest(self, price: float) -> NDArray[np.int64]:
        """Return (n_pieces,): the fewest zones of least cost when each zone earns a price.

        A piece of which no cost is known asks for none.
        """
        priced = self.cost - price * self.number
        least = np.minimum.reduceat(priced, self.start)
        best = np.flatnonzero(priced == np.repeat(least, self.length))
        return self.number[best[np.searchsorted(best, self.start)]]

    def prices_around(self, zones: int) -> tuple[float, float]:
        """Return two prices next to each other between which the pieces' wishes pass a number.

        At the first they wish for at most so many zones, at the second for more, unless they wish
        for no more at any price.
        """
        finite = self.cost[np.isfinite(self.cost)]
        steepest = float(finite.max() - finite.min()) + 1.0
        low, high = -steepest, steepest
        for _ in range(MOST_HALVINGS):
            middle = (low + high) / 2
            if middle in (low, high):
                break
            if self.cheapest(middle).sum() > zones:
                high = middle
            else:
                low = middle
        return low, high


def _filled(
    joined: _Joined,
    reduced: NDArray[np.float64],
    low: NDArray[np.int64],
    high: NDArray[np.int64],
    zones: int,
) -> NDArray[np.int64] | None:
    """Return a good way from the shares (n_pieces,) just below and above the price, or None.

    Pieces take their higher share in turn while it fits; what is left goes to one piece or, one by
    one, to those where one more costs least, whichever is cheaper.
    """
    left = zones - int(low.sum())
    taken = np.cumsum(high - low) <= left
    share = np.where(taken, high, low)
    left -= int((high - low)[taken].sum())
    if left == 0:
        return share
    ways: list[NDArray[np.int64]] = []
    for more, pieces in ((left, 1), (1, left)):
        if pieces > len(share):
            continue
        wanted = np.minimum(share + more, joined.length - 1)
        extra = reduced[joined.start + wanted] - reduced[joined.start + share]
        extra[wanted < share + more] = np.inf
        chosen = np.argsort(extra, kind="stable")[:pieces]
        if np.isfinite(extra[chosen]).all():
            way = share.copy()
            way[chosen] += more
            ways.append(way)
    return min(ways, key=lambda way: float(reduced[joined.start + way].sum()), default=None)


def _window_share(
    joined: _Joined, reduced: NDArray[np.float64], zones: int, budget: float
) -> NDArray[np.int64] | None:
    """Return the best share (n_pieces,) whose reduced costs add up to at most a budget.

    Among equals the later pieces have the fewest. None where there is no such share.
    """
    open_entries = np.flatnonzero(np.isfinite(reduced) & (reduced <= budget))
    first_open = np.searchsorted(open_entries, joined.start)
    behind_open = np.append(first_open[1:], len(open_entries))
    fewest = joined.number[open_entries[first_open]]
    most = joined.number[open_entries[behind_open - 1]]
    # What the pieces behind each one take at least and at most.
    fewest_behind = (fewest.sum() - np.cumsum(fewest)).tolist()
    most_behind = (most.sum() - np.cumsum(most)).tolist()
    best, total = np.zeros(1), 0
    tables = []
    for piece in range(len(joined.start)):
        entries = open_entries[first_open[piece] : behind_open[piece]]
        offset = (joined.number[entries] - fewest[piece]).tolist()
        extended = np.full(len(best) + offset[-1], np.inf)
        choice = np.zeros(len(extended), dtype=np.int32)
        for ahead, cost in zip(offset, reduced[entries].tolist(), strict=True):
            sums = best + cost
            window = slice(ahead, ahead + len(best))
            better = sums < extended[window]
            extended[window][better] = sums[better]
            choice[window][better] = ahead
        total += int(fewest[piece])
        totals = total + np.arange(len(extended))
        kept = np.flatnonzero(
            np.isfinite(extended)
            & (extended <= budget)
            & (totals + fewest_behind[piece] <= zones)
            & (totals + most_behind[piece] >= zones)
        )
        if not len(kept):
            return None
        window = slice(kept[0], kept[-1] + 1)
        best, total = extended[window], total + int(kept[0])
        tables.append((total, choice[window].copy()))
    share = fewest.copy()
    left = zones
    for piece in range(len(tables) - 1, -1, -1):
        first, choice = tables[piece]
        share[piece] += choice[left - first]
        left -= int(share[piece])
    return share
