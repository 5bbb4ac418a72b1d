"""Lists of legal zones: complete, priced to the last bit, and summed up over shared beginnings."""

from itertools import combinations

import numpy as np
import pytest

from geo.stop import Stop
from geo.zoning.ground import Beaten, ground_of
from geo.zoning.kernels.cost import zone_cost
from geo.zoning.problem import Piece
from geo.zoning.rules import Limits
from geo.zoning.zone_pool import ZonePool, list_zones

from . import oracle
from .test_editing import grid

SEEDS = range(25)
NO_TRIPLES = np.zeros((0, 3), dtype=np.int64), np.zeros(0)


def _random_piece(seed: int) -> tuple[Piece, Limits]:
    random = np.random.default_rng((seed, 3))
    problem, rules = oracle.random_problem(random, 8), oracle.random_rules(random)
    limits = rules.limits(float(problem.workload.sum()) / int(random.integers(1, 8)))
    return max(problem.pieces(), key=lambda piece: piece.n_estates), limits


def _listed(seed: int) -> ZonePool:
    piece, limits = _random_piece(seed)
    pool = list_zones(piece, limits, Stop())
    assert pool is not None
    return pool


def _hangs_together(piece: Piece, members: tuple[int, ...]) -> bool:
    reached, left = [members[0]], set(members[1:])
    for estate in reached:
        near = left & set(piece.neighbour[piece.start[estate] : piece.start[estate + 1]].tolist())
        left -= near
        reached += sorted(near)
    return not left


@pytest.mark.parametrize("seed", SEEDS)
def test_the_list_holds_every_legal_zone_once_at_what_it_costs(seed: int) -> None:
    """All connected sets that the rules allow, each at the very bits of the one cost kernel."""
    piece, limits = _random_piece(seed)
    ground, pool = ground_of(piece, limits), _listed(seed)
    legal = set()
    for size in range(1, ground.max_estates + 1):
        for members in combinations(range(piece.n_estates), size):
            cost = zone_cost(ground, np.array(members), size)
            if cost < np.inf and _hangs_together(piece, members):
                legal.add(members)
    listed = [tuple(sorted(pool.members(zone).tolist())) for zone in range(pool.n_zones)]
    assert set(listed) == legal
    assert len(listed) == len(legal)
    for zone in range(pool.n_zones):
        members = pool.members(zone).astype(np.int64)
        assert pool.cost[zone] == zone_cost(ground, members, len(members))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("order", ["all", "some", "shuffled"])
def test_sums_over_shared_beginnings_are_those_over_all_members(seed: int, order: str) -> None:
    """Reduced costs of a whole list, a part and a shuffled part are those of plain sums."""
    pool, random = _listed(seed), np.random.default_rng(seed)
    if not pool.n_zones:
        return
    some = np.flatnonzero(random.random(pool.n_zones) < 0.4)
    pool = {"all": pool, "some": pool.take(some), "shuffled": pool.take(random.permutation(some))}[
        order
    ]
    for zone in range(1, pool.n_zones):
        shared = pool.shared[zone]
        assert (pool.members(zone)[:shared] == pool.members(zone - 1)[:shared]).all()
    duals = random.normal(100.0, 50.0, pool.n_estates)
    reduced = pool.reduced_costs(duals, 7.0, *NO_TRIPLES)
    plain = [pool.cost[z] - 7.0 - duals[pool.members(z)].sum() for z in range(pool.n_zones)]
    assert reduced == pytest.approx(plain, rel=1e-12, abs=1e-9)
    triples, paid = np.array([[0, 1, 2]]), np.array([-3.0])
    held = np.array([np.isin(pool.members(z), triples[0]).sum() for z in range(pool.n_zones)])
    less = pool.reduced_costs(duals, 7.0, triples, paid)
    assert less == pytest.approx(reduced + np.where(held >= 2, 3.0, 0.0), rel=1e-12, abs=1e-9)


def test_spread_zones_leave_no_estate_in_too_many() -> None:
    """The first zones are taken while none of their estates has enough; others may still come."""
    pool = list_zones(grid(4).pieces()[0], Limits(4, 8.0, np.inf, 0.0, np.inf, 0.0), Stop())
    assert pool is not None
    order = np.random.default_rng(1).permutation(pool.n_zones)
    taken = pool.spread(order, 3)
    count = np.zeros(pool.n_estates, dtype=int)
    kept = []
    for zone in order.tolist():
        if (count[pool.members(zone)] < 3).all():
            count[pool.members(zone)] += 1
            kept.append(zone)
    assert taken.tolist() == kept


def _best_by_hand(pool: ZonePool, wanted: int | None) -> float:
    """Return the least cost of a partition into zones of a list, by trying all."""
    sets = [frozenset(pool.members(zone).tolist()) for zone in range(pool.n_zones)]

    def best(left: frozenset[int], count: int) -> float:
        if not left:
            return 0.0 if wanted in (None, count) else np.inf
        return min(
            (
                float(pool.cost[zone]) + best(left - held, count + 1)
                for zone, held in enumerate(sets)
                if min(left) in held and held <= left
            ),
            default=np.inf,
        )

    return best(frozenset(range(pool.n_estates)), 0)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("wanted", [None, 1, 2, 3, 4])
def test_the_search_to_the_end_finds_the_cheapest_partition(seed: int, wanted: int | None) -> None:
    """Equal to trying all partitions, for any number of zones and for each, by any duals."""
    whole, random = _listed(seed), np.random.default_rng((seed, 9))
    pool = whole.take(np.flatnonzero(random.random(whole.n_zones) < 0.6))
    # Duals that leave no zone a negative reduced cost: shares of the cheapest zone per member.
    share = np.full(pool.n_estates, np.inf)
    for zone in range(pool.n_zones):
        members = pool.members(zone)
        share[members] = np.minimum(share[members], pool.cost[zone] / len(members))
    if not np.isfinite(share).all():
        return
    reduced = pool.reduced_costs(share, 0.0, *NO_TRIPLES)
    bound, best = float(share.sum()), _best_by_hand(pool, wanted)
    limits = Beaten(bound - 1e-6, np.inf, np.inf)
    found, is_exhausted = pool.cheapest_cover(reduced, wanted, limits, 10**6)
    assert is_exhausted
    assert bool(len(found)) == np.isfinite(best)
    if len(found):
        assert pool.cost[found].sum() == pytest.approx(best, rel=1e-9, abs=1e-9)
        held = np.concatenate([pool.members(int(zone)) for zone in found])
        assert sorted(held.tolist()) == list(range(pool.n_estates))
        below = Beaten(bound - 1e-6, np.inf, best * (1 - 1e-6) - 1e-6)
        assert not len(pool.cheapest_cover(reduced, wanted, below, 10**6)[0])
        assert not pool.cheapest_cover(reduced, wanted, limits, 0)[1]
