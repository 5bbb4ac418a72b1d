"""Standing stations that may close or move, against enumeration."""

from itertools import chain, combinations

import numpy as np
import pytest

from geo.errors import SitingError
from geo.siting import (
    budget_cover,
    max_cover,
    median_search,
    p_median,
    relocated_cover,
    relocated_median,
    station_moves,
)
from geo.stop import Stop

from . import oracle
from .instances import tiny

SEEDS = range(100)


def standing_of(t, seed):
    """Return standing candidates and a number of moves, some of which cannot be."""
    rng = np.random.default_rng(seed)
    standing = rng.permutation(len(t.minutes))[: rng.integers(0, len(t.minutes) + 1)]
    return tuple(int(j) for j in standing), int(rng.integers(0, 3))


def plans_of(t, standing, moves):
    """Return every allowed plan that closes no more standing stations than may close."""
    every = oracle.plans(len(t.minutes), t.p, t.fixed, t.forbidden)
    return [chosen for chosen in every if len(set(standing) - set(chosen)) <= moves]


@pytest.mark.parametrize("seed", SEEDS)
def test_relocation_equals_enumeration(seed):
    """Cover and minutes of the best plan within the moves; too few moves are refused."""
    t = tiny(seed)
    standing, moves = standing_of(t, seed)
    given = {"standing": standing, "most_moves": moves, "fixed": t.fixed, "forbidden": t.forbidden}
    every = plans_of(t, standing, moves)
    if not every:
        with pytest.raises(SitingError) as caught:
            relocated_cover(t.covers, t.demand, t.p, **given)
        assert caught.value.key == "siting.too_few_moves"
        return
    cover = relocated_cover(t.covers, t.demand, t.p, **given)
    assert cover.status == "optimal"
    assert cover.objective == pytest.approx(
        max(t.demand[t.covers[chosen].any(axis=0)].sum() for chosen in every)
    )
    near = relocated_median(t.minutes, t.demand, t.p, **given)
    least = oracle.best(
        (oracle.weighted_minutes(t.minutes, t.demand, chosen) for chosen in every), min
    )
    assert near.status == ("infeasible" if np.isnan(least) else "optimal")
    for plan in (cover, near) if near.has_plan else (cover,):
        assert plan.chosen.tolist() in every
        change = station_moves(plan, standing)
        assert change.closed.size <= moves
        assert sorted([*change.kept, *change.closed]) == sorted(standing)
        assert sorted([*change.kept, *change.opened]) == plan.chosen.tolist()
    if near.has_plan:
        assert near.objective == pytest.approx(least)


def test_more_moves_never_do_worse():
    """From no move to all moves: from the standing stations to the plan from scratch."""
    rng = np.random.default_rng(8)
    places, homes = rng.uniform(0, 20, (20, 2)), rng.uniform(0, 20, (60, 2))
    far = np.hypot(*(places[:, None] - homes).transpose(2, 0, 1))
    demand, standing = rng.integers(1, 90, 60), range(4)
    moves = [{"standing": standing, "most_moves": m} for m in range(5)]
    spent = [relocated_median(far, demand, 4, **m).objective for m in moves]
    served = [relocated_cover(far < 5, demand, 4, **m).objective for m in moves]
    assert spent == pytest.approx(sorted(spent, reverse=True))
    assert served == sorted(served)
    assert spent[-1] == pytest.approx(p_median(far, demand, 4).objective)
    assert served[-1] == max_cover(far < 5, demand, 4).objective
    assert spent[0] == pytest.approx((demand * far[:4].min(axis=0)).sum())


@pytest.mark.parametrize("seed", SEEDS)
def test_closing_costs_equal_enumeration(seed):
    """Keeping, closing and opening are paid from one budget."""
    t = tiny(seed)
    rng = np.random.default_rng(seed)
    cost, closing = rng.integers(0, 6, (2, len(t.covers))).astype(float)
    budget = float(cost[list(t.fixed)].sum() + seed % 9)
    plan = budget_cover(
        t.covers,
        t.demand,
        cost=cost,
        budget=budget,
        closing_cost=closing,
        fixed=t.fixed,
        forbidden=t.forbidden,
    )
    free = [j for j in range(len(cost)) if j not in t.fixed and j not in t.forbidden]
    sets = chain.from_iterable(combinations(free, r) for r in range(len(free) + 1))
    values = [
        t.demand[t.covers[chosen].any(axis=0)].sum()
        for chosen in ([*t.fixed, *others] for others in sets)
        if cost[chosen].sum() + closing.sum() - closing[chosen].sum() <= budget
    ]
    assert plan.status == ("optimal" if values else "infeasible")
    if values:
        assert plan.objective == pytest.approx(max(values))
    else:
        assert plan.notes[0].sentence("zh")


def test_a_stopped_solve_keeps_what_stands():
    """Without time the plan is a legal one and its bound honest."""
    rng = np.random.default_rng(3)
    covers, demand = rng.random((15, 40)) < 0.2, rng.integers(1, 9, 40)
    given = {"standing": (3, 7, 9), "most_moves": 1}
    plan = relocated_cover(covers, demand, 4, time_limit_s=0, **given)
    assert station_moves(plan, (3, 7, 9)).closed.size <= 1
    assert plan.bound >= relocated_cover(covers, demand, 4, **given).objective
    near = relocated_median(rng.random((15, 40)), demand, 4, time_limit_s=0, **given)
    assert near.status == "feasible"


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ({"standing": [9], "most_moves": 1}, "siting.standing_out_of_range"),
        ({"standing": [0, 0], "most_moves": 1}, "siting.standing_duplicated"),
        ({"standing": [0.5], "most_moves": 1}, "siting.standing_not_indices"),
        ({"standing": [0], "most_moves": -1}, "siting.moves_not_whole"),
        ({"standing": [0, 1], "most_moves": 0}, "siting.too_few_moves"),
    ],
    ids=["range", "twice", "half", "negative", "few"],
)
def test_wrong_moves_are_named(given, key):
    """Each fault has a sentence of its own."""
    with pytest.raises(SitingError) as caught:
        relocated_cover(np.eye(3) > 0, [1, 1, 1], 1, **given)
    assert caught.value.key == key
    assert caught.value.sentence("zh")


def test_a_stop_ends_the_search_and_not_only_each_of_its_parts(monkeypatch) -> None:
    """Of 1,820 sets of stations that could stay, none is begun after the time; the bound holds."""
    rng = np.random.default_rng(3)
    minutes, demand = rng.uniform(0, 20, (40, 60)), rng.integers(1, 50, 60)
    asked = {"standing": range(16), "most_moves": 4}
    begun = []
    search = median_search.search_medians

    def counted(*question: object, **more: object) -> object:
        begun.append(1)
        return search(*question, **more)

    monkeypatch.setattr(median_search, "search_medians", counted)
    plan = relocated_median(minutes, demand, 16, stop=Stop(time_limit_s=0.0), **asked)
    assert len(begun) == 1
    free = p_median(minutes, demand, 16)
    assert plan.bound <= free.objective <= plan.objective
