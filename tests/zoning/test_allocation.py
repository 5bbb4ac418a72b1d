"""Sharing out zones among pieces: the window round the price loses no better way."""

from itertools import product

import numpy as np
import pytest
from numpy.typing import NDArray

from geo.zoning.allocation import allocate, highest_price

Curve = NDArray[np.float64]


def least_of_all_ways(curves: list[Curve], zones: int) -> float:
    """Return the least total by trying every way."""
    ways = product(*(range(len(curve)) for curve in curves))
    return min(
        (
            sum(float(curve[k]) for curve, k in zip(curves, way, strict=True))
            for way in ways
            if sum(way) == zones
        ),
        default=np.inf,
    )


def full_table(curves: list[Curve], zones: int) -> float:
    """Return the least total by dynamic programming over every number of zones."""
    best = np.full(zones + 1, np.inf)
    best[0] = 0.0
    for curve in curves:
        extended = np.full(zones + 1, np.inf)
        for k, cost in enumerate(curve[: zones + 1].tolist()):
            extended[k:] = np.minimum(extended[k:], best[: zones + 1 - k] + cost)
        best = extended
    return float(best[zones])


def bowl(random: np.random.Generator, n: int) -> Curve:
    """Return a cost that falls and rises with the number of zones, a little uneven."""
    wanted, steep = random.uniform(0, n), random.uniform(1, 9)
    return (np.arange(n + 1) - wanted) ** 2 * steep + random.uniform(0, 5, n + 1)


def ragged(random: np.random.Generator, n: int) -> Curve:
    """Return costs without any order."""
    return random.uniform(0, 100, n + 1)


def ties(random: np.random.Generator, n: int) -> Curve:
    """Return costs of which many are equal."""
    return random.integers(0, 3, n + 1).astype(np.float64)


def bounds(random: np.random.Generator, n: int) -> Curve:
    """Return the higher of two lines, as proofs at a price leave them; slopes are common."""
    numbers = np.arange(n + 1)
    return np.maximum(7.0 * numbers, random.integers(0, 60) - 3.0 * numbers)


SHAPES = {"bowl": bowl, "ragged": ragged, "ties": ties, "bounds": bounds}


@pytest.mark.parametrize("shape", SHAPES)
def test_the_share_is_the_best_of_all_ways(shape: str) -> None:
    """With and without impossible numbers, the total is that of trying everything."""
    random = np.random.default_rng(list(SHAPES).index(shape))
    for trial in range(60):
        sizes = random.integers(1, 6, random.integers(1, 5))
        curves = [SHAPES[shape](random, int(n)) for n in sizes]
        for curve in curves:
            curve[0] = np.inf
            curve[random.random(len(curve)) < 0.3 * (trial % 3)] = np.inf
        zones = int(random.integers(0, sizes.sum() + 2))
        total, share = allocate(curves, zones)
        expected = least_of_all_ways(curves, zones)
        assert total == pytest.approx(expected)
        assert (share is None) == (expected == np.inf)
        if share is not None:
            assert share.sum() == zones
            assert total == sum(curve[k] for curve, k in zip(curves, share, strict=True))


@pytest.mark.parametrize("shape", SHAPES)
def test_many_pieces_are_shared_as_by_the_full_table(shape: str) -> None:
    """A hundred pieces get the least total of the table over every number of zones."""
    random = np.random.default_rng(len(shape))
    curves = [SHAPES[shape](random, int(n)) for n in random.integers(3, 20, 100)]
    for curve in curves:
        curve[0] = np.inf
    for zones in (100, 101, 150, 307, 500, sum(len(curve) - 1 for curve in curves)):
        assert allocate(curves, zones)[0] == pytest.approx(full_table(curves, zones))


@pytest.mark.parametrize("seed", range(20))
def test_the_highest_price_is_the_last_at_which_wishes_fit(seed: int) -> None:
    """At the price the pieces ask for at most so many zones, just above it for more.

    A piece without any known plan asks for none.
    """
    random = np.random.default_rng((seed, 5))
    curves = [bowl(random, 9) for _ in range(5)] + [np.full(4, np.inf)]
    zones = int(random.integers(3, 40))

    def wished(price: float) -> int:
        return sum(int(np.argmin(curve - price * np.arange(len(curve)))) for curve in curves)

    price = highest_price(curves, zones, 1e4)
    assert wished(price) <= zones < wished(price + 1e-6)
